"""What is printed: the address in its window, the logo, QR codes a scanner reads, and one file of all posted."""

from __future__ import annotations

import base64
import hashlib
import io
import re
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import zxingcpp
from letter_samples import AS_OF, LANGUAGES, SETTINGS, message, write
from pypdf import PdfReader

from ar_sheets import letters
from ar_sheets.letters import html, logo, typst_pool
from ar_sheets.letters.pdf import Printer
from ar_sheets.schema.model import Message

MM = 72 / 25.4  # points
RED = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4"
                       "z8AARAAI/gH/xp559wAAAABJRU5ErkJggg==")  # fmt: skip
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="30" height="10" fill="#f00"/></svg>'


def pages(path: Path, scale: float = 1) -> list[np.ndarray]:
    """The pages as pictures: height by width by red, green, blue; `scale` 1 is 72 dots an inch."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [page.render(scale=scale, rev_byteorder=True).to_numpy()[:, :, :3].copy() for page in document]
    finally:
        document.close()


def posted(code: str, name: str = "reminder1", **more: object) -> Message:
    of = message(code, name, channel="Post", **more)
    return replace(of, letter_id=f"261120-{of.customer.customer_id}-{name}")


def run(folder: Path, messages: list[Message], own: Path | None = None) -> list[letters.Written]:
    return letters.write_batch(messages, folder, own, SETTINGS, AS_OF)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_address_is_in_the_window(tmp_path: Path, language: str) -> None:
    """DIN 5008 form B: 20 mm from the left, 45 mm from the top, 85 by 45 mm."""
    of = posted(language)
    run(tmp_path, [of])
    page = pypdfium2.PdfDocument(tmp_path / f"letters/{of.letter_id}.pdf")[0]
    text = page.get_textpage()
    height = page.get_height()
    for line in [of.customer.name, of.customer.contact, of.customer.street, of.customer.city]:
        index, count = text.search(line).get_next()
        for at in (index, index + count - 1):
            left, bottom, right, top = text.get_charbox(at)
            assert 20 * MM < left < right < 105 * MM, line
            assert 45 * MM < height - top < height - bottom < 90 * MM, line


@pytest.mark.parametrize(("file", "content"), [("logo.png", RED), ("logo.svg", SVG.encode()), ("logo.SVG", b"")])
def test_the_owners_logo_is_at_the_top_of_every_letter(tmp_path: Path, file: str, content: bytes) -> None:
    own = tmp_path / "letters"
    own.mkdir()
    (own / file).write_bytes(content)
    of = posted("de", "final")
    (entry,) = run(tmp_path / "batch", [of], own)
    path = tmp_path / f"batch/letters/{of.letter_id}.pdf"
    first = pages(path)[0].astype(int)
    red = (first[:, :, 0] > 200) & (first[:, :, 1] < 80)
    assert entry.warnings == ()
    assert b"pdfuaid:part" in path.read_bytes()
    if file == "logo.SVG":  # not a name we look for
        assert not red.any()
        return
    rows, columns = np.nonzero(red)
    assert rows.max() < 45 * MM
    assert columns.min() > 125 * MM
    assert columns.max() < 192 * MM


def shown(page: str) -> np.ndarray:
    """The first picture of an HTML letter, as dots: height by width by red, green, blue, alpha."""
    from PIL import Image

    (code,) = re.findall(r'<img src="data:image/png;base64,([^"]+)" alt="Nordlys Handel AS"', page)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(code))).convert("RGBA"))


@pytest.mark.parametrize(
    ("file", "content", "size"),
    [
        ("logo.png", RED, (151, 76)),
        ("logo.svg", SVG.encode(), (227, 76)),
        ("logo.svg", SVG.replace("30 10", "100 10").encode(), (227, 23)),
    ],
)
def test_the_logo_is_on_the_mail_too_as_a_small_picture(
    tmp_path: Path, file: str, content: bytes, size: tuple[int, int]
) -> None:
    own = tmp_path / "letters"
    own.mkdir()
    (own / file).write_bytes(content)
    of = posted("de", "final")
    run(tmp_path / "batch", [of], own)
    page = (tmp_path / f"batch/letters/{of.letter_id}.html").read_text("utf-8")
    width, height = (int(found) for found in re.findall(r'width="(\d+)" height="(\d+)" style="display:block"', page)[0])
    assert abs(width - size[0]) <= 1
    assert abs(height - size[1]) <= 1
    dots = shown(page)
    assert abs(dots.shape[1] - 2 * width) <= 1
    assert tuple(dots[dots.shape[0] // 2, dots.shape[1] // 10]) == (255, 0, 0, 255)
    assert "data:image" not in (tmp_path / f"batch/letters/{of.letter_id}.txt").read_text("utf-8")
    assert page.count("<img") == 1 + ('alt="QR' in page)
    before = page
    run(tmp_path / "batch", [of], own)
    assert (tmp_path / f"batch/letters/{of.letter_id}.html").read_text("utf-8") == before


def test_a_logo_of_many_dots_makes_no_heavy_mail(tmp_path: Path) -> None:
    from PIL import Image

    rng = np.random.default_rng(1)
    picture = Image.fromarray(rng.integers(0, 256, (1200, 2600, 3), dtype=np.uint8))
    picture.save(tmp_path / "logo.png")
    assert (tmp_path / "logo.png").stat().st_size > 9_000_000
    found = logo.picture(tmp_path)
    assert found is not None
    assert len(found.png) < 300_000


def test_a_new_logo_makes_the_letters_anew_and_none_leaves_them(tmp_path: Path) -> None:
    own = tmp_path / "letters"
    own.mkdir()
    run(tmp_path / "batch", [posted("en")], own)
    before = (tmp_path / "batch/letters/261120-C-1-reminder1.pdf").read_bytes()
    (own / "logo.png").write_bytes(RED)
    run(tmp_path / "batch", [posted("en")], own)
    after = (tmp_path / "batch/letters/261120-C-1-reminder1.pdf").read_bytes()
    assert after != before
    (own / "logo.png").unlink()
    run(tmp_path / "batch", [posted("en")], own)
    assert (tmp_path / "batch/letters/261120-C-1-reminder1.pdf").read_bytes() == before


@pytest.mark.parametrize("content", [b"", b"no picture", b"<svg", RED[:30]])
def test_a_logo_that_is_no_picture_is_said_and_left_out(tmp_path: Path, content: bytes) -> None:
    own = tmp_path / "letters"
    own.mkdir()
    (own / ("logo.svg" if content.startswith(b"<") else "logo.png")).write_bytes(content)
    (entry,) = run(tmp_path / "batch", [posted("en")], own)
    assert any("is no picture we can read" in warning for warning in entry.warnings)
    assert b"pdfaid" in (tmp_path / "batch/letters/261120-C-1-reminder1.pdf").read_bytes()


def test_all_that_is_posted_is_one_file_with_blank_backs(tmp_path: Path) -> None:
    """Letters of one and two pages: each begins on a front side, and a back that is not needed is empty."""
    messages = [posted("en"), posted("pt", "final"), posted("nl"), message("de"), posted("sv", "formal")]
    messages.append(posted("nb", "final", needs_approval=True))
    run(tmp_path, messages)
    printed = PdfReader(tmp_path / "print.pdf")
    texts = [re.sub(r"\s+", " ", page.extract_text()) for page in printed.pages]
    assert [bool(text.strip()) for text in texts] == [True, False, True, True, True]
    assert [("Jane" in texts[0]), ("João" in texts[2]), ("Pieter" in texts[4])] == [True] * 3
    assert not any(name in text for text in texts for name in ("Jürgen", "Åsa", "Bjørn"))
    for text, number in zip(
        (texts[0], texts[2], texts[3], texts[4]), ("1 of 1", "1 de 2", "2 de 2", "1 van 1"), strict=True
    ):
        assert number in text
    assert (pages(tmp_path / "print.pdf")[1] == 255).all()
    assert b"pdfuaid:part" in (tmp_path / "print.pdf").read_bytes()
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "print.pdf</a> has all 3 letters to post" in page
    assert "2 more to post wait for your" in page


def test_a_letter_in_the_print_run_is_the_letter(tmp_path: Path) -> None:
    of = posted("de", "final")
    run(tmp_path, [of])
    alone, among = (pages(tmp_path / name) for name in (f"letters/{of.letter_id}.pdf", "print.pdf"))
    assert len(alone) == len(among) == 2
    assert all((one == other).all() for one, other in zip(alone, among, strict=True))


def test_nobody_posts_the_print_run_of_an_earlier_run(tmp_path: Path) -> None:
    run(tmp_path, [posted("en"), posted("nl")])
    first = (tmp_path / "print.pdf").read_bytes()
    run(tmp_path, [posted("en"), posted("nl")])
    assert (tmp_path / "print.pdf").read_bytes() == first
    run(tmp_path, [posted("en")])
    assert len(PdfReader(tmp_path / "print.pdf").pages) == 1
    run(tmp_path, [message("en")])
    assert not (tmp_path / "print.pdf").exists()
    assert "print.pdf" not in (tmp_path / "index.html").read_text("utf-8")
    run(tmp_path, [posted("en")])
    run(tmp_path, [])
    assert not (tmp_path / "print.pdf").exists()


@pytest.mark.parametrize("name", ["Kafé Blå", "株式会社テスト", "Ærlig Bjørn " * 9])
def test_a_scanner_reads_the_code_on_paper_and_in_the_mail(tmp_path: Path, name: str) -> None:
    own = replace(SETTINGS, business_name=name)
    of = replace(message("nl", "reminder1"), channel="Post")
    letters.write_batch([of], tmp_path, None, own, AS_OF)
    (path,) = (tmp_path / "letters").glob("*.pdf")
    (printed,) = zxingcpp.read_barcodes(pages(path, scale=3)[0])
    expected = ["BCD", "002", "1" if name.startswith("株") else "2", "SCT", "DNBANOKK",
                name.strip()[:70],
                "NO9386011117947", f"EUR{of.total_due:.2f}", "", "", "2026-1041, 2026-1042, 2026-1043"]  # fmt: skip
    assert printed.text.split("\n") == expected
    mail = html.fragment(write(of, settings=own))
    png = base64.b64decode(re.search(r'src="data:image/png;base64,([^"]+)"', mail)[1])  # type: ignore[index]
    assert [found.text for found in zxingcpp.read_barcodes(dots(png))] == [printed.text]


def dots(png: bytes) -> np.ndarray:
    """The dots of a PNG with one bit each and no filters, as ours are."""
    import zlib

    side = int.from_bytes(png[16:20], "big")
    body = png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8]
    rows = np.frombuffer(zlib.decompress(body), np.uint8).reshape(side, -1)
    assert not rows[:, 0].any()
    return np.unpackbits(rows[:, 1:], axis=1)[:, :side] * 255


def test_no_code_for_a_credit_or_other_money(tmp_path: Path) -> None:
    for of in (message("nl", total_due=Decimal("-1.00")), message("nb"), message("nl", total_due=Decimal(0))):
        run(tmp_path, [of])
        (path,) = (tmp_path / "letters").glob(f"{of.letter_id}.pdf")
        assert zxingcpp.read_barcodes(pages(path, scale=3)[0]) == []


def many(count: int) -> list[Message]:
    return [
        replace(
            message(LANGUAGES[at % 7]), letter_id=f"261120-{at}", customer=replace(message().customer, name=f"N{at}")
        )
        for at in range(count)
    ]


def hashes(folder: Path) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("letters/*.pdf"))]


def test_many_letters_are_shared_among_processes_and_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = run(tmp_path / "alone", many(6))
    monkeypatch.setattr(typst_pool, "_MANY", 2)
    monkeypatch.setattr(typst_pool.os, "cpu_count", lambda: 3)
    assert run(tmp_path / "shared", many(6)) == alone
    assert hashes(tmp_path / "shared") == hashes(tmp_path / "alone")
    assert list((tmp_path / "shared/letters").glob("*.part")) == []


@pytest.mark.parametrize("program", ["/nothing/here/python", "false"])
def test_a_helper_that_fails_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(typst_pool, "_MANY", 2)
    monkeypatch.setattr(typst_pool.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(sys, "executable", program)
    assert len(run(tmp_path, many(4))) == 4
    assert len(hashes(tmp_path)) == 4


def test_a_plain_pdf_made_by_a_helper_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst_pool, "_MANY", 2)
    monkeypatch.setattr(typst_pool.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(typst_pool, "_STANDARDS", ["a-2a"])
    filled = [write(of) for of in many(3)]
    jobs = [Printer(None).single(of, tmp_path / f"{at}.pdf") for at, of in enumerate(filled)]
    assert typst_pool.make_all(jobs, typst_pool.FORM.parent) == [False, False, False]
    odd = replace(filled[1], subject="\ue000 private sign no font has")
    jobs[1] = Printer(None).single(odd, tmp_path / "1.pdf")
    assert typst_pool.make_all(jobs, typst_pool.FORM.parent) == [False, True, False]
    assert Printer(None).make(jobs)[1].startswith("No font on this computer")
