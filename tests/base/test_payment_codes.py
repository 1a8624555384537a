"""Codes of a transfer, by country: scanned back, or taken apart, they say what was asked."""

from __future__ import annotations

import base64
import io
import lzma
import struct
import zlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from ar_sheets.base import payment_codes, qr
from ar_sheets.countries.payment_references import PaymentReference, read_reference
from ar_sheets.facts.payment_details import epc_qr, payment_code
from ar_sheets.schema.model import Settings

D = Decimal
DUE = date(2026, 6, 15)
OWN: dict[str, Any] = {"business_name": "Žižka & syn", "street": "Dlouhá 12a", "postcode": "8001", "city": "Zürich",
                       "bic": "GIBACZPX"}  # fmt: skip


def scanned(code: Any) -> str:
    picture = Image.open(io.BytesIO(qr.as_png(code)))
    [found] = zxingcpp.read_barcodes(picture.convert("L"))
    return str(found.text)


def made(iban: str, currency: str, amount: str, *numbers: str, **more: str) -> Any:
    own = Settings(**{**OWN, "iban": iban, "country": iban[:2], **more})
    return payment_code(own, currency, D(amount), [(number, PaymentReference()) for number in numbers], DUE)


CASES = [
    ("CZ6508000000192000145399", "CZK", "450.5", "2026001",
     "SPD*1.0*ACC:CZ6508000000192000145399+GIBACZPX*AM:450.50*CC:CZK*RN:Zizka & syn*DT:20260615*MSG:2026001"
     "*X-VS:2026001"),
    ("HU42117730161111101800000000", "HUF", "1000", "F-1",
     "HCT\n001\n1\nGIBACZPX\nŽižka & syn\nHU42117730161111101800000000\nHUF1000\n20270131235959+1\n\nF-1\n"),
    ("PL61109010140000071219812874", "PLN", "9.90", "F-1",
     "|PL|61109010140000071219812874|000990|Žižka & syn|F-1||||"),
    ("RS35260005601001611379", "RSD", "1025.12", "7",
     "K:PR|V:01|C:1|R:260005601001611379|N:Žižka & syn|I:RSD1025,12|SF:221|S:7"),
    ("CH9300762011623852957", "CHF", "1949.75", "41",
     "SPC\r\n0200\r\n1\r\nCH9300762011623852957\r\nS\r\nŽižka & syn\r\nDlouhá\r\n12a\r\n8001\r\nZürich\r\nCH\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("iban", "currency", "amount", "number", "says"), CASES, ids=[case[0][:2] for case in CASES])
def test_a_code_scanned_back(iban: str, currency: str, amount: str, number: str, says: str) -> None:
    assert scanned(made(iban, currency, amount, number)).startswith(says)


def test_the_swiss_code_has_all_its_lines() -> None:
    lines = scanned(made("CH9300762011623852957", "CHF", "1949.75", "41")).split("\r\n")
    assert lines[18:20] == ["1949.75", "CHF"]
    assert lines[-4:] == ["NON", "", "41", "EPD"]
    assert made("CH9300762011623852957", "CHF", "10", "41").width == 46
    assert made("CH9300762011623852957", "CHF", "10", "41", city="") is None
    assert made("CH4431999123000889012", "CHF", "10", "41") is None  # a QR-IBAN


def test_the_slovenian_code() -> None:
    code = made("SI56192001234567892", "EUR", "19.99", "7")
    lines = scanned(code).split("\n")
    assert lines[0] == "UPNQR"
    assert (lines[8], lines[14], lines[16]) == ("00000001999", "SI56192001234567892", "Žižka & syn")
    assert int(lines[19]) == sum(len(line) + 1 for line in lines[:19])
    assert len(code.matrix) == 77  # version 15


def test_what_the_slovenian_code_cannot_write_stops_nothing() -> None:
    lines = scanned(made("SI56192001234567892", "EUR", "19.99", "7", business_name="Åse – Žižka")).split("\n")
    assert lines[16] == "?se ? Žižka"
    assert int(lines[19]) == sum(len(line) + 1 for line in lines[:19])


def unpacked(content: str) -> list[str]:
    data = base64.b32hexdecode(content + "0" * (-len(content) % 8))
    (size,) = struct.unpack("<H", data[2:4])
    packer = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[
        {"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 2, "dict_size": 128 * 1024}])  # fmt: skip
    plain = packer.decompress(data[4:], size)
    assert struct.unpack("<I", plain[:4])[0] == zlib.crc32(plain[4:])
    return plain[4:].decode().split("\t")


def test_the_slovak_code() -> None:
    fields = unpacked(scanned(made("SK3112000000198742637541", "EUR", "25.30", "2026001")))
    assert fields[3:7] == ["25.3", "EUR", "20260615", "2026001"]
    assert fields[12] == "SK3112000000198742637541"
    assert fields[16] == "Žižka & syn"


def test_a_swedish_bankgiro() -> None:
    own = Settings(business_name="Björk AB", country="SE", account_number="5536-7742")
    said = scanned(payment_code(own, "SEK", D("100.50"), [("7", read_reference("OCR 1234567897"))], DUE))
    assert '"iref":"1234567897"' in said
    assert '"due":100.5' in said
    assert '"acc":"55367742"' in said


@pytest.mark.parametrize(
    ("iban", "bic", "there"),
    [
        ("DE02120300000000202051", "", True),
        ("GB29NWBK60161331926819", "", False),  # outside the EEA a BIC is needed
        ("GB29NWBK60161331926819", "NWBKGB2L", True),
        ("TR330006100519786457841326", "TCZBTR2A", False),  # no SEPA transfer gets there
    ],
)
def test_a_euro_code_only_where_sepa_goes(iban: str, bic: str, there: bool) -> None:
    own = Settings(business_name="Furu", iban=iban, bic=bic)
    assert (epc_qr(own, "EUR", D(5), [("1", PaymentReference())]) is not None) is there


def test_a_finnish_reference_is_a_creditor_reference() -> None:
    own = Settings(business_name="Kuusi Oy", iban="FI2112345600000785")
    lines = scanned(epc_qr(own, "EUR", D(5), [("1", read_reference("viite 868516259619897"))])).split("\n")
    assert lines[9] == "RF09868516259619897"


def test_numbers_that_do_not_fit_leave_a_mark() -> None:
    own = Settings(business_name="Furu", iban="DE02120300000000202051")
    text = scanned(epc_qr(own, "EUR", D(5), [(f"FA-2026-{n:04}", PaymentReference()) for n in range(40)])).split("\n")
    assert text[-1].endswith(", ...")


@pytest.mark.parametrize(
    ("cell", "number", "rest"),
    [
        ("RF45 G72U UR", "RF45G72UUR", ""),
        ("RF 18 5390 0754 7034", "RF18539007547034", ""),
        ("PO 7, RF18 5390 0754 7034 thank you", "RF18539007547034", "PO 7,  thank you"),
        ("Viitenro 86851 62596 19897", "868516259619897", ""),
        ("viitenumber 1234561", "1234561", ""),
    ],
)
def test_references_as_people_write_them(cell: str, number: str, rest: str) -> None:
    found = read_reference(cell)
    assert (found.number, found.rest) == (number, rest)


def test_a_star_does_not_end_a_field() -> None:
    transfer = payment_codes.Transfer("a*b%", "", "", "", "CZ", "CZ1", "", "CZK", D(1), "7*8", "", DUE)
    assert "RN:a%2Ab%25*" in payment_codes.spayd(transfer)
    assert payment_codes.spayd(transfer).count("*") == 8
