"""Negative amounts: adopt says that they are credit notes; a credit nobody can read stops its customer's letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from layouts import book
from test_adopt import d, rows_of, run
from test_layouts import adopted

HEAD = ["Factuurnr", "Klant", "Factuurdatum", "Vervaldatum", "Bedrag incl. btw", "Betaald", "Opmerking"]
ROWS = [
    ["F-1", "Jansen", d("2026-03-01"), d("2026-03-15"), 605.0, None, None],
    ["F-2", "Jansen", d("2026-03-02"), d("2026-03-16"), 100.0, None, None],
    ["C-1", "Jansen", d("2026-03-05"), d("2026-03-19"), -605.0, None, "creditnota"],
    ["F-3", "Brug", d("2026-03-02"), d("2026-03-16"), 300.0, 50.0, None],
    ["F-4", "Brug", d("2026-03-07"), d("2026-03-21"), -200.0, None, "betaling per bank"],
]  # fmt: skip


def adopt_it(tmp_path: Path, rows: list[list[Any]]) -> tuple[Path, dict[str, Any]]:
    path = book(tmp_path / "mijn.xlsx", {"Facturen": [HEAD, *rows]})
    return path, adopted(path, "--answer", "Currency=EUR")


def test_a_negative_amount_becomes_a_credit_note_in_a_column_of_ours(tmp_path: Path) -> None:
    path, data = adopt_it(tmp_path, ROWS)
    assert rows_of(path, "Invoices", "invoice_no", "kind") == [
        ("F-1", None), ("F-2", None), ("C-1", "Credit note"), ("F-3", None), ("F-4", None)]  # fmt: skip
    assert any(
        '"Creditfactuur" in Soort for what has a negative amount: C-1 (-605,00)' in line for line in data["added"]
    )
    run(path)
    left = dict(rows_of(path, "Invoices", "invoice_no", "open_amount"))
    assert left["F-1"] + left["F-2"] == 100
    status = {no: (said, why) for no, said, why in rows_of(path, "Invoices", "invoice_no", "status", "why")}
    assert status["F-4"][0] == "Check"
    assert status["F-3"][0] == "On hold", "what came in is not counted yet, so nobody asks for the whole"
    assert "a credit of theirs could not be read" in status["F-3"][1]


def test_a_list_without_negative_amounts_gets_no_such_column(tmp_path: Path) -> None:
    path, _ = adopt_it(tmp_path, [row for row in ROWS if row[4] > 0])
    assert "Soort" not in [c.value for c in openpyxl.load_workbook(path)["Facturen"][1]]


def test_a_credit_typed_as_text_stops_its_customers_letters(tmp_path: Path) -> None:
    path, _ = adopt_it(tmp_path, ROWS[:2] + ROWS[3:4])
    other = openpyxl.load_workbook(path)
    other["Facturen"]["E3"] = "-100,00"
    other.save(path)
    run(path)
    status = dict(rows_of(path, "Invoices", "invoice_no", "status"))
    assert (status["F-1"], status["F-2"]) == ("On hold", "Check")
