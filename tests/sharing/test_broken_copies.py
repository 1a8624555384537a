"""Copies with random damage: each is refused with a sentence, or read and weighed like any other. Never a crash."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date
from pathlib import Path

import pytest
from copies import answer, copy_of, make, share

from ar_sheets.dunning import outbox
from ar_sheets.dunning.assess import judge, look
from ar_sheets.facts import log
from ar_sheets.sharing import incoming, signature, state
from ar_sheets.sharing.merge import Scales

PIECES = [
    b"", b"<", b">", b"&", b"\0", b"\xff\xfe", b"<f>1</f>", b"]]>", b"<!--", b"&#0;", b"9" * 400, b"1e999", b"-0",
    b"nan", b'r="XFD1048576"', b't="s"', b't="d"', b't="e"', b"2026-02-30", b"99999999", "\u202e=1".encode(),
]  # fmt: skip


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes of the file, or of one part in it, are others."""
    if chance.random() < 0.3:
        return _hurt(data, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        hurt = chance.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, _hurt(content, chance) if name == hurt else content)
    return out.getvalue()


def _hurt(content: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(content) + 1)
        content = content[:at] + chance.choice(PIECES) + content[at + chance.choice((0, 1, 1, 2, 40)) :]
    return content


@pytest.mark.parametrize("count", [60, pytest.param(3000, marks=pytest.mark.long)])
def test_a_damaged_copy_is_a_sentence_or_an_answer(tmp_path: Path, count: int) -> None:
    workbook = make(tmp_path)
    share(workbook)
    path = answer(copy_of(workbook, "K-1"), "1041", reply="Will pay", promise_date=date(2026, 12, 1),
                  promise_amount=10, customer_comment="so")  # fmt: skip
    chance = random.Random(count)
    files = [incoming.File(f"{n}.xlsx", damaged(path.read_bytes(), chance)) for n in range(count)]
    answered, rejected = incoming.opened_safely(files, signature.business_key(tmp_path))
    assert len(answered) + len(rejected) == count
    assert rejected
    assert answered
    assert all(refusal.why.endswith(".") for refusal in rejected)
    data = workbook.path.read_bytes()
    book, facts = look(data)
    work, _ = judge(book, facts, outbox.load_outbox(book), date(2026, 11, 20))
    for file in answered:
        assert set(file.answers) == {"1041", "1042"}
        weighed = Scales(data, book, work).weigh(file, state.load_state(tmp_path, "K-1"))
        for item in weighed.items:
            assert item.event in (log.ANSWERED, log.ANSWER_REFUSED)
            assert len(item.new) <= 500
