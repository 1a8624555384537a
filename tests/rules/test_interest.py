"""Both sides of every boundary of late interest, through the law of the countries."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from ar_sheets.countries import InterestRule, interest_rule
from ar_sheets.rules.interest import interest, interest_lines, rates_missing
from ar_sheets.schema.model import Contact, InterestLine, Rate, Settings

D = Decimal


def rule_of(country: str, profile: str = "Business", rates: Sequence[Rate] = (), **settings: Any) -> InterestRule:
    rule = interest_rule(country, profile, Settings(**({"weekends": "as is"} | settings)), rates)
    assert isinstance(rule, InterestRule), rule
    return rule


def lines_of(
    rule: InterestRule, due: str, as_of: str, amount: str = "10000", reductions: Sequence[tuple[str, str]] = (),
    settled: Sequence[tuple[str, str]] = (), contacts: Sequence[Contact] = (), kind: str = "Invoice",
) -> tuple[InterestLine, ...]:  # fmt: skip
    dated = [(date.fromisoformat(day), D(part)) for day, part in reductions]
    paid = [(date.fromisoformat(day), D(part)) for day, part in settled]
    left = D(amount) - sum((part for _, part in dated), D(0))
    return interest_lines(
        kind, date.fromisoformat(due), D(amount), dated, left, paid, rule, contacts, date.fromisoformat(as_of)
    )


def total(lines: Sequence[InterestLine]) -> Decimal:
    return sum((line.amount for line in lines), D(0))


def printed(lines: Sequence[InterestLine]) -> list[tuple[str, str, int, str, str, str]]:
    return [
        (str(n.start), str(n.end), n.days, str(n.principal), f"{n.rate:.2f}", str(n.amount)) for n in lines
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("as_of", "days"), [("2026-02-27", 0), ("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-02", 2), ("2026-03-10", 10)]
)
def test_runs_from_the_day_after_the_due_date_to_the_as_of_date(as_of: str, days: int) -> None:
    lines = lines_of(rule_of("SE"), "2026-02-28", as_of)
    assert sum(line.days for line in lines) == days
    assert total(lines) == (D(1000) * days / 365).quantize(D("0.01"))


def test_each_day_bears_the_rate_of_that_day() -> None:
    rule = rule_of("NL", "Consumer")
    assert printed(lines_of(rule, "2025-12-17", "2025-12-31")) == [
        ("2025-12-18", "2025-12-31", 14, "10000", "6.00", "23.01"),
    ]
    assert printed(lines_of(rule, "2025-12-17", "2026-01-01")) == [
        ("2025-12-18", "2025-12-31", 14, "10000", "6.00", "23.01"),
        ("2026-01-01", "2026-01-01", 1, "10000", "4.00", "1.10"),
    ]


def test_the_day_of_a_payment_still_bears_interest_on_the_whole() -> None:
    """Paid on the very day the rate changes: that day on 10,000 at the new rate, the next on the rest."""
    lines = lines_of(rule_of("NL", "Consumer"), "2025-12-30", "2026-01-03", reductions=[("2026-01-01", "4000")])
    assert printed(lines) == [
        ("2025-12-31", "2025-12-31", 1, "10000", "6.00", "1.64"),
        ("2026-01-01", "2026-01-01", 1, "10000", "4.00", "1.10"),
        ("2026-01-02", "2026-01-03", 2, "6000", "4.00", "1.32"),
    ]


@pytest.mark.parametrize(
    ("paid", "principal"), [("2026-02-27", "6000"), ("2026-02-28", "6000"), ("2026-03-01", "10000")]
)
def test_money_that_came_in_time_bears_no_interest(paid: str, principal: str) -> None:
    first = lines_of(rule_of("SE"), "2026-02-28", "2026-03-05", reductions=[(paid, "4000")])[0]
    assert first.principal == D(principal)


def test_a_bounced_payment_makes_the_principal_grow_again() -> None:
    moves = [("2026-03-05", "10000"), ("2026-03-08", "-10000")]
    assert printed(lines_of(rule_of("SE"), "2026-02-28", "2026-03-10", reductions=moves)) == [
        ("2026-03-01", "2026-03-05", 5, "10000", "10.00", "13.70"),
        ("2026-03-09", "2026-03-10", 2, "10000", "10.00", "5.48"),
    ]


def test_a_leap_year_counts_366_days_in_norway_denmark_and_germany_only() -> None:
    norway = lines_of(rule_of("NO"), "2023-12-15", "2024-03-15", "100000")
    assert [(line.days, line.amount) for line in norway] == [(16, D("515.07")), (75, D("2561.48"))]
    for country, expected in (("DK", "963.11"), ("DE", "1034.43"), ("SE", "986.30"), ("PT", "1027.40")):
        assert total(lines_of(rule_of(country), "2024-02-29", "2024-03-30", "100000")) == D(expected), country


def test_one_line_where_the_rate_stays_and_two_where_the_year_gets_longer() -> None:
    same = rule_of("SE")  # 10 % in the last half of 2025 and both of 2026
    assert len(lines_of(same, "2025-10-01", "2026-09-01")) == 1
    norway = rule_of("NO")  # 12.50 % from January 2024 to June 2025: 366 days in one year only
    assert [line.days for line in lines_of(norway, "2024-06-30", "2025-01-10")] == [184, 10]


@pytest.mark.parametrize(
    ("as_of", "last_principal"), [("2024-12-31", "10000"), ("2025-01-01", "11240.82"), ("2025-12-31", "11240.82"),
                                  ("2026-01-01", "12437.50")]
)  # fmt: skip
def test_dutch_interest_joins_the_principal_after_each_whole_year(as_of: str, last_principal: str) -> None:
    assert lines_of(rule_of("NL"), "2023-12-31", as_of)[-1].principal == D(last_principal)


def test_the_year_is_counted_from_the_first_day_of_interest_also_from_29_february() -> None:
    rule = rule_of("NL")
    assert lines_of(rule, "2024-02-28", "2025-02-28")[-1].principal == 10000
    assert lines_of(rule, "2024-02-28", "2025-03-01")[-1].principal > 10000
    assert lines_of(rule, "2024-06-14", "2025-06-14")[-1].principal == 10000
    assert lines_of(rule, "2024-06-14", "2025-06-15")[-1].principal > 10000


def test_interest_that_was_paid_does_not_bear_interest() -> None:
    rule = rule_of("NL")
    year = total(lines_of(rule, "2023-12-31", "2024-12-31"))
    paid_in_time = lines_of(rule, "2023-12-31", "2025-02-01", settled=[("2024-12-31", str(year))])
    assert {line.principal for line in paid_in_time} == {D(10000)}
    paid_later = lines_of(rule, "2023-12-31", "2025-02-01", settled=[("2025-01-10", "240.82")])
    assert [line.principal for line in paid_later[-2:]] == [D(10000) + year, D(10000) + year - D("240.82")]


def test_simple_elsewhere() -> None:
    for country in ("NO", "SE", "DE", "PT", "GB", "FI", "ES", "IT", "BE", "FR"):
        assert {line.principal for line in lines_of(rule_of(country), "2023-12-31", "2026-06-15")} == {D(10000)}


@pytest.mark.parametrize(("due", "rate"), [("2024-12-30", "13.25"), ("2024-12-31", "12.75"), ("2025-06-29", "12.75"),
                                           ("2025-06-30", "12.25")])  # fmt: skip
def test_the_rate_of_the_first_day_stays_in_the_uk(due: str, rate: str) -> None:
    lines = lines_of(rule_of("GB"), due, "2026-06-30")
    assert [line.rate for line in lines] == [D(rate)]


def test_the_rate_of_the_first_day_stays_for_french_public_buyers_only() -> None:
    assert {line.rate for line in lines_of(rule_of("FR", "Public"), "2024-12-31", "2026-06-30")} == {D("11.15")}
    assert len({line.rate for line in lines_of(rule_of("FR", "Business"), "2024-12-31", "2026-06-30")}) > 1


@pytest.mark.parametrize(
    ("due", "weekends", "first"),
    [
        ("2026-03-06", "next working day", "2026-03-07"),  # a Friday
        ("2026-03-07", "next working day", "2026-03-10"),  # Saturday: Monday is the last day to pay
        ("2026-03-08", "next working day", "2026-03-10"),
        ("2026-03-07", "as is", "2026-03-08"),
    ],
)
def test_a_due_date_on_a_weekend_waits_for_monday(due: str, weekends: str, first: str) -> None:
    assert str(lines_of(rule_of("NO", weekends=weekends), due, "2026-03-31")[0].start) == first


@pytest.mark.parametrize(
    ("country", "due", "first"),
    [("NO", "2026-05-01", "2026-05-05"), ("NO", "2026-04-02", "2026-04-08"), ("GB", "2026-05-04", "2026-05-06"),
     ("DE", "2026-10-03", "2026-10-06"), ("SE", "2026-06-19", "2026-06-23"), ("PT", "2026-04-24", "2026-04-25")],
)  # fmt: skip
def test_public_holidays_count_as_days_off(country: str, due: str, first: str) -> None:
    rule = rule_of(country, weekends="next working day")
    assert str(lines_of(rule, due, "2026-12-01")[0].start) == first


FORMAL = Contact(date(2026, 3, 10), "Formal notice", "Formal notice", "Post", date(2026, 3, 30))
BY_MAIL = Contact(date(2026, 3, 10), "Reminder 1", "Reminder", "Email", date(2026, 3, 20))
CALL = Contact(date(2026, 3, 10), "Call", "Call", "Phone")
EARLY = Contact(date(2026, 2, 20), "Reminder 1", "Reminder", "Email", date(2026, 3, 20))


@pytest.mark.parametrize(
    ("country", "contacts", "first"),
    [
        ("FR", [], None),
        ("FR", [BY_MAIL], None),  # a reminder is no mise en demeure
        ("FR", [FORMAL], "2026-03-13"),  # posted on Tuesday the 10th, there on the 12th
        ("ES", [CALL], None),
        ("DE", [], None),  # § 286: the first reminder puts a consumer in default
        ("DE", [BY_MAIL], "2026-03-11"),
        ("ES", [EARLY], None),  # before the due date nothing can be demanded
        ("ES", [BY_MAIL], "2026-03-11"),
        ("IT", [FORMAL], "2026-03-13"),
        ("BE", [BY_MAIL], "2026-03-25"),  # fourteen days after the e-mail
        ("SE", [], "2026-03-01"),
    ],
)
def test_consumers_owe_interest_only_from_the_letter_the_law_wants(
    country: str, contacts: list[Contact], first: str | None
) -> None:
    rule = rule_of(country, "Consumer")
    lines = lines_of(rule, "2026-02-28", "2026-06-01", contacts=contacts)
    assert (str(lines[0].start) if lines else None) == first
    assert bool(lines_of(rule_of(country, "Business"), "2026-02-28", "2026-06-01"))


def test_no_interest_on_credit_notes_paid_invoices_or_without_a_rule() -> None:
    rule = rule_of("SE")
    assert lines_of(rule, "2026-02-28", "2026-03-31", kind="Credit note") == ()
    assert lines_of(rule, "2026-02-28", "2026-03-31", reductions=[("2026-03-15", "10000")]) == ()
    assert lines_of(rule, "2026-02-28", "2026-03-31", kind="Deposit") != ()
    day = date(2026, 2, 28)
    assert interest_lines("Invoice", day, D(1), (), D(1), (), None, (), day + timedelta(days=9)) == ()


def missing(rule: InterestRule, due: str, as_of: str) -> str:
    return rates_missing(rule, date.fromisoformat(due), D(1), (), date.fromisoformat(as_of))


@pytest.mark.parametrize("country", ["NO", "SE", "DK", "NL", "PT", "DE", "FI", "BE", "IT", "ES", "FR", "AT", "IE"])
def test_after_the_last_known_rate_nothing_is_guessed_and_what_ran_till_then_stays(country: str) -> None:
    rule = rule_of(country)
    known = lines_of(rule, "2026-12-01", "2026-12-31")
    assert known[-1].end == date(2026, 12, 31)
    assert missing(rule, "2026-12-01", "2026-12-31") == ""
    for later in ("2027-01-01", "2027-06-30", "2029-02-01"):
        assert lines_of(rule, "2026-12-01", later) == known
        assert "after 2026-12-31, so interest is worked out to 2026-12-31 only" in missing(rule, "2026-12-01", later)
    assert lines_of(rule, "2026-12-30", "2027-01-05")[-1].days == 1  # the last day that is known
    assert lines_of(rule, "2026-12-31", "2027-01-05") == ()
    assert "on 2027-01-01, so no interest" in missing(rule, "2026-12-31", "2027-01-05")


def test_norwegian_interest_over_new_year_stays_what_it_was_on_31_december() -> None:
    for as_of in ("2026-12-31", "2027-01-01", "2027-01-04"):
        assert total(lines_of(rule_of("NO"), "2026-08-14", as_of)) == D("466.51")


def test_a_half_year_without_a_rate_ends_the_interest_before_it() -> None:
    rule = rule_of("AL", rates=[own("AL", "2026-01-01", "5"), own("AL", "2027-01-01", "6")])
    assert [line.end for line in lines_of(rule, "2026-06-01", "2027-02-01")] == [date(2026, 6, 30)]
    assert "after 2026-06-30" in missing(rule, "2026-06-01", "2027-02-01")
    assert lines_of(rule, "2026-12-31", "2027-02-01")[0].rate == 6


def test_the_uk_goes_on_at_the_locked_rate_but_starts_nothing_new() -> None:
    rule = rule_of("GB")
    assert total(lines_of(rule, "2026-12-30", "2027-01-29", "36500")) == D("352.50")
    assert missing(rule, "2026-12-30", "2027-01-29") == ""
    assert lines_of(rule, "2026-12-31", "2027-01-29") == ()
    assert "2027-01-01" in missing(rule, "2026-12-31", "2027-01-29")


def unagreed(country: str, profile: str = "Consumer", dated: str = "2026-09-01", **settings: Any) -> InterestRule:
    """The rule for an invoice of a day whose customer had not accepted the terms before."""
    rule = interest_rule(country, profile, Settings(**settings), [], agreed=False)
    assert isinstance(rule, InterestRule), rule
    return rule.for_invoice(date.fromisoformat(dated))


@pytest.mark.parametrize("country", ["SE", "DK", "FI"])
@pytest.mark.parametrize("profile", ["Business", "Consumer", "Public"])
def test_a_due_date_that_only_the_invoice_names_bears_interest_from_thirty_days_after_it(
    country: str, profile: str
) -> None:
    rule = unagreed(country, profile)  # an invoice of 1 September: thirty days later is 1 October, a Thursday
    assert lines_of(rule, "2026-09-11", "2026-10-01") == ()
    assert [line.start for line in lines_of(rule, "2026-09-11", "2026-10-02")] == [date(2026, 10, 2)]
    assert lines_of(rule, "2026-10-05", "2026-10-06")[0].start == date(2026, 10, 6)  # a later due date counts itself
    assert lines_of(rule_of(country, profile), "2026-09-11", "2026-09-12")  # agreed: at once


def test_swedish_consumer_without_accepted_terms() -> None:
    rule = unagreed("SE")
    assert total(lines_of(rule, "2026-09-11", "2026-11-20", "20000")) == D("273.97")
    assert total(lines_of(rule_of("SE", "Consumer"), "2026-09-11", "2026-11-20", "20000")) == D("383.56")


def test_the_thirty_days_end_on_a_working_day() -> None:
    rule = unagreed("SE", dated="2026-09-03")  # thirty days later is Saturday 3 October
    assert lines_of(rule, "2026-09-13", "2026-10-07")[0].start == date(2026, 10, 6)


def test_other_countries_take_the_due_date_as_it_stands() -> None:
    for country in ("NO", "DE", "NL", "GB", "AT"):
        profile = "Business"
        assert lines_of(unagreed(country, profile), "2026-09-11", "2026-09-14") == lines_of(
            rule_of(country, profile, weekends="next working day"), "2026-09-11", "2026-09-14"
        )


def test_switzerland_needs_an_agreed_day_or_a_reminder() -> None:
    assert total(lines_of(rule_of("CH"), "2026-09-11", "2026-10-11")) == D("41.10")  # 5 % of 10,000 for 30 days
    assert lines_of(unagreed("CH"), "2026-09-11", "2026-10-11") == ()
    asked = [Contact(date(2026, 9, 21), "Reminder 1", "Reminder", "Email", None)]
    assert lines_of(unagreed("CH"), "2026-09-11", "2026-10-11", contacts=asked)[0].start == date(2026, 9, 22)


def test_a_rate_that_rests_on_one_source_says_so() -> None:
    sure, other = lines_of(rule_of("DK"), "2026-06-20", "2026-07-05")
    assert (sure.note, sure.rate) == ("", D("9.75"))
    assert "one public table" in other.note
    assert other.rate == 10
    rule = rule_of("DK", rates=[own("DK", "2026-07-01", "10.00")])
    assert lines_of(rule, "2026-07-01", "2026-07-05")[0].note == ""  # the owner has looked it up


@pytest.mark.parametrize(
    ("country", "profile", "contract", "charged"),
    [
        ("NO", "Business", "18", "12.25"),  # the law's rate needs no terms
        ("NO", "Business", "6", "6"),  # and is never more than those who agreed pay
        ("NL", "Consumer", "18", "4"),
        ("AT", "Business", "18", "10.73"),
    ],
)
def test_without_accepted_terms_the_contracts_rate_is_not_asked(
    country: str, profile: str, contract: str, charged: str
) -> None:
    rule = unagreed(country, profile, "2026-07-01", interest="contract", contract_rate=D(contract))
    assert {line.rate for line in lines_of(rule, "2026-07-06", "2026-09-05")} == {D(charged)}
    assert all("contract" not in line.source for line in lines_of(rule, "2026-07-06", "2026-09-05"))


@pytest.mark.parametrize(("country", "profile"), [("US", "Business"), ("GB", "Consumer"), ("IE", "Consumer")])
def test_where_only_a_contract_gives_interest_none_is_asked_without_terms(country: str, profile: str) -> None:
    settings = {"interest": "contract", "contract_rate": D(12)}
    rule = unagreed(country, profile, "2026-07-01", **settings)
    assert "not accepted" in rule.never
    assert lines_of(rule, "2026-07-06", "2026-09-05") == ()
    assert missing(rule, "2026-07-06", "2026-09-05") == ""
    assert lines_of(rule_of(country, profile, **settings), "2026-07-06", "2026-09-05")[0].rate == 12


def own(country: str, start: str, percent: str, profile: str = "", source: str = "Gazette") -> Rate:
    return Rate(country, profile, date.fromisoformat(start), D(percent), source)


def test_the_owners_rates_go_on_where_the_table_ends() -> None:
    rule = rule_of("NO", "Consumer", [own("no", "2027-01-01", "11.75")])
    assert [line.rate for line in lines_of(rule, "2026-12-30", "2027-06-30")] == [D("12.25"), D("11.75")]
    assert lines_of(rule, "2026-12-30", "2027-06-30")[1].source == "Gazette"
    assert lines_of(rule, "2026-12-30", "2027-07-01")[-1].end == date(2027, 6, 30)


def test_the_owners_row_for_a_profile_wins_and_one_without_a_source_does_not_count() -> None:
    rates = [
        own("NO", "2026-07-01", "9", "Consumer"),
        own("NO", "2026-07-01", "10"),
        own("NO", "2026-07-01", "8", "", ""),
    ]
    assert lines_of(rule_of("NO", "Consumer", rates), "2026-07-01", "2026-07-02")[0].rate == 9
    assert lines_of(rule_of("NO", "Business", rates), "2026-07-01", "2026-07-02")[0].rate == 10
    assert lines_of(rule_of("SE", "Business", rates), "2026-07-01", "2026-07-02")[0].rate == 10  # Sweden's own


def test_a_country_without_law_takes_its_own_rows_only() -> None:
    rates = [own("US", "2026-01-01", "12"), own("CA", "2026-01-01", "6")]
    assert lines_of(rule_of("US", rates=rates), "2026-02-01", "2027-02-01")[0].rate == 12
    assert "PL" in str(interest_rule("PL", "Business", Settings(), rates))


@pytest.mark.parametrize(
    ("country", "profile", "contract", "charged"),
    [
        ("SE", "Business", "18", "18"),  # free between businesses
        ("SE", "Consumer", "18", "10.00"),  # the law's rate is the most
        ("SE", "Consumer", "4", "4"),
        ("NO", "Consumer", "18", "12.25"),
        ("DE", "Consumer", "9", "6.52"),
        ("PT", "Consumer", "9", "4"),
        ("NL", "Consumer", "9", "4"),
        ("BR", "Consumer", "18", "12"),
        ("BR", "Business", "18", "18"),
        ("GB", "Consumer", "5", "5"),
        ("US", "Consumer", "18", "18"),
        ("FI", "nonsense", "20", "9.5"),  # an unknown profile is a consumer
    ],
)
def test_a_contract_never_asks_more_than_the_law_allows(
    country: str, profile: str, contract: str, charged: str
) -> None:
    rule = rule_of(country, profile, interest="contract", contract_rate=D(contract))
    asked = [Contact(date(2026, 7, 6), "Reminder 1", "Reminder", "Email", None)]
    assert {line.rate for line in lines_of(rule, "2026-07-05", "2026-09-05", contacts=asked)} == {D(charged)}


def test_a_capped_contract_follows_the_cap_as_it_falls() -> None:
    rule = rule_of("NL", "Consumer", interest="contract", contract_rate=D("6.5"))
    assert [line.rate for line in lines_of(rule, "2024-12-01", "2026-02-01")] == [D("6.5"), D(6), D(4)]


@pytest.mark.parametrize(
    ("country", "profile", "settings", "says"),
    [
        ("AL", "Business", {}, "Ligji 48/2014"),
        ("AL", "Consumer", {"interest": "contract", "contract_rate": D(5)}, "art. 450"),
        ("BR", "Business", {}, "Selic"),
        ("US", "Business", {}, "US (Business)"),
        ("", "Business", {}, "without a country"),
        ("SE", "Business", {"interest": "contract"}, "Contract rate % is empty"),
    ],
)
def test_what_is_not_known_is_said_instead_of_charged(
    country: str, profile: str, settings: dict[str, Any], says: str
) -> None:
    assert says in str(interest_rule(country, profile, Settings(**settings), []))


def test_none_and_never() -> None:
    assert interest_rule("NO", "Business", Settings(interest="none"), []) is None
    rule = rule_of("GB", "Consumer")
    assert rule.never
    assert lines_of(rule, "2026-01-01", "2026-03-01") == ()
    assert missing(rule, "2026-01-01", "2026-03-01") == ""


LINES = lines_of(rule_of("SE"), "2026-02-28", "2026-03-31")  # 84.93


@pytest.mark.parametrize(
    ("lines", "interest_open", "settled", "stands"),
    [
        (LINES, "0", [], "84.93"),
        (LINES, "50", [], "84.93"),  # claimed before: still one sum
        (LINES, "0", ["50"], "34.93"),  # claimed and paid
        (LINES, "0", ["84.93"], "0.00"),
        (LINES, "0", ["90"], "0"),  # never below zero
        ((), "50", ["10"], "50"),  # principal paid: only what was claimed
        ((), "0", [], "0"),
    ],
)
def test_what_stands_on_the_invoice(
    lines: tuple[InterestLine, ...], interest_open: str, settled: list[str], stands: str
) -> None:
    assert interest(lines, D(interest_open), [(date(2026, 3, 15), D(part)) for part in settled]) == D(stands)


@pytest.mark.parametrize(("currency", "amount"), [("NOK", "6.19"), ("JPY", "6"), ("KWD", "6.194"), ("", "6.19")])
def test_interest_is_rounded_to_the_unit_of_the_invoices_currency(currency: str, amount: str) -> None:
    rule = interest_rule("SE", "Business", Settings(weekends="as is"), [], currency=currency)
    assert isinstance(rule, InterestRule)
    assert [str(line.amount) for line in lines_of(rule, "2026-02-28", "2026-03-31", "729.30")] == [amount]
