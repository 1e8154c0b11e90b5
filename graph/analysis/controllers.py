"""Ultimate controllers, the groups below them, and mutual control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from graph.analysis.control import Ballots, Pairs, commanded, controllers
from graph.analysis.holdings import Holdings
from graph.analysis.rows import FULL, Int64s
from graph.analysis.solve import spans


@dataclass(frozen=True)
class Groups:
    """Companies by the one who controls them in the end.

    Attributes
    ----------
    controller, company : int64[k]
        "controller is an ultimate controller of company": nobody controls the controller, or only
        those whom it controls in turn. Sorted by company.
    group : int64[n]
        Number of the group of each node, -1 where it neither controls nor is controlled, or where
        it has several independent controllers. A group is an ultimate controller (or a class in
        mutual control) with all it controls.
    mutual : tuple of tuple of int
        Classes of companies that control each other, at the top or further down.
    """

    controller: Int64s
    company: Int64s
    group: Int64s
    mutual: tuple[tuple[int, ...], ...]


def ultimate_controllers(b: Ballots, *, concerts: Sequence[Sequence[int]] = ()) -> Groups:
    """Find the ultimate controllers of all companies.

    Parameters
    ----------
    b : Ballots
        Votes under a rule.
    concerts : sequence of sequences of int
        Groups acting in concert; concert g is the controller ``b.n + g``.

    Returns
    -------
    Groups
        Where more than half of at most 100 % is needed, the controllers of a company form a chain
        and its ultimate controller is unique up to mutual control. Then every company is merged
        into its controller's group, whose votes count as one, until nothing moves: O(m) a round,
        without listing all pairs. Otherwise the pairs are listed.
    """
    total = np.bincount(b.company, b.votes.astype(np.float64), minlength=b.n)
    unique = (2 * b.needed > FULL).all() and (total <= FULL).all()
    if unique and not concerts:
        return _merge(b)
    return from_pairs(b.n, controllers(b, concerts=concerts), concerts=concerts)


def from_pairs(n: int, pairs: Pairs, *, concerts: Sequence[Sequence[int]] = ()) -> Groups:
    """Derive ultimate controllers and groups from the whole relation.

    Parameters
    ----------
    n : int
        Number of nodes.
    pairs : Pairs
        From `graph.analysis.control.controllers`.
    concerts : sequence of sequences of int
        The concerts that the pairs were found with; a concert ranks above its members.

    Returns
    -------
    Groups
        As in `ultimate_controllers`.
    """
    size = n + len(concerts)
    key = pairs.controller * size + pairs.company
    back = pairs.company * size + pairs.controller
    both = np.isin(key, back)
    outranked = np.zeros(size, dtype=np.bool_)
    outranked[pairs.company[~both]] = True
    for members in concerts:
        outranked[np.asarray(members, dtype=np.int64)] = True
    top = ~outranked[pairs.controller]
    controller, company = pairs.controller[top], pairs.company[top]
    order = np.lexsort((controller, company))
    label, mutual = _classes(size, pairs.controller[both], pairs.company[both])
    group = np.full(size, -1, dtype=np.int64)
    group[controller] = label[controller]
    several = np.zeros(size, dtype=np.bool_)
    for who, what in ((controller, company), (controller[::-1], company[::-1])):
        seen = group[what]
        several[what[(seen >= 0) & (seen != label[who])]] = True
        group[what] = label[who]
    group[several] = -1
    return Groups(controller[order], company[order], _renumber(group[:n]), mutual)


def own_controllers(h: Holdings, pairs: Pairs) -> tuple[Int64s, Int64s]:
    """List companies that hold shares of whoever controls them.

    Parameters
    ----------
    h : Holdings
        The holdings.
    pairs : Pairs
        Who controls whom.

    Returns
    -------
    holder, controller : int64[k]
        ``holder`` is controlled by ``controller`` and holds some of it. Of a listed controller
        the Company Law of 2023, article 141, does not allow this; such shares have no vote.
    """
    held = h.holder.astype(np.int64) * h.n + h.company
    back = pairs.company * h.n + pairs.controller
    hit = np.isin(back, held) & (pairs.controller < h.n)
    return pairs.company[hit], pairs.controller[hit]


def _merge(b: Ballots) -> Groups:
    top = np.arange(b.n, dtype=np.int64)
    parent = np.full(b.n, -1, dtype=np.int64)
    mutual: list[tuple[int, ...]] = []
    holder, company, votes = b.holder, b.company, b.votes
    hit = votes >= b.needed[company]
    while hit.any():
        parent[company[hit]] = holder[hit]
        mutual += _open_rings(parent)
        top = _roots(parent)
        # What is left: shares of companies at the top, held by somebody below another top.
        keep = (parent[company] < 0) & (top[holder] != company)
        company, votes = company[keep], votes[keep]
        key = np.sort(company.astype(np.int64) * b.n + top[holder[keep]])
        order = np.argsort(company.astype(np.int64) * b.n + top[holder[keep]], kind="stable")
        at = np.flatnonzero(np.diff(key, prepend=-1))
        votes = np.add.reduceat(votes[order], at) if at.size else votes
        company, holder = (key[at] // b.n).astype(np.int32), (key[at] % b.n).astype(np.int32)
        hit = votes >= b.needed[company]
    rings = _complete(b, top, {ring[0]: ring for ring in mutual})
    return _groups(b.n, top, rings)


def _complete(
    b: Ballots, top: Int64s, rings: dict[int, tuple[int, ...]]
) -> dict[int, tuple[int, ...]]:
    """Add members of a group that control their own top, alone or through others."""
    own = top[b.holder] == b.company
    votes = np.zeros(b.n, dtype=np.int64)
    np.add.at(votes, b.company[own], b.votes[own])
    suspects = np.flatnonzero(votes >= b.needed)
    if not suspects.size:
        return rings
    # A ring whose members have a majority holder each, in the ring, lets nobody else in.
    alone = np.zeros(b.n, dtype=np.bool_)
    alone[b.company[b.votes >= b.needed[b.company]]] = True
    suspects = suspects[
        [t not in rings or not alone[list(rings[t])].all() for t in suspects.tolist()]
    ]
    # Only who controls something directly can control more.
    direct = np.zeros(b.n, dtype=np.bool_)
    direct[b.holder[b.votes >= b.needed[b.company]]] = True
    active = np.flatnonzero(direct)
    active = active[np.isin(top[active], suspects)]
    found = {t: {t, *rings.get(t, ())} for t in [*suspects.tolist(), *rings]}
    for x in active.tolist():
        members = found[int(top[x])]
        if x not in members and not members.isdisjoint(commanded(b, [x])[0]):
            members.add(x)
    return {t: tuple(sorted(members)) for t, members in found.items() if len(members) > 1}


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


def _groups(n: int, top: Int64s, rings: dict[int, tuple[int, ...]]) -> Groups:
    below = np.flatnonzero(top != np.arange(n))
    by_top = below[np.argsort(top[below], kind="stable")]
    start = np.concatenate([[0], np.cumsum(np.bincount(top[below], minlength=n))])
    # Whoever shares control with the top has the same companies below it, and the top.
    peers = [(first, peer) for first, ring in rings.items() for peer in ring if peer != first]
    first, peer = np.array(peers, dtype=np.int64).reshape(-1, 2).T
    who = np.concatenate([top[below], peer, np.repeat(peer, start[first + 1] - start[first])])
    what = np.concatenate([below, first, by_top[spans(start, first)]])
    who, what = who[who != what], what[who != what]
    order = np.argsort(what * n + who)
    group = np.full(n, -1, dtype=np.int64)
    group[below] = top[below]
    group[top[below]] = top[below]
    return Groups(who[order], what[order], _renumber(group), tuple(sorted(rings.values())))


def _classes(
    size: int, first: Int64s, second: Int64s
) -> tuple[Int64s, tuple[tuple[int, ...], ...]]:
    graph = csr_array((np.ones(first.size, dtype=np.int8), (first, second)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    classes: dict[int, list[int]] = {}
    for node in np.unique(first).tolist():
        classes.setdefault(int(label[node]), []).append(node)
    found = tuple(sorted(tuple(members) for members in classes.values()))
    return label.astype(np.int64), found


def _renumber(group: Int64s) -> Int64s:
    """Number groups 0, 1, ... by their smallest member."""
    inside = np.flatnonzero(group >= 0)
    first = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    first[group[inside[::-1]]] = inside[::-1]
    used = np.flatnonzero(first >= 0)
    rank = np.empty(first.size, dtype=np.int64)
    rank[used[np.argsort(first[used])]] = np.arange(used.size)
    result = np.full(group.size, -1, dtype=np.int64)
    result[inside] = rank[group[inside]]
    return result
