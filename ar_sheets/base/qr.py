"""The EPC QR code of a euro transfer, and how it is drawn. segno makes the code; its own drawing is too slow here."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

# Trying all eight masks takes longer than the whole letter. Scanners read any of them.
_MASK = 2
_MOST_BYTES, _MOST_SIGNS = 331, 140  # EPC069-12: of the whole code, of its text


def transfer(name: str, iban: str, bic: str, amount: Decimal, numbers: Sequence[str], reference: str) -> Any:
    """The code (a segno.QRCode) of a SEPA transfer; everything is valid already. `reference` is an RF one or "":
    a transfer has that or a text, never both. The text holds as many invoice numbers as fit."""
    import segno

    fields = ["BCD", "002", "1", "SCT", bic, name[:70], iban, f"EUR{amount:.2f}", "", reference, ""]
    for count in range(len(numbers), -1, -1):
        fields[10] = "" if reference else _named(numbers, count)
        content = _encoded(fields)
        if len(fields[10]) <= _MOST_SIGNS and len(content) <= _MOST_BYTES:
            break
    return segno.make_qr(content, error="m", boost_error=False, mask=_MASK)


def _named(numbers: Sequence[str], count: int) -> str:
    """The first numbers; three dots where not all of them fit."""
    more = ", ..." if 0 < count < len(numbers) else ""
    return ", ".join(numbers[:count]) + more or "-"


def list_numbers(numbers: Sequence[str], most: int) -> str:
    """As many numbers as fit into so many signs."""
    return next(text for count in range(len(numbers), -1, -1) if len(text := _named(numbers, count)) <= most)


def _encoded(fields: list[str]) -> bytes:
    for number, encoding in (("2", "iso-8859-1"), ("1", "utf-8")):
        fields[2] = number
        try:
            return "\n".join(fields).rstrip("\n").encode(encoding)
        except UnicodeEncodeError:
            continue
    raise AssertionError("not reached: surrogates are cleaned away before")


def as_png_uri(code: Any) -> str:
    """The code as a data: address of a PNG picture."""
    return "data:image/png;base64," + base64.b64encode(as_png(code)).decode()


def as_png(code: Any, scale: int = 4, border: int = 4) -> bytes:
    """The code as a PNG picture; `scale` dots for each square, `border` squares around it."""
    side = (len(code.matrix) + 2 * border) * scale
    blank = bytes(1) + b"\xff" * ((side + 7) // 8)
    rows = [_row(squares, scale, border, side) * scale for squares in code.matrix]
    dots = blank * (border * scale) + b"".join(rows) + blank * (border * scale)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(dots, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts))


def _row(squares: bytes, scale: int, border: int, side: int) -> bytes:
    edge = "1" * (border * scale)
    bits = edge + "".join(("0" if square else "1") * scale for square in squares) + edge
    width = (side + 7) // 8
    return bytes(1) + int(bits.ljust(width * 8, "1"), 2).to_bytes(width, "big")


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    kind, content = part
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def as_svg(code: Any) -> str:
    """The code as an SVG picture without a border: one path of runs, each a square high."""
    side = len(code.matrix)
    runs: list[str] = []
    for y, squares in enumerate(code.matrix):
        x = 0
        for piece in squares.split(b"\0"):
            if piece:
                runs.append(f"M{x} {y}h{len(piece)}v1h-{len(piece)}z")
            x += len(piece) + 1
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{"".join(runs)}"/></svg>'
