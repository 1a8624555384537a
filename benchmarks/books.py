"""The truth about a simulated desk, by what its rows are about and not by what they are called.

Whose each invoice is, what came in for it, which letters went to whom: kept by the hidden keys of the rows (`_id`,
see mishaps.py), so that a number, an ID or a step that is called otherwise by now is still the same.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desk import Desk, Row

ZERO = Decimal(0)
CREDIT_CELLS = {"invoice_no", "customer_id", "kind", "invoice_date", "amount", "currency", "po_ref"}
AHEAD = timedelta(days=31)
NOTES = {("Payments", "method"), ("Payments", "note"), ("Settings", "note")}  # nothing is worked out from these


@dataclass(frozen=True)
class Made:
    """One contact about one debt: when, which step (the `_id` of its row in the plan), and whether it reached them."""

    on: date
    step: int
    kind: str
    reached: bool


@dataclass
class Letter:
    """What a letter was about when it was made: the person, and by invoice number the debt and the step."""

    person: int
    lines: dict[str, tuple[int, int | None]] = field(default_factory=dict)


class Books:
    """What is so on one desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.letters: dict[str, Letter] = {}
        self.made: dict[tuple[int, int], list[Made]] = defaultdict(list)  # (person, debt)
        self.contacts: dict[tuple[int, str], set[date]] = defaultdict(set)  # (person, currency)
        self.claimed: dict[tuple[int, int, str], list[Decimal]] = defaultdict(list)  # (person, debt, kind)
        self.order: dict[str, list[int]] = {}  # plan -> its steps, as they stood at first
        self.kinds: dict[int, str] = {}

    def look(self, day: date) -> None:
        """Read the desk as it is today."""
        self.name()
        sheets = self.desk.sheets
        self.credits = [row for row in sheets["Invoices"] if row["kind"] == "Credit note"]
        self.plans: dict[str, list[Row]] = defaultdict(list)
        for step in sorted(sheets["Dunning plan"], key=lambda step: step["step"]):
            self.plans[step["plan"]].append(step)
            self.kinds[step["_id"]] = step["kind"]
        for plan, steps in self.plans.items():
            self.order.setdefault(plan, [step["_id"] for step in steps])
        self._resolve()
        self._held_by_errors()
        self.settled = self._settled(day)
        self.settled_soon = self._settled(day + AHEAD)
        self.owed = self._owed(day)

    def name(self) -> None:
        """Read what customers and invoices are called now."""
        sheets = self.desk.sheets
        self.customers = {row["customer_id"]: row for row in sheets["Customers"]}
        self.invoices = {row["invoice_no"]: row for row in sheets["Invoices"] if row["kind"] != "Credit note"}

    def person(self, customer_id: str) -> int | None:
        """Who has this ID now."""
        row = self.customers.get(customer_id)
        return None if row is None else int(row["_id"])

    def steps(self, customer: Row) -> list[Row]:
        """The steps of a customer's plan, in order."""
        return self.plans[customer["plan"] or customer["profile"]]

    def moved(self, customer: Row) -> bool:
        """Whether the steps of their plan changed places."""
        name = customer["plan"] or customer["profile"]
        return [step["_id"] for step in self.plans[name]] != self.order[name]

    def _resolve(self) -> None:
        """Whose money a new row is and what for, as it was typed when it was new."""
        for row in self.desk.sheets["Payments"]:
            if "_for" not in row or (row["_person"] is None and row["customer_id"]):
                named = self.invoices.get(row["invoice_no"])
                row["_person"] = self.person(row["customer_id"])
                row["_for"] = ((named["_id"], row["amount"]),) if named else ()
            elif self._plainly(row):
                row["_person"] = self.person(row["customer_id"])
        for row in self.credits:
            if "_for" not in row:
                named = self.invoices.get(row["po_ref"])
                row["_for"] = ((named["_id"], row["amount"]),) if named else ()

    def _plainly(self, row: Row) -> bool:
        """Whether a payment names a customer and an invoice of theirs: whoever paid, since the invoice was moved
        nobody could tell it from theirs."""
        named = self.invoices.get(row["invoice_no"])
        return named is not None and row["customer_id"] == named["customer_id"]

    def _settled(self, day: date) -> dict[int, Decimal]:
        """What came for each debt up to a day, less the charges that may have been paid of it."""
        found: dict[int, Decimal] = defaultdict(lambda: ZERO)
        rows = [(row, row["date"]) for row in self.desk.sheets["Payments"]]
        rows += [(row, row["invoice_date"]) for row in self.credits]
        for row, dated in rows:
            for debt, amount in row["_for"] if dated <= day else ():
                found[debt] += amount
        together = [{debt for debt, _ in row["_for"]} for row, _ in rows if len(row["_for"]) > 1]
        for (_, debt, _), amounts in self.claimed.items():
            for other in {debt}.union(*(debts for debts in together if debt in debts)):
                found[other] -= sum(amounts, ZERO)
        return found

    def _owed(self, day: date) -> dict[tuple[int | None, str], Decimal]:
        """What each person owes in each currency: invoices less credit notes less payments, with what letters
        claimed on the invoices that are theirs now."""
        owed: dict[tuple[int | None, str], Decimal] = defaultdict(lambda: ZERO)
        there = {row["_id"] for row in self.invoices.values()}
        for row in (*self.invoices.values(), *self.credits):
            if row["invoice_date"] <= day:
                person = self.person(row["customer_id"])
                owed[person, row["currency"]] += -row["amount"] if row["kind"] == "Credit note" else row["amount"]
                for kind in ("fee", "compensation", "interest"):
                    owed[person, row["currency"]] += sum(self.claimed.get((person, row["_id"], kind), ()), ZERO)
        for row in self.desk.sheets["Payments"]:
            gone = row["_for"] and not any(debt in there for debt, _ in row["_for"])
            if row["date"] <= day and not row.get("_void") and not gone and not self._nobody_knows(row):
                owed[row["_person"], row["currency"]] -= row["amount"]
        return owed

    def _nobody_knows(self, row: Row) -> bool:
        """Whether an error hides whose money this is."""
        return ("Payments", row["_id"], "customer_id") in self.desk.errors and row["invoice_no"] is None

    def _held_by_errors(self) -> None:
        """Whom and what the error values in cells hold."""
        cells: dict[tuple[str, int], set[str]] = defaultdict(set)
        for sheet, of, key in self.desk.errors:
            if (sheet, key) not in NOTES:
                cells[sheet, of].add(key)
        self.no_letters = any(sheet in ("Settings", "Dunning plan", "Log") for sheet, _ in cells)
        self.held_people: set[int | None] = {of for sheet, of in cells if sheet == "Customers"}
        self.held_debts = {of for sheet, of in cells if sheet == "Invoices"}
        for sheet, names in (("Payments", "invoice_no"), ("Invoices", "po_ref")):
            for row in self.desk.sheets[sheet]:
                bad = cells.get((sheet, row["_id"]))
                if not bad or (sheet == "Invoices" and (row["kind"] != "Credit note" or not bad & CREDIT_CELLS)):
                    continue
                if "customer_id" not in bad:
                    self.held_people.add(self.person(row["customer_id"]))
                if names not in bad and row[names]:
                    self.held_debts |= {debt for debt, _ in row["_for"]}

    def note_letter(self, message: Any) -> None:
        """What a letter is about, as it was made."""
        customer = self.customers[message.customer.customer_id]
        letter = self.letters.setdefault(message.letter_id, Letter(customer["_id"]))
        steps = {step["name"]: step["_id"] for step in self.steps(customer)}
        for line in message.lines:
            row = self.invoices.get(line.invoice_no)
            if row is not None:
                letter.lines[line.invoice_no] = (row["_id"], steps.get(line.step))

    def of_entry(self, entry: Any) -> tuple[int, int, int | None] | None:
        """Person, debt and step of a Log row, by its letter as it was made; None where no letter was about that."""
        letter = self.letters.get(entry.letter_id)
        if letter is None or entry.invoice_no not in letter.lines:
            return None
        return (letter.person, *letter.lines[entry.invoice_no])
