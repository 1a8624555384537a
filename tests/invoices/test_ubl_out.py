"""The e-invoice that `invoice` writes: read back it says what the row says; what is missing is named by its field."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ar_sheets.invoices.document import InvoiceParty, PartyNumber
from ar_sheets.invoices.outgoing import OutgoingInvoice, OutgoingLine, lacking_fields
from ar_sheets.invoices.reading import read_invoice
from ar_sheets.invoices.ubl_writer import write_ubl

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
CENTS = st.integers(1, 10_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
LINE = st.builds(
    OutgoingLine, TEXT, st.integers(1, 5000).map(lambda n: Decimal(n).scaleb(-1)), st.sampled_from(["h", "stk", ""]),
    CENTS, st.sampled_from([Decimal(25), Decimal(15), Decimal("8.1")]),
)  # fmt: skip
SELLER = InvoiceParty("Furu AS", (PartyNumber("VAT", "NO 999 888 777 MVA"),), country="NO", city="Oslo")


@st.composite
def invoices(draw: Any) -> OutgoingInvoice:
    lines = draw(st.lists(LINE, min_size=1, max_size=4))
    issued = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    kind = draw(st.sampled_from(["Invoice", "Credit note", "Deposit"]))
    credit = kind == "Credit note"
    return OutgoingInvoice(
        draw(TEXT), kind, issued, None if credit else issued + timedelta(days=draw(st.integers(0, 90))),
        draw(st.sampled_from(["NOK", "EUR"])), Decimal(1), SELLER,
        InvoiceParty(draw(TEXT), (PartyNumber("VAT", "SE556562422301"),), country="SE"), lines, "NO9386011117947",
        order_no="" if credit else draw(TEXT), payment_reference="2345676", credits="A-1" if credit else "",
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(invoice=invoices())
def test_written_and_read_back_it_says_the_same(invoice: OutgoingInvoice) -> None:
    [read] = read_invoice(write_ubl(invoice)).documents
    assert (read.number, read.kind, read.issued, read.due) == (
        invoice.number,
        invoice.kind,
        invoice.issued,
        invoice.due,
    )
    assert (read.amount, read.currency) == (invoice.total, invoice.currency)
    assert (read.seller.name, read.buyer.name, read.buyer.country) == (SELLER.name, invoice.buyer.name, "SE")
    assert PartyNumber("VAT", "NO999888777MVA") in read.seller.numbers
    assert PartyNumber("0007", "5565624223") in read.buyer.numbers
    assert (read.order_no, read.credits) == (invoice.order_no or invoice.credits, invoice.credits)
    assert read.payment_reference == "2345676"


@settings(max_examples=40, deadline=None)
@given(invoice=invoices())
def test_the_sums_are_those_of_the_standard(invoice: OutgoingInvoice) -> None:
    """BR-CO-10, 13, 14, 15, 16: lines make the net sum, rates make the VAT, both make what is to be paid."""
    root = ET.fromstring(write_ubl(invoice))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]

    def amounts(path: str) -> list[Decimal]:
        return [Decimal(str(node.text)) for node in root.iterfind(path)]

    line = "CreditNoteLine" if invoice.kind == "Credit note" else "InvoiceLine"
    [net], [payable] = amounts("LegalMonetaryTotal/TaxExclusiveAmount"), amounts("LegalMonetaryTotal/PayableAmount")
    [vat] = amounts("TaxTotal/TaxAmount")
    assert sum(amounts(f"{line}/LineExtensionAmount")) == net == sum(amounts("TaxTotal/TaxSubtotal/TaxableAmount"))
    assert sum(amounts("TaxTotal/TaxSubtotal/TaxAmount")) == vat
    assert net + vat == payable


BUSINESS = """
    Customers
    Customer ID | Name | Profile | VAT / org no
    K1 | Kunde AS | Business | 987654325

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | PO / ref
    "7" | K1 | 2026-09-01 | 2026-09-15 | 1250.00 | PO-77, KID 2345676
    "8" | K1 | 2026-09-01 | 2026-09-15 | 1250.00 | PO-77

    Lines
    Invoice no | Description | Quantity | Unit | Price | VAT %
    "7" | Work | 2.5 | h | 380 | 25
    "7" | Nails | | | 50 | 25
"""


def test_the_command_writes_it_beside_the_pdf(make_workbook: Callable[..., Any]) -> None:
    book = make_workbook(BUSINESS, vat_number="NO999888777MVA")
    result = book.command("invoice", "7", "8", "--as-of", "2026-11-20")
    assert result.exit_code == 0, result.output
    assert "7.xml" in result.output
    assert "8.xml" not in result.output
    content = read_invoice((book.path.parent / "invoices" / "7.xml").read_bytes())
    [read] = content.documents
    assert (read.amount, read.order_no, read.payment_reference) == (1250, "PO-77", "2345676")
    assert read.due == date(2026, 9, 15)


@pytest.mark.parametrize(
    ("old", "new", "vat", "says"),
    [
        ("", "", "", "VAT number in Settings"),
        ("Business | 987654325", "Business |", "999888777", "VAT / org no in Customers"),
        ("PO-77, KID 2345676", "", "999888777", "order number or reference"),
        ("50 | 25", "50 |", "999888777", "VAT % in Lines"),
        ("50 | 25", "50 | 0", "999888777", "VAT % in Lines"),
        ("380 | 25", "381 | 25", "999888777", "do not come to the amount"),
    ],
)
def test_what_is_missing_is_said_by_field(
    make_workbook: Callable[..., Any], old: str, new: str, vat: str, says: str
) -> None:
    book = make_workbook(BUSINESS.replace(old, new), vat_number=vat)
    result = book.command("invoice", "7", "--as-of", "2026-11-20")
    assert says in " ".join(result.output.split())
    assert not (book.path.parent / "invoices" / "7.xml").exists()


def test_a_price_has_all_its_digits() -> None:
    line = OutgoingLine("a", Decimal(5), "kg", Decimal("4.6788"), Decimal(20))
    day, total = date(2026, 1, 1), Decimal("28.07")
    invoice = OutgoingInvoice("1", "Invoice", day, None, "EUR", total, SELLER, SELLER, [line], "X", order_no="1")
    assert lacking_fields(invoice) == []
    assert b">4.6788<" in write_ubl(invoice)
