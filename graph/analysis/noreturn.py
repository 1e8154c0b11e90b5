"""Ownership without return: what i has of j, not counting what i has of itself.

In a ring the integrated stake of a member counts the part that comes back to it, and may exceed
100 %. Dividing by that return gives ``N[i, j] / N[i, i]`` with ``N = (I - A)^-1``: the stake that
i would have if nobody held shares of i (cf. Baldone, Brioschi and Paleari 1998, who correct the
double counting in the same sense). It never exceeds 100 %.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse.csgraph import connected_components

from graph.analysis.holdings import Holdings
from graph.analysis.integrated import of_company, of_holder
from graph.analysis.rows import Floats


def gain(h: Holdings, holder: int) -> float:
    """Return ``N[holder, holder]``: 1, plus what comes back to the holder through rings.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    holder : int
        Node number.

    Returns
    -------
    float
        At least 1.
    """
    return 1.0 + float(of_holder(h, holder)[holder])


def gains(h: Holdings, holders: Iterable[int]) -> dict[int, float]:
    """Return the gain of some nodes; only those on a ring cost a solve.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    holders : iterable of int
        Node numbers.

    Returns
    -------
    dict of int to float
        ``N[i, i]`` by node.
    """
    shares = h.open_matrix
    count, label = connected_components(shares, directed=True, connection="strong")
    ringed = (np.bincount(label, minlength=count)[label] > 1) | (shares.diagonal() > 0)
    return {i: gain(h, i) if ringed[i] else 1.0 for i in holders}


def of_holder_without_return(h: Holdings, holder: int) -> Floats:
    """Return the stakes of one holder in every other node, without return.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    holder : int
        Node number.

    Returns
    -------
    float64[n]
        ``N[holder, :] / N[holder, holder]``, fractions in [0, 1]; 0 at the holder itself.
    """
    integrated = of_holder(h, holder)
    stakes: Floats = integrated / (1.0 + integrated[holder])
    stakes[holder] = 0.0
    return stakes


def of_company_without_return(h: Holdings, company: int, holders: Sequence[int]) -> Floats:
    """Return the stakes of some holders in one company, without return.

    Parameters
    ----------
    h : Holdings
        The capital holdings.
    company : int
        Node number.
    holders : sequence of int
        Whose stakes; each one that is itself held costs a solve of its own.

    Returns
    -------
    float64[len(holders)]
        ``N[i, company] / N[i, i]``; 0 where a holder is the company.
    """
    integrated = of_company(h, company)
    held = np.diff(h.start) > 0
    stakes = [
        0.0 if i == company else integrated[i] / (gain(h, i) if held[i] else 1.0) for i in holders
    ]
    return np.array(stakes, dtype=np.float64)
