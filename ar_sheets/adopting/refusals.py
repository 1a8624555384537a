"""Sentences: why a workbook cannot be adopted, and what was done with one that can."""

from __future__ import annotations

from collections.abc import Sequence

from ar_sheets.adopting.defaults import LAST_PAYMENT, MARKED, REPORT, CompleteUntil
from ar_sheets.adopting.survey import AGES, BILLS, OURS, SUMMARY, Surveyed
from ar_sheets.schema import translations

_DETAIL = (
    "Export the report that lists each invoice instead: in Xero Aged Receivables Detail, in QuickBooks A/R Aging "
    "Detail or Open Invoices, in ERPNext Accounts Receivable (not the summary)."
)


def nothing_to_adopt(surveyed: Sequence[Surveyed]) -> str:
    """Why there is no list of invoices in the workbook, and what each sheet is instead."""
    ages = [s.name for s in surveyed if s.kind in (AGES, SUMMARY)]
    if ages:
        what = "amounts by age" if any(s.kind == AGES for s in surveyed) else "a line"
        return (
            f"{', '.join(ages)}: {what} for each customer, but no single invoices. From these nobody can tell "
            f"which invoice is due when, so nothing was guessed and nothing was changed. {_DETAIL}"
        )
    bills = [s.name for s in surveyed if s.kind == BILLS]
    if bills:
        return (
            f"{', '.join(bills)}: invoices from your suppliers, which you pay; ar-sheets is for those your customers "
            "pay you. This workbook has no list of those. Nothing was changed."
        )
    seen = ", ".join(f"{s.name} ({'ours' if s.kind == OURS else s.kind or 'no list we know'})" for s in surveyed[:12])
    return (
        "This workbook has no list of invoices: a sheet whose columns have headers in one of the first 20 rows, with "
        f"the invoice's number, customer, date and amount. Its sheets: {seen or 'none'}. If one of them is a list of "
        'invoices all the same, say so, and its columns are asked for: --answer "List: NAME=invoices". '
        "Nothing was changed."
    )


def say_newest(main: Surveyed, others: Sequence[Surveyed]) -> str:
    """Which of several lists is worked on from now."""
    return (
        f"{main.name} is the newest list of invoices, so it is the one runs work on. New invoices belong there; "
        f"{', '.join(s.name for s in others)} {'stays' if len(others) == 1 else 'stay'} as before."
    )


def say_complete_until(known: CompleteUntil, language: str) -> str:
    """What was written to Settings as the day up to which payments are known, and why; by the sheets' own names."""
    settings, payments = (translations.word_in("sheet", name, language) for name in ("Settings", "Payments"))
    until, day = translations.word_in("setting", "Payments complete until", language), known.day
    if day is None:
        return f"Write into {settings}, {until}, the last day whose payments are all in {payments}."
    why = {
        MARKED: "for up to that day your list says who has paid",
        REPORT: "the day up to which the report says what is open",
        LAST_PAYMENT: "the day of your last payment; set it to the day up to which all payments are typed in",
    }.get(known.why)
    if why:
        return f"{settings}: {until} {day}, {why}."
    return (
        f"Nothing in this workbook says who has paid, so {settings} say: {until} {day}, and runs make no letters. "
        f"Type the payments into {payments}, set the day anew, and letters come."
    )


def taken_over(count: int, payments: str) -> str:
    """Payments made from the marks of the owner's list; `payments` is the sheet's name."""
    what = "1 payment that your list marks as paid stands" if count == 1 else (
        f"{count} payments that your list marks as paid stand")  # fmt: skip
    return (
        f"{what} now in {payments}. From here on type payments there; an invoice that is only marked in your list says "
        "Check until you do, or until you adopt again."
    )


def say_not_readable(cells: Sequence[str]) -> str:
    """Marks of payment that nobody can read: those rows wait for the owner."""
    few = ", ".join(list(dict.fromkeys(cells))[:6])
    what = "1 row says" if len(cells) == 1 else f"{len(cells)} rows say"
    return f"{what} Check until you fix the mark: nobody can tell how much is paid by {few}."


def planned(count: int) -> str:
    """Paid-on days that are still to come."""
    rows = "1 invoice has a paid-on day" if count == 1 else f"{count} invoices have a paid-on day"
    return f"{rows} still to come: these payments are planned, not made, and count from their day on."


def in_the_way(where: str) -> str:
    """Why no column can be added to a list, said before anything is asked."""
    return f"{where} is in the way of the columns that have to be added. Move it further to the right, and adopt again."
