"""A made-up bank: what customers pay by transfer, in files that overlap, repeat and change their format.

It keeps the truth beside: which payment was for which invoice. The product's own reading, telling apart and matching
go between its files and the desk; `violations` says what must never happen.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from books import Books
from desk import Desk, Row, Week

from ar_sheets.banks import reading
from ar_sheets.banks.matching import ACCOUNT
from ar_sheets.banks.opening import Opened
from ar_sheets.banks.reading import BankFile
from ar_sheets.banks.taking import rows_of
from ar_sheets.banks.weighing import weigh
from ar_sheets.dunning import outbox
from ar_sheets.dunning.assess import judge
from ar_sheets.facts.gather import gather
from ar_sheets.rules.references import NOT_SAID

ACCOUNTS = {"NOK": "NO9386011117947", "SEK": "SE4550000000058398257466", "EUR": "NL91ABNA0417164300",
            "GBP": "GB29NWBK60161331926819"}  # fmt: skip
SETTINGS = {"iban": ACCOUNTS["NOK"],
            "further_accounts": "; ".join(f"{ACCOUNTS[code]} {code}" for code in ("SEK", "EUR", "GBP"))}  # fmt: skip
BACK = timedelta(days=10)  # how far a file reaches back into the weeks before
CAMT = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt><FrToDt>
<FrDtTm>{first}T00:00:00</FrDtTm><ToDtTm>{last}T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>{account}</IBAN></Id>
<Ccy>{currency}</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"""
ENTRY = """<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt>
<Dt>{day}</Dt></BookgDt><AcctSvcrRef>{own}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{payer}</Nm></Pty>
</Dbtr>{account}</RltdPties><RmtInf>{about}</RmtInf></TxDtls></NtryDtls></Ntry>"""


@dataclass(frozen=True)
class Transfer:
    """One payment as the bank has it, and whose it is."""

    own: str
    day: date
    amount: Decimal
    currency: str
    person: int  # who pays and what for, whatever they are called by now
    debt: int
    payer: str
    account: str
    text: str
    reference: str


class Bank:
    """The bank of one desk."""

    def __init__(self, desk: Desk, books: Books, seed: int) -> None:
        self.desk, self.books = desk, books
        self.dice = random.Random(seed)
        self.transfers: list[Transfer] = []
        self.count = 0
        self.taken = date(2025, 9, 1)  # up to this day the files are taken in
        self.fresh: list[Row] = []  # the rows of this week's files
        self.violations: list[str] = []
        self.hows: Counter[str] = Counter()

    def pay(self, row: dict[str, Any], amount: Decimal, day: date) -> None:
        """A customer pays: mostly with the number, else only with what their bank tells of them, or with nothing."""
        luck, number, who = self.dice.random(), row["invoice_no"], row["customer_id"]
        name, account = f"Customer {who}", f"{row['currency']}00{who}"
        text, reference = "", ""
        if luck < 0.5:
            text = f"Invoice {number}"
        elif luck < 0.6:
            reference = number
        elif luck < 0.9:
            text = "thank you"
        else:
            account, name = "", name if luck < 0.95 else ""
        self.books.name()
        person = self.books.customers[who]["_id"]
        self.count += 1
        self.transfers.append(Transfer(f"B{self.count:06}", day, amount, row["currency"], person, row["_id"], name,
                                       account, text, reference))  # fmt: skip

    def week(self, day: date) -> None:
        """The week's files are taken in: each reaches back into what was taken in before, some come twice."""
        self.fresh = []
        if any(sheet == "Settings" for sheet, _, _ in self.desk.errors):
            return  # an error may hide an account: its files wait until it is mended
        first, self.taken = self.taken - BACK, day
        files = [self._file(currency, first, day) for currency in ACCOUNTS]
        if self.dice.random() < 0.3:
            files += [self._file("NOK", day - timedelta(days=3), day), files[1]]
        unread = any(sheet == "Payments" for sheet, _, _ in self.desk.errors)  # only its key tells a row that has one
        if self.dice.random() < 0.3 and not unread:
            files.append(self._list(first, day))
        self.dice.shuffle(files)
        book = self.desk.book()
        facts = gather(book)
        work, _messages = judge(book, facts, outbox.load_outbox(book), day)
        came = Opened(
            [BankFile("f", hashlib.sha256(one).hexdigest(), reading.read_statements(one, {})) for one in files]
        )
        found = weigh(book, work, came, "")
        before = len(self.desk.sheets["Payments"])
        for row in found.rows:
            self.hows[row.match.how if row.match.sure else "not sure"] += 1
            for record in rows_of(row, "en"):
                self.desk.add("Payments", {key: record[key] for key in record if key != "instead"})
        self.fresh = self.desk.sheets["Payments"][before:]
        self._once(day)

    def file_away(self, row: Row) -> None:
        """The owner deletes a row of a payment of long ago."""
        truth = self._truth(row)
        if row["bank_entry"] and truth:
            self.transfers.remove(truth[0])

    def office(self) -> None:
        """A person looks at what is not placed, and types whose it is, mostly."""
        self.books.name()
        numbers = {row["_id"]: row for row in self.books.invoices.values()}
        for row in self.desk.sheets["Payments"]:
            if row["bank_entry"] and (row["customer_id"] is None or row["invoice_no"] == NOT_SAID):
                truth = self._truth(row)
                if len(truth) == 1 and truth[0].debt in numbers and self.dice.random() < 0.8:
                    named = numbers[truth[0].debt]
                    row["customer_id"], row["invoice_no"] = named["customer_id"], named["invoice_no"]
                    row.pop("_for", None)  # whose it is by now, if the invoice was moved since, is what a person says

    def watch(self, week: Week, day: date) -> None:
        """Nobody who has paid all of an invoice is written to about it, and no payment is another's."""
        for row in self.fresh:
            if row["invoice_no"] and row["invoice_no"] != NOT_SAID:
                self._went(row, day)
        charged = {debt for (_, debt, _), amounts in self.books.claimed.items() if any(amounts)}  # paid first
        for row in self.desk.sheets["Payments"]:
            together = {debt for debt, _ in row["_for"]}
            charged |= together if together & charged else set()
        came: dict[int, Decimal] = defaultdict(Decimal)
        owners = {row["_id"]: self.books.person(row["customer_id"]) for row in self.books.invoices.values()}
        for one in self.transfers:  # money that names no invoice stays its payer's when the invoice is moved
            if one.text.startswith("Invoice") or one.reference or owners.get(one.debt) == one.person:
                came[one.debt] += one.amount
        for row in self.desk.sheets["Payments"]:
            for debt, amount in () if row["bank_entry"] else row["_for"]:
                came[debt] += amount if row["date"] <= day else 0
        for message in week.messages:
            for line in message.lines:
                row = self.books.invoices[line.invoice_no]
                if came[row["_id"]] >= row["amount"] and row["_id"] not in charged:
                    self.violations.append(f"{day} {line.invoice_no} is in a letter, but the bank has its payment")

    def _went(self, row: Row, day: date) -> None:
        """By account and amount it is the invoice that has so much left by the books, which put money that names none
        against the oldest: not always the one the customer had in mind. The invoice that is named tells whose the
        money is: where it was moved since, that is another customer than the one who paid."""
        meant = {one.debt for one in self._truth(row)}
        named = {self.books.invoices[number]["_id"] for number in row["invoice_no"].split(", ")}
        if row["matched_by"] != ACCOUNT and not meant & named:
            self.violations.append(f"{day} {row['amount']} for {meant} went to {row['invoice_no']}")
        person = self.books.person(row["customer_id"])
        if not meant & named and not any(one.person == person for one in self._truth(row)):
            self.violations.append(f"{day} {row['amount']} went to customer {row['customer_id']}")

    def _truth(self, row: dict[str, Any]) -> list[Transfer]:
        same = (row["date"], row["amount"], row["currency"])
        return [one for one in self.transfers if (one.day, one.amount, one.currency) == same]

    def _once(self, day: date) -> None:
        """Each payment is there once, however often the files have it."""
        there = Counter((row["date"], row["amount"], row["currency"])
                        for row in self.desk.sheets["Payments"] if row["bank_entry"])  # fmt: skip
        wanted = Counter((one.day, one.amount, one.currency) for one in self.transfers)
        if there != wanted:
            self.violations.append(f"{day} payments: {dict(there - wanted)} too many, {dict(wanted - there)} missing")

    def _inside(self, currency: str, first: date, last: date) -> list[Transfer]:
        return [one for one in self.transfers if one.currency == currency and first <= one.day <= last]

    def _file(self, currency: str, first: date, last: date) -> bytes:
        entries = "".join(_entry(one) for one in self._inside(currency, first, last))
        return CAMT.format(first=first, last=last, account=ACCOUNTS[currency], currency=currency,
                           entries=entries).encode()  # fmt: skip

    def _list(self, first: date, last: date) -> bytes:
        lines = ['"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"']
        for one in self._inside("NOK", first, last):
            told = f"{one.payer} {one.text} {one.reference}".strip() or "-"
            day, money = one.day.strftime("%d.%m.%Y"), str(one.amount).replace(".", ",")
            lines.append(f'"{day}";"{told}";"{day}";"";"{money}"')
        return ("\n".join(lines) + "\n").encode()


def _entry(one: Transfer) -> str:
    account = f"<DbtrAcct><Id><Othr><Id>{one.account}</Id></Othr></Id></DbtrAcct>" if one.account else ""
    about = f"<Ustrd>{one.text}</Ustrd>" if one.text else ""
    if one.reference:
        about = f"<Strd><CdtrRefInf><Ref>{one.reference}</Ref></CdtrRefInf></Strd>"
    return ENTRY.format(currency=one.currency, amount=one.amount, day=one.day, own=one.own, payer=one.payer,
                        account=account, about=about)  # fmt: skip
