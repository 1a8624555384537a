"""Late interest: printed lines of days, rate and principal, and what of it stands on an invoice.

Interest runs from the day after the due date to the day of payment or the as-of date, both included, each day
at that day's rate on that day's open principal. Each line is rounded half-up once; the total is their sum.
After the last day whose rate is known no interest is worked out, never a guess: the lines end on that day.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import isleap
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from ar_sheets.base.i18n import _
from ar_sheets.base.money import rounded
from ar_sheets.countries import country_law
from ar_sheets.countries.base import ONE_DAY, InterestRule, RateSpan
from ar_sheets.countries.workdays import letter_arrives, working_day
from ar_sheets.schema.model import Contact, InterestLine

Reductions = Sequence[tuple[date, Decimal]]
ZERO = Decimal(0)
_LETTERS = ("Reminder", "Final reminder", "Formal notice")


def interest_lines(
    kind: str,
    due_date: date,
    amount: Decimal,
    reductions: Reductions,
    open_amount: Decimal,
    interest_settled: Reductions,
    interest_rule: InterestRule | None,
    contacts: Sequence[Contact],
    as_of: date,
) -> tuple[InterestLine, ...]:
    """Late interest up to the as-of date, or the last day whose rate is known; none when paid or not yet late."""
    if interest_rule is None or kind == "Credit note" or open_amount <= 0 or due_date >= as_of:
        return ()
    first = first_day(interest_rule, due_date, contacts)
    if first is None or first > as_of:
        return ()
    pieces = _rate_pieces(interest_rule, first, as_of)
    if not pieces:
        return ()
    last = min(as_of, pieces[-1].end)
    if not reductions and len(pieces) == 1 and not interest_rule.leap_years and not interest_rule.compound:
        return (_line(interest_rule, first, last, amount, pieces[0]),)
    return _lines(interest_rule, first, last, amount, reductions, interest_settled, pieces)


def interest(interest_lines: Sequence[InterestLine], interest_open: Decimal, interest_settled: Reductions) -> Decimal:
    """Late interest on the invoice: what has run less what was paid or waived; once paid, what was claimed."""
    if not interest_lines:
        return interest_open
    accrued = sum((line.amount for line in interest_lines), ZERO)
    return max(ZERO, accrued - sum((settled for _, settled in interest_settled), ZERO))


def rates_missing(
    interest_rule: InterestRule | None, due_date: date, open_amount: Decimal, contacts: Sequence[Contact], as_of: date
) -> str:
    """Which rate is missing for the interest of this invoice, as the sentence of a finding; "" when none is."""
    if interest_rule is None or interest_rule.never or open_amount <= 0 or due_date >= as_of:
        return ""
    first = first_day(interest_rule, due_date, contacts)
    if first is None or first > as_of:
        return ""
    pieces = _rate_pieces(interest_rule, first, as_of)
    if pieces and pieces[-1].end >= as_of:
        return ""
    until = pieces[-1].end if pieces else None
    name = country_law(interest_rule.country).name
    profile = _(interest_rule.profile)
    if until is None:
        return _("No late-interest rate for {country} ({profile}) is known on {day}, so no interest is worked out for "
                 "invoices that need it.", country=_(name), profile=profile, day=first)  # fmt: skip
    return _("No late-interest rate for {country} ({profile}) is known after {day}, so interest is worked out to {day} "
             "only.", country=_(name), profile=profile, day=until)  # fmt: skip


def first_day(rule: InterestRule, due_date: date, contacts: Sequence[Contact]) -> date | None:
    """The first day that bears interest; None while the law still wants a letter first.

    The due date counts as agreed, unless the rule says that it was not. Where the law lets interest run only from a
    demand, the first letter of that kind in the Log is the demand, and its days of grace begin when it has arrived.
    """
    due = counted_due(rule, due_date)
    if not rule.demand:
        return due + ONE_DAY
    kinds = _LETTERS[_LETTERS.index(rule.demand) :]
    for contact in contacts:
        if contact.kind in kinds and contact.channel != "Phone" and contact.on > due_date:
            asked = letter_arrives(rule.country, contact.on, contact.channel) + timedelta(days=rule.demand_days)
            return max(due, asked) + ONE_DAY
    return None


def counted_due(rule: InterestRule, due_date: date) -> date:
    """The day after which interest may run: the due date or, where no day was agreed, the law's own; moved to a working
    day where the rule says so."""
    due = due_date if rule.not_before is None else max(due_date, rule.not_before)
    return working_day(rule.country, due) if rule.rolls else due


def _rate_pieces(rule: InterestRule, first: date, last: date) -> list[RateSpan]:
    """The rates from the first day to the last, or to the first day without one; equal neighbours are joined."""
    at = bisect_right(rule.spans, first, key=lambda span: span.start) - 1
    if at < 0 or rule.spans[at].end < first:
        return []
    if rule.locked:
        span = rule.spans[at]
        return [RateSpan(first, last, span.rate, span.source, span.note)]
    pieces = [rule.spans[at]]
    for span in rule.spans[at + 1 :]:
        if pieces[-1].end >= last:
            break
        if span.start != pieces[-1].end + ONE_DAY:
            break
        if (span.rate, span.source, span.note) == (pieces[-1].rate, pieces[-1].source, pieces[-1].note):
            pieces[-1] = replace(pieces[-1], end=span.end)
        else:
            pieces.append(span)
    return pieces


def _lines(
    rule: InterestRule, first: date, last: date, amount: Decimal, reductions: Reductions, settled: Reductions,
    pieces: Sequence[RateSpan],
) -> tuple[InterestLine, ...]:  # fmt: skip
    """Cut the time where the rate, the principal, the length of the year or the capital changes."""
    anniversaries = _anniversaries(first, last) if rule.compound else []
    cuts = {first, *(piece.start for piece in pieces), *(day + ONE_DAY for day, _ in reductions), *anniversaries}
    if rule.leap_years:
        cuts |= {date(y, 1, 1) for y in range(first.year + 1, last.year + 1) if isleap(y) != isleap(y - 1)}
    if rule.compound:
        cuts |= {day + ONE_DAY for day, _ in settled}
    starts = sorted(day for day in cuts if first <= day <= last)
    lines: list[InterestLine] = []
    capital = ZERO
    for start, following in zip(starts, [*starts[1:], last + ONE_DAY], strict=True):
        if start in anniversaries:
            capital = sum((line.amount for line in lines), ZERO)
        base = amount - sum((part for day, part in reductions if day < start), ZERO)
        base += max(ZERO, capital - sum((part for day, part in settled if day < start), ZERO))
        if base > 0:
            piece = next(piece for piece in pieces if piece.start <= start <= piece.end)
            lines.append(_line(rule, start, following - ONE_DAY, base, piece))
    return tuple(lines)


def _anniversaries(first: date, last: date) -> list[date]:
    """The first days of the second, third ... year of interest; 29 February gives 1 March in common years."""
    found = []
    for year in range(first.year + 1, last.year + 1):
        leap_day = (first.month, first.day) == (2, 29) and not isleap(year)
        found.append(date(year, 3, 1) if leap_day else first.replace(year=year))
    return found


def _line(rule: InterestRule, start: date, end: date, principal: Decimal, piece: RateSpan) -> InterestLine:
    days = (end - start).days + 1
    year = 366 if rule.leap_years and isleap(start.year) else rule.year_days
    amount = rounded(principal * piece.rate * days / (100 * year), rule.unit)
    return InterestLine(start, end, days, principal, piece.rate, amount, piece.source, piece.note)
