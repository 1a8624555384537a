"""The report in a real browser: it opens from a folder, loads nothing, and nothing sticks out of it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from reckoned import reckoned
from test_report import TEXT

from ar_sheets.reports.overview import overview
from ar_sheets.reports.page import page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

# What is to be seen, left in the title.
LOOK = """<script>
function box(e) { return e.getBoundingClientRect(); }
var charts = Array.from(document.querySelectorAll("figure > svg")).map(function (svg) {
  var frame = box(svg), texts = Array.from(svg.querySelectorAll("text"));
  var out = texts.filter(t => box(t).left < frame.left - 1 || box(t).right > frame.right + 1
    || box(t).top < frame.top - 1 || box(t).bottom > frame.bottom + 1).map(t => t.textContent);
  var labels = Array.from(svg.querySelectorAll("text.label, text.total"));
  var clash = labels.filter((a, n) => labels.slice(n + 1).some(b => box(a).left < box(b).right - 1 && box(b).left <
    box(a).right - 1 && box(a).top < box(b).bottom - 2 && box(b).top < box(a).bottom - 2)).map(t => t.textContent);
  return {out: out, clash: clash, wide: Math.round(frame.width), bars: svg.querySelectorAll("rect").length};
});
document.title = JSON.stringify({
  charts: charts, sideways: document.documentElement.scrollWidth - window.innerWidth,
  outside: performance.getEntriesByType("resource").length,
  ink: getComputedStyle(document.querySelector("rect.b2") || document.querySelector("rect.b0")).fill,
});
</script></body>"""


def seen(content: str, folder: Path, width: int) -> dict[str, Any]:
    text, found = re.subn(r"<meta http-equiv=.Content-Security-Policy[^>]*>", "", content)
    assert found == 1  # the page lets no script run at all; the test's would be none
    file = folder / f"report-{width}.html"
    file.write_text(text.replace("</body>", LOOK), encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
               "--disable-background-networking", f"--user-data-dir={folder / 'profile'}",
               f"--window-size={width},900", "--dump-dom", file.as_uri()]  # fmt: skip
    dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    title = re.search(r"<title>(.*?)</title>", dom, re.DOTALL)
    assert title is not None
    return dict(json.loads(html.unescape(title[1])))


@needs_chromium
@pytest.mark.parametrize("width", [1150, 500])
def test_the_page_in_a_browser(width: int, tmp_path: Path) -> None:
    """On a desk and on a phone: all charts are drawn in their frames, and only tables scroll."""
    found = seen(page(overview(reckoned(TEXT, "2026-11-20")), []), tmp_path, width)
    assert found["outside"] == 0
    assert found["sideways"] <= 0
    assert len(found["charts"]) == 6
    for chart in found["charts"]:
        assert chart["out"] == []
        assert chart["clash"] == []
        assert chart["wide"] > 200
        assert chart["bars"] > 0
    assert found["ink"] != "rgb(0, 0, 0)"  # the styles of the page are in force
