"""The rows of a bank's list as entries, by what its columns mean."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from ar_sheets.banks.entry import BankEntry, BankReference, Statement, Unusable, usable_id
from ar_sheets.banks.lists import days, numbers
from ar_sheets.banks.lists.profile import ListLayout, find_profile, header_key
from ar_sheets.banks.text import one_line
from ar_sheets.base.i18n import _

ZERO = Decimal(0)
ROWS = 200_000
_PENDING = re.compile(
    r"reserv|vorgemerkt|pending|ausstehend|pendente|pendiente|en attente|odotta|i pritje|venter", re.I
)
_TO = {"til konto", "till konto", "to account"}  # beside "from account": the other one is ours when money went out
_ENGLISH = {"date", "booking date", "transaction date", "posting date", "posted", "created", "completed date"}
_INVOICE_OR_KID = re.compile(r"[\d ]{4,27}|RF\d\d ?[A-Z0-9 ]{1,25}")


class UnsureList(Exception):  # noqa: N818 - a question, not a fault
    """What only a person can say of a list: `key` is what is asked for, `choices` the answers with their words."""

    def __init__(self, key: str, question: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(question)
        self.key, self.question, self.choices = key, question, choices


def list_rows(text: str) -> list[list[str]]:
    """The cells of a text with the separator that cuts most of its lines alike."""
    first, _sep, rest = text.lstrip("\ufeff").partition("\n")
    said = re.fullmatch(r"sep=(.)\s*", first, re.IGNORECASE)
    sign = said[1] if said else max(";,\t|", key=lambda one: _evenness(text, one))
    try:
        return [row for _number, row in zip(range(ROWS), csv.reader(io.StringIO(rest if said else text, newline=""),
                                                                   delimiter=sign), strict=False)]  # fmt: skip
    except csv.Error as fault:
        raise Unusable(_("The list cannot be read ({fault}). Download it from the bank again.", fault=fault)) from fault


def refuse_cut(text: str, rows: Sequence[Sequence[str]]) -> None:
    """Unusable where the last line breaks off: its amount may be half an amount."""
    before = [row for row in rows[-6:-1] if any(row)]
    if not before or text.endswith(("\n", "\r", "\x1a")) or not any(c.isdigit() for c in rows[-1][0] if rows[-1]):
        return
    short = len(rows[-1]) < min(map(len, before))
    quoted = text.rpartition("\n")[2].count('"') % 2
    decimals = [_decimals(row[-1]) for row in before if any(c.isdigit() for c in row[-1])]
    if short or quoted or _decimals(rows[-1][-1]) < min(decimals, default=0):
        raise Unusable(_("The last line of the list, {number}, breaks off: the file was not downloaded whole. Download "
                         "it from the bank again.", number=len(rows)))  # fmt: skip


def _decimals(cell: str) -> int:
    found = re.search(r"\d[.,](\d{1,2})$", cell.strip())
    return len(found[1]) if found else 0


def _evenness(text: str, sign: str) -> tuple[int, int]:
    counts: dict[int, int] = {}
    try:
        for row in csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=sign):
            if len(row) > 1:
                counts[len(row)] = counts.get(len(row), 0) + 1
    except csv.Error:
        return 0, 0
    width, count = max(counts.items(), key=lambda item: item[1], default=(0, 0))
    return count, width


def is_list(text: str) -> bool:
    """Whether a text is a list with known columns, or may be one that a person can explain."""
    rows = list_rows(text[:200_000])
    return find_profile(rows, text[:500], {}) is not None or sum(len(row) > 2 for row in rows[:30]) > 1


def read_list(rows: Sequence[Sequence[Any]], first_line: str, answers: Mapping[str, str]) -> list[Statement]:
    """One statement for each account and currency of the list. Unsure where a person must say what a column means;
    Unusable with the line where a cell cannot be read."""
    found = find_profile(rows, first_line, answers)
    if found is None:
        raise UnsureList("columns", _("Which columns of this list hold the day and the amount?"), _headers(rows))
    if len(rows) >= ROWS:
        raise Unusable(_("The list has more than {most} rows. Download a shorter period.", most=ROWS - 1))
    reader = _Reader(found, rows, answers)
    statements: dict[tuple[str, str], Statement] = {}
    balances: dict[tuple[str, str], list[tuple[Decimal, Decimal | None]]] = {}
    left_out = 0
    for number, row in enumerate(rows[found.header + 1 :], start=found.header + 2):
        entry, account, moved, balance = reader.entry(row, number)
        if entry is None:
            left_out += account == "pending"
            continue
        key = account, entry.currency
        if key not in statements:
            statements[key] = Statement(found.profile.name, account, entry.currency, [], notes=[],
                                        whole=found.profile.whole)  # fmt: skip
        statements[key].entries.append(entry)
        balances.setdefault(key, []).append((moved, balance))
    for key, one in statements.items():
        days_there = [entry.date for entry in one.entries]
        one.first, one.last = min(days_there), max(days_there)
        _settle(one, balances[key])
    made = list(statements.values())
    if made:
        made[0].left_out = left_out
    return made


def _headers(rows: Sequence[Sequence[Any]]) -> list[tuple[str, str]]:
    widest = max(rows[:30], key=lambda row: sum(bool(str(cell).strip()) for cell in row), default=[])
    return [(str(cell).strip(), str(cell).strip()) for cell in widest if str(cell).strip()]


class _Reader:
    """Reads one row after the other; how days and amounts are written is settled first, from all rows."""

    def __init__(self, found: ListLayout, rows: Sequence[Sequence[Any]], answers: Mapping[str, str]) -> None:
        self.places, self.profile = found.places, found.profile
        body = rows[found.header + 1 :]
        header = rows[found.header] if found.header >= 0 else []
        named = {header_key(header[at]) for at in self.places.get("date", ()) if at < len(header)}
        accounts = {header_key(header[at]) for at in self.places.get("account", ()) if at < len(header)}
        self.both = bool(accounts & _TO) and "payer_account" in self.places
        self.usual = None if named & _ENGLISH or not named else "dmy"  # only in English may the month come first
        self.days = self._days(body, answers)
        self.decimal = self._decimal(body, answers)
        self.currency = self._currency(header, answers)

    def cells(self, row: Sequence[Any], role: str) -> list[Any]:
        """The cells of a role, as they are; without those that are empty."""
        own = [row[at] for at in self.places.get(role, ()) if at < len(row)]
        return [cell for cell in own if str(cell).strip() and str(cell) not in ("nan", "NaT")]

    def text(self, row: Sequence[Any], *roles: str) -> str:
        """The first of these roles that holds something."""
        return next((str(cell).strip() for role in roles for cell in self.cells(row, role)), "")

    def _days(self, body: Sequence[Sequence[Any]], answers: Mapping[str, str]) -> days.Order:
        seen = self.profile.days or days.order(cell for row in body for cell in self.cells(row, "date"))
        how = seen or answers.get("days") or self.usual
        if how is None:
            example = next(str(cell) for row in body for cell in self.cells(row, "date"))
            raise UnsureList("days", _("How does this list write a day, such as {example}?", example=example),
                         [("dmy", _("day first")), ("mdy", _("month first"))])  # fmt: skip
        return how

    def _decimal(self, body: Sequence[Sequence[Any]], answers: Mapping[str, str]) -> numbers.Style:
        texts = [cell for row in body for role in ("amount", "in", "out", "balance") for cell in self.cells(row, role)]
        seen = self.profile.decimal or numbers.style(cell for cell in texts if isinstance(cell, str))
        how = seen or answers.get("decimal")
        if how is None:
            example = next((str(cell) for cell in texts if "," in str(cell) or "." in str(cell)), "")
            raise UnsureList("decimal", _("Which sign stands before the cents in amounts such as {example}?",
                         example=example), [(",", _("a comma")), (".", _("a point"))])  # fmt: skip
        return how

    def _currency(self, header: Sequence[Any], answers: Mapping[str, str]) -> str:
        """A currency in the header of the amounts: "Betrag (EUR)"."""
        names = [str(header[at]) for role in ("amount", "in", "out") for at in self.places.get(role, ())
                 if at < len(header)]  # fmt: skip
        found = re.search(r"\b([A-Z]{3})\b\)?$", names[0].strip()) if names else None
        if found is None and names and "€" in names[0]:
            return "EUR"
        return found[1] if found else self.profile.currency or answers.get("currency", "")

    def amount(self, row: Sequence[Any], number: int) -> Decimal | None:
        """The amount with its sign; None where the row has none."""
        if "amount" in self.places:
            cells = self.cells(row, "amount")
            money = self._money(cells[0], number) if cells else None
        else:
            came = [self._money(cell, number) for cell in self.cells(row, "in")]
            went = [self._money(cell, number) for cell in self.cells(row, "out")]
            if not came and not went:
                return None
            money = sum((m for m in came if m is not None), ZERO) - sum((abs(m) for m in went if m is not None), ZERO)
        sign = header_key(self.text(row, "sign"))
        if money is None or not sign or "sign" not in self.places:
            return money
        if sign in map(header_key, self.profile.incoming):
            return money  # below nought: money that came in was taken back
        if self.profile.outgoing and sign not in map(header_key, self.profile.outgoing):
            raise Unusable(
                _('Line {number} has "{value}" where it should say whether money came in or went out. Type Credit or '
                  "Debit there in all lines, save, and take it in again.", number=number, value=sign[:40])
            )  # fmt: skip
        return -abs(money)

    def _money(self, cell: Any, number: int) -> Decimal | None:
        found = numbers.parse_amount_cell(cell, self.decimal)
        if found is None and any(c.isdigit() for c in str(cell)):
            raise Unusable(
                _('Line {number} has "{value}" where an amount should stand.', number=number, value=str(cell)[:40])
            )
        return found

    def entry(self, row: Sequence[Any], number: int) -> tuple[BankEntry | None, str, Decimal, Decimal | None]:
        """The entry, its account, what it moved and the balance beside it; ("pending" for what is not booked)."""
        nothing = None, "", ZERO, None
        if self.profile.rows and self.text(row, "row_kind") not in self.profile.rows:
            return nothing
        when = self.cells(row, "date")
        booked = days.parse_day_cell(when[0], self.days) if when else None
        if booked is None and (not when or _PENDING.search(str(when[0])) or not any(c.isdigit() for c in str(when[0]))):
            has_money = any(numbers.parse_amount_cell(c, self.decimal) is not None for c in self.cells(row, "amount"))
            pending = bool(when and _PENDING.search(str(when[0]))) or (has_money and bool(self.text(row, "text")))
            return None, "pending" if pending else "", ZERO, None
        if self._not_booked(row):
            return None, "pending", ZERO, None
        money = self.amount(row, number)
        if money is None:
            return nothing
        if booked is None:
            raise Unusable(
                _('Line {number} has "{value}" where a date should stand.', number=number, value=str(when[0])[:40])
            )
        fee = next((self._money(cell, number) for cell in self.cells(row, "fee")), None) or ZERO
        balance = next((numbers.parse_amount_cell(cell, self.decimal) for cell in self.cells(row, "balance")), None)
        own, other = ("payer_account", "account") if self.both and money < 0 else ("account", "payer_account")
        account = re.sub(r"\s", "", self.text(row, own)) or self.profile.account
        return self._made(row, booked, money, number, self.text(row, other)), account, money - fee, balance

    def _not_booked(self, row: Sequence[Any]) -> bool:
        status, impact = header_key(self.text(row, "status")), header_key(self.text(row, "impact"))
        if impact and impact in map(header_key, self.profile.memo):
            return True
        if self.profile.booked and "status" in self.places:
            return status not in map(header_key, self.profile.booked)
        return bool(_PENDING.search(status))

    def _made(self, row: Sequence[Any], booked: Any, money: Decimal, number: int, from_: str) -> BankEntry:
        code = self.text(row, "currency").upper() or self.currency
        if code and not re.fullmatch(r"[A-Z]{3}", code):
            raise Unusable(_('Line {number} has the currency "{code}", which is none.', number=number, code=code[:20]))
        reference = self.text(row, "reference")
        text = one_line(*(str(cell) for cell in self.cells(row, "text")))
        structured = (BankReference(reference),) if _INVOICE_OR_KID.fullmatch(reference) else ()
        payer = self.text(row, "payer", "payee") if money >= 0 else self.text(row, "payee", "payer")
        own_id = usable_id(self.text(row, "id"))
        return BankEntry(
            booked, money, code, payer=payer, payer_account=from_.replace(" ", ""),
            text=one_line(text, "" if structured else reference), references=structured,
            bank_id=own_id if self.profile.unique_id or not own_id else f"{own_id} {booked} {money}",
            end_to_end=usable_id(self.text(row, "end_to_end")), place=_("line {number}", number=number),
        )  # fmt: skip


def _settle(statement: Statement, moved: Sequence[tuple[Decimal, Decimal | None]]) -> None:
    """Opening and closing from a running balance, whichever end of the list is the oldest."""
    if any(balance is None for _money, balance in moved) or not moved:
        return
    pairs = [(money, balance) for money, balance in moved if balance is not None]
    for order in (pairs, pairs[::-1]):
        if all(after == before + money for (_m, before), (money, after) in pairwise(order)):
            total = sum((money for money, _balance in pairs), ZERO)
            if total == sum((entry.amount for entry in statement.entries), ZERO):
                statement.opening, statement.closing = order[0][1] - order[0][0], order[-1][1]
            return
