"""Every question of the library on a generated city: one community, one street, the city."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import neo4j
import psutil

from api.demo import manifest
from api.web.pages import PAGE_ROWS
from benchmarks.measure import Figure, Options, in_turns, raw_driver
from graph.engines import EngineName, LocalAddress, attach, read_settings, status, stop
from graph.ledger.read import watermark
from graph.ledger.version import prepare
from graph.store import Store
from loaders.synthetic.city import build
from queries import catalogue
from queries.asking import ask, explain
from queries.question import Question
from queries.rules import rule_set

DAY = date(2024, 12, 31)  # of the last lists
SEED, AREAS = 1, "divisions_2021.csv"
# Milliseconds: 95 of 100 calls for one area; any call for the city; for a trend of it.
SMALL, CITY, TREND = 100.0, 1_500.0, 20_000.0
TRENDS = ("coverage-trend",)
SLOWER, EXTRA = 1.1, 2.0  # than the bare statement; one or the other is enough
LISTED = 10_000  # rows: a longer answer is bounded by what the driver hands over

_AREAS = """
MATCH (c:City) WITH c ORDER BY c.id LIMIT 1
MATCH (k:Committee)-[v:SERVES]->(a:Community)-[p:PART_OF]->(s:Street)
MATCH (b:Branch)-[t:BELONGS_TO]->(a)
MATCH (x:Unit)-[o:CO_BUILDS]->(a)
WITH c, a, s, k, b, x, count(o) AS signed ORDER BY signed DESC, a.id, k.id, b.id, x.id LIMIT 1
RETURN c.id AS city, a.id AS community, s.id AS street, k.id AS committee, b.id AS branch,
       x.id AS unit
"""


@dataclass(frozen=True, slots=True)
class City:
    """A loaded city, and what to ask it about."""

    engine: EngineName
    store: Store
    driver: neo4j.Driver
    tick: int
    about: dict[str, str]
    process: psutil.Process

    def given(self, question: Question, level: str) -> dict[str, Any]:
        """Return parameters as a person gives them, all nodes by their ids."""
        typed = {
            "area": self.about[level],
            "body": self.about["committee" if question.family == "committees" else "unit"],
            "date": date(2025, 3, 31), "strings": ["大召"], "string": "大召",
        }  # fmt: skip
        if question.name == "branch-tree":
            typed["body"] = self.about["branch"]
        return {
            p.name: typed[p.type]
            for p in question.parameters
            if p.required or p.type in ("area", "body")
        }

    def values(self, question: Question, given: dict[str, Any]) -> dict[str, Any]:
        """Return what the database gets."""
        rules = rule_set(question.rules) if question.rules else []
        return {
            **{p.name: p.default for p in question.parameters}, **given,
            "tick": self.tick, "as_of": DAY, "scope": [], "rules": rules,
        }  # fmt: skip

    def spent(self) -> float:
        """Return the seconds of processor time that the server has used."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


def run(options: Options) -> Iterator[Figure]:
    """Load the city unless it is kept, then ask every question of it, ours and bare in turns."""
    with _folder(options.keep) as folder:
        for engine in options.engines:
            with loaded(engine, folder, options) as (city, figures):
                yield from figures
                yield from _questions(city, options)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep is not None:
        yield keep
        return
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def loaded(
    engine: EngineName, folder: Path, options: Options
) -> Iterator[tuple[City, list[Figure]]]:
    """A generated city on a server of its own; a kept one is completed where it was stopped."""
    scale = 0.01 if options.quick else options.scale
    settings = replace(read_settings(os.environ), idle_seconds=5.0)
    address = LocalAddress(folder / f"{engine}-{scale:g}")
    try:
        with (
            attach(address, engine=engine, settings=settings) as endpoint,
            Store(endpoint) as store,
        ):
            prepare(store)
            begin = time.perf_counter()
            reports = build(
                store, manifest().with_name(AREAS), scale=scale, seed=SEED, who="benchmarks"
            )
            took = time.perf_counter() - begin
            rows = sum(sum(report.tally.rows.values()) for report in reports)
            figures = [
                Figure(f"load of a city of scale {scale:g}", engine, rows / took, "rows/s",
                       note=f"{rows:,} rows in {took:,.0f} s")
            ] if rows else []  # fmt: skip
            about = store.query(_AREAS).dicts()[0]
            tick = store.read(watermark)
            process = psutil.Process(status(address.folder).server_pid)
            with raw_driver(endpoint) as driver:
                yield City(engine, store, driver, tick, about, process), figures
    finally:
        stop(address.folder, settings=settings)


def _questions(city: City, options: Options) -> Iterator[Figure]:
    slowest: list[tuple[float, str, str, str]] = []
    for _, question in sorted(catalogue().items()):
        if question.family in ("ownership", "evidence"):  # asked of enterprises, by other means
            continue
        areas = any(p.type == "area" for p in question.parameters)
        for level in ("community", "street", "city") if areas else ("community",):
            for figure in _one(city, question, level, 3 if options.quick else 20):
                if figure.what.endswith((": p95", ": slowest of 3")):
                    of_goal = figure.value / (figure.goal or 1)
                    slowest.append((of_goal, figure.what, question.name, level))
                yield figure
    for of_goal, what, name, level in sorted(slowest, reverse=True)[:5]:
        given = city.given(catalogue()[name], level)
        plan = explain(city.store, name, given, as_of=DAY)
        yield Figure(f"slowest: {what}", city.engine, of_goal, note="of its goal", plan=plan)


def _one(city: City, question: Question, level: str, rounds: int) -> Iterator[Figure]:
    given = city.given(question, level)
    values = city.values(question, given)
    large = level == "city"
    rows: list[tuple[Any, ...]] = []

    def ours(_: int) -> None:
        rows[:] = ask(city.store, question.name, given, as_of=DAY).rows

    def page(_: int) -> None:
        ask(city.store, question.name, given, as_of=DAY, most=PAGE_ROWS)

    def bare(_: int) -> None:
        with city.driver.session(
            database=city.store.endpoint.database, default_access_mode=neo4j.READ_ACCESS
        ) as session:
            session.execute_read(lambda tx: tx.run(question.statement, values).values())

    ways: dict[str, Callable[[int], object]] = {"ours": ours, "bare": bare}
    warm, rounds = (1, 3) if large else (3, rounds)
    spent, begun = city.spent(), time.perf_counter()
    taken = in_turns(ways, rounds, warm=warm)
    spent = city.spent() - spent
    share, call = spent / (time.perf_counter() - begun), spent * 1e3 / (2 * (rounds + warm))
    times = sorted(t * 1e3 for t in taken["ours"])
    goal = SMALL if not large else TREND if question.name in TRENDS else CITY
    if large:
        figure, of = times[-1], "slowest of 3"
    else:
        figure, of = times[round(0.95 * (len(times) - 1))], "p95"
    median = statistics.median(times)
    place = "the city" if large else f"one {level}"
    yield Figure(
        f"{question.name}, {place}: {of}", city.engine, figure, "ms", goal=goal,
        note=f"median {median:.1f} ms, least {times[0]:.1f} ms, {len(rows):,} rows, "
        f"server {call:.0f} ms of processor time a call, at {share:.0%} of a core",
    )  # fmt: skip
    if len(rows) >= LISTED:
        like = in_turns({"driver": _as_many(city, rows)}, rounds, warm=warm)["driver"]
        yield Figure(f"{question.name}, {place}: ÷ the driver handing as many rows over",
                     city.engine, median / (statistics.median(like) * 1e3))  # fmt: skip
    if large and len(rows) > PAGE_ROWS:
        first = max(in_turns({"page": page}, rounds, warm=warm)["page"]) * 1e3
        yield Figure(f"{question.name}, {place}, first {PAGE_ROWS} rows: slowest of 3",
                     city.engine, first, "ms", goal=goal)  # fmt: skip
    if not large and len(rows) < LISTED:
        theirs = statistics.median(taken["bare"]) * 1e3
        yield Figure(
            f"{question.name}, {place}: over the driver", city.engine, median - theirs, "ms",
            goal=round(max(EXTRA, (SLOWER - 1) * theirs), 2), note=f"÷ {theirs:.1f} ms",
        )  # fmt: skip


def _as_many(city: City, rows: Sequence[tuple[Any, ...]]) -> Callable[[int], object]:
    """Return what has the driver hand over as many rows of that shape, looked up nowhere."""
    values = {f"c{i}": value for i, value in enumerate(rows[len(rows) // 2])}
    columns = ", ".join(f"${name} AS {name}" for name in values)
    statement = f"UNWIND range(1, $n) AS i RETURN {columns}"

    def work(_: int) -> None:
        with city.driver.session(
            database=city.store.endpoint.database, default_access_mode=neo4j.READ_ACCESS
        ) as session:
            session.execute_read(lambda tx: tx.run(statement, {**values, "n": len(rows)}).values())

    return work
