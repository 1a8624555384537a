"""camt.052, camt.053 and camt.054, versions 02 to 14: the account statements of ISO 20022.

The entry's own amount, in the account's currency, is the money. Details split it only where they add up to it, each
with its own direction; where they do not (charges, exchange) they only tell payer and references. Only what is booked
is taken. References stand in CdtrRefInf and, with Swedish banks, in RfrdDocInf.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree as ET

from ar_sheets.banks.entry import BankEntry, BankReference, Statement, Unusable, usable_id
from ar_sheets.banks.text import one_line
from ar_sheets.banks.xml import XmlNames, find, find_all, local, refuse_dtd, text_at
from ar_sheets.base.i18n import _

MESSAGES = {"BkToCstmrStmt": "Stmt", "BkToCstmrAcctRpt": "Rpt", "BkToCstmrDbtCdtNtfctn": "Ntfctn"}
FORMATS = {"Stmt": "camt.053", "Rpt": "camt.052", "Ntfctn": "camt.054"}
_AMOUNT = re.compile(r"\d{1,18}(?:\.\d{0,5})?")
ZERO = Decimal(0)


def read(data: bytes) -> list[Statement]:
    """The statements of one XML file. Unusable where it is no whole XML, has a DTD, or an amount cannot be read."""
    refuse_dtd(data)
    with _nothing_collected():
        return _read(data)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """All that is made here is kept: looking through it for garbage again and again would take half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(data: bytes) -> list[Statement]:
    try:
        root = ET.fromstring(data)  # noqa: S314 - no DTD, so no entities
    except ET.ParseError as fault:
        line, column = fault.position
        raise Unusable(
            _("The XML breaks off or is damaged at line {line}, column {column}. Download it from the bank again.",
              line=line, column=column)
        ) from fault  # fmt: skip
    except LookupError as fault:
        raise Unusable(_("The XML names an encoding that nobody knows. Download it from the bank again.")) from fault
    message = next((node for node in root.iter() if local(node.tag) in MESSAGES), None)
    if message is None:
        raise Unusable(_("This XML holds no account statement (camt.052, 053 or 054)."))
    kind = MESSAGES[local(message.tag)]
    names = XmlNames(message.tag.rpartition("}")[0] + "}" if "}" in message.tag else "")
    return [_statement(node, names, FORMATS[kind]) for node in find_all(message, names, kind)]


def _statement(node: Any, names: XmlNames, kind: str) -> Statement:
    account = text_at(node, names, "Acct/Id/IBAN", "Acct/Id/Othr/Id")
    opening, closing, currency, days = _balances(node, names)
    currency = text_at(node, names, "Acct/Ccy") or currency
    statement = Statement(kind, account, currency, [], opening, closing, notes=[], whole=kind != "camt.054")
    first, last = (
        text_at(node, names, "FrToDt/FrDtTm", "FrToDt/FrDt"),
        text_at(node, names, "FrToDt/ToDtTm", "FrToDt/ToDt"),
    )
    statement.first = _day(first) or (days[0] if days else None)
    statement.last = _day(last) or (days[1] if days else None)
    for number, entry in enumerate(find_all(node, names, "Ntry"), start=1):
        found = _entries(entry, names, currency, number)
        if found is None:
            statement.left_out += 1
        else:
            statement.entries += found
        entry.clear()  # half of what the whole tree takes
    statement.currency = currency or next((entry.currency for entry in statement.entries), "")
    return statement


def _balances(node: Any, names: XmlNames) -> tuple[Decimal | None, Decimal | None, str, tuple[date, date] | None]:
    """Opening, closing, their currency, and their days. Without CdtDbtInd a balance is a credit."""
    found: dict[str, tuple[Decimal, str, date | None]] = {}
    for balance in find_all(node, names, "Bal"):
        code = text_at(balance, names, "Tp/CdOrPrtry/Cd")
        part = text_at(balance, names, "Tp/SubTp/Cd") == "INTM"
        money = find(balance, names, "Amt")
        if money is None or (part and code in found):
            continue
        value = _number(money.text, _("a balance"))
        signed = ZERO - value if text_at(balance, names, "CdtDbtInd") == "DBIT" else value
        found[code] = (signed, money.get("Ccy", ""), _day(text_at(balance, names, "Dt/Dt", "Dt/DtTm")))
    opening = found.get("OPBD") or found.get("PRCD")
    closing = found.get("CLBD")
    currency = (closing or opening or (ZERO, "", None))[1]
    days = (opening[2], closing[2]) if opening and closing else (None, None)
    return (
        opening[0] if opening else None, closing[0] if closing else None, currency,
        (days[0], days[1]) if days[0] and days[1] else None,
    )  # fmt: skip


def _entries(node: Any, names: XmlNames, currency: str, number: int) -> list[BankEntry] | None:
    """The payments of one entry; None where it is not booked."""
    money = find(node, names, "Amt")
    if money is None:
        raise Unusable(_("Entry {number} has no amount: the file is damaged.", number=number))
    status = text_at(node, names, "Sts/Cd", "Sts")
    if status and status != "BOOK":
        return None
    place = _("entry {number}", number=number)
    amount = _number(money.text, place)
    if _direction(node, names, place) == "DBIT":
        amount = -amount
    day = _day(text_at(node, names, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"))
    if day is None:
        raise Unusable(_("Entry {number} has no date: the file is damaged.", number=number))
    code = money.get("Ccy") or currency
    own_id = usable_id(text_at(node, names, "AcctSvcrRef"))
    details = find_all(node, names, "NtryDtls/TxDtls")
    returned = text_at(node, names, "RvslInd") in ("true", "1")
    whole = BankEntry(day, amount, code, text=text_at(node, names, "AddtlNtryInf"), bank_id=own_id, returned=returned,
                  place=place)  # fmt: skip
    if not details:
        whole.counted = _count(node, names)
        return [whole]
    if len(details) == 1:
        _tell(whole, details[0], names)
        whole.bank_id = own_id or whole.bank_id
        whole.counted = max(1, _count(node, names))
        return _without_charge(whole, details[0], names)
    parts = _split(details, names, whole)
    if sum((part.amount for part in parts), ZERO) != amount or any(part.currency != code for part in parts):
        return [_joined(whole, parts)]
    group = own_id or f"{day} {amount}"
    for at, part in enumerate(parts, start=1):
        part.sum_of = group
        if not part.bank_id and own_id:
            part.bank_id = f"{own_id}/{at}"
    _same_id_forfind_all(parts, own_id)
    return parts


def _without_charge(whole: BankEntry, detail: Any, names: XmlNames) -> list[BankEntry]:
    """A payment that bounced for 50.00 and was booked with 53.00: the bank's charge is not the customer's."""
    money = find(detail, names, "Amt")
    if not whole.returned or whole.amount >= 0 or money is None or money.get("Ccy") != whole.currency:
        return [whole]
    own = _number(money.text, whole.place)
    if not 0 < own < -whole.amount:
        return [whole]
    charge = BankEntry(whole.date, whole.amount + own, whole.currency, text=_("bank's charge on a returned payment"),
                   bank_id=f"{whole.bank_id}/charge" if whole.bank_id else "", place=whole.place)  # fmt: skip
    whole.amount = -own
    return [whole, charge]


def _same_id_forfind_all(parts: list[BankEntry], own_id: str) -> None:
    """One number on several details of an entry names none of them alone: their place in the entry goes with it."""
    seen: dict[str, int] = {}
    for part in parts:
        seen[part.bank_id] = seen.get(part.bank_id, 0) + 1
    for at, part in enumerate(parts, start=1):
        if part.bank_id and seen[part.bank_id] > 1:
            part.bank_id = f"{own_id or part.bank_id}/{at}"


def _count(node: Any, names: XmlNames) -> int:
    text = text_at(node, names, "NtryDtls/Btch/NbOfTxs")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _split(details: list[Any], names: XmlNames, whole: BankEntry) -> list[BankEntry]:
    parts = []
    for detail in details:
        part = BankEntry(whole.date, ZERO, whole.currency, returned=whole.returned, place=whole.place)
        _tell(part, detail, names)
        money = find(detail, names, "Amt")
        if money is None:
            money = find(detail, names, "AmtDtls/TxAmt/Amt")
        if money is None:
            money = find(detail, names, "AmtDtls/InstdAmt/Amt")
        if money is not None:
            part.currency = money.get("Ccy") or whole.currency
            part.amount = _number(money.text, whole.place)
        direction = text_at(detail, names, "CdtDbtInd")
        if (direction or ("DBIT" if whole.amount < 0 else "CRDT")) == "DBIT":
            part.amount = -part.amount
        parts.append(part)
    return parts


def _joined(whole: BankEntry, parts: list[BankEntry]) -> BankEntry:
    """Details that do not come to the entry: its amount is the money, they only tell who and what for."""
    whole.references = tuple(BankReference(ref.text) for part in parts for ref in part.references)
    whole.text = one_line(whole.text, *(part.text for part in parts))
    payers = {part.payer for part in parts}
    accounts = {part.payer_account for part in parts}
    whole.payer = payers.pop() if len(payers) == 1 else ""
    whole.payer_account = accounts.pop() if len(accounts) == 1 else ""
    whole.returned = whole.returned or any(part.returned for part in parts)
    whole.counted = len(parts)
    return whole


def _tell(entry: BankEntry, detail: Any, names: XmlNames) -> None:
    """Payer, references and text of one transaction. Whoever stands on our own side is never the payer."""
    side = "Dbtr" if entry.amount >= 0 else "Cdtr"
    if (own := text_at(detail, names, "CdtDbtInd")) and own in ("CRDT", "DBIT"):
        side = "Dbtr" if own == "CRDT" else "Cdtr"
    back = find(detail, names, "RtrInf") is not None
    if back or entry.returned:
        # In a return the roles are those of the payment that came back: the one who had to pay us is the debtor.
        entry.returned = entry.returned or entry.amount < 0
        side = "Dbtr"
    parties = find(detail, names, "RltdPties")
    if parties is not None:
        entry.payer = text_at(parties, names, f"{side}/Pty/Nm", f"{side}/Nm", f"Ultmt{side}/Pty/Nm", f"Ultmt{side}/Nm")
        entry.payer_account = text_at(parties, names, f"{side}Acct/Id/IBAN", f"{side}Acct/Id/Othr/Id").replace(" ", "")
    refs = find(detail, names, "Refs")
    if refs is not None:
        entry.bank_id = usable_id(text_at(refs, names, "AcctSvcrRef")) or entry.bank_id
        entry.end_to_end = usable_id(text_at(refs, names, "EndToEndId"))
    remittance = find(detail, names, "RmtInf")
    if remittance is not None:
        entry.references = tuple(_references(remittance, names))
        free = [node.text or "" for node in find_all(remittance, names, "Ustrd")]
        free += [node.text or "" for node in find_all(remittance, names, "Strd/AddtlRmtInf")]
        if free:
            entry.text = one_line("".join(free) if len(free) > 1 and all(len(t) == 35 for t in free[:-1]) else " ".join(
                free))  # fmt: skip
    entry.note = _foreign(detail, names, entry.currency)


def _references(remittance: Any, names: XmlNames) -> Iterator[BankReference]:
    for strd in find_all(remittance, names, "Strd"):
        part = find(strd, names, "RfrdDocAmt/RmtdAmt")
        amount = _number(part.text, _("a part amount")) if part is not None else None
        documents = [text for node in find_all(strd, names, "RfrdDocInf") if (text := text_at(node, names, "Nb"))]
        own = text_at(strd, names, "CdtrRefInf/Ref")
        named = [*documents, *([own] if own else [])]
        for text in dict.fromkeys(named):
            yield BankReference(text, amount if len(named) == 1 else None)


def _foreign(detail: Any, names: XmlNames, currency: str) -> str:
    for path in ("AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt"):
        money = find(detail, names, path)
        if money is not None and money.get("Ccy") not in (None, "", currency):
            return _("paid as {amount} {currency}", amount=(money.text or "").strip(), currency=money.get("Ccy"))
    return ""


def _direction(node: Any, names: XmlNames, place: str) -> str:
    found = text_at(node, names, "CdtDbtInd")
    if found not in ("CRDT", "DBIT"):
        raise Unusable(_("In {place} it is not said whether money came or went: the file is damaged.", place=place))
    return found


def _number(text: str | None, place: str) -> Decimal:
    text = (text or "").strip()
    if not _AMOUNT.fullmatch(text):
        raise Unusable(_('In {place} the amount is "{value}": the file is damaged.', place=place, value=text[:30]))
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern allows digits only
        raise Unusable(_('In {place} the amount is "{value}": the file is damaged.', place=place, value=text)) from None


def _day(text: str) -> date | None:
    """The day as the bank wrote it, without moving it by its time zone."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
