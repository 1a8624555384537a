"""The labels that `explain` shows are those the rules say of themselves."""

from __future__ import annotations

from inspect import getdoc

import pytest

from ar_sheets import rules
from ar_sheets.rules import rulebook
from ar_sheets.rules.labels import LABELS

EVERY = (*rules.TERMS, *rules.LATENESS_AND_STEP, *rules.RESULT)


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: str(rule.__name__))
def test_a_label_is_the_first_line_of_the_rules_docstring(rule: rulebook.Rule) -> None:
    assert LABELS[rule.__name__] == (getdoc(rule) or "").splitlines()[0]


def test_no_label_is_of_a_rule_that_is_gone() -> None:
    assert LABELS.keys() == {rule.__name__ for rule in EVERY}
