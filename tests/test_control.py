"""Control: certain and possible, by votes, in concert, mutual, explained."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.analysis import forest as forest_module
from graph.analysis import pairs as pairs_module
from graph.analysis.control import Ballots, Rule, ballots, commanded
from graph.analysis.controllers import from_pairs, own_controllers, ultimate_controllers
from graph.analysis.explain import derivation
from graph.analysis.holdings import Holdings, build
from graph.analysis.pairs import Pairs, controllers
from graph.analysis.rows import CAPITAL, CONTRACT, FULL, UNKNOWN, VOTES, Rows, rows
from graph.errors import Misuse
from tests.ownership_networks import brute_force_control, full_networks, network, plain

PC = FULL // 100
RULES = [
    Rule(),
    Rule(strict=False),
    Rule(threshold=25 * PC, strict=False),
    Rule(threshold=30 * PC),
    Rule(threshold=67 * PC),
]


def relation(b: Ballots) -> set[tuple[int, int]]:
    pairs = controllers(b)
    return set(zip(pairs.controller.tolist(), pairs.company.tolist(), strict=True))


def listed(pairs: Pairs) -> list[list[int]]:
    """Return the columns, votes included, in their order."""
    return [pairs.controller.tolist(), pairs.company.tolist(), pairs.votes.tolist()]


def edges_of(h: Holdings) -> list[tuple[int, int, int]]:
    return list(zip(h.holder.tolist(), h.company.tolist(), h.low.tolist(), strict=True))


@given(full_networks(), st.sampled_from(RULES))
def test_control_equals_the_brute_force_least_fixpoint(stated: Rows, rule: Rule) -> None:
    h = build(stated)
    expected = brute_force_control(h.n, edges_of(h), rule.threshold, strict=rule.strict)
    b = ballots(h, rule)
    assert relation(b) == expected
    for x in range(h.n):
        assert set(commanded(b, [x])[0]) == {y for z, y in expected if z == x}


@given(full_networks(), st.sampled_from(RULES))
def test_deep_controllers_are_finished_one_by_one_alike(stated: Rows, rule: Rule) -> None:
    b = ballots(build(stated), rule)
    expected = relation(b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forest_module, "MAX_DEPTH", 0)
        patch.setattr(pairs_module, "ROUNDS", 1)
        assert relation(b) == expected


@given(full_networks(max_nodes=12), st.sampled_from(RULES))
def test_climbing_the_forest_equals_following_every_pair(stated: Rows, rule: Rule) -> None:
    b = ballots(build(stated), rule)
    climbed = controllers(b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forest_module, "MAX_DEPTH", 0)
        followed = controllers(b)
    assert listed(climbed) == listed(followed)


@pytest.mark.parametrize("seed", range(6))
def test_a_deep_network_is_climbed_as_it_is_followed(seed: int) -> None:
    # Three holders each, drawn near by, up to one who has the last companies: joint control many
    # levels deep, with some holdings the other way round.
    rng = np.random.default_rng(seed)
    n = 300
    company = np.repeat(np.arange(n), 3)
    side = rng.choice([1, -1], company.size, p=[0.97, 0.03])
    holder = np.clip(company + rng.integers(1, 5, company.size) * side, 0, n)
    share = rng.choice([FULL // 4, FULL // 3, FULL // 5], company.size)
    stated = rows(n + 1, holder, company, low=share)
    b = ballots(build(stated, parallel="sum"))
    climbed = controllers(b)
    assert np.bincount(climbed.company).max() > 6
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forest_module, "MAX_DEPTH", 0)
        followed = controllers(b)
    assert listed(climbed) == listed(followed)


@given(full_networks())
def test_merging_into_groups_equals_listing_all_pairs(stated: Rows) -> None:
    b = ballots(build(stated))
    one, two = ultimate_controllers(b), from_pairs(b.n, controllers(b))
    assert set(zip(one.controller.tolist(), one.company.tolist(), strict=True)) == set(
        zip(two.controller.tolist(), two.company.tolist(), strict=True)
    )
    assert one.group.tolist() == two.group.tolist()
    assert one.mutual == two.mutual


@given(full_networks(), st.randoms(use_true_random=False))
def test_names_and_order_do_not_matter_for_control(stated: Rows, random: st.DrawFn) -> None:
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined] # a Random
    rename = rng.permutation(stated.n)
    s = stated.take(rng.permutation(len(stated)))
    other = Rows(s.n, rename[s.holder], rename[s.company], s.low, s.high, s.kind)
    expected = {(int(rename[x]), int(rename[y])) for x, y in relation(ballots(build(stated)))}
    assert relation(ballots(build(other))) == expected


@given(full_networks())
def test_each_step_of_an_explanation_stands_on_earlier_ones(stated: Rows) -> None:
    h = build(stated)
    b = ballots(h)
    shares = {(i, j): s for i, j, s in edges_of(h)}
    for x, y in relation(b):
        steps = derivation(b, x, y)
        known = {x}
        for step in steps:
            assert {i for i, _ in step.votes} <= known
            assert all(shares[i, step.company] == v for i, v in step.votes)
            assert sum(v for _, v in step.votes) == step.total >= step.needed
            known.add(step.company)
        assert steps[-1].company == y


def test_a_lower_threshold_never_loses_control() -> None:
    h = build(plain(5, [(0, 1, 60 * PC), (0, 2, 30 * PC), (1, 2, 15 * PC), (2, 3, 51 * PC)]))
    found = [relation(ballots(h, Rule(threshold=t * PC))) for t in (70, 50, 40, 20)]
    assert all(high <= low for high, low in pairwise(found))
    assert found[0] == set()
    assert found[2] == {(0, 1), (0, 2), (0, 3), (2, 3)}


def test_two_shareholders_with_a_third_each_act_in_concert() -> None:
    a, b, c, x, y = range(5)
    third = 333_333_333
    h = build(plain(5, [(a, x, third), (b, x, third), (c, x, third), (x, y, 51 * PC)]))
    votes = ballots(h)
    assert relation(votes) == {(x, y)}
    pairs = controllers(votes, concerts=[(a, b)])
    assert set(zip(pairs.controller.tolist(), pairs.company.tolist(), strict=True)) == {
        (x, y),
        (h.n, x),
        (h.n, y),
    }
    groups = ultimate_controllers(votes, concerts=[(a, b)])
    assert set(zip(groups.controller.tolist(), groups.company.tolist(), strict=True)) == {
        (h.n, x),
        (h.n, y),
    }
    assert [s.company for s in derivation(votes, (a, b), y)] == [x, y]


def test_votes_prevail_over_capital_where_they_are_stated() -> None:
    founder, fund, x = range(3)
    stated = rows(
        3,
        [founder, fund, founder],
        [x, x, x],
        low=[10 * PC, 90 * PC, 60 * PC],
        kind=[CAPITAL, CAPITAL, VOTES],
    )
    assert relation(ballots(build(stated))) == {(fund, x)}
    assert relation(ballots(build(stated, basis="votes"))) == {(founder, x)}


def test_an_agreement_controls_without_a_share() -> None:
    parent, shell, operating, founder = range(4)
    stated = rows(
        4,
        [parent, founder, shell],
        [shell, operating, operating],
        low=[FULL, FULL, UNKNOWN],
        kind=[CAPITAL, CAPITAL, CONTRACT],
    )
    found = relation(ballots(build(stated, basis="votes")))
    assert found == {(parent, shell), (parent, operating), (shell, operating), (founder, operating)}
    groups = ultimate_controllers(ballots(build(stated, basis="votes")))
    assert groups.group[operating] == -1  # two independent controllers: in neither group
    assert {(c, y) for c, y in zip(groups.controller, groups.company, strict=True)} == {
        (parent, shell),
        (parent, operating),
        (founder, operating),
    }


def test_own_shares_can_be_left_out_of_the_votes() -> None:
    h = build(plain(2, [(0, 1, 45 * PC), (1, 1, 20 * PC)]))
    assert relation(ballots(h)) == set()
    # 45 of 80 votes are a majority; 40 of 80 are not, but they are a half.
    assert relation(ballots(h, Rule(treasury="excluded"))) == {(0, 1)}
    half = build(plain(2, [(0, 1, 40 * PC), (1, 1, 20 * PC)]))
    assert relation(ballots(half, Rule(treasury="excluded"))) == set()
    assert relation(ballots(half, Rule(treasury="excluded", strict=False))) == {(0, 1)}


def test_a_range_controls_possibly_before_it_does_certainly() -> None:
    h = build(rows(2, [0], [1], low=[40 * PC], high=[60 * PC]))
    assert relation(ballots(h)) == set()
    assert relation(ballots(h, Rule(bound="high"))) == {(0, 1)}


def test_mutual_control_is_a_class_of_its_own() -> None:
    h, names = network([("b", "c", "0.6"), ("c", "b", "0.6"), ("c", "d", "0.7"), ("a", "b", "0.3")])
    groups = ultimate_controllers(ballots(h))
    b, c, d = (names.index(n) for n in "bcd")
    assert groups.mutual == ((b, c),)
    assert set(zip(groups.controller.tolist(), groups.company.tolist(), strict=True)) == {
        (b, c),
        (c, b),
        (b, d),
        (c, d),
    }
    assert [int(g) for g in groups.group[[b, c, d]]] == [0, 0, 0]
    assert groups.group[names.index("a")] == -1


def test_a_subsidiary_that_votes_its_parent_in_shares_control_with_it() -> None:
    # t has all of s; both have 30 % of u; u has 60 % of t: t and u control each other.
    t, s, u = range(3)
    h = build(plain(3, [(t, s, FULL), (s, u, 30 * PC), (t, u, 30 * PC), (u, t, 60 * PC)]))
    groups = ultimate_controllers(ballots(h))
    assert groups.mutual == ((t, u),)
    pairs = controllers(ballots(h))
    held, of = own_controllers(h, pairs)
    assert set(zip(held.tolist(), of.tolist(), strict=True)) == {(t, u), (s, u), (u, t)}


def test_whoever_moves_a_ring_from_inside_shares_control_with_it() -> None:
    # t1 and t2 control each other through two stakes of 30 % each; x, all of t1's, has both of
    # those in t2 and so controls t2, and through it t1.
    t1, t2, x, s1, s2 = range(5)
    edges = [(t1, x, FULL), (x, s1, FULL), (x, t2, 30 * PC), (s1, t2, 30 * PC)]
    edges += [(t2, s2, FULL), (t2, t1, 30 * PC), (s2, t1, 30 * PC)]
    b = ballots(build(plain(5, edges)))
    groups = ultimate_controllers(b)
    assert groups.mutual == ((t1, t2, x),)
    assert groups.mutual == from_pairs(5, controllers(b)).mutual
    assert groups.group.tolist() == [0] * 5


def test_too_many_pairs_are_refused_with_advice() -> None:
    h = build(plain(100, [(i, i + 1, FULL) for i in range(99)]))
    with pytest.raises(Misuse, match="more than 1000 pairs") as refused:
        controllers(ballots(h), max_pairs=1000)
    assert refused.value.todo is not None
    assert len(controllers(ballots(h)).company) == 99 * 100 // 2


def test_a_threshold_outside_of_the_scale_is_misuse() -> None:
    h = build(plain(2, [(0, 1, FULL)]))
    with pytest.raises(Misuse):
        ballots(h, Rule(threshold=2 * FULL))
