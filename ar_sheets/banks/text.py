"""Text, amounts and days as the fixed formats write them. What cannot be read is refused with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ar_sheets.banks.entry import Unusable
from ar_sheets.base.i18n import _

_AMOUNT = re.compile(r"[+-]?\d{1,18}(?:[.,]\d{0,6})?")


def decode_text(data: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16 by its mark, UTF-8 where it is that, else as Western Windows writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines with their numbers from 1 on, without those that are empty."""
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if line.strip("\x1a\x00 \t"):
            yield number, line


def cents(digits: str, number: int, decimals: int = 2) -> Decimal:
    """An amount written in its smallest unit, as fixed formats do: 000000012345 is 123.45."""
    if not digits.strip().isascii() or not digits.strip().isdigit():
        raise bad_line(number, digits.strip() or _("nothing"), _("where an amount should stand"))
    return Decimal(int(digits)).scaleb(-decimals)


def amount(text: str, number: int) -> Decimal:
    """An amount with at most one sign between units and cents, comma or point: 1234,5 or -12.00."""
    text = text.strip().replace(" ", "")
    if not _AMOUNT.fullmatch(text):
        raise bad_line(number, text or _("nothing"), _("where an amount should stand"))
    return Decimal(text.replace(",", ".").rstrip("."))


def parse_day(text: str, order: str, number: int) -> date:
    """A day of digits only; `order` such as "ymd" (six digits, this century) or "Ymd" (eight)."""
    digits, parts, at = text.strip(), {}, 0
    for letter in order:
        wide = 4 if letter == "Y" else 2
        parts[letter.lower()] = digits[at : at + wide]
        at += wide
    try:
        year = int(parts["y"]) + (0 if "Y" in order else 2000)
        return date(year, int(parts["m"]), int(parts["d"]))
    except ValueError:
        raise bad_line(number, digits or _("nothing"), _("where a date should stand")) from None


def bad_line(number: int, what: str, where: str = "") -> Unusable:
    """The refusal of a file for one line."""
    return Unusable(
        _("Line {number} has {what} {where}: the file is damaged. Download it from the bank again.",
          number=number, what=f'"{what[:40]}"', where=where)
    )  # fmt: skip


def cut_short(last: str) -> Unusable:
    """The refusal of a file without its end."""
    return Unusable(
        _("The file ends too early ({last} is missing): it was not downloaded whole. Download it from the bank again.",
          last=last)
    )  # fmt: skip


def wrong_sum(what: str, said: Decimal | int, found: Decimal | int) -> Unusable:
    """The refusal of a file whose own control sum does not hold."""
    return Unusable(
        _("{what} is {said} by the file's own control line, but what it lists comes to {found}: something is missing "
          "or was changed. Download it from the bank again.", what=what, said=said, found=found)
    )  # fmt: skip


def one_line(*parts: str) -> str:
    """Texts in one line with single blanks, each once."""
    kept = (re.sub(r"\s+", " ", part).strip() for part in parts if part)
    return " ".join(dict.fromkeys(part for part in kept if part))
