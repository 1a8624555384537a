"""`ar-sheets statement`: what a customer owes in each currency, and thanks for what they paid."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Workbook
from papers import HOSTILE, cells, pdf_text

DAY = ("--as-of", "2026-11-20")
SHOP = """
Customers
Customer ID | Name | Profile | Contact | Email | Street | Postcode | City | Country | Language | Currency
C1 | Fjord Kafé AS | Business | Bjørn Åsen | bjorn@fjord.example | Bryggen 3 | "5003" | Bergen | NO | nb | NOK
C2 | Müller GmbH | Business | | post@mueller.example | Hauptstraße 1 | "10115" | Berlin | DE | de | EUR
C3 | Quiet Ltd | Business | | q@quiet.example | 1 Quay Street | BS1 4DJ | Bristol | GB | en | GBP
C4 | Tiny AS | Business | | t@tiny.example | Gata 2 | "0150" | Oslo | NO | en | NOK

Invoices
Invoice no | Customer ID | Kind | Invoice date | Due date | Amount | Currency | Description | Hold reason
F1 | C1 | | 2026-09-05 | 2026-09-19 | 1000 | NOK | Oak table |
F2 | C1 | | 2026-11-10 | 2026-12-10 | 800 | NOK | Chairs |
F3 | C1 | | 2026-10-01 | 2026-10-31 | 70 | EUR | Freight |
F4 | C2 | | 2026-10-01 | 2026-10-31 | 450 | | Shelf |
F5 | C2 | Credit note | 2026-11-12 | | 50 | | Late |
F6 | C4 | | 2026-10-01 | 2026-10-15 | 4 | | Rest |
F7 | C1 | | 2026-01-01 | 2026-01-15 | 99 | NOK | Old | Written off
F8 | C1 | | 2026-11-25 | 2026-12-25 | 33 | NOK | Future |

Payments
Date | Customer ID | Invoice no | Amount
2026-11-16 | C1 | F1 | 300
2026-08-22 | C1 | F1 | 10
2026-08-23 | C1 | F1 | 20
2026-11-18 | | F4 | 450
"""


@pytest.fixture
def shop(make_workbook: Callable[..., Workbook]) -> Workbook:
    return make_workbook(SHOP)


def folder(shop: Workbook) -> Path:
    return shop.path.parent / "statements" / "2026-11-20"


def made(shop: Workbook, *arguments: str) -> dict[str, list[str]]:
    """The files by document."""
    result = shop.command("statement", *arguments, *DAY, "--json")
    assert result.exit_code in (0, 1), result.output
    return {of["name"]: [Path(name).suffix for name in of["files"]] for of in json.loads(result.stdout)["documents"]}


def test_everyone_with_something_open_gets_one_for_each_currency(shop: Workbook) -> None:
    before = shop.path.read_bytes()
    four = [".pdf", ".xlsx", ".txt", ".html"]
    assert made(shop) == dict.fromkeys(("C1-EUR", "C1-NOK", "C2-EUR", "C4-NOK"), four)
    assert shop.path.read_bytes() == before


def test_a_statement_is_in_the_customers_language_and_adds_up(shop: Workbook) -> None:
    made(shop, "c1")
    text = (folder(shop) / "C1-NOK.txt").read_text("utf-8")
    assert text.startswith("Subject: Kontoutskrift per 20. november 2026")
    for piece in ("F1", "F2", "Saldoen er 1 470,00 kr", "Over forfall: 670,00 kr", "16. nov. 2026 · F1 · 300,00"):
        assert piece in text, piece
    for piece in ("F3", "F4", "F7", "F8", "Müller", "22. aug."):  # other currency, other customer, written off, later
        assert piece not in text, piece
    assert "23. aug. 2026" in text  # the ninetieth day back, and 22 August is the ninety-first
    assert "70,00" in (folder(shop) / "C1-EUR.txt").read_text("utf-8")
    printed = pdf_text(folder(shop) / "C1-NOK.pdf").replace("\xa0", " ")
    assert "Saldo 1 470,00 kr" in printed
    assert '<html lang="nb">' in (folder(shop) / "C1-NOK.html").read_text("utf-8")


def test_the_sheet_lists_invoices_and_payments(shop: Workbook) -> None:
    made(shop, "C1")
    there = cells(folder(shop) / "C1-NOK.xlsx")
    assert [there[place] for place in ("A33", "E33", "F33", "A34", "F34")] == ["F1", 1000, 670, "F2", 800]
    assert there["F32"] == "Utestående, NOK"
    assert "A35" not in there
    paid = cells(folder(shop) / "C1-NOK.xlsx", 1)
    assert [paid[place] for place in ("B4", "C4", "B5", "C5")] == ["F1", 20, "F1", 300]


def test_a_customer_in_credit_is_asked_what_to_do_with_it(shop: Workbook) -> None:
    made(shop, "C2")
    text = (folder(shop) / "C2-EUR.txt").read_text("utf-8")
    assert "50,00 €" in text
    assert "IBAN" not in text


def test_one_asked_for_gets_it_also_when_nothing_is_open(shop: Workbook) -> None:
    assert list(made(shop, "C3")) == ["C3-GBP"]
    assert "Nothing is open" in (folder(shop) / "C3-GBP.txt").read_text("utf-8")


def test_an_unknown_customer_makes_nothing(shop: Workbook) -> None:
    result = shop.command("statement", "C1", "C9", *DAY)
    assert result.exit_code == 2
    assert "There is no customer C9" in result.output
    assert not folder(shop).exists()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (("Invoices", 3, "amount", "eight hundred"), "a row of theirs says Check. Invoices!G3"),
        (("Customers", 2, "country", "Narnia"), "Country is not known"),
        (("Payments", 2, "amount", "three hundred"), "Payments!D2"),
        (("Invoices", 2, "description", "as for Müller GmbH"), ""),  # their own text is no stranger's
    ],
)
def test_where_figures_are_in_doubt_there_is_no_statement(
    shop: Workbook, spoil: tuple[str, int, str, str], said: str
) -> None:
    shop.type(*spoil)
    result = shop.command("statement", "C1", "C2", *DAY)
    assert result.exit_code == (1 if said else 0), result.output
    assert said in result.output
    assert (folder(shop) / "C1-NOK.pdf").exists() == (not said)
    assert (folder(shop) / "C2-EUR.pdf").exists()


def test_thanks_for_what_was_paid_this_week(shop: Workbook) -> None:
    assert made(shop, "--thanks") == {f"thanks-{name}": [".pdf", ".txt", ".html"] for name in ("C1-NOK", "C2-EUR")}
    text = (folder(shop) / "thanks-C1-NOK.txt").read_text("utf-8")
    assert "300,00 kr" in text
    assert "16. november 2026" in text
    assert "F2" in text  # what is still open
    assert list(made(shop, "--thanks", "C2")) == ["thanks-C2-EUR"]
    later = shop.command("statement", "--thanks", "--as-of", "2026-11-25")
    assert "Nobody paid in the last seven days." in later.output


def test_what_is_disputed_stays_in_the_balance_and_is_named(shop: Workbook) -> None:
    shop.type("Invoices", 2, "dispute_reason", "120.00: scratched top")
    made(shop, "C1")
    text = (folder(shop) / "C1-NOK.txt").read_text("utf-8")
    assert "Herav omtvistet: 120,00" in text
    assert "Saldoen er 1 470,00 kr" in text
    assert "ikke krevd her" not in text


def test_who_is_to_be_left_in_peace_gets_one_only_by_name(shop: Workbook) -> None:
    shop.type("Customers", 2, "hold_reason", "insolvent since October")
    result = shop.command("statement", *DAY)
    assert result.exit_code == 1
    assert result.output.count("Fjord Kafé AS (C1): not made, on hold: insolvent since October. Name them") == 1
    assert not (folder(shop) / "C1-NOK.pdf").exists()
    assert shop.command("statement", "C1", *DAY).exit_code == 0
    assert (folder(shop) / "C1-NOK.pdf").exists()


def test_nobody_is_thanked_for_money_that_went_back(make_workbook: Callable[..., Workbook]) -> None:
    shop = make_workbook(SHOP + "2026-11-19 | C1 | F1 | -300\n")
    result = shop.command("statement", "--thanks", *DAY)
    assert "Fjord Kafé AS (C1): not made, a payment of theirs went back." in result.output
    assert [path.name for path in folder(shop).glob("*.pdf")] == ["thanks-C2-EUR.pdf"]


def test_the_same_workbook_gives_the_same_bytes(shop: Workbook) -> None:
    made(shop)
    first = {path.name: path.read_bytes() for path in folder(shop).iterdir()}
    for path in folder(shop).iterdir():
        path.unlink()
    made(shop)
    assert {path.name: path.read_bytes() for path in folder(shop).iterdir()} == first


def test_what_is_too_small_to_remind_names_this_command(shop: Workbook) -> None:
    shop.run("2026-11-20")
    why = shop.invoice("F6")["why"]
    assert "4.00 NOK is below the minimum of 10.00; a statement may be sent (ar-sheets statement)" in why


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_stay_text(make_workbook: Callable[..., Workbook], text: str) -> None:
    plain = text.replace("\x0b", "").replace("漢字", "")
    shop = make_workbook(SHOP.replace("Fjord Kafé AS", "Fjord").replace("Bjørn Åsen", "B"))
    import openpyxl

    book = openpyxl.load_workbook(shop.path)
    for place in ("B2", "D2"):
        book["Customers"][place].value, book["Customers"][place].data_type = plain, "s"
    book.save(shop.path)
    made(shop, "C1")
    assert plain.strip() in (folder(shop) / "C1-NOK.txt").read_text("utf-8")
    assert "<script>" not in (folder(shop) / "C1-NOK.html").read_text("utf-8")
    assert plain.strip() in [str(value) for value in cells(folder(shop) / "C1-NOK.xlsx").values()]
    printed = "".join(pdf_text(folder(shop) / "C1-NOK.pdf").replace("\u200b", "").split())
    assert "".join(plain.split()) in printed
