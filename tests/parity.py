"""What the databases of the tests hold, and which tests ran on which engine: kept in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.store import Store
from loaders.load import load, read_manifest
from loaders.synthetic.city import build

ENGINES = ("arcadedb", "neo4j")
EXAMPLES = Path(__file__).parent.parent / "examples"
DIVISIONS = EXAMPLES / "hohhot" / "divisions_2021.csv"
SCALE, SEED = 0.003, 1  # of the generated city


def _registers(name: str) -> Callable[[Store], object]:
    return lambda store: load(store, read_manifest(EXAMPLES / name / "manifest.toml"), who="tests")


# What many tests only read, in the order in which they run.
CONTENTS: dict[str, Callable[[Store], object]] = {
    "demo": _registers("hohhot"),
    "holdings": _registers("synthetic-holdings"),
    "city": lambda store: build(store, DIVISIONS, scale=SCALE, seed=SEED, who="tests"),
}


@dataclass
class Running:
    """One engine for the whole session, and what its database holds now."""

    store: Store
    engine: str
    contents: str = "unknown"


class Ledger:
    """Which tests ran on which engine, and how many statements each of them sent."""

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, int]] = {engine: {} for engine in ENGINES}
        self.faults: list[str] = []
        self.current: tuple[str, str] | None = None

    def count(self) -> None:
        if self.current is not None:
            engine, test = self.current
            self.sent[engine][test] = self.sent[engine].get(test, 0) + 1


BOOK = Ledger()


def empty(store: Store) -> None:
    """Delete everything, in parts that fit a transaction."""
    most = 10_000
    while True:
        row = store.run_write(
            "MATCH (n) WITH n LIMIT $most DETACH DELETE n RETURN count(*)", {"most": most}
        ).one()
        if not row or not row[0]:
            return


class Recorded:
    """A test that runs on an engine, from its fixture on until it is over."""

    def __init__(self, engine: str, request: pytest.FixtureRequest) -> None:
        self.key = (engine, request.node.nodeid.replace(f"[{engine}", "[").replace("[]", ""))

    def __enter__(self) -> None:
        BOOK.sent[self.key[0]][self.key[1]] = 0
        BOOK.current = self.key

    def __exit__(self, *_: object) -> None:
        BOOK.current = None
