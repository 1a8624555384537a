"""The owner's logo, logo.png, logo.svg or logo.jpg in their folder of letters, in the form each letter needs it."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass
from pathlib import Path

NAMES = ("logo.svg", "logo.png", "logo.jpg", "logo.jpeg")
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


def find(own: Path | None) -> Path | None:
    """The logo's file, None where there is none."""
    found = (own / name for name in NAMES) if own else ()
    return next((path for path in found if path.is_file()), None)


def picture(own: Path | None) -> Picture | None:
    """The logo as PNG, as large as fits into its place and no larger; None where there is none that can be read.

    Mail programs and Word show no SVG, and a photograph of four megabytes is no part of a letter.
    """
    path = find(own)
    if path is None:
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
