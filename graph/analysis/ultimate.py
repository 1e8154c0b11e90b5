"""Who owns one company in the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.analysis.holdings import Holdings
from graph.analysis.rows import CONTRACT, FULL, Floats, Int64s
from graph.analysis.solve import solve
from graph.analysis.subnetwork import above, holders, restrict
from graph.errors import Misuse
from graph.text import Text

FEW_HOLDERS = 64


@dataclass(frozen=True)
class ClosedShare:
    """The part of a company that ends in a group owning itself."""

    members: tuple[int, ...]
    share: float


@dataclass(frozen=True)
class Ultimate:
    """Owners of one company at the ends of all chains.

    Attributes
    ----------
    company : int
        Node number.
    owner : int64[k]
        Nodes that nobody is known to hold, largest share first.
    share : float64[k]
        What they certainly have, as fractions.
    unknown : float
        What nobody known has: rests of the company and of those above it.
    closed : tuple of ClosedShare
        What ends in groups that own themselves.
    no_holders : bool
        Nobody is recorded to hold the company: all of it is unknown.
    nodes : int
        How many nodes were looked at.
    """

    company: int
    owner: Int64s
    share: Floats
    unknown: float
    closed: tuple[ClosedShare, ...]
    no_holders: bool
    nodes: int

    @property
    def low(self) -> Floats:
        """Least possible shares, whoever has what is unknown."""
        return self.share

    @property
    def high(self) -> Floats:
        """Largest possible shares: everything unknown may be one owner's."""
        return np.minimum(self.share + self.unknown, 1.0)

    @property
    def total(self) -> float:
        """Owners, unknown and closed groups together: 1 up to rounding."""
        return float(self.share.sum() + self.unknown + sum(c.share for c in self.closed))


def ultimate_owners(h: Holdings, company: int) -> Ultimate:
    """Find the ultimate owners of one company.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    company : int
        Node number.

    Returns
    -------
    Ultimate
        Shares of owners, unknown and closed groups add up to 1. One right-hand side is solved,
        ``(I - A) x = e_company``, on the nodes above the company alone.
    """
    if not 0 <= company < h.n:
        raise Misuse(Text(f"没有编号为 {company} 的节点", f"no node has number {company}"))
    simple = _without_rings(h, company)
    if simple is not None:
        return simple
    nodes = above(h, [company])
    part = restrict(h, nodes)
    if 4 * nodes.size < h.n:
        return settle(
            part, nodes, company, solve(part.upstream, (nodes == company).astype(np.float64))
        )
    # Most of the network: its own order and blocks serve every such question.
    unit = np.zeros(h.n)
    unit[company] = 1.0
    return settle(part, nodes, company, solve(h.upstream, unit)[nodes])


def _without_rings(h: Holdings, company: int) -> Ultimate | None:
    """Answer for the usual company: a few holders above it, none of them twice on a chain.

    Plain Python, as arrays of three entries only cost; None where a ring or many nodes are met.
    """
    chain: list[tuple[int, list[int]]] = [(company, holders(h, company))]
    on_chain, order = {company}, dict[int, None]()
    while chain:
        node, left = chain[-1]
        if not left:
            chain.pop()
            on_chain.discard(node)
            order[node] = None
            continue
        above_it = left.pop()
        if above_it in on_chain or len(order) > FEW_HOLDERS:
            return None
        if above_it not in order:
            on_chain.add(above_it)
            chain.append((above_it, holders(h, above_it)))
    stakes = {company: 1.0}
    ends: list[tuple[float, int]] = []
    unknown = 0.0
    for node in reversed(order):
        stake, rest = stakes[node], FULL
        span = slice(int(h.start[node]), int(h.start[node + 1]))
        entries = zip(
            h.holder[span].tolist(), h.low[span].tolist(), h.kind[span].tolist(), strict=True
        )
        held = [(i, low) for i, low, kind in entries if kind != CONTRACT]
        for i, low in held:
            stakes[i] = stakes.get(i, 0.0) + stake * low / FULL
            rest -= low
        if held:
            unknown += stake * rest / FULL
        elif node != company:
            ends.append((-stake, node))
    ends.sort()
    bare = len(order) == 1
    return Ultimate(
        company,
        np.array([node for _, node in ends], dtype=np.int64),
        np.array([-share for share, _ in ends], dtype=np.float64),
        1.0 if bare else unknown,
        (),
        bare,
        len(order),
    )


def settle(part: Holdings, nodes: Int64s, company: int, x: Floats) -> Ultimate:
    """Read owners, unknown and closed groups off a column of ``(I - A)^-1``.

    Parameters
    ----------
    part : Holdings
        Network of the nodes above the company.
    nodes : int64[k]
        Their numbers in the whole.
    company : int
        Number in the whole.
    x : float64[k]
        ``(I - A)^-1`` in the column of the company, closed groups cut open.

    Returns
    -------
    Ultimate
        Owners with equal shares are ordered by number.
    """
    ends = np.flatnonzero(~part.held & (nodes != company))
    ends = ends[np.lexsort((nodes[ends], -x[ends]))]
    bare = not part.held[np.searchsorted(nodes, company)]
    unknown = 1.0 if bare else float(x @ (part.rest / FULL))
    return Ultimate(
        company,
        nodes[ends],
        x[ends],
        unknown,
        _closed(part, nodes, x),
        bare,
        int(nodes.size),
    )


def _closed(part: Holdings, nodes: Int64s, x: Floats) -> tuple[ClosedShare, ...]:
    shares = []
    for group in range(int(part.closed.max(initial=-1)) + 1):
        members = np.flatnonzero(part.closed == group)
        shares.append(ClosedShare(tuple(nodes[members].tolist()), float(x[members].sum())))
    return tuple(shares)
