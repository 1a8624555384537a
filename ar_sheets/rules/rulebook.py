"""Runs the rules: over whole columns, or over one row showing each step.

A rule is a plain function: its name is the column it makes, its parameters are the columns and settings it
reads, the first line of its docstring is its label. The same rules serve the table and `explain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from inspect import getdoc, signature
from itertools import repeat
from typing import Any

from ar_sheets.base.i18n import _
from ar_sheets.rules.labels import LABELS

Rule = Callable[..., Any]


@cache
def reads(rule: Rule) -> tuple[str, ...]:
    """The names a rule reads: its parameters."""
    return tuple(signature(rule).parameters)


def label(rule: Rule) -> str:
    """The rule in one line, in the reader's language: the first line of its docstring."""
    told = LABELS.get(rule.__name__) or (getdoc(rule) or rule.__name__).splitlines()[0]
    return _(told)


def run_rules(columns: dict[str, list[Any]], settings: Mapping[str, Any], rules: Sequence[Rule], count: int) -> None:
    """Add one column for each rule to `columns`, all of length `count`; settings are the same for every row."""
    for rule in rules:
        inputs = [columns[name] if name in columns else repeat(settings[name], count) for name in reads(rule)]
        columns[rule.__name__] = list(map(rule, *inputs)) if inputs else [rule() for _ in range(count)]


def trace(
    row: Mapping[str, Any], settings: Mapping[str, Any], rules: Sequence[Rule]
) -> Iterator[tuple[Rule, dict[str, Any], Any]]:
    """The same rules over one row: each rule, what it read, what it made."""
    known = {**settings, **row}
    for rule in rules:
        read = {name: known[name] for name in reads(rule)}
        known[rule.__name__] = made = rule(**read)
        yield rule, read, made
