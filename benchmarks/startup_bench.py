"""How soon ar-sheets is there, beside what it cannot do without: click for the menu, pandas for a run.

    python benchmarks/startup_bench.py --repeats 7

Seconds of processor time of whole processes, in turns, so that a slow minute hits them all; with compiled modules, as
everyone has them from the second start on. Linux and macOS only.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from bench import AS_OF

ROWS = 500
# What is measured, and beside what: the ratio is what counts, seconds are the machine's.
CASES = {
    "import click": ([sys.executable, "-c", "import click"], ""),
    "ar-sheets --help": ([sys.executable, "-m", "ar_sheets", "--help"], "import click"),
    "the menu": ([sys.executable, "-m", "ar_sheets", "start", "FILE"], "import click"),
    "import pandas": ([sys.executable, "-c", "import pandas"], ""),
    f"run, {ROWS} invoices": (
        [sys.executable, "-m", "ar_sheets", "run", "FILE", "--as-of", AS_OF.isoformat()], "import pandas",
    ),
}  # fmt: skip


def seconds(command: list[str], file: Path, environment: dict[str, str]) -> float:
    """Processor time of one process on a copy of the workbook in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(file, folder)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [copy if word == "FILE" else word for word in command], input=b"q\n", capture_output=True, check=False,
            env=environment,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:  # 1: done, and some rows need a person
        sys.exit(done.stderr.decode(errors="replace"))
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measured(repeats: int) -> dict[str, float]:
    """The medians by case."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "receivables.xlsx"
        subprocess.run([sys.executable, Path(__file__).with_name("bench.py"), "make", str(ROWS), file], check=True)
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
        for command, _ in CASES.values():
            seconds(command, file, environment)  # compiles
        turns = [
            {name: seconds(command, file, environment) for name, (command, _) in CASES.items()} for _ in range(repeats)
        ]
    return {name: median(turn[name] for turn in turns) for name in CASES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    found = measured(parser.parse_args().repeats)
    print("| what | seconds | x | of |\n|---|---:|---:|---|")
    for name, (_, beside) in CASES.items():
        print(f"| {name} | {found[name]:.3f} | {found[name] / found[beside]:.2f} | {beside} |" if beside
              else f"| {name} | {found[name]:.3f} | | |")  # fmt: skip


if __name__ == "__main__":
    main()
