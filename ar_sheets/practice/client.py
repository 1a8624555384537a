"""One client's workbook: the work on it, and how it stands after that. Nothing it meets stops the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _, another_run

if TYPE_CHECKING:
    from ar_sheets.weekly import Result

WORK = ("check", "run", "send", "report")
DONE, NEEDS_A_PERSON, REFUSED, FAILED = "done", "needs a person", "refused", "failed"


@dataclass(slots=True)
class Client:
    """How a client's workbook stands. `state`: done; needs a person (see problems, letters); refused (as it was,
    `said` tells why: open in Excel, broken ...); failed (a fault of the program). Amounts by currency, exact."""

    workbook: str
    state: str
    said: str = ""
    name: str = ""
    currency: str = ""
    open: dict[str, Decimal] = field(default_factory=dict)
    overdue: dict[str, Decimal] = field(default_factory=dict)
    letters: int = 0  # that wait for a person or to be sent
    problems: int = 0
    to_send: int = 0  # mails that would go now, for `send`
    complete_until: date | None = None
    last_run: date | None = None
    page: str = ""  # the review page or the report, if there is one

    @property
    def shown(self) -> str:
        """What the client is called: their business's name, else the file's."""
        return self.name or Path(self.workbook).stem


def client_as_data(client: Client) -> dict[str, Any]:
    """A client for a JSON file: amounts as text, days in ISO form."""
    data = asdict(client)
    for key in ("open", "overdue"):
        data[key] = {code: str(amount) for code, amount in data[key].items()}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in data.items()}


def client_of_data(data: Mapping[str, Any]) -> Client:
    """The client that `client_as_data` wrote. Raises ValueError, KeyError or TypeError where it is not one."""
    known = {one.name: data[one.name] for one in fields(Client)}
    for key in ("open", "overdue"):
        known[key] = {code: Decimal(amount) for code, amount in known[key].items()}
    for key in ("complete_until", "last_run"):
        known[key] = date.fromisoformat(known[key]) if known[key] else None
    return Client(**known)


def work_on(paths: Sequence[str], what: str, as_of: date, now: datetime) -> list[Client]:
    """Do `what` on the workbooks of one folder, one after the other: they share their batches."""
    clients = []
    for path in paths:
        with another_run():
            clients.append(_work_on(Path(path), what, as_of, now))
    return clients


def _work_on(path: Path, what: str, as_of: date, now: datetime) -> Client:
    try:
        return _worked(path, what, as_of, now)
    except NotDone as refusal:
        return Client(str(path), REFUSED, str(refusal))
    except OSError as fault:
        from ar_sheets.base import disk_faults

        return Client(str(path), REFUSED, disk_faults.told(fault))
    except Exception as error:
        return Client(str(path), FAILED, _("A fault of ar-sheets ({kind}). For what to report: ar-sheets {what} {path}",
                                           kind=type(error).__name__, what=what, path=path))  # fmt: skip


def _worked(path: Path, what: str, as_of: date, now: datetime) -> Client:
    from ar_sheets import weekly

    result = weekly.run_week(path, as_of, now, dry_run=what != "run")
    client = _standing(path, result, as_of if what == "run" else None)
    refused = weekly.why_not_written(result) if what == "check" else ""
    if refused:
        client.state, client.said = REFUSED, refused
    if what == "report":
        _report(client, path, result)
    if what == "send":
        _to_send(client, path, as_of, now)
    return client


def _standing(path: Path, result: Result, ran: date | None) -> Client:
    from ar_sheets.facts.batch_record import newest_page
    from ar_sheets.workbook.backups import last_run

    own, noted = result.work.facts.settings, last_run(path)
    open_, overdue = defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for one in result.sums.values():
        for code, money in one.by_currency.items():
            open_[code] += money.open_amount
            overdue[code] += money.overdue
    return Client(
        str(path),
        NEEDS_A_PERSON if result.findings else DONE,
        " ".join(result.notes),
        name=own.business_name,
        currency=own.currency,
        open=_not_nought(open_),
        overdue=_not_nought(overdue),
        letters=len(result.waiting),
        problems=sum(finding.stops for finding in result.findings),
        complete_until=own.payments_complete_until,
        last_run=ran or (date.fromisoformat(noted.when[:10]) if noted else None),
        page=str(newest_page(path.parent) or ""),
    )


def _not_nought(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {code: amount for code, amount in sorted(amounts.items()) if amount}


def _report(client: Client, path: Path, result: Result) -> None:
    from ar_sheets.reports import making

    place = path.parent / "reports" / result.work.as_of.isoformat()
    stops = sum(finding.stops for finding in result.findings)
    making.make_report(result.work, result.counts["invoices"], stops, place, path)
    client.page = str(place / making.PAGE)


def _to_send(client: Client, path: Path, as_of: date, now: datetime) -> None:
    """How many mails would go now; nothing is sent."""
    from ar_sheets.letters.again import LettersNow
    from ar_sheets.sending import batch, prompts

    talk = prompts.of_sending(lambda: now, yes=False, as_json=True)
    found = batch.send_batch(path, as_of, batch.Options(dry_run=True), talk, LettersNow)
    client.to_send = len(found.of("send"))
    client.said = " ".join(part for part in (found.stopped, *found.notes) if part)
