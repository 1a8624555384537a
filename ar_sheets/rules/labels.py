"""What each rule of the policy is for, in one line: the first line of its docstring, marked for translators."""

from __future__ import annotations

from ar_sheets.base.i18n import N_

LABELS = {
    "due_date": N_("The due date: as typed, else the invoice date plus the customer's terms in calendar days."),
    "days_overdue": N_("Whole days past the due date; 0 or less is not overdue."),
    "bucket": N_("The bucket the days overdue fall in; empty when nothing is open."),
    "interest_lines": N_(
        "Late interest up to the as-of date, or the last day whose rate is known; none when paid or not yet late."
    ),
    "interest": N_(
        "Late interest on the invoice: what has run less what was paid or waived; once paid, what was claimed."
    ),
    "disputed": N_("How much of what is open is disputed."),
    "asked": N_("What a letter may ask for: open less disputed."),
    "promise": N_("What became of the last promise to pay: kept, open or broken; empty when there is none."),
    "reasons": N_("Every reason to hold the invoice, the weightiest first; none when it may be reminded."),
    "hold": N_("The weightiest reason the invoice is on hold; none when it may be reminded."),
    "hold_ended": N_("That a hold has run out, said until the next contact; empty when none has."),
    "wants_courtesy": N_("Whether a courtesy message before the due date is worth it."),
    "next_step": N_(
        "The step that comes next, whether it is due today or later; none when nothing is open or the plan is done."
    ),
    "next_step_date": N_("The first day the next step may be taken."),
    "missing_reminders": N_(
        "How many reminders or calls are still missing before a formal notice or hand-over may be proposed."
    ),
    "step": N_("The step that is due today; none while it is held, too early, or short of reminders."),
    "fees": N_("Fees and compensation claimed and still open, and what the step due now would add."),
    "total_due": N_("Open plus interest plus fees."),
    "status": N_("Where the invoice stands."),
    "remarks": N_(
        "What else there is to say about an open invoice: a broken promise or plan, a hold that is over, a dispute."
    ),
    "why": N_("Why this step is due today, or why none is, in one sentence."),
}
