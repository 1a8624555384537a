#!/usr/bin/env python3
# ruff: noqa: E501 - markup stands on one line, as it does in the file
"""What it costs to look at a strange workbook, beside an ordinary one of its size.

    python benchmarks/input_bench.py [FOLDER OF WORKBOOKS ...]

Processor seconds of reading all cells, as `adopt` does first, of each attack file of the tests and of each file in the
folders, over those of an ordinary list that is as large unpacked (measured here at five sizes, between them by lines).
Prints the ten dearest; exit code 1 when one costs more than ten times the ordinary.
"""

from __future__ import annotations

import argparse
import io
import sys
import time
import warnings
import zipfile
from bisect import bisect_left
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "xlsx"))

import attacks
from handmade import MAIN, parts, worksheet, zipped

from ar_sheets.base.errors import NotDone
from ar_sheets.xlsx.grids import grids

MOST = 10
ROWS = (1, 300, 3_000, 30_000, 150_000)
LINE = '<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="s"><v>1</v></c><c r="C{n}"><v>46000</v></c><c r="D{n}"><v>1250.5</v></c></row>'


def ordinary(rows: int) -> bytes:
    """A list of this many rows."""
    texts = f'<sst xmlns="{MAIN}"><si><t>Name</t></si><si><t>Somebody</t></si></sst>'
    return zipped(parts(worksheet("".join(LINE.format(n=n) for n in range(1, rows + 1))), shared=texts))


def long_ones() -> dict[str, bytes]:
    """Texts without end, in each place that has room for one."""
    text = "word " * 8_000_000
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'
    runs = "<r><t>0123456789</t></r>" * 1_500_000
    shared = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    return {
        "a cell of 40 MB": zipped(parts(worksheet(cell.format(text)))),
        "a shared text of 40 MB": zipped(parts(worksheet(shared), shared=f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>')),
        "a text of many runs": zipped(parts(worksheet(shared), shared=f'<sst xmlns="{MAIN}"><si>{runs}</si></sst>')),
        "a formula of 40 MB": zipped(parts(worksheet(f'<row r="1"><c r="A1"><f>{text}</f><v>1</v></c></row>'))),
        "a number of 40 MB": zipped(parts(worksheet(f'<row r="1"><c r="A1"><v>{"1" * 40_000_000}</v></c></row>'))),
        "an attribute of 40 MB": zipped(parts(worksheet(f'<row r="1"><c r="A1" x="{text}"><v>1</v></c></row>'))),
        "a comment of 40 MB": zipped(parts(worksheet(f'<!--{text}--><row r="1"><c r="A1"><v>1</v></c></row>'))),
        "a million merges": zipped(parts(worksheet(attacks.ROW, after="<mergeCells>" + "".join(
            f'<mergeCell ref="C{n}:D{n}"/>' for n in range(1, 1_000_000)) + "</mergeCells>"))),
        "300,000 array formulas": zipped(parts(worksheet("".join(
            f'<row r="{n}"><c r="A{n}"><f t="array" ref="A{n}:A{n}">1</f><v>1</v></c></row>' for n in range(1, 300_000))))),
        "300,000 shared formulas": zipped(parts(worksheet("".join(
            f'<row r="{n}"><c r="A{n}"><f t="shared" ref="A{n}:A{n}" si="{n}">1</f><v>1</v></c></row>' for n in range(1, 300_000))))),
    }  # fmt: skip


def seconds(data: bytes) -> float:
    """Processor time of reading all cells, whether that is refused or not; of what is quick the least of three, since
    clearing up after a large file before it costs more than reading a small one."""
    took: list[float] = []
    while not took or (took[0] < 0.5 and len(took) < 3):
        began = time.process_time()
        with suppress(NotDone):
            grids(data)
        took.append(time.process_time() - began)
    return min(took)


def unpacked(data: bytes) -> int:
    """How large a file says it is unpacked; its own size where it cannot be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            return max(sum(e.file_size for e in file.infolist()), len(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return len(data)


class Ordinary:
    """Seconds for an ordinary file of a size."""

    def __init__(self) -> None:
        files = [ordinary(rows) for rows in ROWS]
        seconds(files[0])  # imports
        self.points = sorted((unpacked(data), seconds(data)) for data in files)

    def __call__(self, size: int) -> float:
        sizes = [s for s, _ in self.points]
        at = min(max(bisect_left(sizes, size), 1), len(sizes) - 1)
        (low, fast), (high, slow) = self.points[at - 1], self.points[at]
        return max(fast + (slow - fast) * (size - low) / (high - low), self.points[0][1], 0.005)


def main() -> int:
    """Prints the dearest; 1 when one is too dear."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    usual = Ordinary()
    files = {name: make() for name, (make, _) in {**attacks.EVERYWHERE, **attacks.FROM_OUTSIDE}.items()}
    files |= {name: make() for name, make in attacks.HARMLESS.items()} | long_ones()
    found = [(name, data, seconds(data)) for name, data in files.items()]
    for path in (p for folder in asked.folders for p in sorted(folder.rglob("*.xls[xm]"))):
        data = path.read_bytes()
        found.append((path.name, data, seconds(data)))
    lines = sorted(((s / usual(unpacked(d)), s, unpacked(d), n) for n, d, s in found), reverse=True)
    print("| file | MB unpacked | seconds | times the ordinary |\n|---|---:|---:|---:|")
    for times, took, size, name in lines[:10]:
        print(f"| {name} | {size / 1e6:.2f} | {took:.3f} | {times:.1f} |")
    print(f"\n{len(lines)} files; the dearest costs {lines[0][0]:.1f} times an ordinary file of its size")
    return 1 if lines[0][0] > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
