"""What must hold on every network of holdings."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph.analysis import forest as forest_module
from graph.analysis import giant as giant_module
from graph.analysis import pairs as pairs_module
from graph.analysis import solve as solve_module
from graph.analysis import subnetwork as subnetwork_module
from graph.analysis.control import ballots
from graph.analysis.explain import top_chains
from graph.analysis.holdings import Holdings, build
from graph.analysis.integrated import (
    in_closed_groups,
    matrix,
    network_value,
    of_company,
    of_holder,
    unknown,
)
from graph.analysis.interval import Pairwise, bounds
from graph.analysis.noreturn import of_company_without_return, of_holder_without_return
from graph.analysis.pairs import controllers
from graph.analysis.rows import FULL, Rows
from graph.analysis.solve import prepare, solve
from graph.analysis.ultimate import ultimate_owners
from graph.analysis.whatif import changed, if_shares_changed, without_company
from tests.ownership_networks import (
    exact_inverse,
    fractions,
    full_networks,
    plain,
    ranged_networks,
)

CLOSE = 1e-9


@given(full_networks())
def test_owners_unknown_and_closed_groups_make_the_whole(stated: Rows) -> None:
    h = build(stated)
    for company in range(h.n):
        assert ultimate_owners(h, company).total == pytest.approx(1.0, abs=CLOSE)


@given(full_networks())
def test_one_company_and_all_companies_are_answered_alike(stated: Rows) -> None:
    h = build(stated)
    held = h.held
    unknowns, closed = unknown(h), in_closed_groups(h)
    stakes = matrix(h)
    for company in np.flatnonzero(held).tolist():
        found = ultimate_owners(h, company)
        assert found.unknown == pytest.approx(unknowns[company], abs=CLOSE)
        assert sum(c.share for c in found.closed) == pytest.approx(closed[company], abs=CLOSE)
        assert found.share == pytest.approx(stakes[found.owner, company], abs=CLOSE)
        # Members of rings all but closed have raw stakes up to 10^9.
        assert of_company(h, company) == pytest.approx(stakes[:, company], abs=CLOSE, rel=CLOSE)
        assert of_holder(h, company) == pytest.approx(stakes[company], abs=CLOSE, rel=CLOSE)


@given(full_networks(max_nodes=6))
def test_stakes_equal_exact_rational_arithmetic_even_in_rings_all_but_closed(
    stated: Rows,
) -> None:
    h = build(stated)
    assume((h.closed < 0).all())
    exact = exact_inverse(fractions(h))
    stakes = matrix(h) + np.eye(h.n)
    for i in range(h.n):
        for j in range(h.n):
            assert stakes[i, j] == pytest.approx(float(exact[i][j]), rel=1e-11, abs=1e-13)


@given(full_networks(), st.randoms(use_true_random=False))
def test_names_and_order_of_rows_change_nothing(stated: Rows, random: st.DrawFn) -> None:
    rng = np.random.default_rng(random.getrandbits(32))  # type: ignore[attr-defined] # a Random
    rename = rng.permutation(stated.n)
    shuffled = stated.take(rng.permutation(len(stated)))
    other = build(
        Rows(
            stated.n,
            rename[shuffled.holder],
            rename[shuffled.company],
            shuffled.low,
            shuffled.high,
            shuffled.kind,
        )
    )
    h = build(stated)
    assert matrix(other)[np.ix_(rename, rename)] == pytest.approx(matrix(h), abs=CLOSE, rel=CLOSE)
    for company in range(h.n):
        one, two = ultimate_owners(h, company), ultimate_owners(other, int(rename[company]))
        assert dict(zip(rename[one.owner].tolist(), one.share, strict=True)) == pytest.approx(
            dict(zip(two.owner.tolist(), two.share, strict=True)), abs=CLOSE
        )
        assert {frozenset(rename[list(c.members)].tolist()) for c in one.closed} == {
            frozenset(c.members) for c in two.closed
        }


@given(full_networks(max_nodes=6))
def test_without_return_means_nobody_holds_the_holder(stated: Rows) -> None:
    h = build(stated)
    for holder in range(h.n):
        assume(h.closed[holder] < 0)
        free = build(stated.take(stated.company != holder))
        expected = of_holder(free, holder)
        found = of_holder_without_return(h, holder)
        outside = (h.closed < 0) & (free.closed < 0)
        assert found[outside] == pytest.approx(expected[outside], abs=CLOSE)
        assert (found <= 1 + CLOSE).all()
        company = (holder + 1) % h.n
        if outside[company]:
            one = of_company_without_return(h, company, [holder])[0]
            assert one == pytest.approx(expected[company], abs=CLOSE)


@given(full_networks(), st.lists(st.integers(0, 1000), min_size=7, max_size=7))
def test_network_value_is_the_value_of_all_stakes(stated: Rows, values: list[int]) -> None:
    h = build(stated)
    value = np.array(values[: h.n], dtype=np.float64)
    assert network_value(h, value) == pytest.approx(matrix(h) @ value, abs=1e-6, rel=1e-9)


def _simple_products(h: Holdings, holder: int, company: int) -> list[float]:
    """Enumerate all simple paths with networkx."""
    share = {
        (i, j): s / FULL
        for i, j, s in zip(h.holder.tolist(), h.company.tolist(), h.low.tolist(), strict=True)
    }
    graph = nx.DiGraph(list(share))
    graph.add_nodes_from(range(h.n))
    paths = nx.all_simple_paths(graph, holder, company)
    return [float(np.prod([share[e] for e in pairwise(path)])) for path in paths]


@given(full_networks(max_nodes=6))
def test_chains_add_up_to_the_stake_where_there_is_no_cycle(stated: Rows) -> None:
    forward = stated.take(stated.holder < stated.company)
    h = build(forward)
    stakes = matrix(h)
    for i in range(h.n):
        for j in range(i + 1, h.n):
            products = _simple_products(h, i, j)
            found = top_chains(h, i, j, k=100)
            assert [c.product for c in found.chains] == pytest.approx(
                sorted(products, reverse=True), abs=CLOSE
            )
            assert found.complete
            assert found.listed == pytest.approx(stakes[i, j], abs=CLOSE)
            assert found.other == pytest.approx(0.0, abs=CLOSE)


@given(full_networks(max_nodes=6), st.integers(1, 4))
def test_top_chains_come_in_order_whatever_the_cycles(stated: Rows, k: int) -> None:
    h = build(stated)
    holder, company = 0, h.n - 1
    assume(h.closed[company] < 0)
    products = sorted(_simple_products(h, holder, company), reverse=True)
    found = top_chains(h, holder, company, k=k)
    assert [c.product for c in found.chains] == pytest.approx(products[:k], abs=CLOSE)
    assert found.complete or len(products) >= k


@settings(max_examples=60)
@given(ranged_networks(), st.data())
def test_bounds_contain_every_completion(stated: Rows, data: st.DataObject) -> None:
    h = build(stated)
    company = data.draw(st.integers(0, h.n - 1), label="company")
    ends = np.flatnonzero(~h.held)
    assume(ends.size and h.held[company])
    me = int(data.draw(st.sampled_from(ends.tolist()), label="holder"))
    narrow, wide = bounds(h, me, company, rest="outsiders"), bounds(h, me, company)
    assert wide.low == narrow.low
    assert narrow.high <= wide.high + CLOSE
    seed = data.draw(st.integers(0, 2**32 - 1), label="seed")
    rng = np.random.default_rng(seed)
    best = 0.0
    for attempt in range(12):
        # Vertices first (everything at its end), then points inside.
        shares = _completion(h, rng, corner=attempt < 8)
        stake = _stake(h.n, h, shares, me, company)
        assert narrow.low - CLOSE <= stake <= narrow.high + CLOSE
        best = max(best, stake)
        # The rests go to holders in the register, or to me.
        extra = _given_away(h, shares, rng, me)
        assert wide.low - CLOSE <= extra[company] <= wide.high + CLOSE
    mine = _all_rest_to(h, me)
    assert mine[company] == pytest.approx(wide.high, abs=CLOSE)


def _completion(h: Holdings, rng: np.random.Generator, *, corner: bool) -> np.ndarray:
    shares = h.low.copy()
    left = h.rest.copy()
    for e in rng.permutation(len(h)).tolist():
        room = min(int(h.high[e] - h.low[e]), int(left[h.company[e]]))
        more = room * int(rng.integers(0, 2)) if corner else int(rng.integers(0, room + 1))
        shares[e] += more
        left[h.company[e]] -= more
    return shares


def _stake(n: int, h: Holdings, shares: np.ndarray, me: int, company: int) -> float:
    edges = list(zip(h.holder.tolist(), h.company.tolist(), shares.tolist(), strict=True))
    return float(_row(plain(n, [e for e in edges if e[2] > 0]), me)[company])


def _row(stated: Rows, me: int) -> np.ndarray:
    return np.asarray(of_holder(build(stated), me))


def _given_away(h: Holdings, shares: np.ndarray, rng: np.random.Generator, me: int) -> np.ndarray:
    total: dict[tuple[int, int], int] = {}
    left = np.where(h.held, FULL, 0)
    for i, j, s in zip(h.holder.tolist(), h.company.tolist(), shares.tolist(), strict=True):
        total[i, j] = total.get((i, j), 0) + s
        left[j] -= s
    for j in np.flatnonzero(left > 0).tolist():
        taker = me if rng.random() < 0.5 else int(rng.integers(0, h.n))
        total[taker, j] = total.get((taker, j), 0) + int(left[j])
    return _row(plain(h.n, [(i, j, s) for (i, j), s in total.items() if s > 0]), me)


def _all_rest_to(h: Holdings, me: int) -> np.ndarray:
    total: dict[tuple[int, int], int] = {}
    for i, j, s in zip(h.holder.tolist(), h.company.tolist(), h.low.tolist(), strict=True):
        total[i, j] = total.get((i, j), 0) + s
    for j in np.flatnonzero(h.rest > 0).tolist():
        total[me, j] = total.get((me, j), 0) + int(h.rest[j])
    return _row(plain(h.n, [(i, j, s) for (i, j), s in total.items() if s > 0]), me)


@given(full_networks())
def test_all_pairs_are_bounded_as_one_by_one(stated: Rows) -> None:
    h = build(stated)
    stakes, pairwise = matrix(h), Pairwise(h, range(h.n))
    for i in range(h.n):
        for j in range(h.n):
            if i != j:
                alone, found = pairwise.bounds(i, j, float(stakes[i, j]))
                one = bounds(h, i, j)
                assert (found.low, found.high) == pytest.approx((one.low, one.high), abs=CLOSE)
                assert h.closed[i] >= 0 or alone == pytest.approx(one.low, abs=CLOSE)


def test_the_upper_bound_within_ranges_is_attained_on_a_ring() -> None:
    # p has 10-40 % of a; a and b hold 0-50 % of each other; q has 20 % of a, exactly.
    p, q, a, b = range(4)
    pc = FULL // 100
    h = build(
        Rows(
            4,
            np.array([p, b, q, a, p]),
            np.array([a, a, a, b, b]),
            np.array([10, 0, 20, 0, 5]) * pc,
            np.array([40, 50, 20, 50, 30]) * pc,
            np.zeros(5, dtype=np.int8),
        )
    )
    found = bounds(h, p, a, rest="outsiders")
    # Best: p 40 % of a, b the remaining 40 %; p 30 % of b, a 50 %.
    best = np.linalg.solve(np.array([[1, -0.4], [-0.5, 1]]), np.array([0.4, 0.3]))
    assert (found.low, found.high) == pytest.approx((0.1, best[0]), abs=CLOSE)


@given(full_networks(max_nodes=6), st.data())
def test_a_change_is_answered_as_if_reckoned_anew(stated: Rows, data: st.DataObject) -> None:
    h = build(stated)
    company = data.draw(st.integers(0, h.n - 1), label="company")
    holder = data.draw(st.integers(0, h.n - 1), label="holder")
    target = data.draw(st.integers(0, h.n - 1), label="target")
    span = slice(int(h.start[company]), int(h.start[company + 1]))
    others = int(h.low[span][h.holder[span] != holder].sum())
    share = data.draw(
        st.one_of(st.just(0), st.just(FULL - others), st.integers(0, FULL - others)), label="share"
    )
    answer = if_shares_changed(h, target, company, {holder: share})
    anew = ultimate_owners(changed(h, company, {holder: share}), target)
    for found, expected in ((answer.after, anew), (answer.before, ultimate_owners(h, target))):
        assert found.unknown == pytest.approx(expected.unknown, abs=CLOSE)
        assert dict(zip(found.owner.tolist(), found.share, strict=True)) == pytest.approx(
            dict(zip(expected.owner.tolist(), expected.share, strict=True)), abs=CLOSE
        )
        assert [c.members for c in found.closed] == [c.members for c in expected.closed]
    assert answer.after.total == pytest.approx(1.0, abs=CLOSE)


def test_selling_to_another_holder_is_one_update() -> None:
    p, q, a, b = range(4)
    h = build(plain(4, [(p, a, 600_000_000), (b, a, 200_000_000), (a, b, 500_000_000)]))
    answer = if_shares_changed(h, b, a, {p: 100_000_000, q: 500_000_000})
    assert answer.updated
    after = dict(zip(answer.after.owner.tolist(), answer.after.share.tolist(), strict=True))
    assert after == pytest.approx({p: 0.05 / 0.9, q: 0.25 / 0.9}, abs=CLOSE)


@given(full_networks(max_nodes=6), st.data())
def test_taking_a_company_out_leaves_the_other_chains(stated: Rows, data: st.DataObject) -> None:
    h = build(stated)
    gone = data.draw(st.integers(0, h.n - 1))
    company = (gone + 1) % h.n
    rest = build(stated.take((stated.holder != gone) & (stated.company != gone)))
    assume((h.closed < 0).all())
    expected = of_company(rest, company)
    assert without_company(h, gone, company) == pytest.approx(expected, abs=CLOSE, rel=CLOSE)


def _tangled(n: int, seed: int) -> Holdings:
    """One giant component with near-closed rings, and a tail in front and behind."""
    rng = np.random.default_rng(seed)
    edges: dict[tuple[int, int], int] = {}
    for j in range(n):
        left = FULL - int(rng.choice([1, 1000, 10_000_000, 300_000_000]))
        if rng.random() < 0.3:
            ring = j // 4 * 4
            edges[ring + (j + 1) % 4 if ring + 3 < n else j - 1, j] = left * 3 // 4
            left -= left * 3 // 4
        for i in rng.choice(n, size=3, replace=False).tolist():
            share = int(left * rng.random() * 0.5)
            if i != j and (i, j) not in edges and share:
                edges[i, j] = share
                left -= share
    return build(plain(n, [(i, j, s) for (i, j), s in edges.items()]))


@pytest.mark.parametrize("bystanders", [0, 1000])
def test_a_company_with_hundreds_above_it_is_answered_alike(
    bystanders: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without bystanders the network's own order is used, with them one of the part above.
    tangle = _tangled(240, 9)
    edges = list(
        zip(tangle.holder.tolist(), tangle.company.tolist(), tangle.low.tolist(), strict=True)
    )
    n = tangle.n + bystanders
    h = build(plain(n, edges + [(n - 1, j, FULL) for j in range(tangle.n, n - 1)]))
    monkeypatch.setattr(subnetwork_module, "FEW", 5)
    found = ultimate_owners(h, 7)
    assert found.nodes > 200
    stakes = of_company(h, 7)
    assert found.share == pytest.approx(stakes[found.owner], abs=CLOSE)
    assert found.unknown == pytest.approx(unknown(h)[7], abs=CLOSE)
    assert found.total == pytest.approx(1.0, abs=CLOSE)


@pytest.mark.parametrize("seed", range(6))
def test_iteration_in_a_giant_component_equals_elimination(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    h = _tangled(240, seed)
    dense = np.eye(h.n)
    dense -= h.open_matrix.toarray() / FULL
    w = np.random.default_rng(seed).random((h.n, 2))
    exact = np.linalg.solve(dense, w), np.linalg.solve(dense.T, w)
    # Small limits drive even this network through blocks, opened rings and GMRES.
    monkeypatch.setattr(solve_module, "ALWAYS_DENSE", 8)
    monkeypatch.setattr(solve_module, "MAX_DENSE", 8)
    monkeypatch.setattr(giant_module, "MAX_BLOCK", 8)
    for expected, transposed in zip(exact, (False, True), strict=True):
        plan = prepare(h.open_matrix, transposed=transposed)
        assert any(stage.giant for stage in plan.stages)
        assert solve(plan, w) == pytest.approx(expected, rel=1e-7)


def test_a_long_ring_closed_but_for_one_part_in_a_billion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_module, "MAX_DENSE", 64)
    k = 500
    edges = [(i, (i + 1) % k, FULL) for i in range(k - 1)]
    edges += [(k - 1, 0, FULL - 1), (k, 0, 1)]
    h = build(plain(k + 1, edges))
    assert any(stage.giant for stage in h.upstream.stages)
    # One part in a billion is all that anybody outside has, and so it is all of it.
    assert of_company(h, 250)[k] == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("cut", [False, True])
def test_a_chain_of_thousands_is_one_triangle(cut: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve_module, "MAX_LEVELS", 50)
    k = 400
    share = 999_000_000
    edges = [(i, i + 1, share) for i in range(k - 1)]
    if cut:  # a small ring half-way up
        edges += [(200, 199, FULL - share)]
    h = build(plain(k, edges))
    assert any(stage.triangle is not None for stage in h.upstream.stages)
    gain = 1 / (1 - 0.999 * 0.001) if cut else 1.0
    assert of_company(h, k - 1)[0] == pytest.approx(0.999 ** (k - 1) * gain, rel=1e-10)
    assert of_holder(h, 0)[k - 1] == pytest.approx(0.999 ** (k - 1) * gain, rel=1e-10)


@given(full_networks(), st.integers(1, 3))
def test_control_is_found_alike_in_batches_of_any_size(stated: Rows, size: int) -> None:
    b = ballots(build(stated))
    whole = controllers(b, concerts=[[0, 1]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forest_module, "MAX_DEPTH", 0)
        patch.setattr(pairs_module, "BATCH", size)
        found = controllers(b, concerts=[[0, 1]])
    for one, other in ((found.controller, whole.controller), (found.company, whole.company),
                       (found.votes, whole.votes)):  # fmt: skip
        assert one.tolist() == other.tolist()
