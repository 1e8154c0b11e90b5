"""The plan: what a load would change, told before anything is written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from graph.ledger import batches
from graph.ledger.check import check
from graph.store import Store
from graph.time import parse_date
from loaders.load import Input, load
from loaders.plan import ADDED, CHANGED, ENDED, RESTATED, Planned
from tests.loader_support import given
from tests.test_loader_load import AREAS, small


def members(folder: Path, year: str, *names: str) -> Input:
    rows = [f"C1,{name},," for name in names]
    item = given(folder, "members", "委员会,成员,起始日期,截止日期", *rows)
    return replace(item, reported=parse_date(year), scope="150102007003")


def test_a_plan_counts_by_change_type_and_area(store: Store, tmp_path: Path) -> None:
    first = load(store, small(tmp_path), who="测试", dry_run=True)
    assert first.plan[Planned(ADDED, "MEMBER_OF", "迎新路街道")] == 1
    assert first.plan[Planned(ADDED, "STATE", "迎新路街道")] == 5
    assert {p.what for p in first.plan} == {ADDED}
    assert batches(store) == []
    load(store, small(tmp_path), who="测试")
    before = check(store)
    load(store, [members(tmp_path, "2022", "O1", "O2")], who="测试")
    shorter = members(tmp_path, "2023", "O2")
    told = load(store, [shorter], who="测试", dry_run=True).plan
    assert told[Planned(ENDED, "MEMBER_OF", "迎新路街道")] == 1
    done = load(store, [shorter], who="测试", accept_vanished=True)
    assert done.report.tick == 3
    again = [replace(shorter, path=given(tmp_path, "members", *_spaced(shorter.path)).path)]
    assert {p.what for p in load(store, again, who="测试", dry_run=True).plan} == {RESTATED}
    renamed = given(tmp_path, "areas", AREAS[0], "150102,新城新区,正式,区县,1501,,,2021")
    changed = load(store, [renamed], who="测试", dry_run=True).plan
    assert changed[Planned(CHANGED, "STATE", "新城区")] == 1
    assert len(batches(store)) == 3
    assert before.violations == ()


def _spaced(path: Path) -> list[str]:
    """Return the same rows as other bytes."""
    return [line.replace(",", " ,") for line in path.read_text("utf-8").splitlines()]
