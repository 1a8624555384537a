"""Where an invoice stands in one word, and why in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ar_sheets.base.i18n import _, n_
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
        _("promise broken") if promise == "broken" else "",
        plan_note if plan_standing == "broken" else "",
        hold_ended,
        _(
            "{amount} {currency} of it disputed and not asked for",
            amount=format_amount(disputed, currency),
            currency=currency,
        )
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
        return _("Dated {day}, after this run's day: it counts from then on.", day=invoice_date)
    if open_amount < 0:
        unused = _("{amount} {currency} of credit is not used yet", amount=format_amount(-open_amount, currency),
                   currency=currency)  # fmt: skip
        return _sentence("; ".join(filter(None, (went_to, unused))))
    if went_to:
        return _sentence(went_to)
    if open_amount == 0:
        charges = interest_open + fees_open
        if charges <= 0:
            return _("Paid.")
        return _("Paid, but {amount} {currency} of claimed charges are open.", amount=format_amount(charges, currency),
                 currency=currency)  # fmt: skip
    late = _lateness(days_overdue, due_date)
    left = _("{amount} {currency} open", amount=format_amount(open_amount, currency), currency=currency)
    if hold is not None:
        held = hold.reason if hold.says_hold else _("on hold: {reason}", reason=hold.reason)
        return _told(held, late, left)
    if held_back:
        return _told(held_back, late, *remarks, left)
    if next_step is None:
        return _told(_("all steps of the plan are done") if steps else _("there is no plan"), late, *remarks, left)
    if missing_reminders:
        return _told(_waits(next_step, missing_reminders), late, *remarks, left)
    if step is None:
        return _told(_("{step} comes on {day}", step=next_step.name, day=next_step_date), late, *remarks, left)
    due = _("{step} is due: {late} (from day {day})", step=step.name, late=late, day=step.days)
    return _sentence(", ".join((due, *remarks, _last_contact(last_customer_contact, as_of), left, _("no hold"))))


def _waits(step: Step, missing: int) -> str:
    return n_("{step} waits for {n} more reminder or call in the Log",
              "{step} waits for {n} more reminders or calls in the Log", missing, step=step.name)  # fmt: skip


def _lateness(days: int, due_date: date | None) -> str:
    if days > 0:
        return n_("{n} day overdue", "{n} days overdue", days)
    return _("due today") if days == 0 else _("due on {day}", day=due_date)


def _last_contact(day: date | None, as_of: date) -> str:
    if day is None:
        return _("no contact before")
    return n_("last contact {n} day ago", "last contact {n} days ago", (as_of - day).days)


def _told(first: str, *more: str) -> str:
    """The clause that decides, then what else there is to know."""
    return _sentence(f"{first}; {', '.join(more)}")


def _sentence(text: str) -> str:
    text = text.rstrip(".")
    return text[:1].upper() + text[1:] + "."
