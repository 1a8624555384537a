"""How long a large bank file takes: 50,000 camt entries read, told apart from 50,000 rows, put against 20,000 invoices.

    python benchmarks/bank_bench.py [entries]

Side by side, each in a process of its own: the standard library parsing the same XML and nothing more, and pycamt
(if it is installed) reading it. Goals: at most 3 times the bare parse for all of it, at most a twentieth of pycamt for
reading alone, at most 1.5 times the bare parse's memory.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

INVOICES = 20_000
SMALL = 5_000
FIRST = date(2026, 1, 1)
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
 <BkToCstmrStmt>
  <GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-20T02:00:00+01:00</CreDtTm></GrpHdr>
  <Stmt>
   <Id>1</Id><CreDtTm>2026-11-20T02:00:00+01:00</CreDtTm>
   <Acct><Id><IBAN>NO9386011117947</IBAN></Id><Ccy>NOK</Ccy></Acct>
"""
ENTRY = """   <Ntry>
    <Amt Ccy="NOK">{amount}</Amt>
    <CdtDbtInd>CRDT</CdtDbtInd>
    <Sts><Cd>BOOK</Cd></Sts>
    <BookgDt><Dt>{day}</Dt></BookgDt>
    <ValDt><Dt>{day}</Dt></ValDt>
    <AcctSvcrRef>{own}</AcctSvcrRef>
    <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
    <NtryDtls>
     <TxDtls>
      <Refs><AcctSvcrRef>{own}</AcctSvcrRef><EndToEndId>{end}</EndToEndId></Refs>
      <Amt Ccy="NOK">{amount}</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd>
      <RltdPties>
       <Dbtr><Pty><Nm>{name}</Nm><PstlAdr><TwnNm>Bergen</TwnNm><Ctry>NO</Ctry></PstlAdr></Pty></Dbtr>
       <DbtrAcct><Id><IBAN>{account}</IBAN></Id></DbtrAcct>
       <Cdtr><Pty><Nm>Treverk AS</Nm></Pty></Cdtr>
      </RltdPties>
      <RltdAgts><DbtrAgt><FinInstnId><BICFI>DNBANOKKXXX</BICFI></FinInstnId></DbtrAgt></RltdAgts>
      <RmtInf>{about}</RmtInf>
     </TxDtls>
    </NtryDtls>
   </Ntry>
"""


def make(path: Path, count: int) -> None:
    """The file: a third with a structured reference, a third with the number in the text, a third with neither."""
    chance = random.Random(16)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for at in range(count):
            invoice = 100_000 + at % INVOICES
            about = (
                f"<Strd><CdtrRefInf><Ref>{reference(invoice)}</Ref></CdtrRefInf></Strd>",
                f"<Ustrd>Faktura {invoice}, takk for handelen</Ustrd>",
                "<Ustrd>Overforing</Ustrd>",
            )[at % 3]
            file.write(ENTRY.format(
                amount=f"{chance.randint(100, 900_000) / 100:.2f}", day=FIRST + timedelta(days=at % 300),
                own=f"B{at:09d}", end=f"E{at:09d}", name=f"Customer {invoice % 2000} Handel AS",
                account=f"NO26{invoice % 2000:011d}",
                about=about,
            ))  # fmt: skip
        file.write("  </Stmt>\n </BkToCstmrStmt>\n</Document>\n")


def reference(invoice: int) -> str:
    return f"9{invoice}4"


def bare(path: Path) -> Any:
    from xml.etree import ElementTree

    return ElementTree.parse(path).getroot()


def pycamt(path: Path) -> Any:
    from pycamt.parser import Camt053Parser

    return Camt053Parser(path.read_bytes()).get_transactions()


def read(path: Path) -> Any:
    from ar_sheets.banks.reading import read_file

    return read_file(path).statements


def whole(path: Path) -> Any:
    """Read, sort out against as many rows as there are entries (half of them the same), match."""
    from ar_sheets.banks import matching
    from ar_sheets.banks.known import KnownEntry, key_of
    from ar_sheets.banks.once import sort_out

    known, ledger = PREPARED
    [statement] = read(path)
    account = "NO9386011117947"
    for one, entry in zip(known[::2], statement.entries[::2], strict=False):
        assert isinstance(one, KnownEntry)
        one.key = key_of(account, entry)
    found = sort_out([("x", account, statement)], known)
    sure = 0
    for new in found.new:
        match = matching.match_entry(new.entry, ledger)
        if match is not None:
            matching.take_match(match, new.entry, ledger)
            sure += match.sure
    print(f"{len(found.new):,} new, {found.there:,} there already, {sure:,} of the new ones sure", file=sys.stderr)
    return found


PREPARED: tuple[list[Any], Any] = ([], None)


def prepared(count: int) -> tuple[list[Any], Any]:
    """Rows of Payments and open invoices as reading the workbook gives them: not part of what is measured."""
    from ar_sheets.banks.known import KnownEntry
    from ar_sheets.banks.matching import Due, Ledger

    known = [
        KnownEntry(f"{at:016x}", "NO9386011117947", "camt.053", FIRST, Decimal(1), "NOK", "C1", "1", rows=[at + 2])
        for at in range(count)
    ]
    ledger = Ledger()
    for at in range(INVOICES):
        number = 100_000 + at
        ledger.add(
            Due(str(number), f"C{at % 2000}", "NOK", Decimal(1000 + at), FIRST, FIRST, f"KID {reference(number)}")
        )
    for at in range(2000):
        ledger.name(f"C{at}", f"Customer {at} Handel AS")
    return known, ledger


WORK = {"bare": bare, "pycamt": pycamt, "read": read, "whole": whole}


def measure(what: str, path: Path, count: int) -> None:
    global PREPARED
    if what == "whole":
        PREPARED = prepared(count)
    begun = time.perf_counter()
    kept = WORK[what](path)
    taken = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": taken, "megabytes": peak, "kept": kept is not None}))


def run(what: str, path: Path, count: int, times: int = 3) -> dict[str, float] | None:
    """The best of a few times, each in a process of its own."""
    found = []
    for _time in range(times):
        done = subprocess.run([sys.executable, __file__, "--measure", what, path, str(count)], text=True,
                              capture_output=True, check=False)  # fmt: skip
        if done.returncode:
            return None
        found.append(json.loads(done.stdout))
        told = done.stderr.strip()
    best = {key: min(one[key] for one in found) for key in ("seconds", "megabytes")}
    print(f"{what:7} {best['seconds']:8.2f} s {best['megabytes']:8.0f} MB  {told}")
    return best


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "statement.xml", Path(folder) / "small.xml"
        make(path, count)
        make(small, min(count, SMALL))
        print(f"{count:,} entries, {path.stat().st_size / 1e6:.0f} MB")
        one, all_ = run("bare", path, count), run("whole", path, count)
        print(f"{min(count, SMALL):,} entries, because pycamt takes minutes for them already")
        reading, other = run("read", small, SMALL), run("pycamt", small, SMALL, 1)
    assert one is not None
    assert all_ is not None
    assert reading is not None
    print(f"all of it: {all_['seconds'] / one['seconds']:.2f} x the bare parse (goal: 3)")
    print(f"memory:    {all_['megabytes'] / one['megabytes']:.2f} x the bare parse (goal: 1.5)")
    if other:
        print(f"reading:   1/{other['seconds'] / reading['seconds']:.0f} of pycamt (goal: 1/20)")
    else:
        print("pycamt is not installed, so it was left out")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
