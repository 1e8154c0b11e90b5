"""Who owns what in the end: integrated stakes, ultimate owners, closed groups, what if."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from graph.analysis import ultimate
from graph.analysis.holdings import Holdings
from graph.analysis.integrated import of_company, of_holder, unknown
from graph.analysis.interval import bounds
from graph.analysis.noreturn import gain
from graph.analysis.problems import find
from graph.analysis.rows import CONTRACT, FULL, UNKNOWN, Floats
from graph.analysis.subnetwork import above
from graph.analysis.whatif import if_shares_changed
from graph.errors import Misuse
from graph.schema import EDGES
from graph.text import Text
from graph.time import UNKNOWN_START
from queries.methods.ownership_network import (
    ALL_PAIRS,
    KIND,
    Network,
    by_name,
    network,
    parts_of,
    percent,
)

Row = tuple[Any, ...]
NEGLIGIBLE = 1e-12
"""Unknown parts below this are what adding floating-point numbers leaves behind."""

# A company, the holders asked about (None for all above it), and the stakes by holder.
_Column = tuple[int, list[int] | None, Floats | dict[int, float]]

HOLDS = EDGES["HOLDS"]
STAKES = {code: caption for caption, code in KIND.items()}
UNKNOWN_OWNER, CLOSED = "unknown", "closed_group:"


def _owners(net: Network, found: ultimate.Ultimate) -> dict[str, Row]:
    """Return owners, the unknown part and closed groups by id: they add up to 1."""
    unsure = found.unknown if found.unknown > NEGLIGIBLE else 0.0
    answer: dict[str, Row] = {}
    for i, share in zip(found.owner.tolist(), found.share.tolist(), strict=True):
        high = min(share + unsure, 1.0)
        answer[net.ids[i]] = (share, share, high, net.names[i], "持股方")
    for group in found.closed:
        id_ = CLOSED + "+".join(net.ids[i] for i in group.members)
        name = "封闭持股：" + "、".join(sorted(net.names[i] for i in group.members))
        answer[id_] = (group.share, group.share, min(group.share + unsure, 1.0), name, "封闭组")
    if unsure:
        answer[UNKNOWN_OWNER] = (unsure, 0.0, unsure, "未知", "未知")
    return answer


def ultimate_owners(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``ultimate-owners``."""
    net = network(found, values["company"])
    company = net.number(values["company"])
    if company in net.hidden:
        return []
    h = net.build()
    answer = _owners(net, ultimate.ultimate_owners(h, company))
    return [(id_, *row) for id_, row in answer.items()]


def integrated_ownership(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``integrated-ownership``: one pair, one company, one holder, or all of a few."""
    net = network(found, values["holder"], values["company"])
    h = net.build()
    direct = _direct(h)
    unsure = unknown(h)
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
    gains: dict[int, float] = {}
    answer = []
    for j, asked, of in columns:
        for i in asked if asked is not None else above(h, [j]).tolist():
            stake = float(of[i])
            if asked is None and i == j and stake <= NEGLIGIBLE:
                continue
            no_return, low, high = _apart(h, i, j, stake, float(unsure[j]), gains)
            answer.append(
                (
                    net.ids[i], net.ids[j], direct.get((i, j), 0) / FULL, stake,
                    no_return, low, high, net.names[i], net.names[j],
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


def _apart(
    h: Holdings, i: int, j: int, stake: float, unsure: float, gains: dict[int, float]
) -> tuple[float, float, float]:
    """Return the stake without return and its bounds."""
    if i == j:
        return 0.0, 0.0, 0.0
    if i not in gains:
        gains[i] = gain(h, i) if h.held[i] else 1.0
    alone = stake / gains[i]
    if unsure <= NEGLIGIBLE and h.held[j]:
        return alone, alone, alone
    limits = bounds(h, i, j)
    return alone, limits.low, limits.high


def _direct(h: Holdings) -> dict[tuple[int, int], int]:
    ends = zip(h.holder.tolist(), h.company.tolist(), strict=True)
    shares = zip(ends, h.low.tolist(), h.kind.tolist(), strict=True)
    return {pair: low for pair, low, kind in shares if kind != CONTRACT}


def closed_groups(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``closed-groups``: companies that own each other entirely."""
    net = network(found)
    closed = net.build().closed
    members = net.shown(np.flatnonzero(closed >= 0).tolist())
    answer = by_name([(int(closed[i]), net.ids[i], net.names[i]) for i in members])
    return sorted(answer, key=lambda row: (row[0], row[2], row[1]))


def holding_problems(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``holding-problems``: every doubt about the holdings, by name."""
    lost = [row for row in found if row[5] not in ("资本", "表决权", "协议控制")]
    net = network([row for row in found if row[5] in ("资本", "表决权", "协议控制")])
    answer: list[Row] = []
    of: dict[int, set[str]] = {}
    for company, holding in zip(net.stated.company.tolist(), net.holdings, strict=True):
        of.setdefault(company, set()).update(holding.sources)
    for problem in find(net.stated, ends=net.ends):
        value = None if problem.value == UNKNOWN else problem.value / FULL
        company = net.ids[problem.company], net.names[problem.company]
        said, stake = problem.caption.zh, STAKES.get(problem.stake, "")
        if problem.row < 0:  # about the company as a whole
            of_all = sorted(of.get(problem.company, ()))
            ends = ("", company[0], said, "", company[1])
            answer.append((problem.name, *ends, value, stake, "", of_all))
            continue
        h = net.holdings[problem.row]
        ends = (h.holder, company[0], said, h.holder_name, company[1])
        answer.append((problem.name, *ends, value, stake, h.fact, sorted(h.sources)))
    answer += map(_disputed, lost)
    for h in net.holdings:
        row = (h.holder, h.holder_name, "", h.company, h.company_name)
        share = None if h.high is None else h.high / FULL
        if not h.certain:
            answer.append((*_finding("possible", row), share, h.kind, h.fact, sorted(h.sources)))
        if h.begins == UNKNOWN_START and h.certain:
            answer.append((*_finding("undated", row), share, h.kind, h.fact, sorted(h.sources)))
    hidden = {net.ids[i] for i in net.hidden}
    wanted = values["company"]
    return sorted(
        (r for r in answer if r[2] not in hidden and wanted in (None, r[2])),
        key=lambda r: (r[0], r[5], r[2], r[4], r[1], r[7], r[8]),
    )


def _disputed(row: Row) -> Row:
    problem, holder, company, said, *names = _finding("disputed", row)
    told = f"{said}：{_contradiction(row[5])}"
    return (problem, holder, company, told, *names, None, "", row[11], sorted(row[12]))


def _contradiction(about: str) -> str:
    """Return what a source says and what stands, from the three lines that the statement read."""
    name, says, stands = about.split("\n")
    declared = HOLDS.by_name.get(name)
    if declared is not None and declared.type == "integer":
        says, stands = (percent(int(v)) if v.isdecimal() else v for v in (says, stands))
    caption = (
        declared.caption.zh if declared else {"dates": "日期", "end": "被持股企业"}.get(name, name)
    )
    return f"{caption} {says}，现采用 {stands}"


_OURS = {
    "disputed": "另有来源说法不同",
    "possible": "该日只是可能有效，按零到所载比例的区间计",
    "undated": "没有任何日期，每一天都按有效计",
}


def _finding(name: str, row: Sequence[Any]) -> tuple[str, str, str, str, str, str]:
    holder, holder_name, _, company, company_name = row[:5]
    return name, holder, company, _OURS[name], holder_name, company_name


def what_if_holding(found: Sequence[Row], values: Mapping[str, Any]) -> list[Row]:
    """Answer ``what-if-holding``: the owners before and after one holding is another."""
    target = values["target"] or values["company"]
    net = network(found, values["holder"], values["company"], target)
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
