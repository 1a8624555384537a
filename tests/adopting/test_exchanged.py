"""Days that Excel exchanged, in a list that stays where it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from layouts import book
from test_layouts import adopted, nothing_lost

from ar_sheets.workbook.read import read_book


def wrong(day: str) -> Any:
    """A day as a list written day first comes out of an Excel that puts months first."""
    there = datetime.strptime(day, "%d/%m/%Y")  # noqa: DTZ007
    return datetime(there.year, there.day, there.month) if there.day <= 12 else day  # noqa: DTZ001


def test_days_of_payment_are_put_right_too(tmp_path: Path) -> None:
    """Paid on 5 March, not on 3 May, which is still to come; a word among the days counts as before."""
    rows = [("02/01/2026", "05/02/2026", "05/03/2026"), ("15/01/2026", "14/02/2026", "20/02/2026"),
            ("03/01/2026", "04/02/2026", ""), ("20/01/2026", "19/02/2026", "paid")]  # fmt: skip
    table: list[list[Any]] = [["Invoice no", "Customer", "Invoice date", "Due date", "Amount", "Paid on"]]
    for number, row in enumerate(rows):
        issued, due, paid = (wrong(v) if v[:1].isdigit() else v or None for v in row)
        table.append([f"N{number}", f"Client {number}", issued, due, 100.0, paid])
    path = book(tmp_path / "a.xlsx", {"Sales": table})
    before = path.read_bytes()
    told = adopted(path, "--as-of", "2026-04-01", "--answer", "Currency=EUR",
                   "--answer", "Exchanged dates: Sales=put right")  # fmt: skip
    nothing_lost(before, path.read_bytes())
    assert told["figures"]["open"] == {"EUR": 100.0}
    columns = read_book(path.read_bytes()).tables["Invoices"].columns
    assert [str(v)[:10] for v in columns["marked_paid_on"]] == ["2026-03-05", "2026-02-20", "", "paid"]
