"""Every invoice format reads its golden file; what is damaged, hostile or something else is refused with a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from golden_invoices import INVOICE_GOLDEN, content_as_data
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from ar_sheets.invoices.document import NotAnInvoice
from ar_sheets.invoices.reading import read_invoice, read_invoice_files

SOURCES = sorted(INVOICE_GOLDEN.glob("*.in"))
XML = [path for path in SOURCES if path.read_bytes().startswith(b"<?xml")]


def golden(name: str) -> bytes:
    return (INVOICE_GOLDEN / f"{name}.in").read_bytes()


def pdf_with(*attached: tuple[str, bytes]) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    for name, content in attached:
        writer.add_attachment(name, content)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_golden(source: Path) -> None:
    found = content_as_data(read_invoice(source.read_bytes()))
    assert found == json.loads(source.with_suffix(".json").read_text("utf-8"))


@pytest.mark.parametrize("source", XML, ids=lambda path: path.stem)
def test_an_xml_cut_short_is_refused(source: Path) -> None:
    data = source.read_bytes()
    for kept in (len(data) // 2, len(data) * 9 // 10):
        with pytest.raises(NotAnInvoice, match="damaged"):
            read_invoice(data[:kept])


@pytest.mark.parametrize("source", XML, ids=lambda path: path.stem)
def test_a_document_type_is_refused(source: Path) -> None:
    head, _sep, rest = source.read_bytes().partition(b"?>")
    hostile = head + b'?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + rest
    with pytest.raises(NotAnInvoice, match="document type"):
        read_invoice(hostile)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("ubl_ehf_prepaid_rounding_kid", b">802.00<", b">802,00<", "PayableAmount.*no amount"),
        ("ubl_ehf_prepaid_rounding_kid", b">802.00<", b"><", "no PayableAmount"),
        ("ubl_ehf_prepaid_rounding_kid", b">2026-03-22<", b">22.03.2026<", "DueDate.*no day"),
        ("ubl_ehf_prepaid_rounding_kid", b">2026-03-02<", b">2026-02-30<", "IssueDate.*no day"),
        ("ubl_ehf_prepaid_rounding_kid", b">2026-0042<", b"><", "no ID"),
        ("ubl_ehf_prepaid_rounding_kid", b">NOK<", b">NOQ<", "NOQ"),
        ("ubl_ehf_prepaid_rounding_kid", b">2026-03-02<", b">0026-03-02<", "damaged"),
        ("cii_minimum_payable_is_less", b">470.15<", b">four<", "DuePayableAmount"),
        ("finvoice_partly_paid", b">INV01<", b">INV06<", "INV06"),
        ("sie4_dimensions_8_and_10", b'{8 "30046"', b'{6 "30046"', "dimensions 8 and 10"),
        ("xaf_subledger", b"<invRef>", b"<invRef/><x>", "damaged"),
        ("xaf_subledger", b"invRef>", b"docRef>", "sub-ledgers are empty"),
        ("sie5_subledger", b"CustomerInvoice ", b"Supplier ", "damaged"),
        ("ledger_datev", b'"Buchungsstapel"', b'"Debitoren/Kreditoren"', "Debitoren"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, old: bytes, new: bytes, says: str) -> None:
    assert old in golden(name)
    with pytest.raises(NotAnInvoice, match=says):
        read_invoice(golden(name).replace(old, new))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"\x00\x00", "empty"),
        (b"%PDF-1.7\nnothing", "PDF"),
        (b"Invoice no;Amount\n1;2\n", "adopt"),
        (b"PK\x03\x04....[Content_Types].xml", "adopt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "adopt"),
        (b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "signature"),
        (b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"></Order>', "an order"),
        (b"<!-- x --><n:Reminder xmlns:n='a'></n:Reminder>", "a reminder"),
        (b"<Statement></Statement>", "a statement of account"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>', "payments"),
        (b"<html><body>Invoice</body></html>", "web page"),
        (b"<thing/>", "thing"),
        (b"<StandardBusinessDocument><Order/></StandardBusinessDocument>", "envelope"),
    ],
)
def test_something_else_is_told_what_it_is(data: bytes, says: str) -> None:
    with pytest.raises(NotAnInvoice, match=says):
        read_invoice(data)


@pytest.mark.parametrize("name", ["factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml"])
def test_the_invoice_inside_a_pdf(name: str) -> None:
    """Whatever its name, beside other attachments; the new form where the old one is attached too."""
    invoice = golden("cii_facturx_two_terms")
    old = golden("cii_zugferd1_basic")
    others = ("a.png", b"\x89PNG"), ("ZUGFeRD-invoice.xml", old), ("b.xml", b"<x/>")
    read = read_invoice(pdf_with(*others, (name, invoice)))
    assert content_as_data(read) == content_as_data(read_invoice(invoice))


def test_a_pdf_without_an_invoice_says_so() -> None:
    with pytest.raises(NotAnInvoice, match="no e-invoice inside"):
        read_invoice(pdf_with(("data.xml", b"<x/>")))


def test_folders_and_zips_one_bad_file_stops_none(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "one.xml").write_bytes(golden("ubl_ehf_prepaid_rounding_kid"))
    (tmp_path / "the same again.xml").write_bytes(golden("ubl_ehf_prepaid_rounding_kid"))
    (tmp_path / "bad.xml").write_bytes(b"<Invoice")
    (tmp_path / ".hidden").write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "more.zip", "w") as archive:
        archive.writestr("a/fattura.xml", golden("fatturapa_four_in_one"))
        archive.writestr("__MACOSX/a/._fattura.xml", b"x")
        archive.writestr("order.xml", b"<Order/>")
        archive.writestr("inner.zip", b"PK\x03\x04")
    found = read_invoice_files([tmp_path, tmp_path / "missing.xml"])
    assert [(file.name, len(file.content.documents)) for file in found.files] == [
        ("one.xml", 1),
        ("more.zip/a/fattura.xml", 4),
    ]
    rejected = [name for name, _why in found.rejected]
    assert rejected == ["bad.xml", "more.zip/order.xml", "more.zip/inner.zip", "missing.xml"]


def test_a_zip_with_a_password_or_damage_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(100))
    assert [name for name, _why in read_invoice_files([tmp_path]).rejected] == ["broken.zip"]


@settings(max_examples=150, deadline=None)
@given(source=st.sampled_from(SOURCES), at=st.integers(0, 4000), junk=st.binary(min_size=1, max_size=6))
def test_damage_is_a_sentence_or_an_invoice_never_a_crash(source: Path, at: int, junk: bytes) -> None:
    data = source.read_bytes()
    at %= len(data)
    with suppress(NotAnInvoice):
        read = read_invoice(data[:at] + junk + data[at + len(junk) :])
        assert all(one.number and one.amount >= 0 for one in read.documents)
