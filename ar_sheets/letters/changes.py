"""What changed in the letters since the run before: new, renewed, gone. Kept beside them in letters.json."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.sanitize import clean
from ar_sheets.letters.letter import Letter
from ar_sheets.letters.text import letter_as_text

FILE = "letters.json"
EARLIER_TODAY = "earlier today"  # as letters.json has it
Known = dict[str, dict[str, Any]]  # by customer and currency: what was told of the letter
_WAS = {"step": N_("Step was {before}"), "total": N_("Total was {before}"), "to": N_("Goes by was {before}")}


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since `before`, a day or EARLIER_TODAY; "" when this is the first run. `gone` are sentences."""

    before: str
    gone: tuple[str, ...]
    known: Known
    now: Known
    same_day: bool

    def mark(self, letter: Letter) -> tuple[str, str]:
        """A letter's state, "new", "renewed" or "" (as it was), and what is different."""
        then, now = self.known.get(letter_key(letter)), self.now[letter_key(letter)]
        if not self.before or then == now:
            return "", ""
        if then is None or not _of_the_same(then, now):
            return "new", ""
        different = _different(then, now, words=self.same_day)
        return ("renewed", different) if different else ("", "")


def letter_key(letter: Letter) -> str:
    """The same for a customer's letters of two runs; a hand-over is apart."""
    message = letter.message
    kind = message.step.kind if message.step.kind == "Hand-over" else ""
    return "|".join((message.customer.customer_id.casefold(), message.currency, kind))


def compared_words(letter: Letter) -> dict[str, Any]:
    """What is compared of a letter, as JSON can hold it."""
    message = letter.message
    return {
        "customer": clean(message.customer.name) or clean(message.customer.customer_id),
        "step": clean(message.step.name) or message.step.kind,
        "total": f"{message.total_due:,.2f} {message.currency}",
        "invoices": [clean(line.invoice_no) for line in message.lines],
        "to": clean(f"{message.channel}, {message.to}"),
        "words": hashlib.sha256(letter_as_text(letter).encode()).hexdigest()[:16],
    }


def since(batch_folder: Path, letters: Sequence[Letter]) -> tuple[Since, bytes]:
    """What changed, and letters.json as it should now be.

    A run on the same day that makes the same letters changes nothing: it is compared with what the first one was.
    """
    now = {letter_key(letter): compared_words(letter) for letter in letters}
    there = _read(batch_folder / FILE)
    if there is None:
        before, known = _newest_before(batch_folder)
    elif there["letters"] == now:
        before, known = there["before"], there["known"]
    else:
        before, known = EARLIER_TODAY, there["letters"]
    left = (it for its, it in known.items() if its not in now or not _of_the_same(it, now[its]))
    gone = tuple(f"{it['customer']}: {it['step']}, {it['total']}" for it in left)
    text = json.dumps({"before": before, "letters": now, "known": known}, ensure_ascii=False, indent=1)
    return Since(before, gone, known, now, before == EARLIER_TODAY), (text + "\n").encode()


def _of_the_same(then: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether one letter renews the other: they have an invoice in common."""
    return not set(then["invoices"]).isdisjoint(now["invoices"])


def _different(then: Mapping[str, Any], now: Mapping[str, Any], *, words: bool) -> str:
    said = [_(was, before=then.get(field)) for field, was in _WAS.items() if then.get(field) != now[field]]
    old, new = set(then.get("invoices", ())), set(now["invoices"])
    said += [_("with {invoices}", invoices=", ".join(sorted(new - old)))] if new - old else []
    said += [_("without {invoices}", invoices=", ".join(sorted(old - new)))] if old - new else []
    if not said and words and then.get("words") != now["words"]:
        said = [_("other words or details")]  # from day to day they always differ: the days overdue have grown
    return "; ".join(said)


def _newest_before(batch_folder: Path) -> tuple[str, Known]:
    """The day of the last batch before this one, and its letters."""
    days = (path for path in batch_folder.parent.glob("*") if re.fullmatch(r"\d{4}-\d\d-\d\d", path.name))
    for folder in sorted((path for path in days if path.name < batch_folder.name), reverse=True):
        there = _read(folder / FILE)
        if there is not None:
            return folder.name, there["letters"]
    return "", {}


def _read(path: Path) -> dict[str, Any] | None:
    """A letters.json; None when there is none or somebody has changed it past reading."""
    try:
        there = json.loads(path.read_bytes())
        good = isinstance(there["before"], str) and all(
            isinstance(letter["invoices"], list) and {"customer", "step", "total", "to", "words"} <= letter.keys()
            for known in (there["letters"], there["known"])
            for letter in known.values()
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return there if good else None
