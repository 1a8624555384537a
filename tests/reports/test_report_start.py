"""What `report` writes into the workbook: the figures of the Start sheet, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from conftest import Workbook
from test_report import TEXT

from ar_sheets.reports.dashboard import FIGURES
from ar_sheets.workbook.read import read_book


def cells(book: Workbook) -> dict[str, Any]:
    """Every cell of every sheet that is not empty."""
    pages = openpyxl.load_workbook(book.path).worksheets
    return {
        f"{p.title}!{c.coordinate}": c.value for p in pages for row in p.iter_rows() for c in row if c.value is not None
    }


def kpi(book: Workbook, label: str) -> Any:
    """A key figure as Start shows it."""
    place = read_book(book.path.read_bytes()).start_blocks["Start_kpis"]
    assert place is not None
    rows = openpyxl.load_workbook(book.path)["Start"].iter_rows(min_row=place.top, max_row=place.bottom)
    return next(row[1].value for row in rows if row[0].value == label)


def test_figures_follow_what_was_typed_since_the_run(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    made.run("2026-11-20")
    made.type("Payments", 3, "date", date(2026, 11, 20))
    made.type("Payments", 3, "customer_id", "C2")
    made.type("Payments", 3, "invoice_no", "3")
    made.type("Payments", 3, "amount", 12345.67)
    before, content, dso = cells(made), made.path.read_bytes(), kpi(made, "DSO")
    result = made.command("report", "--as-of", "2026-11-20")
    assert "earlier figures" not in result.stderr
    after = cells(made)
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    assert changed
    blocks = read_book(made.path.read_bytes()).start_blocks
    inside = [area for name in FIGURES if (area := blocks.get(name)) is not None]
    for place in changed:
        sheet, _, at = place.partition("!")
        cell = openpyxl.utils.cell.coordinate_from_string(at)
        assert sheet == "Start"
        assert any(area.top <= cell[1] <= area.bottom for area in inside)
    assert kpi(made, "DSO") < dso
    refused = made.command("undo")  # a payment was typed after the run, and undo goes back to before the run
    assert (refused.exit_code, "was changed after the run" in refused.stderr) == (2, True)
    assert made.path.read_bytes() != content


def test_undo_after_a_report_undoes_the_run_before_it(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    typed = made.path.read_bytes()
    made.run("2026-11-20")
    run = made.path.read_bytes()
    told = made.command("report", "--as-of", "2026-11-24").stdout
    assert "The sheet Start of receivables.xlsx shows these figures too." in told
    assert made.path.read_bytes() != run
    assert made.command("undo").exit_code == 0
    assert made.path.read_bytes() == typed


def test_a_report_of_an_earlier_day_leaves_newer_figures(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    made.run("2026-11-20")
    before = made.path.read_bytes()
    result = made.command("report", "--as-of", "2026-11-19")
    assert result.exit_code == 1
    assert "Start still has its earlier figures: they are of 2026-11-20" in result.stderr
    assert (made.path.parent / "reports" / "2026-11-19" / "report.html").exists()
    assert made.path.read_bytes() == before


def test_a_workbook_that_is_open_is_left_alone_and_the_report_is_made(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    before = made.path.read_bytes()
    made.path.with_name("~$receivables.xlsx").write_bytes(
        b"\x04Kari" + b" " * 50 + b"\x04\x00K\x00a\x00r\x00i\x00" + b" " * 100
    )
    result = made.command("report", "--as-of", "2026-11-20")
    assert result.exit_code == 1
    assert "Start still has its earlier figures" in result.stderr
    assert (made.path.parent / "reports" / "2026-11-20" / "report.xlsx").exists()
    assert made.path.read_bytes() == before


def test_a_workbook_without_our_start_sheet_is_not_touched(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(TEXT)
    book = openpyxl.load_workbook(made.path)
    del book["Start"]
    book.save(made.path)
    before = made.path.read_bytes()
    assert "earlier figures" not in made.command("report", "--as-of", "2026-11-20").stderr
    assert made.path.read_bytes() == before
