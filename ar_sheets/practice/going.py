"""The work on all workbooks, several at once, through joblib's workers here or Dask's elsewhere.

What is done is noted in a file line by line, so that a run that was stopped goes on where it was.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from ar_sheets.base.errors import NotDone
from ar_sheets.base.i18n import _
from ar_sheets.practice.client import DONE, FAILED, NEEDS_A_PERSON, Client, client_as_data, client_of_data, work_on

NOTED = "practice-unfinished.jsonl"
TRIES = 3  # pools: one whose worker was killed from outside ends, and the rest goes to a new one
Days = tuple[date, datetime]
Told = Callable[[Client, int, int], None]


def work_on_all(
    books: Sequence[Path], what: str, days: Days, notes: Path, jobs: int, scheduler: str, told: Told
) -> list[Client]:
    """Do `what` on all `books` as of a day (`days`: that day and the time it is); each result is told as it comes
    (client, number, of how many).

    `jobs`: processes at once (-1: one for each processor). `scheduler`: tcp://... of a Dask cluster, or "".
    """
    noted = _Notes(notes, what, days[0])
    clients = [client for client in noted.read() if Path(client.workbook) in set(books)]
    for _try in range(TRIES):
        have = {client.workbook for client in clients}
        left = [book for book in books if str(book) not in have]
        with contextlib.suppress(_ended_workers()):
            for client in _worked(left, what, days, jobs, scheduler):
                clients.append(client)
                noted.add(client)
                told(client, len(clients), len(books))
            break
    have = {client.workbook for client in clients}
    ended = _("The computer ended the work on it (too little memory?). Nothing of it was lost; try it by itself.")
    clients += [Client(str(book), FAILED, ended) for book in books if str(book) not in have]
    noted.clear()
    return sorted(clients, key=lambda client: (client.shown.casefold(), client.workbook))


def _ended_workers() -> type[BaseException]:
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    ended: type[BaseException] = TerminatedWorkerError
    return ended


def _worked(books: Sequence[Path], what: str, days: Days, jobs: int, scheduler: str) -> Iterator[Client]:
    """The results as they come, in any order."""
    from joblib import Parallel, delayed

    folders = [[str(book) for book in group] for _place, group in groupby(sorted(books), key=lambda book: book.parent)]
    with _backend(scheduler):
        pool = Parallel(n_jobs=jobs, batch_size=1, pre_dispatch="2*n_jobs", return_as="generator_unordered")
        for clients in pool(delayed(work_on)(folder, what, *days) for folder in folders):
            yield from clients


@contextlib.contextmanager
def _backend(scheduler: str) -> Iterator[None]:
    """Where the work is done: joblib's own processes, or those of the Dask scheduler at this address."""
    with ExitStack() as stack:
        if scheduler:
            stack.enter_context(_cluster(scheduler))
        yield


def _cluster(scheduler: str) -> Any:
    try:
        from distributed import Client as Cluster
    except ImportError:
        raise NotDone(_("For several machines ar-sheets needs the extra cluster: python3 -m pip install "
                        '"ar-sheets[cluster]"')) from None  # fmt: skip
    import joblib

    stack = ExitStack()
    try:
        stack.enter_context(Cluster(scheduler, timeout=10))  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as fault:
        raise NotDone(_("No scheduler answers at {address}: {fault}", address=scheduler, fault=fault)) from None
    stack.enter_context(joblib.parallel_config(backend="dask"))
    return stack


class _Notes:
    """What is done already of a work that was stopped: a first line that says which work, then a line a client."""

    def __init__(self, path: Path, what: str, as_of: date) -> None:
        self.path, self.head = path, json.dumps({"what": what, "as_of": as_of.isoformat()})

    def read(self) -> list[Client]:
        """The clients that were done; those that were refused are tried again."""
        try:
            head, *lines = self.path.read_text("utf-8").splitlines()
        except (OSError, ValueError):
            return self._begin(())
        if head != self.head:
            return self._begin(())
        clients = [client for line in lines for client in _client(line) if client.state in (DONE, NEEDS_A_PERSON)]
        return self._begin(clients)

    def _begin(self, clients: Iterable[Client]) -> list[Client]:
        self.path.write_text(f"{self.head}\n", "utf-8")
        kept = list(clients)
        for client in kept:
            self.add(client)
        return kept

    def add(self, client: Client) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(client_as_data(client), ensure_ascii=False) + "\n")

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)


def _client(line: str) -> list[Client]:
    try:
        return [client_of_data(json.loads(line))]
    except (ValueError, KeyError, TypeError, ArithmeticError):
        return []  # the last line of a work that was cut off
