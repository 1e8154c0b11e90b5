"""Merge companies into whoever controls them, until nothing moves: O(m) a round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.analysis.control import Ballots
from graph.analysis.rows import FULL, Int64s


@dataclass(frozen=True)
class Merged:
    """Groups under one ultimate controller.

    Attributes
    ----------
    top : int64[n]
        Ultimate controller of each node, or the node itself; one member stands for a ring.
    majority : int64[n]
        Who holds enough votes alone, -1 for nobody; rings of such holders are opened, their
        members stand below the first.
    rings : dict of int to tuple of int
        Rings that were opened, by the member that stands for them.
    suspects : int64[k]
        Tops in which their own group has enough votes, otherwise than by a ring of majority
        holders alone: some of the group share control with them.
    """

    top: Int64s
    majority: Int64s
    rings: dict[int, tuple[int, ...]]
    suspects: Int64s


def chains(b: Ballots) -> bool:
    """Tell whether all controllers of a company form a chain.

    They do where more than half of at most 100 % is needed: two controllers of a company then
    share a vote there, which one of them commands through the other.
    """
    total = np.bincount(b.company, b.votes.astype(np.float64), minlength=b.n)
    return bool((2 * b.needed > FULL).all() and (total <= FULL).all())


def merge(b: Ballots) -> Merged:
    """Merge every company into its controller's group, whose votes then count as one.

    Parameters
    ----------
    b : Ballots
        Votes under a rule for which `chains` holds.

    Returns
    -------
    Merged
    """
    top = np.arange(b.n, dtype=np.int64)
    parent = np.full(b.n, -1, dtype=np.int64)
    majority = parent
    rings: dict[int, tuple[int, ...]] = {}
    holder, company, votes = b.holder, b.company, b.votes
    hit = votes >= b.needed[company]
    while hit.any():
        parent[company[hit]] = holder[hit]
        rings |= {ring[0]: ring for ring in _open_rings(parent)}
        if majority is parent:
            majority = parent.copy()
        top = _roots(parent)
        # What is left: shares of companies at the top, held by somebody below another top.
        keep = (parent[company] < 0) & (top[holder] != company)
        company, votes = company[keep], votes[keep]
        key = company.astype(np.int64) * b.n + top[holder[keep]]
        order = np.argsort(key, kind="stable")
        key = key[order]
        at = np.flatnonzero(np.diff(key, prepend=-1))
        votes = np.add.reduceat(votes[order], at) if at.size else votes
        company, holder = (key[at] // b.n).astype(np.int32), (key[at] % b.n).astype(np.int32)
        hit = votes >= b.needed[company]
    return Merged(top, majority, rings, _suspects(b, top, rings))


def _suspects(b: Ballots, top: Int64s, rings: dict[int, tuple[int, ...]]) -> Int64s:
    own = top[b.holder] == b.company
    votes = np.zeros(b.n, dtype=np.int64)
    np.add.at(votes, b.company[own], b.votes[own])
    suspects = np.flatnonzero(votes >= b.needed).astype(np.int64)
    # A ring whose members have a majority holder each, in the ring, lets nobody else in.
    alone = np.zeros(b.n, dtype=np.bool_)
    alone[b.company[b.votes >= b.needed[b.company]]] = True
    open_ = [t not in rings or not alone[list(rings[t])].all() for t in suspects.tolist()]
    return suspects[np.array(open_, dtype=np.bool_)]


def _open_rings(parent: Int64s) -> list[tuple[int, ...]]:
    """Cut rings of controllers at their smallest member, which then stands for all."""
    child = np.flatnonzero(parent >= 0)
    graph = csr_array(
        (np.ones(child.size, dtype=np.int8), (child, parent[child])),
        shape=(parent.size, parent.size),
    )
    count, label = connected_components(graph, directed=True, connection="strong")
    size = np.bincount(label, minlength=count)
    member = np.flatnonzero(size[label] > 1)
    rings: dict[int, list[int]] = {}
    for node in member.tolist():
        rings.setdefault(int(label[node]), []).append(node)
    for ring in rings.values():
        parent[ring] = ring[0]
        parent[ring[0]] = -1
    return [tuple(ring) for ring in rings.values()]


def _roots(parent: Int64s) -> Int64s:
    top = np.where(parent < 0, np.arange(parent.size), parent)
    while True:
        higher = top[top]
        if np.array_equal(higher, top):
            return top
        top = higher
