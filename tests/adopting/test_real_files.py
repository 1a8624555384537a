"""Real workbooks of other people: taken on or refused with a sentence, and nothing in them is ever lost.

Hardly one of them holds a list of invoices, so each sheet with headers is forced to be one, and every question is
answered at random: what cannot be done must be refused, what is done must be sound.
"""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest

from ar_sheets.adopting import detect_table, survey
from ar_sheets.adopting.adopt import worked_out
from ar_sheets.adopting.mapping import Question
from ar_sheets.adopting.session import Wanted
from ar_sheets.base.errors import NotDone
from ar_sheets.dunning.assess import look
from ar_sheets.schema.columns import INVOICES
from ar_sheets.xlsx.diff import find_differences
from ar_sheets.xlsx.refused import Refused
from ar_sheets.xlsx.verify import verify

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
ALL = sorted(p for p in CORPUS.glob("*/*") if p.suffix in (".xlsx", ".xlsm"))
FILES = sorted(p for p in CORPUS.glob("*/*") if p.suffix in (".xlsx", ".xlsm") and p.stat().st_size < 300_000)
DAY = date(2026, 11, 20)

pytestmark = pytest.mark.skipif(not FILES, reason="the folder of real workbooks is not here")


def answered(path: Path, question: Question) -> str:
    if question.name == "Currency":
        return "EUR"
    choices = [option for option in question.options if option != "none"]
    return question.proposed or random.Random(path.name).choice(choices or ["none"])


def tried(path: Path) -> str:
    """What became of a file: adopted, or the sentence of the refusal."""
    data = path.read_bytes()
    try:
        result, new = worked_out(data, path, Wanted(lambda question: answered(path, question), DAY))
    except NotDone as refusal:
        return str(refusal)
    verify(data, new, new, result.changes)
    with suppress(Refused):  # a part nobody asked for may be damaged; it is copied as it is
        assert [found for found in find_differences(data, new) if found.old] == []
    look(new)
    return "adopted"


def forced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first sheet with four texts side by side is a list of invoices, whatever they say."""

    def header_row(grid: list[list[object]]) -> int | None:
        rows = enumerate(grid[:20], start=1)
        return next((n for n, row in rows if sum(isinstance(v, str) and bool(v.strip()) for v in row) >= 4), None)

    monkeypatch.setattr(detect_table, "_header_row", header_row)
    monkeypatch.setattr(survey, "_kind", lambda *_: INVOICES.name)


@pytest.mark.parametrize("path", FILES[::60], ids=lambda p: p.name)
def test_as_they_are_they_are_no_lists_of_invoices(path: Path) -> None:
    said = tried(path)
    assert said != "adopted"
    assert 20 < len(said) < 1500


@pytest.mark.parametrize("path", FILES[::20], ids=lambda p: p.name)
def test_forced_to_be_lists_they_lose_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced(monkeypatch)
    tried(path)


@pytest.mark.long
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_one_forced_to_be_a_list_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forced(monkeypatch)
    tried(path)


@pytest.mark.long
@pytest.mark.parametrize("path", ALL, ids=lambda p: p.name)
def test_every_one_as_it_is_is_refused_with_a_sentence(path: Path) -> None:
    """All of them, also the large ones, in a minute or two: pytest -m long -k as_it_is tests/adopting."""
    assert tried(path) != "adopted"
