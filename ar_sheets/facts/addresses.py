"""Where a message goes: the channel of the step, or the next one the customer has an address for."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from ar_sheets.base.i18n import _
from ar_sheets.schema.model import Customer, Step

HAND_OVER = "Hand-over"


def address(customer: Customer, step: Step) -> tuple[str, str, tuple[str, ...]]:
    """Channel, address and warnings. No e-mail address falls back on post; no address at all is said.

    A mistyped e-mail address does not: the letter waits for the right one (Message.held).
    """
    if step.kind == HAND_OVER:
        return HAND_OVER, "", ()
    if step.channel == "Phone":
        return "Phone", customer.phone, () if customer.phone else (_("no phone number in Customers"),)
    channel, post = customer.letters_by or step.channel, postal(customer)
    by_mail = customer.email or customer.email_fault
    if channel.startswith("Email") and by_mail:
        if channel == "Email+Post" and not post:
            return "Email", customer.email, (_("no postal address: goes by e-mail only"),)
        return channel, customer.email, ()
    if post:
        return "Post", post, (_("no e-mail address: goes by post"),) if channel != "Post" else ()
    if by_mail:
        return "Email", customer.email, (_("no postal address: goes by e-mail"),)
    return "Post", "", (_("neither an e-mail nor a postal address"),)


def postal(customer: Customer) -> str:
    """The postal address on one line; empty without a street or a city."""
    if not (customer.street or customer.city):
        return ""
    town = f"{customer.postcode} {customer.city}".strip()
    return ", ".join(filter(None, (customer.street, town, customer.country)))


def letter_id(as_of: date, customer_id: str, currency: str, step: Step) -> str:
    """A name for the letter that is safe as a file name on every system: 261120-0042-NOK."""
    safe = customer_id if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", customer_id) else _short_hash(customer_id)
    return f"{as_of:%y%m%d}-{safe}-{currency}" + ("-H" if step.kind == HAND_OVER else "")


def first_prepared(letter_id: str) -> date | None:
    """The day a letter was first prepared, as its id begins; None for an id that is not ours."""
    found = re.match(r"(\d\d)(\d\d)(\d\d)-", letter_id)
    try:
        return date(2000 + int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]
