"""Packing a changed part. Only speed depends on which library packs; level 1 because time matters more than bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import NamedTuple, Protocol

LEVEL = 1
_PIECE = 1 << 20


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


class Packed(NamedTuple):
    """One zip entry's content, deflated, with the CRC and length of what was packed."""

    data: bytes
    crc: int
    size: int


class _Work:
    """A packing that has begun."""

    def __init__(self) -> None:
        self.packer, self.out, self.crc, self.size = _packer(), list[bytes](), 0, 0

    def add(self, chunk: bytes) -> None:
        self.crc = zlib.crc32(chunk, self.crc)
        self.size += len(chunk)
        self.out.append(self.packer.compress(chunk))

    def result(self) -> Packed:
        self.out.append(self.packer.flush())
        return Packed(b"".join(self.out), self.crc, self.size)


def pack(chunks: Iterable[bytes], beside: bool = False) -> Packed:
    """Deflate what the chunks make together, without ever holding it in one piece.

    beside: on a thread of its own while the next chunk is made; deflate lets other threads run meanwhile.
    """
    work = _Work()
    if beside:
        _add_beside(work, chunks)
    else:
        for chunk in chunks:
            work.add(chunk)
    return work.result()


def _add_beside(work: _Work, chunks: Iterable[bytes]) -> None:
    """Few and large pieces are handed over: at each the thread has to wait for its turn."""
    from queue import Queue
    from threading import Thread

    waiting: Queue[list[bytes]] = Queue(4)
    faults: list[BaseException] = []

    def deflate() -> None:
        while some := waiting.get():
            try:
                if not faults:
                    work.add(b"".join(some))
            except BaseException as fault:  # raised again below
                faults.append(fault)

    thread = Thread(target=deflate, daemon=True)
    thread.start()
    try:
        some, size = [], 0
        for chunk in chunks:
            some.append(chunk)
            size += len(chunk)
            if size >= _PIECE:
                waiting.put(some)
                some, size = [], 0
        if some:
            waiting.put(some)
    finally:
        waiting.put([])
        thread.join()
    if faults:
        raise faults[0]


def unpack(packed: Packed) -> bytes:
    """What `pack` was given, in one piece."""
    return zlib.decompress(packed.data, -15, packed.size)
