# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Attack files, made anew by the tests: each is a workbook that is right but for one thing."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable, Mapping

from handmade import LINKS, MAIN, PACKAGE, SHEET, XML, parts, relations, worksheet, zipped

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
LOL = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = f"<!DOCTYPE x [<!ENTITY a SYSTEM {chr(34)}file:{chr(47) * 3}etc{chr(47)}hostname{chr(34)}>]>"


def workbook(rows: str = ROW, **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet; more parts by name, with `__` for a slash and `_x_` for a dot."""
    return parts(worksheet(rows)) | {n.replace("__", "/").replace("_x_", "."): c for n, c in more.items()}


def made(**more: str | bytes) -> bytes:
    return zipped(workbook(**more))


def in_prolog(text: str) -> str:
    """The sheet with something behind its declaration."""
    return worksheet(ROW.replace("<v>1</v>", "<v>&a;</v>")).replace("?>\n", f"?>{text}", 1)


def bomb(size: int = 101_000_000) -> bytes:
    """A sheet that says how large it is, and is: a few hundred kilobytes packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    head, tail = worksheet("X").encode().split(b"X")
    pieces, crc, piece = [], 0, b" " * (size // 100)
    for some in (head, *[piece] * 100, tail):
        pieces.append(packer.compress(some))
        crc = zlib.crc32(some, crc)
    return replaced(made(), SHEET, b"".join([*pieces, packer.flush()]), crc, len(head + tail) + 100 * len(piece))


def replaced(data: bytes, name: str, packed: bytes, crc: int, size: int) -> bytes:
    """The file with an entry's packed bytes, checksum and declared size put in as they are, true or not."""
    out, records = bytearray(), bytearray()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        entries = [(e.filename, e.CRC, file.read(e)) for e in file.infolist()]
    for entry, real, content in entries:
        raw = entry.encode()
        if entry != name:
            packer = zlib.compressobj(6, zlib.DEFLATED, -15)
            body, check, length = packer.compress(content) + packer.flush(), real, len(content)
        else:
            body, check, length = packed, crc, size
        common = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, check, len(body), length, len(raw), 0)
        records += b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, len(out)) + raw
        out += b"PK\3\4" + common + raw + body
    count, start = len(entries), len(out)
    return bytes(out + records + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(records), start, 0))


def lying(size: int = 30_000_000) -> bytes:
    """A sheet that unpacks to far more than it declares."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = worksheet(ROW).encode() + b" " * size
    return replaced(made(), SHEET, packer.compress(content) + packer.flush(), zlib.crc32(content), 500)


def overlapping() -> bytes:
    """Two entries share the same packed bytes, as in a bomb that needs no nesting."""
    data = bytearray(made())
    first = data.find(b"PK\1\2")
    second = data.find(b"PK\1\2", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def twice() -> bytes:
    out = io.BytesIO(made())
    with zipfile.ZipFile(out, "a") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr(SHEET, worksheet(ROW.replace("1</v>", "2</v>")))
    return out.getvalue()


def two_faced() -> bytes:
    """The directory calls the sheet otherwise than its own header: programs would read different sheets."""
    data = bytearray(made())
    at = data.find(SHEET.encode())
    data[at : at + len(SHEET)] = SHEET.replace("sheet1", "sheet9").encode()
    return bytes(data)


def encrypted() -> bytes:
    data = bytearray(made())
    at = data.find(b"PK\1\2")
    data[at + 8] |= 1
    return bytes(data)


def huge_claim() -> bytes:
    """zip64 fields that claim exabytes."""
    data = bytearray(made())
    at = data.find(b"PK\1\2")
    names = struct.unpack_from("<H", data, at + 28)[0]
    struct.pack_into("<2L", data, at + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", data, at + 30, 20)
    data[at + 46 + names : at + 46 + names] = struct.pack("<2H2Q", 1, 16, 1 << 60, 1 << 60)
    end = data.rfind(b"PK\5\6")
    struct.pack_into("<L", data, end + 12, struct.unpack_from("<L", data, end + 12)[0] + 20)
    return bytes(data)


def many() -> bytes:
    return zipped(workbook() | {f"xl/media/{i}.txt": "" for i in range(21_000)}, zipfile.ZIP_STORED)


def with_link(kind: str, target: str, *, outside: bool = False, **more: str | bytes) -> bytes:
    links = relations([(kind, target)])
    if outside:
        links = links.replace("/></Rel", ' TargetMode="External"/></Rel')
    return made(**{"xl__worksheets___rels__sheet1_x_xml_x_rels": links, **more})


def deep(depth: int = 5000) -> bytes:
    return made(xl__worksheets__sheet1_x_xml=worksheet(ROW, after="<a>" * depth + "</a>" * depth))


def dimension(ref: str) -> bytes:
    return made(xl__worksheets__sheet1_x_xml=worksheet(ROW, f'<dimension ref="{ref}"/>'))


def cell(ref: str, row: int | None = None) -> bytes:
    number = row or int(ref.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") or 1)
    return made(xl__worksheets__sheet1_x_xml=worksheet(f'{ROW}<row r="{number}"><c r="{ref}"><v>1</v></c></row>'))


DDE_PART = f"""{XML}<externalLink xmlns="{MAIN}"><ddeLink xmlns:r="{LINKS}" ddeService="cmd" ddeTopic="/c calc"/></externalLink>"""
EXTERNAL = f"""{XML}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{LINKS}" r:id="rId1"/></externalLink>"""
MACRO_TYPES = f"""{XML}<Types xmlns="{PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>"""

Attack = Callable[[], bytes]

# What no reader of ours may take in, whoever made it: name -> (how it is made, what is said).
EVERYWHERE: Mapping[str, tuple[Attack, str]] = {
    "a part that lies about its size": (lying, "does not match its checksum"),
    "zip64 fields that claim exabytes": (huge_claim, "lies outside the file|would take"),
    "more parts than any workbook has": (many, "more than 20,000 parts"),
    "a name twice": (twice, "is in it twice"),
    "overlapping parts": (overlapping, "called otherwise|in the same place"),
    "a part with two names": (two_faced, "is called otherwise in its own place"),
    "a name that leads out": (lambda: made(**{"..__..__evil_x_xml": "x"}), "leads out of it"),
    "a name with backslashes that leads out": (lambda: made(**{"xl\\..\\..\\evil": "x"}), "leads out of it"),
    "a name with a drive": (lambda: made(**{"C:\\evil.exe": "x"}), "leads out of it"),
    "a zip password": (encrypted, "zip password"),
    "an entity bomb": (lambda: made(xl__worksheets__sheet1_x_xml=in_prolog(LOL)), "DOCTYPE"),
    "an external entity": (lambda: made(xl__worksheets__sheet1_x_xml=in_prolog(XXE)), "DOCTYPE"),
    "an external entity in UTF-16": (lambda: made(xl__worksheets__sheet1_x_xml=in_prolog(XXE).replace("UTF-8", "UTF-16").encode("utf-16")), "DOCTYPE"),
    "a cell in the last corner": (lambda: cell("XFD1048576"), "holds something in the cell XFD1048576, far outside"),
    "a cell far down in two letters": (lambda: cell("ZZ1048576"), "holds something in the cell ZZ1048576"),
    "a cell in small letters": (lambda: cell("zz1048576"), "holds something in the cell zz1048576"),
    "a cell in a row it does not stand in": (lambda: cell("ZZ1048576", 2), "holds something in the cell ZZ1048576"),
    "a row beyond Excel's last": (lambda: cell("A4294967295"), "A4294967295|twice or in the wrong place"),
    "a column beyond Excel's last": (lambda: cell("ZZZZZZ9"), "holds something in the cell ZZZZZZ9"),
}  # fmt: skip

# What a file from outside may not have besides.
FROM_OUTSIDE: Mapping[str, tuple[Attack, str]] = {
    "a bomb that says how large it is": (bomb, "would take 102 MB unpacked, and 100 MB is the most"),
    "an entity bomb in a part nobody reads": (lambda: made(docProps__app_x_xml=f"{XML}{LOL}<x>&b;</x>"), "holds a DTD"),
    "deep nesting": (deep, "nested deeper"),
    "macros": (lambda: made(xl__vbaProject_x_bin=b"\xd0\xcf"), "It holds macros"),
    "macros under another name": (lambda: zipped(workbook() | {"[Content_Types].xml": MACRO_TYPES}), "It holds macros"),
    "a macro sheet": (lambda: made(xl__macrosheets__sheet1_x_xml="<x/>"), "It holds macros"),
    "a link to another workbook": (lambda: made(xl__externalLinks__externalLink1_x_xml=EXTERNAL), "It holds a link to another file"),
    "a DDE link": (lambda: made(xl__externalLinks__externalLink1_x_xml=DDE_PART), "It holds a link to another file or program"),
    "a DDE formula": (lambda: zipped(workbook('<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A0</f><v>1</v></c></row>')), "It holds a link to another file or program"),
    "a data connection": (lambda: made(xl__connections_x_xml="<x/>"), "It holds a data connection"),
    "an embedded object": (lambda: made(xl__embeddings__oleObject1_x_bin=b"\xd0\xcf"), "It holds an embedded object"),
    "an ActiveX control": (lambda: made(xl__activeX__activeX1_x_xml="<x/>"), "It holds an embedded object"),
    "an object under a plain name": (lambda: with_link("oleObject", "../media/image1.png", xl__media__image1_x_png=b"x"), "It holds (a link|an embedded)"),
    "a picture from the web": (lambda: with_link("image", "http://evil.example/t.png", outside=True), "It holds (a link|an embedded)"),
    "a claim of a size that is none": (lambda: dimension("'; DROP TABLE"), "is broken"),
    "a million rows": (lambda: cell("CV1048576"), "holds something in the cell CV1048576"),
}  # fmt: skip

# What is only a claim, or what a customer may well do: it is read.
HARMLESS: Mapping[str, Attack] = {
    "a claim of ten million rows": lambda: dimension("A1:XFD10000000"),
    "a claim of all cells": lambda: dimension("A1:XFD1048576"),
    "a claim that is upside down": lambda: dimension("B2:A1"),
    "an e-mail address that Excel made a link of": lambda: with_link("hyperlink", "mailto:a@b.example", outside=True),
}
