"""Letters that look like others: a Cyrillic а in an IBAN, an address or a name is another letter, and mostly no slip.

Only what a person cannot see is said: a name that is all Cyrillic is a name. What has to be of plain letters (bank
details, addresses) may hold none of another alphabet; in names, no word may mix two (Unicode TR 39, mixed scripts).
"""

from __future__ import annotations

import re
import unicodedata

from ar_sheets.base.i18n import N_, _
from ar_sheets.schema import translations
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records
from ar_sheets.workbook.typed import quote_value

PLAIN = {"iban", "bic", "account_number", "payment_link", "email_from", "reply_to", "smtp_host", "smtp_user",
         "vat_number", "email", "cc"}  # fmt: skip
NAMES = {"business_name", "signatory", "website", "customer_id", "name"}
_LIKE_LATIN = {"CYRILLIC": N_("Cyrillic"), "GREEK": N_("Greek"), "ARMENIAN": N_("Armenian"),
               "CHEROKEE": N_("Cherokee"), "LISU": N_("Lisu"), "COPTIC": N_("Coptic")}  # fmt: skip
_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


def check_look_alikes(book: Book) -> None:
    """Notes every cell of Settings and Customers that holds a letter which only looks like the one meant."""
    known = translations.known_settings()
    for row, record in records(book, "Settings"):
        name = translations.plain_name(record["setting"] or "")
        if name in known and isinstance(record["value"], str):
            _note(book, "Settings", row, "value", record["setting"], record["value"], known[name].key)
    for row, record in records(book, "Customers"):
        for key in ("customer_id", "name", "email", "cc"):
            if isinstance(record[key], str):
                _note(book, "Customers", row, key, book.tables["Customers"].headers.get(key, key), record[key], key)


def _note(book: Book, sheet: str, row: int, key: str, header: str, text: str, kind: str) -> None:
    if text.isascii() or kind not in PLAIN | NAMES:
        return
    wrong = look_alike(text, plain=kind in PLAIN)
    if wrong:
        to_do = _("Type it anew, do not paste it. If somebody sent it to you, ask them by telephone.")
        what = _("{column} {value} holds {wrong}", column=header, value=quote_value(text), wrong=wrong)
        book.report(sheet, row, key, what, to_do, stops=False)


def look_alike(text: str, *, plain: bool) -> str:
    """What in a text is not what it looks like, in words; "" for nothing. plain: no other alphabet may be in it."""
    unseen = _UNSEEN.search(text)
    if unseen:
        return _("a sign that nobody can see, U+{code}", code=f"{ord(unseen[0]):04X}")
    for word in re.findall(r"\w+", text):
        if plain or any(_alphabet(sign) == "LATIN" for sign in word):
            for sign in word:
                if _alphabet(sign) in _LIKE_LATIN:
                    alphabet = _LIKE_LATIN[_alphabet(sign)]
                    return _("{sign}, a {alphabet} letter that looks like another ({word})", sign=sign,
                             alphabet=_(alphabet), word=word)  # fmt: skip
    return ""


def _alphabet(sign: str) -> str:
    return unicodedata.name(sign, "").partition(" ")[0] if sign.isalpha() else ""
