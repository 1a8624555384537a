"""The zip: each name once, every entry readable by Excel, both of its heads of one mind."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from excel_rules.book import Fault, plain_name

FATAL = ("zip", "zip-entry")


def check(data: bytes) -> Iterator[Fault]:
    """Faults of the container; those of a rule in FATAL leave nothing to look at further."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            infos = file.infolist()
            seen: set[str] = set()
            for info in infos:
                yield from _entry(file, data, info)
                name = plain_name(info.filename)
                if name in seen:
                    yield Fault("zip-twice", info.filename, "is in the file twice")
                seen.add(name)
    except (zipfile.BadZipFile, OSError, ValueError, struct.error) as fault:
        yield Fault("zip", "", f"is no zip file: {fault}")
        return
    if "[content_types].xml" not in seen:
        yield Fault("zip", "", "has no [Content_Types].xml")


def _entry(file: zipfile.ZipFile, data: bytes, info: zipfile.ZipInfo) -> Iterator[Fault]:
    name = info.filename
    if info.flag_bits & 0x1:
        yield Fault("zip-entry", name, "is encrypted")
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield Fault("zip-entry", name, f"is packed by method {info.compress_type}")
    else:
        try:
            file.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as fault:
            yield Fault("zip-entry", name, f"cannot be read: {fault}")
    head = data[info.header_offset : info.header_offset + 30]
    method = struct.unpack("<H", head[8:10])[0] if len(head) == 30 else -1
    if method != info.compress_type:
        yield Fault("zip-heads", name, "has another method in its own head than in the list")
