"""An owner who formats, colours, pastes and types at random through another program: no run is blocked, nothing that
must never happen happens. Seeded: the same owner each time."""

from __future__ import annotations

import copy
import random
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from conftest import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from ar_sheets.schema.columns import SHEETS
from ar_sheets.workbook.read import read_book

FIRST = date(2026, 1, 9)  # a Friday
CONTACTS = ("sent", "posted", "called")
STYLES: tuple[Callable[[Any], None], ...] = (
    lambda cell: setattr(cell, "font", Font(bold=True, color="FF0000")),
    lambda cell: setattr(cell, "fill", PatternFill("solid", fgColor="FFFF00")),
    lambda cell: setattr(cell, "border", Border(left=Side("thin"), top=Side("double"))),
    lambda cell: setattr(cell, "alignment", Alignment(wrap_text=True, horizontal="center")),
    lambda cell: setattr(cell, "style", "Normal"),
)
PROFILES = ("Business", "Consumer", "Public")
FORMATS = ("General", "0.00", "yyyy-mm-dd", "dd/mm/yyyy hh:mm", "@", '#,##0.00 "kr"', "0%")
GARBAGE = (
    "?",
    "1.250,00",
    "soon",
    "\x0b",
    " ",
    "=1+",
    "'5",
    0,
    -1,
    1e12,
    True,
    date(9999, 12, 31),
    date(1900, 1, 1),
    "",
)
TYPED = {
    "Invoices": ("typed_due_date", "currency", "kind", "po_ref", "promise_date", "promise_amount", "reply",
                 "hold_until", "hold_reason", "customer_comment", "internal_note"),
    "Customers": ("terms_days", "discount_percent", "credit_limit", "hold_until", "language", "email", "plan"),
    "Payments": ("currency", "reference", "note", "method"),
}  # fmt: skip


class Owner:
    """One business and the person who keeps it."""

    def __init__(self, make: Callable[..., Workbook], seed: int) -> None:
        self.dice = random.Random(seed)
        people = "\n".join(
            f"C{n} | Customer {n} | {self.dice.choice(PROFILES)} | c{n}@kunde.example | Gata {n} | Oslo"
            for n in range(1, 6)
        )
        self.book = make(
            f"Customers\nCustomer ID | Name | Profile | Email | Street | City\n{people}\n\n"
            "Invoices\nInvoice no | Customer ID | Invoice date | Amount\n\n"
            "Payments\nDate | Customer ID | Invoice no | Amount\n"
        )
        self.owed: dict[str, tuple[str, int]] = {}
        self.paid: Counter[str] = Counter()
        self.wrong: list[str] = []

    def week(self, day: date) -> None:
        """A week of the owner's work and the run of its Friday, looked at."""
        opened = openpyxl.load_workbook(self.book.path)
        tables = read_book(self.book.path.read_bytes()).tables
        self._work(opened, tables, day)
        for _ in range(self.dice.randrange(8)):
            self._play(opened, tables)
        opened.save(self.book.path)
        typed = self._typed()
        pending = {row["letter_id"] for row in self.book.rows("Outbox")}
        for look in ("check", "run"):
            done = self.book.command(look, "--as-of", day.isoformat())
            self._say(done.exit_code not in (0, 1), f"{day} {look} is blocked: {done.output[-300:]}")
        self._say(self._typed() != typed, f"{day} the run changed what was typed")
        content = self.book.path.read_bytes()
        self.book.command("run", "--as-of", day.isoformat())
        self._say(self.book.path.read_bytes() != content, f"{day} a second run changed the workbook")
        self._look(day, pending)

    def _say(self, wrong: bool, what: str) -> None:
        if wrong:
            self.wrong.append(what)

    def _work(self, opened: Any, tables: Any, day: date) -> None:
        """New invoices, payments, and letters marked as done."""
        for _ in range(self.dice.randrange(3)):
            number, who = f"F{1001 + len(self.owed)}", f"C{self.dice.randrange(1, 6)}"
            amount = self.dice.randrange(100, 5_000)
            self.owed[number] = (who, amount)
            self._add(opened, tables["Invoices"], invoice_no=number, customer_id=who, amount=amount,
                      invoice_date=day - timedelta(days=self.dice.randrange(40)))  # fmt: skip
        for number, (who, amount) in self.owed.items():
            if not self.paid[number] and self.dice.random() < 0.08:
                self.paid[number] = amount
                self._add(opened, tables["Payments"], date=day - timedelta(days=1), customer_id=who, invoice_no=number,
                          amount=amount)  # fmt: skip
        box = tables.get("Outbox")
        for row, status in zip(box.rows, box.columns["status"], strict=True) if box else ():
            if status in ("Ready", "Approved") and self.dice.random() < 0.7:
                opened[box.sheet].cell(row, box.places["done_on"] + 1).value = day - timedelta(days=1)

    def _add(self, opened: Any, table: Any, **values: Any) -> None:
        sheet = opened[table.sheet]
        key = table.places["customer_id"] + 1
        last = max((r for r in range(1, sheet.max_row + 1) if sheet.cell(r, key).value not in (None, "")), default=1)
        for name, value in values.items():
            sheet.cell(last + 1, table.places[name] + 1).value = value
        top = next(iter(sheet.tables.values()), None)
        if top is not None and int(re.sub(r"\D", "", top.ref.partition(":")[2])) <= last:
            start, _, end = top.ref.partition(":")
            top.ref = top.autoFilter.ref = f"{start}:{re.sub(r'[0-9]', '', end)}{last + 1}"

    def _play(self, opened: Any, tables: Any) -> None:
        """One thing owners do for no reason a program could know."""
        table = tables[
            self.dice.choice(
                [n for n in tables if n in (*TYPED, "Outbox", "Aging", "Problems") and tables[n].rows] or ["Customers"]
            )
        ]
        sheet = opened[table.sheet]
        row = self.dice.choice(table.rows)
        key = self.dice.choice(list(table.places))
        cell = sheet.cell(row, table.places[key] + 1)
        what = self.dice.randrange(5)
        if what == 0:
            self.dice.choice(STYLES)(cell)
        elif what == 1:
            cell.number_format = self.dice.choice(FORMATS)
        elif what == 2:  # paste looks: a whole row looks like another
            other = self.dice.choice(table.rows)
            for place in table.places.values():
                sheet.cell(row, place + 1)._style = copy.copy(sheet.cell(other, place + 1)._style)
        elif what == 3:  # paste a column's values over computed ones
            ours = [
                c.key
                for s in SHEETS
                if s.name == self._name(tables, table)
                for c in s.owned_by("computed")
                if c.key in table.places
            ]
            if ours and table.sheet != "Outbox":
                sheet.cell(row, table.places[self.dice.choice(ours)] + 1).value = self.dice.choice(
                    ("x", 5, None, date(2026, 1, 1))
                )
        else:
            name = self._name(tables, table)
            keys = [k for k in TYPED.get(name, ()) if k in table.places]
            if keys:
                sheet.cell(row, table.places[self.dice.choice(keys)] + 1).value = self.dice.choice(
                    [g for g in GARBAGE if g != "\x0b"]
                )

    @staticmethod
    def _name(tables: Any, table: Any) -> str:
        return next(name for name, one in tables.items() if one is table)

    def _typed(self) -> dict[str, list[Any]]:
        book = read_book(self.book.path.read_bytes())
        return {
            f"{s.name}.{c.key}": book.tables[s.name].columns[c.key]
            for s in SHEETS
            if s.name in TYPED and s.name in book.tables
            for c in s.owned_by("you", "reply")
        }

    def _look(self, day: date, before: set[str]) -> None:
        """With books of its own: no letter twice, none about what is paid, no step made twice."""
        box = self.book.rows("Outbox")
        ids = Counter(row["letter_id"] for row in box)
        self._say(any(count > 1 for count in ids.values()), f"{day} a letter stands in the Outbox twice")
        for row in box:
            named = re.findall(r"F1\d{3}", row["invoices"] or "") if row["letter_id"] not in before else []
            settled = [n for n in named if self.paid[n] >= self.owed[n][1]]
            self._say(bool(settled), f"{day} {row['letter_id']} asks for {settled}, which are paid")
            strangers = [n for n in named if self.owed[n][0] != row["customer_id"]]
            self._say(bool(strangers), f"{day} {row['letter_id']} tells {row['customer_id']} of {strangers}")
            most = sum(Decimal(self.owed[n][1]) for n in self.owed if self.owed[n][0] == row["customer_id"]) * 2 + 1000
            self._say((row["total_due"] or 0) > most, f"{day} {row['letter_id']} asks for {row['total_due']}")
        made = Counter((r["invoice_no"], r["step"]) for r in self.book.rows("Log") if r["event"] in CONTACTS)
        self._say(any(count > 1 for count in made.values()), f"{day} a step was made twice: {made.most_common(1)}")


def simulated(make: Callable[..., Workbook], seed: int, weeks: int) -> list[str]:
    owner = Owner(make, seed)
    for number in range(weeks):
        owner.week(FIRST + timedelta(weeks=number))
        if owner.wrong:
            break
    return owner.wrong


def test_a_random_owner_for_a_month(make_workbook: Callable[..., Workbook]) -> None:
    assert simulated(make_workbook, 0, 4) == []


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(1, 21))
def test_a_random_owner_for_thirty_weeks(make_workbook: Callable[..., Workbook], seed: int) -> None:
    assert simulated(make_workbook, seed, 30) == []
