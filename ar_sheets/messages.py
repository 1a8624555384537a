"""The customer's rules: one message per customer and currency, at the highest step an invoice of theirs reached.

Each invoice keeps its own step. Nothing is prepared below the minimum, where unapplied money covers what is
asked for, on stale payments, or soon after a letter a person skipped; the reason then stands in Why.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.countries import country
from ar_sheets.gather import stale
from ar_sheets.model import Charge, Customer, LetterLine, Message, Step
from ar_sheets.rulebook import reads
from ar_sheets.rules.fees import charges
from ar_sheets.rules.workdays import next_working_day
from ar_sheets.worklist import Work

HAND_OVER = "Hand-over"
Skips = Mapping[tuple[str, str, str], date]  # (customer, currency, step), folded -> the day it was skipped
Unclear = Mapping[tuple[str, str], str]  # (customer, currency), folded -> a letter that may or may not have gone out


def propose(work: Work, skips: Skips, unclear: Unclear) -> list[Message]:
    """The messages that are due, in order of customer; notes in `work` why a due step is held back.

    A hand-over is no message: it is proposed by itself, and its invoices stand in no other letter.
    """
    groups: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
    for index, step in enumerate(work.columns["step"]):
        if step is not None:
            currency = work.columns["currency"][index]
            groups[work.customers[index].customer_id.casefold(), currency, step.kind == HAND_OVER].append(index)
    if not groups:
        return []
    overdue = _overdue(work)
    messages = []
    for key in sorted(groups):
        due = _without_courtesies(work, groups[key])
        message = (
            f"letter {unclear[key[:2]]} may have gone out already; say so with ar-sheets settle"
            if key[:2] in unclear
            else _message(work, due, [] if key[2] else overdue[key[:2]], skips)
        )
        if isinstance(message, str):
            for index in due:
                work.columns["held_back"][index] = message
        else:
            messages.append(message)
    return messages


def _overdue(work: Work) -> dict[tuple[str, str], list[int]]:
    """By customer and currency, the overdue invoices a letter may speak of: not held, not handed over."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    columns = work.columns
    rows = zip(
        columns["open_amount"], columns["days_overdue"], columns["hold"], columns["contacts"], columns["step"],
        strict=True,
    )  # fmt: skip
    for index, (left, days, held, contacts, step) in enumerate(rows):
        if left <= 0 or days <= 0 or held is not None:
            continue
        handed_over = contacts and contacts[-1].kind == HAND_OVER
        if not handed_over and (step is None or step.kind != HAND_OVER):
            found[work.customers[index].customer_id.casefold(), columns["currency"][index]].append(index)
    return found


def _without_courtesies(work: Work, due: list[int]) -> list[int]:
    """A courtesy message is not sent together with a reminder; it is left out, and Why says so."""
    steps = work.columns["step"]
    reminders = [index for index in due if steps[index].kind != "Courtesy"]
    if not reminders:
        return due
    for index in set(due) - set(reminders):
        work.columns["held_back"][index] = f"{steps[index].name} left out: a reminder goes to the customer today"
    return reminders


def _message(work: Work, due: list[int], overdue: list[int], skips: Skips) -> Message | str:
    """The message, or the reason there is none."""
    columns, customer = work.columns, work.customers[due[0]]
    step = max((columns["step"][index] for index in due), key=lambda s: s.number)
    currency = columns["currency"][due[0]]
    listed = _listed(work, step, due, overdue)
    unapplied = work.allocated.unapplied.get((customer.customer_id, currency), Decimal(0))
    asked = sum((columns["open_amount"][index] for index in listed), Decimal(0))
    reason = _held_back(work, customer, currency, step, asked, unapplied, skips)
    if reason:
        return reason
    _claim(work, due)
    lines = tuple(_line(work, index) for index in listed)
    total = sum((line.open_amount + line.fee + line.interest for line in lines), -unapplied)
    channel, to, warnings = address(customer, step)
    number = letter_id(work.as_of, customer.customer_id, currency, step)
    return Message(
        number, work.as_of, customer, currency, step, channel, to, lines,
        unapplied, total, _pay_by(work.as_of, customer, step), _needs_approval(work, step), warnings,
    )  # fmt: skip


def _listed(work: Work, step: Step, due: list[int], overdue: list[int]) -> list[int]:
    """The invoices a message lists: a courtesy its own, a reminder all that are overdue; oldest due first."""
    columns = work.columns
    chosen = set(due) if step.kind == "Courtesy" else {*due, *overdue}
    return sorted(chosen, key=lambda i: (columns["due_date"][i], columns["invoice_date"][i], columns["invoice_no"][i]))


def _held_back(
    work: Work, customer: Customer, currency: str, step: Step, asked: Decimal, unapplied: Decimal, skips: Skips
) -> str:
    old = stale(work.facts.settings, work.as_of)
    if old:
        return old
    if unapplied >= asked:
        return f"{step.name} held back: {unapplied:,.2f} {currency} of theirs is unapplied and covers it"
    minimum = work.facts.settings.minimum_to_dun
    if asked - unapplied < minimum:
        return f"{step.name} held back: {asked - unapplied:,.2f} {currency} is below the minimum of {minimum}"
    skipped = skips.get((customer.customer_id.casefold(), currency, step.name.casefold()))
    if skipped is not None and work.as_of < skipped + timedelta(days=step.min_gap_days):
        return f"{step.name} skipped on {skipped}"
    return ""


def _claim(work: Work, due: Sequence[int]) -> None:
    """What each invoice's own step claims now. A charge the law counts per letter is claimed once, on the oldest."""
    columns = work.columns
    per_letter: set[str] = set()
    for index in sorted(due, key=lambda i: columns["due_date"][i]):
        found: list[Charge] = []
        for charge in _charges(work, index):
            if charge.per == "letter" and charge.amount > 0:
                if charge.kind in per_letter:
                    continue
                per_letter.add(charge.kind)
            found.append(charge)
        columns["charges"][index] = tuple(found)


def _charges(work: Work, index: int) -> tuple[Charge, ...]:
    row: dict[str, Any] = work.known | work.row(index)
    return tuple(charges(**{name: row[name] for name in reads(charges)}))


def _line(work: Work, index: int) -> LetterLine:
    row = work.row(index)
    step: Step | None = row["step"]
    new = tuple(row["charges"]) if step else ()
    claims_interest = step is not None and step.interest == "charge"
    interest = row["interest"] if claims_interest else row["interest_open"]
    shown = row["interest"] if step is not None and step.interest == "show" else Decimal(0)
    fee = row["fees_open"] + sum((charge.amount for charge in new), Decimal(0))
    return LetterLine(
        row["invoice_no"], row["po_ref"] or "", row["description"] or "", row["invoice_date"], row["due_date"],
        row["amount"], row["open_amount"], row["days_overdue"], step.name if step else "", fee, interest,
        interest - row["interest_open"], shown,
        tuple(row["interest_lines"]) if claims_interest or shown else (), new,
    )  # fmt: skip


def address(customer: Customer, step: Step) -> tuple[str, str, tuple[str, ...]]:
    """Channel, address and warnings. No e-mail address falls back on post; no address at all is said."""
    post = ", ".join(filter(None, (customer.street, f"{customer.postcode} {customer.city}".strip(), customer.country)))
    has_post = bool(customer.street or customer.city)
    if step.kind == HAND_OVER:
        return HAND_OVER, "", ()
    if step.channel == "Phone":
        return "Phone", customer.phone, () if customer.phone else ("no phone number in Customers",)
    channel = customer.letters_by or step.channel
    if channel.startswith("Email") and customer.email:
        wants_post = channel == "Email+Post"
        if wants_post and not has_post:
            return "Email", customer.email, ("no postal address: goes by e-mail only",)
        return channel, customer.email, ()
    if has_post:
        return "Post", post, ("no e-mail address: goes by post",) if channel != "Post" else ()
    if customer.email:
        return "Email", customer.email, ("no postal address: goes by e-mail",)
    return "Post", "", ("neither an e-mail nor a postal address",)


def letter_id(as_of: date, customer_id: str, currency: str, step: Step) -> str:
    """A name for the letter that is safe as a file name on every system: 261120-0042-NOK."""
    safe = customer_id if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", customer_id) else _short_hash(customer_id)
    return f"{as_of:%y%m%d}-{safe}-{currency}" + ("-H" if step.kind == HAND_OVER else "")


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _pay_by(as_of: date, customer: Customer, step: Step) -> date:
    """The last day to pay: the step's days, no fewer than the law wants before a formal step, on a working day."""
    days = step.days_to_pay
    if step.kind == "Formal notice":
        days = max(days, country(customer.country).formal_notice_days(customer.profile))
    return next_working_day(as_of + timedelta(days=days))


def _needs_approval(work: Work, step: Step) -> bool:
    """Formal notice and hand-over always wait for a person; the rest as plan and settings say."""
    if step.kind in ("Formal notice", "Hand-over"):
        return True
    setting = work.facts.settings.approval
    return setting == "every letter" or (setting == "formal steps" and step.approval)
