"""Real workbooks of other people: each is patched three ways, and nothing beside the cells may change.

The files lie beside the repository (../shared/corpus) and are not part of it. refused.tsv lists the ones that
are refused, whether Excel opens them, and the sentence a user gets.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sweep import CORPUS, faults, files

REFUSED = Path(__file__).with_name("refused.tsv")
NO_CORPUS = f"There are no files to try in {CORPUS.parent.name}/{CORPUS.name} beside the repository."
SAMPLE = 30  # every so manieth file in the usual run


def recorded() -> dict[str, tuple[str, str]]:
    """File -> whether Excel opens it, and what was refused with which sentence."""
    lines = (line.split("\t") for line in REFUSED.read_text("utf-8").splitlines()[1:])
    return {name: (opens, sentence) for name, opens, sentence in lines}


def check(some: list[Path]) -> None:
    wrong, refused = [], {}
    for path in some:
        bad, no = faults(path.read_bytes())
        wrong += [f"{path.name}: {line}" for line in bad]
        if no:
            refused[path.name] = "; ".join(no)
    assert wrong == []
    names = {path.name for path in some}
    assert refused == {name: sentence for name, (_, sentence) in recorded().items() if name in names}


@pytest.mark.skipif(not files(), reason=NO_CORPUS)
@pytest.mark.filterwarnings("ignore")
def test_a_sample_of_real_workbooks_loses_nothing() -> None:
    check(files()[::SAMPLE])


@pytest.mark.long
@pytest.mark.skipif(not files(), reason=NO_CORPUS)
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("project", sorted({path.parent.name for path in files()}))
def test_no_real_workbook_loses_anything(project: str) -> None:
    check([path for path in files() if path.parent.name == project])


@pytest.mark.skipif(not files(), reason=NO_CORPUS)
def test_of_the_files_excel_opens_at_most_one_in_200_is_refused() -> None:
    closed = sum(opens != "yes" for opens, _ in recorded().values())
    opened = sum(opens == "yes" for opens, _ in recorded().values())
    assert opened <= (len(files()) - closed) / 200
