"""Cells that were not taken letter by letter: all of them counted, the first of them kept.

What a cell says and what was made of it always stands in the evidence of its row; here is only
what a report shows, so that a file of a million rows does not fill the memory.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that was not taken letter by letter.

    Parameters
    ----------
    sheet : str
    row : int
    column : str
        Heading as printed.
    original, cleaned : str
        What the cell says, and what was made of it.
    rule : str
        Name of the rule.
    """

    sheet: str
    row: int
    column: str
    original: str
    cleaned: str
    rule: str


class Changes:
    """The changes of a load: its length counts all, to go through it gives the first."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._first: list[Change] = []

    def note(self, sheet: str, row: int, column: str, reading: tuple[str, str, str]) -> None:
        """Count a change, given as (original, cleaned, rule)."""
        self.counts[reading[2]] += 1
        if len(self._first) < KEPT:
            self._first.append(Change(sheet, row, column, *reading))

    def __len__(self) -> int:
        return self.counts.total()

    def __iter__(self) -> Iterator[Change]:
        return iter(self._first)
