"""The codes that banking apps of one country read: what stands in them, and as a picture of squares.

Sources: SIX Swiss Implementation Guidelines QR-bill 2.x (structured addresses only); SPAYD 1.0 of the Czech banks; by
square 1.2 (Slovakia); UPN QR of the Slovenian banks; MNB's HCT code (Hungary); recommendation of the Polish bank
association (ZBP); NBS IPS QR (Serbia); UsingQR (Sweden). All but UPN and the Swiss one are plain text.
"""

from __future__ import annotations

import base64
import json
import lzma
import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer to us; `account` is an IBAN without blanks, `reference` a checked RF reference or "". `due` is its
    last day."""

    name: str
    street: str
    postcode: str
    city: str
    country: str
    account: str
    bic: str
    currency: str
    amount: Decimal
    text: str
    reference: str
    due: date

    @property
    def variable_symbol(self) -> str:
        """The invoice's number where it is one of up to ten digits, as Czech and Slovak banks know it."""
        found = re.sub(r"[^0-9]", "", self.text)
        return found if 0 < len(found) <= 10 and "," not in self.text else ""


@dataclass(frozen=True, slots=True)
class CodePicture:
    """A code as rows of squares, and how wide it is printed."""

    matrix: Sequence[bytes]
    width: int = 32  # mm


def spayd(of: Transfer) -> str:
    """Czechia."""
    bank = f"+{of.bic}" if of.bic else ""
    number = f"*X-VS:{of.variable_symbol}" if of.variable_symbol else ""
    return (f"SPD*1.0*ACC:{of.account}{bank}*AM:{of.amount:.2f}*CC:{of.currency}*RN:{_starred(of.name, 35)}"
            f"*DT:{of.due:%Y%m%d}*MSG:{_starred(of.text, 60)}{number}")  # fmt: skip


def _starred(text: str, most: int) -> str:
    """Plain letters only, as every bank reads them; a star or percent sign would end the field."""
    return _ascii(text)[:most].replace("%", "%25").replace("*", "%2A")


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def by_square(of: Transfer) -> str:
    """Slovakia: the fields with tabs between, their CRC-32, packed by LZMA, in base 32 with 0-9 and A-V."""
    fields = ["", "1", "1", f"{of.amount.normalize():f}", of.currency, f"{of.due:%Y%m%d}", of.variable_symbol, "", "",
              of.reference, of.text[:140], "1", of.account, of.bic, "0", "0", of.name[:70], of.street[:70],
              f"{of.postcode} {of.city}"[:70]]  # fmt: skip
    content = "\t".join(field.replace("\t", " ") for field in fields).encode()
    content = struct.pack("<I", zlib.crc32(content)) + content
    packed = lzma.compress(content, lzma.FORMAT_RAW, filters=_LZMA)
    whole = b"\x02\x00" + struct.pack("<H", len(content)) + packed  # version 1.2.0, a payment order
    whole += bytes(-len(whole) % 5)
    return base64.b32hexencode(whole).decode()[: -(-8 * (4 + len(packed)) // 5)]


_LZMA = [{"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 2, "dict_size": 128 * 1024}]


def upn(of: Transfer) -> str:
    """Slovenia: twenty lines, the last the length of all before it."""
    reference = of.reference or "SI99"
    lines = ["UPNQR", "", "", "", "", "", "", "", f"{of.amount * 100:011.0f}", "", "", "OTHR", of.text[:42],
             f"{of.due:%d.%m.%Y}", of.account, reference, of.name[:33], of.street[:33],
             f"{of.postcode} {of.city}"[:33]]  # fmt: skip
    content = "".join(f"{line}\n" for line in lines).encode(_LATIN_2, "replace").decode(_LATIN_2)
    return f"{content}{len(content):03}\n"


_LATIN_2 = "iso-8859-2"  # nothing else may stand in it: a dash or an å becomes a question mark


def hct(of: Transfer) -> str:
    """Hungary; valid until the end of January after it is due, when the clock is an hour ahead of UTC."""
    until = f"{of.due.year + 1}0131235959+1"
    lines = ["HCT", "001", "1", of.bic, of.name[:70], of.account, f"HUF{of.amount:.0f}", until, "", of.text[:70]]
    return "".join(f"{line}\n" for line in [*lines, *[""] * 7])


def zbp(of: Transfer) -> str:
    """Poland: the amount in grosz, six digits at least."""
    name, title = of.name.replace("|", " ")[:20], of.text.replace("|", " ")[:32]
    return f"|PL|{of.account[2:]}|{of.amount * 100:06.0f}|{name}|{title}||||"


def ips(of: Transfer) -> str:
    """Serbia."""
    name, text = of.name.replace("|", " ")[:70], of.text.replace("|", " ")[:35]
    amount = f"{of.amount:.2f}".replace(".", ",")
    return f"K:PR|V:01|C:1|R:{of.account[4:]}|N:{name}|I:RSD{amount}|SF:221|S:{text}"


def using_qr(of: Transfer) -> str:
    """Sweden: to a Bankgiro number, with the OCR number or the invoice's."""
    told = {"uqr": 1, "tp": 1, "nme": of.name[:70], "iref": of.reference or of.text[:35], "ddt": f"{of.due:%Y%m%d}",
            "due": float(of.amount), "cur": of.currency, "pt": "BG", "acc": of.account}  # fmt: skip
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def swiss(of: Transfer) -> str:
    """Switzerland and Liechtenstein: the creditor with a structured address, no debtor."""
    kind = "SCOR" if of.reference else "NON"
    street, house = _house(of.street)
    lines = ["SPC", "0200", "1", of.account, "S", of.name[:70], street[:70], house[:16], of.postcode[:16],
             of.city[:35], of.country, *[""] * 7, f"{of.amount:.2f}", of.currency, *[""] * 7, kind, of.reference,
             of.text[:140], "EPD"]  # fmt: skip
    return "\r\n".join(lines)


def _house(street: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*\S)\s+(\d+\s?[a-zA-Z]?)", street)
    return (found[1], found[2]) if found else (street, "")


def as_code(content: str, kind: str) -> CodePicture:
    """The picture of a content; `kind` "upn" and "swiss" have a size and a look of their own."""
    import segno

    if kind == "upn":
        made: Any = segno.make_qr(content, version=15, error="m", mode="byte", encoding=_LATIN_2, eci=True,
                                  boost_error=False, mask=2)  # fmt: skip
        return CodePicture([bytes(row) for row in made.matrix])
    made = segno.make_qr(content, error="m", boost_error=False, mask=2)
    rows = [bytearray(row) for row in made.matrix]
    if kind == "swiss":
        _cross(rows)
    return CodePicture([bytes(row) for row in rows], 46 if kind == "swiss" else 32)


_CROSS = ("000000000", "011111110", "011101110", "011101110", "010000010", "011101110", "011101110", "011111110",
          "000000000")  # fmt: skip


def _cross(rows: list[bytearray]) -> None:
    """The Swiss cross in the middle: 7 of 46 mm."""
    top = (len(rows) - len(_CROSS)) // 2
    for y, squares in enumerate(_CROSS):
        for x, square in enumerate(squares):
            rows[top + y][top + x] = square == "1"
