"""Which customer a buyer is: by number for sure, by e-mail or by name and postcode as a proposal; two are never chosen
between."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ar_sheets.base.i18n import N_
from ar_sheets.base.text import name_words
from ar_sheets.invoices.document import InvoiceParty
from ar_sheets.invoices.party_numbers import party_keys, squeezed_number, typed_keys

BY_NUMBER = N_("VAT / org no")
BY_YOUR_NUMBER = N_("your customer number")
BY_EMAIL = N_("e-mail")
BY_NAME = N_("name and postcode")
NEW_CUSTOMER = N_("new customer")
SEVERAL = N_("several customers")
CONTRADICTS = N_("the number is another's")

_LANGUAGES = {
    "NO": "nb",
    "SE": "sv",
    "NL": "nl",
    "DE": "de",
    "AT": "de",
    "PT": "pt",
    "AL": "sq",
    "GB": "en",
    "IE": "en",
}
_PUBLIC = re.compile(r"\b(kommune|kommun|gemeente|gemeinde|município|câmara municipal|bashkia|council|comune)\b", re.I)
_PUBLIC_SCHEMES = {"0204", "0190"}  # Leitweg-ID (Germany), OIN (Netherlands)


@dataclass(frozen=True, slots=True)
class BuyerMatch:
    """Whose a document is. `customer_id` "" where nobody was found or two were; `sure` without a question."""

    customer_id: str
    how: str
    sure: bool = False
    candidates: tuple[str, ...] = ()
    is_new: bool = False


@dataclass(slots=True)
class CustomerIndex:
    """The customers of a workbook by what may name them in a file."""

    by_id: dict[str, str] = field(default_factory=dict)
    keys_of: dict[str, frozenset[str]] = field(default_factory=dict)
    by_key: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_email: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[frozenset[str], set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def add(self, record: Mapping[str, Any], home: str) -> None:
        """One row of Customers; `home` is the country where it names none."""
        customer_id = str(record["customer_id"])
        keys = typed_keys(str(record.get("vat_org_no") or ""), str(record.get("country") or home).upper()[:2])
        self.by_id.setdefault(customer_id.casefold(), customer_id)
        self.keys_of[customer_id] = keys
        for key in keys:
            self.by_key[key].add(customer_id)
        for address in re.split(r"[,;\s]+", str(record.get("email") or "")):
            if "@" in address:
                self.by_email[address.casefold()].add(customer_id)
        words = name_words(str(record.get("name") or ""))
        if words:
            self.by_name[words].add((customer_id, squeezed_number(str(record.get("postcode") or ""))))


def index_customers(rows: Iterable[Mapping[str, Any]], home: str) -> CustomerIndex:
    """The customers by number, address and name."""
    index = CustomerIndex()
    for record in rows:
        if record.get("customer_id"):
            index.add(record, home)
    return index


def match_buyer(buyer: InvoiceParty, index: CustomerIndex, home: str) -> BuyerMatch:
    """The customer that a buyer is, and by what."""
    keys = party_keys(buyer, home)
    found = set[str]().union(*(index.by_key.get(key, set()) for key in keys))
    if found:
        return _one(found, BY_NUMBER, sure=True)
    given = index.by_id.get(buyer.given_number.casefold()) if buyer.given_number else None
    if given is not None:
        if keys and index.keys_of[given] and _contradict(keys, index.keys_of[given]):
            return BuyerMatch("", CONTRADICTS, candidates=(given,))
        return BuyerMatch(given, BY_YOUR_NUMBER, sure=True)
    for how, proposed in ((BY_EMAIL, index.by_email.get(buyer.email.casefold(), set()) if buyer.email else set()),
                          (BY_NAME, _by_name(buyer, index))):  # fmt: skip
        fitting = {one for one in proposed if not _contradict(keys, index.keys_of[one])}
        if fitting:
            return _one(fitting, how, sure=False)
    return BuyerMatch("", NEW_CUSTOMER, is_new=True)


def _one(found: set[str], how: str, *, sure: bool) -> BuyerMatch:
    if len(found) > 1:
        return BuyerMatch("", SEVERAL, candidates=tuple(sorted(found)))
    return BuyerMatch(found.pop(), how, sure)


def _contradict(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether both have a number of one country, and none is the same."""
    spaces = {key.rpartition(":")[0] for key in one} & {key.rpartition(":")[0] for key in other}
    return bool(spaces) and not one & other


def _by_name(buyer: InvoiceParty, index: CustomerIndex) -> set[str]:
    """By the legal or the trading name, and the postcode where both have one."""
    code = squeezed_number(buyer.postcode)
    found: set[str] = set()
    for name in (buyer.name, buyer.other_name):
        words = name_words(name)
        if words:
            found |= {
                one for one, postcode in index.by_name.get(words, set()) if not (code and postcode) or code == postcode
            }
    return found


def proposed_profile(buyer: InvoiceParty) -> str:
    """Public, Business or "" (then the careful Consumer counts until the owner types it)."""
    if any(one.scheme in _PUBLIC_SCHEMES for one in buyer.numbers) or _PUBLIC.search(buyer.name):
        return "Public"
    return "Business" if any(_of_business(one.scheme, one.number) for one in buyer.numbers) else ""


def _of_business(scheme: str, number: str) -> bool:
    """A VAT or register number. A person's tax number is none: the Italian one has 16 signs, the Portuguese begins with
    1, 2 or 3 (45 for foreigners)."""
    bare = squeezed_number(number)
    if scheme in ("EM", "0088", "GLN", "") or (scheme == "TAX" and re.fullmatch(r"[A-Z]{6}\d{2}[A-Z].*", bare)):
        return False
    return not re.fullmatch(r"(PT)?([123]\d{8}|45\d{7})", bare) if scheme in ("VAT", "9946") else True


def proposed_language(country: str, offered: Iterable[str]) -> str:
    """The language of letters to a country, where there are letters in it."""
    language = _LANGUAGES.get(country, "")
    return language if language in set(offered) else ""


def kept_number(buyer: InvoiceParty) -> str:
    """What the column VAT / org no keeps of a buyer: VAT number, else register number, else one with its scheme."""
    by_scheme = {one.scheme: one.number for one in reversed(buyer.numbers) if one.scheme != "EM"}
    for scheme in ("VAT", "0192", "0007", "0212", "0208", "0184", "0002", "TAX", "DK:CVR"):
        if scheme in by_scheme:
            return by_scheme[scheme]
    return next((f"{scheme}:{number}" if scheme else number for scheme, number in by_scheme.items()), "")


def new_customer_id(buyer: InvoiceParty, taken: set[str]) -> str:
    """The number the other program gave it; else the next after the workbook's own numbers; else out of the name."""
    if buyer.given_number and buyer.given_number.casefold() not in taken and len(buyer.given_number) <= 30:
        return buyer.given_number
    numbers = [one for one in taken if one.isdecimal()]
    if numbers and len(numbers) == len(taken):
        return str(max(map(int, numbers)) + 1).zfill(len(max(numbers, key=len)))
    words: list[str] = re.findall(r"[^\W_]+", buyer.name.upper()) or ["CUSTOMER"]
    base = words[0][:12]
    found, count = base, 1
    while found.casefold() in taken:
        count += 1
        found = f"{base}-{count}"
    return found
