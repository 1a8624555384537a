"""The e-invoice that `invoice` writes: read back it says what the row says; what is missing is named by its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from ar_sheets.invoices.cii_writer import write_cii
from ar_sheets.invoices.document import EarlyDiscount, InvoiceDocument, InvoiceParty, NotAnInvoice, PartyNumber
from ar_sheets.invoices.lacking import lacking_fields
from ar_sheets.invoices.outgoing import OutgoingInvoice, OutgoingLine
from ar_sheets.invoices.reading import read_invoice
from ar_sheets.invoices.ubl_writer import write_ubl

Writer = Callable[[OutgoingInvoice], bytes]
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
CENTS = st.integers(1, 10_000_000).map(lambda cents: Decimal(cents).scaleb(-2))
LINE = st.builds(
    OutgoingLine, TEXT, st.integers(1, 5000).map(lambda n: Decimal(n).scaleb(-1)), st.sampled_from(["h", "stk", ""]),
    CENTS, st.sampled_from([Decimal(25), Decimal(15), Decimal("8.1"), Decimal(0)]),
)  # fmt: skip
OWN_NUMBER = PartyNumber("VAT", "NO 999 888 777 MVA")
SELLER = InvoiceParty("Furu AS", (OWN_NUMBER,), country="NO", city="Oslo", statements=("Foretaksregisteret",))
BUYER = InvoiceParty("Björk AB", (PartyNumber("VAT", "SE556562422301"),), country="SE")
WRITERS = [write_ubl, write_cii]


@st.composite
def invoices(draw: Any) -> OutgoingInvoice:
    category = draw(st.sampled_from(["Zero rate", "Exempt", "Reverse charge", "EU supply", "Export", "Outside VAT"]))
    lines = draw(st.lists(LINE, min_size=1, max_size=4))
    if category == "Outside VAT":
        lines = [replace(line, vat_percent=Decimal(0)) for line in lines]
    issued = draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    kind = draw(st.sampled_from(["Invoice", "Credit note", "Deposit"]))
    credit = kind == "Credit note"
    made = OutgoingInvoice(
        draw(TEXT), kind, issued, None if credit else issued + timedelta(days=draw(st.integers(0, 90))),
        draw(st.sampled_from(["NOK", "EUR"])), Decimal(1), SELLER, replace(BUYER, name=draw(TEXT)), lines,
        "NO9386011117947", order_no="" if credit else draw(TEXT), payment_reference="2345676",
        credits="A-1" if credit else "", category=category, reason="Education" if category == "Exempt" else "",
        delivered=draw(st.sampled_from([None, issued])), note=draw(st.sampled_from(["", "Foretaksregisteret"])),
        discount=draw(st.sampled_from([None, EarlyDiscount(Decimal("1.5"), issued + timedelta(days=10))])),
    )  # fmt: skip
    return replace(made, amount=made.total)


@pytest.mark.parametrize("write", WRITERS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(invoice=invoices())
def test_written_and_read_back_it_says_the_same(write: Writer, invoice: OutgoingInvoice) -> None:
    assert lacking_fields(invoice) == []
    [read] = read_invoice(write(invoice)).documents
    assert (read.number, read.kind, read.issued, read.due) == (
        invoice.number,
        invoice.kind,
        invoice.issued,
        invoice.due,
    )
    assert (read.amount, read.currency, read.rounding) == (invoice.total, invoice.currency, 0)
    assert (read.seller.name, read.buyer.name, read.buyer.country) == (SELLER.name, invoice.buyer.name, "SE")
    assert (PartyNumber("VAT", "NO999888777MVA") in read.seller.numbers) is (invoice.category != "Outside VAT")
    assert PartyNumber("0192", "999888777") in read.seller.numbers
    assert PartyNumber("0007", "5565624223") in read.buyer.numbers
    assert read.credits == invoice.credits
    assert read.order_no == invoice.order_no or invoice.credits
    assert read.payment_reference == "2345676"
    assert read.discounts == ((invoice.discount,) if invoice.discount else ())
    assert not read.pulled


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
        ("50 | 25", "50 | 0", "999888777", "VAT category in Invoices"),
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


@pytest.mark.parametrize("write", WRITERS)
def test_only_signs_that_xml_has_no_place_for_are_left_out(write: Writer) -> None:
    line = OutgoingLine("10\N{NO-BREAK SPACE}000\x0b nails", Decimal(1), "", Decimal(8), Decimal(25))
    invoice = OutgoingInvoice("1", "Invoice", date(2026, 1, 1), None, "EUR", Decimal(10), SELLER, SELLER, [line])
    assert "10\N{NO-BREAK SPACE}000 nails<" in write(invoice).decode()


PLAIN = """
    Customers
    Customer ID | Name | Profile | VAT / org no | Street | Postcode | City | Country
    K1 | Kunde GmbH | Business | DE136695976 | Weg 1 | 10115 | Berlin | DE
    K2 | Kari | Consumer | | Gata 1 | 0150 | Oslo | NO

    Invoices
    Invoice no | Customer ID | Kind | Invoice date | Due date | Amount | Currency | Description | PO / ref | VAT % | VAT category | Delivered on
    "7" | K1 | | 2026-09-01 | 2026-09-15 | 119.00 | EUR | Work | | 19 | | 2026-08-30
    "8" | K2 | | 2026-09-01 | 2026-09-15 | 1001 | JPY | Work | | 10 | |
    "9" | K1 | | 2026-09-01 | 2026-09-15 | 500.00 | EUR | Goods | PO-1 | | EU supply |
    "7" | K1 | Credit note | 2026-09-02 | | -119.00 | EUR | Work | 7 | 19 | |
    "10" | K1 | | 2026-09-01 | 2026-09-15 | 500.00 | EUR | Course | PO-1 | | Exempt |
"""  # noqa: E501


def _in_pdf(path: Path) -> InvoiceDocument:
    [document] = read_invoice(path.read_bytes()).documents
    return document


def test_an_invoice_without_lines_has_one_line_of_its_total(make_workbook: Callable[..., Any]) -> None:
    book = make_workbook(PLAIN, vat_number="NO999888777MVA", iban="NO9386011117947")
    said = " ".join(book.command("invoice", "7", "8", "9", "10", "--as-of", "2026-11-20").output.split())
    folder = book.path.parent / "invoices"
    seven, eight, nine = (_in_pdf(folder / f"{number}.pdf") for number in (7, 8, 9))
    assert (seven.amount, seven.currency, seven.due, seven.format) == (119, "EUR", date(2026, 9, 15), "CII")
    assert (eight.amount, eight.currency, eight.buyer.name) == (1001, "JPY", "Kari")
    assert (nine.amount, nine.order_no) == (500, "PO-1")
    assert "7.xml" not in said  # no reference, which Peppol wants
    assert "PO / ref: the customer's order number" in said
    assert (folder / "9.xml").exists()
    assert "VAT reason in Invoices" in said
    with pytest.raises(NotAnInvoice):
        read_invoice((folder / "10.pdf").read_bytes())


def test_the_pdf_shows_the_vat_and_says_that_it_is_factur_x(make_workbook: Callable[..., Any]) -> None:
    own = {"business_name": "Furu AS", "org_number": "999888777", "invoice_text": "Medlem av Furulauget"}
    book = make_workbook(PLAIN.replace("Kunde GmbH", "Kunde & Söhne GmbH"), vat_number="NO999888777MVA", **own)
    book.command("invoice", "7", "9", "--as-of", "2026-11-20")
    pdf = PdfReader(book.path.parent / "invoices" / "7.pdf")
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for words in ("VAT 19% of 100.00", "19.00", "DE136695976", "30 Aug 2026", "Foretaksregisteret", "Furulauget"):
        assert words in text
    told = pdf.root_object["/Metadata"].get_object().get_data().decode()
    assert "<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>" in told
    assert "<pdfaid:part>3</pdfaid:part>" in told
    ET.fromstring(told)
    assert list(pdf.attachments) == ["factur-x.xml"]
    free = PdfReader(book.path.parent / "invoices" / "9.pdf").pages[0].extract_text()
    assert "intra-Community supply" in free


def test_made_again_it_is_the_same_file(make_workbook: Callable[..., Any]) -> None:
    book = make_workbook(PLAIN, vat_number="NO999888777MVA")
    pdf = book.path.parent / "invoices" / "7.pdf"
    book.command("invoice", "7", "--as-of", "2026-11-20")
    first = pdf.read_bytes()
    book.command("invoice", "7", "--as-of", "2026-11-20")
    assert pdf.read_bytes() == first
    pdf.unlink()
    book.command("invoice", "7", "--as-of", "2026-11-20")
    assert pdf.read_bytes() == first


def test_nobody_reads_the_lines_of_another_customer_with_this_number(make_workbook: Callable[..., Any]) -> None:
    rows = BUSINESS.replace('"7" | K1', '"7" | K2 | 2025-09-01 | 2025-09-15 | 1250.00 |\n    "7" | K1', 1)
    rows = rows.replace("K1 | Kunde", "K2 | Annen AS | Business | 123456785\n    K1 | Kunde", 1)
    book = make_workbook(rows, vat_number="NO999888777MVA", numbering="yearly")
    said = " ".join(book.command("invoice", "7", "--as-of", "2026-11-20").output.split())
    assert "several customers have an invoice with this number" in said
    pdf = PdfReader(book.path.parent / "invoices" / "7.pdf")
    assert "Nails" not in " ".join(page.extract_text() for page in pdf.pages)
    assert not list(pdf.attachments)


def test_a_line_of_no_invoice_is_told(make_workbook: Callable[..., Any]) -> None:
    book = make_workbook(BUSINESS.replace('"7" | Nails', '"77" | Nails'), vat_number="NO999888777MVA")
    said = " ".join(book.command("check", "--as-of", "2026-11-20").output.split())
    assert "There is no invoice 77 in Invoices" in said
