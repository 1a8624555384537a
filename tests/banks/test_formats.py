"""Every bank format reads its golden file; what is damaged, foreign or hostile is refused with a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from golden_files import FOLDER, as_data
from hypothesis import given, settings
from hypothesis import strategies as st

from ar_sheets.banks import reading
from ar_sheets.banks.entry import Unusable
from ar_sheets.banks.identify import identify_format
from ar_sheets.banks.lists.profile import profiles
from ar_sheets.banks.lists.read import UnsureList

GOLDEN = sorted(FOLDER.glob("*.in"))
FIXED = [path for path in GOLDEN if not path.name.startswith(("list_", "camt", "ofx"))]


def golden(name: str) -> bytes:
    return (FOLDER / f"{name}.in").read_bytes()


@pytest.mark.parametrize("source", GOLDEN, ids=lambda path: path.stem)
def test_golden(source: Path) -> None:
    found = [as_data(one) for one in reading.read_statements(source.read_bytes(), {})]
    assert found == json.loads(source.with_suffix(".json").read_text("utf-8"))


def test_every_bank_list_has_a_golden_file() -> None:
    read = {one["format"] for path in GOLDEN for one in json.loads(path.with_suffix(".json").read_text("utf-8"))}
    assert {profile.name for profile in profiles()} - read == set()


@pytest.mark.parametrize("source", GOLDEN, ids=lambda path: path.stem)
def test_what_has_balances_adds_up(source: Path) -> None:
    for statement in reading.read_statements(source.read_bytes(), {}):
        assert reading.balanced(statement) is not False
        assert not statement.notes


@pytest.mark.parametrize("source", FIXED, ids=lambda path: path.stem)
def test_a_file_cut_short_is_refused(source: Path) -> None:
    """Wherever a line is missing at the end, nothing is taken: a later payment could have been in it."""
    optional = (b":64:", b":65:", b"-")  # what may stand after an MT940's closing balance
    lines = [line for line in source.read_bytes().splitlines(keepends=True) if not line.startswith(optional)]
    for kept in range(max(1, len(lines) - 3), len(lines)):
        with pytest.raises(Unusable):
            reading.read_statements(b"".join(lines[:kept]), {})


@pytest.mark.parametrize("name", ["camt053_v02_swedish_references", "ofx2_xml", "ofx1_comma_open_tags"])
def test_an_xml_cut_short_is_refused(name: str) -> None:
    data = golden(name)
    for kept in (len(data) * 9 // 10, len(data) - 4):
        with pytest.raises(Unusable):
            reading.read_statements(data[:kept], {})


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("ocr_giro_with_reversal", b"00000000000102000", b"00000000000102001"),
        ("bgmax_with_deduction", b"000000000000100000", b"000000000000100001"),
        ("ktl_with_correction", b"J0000003900", b"J0000003901"),
        ("coda_details_and_communication", b"000000001500000", b"000000001500001"),
        ("norma43", b"200000000025050", b"200000000025051"),
    ],
)
def test_a_changed_amount_breaks_the_control_sum(name: str, old: bytes, new: bytes) -> None:
    assert old in golden(name)
    with pytest.raises(Unusable, match="control line"):
        reading.read_statements(golden(name).replace(old, new, 1), {})


@pytest.mark.parametrize("name", ["cfonb120", "mt940_german", "camt053_v02_swedish_references", "tito_reference_total"])
def test_a_sum_that_does_not_hold_is_noted(name: str) -> None:
    """Opening + booked = closing; the money itself is what the entries say."""
    old = {"cfonb120": b"0000000002505{", "mt940_german": b"CR250,50", "tito_reference_total": b"+000000000000025050"}
    data = golden(name)
    before = old.get(name, b">100.00<")
    after = before.replace(b"5", b"6", 1) if name != "camt053_v02_swedish_references" else b">101.00<"
    assert before in data
    [statement] = reading.read_statements(data.replace(before, after, 1), {})
    assert len(statement.notes or []) == 1
    assert "is not in the file" in (statement.notes or [""])[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls"),
        (b"!Type:Bank\nD8/12/13\nT-1,000.00\n^\n", "QIF"),
        (b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn/>'
         b"</Document>", "order"),
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "web page"),
        (b":20:X\n:25:NL91ABNA0417164300\n:28C:1\n:34F:EURD0,\n:61:2611021102C1,N062NONREF\n:90D:0EUR0,\n", "MT942"),
        (b"Dear all,\nplease find enclosed\n", "no bank statement"),
        (b"\x00\x01\x02\x03" * 100, "no bank statement"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]>'
         b"<Document><BkToCstmrStmt/></Document>",
         "document type"),
        (b"<Document><Other/></Document>", "no account statement"),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused_with_what_to_download(data: bytes, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        reading.read_statements(data, {})


def test_a_dtd_in_utf_16_is_refused_too() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><Document><BkToCstmrStmt/></Document>'
    with pytest.raises(Unusable, match="document type"):
        reading.read_statements(text.encode("utf-16"), {})


def test_names_of_files_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "statement.xls"
    path.write_bytes(golden("list_seb_three_decimals"))
    assert reading.read_file(path).statements[0].format == "SEB"


def test_a_zip_with_two_statements() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", golden("camt053_v02_swedish_references"))
        archive.writestr("in/b.xml", golden("camt054_v04_swiss_qrr"))
        archive.writestr("__MACOSX/._a.xml", b"junk")
    assert [one.format for one in reading.read_statements(packed.getvalue(), {})] == ["camt.053", "camt.054"]


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b"<" + b" " * 3_000_000)
    monkeypatch.setattr(reading, "BOUNDS", reading.Bounds(10**6, 10, 10**6, 10**6, 10**6))
    with pytest.raises(Unusable, match="unpack"):
        reading.read_statements(packed.getvalue(), {})


def test_a_zip_in_a_zip_is_refused() -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.xml", b"<a/>")
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    with pytest.raises(Unusable, match="zip inside a zip"):
        reading.read_statements(outer.getvalue(), {})


def test_an_xlsx_list_is_read_as_its_csv() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Kontoutdrag"])
    sheet.append(["Reskontradatum", "Transaktionsdatum", "Text", "Belopp", "Saldo"])
    sheet.append(["2026-11-02", "2026-11-02", "Berg Bygg AB", 430.1, 10430.1])
    data = io.BytesIO()
    book.save(data)
    [statement] = reading.read_statements(data.getvalue(), {})
    assert (statement.format, statement.entries[0].amount) == ("Handelsbanken", Decimal("430.1"))


CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version:02}"><BkToCstmrStmt><Stmt><Acct><Id>
<IBAN>NO9386011117947</IBAN></Id></Acct><Ntry><Amt Ccy="NOK">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>{status}</Sts>
<BookgDt><Dt>2026-11-01</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize("version", range(2, 15))
def test_every_version_of_camt(version: int) -> None:
    status = "BOOK" if version < 8 else "<Cd>BOOK</Cd>"
    [statement] = reading.read_statements(CAMT.format(version=version, status=status).encode(), {})
    assert statement.account == "NO9386011117947"
    assert [entry.amount for entry in statement.entries] == [Decimal("1.00")]


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR", "<Cd>PDNG</Cd>", "<Cd>INFO</Cd>"])
def test_what_is_not_booked_is_never_taken(status: str) -> None:
    [statement] = reading.read_statements(CAMT.format(version=8, status=status).encode(), {})
    assert (statement.entries, statement.left_out) == ([], 1)


@pytest.mark.parametrize("amount", ["1e5", "NaN", "-1.00", "1,00", "", "999999999999999999999"])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    text = CAMT.format(version=2, status="BOOK").replace(">1.00<", f">{amount}<")
    with pytest.raises(Unusable, match="entry 1"):
        reading.read_statements(text.encode(), {})


def test_a_currency_that_does_not_exist_is_refused() -> None:
    text = CAMT.format(version=2, status="BOOK").replace("NOK", "QQQ")
    with pytest.raises(Unusable, match="QQQ"):
        reading.read_statements(text.encode(), {})


@pytest.mark.parametrize(
    ("key", "answer", "text", "expected"),
    [
        ("days", "dmy", "Date,Details,Amount\n03/04/2026,A,1.00\n", "2026-04-03"),
        ("days", "mdy", "Date,Details,Amount\n03/04/2026,A,1.00\n", "2026-03-04"),
        ("decimal", ",", "Date;Details;Amount\n2026-04-03;A;1,234\n", "1.234"),
        ("decimal", ".", "Date;Details;Amount\n2026-04-03;A;1,234\n", "1234.0"),
    ],
)
def test_what_could_be_either_is_asked(key: str, answer: str, text: str, expected: str) -> None:
    with pytest.raises(UnsureList) as asked:
        reading.read_statements(text.encode(), {"currency": "EUR"})
    assert asked.value.key == key
    [statement] = reading.read_statements(text.encode(), {"currency": "EUR", key: answer})
    assert expected in (str(statement.entries[0].date), str(statement.entries[0].amount))


def test_the_columns_of_an_unknown_list_are_asked_and_then_known() -> None:
    text = "Wann;Wieviel;Wozu\n02.11.2026;12,50;Miete\n"
    with pytest.raises(UnsureList) as asked:
        reading.read_statements(text.encode(), {})
    assert asked.value.key == "columns"
    answers = {"date": "Wann", "amount": "Wieviel", "text": "Wozu", "currency": "EUR"}
    [statement] = reading.read_statements(text.encode(), answers)
    assert (statement.entries[0].amount, statement.entries[0].text) == (Decimal("12.50"), "Miete")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2026-13-45,A,1.00", 'Line 3 has "2026-13-45"'),
        ("2026-04-03,A,1.0.0.0", "Line 3"),
        ("2026-04-03,A,1x2", "Line 3"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named_by_its_line(line: str, says: str) -> None:
    with pytest.raises(Unusable, match=says):
        reading.read_statements(
            f"Date,Details,Amount\n2026-04-03,A,2.50\n{line}\n".encode(), {"currency": "EUR", "decimal": "."}
        )


@pytest.mark.parametrize("source", GOLDEN, ids=lambda path: path.stem)
def test_no_golden_file_is_taken_for_another_format(source: Path) -> None:
    kinds = {"list": "list", "camt": "camt", "ofx": "OFX", "mt940": "MT940", "ocr": "OCR giro", "bgmax": "BgMax",
             "coda": "CODA", "cfonb120": "CFONB 120", "norma43": "Norma 43", "tito": "TITO", "ktl": "KTL"}  # fmt: skip
    [expected] = {kind for start, kind in kinds.items() if source.name.startswith(start)}
    assert identify_format(source.read_bytes()) == expected


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(GOLDEN), st.data())
def test_damage_is_a_sentence_never_a_crash(source: Path, data: st.DataObject) -> None:
    content = bytearray(source.read_bytes())
    for _time in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    with suppress(Unusable, UnsureList):
        reading.read_statements(bytes(content), {})
