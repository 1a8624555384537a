"""The zip file a workbook is: read parts, and write it again with every other entry's bytes as they were."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from ar_sheets.base.i18n import _
from ar_sheets.xlsx.deflate import Packed
from ar_sheets.xlsx.limits import OWN, Bounds, check_directory, part_key
from ar_sheets.xlsx.refused import Refused, damaged

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_FULL32, _FULL16 = 0xFFFFFFFF, 0xFFFF
_ENCRYPTED, _UTF8 = 0x1, 0x800
_STORED, _DEFLATED = 0, 8
_NEW_ENTRY_DAY = 33  # 1980-01-01, the zip epoch: the same change always makes the same bytes


class ZipEntry(NamedTuple):
    """One line of the zip directory; `record` is that line's bytes, `start` where its local header lies."""

    name: str
    start: int
    method: int
    crc: int
    packed: int
    size: int
    record: bytes


class _Directory(NamedTuple):
    start: int  # of the first record in the file
    length: int
    before: int  # bytes in front of the archive: offsets in the records do not count them
    end: int  # where the end record lies
    wide: int  # where the zip64 end record lies, -1 when there is none


def _directory(data: bytes) -> _Directory:
    end = data.rfind(b"PK\5\6", max(0, len(data) - 65_557))
    if end < 0 or end + _END.size > len(data):
        raise damaged(_("its end is missing, as after a broken copy or download"))
    *_counts, length, start, _comment = _END.unpack_from(data, end)
    wide, first = -1, end
    if end >= 20 and data[end - 20 : end - 16] == b"PK\6\7":
        wide = data.rfind(b"PK\6\6", 0, end)
        if wide < 0:
            raise damaged(_("the large-file record is missing"))
        *_counts, length, start = _END64.unpack_from(data, wide)
        first = wide
    if first - length < 0 or first - length < start:
        raise damaged(_("its directory points outside the file"))
    return _Directory(first - length, length, first - length - start, end, wide)


def _wide_fields(extra: bytes, *fields: int) -> list[int]:
    """The three fields with their zip64 values where they are marked as full."""
    at = 0
    while at + 4 <= len(extra):
        tag, length = struct.unpack_from("<2H", extra, at)
        if tag == 1:
            values = iter(struct.unpack_from(f"<{length // 8}Q", extra, at + 4))
            return [next(values, f) if f == _FULL32 else f for f in fields]
        at += 4 + length
    return list(fields)


def _records(data: bytes, where: _Directory) -> Iterator[ZipEntry]:
    at, stop = where.start, where.start + where.length
    while at < stop:
        if data[at : at + 4] != b"PK\1\2" or at + _CENTRAL.size > stop:
            raise damaged(_("its directory is broken"))
        fields = _CENTRAL.unpack_from(data, at)
        flags, method, crc, packed, size = fields[3], fields[4], *fields[7:10]
        names, extras, comments, offset = *fields[10:13], fields[16]
        raw = data[at + 46 : at + 46 + names]
        extra = data[at + 46 + names : at + 46 + names + extras]
        size, packed, offset = _wide_fields(extra, size, packed, offset)
        name = _name(raw, flags)
        length = 46 + names + extras + comments
        if flags & _ENCRYPTED:
            raise Refused(
                _("The workbook is locked with a zip password. Open it in Excel, save it without, run again.")
            )
        yield ZipEntry(name, offset + where.before, method, crc, packed, size, data[at : at + length])
        at += length


def _name(raw: bytes, flags: int) -> str:
    return raw.decode("utf-8" if flags & _UTF8 else "cp437", "replace")


def _inflated(raw: memoryview, size: int) -> bytes:
    """What is packed, and no more of it than was declared: one byte too many is enough to know."""
    return zlib.decompressobj(-15).decompress(raw, size + 1)


class Container:
    """The entries of a zip file held in memory. Raises Refused where it is damaged, not for us or beyond `bounds`."""

    def __init__(self, data: bytes, bounds: Bounds = OWN) -> None:
        self.data = data
        self._where = _directory(data)
        self.entries = sorted(islice(_records(data, self._where), bounds.entries + 1), key=lambda e: e.start)
        if len(self.entries) > bounds.entries:
            raise damaged(_("it has more than {most:,} parts", most=bounds.entries))
        self._by_name = {part_key(e.name): e for e in self.entries}
        self._check(bounds)

    def _check(self, bounds: Bounds) -> None:
        check_directory(self.entries, bounds)
        for entry, stop in zip(self.entries, self._stops, strict=True):
            if self._content(entry) + entry.packed > stop:
                raise damaged(_("two of its parts lie in the same place"))
        for entry in self.entries:
            if entry.method not in (_STORED, _DEFLATED):
                raise Refused(
                    _(
                        "A part of the workbook ({part}) is packed in a way Excel does not use. Open the "
                        "workbook in Excel, save it, and run again.",
                        part=entry.name,
                    )
                )

    def has(self, name: str) -> bool:
        return part_key(name) in self._by_name

    def entry(self, name: str) -> ZipEntry:
        """The entry of a part, whatever the case of its name; Refused when it is missing."""
        found = self._by_name.get(part_key(name))
        if found is None:
            raise damaged(_("the part {part} is missing", part=name))
        return found

    def read(self, name: str) -> bytes:
        """A part's content, its checksum tested."""
        entry = self.entry(name)
        try:
            at = self._content(entry)
            raw = memoryview(self.data)[at : at + entry.packed]
            content = bytes(raw) if entry.method == _STORED else _inflated(raw, entry.size)
        except zlib.error as fault:
            raise damaged(_("the part {part} cannot be unpacked", part=entry.name)) from fault
        if len(content) != entry.size or zlib.crc32(content) != entry.crc:
            raise damaged(_("the part {part} does not match its checksum", part=entry.name))
        return content

    def _content(self, entry: ZipEntry) -> int:
        """Where an entry's bytes begin; Refused where they lie outside the file, or are another entry's."""
        if entry.start + _LOCAL.size > self._where.start:
            raise damaged(_("the part {part} lies outside the file", part=entry.name))
        mark, _version, flags, method, *_rest, names, extras = _LOCAL.unpack_from(self.data, entry.start)
        at = int(entry.start + _LOCAL.size + names + extras)
        if mark != b"PK\3\4" or at + entry.packed > self._where.start:
            raise damaged(_("the part {part} lies outside the file", part=entry.name))
        name = self.data[entry.start + _LOCAL.size : entry.start + _LOCAL.size + names]
        if _name(name, flags) != entry.name or method != entry.method:  # programs would see different workbooks in it
            raise damaged(_("the part {part} is called otherwise in its own place", part=entry.name))
        return at

    def segments(self) -> dict[str, memoryview]:
        """Each entry's bytes as they lie in the file: local header, content, descriptor, up to the next entry."""
        view = memoryview(self.data)
        return {e.name: view[e.start : stop] for e, stop in zip(self.entries, self._stops, strict=True)}

    @property
    def _stops(self) -> list[int]:
        """Where each entry's bytes end at the latest."""
        return [*(e.start for e in self.entries[1:]), self._where.start][: len(self.entries)]

    def rewritten(self, changed: Mapping[str, Packed]) -> bytes:
        """The file with these parts changed or, where there is no such part, added; all else byte for byte."""
        parts = {self._name(name): packed for name, packed in changed.items()}
        first = self.entries[0].start if self.entries else self._where.start
        out: list[bytes | memoryview] = [memoryview(self.data)[:first]]
        records, at = [], first
        for name, segment in self.segments().items():
            packed, entry = parts.pop(name, None), self.entry(name)
            piece = segment if packed is None else _local(entry.record, packed)
            records.append(self._record(entry.record, at, packed))
            out.append(piece)
            at += len(piece)
        for name, packed in parts.items():
            record = _blank_record(name)
            records.append(self._record(record, at, packed))
            out.append(_local(record, packed))
            at += len(out[-1])
        return b"".join([*out, *records, *self._ending(at, records)])

    def _name(self, name: str) -> str:
        return self.entry(name).name if self.has(name) else name

    def _record(self, record: bytes, at: int, packed: Packed | None) -> bytes:
        """The directory line of an entry that now lies at `at`; the sizes and CRC are new for a changed one."""
        if at >= _FULL32:
            raise Refused(_("The workbook is larger than 4 GB; split it into several workbooks."))
        fields = list(_CENTRAL.unpack_from(record))
        offset = at - self._where.before
        rest = record[_CENTRAL.size :]
        if packed is not None:
            names, extras = fields[10], fields[11]
            rest = rest[:names] + rest[names + extras :]
            fields[3:5] = fields[3] & _UTF8, _DEFLATED
            fields[7:10] = packed.crc, len(packed.data), packed.size
            fields[11] = 0
        elif fields[16] == _FULL32:
            return record[: _CENTRAL.size] + _moved(fields, rest, offset)
        fields[16] = offset
        return _CENTRAL.pack(*fields) + rest

    def _ending(self, at: int, records: list[bytes]) -> Iterator[bytes]:
        length, count, start = sum(map(len, records)), len(records), at - self._where.before
        tail = self.data[self._where.end :]
        fields = list(_END.unpack_from(tail))
        if self._where.wide >= 0:
            wide = list(_END64.unpack_from(self.data, self._where.wide))
            wide[6:10] = count, count, length, start
            yield _END64.pack(*wide)
            yield self.data[self._where.wide + _END64.size : self._where.end - _LOCATOR64.size]
            locator = list(_LOCATOR64.unpack_from(self.data, self._where.end - _LOCATOR64.size))
            locator[2] = start + length
            yield _LOCATOR64.pack(*locator)
        new = (count, count, length, start)
        full = (_FULL16, _FULL16, _FULL32, _FULL32)
        fields[3:7] = [f if self._where.wide >= 0 and old == f else n
                       for old, n, f in zip(fields[3:7], new, full, strict=True)]  # fmt: skip
        yield _END.pack(*fields) + tail[_END.size :]


def _moved(fields: list[int], rest: bytes, offset: int) -> bytes:
    """The rest of a zip64 directory line with a new offset: the last of the values its fields mark as full."""
    skip = 8 * sum(f == _FULL32 for f in fields[8:10])
    at = fields[10]
    while int.from_bytes(rest[at : at + 2], "little") != 1:
        at += 4 + int.from_bytes(rest[at + 2 : at + 4], "little")
        if at >= fields[10] + fields[11]:
            raise damaged(_("a large-file field is missing"))
    place = at + 4 + skip
    return rest[:place] + offset.to_bytes(8, "little") + rest[place + 8 :]


def _local(record: bytes, packed: Packed) -> bytes:
    fields = _CENTRAL.unpack_from(record)
    name = record[_CENTRAL.size : _CENTRAL.size + fields[10]]
    day = fields[5:7]
    head = _LOCAL.pack(b"PK\3\4", 20, fields[3] & _UTF8, _DEFLATED, *day, packed.crc, len(packed.data),
                       packed.size, len(name), 0)  # fmt: skip
    return head + name + packed.data


def _blank_record(name: str) -> bytes:
    raw = name.encode()
    head = _CENTRAL.pack(b"PK\1\2", 20, 20, 0 if raw.isascii() else _UTF8, _DEFLATED, 0, _NEW_ENTRY_DAY,
                         0, 0, 0, len(raw), 0, 0, 0, 0, 0, 0)  # fmt: skip
    return head + raw
