"""What is visible on a day, as known at a tick: the whole, an area, or chosen nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.errors import Misuse
from graph.ledger.read import known_at, now, synthetic_data
from graph.schema import AREA_LABELS, DAYS, EDGES
from graph.store import Store, Transaction
from graph.text import Text

# Book-keeping that means nothing outside: which row, since which batch, on whose word.
_INTERNAL = frozenset({"key", "id", "known_from", "known_to", "sources"})

_ROWS = """
MATCH (a)-[e:{type}]->(b)
WHERE e.known_from <= $tick < e.known_to
  AND ($as_of IS NULL OR e.from_min <= $as_of < e.to_max)
RETURN labels(a)[0], a.id, labels(b)[0], b.id, properties(e)
"""


@dataclass(frozen=True, slots=True)
class Edge:
    """One relationship, with its dates and values.

    Parameters
    ----------
    key : str
        Which fact; unique in a view but for renamed states.
    type, start, end : str
        Relationship type, and the ids of what it joins.
    properties : mapping
        Four dates, ``synthetic``, and what the type declares.
    """

    key: str
    type: str
    start: str
    end: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class View:
    """A graph at a moment of both times.

    Parameters
    ----------
    nodes : mapping of str to mapping
        Id to ``label`` and what the newest state in force says.
    edges : tuple of Edge
        Without states.
    as_of : date or None
        The valid day; None for all days, with the dates on the edges.
    tick : int
    synthetic : bool
        The database holds generated data.
    """

    nodes: Mapping[str, Mapping[str, Any]]
    edges: tuple[Edge, ...]
    as_of: date | None
    tick: int
    synthetic: bool


def take_view(
    store: Store,
    *,
    as_of: date | None = None,
    tick: int | date | None = None,
    area: str | None = None,
    nodes: Collection[str] | None = None,
) -> View:
    """Read what is visible.

    Parameters
    ----------
    store : Store
    as_of : date, optional
        Only what is possibly in force on this day; everything unless given.
    tick : int or date, optional
        As known at this batch, or at the end of this day; the newest unless given.
    area : str, optional
        Id of an area: it, the areas below it, and whatever touches one of these.
    nodes : collection of str, optional
        Ids: these alone, and the edges among them (of an answer, say).

    Returns
    -------
    View

    Raises
    ------
    Misuse
        The area is not visible then; or an unknown batch.
    """

    def work(tx: Transaction) -> View:
        if tick is None:
            at, synthetic = now(tx)
        else:
            at = known_at(tx, tick)
            synthetic = synthetic_data(tx, at)
        found, edges = _everything(tx, as_of, at)
        keep = set(found) if nodes is None else set(nodes) & set(found)
        if area is not None:
            keep &= _around(area, found, edges)
        return View(
            {id_: found[id_] for id_ in found if id_ in keep},
            tuple(e for e in edges if e.start in keep and e.end in keep),
            as_of,
            at,
            synthetic,
        )

    return store.read(work)


def _everything(
    tx: Transaction, as_of: date | None, tick: int
) -> tuple[dict[str, dict[str, Any]], list[Edge]]:
    states: dict[str, tuple[str, dict[str, Any]]] = {}
    edges: list[Edge] = []
    given = {"tick": tick, "as_of": as_of}
    for type_ in EDGES:
        # What lost against another source, and what people decided about names, stand beside the
        # graph.
        if type_ in ("DISPUTED", "DECIDED"):
            continue
        for label, start, _, end, row in tx.stream(_ROWS.format(type=type_), given):
            if type_ == "STATE":
                known = states.get(start)
                if known is None or _newer(row, known[1]):
                    states[start] = label, row
                continue
            edges.append(Edge(row["key"], type_, start, end, _plain(row)))
    found = {id_: {"label": label, **_plain(row, but=DAYS)} for id_, (label, row) in states.items()}
    # An end whose own state is not in force is no part of the picture of that day.
    return found, [e for e in edges if e.start in found and e.end in found]


def _newer(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return (one["from_max"], one["key"]) > (other["from_max"], other["key"])


def _plain(row: Mapping[str, Any], *, but: Collection[str] = ()) -> dict[str, Any]:
    return {k: v for k, v in sorted(row.items()) if k not in _INTERNAL and k not in but}


def _around(area: str, found: Mapping[str, Mapping[str, Any]], edges: list[Edge]) -> set[str]:
    """Return an area, those below it, and what is joined to any of these."""
    if area not in found or found[area]["label"] not in AREA_LABELS:
        raise Misuse(
            Text(f"那一天没有区域 {area}", f"there is no area {area} on that day"),
            todo=Text("用 area-search 找它的标识", "find its id with area-search"),
        )
    below: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.type == "PART_OF":
            below[edge.end].append(edge.start)
    inside: set[str] = set()
    waiting = [area]
    while waiting:
        here = waiting.pop()
        if here not in inside:
            inside.add(here)
            waiting += below[here]
    touching = {
        end
        for edge in edges
        if edge.type != "PART_OF" and (edge.start in inside or edge.end in inside)
        for end in (edge.start, edge.end)
    }
    return inside | touching
