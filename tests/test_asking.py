"""Asking: what is refused, what is hidden, and that both engines give the same rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest

from graph.errors import Misuse
from graph.store import Store
from graph.time import SHANGHAI
from queries import Answer
from queries.asking import ask
from queries.question import Question
from queries.resolve import AmbiguousReference, UnknownReference, find_any

DAY = "2024-06-30"

# What the real examples can answer, with a second place or day for some; every question is asked
# by its own examples (test_questions_examples.py) and on any graph (test_differential.py).
CALLS: list[tuple[str, dict[str, Any], str]] = [
    ("area-children", {"area": "呼和浩特市"}, "2022-01-01"),
    ("area-children", {"area": "赛罕区"}, DAY),
    ("area-disputes", {"area": "三顺店社区"}, DAY),
    ("area-network", {"area": "呼和浩特市"}, DAY),
    ("area-network", {"area": "1504"}, "2020-06-30"),
    ("area-roots", {}, DAY),
    ("area-search", {"names": "锦绣社区居委会,昭乌达路街道,150102"}, DAY),
    ("area-search", {"names": "无", "part": "锦绣"}, DAY),
    ("area-states", {"area": "150105006"}, DAY),
    ("area-states", {"area": "达尔登社区"}, "2020-06-30"),
    ("area-tree", {"area": "航苑小区"}, DAY),
    ("area-coverage", {"area": "呼和浩特市", "level": "Street"}, DAY),
    ("area-coverage", {"area": "新城区", "level": "Site"}, "2020-12-31"),
    ("coverage-rate", {"area": "呼和浩特市", "level": "Community"}, DAY),
    ("coverage-rate", {"area": "1504", "level": "Community"}, "2020-12-31"),
    ("committee-members", {"committee": "C01"}, "2020-12-31"),
    ("committee-members", {"committee": "O003"}, DAY),
    ("grid-coverage", {"area": "赛罕区"}, "2020-07-01"),
    ("reported-and-counted", {"area": "回民区"}, DAY),
    ("reported-and-counted", {"area": "兴康社区"}, "2021-06-30"),
]
IDS = [f"{name}-{number}" for number, (name, *_) in enumerate(CALLS)]


# ---- both engines ----

_ROWS: dict[str, dict[str, str]] = {}


@pytest.mark.parametrize(("name", "parameters", "as_of"), CALLS, ids=IDS)
def test_both_engines_give_the_same_rows(
    demo: Store, name: str, parameters: dict[str, Any], as_of: str
) -> None:
    answer = ask(demo, name, parameters, as_of=as_of)
    assert answer.rows, "an empty answer compares nothing"
    engine = "arcadedb" if "ArcadeDB" in demo.agent() else "neo4j"
    key = f"{name} {parameters} {as_of}"
    _ROWS.setdefault(key, {})[engine] = json.dumps(answer.document()["rows"], ensure_ascii=False)
    assert len(set(_ROWS[key].values())) == 1


@pytest.mark.parametrize("inside", ["false", "w.known_from > 9007199254740000"])
def test_a_path_of_several_steps_heeds_what_stands_inside_it(demo: Store, inside: str) -> None:
    # The short form -[w:T WHERE …]->{1,5} is not heeded by ArcadeDB: lint refuses it.
    found = demo.query(
        "MATCH (a:District {code: '150102'}) "
        f"MATCH (a) (()<-[w:PART_OF WHERE {inside}]-()){{1,5}} (x) RETURN count(x)"
    )
    assert found.rows == [(0,)]


def test_an_area_of_a_later_year_is_not_below_an_earlier_one(demo: Store) -> None:
    # 万通路街道 is first reported in 2024; its committee and figures must not count in 2022.
    def new_city(day: str) -> tuple[Any, ...]:
        rows = ask(demo, "area-children", {"area": "呼和浩特市"}, as_of=day).records()
        row = next(r for r in rows if r["code"] == "150102")
        return row["committees"], row["figures"]

    assert new_city("2022-01-01") == (1, 5)
    assert new_city("2024-06-30") == (2, 9)


# ---- what an answer carries ----


@pytest.mark.parametrize(("name", "parameters", "as_of"), CALLS, ids=IDS)
def test_an_answer_is_identified_sourced_and_typed(
    demo: Store, name: str, parameters: dict[str, Any], as_of: str
) -> None:
    answer = ask(demo, name, parameters, as_of=as_of)
    question = answer.question
    identities = [tuple(row[i] for i in question.identity) for row in answer.rows]
    assert len(set(identities)) == len(identities)
    assert None not in {part for identity in identities for part in identity}
    _is_the_contract(answer, question)
    sources = _sources(answer)
    if sources:
        known = demo.query(
            "MATCH (x:Assertion) WHERE x.id IN $ids RETURN count(x)", {"ids": sorted(sources)}
        )
        assert known.rows == [(len(sources),)]
        cited = ask(demo, "evidence", {"ids": sorted(sources)[:20]})
        assert len(cited.rows) == len(sorted(sources)[:20])


def _sources(answer: Answer) -> set[str]:
    names = [c.name for c in answer.question.columns if c.type == "sources"]
    return {id_ for record in answer.records() for name in names for id_ in record[name] or ()}


def _is_the_contract(answer: Answer, question: Question) -> None:
    for lang in ("zh", "en"):
        document = answer.document(lang)
        assert set(document) >= {
            "question", "parameters", "as_of", "tick", "columns", "rows", "cypher", "truncated"
        }  # fmt: skip
        assert json.loads(json.dumps(document)) == document
        assert all(set(c) == {"name", "type", "unit", "title"} for c in document["columns"])
        names = [c["name"] for c in document["columns"]]
        assert all(list(row) == names for row in document["rows"])
    document = answer.document()
    assert document["cypher"] == question.cypher
    assert document["as_of"] == answer.as_of.isoformat()
    assert (document["tick"], document["truncated"]) == (1, False)


def test_a_shortened_answer_says_so(demo: Store) -> None:
    whole = ask(demo, "area-children", {"area": "呼和浩特市"}, as_of=DAY)
    assert len(whole.rows) == 11
    exact = ask(demo, "area-children", {"area": "呼和浩特市"}, as_of=DAY, most=11)
    assert (exact.truncated, exact.rows) == (False, whole.rows)
    part = ask(demo, "area-children", {"area": "呼和浩特市"}, as_of=DAY, most=10)
    assert (part.truncated, part.rows) == (True, whole.rows[:10])


@pytest.mark.parametrize(("name", "parameters", "as_of"), CALLS, ids=IDS)
def test_a_part_is_how_the_whole_begins(
    demo: Store, name: str, parameters: dict[str, Any], as_of: str
) -> None:
    whole = ask(demo, name, parameters, as_of=as_of)
    part = ask(demo, name, parameters, as_of=as_of, most=1)
    assert (part.rows, part.truncated) == (whole.rows[:1], len(whole.rows) > 1)


# ---- scope ----

AREA_COLUMNS = {
    "area-children": "area_id", "area-network": "area_id", "area-roots": "area_id",
    "area-search": "area_id", "area-coverage": "area_id", "coverage-rate": "above_id",
    "grid-coverage": "grid_id",
}  # fmt: skip


def _district(store: Store, code: str) -> str:
    rows = store.query("MATCH (n:District {code: $code}) RETURN n.id", {"code": code})
    id_: str = rows.rows[0][0]
    return id_


def _inside(store: Store, district: str) -> set[str]:
    """Return the areas at or below a district, step by step and not by a path."""
    inside, last = {district}, [district]
    while last:
        rows = store.query(
            "MATCH (x)-[p:PART_OF]->(a) WHERE a.id IN $ids RETURN DISTINCT x.id", {"ids": last}
        )
        last = [row[0] for row in rows if row[0] not in inside]
        inside.update(last)
    return inside


@pytest.mark.parametrize(("name", "parameters", "as_of"), CALLS, ids=IDS)
def test_nothing_outside_the_scope_is_shown(
    demo: Store, name: str, parameters: dict[str, Any], as_of: str
) -> None:
    everything = ask(demo, name, parameters, as_of=as_of).rows
    elsewhere = ask(demo, name, parameters, as_of=as_of, scope=["no such area"]).rows
    assert elsewhere == []
    district = _district(demo, "150124")  # 清水河县: in none of the calls but as one of many
    seen = ask(demo, name, parameters, as_of=as_of, scope=[district])
    assert len(seen.rows) < len(everything)
    if name in AREA_COLUMNS:
        shown = {record[AREA_COLUMNS[name]] for record in seen.records()}
        assert shown <= _inside(demo, district)


def test_a_scope_shows_all_that_lies_inside_it(demo: Store) -> None:
    district = _district(demo, "150102")
    all_streets = ask(
        demo, "area-coverage", {"area": "呼和浩特市", "level": "Street"}, as_of=DAY
    ).records()
    wanted = {r["area_id"] for r in all_streets if r["above"] == "新城区"}
    seen = ask(
        demo,
        "area-coverage",
        {"area": "呼和浩特市", "level": "Street"},
        as_of=DAY,
        scope=[district],
    ).records()
    assert {r["area_id"] for r in seen} == wanted
    assert len(wanted) == 11


# ---- what is refused ----


def _refused(demo: Store, name: str, parameters: dict[str, Any], **more: Any) -> Misuse:
    with pytest.raises(Misuse) as error:
        ask(demo, name, parameters, **more)
    assert error.value.exit_code == 2
    assert error.value.what.zh
    assert error.value.what.en
    return error.value


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("area-coverege", {"area": "新城区"}, "没有“area-coverege”"),
        ("area-coverage", {"area": "新城区", "street": "x"}, "没有参数 street"),
        ("area-coverage", {}, "缺少参数 area"),
        ("area-coverage", {"area": ""}, "缺少参数 area"),
        ("area-coverage", {"area": "新城区", "level": "Village"}, "不能是“Village”"),
        ("area-coverage", {"area": "没有的区"}, "没有叫“没有的区”"),
        ("area-coverage", {"area": "/"}, "没有叫“/”"),
        ("area-coverage", {"area": "锦绣社区"}, "2 个"),
        ("committee-members", {"committee": "新城区"}, "没有叫“新城区”"),
        ("evidence", {"ids": 7}, "应为一列文字"),
    ],
)
def test_a_question_that_cannot_be_understood_is_refused(
    demo: Store, name: str, parameters: dict[str, Any], said: str
) -> None:
    assert said in _refused(demo, name, parameters).what.zh
    assert demo.query("RETURN 1").rows == [(1,)]  # the door is still open


@pytest.mark.parametrize("as_of", ["2024", "2024-06", "2024-02-30", "明天", ""])
def test_a_day_must_be_one_day(demo: Store, as_of: str) -> None:
    error = _refused(demo, "area-roots", {}, as_of=as_of)
    assert error.todo is not None
    assert demo.query("RETURN 1").rows == [(1,)]


def test_a_day_may_be_written_as_people_write_it(demo: Store) -> None:
    wanted = ask(demo, "area-roots", as_of=date(2024, 6, 30))
    noon = ask(demo, "area-roots", as_of=datetime(2024, 6, 30, 12, tzinfo=SHANGHAI))
    assert (noon.as_of, noon.rows) == (wanted.as_of, wanted.rows)
    for text in ("2024-06-30", "2024年6月30日", "2024.6.30"):
        answer = ask(demo, "area-roots", as_of=text)
        assert (answer.as_of, answer.rows) == (wanted.as_of, wanted.rows)


@pytest.mark.parametrize("tick", [0, 2, 99, -1])
def test_a_batch_that_was_never_published_is_refused(demo: Store, tick: int) -> None:
    assert "从未发布" in _refused(demo, "area-roots", {}, tick=tick).what.zh


def test_what_was_known_before_the_first_batch_is_refused(demo: Store) -> None:
    assert "批次" in _refused(demo, "area-roots", {}, tick=date(2000, 1, 1)).what.zh
    assert ask(demo, "area-roots", tick=1).tick == 1


def test_an_empty_database_answers_with_nothing(store: Store) -> None:
    answer = ask(store, "area-roots")
    assert (answer.rows, answer.tick, answer.truncated, answer.synthetic) == ([], 0, False, False)


@pytest.mark.parametrize(
    "reference", ["150105006", "昭乌达路街道", "昭乌达南路街道", "赛罕区/昭乌达路街道"]
)
def test_an_area_is_meant_by_code_old_name_new_name_and_path(demo: Store, reference: str) -> None:
    def rows(area: str) -> Sequence[tuple[Any, ...]]:
        return ask(demo, "area-states", {"area": area}, as_of=DAY).rows

    assert rows(reference) == rows("150105006") != []


def test_a_committee_is_meant_by_its_number(demo: Store) -> None:
    by_number = ask(demo, "committee-members", {"committee": "C01"}, as_of="2020-12-31")
    by_name = ask(
        demo, "committee-members", {"committee": "航苑小区联合党组织"}, as_of="2020-12-31"
    )
    assert by_number.rows == by_name.rows != []


def test_several_areas_of_one_name_are_named_only_inside_the_scope(demo: Store) -> None:
    def id_of(area: str) -> str:
        return find_any(demo, area).id

    with pytest.raises(AmbiguousReference) as error:
        ask(demo, "grid-coverage", {"area": "锦绣社区"})
    assert len(error.value.candidates) == 2
    inside = ask(demo, "area-children", {"area": "锦绣社区"}, scope=[id_of("新城区")])
    assert inside.rows == ask(demo, "area-children", {"area": "150102007003"}).rows
    with pytest.raises(UnknownReference) as unknown:
        ask(demo, "grid-coverage", {"area": "锦绣社区"}, scope=[id_of("回民区")])
    assert "新城区" not in str(unknown.value)
    # What lies above the scope may be named: the names of its own areas do so anyway.
    with pytest.raises(AmbiguousReference) as above:
        ask(demo, "grid-coverage", {"area": "锦绣社区"}, scope=[id_of("呼和浩特市")])
    assert len(above.value.candidates) == 2


def test_a_tree_counts_what_lies_inside_the_scope(demo: Store) -> None:
    def children(scope: Sequence[str]) -> dict[str, int]:
        answer = ask(demo, "area-tree", {"area": "航苑小区"}, as_of="2022-01-01", scope=scope)
        return {row["name"]: row["children"] for row in answer.records() if row["on_path"]}

    street = find_any(demo, "东街街道").id
    assert children([]) == {
        "呼和浩特市": 11, "新城区": 11, "东街街道": 6, "河西社区居委会": 1, "航苑小区": 0,
    }  # fmt: skip
    assert children([street]) == {
        "呼和浩特市": 1, "新城区": 1, "东街街道": 6, "河西社区居委会": 1, "航苑小区": 0,
    }  # fmt: skip


def test_no_list_of_areas_is_unknown_and_not_zero(demo: Store) -> None:
    for name in ("coverage-rate", "area-coverage", "coverage-trend"):
        answer = ask(demo, name, {"area": "小店区", "level": "Community"})
        assert answer.rows == []
        assert answer.note is not None
        assert "不知道，不是 0" in answer.note.zh
        assert (
            answer.document("en")["note"] == "no list of areas of this level: coverage is "
            "unknown, not 0"
        )
    assert "note" not in ask(demo, "coverage-rate", {"area": "呼和浩特市"}).document()


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("coverage-trend", {"area": "新城区", "steps": "abc"}, "steps 应为整数"),
        ("activities", {"area": "新城区", "since": "abc"}, "abc"),
        ("activities", {"area": "新城区", "since": "2023"}, "请给出具体的一天"),
    ],
)
def test_a_mistyped_parameter_is_named_with_what_to_do(
    demo: Store, name: str, parameters: dict[str, Any], said: str
) -> None:
    with pytest.raises(Misuse) as error:
        ask(demo, name, parameters)
    assert said in error.value.what.zh
    assert error.value.where in parameters
    assert error.value.todo is not None
