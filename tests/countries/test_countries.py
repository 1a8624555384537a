"""Every country file, found by looking: its tables, its sources, and what it may not leave out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules

import pytest

from ar_sheets import countries
from ar_sheets.countries import all_countries, country_law, interest_rule, rate_fault
from ar_sheets.countries.base import (
    Country,
    Dated,
    Statute,
    half_years,
    period_end,
    plus,
    rounded_up,
    value_in_period,
    value_on,
    years,
)
from ar_sheets.countries.ecb import MAIN_REFINANCING_RATE
from ar_sheets.countries.no import COMPENSATION
from ar_sheets.schema.columns import PROFILES
from ar_sheets.schema.model import Rate, Settings

D = Decimal
MODULES = [module.name for module in iter_modules(countries.__path__)]
COUNTRIES = list(all_countries())
EXPECTED = {"", "NO", "SE", "DK", "FI", "NL", "BE", "PT", "BR", "AL", "DE", "FR", "IT", "ES", "GB", "AT", "CH", "IE"}
FIRST_DAYS = {"half-year": ((1, 1), (7, 1)), "year": ((1, 1),), "decree": ((1, 1), (7, 1))}


def faults(rates: Dated, period: str) -> Iterator[str]:
    """What is wrong with a table: a day on which the law changes no rate, a wrong order, a gap."""
    starts = [start for start, _ in rates]
    for start in starts:
        if (start.month, start.day) not in FIRST_DAYS[period]:
            yield f"no rate changes on {start}"
    if starts != sorted(set(starts)):
        yield "not in order"
    if period != "decree":
        for start, after in pairwise(starts):
            if period_end(period, start) + timedelta(days=1) != after:
                yield f"a gap after {start}"
    known = [percent for _, percent in rates]
    while known and known[-1] is None:
        known.pop()
    if None in known[known.index(next(p for p in known if p is not None)) :] if known else False:
        yield "a value is missing between known ones"
    if any(percent is not None and not -1 <= percent <= 20 for percent in known):
        yield "a rate that cannot be"


def statutes() -> Iterator[tuple[str, str, Statute]]:
    for code in COUNTRIES:
        for profile, statute in country_law(code).interest.items():
            yield code, profile, statute


TABLES = [(code, profile, s) for code, profile, s in statutes() if s.rates and s.period != "decree"]
DECREES = [(code, profile, s) for code, profile, s in statutes() if s.rates and s.period == "decree"]


def test_all_the_countries_are_there() -> None:
    assert set(COUNTRIES) == EXPECTED


@pytest.mark.parametrize(("code", "profile", "statute"), TABLES)
def test_tables_have_no_gap_and_only_days_the_law_allows(code: str, profile: str, statute: Statute) -> None:
    assert list(faults(statute.rates, statute.period)) == []


@pytest.mark.parametrize(("code", "profile", "statute"), DECREES)
def test_decrees_come_into_force_on_days_the_law_allows(code: str, profile: str, statute: Statute) -> None:
    if code != "PT":  # Portaria 291/2003 of 8 April came into force on 1 May 2003, no other on such a day
        assert list(faults(statute.rates, "decree")) == []


@pytest.mark.parametrize(
    "table",
    [
        (*half_years({2022: ("1", "1")}), (date(2023, 1, 1), D(2)), (date(2023, 6, 1), D("3.12"))),  # must be 1 July
        half_years({2022: ("1", "1"), 2024: ("1", "1")}),
        tuple(reversed(half_years({2022: ("1", "1")}))),
        half_years({2022: ("1", ""), 2023: ("1", "1")}),
        half_years({2022: ("1", "100")}),
    ],
)
def test_a_table_with_a_fault_is_noticed(table: Dated) -> None:
    assert list(faults(table, "half-year"))


def test_rates_that_rest_on_one_source_are_named_and_are_rates_of_the_table() -> None:
    noted = {(code, day) for code, _, statute in statutes() for day in statute.notes}
    assert {code for code, _ in noted} == {"DK", "FR", "IT", "AT"}
    for _, _, statute in statutes():
        assert set(statute.notes) <= {start for start, _ in statute.rates}


@pytest.mark.parametrize(
    ("day", "value"),
    [("2026-06-30", "460"), ("2026-07-01", "430"), ("2026-12-31", "430"), ("2027-01-01", None), ("2029-05-01", None),
     ("2023-07-01", "460"), ("2024-12-31", "460"), ("2025-07-01", "460"), ("2020-06-30", None), ("2018-12-31", None)],
)  # fmt: skip
def test_what_is_fixed_for_a_half_year_says_nothing_of_the_next(day: str, value: str | None) -> None:
    assert value_in_period(COMPENSATION, date.fromisoformat(day)) == (D(value) if value else None)


def test_compensation_in_norway_stands_by_half_years() -> None:
    starts = [start for start, _ in COMPENSATION]
    assert [period_end("half-year", day) + timedelta(days=1) for day in starts[:-1]] == starts[1:]


@pytest.mark.parametrize("code", COUNTRIES)
def test_each_file_names_its_laws_and_publishers(code: str) -> None:
    law = country_law(code)
    module = next(m for n in MODULES if getattr(m := import_module(f"ar_sheets.countries.{n}"), "COUNTRY", None) is law)
    assert module.__doc__
    assert code == "" or ("Sources: " in module.__doc__ and "ublished " in module.__doc__)
    for statute in law.interest.values():
        assert statute.never or (statute.law and statute.publisher)
    for fee in law.fees:
        assert fee.law
        assert fee.publisher
        assert fee.kind in ("fee", "compensation")


@pytest.mark.parametrize("code", COUNTRIES)
def test_each_profile_has_interest_and_fees_or_a_reason_why_not(code: str) -> None:
    law = country_law(code)
    assert set(law.interest) == set(PROFILES)
    for profile in PROFILES:
        statute = law.interest[profile]
        assert statute.rates or statute.unknown or statute.never
        assert law.no_fees.get(profile) or any(profile in fee.profiles for fee in law.fees)
        assert sorted(law.allocation_order(profile)) == ["fees", "interest", "principal"]
        assert 8 <= law.formal_notice_days(profile) <= 30


@pytest.mark.parametrize("code", [code for code in COUNTRIES if code])
def test_consumers_never_pay_more_than_business(code: str) -> None:
    day = date(2026, 3, 2)
    consumer, business = (value_on(country_law(code).interest[p].rates, day) for p in ("Consumer", "Business"))
    assert consumer is None or business is None or consumer <= business


@pytest.mark.parametrize(
    ("code", "profile", "day", "percent"),
    [
        ("NO", "Consumer", "2026-07-01", "12.25"),
        ("NO", "Business", "2026-06-30", "12.00"),
        ("SE", "Business", "2026-07-01", "10.00"),
        ("NL", "Business", "2026-07-01", "10.40"),
        ("NL", "Consumer", "2026-07-01", "4"),
        ("PT", "Business", "2026-07-01", "10.40"),
        ("PT", "Consumer", "2026-07-01", "4"),
        ("DE", "Business", "2026-07-01", "10.52"),
        ("DE", "Consumer", "2026-07-01", "6.52"),
        ("BE", "Business", "2026-07-01", "10.5"),
        ("BE", "Business", "2024-07-01", "12.5"),
        ("FI", "Business", "2026-07-01", "10.5"),
        ("FI", "Consumer", "2026-07-01", "9.5"),
        ("FI", "Business", "2025-01-01", "11.5"),
        ("ES", "Business", "2026-07-01", "10.40"),
        ("IT", "Public", "2026-07-01", "10.40"),
        ("IT", "Consumer", "2026-07-01", "1.6"),
        ("FR", "Business", "2026-07-01", "12.40"),
        ("FR", "Public", "2025-07-01", "10.15"),
        ("GB", "Business", "2026-07-01", "11.75"),
        ("DK", "Business", "2026-01-01", "9.75"),
        ("DK", "Consumer", "2026-06-30", "9.75"),
        ("DK", "Consumer", "2026-07-01", "10.00"),
        ("FR", "Consumer", "2026-06-30", "2.62"),
        ("FR", "Consumer", "2026-07-01", "2.75"),
        ("FR", "Consumer", "2019-06-30", "0.86"),
        ("FR", "Consumer", "2019-07-01", "0.87"),
        ("BE", "Consumer", "2023-12-31", "5.25"),
        ("BE", "Consumer", "2024-01-01", "5.75"),
        ("BE", "Consumer", "2025-01-01", "4.50"),
        ("IT", "Consumer", "2019-12-31", "0.8"),
        ("AT", "Business", "2022-12-31", "8.58"),
        ("AT", "Business", "2023-01-01", "11.08"),
        ("AT", "Public", "2024-07-01", "13.08"),
        ("AT", "Business", "2026-07-01", "10.73"),
        ("AT", "Consumer", "2026-07-01", "4"),
        ("CH", "Business", "2026-07-01", "5"),
        ("CH", "Consumer", "2019-01-01", "5"),
        ("IE", "Business", "2026-06-30", "10.15"),
        ("IE", "Public", "2026-07-01", "10.40"),
    ],
)
def test_rates_as_published(code: str, profile: str, day: str, percent: str) -> None:
    assert value_on(country_law(code).interest[profile].rates, date.fromisoformat(day)) == D(percent)


def test_the_readings_of_a_table() -> None:
    table = half_years({2025: ("1.10", "2.25"), 2026: ("2.50", "")})
    assert value_on(table, date(2024, 12, 31)) is None
    assert value_on(table, date(2025, 6, 30)) == D("1.10")
    assert value_on(table, date(2025, 7, 1)) == D("2.25")
    assert value_on(table, date(2026, 7, 1)) is None
    assert [p for _, p in plus(rounded_up(table), "8")] == [D("9.5"), D("10.5"), D("10.5"), None]
    assert years({2026: "1.6"}) == ((date(2026, 1, 1), D("1.6")),)
    assert value_on(MAIN_REFINANCING_RATE, date(2026, 11, 21)) == D("2.40")


@pytest.mark.parametrize(
    ("period", "day", "end"),
    [("half-year", "2026-06-30", "2026-06-30"), ("half-year", "2026-07-01", "2026-12-31"),
     ("year", "2026-01-01", "2026-12-31"), ("month", "2026-02-10", "2026-02-28"),
     ("month", "2026-12-01", "2026-12-31"), ("decree", "2026-02-10", "9999-12-31")],
)  # fmt: skip
def test_the_end_of_a_period(period: str, day: str, end: str) -> None:
    assert str(period_end(period, date.fromisoformat(day))) == end


@pytest.mark.parametrize(
    ("code", "start", "source", "says"),
    [
        ("NO", "2027-01-01", "Finanstilsynet", ""),
        ("NO", "2027-01-02", "Finanstilsynet", "first day of a half-year"),
        ("NO", "2027-01-01", "", "no source"),
        ("BR", "2026-11-01", "BCB", ""),
        ("BR", "2026-11-05", "BCB", "first day of a month"),
        ("IT", "2027-01-01", "MEF", ""),
        ("US", "2026-11-05", "our terms", ""),
    ],
)
def test_a_row_of_the_rates_sheet_is_checked(code: str, start: str, source: str, says: str) -> None:
    fault = rate_fault(Rate(code, "", date.fromisoformat(start), D(5), source))
    assert (says in fault) if says else fault == ""


@pytest.mark.parametrize("code", ["no", " NO ", "UK", "gb"])
def test_codes_as_people_type_them(code: str) -> None:
    assert country_law(code).code in ("NO", "GB")


def test_an_unknown_country_is_the_generic_one() -> None:
    assert country_law("XX") is country_law("") is all_countries()[""]
    assert isinstance(country_law("XX"), Country)


@pytest.mark.parametrize("code", COUNTRIES)
def test_rules_of_all_profiles_can_be_made_and_are_the_same_each_time(code: str) -> None:
    for profile in PROFILES:
        rule = interest_rule(code, profile, Settings(), [])
        assert rule == interest_rule(code, profile, Settings(), [])
        assert rule is not None


def test_a_country_file_that_breaks_its_word_is_noticed() -> None:
    """The test of the tests above: a mis-dated row in a real table."""
    statute = country_law("DE").interest["Consumer"]
    broken = tuple((date(2023, 6, 1) if start == date(2023, 7, 1) else start, p) for start, p in statute.rates)
    assert list(faults(replace(statute, rates=broken).rates, statute.period))
