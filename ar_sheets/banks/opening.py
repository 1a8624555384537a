"""The files of one command, each opened once; what a list does not say by itself is asked and remembered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ar_sheets.banks.entry import Unusable
from ar_sheets.banks.lists.profile import ROLES
from ar_sheets.banks.lists.read import UnsureList
from ar_sheets.banks.reading import BankFile, read_file
from ar_sheets.base.i18n import _

Answer = Callable[[str, Sequence[tuple[str, str]]], str]  # question, choices -> the chosen one; "" for none
_KEYS = {*ROLES, "days", "decimal", "currency"}
_NEEDED = ("date", "amount", "text")


@dataclass(slots=True)
class Opened:
    """What could be opened, what not and why, and what was answered."""

    files: list[BankFile] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)  # (name, why)
    answers: dict[str, str] = field(default_factory=dict)
    asked: bool = False  # there are answers that Settings do not have yet


def answers_kept(text: str) -> dict[str, str]:
    """The answers as Settings keep them: "date=Wann; amount=Wieviel; days=dmy"."""
    pairs = (piece.partition("=") for piece in re.split(r"[;\n]", text))
    return {key.strip(): value.strip() for key, _sep, value in pairs if key.strip() in _KEYS and value.strip()}


def as_setting(answers: Mapping[str, str]) -> str:
    """The answers for the cell in Settings."""
    return "; ".join(f"{key}={value}" for key, value in answers.items())


def open_bank_files(paths: Sequence[Path], answers: Mapping[str, str], ask: Answer | None) -> Opened:
    """Each file read; without `ask`, one that needs an answer is not used."""
    result = Opened(answers=dict(answers))
    seen: set[str] = set()
    for path in paths:
        try:
            file = _read(path, result, ask)
        except Unusable as refused:
            result.rejected.append((path.name, str(refused)))
            continue
        if file.sha256 not in seen:
            seen.add(file.sha256)
            result.files.append(_named_apart(file, path, result.files))
    return result


def _named_apart(file: BankFile, path: Path, others: Sequence[BankFile]) -> BankFile:
    """Two folders may each have a statement.xml: the second is told with its folder, and if need be by its hash."""
    for name in (file.name, f"{path.parent.name}/{file.name}"):
        if all(name != other.name for other in others):
            return replace(file, name=name)
    return replace(file, name=f"{file.name} ({file.sha256[:8]})")


def _read(path: Path, result: Opened, ask: Answer | None) -> BankFile:
    for _time in range(len(_KEYS)):
        try:
            return read_file(path, result.answers)
        except UnsureList as question:
            if ask is None:
                raise Unusable(
                    _("{question} Run ar-sheets payments without --yes once: it asks, and remembers.",
                      question=question.question)
                ) from question  # fmt: skip
            _asked(question, result, ask)
    raise Unusable(_("What was answered does not fit the list. Clear Bank lists in Settings and try again."))


def _asked(question: UnsureList, result: Opened, ask: Answer) -> None:
    keys = _NEEDED if question.key == "columns" else (question.key,)
    words = {"date": _("Which column has the day the money came?"), "amount": _("Which column has the amount?"),
             "text": _("Which column has the text of the payment?")}  # fmt: skip
    for key in keys:
        answer = ask(words[key] if question.key == "columns" else question.question, question.choices)
        if not answer:
            raise Unusable(_("Nothing was answered, so nothing of the list was used."))
        result.answers[key] = answer
        result.asked = True
