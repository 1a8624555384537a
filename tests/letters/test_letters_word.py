"""Letters in Word: only when the owner has a form, every cell literal, and a broken form stops nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from letter_samples import AS_OF, LANGUAGES, SETTINGS, message, write

from ar_sheets import letters
from ar_sheets.letters import word, word_form

docx = pytest.importorskip("docx")


def text_of(content: bytes) -> str:
    """All the text of a Word file, tables included."""
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join("".join(node.text or "" for node in part.iter() if node.tag.endswith("}t")) for part in body)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / word.FORM).write_bytes(word_form.form())
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_in_word_holds_what_the_letter_holds(own: Path, language: str) -> None:
    of = message(language, "final")
    filled = write(of)
    text = text_of(word.document(filled, own / word.FORM))
    for piece in [of.customer.name, filled.subject, "2026-1043", *(amount for _, amount in filled.facts.sums),
                  "NO93 8601 1117 947", SETTINGS.signatory, filled.labels["specification"]]:  # fmt: skip
        assert piece in text
    assert "{{" not in text
    assert "{%" not in text


@pytest.mark.parametrize("with_logo", [False, True])
def test_the_logo_is_in_word_where_there_is_one(own: Path, with_logo: bool) -> None:
    if with_logo:
        (own / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"></svg>')
    of = message("en", "reminder1")
    letters.write_batch([of], own.parent / "batch", own, SETTINGS, AS_OF)
    made = docx.Document(str(next((own.parent / "batch" / "letters").glob("*.docx"))))
    assert len(made.inline_shapes) == with_logo
    if with_logo:
        assert abs(made.inline_shapes[0].width.mm - 60) < 1
    assert made.tables[0].cell(0, 0).paragraphs[0].text == SETTINGS.business_name
    assert made.tables[0].cell(0, 1).text == ""


@pytest.mark.parametrize(
    "value",
    [
        "{{ 7*7 }} {% x %}",
        "{_{ a }_} {_% b %_}",
        "A & B <script>",
        "<w:t>x</w:t>",
        "株 🚀 \u202egnp",
        "x" * 300,
        "a\ufffeb",
    ],
)
def test_a_hostile_cell_is_only_a_value(own: Path, value: str) -> None:
    of = message("en", "final")
    of = replace(
        of, customer=replace(of.customer, name=value), lines=(replace(of.lines[0], po_ref=value), *of.lines[1:])
    )
    text = text_of(word.document(write(of), own / word.FORM))
    assert text.count(write(of).address[0].replace("\ufffe", "\ufffd")) >= 2


def test_word_files_are_written_only_with_a_form_and_once(tmp_path: Path, own: Path) -> None:
    def run(folder: Path | None) -> tuple[letters.Written, ...]:
        return tuple(letters.write_batch([message(), message(name="call")], tmp_path / "b", folder, SETTINGS, AS_OF))

    run(None)
    assert list((tmp_path / "b/letters").glob("*.docx")) == []
    assert run(own)[0].warnings == ()
    (file,) = (tmp_path / "b/letters").glob("*.docx")
    before = file.stat().st_mtime_ns
    run(own)
    assert file.stat().st_mtime_ns == before


@pytest.mark.parametrize("broken", ["{{ nobody }}", "{% if %}", "{{ ''.__class__.__mro__ }}"])
def test_a_broken_form_is_said_and_stops_nothing(tmp_path: Path, own: Path, broken: str) -> None:
    page = docx.Document()
    page.add_paragraph(broken)
    page.save(own / word.FORM)
    (entry,) = letters.write_batch([message()], tmp_path / "b", own, SETTINGS, AS_OF)
    assert any(warning.startswith("letter.docx was not used: ") for warning in entry.warnings)
    assert (tmp_path / "b" / entry.file).exists()
