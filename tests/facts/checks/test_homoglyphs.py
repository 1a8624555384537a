"""Letters that only look like others: said where money or mail would go to somebody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Workbook

from ar_sheets.facts.checks.homoglyphs import look_alike

TEXT = """
Customers
Customer ID | Name | Profile | Email
C1 | Nordlys AS | Business | a@anna.example
C2 | Nоrdlys AS | Business | b@bo.example
C3 | ООО Ромашка | Business | c@rоm.example
"""  # the о of C2 and of C3's address is Cyrillic


def test_a_look_alike_is_a_finding_with_its_cell(make_workbook: Callable[..., Workbook]) -> None:
    book = make_workbook(TEXT, iban="NО93 8601 1117 947", business_name="Trеverk AS")  # Cyrillic О and е
    book.run("2026-11-20")
    told = [(row["sheet"], row["what"]) for row in book.rows("Problems") if "looks like" in row["what"]]
    assert told == [
        ("Settings", 'Business name "Trеverk AS" holds е, a Cyrillic letter that looks like another (Trеverk)'),
        ("Settings", 'IBAN "NО93 8601 1117 947" holds О, a Cyrillic letter that looks like another (NО93)'),
        ("Customers", 'Name "Nоrdlys AS" holds о, a Cyrillic letter that looks like another (Nоrdlys)'),
        ("Customers", 'Email "c@rоm.example" holds о, a Cyrillic letter that looks like another (rоm)'),
    ]


@pytest.mark.parametrize(
    ("text", "plain", "wrong"),
    [
        ("NO93 8601 1117 947", True, ""),
        ("NО93", True, "О, a Cyrillic"),
        ("Αlpha", False, "Α, a Greek"),
        ("Ромашка", False, ""),
        ("Ромашка", True, "Р, a Cyrillic"),
        ("Æøå Čšž Straße", False, ""),
        ("Ω-Tek", False, ""),
        ("µTek", False, ""),
        ("post@søn.example", True, ""),
        ("株式会社 Test", False, ""),
        ("abc\u202egnp", False, "nobody can see, U+202E"),
        ("NO93\u200b8601", True, "nobody can see, U+200B"),
    ],
)
def test_both_sides_of_the_line(text: str, plain: bool, wrong: str) -> None:
    found = look_alike(text, plain=plain)
    assert wrong in found
    assert bool(found) == bool(wrong)
