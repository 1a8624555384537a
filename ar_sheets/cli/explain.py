"""Why an invoice stands as it does: its allocations, then each rule, what it read and what it made. For a
customer: their money by currency, and why for each open invoice.

The numbers are those of the run itself: the same rules over one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from ar_sheets import rules
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _, n_
from ar_sheets.base.money import format_amount
from ar_sheets.base.suggestions import nearest
from ar_sheets.cli.explained_values import format_value
from ar_sheets.dunning.sums import CustomerSum
from ar_sheets.facts.invoice_places import invoice_places
from ar_sheets.reports.expected import Evidence, describe_evidence, find_evidence
from ar_sheets.reports.wording import in_words
from ar_sheets.rules import rulebook
from ar_sheets.rules.fees import charges
from ar_sheets.rules.interest import counted_due
from ar_sheets.schema.model import Allocation, Charge, Contact, Hold, InterestLine, Step
from ar_sheets.weekly import Result

QUIET = ("steps", "contacts", "interest_rule", "claims", "reductions", "interest_lines", "charges", "as_of", "habit",
         "promises")  # fmt: skip


def describe_explanation(result: Result, invoice: str) -> str:
    """The explanation as lines for the screen."""
    index = _find(result, invoice)
    if index is None:
        customer_sum = result.sums.get(invoice.strip().casefold())
        return _customer_text(result, customer_sum) if customer_sum else _not_worked_out(result, invoice)
    row = result.work.row(index)
    customer = result.work.customers[index]
    lines = [
        f"{row['invoice_no']}  {customer.name}  {in_words(customer.profile)}, "
        + (customer.country or _("no country"))
        + "  "
        + _("as of {day}", day=result.work.as_of),
        "",
        row["why"],
        *_to_mend(result, row["check"]),
        *_peace(row["reasons"]),
        "",
        _(
            "Amount {amount} {currency} of {day}",
            amount=format_amount(row["amount"], row["currency"]),
            currency=row["currency"],
            day=row["invoice_date"],
        ),
    ]
    lines += _money(result, index)
    lines += ["", _("Rules, in their order:")]
    for rule, read, made in _trace(result, index):
        lines.append(f"  {rule.__name__.replace('_', ' '):<18} {format_value(made)}")
        lines.append(f"  {'':<20} {rulebook.label(rule)}")
        inputs = ", ".join(
            f"{name}={format_value(value)}" for name, value in read.items() if _worth_showing(name, value)
        )
        if inputs:
            lines.append(f"  {'':<20} " + _("from {inputs}", inputs=inputs))
        if rule.__name__ == "interest_lines":
            lines += [*(_moved(row) if made else []), *(_interest(line, row["currency"]) for line in made)]
    lines += ["", *_fees(result, index, row["next_step"])]
    evidence = find_evidence(result.work, index)
    if evidence is not None:
        lines += ["", *describe_evidence(evidence, result.work.facts.settings.language)]
    lines += ["", _("Done so far, by the Log:")]
    lines += [f"  {_contact(contact)}" for contact in row["contacts"]] or ["  " + _("nothing")]
    return "\n".join(lines)


def _contact(contact: Contact) -> str:
    return f"{contact.on}  " + _("{step} by {channel}", step=contact.step, channel=in_words(contact.channel))


def _moved(row: dict[str, Any]) -> list[str]:
    """That a day off moved the day from which interest runs."""
    rule, due = row["interest_rule"], row["due_date"]
    day = counted_due(rule, due) if rule is not None and rule.not_before is None else due
    if day == due:
        return []
    return [f"  {'':<18} " + _("due on {due}, a day off: interest runs from the day after {day}, the next working day",
                               due=due, day=day)]  # fmt: skip


def _peace(reasons: tuple[Hold, ...]) -> list[str]:
    """Every reason to hold the invoice, where there is more than the one in Why."""
    if len(reasons) < 2:
        return []
    told = (f"  {number}. {in_words(reason.status)}: {reason.reason}" for number, reason in enumerate(reasons, 1))
    return ["", _("On hold for these reasons, the weightiest first:"), *told]


def explanation_as_data(result: Result, invoice: str) -> dict[str, Any]:
    """The same as data."""
    index = _find(result, invoice)
    if index is None:
        customer_sum = result.sums.get(invoice.strip().casefold())
        if customer_sum:
            return _customer_data(result, customer_sum)
        return {"invoice_no": invoice, "why": _not_worked_out(result, invoice)}
    row = result.work.row(index)
    return {
        "invoice_no": row["invoice_no"], "customer_id": row["customer_id"], "as_of": result.work.as_of,
        "why": row["why"], "left_in_peace": [_plain(reason) for reason in row["reasons"]],
        "allocations": [_allocation_data(result, item) for item in _allocations(result, index)],
        "interest_lines": [_plain(line) for line in row["interest_lines"]],
        "charges_considered": [_plain(charge) for charge in _considered(result, index)],
        "contacts": [_plain(contact) for contact in row["contacts"]],
        "expected": _evidence_data(find_evidence(result.work, index)),
        "rules": [{"rule": rule.__name__, "label": rulebook.label(rule), "made": _data(made),
                   "read": {name: _data(value) for name, value in read.items() if name not in QUIET}}
                  for rule, read, made in _trace(result, index)],
    }  # fmt: skip


def _evidence_data(evidence: Evidence | None) -> dict[str, Any] | None:
    """When the invoice is expected, and on what that rests."""
    if evidence is None:
        return None
    spread = evidence.spread
    return {
        "parts": [{"day": part.day, "from": part.first, "to": part.last, "amount": part.amount, "how": part.how}
                  for part in evidence.expected],
        "left_out": evidence.left_out,
        "look_alikes": None if spread is None else {"theirs": spread.theirs, "others": spread.others},
        "newest": [_plain(one) | {"days_late": one.days_late} for one in evidence.look_alikes],
    }  # fmt: skip


def _worth_showing(name: str, value: Any) -> bool:
    return name not in QUIET and value is not None and value not in ("", ())


def _customer_text(result: Result, total: CustomerSum) -> str:
    customer = total.customer
    lines = [f"{customer.customer_id}  {customer.name}  {in_words(customer.profile)}  "
             + _("as of {day}", day=result.work.as_of)]  # fmt: skip
    for currency, amounts in sorted(total.by_currency.items()):
        lines.append(f"  {currency}  " + _(
            "open {amount}, of that overdue {overdue}; unapplied {unapplied}",
            amount=format_amount(amounts.open_amount, currency), overdue=format_amount(amounts.overdue, currency),
            unapplied=format_amount(amounts.unapplied, currency)))  # fmt: skip
    lines += ["", _("Open invoices:")]
    rows = _open_rows(result, total)
    lines += [f"  {row['invoice_no']}  {in_words(row['status'])}: {row['why']}" for row in rows] or ["  " + _("none")]
    lines += ["", _("Where their money went:")]
    money = _customer_allocations(result, total)
    lines += [f"  {number}{_allocation(result, item)}" for number, item in money] or ["  " + _("none")]
    return "\n".join(lines)


def _customer_data(result: Result, total: CustomerSum) -> dict[str, Any]:
    return {
        "customer_id": total.customer.customer_id, "name": total.customer.name, "as_of": result.work.as_of,
        "by_currency": {currency: {"open": amounts.open_amount, "overdue": amounts.overdue,
                                   "unapplied": amounts.unapplied} for currency, amounts in total.by_currency.items()},
        "open_invoices": [{key: row[key] for key in ("invoice_no", "status", "why", "open_amount", "total_due")}
                          for row in _open_rows(result, total)],
        "allocations": [{"invoice_no": number, **_allocation_data(result, item)}
                        for number, item in _customer_allocations(result, total)],
    }  # fmt: skip


def _open_rows(result: Result, total: CustomerSum) -> Iterator[dict[str, Any]]:
    for index, customer in enumerate(result.work.customers):
        if customer.customer_id == total.customer.customer_id and result.work.columns["open_amount"][index]:
            yield result.work.row(index)


def _customer_allocations(result: Result, total: CustomerSum) -> Iterator[tuple[str, Allocation]]:
    for item in result.work.allocated.rows:
        if result.work.customers[item.invoice].customer_id == total.customer.customer_id:
            yield result.work.columns["invoice_no"][item.invoice], item


def _find(result: Result, invoice: str) -> int | None:
    columns = result.work.columns
    return invoice_places(columns["invoice_no"], columns["kind"]).get(invoice.strip().casefold())


def _not_worked_out(result: Result, invoice: str) -> str:
    """Why an invoice that is in the sheet was not worked out; `NotDone` if there is no such invoice."""
    fault = result.faults.get(invoice.strip().casefold())
    if fault is None:
        ids = (total.customer.customer_id for total in result.sums.values())
        near = nearest(invoice, [*ids, *result.work.columns["invoice_no"], *result.faults])
        raise NotDone(_("There is no invoice {invoice} in the workbook.", invoice=invoice) + " " + (near or _(
            "Type the number just as it stands in {sheet}.", sheet=result.book.name("Invoices"))))  # fmt: skip
    told = _("{invoice} says Check and is on hold: {fault}.", invoice=invoice, fault=fault)
    return "\n".join([told, *_to_mend(result, fault)])


def _to_mend(result: Result, *faults: str) -> list[str]:
    """What to type in the cells that the reasons name."""
    return list(dict.fromkeys(
        f"  {finding.where}: {finding.what_to_do}"
        for finding in result.findings
        if f"{finding.where}: {finding.what}" in faults
    ))  # fmt: skip


def _trace(result: Result, index: int) -> Iterator[tuple[rulebook.Rule, dict[str, Any], Any]]:
    every = (*rules.TERMS, *rules.LATENESS_AND_STEP, *rules.RESULT)
    return rulebook.trace(result.work.row(index), result.work.known, every)


def _allocations(result: Result, index: int) -> list[Allocation]:
    return [item for item in result.work.allocated.rows if item.invoice == index]


def _money(result: Result, index: int) -> list[str]:
    """What was paid and credited; of a credit note, where its money went."""
    found = [_allocation(result, item) for item in _allocations(result, index)]
    if result.work.columns["kind"][index] != "Credit note":
        return found or ["  " + _("nothing paid or credited yet")]
    return ["  " + (result.work.columns["went_to"][index] or _("not used yet")), *found]


def _row(result: Result, item: Allocation) -> int:
    """The row it came from: of Payments, or of Invoices for a credit note."""
    if item.source != "credit note":
        return item.source_row
    return result.book.tables["Invoices"].rows[result.work.positions[item.source_row]]


def _considered(result: Result, index: int) -> tuple[Charge, ...]:
    """The fees of the next step, charged, capped or refused, whether it is due today or later."""
    known = result.work.known | result.work.row(index)
    known["step"] = known["next_step"]
    return tuple(charges(**{name: known[name] for name in rulebook.reads(charges)}))


def _fees(result: Result, index: int, step: Step | None) -> list[str]:
    if step is None:
        return [_("Fees: no step comes next.")]
    currency = result.work.columns["currency"][index]
    looked_at = [_charge(charge, currency) for charge in _considered(result, index)]
    return [_("Fees looked at for {step}:", step=step.name), *looked_at]


def _allocation(result: Result, item: Allocation) -> str:
    sheet = result.book.name("Invoices" if item.source == "credit note" else "Payments")
    where = _("{sheet} row {row}", sheet=sheet, row=_row(result, item))
    amount = format_amount(item.amount, result.work.columns["currency"][item.invoice])
    return f"  {item.date}  {amount:>12}  {in_words(item.part)}, {in_words(item.source)} ({where}): {item.reason}"


def _allocation_data(result: Result, item: Allocation) -> dict[str, Any]:
    return _plain(item) | {"source_row": _row(result, item)}


def _interest(line: InterestLine, currency: str) -> str:
    told = n_("{start} to {end}, {n} day on {principal} at {rate} % = {amount}",
              "{start} to {end}, {n} days on {principal} at {rate} % = {amount}", line.days, start=line.start,
              end=line.end, principal=format_amount(line.principal, currency), rate=line.rate,
              amount=format_amount(line.amount, currency))  # fmt: skip
    return f"  {'':<18} {told}  ({line.source}{_sure(line.note)})"


def _charge(charge: Charge, currency: str) -> str:
    source = f"  ({charge.source}{_sure(charge.note)})" if charge.source else ""
    return f"  {_(charge.kind):<14} {format_amount(charge.amount, currency):>10}  {charge.reason}{source}"


def _sure(note: str) -> str:
    return f"; {_(note)}" if note else ""


def _data(value: Any) -> Any:
    return value if isinstance(value, (int, Decimal, date, str, type(None))) else format_value(value)


def _plain(noun: Any) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in noun.__dataclass_fields__}
