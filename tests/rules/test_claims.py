"""A claim that no longer fits the sheet is said, and one that fits is left alone."""

from datetime import date
from decimal import Decimal

import pytest

from ar_sheets.countries import InterestRule, interest_rule
from ar_sheets.rules.claims import claim_doubt
from ar_sheets.schema.model import Claim, Settings

D = Decimal
RULE = interest_rule("SE", "Business", Settings(weekends="as is"), [])
DUE = date(2026, 2, 28)


def doubt(claims: list[Claim], due: date = DUE, paid: tuple[tuple[date, Decimal], ...] = ()) -> str:
    assert isinstance(RULE, InterestRule)
    return claim_doubt("Invoice", due, D(3650), paid, (), RULE, (), claims, "SE", "as is")


def interest(day: int, amount: str) -> Claim:
    return Claim(date(2026, 3, day), "interest", D(amount), "Final reminder")


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ([], ""),
        ([interest(10, "10.00")], ""),  # one krona a day
        ([interest(10, "10.01")], "10.01 of interest is claimed by 2026-03-10, but by the sheet as it is now 10.00"),
        ([interest(10, "10.00"), interest(20, "10.00")], ""),
        ([interest(10, "10.00"), interest(20, "10.01")], "20.01 of interest"),
        ([interest(10, "10.00"), Claim(date(2026, 3, 11), "interest", D("-10.00"))], ""),
        ([Claim(date(2026, 3, 1), "fee", D(60), "Reminder")], ""),
        ([Claim(DUE, "fee", D(60), "Reminder")], "60.00 (fee) was claimed on 2026-02-28"),
    ],
)
def test_claims_against_the_sheet(claims: list[Claim], says: str) -> None:
    assert (says in doubt(claims)) if says else doubt(claims) == ""


def test_a_payment_typed_later_makes_a_claim_too_high() -> None:
    claims = [interest(20, "20.00")]
    assert doubt(claims) == ""
    assert doubt(claims, paid=((date(2026, 3, 20), D(3650)),)) == ""  # paid on the day of the claim
    assert "10.00 had run" in doubt(claims, paid=((date(2026, 3, 10), D(3650)),))
    assert "14.52 had run" in doubt(claims, paid=((date(2026, 3, 10), D(2000)),))


def test_a_due_date_moved_later_makes_a_claim_too_early_or_too_high() -> None:
    claims = [interest(20, "20.00")]
    assert "15.00 had run" in doubt(claims, due=date(2026, 3, 5))
    assert "is due on 2026-03-20" in doubt(claims, due=date(2026, 3, 20))


def test_without_a_rule_nothing_can_be_said() -> None:
    assert claim_doubt("Invoice", DUE, D(3650), (), (), None, (), [interest(20, "99")], "SE", "as is") == ""


@pytest.mark.parametrize(
    ("due", "weekends", "paid_on", "doubted"),
    [
        (date(2026, 3, 13), "next working day", date(2026, 3, 13), True),
        (date(2026, 3, 13), "next working day", date(2026, 3, 14), False),
        (date(2026, 3, 14), "next working day", date(2026, 3, 16), True),  # a Saturday: Monday is in time
        (date(2026, 3, 14), "next working day", date(2026, 3, 17), False),
        (date(2026, 3, 14), "as is", date(2026, 3, 16), False),
    ],
)
@pytest.mark.parametrize("kind", ["fee", "compensation"])
def test_any_claim_on_what_was_settled_in_time_is_doubted(
    due: date, weekends: str, paid_on: date, doubted: bool, kind: str
) -> None:
    claims = [Claim(date(2026, 4, 20), kind, D(40), "Final")]
    paid = ((paid_on, D(3650)),)
    said = claim_doubt("Invoice", due, D(3650), paid, (), None, (), claims, "SE", weekends)
    assert ("was settled in time" in said) is doubted
    waived = [*claims, Claim(date(2026, 5, 1), kind, D(-40), "")]
    assert claim_doubt("Invoice", due, D(3650), paid, (), None, (), waived, "SE", weekends) == ""
