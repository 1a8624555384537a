"""One cell, one address: what stands in Email, CC or Email from, as exactly one address or not at all."""

from __future__ import annotations

import re
import unicodedata
from email.headerregistry import Address

from ar_sheets.base.sanitize import clean

_LOCAL = re.compile(r"[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_NAME = 120  # characters of a name in a header: the header stays under the 998 bytes a line may have


class BadAddress(Exception):  # noqa: N818 - told to the user, who has to mend a cell
    """The cell does not hold exactly one e-mail address; the message says why."""


def one(cell: str, name: str = "") -> Address:
    """The address in a cell, with a display name. A domain with accents is given as mail servers know it (IDNA).

    BadAddress for anything but one plain address: a list, "Name <address>", spaces, quotes, control characters.
    """
    text = cell.strip()
    if any(unicodedata.category(sign)[0] in "CZ" for sign in text):
        raise BadAddress(f"the address has a blank or an invisible sign in it: {clean(text)!r}")
    if re.search(r"[,;<>\"()\[\]\\:]", text) or text.count("@") != 1:
        raise BadAddress(f"there must be exactly one address, without a name: {clean(text)!r}")
    local, _, domain = text.partition("@")
    if not _LOCAL.fullmatch(local) or len(local.encode()) > 64:
        raise BadAddress(f"what stands before the @ is no address: {clean(text)!r}")
    return Address(display_name=words(name, _NAME), username=local, domain=_domain(domain, text))


def words(text: str, most: int) -> str:
    """Text for a header, as it will be read: no control characters, and no encoded word (RFC 2047), which would be
    read as what it encodes."""
    return clean(text)[:most].replace("=?", "= ?").strip()


def _domain(domain: str, text: str) -> str:
    try:
        plain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        plain = ""
    labels = plain.split(".")
    if len(labels) < 2 or len(plain) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress(f"what stands after the @ is no domain: {clean(text)!r}")
    return plain
