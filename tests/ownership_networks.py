"""Networks for the tests of ownership and control: from text, and at random."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import strategies as st

from graph.analysis.holdings import Holdings, build
from graph.analysis.rows import FULL, Rows, rows

Edge = tuple[int, int, int]
"""Holder, company, share in parts per billion."""


def exact(share: str) -> int:
    return int(Decimal(share) * FULL)


def network(edges: Sequence[tuple[str, str, str]]) -> tuple[Holdings, list[str]]:
    """Build holdings from ("P", "C1", "0.8") and return the names in order."""
    names = sorted({end for holder, company, _ in edges for end in (holder, company)})
    number = {name: i for i, name in enumerate(names)}
    stated = [(number[i], number[j], exact(share)) for i, j, share in edges]
    return build(plain(len(names), stated)), names


def plain(n: int, edges: Sequence[Edge]) -> Rows:
    holder, company, share = (np.array([e[k] for e in edges], dtype=np.int64) for k in range(3))
    return rows(n, holder, company, low=share)


@st.composite
def full_networks(draw: st.DrawFn, *, max_nodes: int = 7, unknown: bool = True) -> Rows:
    """Networks in which every company is held to at most 100 %, exactly where it bites."""
    n = draw(st.integers(2, max_nodes))
    edges: list[Edge] = []
    for company in range(n):
        holders = draw(st.lists(st.integers(0, n - 1), unique=True, max_size=4))
        weights = draw(st.lists(st.integers(1, 9), min_size=len(holders), max_size=len(holders)))
        gap = draw(st.sampled_from([0, 0, 1, 5, 10**9])) if unknown else 0
        # A gap of one part per billion makes rings that are all but closed.
        whole = FULL - 1 if gap == 10**9 else FULL
        total = sum(weights) + (gap if gap < 10**9 else 0)
        shares = [weight * whole // total for weight in weights]
        if holders and gap in (0, 10**9):
            shares[0] += whole - sum(shares)
        edges += [(h, company, s) for h, s in zip(holders, shares, strict=True)]
    return plain(n, edges)


@st.composite
def ranged_networks(draw: st.DrawFn, *, max_nodes: int = 5) -> Rows:
    """Networks with ranges, open ends and unknown shares."""
    n = draw(st.integers(2, max_nodes))
    holder, company, low, high = [], [], [], []
    for j in range(n):
        holders = draw(st.lists(st.integers(0, n - 1), unique=True, max_size=3))
        for i in holders:
            a = draw(st.integers(0, 6)) * FULL // 20
            b = a + draw(st.sampled_from([0, 0, 1, 4])) * FULL // 20
            holder.append(i)
            company.append(j)
            low.append(a)
            high.append(max(b, 1))
    return rows(n, holder, company, low=low, high=high)


def fractions(h: Holdings) -> list[list[Fraction]]:
    """Return the matrix of lows as exact fractions."""
    a = [[Fraction(0)] * h.n for _ in range(h.n)]
    for i, j, share in zip(h.holder.tolist(), h.company.tolist(), h.low.tolist(), strict=True):
        a[i][j] += Fraction(share, FULL)
    return a


def exact_inverse(a: list[list[Fraction]]) -> list[list[Fraction]]:
    """Return ``(I - A)^-1`` by Gauss-Jordan elimination over the rationals."""
    n = len(a)
    work = [
        [Fraction(int(i == j)) - a[i][j] for j in range(n)]
        + [Fraction(int(i == j)) for j in range(n)]
        for i in range(n)
    ]
    for p in range(n):
        pivot = next(r for r in range(p, n) if work[r][p] != 0)
        work[p], work[pivot] = work[pivot], work[p]
        work[p] = [x / work[p][p] for x in work[p]]
        for r in range(n):
            if r != p and work[r][p] != 0:
                factor = work[r][p]
                work[r] = [x - factor * y for x, y in zip(work[r], work[p], strict=True)]
    return [row[n:] for row in work]


def brute_force_control(
    n: int, edges: Sequence[Edge], threshold: int = FULL // 2, *, strict: bool = True
) -> set[tuple[int, int]]:
    """Return the least control relation by applying the rule until nothing is added."""
    control: set[tuple[int, int]] = set()
    while True:
        fresh = set(control)
        for x in range(n):
            for y in range(n):
                votes = sum(
                    s for h, c, s in edges if c == y and h != y and (h == x or (x, h) in control)
                )
                if x != y and (votes > threshold or (not strict and 0 < votes == threshold)):
                    fresh.add((x, y))
        if fresh == control:
            return control
        control = fresh
