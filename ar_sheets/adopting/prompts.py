"""The words on the screen while a workbook is adopted: what was found, how sure, what is asked, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import click

from ar_sheets.adopting.guess import SAFE
from ar_sheets.adopting.mapping import Ask, Question, Settled, contract_column, in_contract, samples
from ar_sheets.adopting.picture import sentence
from ar_sheets.adopting.session import Adopted
from ar_sheets.adopting.survey import NOTHING, OURS, SAID, Surveyed
from ar_sheets.base.errors import NotDone
from ar_sheets.base.text import normalize_header
from ar_sheets.schema import translations
from ar_sheets.workbook.remembered import LIST, NONE, column_row
from ar_sheets.xlsx.changes import NewColumn, NewSheet, SheetPatch

QUIT = ("q", "quit", "avslutt", "avsluta", "stop", "sair", "dil", "ende")


class Unsure:
    """What nobody answered, where answers may not be asked for."""

    def __init__(self) -> None:
        self.questions: list[Question] = []
        self.used: set[str] = set()  # names of answers given beforehand that were asked for
        self._look = ""

    def saw(self, surveyed: Sequence[Surveyed]) -> None:
        """What was found, to be shown before the first question."""
        self._look = look(surveyed)

    def show(self, *, err: bool) -> None:
        """Show it, once."""
        if self._look:
            click.echo(self._look, err=err)
        self._look = ""

    def refuse(self) -> None:
        """NotDone with all that is unsure, if anything is."""
        if self.questions:
            lines = [f'  {q.text}\n      --answer "{q.name}={q.proposed or "..."}"' for q in self.questions]
            raise NotDone(
                "Nothing was changed: this is not sure enough to go on without you.\n" + "\n".join(lines)
                + "\nAnswer on the command line as shown, or call adopt without --yes and it asks."
            )  # fmt: skip


def asker(given: Mapping[str, str], unsure: Unsure, *, quiet: bool, err: bool = False) -> Ask:
    """How questions are answered: by what was given, by a proposal that is safe, else by asking. With `quiet` nobody
    is asked: what is left is noted in `unsure`, and the likeliest answer goes on for the time being."""
    answers = {normalize_header(name): (name, value) for name, value in given.items()}
    before: dict[str, str] = {}  # nobody is asked the same twice when a line was corrected

    def ask(question: Question) -> str:
        name, said = answers.get(normalize_header(question.name), ("", None))
        if said is not None:
            unsure.used.add(name)
            return _checked(question, said)
        if question.name in before and (not question.options or before[question.name] in question.options):
            return before[question.name]
        if question.sure >= SAFE and question.proposed:
            return question.proposed
        if not quiet:
            unsure.show(err=err)
            before[question.name] = _asked(question, err=err)
            return before[question.name]
        unsure.questions.append(question)
        if not question.proposed and (question.needed or not question.options):
            unsure.refuse()
        return question.proposed or NONE

    return ask


def again(answers: Mapping[str, str]) -> Ask:
    """The answers of a first look, for doing it: nobody is asked twice."""
    return lambda question: answers[question.name]


def _checked(question: Question, said: str) -> str:
    if not question.options:
        return said
    for option in question.options:
        if normalize_header(option) == normalize_header(said):
            return option
    raise NotDone(f'{question.name}: "{said}" is none of {", ".join(question.options)}. Nothing was changed.')


def _asked(question: Question, *, err: bool) -> str:
    """One question on the screen; the answers are numbered, Enter takes the proposed one."""
    click.echo(f"\n{question.text}", err=err)
    try:
        if not question.options:
            return _typed(question, err=err)
        for place, option in enumerate(question.options, start=1):
            sample = question.samples.get(option, "")
            shown = "there is no such column" if option == NONE else option
            click.echo(f"  {place:2}  {shown}" + (f"   {sample}" if sample else ""), err=err)
        there = [normalize_header(o) for o in question.options]
        default = (
            there.index(normalize_header(question.proposed)) + 1
            if normalize_header(question.proposed) in there
            else None
        )
        while True:
            number = str(click.prompt("Number", default=default, type=str, err=err)).strip()
            if number.isdecimal() and 1 <= int(number) <= len(question.options):
                return question.options[int(number) - 1]
            if normalize_header(number) in there:
                return question.options[there.index(normalize_header(number))]
            click.echo(f"Type one of the numbers 1 to {len(question.options)}.", err=err)
    except click.Abort:
        raise NotDone("Nothing was changed: there was no answer.") from None


def _typed(question: Question, *, err: bool) -> str:
    """An answer in letters, asked for again until it can be used."""
    while True:
        answer = str(click.prompt("Answer", default=question.proposed or None, err=err))
        wrong = question.fits(answer) if question.fits else ""
        if not wrong:
            return answer
        click.echo(wrong, err=err)


def look(surveyed: Sequence[Surveyed]) -> str:
    """Each sheet with what it seems to be, and each column with what it may be, before anything is settled."""
    lines = ["This is what was found; what is not sure is asked now."]
    for sheet in surveyed:
        if sheet.found is None or not sheet.guessed:
            lines.append(f"{sheet.name}: {_left(sheet)}")
            continue
        lines.append(f"{sheet.name}: {sheet.kind.lower()}, headers in row {sheet.found.header_row}, "
                     f"{len(sheet.found.rows)} rows")  # fmt: skip
        known = [Settled(role, guess.column, guess.sure) for role, guess in sheet.guessed.items()
                 if role == "customer_name" or in_contract(sheet.kind, role)]  # fmt: skip
        lines += [_line(sheet, settled) for settled in known]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be corrected: the name of the answer that does it, the question, and the answers there are."""

    name: str
    text: str
    options: tuple[str, ...]
    samples: Mapping[str, str] = field(default_factory=dict)


def lines_of(result: Adopted) -> list[Line]:
    """What can be corrected, in the order in which `proposal` numbers it."""
    lines = []
    for sheet in result.surveyed:
        if sheet.kind == OURS:
            continue
        lines.append(Line(LIST + sheet.name, f"What is the sheet {sheet.name}?", tuple(SAID)))
        columns = result.columns.get(sheet.name)
        if columns is None or sheet.found is None:
            continue
        headers = tuple(c.header for c in sheet.found.columns)
        held = {c.header: samples(c) for c in sheet.found.columns}
        for settled in columns.values():
            if _told(settled, columns) and in_contract(sheet.kind, settled.role):
                column = contract_column(sheet.kind, settled.role)
                name = column_row(result.titles.get(sheet.name, sheet.name), column)
                lines.append(Line(name, f"{sheet.name}: which column is {column.header}?", (*headers, NONE), held))
    return lines


def correct(result: Adopted, *, err: bool = False) -> tuple[str, str] | None:
    """Ask whether a line is wrong: the name of the answer and the answer, or None to go on."""
    lines = lines_of(result)
    while True:
        try:
            text = str(click.prompt("Enter to go on, or the number of a line that is wrong (q stops)", default="",
                                    show_default=False, err=err)).strip().casefold()  # fmt: skip
        except click.Abort:
            raise NotDone("Nothing was changed: there was no answer.") from None
        if not text:
            return None
        if text in QUIT:
            raise NotDone("Nothing was changed.")
        if text.isdecimal() and 1 <= int(text) <= len(lines):
            line = lines[int(text) - 1]
            question = Question(line.name, line.text, line.options, samples=line.samples)
            return line.name, _asked(question, err=err)
        click.echo(f"Type one of the numbers 1 to {len(lines)}, or press Enter.", err=err)


def proposal(result: Adopted, *, numbered: bool = False) -> str:
    """Each sheet with what it is, each column with what it is taken for, how sure that is, and what stands in it; then
    what follows. `numbered`: with the numbers by which `correct` asks for a line."""
    lines: list[str] = []
    names = {line.name: f"{at:3} " for at, line in enumerate(lines_of(result), start=1)} if numbered else {}
    for sheet in result.surveyed:
        number = names.get(LIST + sheet.name, "    " if numbered else "")
        columns = result.columns.get(sheet.name)
        if columns is None or sheet.found is None:
            lines.append(f"{number}{sheet.name}: {_left(sheet)}")
            continue
        lines.append(f"{number}{sheet.name}: {sheet.kind.lower()}, headers in row {sheet.found.header_row}, "
                     f"{len(sheet.found.rows)} rows")  # fmt: skip
        title = result.titles.get(sheet.name, sheet.name)
        lines += [_numbered(names, title, sheet, s) for s in columns.values() if _told(s, columns)]
        used = {s.column.place for s in columns.values() if s.column is not None}
        rest = [c.header for c in sheet.found.columns if c.place not in used]
        if rest:
            lines.append(f"    left alone: {', '.join(rest)}")
    if result.figures is not None:
        lines += ["", sentence(result.figures)]
    return "\n".join(lines)


def _numbered(names: Mapping[str, str], title: str, sheet: Surveyed, settled: Settled) -> str:
    known = in_contract(sheet.kind, settled.role)
    name = column_row(title, contract_column(sheet.kind, settled.role)) if known else ""
    return names.get(name, "    " if names else "") + _line(sheet, settled)


def _told(settled: Settled, columns: Mapping[str, Settled]) -> bool:
    """A name that is also the ID is told once."""
    who = columns.get("customer_id")
    return settled.column is not None and not (
        settled.role == "customer_name" and who is not None and who.column is settled.column
    )


def _left(sheet: Surveyed) -> str:
    if sheet.kind == OURS:
        return "of ar-sheets already"
    return "left alone" if sheet.kind == NOTHING else f"{sheet.kind.lower()}, left alone"


def _line(sheet: Surveyed, settled: Settled) -> str:
    assert settled.column is not None
    known = in_contract(sheet.kind, settled.role)
    name = contract_column(sheet.kind, settled.role).header if known else f"Customer's {settled.role}"
    if settled.role == "customer_name" and sheet.kind != "Customers":
        name = "Customer's name"
    return (
        f"    {name:<22} <- {settled.column.header[:24]:<24} {_sure(settled):<9} {samples(settled.column)[:46]}"
    ).rstrip()


def _sure(settled: Settled) -> str:
    if settled.asked or settled.why.startswith("Settings say"):
        return "you said"
    if settled.sure < SAFE:
        return "asked"
    return "certain" if settled.sure >= 0.95 else "sure" if settled.sure >= 0.88 else "likely"


def summary(result: Adopted, *, dry_run: bool) -> str:
    """What was added and what the owner has to know, ending with what to do next."""
    lines = [*added(result, dry_run=dry_run), *(f"- {note}" for note in result.notes)]
    if result.customers:
        shown = ", ".join(who if who == name or not name else f"{who} = {name}" for who, name in result.customers[:8])
        more = f" and {len(result.customers) - 8} more" if len(result.customers) > 8 else ""
        name = translations.word("sheet", "Customers", result.language)
        lines.append(f"- {name} is made from your invoices; the IDs are {shown}{more}. Add their addresses there.")
    if dry_run:
        return "\n".join([*lines, "", "Nothing was changed."])
    if not result.changes and not result.made:
        return "\n".join([*lines, "Nothing is missing; the workbook was not touched."])
    undo = [] if result.made else [f'  to go back:      ar-sheets undo "{result.workbook}"']
    settings = translations.word("sheet", "Settings", result.language)
    return "\n".join([
        *lines, "", "Next:", f"  fill in {settings} (who you are, your country, how you are paid)",
        f'  then the run:    ar-sheets run "{result.workbook}"', *undo,
    ])  # fmt: skip


def added(result: Adopted, *, dry_run: bool) -> list[str]:
    """What comes to the workbook, one line for each sort of thing."""
    if result.made:
        return [f"{'Would make' if dry_run else 'Made'} {result.workbook}; the .csv stays as it is."]
    verb = "Would add" if dry_run else "Added"
    lines = []
    sheets = [c.name for c in result.changes if isinstance(c, NewSheet)]
    if sheets:
        lines.append(f"{verb} the {'sheet' if len(sheets) == 1 else 'sheets'} {', '.join(sheets)}.")
    places: dict[str, list[str]] = {}
    for change in result.changes:
        if isinstance(change, NewColumn):
            places.setdefault(change.sheet, []).append(change.header)
    lines += [f"{verb} at the right of {name}: {', '.join(headers)}." for name, headers in places.items()]
    lines += [f"{verb} {result.credits}."] if result.credits else []
    rows = {c.sheet: len(c.append) for c in result.changes if isinstance(c, SheetPatch) and c.append}
    lines += [f"{verb} {count} {'row' if count == 1 else 'rows'} below {name}." for name, count in rows.items()]
    return lines


def data(result: Adopted, *, dry_run: bool) -> dict[str, Any]:
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
        "open": _plain(found.open_amount), "overdue": _plain(found.overdue), "unapplied": _plain(found.unapplied),
    }  # fmt: skip


def _plain(amounts: Mapping[str, Any]) -> dict[str, float]:
    return {currency: float(amount) for currency, amount in sorted(amounts.items()) if amount}


def _answer_name(sheet: Surveyed, settled: Settled, result: Adopted) -> str:
    """The name by which --answer corrects a column."""
    if not in_contract(sheet.kind, settled.role):
        return ""
    return column_row(result.titles.get(sheet.name, sheet.name), contract_column(sheet.kind, settled.role))


def refuse_unused(given: Mapping[str, str], used: set[str], result: Adopted) -> None:
    """NotDone where an answer that was given beforehand is one nobody asked for."""
    unused = [name for name in given if name not in used]
    if unused:
        names = [*result.answers, *(line.name for line in lines_of(result))]
        raise NotDone(
            f'--answer "{unused[0]}={given[unused[0]]}" is not used: nothing is called that. '
            f"There are: {'; '.join(dict.fromkeys(names))}. Nothing was changed."
        )


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
