"""Bank files made up for a test: camt.053 and a plain list."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

OWN = "NO9386011117947"


def entry(amount: str, day: str, **more: str) -> dict[str, str]:
    """One entry: amount with its sign, the day, and of text, ref, payer, account, id, returned, status."""
    return {"amount": amount, "day": day, **more}


def camt(*entries: dict[str, str], account: str = OWN, opening: str = "1000.00", currency: str = "NOK",
         first: str = "", last: str = "") -> bytes:  # fmt: skip
    """A camt.053 of these entries, whose sums hold."""
    days = sorted(one["day"] for one in entries) or ["2026-11-01"]
    booked = [one for one in entries if one.get("status", "BOOK") == "BOOK"]
    closing = Decimal(opening) + sum((Decimal(one["amount"]) for one in booked), Decimal(0))
    body = "".join(_entry(one, currency) for one in entries)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        f"<BkToCstmrStmt><Stmt><Id>1</Id><FrToDt><FrDtTm>{first or days[0]}T00:00:00</FrDtTm>"
        f"<ToDtTm>{last or days[-1]}T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>{account}</IBAN></Id>"
        f"<Ccy>{currency}</Ccy></Acct>{_balance('OPBD', Decimal(opening), currency)}"
        f"{_balance('CLBD', closing, currency)}{body}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _balance(code: str, amount: Decimal, currency: str) -> str:
    sign = "DBIT" if amount < 0 else "CRDT"
    return (f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{abs(amount)}</Amt>"
            f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>2026-11-01</Dt></Dt></Bal>")  # fmt: skip


def _entry(one: dict[str, str], currency: str) -> str:
    amount = Decimal(one["amount"])
    side = "Dbtr" if amount > 0 or one.get("returned") else "Cdtr"
    ref = f"<Strd><CdtrRefInf><Ref>{one['ref']}</Ref></CdtrRefInf></Strd>" if "ref" in one else ""
    text = f"<Ustrd>{one['text']}</Ustrd>" if "text" in one else ""
    account = f"<{side}Acct><Id><IBAN>{one['account']}</IBAN></Id></{side}Acct>" if "account" in one else ""
    own = f"<AcctSvcrRef>{one['id']}</AcctSvcrRef>" if "id" in one else ""
    back = "<RvslInd>true</RvslInd>" if one.get("returned") else ""
    return (
        f"<Ntry><Amt Ccy='{currency}'>{abs(amount)}</Amt><CdtDbtInd>{'CRDT' if amount > 0 else 'DBIT'}</CdtDbtInd>"
        f"{back}<Sts><Cd>{one.get('status', 'BOOK')}</Cd></Sts><BookgDt><Dt>{one['day']}</Dt></BookgDt>{own}"
        f"<NtryDtls><TxDtls>"
        f"<RltdPties><{side}><Pty><Nm>{one.get('payer', '')}</Nm></Pty></{side}>{account}</RltdPties>"
        f"<RmtInf>{text}{ref}</RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def listed(*entries: dict[str, str]) -> bytes:
    """The same as a list of DNB's, which has no account and no ids."""
    lines = ['"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"']
    for one in entries:
        amount, (year, month, day) = Decimal(one["amount"]), one["day"].split("-")
        money = f"{abs(amount):.2f}".replace(".", ",")
        out, came = (money, "") if amount < 0 else ("", money)
        text = " ".join(filter(None, (one.get("payer"), one.get("text"), one.get("ref"))))
        lines.append(f'"{day}.{month}.{year}";"{text}";"{day}.{month}.{year}";"{out}";"{came}"')
    return "\n".join(lines).encode("cp1252")


def save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


class Answers:
    """A person who says yes, or no, to everything."""

    answer: Any = None

    def __init__(self, *, yes: bool = True, proposals: bool = False) -> None:
        self.yes, self.proposals = yes, proposals

    def take(self, found: Any) -> bool:
        return self.yes

    def is_it(self, row: Any) -> bool:
        return self.proposals

    def complete(self, day: Any) -> bool:
        return self.yes
