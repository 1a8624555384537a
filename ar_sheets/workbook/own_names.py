"""Sentences in the words of a workbook that lies on the disk."""

from __future__ import annotations

from pathlib import Path


def in_its_words(text: str, workbook: Path | None) -> str:
    """A refusal with the names that sheets and columns have in the workbook, where it can be read."""
    from ar_sheets.schema.labels import Names

    if workbook is None or Names("de").told(text) == text:
        return text
    from ar_sheets.base.errors import NotDone
    from ar_sheets.workbook.guard import read_snapshot
    from ar_sheets.workbook.read import read_book

    try:
        return read_book(read_snapshot(workbook).data).names.told(text)
    except NotDone:
        return text
