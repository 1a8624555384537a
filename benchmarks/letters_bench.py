"""A batch of letters beside bare Typst making the same PDFs: `python benchmarks/letters_bench.py 500`.

bare    one Typst compiler in this process, one PDF after another from data that is ready, nothing written
batch   everything: wording, amounts, text, HTML, QR code, PDF, the review page, all files, in a new folder
again   the same once more, when nothing has changed
Every letter has a QR code, three invoices, and every other one interest and a charge. Seconds are medians of the
turns, bare and batch in turn, so that the machine's moods hit both: by the clock, and of all processors together.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from ar_sheets import letters
from ar_sheets.letters import letter, samples
from ar_sheets.letters.pdf import Printer
from ar_sheets.letters.typst_pool import Press, PrintJob
from ar_sheets.letters.wording import Wording
from ar_sheets.schema.model import Message

TURNS = 3
LANGUAGES = ("en", "nb", "sq", "pt", "nl", "sv", "de")


def batch(count: int) -> list[Message]:
    """Letters in seven languages, each to a customer of its own; every other one is a final reminder."""
    made = []
    for at in range(count):
        name = "final" if at % 2 else "reminder1"
        of = samples.sample_message(LANGUAGES[at % 7], name, "", 3)
        customer = replace(of.customer, customer_id=f"{at:04}", name=f"{of.customer.name} {at}")
        made.append(replace(of, letter_id=f"261120-{at:04}-EUR", customer=customer, currency="EUR"))
    return made


def jobs(messages: list[Message], folder: Path) -> list[PrintJob]:
    """What is to be printed, ready for Typst."""
    wording, printer = Wording(None), Printer(None)
    filled = (letter.write_letter(message, samples.SETTINGS, wording, samples.DAY) for message in messages)
    return [printer.single(of, folder / "letters" / f"{of.message.letter_id}.pdf") for of in filled]


def bare(ready: list[PrintJob]) -> list[bytes]:
    """Typst and nothing else."""
    press = Press(Path(__file__).parent)
    return [press.pdf(job.text, job.day)[0] for job in ready]


def timed(what: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of all processors, helpers' included."""
    clock, worked = time.perf_counter(), _worked()
    what()
    return time.perf_counter() - clock, _worked() - worked


def _worked() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(of.ru_utime + of.ru_stime for of in used)


def main(count: int) -> None:
    """Measure and print."""
    messages = batch(count)
    turns = []
    for _ in range(TURNS):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ready = jobs(messages, folder)
            made: list[bytes] = []

            def write(folder: Path = folder) -> None:
                letters.write_batch(messages, folder, None, samples.SETTINGS, samples.DAY)

            alone = timed(lambda ready=ready, made=made: made.extend(bare(ready)))  # type: ignore[misc]
            whole, again = timed(write), timed(write)
            assert [Path(job.target).read_bytes() for job in ready] == made, "not the same PDFs"
            turns.append((alone, whole, again))
    for name, column in zip(("bare", "batch", "again"), zip(*turns, strict=True), strict=True):
        clock, worked = (median(side) for side in zip(*column, strict=True))
        print(f"{name:6} {clock:6.2f} s  {clock / count * 1000:5.1f} ms a letter   processors {worked:6.2f} s")
    for at, name in enumerate(("clock", "processors")):
        print(f"batch / bare by {name}: {median(turn[1][at] / turn[0][at] for turn in turns):.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
