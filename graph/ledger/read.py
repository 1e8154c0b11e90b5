"""What readers need of the ledger: which tick is published, which was known on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from graph.errors import Misuse
from graph.store import Store, Transaction
from graph.text import Text
from graph.time import SHANGHAI

_WATERMARK = "MATCH (l:Ledger {id: 'ledger'}) RETURN l.watermark"

_KNOWN_ON = """
MATCH (b:Batch) WHERE b.published_at > 0 AND b.published_at < $before
RETURN b.tick ORDER BY b.tick DESC LIMIT 1
"""

_IS_PUBLISHED = "MATCH (b:Batch {id: $id}) WHERE b.published_at > 0 RETURN b.tick"

_SYNTHETIC = """
MATCH (b:Batch) WHERE b.published_at > 0 AND b.tick <= $tick AND b.synthetic RETURN b.tick LIMIT 1
"""

_LOADED = """
MATCH (b:Batch) WHERE b.state = 'published'
RETURN b.tick, b.of, b.sources ORDER BY b.tick DESC
"""

# One column of numbers and one of truth; whatever else is asked beside it has the same names.
_NOW = """
MATCH (l:Ledger {id: 'ledger'})
OPTIONAL MATCH (b:Batch) WHERE b.synthetic AND b.published_at > 0 AND b.tick <= l.watermark
RETURN -1 AS slot, l.watermark AS known_from, count(b) AS known_to,
       '' AS label, '' AS id, '' AS name, '' AS code, '' AS called
"""

_BATCHES = """
MATCH (b:Batch)
RETURN b.tick AS batch, b.state AS state, b.what AS what, b.who AS who,
       b.started_at AS started_at, b.published_at AS published_at, b.counts AS counts,
       b.kind AS kind, b.nodes AS nodes
ORDER BY b.tick
"""


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """One line of the list of batches; times in Shanghai, None while not published."""

    batch: int
    state: str
    what: str
    who: str
    started_at: datetime | None
    published_at: datetime | None
    counts: tuple[str, ...]
    kind: str = "load"
    nodes: tuple[str, ...] = ()


def watermark(tx: Transaction) -> int:
    """Return the number of the last published batch; 0 in an empty database."""
    row = tx.run(_WATERMARK).one()
    return int(row[0]) if row else 0


def now(tx: Transaction) -> tuple[int, bool]:
    """Return the last published tick, and whether any batch up to it brought generated data.

    (0, False) in an empty database.
    """
    tick, synthetic, _ = now_and(tx, (), {})
    return tick, synthetic


def now_and(
    tx: Transaction, beside: Sequence[str], parameters: Mapping[str, Any]
) -> tuple[int, bool, list[tuple[Any, ...]]]:
    """Return what `now` returns and the rows of other look-ups, all in one statement.

    Every question needs both first, and a statement of its own costs more than its work.

    Parameters
    ----------
    tx : Transaction
    beside : sequence of str
        Statements that return ``slot, known_from, known_to, label, id, name, code, called`` in
        this order, with a `slot` that is not negative.
    parameters : mapping
        Of them.

    Returns
    -------
    tuple of (int, bool, list of tuple)
    """
    tick, synthetic, others = 0, False, []
    for row in tx.run(" UNION ALL ".join((_NOW, *beside)), parameters):
        if row[0] < 0:
            tick, synthetic = int(row[1]), row[2] > 0
        else:
            others.append(row)
    return tick, synthetic, others


def known_at(tx: Transaction, when: int | date) -> int:
    """Return the tick of a batch number, or of the last batch published by the end of a day.

    Raises
    ------
    Misuse
        The tick was never published, or the day is before the first batch.
    """
    if isinstance(when, date):
        end = datetime(when.year, when.month, when.day, tzinfo=SHANGHAI) + timedelta(days=1)
        row = tx.run(_KNOWN_ON, {"before": int(end.timestamp() * 1000)}).one()
        if row is None:
            raise Misuse(
                Text(f"{when} 之前还没有任何批次", f"no batch was published by {when}"),
                todo=Text("运行 gongjian batches 查看", "see `gongjian batches`"),
            )
        return int(row[0])
    row = tx.run(_IS_PUBLISHED, {"id": str(when)}).one()
    if row is None:
        raise Misuse(
            Text(f"批次 {when} 从未发布", f"batch {when} was never published"),
            todo=Text("运行 gongjian batches 查看", "see `gongjian batches`"),
        )
    return int(row[0])


def synthetic_data(tx: Transaction, tick: int) -> bool:
    """Tell whether any batch up to a tick brought generated data."""
    return tx.run(_SYNTHETIC, {"tick": tick}).one() is not None


def loaded_sources(store: Store) -> frozenset[str]:
    """Return the ids of the files whose batches stand: published, and not taken back."""
    loaded: set[str] = set()
    taken_back: set[int] = set()
    for tick, of, sources in store.query(_LOADED):  # newest first
        if tick in taken_back:
            continue
        if of:
            taken_back.add(of)
        loaded.update(sources or ())
    return frozenset(loaded)


def batches(store: Store) -> list[BatchEntry]:
    """Return all batches, published or not, in the order of their numbers."""
    return [
        BatchEntry(
            **{
                **row,
                "started_at": _time(row["started_at"]),
                "published_at": _time(row["published_at"]),
                "counts": tuple(row["counts"] or ()),
                "nodes": tuple(row["nodes"] or ()),
            }
        )
        for row in store.query(_BATCHES).dicts()
    ]


def _time(milliseconds: Any) -> datetime | None:
    return datetime.fromtimestamp(milliseconds / 1000, SHANGHAI) if milliseconds else None
