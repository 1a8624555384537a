"""Where an invoice stands in one word, and why in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.base.money import format_amount
from ar_sheets.schema.model import Contact, Hold, Step

DUE_SOON_DAYS = 7


def total_due(open_amount: Decimal, interest: Decimal, fees: Decimal) -> Decimal:
    """Open plus interest plus fees."""
    return open_amount + interest + fees


def status(
    open_amount: Decimal,
    interest_open: Decimal,
    fees_open: Decimal,
    hold: Hold | None,
    contacts: Sequence[Contact],
    paid: Decimal,
    days_overdue: int,
    invoice_date: date,
    as_of: date,
) -> str:
    """Where the invoice stands."""
    if hold is not None and hold.status in ("Check", "Written off"):
        return hold.status
    if invoice_date > as_of:
        return "Not due"
    if open_amount < 0:
        return "Credit"
    if open_amount == 0:
        return "Part paid" if interest_open + fees_open > 0 else "Paid"
    if contacts and contacts[-1].kind == "Hand-over":
        return "Handed over"
    if hold is not None:
        return hold.status
    if contacts and contacts[-1].kind == "Formal notice":
        return "Formal notice"
    if paid > 0:
        return "Part paid"
    if days_overdue > 0:
        return "Overdue"
    return "Due soon" if days_overdue >= -DUE_SOON_DAYS else "Not due"


def remarks(
    promise: str, plan_standing: str, plan_note: str, hold_ended: str, disputed: Decimal, open_amount: Decimal,
    currency: str,
) -> tuple[str, ...]:  # fmt: skip
    """What else there is to say about an open invoice: a broken promise or plan, a hold that is over, a dispute."""
    if open_amount <= 0 or not (promise or plan_standing or hold_ended or disputed):
        return ()
    found = (
        "promise broken" if promise == "broken" else "",
        plan_note if plan_standing == "broken" else "",
        hold_ended,
        f"{format_amount(disputed, currency)} {currency} of it disputed and not asked for"
        if 0 < disputed < open_amount
        else "",
    )
    return tuple(remark for remark in found if remark)


def why(
    currency: str,
    open_amount: Decimal,
    interest_open: Decimal,
    fees_open: Decimal,
    days_overdue: int,
    due_date: date | None,
    hold: Hold | None,
    held_back: str,
    steps: Sequence[Step],
    next_step: Step | None,
    next_step_date: date | None,
    missing_reminders: int,
    step: Step | None,
    last_customer_contact: date | None,
    remarks: Sequence[str],
    went_to: str,
    invoice_date: date,
    as_of: date,
) -> str:
    """Why this step is due today, or why none is, in one sentence."""
    if hold is not None and hold.status in ("Check", "Written off"):
        return _sentence(hold.reason)
    if invoice_date > as_of:
        return f"Dated {invoice_date}, after this run's day: it counts from then on."
    if open_amount < 0:
        used = f"{went_to}; " if went_to else ""
        return _sentence(f"{used}{format_amount(-open_amount, currency)} {currency} of credit is not used yet")
    if went_to:
        return _sentence(went_to)
    if open_amount == 0:
        charges = interest_open + fees_open
        return (
            f"Paid, but {format_amount(charges, currency)} {currency} of claimed charges are open."
            if charges > 0
            else "Paid."
        )
    late = _lateness(days_overdue, due_date)
    left = f"{format_amount(open_amount, currency)} {currency} open"
    if hold is not None:
        held = hold.reason if hold.reason.startswith("on hold") else f"on hold: {hold.reason}"
        return _sentence(f"{held}; {late}, {left}")
    more = "".join(f", {remark}" for remark in remarks)
    if held_back:
        return _sentence(f"{held_back}; {late}{more}, {left}")
    if next_step is None:
        return _sentence(f"{'all steps of the plan are done' if steps else 'there is no plan'}; {late}{more}, {left}")
    if missing_reminders:
        return _sentence(
            f"{next_step.name} waits for {missing_reminders} more reminders or calls in the Log; {late}{more}, {left}"
        )
    if step is None:
        return _sentence(f"{next_step.name} comes on {next_step_date}; {late}{more}, {left}")
    return (
        f"{step.name} is due: {late} (from day {step.days}){more}, "
        f"{_last_contact(last_customer_contact, as_of)}, {left}, no hold."
    )


def _lateness(days: int, due_date: date | None) -> str:
    if days > 0:
        return f"{days} day{'s' * (days > 1)} overdue"
    return "due today" if days == 0 else f"due on {due_date}"


def _last_contact(day: date | None, as_of: date) -> str:
    if day is None:
        return "no contact before"
    days = (as_of - day).days
    return f"last contact {days} day{'s' * (days != 1)} ago"


def _sentence(text: str) -> str:
    text = text.rstrip(".")
    return text[:1].upper() + text[1:] + "."
