"""Packing a changed part. Only speed depends on which library packs; level 1 because time matters more than bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

LEVEL = 1


class _Packer(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


def _packer() -> _Packer:
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    packer: _Packer = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, -15)
    return packer


@dataclass(frozen=True, slots=True)
class Packed:
    """One zip entry's content, deflated, with the CRC and length of what was packed."""

    data: bytes
    crc: int
    size: int


def pack(chunks: Iterable[bytes]) -> Packed:
    """Deflate what the chunks make together, without ever holding it in one piece."""
    packer, out, crc, size = _packer(), [], 0, 0
    for chunk in chunks:
        crc = zlib.crc32(chunk, crc)
        size += len(chunk)
        out.append(packer.compress(chunk))
    out.append(packer.flush())
    return Packed(b"".join(out), crc, size)


def unpack(packed: Packed) -> bytes:
    """What `pack` was given, in one piece."""
    return zlib.decompress(packed.data, -15, packed.size)
