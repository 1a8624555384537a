"""Zip files of markup that other libraries will parse, such as a form for Word: looked over before they get them."""

from __future__ import annotations

from pathlib import Path

from ar_sheets.xlsx import markup
from ar_sheets.xlsx.container import Container
from ar_sheets.xlsx.encoding import decode_part
from ar_sheets.xlsx.limits import OUTSIDE, Bounds, file_bytes


def looked_over(path: Path, bounds: Bounds = OUTSIDE) -> bytes:
    """The file's bytes. Refused where it is beyond the bounds, damaged, or has a DTD; each part is unpacked once, so
    that none is larger than it says."""
    data = file_bytes(path, bounds.file)
    container = Container(data, bounds)
    for entry in container.entries:
        content = container.read(entry.name)
        if entry.name.lower().endswith((".xml", ".rels")):
            text = decode_part(content).content
            markup.refuse_endless(text)
            markup.root(text)
            markup.refuse_deep(text, bounds.depth)
    return data
