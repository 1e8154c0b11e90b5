"""The tree of holdings above a company, against every chain enumerated by hand."""

from __future__ import annotations

import pytest
from hypothesis import given

from graph.analysis.holdings import Holdings, build
from graph.analysis.integrated import of_company
from graph.analysis.rows import FULL, UNKNOWN, Rows, rows
from graph.analysis.tree import NOBODY, Twig, ownership_tree
from tests.ownership_networks import full_networks, plain, ranged_networks

PC = FULL // 100
CLOSE = 1e-12


def chains(h: Holdings, company: int, above: tuple[int, ...] = ()) -> list[tuple[int, ...]]:
    """Return every chain from a company upwards, each ending where it would meet itself."""
    found = []
    for e in range(int(h.start[company]), int(h.start[company + 1])):
        holder = int(h.holder[e])
        chain = (*above, company, holder)
        found.append(chain)
        if holder not in chain[:-1]:
            found += chains(h, holder, (*above, company))
    return found


def walked(tree: tuple[Twig, ...], company: int) -> list[tuple[int, ...]]:
    by_place = {twig.place: twig for twig in tree}
    return [
        (company, *(by_place[twig.place[: k + 1]].holder for k in range(len(twig.place))))
        for twig in tree
        if twig.holder != NOBODY
    ]


@given(full_networks(max_nodes=5))
def test_every_chain_is_drawn_once_and_a_ring_is_met_and_not_opened(stated: Rows) -> None:
    h = build(stated)
    for company in range(h.n):
        tree = ownership_tree(h, company, most=100_000)
        assert sorted(walked(tree, company)) == sorted(chains(h, company))
        for twig in tree:
            repeated = twig.mark == "cycle"
            assert not (repeated and any(t.place[:-1] == twig.place for t in tree))


@given(ranged_networks())
def test_the_holders_of_a_company_and_its_unknown_rest_cover_it(stated: Rows) -> None:
    h = build(stated)
    for company in range(h.n):
        tree = ownership_tree(h, company, most=100_000)
        for place in {twig.place[:-1] for twig in tree}:
            beside = [twig for twig in tree if twig.place[:-1] == place]
            assert sum(twig.low for twig in beside) <= FULL <= sum(twig.high for twig in beside)
            assert all(0 <= twig.low <= twig.high <= FULL for twig in beside)


@given(full_networks(unknown=False))
def test_products_along_the_chains_add_up_to_the_stake_where_there_is_no_ring(
    stated: Rows,
) -> None:
    h = build(stated.take(stated.holder < stated.company))
    for company in range(h.n):
        stakes = of_company(h, company)
        tree = ownership_tree(h, company, most=100_000)
        for holder in range(company):
            drawn = sum(twig.along[0] for twig in tree if twig.holder == holder)
            assert drawn == pytest.approx(stakes[holder], abs=CLOSE)


def test_nobody_recorded_gives_no_tree_and_a_share_not_stated_is_a_range() -> None:
    h = build(rows(3, [0, 1], [2, 2], low=[30 * PC, UNKNOWN]))
    assert ownership_tree(h, 0) == ()
    told = [(t.holder, t.low // PC, t.high // PC, t.mark) for t in ownership_tree(h, 2)]
    assert told == [(1, 0, 70, ""), (0, 30, 30, ""), (NOBODY, 0, 70, "unknown")]


def test_what_does_not_fit_is_summed_up_or_left_closed_and_says_so() -> None:
    many = build(plain(6, [(i, 5, (10 + i) * PC) for i in range(5)] + [(3, 4, FULL)]))
    told = [(t.place, t.holder, t.low // PC, t.mark) for t in ownership_tree(many, 5, most=4)]
    assert told == [
        ((1,), 4, 14, "cut"), ((2,), 3, 13, ""), ((3,), NOBODY, 33, "others"),
        ((4,), NOBODY, 40, "unknown"),
    ]  # fmt: skip
    assert {t.mark for t in ownership_tree(many, 5)} == {"", "unknown"}
