"""A letter about invoices that are not equally far says of each what is true of it, in every language and form."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from letter_samples import AS_OF, LANGUAGES, SETTINGS, message, write

from ar_sheets.base import data
from ar_sheets.letters import write_batch
from ar_sheets.letters.mixture import sort_lines
from ar_sheets.letters.text import letter_as_text
from ar_sheets.schema.model import LetterLine, Message

LETTERS = ("reminder2", "reminder3", "final", "formal")
# What may be said only of an invoice that had reminders, and how a first reminder is named.
IN_SPITE = {"en": "In spite of", "nb": "Til tross for", "sv": "Trots", "nl": "Ondanks", "pt": "Apesar d",
            "sq": "Megjithë", "de": "trotz"}  # fmt: skip
FIRST = {"en": "our first reminder", "nb": "første påminnelse", "sv": "vår första påminnelse",
         "nl": "onze eerste herinnering", "pt": "nosso primeiro lembrete", "sq": "kujtesa jonë e parë",
         "de": "unsere erste Zahlungserinnerung"}  # fmt: skip


def mixed(language: str = "en", name: str = "final", tone: str = "") -> Message:
    """Invoice 1041 at the letter's step, 1042 reminded of before, 1043 at its first reminder."""
    made = message(language, name, tone=tone)
    step, earlier, first = made.lines
    lines = (
        replace(step, had=("Reminder", "Call", "Reminder")),
        replace(earlier, step="", step_kind="", had=("Reminder",)),
        replace(first, step="Reminder 1", step_kind="Reminder"),
    )
    return replace(made, lines=lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
@pytest.mark.parametrize("tone", ["", "consumer", "public"])
def test_each_sentence_names_the_invoices_it_is_true_of(language: str, name: str, tone: str) -> None:
    filled = write(mixed(language, name, tone))
    said = [text for kind, text in filled.parts if kind == "text"]
    of_each = {number: [text for text in said if number in text] for number in ("2026-1041", "2026-1042", "2026-1043")}
    assert all(of_each.values()), "every invoice is spoken of"
    for text in said:
        if IN_SPITE[language].casefold() in text.casefold():
            assert "2026-1041" in text, text
            assert "2026-1042" not in text, text
            assert "2026-1043" not in text, text
    assert [text for text in said if FIRST[language] in text] == of_each["2026-1043"]
    assert filled.warnings == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["reminder2", "final", "formal"])
def test_the_subject_says_which_is_at_this_step(language: str, name: str) -> None:
    subject = write(mixed(language, name)).subject
    first, _, rest = subject.partition("; ")
    assert "2026-1041" in first
    assert "2" in rest
    assert "2026-1041" not in rest


@pytest.mark.parametrize("language", LANGUAGES)
def test_several_at_each_stage_are_told_in_the_plural(language: str) -> None:
    made = mixed(language)
    twice = tuple(replace(line, invoice_no=f"{line.invoice_no}{twin}") for line in made.lines for twin in ("A", "B"))
    one, several = (
        letter_as_text(write(made)),
        letter_as_text(write(replace(made, lines=twice, total_due=made.total_due))),
    )
    assert "2026-1043A" in several
    assert one.replace("2026-1043", "") != several.replace("2026-1043", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_about_equals_reads_as_before(language: str, name: str) -> None:
    """All three at the letter's step: no mixture, and the usual subject with the count."""
    of = message(language, name)
    assert not sort_lines(of).is_mixed
    assert "3" in write(of).subject
    assert FIRST[language] not in letter_as_text(write(of))


def line(step: str = "", kind: str = "", had: tuple[str, ...] = ()) -> LetterLine:
    return replace(message().lines[0], step=step, step_kind=kind, had=had)


@pytest.mark.parametrize(
    ("letter", "of", "where"),
    [  # the letter's name and kind, the invoice, the group it is in
        ("final", line("Step final", "Final reminder", ("Reminder", "Call")), "reached"),
        ("final", line("", "", ("Reminder", "Final reminder")), "reached"),  # had it with an earlier letter
        ("final", line("", "", ("Reminder", "Formal notice")), "reached"),
        ("final", line("", "", ("Reminder", "Reminder")), "earlier"),
        ("final", line("", "", ("Call",)), "earlier"),
        ("final", line("Reminder 1", "Reminder"), "first"),
        ("final", line(), "first"),  # late, and only listed
        ("formal", line("", "", ("Reminder", "Final reminder")), "earlier"),
        ("formal", line("Step formal", "Formal notice", ("Reminder",) * 3), "reached"),
        ("reminder2", line("", "", ("Reminder",)), "earlier"),
        ("reminder2", line("Step reminder2", "Reminder", ("Reminder",)), "reached"),
        ("reminder2", line("Reminder 1", "Reminder"), "first"),
        ("courtesy", line("", ""), "reached"),  # a letter that speaks of no reminders tells nothing apart
    ],
)  # fmt: skip
def test_how_far_an_invoice_is(letter: str, of: LetterLine, where: str) -> None:
    found = sort_lines(replace(message(name=letter), lines=(of,)))
    assert {name: getattr(found, name) for name in ("reached", "earlier", "first")} == {
        name: (of,) if name == where else () for name in ("reached", "earlier", "first")
    }


def test_all_four_forms_tell_them_apart(tmp_path: Path) -> None:
    """Text, HTML, PDF and Word: the sentence and the row's own status."""
    own = tmp_path / "own"
    own.mkdir()
    from ar_sheets.letters.word import FORM
    from ar_sheets.letters.word_form import form

    (own / FORM).write_bytes(form())
    made = replace(mixed(), channel="Email+Post")
    (written,) = write_batch([made], tmp_path / "batch", own, SETTINGS, AS_OF)
    stem = (tmp_path / "batch" / written.file).with_suffix("")
    for words in (
        stem.with_suffix(".txt").read_text(), stem.with_suffix(".html").read_text(), _pdf(stem.with_suffix(".pdf")),
        _word(stem.with_suffix(".docx")),
    ):  # fmt: skip
        plain = " ".join(words.split())
        assert "This is our final reminder of this invoice" in plain
        assert "Invoice 2026-1043 has also fallen due by now" in plain
        assert "Status: first reminder" in plain
        assert "Status: final reminder" in plain


def _pdf(path: Path) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def _word(path: Path) -> str:
    from docx import Document

    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_our_partial_serves_an_own_letter_that_asks_for_it(tmp_path: Path) -> None:
    """The owner's copy of one letter finds _mixed.txt with ours."""
    (tmp_path / "en").mkdir()
    shutil.copy(data.data_folder("letters") / "en" / "final.txt", tmp_path / "en" / "final.txt")
    assert letter_as_text(write(mixed(), tmp_path)) == letter_as_text(write(mixed()))
