"""One glossary of the field's terms for sentences, labels and sheets: docs/glossary.csv."""

from __future__ import annotations

import csv
from importlib.resources import files
from pathlib import Path

import pytest

LANGUAGES = ("nb", "sv", "nl", "pt", "sq", "de")
GLOSSARY = list(csv.DictReader(Path("docs/glossary.csv").read_text("utf-8").splitlines()))
LABELS = list(csv.DictReader((files("ar_sheets.schema") / "translations.csv").read_text("utf-8-sig").splitlines()))


def stem(word: str) -> str:
    """How a word begins: an ending of number or case may follow."""
    return word.strip().casefold()[:3]


def test_each_term_stands_in_every_language() -> None:
    assert [row["en"] for row in GLOSSARY if not all(row[code].strip() for code in LANGUAGES)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_follow_the_glossary(language: str) -> None:
    terms = {row["en"]: row[language] for row in GLOSSARY}
    others = {}
    for label in LABELS:
        english = label["en"].split("|")[0].strip().casefold()
        term = terms.get(english) or terms.get(english.removesuffix("s"))
        words = [stem(word) for word in label[language].split("|")]
        if term and not {stem(one) for one in term.split("|")} & set(words):
            others[f"{label['where']} {english}"] = (term, label[language])
    assert others == {}
