"""How to pay: only what was checked is printed, and the QR code only where a euro transfer is really possible."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import segno
from letter_samples import SETTINGS, message, write

from ar_sheets.countries.payment_references import PaymentReference
from ar_sheets.facts import payment_details
from ar_sheets.letters import html
from ar_sheets.letters.text import letter_as_text

VALID = {
    "AL47 2121 1009 0000 0002 3569 8741", "XK05 1212 0123 4567 8906", "NO93 8601 1117 947",
    "PT50 0002 0123 1234 5678 9015 4", "NL91 ABNA 0417 1643 00", "SE45 5000 0000 0583 9825 7466",
    "DE89370400440532013000", "gb29 nwbk 6016 1331 9268 19",
}  # fmt: skip


def plain(*numbers: str) -> list[tuple[str, PaymentReference]]:
    """Invoices that carry no payment reference."""
    return [(number, PaymentReference()) for number in numbers]


@pytest.mark.parametrize("typed", sorted(VALID))
def test_a_right_iban_is_printed_in_fours(typed: str) -> None:
    plain = typed.replace(" ", "").upper()
    assert payment_details.iban(typed) == plain
    assert payment_details.in_fours(plain).replace(" ", "") == plain
    assert payment_details.in_fours("NO9386011117947") == "NO93 8601 1117 947"


@pytest.mark.parametrize(
    "typed", ["", "NO94 8601 1117 947", "NO93 8601 1117 94", "XX93 8601 1117 947", "8601 11 17947"]
)
def test_a_wrong_iban_is_left_out_and_said(typed: str) -> None:
    assert payment_details.iban(typed) == ""
    filled = write(message("pt"), settings=replace(SETTINGS, iban=typed))
    assert "IBAN" not in letter_as_text(filled)
    assert filled.facts.qr is None
    said = [warning for warning in filled.warnings if "IBAN" in warning and "mistyped" in warning]
    assert len(said) == (1 if typed else 0)


@pytest.mark.parametrize(
    ("currency", "amount", "iban", "name", "there"),
    [
        ("EUR", "0.01", "NO9386011117947", "Shop", True),
        ("EUR", "999999999.99", "NO93 8601 1117 947", "Shop", True),
        ("EUR", "0.004", "NO9386011117947", "Shop", False),
        ("EUR", "0", "NO9386011117947", "Shop", False),
        ("EUR", "-5.00", "NO9386011117947", "Shop", False),
        ("EUR", "1000000000.00", "NO9386011117947", "Shop", False),
        ("EUR", "5.00", "NO9386011117948", "Shop", False),
        ("EUR", "5.00", "", "Shop", False),
        ("EUR", "5.00", "NO9386011117947", " ", False),
        ("NOK", "5.00", "NO9386011117947", "Shop", False),
        ("SEK", "5.00", "NO9386011117947", "Shop", False),
        ("ALL", "5.00", "NO9386011117947", "Shop", False),
        ("eur", "5.00", "NO9386011117947", "Shop", False),
    ],
)
def test_the_qr_code_is_there_or_not(currency: str, amount: str, iban: str, name: str, there: bool) -> None:
    own = replace(SETTINGS, iban=iban, business_name=name)
    assert (payment_details.epc_qr(own, currency, Decimal(amount), plain("1041")) is not None) == there


def test_the_qr_code_says_what_the_letter_says() -> None:
    """Against the code of the EPC's own layout, written out by hand."""
    text = "BCD\n002\n1\nSCT\nDNBANOKK\nKafé Blå\nNO9386011117947\nEUR1250.50\n\n\n2026-1041, 2026-1042"
    own = replace(SETTINGS, business_name="Kafé Blå")
    made = payment_details.epc_qr(own, "EUR", Decimal("1250.50"), plain("2026-1041", "2026-1042"))
    assert made is not None
    assert made.error == "M"
    alike = [
        segno.make_qr(
            text.replace("\n1\n", f"\n{number}\n").encode(code), error="m", boost_error=False, mask=made.mask
        ).matrix
        for number, code in ((1, "utf-8"), (2, "iso-8859-1"))
    ]
    assert made.matrix in alike


def test_many_invoice_numbers_fit_into_the_code() -> None:
    numbers = [f"2026-{number}" for number in range(1041, 1141)]
    code = payment_details.epc_qr(SETTINGS, "EUR", Decimal("5.00"), plain(*numbers))
    assert code is not None
    assert code.version <= 13
    assert payment_details.epc_qr(SETTINGS, "EUR", Decimal("5.00"), plain("株" * 200)) is not None
    assert (
        payment_details.epc_qr(
            replace(SETTINGS, business_name="株" * 90, bic="nonsense"), "EUR", Decimal("5.00"), plain("1")
        )
        is not None
    )


def test_the_code_is_shown_only_where_the_wording_asks() -> None:
    assert "data:image/png" in html.fragment(write(message("nl")))
    assert "data:image/png" not in html.fragment(write(message("nb")))
    assert "data:image/png" not in html.fragment(write(message("nl", total_due=Decimal("-1.00"))))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("https://pay.example/{invoice_no}", [("10/41", "https://pay.example/10%2F41"), ("x y", "https://pay.example/x%20y")]),
        ("https://pay.example/shop", [("", "https://pay.example/shop")]),
        ("http://pay.example/{invoice_no}", []),
        ("javascript:alert(1)", []),
        ("https:///{invoice_no}", []),
        ("https://user@pay.example/{invoice_no}", []),
        ("https://pay.example/ {invoice_no}", []),
        ("https://{invoice_no}@evil.test/", []),
        ("https://[", []),
        ("", []),
    ],
)  # fmt: skip
def test_payment_links_are_https_and_filled_in(template: str, expected: list[tuple[str, str]]) -> None:
    assert payment_details.links(template, ["10/41", "x y"]) == expected


def test_a_letter_that_says_nowhere_to_pay_is_said() -> None:
    none = replace(SETTINGS, iban="", bic="", account_number="", payment_link="")
    assert (
        "Settings say nowhere to pay to: fill in IBAN, Account number or Payment link."
        in write(message(), settings=none).warnings
    )
    assert write(message(), settings=replace(none, account_number="8601 11 17947")).warnings == ()
    assert "Account holder" not in letter_as_text(write(message(), settings=none))
    assert write(message(name="call"), settings=none).warnings == ()


def test_a_wrong_bic_or_link_is_left_out_and_said() -> None:
    own = replace(SETTINGS, bic="DNB", payment_link="http://pay.example/{invoice_no}")
    filled = write(message(), settings=own)
    assert len(filled.warnings) == 2
    assert "BIC" not in letter_as_text(filled)
    assert "http:" not in letter_as_text(filled)
