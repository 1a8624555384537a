"""All commands: each file of a subject registers its own with the group."""

from ar_sheets.cli import (  # noqa: F401
    adopting,
    customers,
    invoices_in,
    letters,
    papers,
    payments,
    practice,
    reports,
    sending,
    sharing,
    week,
)
from ar_sheets.cli.app import main
from ar_sheets.cli.desktop import commands as desktop  # noqa: F401

__all__ = ["main"]
