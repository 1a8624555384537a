"""The commands about the wording of letters: checking it, and a form for letters in Word."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import DONE, JSON, NEEDS_A_PERSON, _json, main

WHERE = click.argument("where", metavar="[FOLDER|WORKBOOK]", type=click.Path(path_type=Path), default=Path())


@main.group(
    help=N_("The wording of your letters: `letters check` looks for mistakes, `letters word` makes a form for Word.")
)
def letters() -> None:
    pass


@letters.command(help=N_("Line and reason for every mistake in the wording, and a page with a sample of each letter."))
@WHERE
@JSON
def check(where: Path, as_json: bool) -> None:
    from ar_sheets.letters import own_letters

    place = own_letters.find_letters(where)
    checked, page = own_letters.look_through(place)
    click.echo(
        _json(own_letters.checks_as_data(checked, page))
        if as_json
        else own_letters.describe_checks(place, checked, page)
    )
    sys.exit(NEEDS_A_PERSON if checked.mistakes else DONE)


@letters.command(
    help=N_("Put letter.docx into your folder letters: while it is there, each letter is also written as a Word file.")
)
@WHERE
def word(where: Path) -> None:
    from ar_sheets.letters import own_letters

    form = own_letters.put_word_form(own_letters.find_letters(where))
    click.echo(_("Made {file}. Change it in Word as you like; the next run writes each letter with it.", file=form))
