"""The numbers of a party as an e-invoice names them: VAT number, number in the register, Peppol address."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ar_sheets.invoices.document import InvoiceParty, PartyNumber
from ar_sheets.invoices.party_numbers import squeezed_number

# Peppol's electronic address scheme of a country's VAT or register number (EAS code list).
ENDPOINTS = {"NO": "0192", "SE": "0007", "DK": "0184", "FI": "0213", "BE": "0208", "NL": "9944", "DE": "9930",
             "PT": "9946", "AL": "9923", "GB": "9932", "AT": "9914", "FR": "9957", "ES": "9920", "IT": "0211",
             "CH": "9927"}  # fmt: skip
REGISTERS = {"NO": "0192", "SE": "0007", "DK": "0184", "BE": "0208", "NL": "0106"}  # scheme of the register's number
_DIGITS = {"NO": 9, "SE": 10, "DK": 8, "BE": 10}  # of the register's number, which is part of the VAT number
_ONE_NUMBER = {"NO", "SE", "DK", "BE", "FI", "PT", "IT", "ES", "AL", "CH"}  # VAT and register number are one


def typed_numbers(typed: str, country: str) -> tuple[PartyNumber, ...]:
    """What a cell says: VAT numbers, numbers of a register, others with their scheme (0088:...), commas between."""
    return tuple(_typed_number(piece.strip(), country) for piece in re.split(r"[,;\n]", typed) if piece.strip())


def _typed_number(piece: str, country: str) -> PartyNumber:
    scheme, colon, number = piece.partition(":")
    if colon and scheme.strip():
        return PartyNumber(scheme.strip().upper(), number.strip())
    number = squeezed_number(piece)
    is_vat = re.match(r"[A-Z]{2}[0-9A-Z]*[0-9]", number) and not re.match("HR[AB]", number)
    return PartyNumber("VAT" if is_vat or country in _ONE_NUMBER or _is_vat_of(number, country) else "", piece)


@lru_cache(maxsize=256)
def _is_vat_of(number: str, country: str) -> bool:
    from stdnum import get_cc_module

    module: Any = get_cc_module(country.lower(), "vat") if len(country) == 2 else None
    return module is not None and bool(module.is_valid(number))


def vat_id(party: InvoiceParty) -> str:
    """The VAT number with its country's letters, as NO999888777MVA; "" for none."""
    typed = next((squeezed_number(one.number) for one in party.numbers if one.scheme == "VAT"), "")
    if not typed:
        return ""
    prefix = {"GR": "EL"}.get(party.country, party.country)
    if party.country == "NO" or typed.startswith("NO"):
        return f"NO{re.sub('[^0-9]', '', typed)[:9]}MVA"
    full = typed if typed[:2].isalpha() else prefix + typed
    return full + "01" if full.startswith("SE") and len(full) == 12 else full


def tax_number(party: InvoiceParty) -> str:
    """A tax number that is no VAT number, such as the German Steuernummer; "" for none."""
    return next((one.number for one in party.numbers if one.scheme == "TAX"), "")


def register_id(party: InvoiceParty) -> PartyNumber | None:
    """The number in the business register and its scheme ("" where there is none); None without one."""
    scheme = REGISTERS.get(party.country, "")
    own = next((one for one in party.numbers if one.scheme in ("", scheme)), None)
    if own is not None:
        return PartyNumber(scheme, _digits_of(squeezed_number(own.number), party.country) if scheme else own.number)
    vat = vat_id(party)
    return PartyNumber(scheme, _digits_of(vat, party.country)) if vat and party.country in _DIGITS else None


def _digits_of(number: str, country: str) -> str:
    digits = re.sub("[^0-9]", "", number)
    return digits.zfill(10) if country == "BE" else digits[: _DIGITS.get(country, 99)]


def endpoint(party: InvoiceParty) -> PartyNumber | None:
    """Where Peppol finds the party: a scheme it was typed with, else by its country; None where nothing tells it."""
    typed = next((one for one in party.numbers if re.fullmatch("[0-9]{4}", one.scheme)), None)
    if typed is not None:
        return PartyNumber(typed.scheme, typed.number)
    register, scheme, vat = register_id(party), ENDPOINTS.get(party.country, ""), vat_id(party)
    if register is not None and register.scheme and register.scheme in (scheme, "0106"):
        return register
    return PartyNumber(scheme, vat) if scheme and vat else None
