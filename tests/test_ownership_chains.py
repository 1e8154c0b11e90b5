"""A question about one company reads its chains of holdings, and answers as if it read all."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.analysis.rows import FULL
from graph.store import Store
from loaders.load import Input, load, register
from queries.asking import ask
from queries.catalogue import catalogue, find
from queries.following import EVERYTHING, chains_of, read_chains
from queries.methods import calculate
from queries.question import Question
from queries.resolve import Found

Row = tuple[Any, ...]
CLOSE = 1e-9
FOLLOWING = {name for name, question in catalogue().items() if question.chains}
KINDS = ("资本", "资本", "资本", "资本", "表决权", "协议控制")
DEFAULTS = {
    "threshold": "50%", "rule": "more-than", "basis": "votes", "own_shares": "count",
    "certainty": "possible", "most": 10, "preset": None, "concert": None,
}  # fmt: skip


@st.composite
def registers(draw: st.DrawFn) -> list[Row]:
    """Rows as the statement returns them: rings, ranges, votes, agreements, worlds apart."""
    n = draw(st.integers(2, 9))
    pairs = draw(
        st.lists(st.tuples(st.integers(0, n + 2), st.integers(0, n - 1)), max_size=14, unique=True)
    )
    found: list[Row] = []
    for number, (holder, company) in enumerate(pairs):
        low = draw(st.integers(0, 20)) * FULL // 20
        high = draw(st.sampled_from([low, low, min(low + FULL // 10, FULL), None]))
        label = "Enterprise" if holder < n else "Holder"
        found.append(
            (
                f"n{holder:02d}", f"N{holder}", label, f"n{company:02d}", f"N{company}",
                draw(st.sampled_from(KINDS)), low, high, draw(st.integers(0, 9)) > 0,
                date(2020, 1, 1), True, f"f{number:02d}", [],
            )
        )  # fmt: skip
    return found


def among(question: Question, rows: Sequence[Row]) -> Any:
    """Return what the statement returns of some rows, step by step."""
    holder, company = question.reads.index("holder"), question.reads.index("company")

    def step(where: Mapping[str, list[str] | None]) -> list[Row]:
        companies, holders = where["companies"] or [], where["holders"] or []
        below = {r[company] for r in rows if r[holder] in holders}
        return [r for r in rows if r[company] in companies or r[company] in below]

    return step


def by_identity(question: Question, rows: Sequence[Row]) -> dict[Row, list[Any]]:
    return {
        tuple(row[i] for i in question.identity): [
            v if v is None or not isinstance(v, float) else pytest.approx(v, abs=CLOSE, rel=CLOSE)
            for v in row
        ]
        for row in rows
    }


def asked_of(ids: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """Return every question about one company or one pair, for a few of them."""
    calls: list[tuple[str, dict[str, Any]]] = []
    for one, other in zip(ids, [*ids[1:], *ids[:1]], strict=True):
        calls += [
            (name, {"company": one})
            for name in ("ultimate-owners", "ultimate-controllers", "ownership-tree")
        ]
        calls += [
            ("controllers", {"company": one, "controller": None}),
            ("controllers", {"company": None, "controller": one}),
            ("controllers", {"company": one, "controller": None, "concert": [other, ids[-1]]}),
            ("integrated-ownership", {"company": one, "holder": None}),
            ("integrated-ownership", {"company": None, "holder": one}),
            ("integrated-ownership", {"company": one, "holder": other}),
            ("explain-ownership", {"holder": other, "company": one}),
            ("legal-thresholds", {"company": one, "preset": "beneficial-owner"}),
            ("legal-thresholds", {"company": one, "preset": "consolidation"}),
            ("what-if-holding", {"holder": other, "company": one, "share": "0", "target": None}),
            ("holding-problems", {"company": one}),
        ]  # fmt: skip
    return calls


@settings(max_examples=40)
@given(registers())
def test_what_no_chain_reaches_changes_no_answer(rows: list[Row]) -> None:
    nodes = {r[0]: Found(r[2], r[0], r[1], "") for r in rows}
    nodes |= {r[3]: Found("Enterprise", r[3], r[4], "") for r in rows}
    for name, given_ in asked_of(sorted(nodes)):
        question, values = find(name), {**DEFAULTS, **given_, "scope": []}
        words = [w for v in given_.values() for w in (v if isinstance(v, list) else [v])]
        named = {w: nodes[w] for w in words if w in nodes}
        following = chains_of(question, values)
        assert following is not None
        part = read_chains(question, *following, among(question, rows))
        assert set(map(str, part)) <= set(map(str, rows))
        assert len(part) == len({r[11] for r in part}), "a row is read twice"
        less = calculate(name, part, values, nodes=named)
        everything = calculate(name, rows, values, nodes=named)
        assert len(less) == len(everything)
        assert by_identity(question, less) == by_identity(question, everything), (name, given_)


def test_only_chains_are_read() -> None:
    question = find("ultimate-owners")
    apart: list[Row] = [
        (f"n{k}", "", "Enterprise", f"n{k + 1}", "", "资本", FULL // 2, FULL // 2, True,
         date(2020, 1, 1), True, f"f{k}", [])
        for k in range(100) if k != 49
    ]  # fmt: skip
    following = chains_of(question, {"company": "n60"})
    assert following is not None
    part = read_chains(question, *following, among(question, apart))
    assert {r[11] for r in part} == {f"f{k}" for k in range(50, 60)}


def test_every_question_about_companies_follows_their_chains() -> None:
    about = {
        name
        for name, question in catalogue().items()
        if question.method and {p.name for p in question.parameters} & {"company", "holder"}
    }
    assert about == FOLLOWING == {name for name, _ in asked_of(["a", "b"])}


HOLDINGS = [
    # A ring below a State holder, votes apart from capital, an agreement, own shares.
    ("国资", "甲", "60%", "单位", ""), ("丙", "甲", "40%", "", ""), ("甲", "乙", "70%", "", ""),
    ("乙", "丙", "80%", "", ""), ("余某", "丙", "20%", "其他", ""), ("甲", "丁", "30%", "", "资本"),
    ("甲", "丁", "60%", "", "表决权"), ("戊", "丁", "40%", "", "表决权"),
    ("丁", "戊", "", "", "协议控制"), ("戊", "戊", "5%", "", ""), ("己", "戊", "10-15%", "", ""),
    # Another world: a closed group, sums above 100 %, an unknown share.
    ("子", "丑", "100%", "", ""), ("丑", "子", "100%", "", ""), ("丑", "寅", "80%", "", ""),
    ("卯", "寅", "40%", "", ""), ("卯", "辰", "", "", ""), ("寅", "辰", "25%", "", ""),
]  # fmt: skip


def test_both_engines_read_the_same_chains(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "holdings.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [("持股方", "被持股企业", "持股比例", "持股方类型", "类型"), *HOLDINGS]
        )
    load(store, [Input(file, register("holdings"))], who="tests")
    found = store.query(
        "MATCH (n)-[:HOLDS]-() RETURN DISTINCT n.id AS id, n.name AS name, labels(n)[0] AS label"
    )
    nodes = {id_: Found(label, id_, name, "") for id_, name, label in found}
    id_of = {node.name: id_ for id_, node in nodes.items()}
    assert len(nodes) == 13
    for name, given_ in asked_of([id_of[name] for name in ("甲", "寅")]):
        asked = {key: value for key, value in given_.items() if value is not None}
        answer = ask(store, name, asked)
        question = answer.question
        built_in = {"tick": answer.tick, "as_of": answer.as_of, "scope": [], **EVERYTHING}
        rows = store.query(question.statement, built_in).rows
        ids = [
            v for value in asked.values() for v in (value if isinstance(value, list) else [value])
        ]
        named = {id_: nodes[id_] for id_ in ids if id_ in nodes}
        every = calculate(name, rows, {**answer.parameters, "scope": []}, nodes=named)
        assert by_identity(question, answer.rows) == by_identity(question, every), (name, given_)
