"""However the bank's files are cut, put together, ordered, overlapped and repeated: the rows are the same multiset."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from files import OWN
from hypothesis import given, settings
from hypothesis import strategies as st

from ar_sheets.banks import accounts
from ar_sheets.banks.accounts import Own
from ar_sheets.banks.entry import BankEntry, Statement
from ar_sheets.banks.known import EntryMark, KnownEntry, mark_of
from ar_sheets.banks.lists import days, numbers
from ar_sheets.banks.once import New, sort_out
from ar_sheets.schema.model import Settings

FIRST = date(2026, 11, 1)
AMOUNTS = [Decimal(text) for text in ("5.00", "5.00", "7.50", "-5.00")]
ENTRIES = st.lists(
    st.builds(
        lambda day, amount, text, own: BankEntry(FIRST + timedelta(days=day), amount, "NOK", text=text, bank_id=own),
        st.integers(0, 4), st.sampled_from(AMOUNTS), st.sampled_from(["a", "b"]), st.just(""),
    ), max_size=12,
)  # fmt: skip


def statement(entries: list[BankEntry], format_: str = "camt.053") -> Statement:
    return Statement(format_, OWN, "NOK", entries)


def numbered(entries: list[BankEntry], *, ids: bool) -> list[BankEntry]:
    """In the order of their days, as a bank lists them; with the bank's ids or without."""
    ordered = sorted(entries, key=lambda one: one.date)
    return [replace(one, bank_id=f"B{at}" if ids else "") for at, one in enumerate(ordered)]


def taken(*files: list[Statement]) -> list[KnownEntry]:
    """What stands in Payments after these files, one command after the other."""
    known: list[KnownEntry] = []
    for file in files:
        fresh = [replace(one, met_in=set()) for one in known]
        known += map(as_known, sort_out([("f", OWN, one) for one in file], fresh).new)
    return known


def as_known(new: New) -> KnownEntry:
    entry, mark = new.entry, new.mark
    return KnownEntry(mark.key, mark.account, mark.format, entry.date, entry.amount, "NOK", "", "", mark.sum_of)


def rows(known: list[KnownEntry]) -> Counter[tuple[date, Decimal]]:
    return Counter((one.date, one.amount) for one in known)


def wanted(entries: list[BankEntry]) -> Counter[tuple[date, Decimal]]:
    return Counter((one.date, one.amount) for one in entries)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, st.booleans(), st.data())
def test_files_by_whole_days_that_overlap_and_repeat(entries: list[BankEntry], ids: bool, data: st.DataObject) -> None:
    """Each file holds some whole days; together they hold all, in any order, some days many times."""
    everything = numbered(entries, ids=ids)
    spans = data.draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=4))
    files = []
    for first, last in data.draw(st.permutations([*spans, (0, 4), (0, 2), (2, 4)])):
        inside = [one for one in everything if first <= (one.date - FIRST).days <= last]
        files.append([statement(inside)])
    assert rows(taken(*files)) == wanted(everything)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, st.booleans(), st.data())
def test_one_file_cut_into_statements_in_any_order(entries: list[BankEntry], ids: bool, data: st.DataObject) -> None:
    everything = numbered(entries, ids=ids)
    by_day: dict[date, list[BankEntry]] = {}
    for one in everything:
        by_day.setdefault(one.date, []).append(one)
    cut = data.draw(st.permutations([statement(part) for part in by_day.values()]))
    assert rows(taken(cut)) == rows(taken([statement(everything)])) == wanted(everything)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, st.data())
def test_the_order_of_a_list_does_not_matter(entries: list[BankEntry], data: st.DataObject) -> None:
    everything = numbered(entries, ids=False)
    turned = data.draw(st.permutations(everything))
    assert rows(taken([statement(everything)], [statement(turned)])) == wanted(everything)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, st.booleans())
def test_another_format_of_the_same_days_adds_nothing(entries: list[BankEntry], list_first: bool) -> None:
    camt, listed = numbered(entries, ids=True), numbered(entries, ids=False)
    listed = [replace(one, text=f"{one.text} as the list has it") for one in listed]
    files = [[statement(camt)], [statement(listed, "DNB")]]
    assert rows(taken(*(files[::-1] if list_first else files))) == wanted(camt)
    assert rows(taken([*files[0], *files[1]])) == wanted(camt)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, st.data())
def test_two_formats_by_turns_over_days_that_overlap(entries: list[BankEntry], data: st.DataObject) -> None:
    """What the statement repeats by its key is not used up for the list that repeats it, too."""
    camt, listed = numbered(entries, ids=True), numbered(entries, ids=False)
    kinds = {"camt.053": camt, "DNB": [replace(one, text=f"{one.text} listed") for one in listed]}
    spans = data.draw(
        st.lists(st.tuples(st.sampled_from(sorted(kinds)), st.integers(0, 4), st.integers(0, 4)), max_size=4)
    )
    files = []
    for kind, first, last in [*spans, ("camt.053", 0, 4), ("DNB", 0, 4)]:
        inside = [one for one in kinds[kind] if first <= (one.date - FIRST).days <= last]
        files.append([statement(inside, kind)])
    assert rows(taken(*files)) == wanted(camt)
    assert rows(taken(files[0], [one for file in files[1:] for one in file])) == wanted(camt)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(AMOUNTS[:3]), min_size=1, max_size=6), st.booleans(), st.booleans())
def test_a_sum_and_its_payments_are_one(amounts: list[Decimal], sum_first: bool, together: bool) -> None:
    """The statement has the sum, the OCR file its payments: the payments stay."""
    parts = [BankEntry(FIRST, amount, "NOK", bank_id=f"O{at}", sum_of="1") for at, amount in enumerate(amounts)]
    total = statement([BankEntry(FIRST, sum(amounts, Decimal(0)), "NOK", text="OCR")], "DNB")
    details = statement(parts, "OCR giro")
    both = [total, details] if sum_first else [details, total]
    if together:
        assert rows(taken(both)) == wanted(parts)
    else:
        known = taken([both[0]])
        found = sort_out([("f", OWN, both[1])], [replace(one, rows=[2]) for one in known])
        replaced = [new for new in found.new if new.instead_of]
        assert len(replaced) == (1 if sum_first else 0)
        assert sum((new.entry.amount for new in found.new), Decimal(0)) == (sum(amounts) if sum_first else 0)


def test_a_mark_comes_back_as_it_was_written() -> None:
    for mark in (EntryMark(OWN, "OCR giro", "abc#2", "g1", "1503"), EntryMark("PayPal", "camt.053", "abc")):
        assert mark_of(str(mark)) == mark
    assert mark_of("something a person typed") is None


@pytest.mark.parametrize(
    ("own", "other", "same"),
    [
        ("NO93 8601 1117 947", "8601.11.17947", True),
        ("NO93 8601 1117 947", "NO9386011117947", True),
        ("NO93 8601 1117 947", "17947", False),  # too short to be anybody's in particular
        ("NO93 8601 1117 947", "NO2650101234567", False),
        ("DE89 3705 0198 0001 2345 67", "37050198/1234567", True),
        ("DE89 3705 0198 0001 2345 67", "37050199/1234567", False),
        ("ES91 2100 0418 4502 0005 1332", "210004180200051332", True),
        ("FR14 2004 1010 0505 0001 3M02 606", "20041010050500013M026", True),
        ("NL91 ABNA 0417 1643 00", "417164300", True),
        ("991-2346", "9912346", True),
        ("FI21 1234 5600 0007 85", "12345600000785", True),
        ("GB29 NWBK 6016 1331 9268 19", "60-16-1331926819", True),
        ("PayPal", "PayPal", True),
    ],
)  # fmt: skip
def test_one_account_in_the_ways_it_is_written(own: str, other: str, same: bool) -> None:
    assert accounts.same_account(own, other) is accounts.same_account(other, own) is same


def test_the_owners_accounts_with_their_currencies() -> None:
    settings_ = Settings(iban="NO93 8601 1117 947", account_number="8601 11 17947",
                         further_accounts="NL91 ABNA 0417 1643 00 EUR; PayPal USD; PayPal EUR")  # fmt: skip
    own = accounts.owned(settings_)
    assert own == [Own("NO9386011117947"), Own("NL91ABNA0417164300", "EUR"), Own("PAYPAL", "USD"), Own("PAYPAL", "EUR")]
    assert accounts.find_account(own, "PayPal", "EUR") == own[3]
    assert accounts.find_account(own, "NL91ABNA0417164300", "GBP") is None


@pytest.mark.parametrize(
    ("column", "style"),
    [
        (["1,50", "200"], ","), (["1.50"], "."), (["1.234,56"], ","), (["1,234.56"], "."), (["1 234,5"], ","),
        (["1.234.567"], ","), (["1.234"], None), (["1,234", "5,6"], ","), (["-200.000", "10230.000"], "."),
        (["0,500"], ","), (["1,5", "1.5"], None), (["12", "13"], "."), (["1'234.50"], "."), ([], "."),
    ],
)  # fmt: skip
def test_how_a_column_writes_its_cents(column: list[str], style: str | None) -> None:
    assert numbers.style(column) == style


@pytest.mark.parametrize(
    ("text", "style", "value"),
    [
        ("1.234,56", ",", "1234.56"), ("-1 234,5", ",", "-1234.5"), ("1,234.56", ".", "1234.56"), ("12-", ",", "-12"),
        ("(12.00)", ".", "-12"), ("−5,00", ",", "-5"), ("€ 5,00", ",", "5"), ("5 kr", ",", "5"), ("12,34", ".", None),
        ("1.23.456", ",", None), ("abc", ".", None), ("", ".", None), ("-200.000", ".", "-200"),
    ],
)  # fmt: skip
def test_an_amount_in_a_cell(text: str, style: str, value: str | None) -> None:
    assert numbers.parse_amount_cell(text, style) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["2026-11-02"], "ymd"), (["02.11.2026"], "dmy"), (["02/11/2026"], None), (["13/11/2026"], "dmy"),
        (["11/13/2026", "02/03/2026"], "mdy"), ([date(2026, 11, 2)], "ymd"), (["20261102"], "ymd"),
    ],
)  # fmt: skip
def test_how_a_column_writes_its_days(column: list[object], order: str | None) -> None:
    assert days.order(column) == order
