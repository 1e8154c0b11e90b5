"""What if a holding were sold, bought or changed? No new factorisation.

Changing the shares in one company j by a vector d (d_i more for holder i) is a change of rank one,
``A' = A + d e_j^T``, and so (Sherman and Morrison 1950)

    N' = N + N d (e_j^T N) / (1 - e_j^T N d),      N = (I - A)^-1.

One right-hand side, ``u = N d``, updates any column or value known before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph.analysis.holdings import Holdings, closed_groups
from graph.analysis.integrated import of_company
from graph.analysis.rows import CAPITAL, FULL, Floats, Int64s
from graph.analysis.solve import solve
from graph.analysis.subnetwork import above, restrict
from graph.analysis.ultimate import Ultimate, settle, ultimate_owners
from graph.errors import Misuse, RefusedInput
from graph.text import Text

LOSSY = 1e4
"""Updates subtract; where numbers get this large, ten digits would not be left."""


@dataclass(frozen=True)
class WhatIf:
    """Owners of a company before and after.

    Attributes
    ----------
    before, after : Ultimate
        See `graph.analysis.ultimate`.
    updated : bool
        The answer came from the rank-one update; otherwise a closed group opened or closed, or a
        ring is so nearly closed that the update would lose digits, and the part of the network
        above the company was solved again.
    """

    before: Ultimate
    after: Ultimate
    updated: bool


def changed(h: Holdings, company: int, shares: Mapping[int, int]) -> Holdings:
    """Return the network with other shares in one company.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    company : int
        Whose shares change hands.
    shares : mapping of int to int
        New exact share of each holder named, parts per billion; 0 removes the holding.

    Returns
    -------
    Holdings
        Holders not named keep theirs; what nobody takes over is unknown.

    Raises
    ------
    RefusedInput
        A share is negative, or the company would be held to more than 100 %.
    """
    if min(shares.values(), default=0) < 0:
        raise RefusedInput(Text("持股比例为负", "negative share"))
    named = np.array(sorted(shares), dtype=np.int64)
    keep = (h.company != company) | ~np.isin(h.holder, named)
    fresh = np.array([i for i in named.tolist() if shares[i] > 0], dtype=np.int32)
    value = np.array([shares[i] for i in fresh.tolist()], dtype=np.int64)
    holder = np.concatenate([h.holder[keep], fresh])
    to = np.concatenate([h.company[keep], np.full(fresh.size, company, dtype=np.int32)])
    low, high = np.concatenate([h.low[keep], value]), np.concatenate([h.high[keep], value])
    kind = np.concatenate([h.kind[keep], np.full(fresh.size, CAPITAL, dtype=np.int8)])
    order = np.lexsort((kind, holder, to))
    result = Holdings(h.n, holder[order], to[order], low[order], high[order], kind[order])
    left = int(result.rest[company])
    if left < 0:
        raise RefusedInput(
            Text(
                f"持股比例合计将达到 {(FULL - left) / FULL:.6%}",
                f"the shares would sum to {(FULL - left) / FULL:.6%}",
            ),
            todo=Text("同时减少另一持股方的比例。", "Lower another holder's share as well."),
        )
    return result


def if_shares_changed(h: Holdings, target: int, company: int, shares: Mapping[int, int]) -> WhatIf:
    """Return the owners of a target before and after shares of a company change hands.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    target : int
        Whose ultimate owners are asked for.
    company : int
        Whose shares change; need not be the target.
    shares : mapping of int to int
        New shares of the holders named, parts per billion (`changed`).

    Returns
    -------
    WhatIf
        Both answers.
    """
    before = ultimate_owners(h, target)
    nodes = above(h, [target, company, *shares])
    part = restrict(h, nodes)
    it, j = (int(np.searchsorted(nodes, node)) for node in (target, company))
    local = {int(np.searchsorted(nodes, i)): share for i, share in shares.items()}
    other = changed(part, j, local)
    same = np.array_equal(part.closed, closed_groups(other.matrix))
    if not (same and part.closed[j] < 0 and part.held[j] == other.held[j]):
        return WhatIf(before, ultimate_owners(changed(h, company, shares), target), False)
    unit = np.zeros(part.n)
    unit[it] = 1.0
    x = solve(part.upstream, unit)
    u, divisor = _gain(part, other, j)
    if not max(x.max(), np.abs(u).max(), 1 / divisor if divisor > 0 else np.inf) < LOSSY:
        return WhatIf(before, ultimate_owners(changed(h, company, shares), target), False)
    x = _updated(x, u, divisor, j)
    reached = np.searchsorted(nodes, above(changed(h, company, shares), [target]))
    after = settle(restrict(other, reached), nodes[reached], target, x[reached])
    return WhatIf(before, after, True)


def update(h: Holdings, other: Holdings, company: int, y: Floats) -> Floats:
    """Turn a solution of ``(I - A) y = w`` into that of ``(I - A') y' = w``.

    Parameters
    ----------
    h, other : Holdings
        Before and after; they differ in the shares of one company, and not in closed groups.
    company : int
        That company.
    y : float64[n]
        Any column or value known for `h`: of ultimate owners, of network value.

    Returns
    -------
    float64[n]
        The same for `other`.
    """
    u, divisor = _gain(h, other, company)
    if divisor <= 0:
        raise Misuse(Text("变更后持股环完全封闭", "the change closes a ring entirely"))
    return _updated(y, u, divisor, company)


def without_company(h: Holdings, gone: int, company: int) -> Floats:
    """Return the integrated stakes in a company if another one did not exist.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    gone, company : int
        The node taken out, and the company asked about.

    Returns
    -------
    float64[n]
        ``N'_ij = N_ij - N_ik N_kj / N_kk`` for k gone, without the unit at the company itself.
        What the removed one held becomes unknown.
    """
    if gone == company:
        raise Misuse(Text("所问企业即被移除的企业", "the company asked about is the one removed"))
    stakes = of_company(h, company)
    own = of_company(h, gone)
    own[gone] += 1.0
    if not max(stakes.max(), own.max()) < LOSSY:
        keep = (h.holder != gone) & (h.company != gone)
        columns = (h.holder[keep], h.company[keep], h.low[keep], h.high[keep], h.kind[keep])
        return of_company(Holdings(h.n, *columns), company)
    rest: Floats = np.maximum(stakes - own * (stakes[gone] / own[gone]), 0.0)
    rest[gone] = 0.0
    return rest


def _gain(h: Holdings, other: Holdings, company: int) -> tuple[Floats, float]:
    """Return ``u = N d`` and ``1 - u[company]``."""
    d = (_column(other, company) - _column(h, company)) / FULL
    # The solver takes non-negative right-hand sides: gains and losses apart.
    both = solve(h.upstream, np.stack([np.maximum(d, 0.0), np.maximum(-d, 0.0)], axis=1))
    u: Floats = both[:, 0] - both[:, 1]
    return u, 1.0 - float(u[company])


def _updated(y: Floats, u: Floats, divisor: float, company: int) -> Floats:
    result: Floats = np.maximum(y + u * (y[company] / divisor), 0.0)
    return result


def _column(h: Holdings, company: int) -> Int64s:
    column = np.zeros(h.n, dtype=np.int64)
    span = slice(int(h.start[company]), int(h.start[company + 1]))
    np.add.at(column, h.holder[span], h.low[span])
    return column
