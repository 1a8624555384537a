"""Findings that need the decided figures: claims that no longer fit, settings that leave a letter without a sender or
an account."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ar_sheets.base.i18n import N_, _
from ar_sheets.countries import country_law
from ar_sheets.facts.assessment import Assessment
from ar_sheets.rules.claims import claim_doubt
from ar_sheets.rules.rulebook import reads
from ar_sheets.schema import translations
from ar_sheets.schema.columns import SETTING_ROWS
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Message, Settings
from ar_sheets.workbook.book import Book
from ar_sheets.workbook.records import records

FILL_IN = N_("Fill it in, and run again.")
WAIVE = N_("A claim in the Log is a fact and stays. If it was too high or too early, waive it: ar-sheets waive.")


def check_figures(book: Book, work: Assessment, messages: Sequence[Message]) -> None:
    """Notes everything this module looks for."""
    _claims(book, work)
    _unknown_amounts(book, work)
    if messages:
        _sender(book, work, messages)


def _claims(book: Book, work: Assessment) -> None:
    columns, rows = work.columns, book.tables["Invoices"].rows
    for index, claims in enumerate(columns["claims"]):
        if claims:
            known = work.known | work.row(index)
            doubt = claim_doubt(**{name: known[name] for name in reads(claim_doubt)})
            if doubt:
                row = rows[work.positions[index]]
                book.report(
                    "Invoices", row, "invoice_no", f"{columns['invoice_no'][index]}: {doubt}", _(WAIVE), stops=False
                )


def _unknown_amounts(book: Book, work: Assessment) -> None:
    """What a letter of today would claim, were its amount known: the law fixes it for a time that is over."""
    found = {
        f"{_(country_law(customer.country).name)}: {charge.reason}"
        for customer, charges in zip(work.customers, work.columns["charges"], strict=True)
        for charge in charges
        if charge.unknown
    }
    book.findings += [
        Finding(book.name("Dunning plan"), "", what, _("Nothing is claimed meanwhile. Look for a newer ar-sheets, "
                "which knows the amount of this year."), stops=False) for what in sorted(found)
    ]  # fmt: skip


def _sender(book: Book, work: Assessment, messages: Sequence[Message]) -> None:
    """A letter without a sender, or nobody could pay, is no use to anyone."""
    settings = work.facts.settings
    known = translations.known_settings()
    places = {
        known[name].key: (row, record["setting"])
        for row, record in records(book, "Settings")
        if (name := translations.plain_name(record["setting"] or "")) in known
    }
    if not settings.business_name:
        _setting(book, places, "business_name", N_("{setting} is empty: letters do not say who writes"),
                 N_("{setting} has no row here: letters do not say who writes"))  # fmt: skip
    if not settings.email_from and any(message.channel.startswith("Email") for message in messages):
        _setting(book, places, "email_from", N_("{setting} is empty: no letter can go by e-mail"),
                 N_("{setting} has no row here: no letter can go by e-mail"))  # fmt: skip
    if settings.iban and not _is_iban(settings.iban):
        _setting(book, places, "iban",
                 N_("{setting} is not valid, so letters leave it out: a figure is wrong or missing"))  # fmt: skip
    elif not _place_to_pay(settings):
        _setting(book, places, "iban",
                 N_("{setting} is empty, and so is the account number: letters do not say where to pay"),
                 N_("{setting} has no row here: letters do not say where to pay"),
                 N_("Type your IBAN, or your account number or payment link in its own row, and run again."),
                 )  # fmt: skip


def _place_to_pay(settings: Settings) -> bool:
    """Whether a letter can say where the money goes: an account, a link it may print, or words with a number in them
    ("Vipps 123456"); "bank transfer" alone helps nobody."""
    link = settings.payment_link.startswith("https://")
    return bool(settings.iban or settings.account_number or link or re.search(r"\d", settings.payment_methods))


def _setting(
    book: Book, places: dict[str, tuple[int, str]], key: str, what: str, no_row: str = "", to_do: str = FILL_IN
) -> None:
    """Note that a setting is wrong or, where it has no row (`no_row`), that it is not there."""
    if key in places:
        row, name = places[key]
        book.report("Settings", row, "value", _(what, setting=name), _(to_do), stops=False)
    elif "Settings" in book.tables:
        english = next(setting.name for setting in SETTING_ROWS if setting.key == key)
        name, sheet = translations.word_in("setting", english, book.language), book.name("Settings")
        to_add = _("Add a row: {setting} under Setting, yours under Value.", setting=name)
        told = no_row or what
        book.findings.append(Finding(sheet, "", _(told, setting=name), to_add, stops=False))


def _is_iban(text: str) -> bool:
    from stdnum import iban

    return bool(iban.is_valid(text))
