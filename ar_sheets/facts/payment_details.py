"""How the customer can pay: bank details that were checked, a payment link, the QR code of a euro transfer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from ar_sheets.base import payment_codes, qr
from ar_sheets.base.i18n import _
from ar_sheets.base.money import rounded
from ar_sheets.base.sanitize import clean
from ar_sheets.countries.invoice_law import EU
from ar_sheets.countries.payment_references import PaymentReference, rf_of
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


def payment_code(
    settings: Settings, currency: str, amount: Decimal, references: Sequence[tuple[str, PaymentReference]], due: date
) -> Any:
    """The code that the seller's country has for such a transfer (with a `matrix`), or None where it has none.

    Only with a checked account and a name, only for an amount that can be paid: never for a credit.
    """
    account, country = iban(settings.iban), iban(settings.iban)[:2]
    giro = settings.account_number.strip()
    kind = _KINDS.get((country, currency), "")
    if currency == "SEK" and _BANKGIRO.fullmatch(giro):
        kind, account = "using_qr", giro.replace("-", "")
    if not kind:
        return epc_qr(settings, currency, amount, references)
    amount, name = rounded(amount), clean(settings.business_name)
    rf = _rf(references)
    whole = kind != "hct" or (amount == amount.to_integral_value() and bic(settings.bic))
    if not account or not name or not 0 < amount <= _LARGEST or not whole:
        return None
    numbers = [ref.number if ref.number and not rf else number for number, ref in references]
    only = references[0][1].number if len(references) == 1 and kind == "using_qr" else ""
    transfer = payment_codes.Transfer(
        name, clean(settings.street), clean(settings.postcode), clean(settings.city), settings.country, account,
        bic(settings.bic), currency, amount, qr.list_numbers(numbers, 140 if kind == "swiss" else 35), only or rf, due,
    )  # fmt: skip
    if kind == "swiss" and not (transfer.postcode and transfer.city and not _is_qr_iban(account)):
        return None  # the creditor's address must be whole, and a QR-IBAN takes references that only its bank gives
    return payment_codes.as_code(getattr(payment_codes, kind)(transfer), kind)


_BANKGIRO = re.compile("[0-9]{3,4}-[0-9]{4}")
_KINDS = {("CH", "CHF"): "swiss", ("CH", "EUR"): "swiss", ("LI", "CHF"): "swiss", ("LI", "EUR"): "swiss",
          ("CZ", "CZK"): "spayd", ("SK", "EUR"): "by_square", ("SI", "EUR"): "upn", ("HU", "HUF"): "hct",
          ("PL", "PLN"): "zbp", ("RS", "RSD"): "ips"}  # fmt: skip
# Where SEPA transfers go; those without an asterisk in the EPC's list of the EEA also need a BIC in the code.
_EEA = EU | {"IS", "LI", "NO"}
_SEPA_BEYOND = frozenset(["AD", "AL", "CH", "GB", "GI", "MC", "MD", "ME", "MK", "RS", "SM", "VA"])


def _is_qr_iban(account: str) -> bool:
    return account[4:9].isdigit() and 30000 <= int(account[4:9]) <= 31999


def _rf(references: Sequence[tuple[str, PaymentReference]]) -> str:
    """The RF reference of the only invoice; a Finnish one is made of it (Finanssiala: RF and viite are one)."""
    only = references[0][1] if len(references) == 1 else PaymentReference()
    if only.kind == "Viite" and only.number:
        return rf_of(only.number.lstrip("0"))
    return only.number if only.kind == "RF" else ""


def epc_qr(
    settings: Settings, currency: str, amount: Decimal, references: Sequence[tuple[str, PaymentReference]]
) -> Any:
    """The EPC QR code of a SEPA transfer (a segno.QRCode), or None.

    Only for euros, only to an account that SEPA reaches, outside the EEA only with its BIC, only for an amount that
    can be paid. `references` are (invoice number, its payment reference); a creditor reference stands in the code
    when it is the only invoice, else the code names the invoices.
    """
    amount, account, code = rounded(amount), iban(settings.iban), bic(settings.bic)
    name = clean(settings.business_name)
    reached = account[:2] in _EEA or (account[:2] in _SEPA_BEYOND and bool(code))
    if currency != "EUR" or not reached or not name or not 0 < amount <= _LARGEST:
        return None
    named = [number if not ref.number or ref.kind == "RF" else ref.number for number, ref in references]
    return qr.transfer(name, account, code, amount, named, _rf(references))


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
