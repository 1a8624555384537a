"""What the review page says has changed since the run before: new, renewed, gone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from letter_samples import AS_OF, LANGUAGES, SETTINGS, message

from ar_sheets import letters
from ar_sheets.schema.model import Message


def run(folder: Path, messages: list[Message]) -> str:
    """The page's text about changes, with the marks of the list of letters by customer."""
    letters.write_batch(messages, folder, None, SETTINGS, AS_OF)
    return (folder / "index.html").read_text("utf-8")


def marks(page: str) -> dict[str, str]:
    """Customer number -> mark in the list."""
    rows = re.findall(r"<tr data-words.*?</tr>", page, re.DOTALL)
    return {
        re.search(r">(C-\d) ·", row)[1]: (re.search(r'class="chip (?:new|renewed)">(\w+)<', row) or ["", ""])[1]  # type: ignore[index]
        for row in rows
    }


def week(name: str = "reminder1") -> list[Message]:
    return [message(code, name) for code in LANGUAGES[:4]]


def more(of: Message) -> Message:
    line = replace(of.lines[0], open_amount=of.lines[0].open_amount + 10)
    return replace(of, lines=(line, *of.lines[1:]), total_due=of.total_due + 10)


def test_a_first_run_has_nothing_to_compare_with(tmp_path: Path) -> None:
    page = run(tmp_path / "2026-11-20", week())
    assert set(marks(page).values()) == {""}
    assert "Since " not in page
    assert "what is new or renewed" not in page


def test_the_next_weeks_run_tells_new_renewed_and_gone(tmp_path: Path) -> None:
    before = week()
    run(tmp_path / "2026-11-13", before[:3])
    after = [replace(message("en", "reminder2"), lines=before[0].lines), more(before[1]), before[3]]
    page = run(tmp_path / "2026-11-20", after)
    assert marks(page) == {"C-1": "renewed", "C-2": "renewed", "C-4": "new"}
    assert "Since the letters of 2026-11-13: 1 new, 2 renewed, 1 gone." in page
    assert "Gone (sent, paid or no longer needed): Besa Tregti Sh.p.k.: Step reminder1, 2,651.50 ALL." in page
    assert "Since 2026-11-13: Step was Step reminder1." in page
    assert "Since 2026-11-13: Total was 2,651.50 NOK." in page
    assert "what is new or renewed" in page


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda of: replace(of, lines=of.lines[:2], total_due=of.total_due - Decimal("1250.50")), "without 2026-1043"),
        (lambda of: replace(of, to="other@harbour.example"), "Goes by was Email, jane@harbour.example"),
        (lambda of: replace(of, channel="Post", to="1 Quay Street"), "Goes by was Email, jane@harbour.example"),
        (lambda of: of, ""),
        # Days overdue and the day to pay differ from week to week: that is no news.
        (lambda of: replace(of, pay_by=AS_OF), ""),
    ],
)
def test_what_is_different_is_said(tmp_path: Path, change, told: str) -> None:  # type: ignore[no-untyped-def]
    of = message()
    run(tmp_path / "2026-11-13", [of])
    page = run(tmp_path / "2026-11-20", [change(of)])
    assert marks(page) == {"C-1": "renewed" if told else ""}
    assert told in page


def test_a_letter_about_other_invoices_is_new_and_the_one_before_is_gone(tmp_path: Path) -> None:
    of = message()
    run(tmp_path / "2026-11-13", [of])
    other = replace(of, lines=tuple(replace(line, invoice_no=f"X{line.invoice_no}") for line in of.lines))
    page = run(tmp_path / "2026-11-20", [other])
    assert marks(page) == {"C-1": "new"}
    assert "1 new, 0 renewed, 1 gone" in page


def test_a_second_run_of_the_day_compares_with_the_first_only_when_it_differs(tmp_path: Path) -> None:
    folder = tmp_path / "2026-11-20"
    run(tmp_path / "2026-11-13", week()[:1])
    first = run(folder, week())
    assert run(folder, week()) == first
    assert "Since the letters of 2026-11-13: 3 new" in first
    changed = [more(week()[0]), *week()[1:3]]
    second = run(folder, changed)
    assert "Since the run earlier today: 0 new, 1 renewed, 1 gone." in second
    assert run(folder, changed) == second
    # On the same day other words are news too.
    customer = replace(changed[1].customer, contact="Somebody Else")
    third = run(folder, [changed[0], replace(changed[1], customer=customer), changed[2]])
    assert "Since earlier today: other words or details." in third


def test_a_damaged_memory_is_as_none(tmp_path: Path) -> None:
    for text in ("", "[]", "{", '{"before": 1}', '{"before": "", "letters": {"x": 1}, "known": {}}', "null", '"x"'):
        older, folder = tmp_path / "2026-11-13", tmp_path / "2026-11-20"
        older.mkdir(exist_ok=True)
        (older / "letters.json").write_text(text)
        assert "Since " not in run(folder, week())
        (folder / "letters.json").write_text(text)
        assert "Since " not in run(folder, week())


def test_other_folders_and_later_days_are_not_the_run_before(tmp_path: Path) -> None:
    run(tmp_path / "2026-12-01", week())
    run(tmp_path / "old 2026-11-13", week())
    assert "Since " not in run(tmp_path / "2026-11-20", week())


def test_the_memory_holds_no_address_of_a_customer_that_is_not_in_the_batch(tmp_path: Path) -> None:
    run(tmp_path / "2026-11-20", week()[:1])
    kept = json.loads((tmp_path / "2026-11-20/letters.json").read_text("utf-8"))
    assert list(kept["letters"]) == ["c-1|GBP|"]
    assert "C-2" not in json.dumps(kept)
