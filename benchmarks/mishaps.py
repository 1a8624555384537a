"""What goes wrong in a real office, for the simulated one: corrections, names that change, money that is in doubt.

Each is typed as an owner types it, without telling the program, and mostly put right some weeks later. What really
is so is kept beside the rows, in hidden keys: `_id` who or what a row is about, whatever it is called by now;
`_person` who really paid and `_for` what for (debts and amounts); `_void` money that is no customer's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ar_sheets.schema import translations

Row = dict[str, Any]
CENT = Decimal("0.01")
SEPARATORS = ("/", " + ", " & ", ", ", "; ", " og ", " und ", " e ", "\n", " ")
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!")
ERROR_CELLS = {
    "Invoices": ("invoice_no", "customer_id", "kind", "invoice_date", "typed_due_date", "amount", "currency", "po_ref",
                 "promise_date", "dispute_reason", "hold_until", "hold_reason", "reply"),
    "Customers": ("customer_id", "profile", "country", "hold_until", "hold_reason", "email", "terms_days", "plan"),
    "Payments": ("date", "customer_id", "invoice_no", "amount", "currency"),
    "Settings": ("value",),
    "Dunning plan": ("name", "kind", "days", "min_gap_days", "approval"),
}  # fmt: skip


class Mishaps:
    """What goes wrong at one desk. `year` is the simulated business (simulation.py)."""

    def __init__(self, year: Any, seed: int) -> None:
        self.year, self.desk = year, year.desk
        self.dice = random.Random(f"mishaps {seed}")
        self.mending: list[tuple[date, Callable[[], None]]] = []
        self.count = 0
        self.happened: dict[str, int] = {}
        self.often: dict[Callable[[date], None], float] = {
            self.moves: 0.10, self.reuses: 0.12, self.renames: 0.10, self.renames_step: 0.03, self.moves_step: 0.006,
            self.errs: 0.25, self.bounces: 0.10, self.refunds_last_year: 0.05, self.bank_takes_fee: 0.10,
            self.pays_twice: 0.06, self.renumbers: 0.10, self.pays_oddly: 0.25, self.pays_ahead: 0.10,
        }  # fmt: skip

    def week(self, day: date) -> None:
        """What is put right this week, and what goes wrong."""
        due = [mend for when, mend in self.mending if when <= day]
        self.mending = [(when, mend) for when, mend in self.mending if when > day]
        for mend in due:
            mend()
        for happens, often in self.often.items():
            if self.dice.random() < often:
                happens(day)
                self.happened[happens.__name__] = self.happened.get(happens.__name__, 0) + 1

    def _later(self, day: date, mend: Callable[[], None], chance: float = 1.0) -> None:
        if self.dice.random() < chance:
            self.mending.append((day + timedelta(weeks=self.dice.randrange(1, 5)), mend))

    def _open_row(self) -> Row | None:
        rows = [self.year.rows[number] for number in self.year.open]
        return self.dice.choice(rows) if rows else None

    def _naming(self, number: str) -> Iterator[Row]:
        return (row for row in self.desk.sheets["Payments"] if row["invoice_no"] == number)

    def _other(self, customer_id: str, currency: str) -> Row:
        all_of_them = [row for row in self.desk.sheets["Customers"] if row["customer_id"] != customer_id]
        same = [row for row in all_of_them if row["currency"] == currency]
        return self.dice.choice(same or all_of_them)

    # Whose an invoice is, and what things are called

    def moves(self, day: date) -> None:
        """An invoice stood under the wrong customer; sometimes it was right and goes back."""
        row = self._open_row()
        if row is None:
            return
        old, other = row["customer_id"], self._other(row["customer_id"], row["currency"])
        row["customer_id"] = other["customer_id"]
        for payment in self._naming(row["invoice_no"]):
            if payment["customer_id"] in (None, other["customer_id"]):  # then it looks like theirs
                payment["_person"] = other["_id"]
        if self.dice.random() < 0.5:
            for payment in self._naming(row["invoice_no"]):
                payment["customer_id"], payment["_person"] = other["customer_id"], other["_id"]
        elif any(customer["customer_id"] == old for customer in self.desk.sheets["Customers"]):
            self._later(day, lambda: self._back(row, old), 0.5)

    def _back(self, row: Row, customer_id: str) -> None:
        there = [one for one in self.desk.sheets["Customers"] if one["customer_id"] == customer_id]
        if there:
            row["customer_id"] = customer_id
            for payment in self._naming(row["invoice_no"]):
                if payment["customer_id"] in (None, customer_id):
                    payment["_person"] = there[0]["_id"]

    def reuses(self, day: date) -> None:
        """The row, and the number, of an invoice that is settled is used again for a new one."""
        done = [
            n for n, row in self.year.rows.items() if n not in self.year.open and (day - row["invoice_date"]).days > 60
        ]
        if not done:
            return
        number = self.dice.choice(done)
        if self.dice.random() < 0.7:  # what was paid and credited is filed away
            for payment in self._naming(number):
                self.year.bank.file_away(payment)
            for sheet, key in (("Payments", "invoice_no"), ("Invoices", "po_ref")):
                self.desk.sheets[sheet] = [row for row in self.desk.sheets[sheet] if row[key] != number]
        row = self.year.rows[number]
        if self.dice.random() < 0.5:
            row["customer_id"] = self._other(row["customer_id"], row["currency"])["customer_id"]
        blank = dict.fromkeys(
            ("reply", "promise_date", "promise_amount", "dispute_reason", "hold_until", "hold_reason")
        )
        amount = Decimal(self.dice.randrange(5000, 500000)) / 100
        row |= blank | {"_id": self.desk.new_id(), "invoice_date": day, "typed_due_date": day + timedelta(days=14),
                        "amount": amount}  # fmt: skip
        self.year.open[number] = amount

    def renames(self, _day: date) -> None:
        """A customer gets another ID, in Customers and Invoices; in Payments not always."""
        row = self.dice.choice(self.desk.sheets["Customers"])
        self.count += 1
        old, new = row["customer_id"], f"K{self.count}-{row['customer_id'][-4:]}"
        sheets = ["Customers", "Invoices"] + ["Payments"] * (self.dice.random() < 0.6)
        for sheet in sheets:
            for other in self.desk.sheets[sheet]:
                if other["customer_id"] == old:
                    other["customer_id"] = new
        self.year.habits[new] = self.year.habits[old]

    def renames_step(self, _day: date) -> None:
        """A step, or all of a plan, gets another name; two steps may change their names."""
        steps, luck = self.desk.sheets["Dunning plan"], self.dice.random()
        if luck < 0.4:
            self.count += 1
            self.dice.choice(steps)["name"] = f"Letter {self.count}, friendly; 7"
        elif luck < 0.8:
            language = self.dice.choice(("nb", "sv", "de", "nl", "pt"))
            for step in steps:
                step["name"] = translations.word_in("step", step["name"], language)
        else:
            one = self.dice.choice(steps)
            last = max((step for step in steps if step["plan"] == one["plan"]), key=lambda step: step["step"])
            one["name"], last["name"] = last["name"], one["name"]

    def moves_step(self, _day: date) -> None:
        """Two steps of a plan change their places."""
        plan = self.dice.choice(("Business", "Public", "Consumer"))
        three, four = sorted(
            (s for s in self.desk.sheets["Dunning plan"] if s["plan"] == plan), key=lambda s: s["step"]
        )[2:4]
        for key in ("step", "days"):
            three[key], four[key] = four[key], three[key]

    def renumbers(self, day: date) -> None:
        """The number of an invoice is corrected; some type the old one again when they are told."""
        row = self._open_row()
        if row is None:
            return
        self.count += 1
        old, new, everywhere = row["invoice_no"], f"{20000 + self.count}", self.dice.random() < 0.5
        self._renumber(old, new, everywhere=everywhere)
        self._later(day, lambda: self._renumber(row["invoice_no"], old, everywhere=True), 0.5)

    def _renumber(self, old: str, new: str, *, everywhere: bool) -> None:
        year = self.year
        if new in year.rows or old not in year.rows:
            return
        year.rows[new] = year.rows.pop(old)
        year.rows[new]["invoice_no"] = new
        if old in year.open:
            year.open[new] = year.open.pop(old)
        for sheet, key in (("Payments", "invoice_no"), ("Invoices", "po_ref")) if everywhere else ():
            for row in self.desk.sheets[sheet]:
                if row[key] == old:
                    row[key] = new

    def errs(self, day: date) -> None:
        """A formula somebody keeps in a cell gives an error."""
        sheet = self.dice.choices(list(ERROR_CELLS), (50, 15, 29, 3, 3))[0]
        rows = self.desk.sheets[sheet]
        if sheet in ("Invoices", "Payments"):
            rows = rows[-40:]
        if rows:
            row = self.dice.choice(rows)
            cell = (sheet, row["_id"], self.dice.choice(ERROR_CELLS[sheet]))
            self.desk.errors[cell] = self.dice.choice(ERRORS)
            self._later(day, lambda: self.desk.errors.pop(cell, None) and None)

    # Money

    def _type(self, row: Row, amount: Decimal, day: date, **other: Any) -> Row:
        customer = next(c for c in self.desk.sheets["Customers"] if c["customer_id"] == row["customer_id"])
        right = {"date": max(day, row["invoice_date"]), "customer_id": row["customer_id"],
                 "invoice_no": row["invoice_no"], "amount": amount, "currency": row["currency"],
                 "_person": customer["_id"], "_for": ((row["_id"], amount),)}  # fmt: skip
        self.desk.add("Payments", right | other)
        return self.desk.sheets["Payments"][-1]

    def _take_out(self, payment: Row) -> None:
        self.desk.sheets["Payments"] = [row for row in self.desk.sheets["Payments"] if row is not payment]

    def bounces(self, day: date) -> None:
        """The bank takes a payment back; the invoice is owed again."""
        back = {row["_back"] for row in self.desk.sheets["Payments"] if "_back" in row}
        rows = [p for p in self.desk.sheets["Payments"] if p["amount"] > 0 and p["invoice_no"] in self.year.rows
                and 0 < (day - p["date"]).days < 60 and p["_id"] not in back and not p.get("_odd")]  # fmt: skip
        if rows:
            payment = self.dice.choice(rows)
            row = self.year.rows[payment["invoice_no"]]
            if row["customer_id"] != payment["customer_id"] or row["invoice_date"] > payment["date"]:
                return
            named = row["invoice_no"] if self.dice.random() < 0.8 else None
            self._type(row, -payment["amount"], day, invoice_no=named, _back=payment["_id"])
            number = row["invoice_no"]
            self.year.open[number] = self.year.open.get(number, Decimal(0)) + payment["amount"]

    def refunds_last_year(self, day: date) -> None:
        """Money goes back whose receipt is in last year's file; the row is taken out when the owner has read of it."""
        row = self.dice.choice(list(self.year.rows.values()))
        payment = self._type(row, -Decimal(self.dice.randrange(1000, 30000)) / 100, day, invoice_no=None, _void=True,
                             _for=())  # fmt: skip
        self._later(day, lambda: self._take_out(payment))

    def bank_takes_fee(self, day: date) -> None:
        """The bank's fee for a payment it took back, typed as the customer's."""
        row = self.dice.choice(list(self.year.rows.values()))
        named = row["invoice_no"] if self.dice.random() < 0.5 else None
        payment = self._type(row, Decimal(-25), day, invoice_no=named, _void=True, _for=())
        self._later(day, lambda: self._take_out(payment))

    def pays_twice(self, day: date) -> None:
        """A customer pays again what is paid, and gets it back."""
        done = [row for number, row in self.year.rows.items() if number not in self.year.open]
        if done:
            row = self.dice.choice(done)
            first = self._type(row, row["amount"], day, _odd=True)
            again = day + timedelta(days=14)
            self._later(day, lambda: row["customer_id"] == first["customer_id"]
                        and row["_id"] == first["_for"][0][0]
                        and self._type(row, -first["amount"], again, _odd=True) and None)  # fmt: skip

    def pays_oddly(self, day: date) -> None:
        """A payment of all of an invoice, typed so that the program may not be sure; put right later."""
        row = self._open_row()
        if row is None:
            return
        amount, right = (
            self.year.open[row["invoice_no"]],
            {"customer_id": row["customer_id"], "invoice_no": row["invoice_no"]},
        )
        odd = dict(right)
        way, more = self.dice.randrange(6), []
        if way == 0:
            odd["customer_id"] = self._other(row["customer_id"], row["currency"])["customer_id"]
        elif way == 1:
            odd["customer_id"] += "Q"
        elif way == 2:
            odd["invoice_no"] = self.dice.choice(("0{}", "INV-{}", "Invoice {}", "no. {} thanks")).format(
                row["invoice_no"]
            )
        elif way == 3:
            odd |= {"customer_id": f"{row['customer_id']}Q", "invoice_no": None}
        elif way == 4:
            odd["customer_id"] = None
        else:
            more = [other for other in map(self.year.rows.get, self.year.open) if other is not row
                    and all(other[key] == row[key] for key in ("customer_id", "currency"))][:2]  # fmt: skip
            odd["invoice_no"] = self.dice.choice(SEPARATORS).join(one["invoice_no"] for one in (row, *more))
        parts = tuple((one["_id"], self.year.open[one["invoice_no"]]) for one in (row, *more))
        amount = sum((part for _, part in parts), Decimal(0))
        last = max(one["invoice_date"] for one in (row, *more))
        payment = self._type(row, amount, max(day, last), **odd, _for=parts, _odd=True)
        for one in (row, *more):
            self.year.settle(one["invoice_no"], self.year.open[one["invoice_no"]])
        if way < 4 and odd["customer_id"] is not None:
            self._later(day, lambda: self._correct(payment, row))

    def _correct(self, payment: Row, row: Row) -> None:
        if row["_id"] == payment["_for"][0][0]:  # the row may be another invoice's by now
            payment["customer_id"], payment["invoice_no"] = row["customer_id"], row["invoice_no"]

    def pays_ahead(self, day: date) -> None:
        """A payment that the bank has for a day to come."""
        row = self._open_row()
        if row is not None:
            amount = self.year.open[row["invoice_no"]]
            self._type(row, amount, day + timedelta(days=self.dice.randrange(1, 32)))
            self.year.settle(row["invoice_no"], amount)
