"""What people are told names sheets, columns and choices as their own workbook does."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import SETTINGS, Workbook, tables_of

from ar_sheets.base.data import data_folder
from ar_sheets.base.file_names import of_letter
from ar_sheets.cli.main import main
from ar_sheets.dunning import call_outcomes
from ar_sheets.facts import log
from ar_sheets.rules import disputes, holds
from ar_sheets.schema import translations
from ar_sheets.schema.columns import LANGUAGES
from ar_sheets.schema.labels import Names
from ar_sheets.workbook.create import create, default_plan

GERMAN = (
    ("Empty: Email from.", "Empty: Absender-E-Mail."),
    ("Percent a year, for Interest = contract.", "Percent a year, for Verzugszinsen = vertraglich."),
    ("There is no invoice 999 in Invoices", "There is no invoice 999 in Rechnungen"),
    ("give it in Rates", "give it in Zinssätze"),
    ("Email in Customers: no address", "E-Mail in Kunden: no address"),
    ("type the day under Done on in the sheet Outbox", "type the day under Erledigt am in the sheet Postausgang"),
    ("write Send, Hold or Skip under Decision", "write Senden, Zurückhalten or Überspringen under Entscheidung"),
    ("your Decision is Skip", "your Entscheidung is Überspringen"),
    # What somebody typed, and words that only happen to be names, stay.
    ('"Email from" is text, not a number', '"Email from" is text, not a number'),
    ("Payments by Letter and Step, in Norway", "Payments by Letter and Step, in Norway"),
)  # fmt: skip


@pytest.mark.parametrize(("english", "german"), GERMAN)
def test_names_in_sentences(english: str, german: str) -> None:
    assert Names("de").told(english) == german
    assert Names("en").told(english) == english


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_nobody_is_sent_to_a_sheet_that_is_not_there(language: str, tmp_path: Path) -> None:
    """Run, page, list, mail and workbook of a business with faults: no English name of a sheet or column in them."""
    path = tmp_path / "receivables.xlsx"
    tables = tables_of(BOOK) | {"Dunning plan": default_plan(data_folder("workbook_templates") / "dunning_plan.csv")}
    create(path, tables, {**SETTINGS, "language": language, "interest": "contract"}, language)
    said = []
    for command in (["run"], ["todo"], ["send", "--to-folder", "--yes"], ["statement", "0043"], ["explain", "1041"]):
        done = CliRunner().invoke(main, [command[0], str(path), "--as-of", "2026-11-20", *command[1:]])
        said.append(done.output)
    page = next(tmp_path.glob("batches/*/index.html")).read_text()
    said.append(re.sub(r"<script>.*?</script>|<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL))
    said += texts(path)
    found = [(name, text) for text in said for name in english_only(language) if name.search(text)]
    assert not found


BOOK = """
Customers
Customer ID | Name | Profile | Email
"0042" | Anna Berg | Business | anna@berg.example
"0044" | Nils Ek | Gone | nils

Invoices
Invoice no | Customer ID | Invoice date | Amount
1041 | "0042" | 2026-10-01 | 1250.50
1042 | "0043" | 2026-10-01 | 90
1043 | "0044" | 2026-10-01 | ninety

Payments
Date | Customer ID | Invoice no | Amount
2026-08-01 | "0042" | 999 | 200
"""
NAMED = (r"in (?:the )?(?:Settings|Customers|Invoices|Payments|Outbox|Rates|Problems)", "Done on", "Hold until",
         "Email from", "Payments complete until", "write Send", "column Decision",
         "sheet Outbox", "Customer ID")  # fmt: skip


def english_only(language: str) -> list[re.Pattern[str]]:
    assert translations.word_in("sheet", "Outbox", language) != "Outbox"
    return [re.compile(rf"\b{name}\b") for name in NAMED if not (language == "nb" and name == "write Send")]


def texts(path: Path) -> list[str]:
    """What stands in cells, in notes on headers and in the alerts while typing."""
    found = []
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            found += [str(cell.value) for cell in row if cell.value is not None]
            found += [cell.comment.text for cell in row if cell.comment]
        found += [check.error or "" for check in sheet.data_validations.dataValidation]
    return found


def test_the_alert_of_a_computed_column_names_columns_of_its_own_sheet(tmp_path: Path) -> None:
    create(tmp_path / "w.xlsx", {}, {}, "de")
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    told = {sheet.title: {check.error for check in sheet.data_validations.dataValidation if check.formula1 == "FALSE"}
            for sheet in book}  # fmt: skip
    (invoices,) = told["Rechnungen"]
    (outbox,) = told["Postausgang"]
    assert invoices.endswith("Mahnsperre bis, Grund der Mahnsperre, Interne Notiz.")
    assert outbox.endswith("Entscheidung, Erledigt am, Ergebnis.")
    assert all(len(text) <= 255 for texts in told.values() for text in texts)  # Excel takes no more
    assert not any("Mahnsperre" in text for text in told["Altersstruktur"])


SUBJECTS = (
    ("Zahlungserinnerung: Rechnung 2026-0101", "Zahlungserinnerung Rechnung 2026-0101"),
    ("Påminnelse: faktura 7/26", "Påminnelse faktura 7 26"),
    ("Reminder: " + "long " * 20, "Reminder long long long long long long long long long long"),
    ("...", "K1"),
    ("con", "_con"),
    ("Faktura 7\xa0000, 3 kr", "Faktura 7 000, 3 kr"),
)


@pytest.mark.parametrize(("subject", "name"), SUBJECTS)
def test_a_customer_gets_a_file_named_as_its_letter(subject: str, name: str) -> None:
    assert of_letter(subject, "K1") == name
    assert of_letter(subject, "K1") == of_letter(subject, "K1")


def test_a_skipped_letter_is_told_apart_and_nothing_is_told_twice(tmp_path: Path) -> None:
    path = tmp_path / "receivables.xlsx"
    customers = [{"customer_id": f"C{n}", "name": f"Customer {n}", "profile": "Business", "email": f"c{n}@x.example"}
                 for n in (1, 2, 3)]  # fmt: skip
    invoices = [{"invoice_no": str(n), "customer_id": f"C{n}", "invoice_date": date(2026, 10, 20), "amount": 900}
                for n in (1, 2, 3)]  # fmt: skip
    plan = default_plan(data_folder("workbook_templates") / "dunning_plan.csv")
    create(path, {"Customers": customers, "Invoices": invoices, "Dunning plan": plan}, SETTINGS)
    day = ["--as-of", "2026-11-20"]
    CliRunner().invoke(main, ["run", str(path), *day])
    book = Workbook(path)
    for row, letter in enumerate(book.rows("Outbox"), start=2):
        if letter["customer_id"] == "C2":
            book.type("Outbox", row, "decision", "Skip")
        if letter["customer_id"] == "C3":
            book.type("Outbox", row, "file", "elsewhere.pdf")
    said = CliRunner().invoke(main, ["send", str(path), *day, "--to-folder", "--yes"]).output
    assert "Waits for you" not in said
    assert "Skipped, as you decided:" in said
    assert said.count("Customer 3") == 1
    (mail,) = (email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
               for file in tmp_path.glob("batches/*/eml/*.eml"))  # fmt: skip
    assert [part.get_filename() for part in mail.iter_attachments()] == [f"{of_letter(str(mail['Subject']), '')}.pdf"]


ACTS = (
    ("written off", holds.written_off),
    ("insolvent", holds.lasts),
    ("vulnerable", holds.lasts),
    ("settled", disputes.ended),
    ("no answer", lambda text: call_outcomes.read_outcome(text).event == log.NO_ANSWER),
    ("reached", lambda text: call_outcomes.read_outcome(text).event == log.NOTED),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("suggested", "acts"), ACTS)
def test_what_is_suggested_in_a_language_acts_in_it(language: str, suggested: str, acts: Callable[[str], bool]) -> None:
    assert acts(translations.word_in("suggested", suggested, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_suggestion_has_its_words(language: str, tmp_path: Path) -> None:
    create(tmp_path / "w.xlsx", {}, {}, language)
    offered = {
        check.formula1
        for sheet in openpyxl.load_workbook(tmp_path / "w.xlsx")
        for check in sheet.data_validations.dataValidation
        if check.type == "list"
    }
    reasons = [
        translations.word_in("suggested", reason, language) for reason in ("wrong price", "not delivered", "settled")
    ]
    assert any(all(reason in str(formula) for reason in reasons) for formula in offered)
    assert all(len(str(formula)) <= 257 for formula in offered)  # Excel takes no longer list


def test_a_status_is_called_as_the_workbook_writes_it() -> None:
    assert Names("nb").called("Check") == "Kontroller"
