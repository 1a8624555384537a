"""Lists of strangers come out right: whose, how much, in which currency; and what is asked is what must be."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from strangers import ALL, Stranger
from test_layouts import nothing_lost

from ar_sheets.adopting import prompts
from ar_sheets.adopting.adopt import adopt_workbook
from ar_sheets.adopting.session import Wanted
from ar_sheets.base.errors import NotDone
from ar_sheets.dunning.assess import look
from ar_sheets.dunning.worklist import decide
from ar_sheets.facts.assessment import Assessment


def taken_on(stranger: Stranger, folder: Path, *, dry_run: bool = False) -> tuple[Any, prompts.Unanswered]:
    """Adopt with the answers there are; what is not answered is noted."""
    first, *more = stranger.write(folder)
    unsure = prompts.Unanswered()
    ask = prompts.asker(stranger.answers, unsure, quiet=True)
    wanted = Wanted(ask, stranger.as_of, given=stranger.answers, beside=more)
    try:
        return adopt_workbook(first, wanted, dry_run=dry_run), unsure
    except NotDone:
        if dry_run:
            return None, unsure
        raise


def sums(amounts: list[tuple[str, Decimal]]) -> str:
    """EUR 1,000.00, USD 5.00: by currency, without what is nothing."""
    by_currency: dict[str, Decimal] = defaultdict(Decimal)
    for currency, amount in amounts:
        by_currency[currency] += amount
    return ", ".join(f"{c} {a:,.2f}" for c, a in sorted(by_currency.items()) if a) or "none"


def figures(work: Assessment) -> dict[str, str]:
    """What a run on the day makes of a workbook, as the lists tell it."""
    columns = work.columns
    rows = list(zip(columns["currency"], columns["open_amount"], columns["days_overdue"], columns["kind"], strict=True))
    owed = [(c, a, late) for c, a, late, kind in rows if kind != "Credit note" and a > 0]
    people = {c.customer_id.casefold() for c in work.customers}
    return {
        "open": sums([(c, a) for c, a, _ in owed]), "overdue": sums([(c, a) for c, a, late in owed if late > 0]),
        "customers": str(len(people)),
        "unapplied": sums([(c, a) for (_, c), a in work.allocated.unapplied.items()]),
    }  # fmt: skip


def tables(book: Any, answers: dict[str, str]) -> dict[str, str]:
    """What stands in the sheets, as the lists tell it."""
    invoices, people, paid = (book.tables[n].columns for n in ("Invoices", "Customers", "Payments"))
    disputed = zip(invoices["invoice_no"], invoices["dispute_reason"], strict=True)
    return {
        "names": ", ".join(n for n in people["name"] if n), "emails": ", ".join(m for m in people["email"] if m),
        "countries": ", ".join(sorted(c for c in people["country"] if c)),
        "numbers": ", ".join(map(str, invoices["invoice_no"])),
        "disputed": ", ".join(number for number, why in disputed if why),
        "invoice dates": ", ".join(map(str, invoices["invoice_date"])),
        "paid": sums([(c or answers.get("Currency", ""), a)
                      for c, a in zip(paid["currency"], paid["amount"], strict=True)]),
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if "refused" not in one.facts])
def test_a_list_comes_out_right(name: str, tmp_path: Path) -> None:
    stranger = ALL[name]
    result, unsure = taken_on(stranger, tmp_path)
    assert [q.name for q in unsure.questions] == []
    if stranger.sheets:
        before = tmp_path / "before"
        before.mkdir()
        nothing_lost(stranger.write(before)[0].read_bytes(), result.workbook.read_bytes())
    book, facts = look(result.workbook.read_bytes())
    found = {**figures(decide(book, facts, stranger.as_of)), **tables(book, stranger.answers)}
    assert {key: found[key] for key in stranger.facts if key in found} == {
        key: value for key, value in stranger.facts.items() if key in found
    }
    assert stranger.facts.get("says", "") in " ".join(result.notes)
    problems = [f.what for f in book.findings if f.sheet == book.tables["Invoices"].sheet]
    assert len(problems) == int(stranger.facts.get("problems", "0")), problems


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if "asks" in one.facts])
def test_what_must_be_asked_is_asked_and_nothing_else(name: str, tmp_path: Path) -> None:
    stranger = ALL[name]
    kept = {k: v for k, v in stranger.answers.items() if k == "Currency" and "Currency" not in stranger.facts["asks"]}
    _, unsure = taken_on(Stranger(name, stranger.facts, kept, stranger.sheets, stranger.files), tmp_path, dry_run=True)
    assert "; ".join(sorted(q.name for q in unsure.questions)) == stranger.facts["asks"]


@pytest.mark.parametrize("name", [name for name, one in ALL.items() if "refused" in one.facts])
def test_what_is_no_list_is_refused_with_the_reason(name: str, tmp_path: Path) -> None:
    with pytest.raises(NotDone, match=ALL[name].facts["refused"]):
        taken_on(ALL[name], tmp_path)
