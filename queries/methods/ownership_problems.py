"""What is doubtful in the holdings: every finding by name, about a row or about a company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from graph.analysis.problems import REFUSED, find
from graph.analysis.rows import FULL, UNKNOWN
from graph.schema import EDGES
from graph.text import Text
from graph.time import UNKNOWN_START
from queries.methods.ownership_network import KIND, network, percent
from queries.resolve import Found

Row = tuple[Any, ...]
HOLDS = EDGES["HOLDS"]
STAKES = {code: caption for caption, code in KIND.items()}


def holding_problems(
    found: Sequence[Row], values: Mapping[str, Any], nodes: Mapping[str, Found]
) -> list[Row]:
    """Answer ``holding-problems``: every doubt about the holdings, by name."""
    lost = [row for row in found if row[5] not in KIND]
    net = network([row for row in found if row[5] in KIND], nodes)
    answer: list[Row] = []
    of: dict[int, set[str]] = {}
    for company, holding in zip(net.stated.company.tolist(), net.holdings, strict=True):
        of.setdefault(company, set()).update(holding.sources)
    doubts = find(net.stated, ends=net.ends)
    for problem in doubts:
        value = None if problem.value == UNKNOWN else problem.value / FULL
        company = net.ids[problem.company], net.names[problem.company]
        said, stake = problem.caption, STAKES.get(problem.stake, "")
        if problem.row < 0:  # about the company as a whole
            of_all = sorted(of.get(problem.company, ()))
            ends = ("", company[0], said, "", company[1])
            answer.append((problem.name, *ends, value, stake, "", of_all))
            continue
        h = net.holdings[problem.row]
        ends = (h.holder, company[0], said, h.holder_name, company[1])
        answer.append((problem.name, *ends, value, stake, h.fact, sorted(h.sources)))
    if not doubts.names & set(REFUSED):
        for i in np.flatnonzero(net.build().closed >= 0).tolist():
            ends = ("", net.ids[i], _OURS["closed_group"], "", net.names[i])
            answer.append(("closed_group", *ends, 1.0, "资本", "", sorted(of.get(i, ()))))
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
    about = _contradiction(row[5])
    told = Text(f"{said.zh}：{about.zh}", f"{said.en}: {about.en}")
    return (problem, holder, company, told, *names, None, "", row[11], sorted(row[12]))


def _contradiction(about: str) -> Text:
    """Return what a source says and what stands, from the three lines that the statement read."""
    name, says, stands = about.split("\n")
    declared = HOLDS.by_name.get(name)
    if declared is not None and declared.type == "integer":
        says, stands = (percent(int(v)) if v.isdecimal() else v for v in (says, stands))
    caption = declared.caption if declared else _OTHERS.get(name, Text(name, name))
    return Text(
        f"{caption.zh} {says}，现采用 {stands}", f"{caption.en} {says}, what stands is {stands}"
    )


_OTHERS = {"dates": Text("日期", "dates"), "end": Text("被持股企业", "held company")}
_OURS = {
    "disputed": Text("另有来源说法不同", "another source says otherwise"),
    "closed_group": Text(
        "持股全部在组内循环，没有最终持股方", "its group owns itself entirely: no owner in the end"
    ),
    "possible": Text(
        "该日只是可能有效，按零到所载比例的区间计",
        "only possibly in force that day: a range from nothing to its share",
    ),
    "undated": Text(
        "没有任何日期，每一天都按有效计", "without any date: counts as in force on every day"
    ),
}


def _finding(name: str, row: Sequence[Any]) -> tuple[str, str, str, Text, str, str]:
    holder, holder_name, _, company, company_name = row[:5]
    return name, holder, company, _OURS[name], holder_name, company_name
