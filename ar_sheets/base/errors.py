"""What is told to the user instead of a result: the command did nothing."""

from __future__ import annotations


class NotDone(Exception):  # noqa: N818 - an outcome told to the user, not a fault of the program
    """The command did nothing and the workbook is as it was; the message is shown to the user (exit code 2)."""
