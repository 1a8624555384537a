"""Lists of invoices as people and programs write them, one a line in layouts.txt: header:values=what it is | ...

Values: n number, i INV-0042, c customer's name, k customer's number, d day, u due day, a amount with VAT, e without,
v the VAT, p paid, b still open, g day it was paid, s paid or not in words, x some text, y currency, m e-mail, t days
late, r credited, D/U/A days and amounts as text. A header without `=` is one that must be left alone.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

WHO = ("Fjord Snekkeri AS", "Brygga Kafe", "Bakker & Zonen", "Casa do Mar Lda", "Fjord Snekkeri AS", "Nordlys Hotell")
NUMBERS = {"Fjord Snekkeri AS": 501, "Brygga Kafe": 502, "Bakker & Zonen": 503, "Casa do Mar Lda": 504}
NET = ("1000.00", "250.40", "99.80", "4000.00", "12.40", "760.00")
PAID = (1, 0, Decimal("0.5"), 0, 1, 0)  # the share that is paid
FIRST = date(2026, 3, 2)


def _section(name: str) -> dict[str, list[str]]:
    """The lines of a section of layouts.txt: name -> what stands behind it, cut at each semicolon."""
    text = Path(__file__).with_name("layouts.txt").read_text("utf-8").split(f"[{name}]\n")[1].split("\n\n")[0]
    lines = [line.split("; ") for line in text.splitlines() if line and not line.startswith("#")]
    return {first: rest for first, *rest in lines}


GOOD = {name: rest[0] for name, rest in _section("good").items()}
ASKED = {name: (rest[1], rest[0]) for name, rest in _section("asked").items()}  # layout, the question


def columns(layout: str) -> list[tuple[str, str, str]]:
    """(header, kind of values, role) of each column."""
    found = []
    for part in layout.split(" | "):
        left, _, role = part.partition("=")
        header, _, values = left.rpartition(":")
        found.append((header, values, role))
    return found


def values(row: int) -> dict[str, Any]:
    """One row of a consistent list, by kind of values."""
    net = Decimal(NET[row])
    vat, share = (net * Decimal("0.25")).quantize(Decimal("0.01")), Decimal(PAID[row])
    gross = net + vat
    paid = (gross * share).quantize(Decimal("0.01"))
    day = FIRST + timedelta(days=17 * row)
    due = day + timedelta(days=14)
    return {
        "n": 1041 + row, "i": f"INV-{41 + row:04}", "c": WHO[row], "k": NUMBERS.get(WHO[row], 509), "d": day, "u": due,
        "a": gross, "e": net, "v": vat, "p": paid or None, "b": gross - paid, "g": due if share == 1 else None,
        "s": "Yes" if share == 1 else None, "x": ("see mail", None, "ring", None, None, "ok?")[row], "y": "NOK",
        "m": f"post{row}@example.org", "t": 12 * row, "r": None, "D": f"{day:%d.%m.%Y}", "U": f"{due:%d.%m.%Y}",
        "A": f"{gross:,.2f}".translate(str.maketrans(",.", ".,")), "B": f"{gross - paid:,.2f}".translate(
            str.maketrans(",.", ".,")),
    }  # fmt: skip


def table(layout: str, rows: int = 6) -> list[list[Any]]:
    """The headers and rows of a layout."""
    parts = columns(layout)
    return [[h for h, _, _ in parts], *([values(r)[kind] for _, kind, _ in parts] for r in range(rows))]


def book(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """A workbook with these cells; None is an empty one."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "dd.mm.yyyy"}) as made:
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if value is not None:
                        page.write(r, c, float(value) if isinstance(value, Decimal) else value)
    return path
