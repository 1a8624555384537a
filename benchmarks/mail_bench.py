"""500 mails with a PDF to a server on this computer: `send` beside bare smtplib on one connection, same bytes.

    python benchmarks/mail_bench.py [number of mails] [rounds]

`send` also reads and judges the workbook, builds each mail, writes its .eml, keeps the journal on the disk and
brings Outbox and Log up to date; smtplib is given the finished bytes. Both with TLS and sign-in.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import smtplib
import socket
import ssl
import statistics
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import AuthResult

from ar_sheets import weekly
from ar_sheets.letters.again import LettersNow
from ar_sheets.sending import batch, password
from ar_sheets.workbook.create import create, default_plan

ROOT = Path(__file__).resolve().parents[1]
DAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 9).astimezone()
SIGN_IN = ("post@treverk.example", "owl-and-elk")


def serve(port: int, pem: str, ready: Any, ended: Any) -> None:
    """The server, in a process of its own so that it takes no time from the sender."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = Controller(
        Sink(), "localhost", port, tls_context=context, require_starttls=True, auth_required=True,
        authenticator=lambda *_: AuthResult(success=True), data_size_limit=None,
    )  # fmt: skip
    server.start()
    ready.set()
    ended.wait()
    server.stop()


def business(folder: Path, mails: int, port: int) -> Path:
    """A workbook with so many letters ready to be mailed."""
    customers = [{"customer_id": f"C{i:04}", "name": f"Customer {i:04} AS", "profile": "Business",
                  "email": f"c{i:04}@kunde.example"} for i in range(mails)]  # fmt: skip
    invoices = [{"invoice_no": f"F{i:05}", "customer_id": f"C{i:04}", "invoice_date": date(2026, 10, 1),
                 "typed_due_date": date(2026, 11, 10), "amount": 100 + i} for i in range(mails)]  # fmt: skip
    settings = {
        "business_name": "Treverk AS", "country": "NO", "currency": "NOK", "language": "en", "street": "Veien 1",
        "city": "Bergen", "email_from": SIGN_IN[0], "iban": "NO93 8601 1117 947", "smtp_host": "localhost",
        "smtp_port": port, "smtp_user": SIGN_IN[0], "mails_per_minute": 1_000_000,
    }  # fmt: skip
    plan = default_plan(ROOT / "workbook_templates" / "dunning_plan.csv")
    path = folder / "receivables.xlsx"
    create(path, {"Customers": customers, "Invoices": invoices, "Dunning plan": plan}, settings)
    weekly.run_week(path, DAY, NOW)
    return path


def ours(folder: Path) -> float:
    """Seconds for `send` on a fresh copy of the business, from reading the workbook to the last row of the Log."""
    copy = Path(tempfile.mkdtemp())
    shutil.copytree(folder, copy, dirs_exist_ok=True)
    talk = batch.Talk(lambda _: True, lambda _: SIGN_IN[1], lambda *_: None, lambda: NOW)
    began = time.perf_counter()
    result = batch.send_batch(copy / "receivables.xlsx", DAY, batch.Options(), talk, LettersNow)
    seconds = time.perf_counter() - began
    assert {letter.state for letter in result.letters} == {"sent"}, result.stopped
    shutil.copytree(copy / "batches" / str(DAY) / "eml", folder / "eml", dirs_exist_ok=True)
    shutil.rmtree(copy)
    return seconds


def bare(folder: Path, port: int, *, no_delay: bool) -> float:
    """Seconds for the same bytes by smtplib, on one connection."""
    mails = [(f"c{i:04}@kunde.example", path.read_bytes()) for i, path in enumerate(sorted((folder / "eml").iterdir()))]
    began = time.perf_counter()
    with smtplib.SMTP("localhost", port) as smtp:
        smtp.starttls(context=ssl.create_default_context())
        smtp.login(*SIGN_IN)
        if no_delay:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for to, data in mails:
            smtp.sendmail(SIGN_IN[0], [to], data)
    return time.perf_counter() - began


def main(mails: int, rounds: int) -> None:
    folder = Path(tempfile.mkdtemp())
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    ca.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "key.pem"))
    os.environ |= {"SSL_CERT_FILE": str(folder / "ca.pem"), password.VARIABLE: SIGN_IN[1],
                   "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}  # fmt: skip
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    ready, ended = multiprocessing.Event(), multiprocessing.Event()
    server = multiprocessing.Process(target=serve, args=(port, str(folder / "key.pem"), ready, ended), daemon=True)
    server.start()
    ready.wait()
    home = folder / "business"
    home.mkdir()
    business(home, mails, port)
    seconds: dict[str, list[float]] = {"send": [], "smtplib": [], "smtplib, TCP_NODELAY": []}
    for _ in range(rounds):
        seconds["send"].append(ours(home))
        seconds["smtplib"].append(bare(home, port, no_delay=False))
        seconds["smtplib, TCP_NODELAY"].append(bare(home, port, no_delay=True))
    ended.set()
    server.join()
    size = sum(path.stat().st_size for path in (home / "eml").iterdir()) / mails / 1000
    print(f"{mails} mails of {size:.0f} kB, median of {rounds} rounds")
    send = statistics.median(seconds["send"])
    for way, times in seconds.items():
        middle = statistics.median(times)
        print(f"{way:22} {middle:7.2f} s  {middle / mails * 1000:6.1f} ms a mail   send is {send / middle:.2f} times")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(*(int(word) for word in (*sys.argv[1:], *("500", "3")[len(sys.argv) - 1 :])))
