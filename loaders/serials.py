"""The numbers in front of rows (序号): they identify nothing, but tell that rows were lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.text import Text
from loaders.files.rows import Line
from loaders.heads import key
from loaders.problems import Problem
from loaders.records import note

_HEADINGS = frozenset({"序号", "序"})
_SHOWN = 5


class Serials:
    """Looks at the numbers of rows as they pass.

    Parameters
    ----------
    headings : tuple of str
        Of the table; without a column of numbers there is nothing to look at.
    """

    def __init__(self, headings: tuple[str, ...]) -> None:
        self._place = next((i for i, h in enumerate(headings) if key(h) in _HEADINGS), -1)
        self._last = 0
        self._repeated: list[int] = []
        self._missing: list[int] = []
        self._count = 0

    def passing(self, rows: Iterable[Line]) -> Iterator[Line]:
        """Yield the rows as they are."""
        if self._place < 0:
            yield from rows
            return
        for line in rows:
            self._look(line)
            yield line

    def _look(self, line: Line) -> None:
        number, cells = line
        text = cells[self._place] if self._place < len(cells) else ""
        if not text.isdecimal():
            return
        serial = int(text[:9])
        if serial == self._last or (serial < self._last and serial != 1):  # a part begins at 1
            self._found(self._repeated, number)
        elif serial > self._last + 1 and self._last:
            self._found(self._missing, number)
        self._last = serial

    def _found(self, where: list[int], number: int) -> None:
        self._count += 1
        if len(where) < _SHOWN:
            where.append(number)

    def notes(self, file: str, sheet: str) -> list[Problem]:
        """Return what was seen, as one note."""
        if not self._count:
            return []
        parts = [
            (zh, en, "、".join(map(str, rows)))
            for zh, en, rows in (("重复或倒退", "repeated", self._repeated),
                                 ("跳号", "skipped", self._missing)) if rows
        ]  # fmt: skip
        zh = "；".join(f"{zh}：第 {rows} 行" for zh, _, rows in parts)
        en = "; ".join(f"{en} in row {rows}" for _, en, rows in parts)
        what = Text(
            f"序号不连续，共 {self._count} 处（{zh}）；照常读入，请核对有没有漏行",
            f"numbers of rows: {self._count} out of order ({en}); read all the same",
        )
        return [note(file, sheet, 0, "serial-numbers", str(self._count), what)]
