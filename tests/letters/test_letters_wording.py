"""Which wording a letter gets: the owner's, ours, or ours with a sentence that says why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from letter_samples import CUSTOMERS, SETTINGS, message, write

from ar_sheets.letters.text import letter_as_text
from ar_sheets.letters.wording import chain, file_name

GOOD = "Subject: Mine, {{ who }}\n\nHello {{ who }}: {{ total }}\n\n[[invoices]]\n\n[[how_to_pay]]\n"


def own(folder: Path, text: str | bytes, name: str = "en/reminder1.txt") -> Path:
    """A folder of letters beside a workbook, with one file in it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def test_the_owners_letter_wins(tmp_path: Path) -> None:
    filled = write(message(), own(tmp_path, GOOD))
    assert filled.subject == "Mine, Jane O'Neill"
    assert ("text", "Hello Jane O'Neill: £2,651.50") in filled.parts
    assert filled.warnings == ()
    assert write(message("nb"), tmp_path).subject == "Påminnelse: 3 fakturaer"


def test_the_owners_partials_and_labels_win_in_our_letters(tmp_path: Path) -> None:
    own(tmp_path, "Cheers\n\nThe shop\n", "en/_footer.txt")
    own(tmp_path, "total = You owe us\n", "en/_labels.txt")
    filled = write(message(), tmp_path)
    assert ("text", "Cheers") in filled.parts
    assert filled.facts.sums[-1] == ("You owe us", "£2,651.50")
    assert filled.facts.sums[0][0] == "Open on these invoices"
    assert filled.warnings == ()


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (GOOD.replace("{{ total }}", "{{ totl }}"), "reminder1.txt, line 3: 'totl' is undefined"),
        (GOOD.replace("{{ total }}", "{{ customer.nmae }}"), "reminder1.txt, line 3: "),
        (GOOD.replace("{{ total }}", "{{ total"), "reminder1.txt, line 3: "),
        (GOOD + "\n{% if one %}\nopen for ever\n", "reminder1.txt, line "),
        (GOOD.replace("[[invoices]]", "[[invioces]]"), "reminder1.txt, line 5: there is no block [[invioces]]"),
        (GOOD.replace("Subject:", "Betreff:"), "reminder1.txt, line 1: the first line must begin with  Subject:"),
        (GOOD + '{% include "_nothing.txt" %}', "_nothing.txt: it is missing"),
        (GOOD + '{% include "../../secret.txt" %}', "../../secret.txt: it is missing"),
        (GOOD.replace("{{ total }}", "{{ total.__class__.__mro__ }}"), "reminder1.txt, line 3: "),
        (GOOD.replace("{{ total }}", "{{ 1 / 0 }}"), "reminder1.txt, line 3: division by zero"),
        ("", "reminder1.txt, line 1: "),
    ],
)
def test_a_broken_letter_is_passed_over_and_the_line_is_said(tmp_path: Path, text: str, where: str) -> None:
    filled = write(message(), own(tmp_path, text))
    assert filled.subject == "Reminder: 3 invoices"
    assert len(filled.warnings) == 1
    assert f"Your wording was passed over: en/{where}" in filled.warnings[0]


def test_line_numbers_count_the_lines_the_owner_sees(tmp_path: Path) -> None:
    """Lines that are only a tag leave no line in the letter, yet they count."""
    text = "Subject: x\r\n\r\n{% if one %}\r\nOne\r\n{% else %}\r\nMany\r\n{% endif %}\r\n\r\n{{ nobody }}\r\n"
    assert "line 9: 'nobody' is undefined" in write(message(), own(tmp_path, text)).warnings[0]
    good = text.replace("{{ nobody }}", "[[invoices]]\r\n[[how_to_pay]]")
    assert write(message(), own(tmp_path, good)).parts == (("text", "Many"), ("invoices", ""), ("how_to_pay", ""))


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("en/_footer.txt", "{{ nobody }}", "en/_footer.txt, line 1: 'nobody' is undefined"),
        ("en/_address.txt", "{% if %}", "en/_address.txt, line 1: "),
        ("en/_labels.txt", "total You owe us", "en/_labels.txt, line 1: write it as  name = text"),
    ],
)
def test_a_broken_partial_is_passed_over_too(tmp_path: Path, name: str, text: str, said: str) -> None:
    filled = write(message(), own(tmp_path, text, name))
    assert filled.subject == "Reminder: 3 invoices"
    assert said in filled.warnings[0]
    assert "Kind regards" in letter_as_text(filled)


def test_a_letter_saved_by_an_old_notepad_is_read_and_said(tmp_path: Path) -> None:
    text = GOOD.replace("Hello", "Grüße, schön")
    filled = write(message("de"), own(tmp_path, text.encode("cp1252"), "de/reminder1.txt"))
    assert "Grüße, schön" in letter_as_text(filled)
    assert filled.warnings == ("de/reminder1.txt is not saved as UTF-8; it was read as Windows-1252.",)
    marked = write(message("de"), own(tmp_path, text.encode("utf-8-sig"), "de/reminder1.txt"))
    assert (marked.subject, marked.warnings) == ("Mine, Jürgen Groß", ())


@pytest.mark.parametrize(
    ("letter", "kind", "subject"),
    [
        ("reminder9", "Reminder", "Reminder: 3 invoices"),
        ("reminder9", "Final reminder", "Final reminder: 3 invoices"),
        ("reminder9", "Formal notice", "Formal notice: 3 invoices"),
        ("../nb/reminder1", "Reminder", "Reminder: 3 invoices"),
        ("/etc/passwd", "Reminder", "Reminder: 3 invoices"),
        ("_footer", "Reminder", "Reminder: 3 invoices"),
        ("reminder1", "Reminder", "Reminder: 3 invoices"),
        ("reminder1.txt", "Reminder", "Reminder: 3 invoices"),
        ("", "Final reminder", "Final reminder: 3 invoices"),
        ("", "Something new", "Reminder: 3 invoices"),
    ],
)
def test_a_letter_that_is_not_there_is_replaced_by_the_usual_one(letter: str, kind: str, subject: str) -> None:
    of = message()
    filled = write(replace(of, step=replace(of.step, letter=letter, kind=kind)))
    assert filled.subject == subject
    missing = letter not in ("", "reminder1", "reminder1.txt")
    assert any("There is no letter named" in warning for warning in filled.warnings) == missing


@pytest.mark.parametrize(
    ("typed", "language", "warned"),
    [
        ("nb", "nb", False), ("NB", "nb", False), ("nb_NO", "nb", True), ("nb-no", "nb", True), ("no", "nb", True),
        ("pt_BR", "pt", True), ("da", "en", True), ("Klingon", "en", True), ("../nb", "en", True), ("en", "en", False),
        ("", "sv", False),
    ],
)  # fmt: skip
def test_a_language_falls_back_whole_and_says_so(typed: str, language: str, warned: bool) -> None:
    of = message(customer=replace(CUSTOMERS["en"], language=typed))
    filled = write(of, settings=replace(SETTINGS, language="sv"))
    assert filled.language == language
    assert filled.labels["total"] == write(message(language)).labels["total"]
    assert any("the whole letter is in" in warning for warning in filled.warnings) == warned


def test_a_letter_only_in_english_stays_whole(tmp_path: Path) -> None:
    """The owner wrote one letter more, in English only: a Norwegian customer gets all of it in English."""
    of = message("nb")
    filled = write(replace(of, step=replace(of.step, letter="special")), own(tmp_path, GOOD, "en/special.txt"))
    assert (filled.language, filled.facts.sums[-1][0]) == ("en", "To pay")
    assert "the whole letter is in English" in filled.warnings[0]


def test_a_new_language_is_a_folder(tmp_path: Path) -> None:
    of = message(customer=replace(CUSTOMERS["en"], language="da"))
    own(tmp_path, GOOD.replace("Hello", "Hej"), "da/reminder1.txt")
    without = write(of, tmp_path)
    assert without.language == "en"
    assert "da/_labels.txt: it lacks" in without.warnings[0]
    english = Path(__file__).parents[2] / "letters" / "en"
    for part in ("_labels.txt", "_address.txt"):
        own(tmp_path, (english / part).read_bytes(), f"da/{part}")
    whole = write(of, tmp_path)
    assert (whole.language, whole.subject, whole.warnings) == ("da", "Mine, Jane O'Neill", ())
    assert whole.facts.sums[-1][1].replace("\xa0", " ") == "2.651,50 £"


def test_a_letter_without_its_blocks_is_said(tmp_path: Path) -> None:
    warnings = write(message(), own(tmp_path, "Subject: x\n\nPay!\n")).warnings
    assert warnings == (
        "en/reminder1.txt has no line [[invoices]].", "en/reminder1.txt has no line [[how_to_pay]].",
    )  # fmt: skip


def test_language_chains() -> None:
    assert chain("nb_NO") == ["nb_NO", "nb", "en"]
    assert chain("en") == ["en"]
    assert chain("nn") == ["nn", "nb", "en"]
    assert chain("x/../../y") == ["en"]


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\b", "", ".", "..", "a..b", "x" * 99, "con\n"])
def test_a_name_cannot_lead_out_of_the_folder(name: str) -> None:
    assert file_name(name) in ("", "con")
