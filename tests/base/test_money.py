"""Amounts in the smallest unit of their currency, in the one place where they lose digits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from conftest import Workbook

from ar_sheets.base import local_format
from ar_sheets.base.i18n import in_language
from ar_sheets.base.money import digits, format_amount, plain, rounded, rounded_below, unit

D = Decimal


@pytest.mark.parametrize(
    ("currency", "amount", "half_up", "below", "as_shown"),
    [
        ("EUR", "1234.565", "1234.57", "1234.56", "1,234.57"),
        ("EUR", "-0.125", "-0.13", "-0.12", "-0.13"),
        ("JPY", "6.19", "6", "6", "6"),
        ("JPY", "1234.5", "1235", "1234", "1,235"),
        ("kwd", "100.1255", "100.126", "100.125", "100.126"),
        ("KWD", "100.125", "100.125", "100.125", "100.125"),
        ("ALL", "10.5", "10.50", "10.50", "10.50"),  # ISO 4217 has hundredths of a lek
        ("", "0.005", "0.01", "0.00", "0.01"),
    ],
)
def test_the_unit_of_each_currency(currency: str, amount: str, half_up: str, below: str, as_shown: str) -> None:
    assert str(rounded(D(amount), unit(currency))) == half_up
    assert str(rounded_below(D(amount), unit(currency))) == below
    assert format_amount(D(amount), currency) == as_shown
    assert digits(D(amount), currency) == half_up


def test_plain_loses_no_digit() -> None:
    assert [plain(D(text)) for text in ("6", "12.5", "1250.00", "100.125")] == ["6.00", "12.50", "1250.00", "100.125"]


@pytest.mark.parametrize(
    ("currency", "said"), [("EUR", "€1,250.00"), ("JPY", "JPY\xa01,250"), ("KWD", "KWD\xa01,250.000")]
)  # fmt: skip
def test_letters_print_the_digits_a_currency_has(currency: str, said: str) -> None:
    assert local_format.local_money(D(1250), currency, "en") == said
    assert local_format.number(D(1250), "en", currency) == said.lstrip("€JPYKWD\xa0")


BOOK = """
Customers
Customer ID | Name | Profile | Country | Currency
Y | Yen KK | Business | JP | JPY
K | Kuwait Co | Business | KW | KWD
E | Euro AS | Business | NO | EUR

Invoices
Invoice no | Customer ID | Invoice date | Due date | Currency | Amount
1 | Y | 2026-09-01 | 2026-09-15 | JPY | 1000.4
2 | K | 2026-09-01 | 2026-09-15 | | 100.125
3 | E | 2026-09-01 | 2026-09-15 | KWD | 100.1255
4 | E | 2026-09-01 | 2026-09-15 | | 100.125

Payments
Date | Invoice no | Amount
2026-09-20 | 3 | 0.125
"""


def test_typed_amounts_are_rounded_to_their_own_currency(make_workbook: Callable[..., Workbook]) -> None:
    made = make_workbook(BOOK)
    made.run("2026-10-05")
    amounts = {row["invoice_no"]: (str(row["amount"]), str(row["open_amount"])) for row in made.rows("Invoices")}
    assert amounts["1"][0] == "1000"
    assert amounts["2"][0] == "100.125"
    assert amounts["3"][0] == "100.126"
    assert amounts["4"][0] == "100.13"
    assert str(made.rows("Payments")[0]["amount"]) == "0.125"


def test_averages_never_mix_currencies(make_workbook: Callable[..., Workbook]) -> None:
    """
    Customers
    Customer ID | Name | Profile | Country | Currency
    E | Euro AS | Business | NO | EUR
    J | Yen AS | Business | NO | EUR

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Currency | Amount
    1 | E | 2026-09-01 | 2026-09-15 | EUR | 100
    2 | E | 2026-09-01 | 2026-09-15 | JPY | 100000
    3 | J | 2026-09-01 | 2026-09-15 | JPY | 100000

    Payments
    Date | Customer ID | Invoice no | Currency | Amount
    2026-09-15 | E | 1 | EUR | 100
    2026-10-15 | E | 2 | JPY | 100000
    2026-10-15 | J | 3 | JPY | 100000
    """
    made = make_workbook(test_averages_never_mix_currencies.__doc__ or "")
    made.run("2026-10-20")
    assert {row["customer_id"]: row["average_days_late"] for row in made.rows("Customers")} == {"E": 0, "J": 30}


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "1,234.50"), ("nb", "1\xa0234,50"), ("sv", "1\xa0234,50"), ("nl", "1.234,50"), ("de", "1.234,50")],
)
def test_an_amount_in_a_sentence_has_the_signs_of_its_language(language: str, shown: str) -> None:
    with in_language(language):
        assert format_amount(D("1234.5"), "EUR") == shown
