"""What the graph knows of an area, in the layout of the register that brought it.

Each row is the one that was loaded last, from the cells that its statements keep; so a row that
goes back unchanged says what it said before, and nothing changes.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graph.holder import HIDDEN, MASK
from graph.ledger import Node
from graph.ledger.packing import read
from graph.store import Store
from graph.time import BadDate, PartialDate, display_partial, parse_date
from loaders.cleaning import CLEANED, DOUBT
from loaders.declare import Register
from loaders.files.cells import Number
from loaders.heads import key, variants
from loaders.places import Places

_TICK = "MATCH (l:Ledger {id: 'ledger'}) RETURN l.watermark"
_SOURCES = "MATCH (s:Source {register: $register}) RETURN s.id"
_LIVE = "x.known_from <= $tick AND $tick < x.known_to"
_SAID = f"MATCH (x:Assertion) WHERE x.source IN $sources AND {_LIVE} RETURN properties(x)"
_ABSENT = f"MATCH (x:Assertion) WHERE x.absent_from IS NOT NULL AND {_LIVE} RETURN properties(x)"
_INSIDE = """
MATCH (n)-[e:{type} WHERE e.known_from <= $tick < e.known_to]->(m) RETURN n.id, m.id
"""
_AT_ONCE = 100
_MONTH = re.compile(r"[0-9]{4}\.[0-9]{1,2}")


@dataclass
class _Said:
    """One row of a register, as its statements keep it."""

    cells: Mapping[str, str] = field(default_factory=dict)
    slots: set[str] = field(default_factory=set)
    nodes: set[str] = field(default_factory=set)
    first: date | None = None
    last: date | None = None
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Filled:
    """Rows for a template.

    Parameters
    ----------
    rows : list of dict
        Cell texts by column name.
    synthetic : bool
        Any of them is generated data.
    persons : int
        Rows left out because they name a person: the graph does not know the name.
    """

    rows: list[dict[str, str]]
    synthetic: bool = False
    persons: int = 0


def filled(store: Store, register: Register, area: str = "") -> Filled:
    """Return the rows of a register that stand now.

    Parameters
    ----------
    store : Store
    register : Register
    area : str
        Code, path or name of an area: only rows about it, what lies in it, and the bodies there.
        Empty for all.

    Raises
    ------
    RefusedInput
        There is no such area, or there are several.
    """
    row = store.query(_TICK).one()
    if row is None:
        return Filled([])
    at = {"tick": row[0]}
    inside = _inside(store, area, at) if area else None
    said = _said(store, register, at)
    gone = _gone(store, at)
    latest: dict[frozenset[str], _Said] = {}
    for entry in said:
        if inside is not None and not entry.nodes & inside:
            continue
        last = entry.last or date.min
        if all(gone.get(slot, date.min) > last for slot in entry.slots):
            continue
        slots = frozenset(entry.slots)
        known = latest.get(slots)
        if known is None or (known.last or date.min) <= last:
            latest[slots] = entry
    named = [e for e in latest.values() if any(_persons(text) for text in e.cells.values())]
    chosen = [e for e in latest.values() if e not in named]
    rows = [_row(register, entry) for entry in chosen]
    return Filled(rows, any(e.synthetic for e in chosen), len(named))


def _persons(text: str) -> bool:
    return MASK in text or HIDDEN in text


def _said(store: Store, register: Register, at: Mapping[str, Any]) -> list[_Said]:
    """Return the rows, in the order of their files."""
    sources = [r[0] for r in store.query(_SOURCES, {"register": register.name})]
    rows: dict[tuple[str, str, int], _Said] = defaultdict(_Said)
    for begin in range(0, len(sources), _AT_ONCE):
        asked = {**at, "sources": sources[begin : begin + _AT_ONCE]}
        for (properties,) in store.query(_SAID, asked):
            a = read(properties)
            if a.statement.absent:
                continue
            entry = rows[a.source, a.sheet, a.row]
            entry.cells = entry.cells or json.loads(a.cells)
            entry.slots.add(a.statement.slot)
            entry.nodes |= {a.start.id, a.end.id}
            entry.first, entry.last = a.statement.reported_first, a.statement.reported
            entry.synthetic = entry.synthetic or a.statement.synthetic
    return [rows[place] for place in sorted(rows)]


def _gone(store: Store, at: Mapping[str, Any]) -> dict[str, date]:
    """Return the last day on which a complete list left a fact out."""
    days: dict[str, date] = {}
    for (properties,) in store.query(_ABSENT, at):
        s = read(properties).statement
        if s.reported is not None and s.reported > days.get(s.slot, date.min):
            days[s.slot] = s.reported
    return days


def _inside(store: Store, area: str, at: Mapping[str, Any]) -> set[str]:
    """Return the ids of an area, of what lies in it, and of the bodies there."""
    node: Node = Places.of(store).area(area)
    below: dict[str, set[str]] = defaultdict(set)
    for type_ in ("PART_OF", "LOCATED_IN", "SERVES", "BELONGS_TO", "POST_OF"):
        for inner, outer in store.query(_INSIDE.format(type=type_), at):
            below[outer].add(inner)
    found, fresh = {node.id}, {node.id}
    while fresh:
        fresh = {i for n in fresh for i in below.get(n, ())} - found
        found |= fresh
    return found


def _row(register: Register, entry: _Said) -> dict[str, str]:
    """Return the cells of a row by column name, as they were understood."""
    printed: dict[str, str] = {}
    for heading, text in entry.cells.items():
        if not heading.endswith(CLEANED):
            cleaned = entry.cells.get(heading + CLEANED, text)
            # 2023.1 in a number cell is January or October: only a number cell says so again.
            doubt = DOUBT in cleaned and _MONTH.fullmatch(text)
            printed[heading] = Number.of(float(text)) if doubt else cleaned
    row: dict[str, str] = {}
    for column in register.columns:
        wanted = {key(heading) for heading in column.headings}
        for heading, text in printed.items():
            if wanted & set(variants(heading)):
                row[column.name] = text
                break
    if "reported" in {c.name for c in register.columns} and entry.first and entry.last:
        row.setdefault("reported", _reported(entry.first, entry.last))
    return row


def _reported(first: date, last: date) -> str:
    """Return the day for which a row speaks, as a register writes it."""
    text = display_partial(PartialDate(first, last, ""), "zh")
    try:
        parse_date(text)
    except BadDate:
        return last.isoformat()
    return text
