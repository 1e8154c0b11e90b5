"""A checksum of what is visible at a tick: content alone, so that load order does not matter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from graph.schema import DAYS, EDGES
from graph.store import Transaction

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)
_MODULUS = 2**128

_SPEAKERS = """
MATCH (x:Assertion) WHERE x.known_from <= $tick AND $tick < x.known_to
RETURN [x.id, x.register]
"""


@cache
def _names(type_: str) -> tuple[str, ...]:
    return tuple(p.name for p in EDGES[type_].properties if p.name != "fact")


@cache
def _visible(type_: str) -> tuple[str, tuple[str, ...]]:
    """Return the statement for all that a reader can see of a type, and the names of its values.

    One list a row, with dates as text: taking a map of dates apart took most of the time.
    """
    names = _names(type_)
    columns = [
        "a.id", "b.id", "labels(a)[0]", "labels(b)[0]",
        *(f"toString(e.{name})" for name in DAYS), "e.synthetic", "e.sources",
        *(f"e.`{name}`" for name in names),
    ]  # fmt: skip
    statement = (
        f"MATCH (a)-[e:{type_}]->(b) WHERE e.known_from <= $tick < e.known_to "
        f"RETURN [{', '.join(columns)}]"
    )
    return statement, (*DAYS, "synthetic", "sources", *names)


class Checksum:
    """The sum over rows as they come by, from whatever they are read.

    Parameters
    ----------
    tick : int
        Which state of knowledge.
    speakers : mapping of str to str, optional
        The register of each assertion that is visible then, by its id.
    """

    def __init__(self, tick: int, speakers: Mapping[str, str] | None = None) -> None:
        self.tick = tick
        self.speakers = dict(speakers or {})
        self.total = 0

    def visible(self, properties: Mapping[str, Any]) -> bool:
        """Tell whether an edge or an assertion is visible at the tick."""
        return bool(properties["known_from"] <= self.tick < properties["known_to"])

    def hear(self, assertion: Mapping[str, Any]) -> None:
        """Take note of an assertion, which comes before the rows that it speaks for."""
        if self.visible(assertion):
            self.speakers[assertion["id"]] = assertion["register"]

    def add(self, row: Sequence[Any], properties: Mapping[str, Any]) -> None:
        """Count a visible row: type, start label, start, end label, end; and its properties."""
        given = properties.get
        document = [
            *row,
            [*(str(given(name)) for name in DAYS), str(given("synthetic"))],
            {name: v for name in _names(row[0]) if (v := given(name)) is not None},
            sorted({self.speakers.get(id_, "?") for id_ in given("sources") or ()}),
        ]
        text = _JSON.encode(document).encode()
        self.total += int.from_bytes(hashlib.blake2b(text, digest_size=16).digest())

    def __str__(self) -> str:
        return f"{self.total % _MODULUS:032x}"


def checksum(tx: Transaction, tick: int) -> str:
    """Return the checksum of the visible rows.

    The hashes of the rows are added modulo 2^128, so that order does not matter and, unlike
    with XOR, two equal rows do not cancel out. Keys, row ids, ticks and batches stay out.

    Parameters
    ----------
    tx : Transaction
        The rows are read in it, one relationship type after the other.
    tick : int
        Which state of knowledge.

    Returns
    -------
    str
        32 hexadecimal digits; zeros for an empty graph.
    """
    found = Checksum(tick, dict(row[0] for row in tx.stream(_SPEAKERS, {"tick": tick})))
    for type_ in EDGES:
        statement, names = _visible(type_)
        for (row,) in tx.stream(statement, {"tick": tick}):
            start, end, start_label, end_label = row[:4]
            properties = dict(zip(names, row[4:], strict=True))
            found.add((type_, start_label, start, end_label, end), properties)
    return str(found)
