"""The Start sheet after a run: what its blocks say, what the charts show, and what is never touched."""

from __future__ import annotations

import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import SETTINGS, Workbook, tables_of

from ar_sheets.base.data import data_folder
from ar_sheets.cli.main import main
from ar_sheets.schema.translations import word_in
from ar_sheets.workbook.create import create, default_plan
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.start_charts import CHARTS
from ar_sheets.workbook.start_page import BLOCKS
from ar_sheets.xlsx.cells import area
from ar_sheets.xlsx.charts import chart_parts
from ar_sheets.xlsx.named import on_sheet
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.patch import ChartValues

AS_OF = "2026-11-20"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """The sample business after its weekly run."""
    home = tmp_path_factory.mktemp("start")
    result = CliRunner().invoke(main, ["demo", str(home)])
    assert result.exit_code == 1, result.output
    return Workbook(home / "receivables.xlsx")


def block(workbook: Workbook, name: str) -> list[list[Any]]:
    """The rows of a block that hold anything, wherever it is now; empty cells are ""."""
    book = read_book(workbook.path.read_bytes())
    place = book.start_blocks[name]
    assert place is not None
    rows = [row[place.left : place.right + 1] for row in book.start[place.top - 1 : place.bottom]]
    return [row for row in rows if any(cell != "" for cell in row)]


def sums(workbook: Workbook) -> dict[str, dict[str, Decimal]]:
    """Open and overdue of each currency, added up from the invoices by hand."""
    customers = {row["customer_id"]: row for row in workbook.rows("Customers")}
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in workbook.rows("Invoices"):
        if row["open_amount"] and row["open_amount"] > 0 and row["status"] != "Written off":
            currency = row["currency"] or customers[row["customer_id"]]["currency"]
            found[currency]["open"] += row["open_amount"]
            found[currency][row["bucket"]] += row["open_amount"]
            found[currency]["overdue"] += row["open_amount"] if row["days_overdue"] > 0 else 0
            found[currency]["count"] += 1
    return found


def test_aging_by_currency_is_what_the_invoices_add_up_to(sample: Workbook) -> None:
    header, *rows = block(sample, "Start_aging")
    assert header == ["Currency", "Current", "1-30", "31-60", "61-90", "90+", "Open", "Overdue"]
    assert [row[0] for row in rows] == ["NOK", "ALL", "EUR", "GBP", "SEK"], "the owner's own first"
    for currency, *amounts in rows:
        one = sums(sample)[currency]
        wanted = [one[bucket] for bucket in header[1:6]] + [one["open"], one["overdue"]]
        assert amounts == [float(amount) for amount in wanted], currency


def test_tiles_are_of_the_owners_currency_and_tie_to_the_other_sheets(sample: Workbook) -> None:
    values, notes = block(sample, "Start_tiles")
    own = sums(sample)["NOK"]
    assert values[0].date() == date.fromisoformat(AS_OF)
    assert values[1:3] == [float(own["open"]), float(own["overdue"])]
    assert notes[1] == f"NOK, {own['count']} invoices"
    came = sum(r["amount"] for r in sample.rows("Payments") if r["date"] and r["date"] >= date(2026, 11, 1)
               and (r["currency"] or "NOK") == "NOK" and r["status"] not in ("Check", "Later"))  # fmt: skip
    assert values[7] == float(came)
    assert [row[4] for row in block(sample, "Start_currencies") if row[0] == "NOK"] == [float(came)]


CASES = """
Customers
Customer ID|Name|Profile|Email|Currency
0001|Nordlys AS|Business|a@nordlys.example|NOK
0002|Fjell AS|Business|a@fjell.example|NOK
0003|Küche GmbH|Business|a@kueche.example|EUR

Invoices
Invoice no|Customer ID|Invoice date|Due date|Amount|Promise date|Promise amount|Dispute reason|Hold reason
1|0001|2026-10-01|2026-11-19|100|||
2|0001|2026-10-01|2026-11-20|200|||
3|0001|2026-10-01|2026-11-26|400|||
4|0001|2026-10-01|2026-11-27|800|||
5|0002|2026-09-01|2026-10-01|1600|||20.00: a scratch
6|0002|2026-09-01|2026-10-01|3200|2026-11-25|500|
7|0002|2026-09-01|2026-10-01|6400||||written off
8|0003|2026-09-01|2026-10-01|50|2026-11-25||
9|0003|2026-09-01|2026-10-01|70|||prices

Payments
Date|Customer ID|Invoice no|Amount|Currency
2026-10-31|0001|1|1|NOK
2026-11-01|0001|1|2|NOK
2026-11-20|0001|1|-1|NOK
2026-11-21|0001|1|5|NOK
2026-11-10|0003||7|EUR
"""


def test_what_comes_this_week_what_is_disputed_and_promised(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CASES)
    workbook.run(AS_OF)
    rows = {row[0]: row[1:] for row in block(workbook, "Start_currencies")}
    # Due this week: today and the six days after it. Collected: from the first of the month to today, refunds off.
    assert rows["NOK"] == [600.0, 20.0, 500.0, 1.0, 0.0, 6, 3]
    assert rows["EUR"] == [0.0, 70.0, 43.0, 7.0, 0.0, 2, 2]
    values, notes = block(workbook, "Start_tiles")
    assert values[3:6] == [600.0, 20.0, 500.0]
    assert notes[3:6] == ["to 2026-11-26", "1 invoice", "1 invoice"]


def test_top_ten_are_the_customers_who_are_most_overdue(make_workbook: Callable[..., Workbook]) -> None:
    customers = "\n".join(f"c{n:02}|Customer {n:02}|Business|{'EUR' if n == 3 else 'NOK'}" for n in range(1, 14))
    invoices = "\n".join(f"{n}|c{n:02}|2026-10-01|2026-11-01|{n * 10}" for n in range(1, 13))
    workbook = make_workbook(f"Customers\nCustomer ID|Name|Profile|Currency\n{customers}\n\nInvoices\n"
                             f"Invoice no|Customer ID|Invoice date|Due date|Amount\n{invoices}\n"
                             "99|c12|2026-11-01|2026-12-01|5000\n98|c13|2026-11-01|2026-12-01|9000\n")  # fmt: skip
    workbook.run(AS_OF)
    rows = block(workbook, "Start_top_ten")
    assert rows[0] == ["Customer 12", 5000.0, 120.0, 19]
    assert [row[0] for row in rows] == [f"Customer {n:02}" for n in (12, 11, 10, 9, 8, 7, 6, 5, 4, 2)]


def test_letters_and_calls_are_those_of_the_outbox(sample: Workbook) -> None:
    outbox = [(r["customer"], float(r["total_due"]), r["currency"]) for r in sample.rows("Outbox")]
    rows = block(sample, "Start_letters")
    assert [(row[0], row[2], row[3]) for row in rows[:-1]] == outbox[:8]
    assert rows[-1][0] == f"and {len(outbox) - 8} more in Outbox"


def test_what_needs_you_counts_what_waits_and_leaves_out_what_does_not(sample: Workbook) -> None:
    waiting = {row[0]: row[1] for row in block(sample, "Start_needs_you")}
    beside = {row[0]: str(row[2]) for row in block(sample, "Start_needs_you")}
    notes = int(beside["Problems to fix"].split()[1])  # "and 3 notes, in Problems"
    assert 0 < notes < waiting["Problems to fix"]
    assert waiting["Problems to fix"] == len(sample.rows("Problems")) - notes
    steps = [row["channel"] for row in sample.rows("Outbox")]
    assert waiting["Letters to read"] == sum(step not in ("Phone", "Hand-over") for step in steps)
    assert waiting["Calls to make"] == steps.count("Phone")
    assert all(count for count in waiting.values())


def test_stale_payments_show_no_letters(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CASES, payments_complete_until=date(2026, 10, 1))
    workbook.run(AS_OF)
    assert block(workbook, "Start_letters") == []
    first, *others = block(workbook, "Start_needs_you")
    assert first == ["No letters are made", "payments are complete only until 2026-10-01 (Settings)", ""]
    assert "Letters to read" not in [row[0] for row in others]


def test_nothing_to_do_says_so(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook("Customers\nCustomer ID|Name|Profile\n1|A|Business\n\nInvoices\n"
                             "Invoice no|Customer ID|Invoice date|Amount\n", payments_complete_until=date(2026, 11, 19),
                             )  # fmt: skip
    workbook.run(AS_OF)
    assert block(workbook, "Start_needs_you") == [["Nothing", "", "All is in order."]]
    assert block(workbook, "Start_aging")[1][:2] == ["NOK", 0.0], "the charts have a row to read"


def test_months_end_with_now_and_kpis_have_their_meaning_beside_them(sample: Workbook) -> None:
    months = block(sample, "Start_months")
    assert [row[0] for row in months[:2]] == ["2025-12", "2026-01"]
    assert len(months) == 12
    own = sums(sample)["NOK"]
    assert months[-1][:3] == ["Now", float(own["open"] - own["overdue"]), float(own["overdue"])]
    kpis = block(sample, "Start_kpis")
    assert {"DSO", "Best possible DSO", "Promises kept"} <= {row[0] for row in kpis}
    assert all(row[3] for row in kpis)
    dso = next(row[1] for row in kpis if row[0] == "DSO")
    assert block(sample, "Start_tiles")[0][6] == dso


def cached(workbook: Workbook) -> dict[str, dict[str, list[str]]]:
    """Chart -> range -> the copies of the values in it that the chart's file holds, read by a pattern of our own."""
    data = workbook.path.read_bytes()
    book = Package(data)
    found: dict[str, dict[str, list[str]]] = {}
    for name in CHARTS:
        (part,) = chart_parts(book, ChartValues(book.sheets[0].name, {name}, {}))
        xml = book.xml(part).content.decode()
        found[name] = {
            formula: re.findall(r"<c:v>([^<]*)</c:v>", cache)
            for formula, cache in re.findall(r"<c:f>([^<]*)</c:f><c:(?:num|str)Cache>(.*?)</c:(?:num|str)Cache>", xml)
        }
    return found


def shown(workbook: Workbook, formula: str) -> list[str]:
    """The filled cells of a range on Start, as a chart's file holds them."""
    where = area(formula.partition("!")[2])
    rows = read_book(workbook.path.read_bytes()).start[where.top - 1 : where.bottom]
    cells = [cell for row in rows for cell in row[where.left : where.right + 1] if cell != ""]
    return [f"{cell:.10g}" if isinstance(cell, float) else str(cell).replace("&", "&amp;") for cell in cells]


def test_charts_read_the_cells_that_the_run_fills_and_hold_copies_of_them(sample: Workbook) -> None:
    copies = cached(sample)
    for name, ranges in copies.items():
        for formula, values in ranges.items():
            assert values == shown(sample, formula), (name, formula)
    own = sums(sample)["NOK"]
    assert [Decimal(v) for v in copies["Aging chart"]["Start!$B$47:$F$47"]] == [
        own[bucket] for bucket in ("Current", "1-30", "31-60", "61-90", "90+")
    ]
    assert copies["Month chart"]["Start!$C$65:$C$76"][-1] == f"{float(own['overdue']):.10g}"
    tops = [row[0].replace("&", "&amp;") for row in block(sample, "Start_top_ten")]
    assert copies["Top ten chart"]["Start!$A$34:$A$43"] == tops


def test_a_second_run_on_the_same_day_changes_no_byte(sample: Workbook) -> None:
    before = sample.path.read_bytes()
    sample.run(AS_OF)
    assert sample.path.read_bytes() == before


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_a_chart_as_excel_saves_it_is_renewed_where_it_differs_and_only_there(
    make_workbook: Callable[..., Workbook],
) -> None:
    """Excel writes the empty names of customers as numbers, and numbers in its own way."""
    workbook = make_workbook(CASES)
    workbook.run(AS_OF)
    old = parts(workbook.path)
    names = rb"<c:strRef>(<c:f>Start!\$A\$34:\$A\$43</c:f>)<c:strCache>.*?</c:strCache></c:strRef>"
    none = rb'<c:numRef>\1<c:numCache><c:formatCode>General</c:formatCode><c:ptCount val="10"/></c:numCache></c:numRef>'
    chart = re.sub(names, none, old["xl/charts/chart3.xml"])
    chart = chart.replace(b"<c:v>4800</c:v>", b"<c:v>4.8000000000000000E3</c:v>")
    assert chart.count(b"E3</c:v>") == 1
    with zipfile.ZipFile(workbook.path, "w") as file:
        for name, data in {**old, "xl/charts/chart3.xml": chart}.items():
            file.writestr(name, data)
    workbook.run(AS_OF)
    new = parts(workbook.path)["xl/charts/chart3.xml"]
    assert new == old["xl/charts/chart3.xml"].replace(b"<c:v>4800</c:v>", b"<c:v>4.8000000000000000E3</c:v>")


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/charts/chart1.xml", b"<c:chartSpace><c:chart>"),
        ("xl/charts/chart1.xml", b"<c:chartSpace>" + b"<c:x>" * 5000 + b"</c:x>" * 5000 + b"</c:chartSpace>"),
        ("xl/charts/chart1.xml", b"<!DOCTYPE x><c:chartSpace/>"),
        ("xl/charts/chart1.xml", b""),
        ("xl/drawings/drawing1.xml", b"<xdr:wsDr><xdr:twoCellAnchor>"),
        ("xl/drawings/drawing1.xml", b""),
        ("xl/drawings/_rels/drawing1.xml.rels", b"<Relationships>"),
    ],
    ids=["cut off", "deep", "with a DOCTYPE", "empty", "drawing cut off", "drawing empty", "links cut off"],
)
def test_a_chart_that_cannot_be_followed_is_left_as_it_is_and_the_run_goes_on(
    make_workbook: Callable[..., Workbook], part: str, content: bytes
) -> None:
    workbook = make_workbook(CASES)
    old = parts(workbook.path)
    with zipfile.ZipFile(workbook.path, "w") as file:
        for name, data in {**old, part: content}.items():
            file.writestr(name, data)
    workbook.run(AS_OF)
    assert parts(workbook.path)[part] == content
    assert block(workbook, "Start_tiles")[0][2] == 4898


def test_a_chart_that_is_not_ours_keeps_every_byte(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CASES)
    old = parts(workbook.path)
    drawing = old["xl/drawings/drawing1.xml"].replace(b'name="Month chart"', b'name="My own"')
    with zipfile.ZipFile(workbook.path, "w") as file:
        for name, data in {**old, "xl/drawings/drawing1.xml": drawing}.items():
            file.writestr(name, data)
    workbook.run(AS_OF)
    new = parts(workbook.path)
    assert new["xl/charts/chart2.xml"] == old["xl/charts/chart2.xml"]
    assert new["xl/charts/chart1.xml"] != old["xl/charts/chart1.xml"]
    assert new["xl/drawings/drawing1.xml"] == drawing


def test_in_our_charts_only_the_copies_of_values_differ(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CASES)
    old = parts(workbook.path)
    workbook.run(AS_OF)
    new = parts(workbook.path)
    copies = re.compile(rb"<c:(num|str)Ref><c:f>[^<]*</c:f>.*?</c:\1Ref>")
    for number in (1, 2, 3):
        name = f"xl/charts/chart{number}.xml"
        assert old[name] != new[name]
        assert copies.sub(b"", old[name]) == copies.sub(b"", new[name])
        formulas = re.compile(rb"<c:f>[^<]*</c:f>")
        assert formulas.findall(old[name]) == formulas.findall(new[name])


def by_hand(workbook: Workbook, edit: Callable[[Any], None]) -> None:
    """An edit as a person makes it, by a tool that is not ours."""
    book = openpyxl.load_workbook(workbook.path)
    edit(book)
    book.save(workbook.path)


def test_blocks_are_found_where_they_were_moved_to_and_nothing_around_them_is_touched(
    make_workbook: Callable[..., Workbook],
) -> None:
    workbook = make_workbook(CASES)

    def move(book: Any) -> None:
        page = book["Start"]
        page.title = "Start"
        for row in range(1, 60):
            page.cell(row, 20).value = f"mine {row}"
        names = book.defined_names
        names["Start_top_ten"].attr_text = "Start!$K$3:$N$12"
        page["K13"], page["O3"] = "below", "beside"

    by_hand(workbook, move)
    workbook.run(AS_OF)
    start = read_book(workbook.path.read_bytes()).start
    assert start[2][10:15] == ["Fjell AS", 0.0, 4800.0, 50, "beside"]
    assert start[12][10] == "below"
    assert [row[19] for row in start[:59]] == [f"mine {row}" for row in range(1, 60)]
    assert start[33][0] == "", "where it was before, nothing is written"


@pytest.mark.parametrize("formula", ["Start!#REF!", "Start!$A$6:$F$7", "Start!$A$6:$H$8", "Start!$A$6:$H$1048576"])
def test_a_block_whose_cells_were_deleted_is_a_problem_to_mend(
    make_workbook: Callable[..., Workbook], formula: str
) -> None:
    workbook = make_workbook(CASES)

    def delete(book: Any) -> None:
        book.defined_names["Start_tiles"].attr_text = formula

    by_hand(workbook, delete)
    result = workbook.run(AS_OF)
    assert "Start_tiles" in result.stderr
    assert read_book(workbook.path.read_bytes()).start[5][0] == "no run yet"
    assert block(workbook, "Start_aging")[1][0] == "NOK", "the others are filled all the same"


@pytest.mark.parametrize("language", ["pt", "sq", "de"])
def test_the_dashboard_of_a_workbook_in_another_language_is_filled_and_its_charts_too(
    tmp_path: Path, language: str
) -> None:
    path = tmp_path / "receivables.xlsx"
    plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
    create(path, {**tables_of(CASES), "Dunning plan": plan}, SETTINGS, language)
    workbook = Workbook(path)
    workbook.run(AS_OF)
    start = read_book(path.read_bytes()).start_sheet
    assert start == word_in("sheet", "Start", language)
    assert block(workbook, "Start_tiles")[0][2] == 4898
    disputes = next(row for row in block(workbook, "Start_needs_you") if row[0] == "Disputes to answer")
    assert disputes[2] == f"{word_in('column', 'Dispute reason', language)} in {word_in('sheet', 'Invoices', language)}"
    how_to = " ".join(str(row[1]) for row in read_book(path.read_bytes()).start[100:])
    for where, name in (("column", "Promise date"), ("setting", "Payments complete until"), ("choice", "Skip")):
        assert word_in(where, name, language) in how_to
    (amounts,) = [v for f, v in cached(workbook)["Aging chart"].items() if f.endswith("!$B$47:$F$47")]
    assert [float(amount) for amount in amounts] == block(workbook, "Start_aging")[1][1:6]


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        ("Start!$A$6:$H$7", ("Start", "A6:H7")),
        ("=Start!A6:H7", ("Start", "A6:H7")),
        ("'Início'!$B$2", ("Início", "B2:B2")),
        ("'Kari''s Start'!$A$1:$B$2", ("Kari's Start", "A1:B2")),
        ("Start!$H$7:$A$6", ("Start", "A6:H7")),
        ("Start!#REF!", None),
        ("#REF!", None),
        ("Start!$A:$H", None),
        ("Start!$A$0", None),
        ("Start!$A$1:$B$2,Start!$D$1", None),
        ("SUM(Start!$A$1)", None),
        ("", None),
    ],
)
def test_the_range_that_a_name_means(formula: str, wanted: tuple[str, str] | None) -> None:
    found = on_sheet(formula)
    assert (found and (found[0], str(found[1]))) == wanted


def test_of_two_names_the_one_of_the_whole_workbook_counts(make_workbook: Callable[..., Workbook]) -> None:
    """Excel gives the copy of a sheet names of its own."""
    workbook = make_workbook(CASES)
    old = parts(workbook.path)
    names = old["xl/workbook.xml"].replace(
        b"<definedNames>", b'<definedNames><definedName name="Start_top_ten" localSheetId="0">Start!$K$3:$N$12'
        b"</definedName>",
    )  # fmt: skip
    with zipfile.ZipFile(workbook.path, "w") as file:
        for name, data in {**old, "xl/workbook.xml": names}.items():
            file.writestr(name, data)
    place = read_book(workbook.path.read_bytes()).start_blocks["Start_top_ten"]
    assert str(place) == "A34:D43"


def test_a_name_that_was_deleted_is_nobodys_loss(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CASES)

    def delete(book: Any) -> None:
        del book.defined_names["Start_kpis"]

    by_hand(workbook, delete)
    assert "Start_kpis" not in workbook.run(AS_OF).stderr


def test_a_formula_in_a_block_is_left_alone(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CASES)

    def type_formula(book: Any) -> None:
        book["Start"]["B6"] = "=1+1"

    by_hand(workbook, type_formula)
    workbook.run(AS_OF)
    page = openpyxl.load_workbook(workbook.path)["Start"]
    assert page["B6"].value == "=1+1"
    assert page["C6"].value == 4898, "100 less 2 that came in time, 1600 and 3200"


def own_start(workbook: Workbook, rows: dict[str, object]) -> None:
    def write(book: Any) -> None:
        for name in list(book.defined_names):
            if name.startswith("Start_"):
                del book.defined_names[name]
        place = book.sheetnames.index("Start")
        book.remove(book["Start"])
        page = book.create_sheet("Start", place)
        for at, value in rows.items():
            page[at] = value

    by_hand(workbook, write)


def test_the_start_sheet_of_an_earlier_template_is_filled_as_ever(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CASES)
    own_start(workbook, {"A1": "Treverk AS", "A3": "Figures", "B3": "Value", "A4": "As of", "B4": "no run yet",
                         "A31": "mine", "D4": "1  Payments"})  # fmt: skip
    workbook.run(AS_OF)
    start = read_book(workbook.path.read_bytes()).start
    lines = {row[0]: row[1] for row in start}
    assert lines["As of"] == AS_OF
    assert lines["Overdue, NOK"] == 4898
    assert lines["Log"].startswith("2 entries")  # two holds that were set
    assert (start[0][0], start[30][0], start[3][3]) == ("Treverk AS", "mine", "1  Payments")


def test_a_start_sheet_of_somebodys_own_is_left_alone(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CASES)
    own_start(workbook, {f"A{row}": f"mine {row}" for row in range(1, 40)})
    before = parts(workbook.path)
    part = Package(workbook.path.read_bytes()).sheet("Start").part
    workbook.run(AS_OF)
    assert parts(workbook.path)[part] == before[part]


def test_the_log_mark_in_the_new_start_shows_rows_that_were_cut_off(sample: Workbook, tmp_path: Path) -> None:
    (_, (label, value)) = block(sample, "Start_about")
    assert label == "Log"
    assert re.fullmatch(r"\d+ entries, seal [0-9a-f]{12}", value)
    copy = Workbook(tmp_path / "receivables.xlsx")
    copy.path.write_bytes(sample.path.read_bytes())

    def cut(book: Any) -> None:
        page = book["Log"]
        page.delete_rows(page.max_row)

    by_hand(copy, cut)
    found = json.loads(copy.command("check", "--as-of", AS_OF, "--json").stdout)["problems"]
    assert [f for f in found if f["sheet"] == "Log"]


def test_the_template_starts_with_what_to_do_first() -> None:
    book = read_book((data_folder("workbook_templates") / "receivables.xlsx").read_bytes())
    assert set(book.start_blocks) == set(BLOCKS)
    first = [row[0] for row in book.start[BLOCKS["Start_needs_you"].top - 1 :][:4]]
    assert [text[3:] for text in first] == ["Settings", "Customers", "Invoices", "Run"]


def test_a_workbook_without_start_gets_a_plain_list_of_the_figures(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "Fakturaer"
    made.active.append(["Fakturanr", "Kundenr", "Fakturadato", "Forfallsdato", "Beløp"])
    made.active.append(["1", "A", date(2026, 9, 1), date(2026, 9, 15), 1000])
    made.create_sheet("Kunder").append(["Kundenr", "Navn"])
    made["Kunder"].append(["A", "Anna AS"])
    made.save(tmp_path / "bok.xlsx")
    book = Workbook(tmp_path / "bok.xlsx")
    for day in ("2026-11-20", "2026-11-27"):
        book.run(day)
        content = book.path.read_bytes()
        book.run(day)
        assert book.path.read_bytes() == content
        rows = dict(openpyxl.load_workbook(book.path)["Start"].iter_rows(max_col=2, values_only=True))
        assert (rows["As of"], rows["Open, EUR"]) == (day, 1000)
