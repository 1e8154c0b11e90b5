"""The ledger on a real database against a model in plain Python, by random histories."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from graph.errors import Conflict, RefusedInput
from graph.ledger import CompleteList, Evidence, Fact, Report, Source, batch, batches, record
from graph.ledger import lock as ledger_lock
from graph.ledger.check import check
from graph.ledger.checksum import checksum
from graph.ledger.correct import correct
from graph.ledger.rollback import rollback
from graph.ledger.version import initialise
from graph.store import Store
from graph.time import OPEN_END, UNKNOWN_START, PartialDate, span
from tests import ledger_model as model
from tests.ledger_support import committee, unit
from tests.parity import empty

BASE = date(2024, 2, 20)
UNITS, COMMITTEES = ("学校", "医院", "银行"), ("大党委", "大工委")
REGISTERS = {"甲表": 0, "乙表": 5}

days = st.integers(0, model.LAST)
slots = st.tuples(st.sampled_from(UNITS), st.sampled_from(COMMITTEES))
runs = days.flatmap(
    lambda n: st.sampled_from([0, 0, 2]).map(lambda width: (n, min(n + width, model.LAST)))
)
Run = tuple[int, int]
Row = tuple[model.Slot, Run | None, Run | None, bool]
chunks = st.sampled_from([1, 2, 3, 2_000])


def day(n: int) -> date:
    if n <= model.BEFORE:
        return UNKNOWN_START
    return OPEN_END if n >= model.BEYOND else BASE + timedelta(days=n)


def number(d: date) -> int:
    if d == OPEN_END:
        return model.BEYOND
    return max(model.BEFORE, (d - BASE).days)


def period(run: Run | None) -> PartialDate | None:
    return run and PartialDate(day(run[0]), day(run[1]), "")


class _Killed(BaseException):
    """Nobody catches it, as nobody catches kill -9."""


class Machine(RuleBasedStateMachine):
    """Both ledgers are told the same; whatever a reader asks, they answer alike."""

    thorough = True

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store

    @initialize()
    def start(self) -> None:
        empty(self.store)
        initialise(self.store)
        self.model = model.Model()
        self.ticks: list[int] = []
        self.unfinished: tuple[Callable[[], Report], Callable[[int], None], int, int] | None = None

    # What people do ---------------------------------------------------------------------------

    @rule(
        register=st.sampled_from(sorted(REGISTERS)),
        rows=st.lists(
            st.tuples(slots, st.none() | runs, st.none() | runs, st.booleans()),
            min_size=1, max_size=3, unique_by=lambda row: row[0],
        ),
        on=days, size=chunks, killed=st.sampled_from([None, None, None, 0, 1, 9]),
    )  # fmt: skip
    def load_rows(
        self, register: str, rows: list[Row], on: int, size: int, killed: int | None
    ) -> None:
        rows = [row for row in rows if row[2] is None or row[1] is None or row[1][0] <= row[2][1]]
        said = self._said(register, rows, on, "")
        self._record(self._facts(register, rows, on, ""), said, None, size, killed)

    @rule(
        register=st.sampled_from(sorted(REGISTERS)), scope=st.sampled_from(COMMITTEES),
        named=st.sets(st.sampled_from(UNITS)), start=st.none() | runs, on=days, size=chunks,
        killed=st.sampled_from([None, None, None, None, 0, 1]),
    )  # fmt: skip
    def load_list(
        self, register: str, scope: str, named: set[str], start: Run | None, on: int, size: int,
        killed: int | None,
    ) -> None:  # fmt: skip
        rows: list[Row] = [((name, scope), start, None, True) for name in sorted(named)]
        said = self.model.list_(
            self._said(register, rows, on, scope), register, scope, on,
            self._source(register, rows, on, scope).id,
        )  # fmt: skip
        facts = self._facts(register, rows, on, scope)
        whole = CompleteList(
            register, scope, PartialDate.of(day(on)), self._source(register, rows, on, scope).id
        )
        self._record(facts, said, whole, size, killed)

    @precondition(lambda self: self.unfinished)
    @rule()
    def do_it_again(self) -> None:
        assert self.unfinished
        again, publish, tick, size = self.unfinished
        batch.CHUNK_FACTS = size
        assert again().tick == tick  # resumed under its number
        self._published(tick, publish)

    @precondition(lambda self: self.ticks)
    @rule(data=st.data(), start=st.none() | days, end=st.none() | days)
    def correct(self, data: st.DataObject, start: int | None, end: int | None) -> None:
        visible = self.store.query(
            "MATCH (l:Ledger {id: 'ledger'}) MATCH (a:Unit)-[e:MEMBER_OF]->(c:Committee) "
            "WHERE e.known_from <= l.watermark AND l.watermark < e.known_to "
            "RETURN a.name, c.name, e.key, e.from_min, e.from_max, e.to_min, e.to_max"
        )
        if not len(visible) or (start is None and end is None):
            return
        if start is not None and end is not None and end < start:
            start, end = end, start
        name, there, key, *dates = data.draw(st.sampled_from(sorted(visible)), label="row")
        slot = (name, there)
        from_min, from_max, to_min, to_max = map(number, dates)
        if start is not None:
            from_min = from_max = start
        if end is not None:
            to_min = to_max = end + 1
        worlds = frozenset(
            (f, t) for f, t in model.EVER if from_min <= f <= from_max and to_min <= t <= to_max
        ) or frozenset(
            # a new start behind the earliest end leaves the end open to the day after it
            (f, t) for f, t in model.EVER if from_min <= f <= from_max and f < t <= to_max
        )  # fmt: skip
        changes = {}
        if start is not None:
            changes["start"] = day(start).isoformat()
        if end is not None:
            changes["end"] = day(end).isoformat()
        if not worlds:
            with pytest.raises(RefusedInput):
                correct(self.store, key, changes, because="核对", who="测试")
            self.unfinished = None
            return
        said = model.Said(slot, "更正", 1_000, model.TODAY, worlds, f"更正{key}{changes}")
        self._run(
            lambda: correct(self.store, key, changes, because="核对", who="测试"),
            self.model.load([said]),
        )

    @precondition(lambda self: self.ticks)
    @rule(data=st.data(), newest=st.booleans(), size=chunks)
    def roll_back(self, data: st.DataObject, newest: bool, size: int) -> None:
        tick = self.ticks[-1] if newest else data.draw(st.sampled_from(self.ticks), label="batch")
        batch.CHUNK_FACTS = size
        try:
            publish = self.model.rollback(tick)
        except model.Refused:
            event("rollback refused")
            with pytest.raises(Conflict):
                rollback(self.store, tick, who="测试")
            self.unfinished = None  # another kind of batch sweeps it
            return
        event("rolled back")
        self._run(lambda: rollback(self.store, tick, who="测试"), publish)

    # What must hold ---------------------------------------------------------------------------

    @invariant()
    def the_newest_tick_answers_alike(self) -> None:
        if self.ticks:
            self._compare(self.ticks[-1:])

    def teardown(self) -> None:
        batch.CHUNK_FACTS = 2_000
        if not hasattr(self, "model"):
            return
        self._compare(self.ticks)
        assert [e.batch for e in batches(self.store) if e.state == "published"] == self.ticks
        if self.thorough:  # two thirds of all statements
            assert check(self.store).violations == ()
            self._compare_checksums()

    # How it is done ---------------------------------------------------------------------------

    def _source(self, register: str, rows: list[Row], on: int, scope: str) -> Source:
        sha = hashlib.sha256(repr((register, rows, on, scope)).encode()).hexdigest()[:12]
        return Source(f"{register}-{on:02}-{sha}", f"{register}.csv", register, register, sha)

    def _facts(self, register: str, rows: list[Row], on: int, scope: str) -> list[Fact]:
        source = self._source(register, rows, on, scope)
        reported = PartialDate.of(day(on))
        return [
            Fact(
                "MEMBER_OF", unit(slot[0]), committee(slot[1]), {},
                span(period(start), period(end), listed_on=reported if vouched else None),
                Evidence(source, "", row, register, "", reported, REGISTERS[register], {}, scope),
            )
            for row, (slot, start, end, vouched) in enumerate(rows, start=1)
        ]  # fmt: skip

    def _said(self, register: str, rows: list[Row], on: int, scope: str) -> list[model.Said]:
        source = self._source(register, rows, on, scope).id
        return [
            model.Said(
                slot, register, REGISTERS[register], on,
                model.stated(start, end, on if vouched else None), source, scope,
            )
            for slot, start, end, vouched in rows
        ]  # fmt: skip

    def _record(
        self, facts: list[Fact], said: Iterable[model.Said], whole: CompleteList | None,
        size: int, killed: int | None,
    ) -> None:  # fmt: skip
        sources = {f.evidence.source.id: f.evidence.source for f in facts}

        def load() -> Report:
            return record(
                self.store, facts, list(sources.values()), who="测试", what="测试",
                lists=[whole] if whole else [], accept_vanished=True,
            )  # fmt: skip

        batch.CHUNK_FACTS = size
        publish = self.model.load(said)
        if killed is None or publish is None:
            self._run(load, publish)
            return
        with ExitStack() as stack:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            _die_after(patch, killed)
            with pytest.raises(_Killed):
                load()
        # Its lock expires; nobody gave it back.
        self.store.run_write("MATCH (l:Ledger {id: 'ledger'}) SET l.expires = 0")
        tick = self.store.query("MATCH (l:Ledger {id: 'ledger'}) RETURN l.last_tick").rows[0][0]
        event("killed")
        self.unfinished = (load, publish, tick, size)

    def _run(self, work: Callable[[], Report], publish: Callable[[int], None] | None) -> None:
        report = work()
        assert (report.tick == 0) == (publish is None)
        if publish is not None:
            self._published(report.tick, publish)
        self.unfinished = None

    def _published(self, tick: int, publish: Callable[[int], None]) -> None:
        assert not self.ticks or tick > self.ticks[-1]
        publish(tick)
        self.ticks.append(tick)
        self.unfinished = None

    def _compare(self, ticks: list[int]) -> None:
        """Ask for every tick and day with the predicates that every question uses."""
        asked = list(model.DAYS)
        answer = self.store.query(
            """
            UNWIND $ticks AS tick UNWIND $days AS as_of
            MATCH (a:Unit)-[e:MEMBER_OF WHERE e.known_from <= tick < e.known_to
                                        AND e.from_min <= as_of < e.to_max]->(c:Committee)
            RETURN tick, as_of, a.name, c.name, e.from_max <= as_of AND as_of < e.to_min
            """,
            {"ticks": ticks, "days": [day(n) for n in asked]},
        )
        seen = Counter((t, number(d), a, c, sure) for t, d, a, c, sure in answer)
        expected = Counter(
            (tick, n, *slot, model.certain(spell.worlds, n))
            for tick in ticks
            for slot, spells in self.model.view(tick).items()
            for spell in spells
            for n in asked
            if model.possible(spell.worlds, n)
        )
        assert seen == expected

    def _compare_checksums(self) -> None:
        """Equal content has one checksum, other content another one."""
        contents: dict[Any, set[str]] = {}
        for tick in self.ticks[-4:]:
            view = self.model.view(tick)
            content = repr(sorted(
                (slot, [(model.box(s.worlds), sorted(s.registers), s.lost) for s in spells])
                for slot, spells in view.items() if spells
            ))  # fmt: skip
            contents.setdefault(content, set()).add(self.store.read(partial(checksum, tick=tick)))
        assert all(len(found) == 1 for found in contents.values())
        assert len({next(iter(found)) for found in contents.values()}) == len(contents)


def _die_after(patch: pytest.MonkeyPatch, chunks_: int) -> None:
    """Let the writer die after some chunks, at the latest when it would publish."""
    write, left = batch._write, [chunks_]

    def mortal(*args: Any) -> Any:
        if not left[0]:
            raise _Killed
        left[0] -= 1
        return write(*args)

    def dead(*args: Any, **named: Any) -> Any:
        raise _Killed

    patch.setattr(batch, "_write", mortal)
    patch.setattr(batch, "_publish", dead)
    patch.setattr(ledger_lock, "release", lambda *args: None)


def play(store: Store, examples: int, steps: int, *, thorough: bool = True) -> None:
    """Try histories; `thorough`, with ``check`` and checksums at the end of each."""
    thorough_ = thorough

    class Bound(Machine):
        thorough = thorough_

        def __init__(self) -> None:
            super().__init__(store)

    run_state_machine_as_test(
        Bound,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None,
            suppress_health_check=list(HealthCheck), print_blob=True,
        ),
    )  # fmt: skip


def test_every_tick_and_day_answers_as_the_model(store: Store) -> None:
    play(store, 12, 8)


@pytest.mark.fuzz
def test_many_histories_answer_as_the_model(store: Store) -> None:
    play(store, 500, 20)
