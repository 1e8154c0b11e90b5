"""What the tests of crashes share: an undisturbed run to compare with, and loaders that die.

The facts are those of ``tests.crash_loader``: two streams of complete lists that supersede rows
in every batch. What an undisturbed run showed after each batch is what any reader may see; what
lies between two of them may never be seen.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.engines import Endpoint
from graph.errors import EngineError
from graph.ledger import OPEN_TICK, watermark
from graph.ledger.check import check
from graph.ledger.checksum import checksum
from graph.ledger.version import initialise
from graph.store import Store, Transaction
from tests.crash_loader import STREAMS, load

ROOT = Path(__file__).parent.parent
CHUNK = 5  # a batch of the loader has 12 to 15 facts: three or four chunks
LOCK_SECONDS = 0.5

Visible = dict[str, frozenset[tuple[Any, ...]]]  # by stream

_MEMBERS = """
MATCH (a:Unit)-[e:MEMBER_OF]->(b:Committee) WHERE e.known_from <= $tick < e.known_to
RETURN left(b.name, 1), 'MEMBER_OF', a.id, e.key, e.from_min, e.from_max, e.to_min, e.to_max, ''
"""
_NAMES = """
MATCH (a:Unit)-[e:STATE]->(a) WHERE e.known_from <= $tick < e.known_to
RETURN left(e.name, 1), 'STATE', a.id, e.key, e.from_min, e.from_max, e.to_min, e.to_max, e.name
"""
_ROWS = """
MATCH (a:Unit)-[e:{type}]->(b) RETURN a.id, b.id, e.key, e.from_min, e.from_max, e.to_min,
       e.to_max, e.name, e.known_from, e.known_to
"""
_SAID = """
MATCH (x:Assertion) RETURN x.start, x.register, x.said, x.key, x.known_from, x.known_to
"""
_LEDGER = "MATCH (l:Ledger {id: 'ledger'}) RETURN l.watermark, l.last_tick"
_BATCHES = "MATCH (b:Batch) RETURN b.tick, b.state, b.what, b.refreshed, b.counts ORDER BY b.tick"


def visible(tx: Transaction, tick: int | None = None) -> Visible:
    """Return what a reader sees of each stream, watermark and rows in one transaction."""
    at = watermark(tx) if tick is None else tick
    found: dict[str, set[tuple[Any, ...]]] = {stream: set() for stream in STREAMS}
    for statement in (_MEMBERS, _NAMES):
        for stream, *row in tx.run(statement, {"tick": at}):
            assert tuple(row) not in found[stream], f"seen twice: {row}"
            found[stream].add(tuple(row))
    return {stream: frozenset(rows) for stream, rows in found.items()}


def history(store: Store) -> list[tuple[Any, ...]]:
    """Return every row and assertion there is, with batches instead of ticks."""
    whats = {row[0]: row[2] for row in store.query(_BATCHES) if row[1] == "published"}
    whats[OPEN_TICK] = "open"
    found: list[tuple[Any, ...]] = []
    for name, statement in (
        ("MEMBER_OF", _ROWS.format(type="MEMBER_OF")),
        ("STATE", _ROWS.format(type="STATE")),
        ("Assertion", _SAID),
    ):
        for *row, known_from, known_to in store.query(statement):
            ticks = (whats.get(tick, f"ghost {tick}") for tick in (known_from, known_to))
            found.append((name, *map(str, row), *ticks))
    return sorted(found)


def names(store: Store) -> dict[str, dict[str, str]]:
    """Return the display copies of each stream."""
    found: dict[str, dict[str, str]] = {stream: {} for stream in STREAMS}
    for id_, name in store.query("MATCH (n:Unit) RETURN n.id, n.name"):
        found[name[0]][id_] = name
    return found


@dataclass(frozen=True)
class Undisturbed:
    """What a run without any crash showed after each number of batches.

    Parameters
    ----------
    rows, names : mapping of stream to list
        Visible rows and display copies.
    sums : mapping of stream to list
        Checksums; that of both streams is the sum, because they share no node.
    history : tuple
        Everything in the graph at the end.
    counts : mapping
        What stands on each batch: what → counts.
    """

    rows: Mapping[str, list[frozenset[tuple[Any, ...]]]]
    names: Mapping[str, list[dict[str, str]]]
    sums: Mapping[str, list[int]]
    history: tuple[tuple[Any, ...], ...]
    counts: Mapping[str, list[str]]

    def checksum(self, standing: Mapping[str, int]) -> str:
        total = sum(self.sums[stream][n] for stream, n in standing.items())
        return f"{total % 2**128:032x}"

    def history_until(self, standing: Mapping[str, int]) -> list[tuple[Any, ...]]:
        """Return the history as it was when so many batches of each stream stood."""
        done = {f"{stream}{i}" for stream, n in standing.items() for i in range(n)}
        return sorted(
            (*row, began, ended if ended in done else "open")
            for *row, began, ended in self.history
            if began in done
        )


def afresh(store: Store) -> None:
    """Empty the database."""
    while store.run_write("MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*)").rows[0][0]:
        pass
    initialise(store)


def undisturbed(store: Store, batches: int) -> Undisturbed:
    """Load everything in peace, one chunk a batch, one stream after the other."""
    afresh(store)
    rows: dict[str, list[frozenset[tuple[Any, ...]]]] = defaultdict(list)
    copies: dict[str, list[dict[str, str]]] = defaultdict(list)
    sums: dict[str, list[int]] = defaultdict(list)
    before = 0
    for stream in STREAMS:
        for number in range(batches + 1):
            rows[stream].append(store.read(visible)[stream])
            copies[stream].append(names(store)[stream])
            sums[stream].append((_checksum(store) - before) % 2**128)
            if number < batches:
                assert load(store, stream, number, lock_seconds=LOCK_SECONDS) > 0
        before = _checksum(store)
        assert len(set(rows[stream])) == batches + 1, "every batch must show"
    counts = {row[2]: row[4] for row in store.query(_BATCHES)}
    assert check(store).violations == ()
    return Undisturbed(rows, copies, sums, tuple(history(store)), counts)


def _checksum(store: Store) -> int:
    return int(store.read(lambda tx: checksum(tx, watermark(tx))), 16)


@dataclass
class Run:
    """One loader: what it acknowledged before it ended, and how it did."""

    killed: bool = False
    loaded: list[int] = field(default_factory=list)
    failed: list[str] | None = None


class Loaders:
    """The process that forks loaders; see ``tests.crash_loader``."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash_loader"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, encoding="utf-8", cwd=ROOT,
        )  # fmt: skip

    def start(self, job: Mapping[str, Any], *, timeout: float = 300.0) -> Iterator[dict[str, Any]]:
        """Start a loader and yield what it says, and at last how it ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        alarm = threading.Timer(timeout, self._process.kill)
        alarm.start()
        try:
            while True:
                line = self._process.stdout.readline()
                assert line, "a loader hangs, or its parent died"
                event = json.loads(line)
                yield event
                if "ended" in event:
                    return
        finally:
            alarm.cancel()

    def close(self) -> None:
        """End the process that forks them."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()


@dataclass
class Campaign:
    """Loaders one after the other on one database, and what must hold after each of them.

    Parameters
    ----------
    store : Store
        Where the tests look.
    expected : Undisturbed
        What may be seen.
    loaders : Loaders
        Where loaders come from.
    through : str
        Address for the loaders; that of the store unless given.
    """

    store: Store
    expected: Undisturbed
    loaders: Loaders
    through: str = ""
    retry_seconds: float = 30.0
    acknowledged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STREAMS, 0))
    standing: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STREAMS, 0))
    kills: int = 0

    def load(
        self,
        stream: str,
        *,
        moment: str = "",
        nth: int = 1,
        after: float | None = None,
        batches: int = 1,
        meanwhile: Callable[[], None] | None = None,
    ) -> Run:
        """Run a loader of the batches of a stream that are not acknowledged yet.

        Parameters
        ----------
        stream : str
        moment, nth : str, int
            It dies there, when it comes to it that often.
        after : float, optional
            It is killed so many seconds after it began; one that is done by then is not killed.
        batches : int
            How many it loads.
        meanwhile : callable, optional
            Done while it loads.
        """
        endpoint = self.store.endpoint
        first = min(self.acknowledged[stream], len(self.expected.sums[stream]) - 2)
        events = self.loaders.start({
            "uri": self.through or endpoint.uri, "database": endpoint.database,
            "engine": endpoint.engine, "chunk": CHUNK, "lock_seconds": LOCK_SECONDS,
            "writer": [endpoint.writer.user, endpoint.writer.password],
            "reader": [endpoint.reader.user, endpoint.reader.password],
            "batches": [(stream, first + i) for i in range(batches)],
            "moment": moment, "nth": nth, "after": after, "patience": 60.0,
            "retry_seconds": self.retry_seconds,
        })  # fmt: skip
        run = Run()
        for event in events:
            if "began" in event and meanwhile and not run.loaded:
                meanwhile()
            run.failed = event.get("failed", run.failed)
            if "loaded" in event:
                _, number = event["loaded"]
                run.loaded.append(number)
                self.acknowledged[stream] = number + 1
            if "ended" in event:
                run.killed = event["ended"] == -signal.SIGKILL
                assert event["ended"] in (0, 3, -signal.SIGKILL), event
        self.kills += run.killed
        return run

    def look(self) -> None:
        """Assert that whole batches are seen, all that were acknowledged among them."""
        seen = self.store.read(visible)
        for stream, rows in seen.items():
            assert rows in self.expected.rows[stream], f"{stream}: half a batch is visible"
            now = self.expected.rows[stream].index(rows)
            assert now >= self.acknowledged[stream], f"{stream}: an acknowledged batch is lost"
            assert now >= self.standing[stream], f"{stream}: a batch that was seen is gone"
            self.standing[stream] = now

    def compare(self) -> None:
        """Assert that what is visible has the checksum of an undisturbed run."""
        self.look()
        assert f"{_checksum(self.store):032x}" == self.expected.checksum(self.standing)

    def verify(self) -> None:
        """Assert all that must hold while no loader is at work."""
        self.look()
        sound(self.store, self.expected, self.standing)

    def finish(self) -> None:
        """Run loaders without any harm until nothing is owed, then compare everything."""
        self.look()
        owed = [s for s in STREAMS if self.acknowledged[s] < self.standing[s]]
        for stream in owed or ([] if self._settled() else STREAMS[:1]):
            run = self.load(stream)
            assert run == Run(loaded=run.loaded)
            self.look()
        assert self._settled()
        whole(self.store, self.expected, self.standing)

    def _settled(self) -> bool:
        return all(
            state in ("swept", "empty") or (state == "published" and refreshed)
            for _, state, _, refreshed, _ in self.store.query(_BATCHES)
        )


def sound(
    store: Store, expected: Undisturbed, standing: Mapping[str, int], *, thorough: bool = True
) -> None:
    """Assert that nothing is lost, doubled or half, though a dead batch may lie about."""
    assert f"{_checksum(store):032x}" == expected.checksum(standing)
    if thorough:
        assert check(store).violations == ()
    published = [row[2] for row in store.query(_BATCHES) if row[1] == "published"]
    assert sorted(published) == sorted(
        f"{stream}{i}" for stream, n in standing.items() for i in range(n)
    ), "a batch was published twice or not at all"


def whole(
    store: Store, expected: Undisturbed, standing: Mapping[str, int], *, thorough: bool = True
) -> None:
    """Assert that everything is as if there had been no crash, and nothing is left of it.

    Parameters
    ----------
    store, expected, standing : Store, Undisturbed, mapping
        How many batches of each stream stand.
    thorough : bool
        With ``check``, which sends two hundred statements.
    """
    sound(store, expected, standing, thorough=thorough)
    assert history(store) == expected.history_until(standing)
    assert names(store) == {s: expected.names[s][n] for s, n in standing.items()}
    for _, state, what, refreshed, counts in store.query(_BATCHES):
        assert state in ("published", "swept", "empty")
        if state == "published":
            assert refreshed
            assert counts == expected.counts[what]
    mark, last = store.query(_LEDGER).rows[0]
    assert mark <= last


@contextmanager
def reader(endpoint: Endpoint, expected: Undisturbed) -> Iterator[list[int]]:
    """Read all the while; fail when anything but whole batches, in their order, was seen."""
    over = threading.Event()
    faults: list[str] = []
    reads = [0]

    def work() -> None:
        last = dict.fromkeys(STREAMS, 0)
        with Store(endpoint, retry_seconds=1.0) as store:
            while not over.wait(0.02):
                try:
                    seen = store.read(visible)
                except EngineError:  # the server is being killed
                    continue
                except AssertionError as error:
                    faults.append(str(error))
                    continue
                reads[0] += 1
                for stream, rows in seen.items():
                    if rows not in expected.rows[stream]:
                        faults.append(f"{stream}: half a batch")
                        continue
                    now = expected.rows[stream].index(rows)
                    if now < last[stream]:
                        faults.append(f"{stream}: {now} batches after {last[stream]}")
                    last[stream] = now

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield reads
    finally:
        over.set()
        thread.join()
    assert faults == []
