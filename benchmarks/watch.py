"""Watches a simulated desk for what must never happen, with books of its own.

It knows what was typed on the desk and what was really sent, and counts by itself; nothing here asks the product
what is open, held or due.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desk import FORMAL, Desk, Week, after_workdays

from ar_sheets.schema.model import LetterLine, Message

ZERO = Decimal(0)
CONTACTS = ("sent", "posted", "called", "handed over")
COUNTED = ("Reminder", "Call", "Final reminder")
CLAIMS = ("fee", "compensation", "interest")


class Watch:
    """The truth about one desk. `violations` are sentences; there must be none."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.violations: list[str] = []
        self.made: dict[str, list[tuple[date, str]]] = defaultdict(list)  # invoice -> (day, step)
        self.contacts: dict[str, set[date]] = defaultdict(set)  # customer -> days
        self.currency_contacts: dict[tuple[str, str], set[date]] = defaultdict(set)
        self.claimed: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
        self.tries: Counter[tuple[str, str]] = Counter()  # calls that nobody answered; the third counts
        self._plans: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for step in desk.sheets["Dunning plan"]:
            self._plans[step["plan"]].append(step)

    def run(self, day: date) -> Week:
        """The desk's run of a day, looked at closely."""
        week = self.desk.run(day)
        for entry in week.entries:
            self._logged(entry)
        seen: set[tuple[str, str, bool]] = set()
        balances = self._balances(day)
        self._index(day)
        for message in week.messages:
            key = (message.customer.customer_id, message.currency, message.step.kind == "Hand-over")
            self._say(key in seen, f"{day} two messages to {key}")
            seen.add(key)
            self._message(message, day, balances)
        self._outbox(week)
        self._say(bool(week.messages) and self._stale(day), f"{day} letters on stale payments")
        return week

    def again(self, day: date) -> None:
        """A second run on the same day changes nothing."""
        before = self.desk.copied()
        self.desk.run(day)
        changed = [name for name, rows in self.desk.sheets.items() if rows != before[name]]
        self._say(bool(changed), f"{day} a second run changed {changed}")

    def _stale(self, day: date) -> bool:
        values = {row["setting"]: row["value"] for row in self.desk.sheets["Settings"]}
        until = values.get("Payments complete until")
        return until is not None and until + timedelta(days=values.get("Stale after days", 7)) < day

    def _say(self, wrong: bool, what: str) -> None:
        if wrong:
            self.violations.append(what)

    def _logged(self, entry: Any) -> None:
        if entry.event in CONTACTS and entry.step:
            steps = [step for _, step in self.made[entry.invoice_no]]
            self._say(entry.step in steps, f"{entry.as_of} {entry.invoice_no} got {entry.step} twice")
            self.made[entry.invoice_no].append((entry.as_of, entry.step))
            self.contacts[entry.customer_id].add(entry.as_of)
            self.currency_contacts[entry.customer_id, entry.currency].add(entry.as_of)
        elif entry.event == "no answer":
            self.tries[entry.invoice_no, entry.step] += 1
            if self.tries[entry.invoice_no, entry.step] == 3:
                self.made[entry.invoice_no].append((entry.as_of, entry.step))
        elif entry.event in CLAIMS:
            self.claimed[entry.customer_id, entry.currency] += entry.amount

    def _message(self, message: Message, day: date, balances: dict[tuple[str, str], Decimal]) -> None:
        customer = message.customer.customer_id
        key = (customer, message.currency)
        new = sum((c.amount for line in message.lines for c in line.charges), ZERO)
        new += sum((line.new_interest for line in message.lines), ZERO)
        owed = balances[key] + self.claimed[key] + new
        self._say(message.total_due > owed, f"{day} {customer} is asked for {message.total_due}, owes {owed}")
        self._say(message.total_due <= 0, f"{day} {customer} is asked for {message.total_due}")
        formal = any(line.step_kind in FORMAL for line in message.lines)
        self._say(formal and not message.needs_approval, f"{day} {customer}: a formal step without a person")
        for line in message.lines:
            self._line(message, line, day)

    def _line(self, message: Message, line: LetterLine, day: date) -> None:
        number, row = line.invoice_no, self._invoices[line.invoice_no]
        reason = self._peace(row, day)
        self._say(bool(reason), f"{day} {number} is in a letter, but {reason}")
        self._say(row["customer_id"] != message.customer.customer_id, f"{day} {number} is another customer's")
        self._say(line.open_amount <= 0, f"{day} {number} is in a letter with nothing to ask for")
        if line.step:
            self._step(message, line, row, day)

    def _step(self, message: Message, line: LetterLine, row: dict[str, Any], day: date) -> None:
        number, customer = line.invoice_no, message.customer
        plan = self._plans[customer.plan or customer.profile]
        names = [step["name"] for step in plan]
        step = plan[names.index(line.step)]
        made = [name for _, name in self.made[number]]
        before = max((names.index(name) for name in made), default=-1)
        jump = names.index(line.step) - before
        skipped_courtesy = jump == 2 and plan[before + 1]["kind"] == "Courtesy"
        self._say(line.step in made, f"{day} {number} would get {line.step} twice")
        self._say(jump != 1 and not skipped_courtesy, f"{day} {number} jumps from {made[-1:]} to {line.step}")
        late = (day - row["typed_due_date"]).days
        self._say(late < step["days"], f"{day} {number} gets {line.step} on day {late}")
        self._say(step["kind"] == "Courtesy" and late > 0, f"{day} {number} gets a courtesy on day {late}")
        gap = timedelta(days=step["min_gap_days"])
        days = {d for d in self.contacts[customer.customer_id] if d < day}
        days |= self.currency_contacts[customer.customer_id, message.currency]
        last = max(days, default=None)
        self._say(last is not None and day < last + gap, f"{day} {customer.customer_id} had a contact on {last}")
        kinds = {s["name"]: s["kind"] for s in plan}
        counted = sum(kinds.get(name) in COUNTED for name in made)
        self._say(step["kind"] in FORMAL and counted < 3, f"{day} {number} gets {line.step} after {counted} reminders")

    def _peace(self, row: dict[str, Any], day: date) -> str:
        """Why the invoice must not be in a letter, by what was typed; empty when it may."""
        customer = self._customers[row["customer_id"]]
        disputed = row["dispute_reason"] and not row["dispute_reason"].startswith("settled")
        if disputed and not row["dispute_reason"][0].isdigit():
            return "it is disputed"
        if row["promise_date"] is not None and day <= after_workdays(row["promise_date"], 2):
            return f"it is promised for {row['promise_date']}"
        if row["reply"] in ("Paid already", "Invoice not received"):
            return f"the reply is {row['reply']}"
        for place in (row, customer):
            lasting = place["hold_reason"] and "insolvent" in place["hold_reason"]
            open_ended = place["hold_reason"] and place["hold_until"] is None
            if lasting or open_ended or (place["hold_until"] is not None and day <= place["hold_until"]):
                return "it is on hold"
        if row["amount"] <= self._settled[row["invoice_no"]]:
            return "it is paid"
        return ""

    def _index(self, day: date) -> None:
        """Rows by number, and what was paid on each invoice: by payments that name it alone and by credit notes,
        less the charges that may have been paid of it. Never more than really came."""
        sheets = self.desk.sheets
        self._customers = {row["customer_id"]: row for row in sheets["Customers"]}
        self._invoices = {row["invoice_no"]: row for row in sheets["Invoices"]}
        self._settled: dict[str, Decimal] = defaultdict(lambda: ZERO)
        for row in sheets["Payments"]:
            if row["invoice_no"] and row["date"] <= day:
                self._settled[row["invoice_no"]] += row["amount"]
        for row in sheets["Invoices"]:
            if row["kind"] == "Credit note" and row["invoice_date"] <= day:
                self._settled[row["po_ref"]] += row["amount"]
        for row in sheets["Log"]:
            if row["event"] in CLAIMS:
                self._settled[row["invoice_no"]] -= row["amount"]

    def _balances(self, day: date) -> dict[tuple[str, str], Decimal]:
        """What each customer owes in each currency: invoices less credit notes less payments."""
        owed: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
        for row in self.desk.sheets["Invoices"]:
            if row["invoice_date"] <= day:
                sign = -1 if row["kind"] == "Credit note" else 1
                owed[row["customer_id"], row["currency"]] += sign * row["amount"]
        for payment in self.desk.sheets["Payments"]:
            if payment["date"] <= day:
                owed[payment["customer_id"], payment["currency"]] -= payment["amount"]
        return owed

    def _outbox(self, week: Week) -> None:
        """Each message has its row, no two rows wait for one customer, and what vanished says why."""
        to_come = "Waits: letter"  # for a letter whose Done on is a day to come: no other goes to the customer
        pending = [r for r in self.desk.pending() if not (r["why"] or "").startswith(to_come)]
        waiting = [(r["customer_id"], r["currency"], r["channel"] == "Hand-over") for r in pending]
        self._say(len(waiting) != len(set(waiting)), f"two rows wait for one customer: {waiting}")
        self._say(len(waiting) != len(week.messages), f"{len(waiting)} rows wait, {len(week.messages)} messages")
        for row in self.desk.sheets["Outbox"]:
            self._say(row["status"] == "Superseded" and not row["why"], f"{row['letter_id']} vanished without a reason")
