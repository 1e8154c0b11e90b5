"""Assertions as the ledger keeps them, read back from the graph.

Only what is published counts: the rest of a batch that died may still lie there, and a plan
that took it for granted would be wrong as soon as it is swept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from graph.ledger import journal
from graph.ledger.facts import OPEN_TICK, Assertion, Node
from graph.ledger.packing import list_id, read
from graph.ledger.reach import keys_at, keys_of
from graph.ledger.read import watermark
from graph.ledger.settle import Group
from graph.store import Store

_LIVE = "x.known_from <= $tick AND $tick < x.known_to"
_RETURN = "RETURN collect(properties(x))"
_OF_LIST = f"MATCH (x:Assertion {{of_list: $list}}) WHERE {_LIVE} {_RETURN}"
_OF_KEY = f"MATCH (x:Assertion {{key: $key}}) WHERE {_LIVE} {_RETURN}"
_BY_ID = f"UNWIND $these AS i MATCH (x:Assertion {{id: i}}) {_RETURN}"
_OF_KEYS = (
    f"UNWIND $these AS k MATCH (x:Assertion {{key: k}}) WHERE x.known_from <= $tick {_RETURN}"
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


def of_node(store: Store, node: Node) -> list[Assertion]:
    """Return the live assertions that start or end at a node."""
    tick = store.read(watermark)
    keys = store.read(lambda tx: keys_at(tx, node, tick))
    known = (
        read(p) for p in _these(store, _OF_KEYS, keys, tick=tick) if tick < p["known_to"]
    )  # fmt: skip
    return [a for a in known if node.id in (a.start.id, a.end.id)]


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


def of_groups(store: Store, these: Iterable[Group]) -> list[tuple[Assertion, int, int]]:
    """Return all assertions ever made in some groups, with the ticks between which they stood."""
    tick = store.read(watermark)
    groups = {group.id: group for group in these}
    found: list[tuple[Assertion, int, int]] = []
    for part in _parts(sorted(groups)):
        asked = [groups[id_] for id_ in part]
        keys = store.read(lambda tx: keys_of(tx, asked, since=0, tick=tick))  # noqa: B023 - called at once
        for p in _these(store, _OF_KEYS, list(keys), tick=tick):
            a = read(p)
            if a.group in groups:
                ended = p["known_to"] if p["known_to"] <= tick else OPEN_TICK
                found.append((a, p["known_from"], ended))
    return found


def _these(
    store: Store, statement: str, these: Sequence[str], **values: int
) -> Iterator[dict[str, Any]]:
    """Look some up, a part at a time."""
    for part in _parts(these):
        yield from store.query(statement, {"these": list(part), **values}).rows[0][0]


def _parts(these: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(these), _AT_ONCE):
        yield these[begin : begin + _AT_ONCE]


def _published(store: Store, statement: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    row = store.read(lambda tx: tx.run(statement, {**values, "tick": watermark(tx)})).one()
    return list(row[0]) if row else []
