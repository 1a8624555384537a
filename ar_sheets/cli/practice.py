"""The command for an office with many clients: the same work on all their workbooks."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import N_, _
from ar_sheets.cli.app import AS_OF, DONE, JSON, NEEDS_A_PERSON, _day, _json, _now, main
from ar_sheets.practice.client import WORK

if TYPE_CHECKING:
    from ar_sheets.practice.client import Client


@main.command(
    help=N_("The same work on all clients' workbooks: in folders, patterns with *, or a text file that lists them.")
)
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FOLDER...")
@click.option("--do", "what", type=click.Choice(WORK), default="check",
              show_default=True, help=N_("What to do on each; send only says what would go."))  # fmt: skip
@click.option("--jobs", type=int, default=-1, help=N_("Workbooks at once.  [default: one for each processor]"))
@click.option("--scheduler", default="", metavar="tcp://...", help=N_("Work on the machines of this Dask scheduler."))
@click.option(
    "--into", type=click.Path(path_type=Path), help=N_("Where the list is written.  [default: the first folder]")
)
@AS_OF
@JSON
def practice(
    places: tuple[Path, ...], what: str, jobs: int, scheduler: str, into: Path | None, as_of: datetime | None,
    as_json: bool,
) -> None:  # fmt: skip
    from ar_sheets.practice import find, going, summary
    from ar_sheets.practice.client import DONE as WORKED
    from ar_sheets.practice.client import client_as_data

    day = _day(as_of)
    books = find.find_workbooks(places)
    folder = (into or _home(places[0])).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        clients = going.work_on_all(books, what, (day, _now()), folder / going.NOTED, jobs or -1, scheduler,
                                    lambda *came: _tell(*came, as_json=as_json))  # fmt: skip
    except KeyboardInterrupt:
        raise NotDone(_("Stopped. Every workbook is whole; the same command goes on where it stopped.")) from None
    book, page = summary.write_summary(clients, folder, day)
    if as_json:
        click.echo(_json({"clients": [client_as_data(one) for one in clients], "book": str(book), "page": str(page)}))
    else:
        click.echo(_("The list of all: {page} and {book}", page=page, book=book.name))
    sys.exit(DONE if all(client.state == WORKED for client in clients) else NEEDS_A_PERSON)


def _home(place: Path) -> Path:
    """The folder that the list goes into: the first one named, else where we are."""
    return place if place.is_dir() else Path.cwd() if "*" in str(place) else place.parent


def _tell(client: Client, number: int, total: int, *, as_json: bool) -> None:
    from ar_sheets.practice import summary

    what = client.said if client.state in ("refused", "failed") else _standing(client)
    line = f"{number}/{total}  {client.shown}: {summary.state_told(client.state)}{f'. {what}' if what else ''}"
    click.echo(line, err=as_json)


def _standing(client: Client) -> str:
    from ar_sheets.practice.summary import amounts

    parts = [_("open {amounts}", amounts=amounts(client.open))] if client.open else []
    parts += [_("overdue {amounts}", amounts=amounts(client.overdue))] if client.overdue else []
    parts += [_("letters waiting: {count}", count=client.letters)] if client.letters else []
    parts += [_("to fix: {count}", count=client.problems)] if client.problems else []
    parts += [_("mails that would go: {count}", count=client.to_send)] if client.to_send else []
    return "; ".join(parts)
