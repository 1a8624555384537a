"""A whole number as Excel's number format shows it: 42 as 00042 or INV-0042. ECMA-376 part 1, 18.8.31."""

from __future__ import annotations

import re

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|([0#?]+)|(.)', re.DOTALL)
_PLAIN = {"general", "0", "#", "@", ""}
_LITERAL = set(" $-+()!^&'~{}<>=:")


def changes_number(code: str) -> bool:
    """Whether a format may show a whole number otherwise than by its plain digits."""
    return code.strip().lower() not in _PLAIN


def shown_number(code: str, number: int) -> str | None:
    """What a cell with this format shows; None where that depends on the computer (thousands, decimals, days,
    conditions) or is nothing a number can be called by."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if number < 0:
        return None
    section = sections[2] if number == 0 and len(sections) > 2 else sections[0]
    section = re.sub(r"general", "0", section, flags=re.IGNORECASE)
    pieces: list[tuple[str, str]] = []  # (placeholders, literal): one of the two
    for match in _TOKEN.finditer(section):
        quoted, escaped, _space, _fill, bracket, digits, other = match.groups()
        if digits:
            pieces.append((digits, ""))
        elif bracket is not None:
            if bracket[:1] in "<>=":
                return None
            pieces.append(("", bracket[1:].partition("-")[0] if bracket.startswith("$") else ""))
        elif other:
            if other not in _LITERAL:
                return None
            pieces.append(("", other))
        else:
            pieces.append(("", quoted or escaped or ""))
    return _filled(pieces, str(number))


def _filled(pieces: list[tuple[str, str]], digits: str) -> str | None:
    """The digits put into the placeholders from the right; what is too many stands before the first."""
    if not any(placeholders for placeholders, _ in pieces):
        return None
    left, out, first = list(digits), [], next(at for at, (places, _) in enumerate(pieces) if places)
    for at in range(len(pieces) - 1, -1, -1):
        places, literal = pieces[at]
        piece = literal
        for place in reversed(places):
            piece = (left.pop() if left else "0" if place == "0" else "") + piece
        if at == first:
            piece, left = "".join(left) + piece, []
        out.append(piece)
    return "".join(reversed(out)).strip()
