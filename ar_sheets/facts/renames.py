"""Customers whose ID was changed, told from those who are gone: by where their invoices stand now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from ar_sheets.schema.model import LogEntry


def find_renames(
    entries: Sequence[LogEntry],
    names: Mapping[str, str],
    owners: Mapping[str, Set[str]],
    former_names: Mapping[str, str],
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Old ID -> new ID, and old ID -> those it may be where that is not sure; all folded.

    `names` are the customers there are, `owners` has whose invoices have a number (several where numbers begin anew
    each year), by folded number, `former_names` what the Outbox called each customer. The old ID is no customer any
    more, and invoices of its Log stand under the new one, of which the Log spoke only afterwards: one that had letters
    of its own before is another customer, to whom an invoice was moved. Where one has the old one's name, it is that
    one.
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
    for old in former_names:  # a letter that nobody has logged yet: its customer is known by name only
        if old and old not in invoices:
            invoices[old], last[old] = set(), last.get(old, entries[-1].entry if entries else 0)
    found, unsure = {}, {}
    for old, numbers in invoices.items():
        if old in names:
            continue
        fresh = {new for new in names if first.get(new, last[old] + 1) > last[old]}
        maybe = sorted(fresh & {owner for number in numbers if number in owners for owner in owners[number]})
        alike = [new for new in sorted(fresh) if names[new] == former_names.get(old)]
        if len(alike) == 1 or len(maybe) == 1:
            found[old] = alike[0] if len(alike) == 1 else maybe[0]
        elif maybe:
            unsure[old] = maybe
    return _followed(found), unsure


def _followed(found: dict[str, str]) -> dict[str, str]:
    """A customer renamed twice is the last one."""
    for old in found:
        seen = {old}
        while found[old] in found and found[old] not in seen:
            seen.add(found[old])
            found[old] = found[found[old]]
    return found
