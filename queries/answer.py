"""An answer: rows with everything one needs to repeat and to defend them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.text import Lang, Text
from queries.question import Question


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question returned, on which day and as known when.

    Parameters
    ----------
    question : Question
        What was asked.
    parameters : mapping
        As the caller gave them, with the defaults.
    as_of : date
        Valid day of the answer.
    tick : int
        Number of the last batch that it knows.
    rows : list of tuple
        In the order of ``question.columns``.
    truncated : bool
        True when there are more rows than were asked for.
    synthetic : bool
        True when the database holds generated data that the answer may rest on.
    """

    question: Question
    parameters: Mapping[str, Any]
    as_of: date
    tick: int
    rows: list[tuple[Any, ...]]
    truncated: bool
    synthetic: bool = False

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries by column name."""
        names = [column.name for column in self.question.columns]
        return [dict(zip(names, row, strict=True)) for row in self.rows]

    @property
    def note(self) -> Text | None:
        """What it means that there is no row, where the question says so."""
        return None if self.rows else self.question.empty

    def document(self, lang: Lang = "zh") -> dict[str, Any]:
        """Return the answer as the JSON document of the contract; dates as ISO text."""
        return {
            "question": self.question.name,
            "parameters": dict(self.parameters),
            "as_of": self.as_of.isoformat(),
            "tick": self.tick,
            "columns": [
                {"name": c.name, "type": c.type, "unit": c.unit, "title": c.title[lang]}
                for c in self.question.columns
            ],
            "rows": [
                {name: _json(value) for name, value in record.items()} for record in self.records()
            ],
            "cypher": self.question.cypher,
            "truncated": self.truncated,
            "synthetic": self.synthetic,
            **({"note": self.note[lang]} if self.note else {}),
        }


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
