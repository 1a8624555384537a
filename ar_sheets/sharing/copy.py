"""What a customer's copy is made from, and what all its sheets share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ar_sheets.schema.model import Settings
from ar_sheets.sharing import signature
from ar_sheets.sharing.account import CustomerAccount
from ar_sheets.sharing.words import Words, copy_words
from ar_sheets.workbook.formats import Colours

ANSWER_DAYS = 180  # a promise is for no later day than this after the copy's


MOST_SIGNS = {"dispute_reason": 200, "customer_comment": 500}


GREEN = Colours("#E3F4E5", "#14421F")


PALE = Colours("#F4F6FA", "#1F3A5F")


@dataclass(frozen=True, slots=True)
class Copy:
    """What a copy is made from: the account, who we are, its version and mark."""

    account: CustomerAccount
    settings: Settings
    version: int
    mark: signature.CopyMark

    @property
    def language(self) -> str:
        return self.account.customer.language

    @property
    def words(self) -> Words:
        return copy_words(self.language)

    @property
    def last_day(self) -> datetime:
        """The last day a promise may be for."""
        return _at(self) + timedelta(days=ANSWER_DAYS)


def copy_of(account: CustomerAccount, settings: Settings, version: int, key: bytes) -> Copy:
    """The copy of an account with its mark."""
    numbers = [line.invoice_no for line in account.lines]
    return Copy(account, settings, version, signature.sign_copy(key, account.customer.customer_id, version, numbers))


def _at(copy: Copy) -> datetime:
    return datetime.combine(copy.account.as_of, datetime.min.time())
