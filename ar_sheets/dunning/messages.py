"""The customer's rules: one message per customer and currency, at the highest step an invoice of theirs reached.

Each invoice keeps its own step. Nothing is prepared below the minimum, where unapplied money covers what is
asked for, on stale payments, by a plan with a fault in it, while a letter may be under way, or soon after a
letter a person skipped; the reason then stands in Why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.base.money import format_amount
from ar_sheets.countries import country_law
from ar_sheets.countries.workdays import last_working_day, working_day
from ar_sheets.facts.addresses import HAND_OVER, address, letter_id
from ar_sheets.facts.assessment import Assessment
from ar_sheets.facts.checks.homoglyphs import look_alike
from ar_sheets.facts.gather import no_letters
from ar_sheets.rules.dunning import reminders_made
from ar_sheets.rules.fees import charges
from ar_sheets.rules.minimum import least_to_dun
from ar_sheets.rules.rulebook import reads
from ar_sheets.schema.model import Charge, Customer, LetterLine, Message, Step

Skips = Mapping[tuple[str, str, str], date]  # (customer, currency, step), folded -> the day it was skipped
Unclear = Mapping[tuple[str, str], str]  # (customer, currency), folded -> a letter that may or may not have gone out
Group = tuple[str, str]  # customer (folded), currency
ZERO = Decimal(0)
WEEK = timedelta(days=7)
MOST_LINES = 250  # what they claim must fit into one cell of the Outbox, 32,767 characters


def propose(work: Assessment, skips: Skips, unclear: Unclear, coming: Mapping[str, str]) -> list[Message]:
    """The messages that are due, in order of customer; notes in `work` why a due step is held back.

    `coming`: customer, folded -> that a letter goes out to them on a day to come.
    A hand-over is no message: it is proposed by itself, and its invoices stand in no other letter.
    """
    groups = _grouped(work)
    if not groups:
        return []
    in_letters = _in_letters(work)
    unapplied = {
        (customer.casefold(), currency): left for (customer, currency), left in work.allocated.unapplied.items()
    }
    messages = []
    for key in sorted(groups):
        others = [] if key[2] else in_letters[key[:2]]
        due = _without_courtesies(work, groups[key])
        due = _no_more_than_fit(work, _without_skipped(work, key[:2], due, skips))
        held = max(ZERO, unapplied.get(key[:2], ZERO))  # what went back is never added to what is asked
        why_not = (due and coming.get(key[0])) or _in_the_way(work, key[:2], due, others, unclear, held)
        message = _message(work, due, others, why_not, held) if due else None
        if message is not None:
            messages.append(message)
            unapplied.pop(key[:2], None)  # a hand-over beside a letter must not take it off a second time
    return messages


def _grouped(work: Assessment) -> dict[tuple[str, str, bool], list[int]]:
    """The invoices with a step due today, by customer, currency, and whether it is a hand-over."""
    groups: dict[tuple[str, str, bool], list[int]] = defaultdict(list)
    currencies = work.columns["currency"]
    for index, step in enumerate(work.columns["step"]):
        if step is not None:
            customer = work.customers[index].customer_id.casefold()
            groups[customer, currencies[index], step.kind == HAND_OVER].append(index)
    return groups


def _in_letters(work: Assessment) -> dict[Group, list[int]]:
    """By customer and currency, the open invoices a letter may speak of: not held, not handed over."""
    found: dict[Group, list[int]] = defaultdict(list)
    columns = work.columns
    rows = zip(columns["open_amount"], columns["hold"], columns["contacts"], columns["step"], strict=True)
    for index, (left, held, contacts, step) in enumerate(rows):
        if left <= 0 or held is not None or (contacts and contacts[-1].kind == HAND_OVER):
            continue
        if step is None or step.kind != HAND_OVER:
            found[work.customers[index].customer_id.casefold(), columns["currency"][index]].append(index)
    return found


def _without_courtesies(work: Assessment, due: list[int]) -> list[int]:
    """A courtesy message is not sent together with a reminder; it is left out, and Why says so."""
    steps = work.columns["step"]
    reminders = [index for index in due if steps[index].kind != "Courtesy"]
    if not reminders:
        return due
    for index in set(due) - set(reminders):
        work.columns["held_back"][index] = _("{step} left out: a reminder goes to the customer today",
                                             step=steps[index].name)  # fmt: skip
    return reminders


def _without_skipped(work: Assessment, group: Group, due: list[int], skips: Skips) -> list[int]:
    """A step that a person skipped waits for its gap; the customer's other invoices go on at their own steps."""
    left = []
    for index in due:
        step = work.columns["step"][index]
        skipped = skips.get((*group, step.name.casefold()))
        if skipped is not None and work.as_of < skipped + timedelta(days=step.min_gap_days):
            work.columns["held_back"][index] = _("{step} skipped on {day}", step=step.name, day=skipped)
        else:
            left.append(index)
    return left


def _no_more_than_fit(work: Assessment, due: list[int]) -> list[int]:
    """A letter, and its row in the Outbox, hold only so many invoices: those that waited longest, the oldest first."""
    contacts = work.columns["contacts"]
    by_age = _by_age(work, due)
    by_age.sort(key=lambda index: contacts[index][-1].on if contacts[index] else date.min)
    for index in by_age[MOST_LINES:]:
        name = work.columns["step"][index].name
        work.columns["held_back"][index] = _("{step} waits: one letter holds {most} invoices", step=name,
                                             most=MOST_LINES)  # fmt: skip
    return by_age[:MOST_LINES]


def _message(
    work: Assessment, due: list[int], others: list[int], in_the_way: str, unapplied: Decimal
) -> Message | None:
    """The message; None when something is in the way, which the invoices' Why then says."""
    if in_the_way:
        for index in due:
            work.columns["held_back"][index] = in_the_way
        return None
    columns, customer, step = work.columns, work.customers[due[0]], _highest(work, due)
    currency = columns["currency"][due[0]]
    asked = _asked(work, step, due, others)
    if step.channel != "Phone":  # on the phone nothing is claimed: a claim needs a letter
        _claim(work, due)
    takes = set(due)
    lines = tuple(_line(work, index, step, takes=index in takes) for index in asked)
    rest = [index for index in _by_age(work, others) if index not in set(asked)]
    total = sum((line.open_amount + line.fee + line.interest for line in lines), -unapplied)
    channel, to, warnings = address(customer, step)
    strange = _look_alikes(customer) if channel.startswith("Email") else ()
    return Message(
        letter_id(work.as_of, customer.customer_id, currency, step), work.as_of, customer, currency, step, channel,
        to, lines, unapplied, total, _pay_by(work.as_of, customer, step, lines),
        _needs_approval(work, step) or bool(strange), (*warnings, *strange),
        tuple(_line(work, index, step, takes=False) for index in rest),
        held=customer.email_fault if channel.startswith("Email") else "",
    )  # fmt: skip


def _highest(work: Assessment, due: Sequence[int]) -> Step:
    steps: list[Step] = [work.columns["step"][index] for index in due]
    return max(steps, key=lambda step: step.number)


def _asked(work: Assessment, step: Step, due: list[int], others: list[int]) -> list[int]:
    """The invoices a message asks for: a courtesy its own, a reminder all that are overdue; oldest due first."""
    chosen = set(due)
    late = [i for i in others if work.columns["days_overdue"][i] > 0 and i not in chosen]
    more = [] if step.kind == "Courtesy" else _by_age(work, late)[: MOST_LINES - len(due)]
    return _by_age(work, [*due, *more])


def _by_age(work: Assessment, indexes: Sequence[int]) -> list[int]:
    columns = work.columns
    return sorted(indexes, key=lambda i: (columns["due_date"][i], columns["invoice_date"][i], columns["invoice_no"][i]))


def _in_the_way(
    work: Assessment, group: Group, due: list[int], others: list[int], unclear: Unclear, unapplied: Decimal
) -> str:
    """Why no message is made of steps that are due; the weightiest reason, empty when there is none."""
    if not due:
        return ""
    if group in unclear:
        return _("letter {letter} may have gone out already; say so with ar-sheets settle", letter=unclear[group])
    step, settings = _highest(work, due), work.facts.settings
    fault = work.facts.plan_faults.get(step.plan.casefold(), "")
    if fault:
        return _("{step} held back: the plan {plan} has a fault ({fault})", step=step.name, plan=step.plan,
                 fault=fault)  # fmt: skip
    asked = sum((work.columns["asked"][index] for index in _asked(work, step, due, others)), ZERO)
    currency = group[1]
    paused = no_letters(work.facts, work.as_of)
    if paused:
        return paused
    if unapplied >= asked:
        return _("{step} held back: {amount} {currency} of theirs is unapplied and covers it", step=step.name,
                 amount=format_amount(unapplied, currency), currency=currency)  # fmt: skip
    if asked - unapplied < least_to_dun(settings.minimum_to_dun, currency, settings.currency):
        return _("{step} held back: {amount} {currency} is below the minimum of {minimum}; a statement may be sent "
                 "(ar-sheets statement)", step=step.name, amount=format_amount(asked - unapplied, currency),
                 currency=currency, minimum=settings.minimum_to_dun)  # fmt: skip
    return ""


def _claim(work: Assessment, due: Sequence[int]) -> None:
    """What each invoice's own step claims now. A charge the law counts per letter is claimed once, on the oldest,
    and worked out on the principals of all the invoices that take that step with it and for which no letter has
    claimed it yet (BW 6:96 lid 7); from then on it counts as claimed for every invoice of the letter."""
    columns = work.columns
    own = {index: _charges(work, index) for index in due}
    per_letter: set[str] = set()
    for index in sorted(due, key=lambda i: columns["due_date"][i]):
        found: list[Charge] = []
        for charge in own[index]:
            if charge.per == "letter" and _claims(charge):
                if charge.kind in per_letter:
                    continue
                per_letter.add(charge.kind)
                together = [i for i in due if _claims_with(work, own, i, index, charge.kind)]
                charge = _for_all(work, index, together, charge)
            found.append(charge)
        columns["charges"][index] = tuple(found)


def _claims(charge: Charge) -> bool:
    return charge.amount > 0 or charge.announced > 0


def _claims_with(work: Assessment, own: Mapping[int, Sequence[Charge]], index: int, other: int, kind: str) -> bool:
    """Whether an invoice takes the same step as another and may claim this kind of charge by itself."""
    same = work.columns["step"][index].number == work.columns["step"][other].number
    return same and any(c.kind == kind and c.per == "letter" and _claims(c) for c in own[index])


def _charges(work: Assessment, index: int) -> tuple[Charge, ...]:
    row: dict[str, Any] = work.known | work.row(index)
    return () if row["disputed"] else charges(**{name: row[name] for name in reads(charges)})


def _for_all(work: Assessment, index: int, together: Sequence[int], own: Charge) -> Charge:
    """A charge of an invoice as it is when worked out on the principals of several."""
    if len(together) < 2:
        return own
    row: dict[str, Any] = work.known | work.row(index)
    for key in ("amount", "open_amount"):
        row[key] = sum((work.columns[key][i] for i in together), ZERO)
    row["reductions"] = tuple(part for i in together for part in work.columns["reductions"][i])
    found = charges(**{name: row[name] for name in reads(charges)})
    return next((c for c in found if c.kind == own.kind and c.per == "letter" and c.source == own.source), own)


def _line(work: Assessment, index: int, message: Step, *, takes: bool) -> LetterLine:
    """One invoice; `message` is the step of the letter it stands in, `takes` whether it takes its own step with it.
    On an invoice that is disputed in part, and on the phone, nothing new is claimed."""
    row = work.row(index)
    step: Step | None = row["step"] if takes else None
    may_claim = message.channel != "Phone" and not row["disputed"]
    claims = may_claim and step is not None and step.interest == "charge"
    interest = row["interest"] if claims else row["interest_open"]
    shows = step is not None and (step.interest == "show" or (step.interest == "charge" and not claims))
    shown = row["interest"] if shows and not row["disputed"] else ZERO
    new = tuple(row["charges"]) if may_claim and step else ()
    fee = row["fees_open"] + sum((charge.amount for charge in new), ZERO)
    return LetterLine(
        row["invoice_no"], row["po_ref"] or "", row["description"] or "", row["invoice_date"], row["due_date"],
        row["amount"], row["asked"], row["days_overdue"], step.name if step else "", fee, interest,
        interest - row["interest_open"], shown, tuple(row["interest_lines"]) if claims or shown else (), new,
        step.kind if step else "", row["disputed"], reminders_made(row["contacts"]),
        row["steps"].index(step) + 1 if step else None,
    )  # fmt: skip


def _pay_by(as_of: date, customer: Customer, step: Step, lines: Sequence[LetterLine]) -> date:
    """The last day to pay: the step's days, no fewer than the law wants before a formal step, on a working day.

    Before the due date nothing is asked for earlier than that. A day that falls on a weekend moves later, as the law
    does it; only a reminder's that would then not be over when the next weekly run looks moves to the working day
    before.
    """
    if step.kind == "Courtesy":
        return min(line.due_date for line in lines)
    days = step.days_to_pay
    if step.kind == "Formal notice":
        days = max(days, country_law(customer.country).formal_notice_days(customer.profile))
    last = as_of + timedelta(days=days)
    moved, next_run = working_day(customer.country, last), as_of + WEEK
    if step.kind in ("Reminder", "Call") and last < next_run <= moved:
        return last_working_day(customer.country, last)
    return moved


def _look_alikes(customer: Customer) -> tuple[str, ...]:
    """That an e-mail address holds a letter which only looks like the one meant: a person looks before it goes."""
    wrong = look_alike(f"{customer.email} {customer.cc}", plain=True)
    return (_("the e-mail address holds {wrong}", wrong=wrong),) if wrong else ()


def _needs_approval(work: Assessment, step: Step) -> bool:
    """Formal notice and hand-over always wait for a person, a call is made by one; else as plan and settings say."""
    if step.kind in ("Formal notice", HAND_OVER):
        return True
    setting = work.facts.settings.approval
    every = setting == "every letter" and step.channel != "Phone"
    return every or (setting == "formal steps" and step.approval)
