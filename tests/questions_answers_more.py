"""The rest in plain Python: renewals, successions, batches, property, what is doubtful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.questions_answers import items, last_state
from tests.questions_model import (
    AREAS,
    Look,
    Rows,
    bodies_in,
    certainty,
    groups,
    joined,
)


def agreements_renewed(g: Look, p: Mapping[str, Any]) -> Rows:
    papers = g.label("Agreement")
    found = {
        (r.a, r.b, e.b)
        for e in g.hosted(p["area"], ever=True)
        for r in g.now("SUCCEEDS")
        if r.a == e.get("agreement") and r.b in papers
    }
    rows: Rows = []
    for newer, older, area in found:
        begins = min(
            e.dates[0] for e in g.seen("CO_BUILDS") if (e.get("agreement"), e.b) == (newer, area)
        )
        ends = [e.dates[3] for e in g.seen("STATE") if e.a == older]
        rows.append((newer, older, area, bool(ends) and begins <= max(ends),
                     max(ends, default=None), begins))  # fmt: skip
    return rows


def items_by_outcome(g: Look, p: Mapping[str, Any]) -> Rows:
    found = groups(((e.get("list") or "", e.b), e) for e in items(g, p["area"]))
    tally: dict[str, Counter[str]] = {}
    for (name, item), edges in found.items():
        done = min((e.get("done") for e in edges if e.get("done")), default=None)
        due = max((e.get("due") for e in edges if e.get("due")), default=None)
        outcome = g.state(item).get("outcome")
        finished = outcome == "完成" or (outcome is None and done is not None)
        tally.setdefault(name, Counter()).update(
            items=1, done=finished, withdrawn=outcome == "撤销", carried=outcome == "结转",
            in_time=bool(finished and done and due and done <= due),
        )  # fmt: skip
    return [
        (name, t["items"], t["done"], t["in_time"], t["withdrawn"], t["carried"])
        for name, t in tally.items()
    ]


def mutual_holdings(g: Look, p: Mapping[str, Any]) -> Rows:
    firms = g.label("Enterprise")
    inside = {b for _, b in bodies_in(g, p["area"], "Enterprise")}
    held = {(e.a, e.b) for e in g.now("HOLDS") if e.a in firms and e.a != e.b}
    return [(a, b) for a, b in held if a < b and (b, a) in held and inside & {a, b}]


def body_duties(g: Look, p: Mapping[str, Any]) -> Rows:
    if not g.may_body(p["body"]):
        return []
    return [
        (e.key, certainty(g, [e])) for e in g.seen("PAIRED_WITH", "CHECKED_IN") if e.a == p["body"]
    ]


def ever_up(g: Look, node: str) -> set[str]:
    """Return an area and all that it ever was below."""
    found = {node}
    for _ in AREAS:
        found |= {e.b for e in g.seen("PART_OF") if e.a in found}
    return found


def _ever_below(g: Look, area: str) -> set[str]:
    """Return an area and all that was ever below it, within what the asker may see."""
    above = {n: ever_up(g, n) for n in g.label(*AREAS)}
    return {
        n for n, found in above.items()
        if area in found and (not g.scope or found & set(g.scope))
    }  # fmt: skip


def area_successions(g: Look, p: Mapping[str, Any]) -> Rows:
    here = _ever_below(g, p["area"])
    return [(e.a, e.b, e.key) for e in g.seen("SUCCEEDS") if here & {e.a, e.b}]


def areas_changed(g: Look, p: Mapping[str, Any]) -> Rows:
    here, since = _ever_below(g, p["area"]), p["since"]
    rows: Rows = []
    for e in g.seen("PART_OF"):
        came = since < e.dates[0] <= g.day
        went = since < e.dates[3] <= g.day
        if e.b in here and (came or went):
            rows.append((e.key, ("设立又撤销" if went else "设立") if came else "撤销"))
    return rows


def area_batches(g: Look, p: Mapping[str, Any]) -> Rows:
    area, types = p["area"], ("STATE", "NAMED", "PART_OF", "LOCATED_IN", "SERVES", "CO_BUILDS",
                              "PAIRED_WITH", "CHECKED_IN", "ABOUT")  # fmt: skip
    if area not in _ever_below(g, area):
        return []
    counted = Counter((e.known[0], e.type) for e in g.seen(*types) if e.b == area)
    return [(*key, n) for key, n in counted.items()]


def venues_and_teams(g: Look, p: Mapping[str, Any]) -> Rows:
    wanted = (p["sort"],) if p["sort"] else ("Venue", "Team", "Initiative")
    return [
        (
            node, area,
            joined(
                {e.a for e in g.now("RUNS") if e.b == node}
                | {e.b for e in g.now("BELONGS_TO") if e.a == node}
            ),
        )
        for area, node in bodies_in(g, p["area"], *wanted)
    ]  # fmt: skip


def property_management(g: Look, p: Mapping[str, Any]) -> Rows:
    rows: Rows = []
    for site in set(g.here(p["area"])) & g.label("Site"):
        if (g.state(site).get("kind") or "小区") == "小区":
            found = groups((e.a, e) for e in g.now("MANAGES") if e.b == site)
            lies = [(e.dates[1], e.key, e.b) for e in g.now("PART_OF") if e.a == site]
            above = max(lies)[2] if lies else ""
            for manager, edges in found.items():
                last = max(edges, key=lambda e: (e.dates[1], e.key))
                organised = any(e.b == manager and g.labels[e.a] == "Branch"
                                for e in g.now("BELONGS_TO", "COVERS"))  # fmt: skip
                rows.append((site, above, manager, last.get("red"), organised))
            if not found:
                rows.append((site, above, "", None, None))
    return rows


def ex_officio_posts(g: Look, p: Mapping[str, Any]) -> Rows:
    here = set(g.here(p["area"]))
    bodies = g.label("Committee", "Branch", "Unit", "Enterprise")
    return list(
        {
            (seat.a, at.a, at.b, g.state(seat.a).get("status") != "空缺")
            for at in g.now("SERVES", "LOCATED_IN")
            for seat in g.now("POST_OF")
            if at.b in here and at.a in bodies and seat.b == at.a
            and g.state(seat.a).get("ex_officio")
        }
    )  # fmt: skip


def doubtful_sizes(g: Look, p: Mapping[str, Any]) -> Rows:
    rows: Rows = []
    for node in {b for _, b in bodies_in(g, p["area"], "Unit", "Enterprise", "Branch")}:
        s = g.state(node)
        members, staff = s.get("members"), s.get("staff")
        if members is None:
            continue
        if g.labels[node] != "Branch":
            wrong = staff is not None and members > staff
        else:
            least, below = {"支部": (3, 51), "总支": (50, 100), "党委": (100, 10**9)}.get(
                str(s.get("kind")), (0, 10**9)
            )
            wrong = not least <= members < below
        if wrong:
            rows.append((node,))
    return rows


def agreements_unsigned(g: Look, p: Mapping[str, Any]) -> Rows:
    signed = {(e.a, e.b) for e in g.seen("SIGNED")}
    papers = g.label("Agreement")
    return list(
        {
            (e.get("agreement") or "", e.a)
            for e in g.hosted(p["area"])
            if e.get("agreement") not in papers or (e.a, e.get("agreement")) not in signed
        }
    )


def body_works(g: Look, p: Mapping[str, Any]) -> Rows:
    body, belong = p["body"], g.label("Team", "Venue")
    if not g.may_body(body):
        return []
    does = ("RUNS", "HELD", "OFFERS", "RAISES", "UNDERTAKES", "TAKES_PART", "USES")
    found = [(e, e.b) for e in g.seen(*does) if e.a == body]
    found += [(e, e.a) for e in g.seen("BELONGS_TO") if e.b == body and e.a in belong]
    return [
        (e.key, node, last_state(g, node).get("kind") or "", certainty(g, [e])) for e, node in found
    ]


def branches_in_area(g: Look, p: Mapping[str, Any]) -> Rows:
    def near(branch: str, type_: str) -> str:
        return joined({e.b for e in g.now(type_) if e.a == branch})

    def lies(branch: str, area: str) -> str:
        rows = [e for e in g.now("LOCATED_IN") if (e.a, e.b) == (branch, area)]
        return certainty(g, [min(rows, key=lambda e: (e.dates[1], e.key))])

    return [
        (branch, area, near(branch, "BELONGS_TO"), near(branch, "REPORTS_TO"), lies(branch, area))
        for area, branch in bodies_in(g, p["area"], "Branch")
        if p["kind"] is None or g.state(branch).get("kind") == p["kind"]
    ]


def area_lists(g: Look, p: Mapping[str, Any]) -> Rows:
    bodies = g.label("Unit", "Enterprise", "Branch", "Committee")
    rows = set()
    for area in g.here(p["area"]):
        here = {e.a for e in g.now("SERVES", "LOCATED_IN") if e.b == area} & bodies | {area}
        for e in g.now("HAS_ITEM"):
            if e.a in here and (p["list"] is None or e.get("list") == p["list"]):
                outcome = g.state(e.b).get("outcome") or ""
                rows.add((e.get("list") or "", e.get("number") or "", e.b, e.a, area, outcome))
    return list(rows)
