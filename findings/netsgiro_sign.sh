#!/bin/sh
# netsgiro does not look at the sign of an OCR giro payment (position 32 of its first record): a payment that was taken
# back is read as one that came in. The file's own control sums (770,00) show it, and are accepted
# all the same.
# Seen 2026-11-29 with netsgiro 2.0.1. Exits 1 if that has changed.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check "netsgiro==2.0.1"
"$place/venv/bin/python" - <<'PY'
import sys
from importlib.metadata import version

import netsgiro


def line(text: str) -> str:
    return text.ljust(80, "0")


def payment(number: int, sign: str, ore: int) -> list[str]:
    first = f"NY091030{number:07d}0211262001321014".ljust(31)[:31] + sign + f"{ore:017d}" + "12345678903".rjust(25)
    return [line(first + "000000"), line(f"NY091031{number:07d}96368271940990385620".ljust(47, "0") + "15030012345")]


said = 102000 - 25000
data = "\n".join([
    line("NY00001000008080017003100010200"),
    line("NY090020001008566000000286011117947"),
    *payment(1, "0", 102000),
    *payment(2, "-", 25000),
    line(f"NY090088{2:08d}{6:08d}{said:017d}021126021126021126"),
    line(f"NY000089{2:08d}{8:08d}{said:017d}021126"),
]) + "\n"  # fmt: skip
transmission = netsgiro.parse(data)
amounts = [one.amount for assignment in transmission.assignments for one in assignment.transactions]
print("netsgiro", version("netsgiro"), "reads", amounts, "=", sum(amounts), "where the file says", said / 100)
sys.exit(0 if [int(amount) for amount in amounts] == [1020, 250] else 1)
PY
