"""The letters a business has of its own: where they lie, whether they are in order, the form for Word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import save_if_changed
from ar_sheets.base.i18n import _, n_
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
        raise NotDone(
            _("There is no file or folder {path}. Give the workbook, or the folder with your letters.", path=where)
        )
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
    facts = look(snapshot.data)[1]
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
        raise NotDone(
            _("There is a form already: {path}. Change it in Word, or move it away for a new one.", path=target)
        )
    try:
        content = form()
    except ImportError:
        raise NotDone(
            _("Letters in Word need one more package:  {command}", command="pip install 'ar-sheets[word]'")
        ) from None
    target.parent.mkdir(parents=True, exist_ok=True)
    save_if_changed(target, content)
    return target


def describe_checks(place: Place, checked: LettersChecked, page: Path) -> str:
    """What was found, for the screen."""
    files = {mistake.file for mistake in checked.mistakes if not mistake.note}
    lines = [_whose(place, checked.letters), *map(str, checked.mistakes)]
    if files:
        lines.append(n_("Until that file is fixed, the run uses ours instead.",
                        "Until those files are fixed, the run uses ours instead.", len(files)))  # fmt: skip
    elif not checked.mistakes:
        lines.append(_("All are in order."))
    return "\n".join([*lines, _("A sample of each: {path}", path=page)])


def _whose(place: Place, count: int) -> str:
    if place.own:
        return n_("Checked {n} letter in {folder}.", "Checked {n} letters in {folder}.", count, folder=place.own)
    return n_("Checked {n} letter, all ours: there is no folder letters of your own.",
              "Checked {n} letters, all ours: there is no folder letters of your own.", count)  # fmt: skip


def checks_as_data(checked: LettersChecked, page: Path) -> dict[str, Any]:
    """The same for --json."""
    mistakes: Sequence[dict[str, Any]] = [
        {"file": of.file, "line": of.line, "what": of.what, "note": of.note} for of in checked.mistakes
    ]
    return {"letters": checked.letters, "mistakes": mistakes, "samples": str(page)}
