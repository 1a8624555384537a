"""A number typed a little wrong is guessed; another one is not."""

from __future__ import annotations

import pytest

from ar_sheets.base.suggestions import nearest

KNOWN = ["01031", "01032", "0042", "F-2026-7"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1031", "Did you mean 01031?"),
        (" 42 ", "Did you mean 0042?"),
        ("000042", "Did you mean 0042?"),
        ("f-2026 7", "Did you mean F-2026-7?"),
        ("31", "Did you mean 01031?"),
        ("2026-7", "Did you mean F-2026-7?"),
        ("7", ""),
        ("9999", ""),
        ("nobody", ""),
        ("", ""),
    ],
)
def test_what_was_meant(typed: str, said: str) -> None:
    assert nearest(typed, KNOWN) == said
