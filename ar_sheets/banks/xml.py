"""XML from outside: no document type, so no entities; names without their namespaces."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from ar_sheets.banks.entry import Unusable
from ar_sheets.base.i18n import _


def local(tag: object) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def refuse_dtd(data: bytes) -> None:
    """Unusable where the XML brings a DTD of its own: no bank sends one, and entities could blow it up."""

    def declared(*_unused: object) -> None:
        raise Unusable(_("This XML declares a document type, which no bank's file does. It is not opened."))

    class _Begun(Exception):  # noqa: N818 - the end of looking
        pass

    def begun(*_unused: object) -> None:
        raise _Begun

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        for at in range(0, len(data), 65_536):
            parser.Parse(data[at : at + 65_536])
    except (_Begun, expat.ExpatError, LookupError):
        return  # what is damaged is told by the parser that reads it


class XmlNames(dict[str, tuple[str, ...]]):
    """Paths of local names -> their tags in the namespace of this file: "Acct/Id/IBAN"."""

    def __init__(self, space: str) -> None:
        super().__init__()
        self.space = space

    def __missing__(self, path: str) -> tuple[str, ...]:
        self[path] = tuple(self.space + part for part in path.split("/"))
        return self[path]


def find(node: Any, names: XmlNames, path: str) -> Any:
    """The first element at a path: step by step, which is several times as fast as one search for the whole path."""
    for tag in names[path]:
        node = node.find(tag)
        if node is None:
            return None
    return node


def find_all(node: Any, names: XmlNames, path: str) -> list[Any]:
    """All elements at a path."""
    found = [node]
    for tag in names[path]:
        found = [one for parent in found for one in parent.findall(tag)]
    return found


def text_at(node: Any, names: XmlNames, *paths: str) -> str:
    """The first of these that is there and not empty."""
    for path in paths:
        found = find(node, names, path)
        if found is not None and (text := (found.text or "").strip()):
            return str(text)
    return ""
