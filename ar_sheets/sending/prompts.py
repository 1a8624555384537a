"""The words on the screen while mail is being sent or set up: what is asked, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ar_sheets.base import answers
from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.sending import output, password, setup
from ar_sheets.sending.batch import Talk
from ar_sheets.sending.result import SendingResult
from ar_sheets.sending.transport import Server
from ar_sheets.workbook.own_names import in_its_words

Clock = Callable[[], datetime]


def of_sending(clock: Clock, *, yes: bool, as_json: bool) -> Talk:
    """How `send` speaks: the list, one question, a line for each mail. With --json all this goes to stderr."""

    def confirm(result: SendingResult) -> bool:
        click.echo(output.describe_sending(result), err=as_json)
        return yes or bool(ask_or_refuse(lambda: answers.confirm(output.sending_question(result), err=as_json)))

    return Talk(
        confirm=confirm,
        ask_password=_ask_password,
        progress=lambda letter, number, total: click.echo(output.progress(letter, number, total), err=as_json),
        clock=clock,
    )


def _ask_password(question: str) -> str:
    secret = ask_or_refuse(lambda: click.prompt(question, default="", show_default=False, hide_input=True, err=True))
    return _needed(str(secret))


def _needed(answer: str) -> str:
    """The answer. NotDone where it is empty: Enter alone is the way out."""
    if not answer.strip():
        raise NotDone(_("Nothing was changed."))
    return answer


def _typed(question: str, default: str = "") -> str:
    return _needed(
        str(ask_or_refuse(lambda: click.prompt(question, default=default, show_default=bool(default))))
    ).strip()


def ask_or_refuse(question: Callable[[], Any]) -> Any:
    """The answer. NotDone where there is nobody to answer."""
    try:
        return question()
    except click.Abort:
        raise NotDone(_("There was no answer, so nothing was done.")) from None


def ask_setup(workbook: Path, clock: Clock) -> None:
    """Ask where to send, try it with a mail to the owner, and keep what works. NotDone where it does not."""
    now = setup.settings_of(workbook)
    click.echo(_(output.SETUP))
    click.echo(_("Press Enter on an empty prompt to cancel; nothing is changed then."))
    sender = now.email_from or _typed(_("Your address, which customers see"))
    host = _typed(_("Server for outgoing mail"), now.smtp_host)
    port = ask_or_refuse(lambda: click.prompt(_("Port"), default=now.smtp_port, type=click.IntRange(1, 65535)))
    user = _typed(_("Name to sign in with"), now.smtp_user or sender)
    server = Server(host, port, user)
    secret = password.find_password(server, _ask_password, anew=True)
    click.echo(_("Trying ..."))
    setup.try_out(server, secret, sender, now.business_name, clock())
    setup.remember(workbook, server, sender)
    click.echo(in_its_words(output.describe_setup(sender, kept=password.keep_password(server, secret)), workbook))
