"""XML from outside: no document type, so no entities; names without their namespaces."""

from __future__ import annotations

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
    except (_Begun, expat.ExpatError):
        return  # what is damaged is told by the parser that reads it
