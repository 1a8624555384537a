"""Which language a workbook is kept in, found without reading all of it: the menu and every error need it first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from ar_sheets.base.errors import NotDone
from ar_sheets.base.text import normalize_header
from ar_sheets.schema import translations
from ar_sheets.schema.columns import LANGUAGES, SETTINGS, SHEETS
from ar_sheets.workbook.remembered import OWN_SETTINGS
from ar_sheets.xlsx.cells import held_text
from ar_sheets.xlsx.limits import file_bytes
from ar_sheets.xlsx.parts import Package
from ar_sheets.xlsx.sheet import Worksheet
from ar_sheets.xlsx.strings import SharedStrings

_SETTING_ROWS, _HEADER_ROWS = 400, 20


def spoken_language(path: Path) -> str:
    """The language of the workbook at `path`: the one Settings names under Language, else the one most of its sheets
    and headers are in; "" where it cannot be told (no such file, no workbook)."""
    try:
        return language_of(file_bytes(path))
    except (OSError, NotDone, ValueError):
        return ""  # whoever opens it next says what is wrong with it


def language_of(data: bytes) -> str:
    """As `spoken_language`, of a workbook's bytes. Refused where they are none."""
    book = Package(data)
    parts = {sheet.name: sheet.part for sheet in book.sheets if sheet.kind == "worksheet" and book.has(sheet.part)}
    texts = SharedStrings(book)
    place = settings_sheet(list(parts))
    typed = _rows(book, texts, place, parts[place], _SETTING_ROWS) if place else iter(())
    return _named(typed) or _of_headers(book, texts, parts)


def settings_sheet(names: Sequence[str]) -> str | None:
    """Which of a workbook's sheets holds the settings: ours, where the owner has a sheet of that name too."""
    own = next((name for name in names if normalize_header(name) == normalize_header(OWN_SETTINGS)), None)
    return own or translations.find_sheet(SETTINGS, names)


def _named(rows: Iterator[list[str]]) -> str:
    """The language that a row of Settings names; "" where none does."""
    for name, value in (row[:2] for row in rows if len(row) > 1):
        setting = translations.known_settings().get(translations.plain_name(name))
        if setting is not None and setting.key == "language":
            return translations.choices(LANGUAGES).get(translations.plain_name(value), "")
    return ""


def _of_headers(book: Package, texts: SharedStrings, parts: dict[str, str]) -> str:
    """The language most names of sheets and headers are in."""
    found: Counter[str] = Counter()
    for sheet in SHEETS:
        name = translations.find_sheet(sheet, list(parts))
        if name is not None and sheet is not SETTINGS:
            rows = list(_rows(book, texts, name, parts[name], _HEADER_ROWS))
            counts: list[Counter[str]] = [translations.count_languages(sheet, [name, *row]) for row in rows]
            found.update(max(counts, key=_size, default=Counter[str]()))
    return translations.most(found) if found else ""


def _size(count: Mapping[str, int]) -> int:
    return sum(count.values())


def _rows(book: Package, texts: SharedStrings, name: str, part: str, most: int) -> Iterator[list[str]]:
    """The first rows of a sheet as texts, "" for a cell without any."""
    sheet = Worksheet(name, book.xml(part).content)
    for row in islice(sheet.rows(), most):
        cells = sheet.contents(row)
        yield [
            (held_text(cells[column].content, texts) or "").strip() if column in cells else ""
            for column in range(min(max(cells, default=-1) + 1, 100))
        ]
