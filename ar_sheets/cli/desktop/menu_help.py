"""What each number of the menu does."""

from __future__ import annotations

from textwrap import fill

import click

from ar_sheets.base.i18n import N_, _

HELP = (  # number, what it does: folded where it is shown
    ("1", N_("Take in the bank's file: what you downloaded from your bank becomes rows in Payments, put against the "
             "invoices it pays. You see it first; each payment goes in once. The newest files in Downloads and in the "
             "folder bank beside the workbook are offered.")),
    ("2", N_("Weekly run: reads your workbook, works everything out, writes it back into the same file and prepares "
             "the letters. Save and close the workbook first. Nothing is sent.")),
    ("3", N_("Look at the letters: the page with every letter and call of the last run. What you decide goes into the "
             "workbook; the page says where.")),
    ("4", N_("Send: shows the list and asks before anything goes out. Or writes the mails into a folder, to open and "
             "send in your own mail program.")),
    ("5", N_("What needs me: letters to decide on, calls, post, cells to fix.")),
    ("6", N_("Undo: the workbook as it was before the last run.")),
    ("7", N_("Open the workbook: your own sheets come first, with yellow columns to fill in.")),
    ("8", N_("More: the report, invoices, statements, customers' copies and answers, why an invoice is where it is, "
             "and taking in invoices that another program wrote.")),
)  # fmt: skip
HELP_END = N_("Every week: type new invoices, save, close, then 1, 2, 3, 4.\n"
              "Backups are kept beside the workbook, in the folder .ar-sheets.")  # fmt: skip
WIDTH = 80  # columns of the narrowest window


def tell_numbers() -> None:
    """Say it, folded for the narrowest window."""
    wide = max(len(key) for key, _text in HELP) + 2
    for key, text in HELP:
        click.echo(fill(_(text), WIDTH - 1, initial_indent=key.ljust(wide), subsequent_indent=" " * wide))
    click.echo("\n" + _(HELP_END))
