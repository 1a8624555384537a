"""What `invoice` writes is valid by the official rules: every kind and VAT category, as UBL and as Factur-X."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from official_rules import broken_rules

from ar_sheets.invoices.cii_writer import write_cii
from ar_sheets.invoices.document import EarlyDiscount, InvoiceParty, PartyNumber
from ar_sheets.invoices.lacking import SELLER_NUMBER, lacking_fields, lacking_for_peppol
from ar_sheets.invoices.outgoing import CATEGORY_CODES, OutgoingInvoice, OutgoingLine, line_of_total
from ar_sheets.invoices.ubl_writer import write_ubl

pytest.importorskip("facturx")
pytest.importorskip("saxonche")
Writer = Callable[[OutgoingInvoice], bytes]
D = Decimal
FURU = InvoiceParty(
    "Furu AS", (PartyNumber("VAT", "NO 999 888 777 MVA"),), "", "post@furu.example", "Kari Furu", "22 33 44 55",
    "Skogveien 1", "0150", "Oslo", "NO", statements=("Foretaksregisteret",),
)  # fmt: skip
BJORK = InvoiceParty("Björk AB", (PartyNumber("VAT", "SE556562422301"),), city="Lund", country="SE")
LINES = [OutgoingLine("Work", D("2.5"), "h", D("380.123"), D(25)), OutgoingLine("Off", D(-1), "", D(3), D(25))]
ISSUED = date(2026, 1, 2)
INVOICE = OutgoingInvoice(
    "F-1", "Invoice", ISSUED, date(2026, 1, 30), "SEK", D(1185), FURU, BJORK, LINES, "NO9386011117947", "DNBANOKK",
    order_no="PO 7", payment_reference="2345676", note="Foretaksregisteret", delivered=date(2026, 1, 1),
    discount=EarlyDiscount(D(2), date(2026, 1, 12)),
)  # fmt: skip


@pytest.mark.parametrize("write", [write_ubl, write_cii])
@pytest.mark.parametrize("kind", ["Invoice", "Credit note", "Deposit"])
@pytest.mark.parametrize("category", CATEGORY_CODES)
def test_every_kind_and_category_is_valid(write: Writer, kind: str, category: str) -> None:
    free = OutgoingLine("Nails", D(3), "stk", D("9.99"), D(0))
    lines = LINES if category == "Standard" else [free] if category == "Outside VAT" else [*LINES, free]
    invoice = replace(INVOICE, kind=kind, category=category, reason="Education", lines=lines)
    if kind == "Credit note":
        invoice = replace(invoice, due=None, order_no="", credits="F-0", discount=None)
    invoice = replace(invoice, amount=invoice.total)
    assert (lacking_fields(invoice), lacking_for_peppol(invoice)) == ([], [])
    assert broken_rules(write(invoice)) == []


SELLERS = [
    InvoiceParty("Ahorn GmbH", (PartyNumber("VAT", "DE136695976"),), "", "a@b.example", "A. Horn", "030 1", "Weg 1",
                 "10115", "Berlin", "DE"),
    InvoiceParty("Els BV", (PartyNumber("VAT", "NL123456782B90"), PartyNumber("", "12345678")), street="Weg 1",
                 postcode="1011 AB", city="Amsterdam", country="NL"),
    InvoiceParty("Bøg ApS", (PartyNumber("VAT", "DK13585628"),), country="DK"),
    InvoiceParty("Carvalho Lda", (PartyNumber("VAT", "501964843"),), country="PT"),
    InvoiceParty("Bouleau SARL", (PartyNumber("VAT", "FR83404833048"),), country="FR"),
]  # fmt: skip


@pytest.mark.parametrize("category", CATEGORY_CODES)
def test_a_seller_with_a_tax_number_only_writes_what_is_valid_or_nothing(category: str) -> None:
    seller = replace(SELLERS[0], numbers=(PartyNumber("TAX", "30/123/45678"), PartyNumber("", "HRB 1234")))
    lines = LINES if category == "Standard" else [OutgoingLine("Nails", D(3), "stk", D("9.99"), D(0))]
    invoice = replace(INVOICE, seller=seller, category=category, reason="Education", lines=lines)
    invoice = replace(invoice, amount=invoice.total)
    needs_vat_number = category in ("Reverse charge", "EU supply", "Export")
    assert lacking_fields(invoice) == ([SELLER_NUMBER] if needs_vat_number else [])
    assert needs_vat_number or broken_rules(write_cii(invoice)) == []


@pytest.mark.parametrize("write", [write_ubl, write_cii])
@pytest.mark.parametrize("seller", SELLERS, ids=lambda seller: seller.country)
def test_sellers_of_other_countries(write: Writer, seller: InvoiceParty) -> None:
    invoice = replace(INVOICE, seller=seller, currency="EUR", account="DE02120300000000202051", bic="BYLADEM1001")
    invoice = replace(invoice, amount=invoice.total)
    assert (lacking_fields(invoice), lacking_for_peppol(invoice)) == ([], [])
    assert broken_rules(write(invoice)) == []


@pytest.mark.parametrize("write", [write_ubl, write_cii])
@pytest.mark.parametrize(
    ("currency", "amount", "rate", "exact"),
    [("EUR", "100.01", 19, "0.01"), ("EUR", "0.03", 25, "0.01"), ("JPY", "1001", 10, "1"), ("NOK", "1250", 25, "0.01")],
)
def test_one_line_of_the_total_is_valid_whatever_the_cents(
    write: Writer, currency: str, amount: str, rate: int, exact: str
) -> None:
    line = line_of_total("Work", D(amount), D(rate), D(exact))
    invoice = replace(INVOICE, currency=currency, amount=D(amount), lines=[line], one_line=True)
    assert lacking_fields(invoice) == []
    assert broken_rules(write(invoice)) == []
    assert broken_rules(write(replace(invoice, delivered=None))) == []


@pytest.mark.parametrize("write", [write_ubl, write_cii])
def test_a_person_without_numbers_can_get_factur_x(write: Writer) -> None:
    invoice = replace(INVOICE, buyer=InvoiceParty("Kari Nordmann", country="NO"), order_no="", amount=INVOICE.total)
    assert lacking_fields(invoice) == []
    assert lacking_for_peppol(invoice)
    assert broken_rules(write_cii(invoice)) == []


def test_the_rules_find_what_is_wrong() -> None:
    assert any("BR-CO-15" in said for said in broken_rules(write_ubl(replace(INVOICE, amount=D(1))).replace(
        b">1184.14</cbc:TaxInclusive", b">9.00</cbc:TaxInclusive")))  # fmt: skip
