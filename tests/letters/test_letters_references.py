"""Payment references: read from PO / ref, checked, printed where they belong, and never made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import SETTINGS, message, write
from stdnum import luhn
from stdnum.iso7064 import mod_97_10

from ar_sheets.countries import payment_references
from ar_sheets.countries.payment_references import PaymentReference, read_reference
from ar_sheets.facts import payment_details
from ar_sheets.letters.text import letter_as_text


@pytest.mark.parametrize(
    ("cell", "kind", "shown", "rest"),
    [
        # Published examples: 1234 and 2345678 with modulus 10 and modulus 11, Finnish 123456, ISO 11649.
        ("KID 12344", "KID", "12344", ""),
        ("KID 12343", "KID", "12343", ""),
        ("kid: 23456783", "KID", "23456783", ""),
        ("KID-nr. 23456788", "KID", "23456788", ""),
        ("KID 1234 5678 903", "KID", "12345678903", ""),
        ("OCR 12344", "OCR", "12344", ""),
        ("OCR-nummer 12344", "OCR", "12344", ""),
        ("viite 1234561", "Viite", "12 34561", ""),
        ("Viitenumero: 12345 61", "Viite", "12 34561", ""),
        ("RF18 5390 0754 7034", "RF", "RF18 5390 0754 7034", ""),
        ("rf18539007547034", "RF", "RF18 5390 0754 7034", ""),
        ("PO 7788; KID 12344", "KID", "12344", "PO 7788"),
        ("KID 12344, PO 7788", "KID", "12344", "PO 7788"),
        ("RF18539007547034 attn Bob", "RF", "RF18 5390 0754 7034", "attn Bob"),
        # One digit wrong, or too short: known as what it is, but not to be used.
        ("KID 12345", "KID", "", ""),
        ("OCR 12343", "OCR", "", ""),
        ("viite 1234562", "Viite", "", ""),
        ("viite 0000", "Viite", "", ""),
        ("KID 000000", "KID", "", ""),
        ("RF19 5390 0754 7034", "RF", "", ""),
        # No payment reference: the customer's own.
        ("12344", "", "", "12344"),
        ("PO 7788", "", "", "PO 7788"),
        ("KID", "", "", "KID"),
        ("Kidney clinic 12344", "", "", "Kidney clinic 12344"),
        ("ROCR 12344", "", "", "ROCR 12344"),
        ("KID 12344x", "", "", "KID 12344x"),
        ("", "", "", ""),
    ],
)
def test_what_a_cell_says(cell: str, kind: str, shown: str, rest: str) -> None:
    found = read_reference(cell)
    assert (found.kind, found.shown, found.rest) == (kind, shown, rest)
    assert (found.typed == "") == (kind == "")


@given(st.from_regex(r"[1-9][0-9]{1,20}", fullmatch=True))
def test_a_number_with_its_check_digit_is_valid_and_with_another_is_not(digits: str) -> None:
    ocr = digits + luhn.calc_check_digit(digits)
    rf = f"RF{mod_97_10.calc_check_digits(digits + 'RF')}{digits}"
    assert payment_references.is_ocr(ocr)
    assert payment_references.is_kid(ocr)
    assert sum(payment_references.is_ocr(digits + last) for last in "0123456789") == 1
    assert sum(payment_references.is_kid(digits + last) for last in "0123456789-") in (1, 2)
    if 3 <= len(digits) <= 19:
        assert sum(payment_references.is_viite(digits + last) for last in "0123456789") == 1
    assert payment_references.is_rf(rf)
    assert not payment_references.is_rf(f"RF{(int(rf[2:4]) + 1) % 100:02}{digits}")


@given(st.text())
def test_no_cell_is_too_strange(cell: str) -> None:
    found = read_reference(cell)
    assert bool(found.number) <= bool(found.kind)
    assert not found.number or found.number.replace("-", "0").isalnum()


def one_with(cell: str, language: str = "pt"):  # type: ignore[no-untyped-def]
    of = message(language, count=1)
    return replace(of, lines=(replace(of.lines[0], po_ref=cell),))


def test_the_reference_takes_the_place_of_the_invoice_number() -> None:
    text = letter_as_text(write(one_with("PO 7788; KID 12344")))
    assert "  KID: 12344" in text
    assert "A sua referência: PO 7788 ·" in text
    assert "Referência a indicar" not in text


def test_several_invoices_keep_their_own_references() -> None:
    of = message("nb")
    cells = ("KID 12344", "PO 12", "OCR 12344")
    of = replace(of, lines=tuple(replace(line, po_ref=cell) for line, cell in zip(of.lines, cells, strict=True)))
    rows = write(of).facts.how_to_pay
    assert ("KID, 2026-1041", "12344") in rows
    assert ("OCR, 2026-1043", "12344") in rows
    assert ("Merk betalingen med", "2026-1042") in rows


def test_a_mistyped_reference_is_left_out_and_said() -> None:
    filled = write(one_with("KID 12345"))
    assert "12345" not in letter_as_text(filled)
    assert "Referência a indicar: 2026-1041" in letter_as_text(filled)
    assert filled.warnings == (
        "The KID in PO / ref of invoice 2026-1041, 12345, is mistyped, so the letter leaves it out. Correct it.",
    )


def test_the_code_carries_an_rf_reference_instead_of_a_text() -> None:
    rf = read_reference("RF18 5390 0754 7034")
    alone = payment_details.epc_qr(SETTINGS, "EUR", message("pt").total_due, [("1041", rf)])
    among = payment_details.epc_qr(
        SETTINGS, "EUR", message("pt").total_due, [("1041", rf), ("1042", PaymentReference())]
    )
    viite = payment_details.epc_qr(
        SETTINGS, "EUR", message("pt").total_due, [("1041", read_reference("viite 1234561"))]
    )
    contents = [_content(code) for code in (alone, among, viite)]
    assert [lines[9:] for lines in contents] == [["RF18539007547034"], ["", "1041, 1042"], ["RF341234561"]]


def _content(code) -> list[str]:  # type: ignore[no-untyped-def]
    import numpy as np
    import zxingcpp

    dots = np.kron(1 - np.array(code.matrix, dtype=np.uint8), np.ones((4, 4), dtype=np.uint8)) * 255
    (found,) = zxingcpp.read_barcodes(np.pad(dots, 16, constant_values=255))
    return str(found.text).split("\n")
