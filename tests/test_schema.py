"""What may stand in the graph: the declaration, what is derived from it, and what it refuses."""

from __future__ import annotations

import itertools
import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import RefusedInput
from graph.identity import digest, fact_key, node_id, row_id, slot
from graph.schema import (
    AREA_LABELS,
    BODY_LABELS,
    CODE_LISTS,
    COMMON,
    EDGES,
    FACT_LABELS,
    HOLDER_LABELS,
    NODES,
    check_edge,
    check_node,
    statements,
)
from graph.schema.declare import EdgeType, Property
from graph.store import Store
from graph.text import Text

PROPERTIES = [
    *((f"{label}.{p.name}", p) for label, node in NODES.items() for p in node.state),
    *((f"{type_}.{p.name}", p) for type_, edge in EDGES.items() for p in edge.properties),
    *((f"common.{p.name}", p) for p in COMMON),
]
HAN = re.compile(r"[\u4e00-\u9fff]")


# ---- the declaration ----


def captions() -> list[tuple[str, Text]]:
    found = [(label, node.caption) for label, node in NODES.items()]
    for type_, edge in EDGES.items():
        found += [(type_, edge.caption), (f"{type_} reversed", edge.reverse)]
    found += [(name, p.caption) for name, p in PROPERTIES]
    for name, codes in CODE_LISTS.items():
        found += [(name, codes.caption)]
        found += [(f"{name}.{code.value}", code.caption) for code in codes.codes]
    return found


@pytest.mark.parametrize(("name", "caption"), captions())
def test_everything_has_a_caption_in_both_languages(name: str, caption: Text) -> None:
    assert caption.zh.strip() == caption.zh != ""
    assert caption.en.strip() == caption.en != ""
    assert not HAN.search(caption.en), name
    assert HAN.search(caption.zh) or name.startswith("qualifier."), name


def test_a_code_list_holds_a_value_once() -> None:
    for codes in CODE_LISTS.values():
        assert len(codes.values()) == len(codes.codes)


def test_every_code_list_serves_a_property() -> None:
    used = {p.codes.name for _, p in PROPERTIES if p.codes is not None}
    assert used == set(CODE_LISTS)


def test_party_organisations_that_count_and_those_that_only_cover() -> None:
    kinds = CODE_LISTS["branch_kind"]
    assert "党小组" not in kinds.flagged("counts")
    assert "党小组" in kinds.flagged("covers")
    assert "党组" not in {*kinds.flagged("counts"), *kinds.flagged("covers")}
    assert "功能型" not in kinds.flagged("adds_members")


def test_edges_join_labels_that_exist_and_never_the_ledger() -> None:
    for edge in EDGES.values():
        ends = {end for ends in edge.joins.values() for end in ends}
        assert {*edge.joins, *ends} <= set(FACT_LABELS), edge.type


def test_every_label_has_a_state_and_can_be_disputed() -> None:
    assert set(EDGES["STATE"].joins) == set(EDGES["DISPUTED"].joins) == set(FACT_LABELS)
    assert all(ends == (label,) for label, ends in EDGES["STATE"].joins.items())
    for type_, edge in EDGES.items():
        for start, ends in edge.joins.items():
            assert set(ends) <= set(EDGES["DISPUTED"].joins[start]), type_


def test_what_every_edge_carries_is_never_redeclared() -> None:
    common = {p.name for p in COMMON}
    for edge in EDGES.values():
        assert not common & set(edge.by_name), edge.type
    for node in NODES.values():
        assert not common & {p.name for p in node.state}, node.label


def test_a_facet_has_one_type_on_every_label() -> None:
    types: dict[str, set[str]] = {}
    for node in NODES.values():
        for facet in node.state:
            types.setdefault(facet.name, set()).add(facet.type)
    assert {name: kinds for name, kinds in types.items() if len(kinds) > 1} == {}


def test_every_body_has_a_code_by_which_a_later_register_can_refer_to_it() -> None:
    for label in (*AREA_LABELS, *BODY_LABELS, *HOLDER_LABELS):
        assert "code" in {p.name for p in NODES[label].state}, label


def test_a_role_that_names_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="undeclared"):
        EdgeType("X", Text("甲", "x"), Text("乙", "y"), {"Unit": ("Unit",)}, role=("post",))


# ---- what is derived: constraints and indexes ----


def test_every_label_and_every_type_has_its_constraint() -> None:
    text = statements()
    for label in NODES:
        assert sum(f"FOR (n:{label}) REQUIRE n.id IS UNIQUE" in s for s in text) == 1, label
    for type_ in EDGES:
        assert sum(f"FOR ()-[e:{type_}]-() REQUIRE e.id IS UNIQUE" in s for s in text) == 1, type_


def test_names_of_constraints_and_indexes_are_unique() -> None:
    names = [re.search(r"(?:CONSTRAINT|INDEX) (\w+)", s) for s in statements()]
    assert None not in names
    assert len({n[1] for n in names if n}) == len(names)


def test_no_index_doubles_a_constraint() -> None:
    constrained = {
        m[1] for s in statements() if "CONSTRAINT" in s and (m := re.search(r"FOR (\(.*?\))", s))
    }
    assert constrained
    assert not [s for s in statements() if "INDEX" in s and re.search(r"ON \(\w+\.id\)", s)]


def test_the_schema_is_applied_and_applied_again(store: Store) -> None:
    store.apply_schema()
    store.apply_schema()
    one = {"id": "twice"}
    store.run_write("CREATE (:Unit $one)", {"one": one})
    with pytest.raises(RefusedInput, match="唯一"):
        store.run_write("CREATE (:Unit $one)", {"one": one})
    with pytest.raises(RefusedInput, match="唯一"):
        store.run_write(
            "MATCH (a:Unit {id: 'twice'}) "
            "CREATE (a)-[:STATE {id: 'row'}]->(a) CREATE (a)-[:STATE {id: 'row'}]->(a)"
        )
    assert store.query("MATCH (n:Unit) RETURN count(n)").rows == [(1,)]


# ---- what is refused ----

WRONG = [
    ("PART_OF", "Community", "District"),
    ("PART_OF", "District", "Street"),
    ("PART_OF", "Site", "City"),
    ("PART_OF", "City", "City"),
    ("PART_OF", "Unit", "Community"),
    ("LOCATED_IN", "Community", "Street"),
    ("LOCATED_IN", "Committee", "Community"),
    ("SERVES", "Branch", "Community"),
    ("MEMBER_OF", "Committee", "Committee"),
    ("MEMBER_OF", "Unit", "Branch"),
    ("MEMBER_OF", "Post", "Committee"),
    ("REPORTS_TO", "Branch", "Committee"),
    ("POST_OF", "Unit", "Post"),
    ("CO_BUILDS", "Community", "Unit"),
    ("SIGNED", "Agreement", "Unit"),
    ("SIGNED", "Unit", "Unit"),
    ("JOINTLY_APPOINTED", "Post", "Branch"),
    ("COVERS", "Unit", "Grid"),
    ("COVERS", "Branch", "Community"),
    ("ABOUT", "Unit", "Figure"),
    ("STATE", "Unit", "Enterprise"),
    ("NAMED", "Post", "Post"),
    ("NAMED", "Street", "Community"),
]


@pytest.mark.parametrize(("type_", "start", "end"), WRONG)
def test_an_edge_between_the_wrong_nodes_is_refused(type_: str, start: str, end: str) -> None:
    with pytest.raises(RefusedInput) as error:
        check_edge(type_, start, end, {})
    assert EDGES[type_].caption.zh in error.value.what.zh
    assert start in error.value.what.zh
    assert end in error.value.what.zh
    assert f"{type_} cannot join {start} to {end}" == error.value.what.en
    assert error.value.todo is not None
    assert next(iter(EDGES[type_].joins)) in error.value.todo.zh
    assert next(iter(EDGES[type_].joins)) in error.value.todo.en


def test_every_declared_edge_is_allowed_and_no_other() -> None:
    for type_, edge in EDGES.items():
        for start, end in itertools.product(NODES, NODES):
            if end in edge.joins.get(start, ()):
                check_edge(type_, start, end, {})
            else:
                with pytest.raises(RefusedInput):
                    check_edge(type_, start, end, {})


@pytest.mark.parametrize("label", ["Person", "Batch", "Ledger", "Source", "Assertion", ""])
def test_a_node_that_is_not_declared_is_refused(label: str) -> None:
    with pytest.raises(RefusedInput) as error:
        check_node(label)
    assert error.value.todo is not None
    assert "Community" in error.value.todo.en
    assert "Assertion" not in error.value.todo.en  # the ledger's own nodes are not on offer


@pytest.mark.parametrize("label", FACT_LABELS)
def test_a_declared_node_is_allowed(label: str) -> None:
    check_node(label)


def test_an_unknown_relationship_type_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RefusedInput) as error:
        check_edge("OWNS", "Unit", "Unit", {})
    assert "OWNS" in error.value.what.zh
    assert error.value.todo is not None
    assert "CO_BUILDS" in error.value.todo.zh


@pytest.mark.parametrize(
    ("type_", "start", "end", "values", "said"),
    [
        ("COVERS", "Branch", "Grid", {"mode": "全面"}, "覆盖方式"),
        ("COVERS", "Branch", "Grid", {"mode": "alone"}, "覆盖方式"),
        ("COVERS", "Branch", "Grid", {"mode": ""}, "覆盖方式"),
        ("JOINTLY_APPOINTED", "Branch", "Branch", {"basis": "借调"}, "任职方式"),
        ("STATE", "Community", "Community", {"kind": "支部"}, "区域类别"),
        ("STATE", "Branch", "Branch", {"kind": "社区"}, "党组织类别"),
        ("STATE", "Unit", "Unit", {"status": "在营"}, "状态"),
        ("STATE", "Figure", "Figure", {"qualifier": "大约"}, "限定"),
    ],
)
def test_a_value_outside_its_code_list_is_refused_with_the_list(
    type_: str, start: str, end: str, values: dict[str, object], said: str
) -> None:
    with pytest.raises(RefusedInput) as error:
        check_edge(type_, start, end, values)
    assert said in error.value.what.zh
    assert error.value.todo is not None
    assert "、" in error.value.todo.zh
    assert "(" in error.value.todo.en  # the values with their English captions


@pytest.mark.parametrize(
    ("type_", "start", "end", "name"),
    [
        ("PART_OF", "Street", "District", "since"),
        ("SERVES", "Committee", "Community", "kind"),
        ("STATE", "Agreement", "Agreement", "kind"),  # a facet of other labels
        ("STATE", "Community", "Community", "value"),
        ("CO_BUILDS", "Unit", "Community", "known_from"),  # book-keeping is the ledger's
    ],
)
def test_a_value_that_is_not_declared_is_refused(
    type_: str, start: str, end: str, name: str
) -> None:
    with pytest.raises(RefusedInput, match=name):
        check_edge(type_, start, end, {name: "x"})


def test_no_value_is_silence_and_always_allowed() -> None:
    check_edge("COVERS", "Branch", "Grid", {"mode": None, "share": None})


def _typed() -> list[tuple[str, str, str, Property]]:
    """Return one property of each type, with an edge that carries it."""
    found: dict[str, tuple[str, str, str, Property]] = {}
    for type_, edge in EDGES.items():
        start, ends = next(iter(edge.joins.items()))
        if type_ == "STATE":
            for label, node in NODES.items():
                for facet in node.state:
                    if facet.codes is None:
                        found.setdefault(facet.type, ("STATE", label, label, facet))
            continue
        for p in edge.properties:
            if p.codes is None:
                found.setdefault(p.type, (type_, start, ends[0], p))
    return list(found.values())


GOOD = {"string": "文字", "integer": 7, "number": 7.5, "boolean": True}
BAD = [
    ("string", 7), ("string", b"x"), ("string", date(2024, 1, 1)), ("string", ["a"]),
    ("integer", True), ("integer", "7"), ("integer", 7.0), ("integer", False),
    ("number", True), ("number", "7"), ("number", float("nan")), ("number", float("inf")),
    ("boolean", 1), ("boolean", "是"),
]  # fmt: skip


def test_the_types_of_the_schema_are_tried() -> None:
    assert {p.type for *_, p in _typed()} == set(GOOD)


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_value_of_the_wrong_type_is_refused(kind: str, value: object) -> None:
    type_, start, end, declared = next(t for t in _typed() if t[3].type == kind)
    check_edge(type_, start, end, {declared.name: GOOD[kind]})
    with pytest.raises(RefusedInput) as error:
        check_edge(type_, start, end, {declared.name: value})
    assert f"{type_}.{declared.name}" in error.value.what.zh
    assert kind in error.value.what.en


def test_a_moment_is_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    # No edge declares a day of its own yet; the rule stands for the first that does.
    edge = EDGES["SERVES"]
    with_day = EdgeType(
        "SERVES", edge.caption, edge.reverse, edge.joins,
        (
            Property("met", "date", Text("开会", "met")),
            Property("ids", "strings", Text("标识", "ids")),
            Property("open", "boolean", Text("公开", "open")),
        ),
    )  # fmt: skip
    monkeypatch.setitem(EDGES, "SERVES", with_day)
    good = {"met": date(2024, 1, 1), "ids": ["a"], "open": True}
    check_edge("SERVES", "Committee", "Street", good)
    for values in (
        {"met": datetime(2024, 1, 1)},  # noqa: DTZ001  a moment without zone is the mistake
        {"met": "2024-01-01"},
        {"ids": ["a", 1]},
        {"ids": "a"},
        {"open": 1},
    ):
        with pytest.raises(RefusedInput):
            check_edge("SERVES", "Committee", "Street", values)


# ---- identity ----

NAME = st.text(max_size=12)


@given(st.lists(NAME, max_size=5), st.lists(NAME, max_size=5))
def test_two_tuples_have_one_digest_only_when_they_are_equal(a: list[str], b: list[str]) -> None:
    assert (digest(*a) == digest(*b)) == (a == b)


def test_the_boundary_of_two_parts_counts() -> None:
    assert digest("ab", "c") != digest("a", "bc") != digest("abc") != digest("abc", "")
    assert digest() != digest("")
    assert digest("1:a") != digest("a")  # what looks like our own length mark is text


@given(NAME, NAME, st.integers(0, 8))
def test_moving_the_boundary_makes_another_identity(a: str, b: str, shift: int) -> None:
    text = a + b
    cut = min(shift, len(text))
    if cut != len(a):
        assert digest(a, b) != digest(text[:cut], text[cut:])


@given(NAME, NAME)
def test_direction_matters(a: str, b: str) -> None:
    same = slot("CO_BUILDS", a, b, ()) == slot("CO_BUILDS", b, a, ())
    assert same == (a == b)


@given(NAME, NAME, NAME)
def test_a_node_belongs_to_its_label_and_authority(label: str, authority: str, key: str) -> None:
    assert node_id(label, authority, key) == node_id(label, authority, key)
    assert node_id(label, authority, key) != node_id(label + "x", authority, key)
    assert node_id(label, authority, key) != node_id(label, authority + "x", key)


def test_roles_tell_two_facts_between_the_same_nodes_apart() -> None:
    plain = slot("JOINTLY_APPOINTED", "a", "b", ("", ""))
    assert slot("JOINTLY_APPOINTED", "a", "b", ("主任", "")) != plain
    assert slot("JOINTLY_APPOINTED", "a", "b", ("", "主任")) != plain
    assert slot("JOINTLY_APPOINTED", "a", "b", ("主任", "")) != slot(
        "JOINTLY_APPOINTED", "a", "b", ("", "主任")
    )


@given(st.dates(), st.dates(), st.integers(1, 9), st.integers(1, 9))
def test_spells_and_rows_have_their_own_identity(one: date, two: date, m: int, n: int) -> None:
    place = slot("SERVES", "a", "b", ())
    assert (fact_key(place, one) == fact_key(place, two)) == (one == two)
    assert fact_key(place, None) != fact_key(place, one)
    assert (row_id(place, m) == row_id(place, n)) == (m == n)


def test_identities_never_change() -> None:
    # Stored in every database: another value here is another database.
    assert digest("ab", "c") == "82b55d4aacc7cdfb12089806"
    assert node_id("Community", "统计用区划代码", "150102007003") == "f82b7fabc118d19f642dd498"
