"""From the ends of facts to their keys, and so to what is said of them.

An edge is reached through its end points and an Assertion by its key, on every engine; so no
second index is kept for every assertion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from graph.identity import fact_key, slot
from graph.ledger import statements as cypher
from graph.ledger.facts import OPEN_TICK, Node, group_of
from graph.ledger.settle import Group
from graph.schema import EDGES
from graph.store import Transaction

_OF_NODE = """
MATCH (n:{label} {{id: $node}}){arrow}(m) WHERE e.known_from <= $tick
RETURN collect(DISTINCT [type(e), m.id, e.key, {roles}])
"""


def keys_of(
    tx: Transaction, groups: Sequence[Group], *, since: int = OPEN_TICK - 1, tick: int = OPEN_TICK
) -> dict[str, str]:
    """Return which facts have rows in some groups: key → id of the group.

    Parameters
    ----------
    tx : Transaction
    groups : sequence of Group
    since, tick : int
        Rows that were recorded up to `tick` and not superseded by `since`; unless given, those
        that are not superseded.
    """
    asked: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for g in groups:
        asked[g.type, g.start.label][g.start.id].update(g.ends)
    ids = {g.id for g in groups}
    found = {_without_row(id_): id_ for id_ in ids}
    for (type_, label), starts in asked.items():
        values = {"starts": [[id_, list(ends)] for id_, ends in starts.items()],
                  "since": since, "tick": tick}  # fmt: skip
        (answer,) = tx.run(cypher.read_keys(type_, label), values).rows[0]
        for start, end, key, *role in answer:
            id_ = group_of(type_, start, _slot(type_, start, end, role))
            if id_ in ids:
                found[key] = id_
    return found


def keys_at(tx: Transaction, node: Node, tick: int) -> list[str]:
    """Return the keys of all facts that ever began or ended at a node, up to a tick."""
    names = sorted({name for edge in EDGES.values() for name in edge.role})
    roles = ", ".join(f"e.`{name}`" for name in names)
    found: dict[str, None] = {}
    for arrow, starts in (("-[e]->", True), ("<-[e]-", False)):
        statement = _OF_NODE.format(label=node.label, arrow=arrow, roles=roles)
        (answer,) = tx.run(statement, {"node": node.id, "tick": tick}).rows[0]
        for type_, other, key, *given in answer:
            start, end = (node.id, other) if starts else (other, node.id)
            said = dict(zip(names, given, strict=True))
            role = [said[name] for name in EDGES[type_].role]
            group = group_of(type_, start, _slot(type_, start, end, role))
            found |= dict.fromkeys((key, _without_row(group)))
    return list(found)


def _without_row(group: str) -> str:
    """Return the key of what is said in a group that has no row: that something is absent."""
    return fact_key(group, None)


def _slot(type_: str, start: str, end: str, role: Iterable[Any]) -> str:
    return slot(type_, start, end, tuple(str(value or "") for value in role))
