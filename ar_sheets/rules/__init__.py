"""The policy: the rules in their order. Read this first.

Each list is run by rulebook.py over all invoices. Between the first and the second, payments and credit notes
are put against invoices (allocation.py); between the second and the third, each customer's messages are
gathered (ar_sheets/messages.py).
"""

from ar_sheets.rules import aging, disputes, dunning, fees, holds, interest, promises, status, terms

TERMS = (terms.due_date,)

LATENESS_AND_STEP = (
    aging.days_overdue,
    aging.bucket,
    interest.interest_lines,
    interest.interest,
    disputes.disputed,
    disputes.asked,
    promises.promise,
    holds.reasons,
    holds.hold,
    holds.hold_ended,
    dunning.wants_courtesy,
    dunning.next_step,
    dunning.next_step_date,
    dunning.missing_reminders,
    dunning.step,
)

RESULT = (
    fees.fees,
    status.total_due,
    status.status,
    status.remarks,
    status.why,
)
