"""`share --check`: what a reader of the workbook itself would see besides what is theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ar_sheets.base.data import data_folder
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _, n_
from ar_sheets.base.sanitize import clean
from ar_sheets.base.text import column_letter
from ar_sheets.dunning.assess import look
from ar_sheets.facts.gather import Facts
from ar_sheets.workbook import guard
from ar_sheets.workbook.book import Book
from ar_sheets.xlsx import markup
from ar_sheets.xlsx.parts import Package as Parts

INTERNAL = {
    "Customers": ("internal_note", "hold_reason", "credit_limit", "credit_status", "credit_reason"),
    "Invoices": ("internal_note", "hold_reason", "why"), "Payments": ("note",),
}  # fmt: skip
SHOWN = 3
_ROWS = (
    N_("Hidden rows, in {n} place: anybody can show them"), N_("Hidden rows, in {n} places: anybody can show them"),
)  # fmt: skip
_COLUMNS = (
    N_("Hidden columns, in {n} place: anybody can show them"),
    N_("Hidden columns, in {n} places: anybody can show them"),
)


@dataclass(frozen=True, slots=True)
class Exposed:
    """One thing a reader would see: where, what, and what to do about it."""

    where: str
    what: str
    what_to_do: str


def find_exposed(path: Path, reader: str = "") -> list[Exposed]:
    """What the customer `reader` (the only one, when there is one) would see in the workbook besides their own.

    Nothing is changed. NotDone for an unknown customer.
    """
    snapshot = guard.read_snapshot(path)
    book, facts = look(snapshot.data)
    key = reader.strip().casefold()
    if key and key not in facts.customers:
        raise NotDone(
            _(
                "There is no customer {customer} in Customers. Type the Customer ID just as it stands there.",
                customer=reader,
            )
        )
    if not key and len(facts.customers) == 1:
        key = next(iter(facts.customers))
    parts = Parts(snapshot.data)
    return [
        *_others(book, facts, key),
        *_notes(book),
        *_internal_sheets(book),
        *_unknown_sheets(book),
        *_hidden(parts),
        *_comments(parts),
        *_names(parts),
        *_properties(parts),
        *_outside(parts),
        Exposed(
            _("the folder"),
            _("Beside the workbook lie .ar-sheets with backups, batches with letters, and shared"),
            _("Share the one file, never its folder."),
        ),
    ]


def _others(book: Book, facts: Facts, reader: str) -> Iterator[Exposed]:
    strangers = [c.customer_id for key, c in facts.customers.items() if key != reader]
    if strangers:
        yield Exposed(book.name("Customers"),
                      n_("{n} other customer, their address and debts: {customers}",
                         "{n} other customers, their addresses and debts: {customers}", len(strangers),
                         customers=_some(strangers)),
                      _("Do not share this file: make copies with share, one for each customer."))  # fmt: skip
    for sheet in ("Invoices", "Payments", "Outbox", "Log", "Aging", "Payment plans"):
        table = book.tables.get(sheet)
        ids = table.columns.get("customer_id", []) if table else []
        count = sum(isinstance(i, str) and i.casefold() not in (reader, "total", "") for i in ids)
        if count and table:
            yield Exposed(
                table.sheet, n_("{n} row of other customers", "{n} rows of other customers", count), _("As above.")
            )


def _notes(book: Book) -> Iterator[Exposed]:
    for sheet, keys in INTERNAL.items():
        table = book.tables.get(sheet)
        for key in keys if table else ():
            assert table is not None
            filled = [r for r, value in zip(table.rows, table.columns[key], strict=True) if value not in (None, "")]
            if filled and key in table.places:
                cells = [f"{column_letter(table.places[key])}{row}" for row in filled]
                yield Exposed(
                    table.sheet,
                    _("{column}, for you only, in {cells}", column=book.header(sheet, key), cells=_some(cells)),
                    _("Clear what the reader may not know, or share a copy."),
                )


def _internal_sheets(book: Book) -> Iterator[Exposed]:
    for sheet, what in (
        ("Settings", _("How you send mail (server, user), your rules for interest, fees and approval")),
        ("Dunning plan", _("Your steps: when you remind, charge and give up")),
        ("Log", _("Everything you ever sent or noted about them")),
        ("Outbox", _("Letters that wait, with your decisions")),
        ("Problems", _("What is wrong in your books")),
    ):
        table = book.tables.get(sheet)
        if table is not None and len(table):
            yield Exposed(table.sheet, what, _("It goes along with the file, hidden or not."))


def _unknown_sheets(book: Book) -> Iterator[Exposed]:
    known = {table.sheet for table in book.tables.values()} | {book.start_sheet}
    for name in book.sheet_names:
        if name not in known:
            yield Exposed(name, _("A sheet of your own"), _("Look through it before you share the file."))


def _hidden(parts: Parts) -> Iterator[Exposed]:
    listed = parts.child("sheets")
    data = parts.xml(parts.part).content
    for element in markup.inside(data, listed) if listed else ():
        if element.get("state") in ("hidden", "veryHidden"):
            yield Exposed(clean(element.get("name")), _("A hidden sheet: anybody can show it"),
                          _("Delete it, or share a copy."))  # fmt: skip
    for sheet in parts.sheets:
        content = parts.xml(sheet.part).content if sheet.part and parts.has(sheet.part) else b""
        for tag, one, many in ((b"row", *_ROWS), (b"col", *_COLUMNS)):
            count = len(re.findall(rb"<(?:[\w.-]+:)?" + tag + rb"\s[^>]*\bhidden=[\"'](?:1|true)[\"']", content))
            if count:
                yield Exposed(sheet.name, n_(one, many, count),
                              _("Show them and look, before you share the file."))  # fmt: skip


def _comments(parts: Parts) -> Iterator[Exposed]:
    for sheet in parts.sheets:
        for relation in parts.relations(sheet.part) if sheet.part else ():
            if relation.kind in ("comments", "threadedComment") and parts.has(relation.target):
                content = parts.xml(relation.target).content
                found = re.findall(rb"<(?:[\w.-]+:)?(?:comment|threadedComment)\s[^>]*\bref=[\"']([A-Z]+\d+)", content)
                cells = [cell.decode() for cell in found if not cell.endswith(b"1") or cell[-2:-1].isdigit()]
                if cells:  # in row 1 are our own notes on the headers
                    yield Exposed(
                        sheet.name,
                        _("Comments at {cells}", cells=_some(cells)),
                        _("Delete what is not for the reader."),
                    )


def _names(parts: Parts) -> Iterator[Exposed]:
    ours = _defined(Parts((data_folder("workbook_templates") / "receivables.xlsx").read_bytes()))
    own = sorted(_defined(parts) - ours)
    if own:
        yield Exposed(
            _("Name Manager"), _("Names you defined: {names}", names=_some(own)), _("Look at Formulas, Name Manager.")
        )


def _defined(parts: Parts) -> set[str]:
    names = parts.child("definedNames")
    data = parts.xml(parts.part).content
    found = {clean(e.get("name")) for e in markup.inside(data, names)} if names else set()
    return {name for name in found if not name.startswith("_xlnm")}


def _properties(parts: Parts) -> Iterator[Exposed]:
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        content = parts.xml(part).content if parts.has(part) else b""
        tag = rb"creator|lastModifiedBy|description|subject|keywords|category|Company|Manager|lpwstr"
        for found in re.finditer(rb"<(?:[\w.-]+:)?(" + tag + rb")(?:\s[^>]*)?>([^<]+)<", content):
            value = clean(markup.unescape(found[2].decode("utf-8", "replace")))
            if value:
                yield Exposed(_("document properties"), f"{found[1].decode()}: {value[:60]}",
                              _("Take it out in Excel: File, Info, Inspect Document."))  # fmt: skip


def _outside(parts: Parts) -> Iterator[Exposed]:
    links = sum("externallinks/externallink" in entry.name.lower() and entry.name.lower().endswith(".xml")
                for entry in parts.container.entries)  # fmt: skip
    if links:
        yield Exposed(_("external links"),
                      n_("{n} link to another file, with the values last read from it",
                         "{n} links to other files, with the values last read from them", links),
                      _("Break them in Excel: Data, Edit Links."))  # fmt: skip
    if any(e.name.lower().endswith(("connections.xml", "vbaproject.bin")) for e in parts.container.entries):
        yield Exposed(
            _("connections and macros"), _("Data connections or macros"), _("Take them out, or share a copy.")
        )


def _some(items: list[str]) -> str:
    first, more = ", ".join(items[:SHOWN]), max(0, len(items) - SHOWN)
    return n_("{first} and {n} more", "{first} and {n} more", more, first=first) if more else first
