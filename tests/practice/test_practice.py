"""An office with many clients: every workbook is worked on once, none stops another, and a stopped work goes on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from clients import TEXT
from conftest import Workbook
from openpyxl import load_workbook

from ar_sheets.base.errors import NotDone
from ar_sheets.cli.main import main
from ar_sheets.practice import find, going
from ar_sheets.practice.client import Client, client_as_data, client_of_data

AS_OF = "2026-11-13"
DAYS = (date(2026, 11, 13), datetime(2026, 11, 13, 9, tzinfo=UTC))
OWED = {"NOK": "1500.00"}


@pytest.fixture
def office(make_workbook: Callable[..., Workbook], tmp_path: Path) -> Path:
    """Three clients in folders of their own; beside them what is no client's workbook."""
    book = make_workbook(TEXT)
    place = tmp_path / "office"
    for name in ("Alfa", "Beta", "Ærlig & Co"):
        (place / name).mkdir(parents=True)
        shutil.copy(book.path, place / name / "receivables.xlsx")
    for stray in ("Alfa/shared/C1/statement.xlsx", "Alfa/.ar-sheets/backups/old.xlsx", "Beta/~$other.xlsx"):
        (place / stray).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(book.path, place / stray)
    make_other(place / "Beta" / "budget.xlsx")
    return place


def make_other(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Settings")


def practice(*words: object) -> Result:
    return CliRunner().invoke(main, ["practice", *map(str, words), "--as-of", AS_OF])


def listed(office: Path, *words: object) -> dict[str, dict[str, Any]]:
    """What --json says, by the name of the client's folder."""
    done = CliRunner().invoke(main, ["practice", str(office), *map(str, words), "--as-of", AS_OF, "--json"])
    assert done.exit_code in (0, 1), done.output
    return {Path(one["workbook"]).parent.name: one for one in json.loads(done.stdout)["clients"]}


def test_only_clients_workbooks_are_found(office: Path) -> None:
    names = [book.relative_to(office).as_posix() for book in find.find_workbooks([office, office / "Alfa"])]
    assert names == ["Alfa/receivables.xlsx", "Beta/receivables.xlsx", "Ærlig & Co/receivables.xlsx"]


def test_a_list_and_a_pattern_name_workbooks_too(office: Path) -> None:
    (office / "two.txt").write_text("Alfa\n\nBeta/receivables.xlsx\n", "utf-8")
    assert len(find.find_workbooks([office / "two.txt"])) == 2
    assert len(find.find_workbooks([Path(f"{office}/*/rec*.xlsx")])) == 3


def test_every_place_that_is_not_there_is_named(office: Path) -> None:
    with pytest.raises(NotDone, match=r"Gamma.*Delta"):
        find.find_workbooks([office / "Gamma", office, office / "Delta"])
    (office / "empty").mkdir()
    with pytest.raises(NotDone, match="no workbook of ar-sheets"):
        find.find_workbooks([office / "empty"])


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_on_all_is_the_run_on_each(office: Path, jobs: int) -> None:
    alone = office.parent / "alone"
    shutil.copytree(office / "Alfa", alone)
    CliRunner().invoke(main, ["run", str(alone / "receivables.xlsx"), "--as-of", AS_OF])
    clients = listed(office, "--do", "run", "--jobs", jobs)
    assert {name: (one["open"], one["overdue"], one["last_run"]) for name, one in clients.items()} == {
        name: (OWED, {"NOK": "1000.00"}, AS_OF) for name in ("Alfa", "Beta", "Ærlig & Co")
    }
    wanted = Workbook(alone / "receivables.xlsx").rows("Invoices")
    assert Workbook(office / "Ærlig & Co" / "receivables.xlsx").rows("Invoices") == wanted
    assert (office / "Beta" / "batches" / AS_OF / "index.html").is_file()


def test_check_changes_nothing(office: Path) -> None:
    before = {path: path.read_bytes() for path in office.rglob("*") if path.is_file()}
    assert listed(office, "--jobs", 1)["Beta"]["letters"] == 1
    assert {path: path.read_bytes() for path in before} == before


def test_one_that_is_broken_or_open_stops_no_other(office: Path) -> None:
    (office / "Beta" / ".ar-sheets").mkdir()
    (office / "Beta" / "receivables.xlsx").write_bytes(b"this is no workbook")
    (office / "Alfa" / "~$receivables.xlsx").write_bytes(b"\x04Anna")
    clients = listed(office, "--do", "run", "--jobs", 2)
    assert clients["Beta"]["state"] == "refused"
    assert clients["Beta"]["said"]
    assert clients["Alfa"]["state"] == "refused"
    assert clients["Ærlig & Co"]["last_run"] == AS_OF


def test_what_was_done_before_a_stop_is_not_done_again(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books = find.find_workbooks([office])
    notes = office / going.NOTED

    def stop(_client: Client, number: int, _total: int) -> None:
        if number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        going.work_on_all(books, "run", DAYS, notes, 1, "", stop)
    worked: list[str] = []
    clients = going.work_on_all(books, "run", DAYS, notes, 1, "", lambda client, *_: worked.append(client.workbook))
    assert (len(worked), len(clients)) == (1, 3)
    assert not notes.exists()


def test_another_work_begins_anew_and_half_a_line_is_no_client(office: Path) -> None:
    books, notes, day = find.find_workbooks([office]), office / going.NOTED, DAYS
    done = Client(str(books[0]), "done")
    head = json.dumps({"what": "run", "as_of": "2026-11-13"})
    notes.write_text(f"{head}\n{json.dumps(client_as_data(done))}\n" + '{"workbook": "/half', "utf-8")
    count: list[int] = []
    going.work_on_all(books, "check", day, notes, 1, "", lambda *_: count.append(1))
    assert len(count) == 3
    notes.write_text(f"{head}\n{json.dumps(client_as_data(done))}\n" + '{"workbook": "/half', "utf-8")
    going.work_on_all(books, "run", day, notes, 1, "", lambda *_: count.append(1))
    assert len(count) == 5


def test_a_client_is_the_same_after_its_file() -> None:
    client = Client("a.xlsx", "done", open={"NOK": Decimal("1.10")}, last_run=date(2026, 1, 2), letters=3)
    assert client_of_data(json.loads(json.dumps(client_as_data(client)))) == client


def test_the_list_shows_each_client_with_links_that_lead_somewhere(office: Path) -> None:
    done = practice(office, "--do", "run", "--jobs", 1)
    assert "3/3" in done.output
    sheet = load_workbook(office / "practice.xlsx")["Practice"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 3
    assert [row[3] for row in rows] == [1500, 1500, 1500]
    for cell in (sheet["K2"], sheet["L4"]):
        assert (office / str(cell.value).split('"')[1]).is_file()
    page = (office / "practice.html").read_text("utf-8")
    assert page.count("<tr") == 4
    assert "Ærlig &amp; Co" in page or "%C3%86rlig%20%26%20Co/receivables.xlsx" in page


def test_each_workbook_keeps_its_language_and_the_list_has_the_persons(office: Path) -> None:
    Workbook(office / "Alfa" / "receivables.xlsx").type("Settings", setting_row(office, "language"), "value", "nb")
    words = ["--language", "sv", "practice", str(office), "--do", "run", "--jobs", "1", "--as-of", AS_OF]
    CliRunner().invoke(main, words)
    statuses = {
        name: [cell.value for cell in load_workbook(office / name / "receivables.xlsx")["Invoices"]["S"]][1]
        for name in ("Alfa", "Beta")
    }
    assert statuses == {"Alfa": "Forfalt", "Beta": "Overdue"}
    assert load_workbook(office / "practice.xlsx")["Practice"]["A1"].value == "Klient"


def setting_row(office: Path, key: str) -> int:
    rows = Workbook(office / "Alfa" / "receivables.xlsx").rows("Settings")
    return 2 + next(number for number, row in enumerate(rows) if row["setting"] == key.capitalize())


def test_send_says_what_would_go_and_sends_nothing(office: Path) -> None:
    listed(office, "--do", "run", "--jobs", 1)
    clients = listed(office, "--do", "send", "--jobs", 1)
    assert {one["state"] for one in clients.values()} <= {"done", "needs a person", "refused"}
    assert not list(office.rglob("sending.json*"))


def test_report_writes_each_report(office: Path) -> None:
    clients = listed(office / "Alfa", "--do", "report", "--jobs", 1)
    assert Path(clients["Alfa"]["page"]).is_file()
