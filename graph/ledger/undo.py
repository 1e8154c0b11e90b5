"""Take an unfinished batch away as if it had never been."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from graph.ledger import journal
from graph.ledger.facts import OPEN_TICK
from graph.ledger.lock import Fence, surely
from graph.store import Store, Transaction

_UNFINISHED = "MATCH (b:Batch) WHERE b.state IN ['open', 'sweeping'] RETURN b.tick"
_MARK = "MATCH (b:Batch {id: $id}) SET b.state = $state"

_ROWS = """
UNWIND $ids AS i MATCH (a:{label} {{id: i}})-[e:{type}]->() WHERE e.known_from = $tick DELETE e
"""
_SUPERSEDED = """
UNWIND $ids AS i MATCH (a:{label} {{id: i}})-[e:{type}]->() WHERE e.known_to = $tick
SET e.known_to = $open
"""
_MADE = "UNWIND $ids AS i MATCH (x:Assertion {id: i}) WHERE x.known_from = $tick DELETE x"
_MOVED = """
UNWIND $ids AS i MATCH (x:Assertion {id: i}) WHERE x.moved_at = $tick
SET x.key = x.key_before, x.moved_at = 0
"""
_RETIRED = """
UNWIND $ids AS i MATCH (x:Assertion {id: i}) WHERE x.known_to = $tick SET x.known_to = $open
"""
_NODES = "UNWIND $ids AS i MATCH (n:{label} {{id: i}}) WHERE n.born = $tick DELETE n"
_SOURCES = """
MATCH (b:Batch {id: $id}) UNWIND b.sources AS i
MATCH (s:Source {id: i}) WHERE s.born = $tick DELETE s
"""


def sweep(store: Store, fence: Fence, tick: int, *, state: str = "swept") -> None:
    """Delete the rows and nodes of an unpublished batch and reopen what it superseded.

    Parameters
    ----------
    store : Store
    fence : Fence
        Proof of the writer's lock.
    tick : int
        Number of the batch; it is never used again.
    state : str
        What the batch is called from now on: swept, or empty where nothing was new.
    """

    def fenced(work: Callable[[Transaction], object]) -> None:
        def both(tx: Transaction) -> None:
            fence.check(tx)
            work(tx)

        surely(store, both)

    id_ = str(tick)
    # From here on it is no longer whole: whoever finds it after a crash must not resume it.
    fenced(lambda tx: tx.run(_MARK, {"id": id_, "state": "sweeping"}))
    chunks = journal.names(store, tick)
    for chunk in chunks:
        fenced(partial(_sweep_rows, id_=chunk, tick=tick))
    for chunk in chunks:  # when no row is left at any of them
        fenced(partial(_sweep_nodes, id_=chunk, tick=tick))

    def last(tx: Transaction) -> None:
        tx.run(_SOURCES, {"id": id_, "tick": tick})
        tx.run(_MARK, {"id": id_, "state": state})

    fenced(last)


def sweep_unfinished(store: Store, fence: Fence) -> list[int]:
    """Sweep every batch that was begun and never published; return their numbers."""
    ticks = [int(row[0]) for row in store.query(_UNFINISHED)]
    for tick in ticks:
        sweep(store, fence, tick)
    return ticks


def _sweep_rows(tx: Transaction, id_: str, tick: int) -> None:
    chunk = journal.read(tx, id_)
    if chunk is None:  # it is done already: an earlier sweep was cut off
        return
    for (type_, label), starts in chunk.rows().items():
        for statement in (_ROWS, _SUPERSEDED):
            text = statement.format(type=type_, label=label)
            tx.run(text, {"ids": starts, "tick": tick, "open": OPEN_TICK})
    for statement, ids in ((_MADE, chunk.made), (_MOVED, chunk.moved), (_RETIRED, chunk.retired)):
        if ids:
            tx.run(statement, {"ids": ids, "tick": tick, "open": OPEN_TICK})


def _sweep_nodes(tx: Transaction, id_: str, tick: int) -> None:
    chunk = journal.read(tx, id_)
    if chunk is None:
        return
    for label, ids in chunk.merged().items():
        tx.run(_NODES.format(label=label), {"ids": ids, "tick": tick})
    tx.run(journal.FORGET, {"id": id_})
