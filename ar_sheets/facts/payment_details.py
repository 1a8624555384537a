"""How the customer can pay: bank details that were checked, a payment link, the QR code of a euro transfer."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from ar_sheets.base import qr
from ar_sheets.base.i18n import _
from ar_sheets.base.money import rounded
from ar_sheets.base.sanitize import clean
from ar_sheets.countries.payment_references import PaymentReference
from ar_sheets.schema.model import Settings

_LARGEST = Decimal("999999999.99")  # EPC069-12, the European Payments Council's guideline for this QR code


@lru_cache(maxsize=64)
def iban(typed: str) -> str:
    """The IBAN without blanks; "" when its country, length or check digits are wrong."""
    from stdnum import iban as checker
    from stdnum.exceptions import ValidationError

    try:
        return str(checker.validate(typed))
    except ValidationError:
        return ""


@lru_cache(maxsize=64)
def bic(typed: str) -> str:
    """The BIC in capitals; "" when it is none."""
    from stdnum import bic as checker

    return str(checker.compact(typed)) if checker.is_valid(typed) else ""


def in_fours(number: str) -> str:
    """An IBAN as people read it: groups of four."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def links(template: str, invoice_numbers: Sequence[str]) -> list[tuple[str, str]]:
    """(invoice number, address) of each payment link; one with "" when the link is the same for all.

    Nothing when the address in Settings is not https with a host: a link in a letter about money must be safe.
    """
    address = clean(template)
    if not _is_safe(address.replace("{invoice_no}", "1")):
        return []
    if "{invoice_no}" not in address:
        return [("", address)]
    return [(number, address.replace("{invoice_no}", quote(number, safe=""))) for number in invoice_numbers]


def _is_safe(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and " " not in address


def epc_qr(
    settings: Settings, currency: str, amount: Decimal, references: Sequence[tuple[str, PaymentReference]]
) -> Any:
    """The EPC QR code of a SEPA transfer (a segno.QRCode), or None.

    Only for euros, only with a valid IBAN and a name, only for an amount that can be paid: never for a credit.
    `references` are (invoice number, its payment reference); an RF reference stands in the code when it is the only
    invoice, else the code names the invoices.
    """
    amount = rounded(amount)
    name = clean(settings.business_name)
    if currency != "EUR" or not iban(settings.iban) or not name or not 0 < amount <= _LARGEST:
        return None
    only = references[0][1] if len(references) == 1 else PaymentReference()
    named = [number if not ref.number or ref.kind == "RF" else ref.number for number, ref in references]
    rf = only.number if only.kind == "RF" else ""
    return qr.transfer(name, iban(settings.iban), bic(settings.bic), amount, named, rf)


def asked_references(references: Sequence[tuple[str, PaymentReference]], label: str) -> list[tuple[str, str]]:
    """What to write on the payment, as (label, text): each KID, OCR, viite or RF under its name, the other invoices
    by their numbers under `label`."""
    own = [(number, ref) for number, ref in references if ref.number]
    rows = [(ref.kind if len(references) == 1 else f"{ref.kind}, {number}", ref.shown) for number, ref in own]
    others = [number for number, ref in references if not ref.number and number]
    return [*rows, (label, ", ".join(others))] if others else rows


def mistyped(references: Sequence[tuple[str, PaymentReference]]) -> list[str]:
    """Payment references that fail their check digit, in sentences for the owner."""
    return [
        _(
            "The {kind} in PO / ref of invoice {number}, {typed}, is mistyped, so the letter leaves it out. Correct "
            "it.",
            kind=ref.kind,
            number=number,
            typed=ref.typed,
        )
        for number, ref in references
        if ref.kind and not ref.number
    ]


def where_to_pay(settings: Settings) -> list[str]:
    """What is wrong with the payment details in Settings, in sentences for the owner."""
    said = []
    if settings.iban.strip() and not iban(settings.iban):
        said.append(_("The IBAN in Settings, {iban}, is mistyped, so letters leave it out. Correct it.",
                      iban=clean(settings.iban)))  # fmt: skip
    if settings.bic.strip() and not bic(settings.bic):
        said.append(_("The BIC in Settings, {bic}, is mistyped, so letters leave it out. Correct it.",
                      bic=clean(settings.bic)))  # fmt: skip
    if settings.payment_link.strip() and not links(settings.payment_link, ["1"]):
        said.append(
            _("The payment link in Settings does not begin with https://, so letters leave it out. Correct it.")
        )
    if not (iban(settings.iban) or settings.account_number.strip() or links(settings.payment_link, ["1"])):
        said.append(_("Settings say nowhere to pay to: fill in IBAN, Account number or Payment link."))
    return said
