"""The owner's logo, logo.png, logo.svg or logo.jpg in their folder of letters, in the form each letter needs it."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from pathlib import Path

NAMES = ("logo.svg", "logo.png", "logo.jpg", "logo.jpeg")
LARGEST = 10_000_000  # bytes of the file
MOST_DOTS = 50_000_000  # a large photograph; unpacked 200 MB
WIDEST, HIGHEST = 60, 20  # mm, as on paper
_DOTS = 192  # an inch: twice what a screen shows, so that it stays sharp on fine ones


@dataclass(frozen=True, slots=True)
class Picture:
    """A logo as a PNG picture, and the size it is shown at, in CSS pixels (96 an inch)."""

    png: bytes

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as shown."""
        width, height = struct.unpack(">II", self.png[16:24])
        return max(1, round(width * 96 / _DOTS)), max(1, round(height * 96 / _DOTS))

    @property
    def uri(self) -> str:
        """The picture as a data: address; a mail takes it out and carries it as a part of its own."""
        return "data:image/png;base64," + base64.b64encode(self.png).decode()


def find_logo(own: Path | None) -> Path | None:
    """The logo's file, None where there is none."""
    found = (own / name for name in NAMES) if own else ()
    return next((path for path in found if path.is_file()), None)


def small_enough(path: Path) -> bool:
    """Whether a picture may be unpacked: a few kilobytes can claim a page of a hundred thousand by a hundred thousand
    dots, and unpacking takes four bytes for each."""
    if path.stat().st_size > LARGEST:
        return False
    data = path.read_bytes()
    width, height = 0, 0
    if data.startswith(b"\x89PNG") and len(data) > 24:
        width, height = struct.unpack(">II", data[16:24])
    elif data.startswith(b"\xff\xd8"):
        height, width = _size_of_jpeg(data)
    return width * height <= MOST_DOTS


def _size_of_jpeg(data: bytes) -> tuple[int, int]:
    """Height and width from the frame header (ITU T.81, B.2.2); zeros where there is none."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        if data[at + 1] in range(0xC0, 0xD0) and data[at + 1] not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(height), int(width)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return 0, 0


def picture(own: Path | None) -> Picture | None:
    """The logo as PNG, as large as fits into its place and no larger; None where there is none that can be read.

    Mail programs and Word show no SVG, and a photograph of four megabytes is no part of a letter.
    """
    path = find_logo(own)
    if path is None or not small_enough(path):
        return None
    import typst

    source = (
        "#set page(width: auto, height: auto, margin: 0pt, fill: none)\n"
        f'#let logo(..size) = image("/{path.name}", ..size)\n'
        "#context { let m = measure(logo()); "
        f"let k = calc.min({WIDEST}mm / m.width, {HIGHEST}mm / m.height); "
        "logo(width: m.width * k, height: m.height * k) }"
    )
    try:
        made = typst.Compiler(root=path.parent).compile(input=source.encode(), format="png", ppi=_DOTS)
    except typst.TypstError:
        return None
    return Picture(bytes(made)) if isinstance(made, bytes) else None
