"""How the sheets and columns that adopt adds look: as those of a new workbook, from which their parts are taken."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from ar_sheets.schema import translations
from ar_sheets.schema.columns import START, Column, Sheet, usual
from ar_sheets.workbook.create import make_workbook
from ar_sheets.workbook.start_page import BLOCKS
from ar_sheets.xlsx.cells import Value
from ar_sheets.xlsx.changes import Like, NewSheet


@lru_cache(maxsize=2)
def model_workbook(language: str) -> bytes:
    """A new, empty workbook in a language."""
    return make_workbook({}, {}, language)


def like_sheet(language: str, sheet: Sheet) -> Like | None:
    """The model of a sheet; None for one that no new workbook has."""
    if sheet.optional:
        return None
    return Like(model_workbook(language), translations.in_language(sheet, language).title)


def like_column(language: str, sheet: Sheet, column: Column) -> Like | None:
    """The model of a column."""
    keys = [one.key for one in usual(sheet).columns]
    model = like_sheet(language, sheet)
    if model is None or column.key not in keys:
        return None
    return Like(model.workbook, model.sheet, keys.index(column.key))


def start_sheet(language: str, title: str, called: Mapping[str, str], currency: object, *, first: bool) -> NewSheet:
    """The sheet Start with its tiles and charts. called: contract sheet -> what it is called in this workbook;
    currency: the owner's, which the charts say."""
    names = {translations.word_in("sheet", name, language): title for name, title in called.items()}
    rows: list[list[Value]] = [[] for _ in range(BLOCKS["Start_aging"].top)]
    rows += [[str(currency)]] if currency else []
    return NewSheet(title, (), rows, like=like_sheet(language, START), called=names, first=first)
