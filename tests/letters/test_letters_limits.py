"""Templates of anybody's making: they reach nothing but the letter's names, and their time and memory have bounds."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from letter_samples import message, write
from test_letters_wording import GOOD, own

from ar_sheets.letters import logo, word, word_form
from ar_sheets.letters.pdf import Printer

REACHES = {
    "a range": "{% for x in range(10**9) %}{% endfor %}",
    "a long text": "{{ 'x' * 1000000000 }}",
    "a power of powers": "{{ 10 ** 10 ** 10 }}",
    "a width": "{{ who.ljust(1000000000) }}",
    "a format": "{{ '%1000000000d' % 1 }}",
    "a format by name": "{{ '{:>1000000000}'.format(1) }}",
    "a format filter": "{{ '%1000000000d'|format(1) }}",
    "a centred text": "{{ who|center(1000000000) }}",
    "a list of a text": "{{ who|list }}",
    "filler text": "{{ lipsum(100000000) }}",
    "an attribute walk": "{{ who.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "a map of attributes": "{{ [who]|map(attribute='__class__')|join }}",
    "attr": "{{ who|attr('__class__') }}",
    "a macro that calls itself": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "a file": "{% import '/etc/passwd' as x %}",
    "an included file": '{% include "/etc/passwd" %}',
    "a file above": '{% include "../../../secret.txt" %}',
    "an included name": "{% include who %}",
    "itself": '{% include "reminder1.txt" %}',
    "loops in loops": "".join(f"{{% for a{n} in who %}}" for n in range(6)) + "{% endfor %}" * 6,
    "text that is doubled": "{% set a = who ~ who %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "lists that are doubled": "{% set a = [who, who] %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
    "text that is caught": "{% set a %}xx{% endset %}",
    "a recursive loop": "{% for x in who recursive %}{{ loop(who) }}{% endfor %}",
    "a namespace": "{% set ns = namespace(a='x') %}",
    "brackets without end": "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    "a number without end": "{{ " + "9" * 5000 + " }}",
    "a wide loop": "{% for x in [" + "1," * 20_000 + "] %}" + "x" * 2000 + "{% endfor %}",
    "a file without end": "x" * 300_000,
}  # fmt: skip


@pytest.mark.parametrize("name", REACHES)
def test_a_template_that_reaches_too_far_is_passed_over_with_its_line(tmp_path: Path, name: str) -> None:
    own(tmp_path, f"{GOOD}\n{REACHES[name]}\n", "en/reminder1.txt")
    filled = write(message(), tmp_path)
    said = " ".join(filled.warnings)
    assert "reminder1.txt" in said or "passwd" in said or "secret" in said
    assert len(" ".join(text for _, text in filled.parts)) < 5000


def test_what_letters_need_is_in_the_language(tmp_path: Path) -> None:
    text = (
        '{% set places = {"NO": "NAV", "SE": "X"} %}{% set place = places.get("NO") %}{{ place|upper }} '
        '{% for x in ["a", "b"] %}{{ x ~ "-" }}{% endfor %} {{ plural(2, "day", "days") }} {{ "y" if one is defined }}'
    )
    own(tmp_path, f"{GOOD}\n{text}\n", "en/reminder1.txt")
    filled = write(message(), tmp_path)
    assert not filled.warnings
    assert "NAV a-b- days y" in " ".join(text for _, text in filled.parts)


FORMS = {
    "a long text": ("{{ 'x' * 1000000000 }}", "letters cannot use [*]"),
    "a range": ("{%p for x in range(99999999) %}{{ x }}{%p endfor %}", "letters can call plural"),
    "an attribute walk": ("{{ ''.__class__.__mro__ }}", "unsafe|undefined|letters"),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_word_that_reaches_too_far_is_not_used(tmp_path: Path, name: str) -> None:
    docx = pytest.importorskip("docx", reason="The extra word is not installed.")
    text, says = FORMS[name]
    page = docx.Document()
    for line in text.replace("%}", "%}\n").replace("{%p e", "\n{%p e").splitlines():
        page.add_paragraph(line)
    page.save(str(tmp_path / word.FORM))
    with pytest.raises(Exception, match=says):
        word.document(write(message()), tmp_path / word.FORM)
    (said,) = word.write_all([write(message())], [tmp_path / "L1"], tmp_path)[0]
    assert said.startswith("letter.docx was not used: ")
    assert not (tmp_path / "L1.docx").exists()


def test_a_form_of_word_is_measured_before_it_is_parsed(tmp_path: Path) -> None:
    pytest.importorskip("docx", reason="The extra word is not installed.")
    form = tmp_path / word.FORM
    form.write_bytes(word_form.form())
    assert word.write_all([write(message())], [tmp_path / "L1"], tmp_path) == [[]]
    with zipfile.ZipFile(form, "a", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/bomb.xml", b"<a>" + b" " * 110_000_000 + b"</a>")
    assert (
        "would take 111 MB unpacked, and 100 MB is the most"
        in word.write_all([write(message())], [tmp_path / "L2"], tmp_path)[0][0]
    )
    form.write_bytes(word_form.form())
    with zipfile.ZipFile(form, "a") as file:
        file.writestr("word/x.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert "has a DOCTYPE" in word.write_all([write(message())], [tmp_path / "L3"], tmp_path)[0][0]


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">2L5B", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((width // 8 + 2) * min(height, 40)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\0\4\0\0\xff\xc0\0\x11\x08" + struct.pack(">HH", 60_000, 60_000) + b"\3" * 20


@pytest.mark.parametrize(
    ("name", "content"),
    [("logo.png", _png(100_000, 100_000)), ("logo.jpg", JPEG), ("logo.svg", b"<svg>" + b" " * 10_000_001 + b"</svg>")],
)
def test_a_picture_that_claims_to_be_huge_is_not_unpacked(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert logo.picture(tmp_path) is None
    printer = Printer(tmp_path)
    printer.single(write(message()), tmp_path / "x.pdf")
    assert printer.warnings == [f"{name} in your folder letters is no picture we can read; letters go without."]
    (tmp_path / name).unlink()
    (tmp_path / "logo.png").write_bytes(_png(32, 32))
    assert logo.picture(tmp_path) is not None
