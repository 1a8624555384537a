"""Looks through the wording files and says line and reason for every mistake, with a sample of each letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from ar_sheets.base import i18n
from ar_sheets.base.i18n import _, n_
from ar_sheets.letters import html, letter, samples, templates
from ar_sheets.letters.faults import BadWording, nearer, told_at
from ar_sheets.letters.mixture import MIXING_KINDS
from ar_sheets.letters.values import letter_values
from ar_sheets.letters.wording import LARGEST, TONES, TOO_LARGE, Choice, Wording, chain, decode_wording
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Settings

NOT_LETTERS = ("README.txt",)
_COUNTS = {"thanks": (3, 1, 0), "statement": (3, 1, 0), "invoice": (1,)}  # of invoices in its samples


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """A fault in a wording file: which (nb/reminder1.txt), its line (0 for the whole file), what it is. A file with
    a mere `note` is used all the same."""

    file: str
    line: int
    what: str
    note: bool = False

    def __str__(self) -> str:
        return told_at(self.file, self.line, self.what)


@dataclass(slots=True)
class LettersChecked:
    """What was found: the number of letters, the mistakes by file and line, the samples' page as HTML."""

    letters: int = 0
    mistakes: list[Mistake] = field(default_factory=list)
    page: str = ""


def check_letters(own: Path | None, planned: Sequence[str] = (), settings: Settings | None = None) -> LettersChecked:
    """Checks the owner's folder of letters, or ours when `own` is None. `planned` are the letters that the Dunning
    plan names; `settings` are the business's own, for the samples."""
    wording = Wording(own)
    folder = own or wording.ours
    found = LettersChecked()
    told: list[tuple[str, str]] = []
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix().casefold()):
        if not path.is_file() or path.name in NOT_LETTERS or path.suffix.lower() not in (".txt", ".docx"):
            continue
        if path.parent == folder:
            found.mistakes += _stray(path)
            continue
        mistakes = list(_looked_at(path, wording, planned))
        is_letter = not path.name.startswith("_")
        found.letters += is_letter
        if is_letter and all(mistake.note for mistake in mistakes):
            rendered, faults = _rendered(path, wording, settings or samples.SETTINGS)
            mistakes += faults
            told += rendered
        found.mistakes += sorted(dict.fromkeys(mistakes))
    found.mistakes = list(dict.fromkeys([*found.mistakes, *_missing(planned, wording)]))
    found.page = (
        html.environment()
        .get_template("samples.html")
        .render(samples=told, mistakes=found.mistakes, language=i18n.language())
    )
    return found


def find_mistakes(
    own: Path | None, planned: Sequence[str], settings: Settings, languages: Iterable[str]
) -> list[Finding]:
    """A finding for each mistake in the owner's wording in these languages, with the line: its letters are written in
    our words meanwhile, and formal notices wait. A file that is the same as ours has none."""
    if own is None:
        return []
    wording = Wording(own)
    found = []
    used = {code for language in languages for code in chain(language)}
    for path in (path for code in sorted(used) for path in sorted((own / code).glob("*.txt"))):
        ours = wording.ours / path.parent.name / path.name
        if ours.is_file() and ours.read_bytes() == path.read_bytes():
            continue
        mistakes = [mistake for mistake in _looked_at(path, wording, planned) if not mistake.note]
        if not mistakes and not path.name.startswith("_"):
            mistakes = _not_filled_in(path, wording, settings)
        found += [_as_finding(mistake) for mistake in sorted(dict.fromkeys(mistakes))]
    return found


def _not_filled_in(path: Path, wording: Wording, settings: Settings) -> list[Mistake]:
    """What goes wrong when a letter is filled in about sample invoices."""
    choice, mistakes = _choice(path, wording), []
    for count, mixed in _samples_of(choice.name):
        of = samples.sample_message(choice.language, choice.name, choice.tone, count, mixed=mixed)
        try:
            labels = wording.labels(choice)
            wording.fill(choice, letter_values(of, settings, labels, choice.language, samples.DAY))
        except BadWording as fault:
            mistakes.append(_as_mistake(fault, choice))
    return mistakes


def _as_finding(mistake: Mistake) -> Finding:
    what = _("Line {line}: {what}", line=mistake.line, what=mistake.what) if mistake.line else mistake.what
    return Finding(f"letters/{mistake.file}", "", what,
                   _("Correct it, then look at all of them: ar-sheets letters check WORKBOOK. Until then these letters "
                     "are in our words, and formal notices wait."))  # fmt: skip


def _choice(path: Path, wording: Wording) -> Choice:
    name, _dot, tone = path.name.removesuffix(".txt").partition(".")
    return Choice(path.parent.name, name, own=wording.own is not None, tone=tone if tone in TONES else "")


def _stray(path: Path) -> Iterator[Mistake]:
    if path.suffix.lower() == ".txt":
        yield Mistake(path.name, 0, _("it is in no language's folder, so it is not used"), note=True)


def _looked_at(path: Path, wording: Wording, planned: Sequence[str]) -> Iterator[Mistake]:
    """What is wrong with one file, found by reading it."""
    file = f"{path.parent.name}/{path.name}"
    if not re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2})?", path.parent.name):
        yield Mistake(
            file,
            0,
            _("{folder} is no code of a language, such as en or nb_NO; it is not used", folder=path.parent.name),
        )
        return
    if path.stat().st_size > LARGEST:
        yield Mistake(file, 0, _(TOO_LARGE))
        return
    text, saved = decode_wording(path.read_bytes())
    if saved:
        what = _(
            "is not saved as UTF-8; it was read as {encoding}. In Notepad: Save as, Encoding UTF-8", encoding=saved
        )
        yield Mistake(file, 0, what, note=True)
    if path.name == "_labels.txt":
        yield from (Mistake(file, line, what) for line, what in templates.label_faults(text, wording, path.parent.name))
        return
    if not path.name.startswith("_"):
        yield from _unknown_name(path, file, wording, planned)
    yield from (Mistake(file, line, what) for line, what in templates.wording_faults(path, text, wording))


def _unknown_name(path: Path, file: str, wording: Wording, planned: Iterable[str]) -> Iterator[Mistake]:
    """A letter that no step asks for is no fault, but often a slip: reminder1.txt.txt, Reminder1.txt, remider1.txt."""
    name, dot, tone = path.name.removesuffix(".txt").partition(".")
    known = {of.name.split(".")[0] for of in (wording.ours / "en").glob("[a-z]*.txt")} | set(planned)
    if name in known and (not dot or tone in TONES):
        return
    near = get_close_matches(name.casefold(), sorted(known), 1, 0.6)
    what = _("no step of the Dunning plan asks for a letter of this name")
    meant = f"{near[0]}{dot}{tone if tone in TONES else ''}".rstrip(".") + ".txt" if near else ""
    yield Mistake(file, 0, nearer(what, meant), note=True)


def _rendered(path: Path, wording: Wording, settings: Settings) -> tuple[list[tuple[str, str]], list[Mistake]]:
    """The letter filled in about several invoices and about one: (title, HTML) of each, and what went wrong."""
    file = f"{path.parent.name}/{path.name}"
    choice = _choice(path, wording)
    told, faults = [], []
    for count, mixed in _samples_of(choice.name):
        of = samples.sample_message(choice.language, choice.name, choice.tone, count, mixed=mixed)
        try:
            labels = wording.labels(choice)
            filled = wording.fill(choice, letter_values(of, settings, labels, choice.language, samples.DAY))
        except BadWording as fault:
            faults.append(_as_mistake(fault, choice))
            continue
        lacking = [block for block in letter.needed_blocks(of) if (block, "") not in filled.parts]
        faults += [Mistake(file, 0, _("it has no line {block}", block=f"[[{block}]]")) for block in lacking]
        if not filled.subject:
            faults.append(Mistake(file, 1, _("the subject is empty")))
        made = letter.filled_in(of, settings, choice, labels, filled, samples.DAY)
        told.append((_title(file, count, mixed=mixed), html.fragment(made)))
    return told, list(dict.fromkeys(faults))


def _title(file: str, count: int, *, mixed: bool) -> str:
    if mixed:
        return n_("{file}, {n} invoice at different steps", "{file}, {n} invoices at different steps", count, file=file)
    return n_("{file}, {n} invoice", "{file}, {n} invoices", count, file=file)


def _samples_of(name: str) -> list[tuple[int, bool]]:
    """The samples of a letter: how many invoices, and whether they are at different steps."""
    counts = [(count, False) for count in _COUNTS.get(name, (3, 1))]
    return [*counts, (3, True)] if samples.kind_of(name) in MIXING_KINDS else counts


def _as_mistake(fault: BadWording, choice: Choice) -> Mistake:
    """A BadWording as a mistake of its file."""
    return Mistake(f"{choice.language}/{fault.file or choice.file}", fault.line, fault.what)


def _missing(planned: Sequence[str], wording: Wording) -> Iterator[Mistake]:
    """Letters that the plan names and nobody has written."""
    folders = [folder for folder in (wording.own, wording.ours) if folder]
    there = {path.name.split(".")[0] for folder in folders for path in folder.glob("*/[!_]*.txt")}
    for name in dict.fromkeys(planned):
        if name and name.removesuffix(".txt") not in there:
            near = get_close_matches(name, sorted(there), 1, 0.6)
            what = _("a step asks for the letter {name}, and there is none", name=name)
            yield Mistake(_("Dunning plan"), 0, nearer(what, near[0] if near else ""))
