"""Sentences: why a workbook cannot be adopted, and what was done with one that can."""

from __future__ import annotations

from collections.abc import Sequence

from ar_sheets.adopting.defaults import LAST_PAYMENT, MARKED, REPORT, CompleteUntil
from ar_sheets.adopting.survey import AGES, BILLS, OURS, SUMMARY, Surveyed
from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.schema import translations

_DETAIL = N_(
    "Export the report that lists each invoice instead: in Xero Aged Receivables Detail, in QuickBooks A/R Aging "
    "Detail or Open Invoices, in ERPNext Accounts Receivable (not the summary)."
)


def nothing_to_adopt(surveyed: Sequence[Surveyed]) -> str:
    """Why there is no list of invoices in the workbook, and what each sheet is instead."""
    ages = [s.name for s in surveyed if s.kind in (AGES, SUMMARY)]
    if ages:
        what = _("{sheets}: amounts by age for each customer, but no single invoices.", sheets=", ".join(ages)) if any(
            s.kind == AGES for s in surveyed
        ) else _("{sheets}: a line for each customer, but no single invoices.", sheets=", ".join(ages))  # fmt: skip
        return " ".join((what, _(
            "From these nobody can tell which invoice is due when, so nothing was guessed and nothing was changed."
        ), _(_DETAIL)))  # fmt: skip
    bills = [s.name for s in surveyed if s.kind == BILLS]
    if bills:
        return _(
            "{sheets}: invoices from your suppliers, which you pay; ar-sheets is for those your customers pay you. "
            "This workbook has no list of those. Nothing was changed.",
            sheets=", ".join(bills),
        )
    seen = ", ".join(f"{s.name} ({called(s.kind)})" for s in surveyed[:12])
    return _(
        "This workbook has no list of invoices: a sheet whose columns have headers in one of the first 20 rows, with "
        "the invoice's number, customer, date and amount. Its sheets: {sheets}. If one of them is a list of invoices "
        'all the same, say so, and its columns are asked for: --answer "List: NAME=invoices". Nothing was changed.',
        sheets=seen or _("none"),
    )


_CALLED = {
    OURS: N_("ours"), AGES: N_("a summary by age"), BILLS: N_("bills from suppliers"),
    SUMMARY: N_("a summary by customer"), "": N_("no list we know"),
    # Translators: what a sheet is
    "Invoices": N_("invoices"), "Customers": N_("customers"), "Payments": N_("payments"),
    "Credit notes": N_("credit notes"),
}  # fmt: skip


def called(kind: str) -> str:
    """What a sheet is, in words within a sentence."""
    word = _CALLED.get(kind)
    return _(word) if word else kind


def say_newest(main: Surveyed, others: Sequence[Surveyed]) -> str:
    """Which of several lists is worked on from now."""
    return n_(
        "{sheet} is the newest list of invoices, so it is the one runs work on. New invoices belong there; {others} "
        "stays as before.",
        "{sheet} is the newest list of invoices, so it is the one runs work on. New invoices belong there; {others} "
        "stay as before.",
        len(others),
        sheet=main.name,
        others=", ".join(s.name for s in others),
    )


def say_complete_until(known: CompleteUntil, language: str) -> str:
    """What was written to Settings as the day up to which payments are known, and why; by the sheets' own names."""
    settings, payments = (translations.word_in("sheet", name, language) for name in ("Settings", "Payments"))
    until, day = translations.word_in("setting", "Payments complete until", language), known.day
    if day is None:
        return _("Write into {settings}, {until}, the last day whose payments are all in {payments}.",
                 settings=settings, until=until, payments=payments)  # fmt: skip
    said = _COMPLETE_UNTIL.get(known.why, _NOTHING_SAYS)
    return _(said, settings=settings, until=until, day=day, payments=payments)


_COMPLETE_UNTIL = {
    MARKED: N_("{settings}: {until} {day}, for up to that day your list says who has paid."),
    REPORT: N_("{settings}: {until} {day}, the day up to which the report says what is open."),
    LAST_PAYMENT: N_(
        "{settings}: {until} {day}, the day of your last payment; set it to the day up to which all payments are typed "
        "in."
    ),
}
_NOTHING_SAYS = N_(
    "Nothing in this workbook says who has paid, so {settings} say: {until} {day}, and runs make no letters. Type the "
    "payments into {payments}, set the day anew, and letters come."
)


def taken_over(count: int, payments: str) -> str:
    """Payments made from the marks of the owner's list; `payments` is the sheet's name."""
    what = n_("{n} payment that your list marks as paid stands now in {payments}.",
              "{n} payments that your list marks as paid stand now in {payments}.",
              count, payments=payments)  # fmt: skip
    return what + " " + _(
        "From here on type payments there; an invoice that is only marked in your list says Check until you do, or "
        "until you adopt again."
    )  # fmt: skip


def say_not_readable(cells: Sequence[str]) -> str:
    """Marks of payment that nobody can read: those rows wait for the owner."""
    few = ", ".join(list(dict.fromkeys(cells))[:6])
    return n_("{n} row says Check until you fix the mark: nobody can tell how much is paid by {marks}.",
              "{n} rows say Check until you fix the mark: nobody can tell how much is paid by {marks}.",
              len(cells), marks=few)  # fmt: skip


def planned(count: int) -> str:
    """Paid-on days that are still to come."""
    return n_(
        "{n} invoice has a paid-on day still to come: these payments are planned, not made, and count from their day "
        "on.",
        "{n} invoices have a paid-on day still to come: these payments are planned, not made, and count from their day "
        "on.",
        count,
    )


def in_the_way(where: str) -> str:
    """Why no column can be added to a list, said before anything is asked."""
    return _(
        "{cell} is in the way of the columns that have to be added. Move it further to the right, and adopt again.",
        cell=where,
    )
