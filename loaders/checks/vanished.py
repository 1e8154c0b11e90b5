"""A complete list leaves out what was agreed for longer: it ends all the same, and is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from graph.ledger.facts import Assertion
from graph.text import Text
from graph.time import OPEN_END, PartialDate
from loaders.checks.finding import Check, Finding

TERM_GOES_ON = Check(
    "vanished-before-its-term", (),
    Text("完整清单不再列出，而原定期限还没有到",
         "left out of a complete list before its term ended"),
    "docs/time.md",
)  # fmt: skip

_SHOWN = 5  # cells of the row that stated it, in the order of their headings


@dataclass
class Vanished:
    """What complete lists of a load leave out although its stated term goes on.

    Parameters
    ----------
    found : dict
        By the row that stated it, and the list that leaves it out: a row makes several facts.
    """

    found: dict[tuple[str, str, int, str], tuple[Assertion, PartialDate]] = field(
        default_factory=dict
    )

    def note(self, last: Assertion, day: PartialDate, source: str) -> None:
        """Take one that vanished: its last statement, and the list that leaves it out."""
        span = last.statement.span
        if span.to_max < OPEN_END and span.to_min > day.last + timedelta(days=1):
            self.found.setdefault((last.source, last.sheet, last.row, source), (last, day))

    def end(self, files: Mapping[str, str]) -> list[Finding]:
        """Return the findings; `files` are the names of the lists by the ids of their sources."""
        found = []
        for (_, _, _, source), (last, day) in self.found.items():
            span = last.statement.span
            until = (span.to_max - timedelta(days=1)).isoformat()
            row = "、".join(list(json.loads(last.cells).values())[:_SHOWN])
            found.append(Finding(
                TERM_GOES_ON.name, files.get(source, ""), "", 0, "", last.statement.dates_text,
                Text(
                    f"{last.citation}第 {last.row} 行“{row}”的期限到 {until}，{day.text} 的"
                    "完整清单里没有：按消失处理，期限不能保留它；别的来源仍在说的除外",
                    f"row {last.row} of {last.citation} ({row}) has a term until {until} and is "
                    f"not on the complete list for {day.text}: it ended, its term does not keep "
                    "it, unless another source still tells it",
                ),
                TERM_GOES_ON.source,
            ))  # fmt: skip
        return found
