"""Why a holder owns and controls what it does: chains with their products, steps of control."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from graph.analysis.explain import derivation, top_chains, weakest_link
from graph.analysis.holdings import Holdings
from graph.analysis.noreturn import gain
from graph.analysis.rows import CONTRACT, FULL
from queries.methods.ownership_control import votes_of
from queries.methods.ownership_network import Network, network, percent

Row = tuple[Any, ...]


def explain_ownership(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``explain-ownership``: cash flow and control apart."""
    net = network(found, values["holder"], values["company"])
    holder, company = net.number(values["holder"]), net.number(values["company"])
    if company in net.hidden:
        return []
    h = net.build()
    told = top_chains(h, holder, company, k=values["most"])
    answer: list[Row] = [
        ("路径", number, _chain(net, h, chain.nodes), chain.product)
        for number, chain in enumerate(told.chains, start=1)
    ]
    rest = "环路增益" if told.complete else "其余路径和环路增益"
    answer.append(("其余", 1, rest, told.other))
    answer.append(("合计", 1, "综合持股", told.integrated))
    alone = told.integrated / gain(h, holder) if h.held[holder] else told.integrated
    answer.append(("合计", 2, "不计回流的综合持股", alone))
    weakest = weakest_link(net.build("votes", possible=False), holder, company)
    answer.append(("合计", 3, "最弱一环（供比较，不是控制）", weakest))
    steps = derivation(votes_of(net, values), holder, company)
    for number, step in enumerate(steps, start=1):
        votes = " + ".join(
            f"{'自有' if i == holder else net.names[i]} {percent(share)}" for i, share in step.votes
        )
        text = f"{net.names[step.company]}：{votes} = {percent(step.total)}"
        needed = f"，需 {percent(step.needed)}"
        answer.append(("控制", number, text + needed, min(step.total, FULL) / FULL))
    if not steps:
        answer.append(("控制", 0, "按此规则不控制", None))
    return answer


def _chain(net: Network, h: Holdings, nodes: Sequence[int]) -> str:
    words = [net.names[nodes[0]]]
    for i, j in itertools.pairwise(nodes):
        span = range(int(h.start[j]), int(h.start[j + 1]))
        low = next(int(h.low[e]) for e in span if h.holder[e] == i and h.kind[e] != CONTRACT)
        words.append(f"—{percent(low)}→ {net.names[j]}")
    return " ".join(words)
