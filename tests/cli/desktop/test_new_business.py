"""`init`: five questions or options, a folder that works at once, and nothing of anyone's overwritten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from conftest import Workbook

from ar_sheets.base.data import data_folder as shipped
from ar_sheets.cli.desktop import places
from ar_sheets.cli.desktop.new_business import folder_name
from ar_sheets.cli.main import main
from ar_sheets.dunning.assess import look
from ar_sheets.schema.codes import COUNTRIES, CURRENCIES
from ar_sheets.schema.columns import LANGUAGES

DAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own: no test puts an icon on a real Desktop."""
    place = tmp_path / "home"
    (place / "Desktop").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return place


def init(*words: object, answers: str = "") -> Result:
    return CliRunner().invoke(main, ["init", *map(str, words)], input=answers)


def settings(folder: Path) -> dict[str, object]:
    facts = look((folder / "receivables.xlsx").read_bytes())[1]
    return {name: getattr(facts.settings, name) for name in facts.settings.__slots__}


def test_options_make_the_folder_without_a_question(tmp_path: Path) -> None:
    place = tmp_path / "Çela & Søn"
    done = init(place, "--business", "Çela & Søn", "--country", "NO", "--iban", "no9386011117947")
    assert done.exit_code == 0, done.output
    assert {path.name for path in place.iterdir()} == {
        "receivables.xlsx", "letters", "batches", "shared", ".ar-sheets",
    }  # fmt: skip
    ours = {path.relative_to(shipped("letters")) for path in shipped("letters").rglob("*.txt")}
    assert {path.relative_to(place / "letters") for path in (place / "letters").rglob("*.txt")} == ours
    kept = settings(place)
    assert (kept["business_name"], kept["country"], kept["currency"], kept["language"]) == (
        "Çela & Søn", "NO", "NOK", "nb",
    )  # fmt: skip
    assert kept["iban"] == "NO93 8601 1117 947"
    assert kept["minimum_to_dun"] == 100
    assert [line[:4] for line in done.output.splitlines() if line.startswith("  ") and line[2].isdigit()] == [
        "  1.", "  2.", "  3.",
    ]  # fmt: skip


def test_answers_make_the_same(tmp_path: Path) -> None:
    place = tmp_path / "here"
    done = init(answers=f"Bakker BV\nnetherlands\n\n\n{place}\n")
    assert done.exit_code == 0, done.output
    kept = settings(place)
    assert (kept["business_name"], kept["country"], kept["currency"], kept["language"]) == (
        "Bakker BV", "NL", "EUR", "nl",
    )  # fmt: skip


def test_five_questions_at_most_and_none_that_an_option_answers(tmp_path: Path) -> None:
    assert init(answers=f"A\nNO\n\n\n{tmp_path / 'a'}\n").output.count(": ") >= 5
    asked = init(tmp_path / "b", "--currency", "EUR", answers="B\nDE\n\n").output
    assert "Currency" not in asked
    assert "Folder" not in asked
    assert "EUR, in German" in asked


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_workbook_in_each_language_runs_at_once(tmp_path: Path, language: str) -> None:
    place = tmp_path / "new"
    made = init(place, "--business", "X", "--country", "NO", "--language", language)
    assert made.exit_code == 0, made.output
    book = Workbook(place / "receivables.xlsx")
    titles = openpyxl.load_workbook(book.path).sheetnames
    assert titles[1] in made.output
    assert titles[2] in made.output
    done = book.run("2026-11-20")
    assert done.exit_code == 0, done.output
    assert len(look(book.path.read_bytes())[1].plans) == 3


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    place = tmp_path / "mine"
    (place / "letters" / "en").mkdir(parents=True)
    (place / "letters" / "en" / "reminder1.txt").write_text("My own words\n")
    assert init(place, "--business", "X", "--country", "GB").exit_code == 0
    assert [path.name for path in (place / "letters").rglob("*.txt")] == ["reminder1.txt"]
    before = (place / "receivables.xlsx").read_bytes()
    again = init(place, "--business", "Y", "--country", "NO")
    assert again.exit_code == 2
    assert "was left as it is" in again.stderr
    assert (place / "receivables.xlsx").read_bytes() == before


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("not a folder")
    done = init(tmp_path / "mine", "--business", "X", "--country", "GB")
    assert done.exit_code == 2
    assert "is a file" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--country", "Norwaay", "Did you mean Norway (NO)"),
        ("--country", "XX", "There is no country"),
        ("--currency", "EURO€", "There is no currency"),
        ("--language", "klingon", "nb (Norwegian Bokmål)"),
        ("--iban", "NO93 8601 1117 948", "two changed places"),
        ("--iban", "NO93 8601 1117", "is missing"),
        ("--iban", "12345678903", "two letters of the country"),
    ],
)
def test_what_is_no_country_or_iban_is_told_before_anything_is_made(
    tmp_path: Path, option: str, value: str, said: str
) -> None:
    given = {"--business": "X", "--country": "NO"} | {option: value}
    done = init(tmp_path / "new", *(word for pair in given.items() for word in pair))
    assert done.exit_code == 2
    assert said in done.stderr
    assert not (tmp_path / "new").exists()


def test_an_iban_of_another_country_is_asked_about(tmp_path: Path) -> None:
    done = init(tmp_path / "new", "--business", "X", "--country", "NO", "--iban", "DE89370400440532013000")
    assert done.exit_code == 0
    assert "The IBAN is of Germany, the business of Norway" in done.output


def test_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    assert init(taken, "--business", "X", "--country", "NO", "--no-shortcut").exit_code == 0
    done = init(answers=f"\nX\nAtlantis\nSweden\nkronor?\nSEK\n\n{taken}\n{tmp_path / 'free'}\n")
    assert done.exit_code == 0, done.output
    assert "There is no country 'Atlantis'" in done.output
    assert "There is already a workbook" in done.output
    assert settings(tmp_path / "free")["language"] == "sv"


def test_nobody_to_answer_is_told_how_to_say_it(tmp_path: Path) -> None:
    done = init(tmp_path / "new")
    assert done.exit_code == 2
    assert "--country" in done.stderr
    assert not (tmp_path / "new").exists()


def test_the_icon_is_made_unless_it_is_not_wanted(tmp_path: Path, home: Path) -> None:
    assert init(tmp_path / "a", "--business", "X", "--country", "NO", "--no-shortcut").exit_code == 0
    assert list((home / "Desktop").iterdir()) == []
    assert init(tmp_path / "b", "--business", "X", "--country", "NO").exit_code == 0
    assert len(list((home / "Desktop").iterdir())) == 1


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("no", "NO"), ("Norway", "NO"), ("norge", "NO"), ("NORWEGEN", "NO"), (" Nederland ", "NL"), ("uk", "GB"),
        ("Great Britain", "GB"), ("United Kingdom", "GB"), ("Shqipëria", "AL"), ("Brasil", "BR"), ("Kosovo", "XK"),
    ],
)  # fmt: skip
def test_a_country_by_any_of_its_names(typed: str, code: str) -> None:
    assert places.find_country(typed) == code


@pytest.mark.parametrize(
    ("country", "currency", "language"),
    [
        ("NO", "NOK", "nb"), ("SE", "SEK", "sv"), ("NL", "EUR", "nl"), ("BE", "EUR", "nl"), ("PT", "EUR", "pt"),
        ("BR", "BRL", "pt"), ("AL", "ALL", "sq"), ("XK", "EUR", "sq"), ("DE", "EUR", "de"), ("CH", "CHF", "de"),
        ("GB", "GBP", "en"), ("US", "USD", "en"), ("DK", "DKK", "en"), ("FI", "EUR", "en"), ("HR", "EUR", "en"),
    ],
)  # fmt: skip
def test_what_usually_goes_with_a_country(country: str, currency: str, language: str) -> None:
    assert (places.usual_currency(country, DAY), places.usual_language(country)) == (currency, language)


def test_every_country_has_a_currency_and_a_language() -> None:
    for code in COUNTRIES:
        assert places.usual_currency(code, DAY) in CURRENCIES
        assert places.usual_language(code) in LANGUAGES


@pytest.mark.parametrize(
    ("typed", "code"), [("norsk", "nb"), ("no", "nb"), ("nb-NO", "nb"), ("German", "de"), ("Português", "pt")]
)
def test_a_language_by_any_of_its_names(typed: str, code: str) -> None:
    assert places.find_letter_language(typed) == code


@pytest.mark.parametrize(
    ("business", "named"),
    [("Fjord & Søn AS", "Fjord & Søn AS"), ("A/B: C*", "A B C"), ("..", "My business"), ("Dot Co.", "Dot Co")],
)
def test_a_folder_name_every_system_allows(business: str, named: str) -> None:
    assert folder_name(business) == named
