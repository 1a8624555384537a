"""What the words of a header say: which column it may be, in seven languages, with abbreviations and exports' names.

The words themselves are in header_words.txt, so that anyone can add one; the contract's own headers count too.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ar_sheets.schema import translations
from ar_sheets.schema.codes import CURRENCIES
from ar_sheets.schema.columns import CUSTOMERS, INVOICES, PAYMENTS

SURE, MAYBE, PART = 0.9, 0.55, 0.6
MARKS = ("marked_paid", "marked_credited", "marked_open", "marked_paid_on", "marked_status")
ROLES = {
    "Invoices": (
        "invoice_no", "customer_id", "customer_name", "kind", "invoice_date", "typed_due_date", "currency", "amount",
        "description", "po_ref", *MARKS, "net_amount", "vat_amount", "terms_days", "other_date", "other", "supplier",
        "email", "phone", "street", "postcode", "city", "country", "profile", "disputed", "local_amount",
        "exchange_rate", "item_amount", "credit_limit",
    ),
    "Customers": (
        "customer_id", "customer_name", "profile", "contact", "email", "phone", "street", "postcode", "city", "country",
        "language", "currency", "terms_days", "credit_limit", "other", "supplier",
    ),
    "Payments": (
        "date", "customer_id", "customer_name", "invoice_no", "amount", "currency", "method", "reference", "other",
        "supplier", "local_amount", "exchange_rate",
    ),
}  # fmt: skip
SYMBOLS = {"€": "EUR", "£": "GBP", "$": "", "kr": "", "r$": "BRL", "lek": "ALL", "lekë": "ALL", "kč": "CZK"}
LONGEST = 80  # characters of a header; a longer text is a note, and need not be looked through for words
_TAX = r"(?:vat|tax|taxes|gst|mva|moms|btw|mwst|ust|iva|tvsh|tva|dph|kdv|afa|alv)"
_WITHOUT = re.compile(
    r"\b(?:excl|ex|exkl|ekskl|eks|exclusive|excluding|ohne|zzgl|sem|pa|uten|utan|zonder|before|net of|without|"
    r"hors|bez|fara|haric|sin|senza|veroton)"
    rf"(?: of)? {_TAX}\b|\bs iva\b"
)
_WITH = re.compile(
    r"\b(?:incl|inc|inkl|ink|inklusive|inclusive|including|inclusief|mit|med|com|c|me|met|with|con|avec|cu|dahil|sis)"
    rf"(?: of)? {_TAX}\b|\bs dph\b"
)
_TYPOGRAPHY = str.maketrans(
    {"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "ı": "i", "#": " no ", "º": "o", "°": "o", "№": " no "}
)

_MWST = re.compile(r"MwSt|USt\b")
_CAMEL = re.compile(r"(?<=[a-zà-þ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[^\w%<>]+|_")


class Meaning(NamedTuple):
    """What a header may mean: the role, how sure its words make us (0 to 1), and in which language they are."""

    role: str
    sure: float
    language: str


@dataclass(frozen=True, slots=True)
class Header:
    """A header taken apart: its bare words, its currency ("" for none), and what it says of VAT (in, out or "")."""

    text: str
    currency: str = ""
    vat: str = ""


def plain_words(text: str) -> str:
    """Words as they are compared: lower case, no accents, no punctuation, CamelCase taken apart."""
    if not text.islower():
        text = _MWST.sub(lambda m: m[0].lower(), text)
        text = _CAMEL.sub(" ", text)
    text = text.casefold().translate(_TYPOGRAPHY)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return _NO_WORD.sub(" ", text).strip()


@lru_cache(maxsize=4096)
def taken_apart(header: str) -> Header:
    """A header without its currency and without what it says of VAT."""
    currency = ""
    kept: list[str] = []
    for token in re.split(r"[\s()\[\]/,;:]+", header.replace("\n", " ")):
        code = token.strip(".*").upper()
        if len(code) == 3 and code in CURRENCIES and (token.isupper() or code not in {"ALL", "TOP", "TRY", "CUP"}):
            currency = code
        elif token.casefold().strip(".") in SYMBOLS and len(kept) + len(header.split()) > 1:
            currency = currency or SYMBOLS[token.casefold().strip(".")]
        else:
            kept.append(token)
    text = plain_words(" ".join(kept))
    vat = "out" if _WITHOUT.search(text) else "in" if _WITH.search(text) else ""
    text = re.sub(r"\s+", " ", _WITH.sub(" ", _WITHOUT.sub(" ", text))).strip()
    return Header(text or plain_words(header), currency, vat)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, list[Meaning]]:
    """Bare words -> what they may mean."""
    found: dict[str, list[Meaning]] = defaultdict(list)
    for line in Path(__file__).with_name("header_words.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            role, sure, language, named = line.split(maxsplit=3)
            for word in named.split(","):
                meaning = Meaning(role, SURE if sure == "sure" else MAYBE, language)
                found[plain_words(word)].append(meaning)
    return found


@lru_cache(maxsize=4)
def _contract(kind: str) -> dict[str, list[Meaning]]:
    """The contract's own headers of a sheet, in every language it has. Computed columns are no business of people."""
    sheet = {"Invoices": INVOICES, "Customers": CUSTOMERS, "Payments": PAYMENTS}[kind]
    found: dict[str, list[Meaning]] = defaultdict(list)
    for column in sheet.owned_by("you", "reply"):
        role = "customer_name" if (kind, column.key) == ("Customers", "name") else column.key
        for language, texts in (
            translations.translation_table().get(("column", column.header), {"en": (column.header,)}).items()
        ):
            for text in (*texts, *(column.aliases if language == "en" else ())):
                found[plain_words(text)].append(Meaning(role, SURE, language))
    return found


def meanings(header: str, kind: str) -> list[Meaning]:
    """What a header of a list of invoices, customers or payments may mean, the likeliest first."""
    if len(header) > LONGEST:
        return []
    parts = taken_apart(header)
    found = [*_exact(parts.text, kind)] or _part(parts.text, kind)
    if kind == "Invoices" and parts.vat:
        found = [_with_vat(m, parts.vat) for m in found] or [Meaning("net_amount", PART, "")] * (parts.vat == "out")
    best: dict[str, Meaning] = {}
    for meaning in sorted(found, key=lambda m: -m.sure):
        best.setdefault(meaning.role, meaning)
    return list(best.values())


def _exact(text: str, kind: str) -> list[Meaning]:
    known = [m for m in _vocabulary().get(text, ()) if m.role in ROLES[kind]]
    if kind == "Payments":
        known += [Meaning("date", SURE, m.language) for m in _vocabulary().get(text, ()) if m.role == "invoice_date"]
        known += [Meaning("amount", SURE, m.language) for m in _vocabulary().get(text, ()) if m.role == "marked_paid"]
    ours = _contract(kind).get(text, []) if not any(m.role == "amount" for m in known) else []
    return [*known, *ours]


LOCAL = re.compile(  # the same in the currency of one's own books, beside the transaction's
    r"\b(?:local|lc|lcy|company|functional|reporting|home|bcy|base curr\w*|base|hauswahrung|converted|usd equivalent)\b"
)
NOT_THE_THING = re.compile(
    r"predict\w*|forecast\w*|expected|estimated|planned|scheduled|projected|prognos\w*|erwartet\w*|prevista|prevu\w*|"
    r"previsto|verwacht\w*|forventet"
)
DAYS_WORDS = re.compile(
    r"days|day count|dager|dagar|dage|dagen|tage|dias|dite|jours|giorni|dni|paivaa|gun|napok|zile|limit|terms|percent|%"
)


def _part(text: str, kind: str) -> list[Meaning]:
    """The longest run of known words inside a longer header: "our invoice no (new)".

    A number of days, a limit and a day somebody foresees are none of what their other words name.
    """
    tokens = text.split()
    if any(NOT_THE_THING.fullmatch(token) for token in tokens):
        return [Meaning("other_date", SURE, "")] if kind == "Invoices" else []
    if any(DAYS_WORDS.fullmatch(token) for token in tokens):
        return [Meaning("other", SURE, "")]
    if len(tokens) > 1 and tokens[-1].isdigit() and (same := _exact(" ".join(tokens[:-1]), kind)):
        return [Meaning(m.role, min(PART, m.sure), m.language) for m in same]
    for length in range(len(tokens) - 1, 0, -1):
        for start in range(len(tokens) - length + 1):
            piece = " ".join(tokens[start : start + length])
            found = _exact(piece, kind) if len(piece) > 3 else []
            if found:
                return [Meaning(m.role, min(PART, m.sure), m.language) for m in found]
    return []


def _with_vat(meaning: Meaning, vat: str) -> Meaning:
    if meaning.role not in ("amount", "net_amount"):
        return meaning
    return Meaning("net_amount" if vat == "out" else "amount", SURE, meaning.language)


_DAYS = r"(?:to|bis|a|til|till|tot|days|day|dager|dagar|tage|dias|dagen|above|days past due|and over)"
_BUCKET = re.compile(
    rf"current|not due|not yet due|(?:[<>]|over|under) ?\d{{1,3}} ?{_DAYS}?|\d{{1,3}} {_DAYS}|(?:30|60|90|120|150|180)|"
    r"\d{1,3} \d{1,3}(?: [a-z ]+)?|< ?\d month|\d{1,2} months?|older|ikke forfalt|ej forfallet|nicht fallig|"
    r"niet vervallen|> ?\d+(?: [a-z]+)?"
)


@lru_cache(maxsize=1_000)
def is_bucket(header: str) -> bool:
    """Whether a header or heading names an age: Current, 1-30, 31 - 60 days past due, < 1 Month, 91 and over, Older."""
    return bool(_BUCKET.fullmatch(re.sub(r"\s+", " ", plain_words(header.replace("+", " and over")))))


TOTALS = re.compile(
    r"(?:sub|grand |zwischen|gesamt|slut|total)?(?:total|totals|totalt|totaal|totale|totali|summe|summa|sum|soma|shuma|"
    r"gesamt|gesamtsumme|i alt|zusammen|samlet|sammanlagt|percentage of total|subtotaal|delsum|delsumma|nensuma|"
    r"toplam|celkem|razem|osszesen|yhteensa|συνολο|الاجمالي|المجموع)\b"
)


def is_total(text: object) -> bool:
    """Whether a text heads a row of totals: Total, Sum 2026, Subtotal March, Gesamt, Totaal, Soma ..."""
    return isinstance(text, str) and bool(TOTALS.match(plain_words(text)))
