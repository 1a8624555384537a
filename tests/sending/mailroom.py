"""A mail server on this computer for the tests: TLS by a CA of its own, sign-in, and faults on demand.

A fault is a function that is given what the server sees; it returns an answer ("550 no"), a word for what the
server does (drop, take and drop, drop inside, slow), or None to go on.
"""

from __future__ import annotations

import asyncio
import atexit
import itertools
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from conftest import SETTINGS, Workbook, tables_of

from ar_sheets.base.data import data_folder
from ar_sheets.sending.batch import Talk
from ar_sheets.sending.password import VARIABLE
from ar_sheets.workbook.create import create, default_plan
from ar_sheets.workbook.read import read_book as read_workbook

DAY = "2026-11-20"
USER, PASSWORD = "post@treverk.example", "owl-and-elk"
NOW = datetime(2026, 11, 20, 9, 30).astimezone()
Fault = Callable[[Any], str | None]


@dataclass
class Mail:
    """A mail as the server took it."""

    sender: str
    recipients: list[str]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.data, policy=policy.default)  # type: ignore[return-value]

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])


class _Protocol(SMTP):
    """aiosmtpd's server, which can also hang up while it is given a mail."""

    async def smtp_DATA(self, arg: str) -> None:
        if self.event_handler.on_data(self.envelope) == "drop inside":
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


@dataclass
class MailServer(Controller):
    """The server and what it has seen."""

    on_mail: Fault = lambda _address: None
    on_rcpt: Fault = lambda _address: None
    on_data: Fault = lambda _envelope: None  # before the content
    on_content: Fault = lambda _envelope: None  # when all of it is there
    on_login: Fault = lambda _login: None
    received: list[Mail] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    quits: int = 0
    peers: set[Any] = field(default_factory=set)

    __hash__ = object.__hash__

    def open(self, context: ssl.SSLContext | None, *, at_once: bool = False, sign_in: bool = True) -> None:
        options: dict[str, Any] = {"hostname": "localhost", "port": free_port(at_once), "server_hostname": "test"}
        options |= {"authenticator": self._signs_in, "auth_required": sign_in}
        if at_once:
            options |= {"ssl_context": context, "auth_require_tls": False}
        elif context is not None:
            options |= {"tls_context": context, "require_starttls": True}
        else:
            options |= {"auth_require_tls": False}
        Controller.__init__(self, self, **options)
        self.start()

    def factory(self) -> SMTP:
        return _Protocol(self.handler, **self.SMTP_kwargs)

    def _signs_in(self, server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        assert isinstance(login, LoginPassword)
        self.logins.append(login.login.decode())
        fault = self.on_login(login)
        right = (login.login, login.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right and not fault, handled=False, message=fault)

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.peers.add(session.peer)
        fault = self.on_mail(address)
        if fault == "drop":
            server.transport.abort()
        elif fault:
            return fault
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        fault = self.on_rcpt(address)
        if fault == "drop":
            server.transport.abort()
        elif fault:
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        fault = self.on_content(envelope)
        if fault == "drop":
            server.transport.abort()
            return "250 never heard"
        if fault and fault[0] in "45":
            return fault
        mail = Mail(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content)
        self.received.append(mail)
        if fault == "take and drop":
            server.transport.abort()
        elif fault == "slow":
            await asyncio.sleep(3)
        return "250 2.0.0 taken"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        self.quits += 1
        return "221 Bye"

    def forget(self) -> None:
        """No faults any more, and nothing seen."""
        self.on_mail = self.on_rcpt = self.on_data = self.on_content = self.on_login = lambda _: None
        self.received, self.logins, self.quits, self.peers = [], [], 0, set()

    def to(self, address: str) -> list[Mail]:
        """What came for an address."""
        return [mail for mail in self.received if address in mail.recipients]


def free_port(at_once: bool) -> int:
    """A port nobody uses; one that ends in 465 where the connection is to be encrypted at once."""
    ports = range(10465, 60000, 1000) if at_once else itertools.repeat(0)
    for port in ports:
        with socket.socket() as probe:
            try:
                probe.bind(("localhost", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise AssertionError("no free port")


@cache
def the_ca() -> trustme.CA:
    """The tests' own certificate authority."""
    return trustme.CA()


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The CA is one that this computer trusts; the password is in the environment, and there is no keyring."""
    path = tmp_path / "ca.pem"
    the_ca().cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv(VARIABLE, PASSWORD)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@contextmanager
def serving(
    *, name: str = "localhost", tls: bool = True, ca: trustme.CA | None = None, **more: Any
) -> Iterator[MailServer]:
    """A running server; `name`: whose certificate it shows, `tls` False: no encryption at all, `ca`: another one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    (ca or the_ca()).issue_cert(name).configure_cert(context)
    server = MailServer()
    server.open(context if tls else None, **more)
    try:
        yield server
    finally:
        server.forget()
        server.stop()


@cache
def _shared() -> MailServer:
    """The server that most tests use: started once, stopped at the end."""
    running = serving()
    server = running.__enter__()
    atexit.register(running.__exit__, None, None, None)
    return server


@pytest.fixture
def server() -> MailServer:
    """A server without faults that has seen nothing yet."""
    server = _shared()
    server.forget()
    return server


@cache
def _prepared(text: str, more: tuple[tuple[str, Any], ...]) -> Path:
    """A business whose letters of the day are made; never changed, only copied."""
    home = Path(tempfile.mkdtemp(prefix="mailroom-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    tables = tables_of(text)
    tables.setdefault("Dunning plan", default_plan(data_folder("workbook_templates") / "dunning_plan.csv"))
    create(home / "receivables.xlsx", tables, {**SETTINGS, **dict(more)})
    Workbook(home / "receivables.xlsx").run(DAY)
    return home


@pytest.fixture
def ready(tmp_path: Path) -> Callable[..., Workbook]:
    """Like make_workbook, but the letters of the day are made already."""

    def copy(text: str, **settings: Any) -> Workbook:
        home = tmp_path / "business"
        shutil.copytree(_prepared(text, tuple(sorted(settings.items()))), home, dirs_exist_ok=True)
        return Workbook(home / "receivables.xlsx")

    return copy


def talk(*, yes: bool = True) -> Talk:
    """A person who says yes (or no) to the list."""
    return Talk(lambda _result: yes, lambda _question: PASSWORD, lambda *_: None, lambda: NOW)


def customers(number: int, first: int = 1) -> str:
    """The docstring of a workbook with so many customers, each with one invoice that is late."""
    ids = range(first, first + number)
    people = "\n".join(f"C{i:04} | Customer {i:04} AS | Business | c{i:04}@kunde.example" for i in ids)
    owed = "\n".join(f"F{i:05} | C{i:04} | 2026-10-01 | 2026-11-10 | {100 + i}.50" for i in ids)
    return (
        f"Customers\nCustomer ID | Name | Profile | Email\n{people}\n\n"
        f"Invoices\nInvoice no | Customer ID | Invoice date | Due date | Amount\n{owed}\n"
    )


def settings(server: MailServer | None = None, **more: Any) -> dict[str, Any]:
    """Settings rows for the server, with a rate that does not slow the tests."""
    mail = {"smtp_host": "localhost", "smtp_port": server.port if server else 1, "smtp_user": USER}
    return mail | {"mails_per_minute": 100_000} | more


def process(book: Workbook, *options: str, as_of: str = DAY, command: str = "send") -> subprocess.Popen[str]:
    """The command in a process of its own, as a user starts it."""
    line = [sys.executable, "-m", "ar_sheets", command, str(book.path), "--as-of", as_of, *options]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))


@lru_cache(4)
def _tables(data: bytes) -> dict[str, Any]:
    return read_workbook(data).tables


def rows(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet as the program reads them; a workbook that did not change is read once."""
    columns = _tables(book.path.read_bytes())[sheet].columns
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def type_in(book: Workbook, *cells: tuple[str, int, dict[str, Any]]) -> None:
    """Type values into cells (sheet, row, value by column key) as a person does, and save once."""
    import openpyxl

    tables = read_workbook(book.path.read_bytes()).tables
    opened = openpyxl.load_workbook(book.path)
    for sheet, row, values in cells:
        for key, value in values.items():
            opened[tables[sheet].sheet].cell(row, tables[sheet].places[key] + 1).value = value
    opened.save(book.path)


def log_and_journal(book: Workbook) -> tuple[list[str], list[str]]:
    """The letters that the Log calls sent, once for each row, and those of the journal."""
    from ar_sheets.sending.journal import OUT, read_journal

    return (
        [row["letter_id"] for row in rows(book, "Log") if row["event"] == "sent"],
        [entry.letter_id for entry in read_journal(book.path.parent).values() if entry.state in OUT],
    )


def statuses(book: Workbook) -> dict[str, str]:
    """Customer -> status of their letter in the Outbox; the newest where there are several."""
    return {row["customer_id"]: row["status"] for row in rows(book, "Outbox")}


@contextmanager
def killing(process: subprocess.Popen[str], after: float) -> Iterator[None]:
    """Kill a process, without a chance to say goodbye, so many seconds from now."""
    timer = threading.Timer(after, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
