"""Whose account a file is about: the owner's own ones from Settings, and how one account is written in many ways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ar_sheets.schema.codes import CURRENCIES
from ar_sheets.schema.model import Settings

SHORTEST = 6  # digits: fewer could be anybody's


@dataclass(frozen=True, slots=True)
class Own:
    """One account of the owner's. `currency` "" where Settings do not say."""

    number: str  # as compared: letters and digits only
    currency: str = ""


def squeezed(number: str) -> str:
    """An account as it is compared."""
    return re.sub(r"[^0-9A-Z]", "", number.upper())


def owned(settings: Settings) -> list[Own]:
    """The owner's accounts: IBAN, Account number, and Further accounts, each with its currency behind it."""
    found = [Own(squeezed(text)) for text in (settings.iban, settings.account_number) if squeezed(text)]
    for piece in re.split(r"[;\n]", settings.further_accounts):
        words = piece.split()
        code = words[-1].upper() if len(words) > 1 and words[-1].upper() in CURRENCIES else ""
        number = squeezed(" ".join(words[:-1] if code else words))
        if number:
            found.append(Own(number, code))
    different: list[Own] = []
    for one in found:
        if not any(
            same_account(one.number, other.number) and one.currency in ("", other.currency) for other in different
        ):
            different.append(one)
    return different


def same_account(own: str, other: str) -> bool:
    """Whether two numbers are the same account: an IBAN, or the part of it that is used at home."""
    one, two = squeezed(own), squeezed(other)
    if one == two:
        return bool(one)
    if _is_iban(two) and not _is_iban(one):
        one, two, other = two, one, own
    elif not _is_iban(one):
        return _bare(one) == _bare(two) and len(_bare(one)) >= SHORTEST
    if _is_iban(two):
        return False
    home = one[4:]
    if one.startswith("ES") and len(two) == 18:  # without its two control digits
        return home[:8] == two[:8] and home[10:] == two[8:]
    if one.startswith("DE") and "/" in other:  # bank code/number, without the noughts in front
        bank, _sep, number = other.partition("/")
        return home == squeezed(bank) + squeezed(number).zfill(10)[-10:]
    bare = two.lstrip("0")
    return len(bare) >= SHORTEST and (home.endswith(bare) or home.startswith(two))


def _is_iban(number: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", number))


def _bare(number: str) -> str:
    return number.lstrip("0")


def find_account(own: Sequence[Own], account: str, currency: str) -> Own | None:
    """The owner's account that a file is about; None where it is another's, or kept in another currency."""
    fitting = [one for one in own if same_account(one.number, account) and one.currency in ("", currency)]
    return fitting[0] if fitting else None
