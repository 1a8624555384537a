"""Customers whose ID was changed, told from those who are gone: by where their invoices stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from ar_sheets.schema.model import LogEntry


def find_renames(
    entries: Sequence[LogEntry], customers: Collection[str], owner_of: Mapping[str, str]
) -> dict[str, str]:
    """Old ID -> new ID, both folded. `owner_of` has the customer of each invoice there is, by folded number.

    The old ID is no customer any more, all its invoices that are left stand under one other, and what the Log says
    of that one came only afterwards: one that had letters of its own before is another customer.
    """
    invoices: dict[str, set[str]] = defaultdict(set)
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for entry in entries:
        customer = entry.customer_id.casefold()
        if customer and entry.invoice_no:
            invoices[customer].add(entry.invoice_no.casefold())
        first.setdefault(customer, entry.entry)
        last[customer] = entry.entry
    found = {}
    for old, numbers in invoices.items():
        now = {owner_of[number] for number in numbers if number in owner_of}
        if old not in customers and len(now) == 1:
            new = now.pop()
            if new in customers and first.get(new, last[old] + 1) > last[old]:
                found[old] = new
    return _followed(found)


def _followed(found: dict[str, str]) -> dict[str, str]:
    """A customer renamed twice is the last one."""
    for old in found:
        seen = {old}
        while found[old] in found and found[old] not in seen:
            seen.add(found[old])
            found[old] = found[found[old]]
    return found
