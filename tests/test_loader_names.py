"""Names: which rule finds what is meant, what waits for a person, and what a person decided."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from graph.dump import dump, restore_folder
from graph.engines import LocalAddress, attach, stop
from graph.errors import Conflict, Misuse
from graph.ledger import Node
from graph.ledger.check import check
from graph.ledger.merge import merge
from graph.ledger.rollback import rollback
from graph.names import party_form
from graph.store import Store
from loaders.load import Input, load
from loaders.names.decisions import DIFFERENT, SAME, UNSURE, decide, decisions, undo
from loaders.names.duplicates import duplicates
from loaders.places import Places
from loaders.problems import RefusedRegister
from tests.cli_support import caller, door
from tests.engines_support import short
from tests.loader_support import given
from tests.test_loader_load import AREAS

PLACES = (
    *AREAS,
    "150102007004,展北社区居委会,正式,社区,150102007,,,2021",
)
UNITS = "所属社区,单位名称,单位性质,单位党组织"
HERE, THERE = "150102007003", "150102007004"
LISTED = (
    f"{HERE},第一小学,学校,中共第一小学支部委员会",
    f"{HERE},人民医院,医院,",
    f"{HERE},红星有限公司,国企,",
    f"{THERE},第一中学,学校,",
    f"{THERE},人民医院,医院,",
)
NEEDS = "编号,所属社区,单位,资源类别,资源名称"


def units(folder: Path, *rows: str, name: str = "units") -> Input:
    item = given(folder, "units", UNITS + ",报告日期", *(f"{row},2024" for row in rows))
    return _renamed(item, folder / f"{name}.csv")


def resources(folder: Path, *rows: str, name: str = "resources") -> Input:
    item = given(folder, "resources", NEEDS + ",报告日期", *(f"{row},2024" for row in rows))
    return _renamed(item, folder / f"{name}.csv")


def _renamed(item: Input, path: Path) -> Input:
    if item.path != path:
        item.path.rename(path)
    return Input(path, item.register)


@pytest.fixture
def city(store: Store, tmp_path: Path) -> Store:
    load(store, [given(tmp_path, "areas", *PLACES), units(tmp_path, *LISTED)], who="测试")
    return store


def owners(store: Store) -> set[tuple[str, str]]:
    return {
        (owner, item) for owner, item in store.query(
            "MATCH (l:Ledger {id: 'ledger'}) MATCH (u:Unit)-[o:OFFERS]->(r) "
            "WHERE o.known_from <= l.watermark < o.known_to RETURN u.name, r.name"
        )
    }  # fmt: skip


def unit(store: Store, name: str, area: str = HERE) -> Node:
    places = Places.of(store)
    return places.body(name, near=places.area(area))


def test_only_the_row_with_an_open_name_waits(city: Store, tmp_path: Path) -> None:
    rows = (f"Z1,{HERE},第一小学,场地,操场", f"Z2,{HERE},第一小校,场地,礼堂")
    done = load(city, [resources(tmp_path, *rows)], who="测试")
    assert owners(city) == {("第一小学", "操场")}
    ((problem),) = done.refused
    assert (problem.row, problem.rule, problem.open) == (3, "known-reference", True)
    assert "第一小学" in problem.todo.zh
    assert "gongjian names decide '第一小校'" in problem.todo.zh
    # Decided, the same bytes are looked at again, and only the row that waited is new.
    decide(city, SAME, unit(city, "第一小学"), who="甲", name="第一小校",
           area=Places.of(city).area(HERE), because="笔误")  # fmt: skip
    again = load(city, [resources(tmp_path, *rows)], who="测试")
    assert (again.refused, again.report.tally.nodes["Resource"]) == ([], 1)
    assert owners(city) == {("第一小学", "操场"), ("第一小学", "礼堂")}
    assert load(city, [resources(tmp_path, *rows)], who="测试").skipped == ["resources.csv"]
    assert check(city).violations == ()


def test_a_real_error_or_a_strict_load_keeps_everything_out(city: Store, tmp_path: Path) -> None:
    before = check(city)
    rows = (f"Z1,{HERE},第一小学,场地,操场", f"Z2,{HERE},第一小校,场地,礼堂")
    with pytest.raises(RefusedRegister):
        load(city, [resources(tmp_path, *rows)], who="测试", strict=True)
    with pytest.raises(RefusedRegister) as error:
        load(city, [resources(tmp_path, *rows, f"Z3,{HERE},火星站,场地,x")], who="测试")
    assert [(p.row, p.open) for p in error.value.problems] == [(3, True), (4, False)]
    assert check(city) == before


def test_rows_that_rest_on_one_that_waits_wait_with_it(city: Store, tmp_path: Path) -> None:
    """锦绣 is no community by itself: its unit waits, and so does what that unit offers."""
    new = units(tmp_path, "锦秀社区,文化馆,事业单位,", f"{HERE},图书馆,事业单位,", name="new")
    later = resources(tmp_path, f"Z1,{HERE},文化馆,场地,舞台", f"Z2,{HERE},图书馆,场地,书房")
    done = load(city, [new, later], who="测试")
    assert {(p.file, p.row) for p in done.refused} == {("new.csv", 2), ("resources.csv", 2)}
    assert owners(city) == {("图书馆", "书房")}


def test_a_decision_holds_where_it_was_made_and_can_be_undone(city: Store, tmp_path: Path) -> None:
    places = Places.of(city)
    school, area = unit(city, "第一小学"), places.area(HERE)
    report = decide(city, SAME, school, who="甲", name="一小", area=area, because="来函")
    assert report.tick == 2
    (standing,) = decisions(city)
    assert (standing.name, standing.area, standing.node.id) == ("一小", area, school.id)
    assert (standing.who, standing.because, standing.batch) == ("甲", "来函", 2)
    assert standing.at > 0
    places = Places.of(city)
    assert places.body("一小", near=area).id == school.id
    with pytest.raises(Exception, match="没有这个"):
        places.body("一小", near=places.area(THERE))
    assert decide(city, SAME, school, who="甲", name="一小", area=area, because="来函").tick == 0
    with pytest.raises(Conflict, match="undo"):
        decide(city, SAME, unit(city, "人民医院"), who="乙", name="一小", area=area)
    undo(city, standing.key, who="乙")
    assert decisions(city) == []
    with pytest.raises(Misuse):
        undo(city, standing.key, who="乙")
    with pytest.raises(Exception, match="没有这个"):
        Places.of(city).body("一小", near=area)
    assert check(city).violations == ()


def test_a_decided_row_names_its_unit_and_does_not_rename_it(city: Store, tmp_path: Path) -> None:
    area = Places.of(city).area(HERE)
    school = unit(city, "第一小学")
    decide(city, SAME, school, who="甲", name="一小", area=area)
    load(city, [units(tmp_path, f"{HERE},一小,学校,", name="later")], who="测试")
    assert unit(city, "第一小学").id == unit(city, "一小").id == school.id
    names = city.query(
        "MATCH (l:Ledger {id: 'ledger'}) MATCH (u:Unit {id: $id})-[s:STATE]->(u) "
        "WHERE s.known_from <= l.watermark < s.known_to RETURN s.name", {"id": school.id}
    ).rows  # fmt: skip
    assert {name for (name,) in names} == {"第一小学"}
    assert check(city).violations == ()


def test_what_was_decided_to_be_another_is_no_longer_meant(city: Store, tmp_path: Path) -> None:
    """人民医院 is in two communities: where the row does not say, it waits, until one is left."""
    row = ["Z1,,人民医院,人才,医生"]
    assert load(city, [resources(tmp_path, *row)], who="测试").refused
    decide(city, DIFFERENT, unit(city, "人民医院", THERE), who="甲", name="人民医院")
    assert load(city, [resources(tmp_path, *row)], who="测试").refused == []
    where = city.query("MATCH (u:Unit)-[:OFFERS]->() MATCH (u)-[:LOCATED_IN]->(a) RETURN a.code")
    assert where.rows == [(HERE,)]


def test_what_is_left_in_doubt_stays_open_and_says_so(city: Store, tmp_path: Path) -> None:
    decide(city, UNSURE, unit(city, "第一小学"), who="甲", name="第一小校")
    done = load(city, [resources(tmp_path, f"Z1,{HERE},第一小校,场地,操场")], who="测试")
    (problem,) = done.refused
    assert "甲 已标为存疑" in problem.what.zh


def test_decisions_are_taken_back_with_their_batch(city: Store) -> None:
    before = check(city).checksum
    report = decide(city, SAME, unit(city, "第一小学"), who="甲", name="一小")
    assert check(city).checksum != before
    rollback(city, report.tick, who="甲")
    assert decisions(city) == []
    assert check(city).checksum == before


def test_decisions_travel_with_a_dump(city: Store, tmp_path: Path) -> None:
    decide(city, SAME, unit(city, "第一小学"), who="甲", name="一小",
           area=Places.of(city).area(HERE))  # fmt: skip
    dump(city, tmp_path / "转储")
    target = tmp_path / "库"
    try:
        restore_folder(tmp_path / "转储", target, settings=short(tmp_path), engine="arcadedb")
        with (
            attach(LocalAddress(target), settings=short(tmp_path)) as endpoint,
            Store(endpoint) as other,
        ):
            assert decisions(other) == decisions(city)
    finally:
        stop(target, force=True, settings=short(tmp_path))


def test_duplicates_are_proposed_until_somebody_decides(city: Store, tmp_path: Path) -> None:
    load(city, [units(tmp_path, f"{HERE},红星有限责任公司,国企,", f"{HERE},第壹小学,学校,",
                      name="more")], who="测试")  # fmt: skip
    found = {(frozenset((p.one.name, p.other.name)), p.reason.zh) for p in
             duplicates(Places.of(city))}  # fmt: skip
    assert (frozenset(("红星有限公司", "红星有限责任公司")), "只差公司形式") in found
    assert (frozenset(("人民医院",)), "同名，在两个社区") in found
    assert (frozenset(("第一小学", "第壹小学")), "同音") in found
    assert not [names for names, _ in found if names == {"第一小学", "第一中学"}]  # elsewhere
    one, two = unit(city, "人民医院"), unit(city, "人民医院", THERE)
    decide(city, DIFFERENT, one, who="甲", other=two)
    assert frozenset(("人民医院",)) not in {
        frozenset((p.one.name, p.other.name)) for p in duplicates(Places.of(city))
    }  # fmt: skip


def test_two_entries_that_are_one_are_taken_for_one_and_can_be_merged(
    city: Store, tmp_path: Path
) -> None:
    one, two = unit(city, "人民医院"), unit(city, "人民医院", THERE)
    decide(city, SAME, one, who="甲", other=two)
    assert load(city, [resources(tmp_path, "Z1,,人民医院,人才,医生")], who="测试").refused == []
    merge(city, one, two, who="甲", because="同一家")
    assert check(city).violations == ()


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("中共第一小学支部委员会", "第一小学党支部"),
        ("中国共产党甲公司委员会", "甲公司党委"),
        ("中共甲总支部委员会", "甲党总支"),
        ("中共甲乙联合支部委员会", "甲乙联合党支部"),
        ("锦绣社区居民委员会", "锦绣社区居民委员会"),
        ("第一小学党支部", "第一小学党支部"),
    ],
)
def test_full_names_of_party_organisations_have_a_usual_form(written: str, usual: str) -> None:
    assert party_form(written) == usual


def test_a_party_organisation_is_found_by_its_usual_form(city: Store) -> None:
    assert unit(city, "第一小学党支部").label == "Branch"
    with pytest.raises(Exception, match="没有这个"):  # a branch is no committee
        unit(city, "第一小学党委")


def test_the_commands_decide_list_and_undo(city: Store, capsys: pytest.CaptureFixture[str]) -> None:
    call = caller(capsys, {**os.environ, **door(city), "GONGJIAN_LANG": "zh"})
    school = unit(city, "第一小学")
    said = call("names", "decide", "一小", school.id, "same", "--area", HERE, "--because", "来函")
    assert (said.code, "已记入第" in said.err) == (0, True)
    (row,) = json.loads(call("names", "list", "--format", "json").out)["rows"]
    assert (row["name"], row["verdict"], row["node_id"]) == ("一小", "同一", school.id)
    assert row["at"].startswith("20")
    assert call("names", "decide", "一小", school.id, "perhaps").code == 2
    pairs = json.loads(call("names", "duplicates", "--format", "json").out)["rows"]
    assert {"人民医院"} in [{p["one"], p["other"]} for p in pairs]
    assert call("names", "undo", row["key"]).code == 0
    assert json.loads(call("names", "list", "--format", "json").out)["rows"] == []
