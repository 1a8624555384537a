"""Which row of a sheet holds the headers, and which column of the contract each of them names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.text import column_letter, normalize_header
from ar_sheets.schema import translations
from ar_sheets.schema.columns import Sheet
from ar_sheets.schema.findings import Finding
from ar_sheets.workbook.remembered import NONE

if TYPE_CHECKING:
    from ar_sheets.workbook.book import Book

ADOPT = N_(
    "If this is a workbook of your own, run ar-sheets adopt first: it knows lists by other names, asks where unsure, "
    "and adds what is missing."
)


def find_headers(book: Book, sheet: Sheet, name: str, rows: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The 1-based header row (the one that names most columns) and the place of each column it names."""
    said = book.remembered.of(sheet.name)
    known = translations.known_headers(sheet)
    best: tuple[int, dict[str, int], list[int]] = (1, {}, [])
    for number, row in enumerate(rows, start=1):
        places, twice = _places(sheet, said, row)
        if len(places) > len(best[1]):
            best = (number, places, twice)
    number, places, twice = best
    for place in twice:
        header = rows[number - 1][place]
        first = places[known[translations.plain_name(header)]]
        same = translations.plain_name(rows[number - 1][first]) == translations.plain_name(header)
        what = _("A second column is headed {column}", column=header) if same else (
            _("{column} means the same as {other} in column {letter}", column=header, other=rows[number - 1][first],
              letter=column_letter(first)))  # fmt: skip
        book.findings.append(Finding(name, f"{column_letter(place)}{number}", what,
                                     _("The first one counts. Give this one another name.")))  # fmt: skip
    return number, places


def _places(sheet: Sheet, said: dict[str, str], row: list[Any]) -> tuple[dict[str, int], list[int]]:
    """The place of each column that a row of headers names, and the places that name one again.

    A remembered header counts first, and may stand for two columns (a name that is also the customer's ID). One that
    has gone is looked for by the contract's names, but never for a column that ar-sheets would write into.
    """
    texts = [normalize_header(value) if isinstance(value, str) else "" for value in row]
    places = {
        key: texts.index(normalize_header(header)) for key, header in said.items() if normalize_header(header) in texts
    }
    ours = {column.key for column in sheet.owned_by("computed", "log")}
    gone = {key for key, header in said.items() if key in ours or header == NONE}
    known = translations.known_headers(sheet)
    taken, twice = set(places.values()), []
    for place, text in enumerate(texts):
        key = known.get(translations.plain_name(text)) if text and place not in taken else None
        if key is None or key in gone or (key in places and key in said):
            continue
        if places.setdefault(key, place) != place:
            twice.append(place)
    return places, twice


def say_missing_columns(book: Book, sheet: Sheet, name: str, places: dict[str, int]) -> None:
    """Findings for the columns that are not there; NotDone where nothing can be done without one."""
    said = book.remembered.of(sheet.name)
    missing = [column for column in sheet.columns if column.key not in places and said.get(column.key) != NONE]
    for column in missing:
        if column.needed and sheet.needed:
            raise NotDone(
                _(
                    "The sheet {sheet} has no column {column} ({what}).",
                    sheet=name,
                    column=column.header,
                    what=_(column.help).split(".")[0],
                )
                + " "
                + _(ADOPT)
                + " "
                + _("Or add a column with that header, and run again.")
            )
        if column.needed and not sheet.optional:
            book.findings.append(
                Finding(name, "",
                        _("There is no column {column}: the sheet cannot be used without it.", column=column.header),
                        _("Add a column with the header {column} to {sheet}.", column=column.header, sheet=name))
            )  # fmt: skip
    ours = ", ".join(column.header for column in missing if column.owner in ("computed", "log") and not column.optional)
    if ours:
        book.findings.append(
            Finding(name, "", _("These columns are not there, so they are not filled in: {columns}.", columns=ours),
                    _("Add columns with these headers to {sheet}, where you want them; ar-sheets adopt does it for "
                      "you.", sheet=name))
        )  # fmt: skip
