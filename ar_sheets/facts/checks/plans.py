"""A dunning plan that contradicts itself or the law: a finding that names its row. The run goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from ar_sheets.base.i18n import _, n_
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
                   _("Two steps of {plan} are named {step} (the first in row {row})", plan=step.plan,
                     step=quote_value(step.name), row=first.row),
                   _("Give each step its own name: the Log tells by the name which steps were made."))  # fmt: skip
    for before, step in pairwise(plan):
        if step.number == before.number:
            yield (step.row, "step", _("Step {n} stands twice in {plan} (also in row {row})", n=step.number,
                   plan=step.plan, row=before.row), _("Number the steps 1, 2, 3 ... in their order."))  # fmt: skip
        elif step.days <= before.days:
            yield (step.row, "days",
                   _("{step} comes on day {day}, but {before} before it on day {day_before}", step=step.name,
                     day=step.days, before=before.name, day_before=before.days),
                   _("Let the days grow from step to step."))  # fmt: skip


def _pace(plan: Sequence[Step]) -> Iterator[Fault]:
    """The first gap that is longer than the one before it, up to the formal notice. What a letter gives as time to
    pay, as the 14 days of some laws, may pass; the hand-over waits for the notice's own days."""
    steps = [step for step in plan if step.kind != "Hand-over"]
    for first, before, step in zip(steps, steps[1:], steps[2:], strict=False):
        gap, gap_before = step.days - before.days, before.days - first.days
        if gap_before > 0 and gap > max(gap_before, before.days_to_pay + 1):
            yield (step.row, "days",
                   _("{plan} slows down: {step} comes {gap} days after {before}, and that {gap_before} days after "
                     "{first}", plan=step.plan, step=step.name, gap=gap, before=before.name, gap_before=gap_before,
                     first=first.name),
                   _("Let the gaps stay equal or shrink up to the formal notice."))  # fmt: skip
            return


def _sense(plan: Sequence[Step]) -> Iterator[Fault]:
    """What each kind of step needs before it."""
    for place, step in enumerate(plan):
        kinds = [earlier.kind for earlier in plan[:place]]
        counted = sum(kind in COUNTED_KINDS for kind in kinds)
        if step.kind == "Courtesy" and step.days > 0:
            yield (step.row, "days",
                   _("{step} is a Courtesy on day {day}: a Courtesy exists only before the due date", step=step.name,
                     day=step.days),
                   _("Type minus days, or make it a Reminder."))  # fmt: skip
        if step.kind != "Courtesy" and step.days <= 0:
            yield (step.row, "days", _("{step} is a {kind} on day {day}: nobody is late yet", step=step.name,
                   kind=_(step.kind), day=step.days),
                   _("Type the days after the due date, 1 or more; before it only a Courtesy makes sense."),
                   )  # fmt: skip
        if step.kind == "Formal notice" and counted < REMINDERS_BEFORE_NOTICE:
            yield (step.row, "kind",
                   n_("{step} of {plan} has {n} reminder or call before it, and needs {needed}: it never comes",
                      "{step} of {plan} has {n} reminders or calls before it, and needs {needed}: it never comes",
                      counted, step=step.name, plan=step.plan, needed=REMINDERS_BEFORE_NOTICE),
                   _("Add reminders or calls before it."))  # fmt: skip
        elif step.kind == "Formal notice" and counted - kinds.count("Call") < REMINDERS_BEFORE_NOTICE:
            yield (step.row, "kind",
                   _("{step} of {plan} needs {needed} reminders or calls that reached somebody, and counts on a call: "
                     "if nobody answers, it never comes", step=step.name, plan=step.plan,
                     needed=REMINDERS_BEFORE_NOTICE),
                   _("Add a reminder before it."))  # fmt: skip
        if step.kind == "Hand-over" and "Formal notice" not in kinds:
            yield (step.row, "kind",
                   _("{step} of {plan} has no formal notice before it", step=step.name, plan=step.plan),
                   _("Add a Formal notice before the Hand-over."))  # fmt: skip
        if "Hand-over" in kinds:
            yield (step.row, "kind",
                   _("{step} of {plan} comes after the Hand-over: it is never sent", step=step.name, plan=step.plan),
                   _("Put it before the Hand-over, or delete the row."))  # fmt: skip
        if step.min_gap_days < 1:
            yield (step.row, "min_gap_days",
                   _("Min gap days of {step} is {days}", step=step.name, days=step.min_gap_days),
                   _("Type how many days at least lie between two contacts, such as 7."))  # fmt: skip


def _letters(plan: Sequence[Step], letters: Collection[str]) -> Iterator[Fault]:
    known = {name.casefold() for name in letters}
    for step in plan:
        if known and step.letter and step.letter.casefold().removesuffix(".txt") not in known:
            yield (
                step.row,
                "letter",
                _("There is no letter named {letter}; another of its kind is used", letter=quote_value(step.letter)),
                _("Type one of: {names}.", names=", ".join(sorted(n for n in letters if not n.startswith("_")))),
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
                       _("The fee of {step} is in {currency}; nothing is asked of customers in {others}",
                         step=step.name, currency=own, others=others),
                       _("Give those customers a plan of their own without a fee: then the law's own amounts count."),
                       )  # fmt: skip
            without = sorted({_place(*place) for place in places[name] if step.fee and not _lawful(step, *place)})
            if without:
                yield (step.row, "fee",
                       _("The fee of {step} has no lawful ground in {countries}", step=step.name,
                         countries=", ".join(without)),
                       _("It is never charged there. Give those customers a plan of their own without it, or clear "
                         "the fee."))  # fmt: skip


def _lawful(step: Step, code: str, profile: str) -> bool:
    return any(profile in rule.profiles and step.kind in rule.steps for rule in country_law(code).fees)


def _place(code: str, profile: str) -> str:
    law = country_law(code)
    country = _(law.name) if law.code else code or _("an unknown country")
    return f"{country} ({_(profile)})"
