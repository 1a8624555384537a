"""The changes that make a workbook of an owner's own one that a run can work on; nothing that is there is touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ar_sheets.adopting.look import like_column, like_sheet, start_sheet
from ar_sheets.adopting.mapping import Settled, contract_column, in_contract
from ar_sheets.adopting.survey import CUSTOMERS_KIND, INVOICES_KIND, OURS, Surveyed, contract_sheet
from ar_sheets.base.data import data_folder
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.base.text import normalize_header
from ar_sheets.dunning.write_back import FORMATS, new_sheet
from ar_sheets.schema import translations
from ar_sheets.schema.columns import DUNNING_PLAN, PAYMENTS, SETTING_ROWS, SETTINGS, SHEETS, START, Column, Sheet, usual
from ar_sheets.workbook.create import default_plan
from ar_sheets.workbook.remembered import MARKS, NONE, OWN_SETTINGS, SHEET, Remembered, column_row
from ar_sheets.workbook.spoken import settings_sheet
from ar_sheets.xlsx.changes import Change, NewColumn, NewSheet, SheetPatch
from ar_sheets.xlsx.patch import patch

ENDING = " (ar-sheets)"
TYPED_TOO = {  # columns of people's that letters and holds cannot do without
    "Invoices": ("hold_until", "hold_reason"),
    "Customers": ("name", "profile", "email", "street", "postcode", "city", "country", "hold_until", "hold_reason"),
    "Payments": ("customer_id", "invoice_no"),
}
REPLACED = ("invoice_date", "typed_due_date", "marked_paid_on")  # days that may get a column of their own
BY_NAME = {sheet.name: sheet for sheet in SHEETS}


@dataclass(slots=True)
class Making:
    """What is being made of a workbook: its sheet names, its language, the answers to remember, the changes."""

    names: list[str]
    language: str
    blanks: dict[str, Collection[tuple[int, int]]] = field(default_factory=dict, kw_only=True)
    said: Remembered = field(default_factory=Remembered)
    handled: set[str] = field(default_factory=set)  # contract sheets that are there or were seen to
    memory: list[tuple[str, str]] = field(default_factory=list)
    columns: list[NewColumn] = field(default_factory=list)
    sheets: list[NewSheet] = field(default_factory=list)
    appended: list[SheetPatch] = field(default_factory=list)
    _widened: tuple[list[NewColumn], bytes] = field(default_factory=lambda: ([], b""))

    def all(self) -> list[Change]:
        return [*self.columns, *self.appended, *self.sheets]

    def made_of(self, data: bytes) -> bytes:
        """The workbook with all changes made. The columns, which cost most, are added once: what else is to be made is
        made again whenever more has become known."""
        if self._widened[0] != self.columns:
            self._widened = list(self.columns), patch(data, self.columns)
        return patch(self._widened[1] or data, [*self.appended, *self.sheets])

    def remember(self, name: str, value: str) -> None:
        self.memory.append((name, value))


def in_place(
    making: Making,
    sheet: Surveyed,
    columns: Mapping[str, Settled],
    there: Collection[str] | None = None,
    own: Collection[str] = (),
) -> None:
    """Columns that are missing go to the right end of the list; what its own columns are is remembered.

    there: the keys a run finds in the list already; None for a list that is new to it. own: the keys of columns that
    get one of ours in any case, because theirs cannot be used as they are, or must be able to say Credit note.
    """
    assert sheet.found is not None
    contract = BY_NAME[sheet.kind]
    headers = [c.header for c in sheet.found.columns]
    natural = (
        {translations.known_headers(contract).get(translations.plain_name(header)): header for header in headers}
        if there is None
        else {}
    )
    chosen = _by_key(sheet.kind, columns)
    if there is not None:  # only what was said anew
        chosen = {key: s for key, s in chosen.items() if s.from_settings}
    chosen = {key: what for key, what in chosen.items() if key not in own}
    for key, what in chosen.items():
        _remember(making, sheet, contract, key, what)
    names = {translations.plain_name(header) for header in headers}
    for column in usual(translations.in_language(contract, making.language)).columns:
        there_already = column.key in chosen or column.key in (there or ())
        if column.optional or there_already or _is_none(making, contract, column.key):
            continue
        needed = column.key in TYPED_TOO[contract.name] or (column.key == "kind" and has_credits(sheet, columns))
        needed = needed or column.key in own
        if column.owner in ("computed", "reply") or needed:
            _add(making, sheet, column, names, natural.get(column.key) is not None)
        elif column.key in natural:
            making.remember(column_row(contract.name, contract.column(column.key)), NONE)
    for mark in MARKS:
        if mark.key in own and there is None:
            _add(making, sheet, mark, names, has_its_own=False)


def has_credits(sheet: Surveyed, columns: Mapping[str, Settled]) -> bool:
    """Whether a list of invoices has negative amounts: then it needs a column that says what they are."""
    amount = columns.get("amount")
    values = amount.column.values if sheet.kind == INVOICES_KIND and amount is not None and amount.column else ()
    return any(isinstance(value, (int, float)) and value < 0 for value in values)


def _is_none(making: Making, contract: Sheet, key: str) -> bool:
    return making.said.of(contract.name).get(key) == NONE


def _by_key(kind: str, columns: Mapping[str, Settled]) -> dict[str, Settled]:
    """The columns by the contract's keys. Names serve as IDs where there is nothing else."""
    found = {
        contract_column(kind, role).key: s for role, s in columns.items()
        if role != "customer_name" and in_contract(kind, role)
    }  # fmt: skip
    name = columns.get("customer_name")
    if name is not None:
        found.setdefault("customer_id", name)
        if kind == CUSTOMERS_KIND:
            found["name"] = name
    return found


def _remember(making: Making, sheet: Surveyed, contract: Sheet, key: str, what: Settled) -> None:
    """An answer into Settings, unless it stands there."""
    assert sheet.found is not None
    if what.column is not None:
        first = next(
            c for c in sheet.found.columns if normalize_header(c.header) == normalize_header(what.column.header)
        )
        if first is not what.column:
            text = what.column.header
            raise NotDone(
                _(
                    "Two columns of {sheet} are headed {column}. Give one another name, and adopt again.",
                    sheet=sheet.name,
                    column=text,
                )
            )
    text = NONE if what.column is None else what.column.header
    if normalize_header(making.said.of(contract.name).get(key, "")) != normalize_header(text):
        column = next((c for c in contract.columns if c.key == key), None) or contract_column(INVOICES_KIND, key)
        making.remember(column_row(contract.name, column), text)


def _add(making: Making, sheet: Surveyed, column: Column, names: set[str], has_its_own: bool) -> None:
    """A column of ours beside theirs; where they have one of that name, ours says whose it is."""
    assert sheet.found is not None
    contract = BY_NAME[sheet.kind]
    if (contract.name, column.key) == (INVOICES_KIND, "customer") and has_its_own:
        making.remember(column_row(contract.name, contract.column(column.key)), NONE)
        return  # the customers' names stand there already
    header = column.header
    typed = column.owner == "you" and column.key in REPLACED  # theirs cannot be used
    if has_its_own or typed or translations.plain_name(header) in names:
        header += ENDING if has_its_own or translations.plain_name(header) in names else ""
        making.remember(column_row(contract.name, column if column in MARKS else contract.column(column.key)), header)
    names.add(translations.plain_name(header))
    making.columns.append(
        NewColumn(
            sheet.name,
            header,
            sheet.found.header_row,
            FORMATS["date"] if column.key == "marked_paid_on" else FORMATS.get(column.type),
            _wide(column.width, header),
            making.blanks.get(sheet.name, ()),
            like_column(making.language, contract, contract.column("invoice_date") if column in MARKS else column),
        )
    )


def _wide(width: float, header: str) -> float:
    """A width in characters that shows the header whole, beside the sign of its filter."""
    return float(max(width, min(round(len(header) * 1.2) + 5, 40)))  # headers are bold


def missing_sheets(
    making: Making, surveyed: Sequence[Surveyed], settings: Mapping[str, object], *, first: bool = True
) -> None:
    """Start (first: in front of the others), Settings with these values, and all others that a new workbook has."""
    there = {contract.name for s in surveyed if s.kind == OURS and (contract := contract_sheet(s.name))}
    plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
    names = [s.name for s in surveyed]
    for sheet in SHEETS:
        if sheet.name in there | making.handled or sheet is SETTINGS:
            continue
        taken = translations.find_sheet(sheet, names)
        if sheet is DUNNING_PLAN:
            add_our_sheet(making, sheet, plan)
        elif sheet is START:
            continue
        elif taken is None or sheet.name in ("Outbox", "Log", "Aging", "Problems"):
            if not sheet.optional:
                add_our_sheet(making, sheet, [])
        else:
            making.remember(SHEET + sheet.name, NONE)
    if START.name not in there:
        _start(making, names, settings, first=first)
    if SETTINGS.name not in there:
        _settings(making, settings)


def _start(making: Making, names: Sequence[str], settings: Mapping[str, object], *, first: bool) -> None:
    """The sheet Start, with what its links and charts speak of by the names it has in this workbook."""
    title = translations.in_language(START, making.language).title
    if translations.find_sheet(START, names) is not None:
        title += ENDING
        making.remember(SHEET + START.name, title)
    said = {**making.said.sheets, **{n.removeprefix(SHEET): v for n, v in making.memory if n.startswith(SHEET)}}
    called = {normalize_header(name): title for name, title in said.items()}
    found = {s.name: called.get(normalize_header(s.name)) or translations.find_sheet(s, making.names) for s in SHEETS}
    made = {name: title for name, title in found.items() if title}
    making.sheets.append(start_sheet(making.language, title, made, settings.get("currency"), first=first))


def add_our_sheet(making: Making, sheet: Sheet, rows: Sequence[Mapping[str, Any]]) -> str:
    """A sheet of ours at the end, by another name where the owner has one of that name; the name it got."""
    local = usual(translations.in_language(sheet, making.language))
    title = local.title
    taken = {normalize_header(name) for name in making.names}
    if normalize_header(title) in taken or translations.find_sheet(sheet, making.names) is not None:
        title += ENDING
        making.remember(SHEET + sheet.name, title)
    making.names.append(title)
    making.handled.add(sheet.name)
    typed = [{k: translations.value_in(sheet.column(k), v, making.language) for k, v in row.items()} for row in rows]
    making.sheets.append(replace(new_sheet(local, typed, title), like=like_sheet(making.language, sheet)))
    return title


def _settings(making: Making, settings: Mapping[str, object]) -> None:
    """The sheet Settings with the usual values, and below them what was answered."""
    rows = []
    for setting in (setting for setting in SETTING_ROWS if setting.key in settings or not setting.optional):
        local = translations.setting_in(setting, making.language)
        value = translations.value_in(setting, settings.get(setting.key, setting.default), making.language)
        rows.append({"setting": local.name, "value": value, "note": local.note})
    rows += [{"setting": name, "value": value, "note": _("Said at adopt")} for name, value in making.memory]
    local_sheet = translations.in_language(SETTINGS, making.language)
    title = OWN_SETTINGS if translations.find_sheet(SETTINGS, making.names) else local_sheet.title
    made = new_sheet(local_sheet, rows, title)
    making.sheets.insert(0, replace(made, like=like_sheet(making.language, SETTINGS)))


def remember_more(making: Making, grids: Mapping[str, Sequence[Sequence[Any]]]) -> None:
    """Answers that are new go below those in Settings; one that changed takes the place of the old one."""
    name = settings_sheet(list(grids))
    assert name is not None
    known = {normalize_header(row[0]): number for number, row in enumerate(grids[name], start=1) if row}
    headers = translations.known_headers(SETTINGS)
    top = next(
        n for n, row in enumerate(grids[name], start=1) if headers.get(translations.plain_name(row[0])) == "setting"
    )
    rows = [{0: said, 1: value} for said, value in making.memory if normalize_header(said) not in known]
    if rows:
        making.appended.append(SheetPatch(name, append=rows, header_row=top, ours=False))
    old = sorted(
        (known[normalize_header(said)], value) for said, value in making.memory if normalize_header(said) in known
    )
    if old:
        patch = SheetPatch(name, [n for n, _ in old], {1: [v for _, v in old]}, header_row=top, ours=False)
        making.appended.append(patch)


def payments_to(making: Making, book: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Payments that the owner's marks stand for: into a new sheet, or below those in the sheet there is."""
    records = [{k: v for k, v in row.items() if v not in (None, "")} for row in rows]
    table = book.tables.get(PAYMENTS.name) if book is not None else None
    if table is None:
        add_our_sheet(making, PAYMENTS, records)
    elif records:
        placed = [{table.places[k]: v for k, v in row.items() if k in table.places} for row in records]
        making.appended.append(SheetPatch(table.sheet, append=placed, header_row=table.header_row, ours=False))


def customers_to(making: Making, rows: Iterable[Mapping[str, Any]]) -> None:
    """The sheet Customers, made from the names in the list of invoices."""
    add_our_sheet(making, BY_NAME[CUSTOMERS_KIND], list(rows))
