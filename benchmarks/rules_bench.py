"""The rules beside merely reading the same workbook: `python benchmarks/rules_bench.py 10000 100000`.

reading   calamine into pandas, the sheets Invoices and Payments, nothing else
rules     due dates, allocation, lateness, interest, holds, steps, fees, status and why, over all invoices
Each number is the median of five turns; the ratio is rules to reading. Gains and losses of the machine hit both.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent))

import bench

TURNS = 5


def reading(file: Path) -> None:
    """What anyone pays who only looks at the sheets."""
    import pandas as pd

    pd.read_excel(file, sheet_name=["Invoices", "Payments"], engine="calamine")


def rules(file: Path) -> Callable[[], None]:
    """The rules over the workbook, ready to be run again and again; reading and joining is done before."""
    from ar_sheets import rules as policy
    from ar_sheets.dunning import worklist
    from ar_sheets.rules import rulebook
    from ar_sheets.rules.allocation import allocate
    from ar_sheets.weekly import look

    book, facts = look(file.read_bytes())
    work = worklist.decide(book, facts, bench.AS_OF)
    count = len(work)
    late = sum(map(bool, work.columns["interest_lines"]))
    print(f"  {count} invoices, {len(facts.payments)} payments, {late} with interest")

    def run() -> None:
        rulebook.run_rules(work.columns, work.known, policy.TERMS, count)
        debts = worklist._debts(work.columns, work.customers)
        found = allocate(debts, facts.payments, bench.AS_OF, facts.settings.apply_payments)
        for key in worklist.FROM_BALANCE:
            work.columns[key] = [getattr(balance, key) for balance in found.balances]
        rulebook.run_rules(work.columns, work.known, policy.LATENESS_AND_STEP, count)
        worklist.finish(work)

    return run


def timed(what: Callable[[], None]) -> float:
    """Seconds of one turn, with what the last one left swept away before."""
    gc.collect()
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def main(counts: list[int]) -> None:
    """Measure and print."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "bench.xlsx"
            print(f"{count}:")
            bench.make(count, file)
            run = rules(file)
            turns = [(timed(lambda file=file: reading(file)), timed(run)) for _ in range(TURNS)]
        read, ruled = (median(column) for column in zip(*turns, strict=True))
        print(f"  reading {read:.2f} s   rules {ruled:.2f} s   ratio {ruled / read:.2f}")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [10_000])
