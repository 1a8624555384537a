"""Which days no bank file has told of yet: for the weekly run, and for whoever wonders who has paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from ar_sheets.base.i18n import _
from ar_sheets.facts.log import BANK_FILE
from ar_sheets.schema.model import LogEntry

ONE = timedelta(days=1)


def missing(log: Sequence[LogEntry], as_of: date) -> Iterator[str]:
    """A sentence for each account whose last file ends before yesterday; none where no file was ever taken in."""
    for account, last in sorted(last_days(log).items()):
        first, yesterday = last + ONE, as_of - ONE
        if first == yesterday:
            yield _("The bank's file of {day} for {account} is missing: ar-sheets payments takes it in.", day=first,
                    account=account)  # fmt: skip
        elif first < yesterday:
            yield _("The bank's files from {first} to {last} for {account} are missing: ar-sheets payments takes them "
                    "in.", first=first, last=yesterday, account=account)  # fmt: skip


def last_days(log: Sequence[LogEntry]) -> dict[str, date]:
    """The last day each account's files vouched for so far."""
    found: dict[str, date] = {}
    for entry in log:
        if entry.event == BANK_FILE and entry.step:
            found[entry.step] = max(entry.as_of, found.get(entry.step, entry.as_of))
    return found
