"""Numbers that name a business, as they are compared: a VAT number, a register number and a Peppol endpoint of one
business are one number where the country makes them so."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ar_sheets.invoices.document import InvoiceParty, PartyNumber

# Peppol EAS / ISO 6523 schemes whose number is the country's register number or VAT number. GLN (0088), KvK (0106),
# OIN (0190) and others do not convert: they are compared only with themselves.
_COUNTRY_OF = {
    "0192": "NO", "0007": "SE", "9955": "SE", "0037": "FI", "0212": "FI", "0213": "FI", "0216": "FI", "0208": "BE",
    "9925": "BE", "9956": "BE", "0184": "DK", "DK:CVR": "DK", "DK:SE": "DK", "DK:VANS": "DK", "0002": "FR",
    "0009": "FR", "9957": "FR", "9946": "PT", "9930": "DE", "9944": "NL", "NL:VAT": "NL", "0211": "IT", "9906": "IT",
    "9920": "ES", "9932": "GB", "9914": "AT", "9923": "AL", "0183": "CH", "9927": "CH",
}  # fmt: skip
_NO_NUMBER = {"EM", "0204", "AN", "AQ"}  # an e-mail address, a Leitweg-ID and the like name no business
_ONE_NUMBER = {"NO", "SE", "FI", "BE", "DK", "FR", "PT", "IT", "ES"}  # VAT and register number are one


def squeezed_number(text: str) -> str:
    """Letters and digits only, capital."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def party_keys(party: InvoiceParty, home: str = "") -> frozenset[str]:
    """What a party's numbers come to, such as NO:987654325; `home` is the country where the file names none."""
    country = party.country or home
    return frozenset(key for one in party.numbers if (key := number_key(one, country)))


def typed_keys(text: str, country: str) -> frozenset[str]:
    """The same of what a cell says: one number, or several with commas between, perhaps with a scheme (0088:...)."""
    return frozenset(_typed(text, country))


def _typed(text: str, country: str) -> Iterable[str]:
    for piece in re.split(r"[,;\n]", text):
        scheme, sep, number = piece.strip().partition(":")
        one = PartyNumber(scheme.strip(), number) if sep and scheme.strip() else PartyNumber("", piece)
        if key := number_key(one, country):
            yield key


def number_key(one: PartyNumber, country: str) -> str:
    """One number as it is compared; "" where it names nobody."""
    scheme, number = one.scheme.upper(), squeezed_number(one.number)
    if scheme in _NO_NUMBER or len(number) < 5:
        return ""
    if scheme in _COUNTRY_OF:
        return _national(_COUNTRY_OF[scheme], number)
    if scheme in ("VAT", "TAX", "", "0001") or scheme.endswith(":VAT"):
        told = number[:2] if re.match(r"[A-Z]{2}\d|[A-Z]{2}U\d|FR[0-9A-Z]{2}\d", number) else ""
        told = {"EL": "GR"}.get(told, told)
        kind = "TAX" if scheme == "TAX" and not told else ""
        return _national(told or country, number, kind) if told or country else f":{number}"
    return f"{scheme}:{number}"


def _national(country: str, number: str, kind: str = "") -> str:
    """The part of the number that stays the same in all its forms."""
    bare = number.removeprefix(country)
    digits = re.sub(r"\D", "", bare)
    if country == "NO":
        bare = digits[:9]
    elif country == "SE":
        bare = digits[:10] if len(digits) == 12 and digits.endswith("01") else digits[-10:]
    elif country == "FI":
        bare = digits[4:12] if digits.startswith("0037") and len(digits) >= 12 else digits
    elif country == "BE":
        bare = digits.zfill(10)
    elif country == "FR":
        bare = digits[:9] if len(digits) == 14 else digits[-9:]
    elif country not in _ONE_NUMBER and kind:
        return f"{country}:{kind}:{bare}"
    return f"{country}:{bare}"
