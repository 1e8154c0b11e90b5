"""The nineteen published or derived cases, each with its source in golden_ownership.json.

Where a published figure is rounded or wrong, the test states the exact one beside it.
"""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.analysis.control import ballots, commanded
from graph.analysis.explain import derivation, top_chains, weakest_link
from graph.analysis.integrated import matrix, of_company
from graph.analysis.interval import bounds
from graph.analysis.noreturn import of_company_without_return, of_holder_without_return
from graph.analysis.pairs import controllers
from graph.analysis.rows import FULL
from graph.analysis.ultimate import ultimate_owners
from tests.ownership_networks import network

CASES: dict[str, Any] = {
    case["id"]: case
    for case in json.loads(
        (Path(__file__).parent / "golden_ownership.json").read_text(encoding="utf-8")
    )["cases"]
}
CLOSE = 1e-12


def solved(case: dict[str, Any]) -> dict[str, float]:
    """Return every integrated stake of a case, named "A->B"."""
    h, names = network(case["edges"])
    stakes = matrix(h)
    return {
        f"{a}->{b}": float(stakes[i, j]) for i, a in enumerate(names) for j, b in enumerate(names)
    }


@pytest.mark.parametrize(
    "name",
    [
        "white_cross_participation",
        "white_matrix",
        "white_treasury",
        "wan_ring4",
        "stackoverflow_two_users",
        "finbench_final_share",
        "chain_80_75_60",
        "bods_indirect_60_50",
    ],
)
def test_published_integrated_stakes_are_reproduced(name: str) -> None:
    case = CASES[name]
    stakes = solved(case)
    checked = 0
    for pair, value in case["published"].items():
        if "->" in pair and "(" not in pair:
            assert stakes[pair] == pytest.approx(value, abs=case["tol_published"]), pair
            checked += 1
    for pair, value in case.get("exact", {}).items():
        assert stakes[pair] == pytest.approx(float(Fraction(value)), abs=CLOSE), pair
        checked += 1
    assert checked


def test_the_book_sums_three_loops_where_the_exact_answer_has_infinitely_many() -> None:
    case = CASES["white_cross_participation"]
    h, names = network(case["edges"])
    p, c1 = names.index("P"), names.index("C1")
    stake = float(of_company(h, c1)[p])
    assert stake == pytest.approx(46 / 47, abs=CLOSE)
    assert abs(stake - case["published"]["P->C1"]) > 1e-4  # printed: 0.97851
    # Two paths make 92 %, the rest comes through the cross-holding; the book calls 92 % wrong.
    chains = top_chains(h, p, c1)
    assert chains.complete
    assert chains.listed == pytest.approx(0.92, abs=CLOSE)
    assert chains.other == pytest.approx(46 / 47 - 0.92, abs=CLOSE)
    # Decisions: P has 80 % of C1 directly, so it commands all of it, as the book says.
    controlled, votes = commanded(ballots(h), [p])
    assert c1 in controlled
    assert votes[c1] == FULL == case["published"]["control_pct_C1"] * FULL


def test_a_parent_held_by_its_subsidiary_never_owns_more_than_all_of_it() -> None:
    case = CASES["white_subsidiary_owns_parent"]
    h, names = network(case["edges"])
    p, c1, c2 = (names.index(name) for name in ("P", "C1", "C2"))
    raw = matrix(h)
    assert raw[p, c1] == pytest.approx(10 / 9, abs=CLOSE)  # 111 %, printed by others as it is
    assert raw[p, c1] == pytest.approx(case["published"]["raw_series_P->C1"], abs=2e-3)
    assert raw[p, c2] == pytest.approx(8 / 9, abs=CLOSE)
    assert of_holder_without_return(h, p)[[c1, c2]] == pytest.approx([1.0, 0.8], abs=CLOSE)
    assert of_company_without_return(h, c2, [p])[0] == pytest.approx(0.8, abs=CLOSE)


def test_own_shares_are_shared_out_among_the_others() -> None:
    stakes = solved(CASES["white_treasury"])
    assert stakes["A->B"] == pytest.approx(12 / 19, abs=CLOSE)
    assert stakes["OTHER->B"] == pytest.approx(7 / 19, abs=CLOSE)


def test_wan_ring_of_four_and_its_indirect_part() -> None:
    case = CASES["wan_ring4"]
    stakes = solved(case)
    direct = {f"{a}->{b}": float(share) for a, b, share in case["edges"]}
    for pair, value in case["published_indirect_B"].items():
        assert stakes[pair] - direct[pair] == pytest.approx(value, abs=case["tol_published"])


def test_two_users_and_the_slip_in_the_post() -> None:
    case = CASES["stackoverflow_two_users"]
    h, names = network(case["edges"])
    shares = {}
    for company in ("CompanyA", "CompanyB"):
        found = ultimate_owners(h, names.index(company))
        for owner, share in zip(found.owner.tolist(), found.share.tolist(), strict=True):
            shares[names[owner], company] = share
        assert found.total == pytest.approx(1.0, abs=CLOSE)
    assert shares["UserA", "CompanyA"] == pytest.approx(2 / 3, abs=CLOSE)
    assert shares["UserB", "CompanyA"] == pytest.approx(1 / 3, abs=CLOSE)
    # The post says that UserB owns 33.33 % of CompanyB; that is its part of CompanyA.
    assert shares["UserB", "CompanyB"] == pytest.approx(2 / 3, abs=CLOSE)


@pytest.mark.parametrize(
    "name",
    [
        "prometheux_company_control",
        "aspcomp_company_controls",
        "ross_sagiv_92",
        "van_gelder_93",
        "dlv_all_30",
        "float_majority_trap",
    ],
)
def test_control_is_the_least_fixpoint(name: str) -> None:
    case = CASES[name]
    h, names = network(case["edges"])
    pairs = controllers(ballots(h))
    found = {
        (names[x], names[y])
        for x, y in zip(pairs.controller.tolist(), pairs.company.tolist(), strict=True)
    }
    assert found == {(x, y) for x, y in case["expected_controls"]}


def test_the_page_lists_a_control_that_its_rule_does_not_give() -> None:
    case = CASES["prometheux_company_control"]
    published = {(x, y) for x, y in case["published"]["controls"]}
    expected = {(x, y) for x, y in case["expected_controls"]}
    assert published - expected == {("Initech", "Acme Corp")}  # 40 %, where more than 50 % is due
    h, names = network(case["edges"])
    initech, acme = names.index("Initech"), names.index("Acme Corp")
    assert derivation(ballots(h), initech, acme) == ()
    assert commanded(ballots(h), [initech])[1][acme] == 400_000_000


def test_exactly_half_of_the_votes_is_not_a_majority() -> None:
    assert 0.17 + 0.28 + 0.05 > 0.5  # which is why votes are whole numbers
    case = CASES["float_majority_trap"]
    h, names = network(case["edges"])
    votes = commanded(ballots(h), [names.index("x")])[1]
    assert votes[names.index("t")] == FULL // 2


def test_eleven_per_cent_of_the_votes_with_two_of_the_cash_flow() -> None:
    case = CASES["claessens_11_21"]
    h, names = network(case["edges"])
    family, b = names.index("Family"), names.index("B")
    assert weakest_link(h, family, b) == pytest.approx(case["published"]["voting"], abs=CLOSE)
    assert of_company(h, b)[family] == pytest.approx(case["published"]["cashflow"], abs=CLOSE)


def test_the_same_product_with_different_power() -> None:
    case = CASES["trank_100_30"]
    h, names = network(case["edges"])
    for person, company in (("P", "Cust1"), ("Q", "Cust2")):
        i, j = names.index(person), names.index(company)
        published = case["published"]
        assert of_company(h, j)[i] == pytest.approx(published[f"cash {person}->{company}"])
        votes = commanded(ballots(h), [i])[1].get(j, 0)
        assert votes == published[f"votes commanded {person} in {company}"] * FULL


def test_a_closed_ring_is_named_and_cut() -> None:
    case = CASES["closed_ring_singular"]
    h, names = network(case["edges"])
    a = np.zeros((h.n, h.n))
    a[h.holder, h.company] = h.low / FULL
    assert np.linalg.det(np.eye(h.n) - a) == 0  # I - A is singular indeed
    found = ultimate_owners(h, names.index("d"))
    assert [(names[o], s) for o, s in zip(found.owner, found.share, strict=True)] == [("p", 0.5)]
    assert [([names[m] for m in c.members], c.share) for c in found.closed] == [(["b", "c"], 0.5)]
    inside = ultimate_owners(h, names.index("b"))
    assert (inside.owner.size, inside.closed[0].share) == (0, 1.0)


def test_missing_shareholders_give_bounds() -> None:
    case = CASES["missing_shareholders_bounds"]
    h, names = network(case["edges"])
    p, q, y = (names.index(name) for name in "pqy")
    found = ultimate_owners(h, y)
    low = dict(zip(found.owner.tolist(), found.low.tolist(), strict=True))
    high = dict(zip(found.owner.tolist(), found.high.tolist(), strict=True))
    expected = case["expected"]
    assert low[p] == pytest.approx(expected["known p in y"], abs=CLOSE)
    assert low[q] == pytest.approx(expected["known q in y"], abs=CLOSE)
    assert found.unknown == pytest.approx(expected["unknown in y"], abs=CLOSE)
    assert high[p] == pytest.approx(expected["p in y upper bound"], abs=CLOSE)
    both = bounds(h, p, y)
    assert (both.low, both.high) == pytest.approx((0.18, 0.8), abs=CLOSE)
    # If the missing shareholders are outsiders, p has what it is known to have.
    assert bounds(h, p, y, rest="outsiders").high == pytest.approx(0.18, abs=CLOSE)


def test_every_case_is_used() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert len(CASES) == 19
    assert [name for name in CASES if f'"{name}"' not in text] == []
