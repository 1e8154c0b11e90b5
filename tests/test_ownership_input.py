"""Bad and doubtful holdings: each has a name, and becomes a range or a refusal."""

from __future__ import annotations

import numpy as np
import pytest

from graph.analysis.control import Rule, ballots
from graph.analysis.holdings import build
from graph.analysis.interval import bounds
from graph.analysis.pairs import controllers
from graph.analysis.presets import preset, presets
from graph.analysis.problems import CAPTIONS, KINDS, find
from graph.analysis.rows import CONTRACT, FULL, UNKNOWN, Rows, parts, rows
from graph.analysis.ultimate import ultimate_owners
from graph.analysis.whatif import changed, if_shares_changed
from graph.errors import Misuse, RefusedInput

PC = FULL // 100


def named(stated: Rows, *, ends: list[bool] | None = None) -> set[tuple[str, int, int]]:
    """Return findings as (name, company, value)."""
    return {(p.name, p.company, p.value) for p in find(stated, ends=ends)}


@pytest.mark.parametrize(
    ("holder", "company", "low", "high", "name"),
    [
        (0, 9, PC, PC, "unknown_id"),
        (-1, 1, PC, PC, "unknown_id"),
        (0, 1, -PC, -PC, "negative"),
        (0, 1, 101 * PC, 101 * PC, "above_one"),
        (0, 1, 20 * PC, 10 * PC, "reversed"),
    ],
)
def test_what_no_range_can_express_is_refused(
    holder: int, company: int, low: int, high: int, name: str
) -> None:
    stated = rows(2, [holder], [company], low=[low], high=[high])
    assert name in find(stated).names
    with pytest.raises(RefusedInput) as refused:
        build(stated)
    assert refused.value.what.zh.startswith(CAPTIONS[name].zh)
    assert "row 1" in refused.value.where


def test_a_share_that_is_no_number_is_refused_at_the_door() -> None:
    assert parts([0.5, 0.3333333]).tolist() == [500_000_000, 333_333_300]
    for bad in (float("nan"), float("inf")):
        with pytest.raises(RefusedInput, match="value 2"):
            parts([0.5, bad])


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(RefusedInput, match="differ in length"):
        rows(2, [0], [1], low=[PC, PC])


def test_an_empty_register_is_a_network_without_holdings() -> None:
    h = build(rows(3, [], [], low=[]))
    found = ultimate_owners(h, 1)
    assert (found.no_holders, found.unknown, found.owner.size) == (True, 1.0, 0)
    assert controllers(ballots(h)).company.size == 0
    assert len(find(rows(0, [], [], low=[]))) == 0


def test_an_enterprise_without_holders_belongs_to_nobody_known() -> None:
    stated = rows(3, [0], [1], low=[FULL])
    assert named(stated, ends=[True, False, False]) == {("no_holders", 2, 0)}
    found = ultimate_owners(build(stated), 2)
    assert (found.no_holders, found.unknown, found.total) == (True, 1.0, 1.0)


def test_a_person_may_hold_and_is_not_held() -> None:
    stated = rows(2, [0], [1], low=[PC])
    assert "held_end" not in find(stated, ends=[True, False]).names
    assert ("held_end", 1, PC) in named(stated, ends=[False, True])


def test_unknown_shares_stay_unknown() -> None:
    # p has 30 %, q some: q may have up to 70 %, and the rest is not given to p.
    stated = rows(3, [0, 1], [2, 2], low=[30 * PC, UNKNOWN])
    assert {("unknown_share", 2, UNKNOWN), ("incomplete", 2, 30 * PC)} == named(stated)
    h = build(stated)
    found = ultimate_owners(h, 2)
    assert found.owner.tolist() == [0, 1]
    assert found.share == pytest.approx([0.3, 0.0])
    assert found.unknown == pytest.approx(0.7)
    assert bounds(h, 1, 2, rest="outsiders").high == pytest.approx(0.7)
    assert bounds(h, 0, 2, rest="outsiders").high == pytest.approx(0.3)


def test_at_least_means_an_open_upper_end() -> None:
    h = build(rows(3, [0, 1], [2, 2], low=[10 * PC, 20 * PC], high=[UNKNOWN, 20 * PC]))
    assert h.high.tolist() == [80 * PC, 20 * PC]


def test_shares_above_all_become_ranges() -> None:
    # 70 + 50: one of them is too large, by up to 20.
    stated = rows(3, [0, 1], [2, 2], low=[70 * PC, 50 * PC])
    assert named(stated) == {("over_full", 2, 120 * PC)}
    h = build(stated)
    assert (h.low.tolist(), h.high.tolist()) == ([50 * PC, 30 * PC], [70 * PC, 50 * PC])
    found = ultimate_owners(h, 2)
    assert found.total == pytest.approx(1.0)
    assert found.unknown == pytest.approx(0.2)
    # 70 % as stated would be a majority; certain it is not.
    assert controllers(ballots(h)).company.size == 0
    assert controllers(ballots(h, Rule(bound="high"))).controller.tolist() == [0]


def test_thirds_are_rounding_and_are_reckoned_as_stated() -> None:
    third = parts(0.3333333)[0]
    stated = rows(4, [0, 1, 2], [3, 3, 3], low=[third] * 3)
    assert named(stated) == {("rounding", 3, 3 * third)}
    found = ultimate_owners(build(stated), 3)
    assert found.unknown == pytest.approx(1e-7)
    assert found.total == pytest.approx(1.0)


def test_two_rows_of_one_holder_are_a_range_unless_said_to_add() -> None:
    stated = rows(2, [0, 0], [1, 1], low=[30 * PC, 40 * PC])
    assert {p.name for p in find(stated)} == {"parallel", "incomplete"}
    doubtful, added = build(stated), build(stated, parallel="sum")
    assert (doubtful.low.tolist(), doubtful.high.tolist()) == ([40 * PC], [70 * PC])
    assert (added.low.tolist(), added.high.tolist()) == ([70 * PC], [70 * PC])


def test_zero_is_named_and_left_out() -> None:
    stated = rows(3, [0, 1], [2, 2], low=[0, FULL])
    assert ("zero", 2, 0) in named(stated)
    assert len(build(stated)) == 1


def test_own_shares_are_named() -> None:
    assert "self_holding" in find(rows(1, [0], [0], low=[PC])).names
    whole = build(rows(1, [0], [0], low=[FULL]))
    assert ultimate_owners(whole, 0).closed[0].members == (0,)


def test_one_part_in_a_billion_opens_a_ring() -> None:
    closed = build(rows(3, [0, 1], [1, 0], low=[FULL, FULL]))
    open_ = build(rows(3, [0, 1, 2], [1, 0, 0], low=[FULL, FULL - 1, 1]))
    assert closed.closed.tolist() == [0, 0, -1]
    assert open_.closed.tolist() == [-1, -1, -1]
    found = ultimate_owners(open_, 1)
    assert found.share == pytest.approx([1.0], rel=1e-12)


def test_agreements_carry_no_share() -> None:
    stated = rows(2, [0], [1], low=[UNKNOWN], kind=CONTRACT)
    h = build(stated, basis="votes")
    assert ultimate_owners(h, 1).no_holders
    assert controllers(ballots(h)).company.tolist() == [1]


def test_an_unknown_node_is_misuse() -> None:
    h = build(rows(2, [0], [1], low=[FULL]))
    for ask in (2, -1):
        with pytest.raises(Misuse, match=str(ask)):
            ultimate_owners(h, ask)


def test_a_change_beyond_all_shares_is_refused() -> None:
    h = build(rows(3, [0], [2], low=[80 * PC]))
    with pytest.raises(RefusedInput, match="110"):
        if_shares_changed(h, 2, 2, {1: 30 * PC})
    with pytest.raises(RefusedInput):
        changed(h, 2, {1: -1})


def test_findings_come_as_columns_and_as_sentences() -> None:
    found = find(rows(3, [0, 1, 2], [2, 2, 2], low=[70 * PC, 50 * PC, 0]))
    assert len(found) == len(list(found)) == found.row.size
    assert all(KINDS[k] in CAPTIONS for k in found.kind.tolist())
    assert [(p.name, p.row) for p in found] == [("zero", 2), ("self_holding", 2), ("over_full", -1)]


def test_thresholds_of_the_law_have_source_date_and_confidence() -> None:
    for name, entry in presets().items():
        assert entry.name == name
        assert entry.source.zh
        assert entry.source.en
        assert 0 < entry.share < FULL
        assert entry.since.year >= 2007
        assert entry.confidence in ("checked", "general")
    beneficial = preset("beneficial-owner")
    assert (beneficial.share, beneficial.strict) == (25 * PC, False)
    stakes = np.array([0.5 * 0.5, 0.25 - 1e-8, 0.1 + 0.15, 0.3])
    assert beneficial.reached(stakes).tolist() == [True, False, True, True]
    assert preset("controlling-shareholder").rule == Rule()
    assert preset("consolidation").rule.treasury == "excluded"
    over = preset("listed-company-control")
    h = build(rows(2, [0], [1], low=[30 * PC]))
    assert controllers(ballots(h, over.rule)).company.size == 0
    with pytest.raises(Misuse, match="beneficial-owner"):
        preset("no such thing")
