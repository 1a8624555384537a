"""What the screen says while a workbook is adopted: what was found, how sure, what follows, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ar_sheets.adopting.guess import SAFE
from ar_sheets.adopting.lines import combine_lines, is_told, left_alone, left_name
from ar_sheets.adopting.mapping import Settled, contract_column, in_contract, samples
from ar_sheets.adopting.picture import sentence
from ar_sheets.adopting.refusals import called
from ar_sheets.adopting.session import Adopted
from ar_sheets.adopting.survey import NOTHING, OURS, Surveyed
from ar_sheets.base.i18n import N_, _, language, n_
from ar_sheets.schema import translations
from ar_sheets.workbook.remembered import LIST, column_row
from ar_sheets.xlsx.changes import NewColumn, NewSheet, SheetPatch


def describe_sheets(surveyed: Sequence[Surveyed]) -> str:
    """Each sheet with what it seems to be, and each column with what it may be, before anything is settled."""
    lines = [_("This is what was found; what is not sure is asked now.")]
    for sheet in surveyed:
        if sheet.found is None or not sheet.guessed:
            lines.append(f"{sheet.name}: {_left(sheet)}")
            continue
        lines.append(_list_line(sheet))
        known = [Settled(role, guess.column, guess.sure) for role, guess in sheet.guessed.items()
                 if role == "customer_name" or in_contract(sheet.kind, role)]  # fmt: skip
        lines += [_line(sheet, settled) for settled in known]
    return "\n".join(lines)


def proposal(result: Adopted, *, numbered: bool = False) -> str:
    """Each sheet with what it is, each column with what it is taken for, how sure that is, and what stands in it; then
    what follows. `numbered`: with the numbers by which `correct` asks for a line."""
    lines: list[str] = []
    names = {line.name: f"{at:3} " for at, line in enumerate(combine_lines(result), start=1)} if numbered else {}
    for sheet in result.surveyed:
        number = names.get(LIST + sheet.name, "    " if numbered else "")
        columns = result.columns.get(sheet.name)
        if columns is None or sheet.found is None:
            lines.append(f"{number}{sheet.name}: {_left(sheet)}")
            continue
        lines.append(number + _list_line(sheet))
        title = result.titles.get(sheet.name, sheet.name)
        lines += [_numbered(names, title, sheet, s) for s in columns.values() if is_told(s, columns)]
        rest = left_alone(sheet, columns)
        if rest and not numbered:
            lines.append("    " + _("left alone: {columns}", columns=", ".join(c.header for c in rest)))
        for column in rest if numbered else ():
            text = _("left alone: {columns}", columns=column.header[:24])
            lines.append(f"{names[left_name(sheet, column)]}    {text:<50} {samples(column)[:46]}".rstrip())
    if result.figures is not None:
        lines += ["", sentence(result.figures)]
    return "\n".join(lines)


def _numbered(names: Mapping[str, str], title: str, sheet: Surveyed, settled: Settled) -> str:
    known = in_contract(sheet.kind, settled.role)
    name = column_row(title, contract_column(sheet.kind, settled.role)) if known else ""
    return names.get(name, "    " if names else "") + _line(sheet, settled)


def _left(sheet: Surveyed) -> str:
    if sheet.kind == OURS:
        return _("of ar-sheets already")
    return _("left alone") if sheet.kind == NOTHING else _("{kind}, left alone", kind=called(sheet.kind))


def _list_line(sheet: Surveyed) -> str:
    assert sheet.found is not None
    return n_("{sheet}: {kind}, headers in row {row}, {n} row", "{sheet}: {kind}, headers in row {row}, {n} rows",
              len(sheet.found.rows), sheet=sheet.name, kind=called(sheet.kind), row=sheet.found.header_row)  # fmt: skip


def _line(sheet: Surveyed, settled: Settled) -> str:
    assert settled.column is not None
    known = in_contract(sheet.kind, settled.role)
    name = _column_called(sheet, settled.role) if known else _("Customer's {what}", what=settled.role)
    if settled.role == "customer_name" and sheet.kind != "Customers":
        name = _("Customer's name")
    return (
        f"    {name:<22} <- {settled.column.header[:24]:<24} {_sure(settled):<9} {samples(settled.column)[:46]}"
    ).rstrip()


def _column_called(sheet: Surveyed, role: str) -> str:
    return translations.word_in("column", contract_column(sheet.kind, role).header, language())


def _sure(settled: Settled) -> str:
    if settled.asked or settled.from_settings:
        return _("you said")
    if settled.sure < SAFE:
        return _("asked")
    # Translators: how sure the program is of what a column is
    return _("certain") if settled.sure >= 0.95 else _("sure") if settled.sure >= 0.88 else _("likely")


def describe_adoption(result: Adopted, *, dry_run: bool) -> str:
    """What was added and what the owner has to know, ending with what to do next."""
    lines = [*added(result, dry_run=dry_run), *(f"- {note}" for note in result.notes)]
    if result.customers:
        shown = ", ".join(who if who == name or not name else f"{who} = {name}" for who, name in result.customers[:8])
        more = len(result.customers) - 8
        name = translations.word_in("sheet", "Customers", result.language)
        ids = n_("{ids} and {n} more", "{ids} and {n} more", more, ids=shown) if more > 0 else shown
        lines.append("- " + _("{sheet} is made from your invoices; the IDs are {ids}. Add their addresses there.",
                              sheet=name, ids=ids))  # fmt: skip
    if dry_run:
        return "\n".join([*lines, "", _("Nothing was changed.")])
    if not result.changes and not result.made:
        return "\n".join([*lines, _("Nothing is missing; the workbook was not touched.")])
    settings = translations.word_in("sheet", "Settings", result.language)
    run, back = (f'ar-sheets {command} "{result.workbook}"' for command in ("run", "undo"))
    to_go_back = _("  to go back:      {command}", command=back)
    if result.made:
        to_go_back = _("  to go back:      delete {name}; the .csv is as it was", name=result.workbook.name)
    return "\n".join([
        *lines, "", _("Next:"),
        _("  fill in {settings} (who you are, your country, how you are paid)", settings=settings),
        _("  then the run:    {command}", command=run), to_go_back,
    ])  # fmt: skip


def added(result: Adopted, *, dry_run: bool) -> list[str]:
    """What comes to the workbook, one line for each sort of thing."""
    if result.made:
        made = N_("Would make {path}; the .csv stays as it is.") if dry_run else (
            N_("Made {path}; the .csv stays as it is."))  # fmt: skip
        return [_(made, path=result.workbook)]
    lines = []
    sheets = [c.name for c in result.changes if isinstance(c, NewSheet)]
    if sheets:
        names = ", ".join(sheets)
        lines.append(
            n_("Would add the sheet {sheets}.", "Would add the sheets {sheets}.", len(sheets), sheets=names) if dry_run
            else n_("Added the sheet {sheets}.", "Added the sheets {sheets}.", len(sheets), sheets=names)
        )  # fmt: skip
    places: dict[str, list[str]] = {}
    for change in result.changes:
        if isinstance(change, NewColumn):
            places.setdefault(change.sheet, []).append(change.header)
    right = N_("Would add at the right of {sheet}: {columns}.") if dry_run else (
        N_("Added at the right of {sheet}: {columns}."))  # fmt: skip
    lines += [_(right, sheet=name, columns=", ".join(headers)) for name, headers in places.items()]
    if result.credits:
        lines.append(
            _("Would add {what}.", what=result.credits) if dry_run else _("Added {what}.", what=result.credits)
        )
    rows = {c.sheet: len(c.append) for c in result.changes if isinstance(c, SheetPatch) and c.append}
    lines += [
        n_("Would add {n} row below {sheet}.", "Would add {n} rows below {sheet}.", count, sheet=name) if dry_run
        else n_("Added {n} row below {sheet}.", "Added {n} rows below {sheet}.", count, sheet=name)
        for name, count in rows.items()
    ]  # fmt: skip
    return lines


def adoption_as_data(result: Adopted, *, dry_run: bool) -> dict[str, Any]:
    """The same for --json."""
    return {
        "workbook": str(result.workbook), "dry_run": dry_run, "made": result.made,
        "sheets": [_sheet_data(sheet, result) for sheet in result.surveyed],
        "added": added(result, dry_run=dry_run), "notes": result.notes,
        "customers": [{"customer_id": who, "name": name} for who, name in result.customers],
        "figures": _figures(result),
    }  # fmt: skip


def _figures(result: Adopted) -> dict[str, Any] | None:
    """What a run works out of the workbook."""
    found = result.figures
    if found is None:
        return None
    return {
        "customers": found.customers, "invoices": found.invoices, "oldest_days": found.oldest_days,
        "unread": found.unread, "unread_amount": _plain(found.unread_amount),
        "open": _plain(found.open_amount), "overdue": _plain(found.overdue), "unapplied": _plain(found.unapplied),
    }  # fmt: skip


def _plain(amounts: Mapping[str, Any]) -> dict[str, float]:
    return {currency: float(amount) for currency, amount in sorted(amounts.items()) if amount}


def _answer_name(sheet: Surveyed, settled: Settled, result: Adopted) -> str:
    """The name by which --answer corrects a column."""
    if not in_contract(sheet.kind, settled.role):
        return ""
    return column_row(result.titles.get(sheet.name, sheet.name), contract_column(sheet.kind, settled.role))


def _sheet_data(sheet: Surveyed, result: Adopted) -> dict[str, Any]:
    columns = result.columns.get(sheet.name, {})
    return {
        "sheet": sheet.name, "is": sheet.kind or "left alone",
        "header_row": sheet.found.header_row if sheet.found else None,
        "columns": [
            {"column": s.role, "header": s.column.header, "sure": round(s.sure, 2), "why": s.why, "asked": s.asked,
             "samples": samples(s.column), "answer": _answer_name(sheet, s, result)}
            for s in columns.values() if s.column is not None
        ],
    }  # fmt: skip
