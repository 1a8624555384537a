"""A workbook in any of the seven languages, or in several at once, is read, filled and sent as an English one."""

from __future__ import annotations

import email
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import SETTINGS, Workbook, tables_of

from ar_sheets.base.data import data_folder
from ar_sheets.facts import log
from ar_sheets.schema import translations
from ar_sheets.schema.columns import LANGUAGES, SETTING_ROWS, SHEETS
from ar_sheets.workbook.create import create, default_plan
from ar_sheets.workbook.read import read_book
from ar_sheets.workbook.spoken import language_of

DAY = "2026-11-20"
BY_NAME = {sheet.name: sheet for sheet in SHEETS}
OTHERS = [language for language in LANGUAGES if language != "en"]
ROWS = """
Customers
Customer ID | Name | Profile | Email | Letters by | Credit checked on | Terms accepted on
"0042" | Anna Berg | Business | anna@berg.example | Email | 2026-01-05 | 2026-01-05

Invoices
Invoice no | Customer ID | Kind | Invoice date | Amount
1041 | "0042" | Invoice | 2026-10-20 | 1250.50
1042 | "0042" | Credit note | 2026-10-21 | 50.50

Payments
Date | Customer ID | Invoice no | Amount
2026-11-01 | "0042" | 1041 | 200
"""


def made(path: Path, language: str, text: str = ROWS, **settings: Any) -> Workbook:
    tables = {"Dunning plan": default_plan(data_folder("workbook_templates") / "dunning_plan.csv"), **tables_of(text)}
    create(path, tables, {**SETTINGS, "language": language, "payments_complete_until": date(2026, 11, 19), **settings},
           language)  # fmt: skip
    return Workbook(path)


@pytest.fixture
def book_in(tmp_path: Path) -> Callable[..., Workbook]:
    return lambda language, *text, **settings: made(tmp_path / "receivables.xlsx", language, *text, **settings)


def header(sheet: str, key: str, language: str) -> str:
    return translations.in_language(BY_NAME[sheet], language).column(key).header


# ---- the table of words ----


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_header_of_a_sheet_means_one_column_in_all_languages_together(sheet: Any) -> None:
    meant: dict[str, set[str]] = {}
    for column in sheet.columns:
        assert ("column", column.header) in translations.translation_table(), (
            f"{column.header} needs its line in translations.csv"
        )
        for text in translations.every("column", column.header, *column.aliases):
            meant.setdefault(translations.plain_name(text), set()).add(column.key)
    assert {text: keys for text, keys in meant.items() if len(keys) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_template_has_no_header_twice_and_names_that_excel_takes(language: str) -> None:
    titles = [translations.in_language(sheet, language).title for sheet in SHEETS]
    assert max(Counter(title.casefold() for title in titles).values()) == 1
    assert all(0 < len(title) <= 31 and not set(title) & set("[]:*?/\\'") for title in titles)
    for sheet in SHEETS:
        shown = translations.in_language(sheet, language)
        headers = [column.header.casefold() for column in shown.columns]
        assert len(set(headers)) == len(headers)
        for column in shown.columns:
            assert len(",".join(column.choices)) <= 255, "Excel takes no longer list"
            assert not any("," in choice for choice in column.choices)


def test_every_sheet_and_every_setting_has_its_own_names() -> None:
    meant: dict[str, set[str]] = {}
    for sheet in SHEETS:
        assert ("sheet", sheet.name) in translations.translation_table(), (
            f"{sheet.name} needs its line in translations.csv"
        )
        for text in translations.every("sheet", sheet.name):
            meant.setdefault(translations.plain_name(text), set()).add(sheet.name)
    for setting in SETTING_ROWS:
        found = set(translations.every("setting", setting.name))
        assert len(found) > 1 or setting.name in ("IBAN", "BIC"), f"{setting.name} needs its line in translations.csv"
        for text in found:
            meant.setdefault(f"setting {translations.plain_name(text)}", set()).add(setting.key)
    assert {text: keys for text, keys in meant.items() if len(keys) > 1} == {}


def test_every_word_of_a_drop_down_means_one_choice() -> None:
    offered = {column.choices for sheet in SHEETS for column in sheet.columns} | {s.choices for s in SETTING_ROWS}
    for choices in (*offered, ("yes", "no")):
        meant: dict[str, set[str]] = {}
        for choice in choices:
            assert ("choice", choice) in translations.translation_table(), (
                f"{choice} needs its line in translations.csv"
            )
            for text in translations.every("choice", choice):
                meant.setdefault(translations.plain_name(text), set()).add(choice)
        assert {text: found for text, found in meant.items() if len(found) > 1} == {}


def test_a_column_that_a_run_fills_has_one_word_in_a_language() -> None:
    """Else an owner's own column would be taken for ours and written over."""
    for sheet in SHEETS:
        for column in sheet.owned_by("computed", "log"):
            if not any(c.header == column.header and c.owner in ("you", "reply") for s in SHEETS for c in s.columns):
                assert all(
                    len(found) == 1 for found in translations.translation_table()["column", column.header].values()
                ), column.header


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("KUNDENNR.:", "customer_id"),
        ("  Kunden-Nr. ", "customer_id"),
        ("Nº de cliente", "customer_id"),
        ("n.º  de  cliente", "customer_id"),
        ("N° de cliente", "customer_id"),
        ("Nr.klienti", None),
        ("Invoice date *", "invoice_date"),
        ("Fakturadato", "invoice_date"),
        ("Betrag", "amount"),
        ("Offener Betrag", None),
        ("Beløp", "amount"),
        ("Belo\u0308p", None),
        ("Währung", "currency"),
        ("Wa\u0308hrung", "currency"),
        ("Për t’u paguar", "total_due"),
    ],
)
def test_how_a_header_may_be_typed(typed: str, key: str | None) -> None:
    assert translations.known_headers(BY_NAME["Invoices"]).get(translations.plain_name(typed)) == key


# ---- one language ----


@pytest.mark.parametrize("language", OTHERS)
def test_a_workbook_in_another_language_runs_and_sends(language: str, book_in: Callable[..., Workbook]) -> None:
    book = book_in(language)
    english = translations.sheets()
    names = openpyxl.load_workbook(book.path).sheetnames
    assert names == [translations.in_language(sheet, language).title for sheet in SHEETS if not sheet.optional]
    usual_names = [sheet.name for sheet in SHEETS if not sheet.optional]
    assert [english[translations.plain_name(name)].name for name in names] == usual_names
    result = book.run(DAY)
    assert result.exit_code == 0, result.output
    assert book.invoice("1041")["open_amount"] == 1000
    assert book.invoice("1041")["status"] == translations.word_in("status", "Part paid", language)
    assert book.invoice("1042")["status"] == "Credit" or book.invoice("1042")["open_amount"] == 0
    [letter] = book.rows("Outbox")
    assert letter["customer_id"] == "0042"
    once = book.path.read_bytes()
    book.run(DAY)
    assert book.path.read_bytes() == once, "a second run changed the workbook"
    sent = book.command("send", "--as-of", DAY, "--to-folder", "--yes")
    assert sent.exit_code == 0, sent.output
    [mail] = (book.path.parent / "batches").rglob("*.eml")
    assert email.message_from_bytes(mail.read_bytes())["To"].endswith("anna@berg.example>")


def test_what_is_typed_in_the_language_counts(book_in: Callable[..., Workbook]) -> None:
    book = book_in("de", interest="none", fees="none", approval="every letter")
    raw = openpyxl.load_workbook(book.path)
    assert raw["Kunden"]["C2"].value == "Unternehmen"
    assert [raw["Einstellungen"].cell(row, 2).value for row in range(2, 40)].count("keine") == 2
    assert raw["Mahnplan"]["A2"].value == "Unternehmen"
    assert raw["Mahnplan"]["L7"].value == "ja"
    data = book.data(DAY)
    assert data["problems"] == []
    assert [message["needs_approval"] for message in data["messages"]] == [True]
    book.run(DAY)
    book.type("Outbox", 2, "decision", "Zurückhalten")
    book.run(DAY)
    assert "You hold it." in book.rows("Outbox")[0]["why"]
    book.type("Outbox", 2, "decision", "senden")
    book.run(DAY)
    assert book.rows("Outbox")[0]["status"] == "Approved"
    book.type("Outbox", 2, "done_on", date(2026, 11, 20))
    book.run(DAY)
    assert [entry["event"] for entry in book.rows("Log")] == ["sent"]
    assert book.invoice("1041")["last_step"] == "Mahnung 1"
    book.type("Invoices", 2, "reply", "Strittig")
    book.run("2026-11-21")
    assert book.invoice("1041")["status"] == "Strittig"


def test_the_other_commands_work_on_it_too(book_in: Callable[..., Workbook]) -> None:
    book = book_in("pt")
    before = book.path.read_bytes()
    book.run(DAY)
    assert "(Situação of 1041): (empty)  ->  Paga em parte" in book.command("diff").stdout
    assert book.command("explain", "1041", "--as-of", DAY).exit_code == 0
    assert book.command("history", "0042", "--as-of", DAY).exit_code == 0
    assert book.command("evidence", "0042", "--as-of", DAY).exit_code == 0
    assert "nothing to waive" in book.command("waive", "1041", "--what", "all", "--reason", "x", "--as-of", DAY).stderr
    assert book.command("settle").exit_code == 0
    assert book.command("todo", "--as-of", DAY).exit_code == 0
    assert "1041.pdf" in book.command("invoice", "1041", "--as-of", DAY).stdout
    assert "0042-NOK.pdf" in book.command("statement", "0042", "--as-of", DAY).stdout
    assert "1 made" in book.command("share", "--as-of", DAY).stdout
    assert book.command("adopt", "--yes").exit_code == 0
    assert book.command("undo").exit_code == 0
    assert book.path.read_bytes() == before


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_saves_it_and_nothing_is_lost(book_in: Callable[..., Workbook], tmp_path: Path) -> None:
    book = book_in("sq")
    book.run(DAY)
    before = {sheet.name: book.rows(sheet.name) for sheet in SHEETS if sheet.columns and not sheet.optional}
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
         "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "saved"), str(book.path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    shutil.copy(tmp_path / "saved" / book.path.name, book.path)
    assert book.run(DAY).exit_code == 0
    assert {name: book.rows(name) for name in before} == before
    drop_downs = openpyxl.load_workbook(book.path)["Klientët"].data_validations.dataValidation
    assert '"Biznes,Konsumator,Publik"' in {check.formula1 for check in drop_downs}


def test_findings_speak_of_the_sheets_and_columns_that_are_there(book_in: Callable[..., Workbook]) -> None:
    book = book_in("de")
    book.type("Customers", 2, "profile", "Verein")
    book.type("Invoices", 2, "customer_id", "0043")
    book.type("Invoices", 3, "amount", "viel")
    found = {(p["sheet"], p["cell"]): p for p in book.data(DAY)["problems"]}
    assert found["Kunden", "C2"]["what"] == 'Kundenart is not one of the choices: "Verein"'
    assert found["Kunden", "C2"]["what_to_do"] == "Type Unternehmen, Verbraucher or Öffentlich."
    assert found["Rechnungen", "B2"]["what"] == 'There is no customer "0043" in Kunden'
    assert found["Rechnungen", "G3"]["what"] == 'Betrag is text, not a number: "viel"'


def test_another_language_in_settings_changes_the_next_runs_words_only(book_in: Callable[..., Workbook]) -> None:
    book = book_in("de")
    book.run(DAY)
    book.type("Outbox", 2, "done_on", date(2026, 11, 20))
    book.run(DAY)
    raw = openpyxl.load_workbook(book.path)["Protokoll"]
    assert raw["D2"].value == "gesendet"
    settings = openpyxl.load_workbook(book.path)["Einstellungen"]
    row = next(row for row in range(2, 60) if settings.cell(row, 1).value == "Sprache")
    book.type("Settings", row, "value", "nb")
    assert book.run(DAY).exit_code == 0
    assert book.invoice("1041")["status"] == "Delvis betalt"
    assert openpyxl.load_workbook(book.path)["Protokoll"]["D2"].value == "gesendet", "a row of the Log was changed"
    assert book.data(DAY)["problems"] == [], "a seal was taken for broken"
    assert book.rows("Log")[0]["event"] == "sent"
    once = book.path.read_bytes()
    book.run(DAY)
    assert book.path.read_bytes() == once


@pytest.mark.parametrize("kind", ["status", "credit", "event"])
def test_a_key_is_read_in_any_language(kind: str) -> None:
    keys = {english for where, english in translations.translation_table() if where == kind}
    column = next(column for sheet in SHEETS for column in sheet.columns if column.words == kind)
    for language in LANGUAGES:
        told = {key: translations.word_in(kind, key, language) for key in keys}
        for word in told.values():
            others = {other for other in keys if told[other] == word}
            assert translations.key_of(column, word) in others, (language, word)
        if kind == "event":
            assert len(set(told.values())) == len(keys), language


def test_every_event_of_the_log_has_its_words() -> None:
    events = {value for name, value in vars(log).items() if name.isupper() and isinstance(value, str)}
    events |= {*log.CONTACT_EVENTS, *log.CLAIM_EVENTS, *log.WAIVER_EVENTS}
    assert {event for event in events if ("event", event) not in translations.translation_table()} == set()


# ---- several languages, and what is missing ----


def plain_workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Workbook:
    """A workbook as people make one themselves: no tables, no colours, only cells."""
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return Workbook(path)


MIXED = {
    "Kunder": [["Kundenr", "Name", "Kundentyp", "E-mail"], ["7", "Anna Berg", "Bedrijf", "anna@berg.example"]],
    "Faturas": [
        ["Factuurnr", "Kundnummer", "Data e faturës", "Beløp", "Offener Betrag", "Status"],
        ["1", "7", date(2026, 9, 1), 100, 77, None],
    ],
    "Pagesat": [["Datum", "Kundenummer", "Rechnungsnr.", "Valor"], [date(2026, 9, 2), "7", "1", 30]],
}


def test_a_mixed_workbook_runs_and_an_owners_column_is_left_alone(tmp_path: Path) -> None:
    book = plain_workbook(tmp_path / "mixed.xlsx", MIXED)
    book.run(DAY)
    spoken = language_of(book.path.read_bytes())
    assert book.invoice("1")["status"] == translations.word_in("status", "Part paid", spoken)
    file = openpyxl.load_workbook(book.path)
    assert file["Faturas"]["E2"].value == 77
    print(book.run(DAY).output)
    once = book.path.read_bytes()
    book.run(DAY)
    assert book.path.read_bytes() == once


def test_what_a_run_adds_is_named_in_the_workbooks_own_language(tmp_path: Path) -> None:
    rows = {
        "Rechnungen": [["Rechnungsnr", "Kundennr", "Rechnungsdatum", "Betrag"], ["1", "7", date(2026, 9, 1), 100]],
        "Kunden": [["Kundennr", "Name", "E-Mail", "Kundenart"], ["7", "Anna", "a@a.example", "Firma"]],
        "Zahlungen": [["Datum", "Kundennr", "Betrag"], [date(2026, 9, 2), "7", 30]],
        "Mahnplan": [
            ["Plan", "Stufe", "Name", "Art", "Tage nach Fälligkeit", "Kanal"],
            ["Firma", 1, "Mahnung 1", "Mahnung", 3, "E-Mail"],
        ],
    }
    book = plain_workbook(tmp_path / "buch.xlsx", rows)
    result = book.run(DAY)
    file = openpyxl.load_workbook(book.path)
    assert file.sheetnames == [*rows, "Postausgang", "Altersstruktur", "Probleme", "Start"]
    assert [cell.value for cell in file["Probleme"][1]] == ["Blatt", "Zelle", "Was", "Was zu tun ist"]
    assert "Offen, " in result.stderr, "missing columns are named as they are to be headed"
    assert book.rows("Outbox")[0]["step"] == "Mahnung 1"


@pytest.mark.parametrize(
    ("sheets", "language"),
    [
        (("Customers", "Invoices"), "en"),
        (("Kunder", "Fakturor"), "sv"),
        (("Kunder", "Fakturaer"), "nb"),
        (("Clientes", "Invoices", "Pagamentos"), "pt"),
    ],
)
def test_the_language_is_that_of_most_headers_and_not_of_the_letters(
    tmp_path: Path, sheets: tuple[str, ...], language: str
) -> None:
    contract = [translations.sheets()[translations.plain_name(name)] for name in sheets]
    rows = {
        name: [[c.header for c in translations.in_language(sheet, language).columns if c.needed]]
        for name, sheet in zip(sheets, contract, strict=True)
    }
    rows["Settings"] = [["Setting", "Value"], ["Language", "sq"]]
    assert read_book(plain_workbook(tmp_path / "x.xlsx", rows).path.read_bytes()).language == language


def test_two_columns_that_mean_the_same_are_told(tmp_path: Path) -> None:
    rows = {name: [list(row) for row in lines] for name, lines in MIXED.items()}
    rows["Faturas"][0][4] = "Betrag"
    [found] = [p for p in plain_workbook(tmp_path / "x.xlsx", rows).data(DAY)["problems"] if p["cell"] == "E1"]
    assert found["what"] == "Betrag means the same as Beløp in column D"


def test_a_sheet_of_the_english_name_goes_before_one_in_another_language(tmp_path: Path) -> None:
    rows = {"Kunden": [["Mein", "Blatt"]], "Customers": MIXED["Kunder"], "Invoices": MIXED["Faturas"]}
    book = read_book(plain_workbook(tmp_path / "x.xlsx", rows).path.read_bytes())
    assert book.tables["Customers"].sheet == "Customers"
