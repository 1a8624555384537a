"""What the program says is ready for translation: found by Babel, translated as a whole, its values in place."""

from __future__ import annotations

import ast
import re
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from conftest import Workbook

import ar_sheets
from ar_sheets.base import i18n

PACKAGE = Path(ar_sheets.__file__).parent
KEYWORDS = {"_": None, "n_": (1, 2), "N_": None}


class Marked(NullTranslations):
    """A language in which every sentence stands between these signs."""

    def gettext(self, message: str) -> str:
        return "\n".join(f"«{line}»" for line in message.split("\n"))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"«{msgid1 if n == 1 else msgid2}»"


def test_babel_finds_the_messages() -> None:
    found = {str(m[2]) for m in extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords=KEYWORDS)}
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
    monkeypatch.setattr(i18n, "_catalogue", Marked())
    for words in (["run", "--dry-run"], ["run"], ["check"], ["diff"], ["send", "--dry-run"], ["settle"]):
        day = [] if words[0] in ("diff", "settle") else ["--as-of", "2026-11-20"]
        said = workbook.command(*words, *day)
        assert said.exit_code in (0, 1), said.output
        for line in said.stdout.splitlines():
            if line and "->" not in line and not line.startswith("      "):
                assert "«" in line, line
    assert "«" in workbook.command("run", "--as-of", "tomorrow").stderr
