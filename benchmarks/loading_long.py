"""A register of a million rows into a database, and whether a row costs as in a tenth of them."""

from __future__ import annotations

import itertools
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.loading import agreements, areas_and_bodies
from benchmarks.measure import Figure, Options, resident, store
from graph.engines import EngineName
from graph.store import Store
from loaders.inputs import Input, register
from loaders.load import load

PARTS = 5  # of the writing, each with a rate of its own


def run(options: Options) -> Iterator[Figure]:
    """Load a tenth of the rows, then all, on an empty database of each engine."""
    size = 20_000 if options.quick else 1_000_000
    for engine in options.engines:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, store(engine) as opened:
            load(opened, areas_and_bodies(Path(folder)), who="benchmarks")
            yield from _loaded(engine, opened, Path(folder), size)


def _loaded(engine: EngineName, opened: Store, folder: Path, size: int) -> Iterator[Figure]:
    rates = []
    for scope, rows in enumerate((size // 10, size), start=1):
        file = agreements(folder / f"{rows}.csv", rows, scope)
        begin, writing = time.perf_counter(), _Writing()
        outcome = load(
            opened, [Input(file, register("agreements"))], who="benchmarks", progress=writing.told
        )
        took = time.perf_counter() - begin
        rates.append(rows / took)
        facts = sum(outcome.report.tally.rows.values())
        yield Figure(
            f"{rows:,} rows csv into the database", engine, rates[-1], "rows/s",
            note=f"{facts:,} facts in {took:,.0f} s; facts/s by fifths of the writing: "
            + ", ".join(f"{rate:,.0f}" for rate in writing.rates()),
        )  # fmt: skip
    yield Figure(
        f"{size:,} rows ÷ {size // 10:,}: rows/s", engine, rates[1] / rates[0], goal=0.9,
        better="more",
    )  # fmt: skip
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield Figure(
        "″ peak memory of the loader", engine, own, "MB", goal=600,
        note=f"the server's: {resident(opened.endpoint):,.0f} MB at its end",
    )  # fmt: skip


class _Writing:
    """When how much of a load was written."""

    def __init__(self) -> None:
        self._told: list[tuple[float, int]] = []
        self._stage = ""

    def told(self, stage: str, done: int, _: int) -> None:
        if stage != self._stage:  # the last stage is the writing
            self._told, self._stage = [], stage
        self._told.append((time.perf_counter(), done))

    def rates(self) -> list[float]:
        """Return statements a second, by parts of the writing."""
        last = len(self._told) - 1
        marks = [self._told[round(i * last / PARTS)] for i in range(PARTS + 1)]
        return [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.pairwise(marks)]
