"""The questions of the README: their number, and the answers that its table states."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from graph.store import Store
from queries import catalogue
from queries.asking import ask

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
CHANGELOG = (Path(__file__).parent.parent / "CHANGELOG.md").read_text(encoding="utf-8")
TABLE = re.findall(r"^\| [^|]+ \| `ask ([a-z-]+)([^`]*)` \| ([^|]+) \|$", README, re.MULTILINE)
DAY = "2026-11-21"  # any day after the last of the examples


def test_the_number_of_questions_is_that_of_the_library() -> None:
    stated = [int(n) for n in re.findall(r"(\d+) 个问题", README)]
    assert stated == [len(catalogue())]
    assert f"- {len(catalogue())} questions" in CHANGELOG


def test_every_answer_of_the_table_is_what_the_demo_gives(demo: Store) -> None:
    said = {name: text.strip() for name, _, text in TABLE}
    assert len(said) == len(TABLE) >= 9
    rows: dict[str, list[dict[str, Any]]] = {}
    for name, words, _ in TABLE:
        given = dict(word.split("=", 1) for word in words.split())
        rows[name] = ask(demo, name, given, as_of=DAY).records()
        assert rows[name], name
    covered = {row["name"]: row["covered"] for row in rows["area-coverage"]}
    assert covered.pop("航苑小区") == "可能"
    assert set(covered.values()) == {"否"}
    assert said["area-coverage"] == "航苑小区：可能；其余：否"
    listed = next(row for row in rows["coverage-rate"] if row["above"] == "东街街道")
    assert listed["list_dates"] == "2021 报告"
    assert "名单“2021 报告”" in said["coverage-rate"]
    assert {type(row["low"]) for row in rows["coverage-rate"]} == {float}
    members = rows["committee-members"]
    assert (len(members), {row["in_force"] for row in members}) == (4, {"可能"})
    assert said["committee-members"] == "四个成员单位，均为可能"
    kinds = [row["kind"] for row in rows["area-network"]]
    counted = "、".join(
        f"{kinds.count(kind)} 个{kind}" if kind != "共建协议" else f"{kinds.count(kind)} 份协议"
        for kind in dict.fromkeys(kinds)
    )
    assert said["area-network"] == counted
    grids = rows["grid-coverage"]
    assert {row["covered"] for row in grids} == {"可能"}
    assert said["grid-coverage"].startswith(
        f"{len({r['grid'] for r in grids})} 个网格、{len({r['branch'] for r in grids})} 个支部"
    )
    figure = next(row for row in rows["reported-and-counted"] if row["counted"] == 8)
    assert (
        f"上报 {figure['reported']:g}（2024），2021 年清单上的街道和镇 8"
        in said["reported-and-counted"]
    )
    names = {row["name"] for row in rows["area-states"]}
    assert {"昭乌达路街道", "昭乌达南路街道"} <= names
    assert [row["relation"] for row in rows["body-works"]] == ["召集"]
    assert {row["place"] for row in rows["rules-in-place"]} == {"处处", "赛罕区"}
