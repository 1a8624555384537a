"""XML from outside: no document type, so no entities; names without namespaces; texts, amounts and days."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TypeVar
from xml.etree import ElementTree as ET

from ar_sheets.base.i18n import _
from ar_sheets.invoices.document import NotAnInvoice

_AMOUNT = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,10})?|[+-]?\.\d{1,10}")
Value = TypeVar("Value")
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T Z+-].*)?")


class _NoDoctype(ET.TreeBuilder):
    def doctype(self, *_unused: object) -> None:
        raise NotAnInvoice(_("This XML declares a document type, which no e-invoice does. It is not opened."))


def parse_invoice_xml(data: bytes) -> ET.Element:
    """The root, with every element's name without its namespace. NotAnInvoice where it is damaged or has a DTD."""
    try:
        parser = ET.XMLParser(target=_NoDoctype())  # noqa: S314 - a DTD, and so every entity, is refused
        root = ET.fromstring(data, parser)  # noqa: S314 - a DTD is refused
    except (ET.ParseError, ValueError, LookupError) as fault:
        raise NotAnInvoice(_("The XML is damaged or not whole ({reason}). Export it again.", reason=fault)) from fault
    for element in root.iter():
        if element.tag[0] == "{":
            element.tag = element.tag.rpartition("}")[2]
    return root


def element_text(node: ET.Element | None, path: str = ".") -> str:
    """The text at `path`, blanks folded; "" where there is none."""
    found = node.find(path) if node is not None else None
    return " ".join(found.text.split()) if found is not None and found.text else ""


def first_text(node: ET.Element | None, *paths: str) -> str:
    """The first of these that is not empty."""
    return next((text for path in paths if (text := element_text(node, path))), "")


def element_amount(node: ET.Element | None, path: str, *, comma: bool = False) -> Decimal | None:
    """The amount at `path`, None where there is none; `comma` for formats that write 12,50."""
    text = element_text(node, path)
    return read_amount(text, path.rpartition("/")[2], comma=comma) if text else None


def read_amount(text: str, name: str, *, comma: bool = False) -> Decimal:
    """An amount as files write it. NotAnInvoice names the element where it is none."""
    plain = text.replace(" ", "").replace(",", ".") if comma else text
    if not _AMOUNT.fullmatch(plain):
        raise NotAnInvoice(_('{name} holds "{found}", which is no amount.', name=name, found=text[:40]))
    return Decimal(plain)


def element_day(node: ET.Element | None, path: str) -> date | None:
    """The day at `path` (2026-03-31, with or without a time or zone, or 20260331), None where there is none."""
    text = element_text(node, path)
    return read_day(text, path.rpartition("/")[2]) if text else None


def read_day(text: str, name: str) -> date:
    """A day as files write it. NotAnInvoice names the element where it is none."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise NotAnInvoice(_('{name} holds "{found}", which is no day.', name=name, found=text[:40]))


def needed(value: Value | None, name: str) -> Value:
    """The value. NotAnInvoice where a document lacks what no invoice can be without."""
    if value is None or value == "":
        raise NotAnInvoice(_("The file has no {name}: it is no whole invoice.", name=name))
    return value
