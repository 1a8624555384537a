"""The payment reference an invoice carries: Norwegian KID, Swedish OCR, Finnish viite, or RF (ISO 11649).

It is read from the invoice's "PO / ref" and checked. One is made of the invoice's number only where Settings name its
kind: the agreement with the bank says which one an invoice may have. A number with no word in front of it is the
customer's own reference.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ar_sheets.base.sanitize import clean

_WORDS = {"kid": "KID", "ocr": "OCR", "viite": "Viite", "rf": "RF"}
_FOUND = re.compile(
    r"\b(?:(kid|ocr|viite)(?:[ -]?(?:no|nro?|nummer|number|numero))?[ .:#-]*([0-9](?:[ .]?[0-9])*-?)"
    r"|(rf) ?([0-9][0-9](?: ?(?=[a-z]*[0-9])[0-9a-z]+)+))"
    r"(?=$|[\s,;·)\]])[,; ]*",
    re.IGNORECASE,
)


_RF_GROUPS = re.compile(r"\brf ?[0-9][0-9](?: ?[0-9a-z]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PaymentReference:
    """What a cell says: `kind` "" for no payment reference; `number` "" when it is mistyped, `typed` says how it
    stands there; `rest` is what else the cell says (an order number)."""

    kind: str = ""
    number: str = ""
    typed: str = ""
    rest: str = ""

    @property
    def shown(self) -> str:
        """The number as people read it: RF in fours, viite in fives from the right, KID and OCR unbroken."""
        if self.kind == "RF":
            return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))
        if self.kind == "Viite":
            turned = self.number[::-1]
            return " ".join(turned[at : at + 5] for at in range(0, len(turned), 5))[::-1]
        return self.number


def read_reference(cell: str) -> PaymentReference:
    """The payment reference in a cell such as "KID 12345678903" or "PO 7788, RF18 5390 0754 7034"."""
    text = clean(cell)
    if whole := _whole_rf(text):
        return whole
    found = _FOUND.search(text)
    if not found:
        return PaymentReference(rest=text)
    kind = _WORDS[(found[1] or found[3]).lower()]
    typed = found[2] or f"RF{found[4]}"
    number = re.sub(r"[ .]", "", typed).upper()
    valid = number.strip("0") and _CHECKS[kind](number)
    rest = (text[: found.start()] + text[found.end() :]).strip(" ,;·")
    return PaymentReference(kind, number if valid else "", typed, rest)


def _whole_rf(text: str) -> PaymentReference | None:
    """A valid RF reference, a group of letters among its groups; the longest run of groups that passes the check."""
    found = _RF_GROUPS.search(text)
    groups = found[0].split(" ") if found else []
    for count in range(len(groups), 0, -1):
        typed = " ".join(groups[:count])
        number = typed.replace(" ", "").upper()
        if found and len(number) > 4 and is_rf(number):
            rest = (text[: found.start()] + text[found.start() + len(typed) :]).strip(" ,;·")
            return PaymentReference("RF", number, typed, rest)
    return None


def is_kid(number: str) -> bool:
    """2 to 25 digits; the last checks the others by modulus 10 or 11 (then "-" stands for ten)."""
    if not re.fullmatch(r"[0-9]{1,24}[0-9-]", number):
        return False
    return is_luhn(number) or _mod11(number[:-1]) == number[-1]


def is_ocr(number: str) -> bool:
    """2 to 25 digits, the last a check digit by modulus 10."""
    return bool(re.fullmatch(r"[0-9]{2,25}", number)) and is_luhn(number)


def is_luhn(number: str) -> bool:
    """Whether digits end in their check digit by modulus 10."""
    from stdnum import luhn

    return bool(re.fullmatch("[0-9]+", number)) and bool(luhn.is_valid(number))


def _mod11(digits: str) -> str:
    """The check sign: weights 2 to 7 from the right, over and over."""
    weighed = sum(int(digit) * (2 + at % 6) for at, digit in enumerate(reversed(digits)))
    return "0123456789-"[-weighed % 11]


def is_viite(number: str) -> bool:
    """4 to 20 digits; the last makes the sum, weighed 7, 3, 1 from the right, a multiple of ten."""
    if not re.fullmatch(r"[0-9]{4,20}", number):
        return False
    weighed = sum(int(digit) * (7, 3, 1)[at % 3] for at, digit in enumerate(reversed(number[:-1])))
    return (weighed + int(number[-1])) % 10 == 0


def is_rf(number: str) -> bool:
    """RF, two check digits (ISO 7064 modulus 97-10) and up to 21 letters and digits."""
    from stdnum import iso11649

    return number.isascii() and bool(iso11649.is_valid(number))


_WANTED = re.compile(r"(kid|ocr|viite|rf)(?:[ ,]+([0-9]{1,2}))?(?:[ ,]+mod ?(10|11))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReferenceKind:
    """The references a bank agreed to: their kind, their length with the check digit (0 for any), MOD11 instead of
    MOD10 for a KID."""

    kind: str
    length: int = 0
    mod11: bool = False

    def body_of(self, invoice_no: str) -> str:
        """What of an invoice's number is in its reference: the digits, of an RF reference the letters too."""
        kept = re.sub(r"[^0-9A-Z]" if self.kind == "RF" else r"[^0-9]", "", invoice_no.upper())
        return kept.lstrip("0")

    def of(self, invoice_no: str) -> str:
        """The reference of an invoice; "" where its number has no digits or too many."""
        body = self.body_of(invoice_no)
        least = {"Viite": 3, "RF": 1}.get(self.kind, 1)
        head = 4 if self.kind == "RF" else 1
        body = body.zfill(max(least, self.length - head)) if body.strip("0") else ""
        if not body.isascii() or not body or (self.length and len(body) + head != self.length):
            return ""
        made = rf_of(body) if self.kind == "RF" else body + self._check_digit(body)
        return made if _CHECKS[self.kind](made) else ""

    def _check_digit(self, body: str) -> str:
        from stdnum import luhn

        if self.kind == "Viite":
            return str(-sum(int(digit) * (7, 3, 1)[at % 3] for at, digit in enumerate(reversed(body))) % 10)
        return _mod11(body) if self.mod11 else str(luhn.calc_check_digit(body))


def reference_kind(typed: str) -> ReferenceKind | None:
    """What the setting Payment reference says, such as "KID 10 MOD11"; None where it is no such thing."""
    found = _WANTED.fullmatch(" ".join(typed.split()))
    if not found:
        return None
    return ReferenceKind(_WORDS[found[1].lower()], int(found[2] or 0), found[3] == "11")


def rf_of(text: str) -> str:
    """The RF reference of letters and digits: RF, its check digits and the text."""
    from stdnum.iso7064 import mod_97_10

    return f"RF{mod_97_10.calc_check_digits(f'{text.upper()}RF')}{text.upper()}"


_CHECKS: dict[str, Callable[[str], bool]] = {"KID": is_kid, "OCR": is_ocr, "Viite": is_viite, "RF": is_rf}
