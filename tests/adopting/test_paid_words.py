"""A column "Paid" as people keep it: amounts, words and days in one; what nobody can read says Check."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from layouts import book
from test_adopt import d, rows_of, run
from test_layouts import adopted

from ar_sheets.adopting.adopt import adopt_workbook
from ar_sheets.adopting.mapping import Question
from ar_sheets.adopting.session import Wanted
from ar_sheets.facts.own_status import first_unclear, said_paid

FULL, NOTHING, CHECK = "paid", "nothing paid", "Check"


@pytest.mark.parametrize(
    ("cell", "paid"),
    [
        (500.0, 500), (1000, FULL), ("ja", FULL), ("betaald 3/11", FULL), ("2x 250", CHECK), ("50%", CHECK),
        ("1.000,00", FULL), (250, 250), ("ja, 12-10", FULL), ("deels", CHECK), ("gedeeltelijk 300", CHECK),
        ("nee", NOTHING), ("Parcial", CHECK), ("delvis", CHECK), ("delbetald", CHECK), ("teilweise", CHECK),
        ("pjesërisht", CHECK), ("partial", CHECK), ("betaald 3.11", CHECK), ("betaald 50", CHECK), ("paid 1/2", CHECK),
        ("12-10", CHECK), ("EUR 300", 300), ("kr 300,-", 300), ("9oo", CHECK), ("jan 5", CHECK), ("-", NOTHING),
        ("", NOTHING), ("betaald per bank", CHECK), (date(2026, 11, 3), CHECK), (True, FULL), ("x", FULL),
    ],
)  # fmt: skip
def test_a_cell_among_amounts(cell: Any, paid: Any) -> None:
    marks = {"marked_paid": cell}
    said, key = said_paid(marks, Decimal(1000), date(2026, 11, 20)), first_unclear(marks, Decimal(1000))
    assert key == ("marked_paid" if paid == CHECK else "")
    if paid != CHECK:
        assert said == {FULL: 1000, NOTHING: None}.get(paid, paid)


@pytest.mark.parametrize(
    ("marks", "key"),
    [
        ({"marked_status": "2e herinnering"}, ""), ({"marked_status": "Overdue 12 days"}, ""),
        ({"marked_status": "Parcial"}, "marked_status"), ({"marked_status": "see mail"}, "marked_status"),
        ({"marked_open": 700, "marked_status": "deels"}, ""), ({"marked_open": 1000, "marked_status": "see mail"}, ""),
        ({"marked_open": 1000, "marked_paid": "deels"}, "marked_paid"),
        ({"marked_open": 1000, "marked_status": "betaald"}, "marked_status"),
        ({"marked_paid": 300, "marked_status": "paid"}, "marked_status"),
        ({"marked_paid": 1000, "marked_status": "what"}, ""), ({"marked_open": -20}, "marked_open"),
    ],
)  # fmt: skip
def test_marks_that_speak_against_each_other(marks: dict[str, Any], key: str) -> None:
    assert first_unclear(marks, Decimal(1000)) == key


def betaald(*cells: Any) -> dict[str, list[list[Any]]]:
    head = ["Factuurnr", "Klant", "Factuurdatum", "Vervaldatum", "Bedrag incl. btw", "Betaald"]
    rows = [[f"F-{n}", f"Klant {n}", d("2026-03-01"), d("2026-03-15"), 1000.0, c] for n, c in enumerate(cells)]
    return {"Facturen": [head, *rows]}


def test_words_among_amounts_lose_no_payment(tmp_path: Path) -> None:
    cells = (500.0, 1000.0, "ja", "betaald 3/11", "2x 250", "50%", "1.000,00", 250.0, "nee", None)
    path = book(tmp_path / "mijn.xlsx", betaald(*cells))
    data = adopted(path, "--answer", "Currency=EUR")
    assert any("2 rows say Check" in note for note in data["notes"])
    assert [float(a) for (a,) in rows_of(path, "Payments", "amount")] == [500, 1000, 1000, 1000, 1000, 250]
    told = run(path)
    status = dict(rows_of(path, "Invoices", "invoice_no", "status"))
    assert (status["F-4"], status["F-5"]) == ("Check", "Check")
    assert all(status[f"F-{n}"] == "Paid" for n in (1, 2, 3, 6))
    assert any('Betaald says "2x 250"' in p["what"] for p in told["problems"])


def test_what_cannot_be_read_in_a_copied_list_is_held(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    rows = "".join(f"{n};Klant {n};01-03-2026;15-03-2026;1000,00;{c}\n" for n, c in enumerate(["deels", "nee", "ja"]))
    path.write_text("Factuurnr;Klant;Factuurdatum;Vervaldatum;Bedrag incl. btw;Betaald\n" + rows, encoding="utf-8")
    adopted(path, "--answer", "Currency=EUR")
    made = path.with_suffix(".xlsx")
    run(made)
    assert dict(rows_of(made, "Invoices", "invoice_no", "status"))["0"] == "On hold"
    assert rows_of(made, "Invoices", "hold_reason")[0] == ('Betaald says "deels": type what came in Payments',)


def test_a_column_nobody_understands_that_may_say_what_was_paid_is_asked_for(tmp_path: Path) -> None:
    rows = [["Nr", "Relatie", "Datum", "Bedrag", "Al binnen"], ["F1", "Jansen", date(2026, 9, 1), 1210, 1210],
            ["F2", "Smit", date(2026, 9, 25), 300, None], ["F3", "Bakker", date(2026, 9, 10), 120, 20]]  # fmt: skip
    asked: list[str] = []

    def answer(question: Question) -> str:
        asked.append(question.name)
        return "Al binnen" if question.name.endswith("Paid by your list") else question.proposed or "NOK"

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.active.title = "Invoices"
    path = tmp_path / "lijst.xlsx"
    book.save(path)
    result = adopt_workbook(path, Wanted(answer, date(2026, 10, 5)))
    assert "Column: Invoices / Paid by your list" in asked
    assert sum(result.figures.open_amount.values()) == 400
