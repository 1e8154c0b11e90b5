"""Both engines and a plain evaluation must say the same of any small graph.

Rows are written, questions asked and all rolled back in one transaction. `make fuzz` draws many
more graphs, and shows that a changed time predicate is found out.
"""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph.engines import EngineName, LocalAddress, attach, read_settings, stop
from graph.ledger.version import prepare
from graph.schema import EDGES
from graph.store import Store, Transaction
from queries import catalogue
from queries.question import Question
from queries.rules import rule_set
from tests.parity import ENGINES
from tests.questions_graphs import NODES, graphs, looks, parameters
from tests.questions_meaning import ANSWERS
from tests.questions_model import Edge, Look

LIBRARY = {name: q for name, q in catalogue().items() if q.family != "ownership"}
# What a person types becomes ids before a statement is sent; these take names instead.
GIVEN: Mapping[str, Any] = {"names": ["c1", "o1"], "part": None, "ids": ["k001", "k002"]}


FAMILIES: dict[str, dict[str, Question]] = defaultdict(dict)
for _question in LIBRARY.values():
    FAMILIES[_question.family][_question.name] = _question


def types_of(questions: Mapping[str, Question]) -> list[str]:
    """Return the relationship types that some questions read, the tree aside, STATE often."""
    text = " ".join(q.statement for q in questions.values())
    found = [type_ for type_ in sorted(EDGES) if re.search(rf"\b{type_}\b", text)]
    read = [type_ for type_ in found if type_ != "PART_OF"]
    return [*read, "STATE"] if "STATE" in read else read or ["PART_OF"]


class _RolledBack(Exception):
    """Nothing of a drawn graph stays."""


@dataclass
class Both:
    """The two engines, each with the same nodes and no relationship."""

    stores: Mapping[str, Store]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    home = tmp_path_factory.mktemp("differential")
    with ExitStack() as stack:
        stores: dict[str, Store] = {}
        names: Sequence[EngineName] = ("arcadedb", "neo4j")
        assert tuple(names) == ENGINES
        for engine in names:
            chosen = replace(read_settings(os.environ), home=home / engine)
            address = LocalAddress(home / engine / "db")
            stack.callback(stop, address.folder, force=True, settings=chosen)
            endpoint = stack.enter_context(attach(address, engine=engine, settings=chosen))
            store = stack.enter_context(Store(endpoint))
            prepare(store)
            for id_, label in NODES.items():
                store.run_write(
                    f"CREATE (n:{label} {{id: $id, name: $id, code: $id}})", {"id": id_}
                )
            stores[engine] = store
        yield Both(stores)


def _write(tx: Transaction, edges: Sequence[Edge]) -> None:
    kinds = {(e.type, NODES[e.a], NODES[e.b]) for e in edges}
    for type_, start, end in sorted(kinds):
        rows = [
            [e.a, e.b, _row(e)]
            for e in edges
            if (e.type, NODES[e.a], NODES[e.b]) == (type_, start, end)
        ]
        tx.run(
            f"UNWIND $rows AS r MATCH (a:{start} {{id: r[0]}}) MATCH (b:{end} {{id: r[1]}}) "
            f"CREATE (a)-[e:{type_}]->(b) SET e += r[2]",
            {"rows": rows},
        )


def _row(e: Edge) -> dict[str, Any]:
    names = ("from_min", "from_max", "to_min", "to_max")
    return {
        **e.values, "key": e.key, "id": e.key, "known_from": e.known[0], "known_to": e.known[1],
        **dict(zip(names, e.dates, strict=True)), "dates_text": "", "sources": [e.key],
        "synthetic": True,
    }  # fmt: skip


def values_of(question: Question, drawn: Mapping[str, Any]) -> dict[str, Any]:
    """Return what stands for the parameters of a question."""
    values: dict[str, Any] = {}
    for p in question.parameters:
        match p.type:
            case "area":
                values[p.name] = drawn["area"]
            case "body":
                values[p.name] = drawn["body"]
            case "date":
                values[p.name] = drawn["other"]
            case _ if p.name in GIVEN:
                values[p.name] = GIVEN[p.name]
            case _ if p.choices:
                asked = (*p.choices, p.default)
                values[p.name] = asked[drawn["choice"] % len(asked)]
            case _:
                values[p.name] = p.default
    return values


def asked(
    store: Store, edges: Sequence[Edge], calls: Mapping[str, tuple[str, Mapping[str, Any]]]
) -> dict[str, list[tuple[Any, ...]]]:
    """Write a graph, send statements, roll everything back."""
    answers: dict[str, list[tuple[Any, ...]]] = {}

    def work(tx: Transaction) -> None:
        _write(tx, edges)
        for name, (statement, values) in calls.items():
            answers[name] = tx.run(statement, values).rows
        raise _RolledBack

    with suppress(_RolledBack):
        store.write(work)
    return answers


def calls_of(
    questions: Mapping[str, Question], look: Look, drawn: Mapping[str, Any]
) -> dict[str, tuple[str, Mapping[str, Any]]]:
    built_in = {"tick": look.tick, "as_of": look.day, "scope": list(look.scope)}
    return {
        name: (
            q.statement,
            {**values_of(q, drawn), **built_in, "rules": rule_set(q.rules) if q.rules else []},
        )
        for name, q in questions.items()
    }


def columns_of(question: Question, rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> Any:
    places = [question.returned.index(name) for name in names]
    return Counter(tuple(_plain(row[i]) for i in places) for row in rows)


def _plain(value: Any) -> Any:
    return round(value, 9) if isinstance(value, float) else value


def expected(name: str, question: Question, look: Look, drawn: Mapping[str, Any]) -> Any:
    evaluate, _ = ANSWERS[name]
    rows = evaluate(look, values_of(question, drawn))
    return Counter(tuple(_plain(value) for value in row) for row in rows)


def test_core_questions_have_a_plain_meaning_and_stand_in_the_library() -> None:
    assert len(ANSWERS) >= 25
    assert set(ANSWERS) <= set(LIBRARY)
    for name, (_, columns) in ANSWERS.items():
        assert set(columns) <= set(LIBRARY[name].returned), name


def test_the_plain_meaning_imports_nothing_of_ours() -> None:
    # The drawing of graphs knows our schema; what they mean must not.
    for module in ("model", "answers", "answers_bodies", "answers_more", "meaning"):
        text = (Path(__file__).parent / f"questions_{module}.py").read_text(encoding="utf-8")
        found = set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))
        assert not found & {"graph", "queries", "loaders", "api"}, module


@pytest.mark.parametrize("family", sorted(FAMILIES))
@settings(max_examples=settings().max_examples // 33)  # of each family; `make fuzz` has its own
@given(data=st.data())
def test_engines_and_plain_meaning_agree_on_any_small_graph(
    both: Both, family: str, data: st.DataObject
) -> None:
    questions = FAMILIES[family]
    edges = data.draw(graphs(types_of(questions)))
    drawn = data.draw(parameters)
    look = Look(NODES, edges, **data.draw(looks))
    calls = calls_of(questions, look, drawn)
    answers = {engine: asked(store, edges, calls) for engine, store in both.stores.items()}
    for name, question in questions.items():
        arcadedb, neo4j = answers["arcadedb"][name], answers["neo4j"][name]
        assert arcadedb == neo4j, name
        identities = {tuple(row[i] for i in question.identity) for row in neo4j}
        assert len(identities) == len(neo4j), f"{name}: an identity twice"
        if name in ANSWERS:
            given_ = columns_of(question, neo4j, ANSWERS[name][1])
            assert given_ == expected(name, question, look, drawn), name


FLIPS = (
    (r"(\w+)\.known_from <= \$tick < \1\.known_to", (
        r"\1.known_from < $tick < \1.known_to", r"\1.known_from <= $tick <= \1.known_to",
        r"\1.known_from <= $tick", r"$tick < \1.known_to",
    )),
    (r"(\w+)\.from_min <= (\S+) < \1\.to_max", (
        r"\1.from_min < \2 < \1.to_max", r"\1.from_min <= \2 <= \1.to_max",
        r"\1.from_max <= \2 < \1.to_max", r"\1.from_min <= \2 < \1.to_min",
    )),
    (r"(\w+)\.from_max <= (\S+) < \1\.to_min", (
        r"\1.from_max < \2 < \1.to_min", r"\1.from_max <= \2 <= \1.to_min",
        r"\1.from_min <= \2 < \1.to_min", r"\1.from_max <= \2 < \1.to_max",
    )),
)  # fmt: skip


def mutants(statement: str, without: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield a statement with each of its time predicates changed in each way, one at a time.

    Relationships of the types in `without` are left as they are.
    """
    for pattern, changed in FLIPS:
        for found in re.finditer(pattern, statement):
            types = re.search(rf"\[{found[1]}:([A-Z_|]+)", statement)
            if types and set(types[1].split("|")) & set(without):
                continue
            for number, replacement in enumerate(changed):
                line = statement.count("\n", 0, found.start()) + 1
                text = found.expand(replacement)
                whole = statement[: found.start()] + text + statement[found.end() :]
                yield f"line {line}, way {number}: {text}", whole


def test_every_time_predicate_of_a_core_question_can_be_flipped() -> None:
    for name in ANSWERS:
        statement = LIBRARY[name].statement
        assert len(list(mutants(statement))) == 4 * len(
            re.findall(r"known_from <= |from_min <= \S+ < |from_max <= \S+ < ", statement)
        ), name


# Those in which a few hundred graphs find every flip; others need more than a night has.
HUNTED = ("agreements-in-force", "check-ins", "pairings", "terms-ending")


@pytest.mark.fuzz
@pytest.mark.parametrize("name", HUNTED)
def test_a_flipped_time_predicate_is_found_out(both: Both, name: str) -> None:
    """Some graph tells a flip from what the question means; the tree and the names aside."""
    question, store = LIBRARY[name], both.stores["arcadedb"]
    alive = dict(mutants(question.statement, without=("PART_OF", "STATE")))

    @settings(max_examples=1_000, database=None, phases=(Phase.generate,))
    @given(data=st.data())
    def hunt(data: st.DataObject) -> None:
        edges = data.draw(graphs(types_of({name: question})))
        drawn, look = data.draw(parameters), Look(NODES, edges, **data.draw(looks))
        if not alive:
            return
        values = calls_of({name: question}, look, drawn)[name][1]
        wanted = expected(name, question, look, drawn)
        calls = {mutant: (text, values) for mutant, text in alive.items()}
        for mutant, rows in asked(store, edges, calls).items():
            if columns_of(question, rows, ANSWERS[name][1]) != wanted:
                del alive[mutant]

    hunt()
    assert not alive, sorted(alive)
