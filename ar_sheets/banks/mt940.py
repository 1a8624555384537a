"""MT940, read with mt-940: each statement by itself, reversals with their sign, and the bank's own lines under :86:."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets.banks.entry import BankEntry, Statement, Unusable, usable_id
from ar_sheets.banks.libraries import library
from ar_sheets.banks.text import one_line
from ar_sheets.base.i18n import _

_NOT_NEEDED = re.compile(r"(?m)^:6[45]:.*(?:\n(?![:-]).*)*\n?")  # balances to come; a bank's "Dnullnull" would stop all
_ENVELOPE = re.compile(r"(?m)^-?\}?(?:\{[1235]:(?:[^{}]|\{[^{}]*\})*\})+(?:\{4:)?\s*|^-\}.*$")
_SLASHED = re.compile(
    r"/(TRTP|TRCD|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|MARF|CSID|ISDT|CNTP|ADDR|PREF|SVCL|RTRN|PURP|ULTC|ULTD|INIT|SWOC|"
    r"CREF|IREF|OCMT|COAM|CDTRREFTP|CDTRREF|USTD|STRD)/"
)
_TRIODOS = re.compile(r">(\d\d)")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_POSTFINANCE = re.compile(r"\d{20,35}")
_SWISS_PAYER = re.compile(r"AUFTRAGGEBER:\s*(.+?)(?:\s+MITTEILUNGEN:\s*(.*))?$")
_ASN = re.compile(r"(?m)^:61:\d{6}\d{4}?R?[CD]R?[\d,]+N[A-Z0-9]{3}.{17,}$")


def read(text: str) -> list[Statement]:
    """The statements of one file."""
    mt940 = library("mt940", "mt-940", "MT940")
    plain = _ENVELOPE.sub("", _NOT_NEEDED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if len(re.findall(r"(?m)^:60[FM]:", plain)) != len(re.findall(r"(?m)^:62[FM]:", plain)) or ":62" not in plain:
        raise Unusable(_("The file has no closing balance (:62F:): it was not downloaded whole. Download it again."))
    try:
        found = _parsed(mt940, plain)
    except Exception as fault:  # whatever the library meets in a damaged file
        raise Unusable(
            _('The MT940 file cannot be read ({kind}, at "{what}"). Download it again, or as camt.053.',
              kind=type(fault).__name__, what=str(fault)[:60])
        ) from fault  # fmt: skip
    statements = [_statement(one) for one in found if "account_identification" in one.data or len(one)]
    if sum(map(len, found)) != len(re.findall(r"(?m)^:61:", plain)):
        raise Unusable(_("Not every entry (:61:) of the MT940 file could be read. Download it again, or as camt.053."))
    return statements


def _parsed(mt940: Any, text: str) -> list[Any]:
    options = mt940.Options.all()
    try:
        return list(mt940.parse_statements(text, options=options))
    except RuntimeError:
        tag = mt940.tags.StatementASNB()  # ASN Bank writes more into :61: than the standard allows
        return list(mt940.parse_statements(text, options=options, tags={tag.id: tag}))


def _statement(found: Any) -> Statement:
    data = found.data
    opening = data.get("final_opening_balance") or data.get("intermediate_opening_balance")
    closing = data.get("final_closing_balance") or data.get("intermediate_closing_balance")
    account = str(data.get("account_identification") or "").strip()
    iban = re.match(r"[A-Z]{2}\d{2}[A-Z0-9]+", account.replace(" ", ""))
    account = iban[0] if iban else account
    currency = (closing or opening).amount.currency if closing or opening else ""
    statement = Statement("MT940", account, currency or "", [], _value(opening), _value(closing), notes=[])
    for number, one in enumerate(found, start=1):
        statement.entries += _without_charge(_entry(one, number, statement.currency), one.data)
    if opening is not None and closing is not None:
        statement.first, statement.last = _plain(opening.date), _plain(closing.date)
    if (account[-3:] in (currency, "EUR", "CHF")) and account[:-3].isdigit():
        statement.account = account[:-3]
    return statement


def _value(balance: Any) -> Decimal | None:
    return None if balance is None else Decimal(balance.amount.amount)


def _plain(day: Any) -> date:
    return date(day.year, day.month, day.day)


def _entry(found: Any, number: int, currency: str) -> BankEntry:
    data = found.data
    money = Decimal(data["amount"].amount)
    entry = BankEntry(
        _plain(data.get("entry_date") or data["date"]), money, currency,
        bank_id=usable_id(data.get("bank_reference")), returned=str(data.get("status", "")).upper() == "RC",
        end_to_end=usable_id(data.get("end_to_end_reference")),
        place=_("entry {number}", number=number),
    )  # fmt: skip
    _tell(entry, data)
    return entry


def _without_charge(entry: BankEntry, data: dict[str, Any]) -> list[BankEntry]:
    """A returned debit tells the amount that was asked for (OAMT): what the bank took on top is not the customer's."""
    asked = re.search(r"\d+(?:[.,]\d{1,2})?", str(data.get("original_amount") or ""))
    if asked is None or entry.amount >= 0:
        return [entry]
    own = Decimal(asked[0].replace(",", "."))
    entry.returned = True
    if not 0 < own < -entry.amount:
        return [entry]
    charge = BankEntry(entry.date, entry.amount + own, entry.currency, text=_("bank's charge on a returned payment"),
                   place=entry.place)  # fmt: skip
    entry.amount = -own
    return [entry, charge]


def _tell(entry: BankEntry, data: dict[str, Any]) -> None:
    """Payer and text as the bank's own habit has them: German ?-fields, /REMI/ of the Netherlands, >20 of Triodos, or
    plain text."""
    details, extra = str(data.get("transaction_details") or ""), str(data.get("extra_details") or "")
    if data.get("transaction_code") or data.get("purpose"):
        entry.payer = one_line(data.get("applicant_name") or "")
        entry.payer_account = (data.get("applicant_iban") or "").replace(" ", "")
        entry.text = one_line(data.get("purpose") or "", data.get("additional_purpose") or "")
    elif _SLASHED.search(details):
        _slashed(entry, details.replace("\n", ""))
    elif _TRIODOS.search(details):
        parts = _TRIODOS.split(details.replace("\n", ""))
        fields = list(zip(parts[1::2], parts[2::2], strict=True))
        entry.text = one_line("".join(text for key, text in fields if "20" <= key <= "29"))
        entry.payer_account = next((text.strip() for key, text in fields if key == "31"), "")
    else:
        _plain_text(entry, details)
    if not entry.payer_account and _IBAN.fullmatch(extra.strip()):
        entry.payer_account = extra.strip()
    if not entry.bank_id and _POSTFINANCE.fullmatch(extra.strip()):
        entry.bank_id = extra.strip()
    entry.end_to_end = entry.end_to_end or usable_id(data.get("end_to_end_reference"))


def _slashed(entry: BankEntry, details: str) -> None:
    parts = _SLASHED.split(details)
    fields: dict[str, str] = {}
    for key, text in zip(parts[1::2], parts[2::2], strict=True):
        if text.strip(" /"):
            fields.setdefault(key, text.strip(" /"))
    entry.payer, entry.payer_account = fields.get("NAME", ""), fields.get("IBAN", "").replace(" ", "")
    remittance = re.sub(r"^(?:USTD|STRD)?/*", "", fields.get("REMI", fields.get("USTD", "")))
    entry.text = one_line(remittance, fields.get("CDTRREF", ""))
    entry.end_to_end = usable_id(fields.get("EREF"))
    entry.returned = entry.returned or ("RTRN" in fields and entry.amount < 0)


def _plain_text(entry: BankEntry, details: str) -> None:
    text = one_line(details.replace("\n", ""))
    entry.text = text
    if swiss := _SWISS_PAYER.search(text):
        entry.payer = swiss[1].strip()
