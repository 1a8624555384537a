"""What the program says is ready for translation: found by Babel, translated as a whole, its values in place."""

from __future__ import annotations

import ast
import io
import re
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from conftest import Workbook

import ar_sheets
from ar_sheets.base import i18n

PACKAGE = Path(ar_sheets.__file__).parent
KEYWORDS = {"_": None, "n_": (1, 2), "N_": None}
FILES = sorted(i18n.LOCALE.glob("*/LC_MESSAGES/ar-sheets.po"))  # the languages there are catalogues for
PLACE = re.compile(r"{[^{}]*}")


class Marked(NullTranslations):
    """A language in which every sentence stands between these signs."""

    def gettext(self, message: str) -> str:
        return "\n".join(f"«{line}»" for line in message.split("\n"))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"«{msgid1 if n == 1 else msgid2}»"


def test_babel_finds_the_messages() -> None:
    files = [("**.py", "python"), ("**.html", "jinja2")]
    found = {str(m[2]) for m in extract_from_dir(str(PACKAGE), files, keywords=KEYWORDS)}
    assert "Nothing has been sent." in found  # on a page
    assert "Nothing to fix." in found
    assert "('{n:,} letter', '{n:,} letters')" in found
    assert len(found) > 50


def faults_of(call: ast.Call, keyword: str) -> list[str]:
    """What no catalogue could hold: an f-string, a place without a name, a name without a value."""
    given = {word.arg for word in call.keywords} | ({"n"} if keyword == "n_" else set())
    found = []
    for text in call.args[: 2 if keyword == "n_" else 1]:
        if not isinstance(text, (ast.Constant, ast.Name, ast.Attribute)):
            found.append("not a whole text")
        elif isinstance(text, ast.Constant):
            named = set(re.findall(r"{(\w*)[:}]", str(text.value)))
            found += ["a place without a name"] if "" in named else []
            found += [] if named <= given or not given or None in given else ["a name without a value"]
    return found


def test_a_message_is_a_whole_text_with_named_places() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}: {fault}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if "ar_sheets.base.i18n" in (source := path.read_text("utf-8"))
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
        for fault in faults_of(call, call.func.id)
    ]
    assert found == []


def test_all_that_a_run_says_is_translated(workbook: Workbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email | Phone | Credit limit
    C1 | Anna | Business | a@a.example | | 1

    Invoices
    Invoice no | Customer ID | Invoice date | Amount
    1 | C1 | 2026-09-01 | 100
    2 | C1 | 2026-09-01 | ten
    """
    monkeypatch.setattr(i18n, "catalogue", lambda _code: Marked())
    for words in (["run", "--dry-run"], ["run"], ["check"], ["diff"], ["send", "--dry-run"], ["settle"]):
        day = [] if words[0] in ("diff", "settle") else ["--as-of", "2026-11-20"]
        said = workbook.command(*words, *day)
        assert said.exit_code in (0, 1), said.output
        for line in said.stdout.splitlines():
            if line and "->" not in line and not line.startswith("      "):
                assert "«" in line, line
    assert "«" in workbook.command("run", "--as-of", "tomorrow").stderr


def read_catalogue(file: Path) -> Catalog:
    with file.open("rb") as text:
        return read_po(text, locale=file.parent.parent.name, domain=i18n.DOMAIN)


def as_texts(told: object) -> list[str]:
    """What a message says: one text, or one for each form of its plural."""
    return [str(one) for one in told] if isinstance(told, (list, tuple)) else [str(told)]


def test_no_message_stands_inside_an_f_string() -> None:
    """Babel does not find it there with every Python."""
    inside = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for text in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
        and call.args and isinstance(call.args[0], ast.Constant)
    ]  # fmt: skip
    assert inside == []


@pytest.fixture(scope="module")
def wanted() -> dict[str, object]:
    """Every message of the program by its text: the text, or what one and what many are."""
    pages = [("**.py", "python"), ("**.html", "jinja2")]
    found = extract_from_dir(str(PACKAGE), pages, keywords=KEYWORDS)
    return {as_texts(message[2])[0]: message[2] for message in found}


def faults_of_message(message: Message, forms: int) -> list[str]:
    """What is wrong with a translation: a form is missing, or a place is not as in the English."""
    english, told = as_texts(message.id), as_texts(message.string)
    found = [] if all(told) else ["is not translated"]
    found += [] if len(told) == (forms if message.pluralizable else 1) else [f"has {len(told)} forms, not {forms}"]
    every, most = (
        set(PLACE.findall(english[0])) & set(PLACE.findall(english[-1])),
        set(PLACE.findall(" ".join(english))),
    )
    for text in told:
        places = set(PLACE.findall(text))
        found += [f"lacks {sorted(every - places)}"] if every - {"{n}", "{n:,}"} - places else []
        found += [f"has {sorted(places - most)}"] if places - most else []
        found += ["does not fold"] if text.count("\n") != english[-1].count("\n") else []
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.parent.name)
def test_a_catalogue_is_whole(file: Path, wanted: dict[str, object]) -> None:
    catalogue = read_catalogue(file)
    held = {as_texts(message.id)[0]: message for message in catalogue if message.id}
    assert sorted(set(wanted) - set(held)) == [], "pybabel update, then translate these"
    assert sorted(set(held) - set(wanted)) == [], "pybabel update takes these away"
    faults = {text: found for text, one in held.items() if (found := faults_of_message(one, catalogue.num_plurals))}
    assert faults == {}
    assert [text for text, message in held.items() if message.fuzzy] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.parent.name)
def test_what_is_compiled_is_what_was_translated(file: Path) -> None:
    made = io.BytesIO()
    write_mo(made, read_catalogue(file))
    made.seek(0)
    with file.with_suffix(".mo").open("rb") as text:
        there = read_mo(text)
    held, compiled = ({str(m.id): m.string for m in one if m.id} for one in (there, read_mo(made)))
    assert held == compiled, "pybabel compile"
    assert there.plural_expr == read_catalogue(file).plural_expr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.parent.parent.name)
def test_every_translation_can_be_filled(file: Path) -> None:
    """A place that cannot be formatted would end a run: each is filled with what the English can be filled with."""
    for message in read_catalogue(file):
        for text in as_texts(message.string) if message.id else ():
            for place in PLACE.findall(text):
                assert place in " ".join(as_texts(message.id)), text
            assert text.replace("{{", "").replace("}}", "").count("{") == len(PLACE.findall(text)), text


@pytest.mark.parametrize(
    ("english", "told", "fault"),
    [
        ("In {sheet}.", "I {sheet}.", []), ("In {sheet}.", "", ["is not translated", "lacks ['{sheet}']"]),
        ("In {sheet}.", "I {ark}.", ["lacks ['{sheet}']", "has ['{ark}']"]),
        ("{n:,.2f}", "{n:.2f}", ["lacks ['{n:,.2f}']", "has ['{n:.2f}']"]),
        (("{n} day", "{n} days"), ("{n} dag", "{n} dager"), []), (("{n} day", "{n} days"), ("en dag", "{n} dager"), []),
        (("{n} day", "{n} days"), ("{n} dag",), ["has 1 forms, not 2"]), ("a\nb", "a b", ["does not fold"]),
    ],
)  # fmt: skip
def test_a_faulty_translation_is_seen(
    english: str | tuple[str, ...], told: str | tuple[str, ...], fault: list[str]
) -> None:
    assert faults_of_message(Message(english, told), 2) == fault
