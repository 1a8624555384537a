"""What the owner may correct before anything is written, and answers that nothing asks for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from layouts import book
from test_adopt import rows_of
from test_layouts import DAY, adopt, adopted, understood

from ar_sheets.cli.main import main

LIST: list[list[Any]] = [
    ["Invoice no", "Customer", "Invoice date", "Due date", "Amount", "Total incl. freight"],
    [1, "Amber", date(2026, 1, 5), date(2026, 1, 19), 100.0, 110.0],
    [2, "Birke", date(2026, 1, 6), date(2026, 1, 20), 200.0, 215.0],
]
RECEIVED: list[list[Any]] = [["Customer", "Invoice no", "Date", "Amount"], ["Amber", 1, date(2026, 1, 20), 40.0]]
EUR = ("--answer", "Currency=EUR")


def made(folder: Path) -> Path:
    return book(folder / "mine.xlsx", {"Sales": LIST, "Received": RECEIVED})


def test_a_sure_column_is_corrected_by_an_answer_and_remembered(tmp_path: Path) -> None:
    path = made(tmp_path)
    data = adopted(path, *EUR, "--answer", "Column: Invoices / Amount=Total incl. freight")
    assert understood(data, "Sales")["Total incl. freight"] == "amount"
    assert data["figures"]["open"] == {"EUR": 325.0 - 40.0}
    assert adopted(path)["added"] == []


def test_a_sheet_is_what_its_owner_says(tmp_path: Path) -> None:
    data = adopted(made(tmp_path), *EUR, "--answer", "Column: Invoices / Amount=Amount", "--answer",
                   "List: Received=leave alone")  # fmt: skip
    assert {s["sheet"]: s["is"] for s in data["sheets"]} == {"Sales": "Invoices", "Received": "left alone"}
    assert data["figures"]["open"] == {"EUR": 300.0}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("Foo=bar", "is not used"),
        ("Column: Invoices / Due date=Nonsense", "has no column Nonsense. It has: Invoice no"),
        ("Date order: Sales=day first", "is not used"),
        ("Column: Invoices / Amount=Nonsense", "is none of Amount, Total incl. freight, none"),
        ("List: Nowhere=payments", "there is no sheet Nowhere"),
        ("List: Received=bananas", "a sheet is one of invoices, payments"),
    ],
)
def test_an_answer_that_cannot_be_used_is_an_error(answer: str, says: str, tmp_path: Path) -> None:
    path = made(tmp_path)
    before = path.read_bytes()
    result = adopt(path, "--yes", *EUR, "--answer", "Column: Invoices / Amount=Amount", "--answer", answer)
    assert (result.exit_code, says in result.output) == (2, True), result.output
    assert path.read_bytes() == before


def test_a_line_is_corrected_on_the_screen_and_what_follows_is_shown_anew(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", {"Sales": [row[:5] for row in LIST], "Received": RECEIVED})
    # the list of payments is line 7: first wrong, then put right
    told = CliRunner().invoke(main, ["adopt", str(path), *DAY], input="EUR\n7\nleave alone\n7\npayments\nsim\n")
    assert told.exit_code == 0, told.output
    assert "  7 Received: payments" in told.output
    opens = [line.split("open ")[1].split(", overdue")[0] for line in told.output.splitlines() if "That makes" in line]
    assert opens == ["EUR 260.00", "EUR 300.00", "EUR 260.00"]
    assert rows_of(path, "Payments", "amount") == [(40,)]


def test_what_stands_in_the_way_is_said_before_anything_is_asked(tmp_path: Path) -> None:
    rows = [row[:5] for row in LIST]
    path = book(tmp_path / "mine.xlsx", {"Sales": [rows[0], [*rows[1], None, "call"], rows[2]]})
    told = CliRunner().invoke(main, ["adopt", str(path), *DAY], input="")
    assert told.exit_code == 2
    assert "Sales!G2 is in the way" in told.output
    assert "Currency" not in told.output


def test_long_notes_are_no_headers_and_are_not_searched_for_words(tmp_path: Path) -> None:
    """Each of these took longer than a minute when each run of words in it was looked up."""
    notes = ["Notes", "invoice date " * 2300, "due amount customer " * 1500]
    path = book(tmp_path / "mine.xlsx", {"Sales": [[*row[:5], note] for row, note in zip(LIST, notes, strict=True)]})
    assert adopted(path, *EUR)["figures"]["open"] == {"EUR": 300.0}


def test_a_list_in_a_language_nobody_here_knows_is_asked_about_once_it_is_said_to_be_one(tmp_path: Path) -> None:
    """Headers in Welsh: refused with the way out, then each column that matters is asked for by name."""
    headers = ["Rhif", "Cwsmer", "Dyddiad yr anfoneb", "Dyddiad dyledus", "Swm"]
    path = book(tmp_path / "mine.xlsx", {"Anfonebau": [headers, *(row[:5] for row in LIST[1:])]})
    assert '--answer "List: NAME=invoices"' in adopt(path, "--yes").output
    said = ("List: Anfonebau=invoices", "Column: Invoices / Invoice no=Rhif", "Column: Invoices / Customer ID=Cwsmer",
            "Column: Invoices / Invoice date=Dyddiad yr anfoneb", "Column: Invoices / Due date=Dyddiad dyledus",
            "Column: Invoices / Amount=Swm")  # fmt: skip
    data = adopted(path, *EUR, *(part for one in said for part in ("--answer", one)))
    assert (data["figures"]["customers"], data["figures"]["open"]) == (2, {"EUR": 300.0})


def test_rows_that_cannot_be_read_are_in_the_figures_before_anything_is_written(tmp_path: Path) -> None:
    rows = [*LIST, [3, "Cedar", "some day", date(2026, 1, 20), 50.0, 55.0]]
    path = book(tmp_path / "mine.xlsx", {"Sales": rows})
    answers = (*EUR, "--answer", "Column: Invoices / Amount=Amount")
    figures = adopted(path, *answers, "--dry-run")["figures"]
    assert (figures["unread"], figures["unread_amount"]) == (1, {"EUR": 50.0})
    said = adopt(path, "--dry-run", "--yes", *answers).output
    assert "1 row cannot be read and waits until you mend it; what is known of it adds up to EUR 50.00." in said


def test_a_column_that_was_left_alone_is_said_to_be_something(tmp_path: Path) -> None:
    rows = [[*row, extra] for row, extra in zip(LIST, ["Xyzzy", "PO 7", "PO 8"], strict=True)]
    path = book(tmp_path / "mine.xlsx", {"Sales": rows})
    arguments = ["adopt", str(path), *DAY, *EUR, "--answer", "Column: Invoices / Amount=Amount"]
    shown = CliRunner().invoke(main, arguments, input="n\n").output
    line = next(line for line in shown.splitlines() if "left alone: Xyzzy" in line)
    assert "PO 7" in line
    number = line.split()[0]
    offered = CliRunner().invoke(main, arguments, input=f"{number}\n\x04").output
    choice = next(line.split()[0] for line in offered.splitlines() if line.strip().endswith("  PO / ref"))
    done = CliRunner().invoke(main, arguments, input=f"{number}\n{choice}\ny\ny\n")
    assert done.exit_code == 0, done.output
    assert rows_of(path, "Invoices", "po_ref") == [("PO 7",), ("PO 8",)]


def test_all_that_is_not_sure_is_told_at_once(tmp_path: Path) -> None:
    rows = [["Invoice no", "Invoice date", "Due date", "Somebody", "This", "That"],
            [1, date(2026, 1, 5), date(2026, 1, 19), "Amber", 100.0, 110.0],
            [2, date(2026, 1, 6), date(2026, 1, 20), "Birke", 200.0, 215.0]]  # fmt: skip
    path = book(tmp_path / "mine.xlsx", {"Invoices": rows})
    before = path.read_bytes()
    result = adopt(path, "--yes", "--answer", "List: Invoices=invoices")
    assert (result.exit_code, path.read_bytes() == before) == (2, True)
    asked = " ".join(line for line in result.output.splitlines() if "--answer" in line)
    assert all(name in asked for name in ("Amount=", "Customer ID=", "Currency=")), result.output


def test_dates_of_both_orders_are_refused_in_a_sentence(tmp_path: Path) -> None:
    rows = [LIST[0], [1, "Amber", "13/02/2026", "20/02/2026", 100.0, 110.0],
            [2, "Birke", "02/13/2026", "02/20/2026", 200.0, 215.0]]  # fmt: skip
    result = adopt(book(tmp_path / "mine.xlsx", {"Sales": rows}), "--yes", *EUR, "--answer",
                   "Column: Invoices / Amount=Amount")  # fmt: skip
    assert (result.exit_code, "Sales: nobody can tell day from month" in result.output) == (2, True), result.output


def test_the_question_for_the_order_of_dates_names_the_months_in_the_persons_language(tmp_path: Path) -> None:
    rows = [LIST[0], [1, "Amber", "03/04/2026", "05/06/2026", 100.0, 110.0],
            [2, "Birke", "04/05/2026", "06/07/2026", 200.0, 215.0]]  # fmt: skip
    path = book(tmp_path / "mine.xlsx", {"Sales": rows})
    for language, told in (("en", '"03/04/2026" 3 April (day first) or 4 March (month first)'),
                           ("nb", "«03/04/2026» 3. april (dagen først) eller 4. mars (måneden først)")):  # fmt: skip
        result = adopt(path, "--yes", "--language", language, *EUR, "--answer", "Column: Invoices / Amount=Amount")
        assert told in " ".join(result.output.split()), result.output
