"""The golden answers of the real city, worked out by hand, on both engines."""

from __future__ import annotations

import pytest

from graph.errors import Misuse
from graph.store import Store
from queries.asking import ask


def test_four_urban_districts_have_thirty_one_streets(demo: Store) -> None:
    counts = {}
    for code in ("150102", "150103", "150104", "150105"):
        rows = ask(demo, "area-coverage", {"area": code, "level": "Street"}, as_of="2022-01-01")
        names = [record["name"] for record in rows.records()]
        counts[code] = sum(name.endswith("街道") for name in names)
    assert counts == {"150102": 8, "150103": 7, "150104": 8, "150105": 8}
    assert sum(counts.values()) == 31


def test_grids_of_xingkang_are_covered_possibly_and_never_certainly(demo: Store) -> None:
    rows = ask(demo, "grid-coverage", {"area": "兴康社区"}, as_of="2020-07-01").records()
    assert {row["grid"] for row in rows} == {
        "第一网格", "第二网格", "第三网格", "第四网格", "第五网格"
    }  # fmt: skip
    assert len({row["branch"] for row in rows}) == 3
    assert {row["covered"] for row in rows} == {"可能"}


def test_an_ambiguous_community_names_both_and_guesses_neither(demo: Store) -> None:
    with pytest.raises(Misuse) as error:
        ask(demo, "grid-coverage", {"area": "锦绣社区"})
    assert "150102007003" in error.value.what.zh
    assert "150105006034" in error.value.what.zh


def test_a_path_or_code_settles_an_ambiguous_name(demo: Store) -> None:
    by_path = ask(demo, "grid-coverage", {"area": "赛罕区/锦绣社区"})
    by_code = ask(demo, "grid-coverage", {"area": "150105006034"})
    assert by_path.rows == by_code.rows


def test_a_renamed_street_is_one_area_under_both_names(demo: Store) -> None:
    def streets(name: str) -> set[str]:
        answer = ask(demo, "area-coverage", {"area": name, "level": "Community"})
        return {record["area_id"] for record in answer.records()}

    assert streets("昭乌达路街道") == streets("昭乌达南路街道") == streets("150105006")
    in_2021 = ask(demo, "area-coverage", {"area": "赛罕区"}, as_of="2021-12-31").records()
    in_2023 = ask(demo, "area-coverage", {"area": "赛罕区"}, as_of="2023-06-01").records()
    names = [
        next(row["name"] for row in rows if row["code"] == "150105006")
        for rows in (in_2021, in_2023)
    ]
    assert names == ["昭乌达路街道", "昭乌达南路街道"]


def test_an_agreement_known_from_one_year_is_possible_afterwards(demo: Store) -> None:
    rows = ask(demo, "area-network", {"area": "航苑小区"}, as_of="2026-01-01").records()
    assert {(row["kind"], row["in_force"]) for row in rows} == {
        ("共建协议", "可能"), ("联合党组织", "可能")
    }  # fmt: skip


def test_scope_hides_the_areas_outside_it(demo: Store) -> None:
    huimin = ask(demo, "area-coverage", {"area": "呼和浩特市", "level": "District"}).records()
    inside = next(row["area_id"] for row in huimin if row["name"] == "回民区")
    seen = ask(
        demo, "area-coverage", {"area": "呼和浩特市", "level": "Street"}, scope=[inside]
    ).records()
    assert {row["above"] for row in seen} == {"回民区"}


def _figures(demo: Store, area: str) -> dict[tuple[str, str], dict[str, object]]:
    rows = ask(demo, "reported-and-counted", {"area": area}).records()
    return {(str(row["indicator"]), str(row["definition"])): row for row in rows}


def test_nine_reported_committees_stand_beside_eight_streets_of_a_dated_list(demo: Store) -> None:
    row = _figures(demo, "回民区")["街道“大工委”", "区划清单上的街道、镇、乡"]
    assert (row["reported"], row["period"]) == (9, "2024")
    assert (row["counted"], row["complete"], row["list_dates"]) == (8, True, "2021 报告")


def test_378_communities_stand_beside_what_lists_count_under_streets(demo: Store) -> None:
    row = _figures(demo, "呼和浩特市")["社区(大党委)", "区划清单上街道之下的社区"]
    # 271 communities under the 31 streets of the list of 2021, plus 雅栖社区, named in 2023.
    assert (row["reported"], row["counted"]) == (378, 272)
    assert row["list_dates"] == "2021 报告、2023-04 报告"


def test_thirty_one_reported_streets_are_thirty_one_on_the_list(demo: Store) -> None:
    row = _figures(demo, "呼和浩特市")["街道(大工委)", "区划清单上的街道"]
    assert (row["reported"], row["counted"], str(row["day"])) == (31, 31, "2023-04-30")


def test_items_done_are_reported_and_the_rate_is_derived_never_counted(demo: Store) -> None:
    rows = {key[0]: row for key, row in _figures(demo, "回民区").items()}
    assert (rows["项目清单"]["reported"], rows["项目完成"]["reported"]) == (415, 400)
    assert rows["项目完成率"]["derived"] == 96.4
    assert {rows[name]["counted"] for name in ("项目清单", "项目完成", "项目完成率")} == {None}


def test_a_district_without_a_list_has_no_count(demo: Store) -> None:
    row = _figures(demo, "小店区")["街道", "区划清单上的街道"]
    assert (row["reported"], row["counted"]) == (7, None)


def test_what_stands_for_several_is_never_counted_as_one(demo: Store) -> None:
    rows = _figures(demo, "回民区")
    stations = rows["红蜂驿站", "图中逐一具名的红蜂驿站"]
    assert (stations["reported"], stations["counted"], stations["standing"]) == (
        31,
        0,
        "图中已登记",
    )
    named = ask(demo, "venues-and-teams", {"area": "回民区", "sort": "Venue"}).records()
    assert "红蜂驿站（回民区）" in {row["name"] for row in named}
    helpers = rows["引入社会组织", "图中逐一具名、与此地共建的社会组织"]
    assert (helpers["reported"], helpers["counted"]) == (96, 1)


def test_every_count_says_what_it_is_worth(demo: Store) -> None:
    standing: dict[str, set[object]] = {}
    for area in ("呼和浩特市", "回民区", "小店区", "兴康社区"):
        for row in ask(demo, "reported-and-counted", {"area": area}).records():
            standing.setdefault(str(row["standing"]), set()).add(row["counted"] is None)
    assert standing == {
        "清点": {False}, "图中已登记": {False}, "推算": {True},
        "没有名单": {True}, "模型之外": {True},
    }  # fmt: skip


def test_two_names_of_one_platform_stay_side_by_side(demo: Store) -> None:
    rows = demo.query(
        "MATCH (i:Initiative {code: 'W010'})-[d:DISPUTED]->(i) RETURN d.says, d.stands"
    ).rows
    assert any("一端两平台" in f"{says}{stands}" for says, stands in rows)
