"""`ar-sheets invoice`: the documents, the numbers, and what it leaves alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from conftest import Workbook
from papers import HOSTILE, cells, codes, pdf_text

from ar_sheets.base.data import data_folder
from ar_sheets.base.errors import NotDone
from ar_sheets.cli.main import main
from ar_sheets.reports.papers import numbering
from ar_sheets.reports.papers.context import open_desk
from ar_sheets.reports.papers.files import stem
from ar_sheets.workbook.guard import read_snapshot

DAY = ("--as-of", "2026-11-20")
CUSTOMERS = """
Customers
Customer ID | Name | Profile | Contact | Email | Street | Postcode | City | Country | Language | Currency | Discount % | Discount days
C1 | Fjord Kafé AS | Business | Bjørn Åsen | bjorn@fjord.example | Bryggen 3 | "5003" | Bergen | NO | nb | NOK | 2 | 8
C2 | Müller GmbH | Public | | post@mueller.example | Hauptstraße 1 | "10115" | Berlin | DE | de | EUR
C3 | Åsa Öberg | Consumer | | asa@oberg.example | Götgatan 1 | "116 46" | Stockholm | SE | sv | SEK
"""  # noqa: E501
INVOICES = (
    CUSTOMERS
    + """
Invoices
Invoice no | Customer ID | Kind | Invoice date | Due date | Amount | Description | PO / ref
2026-0041 | C1 | | 2026-11-05 | 2026-11-19 | 12500.50 | Oak table; 25 % VAT 2,500.10 included | PO 7788
2026-0042 | C2 | | 2026-11-10 | 2026-12-10 | 800 | Chairs | RF18 5390 0754 7034
2026-0043 | C2 | Credit note | 2026-11-12 | | 120 | Broken chair | 2026-0042
2026-0044 | C3 | Deposit | 2026-11-15 | 2026-11-29 | 2000 | Wardrobe |
"""
)
UNNUMBERED = (
    INVOICES
    + """
 | C1 | | 2026-11-18 | 2026-12-02 | 400 | Shelf |
 | C3 | Credit note | 2026-11-16 | | 50 | Late delivery |
""".strip("\n")
)


def made(workbook: Workbook, *arguments: str) -> dict[str, dict[str, object]]:
    """The command's documents, by number."""
    result = workbook.command("invoice", *arguments, *DAY, "--json")
    assert result.exit_code in (0, 1), result.output
    return {of["name"]: of for of in json.loads(result.stdout)["invoices"]}


@pytest.fixture
def shop(make_workbook: Callable[..., Workbook]) -> Workbook:
    return make_workbook(INVOICES, vat_number="NO 987 654 321 MVA", bic="DNBANOKK")


def test_an_invoice_says_what_an_invoice_must(shop: Workbook) -> None:
    result = shop.command("invoice", "2026-0041", *DAY)
    assert result.exit_code == 0, result.output
    assert "2026-0041.pdf, 2026-0041.xlsx" in result.output
    text = pdf_text(shop.path.parent / "invoices" / "2026-0041.pdf")
    for piece in (
        "Faktura 2026-0041", "5. nov. 2026", "19. nov. 2026", "14 dager", "C1", "PO 7788", "Fjord Kafé AS",
        "Bryggen 3", "5003 Bergen", "Treverk AS", "Veien 1", "NO 987 654 321 MVA", "12 500,50 kr",
        "Oak table; 25 % VAT 2,500.10 included", "NO93 8601 1117 947", "13. november 2026", "2 %", "250,01 kr",
        "12 250,49 kr", "forsinkelsesrenteloven § 3", "12,25 %",
    ):  # fmt: skip
        assert piece in text.replace("\xa0", " "), piece


def test_the_sheet_has_numbers_and_the_customers_language(shop: Workbook) -> None:
    made(shop, "2026-0041")
    there = cells(shop.path.parent / "invoices" / "2026-0041.xlsx")
    assert there["C17"] == 12500.5
    assert there["A17"] == "Oak table; 25 % VAT 2,500.10 included"
    assert there["C16"] == "Beløp, NOK"
    assert "NO93 8601 1117 947" in str(there.values())
    assert not any("{{" in str(value) for value in there.values())


def test_a_euro_invoice_has_a_code_that_scans(shop: Workbook) -> None:
    made(shop, "2026-0042")
    (code,) = codes(shop.path.parent / "invoices" / "2026-0042.pdf")
    assert code.split("\n")[5:10] == ["Treverk AS", "NO9386011117947", "EUR680.00", "", "RF18539007547034"]
    text = pdf_text(shop.path.parent / "invoices" / "2026-0042.pdf")
    assert "BGB § 288" in text
    assert "680,00 €" in text.replace("\xa0", " ")  # the credit note was put against it
    assert "-120,00 €" in text.replace("\xa0", " ")


def test_credit_notes_and_deposits_are_named_so(shop: Workbook) -> None:
    made(shop, "2026-0043", "2026-0044")
    credit = pdf_text(shop.path.parent / "invoices" / "2026-0043.pdf").replace("\xa0", " ")
    assert "Rechnungskorrektur (Gutschrift) 2026-0043" in credit
    assert "Zu Rechnung 2026-0042" in credit
    assert "Zu Ihren Gunsten 120,00 €" in credit
    assert "IBAN" not in credit
    assert codes(shop.path.parent / "invoices" / "2026-0043.pdf") == []
    deposit = pdf_text(shop.path.parent / "invoices" / "2026-0044.pdf")
    assert "Förskottsfaktura 2026-0044" in deposit


def test_a_copy_of_a_paid_invoice_asks_for_nothing(make_workbook: Callable[..., Workbook]) -> None:
    shop = make_workbook(INVOICES + "\nPayments\nDate | Customer ID | Invoice no | Amount\n"
                         "2026-11-18 | C1 | 2026-0041 | 12500.50\n")  # fmt: skip
    made(shop, "2026-0041")
    text = pdf_text(shop.path.parent / "invoices" / "2026-0041.pdf").replace("\xa0", " ")
    assert "Allerede betalt eller kreditert -12 500,50 kr" in text.replace("−", "-")
    assert "IBAN" not in text
    assert "trekkes fra" not in text


@pytest.mark.parametrize(
    ("settings", "said", "unsaid"),
    [
        ({}, ["12,25 %", "430,00 kr"], []),
        ({"interest": "none"}, ["430,00 kr"], ["12,25 %", "forsinkelsesrente "]),
        ({"fees": "none"}, ["12,25 %"], ["430,00 kr"]),
        ({"interest": "contract", "contract_rate": 9}, ["9,00 %", "avtalen"], ["12,25 %"]),
    ],
)
def test_late_payment_is_spoken_of_as_the_settings_and_the_law_allow(
    make_workbook: Callable[..., Workbook], settings: dict[str, object], said: list[str], unsaid: list[str]
) -> None:
    accepted = INVOICES.replace("Discount days\n", "Discount days | Terms accepted on\n")
    shop = make_workbook(accepted.replace("| NOK | 2 | 8\n", "| NOK | 2 | 8 | 2026-01-01\n"), **settings)
    made(shop, "2026-0041")
    text = pdf_text(shop.path.parent / "invoices" / "2026-0041.pdf").replace("\xa0", " ")
    assert [piece for piece in said if piece not in text] == []
    assert [piece for piece in unsaid if piece in text] == []


def test_a_consumer_owes_no_compensation_and_an_unknown_law_says_nothing(
    make_workbook: Callable[..., Workbook],
) -> None:
    shop = make_workbook(INVOICES.replace("| SE | sv |", "| AL | sv |"))
    made(shop, "2026-0044")
    text = pdf_text(shop.path.parent / "invoices" / "2026-0044.pdf")
    assert "dröjsmålsränta" not in text
    assert "ersättning" not in text


def test_the_same_workbook_gives_the_same_bytes(shop: Workbook) -> None:
    files = shop.path.parent / "invoices"
    made(shop, "2026-0041", "2026-0043")
    first = {path.name: path.read_bytes() for path in files.iterdir()}
    shutil.rmtree(files)
    made(shop, "2026-0041", "2026-0043")
    assert {path.name: path.read_bytes() for path in files.iterdir()} == first
    assert len(first) == 4


def test_a_sheet_that_the_owner_changed_is_kept(shop: Workbook) -> None:
    made(shop, "2026-0041")
    sheet = shop.path.parent / "invoices" / "2026-0041.xlsx"
    book = openpyxl.load_workbook(sheet)
    book.worksheets[0]["A30"] = "VAT 25 %: 2,500.10"
    book.save(sheet)
    mine = sheet.read_bytes()
    result = shop.command("invoice", "2026-0041", *DAY)
    assert result.exit_code == 1
    assert "2026-0041.xlsx was changed by hand, so it was kept" in result.output
    assert sheet.read_bytes() == mine


def test_a_sheet_that_nobody_touched_is_made_anew(shop: Workbook) -> None:
    made(shop, "2026-0041")
    shop.type("Invoices", 2, "description", "Oak table, 3 m")
    assert shop.command("invoice", "2026-0041", *DAY).exit_code == 0
    assert cells(shop.path.parent / "invoices" / "2026-0041.xlsx")["A17"] == "Oak table, 3 m"


def test_the_owners_own_form_is_used(shop: Workbook) -> None:
    book = openpyxl.load_workbook(data_folder("workbook_templates") / "invoice.xlsx")
    page = book.worksheets[0]
    page.move_range("C17:C17", rows=3, cols=2)
    page["H1"] = "Org.nr. {{vat_number}}"
    book.save(shop.path.parent / "invoice.xlsx")
    made(shop, "2026-0041")
    there = cells(shop.path.parent / "invoices" / "2026-0041.xlsx")
    assert there["E20"] == 12500.5
    assert there["H1"] == "Org.nr. NO 987 654 321 MVA"


def test_a_form_with_a_slip_makes_nothing(shop: Workbook) -> None:
    book = openpyxl.load_workbook(data_folder("workbook_templates") / "invoice.xlsx")
    book.worksheets[0]["H1"] = "{{vat_numbr}}"
    book.save(shop.path.parent / "invoice.xlsx")
    result = shop.command("invoice", "2026-0041", *DAY)
    assert result.exit_code == 2
    assert "H1: there is no {{vat_numbr}}; did you mean {{vat_number}}?" in result.output
    assert not (shop.path.parent / "invoices").exists()


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (["2026-0099"], ["There is no invoice 2026-0099 in Invoices. Did you mean 2026-004"]),
        (["nine", "2026-0041", "ten"], ["There is no invoice nine", "There is no invoice ten"]),
        (["2026-0050"], ["Invoice 2026-0050 cannot be made. Invoices!G6: Amount is zero"]),
        (["2026-0051"], ['There is no customer "C9" in Customers']),
    ],
)
def test_what_cannot_be_made_is_said_at_once_and_nothing_is_written(
    make_workbook: Callable[..., Workbook], numbers: list[str], said: list[str]
) -> None:
    more = "2026-0050 | C1 | | 2026-11-05 | | 0 | |\n2026-0051 | C9 | | 2026-11-05 | | 10 | |\n"
    shop = make_workbook(INVOICES + more)
    result = shop.command("invoice", *numbers, *DAY)
    assert result.exit_code == 2
    assert [piece for piece in said if piece not in result.output] == []
    assert not (shop.path.parent / "invoices").exists()


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(make_workbook: Callable[..., Workbook], text: str) -> None:
    shop = make_workbook(INVOICES)
    shop.type("Invoices", 2, "description", "'" + text if text.startswith("=") else text.replace("\x0b", ""))
    if text.startswith("="):
        book = openpyxl.load_workbook(shop.path)
        book["Invoices"]["H2"].value, book["Invoices"]["H2"].data_type = text, "s"
        book.save(shop.path)
    made(shop, "2026-0041")
    plain = text.replace("\x0b", "")
    there = cells(shop.path.parent / "invoices" / "2026-0041.xlsx")
    assert there["A17"] == plain
    printed = pdf_text(shop.path.parent / "invoices" / "2026-0041.pdf")
    shown = plain.replace("漢字", "")  # a computer without such a font prints boxes, and the command says so
    assert "".join(shown.split()) in "".join(printed.replace("\u200b", "").split())


@pytest.mark.parametrize(
    "number", ["2026/0042", "..", "CON", "a b", "ø1", "x" * 90, "=1+1", "C:\\x", "nul.txt", "漢字", "-", "F1"]
)
def test_file_names_are_safe_and_tell_numbers_apart(number: str) -> None:
    name = stem(number)
    assert name
    assert len(name) <= 100
    assert all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in name)
    assert name.casefold() not in ("con", "nul")
    assert stem(number + "/") != name
    assert stem("2026/1") != stem("2026-1") == "2026-1"


# Numbers for rows that have none


def test_the_next_number_is_only_said(shop: Workbook) -> None:
    before = shop.path.read_bytes()
    result = shop.command("invoice", "--next", *DAY)
    assert (result.exit_code, result.output) == (0, "2026-0045\n")
    assert shop.path.read_bytes() == before
    result = shop.command("invoice", *DAY)
    assert "the next free one is 2026-0045" in result.output
    assert shop.path.read_bytes() == before


def test_without_a_yes_nothing_is_written(make_workbook: Callable[..., Workbook]) -> None:
    shop = make_workbook(UNNUMBERED)
    before = shop.path.read_bytes()
    result = CliRunner().invoke(main, ["invoice", str(shop.path), *DAY], input="n\n")
    assert result.exit_code == 0
    assert "2026-0045  in Invoices!A7: Åsa Öberg, Credit note, 2026-11-16, 50.00 SEK" in result.output
    assert "2026-0046  in Invoices!A6: Fjord Kafé AS, 2026-11-18, 400.00 NOK" in result.output
    assert "Nothing was changed." in result.output
    assert shop.path.read_bytes() == before
    assert not (shop.path.parent / "invoices").exists()
    nobody = CliRunner().invoke(main, ["invoice", str(shop.path), *DAY], input="")
    assert nobody.exit_code == 2
    assert shop.path.read_bytes() == before
    asked = json.loads(shop.command("invoice", *DAY, "--json").stdout)
    assert [of["number"] for of in asked["proposed"]] == ["2026-0045", "2026-0046"]
    assert shop.path.read_bytes() == before


def test_with_a_yes_the_blank_cells_get_their_numbers_and_nothing_else_changes(
    make_workbook: Callable[..., Workbook],
) -> None:
    shop = make_workbook(UNNUMBERED)
    before = read_snapshot(shop.path)
    old = {name: shop.rows(name) for name in ("Settings", "Customers", "Invoices")}
    result = CliRunner().invoke(main, ["invoice", str(shop.path), *DAY], input="y\n")
    assert result.exit_code == 0, result.output
    new = shop.rows("Invoices")
    assert [row["invoice_no"] for row in new[-2:]] == ["2026-0046", "2026-0045"]
    assert [{**row, "invoice_no": None} for row in new] == [{**row, "invoice_no": None} for row in old["Invoices"]]
    assert {name: shop.rows(name) for name in ("Settings", "Customers")} == {
        k: old[k] for k in ("Settings", "Customers")
    }
    made_files = {path.name for path in (shop.path.parent / "invoices").iterdir()}
    assert made_files == {"2026-0045.pdf", "2026-0045.xlsx", "2026-0046.pdf", "2026-0046.xlsx"}
    assert shop.command("undo").exit_code == 0
    assert shop.path.read_bytes() == before.data


def test_a_row_that_is_not_ready_gets_no_number(make_workbook: Callable[..., Workbook]) -> None:
    shop = make_workbook(INVOICES + " | C1 | | 2026-11-18 | | | Shelf |\n | C9 | | 2026-11-18 | | 20 | |\n"
                         " | C1 | | soon | | 20 | |\n")  # fmt: skip
    assert "the next free one is 2026-0045" in shop.command("invoice", *DAY).output


def test_a_formula_that_shows_nothing_is_not_overwritten(make_workbook: Callable[..., Workbook]) -> None:
    shop = make_workbook(UNNUMBERED)
    book = openpyxl.load_workbook(shop.path)
    book["Invoices"]["A6"] = '=IF(1=1,"","")'
    book.save(shop.path)
    result = shop.command("invoice", "--yes", *DAY)
    assert "2026-0045  in Invoices!A7" in result.output
    assert "A6" not in result.output
    assert openpyxl.load_workbook(shop.path)["Invoices"]["A6"].value == '=IF(1=1,"","")'


@pytest.mark.parametrize(("numbers", "expected"), [([1041, 1042], 1043), (["1041", 1042], "1043"), ([7, "F8"], "F9")])
def test_numbers_that_are_numbers_stay_so(
    make_workbook: Callable[..., Workbook], numbers: list[object], expected: object
) -> None:
    shop = make_workbook(CUSTOMERS + "\nInvoices\nInvoice no | Customer ID | Invoice date | Amount\n"
                         "a1 | C1 | 2026-11-05 | 10\na2 | C1 | 2026-11-06 | 20\n | C1 | 2026-11-07 | 30\n")  # fmt: skip
    for row, number in enumerate(numbers, start=2):
        shop.type("Invoices", row, "invoice_no", number)
    assert shop.command("invoice", "--yes", *DAY).exit_code == 0
    assert openpyxl.load_workbook(shop.path)["Invoices"]["A4"].value == expected


def test_a_workbook_saved_meanwhile_is_left_alone(make_workbook: Callable[..., Workbook]) -> None:
    shop = make_workbook(UNNUMBERED)
    desk = open_desk(shop.path, date(2026, 11, 20))
    found = numbering.proposals(desk)
    shop.type("Invoices", 6, "invoice_no", "2026-0045")
    saved = shop.path.read_bytes()
    with pytest.raises(NotDone, match="saved by somebody else"):
        numbering.write_numbers(desk, found)
    assert shop.path.read_bytes() == saved


def test_a_protected_sheet_is_left_alone(make_workbook: Callable[..., Workbook]) -> None:
    shop = make_workbook(UNNUMBERED)
    book = openpyxl.load_workbook(shop.path)
    book["Invoices"].protection.sheet = True
    book.save(shop.path)
    saved = shop.path.read_bytes()
    result = shop.command("invoice", "--yes", *DAY)
    assert result.exit_code == 2
    assert "protected" in result.output
    assert shop.path.read_bytes() == saved


def test_a_number_that_only_the_log_knows_is_not_used_again(make_workbook: Callable[..., Workbook]) -> None:
    shop = make_workbook(INVOICES + "\nLog\nEntry | When | As of | Event | Customer ID | Invoice no\n"
                         "1 | 2026-11-01 10:00:00 | 2026-11-01 | sent | C1 | 2026-0060\n")  # fmt: skip
    assert shop.command("invoice", "--next", *DAY).output == "2026-0061\n"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_opens_and_prints_the_sheet_on_one_page(shop: Workbook, tmp_path: Path) -> None:
    made(shop, "2026-0041")
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    subprocess.run(["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path),
                    str(shop.path.parent / "invoices" / "2026-0041.xlsx")], check=True, capture_output=True,
                   timeout=120)  # fmt: skip
    text = pdf_text(tmp_path / "2026-0041.pdf").replace("\xa0", " ")
    for piece in ("Faktura 2026-0041", "12 500,50 kr", "NO93 8601 1117 947", "Vennlig hilsen"):
        assert piece in text, piece
    from pypdf import PdfReader

    assert len(PdfReader(tmp_path / "2026-0041.pdf").pages) == 1


@pytest.mark.parametrize(
    "number", ["=1+1", "{{ 1 + 1 }}", "<script>", '#link("x")[y]', "../../up", "2026/0001", "øæå 1"]
)
def test_a_hostile_number_stays_text_and_its_files_stay_in_the_folder(
    make_workbook: Callable[..., Workbook], number: str
) -> None:
    shop = make_workbook(INVOICES)
    book = openpyxl.load_workbook(shop.path)
    book["Invoices"]["A2"].value, book["Invoices"]["A2"].data_type = number, "s"
    book.save(shop.path)
    before = {path.name for path in shop.path.parent.iterdir()}
    (of,) = made(shop, number).values()
    assert {path.name for path in shop.path.parent.iterdir()} - before <= {"invoices"}
    assert {path.suffix for path in (shop.path.parent / "invoices").iterdir()} == {".pdf", ".xlsx"}
    assert of["name"] == number
    there = cells(shop.path.parent / "invoices" / f"{stem(number)}.xlsx")
    assert there["A14"] == f"Faktura {number}"
    assert f"Faktura {number}" in pdf_text(shop.path.parent / "invoices" / f"{stem(number)}.pdf")
