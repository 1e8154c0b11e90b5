"""Who owns what in the end: integrated stakes, ultimate owners, closed groups, what if."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from graph.analysis import ultimate
from graph.analysis.holdings import Holdings
from graph.analysis.integrated import of_company, of_holder
from graph.analysis.interval import Pairwise
from graph.analysis.rows import CONTRACT, FULL, Floats
from graph.analysis.subnetwork import above
from graph.analysis.whatif import if_shares_changed
from graph.errors import Misuse
from graph.text import Text
from queries.methods import ownership_words as words
from queries.methods.ownership_network import ALL_PAIRS, Network, by_name, network, parts_of
from queries.resolve import Found

Row = tuple[Any, ...]
Nodes = Mapping[str, Found]
NEGLIGIBLE = 1e-12
"""Unknown parts below this are what adding floating-point numbers leaves behind."""

# A company, the holders asked about (None for all above it), and the stakes by holder.
_Column = tuple[int, list[int] | None, Floats | dict[int, float]]

UNKNOWN_OWNER, CLOSED = "unknown", "closed_group:"


def _owners(net: Network, found: ultimate.Ultimate) -> dict[str, Row]:
    """Return owners, the unknown part and closed groups by id: they add up to 1."""
    unsure = found.unknown if found.unknown > NEGLIGIBLE else 0.0
    answer: dict[str, Row] = {}
    for i, share in zip(found.owner.tolist(), found.share.tolist(), strict=True):
        high = min(share + unsure, 1.0)
        answer[net.ids[i]] = (share, share, high, net.names[i], words.OWNER)
    for group in found.closed:
        id_ = CLOSED + "+".join(net.ids[i] for i in group.members)
        name = words.closed_group(sorted(net.names[i] for i in group.members))
        answer[id_] = (group.share, group.share, min(group.share + unsure, 1.0), name, words.CLOSED)
    if unsure:
        answer[UNKNOWN_OWNER] = (unsure, 0.0, unsure, words.UNKNOWN_HOLDER, words.UNKNOWN)
    return answer


def ultimate_owners(found: Sequence[Row], values: Mapping[str, Any], nodes: Nodes) -> list[Row]:
    """Answer ``ultimate-owners``."""
    net = network(found, nodes)
    company = net.number(values["company"])
    if company in net.hidden:
        return []
    h = net.build()
    answer = _owners(net, ultimate.ultimate_owners(h, company))
    return [(id_, *row) for id_, row in answer.items()]


def integrated_ownership(
    found: Sequence[Row], values: Mapping[str, Any], nodes: Nodes
) -> list[Row]:
    """Answer ``integrated-ownership``: one pair, one company, one holder, or all of a few."""
    net = network(found, nodes)
    h = net.build()
    direct = _direct(h)
    if values["company"]:
        company = net.number(values["company"])
        holders = [net.number(values["holder"])] if values["holder"] else None
        stakes = of_company(h, company)
        columns: list[_Column] = [(company, holders, stakes)] if net.shown([company]) else []
    elif values["holder"]:
        columns = list(_of_holder(net, h, net.number(values["holder"])))
    elif len(net.ids) <= ALL_PAIRS:
        columns = [(j, None, of_company(h, j)) for j in net.shown(range(h.n))]
    else:
        raise Misuse(
            Text(
                f"共 {len(net.ids)} 个节点，超过 {ALL_PAIRS} 个时不列出全部两两关系",
                f"{len(net.ids)} nodes: all pairs are listed up to {ALL_PAIRS} only",
            ),
            todo=Text("加上 holder=… 或 company=…", "add holder=… or company=…"),
        )
    wanted = [
        (i, j, float(of[i]))
        for j, asked, of in columns
        for i in (asked if asked is not None else above(h, [j]).tolist())
    ]
    pairwise = Pairwise(h, {i for i, _, _ in wanted})
    answer = []
    for i, j, stake in wanted:
        if i == j and stake <= NEGLIGIBLE and not (values["holder"] and values["company"]):
            continue
        no_return, limits = pairwise.bounds(i, j, stake)
        answer.append(
            (
                net.ids[i], net.ids[j], direct.get((i, j), 0) / FULL, stake,
                no_return, limits.low, limits.high, net.names[i], net.names[j],
            )
        )  # fmt: skip
    return sorted(answer, key=lambda row: (row[8], row[1], -row[3], row[0]))


def _of_holder(net: Network, h: Holdings, holder: int) -> Iterator[_Column]:
    """Find what a holder has, certainly or through holdings that may be there."""
    stakes = of_holder(h, holder)
    start, edges = h.by_holder
    reached, queue = set[int](), [holder]
    for i in queue:
        for e in edges[int(start[i]) : int(start[i + 1])].tolist():
            j = int(h.company[e])
            if h.kind[e] != CONTRACT and j not in reached:
                reached.add(j)
                queue.append(j)
    for j in net.shown(sorted(reached)):
        if j != holder or stakes[j] > NEGLIGIBLE:
            yield j, [holder], {holder: float(stakes[j])}


def _direct(h: Holdings) -> dict[tuple[int, int], int]:
    ends = zip(h.holder.tolist(), h.company.tolist(), strict=True)
    shares = zip(ends, h.low.tolist(), h.kind.tolist(), strict=True)
    return {pair: low for pair, low, kind in shares if kind != CONTRACT}


def closed_groups(found: Sequence[Row], values: Mapping[str, Any], nodes: Nodes) -> list[Row]:
    """Answer ``closed-groups``: companies that own each other entirely."""
    net = network(found, nodes)
    closed = net.build().closed
    members = net.shown(np.flatnonzero(closed >= 0).tolist())
    answer = by_name([(int(closed[i]), net.ids[i], net.names[i]) for i in members])
    return sorted(answer, key=lambda row: (row[0], row[2], row[1]))


def what_if_holding(found: Sequence[Row], values: Mapping[str, Any], nodes: Nodes) -> list[Row]:
    """Answer ``what-if-holding``: the owners before and after one holding is another."""
    target = values["target"] or values["company"]
    net = network(found, nodes)
    it, company = net.number(target), net.number(values["company"])
    if {it, company} & net.hidden:
        return []
    share = parts_of(values, "share")
    told = if_shares_changed(net.build(), it, company, {net.number(values["holder"]): share})
    before = _owners(net, told.before)
    after = _owners(net, told.after)
    nothing: Row = (0.0, 0.0, 0.0)
    answer = []
    for id_ in dict.fromkeys([*after, *before]):
        was, becomes = before.get(id_, nothing), after.get(id_, nothing)
        name, kind = (after.get(id_) or before[id_])[3:]
        answer.append((id_, was[0], becomes[0], becomes[1], becomes[2], name, kind))
    return answer
