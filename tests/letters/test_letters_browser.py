"""The review page in a real browser: it opens from a folder, loads nothing, filters, and pages by keys."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import Workbook

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

# Does what a bookkeeper does with keys and filters, and leaves what is then to be seen in the title.
PLAY = """<script>
function press(key) { document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: key, bubbles: true})); }
function letter() { var at = document.activeElement; return at.tagName === "ARTICLE" ? at.id : ""; }
function rows() { return Array.from(document.querySelectorAll("tr[data-words]")).filter(r => !r.hidden).length; }
function type(id, text) { var f = document.getElementById(id); f.value = text; f.dispatchEvent(new Event("input")); }
var seen = {all: rows(), walk: []};
press("j"); seen.walk.push(letter()); press("j"); seen.walk.push(letter()); press("k"); seen.walk.push(letter());
type("words", "bo "); seen.found = rows(); seen.said = document.getElementById("said").textContent;
type("words", ""); seen.again = rows();
press("/"); seen.typing = document.activeElement.id; press("j"); seen.still = document.activeElement.id;
seen.outside = performance.getEntriesByType("resource").length;
document.title = JSON.stringify(seen);
</script></body>"""


def played(page: Path, folder: Path) -> dict[str, Any]:
    copy = page.with_name("played.html")
    text, found = re.subn(r"<meta http-equiv=.Content-Security-Policy[^>]*>", "", page.read_text(encoding="utf-8"))
    assert found == 1  # the page lets no script run but its own; the test's would be none
    copy.write_text(text.replace("</body>", PLAY), encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
               "--disable-background-networking", f"--user-data-dir={folder}", "--dump-dom", copy.as_uri()]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    assert title is not None
    return dict(json.loads(html.unescape(title[1])))


@needs_chromium
def test_keys_and_filters(workbook: Workbook, tmp_path: Path) -> None:
    """
    Customers
    Customer ID | Name | Profile | Email
    C1 | Anna AS | Business | a@anna.example
    C2 | Bo & Søn "=1+1" <b> | Consumer | b@bo.example
    C3 | Ca | Consumer | c@ca.example

    Invoices
    Invoice no | Customer ID | Invoice date | Due date | Amount
    1 | C1 | 2026-10-01 | 2026-10-15 | 1000
    2 | C2 | 2026-10-01 | 2026-10-15 | 500
    3 | C3 | 2026-10-01 | 2026-10-15 | 70
    """
    workbook.run("2026-11-20")
    seen = played(workbook.path.parent / "batches" / "2026-11-20" / "index.html", tmp_path / "profile")
    assert seen["all"] == seen["again"] == 3
    first, second, back = seen["walk"]
    assert first
    assert second
    assert first != second
    assert back == first
    assert seen["found"] == 1
    assert "1 shown" in seen["said"]
    assert seen["typing"] == seen["still"] == "words"  # a key typed into a field is only text
    assert seen["outside"] == 0
