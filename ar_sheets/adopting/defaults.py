"""What a workbook shows of itself as a whole: its language, its currency, the day up to which it knows of payments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ar_sheets.adopting.guess import SAFE
from ar_sheets.adopting.header_words import MARKS, taken_apart
from ar_sheets.adopting.mapping import Ask, Question, Settled
from ar_sheets.adopting.survey import INVOICES_KIND, PAYMENTS_KIND, Surveyed
from ar_sheets.adopting.value_types import filled, to_date
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _, language
from ar_sheets.schema import translations
from ar_sheets.schema.codes import CURRENCIES
from ar_sheets.schema.columns import LANGUAGES

USUAL = {"nb": "NOK", "sv": "SEK", "nl": "EUR", "de": "EUR", "pt": "EUR", "sq": "ALL"}
_DAY = r"(\d{1,2}\.? [^\W\d]+,? \d{4}|[^\W\d]+ \d{1,2}, \d{4}|\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})"
_AS_OF = re.compile(rf"(?:as of|as at|per|pr|stand|em|më|op|den)[: ]+{_DAY}", re.IGNORECASE)


def find_language(surveyed: Sequence[Surveyed]) -> str:
    """The language most headers are in that can only be one language; else of any that may be meant; else that of the
    person."""
    known = [g for sheet in surveyed for g in (sheet.guessed or {}).values() if g.language in LANGUAGES]
    found = Counter(g.language for g in known if g.sure >= SAFE) or Counter(g.language for g in known)
    return translations.most(found) if found else language()


def find_currency(columns: Mapping[str, Mapping[str, Settled]], language: str, ask: Ask) -> str:
    """The currency of rows that name none: by a column of currencies, by a header such as Amount (NOK); else asked."""
    seen: Counter[str] = Counter()
    for settled in columns.values():
        for role, what in settled.items():
            if what.column is None:
                continue
            if role == "currency":
                seen.update(str(v).strip().upper() for v in filled(what.column.values))
            elif role in ("amount", "marked_open", "marked_paid") and (
                code := taken_apart(what.column.header).currency
            ):
                seen[code] += 100_000
            elif role in ("amount", "marked_open"):
                seen.update(c for v in what.column.values if isinstance(v, str) and (c := _in_text(v)))
    best = max(seen, key=lambda code: seen[code], default="")
    usual = best or USUAL.get(language, "")
    answer = ask(Question("Currency", _("Which currency are the amounts in (three letters)?"), (), usual,
                          0.95 if best else 0.6 if usual else 0.0, fits=_no_currency)).strip().upper()  # fmt: skip
    wrong = _no_currency(answer)
    if wrong:
        raise NotDone(wrong + " " + _("Nothing was changed."))
    return answer


def _no_currency(answer: str) -> str:
    """What is wrong with an answer; "" where it is a currency."""
    if answer.strip().upper() in CURRENCIES:
        return ""
    return _('"{value}" is no currency. Type three letters, such as EUR or NOK.', value=answer.strip())


def _in_text(text: str) -> str:
    """The currency an amount kept as text names: "NOK 100", "12 €"."""
    if "€" in text or "£" in text:
        return "EUR" if "€" in text else "GBP"
    match = re.search(r"\b[A-Z]{3}\b", text)
    return match[0] if match and match[0] in CURRENCIES else ""


def marks_say(columns: Mapping[str, Mapping[str, Settled]]) -> bool:
    """Whether the owner's marks say anything of payment; empty columns do not."""
    marks = [s.column for settled in columns.values() for role, s in settled.items() if role in MARKS]
    return any(column is not None and column.shape.filled for column in marks)


@dataclass(frozen=True, slots=True)
class CompleteUntil:
    """The day up to which a workbook knows who paid, and why: MARKED, REPORT, LAST_PAYMENT or NOTHING_SAYS."""

    day: date | None
    why: str


MARKED, REPORT, LAST_PAYMENT, NOTHING_SAYS = "marks", "a report", "the last payment", "nothing"
STALE = timedelta(days=31)  # far enough back that no run takes it for fresh


def up_to(surveyed: Sequence[Surveyed], as_of: date, *, marked: bool, payments: bool) -> CompleteUntil:
    """The day up to which the workbook knows who paid: the day a report of what is open says it is of, the owner's
    marks today, the last payment; where nothing says who paid, a day before the first invoice and long enough ago
    that nobody is reminded yet."""
    lists = [s for s in surveyed if s.kind == INVOICES_KIND and s.found is not None]
    titles = [d for s in lists if _tells_open(s) and s.found and (m := _AS_OF.search(s.found.title))
              and (d := to_date(m[1], "day first"))]  # fmt: skip
    if marked or titles:
        return CompleteUntil(min([*titles, as_of]), REPORT if titles else MARKED)
    if payments:
        days = [d for s in surveyed if s.kind == PAYMENTS_KIND for d in s.days("date")]
        if days:
            return CompleteUntil(min(max(days), as_of), LAST_PAYMENT)
    first = min((d for s in lists for d in s.days("invoice_date")), default=None)
    return CompleteUntil(min(first - timedelta(days=1), as_of - STALE) if first else None, NOTHING_SAYS)


def _tells_open(sheet: Surveyed) -> bool:
    """Whether a list says what is open on its day: ages, or a column of what is open or paid."""
    assert sheet.found is not None
    return len(sheet.found.buckets) >= 2 or any(role in (sheet.guessed or {}) for role in MARKS)
