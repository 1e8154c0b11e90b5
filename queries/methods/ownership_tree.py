"""The chains above one company, unfolded for a picture: cash flow and control apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.analysis.control import ballots
from graph.analysis.pairs import controllers
from graph.analysis.rows import FULL
from graph.analysis.tree import NOBODY, Twig
from graph.analysis.tree import ownership_tree as unfold
from graph.text import Text
from queries.methods import ownership_words as words
from queries.methods.ownership_network import Network, network
from queries.resolve import Found

Row = tuple[Any, ...]
MARKS = {
    "": "", "cycle": words.RING, "unknown": words.UNKNOWN, "others": words.REST, "cut": words.CUT,
}  # fmt: skip
NOBODYS = {
    words.UNKNOWN: Text("未知的持股方", "unknown holder"),
    words.REST: Text("其余持股方合计", "other holders together"),
}


def ownership_tree(
    found: Sequence[Row], values: Mapping[str, Any], nodes: Mapping[str, Found]
) -> list[Row]:
    """Answer ``ownership-tree``."""
    net = network(found, nodes)
    root = net.number(values["company"])
    if root in net.hidden:
        return []
    h = net.build()
    pairs = controllers(ballots(net.build("votes", possible=False)))
    control = set(pairs.controller[pairs.company == root].tolist())
    return [
        _row(net, twig, root, control, bare=twig.holder >= 0 and not h.held[twig.holder])
        for twig in unfold(h, root, most=values["most"])
    ]


def _row(net: Network, twig: Twig, root: int, control: set[int], *, bare: bool) -> Row:
    place = ".".join(map(str, twig.place))
    company = net.ids[twig.company], net.names[twig.company]
    low, high = twig.low / FULL, twig.high / FULL
    numbers = low, high, min(twig.along[0], 1.0), min(twig.along[1], 1.0)
    if twig.holder == NOBODY:
        mark = MARKS[twig.mark]
        return place, "", company[0], NOBODYS[mark], "", company[1], *numbers, mark, None
    i = twig.holder
    end = net.ends[i]
    said = words.UNRECORDED if bare and not end and not twig.mark else MARKS[twig.mark]
    controls = i in control if i != root else None
    return (
        place, net.ids[i], company[0], net.names[i], net.what(i), company[1], *numbers, said,
        controls,
    )  # fmt: skip
