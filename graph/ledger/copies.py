"""Display copies: the name and code that people see first; refreshed, never filtered on."""

from __future__ import annotations

from graph.ledger import journal
from graph.ledger.lock import Fence, surely
from graph.schema import NODES
from graph.store import Store, Transaction

_STALE = "MATCH (b:Batch) WHERE b.state = 'published' AND NOT b.refreshed RETURN b.tick"

_DONE = "MATCH (b:Batch {id: $id}) SET b.refreshed = true RETURN b.tick"

# The spell that began last gives the name; a name that nobody states any more stays.
_REFRESH = """
UNWIND $ids AS i
MATCH (n:{label} {{id: i}})-[e:STATE]->(n) WHERE e.known_from <= $tick < e.known_to
WITH n, e ORDER BY e.from_min, e.from_max, e.key
WITH n, [x IN collect({name}) WHERE x IS NOT NULL] AS names,
     [x IN collect({code}) WHERE x IS NOT NULL] AS codes
SET n.name = CASE WHEN size(names) > 0 THEN last(names) ELSE n.name END,
    n.code = CASE WHEN size(codes) > 0 THEN last(codes) ELSE n.code END
RETURN count(n)
"""


def refresh(store: Store, fence: Fence) -> None:
    """Bring the copies up to date with every published batch that has not done so yet."""
    for (tick,) in store.query(_STALE):
        for chunk in journal.chunks(store, tick):
            for (type_, label), ids in chunk.rows().items():
                if type_ == "STATE":
                    _apply(store, fence, _statement(label), ids, tick)

        def done(tx: Transaction, id_: str = str(tick)) -> None:
            fence.check(tx)
            tx.run(_DONE, {"id": id_})

        surely(store, done)


def _statement(label: str) -> str:
    facets = {p.name for p in NODES[label].state}
    name = "e.name" if "name" in facets else "e.indicator"
    code = "e.code" if "code" in facets else "null"
    return _REFRESH.format(label=label, name=name, code=code)


def _apply(store: Store, fence: Fence, statement: str, ids: list[str], tick: int) -> None:
    def work(tx: Transaction) -> None:
        fence.check(tx)
        tx.run(statement, {"ids": ids, "tick": tick})

    surely(store, work)
