"""Agreements, lists and coverage in plain Python: what the questions of these names mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tests.questions_model import (
    OPEN,
    Edge,
    Look,
    Rows,
    bodies_in,
    certainty,
    groups,
    joined,
    rate,
    served,
)

DUTIES = {True: "应签", False: "不应签", None: "未标明"}


# ---- agreements ----


def agreements_in_force(g: Look, p: Mapping[str, Any]) -> Rows:
    papers = g.label("Agreement")
    found = groups(((e.get("agreement"), e.b), e) for e in g.hosted(p["area"]))
    return [
        (paper, area, certainty(g, rows), max(e.dates[3] for e in rows))
        for (paper, area), rows in found.items()
        if paper in papers
    ]


def agreements_ending(g: Look, p: Mapping[str, Any]) -> Rows:
    until, papers = p["until"], g.label("Agreement")
    rows = [e for e in g.hosted(p["area"]) if e.dates[2] < until and e.dates[3] < OPEN]
    found = groups(((e.get("agreement"), e.b), e) for e in rows)
    return [
        (paper, area, "确定" if min(e.dates[3] for e in rows) <= until else "可能")
        for (paper, area), rows in found.items()
        if paper in papers
    ]


def agreements_lapsed(g: Look, p: Mapping[str, Any]) -> Rows:
    papers, renewed = g.label("Agreement"), {e.b for e in g.seen("SUCCEEDS")}
    alive = {(e.a, e.b) for e in g.now("CO_BUILDS")}
    return list(
        {
            (e.get("agreement"), e.a, e.b)
            for e in g.hosted(p["area"], ever=True)
            if e.dates[3] <= g.day
            and (e.a, e.b) not in alive
            and e.get("agreement") in papers - renewed
        }
    )


def body_agreements(g: Look, p: Mapping[str, Any]) -> Rows:
    body, papers = p["body"], g.label("Agreement")
    if not g.may_body(body):
        return []
    found = groups(
        ((e.b, e.get("side") or ""), e) for e in g.seen("SIGNED") if e.a == body and e.b in papers
    )
    return [
        (
            paper, side, certainty(g, [max(rows, key=lambda e: (e.dates[1], e.key))]),
            last_state(g, paper).get("number") or "",
            joined({e.a for e in g.seen("SIGNED") if e.b == paper and e.a != body}),
        )
        for (paper, side), rows in found.items()
    ]  # fmt: skip


def last_state(g: Look, node: str) -> Mapping[str, Any]:
    """Return what a node was last said to be, whatever the day."""
    found = sorted((e.dates[1], e.key, e) for e in g.seen("STATE") if e.a == node)
    return found[-1][2].values if found else {}


def agreements_by_kind(g: Look, p: Mapping[str, Any]) -> Rows:
    found = groups(
        ((g.labels[e.a], g.state(e.a).get("kind") or ""), e) for e in g.hosted(p["area"])
    )
    return [
        (
            label, kind,
            len({e.get("agreement") for e in rows if e.certain(g.day)} - {None}),
            len({e.get("agreement") for e in rows} - {None}),
            len({e.a for e in rows}),
        )
        for (label, kind), rows in found.items()
    ]  # fmt: skip


def several_agreements(g: Look, p: Mapping[str, Any]) -> Rows:
    found = groups((e.a, e) for e in g.hosted(p["area"]))
    counted = [
        (party, len({e.get("agreement") for e in rows}), len({e.b for e in rows}))
        for party, rows in found.items()
    ]
    return [row for row in counted if row[1] >= p["least"]]


def agreements_vague(g: Look, p: Mapping[str, Any]) -> Rows:
    papers = g.label("Agreement")
    found = groups(((e.get("agreement"), e.b), e) for e in g.hosted(p["area"]))
    return [
        (paper, area)
        for (paper, area), rows in found.items()
        if paper in papers and not any(e.certain(g.day) for e in rows)
    ]


# ---- lists ----


def items(g: Look, area: str) -> Iterator[Edge]:
    papers = {e.get("agreement") for e in g.hosted(area, ever=True)} & g.label("Agreement")
    return (e for e in g.now("HAS_ITEM") if e.a in papers)


def list_items(g: Look, p: Mapping[str, Any]) -> Rows:
    found = groups(
        ((e.get("list") or "", e.get("number") or "", e.b, e.a), e)
        for e in items(g, p["area"])
        if p["list"] is None or e.get("list") == p["list"]
    )
    rows = []
    for key, edges in found.items():
        e = max(edges, key=lambda e: (e.dates[1], e.key))
        outcome = g.state(e.b).get("outcome") or ""
        due, done = e.get("due"), e.get("done")
        late = not done and bool(due) and due < g.day.isoformat()
        rows.append((*key, outcome, late and outcome not in ("完成", "撤销")))
    return rows


def open_needs(g: Look, p: Mapping[str, Any]) -> Rows:
    here, needs = set(g.here(p["area"])), g.label("Need")
    rows: set[tuple[Any, ...]] = set()
    for raised in g.now("RAISES"):
        if raised.a in here and raised.b in needs:
            answers = {e.a for e in g.now("ANSWERS") if e.b == raised.b}
            done = {e.a for e in g.now("STATE") if e.get("outcome") == "完成"}
            if not any(g.labels[a] == "Resource" or a in done for a in answers):
                rows.add((raised.b, raised.a, len(answers)))
    return list(rows)


def projects(g: Look, p: Mapping[str, Any]) -> Rows:
    here, known = set(g.here(p["area"])), g.label("Project")
    return list(
        {
            (
                e.a,
                e.b,
                g.state(e.a).get("outcome") or "",
                joined(
                    {u.a for u in g.now("UNDERTAKES") if u.b == e.a and u.get("part") == "牵头"}
                ),
                joined(
                    {u.a for u in g.now("UNDERTAKES") if u.b == e.a and u.get("part") != "牵头"}
                ),
            )
            for e in g.now("LOCATED_IN")
            if e.b in here and e.a in known
        }
    )


# ---- coverage ----


def area_coverage(g: Look, p: Mapping[str, Any]) -> Rows:
    rows = []
    for area in set(g.here(p["area"])) & g.label(p["level"]) - {p["area"]}:
        signed = [e for e in g.now("CO_BUILDS") if e.b == area]
        certain = {e.get("agreement") for e in signed if e.certain(g.day)} - {None}
        possible = {e.get("agreement") for e in signed} - {None}
        for above in (e.b for e in g.now("PART_OF") if e.a == area):
            name = g.state(area).get("name") or area
            rows.append((area, name, above, len(certain), len(possible)))
    return rows


def coverage_gaps(g: Look, p: Mapping[str, Any]) -> Rows:
    signed = {e.b for e in g.now("CO_BUILDS")}
    placed = {e.a for e in g.now("PART_OF")}
    level = set(g.here(p["area"])) & g.label(p["level"])
    rows = []
    for area in level & placed - signed:
        ended = [e.dates[3] for e in g.seen("CO_BUILDS") if e.b == area and e.dates[3] <= g.day]
        rows.append((area, max(ended, default=None)))
    return rows


def coverage_rate(g: Look, p: Mapping[str, Any]) -> Rows:
    level = set(g.here(p["area"])) & g.label(p["level"]) - {p["area"]}
    above = groups((e.b, e.a) for e in g.now("PART_OF") if e.a in level)
    signed = list(g.now("CO_BUILDS"))
    certain = {e.b for e in signed if e.certain(g.day)}
    possible = {e.b for e in signed}
    return [
        (parent, len(areas), sum(a in certain for a in areas), sum(a in possible for a in areas))
        for parent, areas in above.items()
    ]


def unit_coverage(g: Look, p: Mapping[str, Any]) -> Rows:
    rows = []
    for area, body in bodies_in(g, p["area"], "Unit", "Enterprise"):
        duty = DUTIES[g.state(body).get("should_sign")]
        signed = certainty(g, [e for e in g.seen("CO_BUILDS") if e.a == body])
        if p["only"] == "全部" or (duty == "应签" and signed == "否"):
            rows.append((body, area, duty, signed))
    return rows


def unit_coverage_rate(g: Look, p: Mapping[str, Any]) -> Rows:
    found = groups(bodies_in(g, p["area"], "Unit", "Enterprise"))
    rows = []
    for area, bodies in found.items():
        should = [b for b in bodies if g.state(b).get("should_sign")]
        signed = [certainty(g, [e for e in g.seen("CO_BUILDS") if e.a == b]) for b in should]
        certain, possible = signed.count("确定"), len(signed) - signed.count("否")
        low, high = rate(certain, len(should)), rate(possible, len(should))
        rows.append((area, len(bodies), len(should), certain, possible, low, high))
    return rows


def organisation_coverage(g: Look, p: Mapping[str, Any]) -> Rows:
    rows = []
    for area, bodies in groups(bodies_in(g, p["area"], "Enterprise")).items():
        operating = [
            b for b in bodies
            if g.state(b).get("kind") == "非公企业"
            and (g.state(b).get("status") or "正常") == "正常"
        ]  # fmt: skip
        if not operating:
            continue
        covers = groups((e.b, e) for e in g.now("COVERS"))
        organised = {b for b in operating
                     if any(e.get("mode") == "组织" for e in covers.get(b, []))}  # fmt: skip
        alone = {
            b
            for b in organised
            if any((e.get("mode"), e.get("share")) == ("组织", "单独") for e in covers[b])
        }
        worked = {b for b in operating if any(e.get("mode") == "工作" for e in covers.get(b, []))}
        should = {b for b in operating if g.state(b).get("should_organise")}
        rows.append((area, len(operating), len(alone), len(organised - alone),
                     len(worked - organised), len(should), len(should & organised)))  # fmt: skip
    return rows


def should_organise(g: Look, p: Mapping[str, Any]) -> Rows:
    covered = {e.b for e in g.now("COVERS") if e.get("mode") == "组织"}
    worked = {e.b for e in g.now("COVERS") if e.get("mode") == "工作"}
    return [
        (body, area, body in worked)
        for area, body in bodies_in(g, p["area"], "Unit", "Enterprise")
        if g.state(body).get("should_organise") and body not in covered
    ]


def effective_coverage(g: Look, p: Mapping[str, Any]) -> Rows:
    def held(e: Edge) -> bool:
        return e.dates[0] <= g.day and e.dates[3] > p["since"]

    rows = []
    for area, committee in served(g, p["area"]):
        acts = {e.b for e in g.seen("HELD") if e.a == committee and held(e)}
        meetings = {
            a for a in acts
            if any(e.a == a and e.get("kind") in ("联席会议", "议事会") for e in g.seen("STATE"))
        }  # fmt: skip
        who = {e.a for e in g.seen("TAKES_PART") if e.b in acts}
        rows.append((committee, area, len(meetings), len(acts - meetings), len(who), bool(acts)))
    return rows


def coverage_trend(g: Look, p: Mapping[str, Any]) -> Rows:
    rows = []
    for step in range(p["steps"]):
        months = g.day.year * 12 + g.day.month - 1 - step * p["months"]
        day = _in_month(months // 12, months % 12 + 1, g.day.day)
        areas = {a for a in g.label(p["level"]) & g.below(p["area"], day) - {p["area"]} if g.may(a)}
        if areas:
            signed = [e for e in g.seen("CO_BUILDS") if e.b in areas]
            certain = {e.b for e in signed if e.certain(day)}
            possible = {e.b for e in signed if e.possible(day)}
            rows.append((day, len(areas), len(certain), len(possible)))
    return rows


def _in_month(year: int, month: int, day: int) -> date:
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
