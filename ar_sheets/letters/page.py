"""The review page of a batch: every letter and call, before anything goes out. One file, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from ar_sheets.base import i18n, local_format
from ar_sheets.base.file_names import of_letter
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.menu import menu_number
from ar_sheets.base.sanitize import clean
from ar_sheets.letters import html, wording
from ar_sheets.letters.changes import Since
from ar_sheets.letters.letter import Letter
from ar_sheets.letters.letter_facts import INTERNAL
from ar_sheets.schema import translations
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.labels import ENGLISH, Names
from ar_sheets.schema.model import Message, Settings

if TYPE_CHECKING:
    from ar_sheets.letters.letter import Written

_SHOWN_AS = {"Call": "call", "Hand-over": "hand-over"}
_CHANNELS = {
    "Email": N_("e-mail"), "Post": N_("post"), "Email+Post": N_("e-mail and post"), "Phone": N_("phone"),
}  # fmt: skip
# Translators: a letter that was not there in the run before; one that was, with other amounts or words
_CHANGES = {"new": N_("new"), "renewed": N_("renewed")}
_CHARGES = {"fee": N_("fee"), "compensation": N_("compensation")}


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter as the page shows it: `body` is its HTML, `stem` its files' name without ending, `change` its state
    since the run before ("new", "renewed" or "") and what is different, `pdf_size` its PDF's bytes (0 for none)."""

    written: Written
    letter: Letter
    body: str
    stem: str
    change: tuple[str, str] = ("", "")
    pdf_size: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What the page tells besides the letters. `earlier`: files of the day's earlier runs that belong to no letter of
    this one; `print_run`: how many letters are in print.pdf; `word`: whether there are Word files; `names`: what the
    workbook calls its sheets and columns."""

    settings: Settings
    as_of: date
    findings: Sequence[Finding]
    earlier: Sequence[str]
    since: Since
    print_run: int
    word: bool = False
    names: Names = ENGLISH


def render(shown: Sequence[Shown], about: About) -> str:
    """The page as HTML."""
    letters = [item for item in shown if item.letter.message.step.kind not in INTERNAL]
    common = _common([item.written.warnings for item in letters])
    entries = [_entry(item, common, about) for item in shown]
    script = html.environment().get_template("page.js").render()
    return str(
        html.environment()
        .get_template("page.html")
        .render(
            about=about,
            called=about.names.called,
            check=translations.word_in("status", "Check", i18n.language()),
            language=i18n.language(),
            send_number=menu_number("send"),
            waits=_("waits for your {send}", send=about.names.called("Send")),
            change_words={key: _(word) for key, word in _CHANGES.items()},
            business=clean(about.settings.business_name),
            as_of=local_format.local_day(about.as_of, i18n.language()).replace("\xa0", " "),
            letters=[entry for entry in entries if entry["list"] == "letter"],
            calls=[entry for entry in entries if entry["list"] == "call"],
            handovers=[entry for entry in entries if entry["list"] == "hand-over"],
            totals=_totals([item.letter.message for item in letters]),
            common=[about.names.told(warning) for warning in common],
            steps=list(dict.fromkeys(str(entry["step"]) for entry in entries)),
            waiting_to_post=sum(_waits_to_post(item.letter.message) for item in letters),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
    )


def _waits_to_post(message: Message) -> bool:
    return message.needs_approval and "Post" in message.channel


def _common(warnings: Sequence[tuple[str, ...]]) -> list[str]:
    """Warnings that every letter has: said once, on top, so that those of single letters can be seen."""
    if len(warnings) < 2:
        return []
    everywhere = set(warnings[0]).intersection(*warnings[1:])
    return [warning for warning in warnings[0] if warning in everywhere]


def _entry(item: Shown, common: Sequence[str], about: About) -> Mapping[str, object]:
    message = item.letter.message
    fees = sum((line.fee for line in message.lines), Decimal(0))
    interest = sum((line.interest for line in message.lines), Decimal(0))
    return {
        "list": _SHOWN_AS.get(message.step.kind, "letter"),
        "id": item.stem,
        "customer": clean(message.customer.name),
        "customer_id": clean(message.customer.customer_id),
        "contact": clean(message.customer.contact),
        "step": clean(message.step.name) or about.names.called(message.step.kind),
        "channel": _in_words(_CHANNELS, message.channel),
        "by_post": "Post" in message.channel,
        "to": _to(message),
        "phone": clean(message.customer.phone),
        "language": wording.called(item.letter.language),
        "speaks": wording.called(message.customer.language),
        "total": _amount(message.total_due, message.currency),
        "claimed": _amount(fees + interest, message.currency) if fees + interest else "",
        "invoices": ", ".join(clean(line.invoice_no) for line in message.lines),
        "pay_by": local_format.short_day(message.pay_by, i18n.language()) if message.step.kind not in INTERNAL else "",
        "oldest": max((line.days_overdue for line in message.lines), default=0),
        "approval": message.needs_approval,
        "warnings": [about.names.told(warning) for warning in item.written.warnings if warning not in common],
        "reasons": [about.names.told(reason) for reason in _reasons(message)],
        "subject": item.written.subject,
        "body": item.body,
        "pdf": f"{max(1, item.pdf_size // 1000)} kB" if item.pdf_size else "",
        "attached": of_letter(item.written.subject, item.stem),
        "word": about.word and message.step.kind not in INTERNAL,
        "mailed": message.channel.startswith("Email"),
        "change": item.change[0],
        "different": item.change[1],
    }


def _in_words(words: Mapping[str, str], key: str) -> str:
    word = words.get(key, key)
    return _(word)


def _to(message: Message) -> str:
    """Where it goes; a letter that also goes by post has a second address."""
    customer = message.customer
    post = [customer.street, f"{customer.postcode} {customer.city}"] if message.channel == "Email+Post" else []
    return ", ".join(clean(part) for part in (message.to, *post) if clean(part))


def _reasons(message: Message) -> list[str]:
    """Why each new charge is claimed, or refused though the plan asked for it, in the rules' own words."""
    return [
        f"{clean(line.invoice_no)}: {_in_words(_CHARGES, charge.kind)} "
        f"{_amount(charge.amount, message.currency)}, {clean(charge.reason)}"
        + (f" ({clean(charge.source)})" if charge.source else "")
        for line in message.lines
        for charge in line.charges
        if charge.amount or message.step.fee
    ]


def _amount(amount: Decimal, currency: str) -> str:
    """The page is for the business: every currency by its code, so that kr and kr are told apart."""
    return f"{local_format.number(amount, i18n.language(), currency)}\xa0{currency}"


def _totals(messages: Sequence[Message]) -> list[str]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for message in messages:
        sums[message.currency] += message.total_due
    return [_amount(amount, currency) for currency, amount in sorted(sums.items())]
