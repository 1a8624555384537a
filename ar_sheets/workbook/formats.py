"""How a workbook looks: colours by owner, number formats by type, status chips, notes on headers.

All pairs of text and background have a contrast of 7:1 or more, and a chip always says its word too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.text import column_letter
from ar_sheets.schema import translations
from ar_sheets.schema.columns import AGING, Sheet
from ar_sheets.schema.labels import Names

FONT = "Calibri"
LAST_ROW = 1_048_575  # 0-based


class Colours(NamedTuple):
    """A background and the text on it."""

    background: str
    text: str


class Owner(NamedTuple):
    """How the cells of an owner look, the word for them in the legend, and what may be done with them."""

    colours: Colours
    word: str
    meaning: str


OWNERS = {
    "you": Owner(Colours("#FFFBE6", "#1A1A8C"), N_("Yours"), N_("Type here. ar-sheets reads it and never changes it.")),
    "reply": Owner(
        Colours("#EAF5EC", "#14421F"), N_("Reply"), N_("What customers answer; type it here when it comes.")
    ),
    "computed": Owner(Colours("#F2F2F2", "#262626"), N_("Computed"), N_("Written anew by each run; do not type here.")),
    "log": Owner(Colours("#ECEAF4", "#2E2A45"), N_("Log"), N_("Rows are only added, by ar-sheets; never change one.")),
}
HEADER = Colours("#1F3A5F", "#FFFFFF")
HEADERS = {  # by owner, dark tones of the colours of the cells below
    "you": HEADER, "reply": Colours("#1E4D2B", "#FFFFFF"), "computed": Colours("#474747", "#FFFFFF"),
    "log": Colours("#3F3A63", "#FFFFFF"),
}  # fmt: skip
_LINE = "#D5D5D5"

_CALM, _GOOD, _SOON = Colours("#E8EEF7", "#1F3A5F"), Colours("#E2F0D9", "#1E4620"), Colours("#FFF4CC", "#5C4400")
_LATE, _LATER, _WORST = Colours("#FFD1B8", "#702000"), Colours("#F9C2C2", "#6B0F0F"), Colours("#8B1A1A", "#FFFFFF")
_PART, _WAIT, _GREY = Colours("#E0F2F1", "#004D45"), Colours("#E6E0F5", "#3B1F73"), Colours("#EDEDED", "#333333")
_CHECK = Colours("#FFE066", "#3D2E00")
CHIPS = {
    ("Invoices", "status"): {
        "Not due": _CALM, "Due soon": _SOON, "Overdue": _LATE, "Part paid": _PART, "Promised": _WAIT,
        "Disputed": Colours("#FBE0EE", "#6E0B45"), "On plan": Colours("#DDEBF7", "#103E66"),
        "On hold": Colours("#E3E1D9", "#3A3520"), "Formal notice": _LATER, "Handed over": _WORST, "Credit": _GREY,
        "Paid": _GOOD, "Written off": Colours("#595959", "#FFFFFF"), "Check": _CHECK,
    },
    ("Invoices", "bucket"): {
        "Current": _CALM, "1-30": Colours("#FFE5CC", "#7A3300"), "31-60": _LATE, "61-90": _LATER, "90+": _WORST,
    },
    ("Customers", "credit_status"): {"OK": _GOOD, "Watch": _SOON, "Hold": _WORST, "Released": _CALM},
    ("Payments", "status"): {
        "Applied": _GOOD, "Part applied": _PART, "Unapplied": _SOON, "Refund": _WAIT, "Check": _CHECK,
    },
    ("Payment plans", "status"): {
        "Paid": _GOOD, "Part paid": _PART, "Due": _SOON, "Missed": _LATER, "Not due": _CALM,
    },
    ("Outbox", "status"): {
        "Ready": _SOON, "Approved": _CALM, "Sent": _GOOD, "Posted": _GOOD, "Called": _GOOD, "Failed": _WORST,
        "Unclear": _LATER, "Skipped": _GREY, "Superseded": _GREY,
    },
}  # fmt: skip

# ISO 4217 currencies without a minor unit.
WITHOUT_DECIMALS = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF",
                    "XOF", "XPF")  # fmt: skip
_NUMBERS = {"money": "#,##0.00", "number": "General", "percent": "0.00", "int": "0", "date": "yyyy-mm-dd"}
_MONEY_WITH_DASH = '#,##0.00;-#,##0.00;"–"'  # nothing owed is a dash, so that the eye finds what is


def number_format(type: str, owner: str) -> str:
    """Excel's number format of a column. What people type as text stays text: 0042, +47 22 ..., 1041,1042."""
    if type == "money" and owner == "computed":
        return _MONEY_WITH_DASH
    if type in _NUMBERS:
        return _NUMBERS[type]
    return "@" if type == "id" or owner in ("you", "reply") else "General"


class Look:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}
        self._cells: dict[tuple[str, str], Any] = {}  # by owner and type: asked for with every cell

    def format(self, **properties: object) -> Any:
        """The cell format with these XlsxWriter properties."""
        properties = {"font_name": FONT, "valign": "vcenter", **properties}
        key = repr(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]

    def painted(self, colours: Colours, **properties: object) -> Any:
        """A cell format in these colours, with a thin border because the fill hides the grid."""
        return self.format(bg_color=colours.background, font_color=colours.text, border=1, border_color=_LINE,
                           **properties)  # fmt: skip

    def cell(self, owner: str, type: str) -> Any:
        """The format of a cell by whose it is and what it holds."""
        if (owner, type) not in self._cells:
            # Text keeps away from the edge, or it would touch the figures in the column to its left.
            side = {} if type in _NUMBERS else {"align": "left", "indent": 1}
            made = self.painted(OWNERS[owner].colours, num_format=number_format(type, owner), **side)
            self._cells[owner, type] = made
        return self._cells[owner, type]

    def setting(self, type: str) -> Any:
        """The format of a value in Settings: at the left, whatever its type."""
        return self.painted(OWNERS["you"].colours, num_format=number_format(type, "you"), align="left", indent=1)

    def header(self, owner: str = "you") -> Any:
        """The format of a header cell, by whose the column is."""
        return self.painted(HEADERS[owner], bold=True, text_wrap=True, align="left", indent=1)

    def chip(self, colours: Colours) -> Any:
        """The colours of a chip, as a conditional format has them: no font, no border."""
        return self._book.add_format({"bg_color": colours.background, "font_color": colours.text})

    def total(self) -> Any:
        """A row of totals, as a conditional format has it."""
        return self._book.add_format({"bold": True, "top": 1, "top_color": HEADER.background})

    def whole_number(self) -> Any:
        """An amount without decimals, as a conditional format has it."""
        return self._book.add_format({"num_format": "#,##0"})

    def line_above(self) -> Any:
        """A thin line above, as a conditional format has it."""
        return self._book.add_format({"top": 1, "top_color": _LINE})


def paint_chips(page: Any, sheet: Sheet, look: Look) -> None:
    """Colours for the words of the status columns, as conditional formats down the whole column."""
    for place, column in enumerate(sheet.columns):
        for key, colours in CHIPS.get((sheet.name, column.key), {}).items():
            says = _is_one_of(column_letter(place), translations.every(column.words, key))
            rule = {"type": "formula", "criteria": says, "format": look.chip(colours)}
            page.conditional_format(1, place, LAST_ROW, place, rule)


def _is_one_of(column: str, words: Iterable[str]) -> str:
    """The condition that a cell says one of these words: the language of a workbook may change."""
    cell = f"{column}2"
    same = (f'{cell}="{word}"' for word in dict.fromkeys(words))
    return f"=OR({','.join(same)})"


def hide_decimals(page: Any, sheet: Sheet, look: Look, own_currency: str) -> None:
    """Whole amounts without decimals in rows of a currency that has none.

    `own_currency` is a cell or name that holds the currency of rows that say none. An amount that does have
    decimals shows them in any currency: what is owed is never shown rounded.
    """
    places = {column.key: place for place, column in enumerate(sheet.columns)}
    if "currency" not in places:
        return
    currency = f"${column_letter(places['currency'])}2"
    without = f'SEARCH(IF(LEN({currency})=0,{own_currency},{currency}),"{" ".join(WITHOUT_DECIMALS)}")'
    for place in (place for place, column in enumerate(sheet.columns) if column.type == "money"):
        cell = f"{column_letter(place)}2"
        whole = f"=AND(ISNUMBER({cell}),ISNUMBER({without}),{cell}=INT({cell}),{cell}<>0)"
        rule = {"type": "formula", "criteria": whole, "format": look.whole_number()}
        page.conditional_format(1, place, LAST_ROW, place, rule)


def mark_totals(page: Any, sheet: Sheet, look: Look) -> None:
    """Make the rows of totals in Aging stand out."""
    if sheet.name == AGING.name:
        total = _is_one_of("$A", translations.every("choice", "Total"))
        rule = {"type": "formula", "criteria": total, "format": look.total()}
        page.conditional_format(1, 0, LAST_ROW, len(sheet.columns) - 1, rule)


def add_notes(page: Any, sheet: Sheet) -> None:
    """A note on each header: what the column is for and whose it is."""
    for place, column in enumerate(sheet.columns):
        owner = OWNERS[column.owner]
        text = f"{Names(sheet.language).told(column.help)}\n{_(owner.word)}: {_(owner.meaning)}"
        lines = sum(len(line) // 34 + 1 for line in text.split("\n"))
        page.write_comment(0, place, text, {"width": 230, "height": 12 + 16 * lines, "font_size": 9})


def set_widths(page: Any, sheet: Sheet, look: Look) -> None:
    """Width and format of whole columns, so that rows typed below the table look right and stay text or date."""
    for place, column in enumerate(sheet.columns):
        chips = (
            translations.word_in(column.words, word, sheet.language) for word in CHIPS.get((sheet.name, column.key), ())
        )
        longest = max(len(word) for word in (*column.header.split(), *chips))
        page.set_column(place, place, max(column.width, longest + 4), look.cell(column.owner, column.type))
