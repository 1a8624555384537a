"""Who is the customer: told by what stands in the columns, for one word of a header says too little."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ar_sheets.adopting.header_words import MAYBE
from ar_sheets.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ar_sheets.adopting.likelihood import Guess

IDS = ("customer_id", "customer_name")
NO_CUSTOMER = 0.3  # no longer a proposal


def customers_by_content(candidates: Sequence[Guess]) -> None:
    """Lower what cannot be the customer: one value beside many customers; numbers that several customers share."""
    people = [g for g in candidates if g.role in IDS and g.column.shape.filled]
    most = max((g.column.shape.unique for g in people), default=0)
    for guess in people:
        shape = guess.column.shape
        if shape.unique == 1 and shape.filled > 2 and most > 1:
            guess.say(NO_CUSTOMER, _("it is the same in each row"))
        elif shape.unique == 1 and shape.filled > 2:
            guess.say(min(guess.sure, MAYBE), _("it is the same in each row"))
    names = max((g for g in people if g.role == "customer_name"), key=lambda g: g.sure, default=None)
    for guess in people:
        if guess.role == "customer_id" and names is not None and guess.sure > NO_CUSTOMER:
            _beside_names(guess, names)


def _beside_names(number: Guess, names: Guess) -> None:
    """A customer's number stands beside one name, however that is spelt, and a name has not a number for each row."""
    called: dict[str, set[str]] = defaultdict(set)
    numbered: dict[str, set[str]] = defaultdict(set)
    for who, name in zip(number.column.values, names.column.values, strict=True):
        key, text = str(who).strip(), str(name).casefold().strip()
        if key and text:
            called[key].add(text.split()[0])
            numbered[text].add(key)
    shared = sum(len(first) > 1 for first in called.values())
    if called and shared > 0.2 * len(called):
        number.say(
            NO_CUSTOMER,
            _(
                '{count} of its values stand beside several customers in "{column}"',
                count=shared,
                column=names.column.header,
            ),
        )
    several = sum(len(keys) > 1 for keys in numbered.values())
    shape = number.column.shape
    if shape.filled > 2 and shape.unique == shape.filled and several > 0.5 * len(numbered):
        number.say(NO_CUSTOMER, _("each row has its own"))
