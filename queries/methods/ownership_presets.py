"""Who reaches a threshold of the law in one company, with the law's source and date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from graph.analysis.control import ballots
from graph.analysis.holdings import Holdings
from graph.analysis.integrated import of_company
from graph.analysis.interval import Pairwise
from graph.analysis.pairs import controllers
from graph.analysis.presets import Preset, preset
from graph.analysis.rows import FULL
from graph.analysis.subnetwork import above
from graph.text import Text
from queries.methods.ownership_network import Network, network
from queries.resolve import Found

Row = tuple[Any, ...]
HALF_A_PART = 0.5 / FULL
"""Stakes are sums of floating-point numbers: this close to the threshold they count as equal."""

# Who, what it has at least and at most, and whether it reaches the threshold at either end.
_Reach = tuple[int, float, float, bool, bool]


def legal_thresholds(
    found: Sequence[Row], values: Mapping[str, Any], nodes: Mapping[str, Found]
) -> list[Row]:
    """Answer ``legal-thresholds``."""
    net = network(found, nodes)
    company = net.number(values["company"])
    if company in net.hidden:
        return []
    law = preset(values["preset"])
    reached = _stakes if law.measure == "stake" else _votes
    told = law.title, law.source, law.since, _SURE[law.confidence], law.note
    rows = [
        (net.ids[i], net.names[i], net.what(i), low, high, "确定" if surely else "可能", *told)
        for i, low, high, surely, maybe in reached(net, law, company)
        if maybe
    ]
    return sorted(rows, key=lambda row: (row[5] == "可能", -row[3], -row[4], row[1], row[0]))


_SURE = {
    "checked": Text("条文已核对", "wording read"),
    "general": Text("通行说法，未核对条文", "general knowledge, wording not read"),
}


def _stakes(net: Network, law: Preset, company: int) -> Iterator[_Reach]:
    h: Holdings = net.build(law.basis)
    if not h.held[company]:
        return
    stakes = of_company(h, company)
    holders = [i for i in above(h, [company]).tolist() if i != company]
    pairwise = Pairwise(h, holders)
    for i in holders:
        _, limits = pairwise.bounds(i, company, float(stakes[i]))
        yield i, limits.low, limits.high, _reaches(law, limits.low), _reaches(law, limits.high)


def _reaches(law: Preset, share: float) -> bool:
    threshold = law.share / FULL
    return share > threshold + HALF_A_PART if law.strict else share >= threshold - HALF_A_PART


def _votes(net: Network, law: Preset, company: int) -> Iterator[_Reach]:
    surely, maybe = (_commanded(net, law, company, possible=possible) for possible in (False, True))
    for i, high in maybe.items():
        yield i, surely.get(i, 0.0), high, i in surely, True


def _commanded(net: Network, law: Preset, company: int, *, possible: bool) -> dict[int, float]:
    rule = replace(law.rule, bound="high" if possible else "low")
    pairs = controllers(ballots(net.build(law.basis, possible=possible), rule))
    here = pairs.company == company
    votes = zip(pairs.controller[here].tolist(), pairs.votes[here].tolist(), strict=True)
    return {i: min(share, FULL) / FULL for i, share in votes}
