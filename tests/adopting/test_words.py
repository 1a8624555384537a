"""The words of headers and of states, in every language that lists come in: one table each, read without a fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from ar_sheets import adopting, schema
from ar_sheets.adopting.header_words import LONGEST, ROLES, meanings
from ar_sheets.schema.codes import country_code
from ar_sheets.schema.status_words import means_in_part, means_not_paid, means_paid, means_void

LANGUAGES = "en nb sv nl pt sq de es fr it pl da fi el ar tr cs hu ro".split()  # noqa: SIM905
NEEDED = ("invoice_no", "customer_name", "invoice_date", "typed_due_date", "currency", "amount", "marked_open",
          "marked_status", "marked_paid", "supplier")  # fmt: skip


def lines(file: Path) -> list[list[str]]:
    return [line.split(maxsplit=3) for line in file.read_text("utf-8").splitlines() if line and line[0] != "#"]


HEADERS = lines(Path(adopting.__file__).with_name("header_words.txt"))
STATES = lines(Path(schema.__file__).with_name("status_words.txt"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_words_for_all_that_matters(language: str) -> None:
    assert set(NEEDED) - {role for role, _, named, _ in HEADERS if named == language} == set()


def test_each_word_of_the_table_means_what_it_says() -> None:
    wrong = []
    for role, _, _, words in HEADERS:
        kinds = [kind for kind, roles in ROLES.items() if role in roles or role == "name"]
        for word in words.split(","):
            found = {m.role for kind in kinds for m in meanings(word.strip(), kind)}
            if len(word) > LONGEST or not found & {role, "amount", "net_amount", "customer_name"}:
                wrong.append((word, role))
    assert wrong == []


STATE = {"paid": means_paid, "part": means_in_part, "open": means_not_paid, "dispute": means_not_paid,
         "void": means_void}  # fmt: skip


def test_each_state_means_what_it_says_and_nothing_else() -> None:
    wrong = []
    for state, language, *rest in STATES:
        for word in " ".join(rest).split(","):
            said = word.strip().upper() if language not in ("tr", "el") else word.strip()
            means = {name for name, test in STATE.items() if test(said)} - {"dispute"}
            if means != {"open" if state == "dispute" else state}:
                wrong.append((word, state, means))
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("Germany", "DE"), ("norge", "NO"), ("USA", "US"), ("United Kingdom", "GB"), ("UK", "GB"), ("Deutschland", "DE"),
     ("España", "ES"), ("Nederland", "NL"), ("Ελλάδα", "GR"), ("NO", "NO"), ("Atlantis", "ATLANTIS"), ("", "")],
)  # fmt: skip
def test_countries_are_known_by_name(name: str, code: str) -> None:
    assert country_code(name) == code
