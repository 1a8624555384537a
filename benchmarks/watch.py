"""Watches a simulated desk for what must never happen, with books of its own (books.py).

It knows what was typed on the desk and what was really sent, and counts by itself; nothing here asks the product
what is open, held or due.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from books import Books, Letter, Made
from days_off import after_workdays, is_off, working
from desk import FORMAL, Desk, Row, Week

from ar_sheets.schema.model import LetterLine, Message

ZERO = Decimal(0)
CONTACTS = ("sent", "posted", "called", "handed over")
COUNTED = ("Reminder", "Call", "Final reminder")
CLAIMS = ("fee", "compensation", "interest")
PER_LETTER = {("NL", "Consumer", "compensation"), ("NO", "Consumer", "fee"), ("SE", "Consumer", "fee"),
              ("DE", "Consumer", "fee")}  # fmt: skip
MOST_FEES = 3  # letters that may claim a fee for one debt, in any of these countries
MOST_CHARGE = {"NOK": Decimal(470), "SEK": Decimal(450), "EUR": Decimal(40), "GBP": Decimal(100)}
COLLECTION_COSTS = Decimal("0.15")  # NL: of the principal, where that is more
MOST_INTEREST = Decimal("0.15")  # a year


class Watch:
    """The truth about one desk. `violations` are sentences; there must be none."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.books = Books(desk)
        self.violations: list[str] = []
        self.tries: Counter[tuple[int, int, int]] = Counter()  # calls that nobody answered; the third counts
        self.on_phone: dict[tuple[int, int], tuple[str, date | None]] = {}  # what was said on the phone last
        self.by_letter: Counter[tuple[str, str, str]] = Counter()  # letter, kind of claim, invoice

    def run(self, day: date) -> Week:
        """The desk's run of a day, looked at closely."""
        week = self.desk.run(day)
        for entry in week.entries:
            self._logged(entry)
        self.books.look(day)
        seen: set[tuple[str, str, bool]] = set()
        for message in week.messages:
            key = (message.customer.customer_id, message.currency, message.step.kind == "Hand-over")
            self._say(key in seen, f"{day} two messages to {key}")
            seen.add(key)
            self._message(message, day)
            self.books.note_letter(message)
        self._outbox(week)
        self._say(bool(week.messages) and self._stale(day), f"{day} letters on stale payments")
        self._say(bool(week.messages) and self.books.no_letters, f"{day} letters with an error in what all rest on")
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
        books = self.books
        if entry.event not in (*CONTACTS, *CLAIMS, "no answer"):
            return
        about = books.of_entry(entry)
        self._say(about is None, f"{entry.as_of} {entry.event} about {entry.invoice_no}, which no letter was about")
        if about is None:
            return
        person, debt, step = about
        if entry.event in CLAIMS:
            self.by_letter[entry.letter_id, entry.event, entry.invoice_no] += 1
            twice = self.by_letter[entry.letter_id, entry.event, entry.invoice_no] > 1
            self._say(twice, f"{entry.as_of} letter {entry.letter_id} claimed {entry.event} twice")
            books.claimed[person, debt, entry.event].append(entry.amount)
            self._covers(books.letters[entry.letter_id], debt, entry.event)
        elif step is not None:
            self._contact(entry, person, debt, step)

    def _covers(self, letter: Letter, debt: int, kind: str) -> None:
        """What the law counts per letter is claimed for every debt the letter takes a step with."""
        for other, step in letter.lines.values():
            if step is not None and other != debt and self._per_letter(letter.person, kind):
                self.books.claimed[letter.person, other, kind].append(ZERO)

    def _per_letter(self, person: int, kind: str) -> bool:
        row = next(row for row in self.desk.sheets["Customers"] if row["_id"] == person)
        return (row["country"], row["profile"], kind) in PER_LETTER

    def _contact(self, entry: Any, person: int, debt: int, step: int) -> None:
        books, reached = self.books, entry.event != "no answer"
        if not reached:
            self.tries[person, debt, step] += 1
        if reached or self.tries[person, debt, step] == 3:
            had = any(made.step == step for made in books.made[person, debt])
            self._say(had, f"{entry.as_of} {entry.invoice_no} got {entry.step} twice")
            books.made[person, debt].append(Made(entry.as_of, step, books.kinds[step], reached))
            books.contacts[person, entry.currency].add(entry.as_of)
        if entry.event == "called":
            said = next(r["outcome"] for r in self.desk.sheets["Outbox"] if r["letter_id"] == entry.letter_id) or ""
            if said.startswith("disputed"):
                self.on_phone[person, debt] = ("disputed", None)
            elif said.startswith("promised 20") and len(said) == 19:
                self.on_phone[person, debt] = ("promised", date.fromisoformat(said[9:]))

    def _message(self, message: Message, day: date) -> None:
        books, customer = self.books, message.customer.customer_id
        row = books.customers[customer]
        new = sum((c.amount for line in message.lines for c in line.charges), ZERO)
        new += sum((line.new_interest for line in message.lines), ZERO)
        owed = books.owed[row["_id"], message.currency] + new
        self._say(message.total_due > owed, f"{day} {customer} is asked for {message.total_due}, owes {owed}")
        self._say(message.total_due <= 0, f"{day} {customer} is asked for {message.total_due}")
        formal = any(line.step_kind in FORMAL for line in message.lines)
        self._say(formal and not message.needs_approval, f"{day} {customer}: a formal step without a person")
        self._say(row["_id"] in books.held_people, f"{day} {customer} gets a letter, but an error value holds them")
        early = is_off(row["country"], message.pay_by) and message.step.kind != "Courtesy"
        self._say(early, f"{day} {customer} is to pay by {message.pay_by}, a day off")
        for line in message.lines:
            self._line(message, line, day)
        self._charges(message, row, day)

    def _charges(self, message: Message, customer: Row, day: date) -> None:
        """No charge twice, none that the law counts per letter on two lines, none above what any law allows."""
        asked = sum((line.amount for line in message.lines), ZERO)
        most = max(MOST_CHARGE[message.currency], COLLECTION_COSTS * asked if customer["country"] == "NL" else ZERO)
        claims = [(line, c) for line in message.lines for c in line.charges if c.amount > 0]
        for line, charge in claims:
            before = self._claims(customer, line, charge.kind)
            again = len(before) >= (1 if charge.kind == "compensation" else MOST_FEES)
            self._say(again, f"{day} {line.invoice_no} claims {charge.kind} again")
            self._say(charge.amount > most, f"{day} {line.invoice_no} claims {charge.amount} as {charge.kind}")
        for kind, count in Counter(charge.kind for _, charge in claims).items():
            twice = count > 1 and (customer["country"], customer["profile"], kind) in PER_LETTER
            self._say(twice, f"{day} {message.letter_id} claims {kind} {count} times in one letter")
        for line in message.lines:
            days = max(0, (day - line.due_date).days)
            run = line.amount * MOST_INTEREST * days / 365 + Decimal("0.05")
            interest = sum(self._claims(customer, line, "interest"), line.new_interest)
            self._say(interest > run, f"{day} {line.invoice_no}: interest {interest}, at most {run:.2f} can have run")

    def _claims(self, customer: Row, line: LetterLine, kind: str) -> list[Decimal]:
        debt = self.books.invoices[line.invoice_no]["_id"]
        return self.books.claimed.get((customer["_id"], debt, kind), [])

    def _line(self, message: Message, line: LetterLine, day: date) -> None:
        number, row = line.invoice_no, self.books.invoices[line.invoice_no]
        reason = self._peace(row, day)
        self._say(bool(reason), f"{day} {number} is in a letter, but {reason}")
        self._say(row["customer_id"] != message.customer.customer_id, f"{day} {number} is another customer's")
        self._say(line.open_amount <= 0, f"{day} {number} is in a letter with nothing to ask for")
        claims = sum((sum(self._claims(self.books.customers[row["customer_id"]], line, kind)) for kind in CLAIMS), ZERO)
        claims += sum((charge.amount for charge in line.charges), ZERO) + line.new_interest
        others = line.fee + line.interest > claims
        self._say(others, f"{day} {number} asks charges of {line.fee + line.interest}, but only {claims} are theirs")
        if line.step:
            self._step(message, line, row, day)

    def _step(self, message: Message, line: LetterLine, row: Row, day: date) -> None:
        books, number = self.books, line.invoice_no
        customer = books.customers[row["customer_id"]]
        plan = books.steps(customer)
        ids = [step["_id"] for step in plan]
        step = next(step for step in plan if step["name"] == line.step)
        made = books.made[customer["_id"], row["_id"]]
        before = max((ids.index(one.step) for one in made), default=-1)
        jump = ids.index(step["_id"]) - before
        skipped_courtesy = jump == 2 and plan[before + 1]["kind"] == "Courtesy"
        self._say(any(one.step == step["_id"] for one in made), f"{day} {number} would get {line.step} twice")
        strange = jump != 1 and not skipped_courtesy and not books.moved(customer)
        self._say(strange, f"{day} {number} jumps from {plan[before]['name'] if made else []} to {line.step}")
        self._early(step, row, customer, message.currency, day)
        counted = sum(one.kind in COUNTED and one.reached for one in made)
        self._say(step["kind"] in FORMAL and counted < 3, f"{day} {number} gets {line.step} after {counted} reminders")

    def _early(self, step: Row, row: Row, customer: Row, currency: str, day: date) -> None:
        number, country = row["invoice_no"], customer["country"]
        first = working(country, row["typed_due_date"] + timedelta(days=step["days"]))
        self._say(day < first, f"{day} {number} gets {step['name']} on day {(day - row['typed_due_date']).days}")
        late = day > row["typed_due_date"]
        self._say(step["kind"] == "Courtesy" and late, f"{day} {number} gets a courtesy after it was due")
        days = {d for (who, _), on in self.books.contacts.items() if who == customer["_id"] for d in on if d < day}
        last = max(days | self.books.contacts[customer["_id"], currency], default=None)
        if last is not None:
            again = working(country, last + timedelta(days=step["min_gap_days"]))
            self._say(day < again, f"{day} {customer['customer_id']} had a contact on {last}")

    def _peace(self, row: Row, day: date) -> str:
        """Why the invoice must not be in a letter, by what was typed and said; empty when it may."""
        books = self.books
        customer = books.customers[row["customer_id"]]
        disputed = row["dispute_reason"] and not row["dispute_reason"].startswith("settled")
        if disputed and not row["dispute_reason"][0].isdigit():
            return "it is disputed"
        said, until = self.on_phone.get((customer["_id"], row["_id"]), ("", None))
        if said == "disputed" and not row["dispute_reason"]:
            return "it is disputed by phone"
        promised = [row["promise_date"]] if row["promise_date"] is not None else []
        promised += [until] if until is not None else []
        if promised and day <= after_workdays(customer["country"], max(promised), 2):
            return f"it is promised for {max(promised)}"
        if row["reply"] in ("Paid already", "Invoice not received"):
            return f"the reply is {row['reply']}"
        for place in (row, customer):
            lasting = place["hold_reason"] and "insolvent" in place["hold_reason"]
            open_ended = place["hold_reason"] and place["hold_until"] is None
            if lasting or open_ended or (place["hold_until"] is not None and day <= place["hold_until"]):
                return "it is on hold"
        if row["_id"] in books.held_debts:
            return "an error value holds it"
        if row["amount"] <= books.settled[row["_id"]]:
            return "it is paid"
        if row["amount"] <= books.settled_soon[row["_id"]]:
            return "what is dated some days ahead pays it"
        return ""

    def _outbox(self, week: Week) -> None:
        """Each message has its row, no two rows wait for one customer, and what vanished says why."""
        pending = [r for r in self.desk.pending() if not (r["why"] or "").startswith("Waits: ")]
        waiting = [(r["customer_id"], r["currency"], r["channel"] == "Hand-over") for r in pending]
        self._say(len(waiting) != len(set(waiting)), f"two rows wait for one customer: {waiting}")
        self._say(len(waiting) != len(week.messages), f"{len(waiting)} rows wait, {len(week.messages)} messages")
        for row in self.desk.sheets["Outbox"]:
            self._say(row["status"] == "Superseded" and not row["why"], f"{row['letter_id']} vanished without a reason")
