"""What the law of the customer's country adds to a letter: its name in the letter's language, and the sums and
days that some laws want said before anything may be claimed. The amounts are the country files' own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from ar_sheets.base.money import rounded_below
from ar_sheets.base.sanitize import clean
from ar_sheets.countries import country_law, known_profile
from ar_sheets.countries.base import LETTERS, Statute, accepted
from ar_sheets.schema.model import Charge, Message

# English in the names of laws as the country files give them, and the label that says it in another language.
_ENGLISH = (
    (r", within ", "; "),
    (r", if fair\b", ""),
    (r"\byour contract rate\b", "law_contract_rate"),
    (r"\b(?:the|your) contract\b", "law_contract"),
    (r"\byour terms\b", "law_terms"),
    (r"\blaw of 2 August 2002\b", "law_of_2002"),
    (r"\blaw of 5 May 1865\b", "law_of_1865"),
    (r"\ba month\b", "law_a_month"),
    (r"\band\b", "law_and"),
)


def source(text: str, labels: Mapping[str, str]) -> str:
    """A law and its publisher, without English words where the letter is in another language."""
    said = clean(text)
    for english, label in _ENGLISH:
        said = re.sub(english, labels.get(label, label), said)
    return said


def names(sources: Iterable[str], labels: Mapping[str, str]) -> str:
    """The laws alone, each once: "inkassoloven § 17; rentelov § 3", a § never parted from its number."""
    plain = (re.sub(r" \([^()]*\)$", "", source(text, labels)) for text in sources)
    return "; ".join(dict.fromkeys(name for name in plain if name)).replace("§ ", "§\xa0")


def claimed(message: Message, kind: str) -> list[Charge]:
    """The charges of a kind that this letter claims for the first time."""
    return [charge for line in message.lines for charge in line.charges if charge.kind == kind and charge.amount > 0]


def announced(message: Message) -> Decimal:
    """What will be claimed if this letter is not paid in time, where the law wants the exact amount named now.

    Some laws (NL) work them out on the sum of what the letter asks for, not one by one.
    """
    lines = [line for line in message.lines if any(charge.announced > 0 for charge in line.charges)]
    on_sum = country_law(message.customer.country).announced_on_sum
    if len(lines) > 1 and on_sum is not None:
        return rounded_below(on_sum(sum((line.open_amount for line in lines), Decimal(0))))
    return sum((charge.announced for line in lines for charge in line.charges), Decimal(0))


def free_reminder_penalty(message: Message) -> Decimal | None:
    """For a consumer's reminder that must be free (BE): what the agreed penalty clause allows after its days.

    None when this is no such reminder; 0 when the terms were not accepted before the invoices.
    """
    customer, lines = message.customer, message.lines
    free = not any(line.fee or line.interest for line in lines) and message.step.kind == "Reminder"
    penalty = country_law(customer.country).penalty_after_free_reminder
    if penalty is None or known_profile(customer.profile) != "Consumer" or not free:
        return None
    agreed = [line for line in lines if accepted(customer.terms_accepted_on, line.invoice_date)]
    return rounded_below(sum((penalty(line.open_amount) for line in agreed), Decimal(0)))


def tells_of_default(message: Message) -> bool:
    """Whether an invoice to this customer has to say that they are in default after its days."""
    law = country_law(message.customer.country)
    return law.tells_consumers_of_default and known_profile(message.customer.profile) == "Consumer"


def interest_from(message: Message) -> Statute | None:
    """The law that lets late interest run only from a letter such as this one on; None where no letter is needed."""
    customer, kind = message.customer, message.step.kind
    statute = country_law(customer.country).interest[known_profile(customer.profile)]
    agreed = all(accepted(customer.terms_accepted_on, line.invoice_date) for line in message.lines)
    demand = statute.demand or ("" if agreed else statute.unagreed_demand)
    if demand not in LETTERS or kind not in LETTERS:
        return None
    return statute if LETTERS.index(kind) >= LETTERS.index(demand) else None


def interest_to(message: Message) -> date | None:
    """The last day with a known rate, where the interest that a letter claims had to stop before the letter's day."""
    ends = [line.interest_lines[-1].end for line in message.lines if line.interest and line.interest_lines]
    return min((end for end in ends if end < message.batch), default=None)
