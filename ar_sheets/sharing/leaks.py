"""Before a copy is released it is opened again, and every part of it searched for what belongs to anybody else.

Every text, name and property in every part counts, whatever it is for. What an empty copy in the same language
holds as well is our own markup; plain numbers in cells are amounts, days and counts, as ids are always text.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from xml.etree import ElementTree

from ar_sheets.base import qr
from ar_sheets.facts.other_customers import Others
from ar_sheets.schema.model import Customer, Settings
from ar_sheets.sharing import build, start_sheet
from ar_sheets.sharing.account import CustomerAccount
from ar_sheets.sharing.copy import Copy, copy_of
from ar_sheets.sharing.words import copy_words

_PLACES = {"r", "ref", "sqref", "spans", "activeCell", "topLeftCell", "Id", "id", "embed"}  # say where, never what
_NUMBER = re.compile(r"[-+]?[\d.]+(?:E[-+]?\d+)?")


def strangers(data: bytes, copy: Copy, others: Others) -> list[str]:
    """What in a copy belongs to other customers than its own, as it stands there; empty when all is well."""
    ours = _markup(copy.language, copy.account.as_of.isoformat())
    texts = {text: cell for text, cell in pieces(data, _picture(copy)) if text not in ours}
    whom = copy.account.customer
    found = {stranger for text in texts for stranger in others.found(text, whom.customer_id, strict=True)}
    printed = [whom.number, *(line.invoice_no for line in copy.account.lines)]
    printed += [number for receipt in copy.account.received for number in receipt.invoices]
    return sorted(found | set(others.numbers(filter(None, printed), whom.customer_id)))


def _picture(copy: Copy) -> bytes:
    """The code as it was drawn; what it says stands in the sheets as well."""
    code = start_sheet.transfer_code(copy)
    return b"" if code is None else qr.as_png(code)


@cache
def _markup(language: str, day: str) -> frozenset[str]:
    """Every text of a copy without anybody in it."""
    nobody = CustomerAccount(Customer("", "", language=language), date.fromisoformat(day), None, (), (), (), ())
    empty = pieces(build.workbook(copy_of(nobody, Settings(), 0, b"")))
    return frozenset([*(text for text, _ in empty), *copy_words(language).values()])


def pieces(data: bytes, picture: bytes = b"") -> Iterator[tuple[str, bool]]:
    """Every text in every part of an .xlsx we made, entities decoded, and whether it is a text of a cell. The bytes
    of `picture` are known and no text."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name in parts.namelist():
            yield name, False
            content = parts.read(name)
            if name.endswith((".xml", ".rels", ".vml")):
                yield from _of_part(name, content)
            elif content != picture:
                yield content.decode("latin-1"), False


def _of_part(name: str, content: bytes) -> Iterator[tuple[str, bool]]:
    cells = name == "xl/sharedStrings.xml"
    for element in ElementTree.fromstring(content).iter():  # noqa: S314 - our own file, made a moment ago
        local = element.tag.rpartition("}")[2]
        number = local == "v" or (local in ("formula1", "formula2") and _NUMBER.fullmatch(element.text or ""))
        for text in (element.text, element.tail):
            if text and text.strip() and not number:
                yield text, cells
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] not in _PLACES and not _NUMBER.fullmatch(value):
                yield value, False
