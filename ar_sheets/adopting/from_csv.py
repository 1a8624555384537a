"""A .csv as a new workbook beside it: its encoding, its separator, its amounts and days; the .csv is not touched."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ar_sheets.adopting import refusals
from ar_sheets.adopting.changes import Making
from ar_sheets.adopting.copying import order_of, with_kind
from ar_sheets.adopting.customers import link
from ar_sheets.adopting.defaults import currency, language, marks_say, up_to
from ar_sheets.adopting.extract import Taken, take
from ar_sheets.adopting.mapping import Ask
from ar_sheets.adopting.session import Adopted, Job
from ar_sheets.adopting.survey import INVOICES_KIND, Surveyed, survey
from ar_sheets.base.data import folder
from ar_sheets.base.errors import NotDone
from ar_sheets.base.files import remove, temporary_for
from ar_sheets.schema.columns import CUSTOMERS, DUNNING_PLAN, INVOICES, PAYMENTS
from ar_sheets.workbook import guard
from ar_sheets.workbook.remembered import Remembered

LARGEST = 50_000_000  # bytes; more is no list of a small business
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decoded(data: bytes) -> str:
    """The text of a .csv: UTF-8 or UTF-16 with or without their mark, else as Western Windows writes it."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if data[1::2].count(0) > len(data) // 4:
        return data.decode("utf-16-le", "replace")
    if data[::2].count(0) > len(data) // 4:
        return data.decode("utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def separator(text: str) -> str:
    """The sign between the cells: as a first line "sep=;" says, else the one that cuts most lines into equally many."""
    first = text.lstrip("\ufeff").partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4]

    def evenness(sign: str) -> tuple[int, int]:
        try:
            read = csv.reader(io.StringIO(text[:100_000]), delimiter=sign)
            counts = Counter(len(row) for row in read if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, lines = counts.most_common(1)[0] if counts else (0, 0)
        return (lines, width)

    return max(";,\t|", key=evenness)


def rows(data: bytes) -> list[list[Any]]:
    """The cells of a .csv, all as text."""
    text = decoded(data)
    sign = separator(text)
    if text.lstrip("\ufeff").lower().startswith("sep="):
        text = text.partition("\n")[2]
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)]
    except csv.Error as fault:
        raise NotDone(f"The file cannot be read as a .csv ({fault}). Export it again, or as .xlsx.") from fault


def adopt_csv(
    path: Path, ask: Ask, as_of: date, saw: Callable[[Sequence[Surveyed]], None], *, dry_run: bool
) -> Adopted:
    """A new workbook beside the .csv, with its invoices, their customers, and what it says is paid."""
    target = path.with_suffix(".xlsx")
    if target.exists():
        raise NotDone(f"There is already a workbook {target.name} beside it; it was left as it is. Move it away, or "
                      f"rename {path.name}, and adopt again.")  # fmt: skip
    data = guard.read_snapshot(path).data
    if len(data) > LARGEST:
        raise NotDone(f"{path.name} is too large to be a list of invoices. Nothing was changed.")
    grid = rows(data)
    surveyed = survey({path.stem: grid}, {})
    sheet = surveyed[0]
    if sheet.kind != INVOICES_KIND:
        raise NotDone(refusals.nothing_to_adopt(surveyed))
    saw(surveyed)
    job = Job({path.stem: grid}, Remembered(), surveyed, ask, as_of, Adopted(target, surveyed, made=True))
    job.making = Making([], language(surveyed))
    columns = job.settled(sheet)
    if not (sheet.found and sheet.found.grouped):
        link(job, sheet, columns)
    taken = take(grid, sheet.found, with_kind(sheet, columns), order_of(job, sheet, columns), as_of)  # type: ignore[arg-type]
    settings = _settings(job, taken)
    if not dry_run:
        _written(target, taken, settings, job.making.language)
    return job.result


def _settings(job: Job, taken: Taken) -> dict[str, object]:
    result = job.result
    marked = marks_say(result.columns)
    day = up_to(job.surveyed, job.as_of, marked=marked, payments=False)
    with_any = {str(record["customer_id"]).casefold() for record in (*taken.invoices, *taken.payments)}
    taken.customers = {key: one for key, one in taken.customers.items() if key in with_any}
    counts = (len(taken.invoices), "invoice"), (len(taken.customers), "customer"), (len(taken.payments), "payment")
    result.notes.append(", ".join(f"{count} {what}{'s' * (count != 1)}" for count, what in counts) + ".")
    if taken.left_out:
        result.notes.append(f"Not copied: {'; '.join(taken.left_out[:5])}.")
    result.notes.append(refusals.complete_until(day, job.making.language))
    result.customers = [(c["customer_id"], c["name"] or "") for c in taken.customers.values()]
    result.language = job.making.language
    code = currency(result.columns, job.making.language, job.ask)
    return {"currency": code, "language": job.making.language, "payments_complete_until": day.day}


def _written(target: Path, taken: Taken, settings: dict[str, object], language: str) -> None:
    """Written beside its place first, so that it is there whole or not at all."""
    from ar_sheets.workbook.create import create, default_plan
    from ar_sheets.workbook.read import read

    tables = {
        CUSTOMERS.name: list(taken.customers.values()), INVOICES.name: taken.invoices, PAYMENTS.name: taken.payments,
        DUNNING_PLAN.name: default_plan(folder("workbook_templates") / "dunning_plan.csv"),
    }  # fmt: skip
    temporary = temporary_for(target)
    try:
        create(temporary, tables, settings, language)
        read(temporary.read_bytes())
        temporary.rename(target)
    except OSError as fault:
        raise NotDone(f"{target} could not be written ({fault.strerror}). Check the rights and the disk.") from fault
    finally:
        remove(temporary)
