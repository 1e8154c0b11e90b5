"""A batch: written in chunks that nobody sees, then published by one small transaction."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, fields
from typing import Any

from graph.errors import Conflict, EngineError
from graph.garbage import few_searches
from graph.ledger import lock
from graph.ledger import statements as cypher
from graph.ledger.ahead import in_order, planned, survey
from graph.ledger.chunk import Tally, write_chunk
from graph.ledger.copies import refresh
from graph.ledger.facts import Source
from graph.ledger.planning import Plan
from graph.ledger.settle import Group
from graph.ledger.undo import sweep, sweep_unfinished
from graph.ledger.version import prepare
from graph.store import Store, Transaction
from graph.text import Text

CHUNK_FACTS = 2_000
_SEEN = 100_000  # nodes that a writer keeps in mind

_OPEN = """
MATCH (l:Ledger {id: 'ledger'}) SET l.last_tick = l.last_tick + 1
CREATE (b:Batch {id: toString(l.last_tick), tick: l.last_tick, state: 'open', plan: $plan,
                 kind: $kind, of: $of, who: $who, what: $what, synthetic: $synthetic,
                 sources: $sources, nodes: $nodes,
                 chunks: 0, tally: '{}', counts: [], refreshed: false,
                 started_at: timestamp(), published_at: 0, token: $token})
RETURN b.tick
"""

_OPENED_BY = "MATCH (b:Batch) WHERE b.token = $token AND b.state = 'open' RETURN b.tick"

# One whose sweep has begun is no longer whole, and is never resumed.
_UNFINISHED = """
MATCH (b:Batch) WHERE b.state IN ['open', 'sweeping']
RETURN b.tick, b.state = 'open' AND b.kind = $kind AND b.of = $of, b.plan, b.chunks, b.tally
"""

_CHUNK_DONE = """
MATCH (b:Batch {id: $id}) SET b.chunks = $chunks, b.tally = $tally RETURN b.chunks
"""

# The watermark moves and the batch becomes published, or neither.
_PUBLISH = """
MATCH (l:Ledger {id: 'ledger'}) WHERE l.watermark < $tick
OPTIONAL MATCH (before:Batch {id: toString(l.watermark)})
WITH l, coalesce(before.published_at, 0) AS previous
MATCH (b:Batch {id: $id}) WHERE b.state = 'open'
SET l.watermark = $tick, b.state = 'published', b.counts = $counts, b.refreshed = $refreshed,
    b.published_at = CASE WHEN timestamp() > previous THEN timestamp() ELSE previous END
RETURN b.published_at
"""

_IS_PUBLISHED = "MATCH (b:Batch {id: $id}) WHERE b.state = 'published' RETURN b.tick"


@dataclass(frozen=True, slots=True)
class Heading:
    """What is written on a batch.

    Parameters
    ----------
    who, what : str
        Who writes, and what: shown by ``gongjian batches``.
    kind : str
        load, rollback, correction, merge or split.
    of : int
        The batch that a rollback takes back; else 0.
    nodes : tuple of str
        Lineage of a merge or split: the node that the statements left, then where they went.
    """

    who: str
    what: str
    kind: str = "load"
    of: int = 0
    nodes: tuple[str, ...] = ()


@dataclass
class Report:
    """What a batch did, as the database counted it.

    Parameters
    ----------
    tick : int
        Number of the batch; 0 when nothing was new and no batch was made.
    tally : Tally
        Nodes, rows, superseded rows and assertions.
    """

    tick: int
    tally: Tally = field(default_factory=Tally)


Progress = Callable[[int, int], None]


@few_searches()
def write_batch(
    store: Store,
    plan: Callable[[Store], Iterable[Group]],
    sources: Sequence[Source],
    heading: Heading,
    *,
    progress: Progress | None = None,
    lock_seconds: float = lock.LOCK_SECONDS,
) -> Report:
    """Write groups as one batch and publish it; seen whole or not at all.

    Parameters
    ----------
    store : Store
        The database; its schema is applied when it is new.
    plan : callable
        Returns the groups; called while the lock is held, so that what it reads stands.
    sources : sequence of Source
        The files read, those that stated nothing included.
    heading : Heading
        Who, what, and which kind of batch.
    progress : callable, optional
        Told the number of assertions written and of all.
    lock_seconds : float
        After so long without a sign of life another writer may take over.

    Returns
    -------
    Report

    Raises
    ------
    RefusedInput
        A source contradicts itself; nothing was written.
    Conflict
        Another writer is at work, or took the lock over.
    OutcomeUnknown
        The connection was lost for good; the same call resumes where it stopped.
    """
    prepare(store)
    fence = lock.acquire(store, seconds=lock_seconds)
    try:
        begun = _begin(store, fence, plan, sources, heading)
        tick = begun.tick
        try:
            tally = _write_chunks(store, fence, begun, sources, progress)
        except EngineError:
            raise  # the next writer resumes what stands, or sweeps it
        except Exception:
            sweep(store, fence, tick)
            raise
        if not tally.changes:
            sweep(store, fence, tick, state="empty")
            return Report(0, tally)
        stated = bool(tally.rows["STATE"] or tally.closed["STATE"])
        _publish(store, fence, tick, tally, refreshed=not stated)
        refresh(store, fence)
        return Report(tick, tally)
    finally:
        with suppress(EngineError):  # it runs out by itself, and must not hide what happened
            lock.release(store, fence)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A batch in hand: its groups, and how much of them is written already."""

    tick: int
    groups: Iterable[Group]
    total: int
    done: int = 0
    tally: Tally = field(default_factory=Tally)


def _write_chunks(
    store: Store,
    fence: lock.Fence,
    begun: _Begun,
    sources: Sequence[Source],
    progress: Progress | None,
) -> Tally:
    tally = begun.tally
    seen: set[str] = set()
    written = 0
    chunks = planned(store, begun.groups, begun.tick, done=begun.done, most=CHUNK_FACTS)
    with closing(chunks):
        for chunk in chunks:
            if chunk.plan is not None:
                tally = _write(store, fence, chunk.plan, sources, begun.tick, chunk.ordinal, seen)
            written += chunk.size
            if progress:
                progress(written, begun.total)
    return tally


def _begin(
    store: Store,
    fence: lock.Fence,
    plan: Callable[[Store], Iterable[Group]],
    sources: Sequence[Source],
    heading: Heading,
) -> _Begun:
    """Resume the unfinished batch with the same plan, else sweep it and open a new one."""
    unfinished = store.query(_UNFINISHED, {"kind": heading.kind, "of": heading.of}).rows
    if len(unfinished) == 1 and unfinished[0][1]:
        tick, _, begun_with, done, tally = unfinished[0]
        groups = in_order(plan(store))
        found = survey(groups, CHUNK_FACTS)
        if begun_with == found.digest:
            return _Begun(tick, groups, found.total, done, _read_tally(tally))
    if unfinished:
        sweep_unfinished(store, fence)
    refresh(store, fence)
    groups = in_order(plan(store))  # of what stands once that is swept
    found = survey(groups, CHUNK_FACTS)
    values = {
        "plan": found.digest, "kind": heading.kind, "of": heading.of, "who": heading.who,
        "what": heading.what, "token": fence.token, "sources": [s.id for s in sources],
        "nodes": list(heading.nodes), "synthetic": found.synthetic,
    }  # fmt: skip

    def open_(tx: Transaction) -> int:
        fence.check(tx)
        row = tx.run(_OPENED_BY, values).one() or tx.run(_OPEN, values).one()
        return int(row[0]) if row else 0

    # Opening twice is prevented by the token, so a lost answer may simply be asked for again.
    return _Begun(lock.surely(store, open_), groups, found.total)


def _write(
    store: Store,
    fence: lock.Fence,
    plan: Plan,
    sources: Sequence[Source],
    tick: int,
    ordinal: int,
    seen: set[str],
) -> Tally:
    """Write one chunk exactly once: its number is stored in the same transaction.

    Returns the tally of the batch so far, which is stored there too. The nodes that stand for
    certain afterwards are noted in `seen`.
    """
    merged: set[str] = set()

    def work(tx: Transaction) -> Tally:
        merged.clear()  # of a try that was rolled back
        chunks, so_far = fence.check_batch(tx, tick)
        tally = _read_tally(so_far)
        if chunks >= ordinal:
            return tally  # it stands already: the answer to its commit was lost
        if ordinal == 1:
            tx.run(cypher.MERGE_SOURCES, {"rows": [_source(s) for s in sources], "tick": tick})
        tally.add(write_chunk(tx, plan, tick, ordinal, seen, merged))
        values = {"id": str(tick), "chunks": ordinal, "tally": _tally_text(tally)}
        tx.run(_CHUNK_DONE, values)
        return tally

    tally = lock.surely(store, work)
    if len(seen) > _SEEN:
        seen.clear()  # merging one again is slower, and no mistake
    seen.update(merged)
    return tally


def _tally_text(tally: Tally) -> str:
    return json.dumps({f.name: getattr(tally, f.name) for f in fields(tally)})


def _read_tally(text: str) -> Tally:
    counted: dict[str, Any] = {
        name: Counter(value) if isinstance(value, dict) else value
        for name, value in json.loads(text).items()
    }
    return Tally(**counted)


def _source(source: Source) -> Mapping[str, str]:
    return {
        "id": source.id, "file": source.file, "title": source.title,
        "register": source.register, "sha256": source.sha256,
    }  # fmt: skip


def _publish(store: Store, fence: lock.Fence, tick: int, tally: Tally, *, refreshed: bool) -> None:
    counts = [f"{name}={n}" for name, n in sorted((tally.nodes + tally.rows).items())]
    counts += [f"-{name}={n}" for name, n in sorted(tally.closed.items())]

    values = {"tick": tick, "id": str(tick), "counts": counts, "refreshed": refreshed}

    def work(tx: Transaction) -> None:
        fence.check(tx)
        if tx.run(_IS_PUBLISHED, {"id": str(tick)}).one():
            return  # it stands already: the answer to its commit was lost
        if tx.run(_PUBLISH, values).one() is None:
            raise Conflict(
                Text(f"批次 {tick} 已不能发布", f"batch {tick} can no longer be published"),
                todo=Text("查看 gongjian batches", "see `gongjian batches`"),
            )

    lock.surely(store, work)
