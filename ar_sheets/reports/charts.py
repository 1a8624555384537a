"""Charts as shapes to draw: stacked columns with an axis, laid out here and drawn by report.html as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ar_sheets.base import i18n, local_format

LEFT, RIGHT, TOP, BOTTOM = 74, 8, 22, 40  # room for the axis, and for the labels under the columns
HEIGHT = 250
WIDEST = 74  # of a column
BEYOND = 6  # by which a band is wider than its column on either side
MILLION, THOUSAND = 1_000_000, 1_000
STEPS = tuple(Decimal(step) for step in ("1", "2", "2.5", "5", "10"))
LINES = 4  # of the axis, about
READABLE = 62  # from column to column: room for an amount above each; with less only the last has its own


@dataclass(frozen=True, slots=True)
class Rect:
    """One piece of a column, what it stands for, and the look of it: the name of a class of style."""

    x: float
    y: float
    width: float
    height: float
    look: str
    title: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text at a point."""

    x: float
    y: float
    text: str


@dataclass(slots=True)
class Chart:
    """A chart: all that is drawn, and in words what is to be seen."""

    key: str
    title: str
    description: str
    width: int
    height: int
    legend: list[tuple[str, str]]  # look, name
    pieces: list[Rect] = field(default_factory=list)
    totals: list[Text] = field(default_factory=list)  # above the columns
    labels: list[Text] = field(default_factory=list)  # under them
    axis: list[Text] = field(default_factory=list)  # amounts, each with a line


Stack = Sequence[tuple[str, str, Sequence[Decimal]]]  # look, name, a value for each column


class Band(NamedTuple):
    """The range of each column's total, drawn as a band over it."""

    name: str
    ends: Sequence[tuple[Decimal, Decimal]]


def columns(
    key: str, title: str, description: str, labels: Sequence[str], stack: Stack, width: int, band: Band | None = None
) -> Chart:
    """Columns, each a stack of pieces; a single series needs no legend. `labels` may have two lines, apart by "|"."""
    used = [series for series in stack if any(series[2])]
    chart = Chart(
        key,
        title,
        description,
        width,
        HEIGHT,
        [(look, name) for look, name, _ in used] * (len(used) > 1 or band is not None),
    )
    totals = [sum((values[n] for _, _, values in stack), Decimal(0)) for n in range(len(labels))]
    ends = [high for _, high in band.ends] if band else []
    top = _axis(chart, max([*totals, *ends], default=Decimal(0)))
    room = (width - LEFT - RIGHT) / max(len(labels), 1)
    wide = min(room * 0.72, WIDEST)
    for n, label in enumerate(labels):
        middle = LEFT + room * (n + 0.5)
        level = float(HEIGHT - BOTTOM)
        if band and band.ends[n][1] > band.ends[n][0]:
            _draw_band(chart, band, n, top, (middle, wide), label)
        for look, name, values in used:
            height = float(values[n] / top) * (HEIGHT - TOP - BOTTOM)
            if height > 0:
                level -= height
                what = f"{label.replace('|', ' ')}, {name}: {local_format.number(values[n], i18n.language())}"
                chart.pieces.append(Rect(_px(middle - wide / 2), _px(level), _px(wide), _px(height), look, what))
        if totals[n] and (room >= READABLE or n == len(labels) - 1):
            chart.totals.append(Text(_px(middle), _px(level - 5), short(totals[n])))
        for line, text in enumerate(label.split("|")):
            chart.labels.append(Text(_px(middle), HEIGHT - BOTTOM + 16 + 14 * line, text))
    return chart


def _draw_band(chart: Chart, band: Band, n: int, top: Decimal, place: tuple[float, float], label: str) -> None:
    """A band from one end of the range to the other, behind the column and wider than it."""
    (low, high), (middle, wide) = band.ends[n], place
    upper, lower = (HEIGHT - BOTTOM - float(end / top) * (HEIGHT - TOP - BOTTOM) for end in (high, low))
    ends = " - ".join(local_format.number(end, i18n.language()) for end in (low, high))
    what = f"{label.replace('|', ' ')}, {band.name}: {ends}"
    x = _px(middle - wide / 2 - BEYOND)
    chart.pieces.append(Rect(x, _px(upper), _px(wide + 2 * BEYOND), _px(lower - upper), "band", what))
    if ("band", band.name) not in chart.legend:
        chart.legend.append(("band", band.name))


def one_column_each(
    key: str, title: str, description: str, bars: Sequence[tuple[str, str, Decimal]], width: int
) -> Chart:
    """Columns of one value each, with a look of their own: (look, label, value)."""
    stack = [
        (look, label, [value if at == n else Decimal(0) for at in range(len(bars))])
        for n, (look, label, value) in enumerate(bars)
    ]
    chart = columns(key, title, description, [label for _, label, _ in bars], stack, width)
    chart.legend = []
    return chart


def _axis(chart: Chart, highest: Decimal) -> Decimal:
    """Draws the lines of the axis; returns the amount at the top."""
    step = _step(highest / LINES) if highest > 0 else Decimal(1)
    count = int((highest / step).to_integral_value(ROUND_CEILING)) or 1
    for n in range(count + 1):
        y = HEIGHT - BOTTOM - n * (HEIGHT - TOP - BOTTOM) / count
        chart.axis.append(Text(LEFT - 8, _px(y), short(step * n)))
    return step * count


def _step(least: Decimal) -> Decimal:
    """The next round number: 1, 2, 2.5 or 5 times a power of ten."""
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in STEPS if step * power >= least)


def short(amount: Decimal) -> str:
    """An amount on a chart: 0.5, 850, 1,250, 2.5 M."""
    if abs(amount) >= MILLION:
        return f"{_plain(amount / MILLION, '0.01')} M"
    return _plain(amount, "1" if abs(amount) >= THOUSAND else "0.01")


def _plain(amount: Decimal, places: str) -> str:
    return local_format.local_decimal(amount.quantize(Decimal(places), ROUND_HALF_UP), i18n.language())


def _px(value: float) -> float:
    return round(value, 1)
