"""One chunk of a batch: what was planned is written, in one transaction.

Nobody sees it: its rows begin at a tick that the watermark has not reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.ledger import journal
from graph.ledger import statements as cypher
from graph.ledger.facts import OPEN_TICK
from graph.ledger.lock import Mismatch
from graph.ledger.planning import Assertions, Plan
from graph.store import Transaction
from graph.text import Text


@dataclass
class Tally:
    """What the database did, counted by type."""

    nodes: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    closed: Counter[str] = field(default_factory=Counter)
    assertions: int = 0
    repeated: int = 0
    retired: int = 0

    def add(self, other: Tally) -> None:
        self.nodes.update(other.nodes)
        self.rows.update(other.rows)
        self.closed.update(other.closed)
        self.assertions += other.assertions
        self.repeated += other.repeated
        self.retired += other.retired

    @property
    def changes(self) -> int:
        return sum(self.rows.values()) + sum(self.closed.values()) + self.assertions + self.retired


def write_chunk(
    tx: Transaction, plan: Plan, tick: int, ordinal: int, seen: Collection[str], merged: set[str]
) -> Tally:
    """Write a plan under a tick.

    Parameters
    ----------
    tx : Transaction
        An open write transaction whose fence has been checked.
    plan : Plan
        From :func:`plan_chunk`.
    tick : int
        Number of the batch.
    ordinal : int
        Number of the chunk within it, from 1.
    seen : collection of str
        Nodes that stand already, as the chunks before have found.
    merged : set of str
        Receives the nodes that this chunk merges.

    Returns
    -------
    Tally
        What the database did.
    """
    tally = Tally(repeated=plan.repeated)
    nodes = _merge_nodes(tx, plan, tick, ordinal, seen, tally)
    merged.update(entry.split(" ", 1)[1] for entry in nodes)
    _write_assertions(tx, plan.assertions, tick, tally)
    for kind, closing in plan.closes.items():
        ids = [id_ for of_start in closing.values() for id_ in of_start]
        rows = [list(entry) for entry in closing.items()]
        values = {"rows": rows, "tick": tick, "open": OPEN_TICK}
        _expect(tx, cypher.close_rows(*kind), values, ids)
        tally.closed[kind[0]] += len(ids)
    for (type_, start, end, names), creating in plan.rows.items():
        values = {**creating, "tick": tick, "open": OPEN_TICK}
        made = [row for _, of_start in creating["rows"] for row in of_start]
        _expect(tx, cypher.create_rows(type_, start, end, names), values, made)
        tally.rows[type_] += len(made)
    note = {
        "chunk": journal.name(tick, ordinal), "tick": tick, "made": plan.assertions.made,
        "retired": plan.assertions.retired, "moved": [row["id"] for row in plan.assertions.moved],
        "starts": plan.starts, "nodes": nodes,
    }  # fmt: skip
    tx.run(journal.NOTE, note)
    return tally


def _merge_nodes(
    tx: Transaction, plan: Plan, tick: int, ordinal: int, seen: Collection[str], tally: Tally
) -> list[str]:
    """Merge what has not been seen yet; return it as the journal notes it."""
    merged: list[str] = []
    for label, members in plan.nodes.items():
        rows = [[n.id, n.name, n.code, n.synthetic] for n in members.values() if n.id not in seen]
        if not rows:
            continue
        values = {"rows": rows, "tick": tick, "chunk": ordinal}
        found, born = tx.run(cypher.MERGE_NODES.format(label=label), values).rows[0]
        _agree(found, rows, label)
        tally.nodes[label] += born
        merged += [f"{label} {row[0]}" for row in rows]
    return merged


def _write_assertions(tx: Transaction, found: Assertions, tick: int, tally: Tally) -> None:
    ticks = {"tick": tick, "open": OPEN_TICK}
    if found.created:
        statement = cypher.create_assertions(found.names)
        _expect(tx, statement, {"rows": found.created, **ticks}, found.created)
    if found.moved:
        _expect(tx, cypher.MOVE_ASSERTIONS, {"rows": found.moved, **ticks}, found.moved)
    if found.retired:
        _expect(tx, cypher.RETIRE_ASSERTIONS, {"ids": found.retired, **ticks}, found.retired)
    tally.assertions += len(found.created)
    tally.retired += len(found.retired)


def _expect(
    tx: Transaction, statement: str, parameters: Mapping[str, Any], rows: Sequence[object]
) -> None:
    """Run a statement that must touch each row once; anything else must not be committed."""
    answer = tx.run(statement, parameters).one()
    _agree(answer[0] if answer else 0, rows, statement.strip().splitlines()[1])


def _agree(done: int, rows: Sequence[object], where: str) -> None:
    if done != len(rows):
        raise Mismatch(
            Text(
                f"应写 {len(rows)} 行，数据库只认 {done} 行", f"{done} of {len(rows)} rows matched"
            ),
            where=where,
        )
