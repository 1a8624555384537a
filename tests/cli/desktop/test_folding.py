"""On a terminal long sentences are folded at words; in a pipe and as JSON every line stays whole."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

from terminal import terminal

from ar_sheets.cli.wrapping import wrap_text

LONG = "There is no workbook of that name here, so nothing was done and nothing is lost."
LINES = (
    ("short", "short"),
    (LONG, "There is no workbook of that name here,\nso nothing was done and nothing is lost."),
    (f"    {LONG}", "    There is no workbook of that name\n    here, so nothing was done and\n    nothing is lost."),
    (f"See {'x' * 50}", f"See\n{'x' * 50}"),
    ('Type ar-sheets start "my business/receivables of ours.xlsx" now',
     'Type ar-sheets start\n"my business/receivables of ours.xlsx"\nnow'),
    ("  EUR  open       3,108.00   overdue       3,108.00", "  EUR  open       3,108.00   overdue       3,108.00"),
    (f"{'a' * 40}", f"{'a' * 40}"),
    (f"{'a' * 38} b", f"{'a' * 38} b"),
    (f"{'a' * 39} b", f"{'a' * 39}\nb"),
    (f"  2. {LONG[:50]}", "  2. There is no workbook of that name\n     here, so nothing"),
    ("  /disk/anna/my business/more of it/owed.xlsx", "  /disk/anna/my business/more of it/owed.xlsx"),
    ("D:\\folders\\anna\\my business\\more of it.xlsx", "D:\\folders\\anna\\my business\\more of it.xlsx"),
    ("one\n\ntwo\n", "one\n\ntwo\n"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), LINES)
def test_folded_at_words(text: str, lines: str) -> None:
    assert wrap_text(text, 40) == lines
    assert wrap_text(lines, 40) == lines


def ar_sheets(*words: str) -> list[str]:
    return [sys.executable, "-P", "-m", "ar_sheets", *words]


def test_a_terminal_of_eighty_columns_breaks_no_word(make_workbook: object) -> None:
    book = make_workbook(BOOK).path  # type: ignore[operator]
    with terminal(*ar_sheets("check", str(book), "--as-of", "2026-11-20"), COLUMNS="80") as window:
        window.end()
        shown = window.seen
    piped = subprocess.run(ar_sheets("check", str(book), "--as-of", "2026-11-20"), capture_output=True, text=True,
                           check=False)  # fmt: skip
    told = piped.stdout + piped.stderr
    assert max(map(len, told.split("\n"))) > 80
    assert max(map(len, shown.split("\n"))) <= 80
    assert sorted(re.findall(r"\S+", shown)) == sorted(re.findall(r"\S+", told))
    with terminal(*ar_sheets("check", str(book), "--as-of", "2026-11-20", "--json"), COLUMNS="20") as window:
        window.end()
        assert json.loads(window.seen)["problems"]


BOOK = """
Customers
Customer ID | Name | Profile
C1 | Anna Berg | Business

Invoices
Invoice no | Customer ID | Invoice date | Amount
1 | C1 | 2026-10-01 | 900

Payments
Date | Customer ID | Invoice no | Amount
2026-11-01 | C1 | 999 | 200
"""
