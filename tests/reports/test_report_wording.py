"""The sentences of forecast, rating and look back are there in all languages, with the same named places."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ar_sheets.base.i18n import in_language
from ar_sheets.reports import dashboard, expected, forecast, look_back, payers
from ar_sheets.reports.wording import in_words, say
from ar_sheets.schema import translations
from ar_sheets.schema.columns import LANGUAGES

ROOM = Path(forecast.__file__).parent
CALLED = re.compile(r"""\bsay\(\s*["']((?:[^"'\\]|(?<=\w)')+)["']\s*[,)]""")
SAID = sorted({
    forecast.RULE, payers.RULE, look_back.LOOK_BACK_RULE, look_back.NOTHING_YET, dashboard.WEEKS_RULE, expected.SO_LONG,
    *forecast.HOWS, *payers.RATINGS,
    *(text for file in ROOM.iterdir() if file.suffix in (".py", ".html")
      for text in CALLED.findall(file.read_text("utf-8"))),
})  # fmt: skip


def test_the_sentences_are_found_in_the_code() -> None:
    assert {"Expected in four weeks", "How customers pay", "Week from"} <= set(SAID)


@pytest.mark.parametrize("english", SAID)
def test_a_sentence_is_there_in_every_language(english: str) -> None:
    assert ("report", english) in translations.translation_table(), f"translations.csv needs a line for: {english}"
    for language in LANGUAGES:
        text = say(english, language)
        assert text
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english)), (language, text)


@pytest.mark.parametrize(
    ("key", "word"),
    [("Overdue", "Forfalt"), ("waived fees", "gebyr frafalt"), ("Credit note", "Kreditnota"), ("Phone", "Telefon"),
     ("nobody's", "nobody's"), ("", "")],
)  # fmt: skip
def test_statuses_events_and_choices_are_told_in_the_readers_language(key: str, word: str) -> None:
    with in_language("nb"):
        assert in_words(key) == word
