"""The letters a business has of its own: where they lie, whether they are in order, the form for Word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import save_if_changed
from ar_sheets.letters.check import LettersChecked, check_letters
from ar_sheets.schema.model import Settings

SAMPLES = "letter-samples.html"


@dataclass(frozen=True, slots=True)
class Place:
    """`home` is the folder of the business, `own` its folder of letters (None when it has none); what is in the
    workbook, if one was named: the letters its Dunning plan asks for, and its Settings."""

    home: Path
    own: Path | None
    planned: tuple[str, ...] = ()
    settings: Settings | None = None


def find_letters(where: Path) -> Place:
    """The letters of a workbook, of the folder it is in, or of a folder of letters itself. NotDone if there is none."""
    if not where.exists():
        raise NotDone(f"There is no file or folder {where}. Give the workbook, or the folder with your letters.")
    if where.is_file():
        return _of_workbook(where)
    if (where / "letters").is_dir():
        return Place(where, where / "letters")
    if any(where.glob("*/*.txt")):
        return Place(where.resolve().parent, where)
    return Place(where, None)


def _of_workbook(workbook: Path) -> Place:
    from ar_sheets.dunning.assess import look
    from ar_sheets.workbook.guard import read_snapshot

    snapshot = read_snapshot(workbook)
    _, facts = look(snapshot.data)
    home = snapshot.path.parent
    own = home / "letters"
    planned = dict.fromkeys(step.letter for plan in facts.plans.values() for step in plan if step.letter)
    return Place(home, own if own.is_dir() else None, tuple(planned), facts.settings)


def look_through(place: Place) -> tuple[LettersChecked, Path]:
    """Checks the letters and writes a sample of each on one page; gives back what was found, and the page."""
    checked = check_letters(place.own, place.planned, place.settings)
    page = place.home / SAMPLES
    save_if_changed(page, checked.page.encode())
    return checked, page


def put_word_form(place: Place) -> Path:
    """Puts letter.docx into the own letters. NotDone when it is there already, or what it needs is not installed."""
    from ar_sheets.letters.word import FORM
    from ar_sheets.letters.word_form import form

    target = (place.own or place.home / "letters") / FORM
    if target.exists():
        raise NotDone(f"There is a form already: {target}. Change it in Word, or move it away for a new one.")
    try:
        content = form()
    except ImportError:
        raise NotDone("Letters in Word need one more package:  pip install 'ar-sheets[word]'") from None
    target.parent.mkdir(parents=True, exist_ok=True)
    save_if_changed(target, content)
    return target


def describe_checks(place: Place, checked: LettersChecked, page: Path) -> str:
    """What was found, for the screen."""
    files = {mistake.file for mistake in checked.mistakes if not mistake.note}
    whose = f"letters in {place.own}" if place.own else "letters, all ours: there is no folder letters of your own"
    lines = [f"Checked {checked.letters} {whose}.", *map(str, checked.mistakes)]
    if files:
        one = len(files) == 1
        lines.append(f"Until {'that file is' if one else 'those files are'} fixed, the run uses ours instead.")
    elif not checked.mistakes:
        lines.append("All are in order.")
    return "\n".join([*lines, f"A sample of each: {page}"])


def checks_as_data(checked: LettersChecked, page: Path) -> dict[str, Any]:
    """The same for --json."""
    mistakes: Sequence[dict[str, Any]] = [
        {"file": of.file, "line": of.line, "what": of.what, "note": of.note} for of in checked.mistakes
    ]
    return {"letters": checked.letters, "mistakes": mistakes, "samples": str(page)}
