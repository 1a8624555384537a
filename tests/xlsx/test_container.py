"""The zip file around the parts: in every form other programs write, and every other entry's bytes kept."""

from __future__ import annotations

import io
import random
import struct
import zipfile

import pytest
from handmade import book, changed_parts, parts, patches, raw_entries, read_part, relations, rows_of, worksheet, zipped

from ar_sheets.xlsx.container import Container
from ar_sheets.xlsx.deflate import Packed, pack, unpack
from ar_sheets.xlsx.patch import Refused, patch

SHEET = "xl/worksheets/sheet1.xml"
PICTURE = random.Random(1).randbytes(3000)
ROWS = '<row r="1"><c r="A1"><v>1</v></c></row>'


def workbook() -> dict[str, str | bytes]:
    return parts(worksheet(ROWS), more={"xl/media/image1.png": PICTURE, "xl/vbaProject.bin": PICTURE[::-1]})


class Streamed(io.RawIOBase):
    """A file that cannot be sought in: the zip is then written with data descriptors."""

    def __init__(self) -> None:
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, some: bytes) -> int:  # type: ignore[override]
        self.data += some
        return len(some)


def streamed() -> bytes:
    out = Streamed()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:  # type: ignore[arg-type]
        for name, content in workbook().items():
            file.writestr(name, content)
    return bytes(out.data)


def zip64() -> bytes:
    """Every entry has zip64 fields in its local header, as programs write that do not know the size beforehand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in workbook().items():
            with file.open(name, "w", force_zip64=True) as entry:
                entry.write(content.encode() if isinstance(content, str) else content)
    return out.getvalue()


def wide_directory() -> bytes:
    """Sizes and places in the directory's own zip64 fields, with a zip64 end record."""
    data = bytearray(zipped(workbook()))
    end = data.rfind(b"PK\5\6")
    count, _, start = struct.unpack_from("<H2L", data, end + 10)
    records, at = bytearray(), start
    for _ in range(count):
        fields = list(struct.unpack_from("<4s6H3L5H2L", data, at))
        name = bytes(data[at + 46 : at + 46 + fields[10]])
        extra = struct.pack("<2H3Q", 1, 24, fields[9], fields[8], fields[16])
        at += 46 + fields[10] + fields[11] + fields[12]
        fields[8:10], fields[11], fields[16] = (0xFFFFFFFF, 0xFFFFFFFF), len(extra), 0xFFFFFFFF
        records += struct.pack("<4s6H3L5H2L", *fields) + name + extra
    wide = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(records), start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + len(records), 1)
    last = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return bytes(data[:start] + records + wide + locator + last)


def commented() -> bytes:
    out = io.BytesIO(zipped(workbook()))
    with zipfile.ZipFile(out, "a") as file:
        file.comment = b"PK\5 not the end of the file"
    return out.getvalue()


def with_folders() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("xl/", b"")
        for name, content in workbook().items():
            entry = zipfile.ZipInfo(name, (1999, 12, 31, 23, 59, 58))
            entry.comment, entry.extra = b"a comment", struct.pack("<2H4s", 0xCAFE, 4, b"abcd")
            file.writestr(entry, content, zipfile.ZIP_STORED)
    return out.getvalue()


FORMS = {
    "deflated": lambda: zipped(workbook()),
    "stored": lambda: zipped(workbook(), zipfile.ZIP_STORED),
    "data descriptors": streamed,
    "zip64 local headers": zip64,
    "zip64 directory": wide_directory,
    "a comment": commented,
    "folders, comments and extra fields": with_folders,
    "bytes before": lambda: b"#!/bin/sh\nexit\n" + zipped(workbook()),
    "bytes behind": lambda: zipped(workbook()) + b"\r\n",
    "the sheet first": lambda: zipped_in_order([SHEET, *sorted(workbook().keys() - {SHEET})]),
    "the sheet last": lambda: zipped_in_order([*sorted(workbook().keys() - {SHEET}), SHEET]),
}


def zipped_in_order(names: list[str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, workbook()[name])
    return out.getvalue()


@pytest.mark.parametrize("make", FORMS.values(), ids=FORMS)
def test_only_the_sheets_bytes_change(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    new = patch(data, patches({"A1": 2, "B1": "b"}))
    assert rows_of(new) == '<row r="1"><c r="A1"><v>2</v></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
    assert changed_parts(data, new) == {SHEET}
    assert raw_entries(new)["xl/vbaProject.bin"] == raw_entries(data)["xl/vbaProject.bin"]
    again = patch(new, patches({"A1": 1, "B1": None}))
    assert rows_of(again) == ROWS
    with zipfile.ZipFile(io.BytesIO(data)) as a, zipfile.ZipFile(io.BytesIO(again)) as b:
        assert [e.filename for e in a.infolist()] == [e.filename for e in b.infolist()]
        assert [(e.date_time, e.comment, e.external_attr) for e in a.infolist()] == [
            (e.date_time, e.comment, e.external_attr) for e in b.infolist()
        ]
        assert a.comment == b.comment


@pytest.mark.parametrize("make", FORMS.values(), ids=FORMS)
def test_a_part_is_added(make) -> None:  # type: ignore[no-untyped-def]
    data = make()
    new = Container(data).rewritten({"xl/new.xml": pack([b"<a/>", b"<b/>"])})
    assert read_part(new, "xl/new.xml") == "<a/><b/>"
    assert changed_parts(data, new) == {"xl/new.xml"}


TARGETS = {
    "absolute": ("/xl/worksheets/sheet1.xml", SHEET),
    "absolute elsewhere": ("/pages/one.xml", "pages/one.xml"),
    "up and down": ("../xl/./worksheets/sheet1.xml", SHEET),
    "percent-encoded": ("worksheets/sheet%201%C3%A6.xml", "xl/worksheets/sheet 1æ.xml"),
    "backslashes": ("worksheets\\\\sheet1.xml", SHEET),
    "other case": ("Worksheets/SHEET1.xml", SHEET),
    "other case in the zip": ("worksheets/sheet1.xml", "XL/Worksheets/Sheet1.XML"),
    "backslashes in the zip": ("worksheets/sheet1.xml", "xl\\worksheets\\sheet1.xml"),
}


@pytest.mark.parametrize(("target", "name"), TARGETS.values(), ids=TARGETS)
def test_parts_are_found_however_they_are_named(target: str, name: str) -> None:
    content = workbook()
    content[name] = content.pop(SHEET)
    content["xl/_rels/workbook.xml.rels"] = relations([("worksheet", target), ("styles", "styles.xml")])
    data = zipped(content)
    new = patch(data, patches({"A1": 2}))
    assert changed_parts(data, new) == {name}
    assert rows_of(new, name) == '<row r="1"><c r="A1"><v>2</v></c></row>'


def test_names_differing_in_case_only_are_the_same_to_excel() -> None:
    with pytest.raises(Refused, match="is in it twice"):
        patch(zipped({**workbook(), "XL/worksheets/SHEET1.xml": ""}), patches({"A1": 2}))


def test_a_file_cut_off_anywhere_is_refused() -> None:
    data = book(ROWS)
    for end in range(4, len(data), 97):
        with pytest.raises(Refused):
            patch(data[:end], patches({"A1": 2}))


def test_a_spoiled_byte_is_refused_or_does_no_harm() -> None:
    data = zipped(workbook())
    dice = random.Random(7)
    for _ in range(300):
        at = dice.randrange(len(data))
        spoiled = data[:at] + bytes([data[at] ^ (1 << dice.randrange(8))]) + data[at + 1 :]
        try:
            new = patch(spoiled, patches({"A1": 2}))
        except Refused:
            continue
        assert rows_of_lenient(new).count("<v>2</v>") == 1


def rows_of_lenient(data: bytes) -> str:
    return Container(data).read(next(e.name for e in Container(data).entries if e.name.endswith("sheet1.xml"))).decode()


@pytest.mark.parametrize("beside", [False, True])
def test_packing_in_pieces_is_packing_the_whole(beside: bool) -> None:
    pieces = [PICTURE[i : i + 700] for i in range(0, len(PICTURE), 700)] * 5
    packed = pack(iter(pieces), beside)
    assert unpack(packed) == b"".join(pieces)
    assert packed.size == sum(map(len, pieces))
    assert isinstance(packed, Packed)


def test_a_fault_while_making_a_piece_is_passed_on_and_the_thread_ends() -> None:
    import threading

    before = set(threading.enumerate())

    def pieces():  # type: ignore[no-untyped-def]
        yield b"a" * 100_000
        raise ValueError("made wrongly")

    with pytest.raises(ValueError, match="made wrongly"):
        pack(pieces(), beside=True)
    assert set(threading.enumerate()) <= before
