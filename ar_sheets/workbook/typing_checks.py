"""What Excel checks while an owner types: drop-downs for lists, real dates, real numbers, and that nobody types
where the run writes.

These stop slips early; pasting goes around them, so each run checks every cell again.

Why computed columns are guarded so and not by protecting the sheet: on a protected sheet Excel neither sorts nor
lets a table grow under the row that is typed, which is what these sheets are for. Only the Log, where nobody
types, is protected, without a password.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from ar_sheets.base.data import data_folder
from ar_sheets.base.i18n import _
from ar_sheets.base.text import column_letter
from ar_sheets.schema import translations
from ar_sheets.schema.columns import CUSTOMERS, INVOICES, PROFILES, Column, Setting, Sheet
from ar_sheets.workbook.formats import LAST_ROW

# Names in the workbook for what another sheet lists: they grow with it.
CUSTOMER_IDS, INVOICE_NUMBERS = "Customer_IDs", "Invoice_numbers"
_FROM_SHEETS = {("Invoices", "customer_id"): CUSTOMER_IDS, ("Payments", "customer_id"): CUSTOMER_IDS,
                ("Payment plans", "customer_id"): CUSTOMER_IDS, ("Payments", "invoice_no"): INVOICE_NUMBERS,
                ("Payment plans", "invoices"): INVOICE_NUMBERS}  # fmt: skip

_COUNTRIES = (
    "NO",
    "SE",
    "DK",
    "FI",
    "DE",
    "NL",
    "BE",
    "FR",
    "ES",
    "PT",
    "IT",
    "AL",
    "GB",
    "IE",
    "BR",
    "CH",
    "AT",
    "PL",
    "US",
)
_CURRENCIES = ("EUR", "NOK", "SEK", "DKK", "GBP", "ALL", "CHF", "PLN", "USD", "BRL")
_HOLDS = ("we are looking into it", "waiting for goods", "agreed with them", "insolvent", "vulnerable")
STEPS = ("Courtesy reminder", "Reminder 1", "Reminder 2", "Reminder 3", "Phone call", "Final reminder",
         "Formal notice", "Hand-over")  # fmt: skip
# Offered, but any other text may be typed. Words that act on the run stand as the run understands them.
SUGGESTED = {
    ("Customers", "country"): _COUNTRIES, ("Rates", "country"): _COUNTRIES,
    ("Customers", "hold_reason"): _HOLDS, ("Invoices", "hold_reason"): (*_HOLDS, "written off"),
    ("Invoices", "dispute_reason"): ("wrong price", "wrong quantity", "arrived broken", "not delivered",
                                     "not ordered", "settled"),
    ("Payments", "method"): ("Bank", "Direct debit", "Card", "Cash", "Set-off"),
    ("Outbox", "outcome"): ("reached", "no answer"),
}  # fmt: skip


def define_lists(book: Any, names: Mapping[str, str]) -> None:
    """The names that drop-downs of one sheet use for what another lists; `names` as in start_page.fill."""
    for name, sheet, key in ((CUSTOMER_IDS, CUSTOMERS, "customer_id"), (INVOICE_NUMBERS, INVOICES, "invoice_no")):
        letter = column_letter(sheet.columns.index(sheet.column(key)))
        book.define_name(name, _filled(names[sheet.name], letter))


def add_checks(page: Any, sheet: Sheet) -> None:
    """Drop-downs and typing checks for what people fill, a guard for what the run fills."""
    for place, column in enumerate(sheet.columns):
        check = _check(sheet, column) if column.owner in ("you", "reply") else None
        if check:
            page.data_validation(1, place, LAST_ROW, place, check)
    for first, last in _runs_of(sheet, "computed"):
        page.data_validation(1, first, LAST_ROW, last, _guard(sheet))
    if sheet.owned_by("log"):
        page.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})


def setting_check(setting: Setting) -> dict[str, object] | None:
    """The drop-down or typing check for one row of Settings; None if anything may be typed."""
    if setting.choices:
        return _list(setting.name, list(setting.choices))
    offered = {"country": _COUNTRIES, "currency": _CURRENCIES}.get(setting.key)
    return _suggestions(offered) if offered else _typed(setting.type)


def name_guard() -> dict[str, object]:
    """The guard of the names of settings."""
    return {**_GUARD, "error_title": _fitting(_("Leave this name as it is"), 32),
            "error_message": _("The program knows the setting by it. What you set goes under Value.")}  # fmt: skip


_GUARD: dict[str, object] = {"validate": "custom", "value": "=FALSE"}
_OWN_SAY = ("hold_until", "hold_reason", "internal_note", "decision", "done_on", "outcome")


def _guard(sheet: Sheet) -> dict[str, object]:
    """The guard of computed columns, with the columns of this sheet where the owner has a say instead."""
    yours = ", ".join(column.header for column in sheet.columns if column.key in _OWN_SAY)
    message = _("What is typed here would be written over by the next run.")
    if yours:
        message += " " + _("To have your own say, use the yellow columns: {columns}.", columns=yours)
    return {**_GUARD, "error_title": _fitting(_("Filled in by each run"), 32), "error_message": _fitting(message, 255)}


def _fitting(text: str, most: int) -> str:
    """A text no longer than Excel takes it in a message of a cell: cut at a word."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0] + "…"


def _runs_of(sheet: Sheet, owner: str) -> Iterator[tuple[int, int]]:
    """The first and last 0-based column of each group of neighbours with this owner."""
    for whose, group in groupby(enumerate(sheet.columns), key=lambda pair: pair[1].owner):
        places = [place for place, _column in group]
        if whose == owner:
            yield places[0], places[-1]


def _check(sheet: Sheet, column: Column) -> dict[str, object] | None:
    at = (sheet.name, column.key)
    if column.type == "yesno":
        return _list(
            column.header, [translations.word_in("choice", answer, sheet.language) for answer in ("yes", "no")]
        )
    if column.choices:
        return _list(column.header, list(column.choices))
    if at in _FROM_SHEETS:
        name = _FROM_SHEETS[at]
        return _list(column.header, f"={name}") if name == CUSTOMER_IDS else _suggestions(f"={name}")
    offered = _offered(sheet, column)
    return _suggestions(offered) if offered else _typed(column.type)


def _offered(sheet: Sheet, column: Column) -> tuple[str, ...]:
    """What is suggested in a column."""
    if column.key == "currency":
        return _CURRENCIES
    if column.key == "plan":
        return tuple(translations.word_in("choice", profile, sheet.language) for profile in PROFILES)
    if (sheet.name, column.key) == ("Dunning plan", "name"):
        return tuple(translations.word_in("step", step, sheet.language) for step in STEPS)
    if (sheet.name, column.key) == ("Dunning plan", "letter"):
        return _letters()
    offered = SUGGESTED.get((sheet.name, column.key), ())
    return tuple(translations.word_in("suggested", text, sheet.language) for text in offered)


def _letters() -> tuple[str, ...]:
    """The letters of the package that a step may name; those for one profile only are chosen by themselves."""
    found = {file.stem.partition(".")[0] for file in (data_folder("letters") / "en").glob("[a-z]*.txt")}
    return tuple(sorted(found - {"statement", "thanks"}))


def _filled(sheet: str, letter: str) -> str:
    """The filled cells of a column, without the empty ones below, which a drop-down would show as blanks."""
    whole = f"'{sheet}'!${letter}:${letter}"
    return f"='{sheet}'!${letter}$2:INDEX({whole},MAX(2,COUNTA({whole})))"


def _list(header: str, source: object) -> dict[str, object]:
    # A warning, not a stop: the owner may mean it.
    return {"validate": "list", "source": source, "error_type": "warning", "error_title": header[:32],
            "error_message": _("This is not in the list. Keep it all the same?")}  # fmt: skip


def _suggestions(source: object) -> dict[str, object]:
    offered = source if isinstance(source, str) else list(source)  # type: ignore[call-overload]
    return {"validate": "list", "source": offered, "show_error": False}


def _typed(type: str) -> dict[str, object] | None:
    if type == "date":
        return {"validate": "date", "criteria": ">=", "value": "=DATE(1990,1,1)",
                "error_title": _fitting(_("Not a date"), 32),
                "error_message": _("Type a date as year-month-day, for example 2026-11-20.")}  # fmt: skip
    if type in ("money", "number", "percent", "int"):
        return {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12,
                "error_title": _fitting(_("Not a number"), 32),
                "error_message": _("Type only a number here: no currency sign, no letters.")}  # fmt: skip
    return None
