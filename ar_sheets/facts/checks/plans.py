"""A dunning plan that contradicts itself or the law: a finding that names its row. The run goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from ar_sheets.countries import country_law, known_profile
from ar_sheets.facts.gather import Facts, plan_of
from ar_sheets.rules.dunning import COUNTED_KINDS, REMINDERS_BEFORE_NOTICE
from ar_sheets.schema.model import Step
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.typed import quote_value

Fault = tuple[int, str, str, str]  # row, column key, what is wrong, what to do


def check_plans(book: Book, facts: Facts, letters: Collection[str]) -> None:
    """Notes the faults of all plans. `letters` are the names of the letters there are; none means not looked at."""
    for plan in facts.plans.values():
        for row, key, what, to_do in (*_order(plan), *_pace(plan), *_sense(plan), *_letters(plan, letters)):
            book.report("Dunning plan", row, key, what, to_do, stops=False)
    for row, key, what, to_do in _fees(facts):
        book.report("Dunning plan", row, key, what, to_do, stops=False)


def _order(plan: Sequence[Step]) -> Iterator[Fault]:
    """Numbers and names used once, days that grow."""
    names: dict[str, Step] = {}
    for step in plan:
        first = names.setdefault(step.name.casefold(), step)
        if first is not step:
            yield (step.row, "name",
                   f"Two steps of {step.plan} are named {quote_value(step.name)} (the first in row {first.row})",
                   "Give each step its own name: the Log tells by the name which steps were made.")  # fmt: skip
    for before, step in pairwise(plan):
        if step.number == before.number:
            yield (step.row, "step", f"Step {step.number} stands twice in {step.plan} (also in row {before.row})",
                   "Number the steps 1, 2, 3 ... in their order.")  # fmt: skip
        elif step.days <= before.days:
            yield (step.row, "days",
                   f"{step.name} comes on day {step.days}, but {before.name} before it on day {before.days}",
                   "Let the days grow from step to step.")  # fmt: skip


def _pace(plan: Sequence[Step]) -> Iterator[Fault]:
    """The first gap that is longer than the one before it, up to the formal notice. What a letter gives as time to
    pay, as the 14 days of some laws, may pass; the hand-over waits for the notice's own days."""
    steps = [step for step in plan if step.kind != "Hand-over"]
    for first, before, step in zip(steps, steps[1:], steps[2:], strict=False):
        gap, gap_before = step.days - before.days, before.days - first.days
        if gap_before > 0 and gap > max(gap_before, before.days_to_pay + 1):
            yield (step.row, "days",
                   f"{step.plan} slows down: {step.name} comes {gap} days after {before.name}, and that {gap_before} "
                   f"days after {first.name}",
                   "Let the gaps stay equal or shrink up to the formal notice.")  # fmt: skip
            return


def _sense(plan: Sequence[Step]) -> Iterator[Fault]:
    """What each kind of step needs before it."""
    for place, step in enumerate(plan):
        kinds = [earlier.kind for earlier in plan[:place]]
        counted = sum(kind in COUNTED_KINDS for kind in kinds)
        if step.kind == "Courtesy" and step.days > 0:
            yield (step.row, "days",
                   f"{step.name} is a Courtesy on day {step.days}: a Courtesy exists only before the due date",
                   "Type minus days, or make it a Reminder.")  # fmt: skip
        if step.kind != "Courtesy" and step.days <= 0:
            yield (step.row, "days", f"{step.name} is a {step.kind} on day {step.days}: nobody is late yet",
                   "Type the days after the due date, 1 or more; before it only a Courtesy makes sense.")  # fmt: skip
        if step.kind == "Formal notice" and counted < REMINDERS_BEFORE_NOTICE:
            yield (step.row, "kind",
                   f"{step.name} of {step.plan} has {counted} reminders or calls before it, and needs "
                   f"{REMINDERS_BEFORE_NOTICE}: it never comes", "Add reminders or calls before it.")  # fmt: skip
        elif step.kind == "Formal notice" and counted - kinds.count("Call") < REMINDERS_BEFORE_NOTICE:
            yield (step.row, "kind",
                   f"{step.name} of {step.plan} needs {REMINDERS_BEFORE_NOTICE} reminders or calls that reached "
                   "somebody, and counts on a call: if nobody answers, it never comes",
                   "Add a reminder before it.")  # fmt: skip
        if step.kind == "Hand-over" and "Formal notice" not in kinds:
            yield (step.row, "kind", f"{step.name} of {step.plan} has no formal notice before it",
                   "Add a Formal notice before the Hand-over.")  # fmt: skip
        if "Hand-over" in kinds:
            yield (step.row, "kind", f"{step.name} of {step.plan} comes after the Hand-over: it is never sent",
                   "Put it before the Hand-over, or delete the row.")  # fmt: skip
        if step.min_gap_days < 1:
            yield (step.row, "min_gap_days", f"Min gap days of {step.name} is {step.min_gap_days}",
                   "Type how many days at least lie between two contacts, such as 7.")  # fmt: skip


def _letters(plan: Sequence[Step], letters: Collection[str]) -> Iterator[Fault]:
    known = {name.casefold() for name in letters}
    for step in plan:
        if known and step.letter and step.letter.casefold().removesuffix(".txt") not in known:
            yield (
                step.row,
                "letter",
                f"There is no letter named {quote_value(step.letter)}; another of its kind is used",
                f"Type one of: {', '.join(sorted(n for n in letters if not n.startswith('_')))}.",
            )


def _fees(facts: Facts) -> Iterator[Fault]:
    """A fee in the plan that the law of some of its customers knows nothing of."""
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    own, foreign = facts.settings.currency, defaultdict(set)
    for customer in facts.customers.values():
        plan = plan_of(customer, facts.plans)
        if plan:
            places[plan[0].plan.casefold()].add((customer.country, known_profile(customer.profile)))
            foreign[plan[0].plan.casefold()].update({customer.currency} - {own})
    for name, plan in facts.plans.items():
        for step in plan:
            others = ", ".join(sorted(foreign[name]))
            if step.fee and others:
                yield (step.row, "fee",
                       f"The fee of {step.name} is in {own}; nothing is asked of customers in {others}",
                       "Give those customers a plan of their own without a fee: then the law's own amounts "
                       "count.")  # fmt: skip
            without = sorted({_place(*place) for place in places[name] if step.fee and not _lawful(step, *place)})
            if without:
                yield (step.row, "fee", f"The fee of {step.name} has no lawful ground in {', '.join(without)}",
                       "It is never charged there. Give those customers a plan of their own without it, "
                       "or clear the fee.")  # fmt: skip


def _lawful(step: Step, code: str, profile: str) -> bool:
    return any(profile in rule.profiles and step.kind in rule.steps for rule in country_law(code).fees)


def _place(code: str, profile: str) -> str:
    return f"{country_law(code).name if country_law(code).code else code or 'an unknown country'} ({profile})"
