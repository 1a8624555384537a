"""XML as bytes with places: tags, elements, attributes, text, and splicing, so that all else stays as it was.

A parser would give the meaning but lose the bytes. Comments, CDATA and processing instructions are skipped
over, so what only looks like a tag inside them is not one. A DOCTYPE is refused: no workbook has one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ar_sheets.base.i18n import N_, _
from ar_sheets.xlsx.refused import Refused, damaged

_TAG = re.compile(
    rb"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|(!DOCTYPE)"
    # No possessive group around possessive parts: Python 3.11 before 3.11.5 matches that wrongly.
    rb"|(/?)([^\s<>/!?\"'=]++)([^<>\"'/]*+(?:(?:\"[^\"]*+\"|'[^']*+'|/(?!>))[^<>\"'/]*+)*)(/?)>)",
    re.DOTALL,
)
# Where a name cannot begin it is not looked for: that would take ages in a name of a million letters.
_ATTRIBUTE = re.compile(rb"(?<![^\s=<>\"'/])([^\s=<>\"'/]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_NOT_TEXT = re.compile(rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|<[^<>]*>", re.DOTALL)
_WHOLE = re.compile(r"\s*[+-]?[0-9]{1,10}\s*", re.ASCII)
_ENDS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8})|#([0-9]{1,8})|(amp|lt|gt|quot|apos));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DOCTYPE = N_(
    "A part of the workbook has a DOCTYPE, which no spreadsheet writes. Open it in Excel, save it, run again."
)


class Element(NamedTuple):
    """An element and its place: `start`..`end` is all of it, `inside`..`close` what is between its tags."""

    name: bytes
    attributes: bytes
    start: int
    inside: int
    close: int
    end: int

    def get(self, name: str) -> str | None:
        """An attribute's value by its name as written (with prefix); None when absent."""
        return attributes(self.attributes).get(name)

    def number(self, name: str, usual: int) -> int:
        """An attribute as a whole number, `usual` when it is absent or empty; Refused when it is none."""
        given = self.get(name)
        return parse_whole(given) if given else usual

    @property
    def prefix(self) -> str:
        """The name's prefix with its colon; "" for none."""
        first, colon, _ = self.name.rpartition(b":")
        return (first + colon).decode("utf-8", "replace")

    @property
    def local(self) -> str:
        return self.name.rpartition(b":")[2].decode("utf-8", "replace")


def refuse_endless(data: bytes) -> None:
    """Refused where a comment, CDATA or instruction never ends: each look for its end would go through all the rest."""
    for opening, closing in _ENDS:
        last = data.rfind(opening)
        if last >= 0 and data.find(closing, last) < 0:
            raise damaged(_("a part of it ends in the middle"))


def refuse_deep(data: bytes, most: int) -> None:
    """Refused where elements stand in more than `most` others: a reader may run out of stack."""
    depth = 0
    for tag in _TAG.finditer(data):
        if tag[3] is not None and not tag[5]:
            depth += -1 if tag[2] else 1
            if depth > most:
                raise damaged(_("a part of it is nested deeper than any spreadsheet program writes"))


def elements(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Element]:
    """The elements that lie side by side from `start`, up to `end` or to the end of what contains them."""
    depth, first = 0, None
    for tag in _TAG.finditer(data, start, len(data) if end is None else end):
        if tag[3] is None:
            if tag[1]:
                raise Refused(_(_DOCTYPE))
            continue
        if tag[2]:
            depth -= 1
            if depth < 0:
                return
            if depth == 0 and first is not None:
                yield Element(first[3], first[4], first.start(), first.end(), tag.start(), tag.end())
        elif not tag[5]:
            if depth == 0:
                first = tag
            depth += 1
        elif depth == 0:
            yield Element(tag[3], tag[4], tag.start(), tag.end(), tag.end(), tag.end())
    if depth:
        raise damaged(_("a part of it ends in the middle"))


def root(data: bytes) -> Element:
    """The outermost element; what is in it is not looked at."""
    for tag in _TAG.finditer(data):
        if tag[1]:
            raise Refused(_(_DOCTYPE))
        if tag[3] is not None:
            close = tag.end() if tag[5] else data.rfind(b"</" + tag[3])
            if close < 0:
                raise damaged(_("a part of it ends in the middle"))
            return Element(tag[3], tag[4], tag.start(), tag.end(), close, max(close, data.rfind(b">") + 1))
    raise damaged(_("a part of it is empty"))


def inside(data: bytes, element: Element) -> Iterator[Element]:
    """The children of an element."""
    return elements(data, element.inside, element.close)


def parse_whole(text: str) -> int:
    """A whole number as markup has it; Refused when it is none, or larger than any that counts something in a sheet."""
    if _WHOLE.fullmatch(text) is None:
        raise damaged(_("{value} stands where a number belongs", value=repr(text[:20])))
    return int(text)


def unescape(value: str) -> str:
    """XML's entities and character references resolved."""
    return _ENTITY.sub(_character, value) if "&" in value else value


def _character(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED[match[3]]
    number = int(match[1], 16) if match[1] else int(match[2])
    return match[0] if number > 0x10FFFF else _of_code(number)


def _of_code(number: int) -> str:
    """The sign of a code; half a sign cannot be written to any file, so a mark stands for it."""
    return "\ufffd" if 0xD800 <= number < 0xE000 else chr(number)


def attributes(raw: bytes) -> dict[str, str]:
    """Attribute names as written -> values."""
    return {
        m[1].decode("utf-8", "replace"): unescape((m[2] if m[2] is not None else m[3]).decode("utf-8", "replace"))
        for m in _ATTRIBUTE.finditer(raw)
    }


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """A start tag with an attribute set; None takes it away."""
    quoted = b"" if value is None else f' {name}="{escape(value, quote=True)}"'.encode()
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name.encode():
            return tag[: match.start()].rstrip() + quoted + tag[match.end() :]
    close = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:close].rstrip() + quoted + tag[close:] if quoted else tag


def child_at_end(data: bytes, parent: Element, child: bytes) -> tuple[int, int, bytes]:
    """The splice that puts a child behind the others; a parent written `<a/>` is opened for it."""
    if parent.close > parent.inside or data[parent.inside - 2] != 47:
        return parent.close, parent.close, child
    return parent.inside - 2, parent.inside, b">" + child + b"</" + parent.name + b">"


def plain_text(raw: bytes) -> str:
    """The text of a piece of markup: entities and CDATA resolved, tags, comments and instructions left out."""
    if b"<" not in raw:
        return unescape(raw.decode("utf-8", "replace"))
    pieces, at = [], 0
    for match in _NOT_TEXT.finditer(raw):
        pieces.append(unescape(raw[at : match.start()].decode("utf-8", "replace")))
        pieces.append((match[1] or b"").decode("utf-8", "replace"))
        at = match.end()
    return "".join([*pieces, unescape(raw[at:].decode("utf-8", "replace"))])


def unhexed(value: str) -> str:
    """Excel's own escapes resolved: `_x000D_` is a carriage return, `_x005F_` an underscore."""
    return _ESCAPED.sub(lambda m: _of_code(int(m[1], 16)), value) if "_x" in value else value


def escape(value: str, quote: bool = False) -> str:
    """Text as it may stand in XML; with `quote` also between double quotes."""
    value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if quote:
        value = value.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return value


def cleaned(value: str) -> str:
    """Text as a cell can hold it: without characters XML has no place for, line ends as Excel keeps them."""
    if value.isascii() and value.isprintable():
        return value
    return _NOT_IN_XML.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def spliced(data: bytes, changes: Iterable[tuple[int, int, bytes]]) -> bytes:
    """The bytes with each `start, end, new` put in; places are those of the old bytes and do not overlap."""
    pieces, at = [], 0
    for start, end, new in sorted(changes):
        pieces += [data[at:start], new]
        at = end
    return b"".join([*pieces, data[at:]])
