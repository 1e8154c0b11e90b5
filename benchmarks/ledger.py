"""The ledger against the driver alone: writing, superseding, publishing, taking back."""

from __future__ import annotations

import contextlib
import statistics
import threading
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import neo4j

from benchmarks.facts import LATER, Ready, facts, ready, stream
from benchmarks.measure import (
    Figure,
    Options,
    in_turns,
    parts,
    ratio,
    raw_driver,
    raw_write,
    seconds,
    store,
)
from graph.engines import EngineName
from graph.ledger import OPEN_TICK, Fact, batch, record
from graph.ledger.ahead import survey
from graph.ledger.checksum import checksum
from graph.ledger.facts import assertion
from graph.ledger.lock import acquire, release
from graph.ledger.read import watermark
from graph.ledger.rollback import rollback
from graph.ledger.spool import Spool
from graph.ledger.undo import sweep_unfinished
from graph.store import Store

AT_ONCE = 2_000  # rows in a transaction of the driver alone: as many as in a chunk of ours
NOBODY = "benchmarks"
_RAW_TICK = 1

_NODES = """
UNWIND $rows AS r MERGE (n:{label} {{id: r.id}})
ON CREATE SET n.name = r.name, n.code = r.code, n.synthetic = r.synthetic
"""

_EDGES = """
UNWIND $rows AS r MATCH (a:{1} {{id: r.start}}) MATCH (b:{2} {{id: r.end}})
CREATE (a)-[e:{0}]->(b) SET e = r.row
"""

_CLOSE = """
UNWIND $rows AS r MATCH (a:{1} {{id: r[0]}})-[e:{0}]->(b:{2} {{id: r[1]}})
WHERE e.id = r[2] AND e.known_to = $open SET e.known_to = $tick
"""

_ASSERTIONS = "UNWIND $rows AS r CREATE (x:Assertion) SET x = r"


PARTS = ("writing", "superseding", "publishing", "taking back", "summing", "growing", "memory")


def run(options: Options) -> Iterator[Figure]:
    """Measure on each engine; a size of its own for a quick look."""
    size = 10_000 if options.quick else 100_000
    for engine in options.engines:
        parts: dict[str, Callable[[Store, neo4j.Driver], Iterator[Figure]]] = {
            "writing": partial(writing, engine, size=size, rounds=options.rounds),
            "superseding": partial(superseding, engine, size=min(size, 10_000)),
            "publishing": partial(publishing, engine, size=size),
            "taking back": partial(taking_back, engine, size=size),
            "summing": partial(summing, engine, size=size),
        }
        wanted = [part for name, part in parts.items() if options.wants(name)]
        if wanted:
            with store(engine) as opened, raw_driver(opened.endpoint) as driver:
                for part in wanted:
                    yield from part(opened, driver)
        if options.wants("growing"):
            with store(engine) as opened:
                yield from growing(engine, opened, size // 10, (size, 10 * size))
    if options.wants("memory"):
        yield from memory(25_000 if options.quick else 100_000)


def put(store_: Store, stated: Sequence[Fact], **more: Any) -> int:
    sources = {f.evidence.source.id: f.evidence.source for f in stated}
    report = record(store_, stated, list(sources.values()), who=NOBODY, what="基准", **more)
    return report.tick


class Raw:
    """The driver alone: the same nodes, edges and properties, without any promise."""

    def __init__(self, driver: neo4j.Driver, database: str | None) -> None:
        self._driver, self._database = driver, database

    def write(self, rows: Ready, *, evidence: bool = False) -> None:
        for label, nodes in rows.nodes.items():
            self._send(_NODES.format(label=label), nodes)
        if evidence:
            self._send(_ASSERTIONS, rows.assertions)
        for kind, edges in rows.edges.items():
            self._send(_EDGES.format(*kind), edges)

    def _send(self, statement: str, rows: Sequence[Any]) -> None:
        for part in parts(rows, AT_ONCE):
            raw_write(self._driver, self._database, statement, part)


def writing(
    engine: EngineName, opened: Store, driver: neo4j.Driver, size: int, rounds: int
) -> Iterator[Figure]:
    """First into an empty scope, then a batch of which half is known already."""
    raw = Raw(driver, opened.endpoint.database)
    scopes = range(-1, rounds)
    stated = {i: facts(size, f"ours {i}") for i in scopes}
    mixed = {i: _half_known(i, size) for i in scopes}
    plain = {i: ready(facts(size, f"plain {i}"), _RAW_TICK) for i in scopes}
    proven = {i: ready(facts(size, f"proven {i}"), _RAW_TICK) for i in scopes}
    taken = in_turns(
        {
            "ledger": lambda i: put(opened, stated[i]),
            "edges": lambda i: raw.write(plain[i]),
            "second batch": lambda i: put(opened, mixed[i]),
            "edges and assertions": lambda i: raw.write(proven[i], evidence=True),
        },
        rounds,
    )
    for name, way, goal in (
        ("into an empty scope", "ledger", 0.7),
        ("half of them known", "second batch", 0.5),
    ):
        rate = size / statistics.median(taken[way])
        note = f"{rate:,.0f} facts/s"
        for against in ("edges", "edges and assertions"):
            yield Figure(
                f"{size:,} facts {name} ÷ driver, {against}", engine,
                ratio(taken[against], taken[way]),
                goal=goal if against == "edges" else None, better="more", note=note,
            )  # fmt: skip
            note = f"driver {size / statistics.median(taken[against]):,.0f}/s"


def _half_known(i: int, size: int) -> list[Fact]:
    """A quarter repeated word for word, a quarter reported again later, the rest new."""
    quarter = size // 4
    return [
        *facts(quarter, f"ours {i}"),
        *facts(quarter, f"ours {i}", first=quarter, reported=LATER),
        *facts(size - 2 * quarter, f"ours {i}", first=size),
    ]


def superseding(
    engine: EngineName, opened: Store, driver: neo4j.Driver, size: int
) -> Iterator[Figure]:
    """Every row of a batch replaced by a later report."""
    raw = Raw(driver, opened.endpoint.database)
    rounds = 3
    for i in range(-1, rounds):
        put(opened, facts(size, f"old {i}"))
        raw.write(ready(facts(size, f"raw old {i}"), _RAW_TICK))
    before = {i: ready(facts(size, f"raw old {i}"), _RAW_TICK) for i in range(-1, rounds)}
    after = {i: ready(facts(size, f"raw old {i}", reported=LATER), 2) for i in range(-1, rounds)}

    def replace_raw(i: int) -> None:
        for kind, edges in after[i].edges.items():
            old = before[i].edges[kind]
            closing = [[e["start"], e["end"], e["row"]["id"]] for e in old]
            for gone, new in zip(parts(closing, AT_ONCE), parts(edges, AT_ONCE), strict=True):
                _supersede(driver, opened.endpoint.database, kind, gone, new)

    later = {i: facts(size, f"old {i}", reported=LATER) for i in range(-1, rounds)}
    taken = in_turns({"ledger": lambda i: put(opened, later[i]), "raw": replace_raw}, rounds)
    yield Figure(
        f"superseding {size:,} rows ÷ driver, edges", engine, ratio(taken["raw"], taken["ledger"]),
        better="more", note=f"{size / statistics.median(taken['ledger']):,.0f} rows/s",
    )  # fmt: skip


def _supersede(
    driver: neo4j.Driver, database: str | None, kind: Any, gone: Sequence[Any], new: Sequence[Any]
) -> None:
    def work(tx: neo4j.ManagedTransaction) -> None:
        values = {"rows": gone, "open": OPEN_TICK, "tick": 2}
        tx.run(_CLOSE.format(*kind), values).consume()
        tx.run(_EDGES.format(*kind), {"rows": new}).consume()

    with driver.session(database=database) as session:
        session.execute_write(work)


def publishing(
    engine: EngineName, opened: Store, driver: neo4j.Driver, size: int
) -> Iterator[Figure]:
    """The transaction that publishes, by size of the batch; what comes after it is not counted."""
    sizes = (size // 100, size)
    ends: dict[int, list[float]] = {n: [] for n in sizes}
    for i in range(-1, 5):
        for n in sizes:
            with _timed_publish() as took:
                put(opened, facts(n, f"published {n} {i}"))
            ends[n] += took if i >= 0 else ()
    few, many = (statistics.median(ends[n]) for n in sizes)
    yield Figure(
        f"publish {sizes[1]:,} facts ÷ publish {sizes[0]:,}", engine, many / few,
        note=f"{few * 1e3:.0f} ms, {many * 1e3:.0f} ms",
    )  # fmt: skip


@contextmanager
def _timed_publish() -> Iterator[list[float]]:
    took: list[float] = []
    publish = batch._publish

    def timed(*args: Any, **named: Any) -> None:
        took.append(seconds(lambda: publish(*args, **named)))

    batch._publish = timed
    try:
        yield took
    finally:
        batch._publish = publish


def taking_back(
    engine: EngineName, opened: Store, driver: neo4j.Driver, size: int
) -> Iterator[Figure]:
    """Rollback of a published batch, and sweep of an unpublished one; alone and with readers."""
    for readers in (0, 4):
        with _readers(opened, readers) as asked:
            beside = f", {readers} readers" if readers else ""
            writes = seconds(lambda: put(opened, facts(size, f"back {readers}")))  # noqa: B023 - called at once
            tick = opened.read(watermark)
            took = seconds(lambda: rollback(opened, tick, who=NOBODY))  # noqa: B023 - called at once
            note = f"{took:.1f} s, {size / took:,.0f} rows/s"
            yield Figure(f"rollback of {size:,} ÷ writing them{beside}", engine, took / writes,
                         note=note)  # fmt: skip
            _left_open(opened, facts(size, f"swept {readers}"))
            took = seconds(lambda: _sweep(opened))
            note = f"{took:.1f} s, {size / took:,.0f} rows/s"
            if readers:
                note += f"; {len(asked)} answers meanwhile"
            yield Figure(f"sweep of {size:,} ÷ writing them{beside}", engine, took / writes,
                         note=note)  # fmt: skip


def _left_open(opened: Store, stated: Sequence[Fact]) -> None:
    """Write a batch and stop before it is published, as somebody who presses Ctrl-C."""

    def stop(written: int, total: int) -> None:
        if written == total:
            raise KeyboardInterrupt

    with contextlib.suppress(KeyboardInterrupt):
        put(opened, stated, progress=stop)


def _sweep(opened: Store) -> None:
    fence = acquire(opened)
    try:
        sweep_unfinished(opened, fence)
    finally:
        release(opened, fence)


_COUNT = """
MATCH (l:Ledger {id: 'ledger'}) WITH l.watermark AS tick
MATCH (u:Unit)-[e:MEMBER_OF WHERE e.known_from <= tick < e.known_to]->(c:Committee {id: $id})
RETURN count(DISTINCT u)
"""


@contextmanager
def _readers(opened: Store, count: int) -> Iterator[list[int]]:
    """Ask who sits in a committee, all the time, while the body runs."""
    asked: list[int] = []
    stop = threading.Event()
    where = facts(2, "back 0")[1].end.id

    def ask() -> None:
        while not stop.is_set():
            row = opened.query(_COUNT, {"id": where}).one()
            asked.append(row[0] if row else 0)

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def summing(engine: EngineName, opened: Store, driver: neo4j.Driver, size: int) -> Iterator[Figure]:
    """Rows a second of the checksum."""
    put(opened, facts(size, "summed"))
    tick = opened.read(watermark)
    rows = sum(
        opened.query(
            f"MATCH ()-[e:{type_}]->() WHERE e.known_from <= $tick < e.known_to RETURN count(e)",
            {"tick": tick},
        ).rows[0][0]
        for type_ in ("MEMBER_OF", "CO_BUILDS")
    )
    taken = [seconds(lambda: opened.read(lambda tx: checksum(tx, tick))) for _ in range(3)]
    yield Figure(
        f"checksum of {rows:,} rows", engine, rows / statistics.median(taken), "rows/s",
        goal=20_000, better="more",
    )  # fmt: skip


def growing(
    engine: EngineName, opened: Store, size: int, sizes: tuple[int, ...]
) -> Iterator[Figure]:
    """The same batch into an ever larger graph: into one as large as itself, then larger ones."""
    stands = 0

    def write(count: int) -> float:
        nonlocal stands
        more = facts(count, "grown", first=stands)
        stands += count
        return seconds(lambda: put(opened, more))

    write(size)
    first = statistics.median(write(size) for _ in range(2))
    for target in sizes:
        while stands < target:
            write(min(10 * size, target - stands))
        last = statistics.median(write(size) for _ in range(2))
        yield Figure(
            f"{size:,} facts into {target:,} ÷ into {size:,}", engine, last / first,
            note=f"{size / first:,.0f}, then {size / last:,.0f} facts/s",
        )  # fmt: skip


def memory(size: int) -> Iterator[Figure]:
    """What a writer holds at most while it takes facts in and goes through its plan."""
    peaks = {}
    for count in (size, 4 * size):
        tracemalloc.start()
        try:
            with Spool(assertion(fact) for fact in stream(count, "weighed")) as said:
                survey(said, batch.CHUNK_FACTS)
                for _ in said:
                    pass
            peaks[count] = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    few, many = peaks.values()
    yield Figure(
        f"memory of the writer, {4 * size:,} facts ÷ {size:,}", "", many / few,
        note=f"{few / 1e6:,.0f} MB, {many / 1e6:,.0f} MB",
    )  # fmt: skip
