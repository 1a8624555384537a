"""Typed tables to facts: joins and defaults only, no decisions.

Settings fill the blanks of customers, customers those of invoices; every row that cannot be used is noted as
a finding (see checks.py for the faults between sheets) and left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.countries import rate_fault
from ar_sheets.facts import log
from ar_sheets.facts.email_cells import leave_out_bad_addresses, read_addresses
from ar_sheets.facts.log_sheet import has_letter_columns, read_log
from ar_sheets.rules.instalments import Instalment
from ar_sheets.schema import translations
from ar_sheets.schema.codes import COUNTRIES, CURRENCIES, country_code
from ar_sheets.schema.columns import PROFILES, Column, Setting
from ar_sheets.schema.model import Customer, LogEntry, Payment, Rate, Settings, Step
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records as records
from ar_sheets.workbook.typed import PARSERS, BadCell, quote_value


@dataclass(slots=True)
class Agreement:
    """One payment plan: its number, customer, the invoices it covers, since when, and its instalments."""

    plan_no: str
    customer_id: str
    invoices: tuple[str, ...]
    agreed_on: date | None
    instalments: list[Instalment]


@dataclass(slots=True)
class Facts:
    """All that the rules need besides the invoices. Dictionaries are by folded id, number or name."""

    settings: Settings
    customers: dict[str, Customer] = field(default_factory=dict)
    customer_faults: dict[str, str] = field(default_factory=dict)  # id -> what is wrong with the row
    plans: dict[str, tuple[Step, ...]] = field(default_factory=dict)
    plan_faults: dict[str, str] = field(default_factory=dict)  # plan -> a row of it that cannot be used
    payments: list[Payment] = field(default_factory=list)
    payment_doubts: dict[str, str] = field(default_factory=dict)  # customer -> a payment that could not be read
    invoice_doubts: dict[str, str] = field(default_factory=dict)  # invoice -> money in doubt that may be for it
    agreements: list[Agreement] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    no_payments: str = ""  # why nobody can know who has paid
    log: list[LogEntry] = field(default_factory=list)
    renames: dict[str, str] = field(default_factory=dict)  # customer ID of the Log -> the ID it has now
    former_names: dict[str, str] = field(default_factory=dict)  # customer ID of the Outbox -> the name that had it last
    log_doubt: str = ""  # why the Log may lack what was done: no letters until a person confirms it
    letter_columns: bool = True  # whether the Log has Letter ID and its neighbours; older ones have not


def gather(book: Book) -> Facts:
    """The facts of a workbook; what cannot be used becomes findings in `book`."""
    facts = Facts(_settings(book))
    _customers(book, facts)
    _plans(book, facts)
    facts.log = read_log(book)
    facts.former_names = {
        (record["customer_id"] or "").casefold(): (record["customer"] or "").casefold()
        for _row, record in records(book, "Outbox")
    }
    _doubt_changed_rows(book, facts)
    facts.letter_columns = has_letter_columns(book)
    facts.customers = leave_out_bad_addresses(book, facts.customers, facts.log)
    facts.rates = _rates(book)
    facts.no_payments = _no_payments(book)
    return facts


def _settings(book: Book) -> Settings:
    rows = translations.known_settings()
    found: dict[str, Any] = {}
    places: dict[str, int] = {}
    for row, record in records(book, "Settings"):
        setting = rows.get(translations.plain_name(record["setting"] or ""))
        if setting is not None and record["value"] is not None:
            value, places[setting.key] = _setting_value(book, row, setting, record), row
            if value is not None:
                found[setting.key] = value
    for key, codes in (("country", COUNTRIES), ("currency", CURRENCIES)):
        if key in found and (value := _code(found[key], key)) not in codes:
            _wrong_code(book, "Settings", places[key], "value", found.pop(key), key, stops=False)
        elif key in found:
            found[key] = value
    return Settings(**found)


def _setting_value(book: Book, row: int, setting: Setting, record: dict[str, Any]) -> Any:
    """The typed value of a Settings row: the cell is parsed by the setting's own type."""
    column = Column(record["setting"], setting.key, setting.type, "you", setting.note, choices=setting.choices)
    try:
        return PARSERS[setting.type](record["value"], column)
    except BadCell as bad:
        stops = setting.key == "payments_complete_until"  # not known: then nobody is reminded, see `no_letters`
        until_then = _("Until then no letters are made.") if stops else _(
            "Until then {value} counts.", value=quote_value(setting.default))  # fmt: skip
        book.report("Settings", row, "value", bad.what, f"{bad.what_to_do} {until_then}", stops=stops)
        return None


def _customers(book: Book, facts: Facts) -> None:
    first_rows: dict[str, int] = {}
    for row, record in records(book, "Customers"):
        customer_id = record["customer_id"]
        if customer_id is None:
            if "customer_id" not in book.bad.get(("Customers", row), {}):
                book.report("Customers", row, "customer_id", _("Customer ID is empty"),
                            _("Type a short name or number that no other customer has."))  # fmt: skip
            continue
        key = customer_id.casefold()
        if key in first_rows:
            _duplicate_customer(book, facts, row, first_rows[key], customer_id)
            continue
        first_rows[key] = row
        facts.customers[key] = _customer(book, facts.settings, row, record)
        fault = book.first_fault("Customers", row)
        if fault:
            facts.customer_faults[key] = fault


def _duplicate_customer(book: Book, facts: Facts, row: int, first: int, customer_id: str) -> None:
    book.report(
        "Customers",
        row,
        "customer_id",
        _("Customer ID {customer} stands here and in row {row}", customer=quote_value(customer_id), row=first),
        _("Give one of them another ID; until then nothing is sent to either."),
    )
    facts.customer_faults[customer_id.casefold()] = book.first_fault("Customers", row)


def _customer(book: Book, settings: Settings, row: int, record: dict[str, Any]) -> Customer:
    values = {name: record[name] for name in Customer.__dataclass_fields__ if name in record}
    texts = {name: value for name, value in values.items() if value is not None}
    for key, codes in (("country", COUNTRIES), ("currency", CURRENCIES)):
        if key in texts and (code := _code(texts[key], key)) not in codes:
            _wrong_code(book, "Customers", row, key, texts.pop(key), key)
        elif key in texts:
            texts[key] = code
    for key in ("email", "cc"):
        if key in texts:
            texts[key], fault = read_addresses(book, row, key, texts[key])
            texts.setdefault("email_fault", fault)
    if "profile" not in texts and "profile" not in book.bad.get(("Customers", row), {}):
        one, two, three = (
            translations.word_in("choice", choice, book.tables["Customers"].language) for choice in PROFILES
        )
        book.report("Customers", row, "profile",
                    _("Profile is empty; {profile} is assumed, the careful choice", profile=two),
                    _("Type {one}, {two} or {three}.", one=one, two=two, three=three), stops=False)  # fmt: skip
    texts.setdefault("name", texts["customer_id"])
    for name in ("country", "language", "currency", "terms_days"):
        texts.setdefault(name, getattr(settings, name))
    return Customer(**texts, row=row)


def _code(text: str, what: str = "country") -> str:
    """A code as typed, or that of a country called by its name."""
    return country_code(text) if what == "country" else text.strip().upper()


def _wrong_code(book: Book, sheet: str, row: int, key: str, value: str, what: str, *, stops: bool = True) -> None:
    if what == "country":
        told, to_do = _("Country is not known: {value}", value=quote_value(value)), _(
            "Type two letters, such as NO, NL or GB.")  # fmt: skip
    else:
        told, to_do = _("Currency is not known: {value}", value=quote_value(value)), _(
            "Type three letters, such as EUR or NOK.")  # fmt: skip
    book.report(sheet, row, key, told, to_do, stops=stops)


def _plans(book: Book, facts: Facts) -> None:
    steps: dict[str, list[Step]] = {}
    for row, record in records(book, "Dunning plan"):
        missing = [key for key in ("plan", "step", "name", "kind", "days") if record[key] is None]
        if missing or ("Dunning plan", row) in book.bad:
            for key in missing:
                if key not in book.bad.get(("Dunning plan", row), {}):
                    what = _("{column} is empty", column=book.header("Dunning plan", key))
                    book.report("Dunning plan", row, key, what,
                                _("Fill it in; until then no letter of this plan is made."))  # fmt: skip
            if record["plan"] is not None:
                facts.plan_faults.setdefault(record["plan"].casefold(), book.first_fault("Dunning plan", row))
            continue
        steps.setdefault(record["plan"].casefold(), []).append(_step(row, record))
    facts.plans = {name: tuple(sorted(plan, key=lambda step: step.number)) for name, plan in steps.items()}
    _check_plan_names(book, facts)


def _step(row: int, record: dict[str, Any]) -> Step:
    given = {k: v for k, v in record.items() if v is not None and k in Step.__dataclass_fields__ and k != "step"}
    return Step(number=record["step"], row=row, **given)


def _check_plan_names(book: Book, facts: Facts) -> None:
    for key, customer in facts.customers.items():
        if customer.plan and not plan_of(customer, facts.plans):
            plans = ", ".join(sorted({steps[0].plan for steps in facts.plans.values()}))
            book.report("Customers", customer.row, "plan",
                        _("There is no plan named {plan}", plan=quote_value(customer.plan)),
                        _("Type one of: {plans}; or add its steps to {sheet}.", plans=plans,
                          sheet=book.name("Dunning plan")))  # fmt: skip
            facts.customer_faults.setdefault(key, book.first_fault("Customers", customer.row))


def plan_of(customer: Customer, plans: dict[str, tuple[Step, ...]]) -> tuple[Step, ...]:
    """The customer's own plan, else the one named as the profile, in whatever language; no steps where there is
    neither."""
    name = customer.plan or customer.profile
    found = plans.get(name.casefold())
    if found is None and (profile := translations.profile(name)):
        found = next((steps for key, steps in plans.items() if translations.profile(key) == profile), None)
    return found or ()


def _rates(book: Book) -> list[Rate]:
    rates = []
    for row, record in records(book, "Rates"):
        if ("Rates", row) in book.bad:
            continue
        for key in ("country", "valid_from", "rate_percent", "source"):
            if record[key] is None:
                book.report("Rates", row, key, _("{column} is empty", column=book.header("Rates", key)),
                            _("Fill it in; a rate without it is not used."))  # fmt: skip
        if ("Rates", row) not in book.bad:
            rate = Rate(_code(record["country"]), record["profile"] or "", record["valid_from"],
                              record["rate_percent"], record["source"])  # fmt: skip
            fault = rate_fault(rate)
            if fault:
                book.report("Rates", row, "valid_from", fault, _("Fix the row; until then it is not used."))
            else:
                rates.append(rate)
    return rates


def _no_payments(book: Book) -> str:
    """Why nobody can know who has paid; empty when payments can be read."""
    table = book.tables.get("Payments")
    if table is None or not {"date", "amount"} <= table.places.keys():
        return _("no letters: without a sheet {sheet} nobody knows who has paid", sheet=book.name("Payments"))
    if book.no_letters:
        return _("no letters: {reason}", reason=book.no_letters)
    if any(sheet == "Settings" for sheet, _row in book.bad):
        return _("no letters: Payments complete until in Settings cannot be read")
    return ""


def _doubt_changed_rows(book: Book, facts: Facts) -> None:
    """Who a changed Log row names, or whose invoice it names, is on hold: what was done for them is not sure."""
    changed = log.changed_rows(facts.log)
    if not changed:
        return
    columns = book.tables["Invoices"].columns if "Invoices" in book.tables else {"invoice_no": (), "customer_id": ()}
    owners = {
        number.casefold(): owner.casefold()
        for number, owner in zip(columns["invoice_no"], columns["customer_id"], strict=True)
        if number and owner
    }
    for entry in changed:
        reason = _("entry {n} of the Log was changed: put it back, or ar-sheets confirm-log", n=entry.entry)
        for who in (entry.customer_id.casefold(), owners.get(entry.invoice_no.casefold(), "")):
            facts.payment_doubts.setdefault(who, reason)


def looking_back(facts: Facts, as_of: date) -> bool:
    """Whether the day lies before the newest row of the Log: what came after it is nothing strange then."""
    newest = log.newest_day(facts.log)
    return newest is not None and newest > as_of


def complete_until(settings: Settings, as_of: date) -> date | None:
    """The last day whose payments are known to be all in; None when nobody said it, or said a day to come."""
    until = settings.payments_complete_until
    return until if until is not None and until <= as_of else None


def no_letters(facts: Facts, as_of: date) -> str:
    """Why no letters are made at all; empty when the payments can be read and are fresh enough."""
    if facts.no_payments or facts.log_doubt:
        return facts.no_payments or _("no letters: {reason}", reason=facts.log_doubt)
    until, days = facts.settings.payments_complete_until, facts.settings.stale_after_days
    if until is None or days is None:
        return ""
    if until > as_of and not looking_back(facts, as_of):
        return _("no letters: payments cannot be complete until {day}, after this run's day (Settings)", day=until)
    if until + timedelta(days=days) >= as_of:
        return ""
    return _("no letters: payments are complete only until {day} (Settings)", day=until)
