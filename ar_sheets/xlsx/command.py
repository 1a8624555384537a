"""`python -m ar_sheets.workbook.patch IN OUT 'Sheet!A1=value' ...`: one patch from the command line."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.xlsx.cells import KEEP, Keep, Value, parse_reference
from ar_sheets.xlsx.patch import SheetPatch, patch

USAGE = "Usage: python -m ar_sheets.workbook.patch IN OUT 'Sheet!A1=value' ..."
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")


def typed(text: str) -> Value:
    """A value by its look: a number, an ISO date or time, true or false, else text; empty blanks the cell."""
    if _NUMBER.fullmatch(text):
        return Decimal(text)
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(text) if re.match(r"\d{4}-\d\d-\d\d", text) else text
        except ValueError:
            continue
    return text


def assigned(argument: str) -> tuple[str, int, int, Value]:
    """Sheet, row, 0-based column and value of `Sheet!A1=value`; the sheet may stand in quotes as in Excel."""
    match = re.fullmatch(r"(?:'((?:[^']|'')+)'|([^!]+))!([A-Za-z]{1,3}[0-9]+)=(.*)", argument, re.DOTALL)
    try:
        if match is None:
            raise ValueError(argument)
        row, column = parse_reference(match[3])
    except ValueError:
        raise NotDone(f"{argument} is not of the form Sheet!A1=value.") from None
    return (match[1] or "").replace("''", "'") or match[2], row, column, typed(match[4])


def parse_changes(arguments: Sequence[str]) -> list[SheetPatch]:
    """One SheetPatch for each sheet named."""
    by_sheet: dict[str, dict[tuple[int, int], Value]] = {}
    for argument in arguments:
        sheet, row, column, value = assigned(argument)
        by_sheet.setdefault(sheet, {})[row, column] = value
    return [_sheet_patch(sheet, cells) for sheet, cells in by_sheet.items()]


def _sheet_patch(sheet: str, cells: dict[tuple[int, int], Value]) -> SheetPatch:
    rows = sorted({row for row, _ in cells})
    columns: dict[int, list[Value | Keep]] = {
        column: [cells.get((row, column), KEEP) for row in rows] for column in sorted({c for _, c in cells})
    }
    return SheetPatch(sheet, rows, columns, ours=False)


def patch_from_command_line(arguments: Sequence[str]) -> int:
    """Exit code 0 when the patched file is written, 2 with one sentence on stderr when not."""
    if len(arguments) < 3:
        sys.stderr.write(USAGE + "\n")
        return 2
    source, target = Path(arguments[0]), Path(arguments[1])
    try:
        target.write_bytes(patch(source.read_bytes(), parse_changes(arguments[2:])))
    except NotDone as refusal:
        sys.stderr.write(f"{refusal}\n")
    except OSError as fault:
        sys.stderr.write(f"{fault.filename}: {fault.strerror}\n")
    else:
        return 0
    return 2
