"""Both engines with the same nodes, on which small graphs are written and rolled back."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest

from graph.engines import EngineName, LocalAddress, attach, read_settings, stop
from graph.ledger.version import prepare
from graph.store import Store, Transaction
from tests.parity import ENGINES
from tests.questions_graphs import NODES
from tests.questions_model import ASSERTIONS, Edge


class _RolledBack(Exception):
    """Nothing of a drawn graph stays."""


@dataclass(frozen=True)
class Prepared:
    """An engine with the nodes and no relationship, and what it calls each node itself."""

    store: Store
    elements: Mapping[str, str]


@dataclass(frozen=True)
class Both:
    """The two engines, asked side by side."""

    engines: Mapping[str, Prepared]
    threads: ThreadPoolExecutor

    def asked(
        self, edges: Sequence[Edge], calls: Mapping[str, tuple[str, Mapping[str, Any]]]
    ) -> dict[str, dict[str, list[tuple[Any, ...]]]]:
        """Return what each engine answers."""
        answers = self.threads.map(
            lambda engine: asked(engine, edges, calls), self.engines.values()
        )
        return dict(zip(self.engines, answers, strict=True))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    home = tmp_path_factory.mktemp("differential")
    with ExitStack() as stack:
        engines: dict[str, Prepared] = {}
        names: Sequence[EngineName] = ("arcadedb", "neo4j")
        assert tuple(names) == ENGINES
        for engine in names:
            chosen = replace(read_settings(os.environ), home=home / engine)
            address = LocalAddress(home / engine / "db")
            stack.callback(stop, address.folder, force=True, settings=chosen)
            endpoint = stack.enter_context(attach(address, engine=engine, settings=chosen))
            engines[engine] = prepared(stack.enter_context(Store(endpoint)))
        yield Both(engines, stack.enter_context(ThreadPoolExecutor(len(engines))))


def prepared(store: Store) -> Prepared:
    """Give an empty database the nodes of all graphs."""
    prepare(store)
    for id_, label in NODES.items():
        store.run_write(f"CREATE (n:{label} {{id: $id, name: $id, code: $id}})", {"id": id_})
    for a in ASSERTIONS:
        store.run_write(
            "CREATE (x:Assertion {id: $id, start: $start, known_from: $known, citation: $says})",
            {"id": a.id, "start": a.start, "known": a.known_from, "says": a.citation},
        )
    found = store.query("MATCH (n) WHERE n.code = n.id RETURN n.id, elementId(n)")
    engine = Prepared(store, dict(found.rows))
    assert set(engine.elements) == set(NODES)
    return engine


def write_edges(tx: Transaction, edges: Sequence[Edge], elements: Mapping[str, str]) -> None:
    rows: dict[str, list[list[Any]]] = defaultdict(list)
    for e in edges:
        rows[e.type].append([elements[e.a], elements[e.b], _row(e)])
    for type_, of_type in rows.items():
        tx.run(
            "UNWIND $rows AS r MATCH (a) WHERE elementId(a) = r[0] MATCH (b) "
            f"WHERE elementId(b) = r[1] CREATE (a)-[e:{type_}]->(b) SET e += r[2]",
            {"rows": of_type},
        )


def _row(e: Edge) -> dict[str, Any]:
    names = ("from_min", "from_max", "to_min", "to_max")
    return {
        "synthetic": True, **e.values,
        "key": e.key, "id": e.key, "known_from": e.known[0], "known_to": e.known[1],
        **dict(zip(names, e.dates, strict=True)), "dates_text": "", "sources": [e.key],
    }  # fmt: skip


def asked(
    engine: Prepared, edges: Sequence[Edge], calls: Mapping[str, tuple[str, Mapping[str, Any]]]
) -> dict[str, list[tuple[Any, ...]]]:
    """Write a graph, send statements, roll everything back."""
    answers: dict[str, list[tuple[Any, ...]]] = {}

    def work(tx: Transaction) -> None:
        write_edges(tx, edges, engine.elements)
        for name, (statement, values) in calls.items():
            answers[name] = tx.run(statement, values).rows
        raise _RolledBack

    with suppress(_RolledBack):
        engine.store.write(work)
    return answers


def asked_in_turn(
    engine: Prepared,
    edges: Sequence[Edge],
    turns: Sequence[tuple[Edge, Mapping[str, str]]],
    values: Mapping[str, Any],
) -> list[dict[str, list[tuple[Any, ...]]]]:
    """Write a graph; let one row of it stand otherwise, ask, and put it back; roll back."""
    answers: list[dict[str, list[tuple[Any, ...]]]] = []
    stood = {e.key: e for e in edges}

    def put(tx: Transaction, e: Edge) -> None:
        tx.run(
            f"MATCH (a)-[e:{e.type}]->(b) WHERE elementId(a) = $a AND elementId(b) = $b "
            "AND e.id = $id SET e += $row",
            {"a": engine.elements[e.a], "b": engine.elements[e.b], "id": e.key, "row": _row(e)},
        )

    def work(tx: Transaction) -> None:
        write_edges(tx, edges, engine.elements)
        for changed, statements in turns:
            put(tx, changed)
            answers.append({name: tx.run(text, values).rows for name, text in statements.items()})
            put(tx, stood[changed.key])
        raise _RolledBack

    with suppress(_RolledBack):
        engine.store.write(work)
    return answers
