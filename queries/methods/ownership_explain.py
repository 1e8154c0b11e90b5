"""Why a holder owns and controls what it does: chains with their products, steps of control."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from graph.analysis.explain import Step, derivation, top_chains, weakest_link
from graph.analysis.holdings import Holdings
from graph.analysis.noreturn import gain
from graph.analysis.rows import CONTRACT, FULL
from graph.text import Text
from queries.methods import ownership_words as words
from queries.methods.ownership_control import votes_of
from queries.methods.ownership_network import Network, network, percent
from queries.resolve import Found

Row = tuple[Any, ...]


def explain_ownership(
    found: Sequence[Row], values: Mapping[str, Any], nodes: Mapping[str, Found]
) -> list[Row]:
    """Answer ``explain-ownership``: cash flow and control apart."""
    net = network(found, nodes)
    holder, company = net.number(values["holder"]), net.number(values["company"])
    if company in net.hidden:
        return []
    h = net.build()
    told = top_chains(h, holder, company, k=values["most"])
    answer: list[Row] = [
        (words.PATH, number, _chain(net, h, chain.nodes), chain.product)
        for number, chain in enumerate(told.chains, start=1)
    ]
    answer.append((words.REST, 1, RINGS if told.complete else OTHERS, told.other))
    answer.append((words.SUM, 1, INTEGRATED, told.integrated))
    alone = told.integrated / gain(h, holder) if h.held[holder] else told.integrated
    answer.append((words.SUM, 2, NO_RETURN, alone))
    weakest = weakest_link(net.build("votes", possible=False), holder, company)
    answer.append((words.SUM, 3, WEAKEST, weakest))
    steps = derivation(votes_of(net, values), holder, company)
    for number, step in enumerate(steps, start=1):
        told_step = _step(net, holder, step)
        answer.append((words.CONTROL, number, told_step, min(step.total, FULL) / FULL))
    if not steps:
        answer.append((words.CONTROL, 0, NO_CONTROL, None))
    return answer


RINGS = Text("环路增益", "what rings add")
OTHERS = Text("其余路径和环路增益", "other paths, and what rings add")
INTEGRATED = Text("综合持股", "integrated stake")
NO_RETURN = Text("不计回流的综合持股", "integrated stake without return")
WEAKEST = Text(
    "最弱一环（供比较，不是控制）", "weakest link (for comparison only, it is not control)"
)
NO_CONTROL = Text("按此规则不控制", "no control under this rule")


def _step(net: Network, holder: int, step: Step) -> Text:
    """Return how one company falls: whose votes add up to what, and what is needed."""

    def votes(own: str) -> str:
        added = (
            f"{own if i == holder else net.names[i]} {percent(share)}" for i, share in step.votes
        )
        return " + ".join(added) + f" = {percent(step.total)}"

    name, needed = net.names[step.company], percent(step.needed)
    return Text(f"{name}：{votes('自有')}，需 {needed}", f"{name}: {votes('own')}, needs {needed}")


def _chain(net: Network, h: Holdings, nodes: Sequence[int]) -> str:
    told = [net.names[nodes[0]]]
    for i, j in itertools.pairwise(nodes):
        span = range(int(h.start[j]), int(h.start[j + 1]))
        low = next(int(h.low[e]) for e in span if h.holder[e] == i and h.kind[e] != CONTRACT)
        told.append(f"—{percent(low)}→ {net.names[j]}")
    return " ".join(told)
