"""One file per country: dated rates, fee caps, notice periods, allocation order, sources.

A country file holds one `COUNTRY` and is found by looking: to add a country, add a file. Every value stands
with the law's name and who publishes it. What is not known for sure is left out or marked unknown: then
nothing is charged and the owner is told, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from ar_sheets.base.i18n import N_, _
from ar_sheets.base.money import unit
from ar_sheets.countries.base import Country, InterestRule, RateSpan, Statute, period_end, spans
from ar_sheets.schema.model import Rate, Settings

__all__ = ["Country", "InterestRule", "all_countries", "country_law", "interest_rule", "rate_fault"]

NO_CONTRACT_RATE = N_("Settings say Interest = contract, but Contract rate % is empty.")
PROFILES = ("Business", "Consumer", "Public")


@cache
def all_countries() -> dict[str, Country]:
    """The countries whose law is built in, by ISO code; "" is the generic one (contract terms only)."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return {module.COUNTRY.code: module.COUNTRY for module in modules if hasattr(module, "COUNTRY")}


@cache
def country_law(code: str) -> Country:
    """The law for an ISO code (UK is taken as GB); the generic one when the code is empty or not built in."""
    wanted = code.strip().upper()
    return all_countries().get("GB" if wanted == "UK" else wanted) or all_countries()[""]


def known_profile(profile: str) -> str:
    """The profile, or Consumer when it is none of the three: the careful choice."""
    return profile if profile in PROFILES else "Consumer"


def interest_rule(
    country_code: str, profile: str, settings: Settings, rates: Sequence[Rate], agreed: bool = True, currency: str = ""
) -> InterestRule | str | None:
    """How late interest is worked out for a country and profile; None when Settings say Interest = none.

    A text instead of a rule is the sentence of a finding: a rate or law that is not known. `rates` are the
    owner's rows of the Rates sheet; they come on top of the built-in table. `agreed` says whether the customer
    had accepted the terms before the invoice: without that no contract counts, neither its rate nor its days.
    Amounts are rounded to the unit of `currency`.
    """
    if settings.interest == "none":
        return None
    profile = known_profile(profile)
    law = country_law(country_code)
    statute = law.interest[profile]
    own = [r for r in rates if country_law(r.country) is law and _same_place(r, country_code, law)
           and r.profile in ("", profile) and r.source]  # fmt: skip
    rule = replace(
        _from_statute(law, profile, statute, own), country=country_code.strip().upper(),
        rolls=settings.weekends != "as is", unit=unit(currency),
    )  # fmt: skip
    if not agreed:
        rule = replace(rule, unagreed_days=statute.unagreed_days, demand=statute.unagreed_demand or rule.demand)
    if settings.interest == "contract":
        return _contract(rule, statute, settings, own) if agreed else _without_contract(rule, settings)
    return rule if rule.spans or rule.never else _no_rate(law, country_code, profile, statute)


def _same_place(rate: Rate, code: str, law: Country) -> bool:
    """A row for one country without built-in law is not for another such country."""
    return bool(law.code) or rate.country.strip().upper() == code.strip().upper()


def _from_statute(law: Country, profile: str, statute: Statute, own: list[Rate]) -> InterestRule:
    own.sort(key=lambda rate: rate.profile)  # a row for one profile wins over a row for all
    made = spans(statute, own)
    return InterestRule(
        law.code, profile, statute.law, made,
        leap_years=statute.leap_years, year_days=statute.year_days, compound=statute.compound,
        locked=statute.locked, demand=statute.demand, demand_days=statute.demand_days,
        never="" if made else statute.never,
    )  # fmt: skip


def _contract(rule: InterestRule, statute: Statute, settings: Settings, own: list[Rate]) -> InterestRule | str:
    """The contract's rate; where the law caps it, the lower of the two, each span with its own source."""
    percent = settings.contract_rate
    if percent is None:
        return _(NO_CONTRACT_RATE)
    if not statute.contract_capped and not statute.contract_cap:
        whole = (RateSpan(date.min, date.max, percent, "your contract rate"),)
        return replace(rule, spans=whole, compound=False, locked=False, never="", law="your contract")
    cap = spans(statute.contract_cap, own) if statute.contract_cap else rule.spans
    if not cap:
        return _no_rate(country_law(rule.country), rule.country, rule.profile, statute)
    lower = tuple(
        span if span.rate < percent else replace(span, rate=percent, source="your contract rate") for span in cap
    )
    return replace(rule, spans=lower, compound=False, never="")


def _without_contract(rule: InterestRule, settings: Settings) -> InterestRule | str:
    """The law's own rate, and never more than the contract would ask; nothing where only a contract gives interest."""
    percent = settings.contract_rate
    if percent is None:
        return _(NO_CONTRACT_RATE)
    lower = tuple(span if span.rate < percent else replace(span, rate=percent) for span in rule.spans)
    never = "" if lower else N_("the terms were not accepted before the invoice (Terms accepted on)")
    return replace(rule, spans=lower, never=never)


def _no_rate(law: Country, code: str, profile: str, statute: Statute) -> str:
    where = _(law.name) if law.code else (code.strip().upper() or _("a customer without a country"))
    reason = _(statute.unknown) if statute.unknown else _("no late-interest law is built in")
    return _("No late interest for {country} ({profile}): {reason}.", country=where, profile=_(profile), reason=reason)


def rate_fault(rate: Rate) -> str:
    """What is wrong with a row of Rates, or "": a missing source, or a day on which no rate can change."""
    if not rate.source:
        return _("The rate has no source, so it is not used.")
    statute = country_law(rate.country).interest[known_profile(rate.profile)]
    period = "half-year" if statute.period == "decree" else statute.period
    start = rate.valid_from
    if period_end(period, start) != date.max and not _starts_period(period, start):
        told = _CHANGES[period]
        return _(told, country=_(country_law(rate.country).name), day=start)
    return "" if rate.rate_percent >= Decimal(0) else _("A late-interest rate cannot be below zero.")


_CHANGES = {
    "half-year": N_("Rates in {country} change on the first day of a half-year, not on {day}."),
    "year": N_("Rates in {country} change on the first day of a year, not on {day}."),
    "month": N_("Rates in {country} change on the first day of a month, not on {day}."),
}


def _starts_period(period: str, day: date) -> bool:
    months = {"half-year": (1, 7), "year": (1,), "month": tuple(range(1, 13))}[period]
    return day.day == 1 and day.month in months
