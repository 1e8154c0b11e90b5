"""Statements of one transaction and the rows they return, in plain Python values."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import neo4j


@dataclass(frozen=True, slots=True)
class Rows:
    """What a statement returned.

    Parameters
    ----------
    columns : tuple of str
        Names in the order of the RETURN clause.
    rows : list of tuple
        Values; dates as `datetime.date`.
    """

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def one(self) -> tuple[Any, ...] | None:
        """Return the first row, or None where there is none."""
        return self.rows[0] if self.rows else None

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Transaction:
    """Statements that are answered together, and stand or fall together."""

    def __init__(self, transaction: neo4j.ManagedTransaction) -> None:
        self._transaction = transaction

    def run(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, most: int | None = None
    ) -> Rows:
        """Send one statement and take its answer.

        Parameters
        ----------
        cypher : str
            The statement; values go in `parameters`, never into the text.
        parameters : mapping, optional
            Named parameters.
        most : int, optional
            Rows to take; the rest is left on the server. All unless given.

        Returns
        -------
        Rows
        """
        result = self._transaction.run(cypher, dict(parameters or {}))
        columns = tuple(result.keys())
        return Rows(columns, [_plain_row(r) for r in itertools.islice(result, most)])

    def plan(self, cypher: str, parameters: Mapping[str, Any] | None = None) -> str:
        """Return how the server would find the answer, in its own words; nothing is looked up.

        Parameters
        ----------
        cypher, parameters
            As for `run`.
        """
        found = self._transaction.run("EXPLAIN " + cypher, dict(parameters or {})).consume().plan
        return _drawn_plan(found) if found else ""

    def stream(
        self, cypher: str, parameters: Mapping[str, Any] | None = None
    ) -> Iterator[tuple[Any, ...]]:
        """Send one statement and yield its rows as they come, never all at once in memory.

        Parameters
        ----------
        cypher, parameters
            As for `run`.

        Yields
        ------
        tuple
        """
        for record in self._transaction.run(cypher, dict(parameters or {})):
            yield _plain_row(record)


def _drawn_plan(plan: Mapping[str, Any]) -> str:
    """Return a plan as text: the server's own drawing, else one operator a line."""
    said = plan.get("args", {}).get("string-representation")
    if said:
        return str(said).strip()

    def lines(step: Mapping[str, Any], depth: int) -> Iterator[str]:
        details = step.get("args", {}).get("Details", "")
        yield "  " * depth + f"{step['operatorType']} {details}".rstrip()
        for below in step.get("children", ()):
            yield from lines(below, depth + 1)

    return "\n".join(lines(plan, 0))


def _plain_row(record: neo4j.Record) -> tuple[Any, ...]:
    # A record is a tuple; its own way of going through itself costs more than all of this.
    return tuple([v if type(v) in _AS_IT_IS else _plain(v) for v in tuple.__iter__(record)])


_AS_IT_IS = frozenset({str, int, float, bool, type(None)})  # nearly every value of a long answer


def _plain(value: Any) -> Any:
    if isinstance(value, neo4j.time.Date):
        return value.to_native()
    if isinstance(value, list):
        return [v if type(v) in _AS_IT_IS else _plain(v) for v in value]
    if isinstance(value, dict):
        return {n: v if type(v) in _AS_IT_IS else _plain(v) for n, v in value.items()}
    return value
