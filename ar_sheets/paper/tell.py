"""What the commands about documents say on the screen, and as data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ar_sheets.paper.files import Written
from ar_sheets.paper.numbering import Proposal
from ar_sheets.paper.statement import Made


def proposed(found: Sequence[Proposal]) -> str:
    """The rows without a number, and what each would get."""
    many = f"{len(found)} rows have no number yet. They would get:"
    head = "One row has no number yet. It would get:" if len(found) == 1 else many
    return "\n".join([head, *(f"  {of.number}  in {of.cell}: {_what(of)}"
                              for of in found)])  # fmt: skip


def _what(of: Proposal) -> str:
    kind = "" if of.kind == "Invoice" else f", {of.kind.lower()}"
    return f"{of.customer}{kind}, {of.day}, {of.amount:,.2f} {of.currency}"


def nothing_to_do(number: str, workbook: Path) -> str:
    """When no invoice was named and every row has its number."""
    return (f"Every row that is filled in has its number; the next free one is {number}.\n"
            f"To make an invoice, name it: ar-sheets invoice {workbook} NUMBER")  # fmt: skip


def numbered(found: Sequence[Proposal], backup: Path | None) -> str:
    """After the numbers were written."""
    what = "The number is" if len(found) == 1 else f"{len(found)} numbers are"
    kept = f" The workbook as it was: {backup}; ar-sheets undo puts it back." if backup else ""
    return f"{what} in the workbook.{kept}"


def written(documents: Sequence[Written]) -> str:
    """The files, and what to mind about each."""
    lines = []
    for of in documents:
        lines.append(f"{of.name}: {', '.join(path.name for path in of.files)}")
        lines += [f"  {note}" for note in of.notes]
    if documents:
        lines.append(f"In {documents[0].files[0].parent}. Nothing was sent.")
    return "\n".join(lines)


def made(of: Made, nothing: str) -> str:
    """What was written; `nothing` when nothing was."""
    return written(of.written) if of.written else nothing


def data(documents: Sequence[Written]) -> list[dict[str, Any]]:
    """The documents for --json."""
    return [{"name": of.name, "files": [str(path) for path in of.files], "notes": list(of.notes)} for of in documents]


def proposals_data(found: Sequence[Proposal]) -> list[dict[str, Any]]:
    """The rows without a number for --json."""
    return [{"cell": of.cell, "number": of.number, "customer": of.customer, "kind": of.kind, "date": of.day,
             "amount": of.amount, "currency": of.currency} for of in found]  # fmt: skip
