"""The same against Debian's Postfix: a mail server that none of us wrote, with a limit on mails by time."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from conftest import Workbook
from mailroom import customers, free_port, log_and_journal, ready, settings, statuses, talk, the_ca, trusted

from ar_sheets.letters.again import LettersNow
from ar_sheets.sending import batch
from ar_sheets.sending.batch import Options, Timing

__all__ = ["ready", "trusted"]
pwd = pytest.importorskip("pwd", reason="Postfix is not for Windows")

LIMIT, UNIT = 8, 2  # mails, seconds
MAIN = """
compatibility_level = 3.6
queue_directory = {home}/spool
data_directory = {home}/data
maillog_file = {home}/log
maillog_file_prefixes = {home}
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination =
inet_interfaces = loopback-only
mynetworks = 127.0.0.0/8 [::1]/128
alias_maps =
smtpd_tls_security_level = encrypt
smtpd_tls_chain_files = {home}/key.pem
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions =
    check_recipient_access inline:{{ {{gone@kunde.example = 550 5.1.1 No such user}} }}, permit
smtpd_client_message_rate_limit = {limit}
smtpd_client_event_limit_exceptions =
anvil_rate_time_unit = {unit}s
virtual_mailbox_domains = kunde.example
virtual_mailbox_base = {home}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
"""
MASTER = """
localhost:{port} inet n - n - - smtpd
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
tlsmgr    unix - - n 1000? 1 tlsmgr
proxymap  unix - - n - - proxymap
virtual   unix - n n - - virtual
error     unix - - n - - error
retry     unix - - n - - error
anvil     unix - - n - 1 anvil
scache    unix - - n - 1 scache
postlog   unix-dgram n - n - 1 postlogd
"""


@pytest.fixture
def postfix() -> Iterator[tuple[int, Path]]:
    """Postfix on a free port, and the folder that its mails arrive in."""
    if shutil.which("postfix") is None or os.geteuid() != 0:
        pytest.skip("no Postfix here, or no right to start one: apt-get install postfix, and run as root")
    home = Path(tempfile.mkdtemp(prefix="postfix-"))
    home.chmod(0o755)
    for name in ("conf", "spool", "data", "mail"):
        (home / name).mkdir()
    owner = pwd.getpwnam("postfix")
    for name in ("data", "mail"):
        os.chown(home / name, owner.pw_uid, owner.pw_gid)
    the_ca().issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(home / "key.pem"))
    port = free_port(at_once=False)
    known = {"home": home, "port": port, "limit": LIMIT, "unit": UNIT, "uid": owner.pw_uid, "gid": owner.pw_gid}
    (home / "conf" / "main.cf").write_text(MAIN.format(**known))
    (home / "conf" / "master.cf").write_text(MASTER.format(**known))
    started = subprocess.run(["postfix", "-c", home / "conf", "start"], capture_output=True, text=True, check=False)
    try:
        if started.returncode:
            pytest.skip(f"Postfix does not start here: {started.stderr}")
        yield port, home / "mail" / "all" / "new"
    finally:
        subprocess.run(["postfix", "-c", home / "conf", "stop"], capture_output=True, check=False)
        shutil.rmtree(home, ignore_errors=True)


def arrived(folder: Path, number: int) -> list[str]:
    """The Message-IDs in the mailbox, once there are so many."""
    for _ in range(100):
        files = list(folder.glob("*")) if folder.is_dir() else []
        if len(files) >= number:
            break
        time.sleep(0.1)
    return [str(message_from_bytes(path.read_bytes(), policy=default)["Message-ID"]) for path in files]


def test_a_batch_through_postfix(ready: Callable[..., Workbook], postfix: tuple[int, Path]) -> None:
    port, folder = postfix
    number = LIMIT + 4  # more than it takes at once
    text = customers(number).replace("c0003@", "gone@")
    book = ready(text, **settings(None, smtp_port=port, smtp_user=None))
    done = batch.send_batch(book.path, date(2026, 11, 20), Options(), talk(), LettersNow, Timing(waits=(UNIT + 1,) * 5))
    assert Counter(letter.state for letter in done.letters) == {"sent": number - 1, "refused": 1}, done
    assert statuses(book)["C0003"] == "Failed"
    ids = arrived(folder, number - 1)
    assert len(ids) == len(set(ids)) == number - 1
    log, journal = log_and_journal(book)
    assert sorted(log) == sorted(journal)
    assert len(log) == number - 1
