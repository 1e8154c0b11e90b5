"""A checksum of what is visible at a tick: content alone, so that load order does not matter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache

from graph.schema import EDGES
from graph.store import Transaction

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str)
_MODULUS = 2**128
_DATES = ("from_min", "from_max", "to_min", "to_max")

_SPEAKERS = """
MATCH (x:Assertion) WHERE x.known_from <= $tick AND $tick < x.known_to
RETURN [x.id, x.register]
"""


@cache
def _visible(type_: str) -> tuple[str, tuple[str, ...]]:
    """Return the statement for all that a reader can see of a type, and the names of its values.

    One list a row, with dates as text: taking a map of dates apart took most of the time.
    """
    names = tuple(p.name for p in EDGES[type_].properties if p.name != "fact")
    columns = [
        "a.id", "b.id", "labels(a)[0]", "labels(b)[0]",
        *(f"toString(e.{name})" for name in _DATES), "e.synthetic", "e.sources",
        *(f"e.`{name}`" for name in names),
    ]  # fmt: skip
    statement = (
        f"MATCH (a)-[e:{type_}]->(b) WHERE e.known_from <= $tick < e.known_to "
        f"RETURN [{', '.join(columns)}]"
    )
    return statement, names


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
    speakers = dict(row[0] for row in tx.run(_SPEAKERS, {"tick": tick}))
    total = 0
    for type_ in EDGES:
        for row in _rows(tx, type_, tick, speakers):
            total += int.from_bytes(hashlib.blake2b(row, digest_size=16).digest())
    return f"{total % _MODULUS:032x}"


def _rows(tx: Transaction, type_: str, tick: int, speakers: dict[str, str]) -> Iterator[bytes]:
    statement, names = _visible(type_)
    for (row,) in tx.run(statement, {"tick": tick}):
        start, end, start_label, end_label, *dates, synthetic, sources = row[:10]
        given = zip(names, row[10:], strict=True)
        document = [
            type_, start_label, start, end_label, end, [*dates, str(synthetic)],
            {name: value for name, value in given if value is not None},
            sorted({speakers.get(id_, "?") for id_ in sources or ()}),
        ]  # fmt: skip
        yield _JSON.encode(document).encode()
