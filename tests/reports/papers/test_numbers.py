"""The next free invoice number: the owner's pattern goes on, nothing is used twice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ar_sheets.reports.papers.numbers import Used, next_number

NOV, DEC, JAN = date(2026, 11, 20), date(2026, 12, 2), date(2027, 1, 4)


def rows(*numbers: str, day: date = NOV, kind: str = "Invoice") -> list[Used]:
    """Rows of one day, in this order."""
    return [Used(number, day, kind) for number in numbers]


@pytest.mark.parametrize(
    ("numbers", "day", "expected"),
    [
        ([], NOV, "2026-0001"),
        (["2026-0042"], NOV, "2026-0043"),
        (["2026-0042"], JAN, "2027-0001"),
        (["F1042"], NOV, "F1043"),
        (["F1042"], JAN, "F1043"),
        (["F999"], NOV, "F1000"),
        (["0099"], NOV, "0100"),
        (["9999"], NOV, "10000"),
        (["1"], NOV, "2"),
        (["2026"], NOV, "2027"),  # a count that happens to be the year
        (["20260042"], NOV, "20260043"),
        (["20260042"], JAN, "20270001"),
        (["26-0042"], JAN, "27-0001"),
        (["F26/113"], NOV, "F26/114"),
        (["0042/2026"], NOV, "0043/2026"),
        (["0042/2026"], JAN, "0001/2027"),
        (["2026-11-003"], NOV, "2026-11-004"),
        (["2026-11-003"], DEC, "2026-12-001"),
        (["2026-11"], NOV, "2026-12"),  # the 11 is the count: nothing comes after it
        (["INV-007-B"], NOV, "INV-008-B"),
        (["no digits"], NOV, "2026-0001"),
        (["2026-0001", "2026-0007", "2026-0003"], NOV, "2026-0008"),  # a gap stays a gap
        (["A-17", "2026-0042"], NOV, "2026-0043"),  # of several patterns the newest
        (["2026-0042", "A-17"], NOV, "A-18"),
        (["f1042", "F1043"], NOV, "F1044"),
        (["x{{ 1 }}9"], NOV, "x{{ 1 }}10"),
        (["=1+1"], NOV, "=1+2"),
        ([r"\d+(7"], NOV, r"\d+(8"),
    ],
)
def test_the_pattern_goes_on(numbers: list[str], day: date, expected: str) -> None:
    assert next_number(rows(*numbers), day) == expected


def test_a_count_that_went_on_over_new_year_does_so_again() -> None:
    used = rows("2025-0098", "2025-0099", day=date(2025, 12, 30)) + rows("2026-0100", day=date(2026, 1, 3))
    assert next_number(used, JAN) == "2027-0101"
    began_anew = rows("2025-0099", day=date(2025, 12, 30)) + rows("2026-0001", "2026-0100", day=date(2026, 1, 3))
    assert next_number(began_anew, JAN) == "2027-0001"


def test_an_invoice_dated_back_gets_a_number_of_its_own_year() -> None:
    used = rows("2025-0099", day=date(2025, 12, 30)) + rows("2026-0001", day=date(2026, 1, 3))
    assert next_number(used, date(2025, 12, 31)) == "2025-0100"


def test_credit_notes_have_their_own_series_where_they_have_one() -> None:
    own = [*rows("2026-0042"), *rows("K-7", kind="Credit note")]
    assert next_number(own, NOV, "Credit note") == "K-8"
    assert next_number(own, NOV, "Invoice") == "2026-0043"
    assert next_number(own, NOV, "Deposit") in ("K-8", "2026-0043")
    shared = [*rows("2026-0042"), *rows("2026-0043", kind="Credit note"), *rows("2026-0044")]
    assert next_number(shared, NOV, "Credit note") == "2026-0045"


def test_a_number_in_the_log_is_never_used_again() -> None:
    assert next_number(rows("2026-0042"), NOV, also=["2026-0050", "F9"]) == "2026-0051"
    assert next_number(rows("f42"), NOV, also=["F43"]) == "f44"


def test_a_slip_in_payments_is_stepped_over_and_not_followed() -> None:
    assert next_number(rows("2026-0042"), NOV, avoid=["2026-0999"]) == "2026-0043"
    assert next_number(rows("2026-0042"), NOV, avoid=["2026-0043"]) == "2026-0044"


@given(
    st.lists(
        st.tuples(st.from_regex(r"[A-Z]{0,2}(2026-|26/)?[0-9]{1,5}", fullmatch=True), st.integers(0, 400)), max_size=12
    ),
    st.integers(0, 800),
)
def test_it_is_free_and_so_are_those_after_it(made: list[tuple[str, int]], later: int) -> None:
    first = date(2026, 1, 1)
    used = [Used(number, first + timedelta(days=days)) for number, days in made]
    day = first + timedelta(days=later)
    for _ in range(3):
        number = next_number(used, day)
        assert number.casefold() not in {one.number.casefold() for one in used}
        used.append(Used(number, day))
