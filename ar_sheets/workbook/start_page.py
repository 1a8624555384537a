"""The Start sheet: a dashboard that each run fills, and the how-to below it.

The left half is words and figures, the right half charts of the figures further down. A run finds what it fills
by the defined names in BLOCKS, so the blocks may be moved, and words and rows put between them. The charts are
native and read plain cells; nothing here is a formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ar_sheets.base.i18n import N_, _
from ar_sheets.schema.columns import OUTBOX, PROBLEMS, SHEETS, START
from ar_sheets.workbook.formats import HEADER, OWNERS, Colours, Look
from ar_sheets.workbook.start_charts import add_charts

WIDTHS = (29, 25, 15, 13, 19, 19, 19, 19)  # characters; the left half holds words, the right half charts
WIDE = len(WIDTHS)


class Block(NamedTuple):
    """Cells that a run fills: 1-based first row, 0-based first column, and how many rows and columns."""

    top: int
    left: int
    rows: int
    columns: int

    def area(self, sheet: str) -> str:
        """The block as a formula names it."""
        last = chr(ord("A") + self.left + self.columns - 1)
        first = chr(ord("A") + self.left)
        return f"='{sheet}'!${first}${self.top}:${last}${self.top + self.rows - 1}"


BLOCKS = {
    "Start_tiles": Block(6, 0, 2, WIDE),
    "Start_needs_you": Block(10, 0, 9, 3),
    "Start_letters": Block(22, 0, 9, 4),
    "Start_top_ten": Block(34, 0, 10, 4),
    "Start_aging": Block(46, 0, 7, WIDE),  # its first row names the buckets, which Settings may change
    "Start_currencies": Block(56, 0, 6, WIDE),
    "Start_months": Block(65, 0, 12, 4),
    "Start_weeks": Block(71, 4, 6, 4),
    "Start_kpis": Block(80, 0, 24, 4),
    "Start_about": Block(128, 0, 2, 2),
    "Start_holds": Block(133, 0, 12, 4),
}
EARLIER = {"Start_forecast": BLOCKS["Start_weeks"]}  # of earlier templates: promised and uncertain, no range
_WEEK_TOP, _SHEETS_TOP = 105, 114  # 1-based rows of these headings
_PAGES_END = (43, 77, 112)  # so that a printed page ends between two lists

TILES = (
    N_("As of"),
    N_("Open"),
    N_("Overdue"),
    N_("Due this week"),
    N_("Disputed"),
    N_("Promised"),
    N_("Days to be paid (DSO)"),
    N_("Collected this month"),
)
_FACE = Colours("#F3F6FA", "#1F3A5F")
_BARS = ("#1F3A5F", "#1F3A5F", "#8B1A1A", "#B07800", "#9C1C63", "#5B3FA8", "#1F3A5F", "#2E6B34")
_SOFT = "#454545"

_FIRST_STEPS = (
    ("Settings", N_("Who you are and how you are paid.")),
    ("Customers", N_("One row each; {Profile} says which law counts.")),
    ("Invoices", N_("What is open today is enough to begin.")),
    (N_("Run"), N_("Save, close, and do the weekly run.")),
)
_WEEK = (
    ("Payments", N_("Type what the bank received; put the last such day at {Payments complete until} in {Settings}.")),
    ("Invoices", N_("Type the new invoices, and what customers answered: {Reply}, {Promise date}, {Dispute reason}.")),
    (N_("Run"), N_("Save and close this workbook, then do the weekly run.")),
    ("Problems", N_("Fix the cells listed there. Until then those rows are on hold.")),
    ("Outbox", N_("Read the letters in the folder batches; under {Decision} write {Send}, {Hold} or {Skip}.")),
    (N_("Done"), N_("When you have mailed, posted or called, put the day under {Done on}; the next run logs it.")),
)


def _numbered(steps: Sequence[tuple[str, str]], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The steps with their numbers, and what they speak of by what it is called in this workbook."""
    return [
        (f"{number}  {names[what] if what in names else _(what)}", _(how).format_map(names))
        for number, (what, how) in enumerate(steps, 1)
    ]


def write_start_page(page: Any, look: Look, business: str, currency: str, names: dict[str, str]) -> None:
    """Write the Start sheet of a new workbook; the figures stay empty until the first run.

    `names`: what each sheet, column, setting and choice of the contract is called in this workbook.
    """
    for place, width in enumerate(WIDTHS):
        page.set_column(place, place, width, look.format())
    page.set_print_scale(75)  # not fitted to the width: Excel would then not end pages where we say
    page.set_h_pagebreaks(_PAGES_END)
    last = BLOCKS["Start_holds"].top + BLOCKS["Start_holds"].rows
    page.ignore_errors({"number_stored_as_text": f"A1:H{last}"})  # a customer may be called 0042
    page.hide_gridlines(2)
    page.set_zoom(90)
    page.set_row(0, 30)
    page.write_string(0, 0, business or _("Receivables"), look.format(bold=True, font_size=20, font_color=_FACE.text))
    page.write_string(1, 0, _("Who owes what, and what to do about it."), look.format(font_color=_SOFT))
    _links(page, look, names)
    _tiles(page, look)
    _lists(page, look, names)
    _figures(page, look)
    page.write_string(BLOCKS["Start_aging"].top, 0, currency, look.format(indent=1, bold=True))
    _how_to(page, look, names)


def add_pictures(book: Any, page: Any, sheet: str) -> None:
    """The charts, beside the lists; they read the blocks further down."""
    half = WIDE // 2
    add_charts(book, page, sheet, BLOCKS, half, sum(width * 7 + 5 for width in WIDTHS[half:]))


def _links(page: Any, look: Look, names: dict[str, str]) -> None:
    link = look.format(font_color="#0B5394", underline=1)
    targets = [(_("The week"), f"internal:'{names[START.name]}'!A{_WEEK_TOP}")]
    targets += [(names[s.name], f"internal:'{names[s.name]}'!A1") for s in SHEETS if s in (OUTBOX, PROBLEMS)]
    for place, (text, target) in enumerate(targets):
        page.write_url(2, place, target, link, text, _("Go to {sheet}", sheet=text))


def _tiles(page: Any, look: Look) -> None:
    """Eight figures in a row: what, how much, and a word about it."""
    top = BLOCKS["Start_tiles"].top - 1
    page.set_row(top - 2, 6)
    page.set_row(top, 30)
    edge: dict[str, Any] = {"bg_color": _FACE.background, "align": "left", "indent": 1, "right": 5,
                            "right_color": "#FFFFFF"}  # fmt: skip
    face = {**edge, "bold": True, "font_size": 17, "font_color": _FACE.text, "shrink": True}
    for place, (label, bar) in enumerate(zip(TILES, _BARS, strict=True)):
        about = {**edge, "font_size": 10, "font_color": _SOFT}
        page.write_string(top - 1, place, _(label), look.format(**about, top=5, top_color=bar))
        page.write_blank(top, place, None, look.format(**face, num_format="#,##0"))
        page.write_blank(top + 1, place, None, look.format(**about))
    page.write_string(top, 0, _("no run yet"), look.format(**face, num_format="yyyy-mm-dd"))


def _lists(page: Any, look: Look, names: Mapping[str, str]) -> None:
    text, name, money = look.format(indent=1), look.format(indent=1, bold=True), _money(look)
    to_do, letters, top_ten = (BLOCKS[key] for key in ("Start_needs_you", "Start_letters", "Start_top_ten"))
    _heading(page, look, to_do.top - 1, 0, 4, _("What needs you"))
    _heading(page, look, to_do.top - 1, 4, 4, _("How old is what is owed, in your currency"))
    count = look.format(num_format="#,##0", align="left")
    _cells(page, look, to_do, (name, count, text), WIDE // 2)
    for row, (what, how) in enumerate(_numbered(_FIRST_STEPS, names), to_do.top - 1):
        page.write_string(row, 0, what, name)
        page.write_string(row, 1, how, count)
    _heading(page, look, letters.top - 2, 0, 4, _("Letters and calls to make now"))
    _heading(page, look, letters.top - 2, 4, 4, _("Month by month, in your currency"))
    _headers(page, look, letters.top - 1, (N_("Customer"), N_("Step"), ">" + N_("Total due"), N_("Currency")))
    _cells(page, look, letters, (text, text, money, text))
    _heading(page, look, top_ten.top - 2, 0, WIDE, _("Who is most overdue, in your currency"))
    _headers(
        page,
        look,
        top_ten.top - 1,
        (N_("Customer"), ">" + N_("Not yet due"), ">" + N_("Overdue"), ">" + N_("Oldest days")),
    )
    _cells(page, look, top_ten, (text, money, money, look.format(num_format="0", align="right")))


def _figures(page: Any, look: Look) -> None:
    text, name, money = look.format(indent=1), look.format(indent=1, bold=True), _money(look)
    count = look.format(num_format="#,##0", align="right")
    aging, currencies, months, kpis = (
        BLOCKS[key] for key in ("Start_aging", "Start_currencies", "Start_months", "Start_kpis")
    )
    _heading(page, look, aging.top - 1, 0, WIDE, _("How old is what is owed, each currency by itself"))
    _cells(page, look, aging, (name, *[money] * (WIDE - 1)))
    _headers(
        page,
        look,
        aging.top,
        (
            N_("Currency"),
            ">" + N_("Current"),
            ">1-30",
            ">31-60",
            ">61-90",
            ">90+",
            ">" + N_("Open"),
            ">" + N_("Overdue"),
        ),
    )
    _heading(page, look, currencies.top - 2, 0, WIDE, _("What comes and what does not, each currency by itself"))
    _headers(
        page,
        look,
        currencies.top - 1,
        (
            N_("Currency"),
            ">" + N_("Due this week"),
            ">" + N_("Disputed"),
            ">" + N_("Promised"),
            ">" + N_("Collected this month"),
            ">" + N_("Unapplied"),
            ">" + N_("Open invoices"),
            ">" + N_("Overdue invoices"),
        ),
    )
    _cells(page, look, currencies, (name, *[money] * 5, count, count))
    _heading(page, look, months.top - 2, 0, 4, _("Month by month, in your currency"))
    _headers(
        page,
        look,
        months.top - 1,
        (N_("End of month"), ">" + N_("Not yet due"), ">" + N_("Overdue"), ">" + N_("Overdue %")),
    )
    _cells(page, look, months, (text, money, money, look.format(num_format="0.0", align="right", indent=1)))
    page.write_string(
        months.top - 2, 3, _("Overdue %"), look.format(bold=True, font_color=_SOFT, align="right", indent=1)
    )
    coming = BLOCKS["Start_weeks"]
    _heading(page, look, coming.top - 2, coming.left, coming.columns, _("What should come in, in your currency"))
    _headers(
        page,
        look,
        coming.top - 1,
        (N_("Week from"), ">" + N_("Expected"), ">" + N_("From"), ">" + N_("To (80 %)")),
        coming.left,
    )
    _cells(page, look, coming, (look.format(num_format="yyyy-mm-dd", align="left", indent=1), money, money, money))
    _heading(page, look, kpis.top - 2, 0, WIDE, _("How well it goes, in your currency"))
    _headers(page, look, kpis.top - 1, (N_("Figure"), ">" + N_("Now"), "", N_("What it means")))
    _cells(page, look, kpis, (name, look.format(num_format="#,##0.0#", align="right"), text, text), WIDE)


def _money(look: Look) -> Any:
    return look.format(num_format='#,##0.00;-#,##0.00;"–"', align="right")


def _how_to(page: Any, look: Look, names: dict[str, str]) -> None:
    sheets = [sheet for sheet in SHEETS if sheet is not START and not sheet.optional]
    months = BLOCKS["Start_months"]
    half = WIDE // 2
    _list(
        page, look, months.top - 2, half, _("Colours"), [(_(owner.word), _(owner.meaning)) for owner in OWNERS.values()]
    )
    for row, (key, owner) in enumerate(OWNERS.items(), months.top - 2):
        page.write_string(row, half, _(owner.word), look.cell(key, "text"))
    _list(page, look, _WEEK_TOP, 0, _("The week"), _numbered(_WEEK, names))
    about = BLOCKS["Start_about"]
    _heading(page, look, about.top - 1, 0, WIDE, _("About this workbook"))
    _cells(page, look, about, (look.format(indent=1, bold=True), look.format(indent=1)), WIDE)
    holds = BLOCKS["Start_holds"]
    _heading(page, look, holds.top - 2, 0, WIDE, _("On hold, as you typed it"))
    _headers(page, look, holds.top - 1, (N_("Customer"), N_("Invoice"), N_("Until"), N_("Why")))
    text, day = look.format(indent=1), look.format(num_format="yyyy-mm-dd", align="left", indent=1)
    _cells(page, look, holds, (text, text, day, text), WIDE)
    _list(page, look, _SHEETS_TOP, 0, _("Sheets"), [(names[sheet.name], _(sheet.help)) for sheet in sheets])
    link = look.format(font_color="#0B5394", underline=1, indent=1)
    for row, sheet in enumerate(sheets, _SHEETS_TOP):
        page.write_url(row, 0, f"internal:'{names[sheet.name]}'!A1", link, names[sheet.name])


def _heading(page: Any, look: Look, row: int, left: int, columns: int, text: str) -> None:
    """A heading over so many columns, in a 1-based row, from a 0-based column on."""
    style = look.format(bold=True, font_size=12, font_color=HEADER.background, bottom=2, bottom_color=HEADER.background)
    page.set_row(row - 1, 20)
    page.write_string(row - 1, left, text, style)
    for place in range(left + 1, left + columns):
        page.write_blank(row - 1, place, None, style)


def _headers(page: Any, look: Look, row: int, texts: Sequence[str], left: int = 0) -> None:
    """The names of columns in a 1-based row; one that begins with > stands over figures, at the right."""
    about = {"bold": True, "font_color": _SOFT}
    for place, text in enumerate(texts, left):
        side = {"align": "right"} if text.startswith(">") else {"align": "left", "indent": 1}
        label = text.removeprefix(">")
        page.write_string(row - 1, place, _(label), look.format(**about, **side))


def _cells(page: Any, look: Look, block: Block, formats: Sequence[Any], wide: int = 0) -> None:
    """The empty cells of a block; a line over each row that is filled, `wide` columns long if not as the block."""
    for row in range(block.top - 1, block.top - 1 + block.rows):
        for place, format in enumerate(formats, block.left):
            page.write_blank(row, place, None, format)
    last = block.left + (wide or block.columns) - 1
    first = chr(ord("A") + block.left)
    rule = {"type": "formula", "criteria": f'=${first}{block.top}<>""', "format": look.line_above()}
    page.conditional_format(block.top - 1, block.left, block.top + block.rows - 2, last, rule)


def _list(page: Any, look: Look, row: int, left: int, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """A titled list of names and texts from a 1-based row and a 0-based column on, to the right edge of the page."""
    _heading(page, look, row, left, WIDE - left, title)
    for number, (name, text) in enumerate(lines, row):
        page.write_string(number, left, name, look.format(bold=True, indent=1))
        page.write_string(number, left + 1, text, look.format(indent=1))
