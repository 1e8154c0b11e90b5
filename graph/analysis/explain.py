"""Why: the steps by which control is derived, the chains along which a stake runs."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import count

import numpy as np

from graph.analysis.control import Ballots
from graph.analysis.holdings import Holdings
from graph.analysis.rows import CONTRACT, FULL
from graph.analysis.solve import solve
from graph.analysis.subnetwork import above, restrict


@dataclass(frozen=True)
class Step:
    """One company falls: these votes were enough.

    Attributes
    ----------
    company : int
        Who falls.
    votes : tuple of (int, int)
        Holder and votes in parts per billion: the controller itself, or companies of earlier
        steps.
    total, needed : int
        Sum of the votes, and from how many on there is control.
    """

    company: int
    votes: tuple[tuple[int, int], ...]
    total: int
    needed: int


def derivation(b: Ballots, controller: int | tuple[int, ...], company: int) -> tuple[Step, ...]:
    """Explain why a holder controls a company.

    Parameters
    ----------
    b : Ballots
        Votes under a rule.
    controller : int or tuple of int
        One node, or the members of a concert.
    company : int
        The controlled company.

    Returns
    -------
    tuple of Step
        Each step uses the controller and companies of earlier steps only; the last one is the
        company. Steps that are not needed are left out. Empty where there is no control.
    """
    start = (controller,) if isinstance(controller, int) else controller
    queue, held = list(start), set(start)
    cast: dict[int, list[tuple[int, int]]] = {}
    steps: dict[int, Step] = {}
    for i in queue:
        span = slice(int(b.start[i]), int(b.start[i + 1]))
        for j, share in zip(b.company[span].tolist(), b.votes[span].tolist(), strict=True):
            if j in held:
                continue
            mine = cast.setdefault(j, [])
            mine.append((i, share))
            total, needed = sum(v for _, v in mine), int(b.needed[j])
            if total >= needed:
                held.add(j)
                queue.append(j)
                steps[j] = Step(j, tuple(mine), total, needed)
    if company not in steps:
        return ()
    wanted, todo = {company}, [company]
    while todo:
        for i, _ in steps[todo.pop()].votes:
            if i in steps and i not in wanted:
                wanted.add(i)
                todo.append(i)
    return tuple(step for j, step in steps.items() if j in wanted)


@dataclass(frozen=True)
class Chain:
    """One chain of holdings without repetition, from holder to company."""

    nodes: tuple[int, ...]
    product: float


@dataclass(frozen=True)
class Chains:
    """How an integrated stake comes about.

    Attributes
    ----------
    chains : tuple of Chain
        Largest product first.
    integrated : float
        The stake over all chains, cycles included.
    complete : bool
        No further chain exists.
    """

    chains: tuple[Chain, ...]
    integrated: float
    complete: bool

    @property
    def listed(self) -> float:
        """Sum of the products listed: what reckoning path by path arrives at."""
        return float(sum(chain.product for chain in self.chains))

    @property
    def other(self) -> float:
        """What the listed chains leave out: the gain from cycles, and chains not listed.

        When `complete`, it is the gain from cycles alone.
        """
        return max(self.integrated - self.listed, 0.0)


def top_chains(h: Holdings, holder: int, company: int, *, k: int = 10) -> Chains:
    """List the chains of holdings that carry most of a stake.

    Parameters
    ----------
    h : Holdings
        The capital holdings; ranges count with their lower end.
    holder, company : int
        The two ends.
    k : int
        How many chains at most.

    Returns
    -------
    Chains
        The k chains with the largest products, exactly in order. The search runs backwards from
        the company; the best product still possible guides it (A*), so that chains that cannot
        be among the k are not walked. At most `MAX_STEPS` nodes are opened; then `complete` is
        False.
    """
    nodes = above(h, [company])
    part = restrict(h, nodes)
    me, it = int(np.searchsorted(nodes, holder)), int(np.searchsorted(nodes, company))
    if me == nodes.size or nodes[me] != holder or me == it:
        return Chains((), 0.0, True)
    unit = np.zeros(part.n)
    unit[it] = 1.0
    integrated = float(solve(part.upstream, unit)[me])
    found, complete = _search(part, _best_from(part, me), me, it, k)
    chains = tuple(Chain(tuple(nodes[list(path)].tolist()), product) for product, path in found)
    return Chains(chains, integrated, complete)


MAX_STEPS = 200_000


def _best_from(part: Holdings, me: int) -> dict[int, float]:
    """Largest product of any chain from `me` to each node (Dijkstra on products)."""
    start, edges = part.by_holder
    best = {me: 1.0}
    heap = [(-1.0, me)]
    while heap:
        product, i = heapq.heappop(heap)
        if -product < best[i]:
            continue
        for e in edges[int(start[i]) : int(start[i + 1])].tolist():
            j, reached = int(part.company[e]), -product * int(part.low[e]) / FULL
            if reached > best.get(j, 0.0):
                best[j] = reached
                heapq.heappush(heap, (-reached, j))
    return best


def _search(
    part: Holdings, best: dict[int, float], me: int, it: int, k: int
) -> tuple[list[tuple[float, tuple[int, ...]]], bool]:
    found: list[tuple[float, tuple[int, ...]]] = []
    order = count()
    heap: list[tuple[float, int, float, tuple[int, ...]]] = []
    if it in best:
        heap.append((-best[it], next(order), 1.0, (it,)))
    for _ in range(MAX_STEPS):
        if not heap:
            return found, True
        if len(found) == k:
            return found, False
        _, _, product, path = heapq.heappop(heap)
        if path[0] == me:
            found.append((product, path))
            continue
        for e in range(int(part.start[path[0]]), int(part.start[path[0] + 1])):
            i = int(part.holder[e])
            if part.kind[e] == CONTRACT or i in path or i not in best:
                continue
            carried = product * int(part.low[e]) / FULL
            if carried > 0:
                heapq.heappush(heap, (-carried * best[i], next(order), carried, (i, *path)))
    return found, not heap


def weakest_link(h: Holdings, holder: int, company: int) -> float:
    """Return the voting rights of a holder by the weakest link of each chain.

    Parameters
    ----------
    h : Holdings
        The holdings.
    holder, company : int
        The two ends.

    Returns
    -------
    float
        For every direct holder of the company the smaller of its share and the strongest chain
        from `holder` to it, summed (the measure of Claessens, Djankov and Lang 2000): 11 % of a
        company that has 21 % of another commands 11 % there, with 2.31 % of the cash flow. A
        measure for comparison; `graph.analysis.control` decides.
    """
    nodes = above(h, [company])
    part = restrict(h, nodes)
    me, it = int(np.searchsorted(nodes, holder)), int(np.searchsorted(nodes, company))
    if me == nodes.size or nodes[me] != holder:
        return 0.0
    start, edges = part.by_holder
    wide = {me: FULL}
    heap = [(-FULL, me)]
    while heap:
        width, i = heapq.heappop(heap)
        if -width < wide[i]:
            continue
        for e in edges[int(start[i]) : int(start[i + 1])].tolist():
            j, reached = int(part.company[e]), min(-width, int(part.low[e]))
            # The chain ends at the company: what the company holds does not widen its own.
            if j != it and reached > wide.get(j, 0):
                wide[j] = reached
                heapq.heappush(heap, (-reached, j))
    span = slice(int(part.start[it]), int(part.start[it + 1]))
    pairs = zip(part.holder[span].tolist(), part.low[span].tolist(), strict=True)
    total: int = sum(min(share, wide.get(i, 0)) for i, share in pairs)
    return total / FULL
