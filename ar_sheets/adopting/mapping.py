"""From likely to settled: what is safe is proposed, what is not is asked, what was answered once is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ar_sheets.adopting.cross_checks import is_other_date
from ar_sheets.adopting.detect_table import ListColumn, Listing
from ar_sheets.adopting.guess import CONTRACT, DATES, NEEDED, SAFE
from ar_sheets.adopting.header_words import MARKS, MAYBE
from ar_sheets.adopting.likelihood import Guess
from ar_sheets.adopting.survey import CREDITS_KIND, CUSTOMERS_KIND, INVOICES_KIND, Surveyed
from ar_sheets.adopting.value_types import decimal_sign, filled, to_amount
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.base.text import column_letter, normalize_header
from ar_sheets.schema.columns import Column
from ar_sheets.workbook.remembered import MARKS as MARK_COLUMNS
from ar_sheets.workbook.remembered import NONE, column_row
from ar_sheets.workbook.typed import quote_value

LEAST = 0.5  # a guess below this is not even offered as the answer
NOT_COLUMNS = ("net_amount", "vat_amount", "other_date", "other", "supplier", "terms_days", "local_amount",
               "exchange_rate", "credit_limit")  # fmt: skip
ALWAYS_ASKED = ("invoice_no", "invoice_date", "typed_due_date", "amount", *MARKS, "date")


@dataclass(frozen=True, slots=True)
class Question:
    """Something a person may have to say: the name of the row in Settings that will remember it, the question in
    plain words, the answers there are, the one proposed ("" for none) and how sure we are of it (0 to 1)."""

    name: str
    text: str
    options: tuple[str, ...]
    proposed: str = ""
    sure: float = 0.0
    samples: Mapping[str, str] = field(default_factory=dict)  # option -> what stands there
    fits: Callable[[str], str] | None = None  # what is wrong with an answer typed; "" where nothing is
    needed: bool = False  # without an answer nothing can be done


Ask = Callable[[Question], str]


@dataclass(slots=True)
class Settled:
    """What a column is: its role by key, the column (None: there is none), how sure, why, and whether it was asked."""

    role: str
    column: ListColumn | None
    sure: float
    why: str = ""
    asked: bool = False
    from_settings: bool = False  # it was said once, or beforehand


def settle_columns(sheet: Surveyed, title: str, said: Mapping[str, str], ask: Ask) -> dict[str, Settled]:
    """The columns of a list, for good. `title`: the name under which Settings remember them."""
    assert sheet.found is not None
    found, guessed = sheet.found, dict(sheet.guessed or {})
    done = _remembered(found, title, said)
    taken = {s.column.place for s in done.values() if s.column is not None}
    for role, guess in guessed.items():
        if role not in done and guess.column.place not in taken and guess.sure >= SAFE:
            done[role] = Settled(role, guess.column, guess.sure, ", ".join(guess.why))
    if sheet.kind in (INVOICES_KIND, CREDITS_KIND):
        _amount(sheet, title, done, guessed, ask)
        _only_due_dates(found, done, guessed)
    for role in ALWAYS_ASKED:
        if role not in done and not (role == "amount" and "item_amount" in done):
            _ask_for(sheet, title, role, done, guessed.get(role), ask)
    if sheet.kind == INVOICES_KIND:
        _ask_what_was_paid(sheet, title, done, ask)
    return {role: s for role, s in done.items() if role not in NOT_COLUMNS}


def _only_due_dates(found: Listing, done: dict[str, Settled], guessed: Mapping[str, Guess]) -> None:
    """A list without the days its invoices were written is worked on by their due dates."""
    due, free = done.get("typed_due_date"), _free(found, done)
    if "invoice_date" in done or "invoice_date" in guessed or due is None or due.column is None:
        return
    if not any(c.shape.dated >= 0.6 and not is_other_date(c) for c in free):
        done["invoice_date"] = Settled("invoice_date", None, 0.85, _("worked out from the due dates"))


def as_read(sheet: Surveyed, places: Mapping[str, int]) -> dict[str, Settled]:
    """The columns of a list that runs read already."""
    assert sheet.found is not None
    by_place = {c.place: c for c in sheet.found.columns}
    ours = {c.key for c in CONTRACT[sheet.kind].owned_by("computed", "reply")}
    keys = {"name": "customer_name"} if sheet.kind == CUSTOMERS_KIND else {}
    return {
        (role := keys.get(key, key)): Settled(role, by_place[place], 1.0, _("runs read it so"))
        for key, place in places.items() if place in by_place and key not in ours
    }  # fmt: skip


def _remembered(found: Listing, title: str, said: Mapping[str, str]) -> dict[str, Settled]:
    by_header = {normalize_header(c.header): c for c in reversed(found.columns)}
    keys = {"customer_id": "customer_id", "name": "customer_name"}
    done = {}
    for key, header in said.items():
        column = by_header.get(normalize_header(header))
        if column is not None or header == NONE:
            role = keys.get(key, key)
            done[role] = Settled(role, column, 1.0, _("Settings say so: {name}", name=title), from_settings=True)
    return done


def contract_column(kind: str, role: str) -> Column:
    """The contract's column of a role."""
    kind = INVOICES_KIND if kind == CREDITS_KIND else kind
    key = {"customer_name": "name" if kind == CUSTOMERS_KIND else "customer_id"}.get(role, role)
    return next(c for c in (*CONTRACT[kind].columns, *MARK_COLUMNS) if c.key == key)


def in_contract(kind: str, role: str) -> bool:
    """Whether a role is a column of that sheet; a customer's e-mail in a list of invoices is not."""
    kind = INVOICES_KIND if kind == CREDITS_KIND else kind
    keys = {c.key for c in (*CONTRACT[kind].columns, *(MARK_COLUMNS if kind == INVOICES_KIND else ()))}
    return role in keys or (role == "customer_name" and kind == CUSTOMERS_KIND)


def samples(column: ListColumn, most: int = 3) -> str:
    """The first different values of a column, as a person reads them."""
    seen = dict.fromkeys(
        quote_value(round(v, 2) if isinstance(v, float) else v).strip('"')[:24] for v in filled(column.values)[:50]
    )
    return ", ".join(list(seen)[:most]) or "(empty)"


def _free(found: Listing, done: Mapping[str, Settled]) -> list[ListColumn]:
    taken = {s.column.place for s in done.values() if s.column is not None}
    return [c for c in found.columns if c.place not in taken]


def _amount(sheet: Surveyed, title: str, done: dict[str, Settled], guessed: dict[str, Guess], ask: Ask) -> None:
    """A report of what is open has no amounts: what is open is taken for it, where that is said or plain."""
    still = done.get("marked_open")
    if "amount" in done or "amount" in guessed or still is None or still.column is None:
        return
    assert sheet.found is not None
    export = sheet.found.grouped or len(sheet.found.buckets) >= 2
    header = still.column.header
    answer = ask(Question(
        column_row(title, contract_column(sheet.kind, "amount")),
        _('{sheet}: no column holds the whole amounts of the invoices, only what is still open ("{column}"). Shall '
          "that count as the amount of each?", sheet=sheet.name, column=header),
        (header, NONE), header, 0.85 if export else 0.6, {header: samples(still.column)},
    ))  # fmt: skip
    if normalize_header(answer) == normalize_header(header):
        done.pop("marked_open")
        done["amount"] = Settled(
            "amount", still.column, 0.85, _("what is still open counts as the amount"), asked=not export
        )


def _ask_for(sheet: Surveyed, title: str, role: str, done: dict[str, Settled], guess: Guess | None, ask: Ask) -> None:
    """Ask for a column that matters and is not sure. One that nothing speaks for is only asked for when needed."""
    assert sheet.found is not None
    needed = role in NEEDED[INVOICES_KIND if sheet.kind == CREDITS_KIND else sheet.kind]
    free = _free(sheet.found, done)
    if role == "typed_due_date" and guess is None and sheet.kind == INVOICES_KIND:
        free = [c for c in free if c.shape.dated >= 0.6 and not _known_otherwise(c, sheet)]
        if not free:
            return
    elif not needed and (guess is None or guess.sure < LEAST or guess.column not in free):
        return
    proposed = guess if guess is not None and guess.sure >= LEAST and guess.column in free else None
    even = proposed is not None and proposed.even
    header = proposed.column.header if proposed and not even else ""  # of two alike none is the answer of an Enter
    column = contract_column(sheet.kind, role)
    options = _offered(free, role)
    answer = ask(Question(
        column_row(title, column), _words(sheet.name, column, proposed),
        (*(c.header for c in options), NONE), header, proposed.sure if proposed else 0.0,
        {c.header: samples(c) for c in options}, needed=needed,
    ))  # fmt: skip
    picked = next((c for c in free if normalize_header(c.header) == normalize_header(answer)), None)
    if picked is None and needed:
        raise NotDone(_cannot(sheet.name, column, done))
    done[role] = Settled(role, picked, 1.0, _("you said so"), asked=True)


def _ask_what_was_paid(sheet: Surveyed, title: str, done: dict[str, Settled], ask: Ask) -> None:
    """Where no column is known to say what was paid, one that may say so is asked for: a header nobody understands
    must not make a demand of what has been paid."""
    assert sheet.found is not None
    whole = done.get("amount")
    report = sheet.found.grouped or len(sheet.found.buckets) >= 2  # of what is open: nothing in it was paid
    if report or whole is None or whole.column is None or any(done[r].column for r in MARKS if r in done):
        return
    known = {g.column.place for g in (sheet.guessed or {}).values() if g.role in NOT_COLUMNS or g.sure >= LEAST}
    free = [c for c in _free(sheet.found, done) if c.place not in known]
    paid = [c for c in free if c.shape.money >= 0.9 and _is_part_of(c, whole.column)]
    days = [c for c in free if c.shape.dated >= 0.5 and c.shape.filled < len(c.values)]
    days = [c for c in days if not _known_otherwise(c, sheet)]
    for role, fit in (("marked_paid", paid), ("marked_paid_on", days)):
        if not fit or role in done:
            continue
        column = contract_column(sheet.kind, role)
        answer = ask(Question(
            column_row(title, column),
            _("{sheet}: nothing known says what was paid. Is one of these {what}?", sheet=sheet.name,
              what=_meant(role)),
            (*(c.header for c in fit), NONE), samples={c.header: samples(c) for c in fit},
        ))  # fmt: skip
        picked = next((c for c in fit if normalize_header(c.header) == normalize_header(answer)), None)
        done[role] = Settled(role, picked, 1.0, _("you said so"), asked=True)


def _is_part_of(column: ListColumn, whole: ListColumn) -> bool:
    """Whether each of its amounts is none, all or a part of the whole amount in its row, and one at least is money."""
    signs = decimal_sign(column.values), decimal_sign(whole.values)
    pairs = [(to_amount(a, signs[0]), to_amount(b, signs[1])) for a, b in zip(column.values, whole.values, strict=True)]
    return any(a for a, _ in pairs) and all(a is None or (b is not None and 0 <= a <= abs(b)) for a, b in pairs)


def _known_otherwise(column: ListColumn, sheet: Surveyed) -> bool:
    """A date that is known to be something else: the day of delivery, of a reminder, of the invoice."""
    known = any(g.column.place == column.place and g.role in DATES for g in (sheet.guessed or {}).values())
    return known or is_other_date(column)


def _offered(free: Sequence[ListColumn], role: str) -> list[ListColumn]:
    """The columns that can be it by what they hold; all of them where none can."""
    kind = {"amount": "money", "marked_paid": "money", "marked_open": "money", "marked_credited": "money"}.get(role, "")
    dates = role in DATES
    fit = [c for c in free if (c.shape.dated >= 0.5 if dates else c.shape.money >= 0.5 if kind else True)]
    return fit or list(free)


_MEANT = {
    "invoice_no": N_("the number of the invoice"),
    "invoice_date": N_("the day the invoice was written"),
    "typed_due_date": N_("the day by which it is to be paid"),
    "amount": N_("the whole amount of the invoice, VAT included"),
    "marked_paid": N_("what has been paid of it"),
    "marked_credited": N_("what has been credited of it"),
    "marked_open": N_("what is still open of it"),
    "marked_paid_on": N_("the day it was paid"),
    "marked_status": N_("the word that says whether it is paid"),
    "date": N_("the day the money came"),
}


def _meant(role: str) -> str:
    """What a column is, in words within a sentence; "" where its help says it."""
    text = _MEANT.get(role)
    return _(text) if text else ""


def _words(sheet: str, column: Column, guess: Guess | None) -> str:
    what = _meant(column.key) or _(column.help).split(".")[0]
    if guess is None:
        return _("{sheet}: which column is {what}?", sheet=sheet, what=what)
    question = _('{sheet}: is "{column}" {what}?', sheet=sheet, column=guess.column.header, what=what)
    if guess.sure <= MAYBE + 0.06 and guess.why:
        return question + " " + _("But {reason}.", reason=guess.why[-1])
    return question


def _cannot(sheet: str, column: Column, done: Mapping[str, Settled]) -> str:
    known = [_("{role} in column {letter}", role=s.role.replace("_", " "), letter=column_letter(s.column.place))
             for s in done.values() if s.column is not None]  # fmt: skip
    parts = [
        _("The list on {sheet} has no column for {column} ({what}), and cannot be used without it.", sheet=sheet,
          column=column.header, what=_meant(column.key))
    ]  # fmt: skip
    if column.key == "amount":
        parts.append(_("If you have only amounts without VAT, add a column with the whole amount, VAT included."))
    parts.append(_("Add the column and adopt again. Found: {columns}. Nothing was changed.",
                   columns=", ".join(known) or _("nothing")))  # fmt: skip
    return " ".join(parts)
