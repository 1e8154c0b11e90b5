"""Areas, their tree and history, rosters and grids in plain Python: what the questions mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.questions_answers_more import ever_up
from tests.questions_model import AREAS, ASSERTIONS, Edge, Look, Rows, certainty, groups, joined


def _first(rows: list[Edge]) -> Edge:
    return min(rows, key=lambda e: (e.dates[1], e.key))


def _facet(g: Look, node: str, name: str) -> Any:
    return g.state(node).get(name)


def _code(g: Look, node: str) -> str:
    return _facet(g, node, "code") or node


def _may_ever(g: Look, node: str) -> bool:
    return not g.scope or bool(ever_up(g, node) & set(g.scope))


def area_children(g: Look, p: Mapping[str, Any]) -> Rows:
    rows: Rows = []
    for child in {e.a for e in g.now("PART_OF") if e.b == p["area"]}:
        if not g.may(child):
            continue
        below = g.below(child)
        papers = {e.get("agreement") for e in g.now("CO_BUILDS") if e.b in below} - {None}
        rows.append(
            (
                child, _code(g, child), _facet(g, child, "kind") or "",
                sum(e.b == child for e in g.now("PART_OF")),
                sum(e.b in below for e in g.now("SERVES")), len(papers),
                sum(e.b in below for e in g.now("ABOUT")),
            )
        )  # fmt: skip
    return rows


def area_disputes(g: Look, p: Mapping[str, Any]) -> Rows:
    area = p["area"]
    if not _may_ever(g, area):
        return []
    bodies = {e.a for e in g.seen("LOCATED_IN", "SERVES") if e.b == area}
    posts = {e.a for e in g.seen("POST_OF") if e.b in bodies} & g.label("Post")
    rows: Rows = []
    for e in g.seen("DISPUTED"):
        if e.a in {area} | bodies | posts or (e.b == area and g.labels[e.a] in AREAS):
            about_end = e.get("about") == "end"
            stands = [s.b for s in g.seen("PART_OF") if s.a == e.a and s.key == e.get("fact")]
            rows.append(
                (
                    e.a, e.key, e.get("about"), e.b if about_end else e.get("says"),
                    stands[0] if about_end and stands else e.get("stands"),
                )
            )  # fmt: skip
    return rows


def area_network(g: Look, p: Mapping[str, Any]) -> Rows:
    rows: Rows = []
    for area in g.here(p["area"]):
        serving = groups((e.a, e) for e in g.now("SERVES") if e.b == area)
        for k, edges in serving.items():
            if g.labels[k] == "Committee":
                members = {e.a for e in g.now("MEMBER_OF") if e.b == k}
                kind = _facet(g, k, "kind") or "委员会"
                rows.append((kind, k, area, joined(members), certainty(g, [_first(edges)])))
        papers = groups((e.get("agreement"), e) for e in g.now("CO_BUILDS") if e.b == area)
        for paper, edges in papers.items():
            if g.labels.get(paper) == "Agreement":
                one = min(edges, key=lambda e: (e.a, e.key))
                parties = joined({e.a for e in edges})
                rows.append(("共建协议", paper, area, parties, certainty(g, [one])))
    return rows


def area_roots(g: Look, p: Mapping[str, Any]) -> Rows:
    stated, placed = {e.a for e in g.now("STATE")}, {e.a for e in g.now("PART_OF")}
    found = g.label("City", "District", "Street") & stated
    found = found & set(g.scope) if g.scope else found - placed
    return [
        (a, _code(g, a), _facet(g, a, "kind") or "", sum(e.b == a for e in g.now("PART_OF")))
        for a in found
    ]


def area_search(g: Look, p: Mapping[str, Any]) -> Rows:
    names, part = p["names"], p["part"]

    def fits(name: Any) -> bool:
        return name in names or bool(part is not None and name is not None and part in name)

    hits = groups(
        (e.a, e.get("name"))
        for e in g.seen("STATE", "NAMED")
        if g.labels[e.a] in AREAS
        and (fits(e.get("name")) or (e.type == "STATE" and e.get("code") in names))
    )
    rows: Rows = []
    for area, said in hits.items():
        if g.may(area):
            states = sorted((e for e in g.seen("STATE") if e.a == area), key=lambda e: e.key)
            last = max(states, key=lambda e: e.dates[1]).values if states else {}
            path = [area]
            while above := [e.b for e in g.now("PART_OF") if e.a == path[0]]:
                path.insert(0, above[0])
            rows.append((area, last.get("code") or area, joined(set(said) - {None}),
                         "/".join(path)))  # fmt: skip
    return rows


def area_states(g: Look, p: Mapping[str, Any]) -> Rows:
    area, aspects = p["area"], {"STATE": "状况", "NAMED": "别称", "PART_OF": "隶属区域"}
    if not _may_ever(g, area):
        return []
    return [
        (
            aspects[e.type], e.key, e.b if e.type == "PART_OF" else e.get("name") or "",
            e.b if e.type == "PART_OF" else "", certainty(g, [e]),
        )
        for e in g.seen(*aspects)
        if e.a == area
    ]  # fmt: skip


def area_tree(g: Look, p: Mapping[str, Any]) -> Rows:
    if not g.may(p["area"]):
        return []
    path = g.up(p["area"])
    under = groups((e.b, e.a) for e in g.now("PART_OF"))

    def shown(area: str) -> bool:
        return area in path or g.may(area)

    found = path | {a for above in path for a in under.get(above, [])}
    above = {e.a: e.b for e in g.now("PART_OF")}
    return [
        (a, above.get(a, ""), g.labels[a], _code(g, a), _facet(g, a, "kind") or "",
         sum(shown(child) for child in under.get(a, [])), a in path)
        for a in found if shown(a)
    ]  # fmt: skip


def co_building(g: Look, p: Mapping[str, Any]) -> Rows:
    return [
        (e.key, e.get("agreement") or "", e.a, e.b, certainty(g, [e]))
        for e in g.hosted(p["area"], ever=True)
    ]


def committee_members(g: Look, p: Mapping[str, Any]) -> Rows:
    body = p["committee"]
    if g.labels[body] not in ("Committee", "Branch", "Unit", "Enterprise") or not g.may_body(body):
        return []
    rows: Rows = []
    for e in g.now("MEMBER_OF", "POST_OF", "JOINTLY_APPOINTED"):
        if e.b != body:
            continue
        if e.type == "MEMBER_OF":
            row = ("成员单位", e.a, "", "")
        elif e.type == "POST_OF":
            s = g.state(e.a)
            row = ("职务", e.a, s.get("name") or e.a, s.get("basis") or s.get("kind") or "")
        else:
            row = ("兼职来自", e.a, e.get("post"), e.get("basis") or "")
        rows.append((*row, certainty(g, [e]), e.key))
    return rows


def grid_coverage(g: Look, p: Mapping[str, Any]) -> Rows:
    rows: Rows = []
    placed = groups((e.a, e.b) for e in g.now("PART_OF"))
    for grid in set(g.here(p["area"])) & g.label("Grid"):
        covers = groups(
            ((e.a, e.get("mode")), e)
            for e in g.now("COVERS")
            if e.b == grid and g.labels[e.a] == "Branch"
        )
        for community in placed.get(grid, []):
            for (branch, mode), edges in covers.items():
                sure = certainty(g, [_first(edges)])
                rows.append((grid, community, branch, mode or "", sure))
            if not covers:
                rows.append((grid, community, "", "", "否"))
    return rows


_LEADS = ("PART_OF", "LOCATED_IN", "BELONGS_TO", "SERVES", "POST_OF", "MEMBER_OF", "COVERS",
          "CO_BUILDS", "ABOUT")  # fmt: skip


def evidence(g: Look, p: Mapping[str, Any]) -> Rows:
    def leads(node: str) -> set[str]:
        found = {node}
        for _ in range(8):
            found |= {e.b for e in g.seen(*_LEADS) if e.a in found}
        return found

    return [
        (a.id, a.citation, a.known_from)
        for a in ASSERTIONS
        if a.id in p["ids"] and a.known_from <= g.tick
        and (not g.scope or leads(a.start) & set(g.scope))
    ]  # fmt: skip
