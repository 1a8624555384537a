"""Published examples of the KPIs, worked out. Where one disagrees with its own definition, that is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from ar_sheets.reports import formulas

D = Decimal
JULY_MAY_APRIL = ((D(13217), 30), (D(1116310), 30), (D(885353), 30))
SAGE = ((D(0), 30), (D(0), 31), (D("66.29"), 31), (D("-42.00"), 30), (D("1028.13"), 31), (D("2533.31"), 30),
        (D("13094.42"), 31))  # fmt: skip


def near(value: Decimal | None, expected: str) -> bool:
    """Equal when rounded to as many places as the published figure has."""
    assert value is not None
    return value.quantize(D(expected)) == D(expected)


@pytest.mark.parametrize(
    ("example", "value", "expected"),
    [
        ("creditguru.com: 15,000 open, 10,000 sold in 30 days", formulas.dso(D(15000), D(10000), 30), "45"),
        ("creditguru.com: DSO 45 - best possible 12", formulas.dso(D(15000) - D(4000), D(10000), 30), "33"),
        ("JD Edwards: 3 months", formulas.dso(D(10869), D(5538 + 4566 + 7570), 90), "55.35"),
        ("qlik: counted back, months of 30 days", formulas.count_back(D(1871000), JULY_MAY_APRIL), "85"),
        ("Sage: months of zero and credit count", formulas.count_back(D("15346.35"), SAGE), "210.84"),
        ("OpenStax: turnover 2017", formulas.turnover(D(400000), D(70000), D(90000)), "5"),
        ("OpenStax: turnover 2018", formulas.turnover(D(450000), D(90000), D(85000)), "5.14"),
        ("OpenStax: company A, turnover", formulas.turnover(D(550000), D(50000), D(80000)), "8.46"),
        ("OpenStax: company A, days", formulas.dso(D(65000), D(550000), 365), "43.14"),
        ("OpenStax: company B, turnover", formulas.turnover(D(460000), D(60000), D(90000)), "6.13"),
        ("creditguru.com: a third of the sales", formulas.cei(D(6200), D(10890) / 3, D(6340), D(3590)), "55.9"),
        ("days to pay, by amount", formulas.weighted_days([(D(10), 5), (D(100), 10)]), "9.55"),
        ("days to pay, by number", formulas.weighted_days([(D(1), 5), (D(1), 10)]), "7.5"),
        ("days to pay, three", formulas.weighted_days([(D(1000), 15), (D(3000), 30), (D(2000), 45)]), "32.5"),
    ],
)
def test_published(example: str, value: Decimal | None, expected: str) -> None:
    assert near(value, expected), example


@pytest.mark.parametrize(
    ("why", "value", "published", "ours"),
    [
        ("OpenStax divides 365 by a turnover it has rounded to 5.14", formulas.dso(D(87500), D(450000), 365), "71.01",
         "70.97"),
        ("OpenStax again, 6.13", formulas.dso(D(75000), D(460000), 365), "59.54", "59.51"),
        ("sales of the whole period, as the definition says", formulas.cei(D(6200), D(10890), D(6340), D(3590)),
         "55.9", "79.6"),
        ("calculatorshub.net does not follow its formula", formulas.cei(D(80000), D(250000), D(150000), D(100000)),
         "62", "78.3"),
        ("Sage shows whole days, rounded up", formulas.count_back(D("15346.35"), SAGE), "211.00", "210.84"),
    ],
)  # fmt: skip
def test_published_otherwise(why: str, value: Decimal | None, published: str, ours: str) -> None:
    assert near(value, ours), why
    assert not near(value, published)


@pytest.mark.parametrize(
    ("open_amount", "months", "days"),
    [
        (0, [], 0),
        (100, [], None),
        (100, [(100, 30)], 30),
        ("100.01", [(100, 30)], None),
        (100, [(100, 20), (500, 31)], 20),
        (150, [(100, 20), (500, 31)], "23.1"),
        (100, [(0, 20), (0, 31), (100, 30)], 81),
        (100, [(-50, 10), (150, 30)], 40),
        (100, [(-50, 10), (149, 30)], None),
    ],
)
def test_count_back(open_amount: float | str, months: list[tuple[int, int]], days: float | str | None) -> None:
    assert formulas.count_back(D(open_amount), [(D(sales), count) for sales, count in months]) == (
        None if days is None else D(days)
    )


@pytest.mark.parametrize(
    ("owed", "index"),
    [((), None), ((0,), None), ((7,), "1"), ((5, 5), "0.5"), ((1,) * 10, "0.1"), ((3, 1), "0.625")],
)
def test_concentration(owed: tuple[int, ...], index: str | None) -> None:
    assert formulas.concentration(map(D, owed)) == (None if index is None else D(index))


def test_no_answer_is_none_and_never_a_number() -> None:
    assert formulas.dso(D(100), D(0), 90) is None
    assert formulas.dso(D(100), D(-1), 90) is None
    assert formulas.cei(D(0), D(50), D(50), D(50)) is None
    assert formulas.turnover(D(100), D(0), D(0)) is None
    assert formulas.percent_of(0, 0) is None
    assert formulas.weighted_days([]) is None
