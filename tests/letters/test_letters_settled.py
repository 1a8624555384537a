"""A letter that asks for less than the invoice's amount says why: what was paid and credited stands under it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from letter_samples import AS_OF, CUSTOMERS, LANGUAGES, message, write

from ar_sheets import letters
from ar_sheets.base import local_format
from ar_sheets.letters.letter import Letter
from ar_sheets.letters.occasions import statement_letter, thank_you
from ar_sheets.letters.text import letter_as_text
from ar_sheets.schema.model import LetterLine, Message, PaymentReceived


def owing(open_amount: str, disputed: str = "0", due: date = date(2026, 10, 11)) -> LetterLine:
    return LetterLine("2026-1041", "", "", date(2026, 9, 27), due, Decimal("1190.00"), Decimal(open_amount), 40, "",
                      disputed=Decimal(disputed))  # fmt: skip


def asking(line: LetterLine, language: str = "en") -> Message:
    return replace(message(language, "reminder2", 1), lines=(line,), total_due=line.open_amount)


def account(*lines: LetterLine) -> Message:
    return statement_letter("S-1", CUSTOMERS["en"], "GBP", lines, (), Decimal(0), AS_OF)


def note(of: Letter) -> str:
    return of.facts.invoices[0].below.replace("\xa0", " ")


@pytest.mark.parametrize(("open_amount", "disputed", "said"), [
    ("600.00", "0", "Already paid or credited: 590.00"),
    ("1190.00", "0", ""),
    ("1189.99", "0", "Already paid or credited: 0.01"),
    ("500.00", "100.00", "Disputed and not asked for here: 100.00 · Already paid or credited: 590.00"),
    ("1090.00", "100.00", "Disputed and not asked for here: 100.00"),
])  # fmt: skip
def test_amount_less_the_notes_is_open(open_amount: str, disputed: str, said: str) -> None:
    assert note(write(asking(owing(open_amount, disputed)))) == said


def test_a_statement_and_a_thank_you_list_all_that_is_open() -> None:
    said = "Of which disputed: 100.00 · Already paid or credited: 590.00"
    line = owing("600.00", "100.00")
    assert note(write(account(line))) == said
    received = [PaymentReceived(AS_OF, Decimal("500.00"))]
    assert note(write(thank_you("T-1", CUSTOMERS["en"], "GBP", received, [line], Decimal(0), AS_OF))) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_says_it_in_the_letters_language(tmp_path: Path, language: str) -> None:
    from pypdf import PdfReader

    made = asking(owing("600.00"), language)
    made = replace(made, channel="Email+Post")
    filled = write(made)
    said = f"{filled.labels['settled']}: {local_format.number(Decimal(590), language)}".replace("\xa0", " ")
    assert said in letter_as_text(filled).replace("\u202f", " ")
    letters.write_batch([made], tmp_path, None, filled.settings, AS_OF)
    page = next(tmp_path.glob("letters/*.html")).read_text(encoding="utf-8")
    assert said in page.replace("\xa0", " ")
    pdf = next(tmp_path.glob("letters/*.pdf"))
    printed = " ".join(" ".join(page.extract_text() for page in PdfReader(pdf).pages).split())
    assert "590" in printed
    assert filled.labels["settled"] in printed


@pytest.mark.parametrize(("days", "said"), [
    ((-40,), None), ((-40, -1), None), ((0,), AS_OF), ((5,), AS_OF + timedelta(days=5)), ((-40, 5), "each"),
    ((3, 5), "each"),
])  # fmt: skip
def test_a_statement_asks_for_no_day_that_is_past(days: tuple[int, ...], said: date | str | None) -> None:
    filled = write(account(*(owing("600.00", due=AS_OF + timedelta(days=day)) for day in days)))
    told = dict(filled.facts.how_to_pay).get(filled.labels["pay_by"])
    wanted = {None: None, "each": filled.labels["on_due_date"]}
    assert told == (local_format.short_day(said, "en") if isinstance(said, date) else wanted[said])
