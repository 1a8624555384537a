"""The XML of an e-invoice as both writers make it: elements with the prefix of their namespace, texts, the file."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from ar_sheets.xlsx.markup import cleaned


def add_elements(parent: ET.Element, prefix: str, *names: str) -> ET.Element:
    """Each element within the one before; the last of them."""
    for name in names:
        parent = ET.SubElement(parent, f"{prefix}:{name}")
    return parent


def add_text(parent: ET.Element, name: str, text: str, attributes: dict[str, str]) -> None:
    """An element with a text, without the signs that XML has no place for; none for a text of blanks."""
    kept = cleaned(text)
    if kept.strip():
        ET.SubElement(parent, name, attributes).text = kept


def as_file(root: ET.Element) -> bytes:
    """The file, indented."""
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'.encode()
