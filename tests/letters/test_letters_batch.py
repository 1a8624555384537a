"""The batch folder: what is written, what is left alone, and that a second run changes nothing."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from letter_samples import AS_OF, LANGUAGES, LETTERS, SETTINGS, message, write
from pypdf import PdfReader

from ar_sheets import letters
from ar_sheets.base import local_format
from ar_sheets.letters.batch import file_stems
from ar_sheets.letters.typst_pool import Press
from ar_sheets.schema.findings import Finding
from ar_sheets.schema.model import Message


def run(folder: Path, messages: list[Message], **more: object) -> list[letters.Written]:
    findings = more.get("findings", ())
    return letters.write_batch(messages, folder, None, SETTINGS, AS_OF, findings)  # type: ignore[arg-type]


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def week() -> list[Message]:
    """Letters, a call and a hand-over, each to a customer of its own."""
    names = ["courtesy", "reminder1", "final", "formal", "call", "handover"]
    made = [message(code, name) for code, name in zip(LANGUAGES, names, strict=False)]
    return [replace(of, letter_id=f"261120-{at}") for at, of in enumerate(made)]


def test_each_letter_is_text_html_and_pdf_and_a_call_is_notes(tmp_path: Path) -> None:
    written = run(tmp_path / "batches" / "2026-11-20", week())
    files = {path.name for path in (tmp_path / "batches/2026-11-20/letters").iterdir()}
    expected = {f"261120-{at}{ending}" for at in range(6) for ending in (".txt", ".html", ".pdf")}
    assert files == expected - {"261120-4.pdf"}
    assert [entry.file for entry in written] == [
        "letters/261120-0.html", "letters/261120-1.html", "letters/261120-2.html", "letters/261120-3.html",
        "letters/261120-4.txt", "letters/261120-5.html",
    ]  # fmt: skip
    assert [entry.language for entry in written] == ["en", "nb", "sq", "pt", "en", "en"]
    assert written[1].subject == "Påminnelse: 3 fakturaer"


@pytest.mark.parametrize(("channel", "ending"), [("Email", "html"), ("Post", "pdf"), ("Email+Post", "pdf")])
def test_the_hash_is_of_the_file_the_customer_gets(tmp_path: Path, channel: str, ending: str) -> None:
    (entry,) = run(tmp_path, [message(channel=channel)])
    assert entry.file.endswith(ending)
    assert entry.sha256 == hashlib.sha256((tmp_path / entry.file).read_bytes()).hexdigest()


def test_a_second_run_changes_no_file(tmp_path: Path) -> None:
    first = run(tmp_path, week())
    before = state(tmp_path)
    assert run(tmp_path, week()) == first
    assert state(tmp_path) == before


def test_a_second_run_does_not_need_typst(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(tmp_path, week())
    monkeypatch.setattr(Press, "pdf", lambda *_: pytest.fail("compiled again"))
    run(tmp_path, week())


def test_only_the_letter_that_changed_is_written(tmp_path: Path) -> None:
    messages = week()
    run(tmp_path, messages)
    before = state(tmp_path)
    lines = (replace(messages[1].lines[0], open_amount=Decimal("200.50")), *messages[1].lines[1:])
    messages[1] = replace(messages[1], lines=lines, total_due=messages[1].total_due - Decimal(50))
    run(tmp_path, messages)
    after = state(tmp_path)
    assert {name for name in after if after[name] != before.get(name)} == {
        "index.html", "letters.json", "letters/261120-1.txt", "letters/261120-1.html", "letters/261120-1.pdf",
    }  # fmt: skip


def test_a_lost_or_damaged_file_is_made_again(tmp_path: Path) -> None:
    run(tmp_path, week())
    before = {name: content for name, (_, _, content) in state(tmp_path).items()}
    (tmp_path / "letters/261120-1.pdf").unlink()
    (tmp_path / "letters/261120-2.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "letters/261120-3.txt").write_text("scribble")
    (tmp_path / "index.html").unlink()
    run(tmp_path, week())
    assert {name: content for name, (_, _, content) in state(tmp_path).items()} == before


def test_letters_of_an_earlier_run_stay_and_are_named(tmp_path: Path) -> None:
    run(tmp_path, week())
    before = (tmp_path / "letters/261120-2.pdf").read_bytes()
    run(tmp_path, [of for of in week() if of.letter_id != "261120-2"])
    assert (tmp_path / "letters/261120-2.pdf").read_bytes() == before
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "Do not send" in page
    assert "<li>261120-2.pdf</li>" in page
    assert "<li>261120-1.pdf</li>" not in page


def test_no_letters_is_a_page_too(tmp_path: Path) -> None:
    assert run(tmp_path, []) == []
    assert "No letter is due." in (tmp_path / "index.html").read_text("utf-8")


def test_same_letter_same_bytes_in_another_folder(tmp_path: Path) -> None:
    one, two = run(tmp_path / "a", week()), run(tmp_path / "b", week())
    assert one == two
    assert (tmp_path / "a/letters/261120-2.pdf").read_bytes() == (tmp_path / "b/letters/261120-2.pdf").read_bytes()


def test_names_no_file_can_have_get_a_safe_one() -> None:
    ids = [
        "261120-0042-NOK",
        "../../etc/passwd",
        "CON",
        "aux.txt",
        "株式会社",
        "x" * 300,
        "ACME",
        "acme",
        "",
        "a.",
        "ACME",
    ]
    stems = file_stems(ids)
    assert stems[0] == "261120-0042-NOK"
    assert len({stem.casefold() for stem in stems}) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,109}", stem) for stem in stems)
    assert not {"con", "aux.txt", "a."} & {stem.casefold() for stem in stems}
    assert file_stems(ids) == stems


def test_an_address_may_break_and_is_whole_when_copied(tmp_path: Path) -> None:
    address = "accounts-receivable@a-business-with-a-long-name.example"
    assert len(address) > 34
    letters.write_batch([message()], tmp_path, None, replace(SETTINGS, reply_to=address), AS_OF)
    text = "".join(page.extract_text() for page in PdfReader(next(tmp_path.glob("letters/*.pdf"))).pages)
    assert "\u200b" not in text
    assert address in text.replace("\n", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pdf_holds_the_letter_and_is_tagged_and_for_archives(tmp_path: Path, language: str) -> None:
    (entry,) = run(tmp_path, [message(language, "formal")])
    raw = (tmp_path / entry.file).with_suffix(".pdf").read_bytes()
    pdf = PdfReader((tmp_path / entry.file).with_suffix(".pdf"))
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))
    of = message(language, "formal")
    filled = write(of)
    for piece in [
        of.customer.name, of.customer.contact, entry.subject, "2026-1041", "2026-1043", "PO 7788", SETTINGS.signatory,
        local_format.local_money(of.total_due, of.currency, language), local_format.local_day(of.pay_by, language),
        "NO93 8601 1117 947",
        *(label for label, _ in filled.facts.sums),
        filled.labels["page"].replace("{pages}", "2").replace("{page}", "2"),
    ]:  # fmt: skip
        assert re.sub(r"\s+", " ", piece) in text
    assert pdf.metadata is not None
    assert pdf.metadata.title == entry.subject
    assert pdf.root_object["/Lang"] == language
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in pdf.root_object
    assert b"pdfaid:part" in raw
    assert b"pdfuaid:part" in raw
    assert all(page.mediabox[2:] == pytest.approx((595.28, 841.89), abs=0.1) for page in pdf.pages)  # A4


@pytest.mark.parametrize("name", [name for name in LETTERS if name not in ("final", "formal", "reminder3")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_ordinary_letter_fits_on_one_sheet(tmp_path: Path, language: str, name: str) -> None:
    (entry,) = run(tmp_path, [message(language, name)])
    assert len(PdfReader((tmp_path / entry.file).with_suffix(".pdf")).pages) == 1


def test_sixty_invoices_run_over_pages_and_all_are_there(tmp_path: Path) -> None:
    of = message("nl")
    lines = tuple(replace(of.lines[1], invoice_no=f"N{number:04}", open_amount=Decimal("1.00")) for number in range(60))
    (entry,) = run(tmp_path, [replace(of, lines=lines, unapplied=Decimal(0), total_due=Decimal("60.00"))])
    assert entry.warnings == ()
    pages = [page.extract_text() for page in PdfReader(tmp_path / "letters/261120-C-5-EUR.pdf").pages]
    assert all(any(f"N{number:04}" in page for page in pages) for number in range(60))
    for at, page in enumerate(pages, start=1):
        assert f"Pagina {at} van {len(pages)}" in page
    assert sum("Vervaldatum" in page for page in pages) >= 2  # the heading is repeated


def test_the_page_tells_the_bookkeeper_everything(tmp_path: Path) -> None:
    messages = week()
    messages[1] = replace(messages[1], warnings=("no e-mail address: goes by post",))
    run(tmp_path, messages, findings=[Finding("Invoices", "F58", "1.250,00 € is text.", "Type 1250.00.")])
    page = (tmp_path / "index.html").read_text("utf-8")
    calls = page[page.index('id="calls-head"') : page.index('id="handovers-head"')]
    listed = page[page.index('id="letters-head"') : page.index('id="calls-head"')]
    assert "Nothing has been sent." in page
    for of in messages[:4]:
        assert of.customer.name.replace("&", "&amp;").replace("'", "&#39;") in listed
        assert f"{local_format.number(of.total_due, 'en')}\xa0{of.currency}" in listed
        assert of.step.name in listed
        assert of.to in listed
        assert f'href="letters/{of.letter_id}.pdf"' in page
    assert listed.count("waits for your Send") == 1
    assert "no e-mail address: goes by post" in listed
    assert 'href="tel:+31200000000"' in calls
    assert "De Gracht B.V." in calls
    assert "De Gracht B.V." not in listed
    assert "Dutch" in calls
    assert "Invoices!F58" in page
    assert "compensation 40.00\xa0EUR, once for each invoice (Directive 2011/7/EU art. 6)" in page
    assert "4 letters, 1 call, 1 to hand over" in page


def test_a_warning_of_every_letter_is_said_once_on_top(tmp_path: Path) -> None:
    own = replace(SETTINGS, iban="NO94 8601 1117 947")
    letters.write_batch(week(), tmp_path, None, own, AS_OF)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert page.count("is mistyped") == 1
    letters.write_batch(week()[:1], tmp_path / "one", None, own, AS_OF)
    assert (tmp_path / "one/index.html").read_text("utf-8").count("is mistyped") == 2  # in the list and at the letter


def test_the_pages_script_is_the_one_its_policy_allows(tmp_path: Path) -> None:
    run(tmp_path, week())
    page = (tmp_path / "index.html").read_text("utf-8")
    script = page[page.index("<script>") + 8 : page.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in page
    assert "default-src 'none'" in page


def test_importing_the_letters_loads_no_big_library() -> None:
    big = ("typst", "babel", "segno", "jinja2", "stdnum", "pandas")
    code = f"import sys, ar_sheets.letters; print([m for m in {big} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
