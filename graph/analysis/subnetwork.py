"""Cut out of a network what one company depends on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph.analysis.holdings import Holdings
from graph.analysis.rows import CONTRACT, Int64s
from graph.analysis.solve import spans

FEW = 1000
"""Up to here a set is faster than arrays of the size of the network."""


def above(h: Holdings, companies: Iterable[int]) -> Int64s:
    """Return the companies and all who hold them, directly or through others.

    Parameters
    ----------
    h : Holdings
        The network.
    companies : iterable of int
        Where to begin.

    Returns
    -------
    int64[k]
        Node numbers, ascending. The work grows with the answer, not with the network.
    """
    seen = set(companies)
    queue = list(seen)
    while queue and len(seen) < FEW:
        for i in holders(h, queue.pop()):
            if i not in seen:
                seen.add(i)
                queue.append(i)
    found = np.array(sorted(seen), dtype=np.int64)
    return _far_above(h, found, np.array(queue, dtype=np.int64)) if queue else found


def holders(h: Holdings, company: int) -> list[int]:
    """Return the holders of one company, agreements left out."""
    span = slice(int(h.start[company]), int(h.start[company + 1]))
    found: list[int] = h.holder[span].tolist()
    kinds = h.kind[span].tolist()
    return [i for i, kind in zip(found, kinds, strict=True) if kind != CONTRACT]


def _far_above(h: Holdings, found: Int64s, queue: Int64s) -> Int64s:
    """Go on with a mask of all nodes, a whole generation at a time."""
    seen = np.zeros(h.n, dtype=np.bool_)
    seen[found] = True
    while queue.size:
        if queue.size < 32:
            # Long chains: arrays of a few entries cost more than they save.
            above_them = np.array([i for j in queue.tolist() for i in holders(h, j)], np.int64)
        else:
            edges = spans(h.start, queue)
            above_them = h.holder[edges[h.kind[edges] != CONTRACT]].astype(np.int64)
        queue = np.unique(above_them[~seen[above_them]])
        seen[queue] = True
    return np.flatnonzero(seen).astype(np.int64)


def restrict(h: Holdings, nodes: Int64s) -> Holdings:
    """Return the network of some nodes, renumbered 0, 1, ... in their order.

    Parameters
    ----------
    h : Holdings
        The network.
    nodes : int64[k]
        Ascending, and with every node all its holders (see `above`): shares, rests and closed
        groups then mean the same in the part as in the whole.

    Returns
    -------
    Holdings
        Edges of `CONTRACT` are left out.
    """
    counts = h.start[nodes + 1] - h.start[nodes]
    edges = spans(h.start, nodes)
    company = np.repeat(np.arange(nodes.size, dtype=np.int32), counts)
    share = h.kind[edges] != CONTRACT
    edges, company = edges[share], company[share]
    holder = np.searchsorted(nodes, h.holder[edges]).astype(np.int32)
    return Holdings(nodes.size, holder, company, h.low[edges], h.high[edges], h.kind[edges])
