"""A letter as plain text: the text part of an e-mail, and what a bookkeeper can copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ar_sheets.letters.letter import Letter

_SPACES = str.maketrans("\xa0\u202f", "  ")  # a plain space is what can be searched and copied


def letter_as_text(letter: Letter) -> str:
    """The subject line, an empty line, and the letter. No tables: mail programs show text in any font."""
    pieces = ["\n".join(letter.address), "\n".join(f"{label}: {text}" for label, text in letter.facts.info[:2])]
    pieces += ["\n".join(_part(letter, *part)) for part in letter.parts]
    body = "\n\n".join(piece for piece in pieces if piece)
    return f"Subject: {letter.subject}\n\n{body}\n".translate(_SPACES)


def _part(letter: Letter, kind: str, text: str) -> Iterator[str]:
    if kind == "text":
        yield text
    elif kind in _BLOCKS:
        yield from _BLOCKS[kind](letter)


def _invoices(letter: Letter) -> Iterator[str]:
    facts = letter.facts
    for row in facts.invoices:
        yield from _record(facts.invoice_heads, row.cells, row.below)
        yield ""
    if facts.invoices:
        yield from _pairs(facts.sums)
    if facts.also_open:
        yield f"\n{letter.labels['also_open']}:"
        yield from _pairs(facts.also_open)


def _payments(letter: Letter) -> Iterator[str]:
    if letter.facts.payments:
        yield letter.labels["payments"]
        for row in letter.facts.payments:
            yield "  " + " · ".join(cell for cell in row.cells if cell)


def _record(heads: Sequence[str], cells: Sequence[str], below: str) -> Iterator[str]:
    yield f"{heads[0]} {cells[0]}"
    if below:
        yield f"  {below}"
    middle = len(cells) // 2 + 1
    told = [f"{head}: {cell}" for head, cell in zip(heads, cells, strict=True)]
    yield from ("  " + " · ".join(part) for part in (told[1:middle], told[middle:]) if part)


def _interest(letter: Letter) -> Iterator[str]:
    facts = letter.facts
    if not facts.interest and not facts.charges:
        return
    yield letter.labels["specification"]
    for number, period, principal, rate, amount in (row.cells for row in facts.interest):
        yield f"  {number}: {period} · {facts.interest_heads[2]} {principal} · {rate} · {amount}"
    yield from _pairs(facts.charges)
    if facts.sources:
        yield f"{letter.labels['sources']}: {'; '.join(facts.sources)}"


def _how_to_pay(letter: Letter) -> Iterator[str]:
    if letter.facts.how_to_pay:
        yield letter.labels["how_to_pay"]
        yield from _pairs(letter.facts.how_to_pay)
        yield from _pairs((letter.link_label(number), address) for number, address in letter.facts.links)


def _pairs(pairs: Sequence[tuple[str, str]] | Iterator[tuple[str, str]]) -> Iterator[str]:
    for label, text in pairs:
        yield f"  {label}: {text}"


_BLOCKS = {"invoices": _invoices, "payments": _payments, "interest": _interest, "how_to_pay": _how_to_pay}
