"""The menu behind the icon, in a pseudo-terminal: whatever happens, it says so and waits for Enter."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import Workbook

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals", allow_module_level=True)

from terminal import BACK, MENU, program

TODAY = date.today()  # noqa: DTZ011 - the menu works on the user's day
LONG_AGO = (TODAY - timedelta(days=24)).isoformat()  # due ten days ago; Easter moves that by five
BOOK = f"""
Customers
Customer ID | Name | Profile | Email
C1 | Anna Berg | Business | anna@berg.example

Invoices
Invoice no | Customer ID | Invoice date | Amount
1 | C1 | {LONG_AGO} | 900
"""


@pytest.fixture
def book(make_workbook: object) -> Path:
    """A workbook with one overdue invoice."""
    made: Workbook = make_workbook(BOOK, payments_complete_until=TODAY)  # type: ignore[operator]
    return made.path


@pytest.fixture
def opener(tmp_path: Path) -> dict[str, str]:
    """A screen and a program that opens files: it notes which."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "xdg-open").write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> "{tmp_path}/opened.txt"\n')
    (tools / "xdg-open").chmod(0o755)
    return {"PATH": f"{tools}:{os.environ['PATH']}", "DISPLAY": ":99"}


def opened(folder: Path) -> list[str]:
    """What was opened, once it is there."""
    noted = folder / "opened.txt"
    for _ in range(100):
        if noted.exists():
            return noted.read_text().splitlines()
        subprocess.run(["sleep", "0.05"], check=True)
    return []


def test_the_week_in_numbers(book: Path, opener: dict[str, str]) -> None:
    before = book.read_bytes()
    with program("start", str(book), **opener) as window:
        shown = window.wait_for(MENU)
        assert "No run yet." in shown
        assert str(book) in shown
        assert "Do the weekly run first" in window.line("3", BACK)
        window.line("", MENU)
        assert "1 letter and 0 calls are ready" in window.line("2", "or only press Enter:")
        window.line("l", "or only press Enter:")
        window.line("w", "or only press Enter:")
        window.line("", BACK)
        assert "Last run: " in window.line("", MENU)
        todo = window.line("5", BACK)
        assert "E-mails ready to send" in todo
        assert "Anna Berg: Reminder 1, 900.00 NOK  ->  anna@berg.example" in todo
        window.line("", MENU)
        assert "index.html" in window.line("3", BACK)
        window.line("", MENU)
        window.line("4", "Which?")
        question = window.line("f", "into the batch folder? [y/N]:")
        assert "Anna Berg: Reminder 1" in question
        assert "Written: 1." in window.line("y", BACK)
        window.line("", MENU)
        window.line("6", "[y/N]")
        assert "is again as it was" in window.line("y", BACK)
        window.line("", MENU)
        assert "Weekly run: reads your workbook" in window.line("9", BACK)
        window.line("", MENU)
        window.type("q\n")
        assert window.end() == 0
    assert book.read_bytes() == before
    assert len(list(book.parent.glob("batches/*/eml/*.eml"))) == 1
    page = str(next(book.parent.glob("batches/*/index.html")))
    assert opened(book.parent)[:2] == [page, str(book)]


def test_without_a_screen_it_says_which_file_to_open(book: Path) -> None:
    with program("start", str(book), DISPLAY="", WAYLAND_DISPLAY="") as window:
        window.wait_for(MENU)
        assert f"Open it yourself: {book}" in window.line("7", BACK)


def test_nothing_is_sent_or_undone_by_enter_alone(book: Path) -> None:
    before = book.read_bytes()
    with program("start", str(book)) as window:
        window.wait_for(MENU)
        window.line("2", "or only press Enter:")
        window.line("", BACK)
        after = book.read_bytes()
        window.line("", MENU)
        for choice, question, answer in (("4", "Which?", ""), ("6", "[y/N]", ""), ("6", "[y/N]", "n")):
            window.line(choice, question)
            window.line(answer, BACK)
            window.line("", MENU)
        window.line("4", "Which?")
        window.line("f", "[y/N]:")
        assert "Nothing was sent." in window.line("", BACK)
        window.line("", MENU)
        window.line("4", "Which?")
        refused = window.line("m", BACK)
        assert "4 in the menu, then s" in refused
        assert "[y/N]" not in refused
    assert book.read_bytes() == after != before
    assert not list(book.parent.glob("batches/*/eml/*"))


def test_undo_asks_again_where_it_would_lose_what_was_typed(book: Path) -> None:
    before = book.read_bytes()
    with program("start", str(book)) as window:
        window.wait_for(MENU)
        window.line("2", "or only press Enter:")
        window.line("", BACK)
        Workbook(book).type("Customers", 2, "name", "Anna Lund")
        typed = book.read_bytes()
        window.line("", MENU)
        window.line("6", "[y/N]")
        assert "was changed after the run" in window.line("y", "Undo it all the same?")
        assert "Nothing was changed." in window.line("", BACK)
        assert book.read_bytes() == typed
        window.line("", MENU)
        window.line("6", "[y/N]")
        window.line("y", "Undo it all the same?")
        assert "is kept as" in window.line("y", BACK)
    assert book.read_bytes() == before
    assert typed in [kept.read_bytes() for kept in book.parent.glob(".ar-sheets/backups/*.xlsx")]


def test_undo_looks_first_whether_there_is_a_run(book: Path) -> None:
    with program("start", str(book)) as window:
        window.wait_for(MENU)
        said = window.line("6", BACK)
        assert "There is no run on" in said
        assert "[y/N]" not in said


MORE = (
    ("1", [], "reports"),
    ("2", ["1"], "1: 1.pdf, 1.xlsx"),
    ("3", [""], "C1"),
    ("4", ["C1"], "C1"),
    ("5", [""], "No new answers"),
    ("6", ["1"], "Anna Berg"),
    ("6", [""], "Nothing was done."),
    ("7", ["C1"], "Anna Berg"),
    ("7", ["-7"], "-7"),
    ("8", ["n"], "Nothing was done."),
    ("99", [], "There is no 99"),
    ("", [], ""),
)


def test_what_is_wanted_now_and_then_asks_for_one_thing(book: Path) -> None:
    with program("start", str(book), COLUMNS="400") as window:
        window.wait_for(MENU)
        for choice, answers, shown in MORE:
            window.line("8", "Which?")
            if answers:
                window.line(choice, "[y/N]" if choice == "8" else ":")
            said = window.line(answers[0] if answers else choice, BACK)
            assert shown in said, (choice, said)
            assert "No such option" not in said
            window.line("", MENU)
    assert list(book.parent.glob("reports/*/*.html"))


def test_mail_that_is_not_set_up_is_left_with_enter(book: Path) -> None:
    before = book.read_bytes()
    with program("start", str(book)) as window:
        window.wait_for(MENU)
        window.line("2", "or only press Enter:")
        window.line("", BACK)
        before = book.read_bytes()
        window.line("", MENU)
        window.line("4", "Which?")
        assert "4 in the menu, then s" in " ".join(window.line("m", BACK).split())
        window.line("", MENU)
        window.line("4", "Which?")
        window.line("s", "Server for outgoing mail:")
        assert "Nothing was changed." in window.line("", BACK)
    assert book.read_bytes() == before


def test_ctrl_c_at_a_question_goes_back_and_at_the_menu_waits_for_enter(book: Path) -> None:
    with program("start", str(book)) as window:
        window.wait_for(MENU)
        window.line("4", "Which?")
        window.ctrl_c()
        assert "Stopped." in window.wait_for(BACK)
        window.line("", MENU)
        window.ctrl_c()
        window.wait_for("Press Enter to close this window.")
        assert window.process.poll() is None
        window.type("\n")
        assert window.end() == 0


def test_the_end_of_input_at_the_menu_waits_for_enter(book: Path) -> None:
    with program("start", str(book)) as window:
        window.wait_for(MENU)
        window.type("\x04")
        window.wait_for("Press Enter to close this window.")
        window.type("\x04")
        assert window.end() == 0


@pytest.mark.parametrize("wrong", ["0", "run", "", "1 2", "ø"])
def test_a_wrong_choice_is_told_what_there_is(book: Path, wrong: str) -> None:
    with program("start", str(book)) as window:
        window.wait_for(MENU)
        assert "Type one of 1, 2, 3" in window.line(wrong, f"leave.\n{MENU}")


def test_a_workbook_that_moved_is_asked_for_and_found(book: Path) -> None:
    moved = book.parent / "new place" / "owed 'now' & later.xlsx"
    moved.parent.mkdir()
    book.rename(moved)
    with program("start", str(book)) as window:
        assert f"There is no workbook {book}" in window.wait_for("Workbook:")
        window.line(str(moved.with_name("none.xlsx")), "Workbook:")
        assert "Put an icon" in window.line(shell_drag(moved), "[y/N]")
        assert str(moved) in window.line("", MENU)


def shell_drag(path: Path) -> str:
    """A path as a terminal writes it when a file is dragged into it."""
    return "".join(letter if letter.isalnum() or letter in "/.-_" else f"\\{letter}" for letter in str(path))


def test_a_workbook_that_is_gone_leaves_the_window_until_enter(tmp_path: Path) -> None:
    with program("start", str(tmp_path / "none.xlsx")) as window:
        window.wait_for("Workbook:")
        window.type("\x04")
        window.wait_for("Press Enter to close this window.")
        assert window.process.poll() is None
        window.type("\n")
        assert window.end() == 2


def test_a_folder_opens_the_workbook_in_it(book: Path) -> None:
    with program("start", str(book.parent)) as window:
        assert str(book) in window.wait_for(MENU)


def test_a_failure_nobody_foresaw_names_a_log_without_secrets(book: Path, tmp_path: Path) -> None:
    """A broken module stands for a damaged installation: the menu lives on."""
    (book.parent / ".ar-sheets").mkdir()
    broken = tmp_path / "broken"
    shutil.copytree(Path(__file__).resolve().parents[3] / "ar_sheets", broken / "ar_sheets")
    (broken / "ar_sheets" / "dunning" / "assess.py").write_text("raise ValueError('the password is hunter2')\n")
    with program("start", str(book), PYTHONPATH=str(broken)) as window:
        window.wait_for(MENU)
        said = window.line("2", BACK)
        assert "Traceback" not in said
        assert "hunter2" not in said
        window.line("", MENU)
    (log,) = (book.parent / ".ar-sheets").glob("*.log")
    assert str(log) in said
    told = log.read_text()
    assert "ValueError" in told
    assert "ar_sheets/dunning/assess.py:1" in told
    assert "hunter2" not in told.replace("raise ValueError('the password is hunter2')", "")
    assert str(tmp_path) not in told


def test_a_damaged_installation_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "click.py").write_text("raise ImportError('No module named click', name='click')\n")
    ours = str(Path(__file__).resolve().parents[3])
    done = subprocess.run(
        [sys.executable, "-P", "-m", "ar_sheets", "start"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ours}"}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("ar-sheets is not whole: No module named click. Install it again.")
    assert done.stderr.count("\n") == 1
    Path(done.stderr.split()[-1]).unlink()


def test_a_workbook_in_a_folder_that_may_not_be_written_to_is_told(book: Path) -> None:
    book.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        if os.access(book.parent, os.W_OK):
            pytest.skip("this user may write everywhere")
        with program("start", str(book)) as window:
            window.wait_for(MENU)
            assert "Traceback" not in window.line("2", BACK)
    finally:
        book.parent.chmod(stat.S_IRWXU)


def test_the_menu_loads_nothing_heavy_before_a_choice(book: Path) -> None:
    code = (
        "import sys\nfrom ar_sheets.cli.main import main\n"
        "try:\n    main(['start', sys.argv[1]])\nexcept SystemExit:\n    pass\n"
        "print('LOADED', sorted({name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, book], input="q\n", capture_output=True, text=True, check=True
    )
    loaded = done.stdout.partition("LOADED")[2]
    assert "'ar_sheets'" in loaded
    for heavy in ("pandas", "numpy", "xlsxwriter", "typst", "jinja2", "babel", "yagmail", "email", "holidays"):
        assert f"'{heavy}'" not in loaded


def test_the_first_time_begins_a_business(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "Desktop").mkdir(parents=True)
    (home / "Documents").mkdir()
    with program("start", HOME=str(home), XDG_CONFIG_HOME="") as window:
        window.wait_for("Begin: make a workbook")
        window.line("1", "Name of your business")
        window.line("Fjord & Søn AS", "Country")
        assert "Did you mean Norway (NO)" in window.line("Norwaay", "Country:")
        assert "[NOK]" in window.line("norway", "Currency")
        assert "[nb]" in window.line("", "Language")
        assert "Documents/Fjord & Søn AS]" in window.line("en", "Folder")
        assert "looks like an account number" in window.line("NO93 8601 1117 947", "Folder")
        assert "Next:" in window.line("", "Press Enter to go on.")
        assert "Fjord & Søn AS" in window.line("", MENU)
    assert (home / "Documents" / "Fjord & Søn AS" / "receivables.xlsx").is_file()
    assert [icon.stem for icon in (home / "Desktop").iterdir()] == ["Fjord & Søn AS - receivables"]


def test_without_a_folder_for_documents_a_business_goes_into_the_home(tmp_path: Path) -> None:
    """Where the program was started is often its own folder."""
    with program("start", HOME=str(tmp_path), XDG_CONFIG_HOME="") as window:
        window.wait_for("Begin: make a workbook")
        window.line("1", "Name of your business")
        for answer, then in (("Ek", "Country"), ("NO", "Currency"), ("", "Language"), ("", f"[{tmp_path}/Ek]")):
            window.line(answer, then)


def test_the_sample_business_is_made_once_and_opened(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "Documents").mkdir(parents=True)
    for made in (True, False):
        with program("start", HOME=str(home), XDG_CONFIG_HOME="") as window:
            window.wait_for("See how it works")
            said = window.line("2", "Press Enter to go on.")
            assert ("a joinery in Norway" in said) is made
            assert "ar-sheets-demo" in window.line("", MENU)


def test_a_list_of_ones_own_is_taken_over_first(tmp_path: Path) -> None:
    """Its columns are looked at, what is missing is added, and it gets an icon; then its menu opens."""
    import openpyxl

    home, path = tmp_path / "home", tmp_path / "mine" / "my list.xlsx"
    (home / "Desktop").mkdir(parents=True)
    path.parent.mkdir()
    book = openpyxl.Workbook()
    book.active.append(["Invoice number", "Customer", "Invoice date", "Amount"])
    book.active.append([7, "Anna", TODAY - timedelta(days=21), 900])
    book.save(path)
    with program("start", HOME=str(home), XDG_CONFIG_HOME="") as window:
        window.wait_for("Open a workbook I have")
        window.line("3", "Workbook:")
        window.line(shell_drag(path), "a list of your own")
        window.line("s", "Answer")  # sim
        window.line("EUR", "Go on?")
        assert "Added the sheets" in window.line("", "Put an icon")
        window.line("y", "Press Enter to go on.")
        assert "my list.xlsx" in window.line("", MENU)
        assert "1 invoice" in window.line("2", "or only press Enter:")
    assert len(list((home / "Desktop").iterdir())) == 1


def test_the_banks_file_is_offered_from_downloads_and_taken_in(book: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "Downloads").mkdir(parents=True)
    (home / "Downloads" / "notes.txt").write_text("nothing of a bank's\n")
    day = (TODAY - timedelta(days=3)).strftime("%d.%m.%Y")
    text = f'"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"\n"{day}";"Faktura 1";"{day}";"";"900,00"\n'
    (home / "Downloads" / "transaksjoner.csv").write_text(text)
    with program("start", str(book), HOME=str(home), XDG_CONFIG_HOME="", COLUMNS="200") as window:
        window.wait_for(MENU)
        assert "transaksjoner.csv  (DNB" in window.line("1", "(Enter: none)")
        assert "900.00 NOK" in window.line("1", "Write this into the workbook?")
        assert "1 payment was written." in window.line("y", BACK)
        window.line("", MENU)
        assert "There is no new bank file" in window.line("1", "(Enter: none)")
        assert "Nothing was taken in." in window.line("", BACK)
