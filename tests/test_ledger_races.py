"""Several at once: rival writers, a writer that lost its lock, readers during loads, odd clocks."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from graph.errors import Conflict
from graph.identity import node_id
from graph.ledger import CompleteList, Fact, Report, batch, batches, known_at, record, watermark
from graph.ledger.check import check
from graph.ledger.lock import Fence, acquire, release
from graph.ledger.rollback import rollback
from graph.store import Store, Transaction
from graph.time import PartialDate
from tests.ledger_support import committee, dates, evidence, listed, member, put, source, unit

C = committee("大党委")
RIVALS, ROUNDS = 8, 20
ROWS = 50


@contextmanager
def stores(store: Store, number: int) -> Iterator[list[Store]]:
    """Return connections of their own to the same database."""
    with ExitStack() as stack:
        yield [stack.enter_context(Store(store.endpoint)) for _ in range(number)]


def everybody(number: int, day: date) -> list[Fact]:
    return listed([f"单位{n:02}" for n in range(number)], C, day.isoformat())


def load(store: Store, day: date, number: int = ROWS) -> Report:
    origin = source(f"甲表{day}")
    whole = CompleteList("甲表", "全部", PartialDate.of(day), origin.id)
    return record(
        store, everybody(number, day), [origin], who="测试", what="清单", lists=[whole],
        accept_vanished=True,
    )  # fmt: skip


def test_of_eight_rivals_one_gets_the_lock(store: Store) -> None:
    start = threading.Barrier(RIVALS)
    tokens: list[int] = []

    def rival(own: Store) -> Fence | None:
        start.wait()
        try:
            return acquire(own)
        except Conflict:
            return None

    with stores(store, RIVALS) as rivals, ThreadPoolExecutor(RIVALS) as pool:
        for _ in range(ROUNDS):
            fences = [fence for fence in pool.map(rival, rivals) if fence is not None]
            assert len(fences) == 1
            tokens += [fence.token for fence in fences]
            release(store, fences[0])
    assert tokens == sorted(set(tokens))


def test_of_eight_rivals_all_batches_stand_or_are_refused(store: Store) -> None:
    """Loading at once: whoever was not refused is published, once, under a number of its own."""
    start = threading.Barrier(RIVALS)

    def rival(own: tuple[int, Store]) -> int:
        n, mine = own
        start.wait()
        try:
            fact = member(unit(f"单位{n}"), C, dates("2023-05-01"), evidence(row=n, file=str(n)))
            return put(mine, fact).tick
        except Conflict:
            return 0

    with stores(store, RIVALS) as rivals, ThreadPoolExecutor(RIVALS) as pool:
        ticks = [tick for tick in pool.map(rival, enumerate(rivals)) if tick]
    assert ticks
    assert len(set(ticks)) == len(ticks)
    assert sorted(ticks) == [e.batch for e in batches(store) if e.state == "published"]
    assert store.query("MATCH (:Unit)-[e:MEMBER_OF]->() RETURN count(e)").rows == [(len(ticks),)]
    assert check(store).violations == ()


@pytest.mark.parametrize("publishes", [False, True], ids=["waits", "publishes"])
def test_a_writer_that_lost_its_lock_writes_no_more(
    store: Store, publishes: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(store, member(unit("学校"), C, dates("2023-05-01"), evidence()))
    monkeypatch.setattr(batch, "CHUNK_FACTS", 10)
    taken: list[Fence] = []
    second: list[Report] = []

    with stores(store, 1) as (other,):

        def overtake(written: int, total: int) -> None:
            if taken or second:
                raise AssertionError("it wrote another chunk")
            other.run_write("MATCH (l:Ledger {id: 'ledger'}) SET l.expires = 0")
            if publishes:
                fact = member(unit("医院"), C, dates("2023-06-01"), evidence(file="乙"))
                second.append(put(other, fact))
            else:
                taken.append(acquire(other))

        day = date(2024, 1, 10)
        with pytest.raises(Conflict, match=r"接管|写入者"):
            record(
                store, everybody(ROWS, day), [source("甲表2024-01-10")], who="测试", what="清单",
                progress=overtake,
            )  # fmt: skip
        names = store.query(
            "MATCH (l:Ledger {id: 'ledger'}) MATCH (a:Unit)-[e:MEMBER_OF]->() "
            "WHERE e.known_from <= l.watermark AND l.watermark < e.known_to RETURN a.name"
        )
        assert {row[0] for row in names} == ({"学校", "医院"} if publishes else {"学校"})
        for fence in taken:
            release(other, fence)

    last = put(store, member(unit("银行"), C, dates("2023-07-01"), evidence(file="丙")))
    assert last.tick > first.tick
    left = {row[0] for row in store.query("MATCH (a:Unit) RETURN a.name")}
    assert left == {"学校", "银行"} | ({"医院"} if publishes else set())
    states = [e.state for e in batches(store)]
    assert states.count("swept") == 1
    assert "open" not in states
    assert check(store).violations == ()


def test_no_answer_mixes_two_ticks(store: Store) -> None:
    """Every batch moves all rows to a day of its own, so that a mixed answer shows itself."""
    first = date(2024, 1, 10)
    half = ROWS // 2
    ids = [node_id("Unit", "测试", f"单位{n:02}") for n in range(ROWS)]
    days: dict[int, date] = {load(store, first).tick: first}
    done = threading.Event()

    def marks(tx: Transaction, part: Sequence[str], tick: int) -> list[date]:
        answer = tx.run(
            "UNWIND $ids AS i MATCH (a:Unit {id: i})-[e:MEMBER_OF WHERE e.known_from <= $tick "
            "< e.known_to]->(:Committee) RETURN e.to_min",
            {"ids": list(part), "tick": tick},
        )
        return [row[0] for row in answer]

    def ask(tx: Transaction) -> tuple[int, list[date], int]:
        tick = watermark(tx)
        seen = marks(tx, ids[:half], tick) + marks(tx, ids[half:], tick)
        count = tx.run(
            "MATCH (:Unit)-[e:MEMBER_OF WHERE e.known_from <= $tick < e.known_to]->() "
            "RETURN count(e)",
            {"tick": tick},
        ).rows[0][0]
        return tick, seen, count

    asked = threading.Semaphore(0)

    def read(own: Store) -> list[tuple[int, list[date], int]]:
        answers = []
        while not done.is_set():
            answers.append(own.read(ask))
            asked.release()
        return answers

    with stores(store, RIVALS) as readers, ThreadPoolExecutor(RIVALS) as pool:
        reading = [pool.submit(read, own) for own in readers]
        try:
            for n in range(1, 6):
                for _ in readers:  # however fast one loads: as many answers between two batches
                    assert asked.acquire(timeout=60)
                before = max(days)
                day = first + timedelta(days=n)
                days[load(store, day).tick] = day
                if n % 2:
                    back = rollback(store, max(days), who="测试")
                    days[back.tick] = days[before]
        finally:
            done.set()
        answers = [answer for future in reading for answer in future.result()]
    assert len(answers) >= 5 * RIVALS
    for tick, seen, count in answers:
        assert (tick, set(seen), len(seen), count) == (
            tick, {days[tick] + timedelta(days=1)}, ROWS, ROWS
        )  # fmt: skip
    assert len({tick for tick, _, _ in answers}) > 1


# Clocks -----------------------------------------------------------------------------------------

IMPORTS = """
import json, sys
from pathlib import Path
from graph.engines import Endpoint, Login
from graph.ledger.correct import correct
from graph.ledger.rollback import rollback
from graph.store import Store
from graph.time import today
from tests.ledger_support import committee, dates, evidence, member, put, unit
"""

# Where libfaketime is not installed: every clock of Python that our code reads.
CLOCK = """
import datetime as dt, time
real, now = dt.datetime, time.time
ahead = real.fromisoformat({clock!r}) - real.now()
time.time = lambda: now() + ahead.total_seconds()

class Elsewhen(real):
    @classmethod
    def now(cls, tz=None):
        return real.now(tz) + ahead

for name, module in list(sys.modules.items()):
    if name.startswith("graph.") and getattr(module, "datetime", None) is real:
        module.datetime = Elsewhen
"""

WORK = """
asked = json.load(sys.stdin)
login = {name: Login(*asked["endpoint"].pop(name)) for name in ("writer", "reader")}
with Store(Endpoint(**asked["endpoint"], **login, folder=None)) as store:
    fact = member(unit(asked["name"]), committee("大党委"), dates("2023-05-01"),
                  evidence(file=asked["name"]))
    made = put(store, fact).tick
    if asked["back"]:
        made = rollback(store, made, who="测试").tick
print(json.dumps([made, today().year]))
"""


def client(store: Store, name: str, clock: str, *, back: bool = False) -> tuple[int, int]:
    """Load from another process whose clock is set otherwise; return the tick and its year."""
    program = shutil.which("faketime")
    set_clock = "" if program else CLOCK.format(clock=clock)
    words = [sys.executable, "-c", IMPORTS + set_clock + WORK]
    e = store.endpoint
    logins = {"writer": [e.writer.user, e.writer.password], "reader": [e.reader.user,
              e.reader.password]}  # fmt: skip
    asked = {
        "endpoint": {"uri": e.uri, "database": e.database, "engine": e.engine, **logins},
        "name": name, "back": back,
    }  # fmt: skip
    done = subprocess.run(
        [program, clock, *words] if program else words,
        input=json.dumps(asked), capture_output=True, text=True, timeout=120, check=False,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    tick, year = json.loads(done.stdout)
    return tick, year


def published(store: Store) -> list[int]:
    return [row[0] for row in store.query(
        "MATCH (b:Batch) WHERE b.state = 'published' RETURN b.published_at ORDER BY b.tick"
    )]  # fmt: skip


@pytest.mark.fuzz
def test_a_client_with_a_wrong_clock_orders_nothing_wrongly(store: Store) -> None:
    ticks, years = [], []
    for name, clock, back in (("甲", "2010-01-01", False), ("乙", "2051-01-01", False),
                              ("丙", "2012-01-01", True)):  # fmt: skip
        tick, year = client(store, name, clock, back=back)
        ticks.append(tick)
        years.append(year)
    assert years == [2010, 2051, 2012]  # the clock really was another one
    assert ticks == sorted(ticks)
    times = published(store)
    assert times == sorted(times)
    today = [e.published_at.date() for e in batches(store) if e.published_at]
    assert len(set(today)) <= 2  # the server's day, whatever the clients believed
    assert store.read(lambda tx: known_at(tx, today[-1])) == max(ticks)
    # A lock is held by the server's clock: one that lives in 2051 takes nobody's.
    fence = acquire(store)
    with pytest.raises(AssertionError, match="另一个写入者"):
        client(store, "丁", "2051-01-01")
    release(store, fence)
    assert check(store).violations == ()


def test_a_server_whose_clock_went_back_keeps_the_order_of_batches(store: Store) -> None:
    """The batch before stands in the future, as the clock that wrote it was ahead."""
    first = put(store, member(unit("甲"), C, dates("2023-05-01"), evidence(file="甲")))
    before = batches(store)[0].published_at
    assert before is not None
    ahead = 2 * 365 * 86_400_000
    store.run_write(
        "MATCH (b:Batch {id: $id}) SET b.published_at = b.published_at + $ahead",
        {"id": str(first.tick), "ahead": ahead},
    )
    second = put(store, member(unit("乙"), C, dates("2023-05-01"), evidence(file="乙")))
    third = rollback(store, second.tick, who="测试")
    times = published(store)
    assert times == [times[0]] * 3  # not before the one before
    later = before.date() + timedelta(days=2 * 365)
    assert store.read(lambda tx: known_at(tx, later)) == third.tick
    with pytest.raises(Exception, match="还没有任何批次"):
        store.read(lambda tx: known_at(tx, later - timedelta(days=1)))


def test_known_at_is_the_last_batch_of_a_day(store: Store) -> None:
    made = [put(store, member(unit(name), C, dates("2023-05-01"), evidence(file=name))).tick
            for name in "甲乙丙"]  # fmt: skip
    days: dict[int, Any] = {}
    midnight = 1_704_038_400_000  # 2024-01-01 00:00 in Shanghai
    for tick, at in zip(made, (midnight - 1, midnight, midnight + 86_400_000 - 1), strict=True):
        days[tick] = at
        store.run_write(
            "MATCH (b:Batch {id: $id}) SET b.published_at = $at", {"id": str(tick), "at": at}
        )

    def known(day: date) -> int:
        return store.read(lambda tx: known_at(tx, day))

    assert known(date(2023, 12, 31)) == made[0]
    assert known(date(2024, 1, 1)) == made[2]
    assert known(date(2030, 1, 1)) == made[2]
