"""In which language is spoken: the one asked for, else the workbook's, else the computer's."""

from __future__ import annotations

import gettext
import os
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from ar_sheets.base import i18n
from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
from ar_sheets.cli.main import main
from ar_sheets.workbook.create import create, make_workbook
from ar_sheets.workbook.spoken import language_of, spoken_language


class Told(gettext.NullTranslations):
    """Every text with its language before it."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code

    def gettext(self, message: str) -> str:
        return f"{self.code}: {message}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{self.code}: {msgid1 if n == 1 else msgid2}"


@pytest.fixture
def telling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "catalogue", Told)


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ({"LANG": "nb_NO.UTF-8"}, "nb"), ({"LANG": "C"}, "en"), ({"LANG": ""}, "en"), ({"LANG": "fr_FR"}, "en"),
        ({"LANG": "pt_BR.UTF-8"}, "pt"), ({"LANGUAGE": "fr:sv:de", "LANG": "nb_NO"}, "sv"), ({"LANG": "no"}, "nb"),
        ({"LC_ALL": "de_AT.UTF-8", "LANG": "nb_NO"}, "de"), ({"LC_MESSAGES": "nl_BE", "LANG": "nb_NO"}, "nl"),
    ],
)  # fmt: skip
def test_the_computers_language(said: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in said.items():
        monkeypatch.setenv(variable, value)
    monkeypatch.setattr(i18n, "_desktop_language", lambda: "en")
    assert i18n.language() == spoken


def test_what_was_asked_for_stays() -> None:
    i18n.use_language("sv")
    i18n.use_language("nl")
    assert (i18n.language(), i18n.asked_for()) == ("nl", "")
    i18n.use_language("pt_BR", asked_for=True)
    i18n.use_language("nl")
    assert (i18n.language(), i18n.asked_for()) == ("pt", "pt")
    with pytest.raises(ValueError, match="klingon"):
        i18n.use_language("klingon")


@pytest.mark.usefixtures("telling")
def test_another_language_for_a_while_is_this_threads_only() -> None:
    i18n.use_language("nb")
    seen: list[str] = []
    with i18n.in_language("de"):
        other = threading.Thread(target=lambda: seen.append(_("Send")))
        other.start()
        other.join()
        seen.append(_("Send"))
        with i18n.in_language("fr"):
            seen.append(_("Send"))
        seen.append(n_("{n} letter", "{n} letters", 2))
    assert [*seen, _("Send")] == ["nb: Send", "de: Send", "en: Send", "de: 2 letters", "nb: Send"]


@pytest.mark.parametrize(
    ("code", "told"),
    [("en", "1,234,567.50 1234567 a,b"), ("nb", "1\xa0234\xa0567,50 1234567 a,b"), ("de", "1.234.567,50 1234567 a,b")],
)
def test_figures_are_grouped_as_the_language_does(code: str, told: str) -> None:
    i18n.use_language(code)
    assert _("{a:,.2f} {n} {b}", a=Decimal("1234567.5"), n=1234567, b="a,b") == told
    assert format_amount(Decimal("1234567.5"), "EUR") == told.split(" ")[0]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_workbook_speaks_as_settings_say_else_as_its_headers(language: str, tmp_path: Path) -> None:
    for said in i18n.LANGUAGES:
        assert language_of(make_workbook({}, {"language": said}, language)) == said
    assert language_of(make_workbook({}, {"language": ""}, language)) == language
    assert spoken_language(tmp_path / "none.xlsx") == ""
    (tmp_path / "text.xlsx").write_text("not a workbook")
    assert spoken_language(tmp_path / "text.xlsx") == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_nobody_waits_for_a_pipe_to_tell_its_language(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    assert spoken_language(tmp_path / "pipe.xlsx") == ""


@pytest.mark.usefixtures("telling")
@pytest.mark.parametrize(
    ("words", "spoken"),
    [
        (["check", "nl.xlsx"], "nl"), (["--language", "sv", "check", "nl.xlsx"], "sv"),
        (["check", "nl.xlsx", "--language", "sv"], "sv"), (["check", "none.xlsx"], "de"),
        (["check", "nl.xlsx", "--nonsense"], "de"), (["--language", "sq", "check", "nl.xlsx", "--nonsense"], "sq"),
        (["check", "nl.xlsx", "--as-of", "tomorrow"], "nl"), (["--help"], "de"), (["--language", "pt", "--help"], "pt"),
        (["check", "--language", "pt", "--help"], "pt"), (["nonsense"], "de"), (["start", "nl.xlsx"], "nl"),
    ],
)  # fmt: skip
def test_what_a_command_speaks(words: list[str], spoken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGUAGE", "de")
    create(Path("nl.xlsx"), {}, {"language": "nl"}, "en")
    said = CliRunner().invoke(main, words, input="q\n")
    assert i18n.language() == spoken
    assert not isinstance(said.exception, (ValueError, TypeError, KeyError)), said.output
    if "none.xlsx" not in words and "start" not in words:
        assert f"{spoken}: " in said.output + said.stderr, said.output


def test_nobody_can_ask_for_a_language_there_is_not() -> None:
    said = CliRunner().invoke(main, ["--language", "klingon", "check", "x.xlsx"])
    assert said.exit_code == 2
    assert "type one of: en, nb, sv, nl, pt, sq, de." in said.output
