"""Committees, seats, organisations, pairing in plain Python: what the questions mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.questions_answers import last_state
from tests.questions_model import OPEN, Look, Rows, bodies_in, certainty, groups, joined, served

# ---- committees and appointments ----


def _seats(g: Look, committee: str) -> set[str]:
    return {e.a for e in g.now("POST_OF") if e.b == committee}


def committees_in_area(g: Look, p: Mapping[str, Any]) -> Rows:
    rows = []
    for area, k in served(g, p["area"]):
        if p["kind"] is None or g.state(k).get("kind") == p["kind"]:
            members = {e.a for e in g.now("MEMBER_OF") if e.b == k}
            appointed = {e.key for e in g.now("JOINTLY_APPOINTED") if e.b == k}
            sure = [e for e in g.now("SERVES") if (e.a, e.b) == (k, area)]
            certain = certainty(g, [min(sure, key=lambda e: (e.dates[1], e.key))])
            rows.append((k, area, len(members), len(_seats(g, k)), len(appointed), certain))
    return rows


def vacant_posts(g: Look, p: Mapping[str, Any]) -> Rows:
    return list(
        {
            (post, k, bool(g.state(post).get("required")))
            for _, k in served(g, p["area"])
            for post in _seats(g, k)
            if g.state(post).get("status") == "空缺"
        }
    )


def committee_seats(g: Look, p: Mapping[str, Any]) -> Rows:
    rows = []
    for area, k in served(g, p["area"]):
        states = [g.state(post) for post in _seats(g, k)]
        if states:
            full = sum(s.get("kind") == "专职" for s in states)
            part = sum(s.get("kind") == "兼职" for s in states)
            vacant = sum(s.get("status") == "空缺" for s in states)
            persons = len(states) - vacant
            rows.append((k, area, len(states), full, part, vacant, persons % 2 == 1))
    return rows


def terms_ending(g: Look, p: Mapping[str, Any]) -> Rows:
    sitting = served(g, p["area"])
    return [
        (e.key, area, "确定" if e.dates[3] <= p["until"] else "可能")
        for e in g.now("JOINTLY_APPOINTED")
        for area, k in sitting
        if e.b == k and e.dates[2] < p["until"] and e.dates[3] < OPEN
    ]


def _appointments(g: Look, p: Mapping[str, Any], end: str) -> Rows:
    if not g.may_body(p["body"]):
        return []
    return [
        (e.key, e.b if end == "a" else e.a, certainty(g, [e]))
        for e in g.seen("JOINTLY_APPOINTED")
        if getattr(e, end) == p["body"]
    ]


def appointments_out(g: Look, p: Mapping[str, Any]) -> Rows:
    return _appointments(g, p, "a")


def appointments_into(g: Look, p: Mapping[str, Any]) -> Rows:
    return _appointments(g, p, "b")


def co_tenure(g: Look, p: Mapping[str, Any]) -> Rows:
    if not g.may_body(p["body"]):
        return []
    seats = [e for e in g.seen("JOINTLY_APPOINTED") if e.b == p["body"]]
    rows = []
    for one in seats:
        for other in seats:
            begins = max(one.dates[1], other.dates[1])
            ends = min(one.dates[2], other.dates[2], g.day)
            if one.a < other.a and begins < ends:
                rows.append((one.key, other.key, (ends - begins) // timedelta(days=1)))
    return rows


def several_seats(g: Look, p: Mapping[str, Any]) -> Rows:
    here = set(g.here(p["area"]))
    bodies = {e.a for e in g.now("SERVES", "LOCATED_IN") if e.b in here}
    bodies &= g.label("Committee", "Branch", "Unit", "Enterprise")
    found = groups(
        ((e.get("holder"), e.a), e.b)
        for e in g.now("JOINTLY_APPOINTED")
        if e.b in bodies and e.get("holder")
    )
    rows = []
    for (holder, home), where in found.items():
        if len(set(where)) > 1:
            kinds = {g.state(k).get("kind") for k in where}
            rows.append((holder, home, len(set(where)), {"大工委", "大党委"} <= kinds))
    return rows


# ---- organisations, pairing, resources ----


def branch_tree(g: Look, p: Mapping[str, Any]) -> Rows:
    if g.scope and not any(
        g.up(e.b) & set(g.scope) for e in g.now("LOCATED_IN") if e.a == p["body"]
    ):
        return []
    found: dict[str, int] = {}
    fresh, depth = [(p["body"], frozenset[str]())], 0
    while fresh and depth < 5:  # a path never takes one edge twice
        depth += 1
        fresh = [
            (e.a, used | {e.key})
            for node, used in fresh
            for e in g.now("REPORTS_TO")
            if e.b == node and e.key not in used
        ]
        for node, _ in fresh:
            found.setdefault(node, depth)
    return list(found.items())


def branches_by_kind(g: Look, p: Mapping[str, Any]) -> Rows:
    here = set(g.here(p["area"]))
    certain: dict[str, bool] = {}
    for e in g.now("LOCATED_IN"):
        if e.b in here and g.labels[e.a] == "Branch":
            certain[e.a] = certain.get(e.a, False) or e.certain(g.day)
    found = groups((g.state(b).get("kind") or "", sure) for b, sure in certain.items())
    return [(kind, sum(sure), len(sure)) for kind, sure in found.items()]


def joint_branches(g: Look, p: Mapping[str, Any]) -> Rows:
    rows = []
    for branch in {b for _, b in bodies_in(g, p["area"], "Branch")}:
        if g.state(branch).get("kind") == "联合党支部":
            bodies = g.label("Unit", "Enterprise")
            covered = {e.b for e in g.now("COVERS") if e.a == branch and e.b in bodies}
            large = {b for b in covered if (g.state(b).get("members") or 0) >= 3}
            rows.append((branch, len(covered), joined(large)))
    return rows


def pairings(g: Look, p: Mapping[str, Any]) -> Rows:
    here = set(g.here(p["area"]))
    found = groups(
        ((e.a, e.b, e.get("kind") or ""), e)
        for e in g.now("PAIRED_WITH")
        if e.b in here and (p["kind"] is None or e.get("kind") == p["kind"])
    )
    return [
        (*key, "确定" if min(rows, key=lambda e: (e.dates[1], e.key)).certain(g.day) else "可能")
        for key, rows in found.items()
    ]


def unpaired_areas(g: Look, p: Mapping[str, Any]) -> Rows:
    kinds = groups((e.b, e.get("kind")) for e in g.now("PAIRED_WITH"))
    return [
        (area, joined(set(kinds.get(area, ())) - {None}))
        for area in set(g.here(p["area"])) & g.label(p["level"])
        if p["kind"] not in kinds.get(area, ())
    ]


def check_ins(g: Look, p: Mapping[str, Any]) -> Rows:
    here = set(g.here(p["area"]))
    found = groups((e.b, e) for e in g.now("CHECKED_IN") if e.b in here)
    rows = []
    for area, edges in found.items():
        units = {e.a for e in edges if e.get("kind") == "单位报到"}
        of_members = groups(
            (e.a, e.get("members") or 0) for e in edges if e.get("kind") == "在职党员报到"
        )
        served_ = groups((((e.a, e.get("kind")), e.get("services") or 0)) for e in edges)
        rows.append((area, len(units), len(of_members), sum(map(max, of_members.values())),
                     sum(map(max, served_.values()))))  # fmt: skip
    return rows


def resources(g: Look, p: Mapping[str, Any]) -> Rows:
    return [
        (resource, area, joined({e.a for e in g.now("OFFERS") if e.b == resource}))
        for area, resource in bodies_in(g, p["area"], "Resource")
        if p["kind"] is None or g.state(resource).get("kind") == p["kind"]
    ]


def activities(g: Look, p: Mapping[str, Any]) -> Rows:
    here, known = set(g.here(p["area"])), g.label("Activity")
    placed = [(e.a, e.b, e) for e in g.seen("LOCATED_IN") if e.a in known]
    bodies = g.label("Unit", "Enterprise", "Branch", "Committee")
    somewhere = {activity for activity, _, _ in placed}
    by_holder = [
        (h.b, e.b, h)
        for h in g.seen("HELD")
        for e in g.now("SERVES", "LOCATED_IN")
        if e.a == h.a and h.a in bodies and h.b not in somewhere
    ]
    held = {
        (activity, area)
        for activity, area, e in (*placed, *by_holder)
        if area in here and e.dates[0] <= g.day and e.dates[3] > p["since"]
    }
    return [
        (
            activity, area, last_state(g, activity).get("kind") or "",
            joined({e.a for e in g.seen("HELD") if e.b == activity}),
            sum(e.b == activity for e in g.seen("TAKES_PART")),
        )
        for activity, area in held
    ]  # fmt: skip


def ground_heads(g: Look, p: Mapping[str, Any]) -> Rows:
    rows = []
    for ground in set(g.here(p["area"])) & g.label("Grid", "Site", "Building"):
        posts = {e.a for e in g.now("POST_OF") if e.b == ground}
        for post in posts or {""}:
            vacant = "空缺" if g.state(post).get("status") == "空缺" else "到位"
            rows.append((ground, post, vacant if post else "未登记"))
    return rows
