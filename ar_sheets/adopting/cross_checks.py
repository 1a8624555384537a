"""What the columns of a list say of each other: amount less paid is open, net and VAT make the whole, due is later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ar_sheets.adopting.detect_table import ListColumn, Listing
from ar_sheets.adopting.guess import DATES
from ar_sheets.adopting.header_words import MAYBE, SURE, meanings
from ar_sheets.adopting.likelihood import Guess
from ar_sheets.adopting.value_types import cell_as_date, date_order, decimal_sign, to_amount
from ar_sheets.base.i18n import _

MOST = Decimal("0.95")  # of the rows must agree
CENT = Decimal("0.02")
RATES = [Decimal("5.5"), *map(Decimal, range(5, 28))]  # percent of VAT


def weigh_columns(found: Listing, guessed: dict[str, Guess]) -> None:
    """Raise or lower what was guessed of a list of invoices by what its columns say of each other."""
    money = {c.place: _amounts(c) for c in found.columns if c.shape.money >= 0.6}
    _gross(found, guessed, money)
    _by_age(found, guessed, money)
    _balance(guessed, money)
    _only_amount(found, guessed, money)
    _days(found, guessed)
    _items(guessed, money)
    _lines(guessed)


def _items(guessed: dict[str, Guess], money: dict[int, list[Decimal | None]]) -> None:
    """Rows with one number whose amounts differ are the items of an invoice, to be added up."""
    number, whole, part = (guessed.get(role) for role in ("invoice_no", "amount", "item_amount"))
    by_number: dict[str, list[int]] = {}
    for at, no in enumerate(number.column.values if number is not None else ()):
        if no not in ("", None):
            by_number.setdefault(str(no), []).append(at)
    several = [rows for rows in by_number.values() if len(rows) > 1]
    who = [guessed[r].column.values for r in ("customer_name", "customer_id", "invoice_date") if r in guessed]
    one = several and all(len({str(values[at]) for at in rows}) == 1 for values in who for rows in several)
    if not one or number is None or not who:
        if part is not None and whole is None:
            guessed["amount"] = Guess("amount", part.column, 0.87, why=[_("it is the amount of the only row")])
        guessed.pop("item_amount", None)
        return
    repeated = whole is not None and whole.column.place in money and all(
        len({money[whole.column.place][at] for at in rows}) == 1 for rows in several
    )  # fmt: skip
    column = (part or whole).column if part or whole else None  # type: ignore[union-attr]
    if repeated or column is None or column.place not in money:
        guessed.pop("item_amount", None)
        return
    guessed["item_amount"] = Guess("item_amount", column, 0.87, why=[_("rows with one number are its items, added up")])
    guessed.pop("amount", None)
    number.say(max(number.sure, 0.88), _("rows with the same number are items of one invoice"))


def _lines(guessed: dict[str, Guess]) -> None:
    """Several rows with one number are lines of one invoice when they agree in everything that counts."""
    number = guessed.get("invoice_no")
    rest = [
        guessed[r].column.values for r in ("customer_name", "customer_id", "invoice_date", "amount") if r in guessed
    ]
    several = number is not None and number.column.shape.share(number.column.shape.unique) < 0.9
    if number is None or not several or len(rest) < 3 or number.sure > MAYBE:
        return
    seen: dict[str, tuple[object, ...]] = {}
    rows = zip(number.column.values, zip(*rest, strict=True), strict=True)
    if all(seen.setdefault(str(no), row) == row for no, row in rows if no != "") and len(seen) > 1:
        number.say(0.88, _("rows with the same number are lines of one invoice"))


def _amounts(column: ListColumn) -> list[Decimal | None]:
    sign = decimal_sign(column.values)
    return [to_amount(value, sign) for value in column.values]


def _agree(rows: Iterator[bool]) -> bool:
    tried = list(rows)
    return len(tried) > 1 and sum(tried) >= MOST * len(tried)


def _triples(*columns: Sequence[Decimal | None]) -> Iterator[tuple[Decimal, ...]]:
    for values in zip(*columns, strict=True):
        if values[0] is not None:
            yield tuple(v or Decimal(0) for v in values)


def _gross(found: Listing, guessed: dict[str, Guess], money: dict[int, list[Decimal | None]]) -> None:
    """The whole amount is the one that is net plus VAT; a column of VAT alone tells net from gross by its rate."""
    vat, amount, net = guessed.get("vat_amount"), guessed.get("amount"), guessed.get("net_amount")
    if vat is None or vat.column.place not in money or vat.column.shape.filled == 0:
        if net is not None and amount is None:
            net.why.append(_("there is no column with the whole amount, VAT included"))
        return
    pairs = [(a, b) for a in money for b in money if a != b and vat.column.place not in (a, b)]
    for whole, part in pairs:
        rows = list(_triples(money[whole], money[part], money[vat.column.place]))
        if any(v for _, _, v in rows) and _agree(abs(w - p - v) <= CENT for w, p, v in rows):
            _set(found, guessed, "net_amount", part, 0.97, _("with VAT it makes the whole amount"))
            _set(found, guessed, "amount", whole, 0.97, _("it is the net amount plus VAT"))
            return
    if amount is not None and amount.column.place in money:
        _by_rate(found, guessed, amount, list(_triples(money[amount.column.place], money[vat.column.place])))


def _by_rate(found: Listing, guessed: dict[str, Guess], amount: Guess, rows: list[tuple[Decimal, ...]]) -> None:
    taxed = [(a, v) for a, v in rows if a and v]
    net = _agree(_near_rate(v / a * 100) for a, v in taxed)
    gross = _agree(a != v and _near_rate(v / (a - v) * 100) for a, v in taxed)
    if gross and not net:
        amount.say(max(amount.sure, 0.9), _("the column of VAT fits an amount with VAT in it"))
    elif net and not gross:
        _set(found, guessed, "net_amount", amount.column.place, 0.9, _("the column of VAT comes on top of it"))
        guessed.pop("amount", None)
    elif amount.sure < 0.97:
        amount.say(min(amount.sure, MAYBE), _("it cannot be told whether VAT is in it"))


def _near_rate(percent: Decimal) -> bool:
    return any(abs(percent - rate) < Decimal("0.06") for rate in RATES)


def _set(found: Listing, guessed: dict[str, Guess], role: str, place: int, sure: float, why: str) -> None:
    column = next(c for c in found.columns if c.place == place)
    for other in [r for r, g in guessed.items() if g.column.place == place and r != role]:
        del guessed[other]
    language = guessed[role].language if role in guessed else ""
    guessed[role] = Guess(role, column, sure, language, [why])


def _by_age(found: Listing, guessed: dict[str, Guess], money: dict[int, list[Decimal | None]]) -> None:
    """Where the ages add up to a total, the total is what is still open, not what was invoiced."""
    amount = guessed.get("amount")
    ages = [money[c.place] for c in found.buckets]
    if amount is None or "marked_open" in guessed or len(ages) < 2 or amount.column.place not in money:
        return
    if _agree(abs(total - sum(by_age)) <= CENT for total, *by_age in _triples(money[amount.column.place], *ages)):
        _set(
            found, guessed, "marked_open", amount.column.place, 0.97, _("the ages add up to it, so it is what is open")
        )
        guessed.pop("amount", None)


def _balance(guessed: dict[str, Guess], money: dict[int, list[Decimal | None]]) -> None:
    """Amount less what is paid and credited is what is open."""
    amount, still = guessed.get("amount"), guessed.get("marked_open")
    if amount is None or still is None or not {amount.column.place, still.column.place} <= money.keys():
        return
    none: list[Decimal | None] = [None] * len(amount.column.values)
    less = [money.get(guessed[r].column.place, none) if r in guessed else none
            for r in ("marked_paid", "marked_credited")]  # fmt: skip
    rows = list(_triples(money[amount.column.place], money[still.column.place], *less))
    if "marked_paid" in guessed and _agree(abs(a - p - c - o) <= CENT for a, o, p, c in rows):
        for role in ("amount", "marked_open", "marked_paid"):
            guessed[role].say(0.98, _("amount less paid is what is open"))
    elif rows and any(abs(o) > abs(a) + CENT for a, o, *_ in rows):
        larger = sum(abs(o) > abs(a) + CENT for a, o, *_ in rows)
        for role in ("amount", "marked_open"):
            guessed[role].say(0.5, _("in {rows} rows more is open than the amount", rows=larger))


def _only_amount(found: Listing, guessed: dict[str, Guess], money: dict[int, list[Decimal | None]]) -> None:
    """A word such as Total or Amount is enough where no other column of amounts could be meant."""
    amount = guessed.get("amount")
    if amount is None or amount.sure >= SURE or not amount.typed_only:
        return
    if amount.sure < MAYBE:
        return
    known = {g.column.place for r, g in guessed.items() if r.startswith("marked_") or r in ("other", "terms_days")}
    known |= {c.place for c in found.buckets} | {amount.column.place}
    known |= {g.column.place for r, g in guessed.items() if r in ("local_amount", "exchange_rate", "credit_limit")}
    net = guessed.get("net_amount")
    if net is not None and net.column.place in money:
        pairs = _triples(money[amount.column.place], money[net.column.place])
        known |= {net.column.place} if _agree(abs(whole) >= abs(part) for whole, part in pairs) else set()
    others = [c for c in found.columns if c.place in money and c.place not in known and not _no_amount(c)]
    if not others:
        amount.say(0.87, _("it is the only column of amounts"))


def _no_amount(column: ListColumn) -> bool:
    """Whole numbers under headers that mean something else: numbers, days, quantities."""
    return all(m.role not in ("amount", "net_amount", "vat_amount") for m in meanings(column.header, "Invoices")) and (
        bool(meanings(column.header, "Invoices")) or column.shape.whole == column.shape.filled
    )


def _days(found: Listing, guessed: dict[str, Guess]) -> None:
    """The invoice is dated before it is due; of two dates that could be either, none is chosen."""
    issued, due = guessed.get("invoice_date"), guessed.get("typed_due_date")
    paid = guessed.get("marked_paid_on")
    dated = [c for c in found.columns if c.shape.dated >= 0.6]
    if paid is not None and due is None and paid.sure == MAYBE:
        paid.say(MAYBE, _("it could be the day it is due or the day it was paid"))
    elif paid is not None and due is not None and paid.sure == MAYBE and due.sure >= SURE:
        paid.say(0.85, _("the day it is due stands in another column"))
    if issued is not None and due is not None:
        _in_order(issued, due, dated, guessed)
    elif issued is not None and issued.sure == MAYBE and _others_known(dated, issued, guessed):
        issued.say(0.84, _("it is the only date that could be"))


def _in_order(issued: Guess, due: Guess, dated: list[ListColumn], guessed: dict[str, Guess]) -> None:
    values = [*issued.column.values, *due.column.values]
    order = date_order(values) or "day first"
    pairs = [
        (cell_as_date(a, order), cell_as_date(b, order))
        for a, b in zip(issued.column.values, due.column.values, strict=True)
    ]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    early = sum(a > b for a, b in both)
    if both and early > 0.1 * len(both):
        for guess in (issued, due):
            guess.say(0.5, _("in {rows} rows it would be due before it was written", rows=early))
    elif both and issued.sure == MAYBE and _others_known(dated, issued, guessed):
        issued.say(0.9, _("it is never later than the due date"))


def _others_known(dated: list[ListColumn], issued: Guess, guessed: dict[str, Guess]) -> bool:
    """Whether every other column of dates is known to be something else."""
    known = {g.column.place for r, g in guessed.items() if r in DATES and (g.sure > MAYBE or g is issued)}
    return all(c.place in known or is_other_date(c) for c in dated)


def is_other_date(column: ListColumn) -> bool:
    """Whether a header says that its days are of no invoice, due day or payment."""
    found = meanings(column.header, "Invoices")
    return bool(found) and found[0].role in ("other_date", "other", "po_ref", "invoice_no", "customer_id")
