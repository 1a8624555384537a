"""Whole workbooks taken on: exports, a sheet for each year, names that clash, .csv, the dialogue, memory."""

from __future__ import annotations

import json
import random
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from layouts import book
from test_layouts import DAY, adopt, adopted, nothing_lost, understood

from ar_sheets.cli.main import main
from ar_sheets.schema.translations import key_of
from ar_sheets.workbook.book import BY_NAME
from ar_sheets.workbook.read import read_book

NOK = ("--answer", "Currency=NOK")
LIST = ["Fakturanr", "Kunde", "Dato", "Forfall", "Beløp", "Betalt dato"]


def d(text: str) -> date:
    return date.fromisoformat(text)


def rows_of(path: Path, sheet: str, *keys: str) -> list[tuple[Any, ...]]:
    """The rows of a sheet, with what is chosen from a list as its key, whatever language the workbook is in."""
    table = read_book(path.read_bytes()).tables[sheet]
    columns = {column.key: column for column in BY_NAME[sheet].columns}
    values = ([key_of(columns[key], value) for value in table.columns[key]] for key in keys)
    return list(zip(*values, strict=True))


def run(path: Path, day: str = "2026-11-20") -> dict[str, Any]:
    result = CliRunner().invoke(main, ["run", str(path), "--as-of", day, "--json"])
    assert result.exit_code in (0, 1), result.output
    return dict(json.loads(result.stdout))


XERO = [
    ["Aged Receivables Detail"], ["Demo Ltd"], ["As at 31 March 2026"], ["Ageing by due date"], [],
    ["Invoice Date", "Due Date", "Invoice Number", "Invoice Reference", "Current", "< 1 Month", "1 Month",
     "Older", "Total"],
    [], ["Acme Ltd"],
    [d("2026-01-15"), d("2026-02-15"), "INV-0001", None, 0, 0, 2000.0, 0, 2000.0],
    [d("2026-03-16"), d("2026-04-16"), "INV-0002", "PO 7", 200.5, 0, 0, 0, 200.5],
    ["Total Acme Ltd", None, None, None, 200.5, 0, 2000.0, 0, 2200.5],
    ["Zed Co"], [d("2026-02-16"), d("2026-03-16"), "INV-0003", None, 0, 50.0, 0, 0, 50.0],
    ["Total Zed Co", None, None, None, 0, 50.0, 0, 0, 50.0],
    ["Total", None, None, None, 200.5, 50.0, 2000.0, 0, 2250.5],
]  # fmt: skip

QUICKBOOKS = [
    ["A/R Aging Detail"], ["Craig's Design"], ["As of November 18, 2026"], [],
    [None, "Date", "Transaction type", "Num", "Customer full name", "Due date", "Amount", "Open balance"],
    ["Current"], [None, "11/02/2026", "Invoice", "1041", "Acme Ltd", "12/02/2026", "=120.00", "=120.00"],
    [None, "10/28/2026", "Invoice", "1040", "Bea Lopez", "11/27/2026", "=75.50", "=75.50"],
    ["Total for Current", None, None, None, None, None, "=195.50", "=195.50"],
    ["1 - 30 days past due"], [None, "09/22/2026", "Invoice", "1037", "Bea Lopez", "10/22/2026", "=362.07", "=300.00"],
    [None, "10/15/2026", "Payment", "8813", "Acme Ltd", "10/15/2026", "=-40.00", "=-40.00"],
    ["Total for 1 - 30 days past due", None, None, None, None, None, "=322.07", "=260.00"],
    ["TOTAL", None, None, None, None, None, "=517.57", "=455.50"], [],
    ["Wednesday, November 18, 2026 11:05 AM GMT-07:00"],
]  # fmt: skip


def test_a_xero_report_with_customers_as_headings_is_copied(tmp_path: Path) -> None:
    path = book(tmp_path / "aged.xlsx", {"Aged Receivables Detail": XERO})
    before = path.read_bytes()
    data = adopted(path, "--answer", "Currency=GBP")
    nothing_lost(before, path.read_bytes())
    assert rows_of(path, "Invoices", "invoice_no", "customer_id", "typed_due_date", "amount", "po_ref") == [
        ("INV-0001", "Acme Ltd", d("2026-02-15"), 2000, None), ("INV-0002", "Acme Ltd", d("2026-04-16"), 200.5, "PO 7"),
        ("INV-0003", "Zed Co", d("2026-03-16"), 50, None),
    ]  # fmt: skip
    assert {c["customer_id"] for c in data["customers"]} == {"Acme Ltd", "Zed Co"}
    assert any("Payments complete until 2026-03-31" in note for note in data["notes"])
    assert run(path)["counts"]["invoices"] == 3
    assert not (path.parent / "batches").exists(), "nobody is reminded on the figures of March"
    assert adopted(path)["added"] == []


def test_a_quickbooks_export_keeps_its_amounts_and_american_days(tmp_path: Path) -> None:
    """Its amounts are formulas such as =120.00 with a saved result of 0, its days are text, month first."""
    path = book(tmp_path / "qb.xlsx", {"Sheet1": QUICKBOOKS})
    adopted(path, "--answer", "Currency=USD")
    assert rows_of(path, "Invoices", "invoice_no", "customer_id", "invoice_date", "amount") == [
        ("1041", "Acme Ltd", d("2026-11-02"), 120), ("1040", "Bea Lopez", d("2026-10-28"), Decimal("75.5")),
        ("1037", "Bea Lopez", d("2026-09-22"), Decimal("362.07")),
    ]  # fmt: skip
    paid = rows_of(path, "Payments", "customer_id", "invoice_no", "amount", "date")
    assert ("Acme Ltd", None, 40, d("2026-10-15")) in paid
    assert [(who, no, float(amount)) for who, no, amount, _ in paid if no] == [("Bea Lopez", "1037", 62.07)]


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ([None, "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total"], "no single invoices"),
        (["Contact", "Current", "< 1 Month", "1 Month", "2 Months", "Older"], "Aged Receivables Detail"),
    ],
)
def test_a_summary_by_age_is_explained_not_guessed(headers: list[str], says: str, tmp_path: Path) -> None:
    table = [
        ["A/R Aging Summary"],
        headers,
        ["Acme", 1, 2, 0, 0, 0, 3][: len(headers)],
        ["Bea", 5, 0, 0, 0, 0, 5][: len(headers)],
    ]
    path = book(tmp_path / "a.xlsx", {"Sheet1": table})
    refused = adopt(path, "--yes")
    assert refused.exit_code == 2
    assert says in refused.output


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"Notes": [["Milk", "Eggs"], ["2", "12"]]}, "This workbook has no list of invoices"),
        ({"Bills": [["Supplier", "Invoice no", "Date", "Due date", "Amount"],
                    ["Paper AS", "9", d("2026-01-01"), d("2026-02-01"), 5]]}, "invoices from your suppliers"),
        ({"Leverandørfaktura": [LIST, [1, "Papir AS", d("2026-01-01"), d("2026-02-01"), 5.0, None]]}, "your suppliers"),
        ({"Empty": []}, "no list of invoices"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_invoices_is_refused_with_a_sentence(
    sheets: dict[str, list[list[Any]]], says: str, tmp_path: Path
) -> None:
    path = book(tmp_path / "a.xlsx", sheets)
    before = path.read_bytes()
    refused = adopt(path, "--yes")
    assert (refused.exit_code, says in refused.output) == (2, True), refused.output
    assert path.read_bytes() == before


def years() -> dict[str, list[list[Any]]]:
    """A sheet of 2025 from A1 on, one of 2026 with a title above and a sum below."""
    return {
        "2025": [
            LIST,
            [990, "Fjord", d("2025-11-01"), d("2025-11-15"), 500.0, d("2025-11-14")],
            [991, "Nord", d("2025-12-20"), d("2026-01-04"), 750.0, None],
        ],
        "2026": [
            ["Min bedrift"],
            [],
            [*LIST, "Merknad"],
            [1041, "Fjord", d("2026-01-05"), d("2026-01-19"), 1250.0, d("2026-01-17"), None],
            [1042, "Brygga", d("2026-01-09"), d("2026-01-23"), 800.5, None, "ring"],
            ["Sum", None, None, None, 2050.5],
        ],
    }


def test_a_sheet_for_each_year(tmp_path: Path) -> None:
    """The newest is worked on; what is open in the other is copied below it once, and later only what is new."""
    path = book(tmp_path / "mine.xlsx", years())
    before = path.read_bytes()
    data = adopted(path, *NOK)
    nothing_lost(before, path.read_bytes())
    assert rows_of(path, "Invoices", "invoice_no", "customer_id") == [
        ("1041", "Fjord"),
        ("1042", "Brygga"),
        ("991", "Nord"),
    ]
    assert {c["customer_id"] for c in data["customers"]} == {"Fjord", "Brygga", "Nord"}
    assert rows_of(path, "Payments", "invoice_no", "amount", "date") == [("1041", 1250, d("2026-01-17"))]
    run(path)
    once = path.read_bytes()
    assert adopted(path)["added"] == []
    assert path.read_bytes() == once
    other = openpyxl.load_workbook(path)
    other["2025"].append([992, "Fjord", datetime(2025, 12, 30), datetime(2026, 1, 13), 60, None])  # noqa: DTZ001
    other.save(path)
    adopted(path)
    assert [no for (no,) in rows_of(path, "Invoices", "invoice_no")] == ["1041", "1042", "991", "992"]


def test_what_is_only_marked_as_paid_later_says_check_and_adopt_takes_it_over(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", {"2026": years()["2026"]})
    adopted(path, *NOK)
    other = openpyxl.load_workbook(path)
    other["2026"]["F5"] = datetime(2026, 11, 10)  # noqa: DTZ001
    other.save(path)
    run(path)
    assert dict(rows_of(path, "Invoices", "invoice_no", "status"))["1042"] == "Check"
    adopted(path)
    run(path)
    assert dict(rows_of(path, "Invoices", "invoice_no", "status"))["1042"] == "Paid"


def test_customers_by_name_or_by_number_are_the_ones_of_their_list(tmp_path: Path) -> None:
    """The list of customers has numbers, the invoices have names: the name is the ID in both."""
    people = [["Kundenr", "Navn", "E-post", "Sted"], [1, "Fjord", "a@fjord.example", "Oslo"],
              [2, "Brygga", "b@brygga.example", "Bergen"], [3, "Nord", None, None]]  # fmt: skip
    path = book(tmp_path / "mine.xlsx", {"2026": years()["2026"], "Kunder": people})
    before = path.read_bytes()
    data = adopted(path, *NOK)
    nothing_lost(before, path.read_bytes())
    assert understood(data, "Kunder")["Navn"] == "customer_id"
    assert rows_of(path, "Customers", "customer_id", "name", "email")[0] == ("Fjord", "Fjord", "a@fjord.example")
    assert data["customers"] == []
    numbered = years()["2026"][2:]
    for row, who in zip(numbered, ("Kundenr", 1, 2), strict=False):
        row[1] = who
    path = book(tmp_path / "numbers.xlsx", {"2026": numbered, "Kunder": people})
    assert understood(adopted(path, *NOK), "Kunder")["Kundenr"] == "customer_id"
    assert rows_of(path, "Customers", "customer_id", "name")[1] == ("2", "Brygga")


def test_payments_people_keep_themselves_are_used(tmp_path: Path) -> None:
    paid = [["Innbetalt dato", "Kunde", "Fakturanr", "Beløp"], [d("2026-02-01"), "Brygga", 1042, 300.5]]
    path = book(tmp_path / "mine.xlsx", {"2026": years()["2026"], "Innbetalinger": paid})
    before = path.read_bytes()
    adopted(path, *NOK)
    nothing_lost(before, path.read_bytes())
    assert rows_of(path, "Payments", "invoice_no", "amount") == [("1042", 300.5), ("1041", 1250)]
    run(path)
    assert dict(rows_of(path, "Invoices", "invoice_no", "open_amount"))["1042"] == 500


def test_sheets_and_columns_of_theirs_with_our_names_stay_theirs(tmp_path: Path) -> None:
    """A run would write into Status, Paid, Aging and Log; theirs must not be taken for ours."""
    headers = ["Invoice no", "Customer", "Invoice date", "Due date", "Amount", "Paid", "Open", "Status", "Why"]
    rows = [
        [f"A{i}", f"Client {i}", d("2026-01-05"), d("2026-02-04"), 100.0, 40.0, 60.0, "sent", "nice people"]
        for i in range(3)
    ]
    path = book(tmp_path / "mine.xlsx", {
        "Invoices": [headers, *rows], "Aging": [["Client", "Current", "1-30"], ["Client 1", 5, 6]],
        "Log": [["Date", "What"], [d("2026-01-01"), "called"]], "Settings": [["Colour", "Blue"]],
        "Rates": [["Room", "Price"], ["Single", 80]],
    })  # fmt: skip
    before = path.read_bytes()
    adopted(path, *NOK)
    run(path)
    run(path, "2026-11-27")
    nothing_lost(before, path.read_bytes())
    assert rows_of(path, "Invoices", "paid", "open_amount")[0] == (40, 60)
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    assert {"Settings (ar-sheets)", "Aging (ar-sheets)", "Log (ar-sheets)"} <= set(names)
    assert adopted(path)["added"] == []


@pytest.mark.parametrize("marks", [[], ["Betalt dato", None, None]])
def test_nothing_says_who_has_paid_so_nobody_is_reminded(marks: list[str | None], tmp_path: Path) -> None:
    """There is no such column, or nobody ever filled it in."""
    rows = [[*row[:5], *marks[n : n + 1]] for n, row in enumerate(years()["2026"][2:5])]
    path = book(tmp_path / "mine.xlsx", {"2026": rows})
    data = adopted(path, *NOK)
    assert any("letters come" in note for note in data["notes"])
    run(path)
    assert not (tmp_path / "batches").exists()


def test_undo_gives_the_old_workbook_back(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    before = path.read_bytes()
    adopted(path, *NOK)
    assert path.read_bytes() != before
    assert CliRunner().invoke(main, ["undo", str(path)]).exit_code == 0
    assert path.read_bytes() == before


def test_other_parts_of_the_file_stay_byte_for_byte(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    old = zipfile.ZipFile(path)
    parts = {name: old.read(name) for name in old.namelist()}
    adopted(path, *NOK, "--answer", "Older list: 2025=left alone")
    new = zipfile.ZipFile(path)
    same = {name for name in parts if new.read(name) == parts[name]}
    assert {"xl/worksheets/sheet1.xml", "xl/theme/theme1.xml", "docProps/core.xml"} <= same


def test_a_dry_run_and_a_refusal_touch_nothing(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    before, there = path.read_bytes(), set(tmp_path.iterdir())
    assert adopt(path, "--dry-run", *NOK).exit_code == 0
    refused = adopt(path, "--yes")
    assert refused.exit_code == 2
    assert '--answer "Currency=NOK"' in refused.output
    assert (path.read_bytes(), set(tmp_path.iterdir())) == (before, there)


def test_the_dialogue_asks_what_is_unsure_and_settings_remember_it(tmp_path: Path) -> None:
    headers = ["Fakturanr", "Kunde", "Fakturadato", "Betalingsdato", "Beløp"]
    rows = [[i, f"Kunde {i}", d("2026-01-05"), d("2026-01-19"), 100.0] for i in range(1, 5)]
    path = book(tmp_path / "mine.xlsx", {"Salg": [headers, *rows]})
    told = CliRunner().invoke(main, ["adopt", str(path), *DAY], input="1\n\ny\n")
    assert told.exit_code == 0, told.output
    assert 'is "Betalingsdato" the day by which it is to be paid?' in told.output
    assert "Which currency" in told.output
    assert "Nothing that is there is changed" in told.output
    assert rows_of(path, "Invoices", "typed_due_date")[0] == (d("2026-01-19"),)
    said = dict(rows_of(path, "Settings", "setting", "value"))
    assert said["Column: Invoices / Due date"] == "Betalingsdato"
    again = CliRunner().invoke(main, ["--language", "en", "adopt", str(path), *DAY], input="")
    assert again.exit_code == 0, again.output
    assert "Nothing is missing" in again.output


def test_no_is_an_answer(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    before = path.read_bytes()
    told = CliRunner().invoke(main, ["adopt", str(path), *DAY], input="NOK\nn\n")
    assert (told.exit_code, path.read_bytes()) == (2, before)


def test_an_answer_that_is_none_of_the_choices_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    refused = adopt(path, "--yes", *NOK, "--answer", "Older list: 2025=perhaps")
    assert refused.exit_code == 2
    assert "is none of copied, left alone" in refused.output


CSV = """Nr;Kunde;Dato;Forfall;Beløp;Rest
1041;Ærlig Bygg;05.03.2026;19.03.2026;1.250,50;0,00
1042;Øy Kafé;06.03.2026;20.03.2026;99,90;99,90
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_csv_becomes_a_workbook_beside_it(encoding: str, sign: str, tmp_path: Path) -> None:
    cells = [line.split(";") for line in CSV.splitlines()]
    path = tmp_path / "export.csv"
    text = "\r\n".join(sign.join(f'"{c}"' for c in row) for row in cells)
    path.write_bytes(text.encode(encoding))
    before = path.read_bytes()
    adopted(path, *NOK)
    made = path.with_suffix(".xlsx")
    assert path.read_bytes() == before
    assert rows_of(made, "Invoices", "invoice_no", "customer_id", "amount") == [
        ("1041", "Ærlig Bygg", Decimal("1250.5")), ("1042", "Øy Kafé", Decimal("99.9"))]  # fmt: skip
    assert rows_of(made, "Payments", "invoice_no", "amount") == [("1041", 1250.5)]
    assert rows_of(made, "Customers", "customer_id") == [("Ærlig Bygg",), ("Øy Kafé",)]
    assert adopt(path, "--yes", *NOK).exit_code == 2, "a workbook that is there is not overwritten"


NO_CSV = [b"", b"a\0b;c\n1;2\n", random.Random(7).randbytes(300_000), b'"' + b"x" * 200_000, b"\xff\xfe\0"]


@pytest.mark.parametrize("data", NO_CSV, ids=range(len(NO_CSV)))
def test_a_csv_that_is_none_is_refused_with_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(data)
    refused = adopt(path, "--yes", *NOK)
    assert refused.exit_code == 2
    assert "did not foresee" not in refused.output
    assert not path.with_suffix(".xlsx").exists()


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(CSV.replace("Øy Kafé", "=HYPERLINK(A1)"), encoding="utf-8")
    adopted(path, *NOK)
    cells = [c for row in openpyxl.load_workbook(path.with_suffix(".xlsx"))["Kunder"].iter_rows() for c in row]
    assert [c.data_type for c in cells if c.value == "=HYPERLINK(A1)"] == ["s"]


def test_what_cannot_be_read_in_a_csv_is_kept_as_it_is_and_told(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    good = "".join(f"{no};Fjord;07.03.2026;21.03.2026;10,50;10,50\n" for no in range(1050, 1060))
    path.write_text(CSV + "1043;Fjord;soon;20.03.2026;about 50;50\n" + good, encoding="utf-8")
    adopted(path, *NOK)
    told = run(path.with_suffix(".xlsx"))
    whats = " ".join(p["what"] for p in told["problems"])
    assert '"soon"' in whats
    assert '"about 50"' in whats


@pytest.mark.parametrize(
    ("days", "sure"),
    [
        ([("03/04/2026", "02/05/2026")] * 2, False),  # 30 days or a month back, on two rows
        ([("03/04/2026", "17/04/2026"), ("05/04/2026", "19/04/2026")], True),  # there is no month 17
        # day first each is due within days, month first after months
        ([("1/4/2026", "5/4/2026"), ("2/4/2026", "6/4/2026"), ("3/4/2026", "8/4/2026"), ("9/4/2026", "9/4/2026")],
         True),
        ([("3/4/2026", "3/12/2026"), ("4/5/2026", "4/12/2026"), ("7/3/2026", "7/10/2026"), ("9/1/2026", "9/8/2026"),
          ("2/6/2026", "2/12/2026")], True),  # month first each is due within days
    ],
)  # fmt: skip
def test_day_and_month_are_asked_about_where_both_are_possible(
    days: list[tuple[str, str]], sure: bool, tmp_path: Path
) -> None:
    lines = [f"INV-{i},Acme {i},{a},{b},10.00,10.00" for i, (a, b) in enumerate(days)]
    path = tmp_path / "export.csv"
    path.write_text("Invoice no,Customer,Invoice date,Due date,Amount,Balance\n" + "\n".join(lines), encoding="utf-8")
    result = adopt(path, "--yes", "--answer", "Currency=GBP")
    assert (result.exit_code == 0) == sure, result.output
    assert ('--answer "Date order: export=' in result.output) != sure


def test_a_xero_csv_with_a_line_for_each_item(tmp_path: Path) -> None:
    head = (
        "ContactName,EmailAddress,POAddressLine1,POCity,POPostalCode,POCountry,InvoiceNumber,Reference,InvoiceDate,"
        "DueDate,PlannedDate,Total,TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,Description,Quantity,UnitAmount,"
        "LineAmount,TaxAmount,Currency,Type,Sent,Status"
    )
    line = "{0},ap@{0}.example,1 Road,Nelson,7010,,INV-{1},,{2},,{3},Work,1,{4},NZD,Sales invoice,Sent,{5}"
    rows = [
        line.format("Acme", "0001", "30/03/2026,29/04/2026", "115.00,15.00,0.00,115.00", "60,60,9", "Awaiting Payment"),
        line.format("Acme", "0001", "30/03/2026,29/04/2026", "115.00,15.00,0.00,115.00", "40,40,6", "Awaiting Payment"),
        line.format("Bea", "0002", "13/03/2026,12/04/2026", "862.50,112.50,862.50,0.00", "750,750,112.50", "Paid"),
        line.format("Bea", "0003", "14/03/2026,13/04/2026", "230.00,30.00,0.00,230.00", "200,200,30", "Voided"),
    ]
    path = tmp_path / "SalesInvoices.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8-sig")
    adopted(path)
    made = path.with_suffix(".xlsx")
    assert rows_of(made, "Invoices", "invoice_no", "amount", "currency") == [
        ("INV-0001", 115, "NZD"),
        ("INV-0002", 862.5, "NZD"),
    ]
    assert rows_of(made, "Customers", "customer_id", "email")[0] == ("Acme", "ap@Acme.example")
    assert rows_of(made, "Payments", "invoice_no", "amount") == [("INV-0002", 862.5)]


AGED = """Aged Receivables Detail
Kestrel Joinery Ltd
As at 19 November 2026

Invoice Date,Due Date,Invoice Number,Invoice Reference,Current,< 1 Month,1 Month,Older,Total

Ridgeway University
03 Sep 2026,03 Oct 2026,INV-0041,PO 7781,0.00,0.00,"6,187.50",0.00,"6,187.50"
Total Ridgeway University,,,,0.00,0.00,"6,187.50",0.00,"6,187.50"

Total,,,,0.00,0.00,"6,187.50",0.00,"6,187.50"
"""


def test_totals_of_an_exported_csv_are_no_invoices(tmp_path: Path) -> None:
    path = tmp_path / "aged.csv"
    path.write_text(AGED, encoding="utf-8")
    data = adopted(path, "--answer", "Currency=GBP")
    assert rows_of(path.with_suffix(".xlsx"), "Invoices", "invoice_no") == [("INV-0041",)]
    assert "1 invoice, 1 customer, 0 payments." in data["notes"]
    assert any("2026-11-19, the day up to which the report says" in note for note in data["notes"])


@pytest.mark.parametrize("title", ["Facturen", "Facturen op 20-11-2026"])
def test_where_nothing_says_who_paid_there_are_no_letters_whatever_day_the_title_names(
    title: str, tmp_path: Path
) -> None:
    rows = [[title], [], LIST[:5], [1, "Fjord", d("2026-11-01"), d("2026-11-15"), 100.0],
            [2, "Fjord", d("2026-11-18"), d("2026-11-19"), 100.0]]  # fmt: skip
    path = book(tmp_path / "mine.xlsx", {"2026": rows})
    data = adopted(path, *NOK)
    assert any("runs make no letters" in note for note in data["notes"])
    run(path)
    assert not (tmp_path / "batches").exists()


def test_what_is_mistyped_is_asked_again_and_the_table_comes_first(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", years())
    told = CliRunner().invoke(main, ["adopt", str(path), *DAY], input="kroner\nNOK\ny\n")
    assert told.exit_code == 0, told.output
    assert '"kroner" is no currency. Type three letters' in told.output
    assert told.output.index("headers in row 3") < told.output.index("Which currency")
    headers = ["Fakturanr", "Kunde", "Fakturadato", "Betalingsdato", "Beløp"]
    rows = [[i, f"Kunde {i}", d("2026-01-05"), d("2026-01-19"), 100.0] for i in range(1, 5)]
    path = book(tmp_path / "other.xlsx", {"Salg": [headers, *rows]})
    told = CliRunner().invoke(main, ["adopt", str(path), *DAY], input="x\n1\nNOK\ny\n")
    assert told.exit_code == 0, told.output
    assert "Type one of the numbers 1 to" in told.output


def test_formulas_that_nobody_has_calculated_are_not_taken_for_empty_cells(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.append(["Factuurnr", "Klant", "Factuurdatum", "Excl. btw", "Bedrag incl. btw"])
    for at in (2, 3, 4):
        page.append([f"F-{at}", "Jansen", datetime(2026, 3, at), 100, f"=D{at}*1.21"])  # noqa: DTZ001
    made.save(tmp_path / "mine.xlsx")
    refused = adopt(tmp_path / "mine.xlsx", "--yes", "--answer", "Currency=EUR")
    assert refused.exit_code == 2
    assert "Open the workbook in Excel, save it, and adopt again" in refused.output


def test_a_run_on_a_workbook_that_is_not_adopted_names_adopt_first(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", {"Verkoop": [LIST]})
    told = CliRunner().invoke(main, ["run", str(path)])
    assert told.exit_code == 2
    assert told.output.index("run ar-sheets adopt first") < told.output.index("ename the sheet")


def test_nothing_is_said_of_columns_the_workbook_does_not_have(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", {"2026": [LIST, [1, "Fjord", d("2026-10-20"), d("2026-11-10"), 100.0, None],
                                                   [2, "Nord", d("2026-10-20"), d("2026-11-10"), 9.0, d("2026-11-10")]],
                                         "Kunder": [["Navn", "E-post"], ["Fjord", "a@fjord.example"],
                                                    ["Nord", "b@nord.example"]]})  # fmt: skip
    adopted(path, *NOK)
    whats = " ".join(p["what"] for p in run(path)["problems"])
    assert "new and owing" not in whats
