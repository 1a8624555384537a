"""Keys that a sentence of the rules names, marked for translators: each is put into words by `_` where it is told."""

from __future__ import annotations

from ar_sheets.base.i18n import N_

PROFILES = (N_("Business"), N_("Consumer"), N_("Public"))
STEP_KINDS = (
    N_("Courtesy"), N_("Reminder"), N_("Call"), N_("Final reminder"), N_("Formal notice"), N_("Hand-over"),
)  # fmt: skip
CHARGES = (N_("fee"), N_("compensation"), N_("interest"))
SOURCES = (N_("payment"), N_("credit note"), N_("discount"))  # of an allocation
