"""mail-setup: asked, tried with a mail to the owner, and kept in Settings; never the password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from conftest import Workbook
from mailroom import PASSWORD, USER, MailServer, customers, server, trusted

from ar_sheets.cli.main import main
from ar_sheets.sending import password
from ar_sheets.sending.password import VARIABLE
from ar_sheets.sending.transport import Server

Make = Callable[..., Workbook]
__all__ = ["server", "trusted"]


def set_up(book: Workbook, *answers: object) -> Result:
    typed = "".join(f"{answer}\n" for answer in answers)
    return CliRunner().invoke(main, ["mail-setup", str(book.path)], input=typed)


def values(book: Workbook) -> dict[str, Any]:
    return {row["setting"]: row["value"] for row in book.rows("Settings")}


def test_asked_tried_and_kept(make_workbook: Make, server: MailServer) -> None:
    book = make_workbook(customers(1))
    done = set_up(book, "localhost", server.port, USER)
    assert done.exit_code == 0, done.output
    assert values(book)["SMTP host"] == "localhost"
    assert values(book)["SMTP port"] == server.port
    assert values(book)["SMTP user"] == USER
    assert [mail.recipients for mail in server.received] == [["post@treverk.example"]]
    assert PASSWORD not in done.output
    assert PASSWORD.encode() not in book.path.read_bytes()
    assert not [
        cell for row in openpyxl.load_workbook(book.path)["Settings"].values for cell in row if cell == PASSWORD
    ]


def test_rows_and_the_address_that_are_missing_are_added(make_workbook: Make, server: MailServer) -> None:
    book = make_workbook(customers(1), email_from=None)
    opened = openpyxl.load_workbook(book.path)
    sheet = opened["Settings"]
    for row in range(sheet.max_row, 1, -1):
        if str(sheet.cell(row, 1).value).startswith("SMTP"):
            sheet.cell(row, 1).value = f"Old {row}"
    opened.save(book.path)
    done = set_up(book, "post@treverk.example", "localhost", server.port, USER)
    assert done.exit_code == 0, done.output
    assert values(book)["SMTP host"] == "localhost"
    assert values(book)["Email from"] == "post@treverk.example"


@pytest.mark.parametrize("user", ["wrong@treverk.example"])
def test_what_does_not_work_is_not_kept(make_workbook: Make, server: MailServer, user: str) -> None:
    book = make_workbook(customers(1))
    before = book.path.read_bytes()
    done = set_up(book, "localhost", server.port, user)
    assert done.exit_code == 2
    assert "password" in done.stderr
    assert book.path.read_bytes() == before


def test_the_password_comes_from_keyring_then_environment_then_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyring:
        kept: dict[tuple[str, str], str] = {}  # noqa: RUF012

        @classmethod
        def get_password(cls, service: str, name: str) -> str | None:
            return cls.kept.get((service, name))

        @classmethod
        def set_password(cls, service: str, name: str, secret: str) -> None:
            cls.kept[service, name] = secret

    where = Server("mail.example", 587, "kari")
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "typed"

    monkeypatch.setattr(password, "_keyring", lambda: Keyring)
    assert password.find_password(where, ask) == PASSWORD  # of the environment
    assert password.keep_password(where, "kept")
    assert password.find_password(where, ask) == "kept"
    assert password.find_password(Server("mail.example", 587, ""), ask) == ""
    assert asked == []
    monkeypatch.setattr(password, "_keyring", lambda: None)
    monkeypatch.delenv(VARIABLE)
    assert password.find_password(where, ask) == "typed"
    assert asked == ["Password of kari at mail.example"]
    assert not password.keep_password(where, "kept")
