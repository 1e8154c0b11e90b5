"""What every benchmark stands on: engines of their own, ways that take turns, figures."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

import neo4j
import psutil

from graph.engines import Endpoint, EngineName, LocalAddress, attach, read_settings, status, stop
from graph.ledger.version import prepare
from graph.store import Store

ENGINES: tuple[EngineName, ...] = ("arcadedb", "neo4j")


@dataclass(frozen=True, slots=True)
class Options:
    """How much to measure: ``quick`` sizes show the path, full sizes give the figures.

    The generated city has the size `scale` (1 is 1,000 communities); its databases stay in the
    folder `keep`, where a load that was stopped goes on. A long benchmark has `parts` (none
    means all), and goes through what takes turns as often as `rounds` says.
    """

    quick: bool = False
    engines: tuple[EngineName, ...] = ENGINES
    scale: float = 1.0
    keep: Path | None = None
    parts: tuple[str, ...] = ()
    rounds: int = 3

    def wants(self, part: str) -> bool:
        return not self.parts or part in self.parts


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Parameters
    ----------
    what : str
        What was measured, with its size.
    engine : str
        Server, or empty where none takes part.
    value : float
        The figure.
    unit : str
        A ratio has none.
    goal : float or None
        The bound that it is held against.
    better : {"less", "more"}
        On which side of the bound it should be.
    note : str
        What stands behind it.
    plan : str
        How the server finds an answer, where that explains the figure.
    """

    what: str
    engine: str
    value: float
    unit: str = ""
    goal: float | None = None
    better: Literal["less", "more"] = "less"
    note: str = ""
    plan: str = ""

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        return self.value <= self.goal if self.better == "less" else self.value >= self.goal


Benchmark = Callable[[Options], Iterator[Figure]]


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes; garbage of what came before is not on its bill."""
    gc.collect()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def in_turns(
    ways: Mapping[str, Callable[[int], object]], rounds: int, *, warm: int = 1
) -> dict[str, list[float]]:
    """Time several ways of doing one thing, A B A B, so that other load falls on all of them.

    Parameters
    ----------
    ways : mapping of str to callable
        Each is given the number of the round.
    rounds : int
        Rounds that count.
    warm : int
        Rounds before them that do not.

    Returns
    -------
    dict of str to list of float
        Seconds by way, one a round.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for round_ in range(-warm, rounds):
        for name, way in ways.items():
            took = seconds(partial(way, round_))
            if round_ >= 0:
                taken[name].append(took)
    return taken


def ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """Return the median of the ratios of neighbours: each pair ran under the same load."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


@contextmanager
def server(engine: EngineName) -> Iterator[Endpoint]:
    """A server of its own in a temporary folder, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        settings = replace(read_settings(os.environ), home=home, idle_seconds=5.0)
        try:
            with attach(LocalAddress(home / "db"), engine=engine, settings=settings) as endpoint:
                yield endpoint
        finally:
            stop(home / "db", settings=settings)


def resident(endpoint: Endpoint) -> float:
    """Return the resident memory of a local server in MB; 0 for one elsewhere."""
    if endpoint.folder is None:
        return 0.0
    pid = status(endpoint.folder).server_pid
    return float(psutil.Process(pid).memory_info().rss) / 1e6


@contextmanager
def store(engine: EngineName) -> Iterator[Store]:
    """An empty database with our schema, on a server of its own."""
    with server(engine) as endpoint, Store(endpoint) as opened:
        prepare(opened)
        yield opened


@contextmanager
def raw_driver(endpoint: Endpoint) -> Iterator[neo4j.Driver]:
    """The driver as anybody would open it, with the account that may write."""
    login = endpoint.writer
    with neo4j.GraphDatabase.driver(
        endpoint.uri, auth=(login.user, login.password), notifications_min_severity="OFF"
    ) as driver:
        yield driver


def raw_write(driver: neo4j.Driver, database: str | None, cypher: str, rows: Any) -> None:
    """Write rows with one statement in one managed transaction."""
    with driver.session(database=database) as session:
        session.execute_write(lambda tx: tx.run(cypher, {"rows": rows}).consume())


def parts(rows: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for begin in range(0, len(rows), size):
        yield rows[begin : begin + size]
