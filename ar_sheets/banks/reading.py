"""From the bytes of a file to checked statements: bounds, kind of file, reader, sums."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from pathlib import Path

from ar_sheets.banks.entry import Statement, Unusable
from ar_sheets.banks.identify import identify_format
from ar_sheets.banks.text import decode_text
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.money import format_amount
from ar_sheets.schema.codes import CURRENCIES
from ar_sheets.xlsx.limits import Bounds, file_bytes

BOUNDS = Bounds(file=200_000_000, entries=500, part=200_000_000, whole=400_000_000, cells=4_000_000)
MOST_ENTRIES = 500_000
MOST_MONEY = Decimal(10) ** 13  # Excel holds fifteen digits
EARLIEST = date(1990, 1, 1)
ZERO = Decimal(0)
_READERS = {
    "OCR giro": "ocr_giro", "BgMax": "bgmax", "TITO": "tito", "KTL": "ktl", "CODA": "coda", "CFONB 120": "cfonb",
    "Norma 43": "norma43", "MT940": "mt940", "OFX": "ofx",
}  # fmt: skip
_CP850 = {"Norma 43", "CODA"}


@dataclass(frozen=True, slots=True)
class BankFile:
    """One file, read: its name without folders, its hash, and what it says of each account."""

    name: str
    sha256: str
    statements: Sequence[Statement]


def read_file(path: Path, answers: Mapping[str, str] | None = None) -> BankFile:
    """A bank's file. Unusable with a sentence where nothing of it can be taken; Unsure (of lists) where a person must
    say what a column means."""
    try:
        data = file_bytes(path, BOUNDS.file)
    except OSError as fault:
        raise Unusable(_("{name} cannot be opened ({reason}).", name=path.name, reason=fault.strerror)) from fault
    except NotDone as refused:
        raise Unusable(str(refused)) from refused
    statements = read_statements(data, answers or {})
    return BankFile(path.name, hashlib.sha256(data).hexdigest(), statements)


def read_statements(data: bytes, answers: Mapping[str, str]) -> list[Statement]:
    """The statements in the bytes of a file, each with its sums checked."""
    kind = identify_format(data)
    statements = _unzipped(data, answers) if kind == "zip" else _read(kind, data, answers)
    if sum(len(one.entries) for one in statements) > MOST_ENTRIES:
        raise Unusable(_("The file has more than {most} entries. Download a shorter period.", most=MOST_ENTRIES))
    for statement in statements:
        _check(statement)
    return statements


def _read(kind: str, data: bytes, answers: Mapping[str, str]) -> list[Statement]:
    if kind == "camt":
        from ar_sheets.banks import camt

        return camt.read(data)
    if kind in ("list", "xlsx"):
        return _list(kind, data, answers)
    reader: Callable[[str], list[Statement]] = import_module(f"ar_sheets.banks.{_READERS[kind]}").read
    return reader(decode_text(data))


def _list(kind: str, data: bytes, answers: Mapping[str, str]) -> list[Statement]:
    from ar_sheets.banks.lists import read as lists

    if kind == "list":
        text = decode_text(data)
        rows = lists.list_rows(text)
        lists.refuse_cut(text, rows)
        return lists.read_list(rows, text[:500], answers)
    from ar_sheets.xlsx.opening import all_sheet_cells

    try:
        sheets = all_sheet_cells(data, BOUNDS)
    except NotDone as refused:
        raise Unusable(str(refused)) from refused
    filled = [rows for rows in sheets.values() if len(rows) > 1]
    if len(filled) != 1:
        raise Unusable(_("This workbook has {count} sheets with rows. Keep the one with the bank's list, save, and "
                         "take it in again.", count=len(filled)))  # fmt: skip
    return lists.read_list(filled[0], "", answers)


def _unzipped(data: bytes, answers: Mapping[str, str]) -> list[Statement]:
    """The statements of all files in a zip. Each is bounded before and while it is unpacked; none may be a zip."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = [one for one in archive.infolist() if not one.is_dir() and not _not_ours(one.filename)]
        if len(members) > BOUNDS.entries or sum(one.file_size for one in members) > BOUNDS.whole:
            raise Unusable(_("This zip would unpack to more than ar-sheets opens. Unpack it and take in the files."))
        statements: list[Statement] = []
        others: list[str] = []
        for one in members:
            with archive.open(one) as file:
                content = file.read(BOUNDS.part + 1)
            if len(content) > BOUNDS.part:
                raise Unusable(_("{name} in the zip is too large.", name=one.filename))
            try:
                kind = identify_format(content)
            except Unusable as other:  # the same as a PDF, a letter of the bank's
                others.append(_("{name} in the zip was not used: {why}", name=one.filename, why=other))
                continue
            if kind == "zip":
                raise Unusable(_("{name} is a zip inside a zip. Unpack it and take in the files.", name=one.filename))
            statements += _read(kind, content, answers)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        raise Unusable(_("The zip cannot be unpacked: it is damaged or has a password.")) from fault
    if not statements:
        raise Unusable(" ".join([_("There is no bank statement in this zip."), *others]))
    statements[0].notes = [*(statements[0].notes or ()), *others]
    return statements


def _not_ours(name: str) -> bool:
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith(".")


def _check(statement: Statement) -> None:
    """Currency, days, and opening + booked = closing; what does not hold of the last is noted, not refused: some banks
    leave out entries below a sum, and samples are made anonymous."""
    notes = statement.notes = statement.notes if statement.notes is not None else []
    for code in {statement.currency, *(entry.currency for entry in statement.entries)} - {""}:
        if code not in CURRENCIES and code != "XXX":
            raise Unusable(_('The file has the currency "{code}", which does not exist.', code=code[:20]))
    for entry in statement.entries:
        if abs(entry.amount) >= MOST_MONEY:
            raise Unusable(_("{place} has {amount}: more than a workbook can hold to the cent. The file is damaged.",
                             place=entry.place.capitalize(),
                             amount=format_amount(entry.amount, entry.currency)))  # fmt: skip
        if entry.date < EARLIEST:
            raise Unusable(_("{place} is dated {day}: the file is damaged.", place=entry.place.capitalize(),
                             day=entry.date))  # fmt: skip
    if statement.opening is None or statement.closing is None:
        return
    booked = sum((entry.amount for entry in statement.entries), ZERO)
    missing = statement.closing - statement.opening - booked
    if not missing:
        return
    turned = sum((entry.amount for entry in statement.entries if entry.returned), ZERO)
    if missing == -2 * turned and turned:
        notes.append(_("The sums hold only if the reversals ({amount}) count the other way round: look at them.",
                       amount=turned))  # fmt: skip
    else:
        notes.append(_("Opening balance {opening} and entries {booked} do not come to the closing balance {closing}: "
                       "{missing} is not in the file.", opening=statement.opening, booked=booked,
                       closing=statement.closing, missing=missing))  # fmt: skip


def balanced(statement: Statement) -> bool | None:
    """Whether opening + booked = closing; None where the file has no balances."""
    if statement.opening is None or statement.closing is None:
        return None
    return statement.opening + sum((entry.amount for entry in statement.entries), ZERO) == statement.closing
