"""Totals against rows: a 合计 that the file itself prints, and what its rows come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from graph.text import Text
from loaders.checks.finding import Check, Finding
from loaders.clean import BadCell
from loaders.cleaning import NOTHING
from loaders.files.cells import Cells
from loaders.files.text import trim
from loaders.form import Cleaned
from loaders.layout import Table
from loaders.quantities import measured
from loaders.records import Total

TOTALS = Check(
    "totals-differ", (), Text("合计、小计与各行之和", "totals and the rows above them"),
    "算术 / arithmetic",
)  # fmt: skip
_NO_NUMBERS = ("序号", "编号", "代码", "编码", "电话", "年", "月", "日期", "时间", "率")
_PART = "小计"


def totals(table: Table) -> list[Finding]:
    """Return where a printed total differs from the sum of the rows that it stands for.

    A 小计 stands for the rows since the one before it; any other total for all rows above. A
    column is compared only where every cell that is filled in is a plain number.
    """
    found: list[Finding] = []
    if not table.totals:
        return found
    places = [
        place for place, heading in enumerate(table.headings)
        if heading and not any(word in heading for word in _NO_NUMBERS)
    ]  # fmt: skip
    whole, part = _Sums(places), _Sums(places)
    coming = iter(table.totals)
    total = next(coming, None)
    for number, cells in table.rows:
        while total is not None and total.row < number:
            found += _differing(table, total, part if _PART in total.label else whole)
            part = _Sums(places)
            total = next(coming, None)
        whole.add(cells)
        part.add(cells)
    while total is not None:
        found += _differing(table, total, part if _PART in total.label else whole)
        part = _Sums(places)
        total = next(coming, None)
    return found


class _Sums:
    """Sums of columns; of one that holds anything but plain numbers none."""

    def __init__(self, places: Sequence[int]) -> None:
        self.of: dict[int, Fraction | None] = dict.fromkeys(places)
        self.places = list(places)

    def add(self, cells: Cells) -> None:
        for place in list(self.places):
            text = trim(cells[place]) if place < len(cells) else ""
            if not text or text in NOTHING:
                continue
            value = _number(text)
            if value is None:
                self.places.remove(place)
                self.of[place] = None
            else:
                self.of[place] = (self.of[place] or 0) + value


def _differing(table: Table, total: Total, sums: _Sums) -> Iterator[Finding]:
    for place in sums.places:
        summed = sums.of[place]
        stated = _number(total.cells[place]) if place < len(total.cells) else None
        if stated is None or summed is None or stated == summed:
            continue
        said, rows = _text(stated), _text(summed)
        what = Text(f"{total.label}写 {said}，各行之和是 {rows}",
                    f"{total.label} says {said}, the rows add up to {rows}")  # fmt: skip
        yield Finding(
            TOTALS.name, table.file, table.sheet, total.row, table.headings[place],
            str(total.cells[place]), what, TOTALS.source,
        )  # fmt: skip


def _number(text: str) -> Fraction | None:
    if not trim(text):
        return None
    try:
        value = measured(str(text))
    except BadCell:
        return None
    return Fraction(str(value.value if isinstance(value, Cleaned) else value))


def _text(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"
