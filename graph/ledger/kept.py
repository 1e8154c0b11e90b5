"""Assertions as the ledger keeps them, read back from the graph.

Only what is published counts: the rest of a batch that died may still lie there, and a plan
that took it for granted would be wrong as soon as it is swept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from graph.ledger import journal
from graph.ledger.facts import OPEN_TICK, Assertion
from graph.ledger.packing import list_id, read
from graph.ledger.read import watermark
from graph.store import Store

_LIVE = "x.known_from <= $tick AND $tick < x.known_to"
_RETURN = "RETURN collect(properties(x))"
_OF_LIST = f"MATCH (x:Assertion {{of_list: $list}}) WHERE {_LIVE} {_RETURN}"
_OF_KEY = f"MATCH (x:Assertion {{key: $key}}) WHERE {_LIVE} {_RETURN}"
_OF_NODE = f"MATCH (x:Assertion) WHERE (x.start = $node OR x.end = $node) AND {_LIVE} {_RETURN}"
_BY_ID = f"UNWIND $these AS i MATCH (x:Assertion {{id: i}}) {_RETURN}"
_OF_GROUPS = (
    f"UNWIND $these AS g MATCH (x:Assertion {{group: g}}) WHERE x.known_from <= $tick {_RETURN}"
)
_ABSENT_FROM = (
    f"UNWIND $sources AS s MATCH (x:Assertion {{absent_from: s}}) WHERE {_LIVE} {_RETURN}"
)
_AT_ONCE = 1_000


def of_list(store: Store, register: str, scope: str) -> list[Assertion]:
    """Return the live assertions of one complete list, all its days."""
    return [read(p) for p in _published(store, _OF_LIST, {"list": list_id(register, scope)})]


def of_key(store: Store, key: str) -> list[Assertion]:
    """Return the live assertions about one fact."""
    return [read(p) for p in _published(store, _OF_KEY, {"key": key})]


def of_node(store: Store, node: str) -> list[Assertion]:
    """Return the live assertions that start or end at a node."""
    return [read(p) for p in _published(store, _OF_NODE, {"node": node})]


def touched_by(store: Store, tick: int) -> tuple[list[Assertion], list[Assertion]]:
    """Return the assertions that a batch made, and those that it withdrew."""
    made, withdrawn = [], []
    for chunk in journal.chunks(store, tick):
        made += [read(p) for p in _these(store, _BY_ID, chunk.made)]
        withdrawn += [read(p) for p in _these(store, _BY_ID, chunk.retired)]
    return made, withdrawn


def absent_from(store: Store, sources: Collection[str]) -> list[tuple[Assertion, int]]:
    """Return the live absences from some files, with the ticks at which they were noted."""
    answer = _published(store, _ABSENT_FROM, {"sources": sorted(sources)})
    return [(read(p), p["known_from"]) for p in answer]


def of_groups(store: Store, groups: Sequence[str]) -> list[tuple[Assertion, int, int]]:
    """Return all assertions ever made in some groups, with the ticks between which they stood."""
    tick = store.read(watermark)
    return [
        (read(p), p["known_from"], p["known_to"] if p["known_to"] <= tick else OPEN_TICK)
        for p in _these(store, _OF_GROUPS, groups, tick=tick)
    ]


def _these(
    store: Store, statement: str, these: Sequence[str], **values: int
) -> Iterator[dict[str, Any]]:
    """Look some up, a part at a time."""
    for part in range(0, len(these), _AT_ONCE):
        asked = {"these": list(these[part : part + _AT_ONCE]), **values}
        yield from store.query(statement, asked).rows[0][0]


def _published(store: Store, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    row = store.read(lambda tx: tx.run(statement, {**values, "tick": watermark(tx)})).one()
    return list(row[0]) if row else []
