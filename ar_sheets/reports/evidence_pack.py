"""The files of one customer's evidence, and what each of them is."""

from __future__ import annotations

from dataclasses import dataclass, field

from ar_sheets.base.i18n import N_, _

ABOUT = {
    "01-statement.pdf": N_("statement of account: every invoice, what was paid and credited, what is open"),
    "01-statement.csv": N_("the same as a table"),
    "02-interest.pdf": N_("late interest: days, rate, principal and law of each line"),
    "02-interest.csv": N_("the same as a table"),
    "03-letters.csv": N_("every letter and call: when, how, to whom, its fingerprint, what the mail server said"),
    "04-answers.csv": N_("what the customer answered: promises, disputes, calls that reached nobody"),
    "05-story.txt": N_("everything in the order it happened"),
    "06-log.csv": N_("the rows of the log about this customer, each with its seal"),
    "claim.csv": N_("the claim, one row for each overdue invoice, for import by an agency or court service"),
}  # fmt: skip


@dataclass(slots=True)
class Pack:
    """The files of a pack by name, and what each is."""

    files: dict[str, bytes] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes, about: str = "") -> None:
        """A file; `about` where it is not in ABOUT."""
        self.files[name], self.about[name] = content, about or _about(name)


def _about(name: str) -> str:
    what = ABOUT[name]
    return _(what)
