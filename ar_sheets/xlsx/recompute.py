"""What a plain formula comes to: numbers, + - * / ^ %, brackets, SUM, ROUND and cells of its own sheet.

Only to notice a saved result that is plainly wrong. Whatever else a formula holds (a name, another sheet, text), it is
not worked out and its saved result is taken as Excel left it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ar_sheets.xlsx.cells import area, column_number

Value = float | None  # None: a blank or a text
Lookup = Callable[[int, int], Value]  # 1-based row, 0-based column; raises Unknown where nobody can say

_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<range>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}:\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?![A-Za-z0-9_.!(])"
    r"|(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})(?![A-Za-z0-9_.!(:])"
    r"|(?P<call>(?:SUM|ROUND)\()|(?P<sign>[-+*/^%(),]))",
    re.IGNORECASE,
)
MOST_CELLS = 20_000  # of one formula


class Unknown(Exception):  # noqa: N818 - a way out, not a fault
    """The formula holds something that is not worked out here."""


def recomputed(formula: str, value_of: Lookup) -> float | None:
    """What a formula comes to; None where it is not worked out."""
    try:
        reader = _Reader(formula, value_of)
        found = reader.sum()
        return found if reader.at_end() else None
    except (Unknown, ArithmeticError, ValueError, RecursionError):
        return None


class _Reader:
    """Reads a formula from left to right, each method one rank of its signs."""

    def __init__(self, formula: str, value_of: Lookup) -> None:
        self._value_of = value_of
        self._tokens = _tokens(formula)
        self._at = 0

    def at_end(self) -> bool:
        return self._at == len(self._tokens)

    def _sign(self, wanted: str) -> str:
        """The next token, stepped over, when it is one of these signs; else ""."""
        if not self.at_end() and self._tokens[self._at][0] == "sign" and self._tokens[self._at][1] in wanted:
            self._at += 1
            return self._tokens[self._at - 1][1]
        return ""

    def sum(self) -> float:
        found = self._product()
        while sign := self._sign("+-"):
            found = found + self._product() if sign == "+" else found - self._product()
        return found

    def _product(self) -> float:
        found = self._power()
        while sign := self._sign("*/"):
            found = found * self._power() if sign == "*" else found / self._power()
        return found

    def _power(self) -> float:
        found = self._signed()
        while self._sign("^"):
            found = float(found ** self._signed())
        return found

    def _signed(self) -> float:
        sign = self._sign("+-")
        if sign:
            return -self._signed() if sign == "-" else self._signed()
        found = self._one()
        while self._sign("%"):
            found /= 100
        return found

    def _one(self) -> float:
        if self._sign("("):
            found = self.sum()
            self._close()
            return found
        kind, text = self._next()
        if kind == "number":
            return float(text)
        if kind == "cell":
            return self._cell(text) or 0.0
        if kind == "call":
            return self._called(text[:-1].upper())
        raise Unknown

    def _next(self) -> tuple[str, str]:
        if self.at_end():
            raise Unknown
        self._at += 1
        return self._tokens[self._at - 1]

    def _close(self) -> None:
        if not self._sign(")"):
            raise Unknown

    def _called(self, name: str) -> float:
        if name == "ROUND":
            value = self.sum()
            digits = self.sum() if self._sign(",") else 0.0
            self._close()
            return _rounded(value, int(digits))
        found = self._summed()
        while self._sign(","):
            found += self._summed()
        self._close()
        return found

    def _summed(self) -> float:
        """One argument of SUM: a range, of which blanks do not count, or anything else."""
        if self.at_end() or self._tokens[self._at][0] != "range":
            return self.sum()
        where = area(self._next()[1].replace("$", ""))
        if (where.bottom - where.top + 1) * (where.right - where.left + 1) > MOST_CELLS:
            raise Unknown
        rows, columns = range(where.top, where.bottom + 1), range(where.left, where.right + 1)
        return sum(self._value_of(row, column) or 0.0 for row in rows for column in columns)

    def _cell(self, text: str) -> Value:
        letters, row = re.fullmatch(r"([A-Za-z]+)([0-9]+)", text.replace("$", "")).groups()  # type: ignore[union-attr]
        return self._value_of(int(row), column_number(letters))


def _rounded(value: float, digits: int) -> float:
    """As Excel rounds: half away from zero, of the decimal number that is shown."""
    from decimal import ROUND_HALF_UP, Decimal

    return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def _tokens(formula: str) -> list[tuple[str, str]]:
    found, at, formula = [], 0, formula.strip()
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None or match.lastgroup is None:
            raise Unknown
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found
