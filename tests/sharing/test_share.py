"""The copies that go out: what is in them, when they are renewed, and that nothing of anybody else is in them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import Workbook
from copies import DAY, TABLE, answer, copy_of, replies, share, table_in

from ar_sheets.schema.columns import ANSWER_KEYS, LANGUAGES, REPLIES
from ar_sheets.sharing import names, signature, words


def texts(path: Path) -> list[str]:
    book = openpyxl.load_workbook(path)
    return [c.value for page in book.worksheets for row in page.iter_rows() for c in row if isinstance(c.value, str)]


def listed(path: Path) -> list[dict[str, Any]]:
    """The list of a copy, by the headers that stand over it."""
    page, header, _ = table_in(openpyxl.load_workbook(path))
    heads = [cell.value for cell in page[header]]
    rows = page.iter_rows(min_row=header + 1, values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows if row[0]]


def test_a_copy_tells_what_is_open_and_what_was_paid(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    made = share(workbook)
    assert {k: v["what"] for k, v in made.items()} == {"K-1": "made", "K-2": "made", "K-3": "made"}
    first, second = listed(copy_of(workbook, "K-1"))
    assert (first["Invoice"], first["Amount"], first["Open"], first["Days overdue"]) == ("1041", 1000, 800, 36)
    assert first["Due date"].date() == date(2026, 10, 15)
    assert (second["Invoice"], second["Open"], second["Days overdue"]) == ("1042", 400.5, 0)
    assert "Interest claimed" not in first  # none was claimed, however much has run
    book = openpyxl.load_workbook(copy_of(workbook, "K-1"))
    assert book.sheetnames == ["Start", "Invoices", "Payments received"]
    assert [c.value for c in book["Payments received"][7]][1:] == ["NOK", 200, "1041"]
    said = texts(copy_of(workbook, "K-1"))
    assert "NO93 8601 1117 947" in said
    assert any("+47 00 00 00 00" in text and "never change by e-mail" in text for text in said)


CLAIMED = """
    Customers
    Customer ID | Name | Profile | Country | Credit checked on | Terms accepted on | Email
    K-1 | Anna AS | Business | NO | 2026-09-01 | 2026-09-01 | a@a.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount | Dispute reason | Hold reason | Internal note
    "1041" | K-1 | 2026-09-01 | 2026-09-15 | 1000 | | |
    "1042" | K-1 | 2026-09-01 | 2026-09-15 | 700 | broken | |
    "1043" | K-1 | 2026-09-01 | 2026-09-15 | 500 | 120.00: late | | they always complain
    "1044" | K-1 | 2026-09-01 | 2026-09-15 | 90 | | written off |
    "1045" | K-1 | 2026-09-01 | soon | 80 | | |
    "1046" | K-1 | 2026-09-01 | 2026-09-15 | 60 | | |

    Payment plans
    Plan no | Customer ID | Invoices | Due date | Amount
    P1 | K-1 | 1046 | 2026-12-01 | 30
    P1 | K-1 | 1046 | 2027-01-01 | 30
"""


def test_fees_and_interest_only_as_they_were_claimed_and_what_is_set_aside(
    make_workbook: Callable[..., Workbook],
) -> None:
    workbook = make_workbook(CLAIMED)
    workbook.run("2026-10-01")
    row = workbook.find("Outbox", status="Ready")
    workbook.type("Outbox", row, "done_on", date(2026, 10, 1))
    workbook.run(DAY)
    claimed = [r for r in workbook.rows("Log") if r["event"] in ("fee", "interest", "compensation")]
    made = share(workbook)["K-1"]
    assert made["left_out"] == ["1045"]
    rows = {row["Invoice"]: row for row in listed(copy_of(workbook, "K-1"))}
    assert set(rows) == {"1041", "1042", "1043", "1046"}
    assert rows["1042"]["Note"] == "disputed"
    assert rows["1043"]["Note"] == "NOK 120.00 disputed"
    assert rows["1046"]["Note"] == "in the payment plan"
    fees = sum(row.get("Fees claimed") or 0 for row in rows.values())
    assert fees == sum(float(r["amount"]) for r in claimed if r["event"] != "interest")
    assert not any("complain" in text for text in texts(copy_of(workbook, "K-1")))
    assert openpyxl.load_workbook(copy_of(workbook, "K-1")).sheetnames[-1] == "Payment plan"


IN_ALL_LANGUAGES = """
    Customers
    Customer ID | Name | Profile | Language

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
"""


def test_copies_are_in_the_customers_languages_and_their_words_are_read_back(
    make_workbook: Callable[..., Workbook],
) -> None:
    head, tail = IN_ALL_LANGUAGES.split("\n\n")
    customers = "\n".join(f"    c-{code} | Firma {code} Handel AS | Business | {code}" for code in LANGUAGES)
    invoices = "".join(f"    {code}-{n} | c-{code} | 2026-10-01 | 100\n" for code in LANGUAGES for n in range(5))
    workbook = make_workbook(f"{head}\n{customers}\n\n{tail}{invoices}")
    share(workbook)
    for code in LANGUAGES:
        book = openpyxl.load_workbook(copy_of(workbook, f"c-{code}"))
        page, header, places = table_in(book)
        assert page.title == words.copy_words(code)["sheet_invoices"]
        lists = [v for v in page.data_validations.dataValidation if v.type == "list"]
        for number, word in enumerate(lists[0].formula1.strip('"').split(",")):
            page.cell(header + 1 + number, places["reply"]).value = word
        book.save(copy_of(workbook, f"c-{code}"))
    replies(workbook)
    for code in LANGUAGES:
        own = [row["reply"] for row in workbook.rows("Invoices") if row["customer_id"] == f"c-{code}"]
        assert own == list(REPLIES)


def test_every_language_has_every_word_and_no_header_means_two_things() -> None:
    keys = {language: set(words.copy_words(language)) for language in LANGUAGES}
    assert all(keys[language] == keys["en"] for language in LANGUAGES)
    meaning: dict[str, str] = {}
    for language in LANGUAGES:
        told = words.copy_words(language)
        for key in ("invoice", *ANSWER_KEYS):
            assert meaning.setdefault(words.plain_word(told[key]), key) == key
        heads = ("invoice_date", "due_date", "description", "your_reference", "note", "amount", "open", "currency")
        others = {words.plain_word(told[key]) for key in (*heads, "interest", "fees", "days_overdue")}
        assert not others & set(words.answer_headers())
        assert all("," not in word and '"' not in word for word in words.offered(language))
        for key, text in told.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", words.copy_words("en")[key])), (
                language,
                key,
            )


def test_nothing_acts_nothing_links_and_nothing_is_hidden(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE + "\n    Payment plans\n    Plan no | Customer ID | Invoices | Due date | Amount\n"
                             "    P1 | K-3 | 1044 | 2026-12-01 | 300\n")  # fmt: skip
    share(workbook, "--all")
    for customer in ("K-1", "K-3"):
        with zipfile.ZipFile(copy_of(workbook, customer)) as parts:
            markup = {name: parts.read(name).decode("latin-1") for name in parts.namelist()}
        everything = "".join(markup.values())
        assert not re.search(r"<f[ >]|hyperlink|External|vbaProject|hidden=|<sheet [^>]*state=|<comment", everything)
        assert not re.search(r"<chart|connections|externalLink|definedName name=\"(?!_xlnm)", everything)
        core = markup["docProps/core.xml"]
        assert re.search(r"<dc:creator></dc:creator>|<dc:creator/>", core)
        assert "Treverk" not in core + markup["docProps/app.xml"]
        assert all("sheetProtection" in markup[name] for name in markup if name.startswith("xl/worksheets/sheet"))


def test_only_the_green_cells_can_be_filled_in_and_they_are_checked(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    book = openpyxl.load_workbook(copy_of(workbook, "K-1"))
    page, header, places = table_in(book)
    free = {c.coordinate for p in book.worksheets for row in p.iter_rows() for c in row if not c.protection.locked}
    wanted = {page.cell(r, places[key]).coordinate for r in (header + 1, header + 2) for key in ANSWER_KEYS} | {"E4"}
    assert free == wanted
    checks = {
        next(iter(v.sqref.ranges)).coord.partition(":")[0]: (v.type, v.formula1, v.formula2)
        for v in page.data_validations.dataValidation
    }
    at = {key: page.cell(header + 1, places[key]).coordinate for key in ANSWER_KEYS}
    assert checks[at["reply"]][1] == '"Paid already,Will pay,Dispute,Invoice not received,Other"'
    assert checks[at["promise_date"]] == ("date", "46346", "46526")  # 2026-11-20, 180 days later
    assert checks[at["promise_amount"]] == ("decimal", "0.01", "800.0") or checks[at["promise_amount"]][2] == "800"
    assert checks[at["customer_comment"]][:2] == ("textLength", "500")


def test_sharing_again_on_the_same_day_touches_nothing(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    before = copy_of(workbook, "K-1").read_bytes(), workbook.path.read_bytes()
    assert {c["what"] for c in share(workbook).values()} == {"same"}
    assert (copy_of(workbook, "K-1").read_bytes(), workbook.path.read_bytes()) == before


def test_who_gets_a_copy(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE + '    2026-11-01 | K-2 | "1043" | 2000\n')
    assert set(share(workbook)) == {"K-1", "K-3"}
    assert set(share(workbook, "k-2")) == {"K-2"}
    assert any("Ingenting er utestående" in text for text in texts(copy_of(workbook, "K-2")))
    assert set(share(workbook, "--all")) == {"K-1", "K-2", "K-3"}
    unknown = workbook.command("share", "K-9")
    assert unknown.exit_code == 2
    assert "There is no customer K-9" in unknown.output


def test_a_copy_that_tells_of_a_debt_is_renewed_once_it_is_paid(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    page = openpyxl.load_workbook(workbook.path)
    page["Payments"].append([date(2026, 11, 20), "K-2", "1043", 2000])
    page.save(workbook.path)
    workbook.type("Payments", 3, "date", date(2026, 11, 20))
    assert share(workbook, on="2026-11-21")["K-2"]["version"] == 2
    assert listed(copy_of(workbook, "K-2")) == []
    assert "K-2" not in share(workbook, on="2026-11-22")


def test_an_answer_not_yet_read_is_never_overwritten(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    path = answer(copy_of(workbook, "K-1"), "1041", reply="Paid already")
    before = path.read_bytes()
    held = share(workbook, on="2026-11-21")
    assert held["K-1"]["what"] == "held"
    assert "holds answers that were not read yet: run replies first" in held["K-1"]["why"]
    assert held["K-2"]["what"] == "made"
    assert path.read_bytes() == before
    replies(workbook, on="2026-11-21")
    assert share(workbook, on="2026-11-21")["K-1"]["version"] == 2
    assert listed(path)[0]["Reply"] == "Paid already"


def test_a_second_file_with_an_answer_holds_the_copy_too(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    path = copy_of(workbook, "K-1")
    answer(path, "1041", to=path.with_name("copy (1).xlsx"), reply="Dispute")
    assert "copy (1).xlsx holds answers" in share(workbook, on="2026-11-21")["K-1"]["why"]


def test_a_copy_somebody_only_opened_and_saved_is_renewed(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    path = copy_of(workbook, "K-1")
    openpyxl.load_workbook(path).save(path)
    assert share(workbook)["K-1"]["what"] == "same"  # nothing new to tell
    assert share(workbook, on="2026-11-21")["K-1"]["what"] == "made"


def test_a_copy_that_is_open_is_not_renewed_and_says_who_has_it(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    path = copy_of(workbook, "K-1")
    mark = path.with_name(f".~lock.{path.name}#")
    mark.write_text(",Anna Berg,host,21.11.2026 10:00,x;")
    before = path.read_bytes()
    why = share(workbook, on="2026-11-21")["K-1"]["why"]
    assert "Anna Berg has Treverk AS - statement.xlsx open in LibreOffice" in why
    assert path.read_bytes() == before
    mark.unlink()
    assert share(workbook, on="2026-11-21")["K-1"]["what"] == "made"


def test_an_answer_saved_while_the_copy_is_being_renewed_stays(
    make_workbook: Callable[..., Workbook], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The customer saves in the moment between looking and writing."""
    from ar_sheets.sharing import release, state

    workbook = make_workbook(TABLE)
    share(workbook)
    path, save = copy_of(workbook, "K-1"), state.save_state

    def saved_meanwhile(home: Path, known: state.State) -> None:
        save(home, known)
        if known.customer_id == "K-1":
            answer(path, "1041", reply="Dispute")

    monkeypatch.setattr(release.state, "save_state", saved_meanwhile)
    outcome = share(workbook, on="2026-11-21")["K-1"]
    assert (outcome["what"], "saved by somebody this very moment" in outcome["why"]) == ("held", True)
    monkeypatch.undo()
    assert "not read yet" in share(workbook, on="2026-11-21")["K-1"]["why"]
    replies(workbook, on="2026-11-21")
    assert workbook.invoice("1041")["reply"] == "Dispute"


def test_a_copy_that_could_not_be_written_is_written_the_next_time(
    make_workbook: Callable[..., Workbook], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a file that is open cannot be replaced, or when the disk is full."""
    from ar_sheets.sharing import release

    workbook = make_workbook(TABLE)
    share(workbook)
    path, write = copy_of(workbook, "K-1"), release.write_whole

    def refused(target: Path, data: bytes) -> None:
        if target == path:
            raise PermissionError(13, "Permission denied")
        write(target, data)

    monkeypatch.setattr(release, "write_whole", refused)
    outcome = share(workbook, "K-1", on="2026-11-21")["K-1"]
    assert (outcome["what"], "Permission denied); is it open somewhere?" in outcome["why"]) == ("held", True)
    monkeypatch.undo()
    assert share(workbook, "K-1", on="2026-11-21")["K-1"]["what"] == "made"
    assert share(workbook, "K-1", on="2026-11-21")["K-1"]["what"] == "same"
    assert any("As of 21 November 2026" in text for text in texts(path))


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("as for Bo Dal AS", "bo dal as"),
        ("mail to bo@dal.example", "bo@dal.example"),
    ],
)
def test_a_copy_that_would_name_somebody_else_is_not_made(
    make_workbook: Callable[..., Workbook], cell: str, found: str
) -> None:
    workbook = make_workbook(TABLE.replace("| Chairs", f"| {cell}"))
    made = share(workbook)
    assert made["K-1"]["what"] == "held"
    assert f"it would name what belongs to another customer: {found}" in made["K-1"]["why"]
    assert not (workbook.path.parent / "shared" / "K-1").exists()
    assert made["K-2"]["what"] == "made"
    assert not list((workbook.path.parent / ".ar-sheets" / "shared").glob("*.draft"))


def test_numbers_that_only_look_like_somebodys_do_not_hold_a_copy(make_workbook: Callable[..., Workbook]) -> None:
    """Customers 36 and 46346: days overdue, and a day as Excel counts it."""
    more = '    "36" | Dag AS | Business | d@d.example | NO | en | NOK | 2026-09-01 | 2026-09-01\n'
    more += '    "46346" | Eva AS | Business | e@e.example | NO | en | NOK | 2026-09-01 | 2026-09-01\n'
    workbook = make_workbook(TABLE.replace("\n\n    Invoices", "\n" + more + "\n    Invoices"))
    assert share(workbook, "K-1")["K-1"]["what"] == "made"


@pytest.mark.parametrize(
    ("new", "cell"),
    [
        ('"100" | Eva Lie AS', "order 100-0"),  # an ID that is part of a number
        ('"100" | Open', "Open shelves"),  # names that are words
        ('"101" | Paid', "Paid in part"),
        ('"102" | Will', "Will follow"),
        ('"103" | Bank', "Bank of drawers"),
        ("K-2-2 | Eva Lie AS", "see K-2"),  # an ID counts where a field of ours prints one
    ],
)
def test_short_ids_and_names_that_are_words_hold_no_copy(
    make_workbook: Callable[..., Workbook], new: str, cell: str
) -> None:
    more = f"    {new} | Business | d@d.example | NO | en | NOK | 2026-09-01 | 2026-09-01\n"
    text = TABLE.replace("\n\n    Invoices", "\n" + more + "\n    Invoices").replace("| Chairs", f"| {cell}")
    assert share(make_workbook(text), "K-1")["K-1"]["what"] == "made"


def test_a_customer_whose_row_has_a_fault_gets_no_copy(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE.replace("K-2 | Bo Dal AS | Business", "K-2 | Bo Dal AS | Busines"))
    assert "fix their row first: Customers!C3" in share(workbook)["K-2"]["why"]


IDS = ["K-1", "k/1", "k:1", "k-1.", "CON", "con.xlsx", "nul", "LPT1", "LPT¹", "a" * 300, "a" * 301, "../x", "..", ".",
       "~x", "$x", "Ærø", "Ærø".replace("Æ", "AE"), "café", "cafe\u0301", "x\u202ey", "x\0y", "-", "K-1_1234abcd",
       " ", "C:\\x", "💼"]  # fmt: skip


def test_every_id_has_a_folder_of_its_own_on_every_system() -> None:
    folders = [names.customer_folder_name(customer_id) for customer_id in IDS]
    assert len({folder.casefold() for folder in folders}) == len(IDS)
    for folder in folders:
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202e]', folder)
        assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", folder)
        assert 0 < len(folder) <= 60
        assert folder.strip(". ") == folder
        assert len(folder.encode()) < 255
    assert names.customer_folder_name("K-1") == "K-1"
    assert names.customer_folder_name("Ærø") == "Ærø"


def test_the_key_is_random_and_only_its_owners(make_workbook: Callable[..., Workbook], tmp_path: Path) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    path = workbook.path.parent / ".ar-sheets" / signature.NAME
    assert len(bytes.fromhex(path.read_text())) == 32
    if os.name != "nt":
        assert path.stat().st_mode & 0o777 == 0o600
    assert signature.business_key(tmp_path) == signature.business_key(workbook.path.parent)
    (tmp_path / "b" / ".ar-sheets").mkdir(parents=True)
    assert signature.business_key(tmp_path / "b", make=True) != signature.business_key(tmp_path)
    path.write_text("short")
    broken = workbook.command("share")
    assert broken.exit_code == 2
    assert "share.key is damaged" in broken.output


def test_the_mark_holds_for_one_customer_one_version_and_its_invoices_only() -> None:
    key = b"k" * 32
    mark = signature.sign_copy(key, "K-1", 3, ["1041", "1042"])
    assert signature.read_copy_mark(f" {mark}\n") == mark
    assert signature.is_our_copy(key, mark, ["1042", "1041"])
    assert not signature.is_our_copy(b"l" * 32, mark, ["1041", "1042"])
    assert not signature.is_our_copy(key, signature.CopyMark("K-2", 3, mark.hmac), ["1041", "1042"])
    assert not signature.is_our_copy(key, signature.CopyMark("K-1", 4, mark.hmac), ["1041", "1042"])
    assert not signature.is_our_copy(key, mark, ["1041"])
    assert not signature.is_our_copy(key, mark, ["1041", "1042", "1043"])


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_copy_that_libreoffice_saved_is_read_all_the_same(
    make_workbook: Callable[..., Workbook], tmp_path: Path
) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    path = answer(copy_of(workbook, "K-3"), "1044", reply="Wordt betaald", promise_date=date(2026, 12, 1),
                  promise_amount=99.95, customer_comment="groetjes = fijn")  # fmt: skip
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    shutil.copy(tmp_path / "out" / path.name, path)
    assert {a["column"]: a["new"] for a in replies(workbook)["answers"]} == {
        "reply": "Will pay", "promise_date": "2026-12-01", "promise_amount": "99.95",
        "customer_comment": "groetjes = fijn",
    }  # fmt: skip
    assert share(workbook, on="2026-11-21")["K-3"]["version"] == 2


def test_a_business_with_one_customer_may_see_what_a_reader_would_see(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(CLAIMED)
    result = workbook.command("share", "--check")
    assert result.exit_code == 1
    assert "Internal note, for you only, in AF4" in result.output or "Internal note, for you only" in result.output
    assert "other customers" not in result.output
    assert "Share the one file, never its folder" in result.output


def test_check_says_everything_a_reader_would_find(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    book = openpyxl.load_workbook(workbook.path)
    book.properties.creator, book.properties.lastModifiedBy = "Kari", "Ola"
    book.create_sheet("Margins").sheet_state = "veryHidden"
    book["Invoices"].column_dimensions["H"].hidden = True
    from openpyxl.comments import Comment
    from openpyxl.workbook.defined_name import DefinedName

    book["Invoices"]["A2"].comment = Comment("do not trust", "Kari")
    book.defined_names["Secret"] = DefinedName("Secret", attr_text="Margins!$A$1")
    book.save(workbook.path)
    said = workbook.command("share", "--check", "K-1").output
    for part in ("2 other customers, their addresses and debts: K-2, K-3", "Margins: A sheet of your own",
                 "Margins: A hidden sheet", "Hidden columns", "Comments at A2", "Names you defined: Secret",
                 "creator: Kari", "Settings: How you send mail"):  # fmt: skip
        assert part in said, part
    before = workbook.path.read_bytes()
    assert workbook.command("share", "--check", "K-9").exit_code == 2
    assert workbook.path.read_bytes() == before


def many(count: int) -> str:
    """A workbook of customers whose marks stand in no other's."""
    customers = "\n".join(
        f"    Kx{n:04} | Zyx{n:04}q Handel AS | Business | mail{n:04}@kunde.example | NO | "
        f"{LANGUAGES[n % len(LANGUAGES)]} | {('NOK', 'EUR')[n % 2]} | 2026-09-01 | 2026-09-01"
        for n in range(count)
    )
    invoices = "\n".join(
        f"    F{n:04}-{i} | Kx{n:04} | 2026-0{6 + i}-01 | 2026-0{6 + i}-15 | {100 + n}.5{i} | Ware {n:04}"
        for n in range(count)
        for i in range(3)
    )
    payments = "\n".join(f"    2026-10-20 | Kx{n:04} | F{n:04}-0 | 20" for n in range(count))
    head = TABLE.split("    K-1")[0]
    return (
        f"{head}{customers}\n\n    Invoices\n    Invoice no | Customer ID | Invoice date | Due date | Amount | "
        f"Description\n{invoices}\n\n    Payments\n    Date | Customer ID | Invoice no | Amount\n{payments}\n"
    )


@pytest.mark.parametrize("count", [10, pytest.param(200, marks=pytest.mark.long)])
def test_no_byte_of_any_copy_or_letter_names_anybody_else(make_workbook: Callable[..., Workbook], count: int) -> None:
    """Every part of every copy, unpacked and with entities decoded, and every file of every letter."""
    workbook = make_workbook(many(count))
    workbook.run(DAY)
    assert all(copy["what"] == "made" for copy in share(workbook, "--all").values())
    mark = re.compile(r"(?:Kx|Zyx|mail|\bF|Ware )(\d{4})(?:\b|q|@|-)")
    home = workbook.path.parent
    files = 0
    for path in home.glob("shared/*/*.xlsx"):
        with zipfile.ZipFile(path) as parts:
            everything = "\n".join(unescape(parts.read(n).decode("utf-8", "replace")) for n in parts.namelist())
        assert set(mark.findall(everything)) == {path.parent.name[2:]}
        files += 1
    assert files == count
    letters = [p for p in home.glob("batches/*/letters/*") if p.suffix in (".txt", ".html")]
    for path in letters:
        assert len(set(mark.findall(unescape(path.read_text("utf-8"))))) == 1
    assert len(letters) >= count


def test_the_list_prints_two_pages_wide_with_the_invoice_on_both(make_workbook: Callable[..., Workbook]) -> None:
    workbook = make_workbook(TABLE)
    share(workbook)
    book = openpyxl.load_workbook(copy_of(workbook, "K-3"))
    page, header, places = table_in(book)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (2, 0)
    assert page.print_title_cols == "$A:$A"
    assert [places["reply"] - 1] == [found.id for found in page.col_breaks.brk]
    for cell in page[header]:  # no word of a header is broken, in a font a little wider than Excel's
        width = page.column_dimensions[cell.column_letter].width
        assert max(map(len, str(cell.value).split())) * 1.15 < width, cell.value
    start = book.worksheets[0]
    for row in range(5, 12):
        long = len(str(start.cell(row, 2).value or "")) > 44
        assert not long or start.row_dimensions[row].height >= 30
