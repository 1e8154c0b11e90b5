"""Integrated ownership: what a holder has of a company over all chains, cycles included.

With ``A[i, j]`` the share that i has of j, direct and indirect stakes together are
``C = A + A^2 + A^3 + ... = A (I - A)^-1`` (Brioschi, Buzzacchi and Colombo 1989; for the
Chinese literature 万立全 2009, 财会月刊 (22): 49). The series explains the formula; it is never
summed. Members of a closed group hold nothing but each other: the group is cut open, and what
reaches it stays with it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from graph.analysis.holdings import Holdings
from graph.analysis.rows import FULL, Floats
from graph.analysis.solve import solve
from graph.errors import Misuse
from graph.text import Text

MAX_MATRIX = 2000


def of_company(h: Holdings, company: int) -> Floats:
    """Return the integrated stake of every node in one company.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    company : int
        Node number.

    Returns
    -------
    float64[n]
        Column ``C[:, company]`` as fractions. In a ring a stake counts what comes back through
        the ring: for a member of the ring it may exceed 1 (see `graph.analysis.noreturn`).
    """
    return solve(h.upstream, _unit(h, company)) - _unit(h, company)


def of_holder(h: Holdings, holder: int) -> Floats:
    """Return the integrated stakes of one holder in every node.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    holder : int
        Node number.

    Returns
    -------
    float64[n]
        Row ``C[holder, :]`` as fractions.
    """
    return solve(h.downstream, _unit(h, holder)) - _unit(h, holder)


def matrix(h: Holdings) -> Floats:
    """Return all integrated stakes of a small network.

    Parameters
    ----------
    h : Holdings
        At most `MAX_MATRIX` nodes: the answer has n^2 entries.

    Returns
    -------
    float64[n, n]
        ``C = A (I - A)^-1``.
    """
    if h.n > MAX_MATRIX:
        raise Misuse(
            Text(
                f"{h.n} 个节点的完整矩阵过大（上限 {MAX_MATRIX}）",
                f"the whole matrix of {h.n} nodes is too large (limit {MAX_MATRIX})",
            ),
            todo=Text("按企业或持股方查询。", "Ask for one company or one holder."),
        )
    identity = np.eye(h.n)
    return solve(h.upstream, identity) - identity


def network_value(h: Holdings, value: ArrayLike) -> Floats:
    """Return the value that every node has in all others through its stakes.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    value : array_like of float, shape (n,)
        Own value of each node, e.g. registered capital; not negative.

    Returns
    -------
    float64[n]
        ``C value``, the integrated value of each portfolio (Vitali, Glattfelder and Battiston
        2011 call it network value). One solve for all nodes at once.
    """
    w = np.asarray(value, dtype=np.float64)
    return solve(h.upstream, w) - w


def unknown(h: Holdings) -> Floats:
    """Return the part of every company that nobody known owns.

    Parameters
    ----------
    h : Holdings
        The capital holdings.

    Returns
    -------
    float64[n]
        Unknown rests, handed down every chain: ``rest^T (I - A)^-1``.
    """
    return solve(h.downstream, h.rest / FULL)


def in_closed_groups(h: Holdings) -> Floats:
    """Return the part of every company that ends in closed groups.

    Parameters
    ----------
    h : Holdings
        The capital holdings.

    Returns
    -------
    float64[n]
        1 for the members of the groups themselves.
    """
    return solve(h.downstream, (h.closed >= 0).astype(np.float64))


def _unit(h: Holdings, node: int) -> Floats:
    if not 0 <= node < h.n:
        raise Misuse(Text(f"没有编号为 {node} 的节点", f"no node has number {node}"))
    unit = np.zeros(h.n)
    unit[node] = 1.0
    return unit
