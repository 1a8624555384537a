# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""Spoiled workbooks for fuzzing: bytes of the file, and the markup inside it, changed as an attacker or a broken disk
would; drawn by hypothesis, so a failing one is made small by itself."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from handmade import zipped
from hypothesis import strategies as st

_TAG = re.compile(rb"<[^<>]*>")
_VALUE = re.compile(rb"(?<==\")[^\"]*|(?<=>)[^<>]+(?=<)")
_ATTRIBUTE = re.compile(rb"\s[\w:]+=\"[^\"]*\"")
NASTY = [
    b"", b"0", b"-1", b"1", b"4294967296", b"99999999999999999999", b"9" * 5000, b"1e999", b"NaN", b"inf", b"0x10",
    "٣".encode(), b"A0", b"A1:", b":", b"A1:XFD1048576", b"XFE1", b"B2:A1", b"ZZZZ99", b"$A$1", b"R1C1", b"true", b"s",
    b"inlineStr", b"e", b"d", b"str", b"b", b"array", b"shared", b"dataTable", b"2026-13-45", b"&#0;", b"&#xD800;",
    b"&#99999999999;", b"&nope;", b"&amp", b"_xD83D_", b"\xff\xfe", b"\0", "\u202e".encode(), b"../../x", b"/", b"%2e%2e/x",
    b"rId1", b"x" * 40_000, b"=1+1", b"]]>",
]  # fmt: skip
SNIPPETS = [
    b"<!--", b"-->", b"<![CDATA[", b"<?x", b"<!DOCTYPE x>", b"<", b">", b"</x>", b"<x>", b"<x/>", b"&", b'"', b"'",
    b"<row/>", b'<row r="2"/>', b"<c/>", b'<c r="A1"/>', b'<c r="B2" t="s"><v>9</v></c>', b"<f>A1</f>", b"<v/>", b"<is/>",
    b'<f t="shared" si="0"/>', b'<f t="array" ref="A1:B9"/>', b"<sheetData/>", b"<sheetData>", b"</sheetData>",
    b'<mergeCells><mergeCell ref="A1:B2"/></mergeCells>', b'<mc:AlternateContent xmlns:mc="x"/>', b"<a>" * 200,
]  # fmt: skip


def spots(pattern: re.Pattern[bytes], content: bytes) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(content)]


def _put(content: bytes, span: tuple[int, int], new: bytes) -> bytes:
    return content[: span[0]] + new + content[span[1] :]


@st.composite
def markup(draw: st.DrawFn, content: bytes) -> bytes:
    """A part with one thing wrong in its markup."""
    kind = draw(
        st.sampled_from(["value", "drop tag", "twice", "attribute", "attribute twice", "insert", "bytes", "cut"])
    )
    pattern = {"value": _VALUE, "drop tag": _TAG, "twice": _TAG, "attribute": _ATTRIBUTE, "attribute twice": _ATTRIBUTE}
    places = spots(pattern[kind], content) if kind in pattern else []
    if not places:
        at = draw(st.integers(0, len(content)))
        if kind == "cut":
            return content[:at]
        new = draw(st.sampled_from(SNIPPETS) if kind == "insert" else st.binary(min_size=1, max_size=4))
        return _put(content, (at, at if kind == "insert" else min(at + len(new), len(content))), new)
    span = draw(st.sampled_from(places))
    old = content[slice(*span)]
    if kind == "value":
        return _put(content, span, draw(st.sampled_from(NASTY)))
    return _put(content, span, old * 2 if "twice" in kind else b"")


@st.composite
def workbooks(draw: st.DrawFn, sources: list[bytes]) -> bytes:
    """A workbook spoiled in one to four places, in its bytes or in its parts."""
    data = draw(st.sampled_from(sources))
    if draw(st.integers(0, 4)) == 0:
        return draw(spoiled(data))
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        content: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(content)))
        part = content[name]
        assert isinstance(part, bytes)
        match draw(st.integers(0, 19)):
            case 0:
                del content[name]
            case 1:
                content[name] = content[draw(st.sampled_from(sorted(content)))]
            case 2:
                content[name.upper() if name.upper() not in content else name] = content.pop(name)
            case 3:
                content[name] = part.decode("utf-8", "replace").encode("utf-16")
            case _:
                content[name] = draw(markup(part))
    return zipped(content)


@st.composite
def spoiled(draw: st.DrawFn, data: bytes) -> bytes:
    """A file cut off, or with some of its bytes changed."""
    if draw(st.booleans()):
        return data[: draw(st.integers(0, len(data)))]
    some = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        some[draw(st.integers(0, len(some) - 1))] = draw(st.integers(0, 255))
    return bytes(some)


def outcome(work: Callable[[], Any], allowed: type[Exception]) -> str:
    """What came of it: "" for a result, else the sentence. Anything that is neither is raised."""
    try:
        work()
    except allowed as refusal:
        said = str(refusal)
        assert said.endswith((".", '"')), said
        assert "Traceback" not in said
        return said
    return ""
