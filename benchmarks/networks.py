"""Generators of ownership networks: one like a register, one meant to hurt."""

from __future__ import annotations

import numpy as np

from graph.analysis.rows import FULL, Rows, rows


def register_like(companies: int, *, seed: int = 1) -> Rows:
    """Network R: shallow, mostly persons above, hardly any ring.

    Nodes ``0 .. companies-1`` are companies, as many persons follow. A company has one to five
    holders, nine in ten of them persons; a company holds only companies founded later, but for
    one holding between companies in a thousand that is answered by one in return. One company in
    twenty has an unknown rest.
    """
    rng = np.random.default_rng(seed)
    count = rng.choice([1, 2, 3, 4, 5], p=[0.4, 0.35, 0.15, 0.07, 0.03], size=companies)
    company = np.repeat(np.arange(companies), count)
    person = rng.random(company.size) < 0.9
    older = (rng.random(company.size) * company).astype(np.int64)
    # A few parents have many subsidiaries: the square root draws towards the oldest.
    older = np.where(rng.random(company.size) < 0.5, (older / 50).astype(np.int64), older)
    holder = np.where(
        person | (company == 0), rng.integers(companies, 2 * companies, company.size), older
    )
    # A ring closes where a company takes a stake in the one that holds it.
    back = np.flatnonzero((holder < companies) & (rng.random(company.size) < 1e-3))
    company, holder = (
        np.concatenate([company, holder[back]]),
        np.concatenate([holder, company[back]]),
    )
    return _shared_out(2 * companies, holder, company, rng, unknown=0.05, majority=0.5)


def stress(companies: int, *, seed: int = 1) -> Rows:
    """Network S: one giant component, near-closed rings in it.

    Four companies in five are held by other companies drawn at random, so that nearly all of them
    form one strongly connected component. One in ten lies on a ring of three to twelve companies
    that hold each other but for 10^-6 to 10^-9.
    """
    rng = np.random.default_rng(seed)
    count = rng.integers(2, 5, size=companies)
    company = np.repeat(np.arange(companies), count)
    holder = rng.integers(0, companies, company.size)
    outside = rng.random(company.size) < 0.2
    holder[outside] = rng.integers(companies, companies + companies // 10, int(outside.sum()))
    return _with_rings(
        _shared_out(companies + companies // 10, holder, company, rng, unknown=0.1, majority=0.4),
        companies,
        rng,
    )


def _shared_out(
    n: int,
    holder: np.ndarray,
    company: np.ndarray,
    rng: np.random.Generator,
    *,
    unknown: float,
    majority: float,
) -> Rows:
    keep = holder != company
    key = np.unique(company[keep] * n + holder[keep])
    company, holder = key // n, key % n
    weight = rng.random(key.size) + 0.05
    first = np.flatnonzero(np.diff(company, prepend=-1))
    # A clear majority for some: as in real registers, most companies have one.
    leads = first[rng.random(first.size) < majority]
    weight[leads] += 3.0
    total = np.bincount(company, weight, minlength=n)
    whole = np.where(rng.random(n) < unknown, rng.random(n), 1.0)
    share = np.maximum((weight / total[company] * whole[company] * FULL).astype(np.int64), 1)
    exact = whole[company[first]] == 1.0
    summed = np.add.reduceat(share, first)
    share[first[exact]] += FULL - summed[exact]
    return rows(n, holder, company, low=share)


def _with_rings(stated: Rows, companies: int, rng: np.random.Generator) -> Rows:
    lengths = rng.integers(3, 13, size=max(companies // 75, 1))
    members = rng.permutation(companies)[: int(lengths.sum())]
    lengths = lengths[np.cumsum(lengths) <= members.size]
    members = members[: int(lengths.sum())]
    ends = np.cumsum(lengths)
    after = np.arange(1, members.size + 1)
    after[ends - 1] = ends - lengths
    # What is left of a member is spread over its holders of before, largest remainder to none.
    leak = rng.choice([1, 1000], size=members.size)
    keep = np.ones(stated.n, dtype=np.bool_)
    keep[members] = False
    kept = stated.take(keep[stated.company])
    other = stated.take(~keep[stated.company])
    _, at = np.unique(other.company, return_index=True)
    leak_of = np.zeros(stated.n, dtype=np.int64)
    leak_of[members] = leak
    ring_holder = members[after]
    single = other.take(at)
    fine = single.holder != single.company
    return rows(
        stated.n,
        np.concatenate([kept.holder, single.holder[fine], ring_holder]),
        np.concatenate([kept.company, single.company[fine], members]),
        low=np.concatenate([kept.low, leak_of[single.company[fine]], FULL - leak]),
    )
