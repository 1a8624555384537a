"""The contract in code: every sheet and column, its type, its owner, its help text, the headers it may have.

The same names in other languages stand in translations.csv and are read by translations.py.

Owners: `you` (people write, we read), `computed` (we write at each run), `log` (we append, never change),
`reply` (the customer or the business writes, we read). Types say how a cell is read: id and text are text
(leading zeros survive), any is taken as it is, money and
percent are Decimal, int, date, yesno (bool), choice (one of `choices`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ar_sheets.base.i18n import N_

PROFILES = ("Business", "Consumer", "Public")
KINDS = ("Invoice", "Credit note", "Deposit")
VAT_CATEGORIES = ("Standard", "Zero rate", "Exempt", "Reverse charge", "EU supply", "Export", "Outside VAT")
STEP_KINDS = ("Courtesy", "Reminder", "Call", "Final reminder", "Formal notice", "Hand-over")
CHANNELS = ("Email", "Post", "Email+Post", "Phone")
LANGUAGES = ("en", "nb", "sq", "pt", "nl", "sv", "de")
DECISIONS = ("Send", "Hold", "Skip")
REPLIES = ("Paid already", "Will pay", "Dispute", "Invoice not received", "Other")
STATUSES = (
    "Not due", "Due soon", "Overdue", "Part paid", "Promised", "Disputed", "On plan", "On hold",
    "Formal notice", "Handed over", "Credit", "Paid", "Written off", "Check",
)  # fmt: skip
BUCKETS = ("Current", "1-30", "31-60", "61-90", "90+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the key the program knows it by, how to read it, whose it is, what it is for."""

    header: str
    key: str
    type: str
    owner: str
    help: str
    choices: tuple[str, ...] = ()
    needed: bool = False  # without this column the sheet cannot be used
    optional: bool = False  # added by the command that first needs it; no new workbook has it
    aliases: tuple[str, ...] = ()
    width: int = 12
    words: str = ""  # a run writes keys there, told by the words of this kind in translations.csv


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the contract. `needed`: without the sheet nothing can be done."""

    name: str
    columns: tuple[Column, ...]
    help: str
    needed: bool = False
    optional: bool = False  # added by the command that first needs it; no new workbook has it
    aliases: tuple[str, ...] = ()
    title: str = ""  # what a workbook in `language` calls it; empty: its name
    language: str = "en"

    def column(self, key: str) -> Column:
        """The column with this key; KeyError if there is none."""
        return next(c for c in self.columns if c.key == key)

    def owned_by(self, *owners: str) -> tuple[Column, ...]:
        """The columns of these owners, in order."""
        return tuple(c for c in self.columns if c.owner in owners)


def usual(sheet: Sheet, rows: Iterable[Mapping[str, object]] = ()) -> Sheet:
    """A sheet as a new workbook has it: without its optional columns, but for those that its rows use."""
    used = {key for row in rows for key in row}
    return replace(sheet, columns=tuple(c for c in sheet.columns if not c.optional or c.key in used))


def _column(owner: str, text: str, type: str, help: str, **more: object) -> Column:
    key = more.pop("key", None) or re.sub(r"[^a-z0-9]+", "_", text.lower().replace("%", "percent")).strip("_")
    return Column(text, str(key), type, owner, help, **more)  # type: ignore[arg-type]


def _you(text: str, type: str, help: str, **more: object) -> Column:
    return _column("you", text, type, help, **more)


def _computed(text: str, type: str, help: str, **more: object) -> Column:
    return _column("computed", text, type, help, **more)


def _reply(text: str, type: str, help: str, **more: object) -> Column:
    return _column("reply", text, type, help, **more)


def _log(text: str, type: str, help: str, **more: object) -> Column:
    return _column("log", text, type, help, **more)


SETTINGS = Sheet("Settings", (
    _you("Setting", "text", N_("What is set; leave these names as they are."), needed=True, width=26),
    _you("Value", "any", N_("Your value. Empty means the usual."), needed=True, width=34),
    _you("Note", "text", N_("What the setting does."), width=70),
), N_("Who you are, how you are paid, and the rules of the house."))  # fmt: skip

CUSTOMERS = Sheet("Customers", (
    _you("Customer ID", "id", N_("Your short name or number for the customer; each only once."),
         needed=True, aliases=("Customer no", "Customer number", "Account")),
    _you("Name", "text", N_("The name letters are addressed to."), aliases=("Customer name",), width=28),
    _you("Profile", "choice", N_("Business, Consumer or Public: the law differs. Empty counts as Consumer."),
         choices=PROFILES),
    _you("Contact", "text", N_("The person to write to."), width=20),
    _you("Email", "text", N_("One address. Letters go here."), aliases=("E-mail", "Mail"), width=28),
    _you("CC", "text", N_("One more address that gets a copy."), width=26),
    _you("Phone", "text", N_("For calls, with country code."), aliases=("Telephone",), width=16),
    _you("Street", "text", N_("Street and number."), width=22),
    _you("Postcode", "id", N_("Postcode."), aliases=("Zip", "Post code")),
    _you("City", "text", N_("City."), width=16),
    _you("Country", "text", N_("Two letters, such as NO, NL or GB. Empty: your own country.")),
    _you("Language", "choice", N_("Language of the letters. Empty: yours."), choices=LANGUAGES),
    _you("Currency", "text", N_("Three letters, such as EUR. Empty: yours.")),
    _you("Terms days", "int", N_("Days from invoice date to due date. Empty: yours.")),
    _you("Discount %", "percent", N_("Early-payment discount in percent.")),
    _you("Discount days", "int", N_("Days from the invoice date within which the discount may be taken.")),
    _you("Credit limit", "money", N_("The most this customer may owe.")),
    _you("Credit checked on", "date", N_("When their credit was last checked.")),
    _you("Terms accepted on", "date", N_("When they accepted your terms of payment.")),
    _you("Plan", "text", N_("Name of a dunning plan. Empty: the plan named as the profile.")),
    _you("Letters by", "choice", N_("Email, Post or Email+Post. Empty: as the plan says."),
         choices=("Email", "Post", "Email+Post")),
    _you("Hold until", "date", N_("No reminders up to and including this day.")),
    _you("Hold reason", "text", N_("Why they are on hold. With \"insolvent\" or \"vulnerable\" in it the hold lasts "
         "until you clear this text, whatever the day."), width=20),
    _you("Internal note", "text", N_("Only for you; never shown to the customer."), width=24),
    _you("VAT / org no", "text", N_("Their VAT or register number: by it ar-sheets invoices-in knows them."), width=18,
         key="vat_org_no", optional=True),
    _computed("Open", "money", N_("What they owe in their currency, all invoices together."), key="open_amount"),
    _computed("Overdue", "money", N_("The part of Open that is past its due date.")),
    _computed("Oldest days", "int", N_("Days overdue of the oldest open invoice.")),
    _computed("Unapplied", "money", N_("Money and credit of theirs that is put against no invoice yet.")),
    _computed("Credit status", "text", N_("OK, Watch, Hold (stop supply) or Released."), words="credit"),
    _computed("Credit reason", "text", N_("Why the credit status is not OK."), width=40),
    _computed("Promises kept", "text", N_("Promises to pay that were kept, of those whose day is over: 2 of 3.")),
    _computed("Average days late", "int", N_("How late they paid on average, weighted by amount.")),
    _computed("Next step", "text", N_("The next thing to do about this customer."), width=18),
    _computed("Next step date", "date", N_("When.")),
), N_("One row for each customer."), needed=True)  # fmt: skip

INVOICES = Sheet("Invoices", (
    _you("Invoice no", "id", N_("Your number of the invoice; each only once."), needed=True,
         aliases=("Invoice number", "Invoice #", "Inv no")),
    _you("Customer ID", "id", N_("As in Customers."), needed=True, aliases=("Customer no", "Customer number")),
    _you("Kind", "choice", N_("Invoice, Credit note or Deposit. Empty is Invoice."), choices=KINDS),
    _you("Invoice date", "date", N_("The date on the invoice."), needed=True),
    _you("Due date", "date", N_("Empty: invoice date plus the customer's terms."), key="typed_due_date"),
    _you("Currency", "text", N_("Three letters. Empty: the customer's.")),
    _you("Amount", "money", N_("The whole amount with VAT. A credit note may be typed with or without minus."),
         needed=True, aliases=("Total", "Invoice amount")),
    _you("Description", "text", N_("What it was for."), width=28),
    _you("PO / ref", "text", N_("The customer's order number, or the payment reference on your invoice, such as "
         "KID 12345678903 or RF18 5390 0754 7034; on a credit note, the invoice it credits."),
         key="po_ref"),
    _computed("Customer", "text", N_("The customer's name."), width=24),
    _computed("Paid", "money", N_("Payments put against this invoice.")),
    _computed("Credited", "money", N_("Credit notes and discounts put against it.")),
    _computed("Open", "money", N_("Amount less Paid and Credited."), key="open_amount"),
    _computed("Days overdue", "int", N_("Days after the due date; 0 or less is not overdue.")),
    _computed("Bucket", "text", N_("Current, 1-30, 31-60, 61-90 or 90+ days overdue."), words="status"),
    _computed("Interest", "money", N_("Late interest up to the as-of date, as the law or the contract allows.")),
    _computed("Fees", "money", N_("Reminder fees and compensation claimed, and what the step due now would add.")),
    _computed("Total due", "money", N_("Open plus Interest plus Fees.")),
    _computed("Status", "text", N_("Where the invoice stands, in one word."), words="status"),
    _computed("Last step", "text", N_("The last reminder or call really made."), width=18),
    _computed("Last step date", "date", N_("When it was made.")),
    _computed("Next step", "text", N_("What comes next."), width=18),
    _computed("Next step date", "date", N_("When it comes, at the earliest.")),
    _computed("Why", "text", N_("Why this step, or why none, in one sentence."), width=90),
    _reply("Reply", "choice", N_("The customer's answer."), choices=REPLIES, width=16),
    _reply("Promise date", "date", N_("The day they promised to pay.")),
    _reply("Promise amount", "money", N_("How much they promised. Empty: all of it.")),
    _reply("Dispute reason", "text", N_("What they say is wrong: it stops the reminders. \"120.00: broken tails\" "
           "stops them for 120.00 only, \"settled\" lets them go on."), width=24),
    _reply("Customer comment", "text", N_("What else they said."), width=24),
    _you("Hold until", "date", N_("No reminders for this invoice up to and including this day.")),
    _you("Hold reason", "text", N_("Why it is on hold. \"Written off\" takes it out for good; \"insolvent\" or "
         "\"vulnerable\" holds until you clear this text."), width=20),
    _you("Internal note", "text", N_("Only for you."), width=24),
    _you("Discount %", "percent", N_("Early-payment discount of this invoice in percent; it wins over the customer's."),
         optional=True),
    _you("Discount until", "date", N_("The last day on which the discount of this invoice may be taken."),
         optional=True),
    _you("VAT %", "percent", N_("The rate of VAT in the amount, where the sheet Lines has no lines of it."),
         key="vat_percent", optional=True),
    _you("VAT category", "choice", N_("Why no VAT is charged: Zero rate, Exempt, Reverse charge, EU supply, Export or "
         "Outside VAT. Empty or Standard: it is charged."), choices=VAT_CATEGORIES, optional=True),
    _you("VAT reason", "text", N_("Why it is exempt, as the law wants it on the invoice."), optional=True),
    _you("Delivered on", "date", N_("The day of delivery or service. Empty: the invoice date."), optional=True),
), N_("One row for each invoice, credit note and deposit."), needed=True)  # fmt: skip

LINES = Sheet("Lines", (
    _you("Invoice no", "id", N_("The invoice it is a line of."), needed=True),
    _you("Description", "text", N_("What it is for."), width=28),
    _you("Quantity", "number", N_("How many. Empty: 1.")),
    _you("Unit", "text", N_("h, day, kg, pcs ...")),
    _you("Price", "number", N_("For one, without VAT."), needed=True),
    _you("VAT %", "percent", N_("The rate of VAT."), key="vat_percent"),
), N_("One row for each line of an invoice: with it ar-sheets invoice makes an e-invoice too."),
    optional=True)  # fmt: skip

PAYMENTS = Sheet("Payments", (
    _you("Date", "date", N_("When the money came."), needed=True, aliases=("Payment date", "Paid on")),
    _you("Customer ID", "id", N_("As in Customers. May be empty if an invoice is named."),
         aliases=("Customer no", "Customer number")),
    _you("Invoice no", "id", N_("The invoice(s) it pays, with commas between. Empty: their oldest due first."),
         aliases=("Invoice number",), width=16),
    _you("Amount", "money", N_("What came in. A refund or bounced payment has a minus."), needed=True),
    _you("Currency", "text", N_("Three letters. Empty: the customer's.")),
    _you("Method", "text", N_("Bank, card, cash ...")),
    _you("Reference", "text", N_("The text on the bank statement."), width=24),
    _you("Note", "text", N_("Only for you."), width=24),
    _computed("Applied", "money", N_("How much of it is put against invoices.")),
    _computed("Applied to", "text", N_("Which invoices, how much, and why."), width=44),
    _computed("Unapplied", "money", N_("What is left over.")),
    _computed("Status", "text", N_("Applied, Part applied, Unapplied, Refund or Check."), words="status"),
    _log("Matched by", "text", N_("How ar-sheets payments found out where it belongs. Empty: you typed it."),
         width=18, optional=True),
    _log("Bank entry", "text", N_("By this ar-sheets knows the bank's entry again. Leave it as it is."),
         width=14, optional=True),
), N_("One row for each payment."))  # fmt: skip

PAYERS = Sheet("Payers", (
    _you("Account", "id", N_("The account that money came from."), key="payer_account", needed=True, width=28),
    _you("Name", "text", N_("Only if you want it there."), width=24),
    _you("Customer ID", "id", N_("Whose payments come from it, as in Customers. A minus: nobody's, leave it out."),
         needed=True),
    _you("Learned on", "date", N_("Since when ar-sheets payments knows it.")),
), N_("Which accounts your customers pay from."), optional=True)  # fmt: skip

PAYMENT_PLANS = Sheet("Payment plans", (
    _you("Plan no", "id", N_("Your number of the agreement."), needed=True),
    _you("Customer ID", "id", N_("As in Customers."), needed=True),
    _you("Invoices", "text", N_("The invoices it covers, with commas between."), needed=True, width=24),
    _you("Due date", "date", N_("When this instalment is due."), needed=True),
    _you("Amount", "money", N_("This instalment."), needed=True),
    _you("Currency", "text", N_("Three letters.")),
    _you("Agreed on", "date", N_("When it was agreed; payments from that day on count.")),
    _computed("Paid", "money", N_("What has come in towards this instalment.")),
    _computed("Status", "text", N_("Paid, Part paid, Due, Missed or Not due."), words="status"),
), N_("One row for each instalment that was agreed."))  # fmt: skip

DUNNING_PLAN = Sheet("Dunning plan", (
    _you("Plan", "text", N_("Business, Public, Consumer or a name of your own."), needed=True),
    _you("Step", "int", N_("1, 2, 3 ... in order."), needed=True),
    _you("Name", "text", N_("What the step is called in the lists."), needed=True, width=18),
    _you("Kind", "choice", N_("What sort of step it is. A Courtesy goes to a business only when they are new, were "
         "late before, or never paid as large an invoice."), choices=STEP_KINDS, needed=True, width=16),
    _you("Days after due", "int", N_("Days after the due date; minus is before it."), key="days", needed=True),
    _you("Min gap days", "int", N_("Least days since the last contact with the customer."), key="min_gap_days"),
    _you("Channel", "choice", N_("Email, Post, Email+Post or Phone."), choices=CHANNELS),
    _you("Letter", "text", N_("The letter's file name in letters/<language>/, without .txt."), width=18),
    _you("Fee", "money", N_("Fee in your currency; never charged above what the law allows.")),
    _you("Interest", "choice", N_("no, show (what could be claimed) or charge."),
         choices=("no", "show", "charge")),
    _you("Days to pay", "int", N_("Days given to pay from the day of the letter.")),
    _you("Approval", "yesno", N_("yes: a person must write Send in the Outbox first.")),
    _you("Stop supply", "yesno", N_("yes: stop supplying this customer from this step on.")),
), N_("The steps, in order, for each kind of customer."))  # fmt: skip

RATES = Sheet("Rates", (
    _you("Country", "text", N_("Two letters."), needed=True),
    _you("Profile", "choice", N_("Empty: all profiles."), choices=PROFILES),
    _you("Valid from", "date", N_("First day of the rate."), needed=True),
    _you("Rate %", "percent", N_("Late interest in percent a year."), key="rate_percent", needed=True),
    _you("Source", "text", N_("Where you have it from; a rate without a source is not used."), width=60),
), N_("Your own rates; they add to or override the built-in law tables."))  # fmt: skip

OUTBOX = Sheet("Outbox", (
    _computed("Letter ID", "id", N_("Number of the letter."), width=22),
    _computed("Batch", "date", N_("The run that made it.")),
    _computed("Customer ID", "id", N_("Who.")),
    _computed("Customer", "text", N_("Who."), width=24),
    _computed("Step", "text", N_("Which step."), width=18),
    _computed("Channel", "text", N_("How.")),
    _computed("To", "text", N_("Where it goes."), width=30),
    _computed("Subject", "text", N_("The letter's subject."), width=40),
    _computed("Invoices", "text", N_("Each invoice, the step it takes and what is claimed."), width=44),
    _computed("Currency", "text", N_("Currency.")),
    _computed("Total due", "money", N_("What the letter asks for.")),
    _computed("File", "text", N_("The letter in the batch folder."), width=30),
    _computed("Status", "text", N_("Ready, Approved, Sent, Posted, Called, Failed, Unclear, Skipped or Superseded."),
              words="status"),
    _computed("Why", "text", N_("Why it was superseded, or what to mind before it goes."), width=50),
    _you("Decision", "choice", N_("Send, Hold or Skip."), choices=DECISIONS),
    _you("Done on", "date", N_("The day you posted it, called, or mailed it yourself.")),
    _you("Outcome", "text", N_("What came of it. For a call: reached, promised 2026-12-01, promised 500 on 2026-12-01, "
         "disputed: why, or no answer."), width=24),
), N_("Letters and calls waiting for you."))  # fmt: skip

LOG = Sheet("Log", (
    _log("Entry", "int", N_("Running number.")),
    _log("When", "text", N_("Date and time it was written."), width=18),
    _log("As of", "date", N_("The day of the run.")),
    _log("Event", "text", N_("What was done."), words="event"),
    _log("Customer ID", "id", N_("Who.")),
    _log("Invoice no", "id", N_("Which invoice.")),
    _log("Step", "text", N_("Which step."), width=18),
    _log("Amount", "money", N_("Amount of the event.")),
    _log("Currency", "text", N_("Currency.")),
    _log("Detail", "text", N_("More about it."), width=50),
    _log("Document SHA-256", "text", N_("Fingerprint of the letter."), key="document_sha256", width=20),
    _log("Seal", "text", N_("Fingerprint of this row and the seal above: a changed or missing row shows."), width=20),
    _log("Letter ID", "id", N_("The letter or call it is about."), width=22),
    _log("Step place", "int", N_("Which place the step had in its plan when it was made.")),
    _log("Pay by", "date", N_("The last day the letter gave to pay, or the day they promised to pay on.")),
    _log("To", "text", N_("Where it went."), width=30),
), N_("What was really done. Only ar-sheets appends here; never change a row."))  # fmt: skip

AGING = Sheet("Aging", (
    _computed("Customer ID", "id", N_("Who; Total for the sum of a currency.")),
    _computed("Customer", "text", N_("Who."), width=28),
    _computed("Currency", "text", N_("Currency.")),
    _computed("Current", "money", N_("Not yet overdue."), key="bucket_0"),
    _computed("1-30", "money", N_("1 to 30 days overdue."), key="bucket_1"),
    _computed("31-60", "money", N_("31 to 60 days overdue."), key="bucket_2"),
    _computed("61-90", "money", N_("61 to 90 days overdue."), key="bucket_3"),
    _computed("90+", "money", N_("More than 90 days overdue."), key="bucket_4"),
    _computed("Open", "money", N_("All of it; ties to Invoices."), key="open_amount"),
    _computed("Overdue", "money", N_("Open less Current.")),
    _computed("Unapplied", "money", N_("Their money and credit that is put against no invoice.")),
), N_("Who owes how much for how long."))  # fmt: skip

PROBLEMS = Sheet("Problems", (
    _computed("Sheet", "text", N_("Where.")),
    _computed("Cell", "text", N_("Which cell.")),
    _computed("What", "text", N_("What is wrong."), width=80),
    _computed("What to do", "text", N_("What to type or do."), width=110),
), N_("Rows that were not understood: they are on hold until fixed. And notes: they leave no row out."))  # fmt: skip

START = Sheet(
    "Start", (), N_("Dashboard: what is open and overdue, what needs you, charts; below it how the week goes.")
)

SHEETS: tuple[Sheet, ...] = (
    START, SETTINGS, CUSTOMERS, INVOICES, LINES, PAYMENTS, PAYERS, PAYMENT_PLANS, DUNNING_PLAN, RATES, OUTBOX, LOG,
    AGING, PROBLEMS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the Settings sheet: its name, field of model.Settings, type, default as typed, and note."""

    name: str
    key: str
    type: str
    default: object
    note: str
    choices: tuple[str, ...] = ()
    optional: bool = False  # not in a new workbook


SETTING_ROWS: tuple[Setting, ...] = (
    Setting("Business name", "business_name", "text", "", N_("Your name on letters.")),
    Setting("Street", "street", "text", "", ""),
    Setting("Postcode", "postcode", "id", "", ""),
    Setting("City", "city", "text", "", ""),
    Setting("Country", "country", "text", "", N_("Two letters, such as NO.")),
    Setting("VAT number", "vat_number", "text", "", ""),
    Setting("Phone", "phone", "text", "", N_("Customers call this number.")),
    Setting("Email from", "email_from", "text", "", N_("Letters come from this address.")),
    Setting("Reply to", "reply_to", "text", "", N_("Answers go here. Empty: Email from.")),
    Setting("Website", "website", "text", "", ""),
    Setting("Signatory", "signatory", "text", "", N_("Who signs; a real name helps more than a department.")),
    Setting("Bank name", "bank_name", "text", "", ""),
    Setting("IBAN", "iban", "id", "", N_("Checked before it is printed.")),
    Setting("BIC", "bic", "id", "", ""),
    Setting("Account number", "account_number", "id", "", N_("Where you have no IBAN.")),
    Setting("Payment link", "payment_link", "text", "", N_("https://... ; {invoice_no} is filled in.")),
    Setting("Payment methods", "payment_methods", "text", "", N_("Other ways to pay, in words.")),
    Setting("Currency", "currency", "text", "EUR", N_("Three letters; used where a row says none.")),
    Setting("Language", "language", "choice", "en", N_("en, nb, sq, pt, nl, sv or de."), LANGUAGES),
    Setting("Terms days", "terms_days", "int", 14, N_("Days from invoice date to due date.")),
    Setting("Minimum to dun", "minimum_to_dun", "money", 10, N_("Below this nothing is sent.")),
    Setting("Aging buckets", "aging_buckets", "buckets", "30, 60, 90", N_("Upper days of the buckets.")),
    Setting("Interest", "interest", "choice", "statutory", N_("statutory, contract or none."),
            ("statutory", "contract", "none")),
    Setting("Contract rate %", "contract_rate", "percent", None, N_("Percent a year, for Interest = contract.")),
    Setting("Fees", "fees", "choice", "statutory", N_("statutory, plan or none; never above the law's cap."),
            ("statutory", "plan", "none")),
    Setting("Apply payments", "apply_payments", "choice", "statutory",
            N_("statutory (the law's order) or principal first."), ("statutory", "principal first")),
    Setting("Weekends", "weekends", "choice", "next working day", N_("next working day or as is."),
            ("next working day", "as is")),
    Setting("Approval", "approval", "choice", "formal steps",
            N_("formal steps, every letter or none: what waits for your Send."),
            ("formal steps", "every letter", "none")),
    Setting("Payments complete until", "payments_complete_until", "date", None,
            N_("The last day whose bank payments are all in Payments.")),
    Setting("Stale after days", "stale_after_days", "int", 7,
            N_("No letters if payments are complete only to before this many days ago.")),
    Setting("SMTP host", "smtp_host", "text", "", N_("Your provider's server for outgoing mail.")),
    Setting("SMTP port", "smtp_port", "int", 587, N_("587, or 465; the connection is always encrypted.")),
    Setting("SMTP user", "smtp_user", "text", "",
            N_("The name you sign in with, often your address. The password is never kept in the workbook.")),
    Setting("Mails per minute", "mails_per_minute", "int", 30, N_("No faster than this; providers set limits.")),
    Setting("Further accounts", "further_accounts", "text", "",
            N_("Accounts of yours beside this one, each with its currency: NO93 8601 1117 947 NOK; PayPal EUR."),
            optional=True),
    Setting("Organisation number", "org_number", "text", "",
            N_("Your number in the business register, where it is another than the VAT number."), optional=True),
    Setting("Invoice text", "invoice_text", "text", "",
            N_("Printed on every invoice, such as Godkänd för F-skatt."), optional=True),
    Setting("Numbering", "numbering", "choice", "",
            N_("yearly: invoice numbers begin anew each year, and the same number of another year is another invoice."),
            ("yearly", "continuous"), optional=True),
    Setting("Payment reference", "payment_reference", "text", "",
            N_("What your invoices get in PO / ref: KID, OCR, Viite or RF; with the digits your bank agreed: KID 10."),
            optional=True),
    Setting("Bank lists", "bank_lists", "text", "", N_("What you said about the columns of your bank's list."),
            optional=True),
)  # fmt: skip

# What a customer answers in a copy, by key of the sheet Invoices.
ANSWER_KEYS = ("reply", "promise_date", "promise_amount", "dispute_reason", "customer_comment")
