"""What writing into a workbook costs, beside the least it can cost and beside other ways.

    python benchmarks/patch_bench.py 1000 10000 100000     medians of each way, one process for each run

The workbook: one sheet of 25 columns, 4 of them formulas; 8 columns get a new value in every row; two more
sheets and a chart. The ways take turns:
  floor      read the file, inflate the sheet, split and join it at its rows, deflate, write, fsync; changes nothing,
             but makes the values that the others write, as every way has to have them
  patch      what ar-sheets does: patch, write, fsync
  replace    patch, then the guard: backup, read back and compare, replace
  openpyxl   load, set the same cells, save
  pandas     read all sheets, set the columns, write all sheets (formats, chart and formulas are lost)
floor-isal and patch-isal are the same with the faster deflate of the extra `fast`. Linux and macOS only.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SHEET, COLUMNS = "Invoices", range(12, 20)


def make(rows: int, file: Path) -> None:
    """The workbook, always the same for the same number of rows."""
    import random
    from datetime import date, timedelta

    import xlsxwriter

    dice = random.Random(rows)
    book = xlsxwriter.Workbook(str(file), {"constant_memory": False})
    day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(SHEET)
    sheet.write_row(0, 0, [f"Column {c + 1}" for c in range(25)])
    for row in range(1, rows + 1):
        sheet.write_string(row, 0, f"{20000 + row}")
        sheet.write_string(row, 1, f"C{dice.randrange(rows // 20 + 1):05}")
        issued = date(2025, 1, 2) + timedelta(days=dice.randrange(600))
        sheet.write_datetime(row, 2, issued, day)
        sheet.write_datetime(row, 3, issued + timedelta(days=30), day)
        sheet.write_number(row, 4, round(dice.lognormvariate(8, 1), 2), money)
        for column, text in enumerate(("EUR", "Delivery, week 14", f"PO {row}", "Bergen"), start=5):
            sheet.write_string(row, column, text)
        for column in range(9, 12):
            sheet.write_number(row, column, dice.randrange(10_000) / 100, money)
        for column, value in zip(COLUMNS, _values(row, 0), strict=True):
            sheet.write(row, column, value, money if isinstance(value, float) else None)
        for column in range(20, 24):
            sheet.write_formula(row, column, f"=E{row + 1}*{column}", money, row * column / 4)
        sheet.write_string(row, 24, f"note {row % 50}")
    for name in ("Customers", "Log"):
        other = book.add_worksheet(name)
        for row in range(rows // 10 + 1):
            other.write_row(row, 0, [f"{name} {row}", row, row / 4, "text"])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$E$2:$E$20"})
    book.get_worksheet_by_name("Customers").insert_chart("H2", chart)
    book.close()


def _values(row: int, run: int) -> list[object]:
    """The 8 values of a row in a run; every one differs from the run before."""
    due = row * 7 % 90_000
    return [
        due / 100 + run, float(run), due / 100 + 1 + run, row % 120 + run, f"{row % 90 // 30 * 30}+{run}",
        round(due * 0.0123, 2) + run, f"Overdue {run}", f"Reminder {row % 4} after {row % 9} days, run {run}",
    ]  # fmt: skip


def _columns(rows: int) -> dict[int, list[object]]:
    table = [_values(row, 1) for row in range(1, rows + 1)]
    return {column: list(values) for column, values in zip(COLUMNS, zip(*table, strict=True), strict=True)}


def _written(file: Path, data: bytes) -> None:
    with file.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())


def floor(file: Path, count: int) -> None:
    """What no way of changing every row of the sheet can do without."""
    from ar_sheets.xlsx.container import Container
    from ar_sheets.xlsx.deflate import pack

    _columns(count)
    container = Container(file.read_bytes())
    rows = container.read("xl/worksheets/sheet1.xml").split(b"</row>")
    packed = pack([b"</row>".join(rows)])
    _written(file, container.rewritten({"xl/worksheets/sheet1.xml": packed}))


def patch_only(file: Path, rows: int) -> None:
    from ar_sheets.xlsx.patch import SheetPatch, patch

    change = SheetPatch(SHEET, range(2, rows + 2), _columns(rows))  # type: ignore[arg-type]
    _written(file, patch(file.read_bytes(), [change]))


def replace(file: Path, rows: int) -> None:
    from ar_sheets.workbook import guard
    from ar_sheets.xlsx.patch import SheetPatch, patch

    change = SheetPatch(SHEET, range(2, rows + 2), _columns(rows))  # type: ignore[arg-type]
    with guard.locked(file.parent):
        snapshot = guard.read_snapshot(file)
        guard.replace(snapshot, patch(snapshot.data, [change]), [change])


def with_openpyxl(file: Path, rows: int) -> None:
    import openpyxl

    book = openpyxl.load_workbook(file)
    sheet = book[SHEET]
    for column, values in _columns(rows).items():
        for row, value in enumerate(values, start=2):
            sheet.cell(row, column + 1).value = value
    book.save(file)


def with_pandas(file: Path, rows: int) -> None:
    import pandas as pd

    sheets = pd.read_excel(file, sheet_name=None, engine="calamine")
    for column, values in _columns(rows).items():
        sheets[SHEET].isetitem(column, values)
    with pd.ExcelWriter(file, engine="xlsxwriter") as out:
        for name, frame in sheets.items():
            frame.to_excel(out, sheet_name=name, index=False)


def _no_isal() -> None:
    sys.modules["isal"] = None  # type: ignore[assignment]


WAYS: dict[str, Callable[[Path, int], None]] = {
    "floor": floor,
    "patch": patch_only,
    "replace": replace,
    "floor-isal": floor,
    "patch-isal": patch_only,
    "openpyxl": with_openpyxl,
    "pandas": with_pandas,
}


def measure(way: str, source: Path, rows: int) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MB of one process on a fresh copy."""
    import shutil
    import subprocess
    import tempfile
    import time

    with tempfile.TemporaryDirectory() as folder:
        file = Path(shutil.copy(source, folder))
        began = time.perf_counter()
        child = subprocess.Popen([sys.executable, __file__, "--one", way, str(file), str(rows)])
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            sys.exit(f"{way} failed")
    unit = 1 if sys.platform == "darwin" else 1024
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6


def report(counts: list[int], repeats: int, ways: list[str]) -> None:
    """Print the medians; the ways take turns."""
    import subprocess
    import tempfile
    from statistics import median

    print("| rows | way | wall s | CPU s | peak MB | x floor |\n|---:|---|---:|---:|---:|---:|")
    for rows in counts:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "book.xlsx"
            subprocess.run([sys.executable, __file__, "--make", str(file), str(rows)], check=True)
            found: dict[str, list[tuple[float, float, float]]] = {way: [] for way in ways}
            for _ in range(repeats):
                for way in ways:
                    found[way].append(measure(way, file, rows))
        middle = {way: [median(values) for values in zip(*runs, strict=True)] for way, runs in found.items()}
        for way, (wall, cpu, peak) in middle.items():
            base = middle.get("floor-isal" if way.endswith("-isal") else "floor", middle[way])[0]
            print(f"| {rows:,} | {way} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | {wall / base:.2f} |", flush=True)


def main() -> None:
    import argparse

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--ways", default=",".join(WAYS))
    parser.add_argument("--make", nargs=2, metavar=("FILE", "ROWS"), help="only make the workbook")
    asked = parser.parse_args()
    if asked.make:
        make(int(asked.make[1]), Path(asked.make[0]))
    else:
        report(asked.counts, asked.repeats, asked.ways.split(","))


def one(way: str, file: str, rows: str) -> None:
    """One run, in this process, which has loaded nothing else."""
    if not way.endswith("-isal"):
        _no_isal()
    WAYS[way](Path(file), int(rows))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(*sys.argv[2:5])
    else:
        main()
