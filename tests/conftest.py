"""Both engines under one suite: the same tests, really sent, to servers that name themselves.

A test that takes ``store`` gets an empty database; one that takes ``demo``, ``city`` or
``holdings`` gets that content loaded and must not change it. Each runs once per engine, in the
order of what the database holds, so that every content is loaded once an engine. The run fails
when the engines did not run the same tests, when a test sent nothing, or when a server is not
what it should be.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import hypothesis
import pytest

from graph.engines import EngineName, LocalAddress, attach, read_settings, stop
from graph.ledger.version import initialise, prepare
from graph.store import Rows, Store, Transaction
from tests.parity import BOOK, CONTENTS, ENGINES, Recorded, Running, empty

AGENTS = {"arcadedb": "ArcadeDB", "neo4j": "Neo4j/5.26"}
PARTS = ("bootstrap",)  # marks whose runs are not the whole suite

# Most tests that start a server of their own end it within seconds: half of what its start costs
# is the second compiler of Java, which pays only later. The servers of the whole run keep it.
os.environ.setdefault("GONGJIAN_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1")

# The same examples every time, so that a change is judged and not chance; `make fuzz` is random.
hypothesis.settings.register_profile("default", deadline=None, derandomize=True)
hypothesis.settings.register_profile("fuzz", deadline=None, max_examples=10_000)
hypothesis.settings.load_profile("default")


@pytest.fixture(scope="session", autouse=True)
def _count_statements() -> Iterator[None]:
    """Count what tests send: the real call goes on as it is."""
    original = Transaction.run

    def run(
        self: Transaction,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        most: int | None = None,
    ) -> Rows:
        BOOK.count()
        return original(self, cypher, parameters, most=most)

    patch = pytest.MonkeyPatch()
    patch.setattr(Transaction, "run", run)
    yield
    patch.undo()


@pytest.fixture(scope="session", params=ENGINES)
def running(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[Running]:
    engine = request.param
    home = tmp_path_factory.mktemp(f"engine-{engine}")
    settings = replace(read_settings(os.environ), home=home, java_options="")
    with (
        attach(LocalAddress(home / "db"), engine=engine, settings=settings) as endpoint,
        Store(endpoint) as store,
    ):
        agent = store.agent()
        if AGENTS[engine] not in agent or (engine == "neo4j" and "ArcadeDB" in agent):
            BOOK.faults.append(f"{engine}: the server names itself {agent!r}")
        prepare(store)
        yield Running(store, engine)
    stop(home / "db", force=True, settings=settings)


@pytest.fixture
def store(running: Running, request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty database with our schema."""
    empty(running.store)
    initialise(running.store)
    running.contents = "unknown"
    with Recorded(running.engine, request):
        yield running.store


def _holding(content: str, running: Running, request: pytest.FixtureRequest) -> Iterator[Store]:
    if running.contents != content:
        empty(running.store)
        initialise(running.store)
        CONTENTS[content](running.store)
        running.contents = content
    with Recorded(running.engine, request):
        yield running.store


@pytest.fixture
def demo(running: Running, request: pytest.FixtureRequest) -> Iterator[Store]:
    """The examples, loaded; only to be read."""
    yield from _holding("demo", running, request)


@pytest.fixture
def holdings(running: Running, request: pytest.FixtureRequest) -> Iterator[Store]:
    """The synthetic holdings, loaded; only to be read."""
    yield from _holding("holdings", running, request)


@pytest.fixture
def city(running: Running, request: pytest.FixtureRequest) -> Iterator[Store]:
    """A small generated city, loaded; only to be read."""
    yield from _holding("city", running, request)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[EngineName]:
    """Give the name of an engine to a test that starts a server of its own and may harm it."""
    with Recorded(request.param, request):
        yield request.param


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests without a shared server as they stand, then engine by engine, content by content."""
    contents = list(CONTENTS)

    def place(item: pytest.Item) -> tuple[int, int]:
        fixtures = getattr(item, "fixturenames", ())
        if "running" not in fixtures:
            return (-1, -1)
        engine = ENGINES.index(item.callspec.params["running"])  # type: ignore[attr-defined]  # parametrized
        held = [contents.index(name) for name in contents if name in fixtures]
        return (engine, min(held, default=len(contents)))

    items.sort(key=place)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    only_one = {
        test for a, b in (ENGINES, ENGINES[::-1]) for test in set(BOOK.sent[a]) - set(BOOK.sent[b])
    }
    if only_one:
        BOOK.faults.append(f"not run on both engines: {sorted(only_one)[:5]}")
    for engine in ENGINES:
        idle = sorted(test for test, sent in BOOK.sent[engine].items() if not sent)
        if idle:
            BOOK.faults.append(f"{engine}: tests that sent no statement: {idle[:5]}")
    asked = session.config.option
    everything = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS
    whole = everything and not (asked.keyword or asked.collectonly or asked.markexpr in PARTS)
    if whole and not all(BOOK.sent.values()):
        BOOK.faults.append("an engine was left out")
    if BOOK.faults and exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for engine in ENGINES:
        sent = BOOK.sent[engine]
        terminalreporter.line(
            f"engine {engine}: {len(sent)} tests, {sum(sent.values())} statements"
        )
    for fault in BOOK.faults:
        terminalreporter.line(f"ENGINES DIFFER: {fault}", red=True)
