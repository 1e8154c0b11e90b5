"""The chains above one company as a tree: what is drawn, with a share at every step.

A company with several holders has several branches; one that stands on several chains is drawn on
each of them, since what arrives along each chain differs. A chain ends at those whom nobody is
recorded to hold, at what is unknown, and where it meets itself: going round once more is the
affair of `graph.analysis.integrated`, which adds it exactly.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from graph.analysis.holdings import Holdings
from graph.analysis.rows import CONTRACT, FULL

MOST = 200
NOBODY = -1

Mark = Literal["", "cycle", "unknown", "others", "cut"]


@dataclass(frozen=True)
class Twig:
    """One holding on one chain.

    Attributes
    ----------
    place : tuple of int
        Way from the company: ``(2, 1)`` is the first holder of its second holder.
    holder, company : int
        Who holds whom; `NOBODY` for what is unknown or summed up.
    low, high : int
        Share of the holder in the company, parts per billion.
    along : tuple of float
        The same as part of the company at the root, along this chain: products of the lows, of
        the highs.
    mark : str
        ``cycle``: the holder stands on this chain already. ``unknown``: the rest of a company,
        whoever has it. ``others``: holders beyond `MOST`, summed up. ``cut``: it has holders that
        are left out here. Else empty.
    """

    place: tuple[int, ...]
    holder: int
    company: int
    low: int
    high: int
    along: tuple[float, float]
    mark: Mark


# How much can come through it, a tie-breaker, its place, the chain down to the root, the products.
_Open = tuple[float, int, tuple[int, ...], tuple[int, ...], tuple[float, float]]


def ownership_tree(h: Holdings, company: int, *, most: int = MOST) -> tuple[Twig, ...]:
    """Unfold the chains above a company.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    company : int
        The root.
    most : int
        Twigs at most. Branches through which most can come are opened first.

    Returns
    -------
    tuple of Twig
        Each before those above it, larger shares first. Empty where no holder is recorded. The
        lows of the holders of one company and its unknown rest cover it: ``sum(low) <= FULL``,
        and the highs reach it.
    """
    found: dict[tuple[int, ...], Twig] = {}
    order = count()
    waiting: list[_Open] = [(-1.0, next(order), (), (company,), (1.0, 1.0))]
    while waiting:
        _, _, place, chain, along = heapq.heappop(waiting)
        twigs = _holders(h, place, chain, along)
        room = most - len(found)
        if len(twigs) > room:
            if place:
                found[place] = replace(found[place], mark="cut")
                continue
            twigs = _few(twigs, most, along)
        for twig in twigs:
            found[twig.place] = twig
            if not twig.mark and h.held[twig.holder]:
                below = (*chain, twig.holder)
                heapq.heappush(
                    waiting, (-twig.along[1], next(order), twig.place, below, twig.along)
                )
    return tuple(found[place] for place in sorted(found))


def _holders(
    h: Holdings, place: tuple[int, ...], chain: tuple[int, ...], along: tuple[float, float]
) -> list[Twig]:
    company = chain[-1]
    edges = [
        e for e in range(int(h.start[company]), int(h.start[company + 1])) if h.kind[e] != CONTRACT
    ]
    shares = sorted((-int(h.high[e]), -int(h.low[e]), int(h.holder[e])) for e in edges)
    twigs = [
        _twig(place, number, holder, company, (-low, -high), along,
              "cycle" if holder in chain else "")
        for number, (high, low, holder) in enumerate(shares, start=1)
    ]  # fmt: skip
    rest = int(h.rest[company])
    if rest:
        surely = max(FULL + sum(high for high, _, _ in shares), 0)
        number = len(twigs) + 1
        twigs.append(_twig(place, number, NOBODY, company, (surely, rest), along, "unknown"))
    return twigs


def _twig(
    place: tuple[int, ...], number: int, holder: int, company: int, share: tuple[int, int],
    along: tuple[float, float], mark: Mark,
) -> Twig:  # fmt: skip
    low, high = share
    carried = along[0] * low / FULL, along[1] * high / FULL
    return Twig((*place, number), holder, company, low, high, carried, mark)


def _few(twigs: list[Twig], most: int, along: tuple[float, float]) -> list[Twig]:
    """Sum up the smaller holders of the root; what is unknown is none of them."""
    named = [twig for twig in twigs if twig.mark != "unknown"]
    unknown = twigs[len(named) :]
    keep = max(most - 1 - len(unknown), 0)
    rest = named[keep:]
    low, high = sum(twig.low for twig in rest), min(sum(twig.high for twig in rest), FULL)
    others = _twig((), keep + 1, NOBODY, rest[0].company, (low, high), along, "others")
    return [*named[:keep], others, *(replace(twig, place=(keep + 2,)) for twig in unknown)]
