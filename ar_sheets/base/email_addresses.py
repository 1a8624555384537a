"""E-mail addresses in a cell: those that stand in it, and what in it is none. Checked and encoded by email-validator
(RFC 5321, IDNA 2008: faß.example is not fass.example)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.sanitize import clean

SEPARATOR = ", "  # between the addresses of a cell, as they are told
# What nearly all addresses are; the validator takes 0.2 s to load, and says the same of them.
_PLAIN = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9](?:-?[a-z0-9])*\.)+[a-z]{2,63}", re.IGNORECASE | re.ASCII
)
_MOST, _MOST_LOCAL, _MOST_LABEL = 254, 64, 63  # characters (RFC 5321, 4.5.3.1)
_VALIDATOR_SAYS = (  # without its full stop, and what it lists behind a colon
    N_("An email address must have an @-sign"), N_("There must be something before the @-sign"),
    N_("There must be something after the @-sign"), N_("There can't be anything after the email address"),
    N_("The email address contains invalid characters before the @-sign"),
    N_("The part after the @-sign contains invalid characters"), N_("The email address contains unsafe characters"),
    N_("An email address cannot have two periods in a row"), N_("The email address contains an invalid character"),
    N_("An email address cannot have a period immediately after the @-sign"),
    N_("An email address cannot have a period immediately before the @-sign"),
    N_("An email address cannot start with a period"), N_("An email address cannot end with a period"),
    N_("An email address cannot have a period and a hyphen next to each other"),
)  # fmt: skip
_PIECE = re.compile(r'(?:"[^"]*"|<[^<>]*>|[^;,\r\n\t"<>])+')
_NAMED = re.compile(r'(?:"[^"]*"|[^"<>]*)\s*<([^<>]*)>')
_NAME = 120  # characters of a name in a header: the header stays under the 998 bytes a line may have


class BadAddress(Exception):  # noqa: N818 - told to the user, who has to fix a cell
    """The cell does not hold exactly one e-mail address; the message says why."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """What stands in a cell: `good` addresses, each once; `faults`: why a part of it is no address."""

    good: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def find_addresses(cell: str) -> Addresses:
    """The addresses of a cell: one or several (parted by ; or , or a line's end), "Name <address>", mailto:address."""
    good: dict[str, str] = {}
    faults: list[str] = []
    for piece in _pieces(cell):
        try:
            address = _checked(_bare(piece))[0]
            good.setdefault(address.casefold(), address)
        except BadAddress as fault:
            faults.append(str(fault))
    return Addresses(tuple(good.values()), tuple(faults))


def told_addresses(text: str) -> tuple[str, ...]:
    """The addresses again that were told in one text, joined by SEPARATOR."""
    return tuple(part for part in text.split(SEPARATOR) if part)


def one_address(cell: str, name: str = "") -> Address:
    """The address in a cell, with a display name. A domain with accents is given as mail servers know it.

    BadAddress for anything but one plain address: a list, "Name <address>", blanks, control characters.
    """
    address, domain = _checked(cell.strip())
    local = address.rpartition("@")[0]
    return Address(display_name=header_words(name, _NAME), username=local, domain=domain)


def header_words(text: str, most: int) -> str:
    """Text for a header, as it will be read: no control characters, and no encoded word (RFC 2047), which would be
    read as what it encodes."""
    return clean(text)[:most].replace("=?", "= ?").strip()


def _checked(text: str) -> tuple[str, str]:
    """An address, and its domain as mail servers know it. BadAddress where it is none."""
    local, _at, domain = text.rpartition("@")
    if len(text) > _MOST or len(local) > _MOST_LOCAL:
        raise BadAddress(_("{text!r} is no e-mail address: it is too long", text=clean(text)))
    if _PLAIN.fullmatch(text) and all(len(label) <= _MOST_LABEL for label in domain.split(".")):
        return text, domain.lower()
    import email_validator

    try:
        valid = email_validator.validate_email(text, check_deliverability=False, globally_deliverable=False)
    except email_validator.EmailNotValidError as fault:
        raise BadAddress(_refused(clean(text), str(fault))) from None
    if "." not in (valid.ascii_domain or ""):
        raise BadAddress(_("{text!r} is no e-mail address: after the @ there is no full stop", text=clean(text)))
    return valid.normalized, str(valid.ascii_domain)


def _refused(text: str, why: str) -> str:
    """Why the validator takes no text for an address: its sentence before the colon, and the signs it names."""
    said, colon, signs = why.rstrip(".").partition(": ")
    return _("{text!r} is no e-mail address: {why}", text=text, why=f"{_(said)}{colon}{signs}")


def _pieces(cell: str) -> list[str]:
    """The parts of a cell that should each be an address. A name may hold a comma, in quotes or not."""
    if cell.count('"') % 2 or cell.count("<") != cell.count(">"):
        return [cell]
    joined: list[str] = []
    for part in (found.strip() for found in _PIECE.findall(cell)):
        if part and joined and "@" not in joined[-1]:
            joined[-1] = f"{joined[-1]}, {part}"
        elif part:
            joined.append(part)
    if len(joined) > 1 and "@" not in joined[-1] and "." not in joined[-2]:  # x@shop,example: said as it was typed
        joined[-2:] = [f"{joined[-2]},{joined[-1]}"]
    return [piece for part in joined for piece in ([part] if "<" in part or part.count("@") < 2 else part.split())]


def _bare(piece: str) -> str:
    """The address without a name, mailto: and what follows a question mark."""
    named = _NAMED.fullmatch(piece)
    text = (named[1] if named else piece).strip()
    if text[:7].casefold() == "mailto:":
        text = text[7:].partition("?")[0]
    return text.strip()
