"""`letters check`: line and reason for every mistake, a sample of each letter, and nothing for what is in order."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from letter_samples import LANGUAGES, TONED

from ar_sheets.base import data
from ar_sheets.cli.main import main
from ar_sheets.letters.check import check_letters

GOOD = "Subject: Mine\n\nHello {{ who }}: {{ total }}\n\n[[invoices]]\n\n[[how_to_pay]]\n"


def put(folder: Path, text: str | bytes, name: str = "en/reminder1.txt") -> Path:
    """A folder of letters with one file in it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def said(folder: Path, *planned: str) -> list[str]:
    return [str(mistake) for mistake in check_letters(folder, planned).mistakes]


def test_ours_are_in_order_and_there_is_a_sample_of_each() -> None:
    checked = check_letters(None)
    assert checked.mistakes == []
    assert checked.letters == len(TONED) * len(LANGUAGES)
    for language in LANGUAGES:
        for name, tone in TONED:
            assert f">{language}/{name}{tone and '.'}{tone}.txt, 1 invoice<" in checked.page
    assert "<script" not in checked.page
    assert "default-src 'none'" in checked.page


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD, []),
        (GOOD.replace("\n", "\r\n"), []),
        (GOOD.replace("{{ total }}", "{{ totl }}"), ["line 3: there is no name totl; did you mean total?"]),
        (GOOD.replace("{{ total }}", "{{ customer.nmae }}"), ["line 3: there is no name customer.nmae; did you mean"]),
        (GOOD.replace("{{ total }}", "{{ xyzzy }}"), ["line 3: there is no name xyzzy; see README.txt"]),
        # A name in a part that no sample reaches is found as well.
        (GOOD + "{% if count > 99 %}\n{{ totl }}\n{% endif %}\n", ["line 9: there is no name totl"]),
        (
            GOOD.replace("Hello {{ who }}", "{{ whoo }} {{ persn }}"),
            ["line 3: there is no name persn; did you mean person", "line 3: there is no name whoo; did you mean who?"],
        ),
        (GOOD.replace("{{ total }}", "{{ total | uper }}"), ["line 3: No filter named 'uper'; did you mean upper?"]),
        (GOOD.replace("{{ total }}", "{{ total"), ["line 3: every {{ needs its }} on the same line"]),
        (GOOD.replace("{{ total }}", "{{ total due }}"), ["line 3: due cannot stand here: {{ }} takes one name"]),
        (GOOD + "{% if one %}\nfor ever\n", ["line 9: a {% if %} before this line is never closed with {% endif %}"]),
        (GOOD + "{% iff one %}\n", ["line 8: there is no {% iff %}; did you mean {% if %}?"]),
        (GOOD.replace("{{ total }}", "{{ 1 / 0 }}"), ["line 3: division by zero"]),
        (GOOD.replace("{{ total }}", "{{ total.__class__ }}"), ["line 3: access to attribute '__class__'"]),
        (GOOD + '{% include "_foter.txt" %}', ["line 8: there is no file _foter.txt; did you mean _footer.txt?"]),
        (GOOD.replace("[[invoices]]", "[[invioces]]"), ["line 5: there is no block [[invioces]]; there are"]),
        (GOOD.replace("[[invoices]]", "See [[invoices]]"), ["line 5: [[invoices]] must stand on a line of its own"]),
        (GOOD.replace("[[invoices]]\n", ""), ["reminder1.txt: it has no line [[invoices]]"]),
        (GOOD.replace("[[how_to_pay]]\n", ""), ["reminder1.txt: it has no line [[how_to_pay]]"]),
        (GOOD.replace("Subject: Mine", "Subject: "), ["line 1: the subject is empty"]),
        (GOOD.replace("Subject:", "Betreff:"), ["line 1: the first line must begin with  Subject:"]),
        ("", ["line 1: the first line must begin with  Subject:"]),
        (GOOD.replace("Hello", "Grüße").encode("cp1252"), ["reminder1.txt: is not saved as UTF-8; it was read as Win"]),
        (GOOD.encode("utf-16"), ["reminder1.txt: is not saved as UTF-8; it was read as UTF-16"]),
        (GOOD.encode("utf-8-sig"), []),
        (GOOD.replace("{{ total }}", "{{ one }} [[]]"), ["line 3: [[]] must stand on a line of its own"]),
    ],
)
def test_every_mistake_has_its_line_and_reason(tmp_path: Path, text: str | bytes, expected: list[str]) -> None:
    found = said(put(tmp_path, text))
    assert len(found) == len(expected), found
    for one, start in zip(found, expected, strict=True):
        assert f"en/{start}" in one or f"en/reminder1.txt, {start}" in one


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    text = "Betreff: x\n{{ a\n[[invioces]]\n"
    assert [line.split(":")[0] for line in said(put(tmp_path, text))] == [
        f"en/reminder1.txt, line {line}" for line in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("en/_footer.txt", "{{ busines.name }}", "en/_footer.txt, line 1: there is no name busines; did you mean bus"),
        ("en/_address.txt", "{% if %}", "en/_address.txt, line 1: "),
        ("en/_labels.txt", "total You owe us", "en/_labels.txt, line 1: write it as  name = text"),
        ("en/_labels.txt", "totl = You owe us", "en/_labels.txt, line 1: there is no name totl; did you mean total?"),
        ("en/_labels.txt", "# x\n\nday = day", "en/_labels.txt, line 3: day must have {count}"),
        ("en/_labels.txt", "total = {sum}", "en/_labels.txt, line 1: total must have no { }"),
        ("da/_labels.txt", "total = At betale", "da/_labels.txt: it lacks account_holder, "),
        ("norsk/reminder1.txt", GOOD, "norsk/reminder1.txt: norsk is no code of a language"),
        ("reminder1.txt", GOOD, "reminder1.txt: it is in no language's folder"),
        ("en/remider1.txt", GOOD, "en/remider1.txt: no step of the Dunning plan asks for a letter of this name; did "),
        ("en/reminder1.txt.txt", GOOD, "did you mean reminder1.txt?"),
        ("en/reminder1.consumr.txt", GOOD, "did you mean reminder1.txt?"),
        ("en/special.txt", GOOD, "en/special.txt: no step of the Dunning plan asks for a letter of this name"),
    ],
)
def test_files_that_are_not_letters_are_looked_at_too(tmp_path: Path, name: str, text: str, expected: str) -> None:
    (found,) = said(put(tmp_path, text, name))
    assert expected in found


def test_the_plan_says_which_letters_there_should_be(tmp_path: Path) -> None:
    put(tmp_path, GOOD, "en/special.txt")
    assert said(tmp_path, "special", "reminder1", "") == []
    assert said(tmp_path, "special", "remnder2") == [
        "Dunning plan: a step asks for the letter remnder2, and there is none; did you mean reminder2?"
    ]


def test_a_thank_you_needs_no_invoices_and_a_call_no_bank_details(tmp_path: Path) -> None:
    for name in ("thanks", "call", "handover"):
        put(tmp_path, "Subject: x\n\nHello\n", f"en/{name}.txt")
    assert said(tmp_path) == []


def test_a_broken_label_is_told_once(tmp_path: Path) -> None:
    put(tmp_path, GOOD)
    put(tmp_path, GOOD, "en/final.txt")
    put(tmp_path, "total", "en/_labels.txt")
    assert said(tmp_path) == ["en/_labels.txt, line 1: write it as  name = text"]


def command(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["letters", *map(str, words)])
    return done.exit_code, done.output


@pytest.fixture
def business(tmp_path: Path) -> Path:
    shutil.copy(data.data_folder("sample_data") / "receivables.xlsx", tmp_path)
    return tmp_path


def test_the_command_takes_a_workbook_its_folder_or_the_letters(business: Path) -> None:
    put(business / "letters", GOOD)
    for where in (business, business / "receivables.xlsx", business / "letters"):
        (business / "letter-samples.html").unlink(missing_ok=True)
        code, text = command("check", where)
        assert code == 0, text
        assert "Checked 1 letter in" in text
        assert "All are in order." in text
        assert "en/reminder1.txt, 3 invoices" in (business / "letter-samples.html").read_text("utf-8")


def test_samples_are_in_the_name_of_the_business(business: Path) -> None:
    put(business / "letters", GOOD + '{% include "_footer.txt" %}')
    command("check", business / "receivables.xlsx")
    assert "Trehvalen Verksted AS" in (business / "letter-samples.html").read_text("utf-8")


def test_mistakes_are_told_and_the_exit_code_says_so(business: Path) -> None:
    put(business / "letters", GOOD.replace("total", "totl"))
    code, text = command("check", business)
    assert code == 1
    assert "en/reminder1.txt, line 3: there is no name totl; did you mean total?" in text
    assert "the run uses ours instead" in text
    code, text = command("check", business, "--json")
    assert code == 1
    assert json.loads(text)["mistakes"][0]["line"] == 3


def test_without_letters_of_ones_own_ours_are_checked(business: Path) -> None:
    code, text = command("check", business)
    assert code == 0
    assert "all ours" in text


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    code, text = command("check", tmp_path / "nothing")
    assert code == 2
    assert "There is no file or folder" in text
