"""Questions that hold a place against its rules, in plain Python: what they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from tests.questions_model import OPEN, Edge, Look, Rows, groups, served


def committee_findings(g: Look, p: Mapping[str, Any]) -> Rows:
    rows: Rows = []
    for area, k in served(g, p["area"]):
        hosts = {
            s.get("kind")
            for e in g.now("BELONGS_TO")
            for s in g.now("STATE")
            if e.b == area and g.labels[e.a] == "Branch" and s.a == e.a
        }
        seats = [g.state(post) for post in {e.a for e in g.now("POST_OF") if e.b == k}]
        filled = [s for s in seats if s.get("status") != "空缺"]
        part_time = sum(s.get("kind") == "兼职" for s in filled)
        missing = any(s.get("required") and s.get("status") == "空缺" for s in seats)
        sits = [e for e in g.now("JOINTLY_APPOINTED") if e.b == k]
        doubled = any(
            (e.a, e.get("holder")) == (o.a, o.get("holder")) and e.get("holder")
            and o.b != k and g.labels[o.b] == "Committee"
            for e in sits for o in g.now("JOINTLY_APPOINTED")
        )  # fmt: skip
        mine = [
            rule for rule in p["rules"]
            if g.state(k).get("kind") in rule["kinds"] and area.startswith(rule["place"])
            and (not rule["host"] or rule["host"] in hosts)
        ]  # fmt: skip
        for rule in mine:
            nearest = max(len(r["place"]) for r in mine if r["name"] == rule["name"])
            least, most = rule["least"], rule["most"]
            begun = [e.dates[1] for e in sits if e.dates[1] < OPEN]
            broken = {
                "odd": bool(seats) and len(filled) % 2 == 0,
                "part-time": bool(seats) and not least <= part_time <= most,
                "persons": bool(seats) and not least <= len(filled) <= most,
                "required": missing,
                "one-seat": doubled,
                "term": any(day.replace(year=day.year + most) < g.day for day in begun),
            }[rule["check"]]
            if broken and len(rule["place"]) == nearest:
                rows.append((k, area, rule["name"]))
    return rows


FIVE = ("网格长", "路长", "派出所所长或片警", "司法所所长或工作人员", "市场监管所所长或工作人员")


def grid_findings(g: Look, p: Mapping[str, Any]) -> Rows:
    rows: Rows = []
    for grid in set(g.here(p["area"])) & g.label("Grid"):
        covering = {e.a for e in g.now("COVERS") if e.b == grid} & g.label("Branch")
        kinds = {b: [e.get("kind") for e in g.now("STATE") if e.a == b] for b in covering}
        fit = {b for b in covering if {"支部", "联合党支部"} & set(kinds[b])}

        def led(branch: str) -> bool:
            sits = any(
                e.b == branch and e.get("basis") == "网格" for e in g.now("JOINTLY_APPOINTED")
            )
            posts = {e.a for e in g.now("POST_OF") if e.b == branch} & g.label("Post")
            return sits or any(
                e.a in posts and e.get("seat") in FIVE and e.get("status") != "空缺"
                for e in g.now("STATE")
            )

        here = {e.a for e in g.now("LOCATED_IN", "BELONGS_TO") if e.b == grid}
        broken = {
            "branch": not fit,
            "any": not any(k and k != "党组" for found in kinds.values() for k in found),
            "secretary": not any(map(led, fit)),
            "team": not here & g.label("Team"),
            "venue": not here & g.label("Venue"),
        }
        above = g.up(grid) - {grid}
        community = min((e.b for e in g.now("PART_OF") if e.a == grid), default="")
        rows += [
            (grid, community, rule["name"]) for rule in p["rules"]
            if broken[rule["check"]] and any(code.startswith(rule["place"]) for code in above)
        ]  # fmt: skip
    return rows


def practice_findings(g: Look, p: Mapping[str, Any]) -> Rows:
    sits, rows = list(g.now("JOINTLY_APPOINTED")), []

    def of(body: str, sort: list[str]) -> bool:
        return g.labels[body] in sort or any(
            e.a == body and e.get("kind") in sort for e in g.now("STATE")
        )

    for area in set(g.here(p["area"])) & g.label("Street", "Community", "Site"):
        near = {e.a for e in g.now("SERVES", "LOCATED_IN", "BELONGS_TO") if e.b == area}
        near &= g.label("Unit", "Enterprise", "Branch", "Committee")
        for rule in p["rules"]:
            bodies = {b for b in near if of(b, rule["into"])}
            posts = {e.a for e in g.now("POST_OF") if e.b in bodies} & g.label("Post")
            home, post, back = rule["home"], rule["post"], rule.get("back")
            met = any(
                (e.b in bodies and post in e.get("post") and of(e.a, home))
                or (e.a in bodies and back is not None and back in e.get("post") and of(e.b, home))
                for e in sits
            ) or any(
                e.a in posts and post and e.get("kind") == "兼职" and post in (e.get("name") or "")
                and e.get("status") != "空缺"
                for e in g.now("STATE")
            )  # fmt: skip
            broken = not bodies if rule["check"] == "body" else not met
            here = any(code.startswith(rule["place"]) for code in g.up(area))
            if broken and here and g.labels[area] in rule["level"]:
                rows.append((area, rule["name"], len(bodies)))
    return rows


def index_grades(g: Look, p: Mapping[str, Any]) -> Rows:
    known = g.label("Unit", "Enterprise", "Branch", "Committee")
    found: dict[tuple[str, str], list[tuple[Edge, str]]] = groups(
        ((e.a, x), (e, area))
        for area in g.here(p["area"])
        for x in {area} | {e.a for e in g.now("SERVES", "LOCATED_IN") if e.b == area} & known
        for e in g.now("ABOUT")
        if e.b == x
    )
    rows: Rows = []
    for (figure, x), places in found.items():
        s = g.state(figure)
        value, choices = s.get("value"), []
        for e, area in places:
            rules = [
                r for r in p["rules"]
                if r["indicator"] == s.get("indicator")
                and any(code.startswith(r["place"]) for code in g.up(area))
            ]  # fmt: skip
            lines = [r for r in rules if r.get("least") is not None]
            fits = [r for r in lines if value is not None and r["least"] <= value <= r["most"]]
            if rules:
                choices.append((-len(fits), e.dates[1], e.key, area, fits or rules, lines))
        if choices:
            fit, *_, best, lines = min(choices, key=lambda c: c[:4])
            missing = "" if fit else "得分不在任何一级之内"
            if not fit and (not lines or value is None):
                missing = "没有得分" if lines else "规则没有写明分数线"
            rows.append(
                (figure, x, s.get("indicator"), value, best[0]["grade"] if fit else "", missing)
            )
    return rows


def rules_in_place(g: Look, p: Mapping[str, Any]) -> Rows:
    area = p["area"]
    if not g.may(area):
        return []
    over, levels = g.up(area), g.label("District", "Street")
    below: set[str] = set()
    fresh = {area}
    for _ in range(2):
        fresh = {e.a for e in g.now("PART_OF") if e.b in fresh}
        below |= fresh & levels
    rows: Rows = []
    for rule in p["rules"]:
        place = rule["place"]
        holds = not place or place in below or any(code.startswith(place) for code in over)
        if holds and p["rule_set"] in (None, rule["set"]):
            rows.append((rule["id"], place or "处处", "应当" if rule["sure"] else "提示"))
    return rows


# ---- a reported figure beside what is counted ----


def reported_and_counted(g: Look, p: Mapping[str, Any]) -> Rows:
    area = p["area"]
    if not g.may(area):
        return []
    rows: Rows = []
    for b in (e for e in g.now("ABOUT") if e.b == area and g.labels[e.a] == "Figure"):
        for st in (e for e in g.now("STATE") if e.a == b.a):
            rules = [r for r in p["rules"] if r["indicator"] == st.get("indicator")]
            day = b.dates[1] if b.dates[1] < OPEN else g.day
            for rule in rules or [{"what": "", "says": "", "complete": False}]:
                rows.append(_beside(g, area, b, st, rule, day))
    return rows


NOT_COUNTED = {"": "没有口径", "outside": "模型之外", "derived": "推算"}


def _beside(g: Look, area: str, b: Edge, st: Edge, rule: Mapping[str, Any], day: date) -> Any:
    what, derived = rule["what"], None
    counted, made, below = None, 0, 0
    if what == "derived":
        parts = [
            [
                e.get("value") for a in g.now("ABOUT") for e in g.now("STATE")
                if a.b == area and g.labels[a.a] == "Figure" and e.a == a.a
                and e.get("indicator") == name and e.get("value") is not None
            ]
            for name in rule["kinds"]
        ]  # fmt: skip
        if all(parts) and max(parts[1]) > 0:
            derived = round(1000 * max(parts[0]) / max(parts[1])) / 10
    elif what not in ("", "outside"):
        day_ = Look(g.labels, g.edges, g.tick, day, g.scope)
        counted, made, below = COUNTS[what](day_, area, rule, bool(b.get("synthetic")))
    standing = (
        NOT_COUNTED[what] if what in NOT_COUNTED
        else "没有真实数据" if made and not counted else "没有名单" if not below
        else "清点" if rule["complete"] else "图中已登记"
    )  # fmt: skip
    shown = counted if below and not (counted == 0 and made) else None
    return (b.a, st.get("indicator"), st.get("value"), shown, derived, rule["says"], standing, day)


Counted = tuple[int | None, int, int]


def _tally(hits: Iterable[tuple[str, bool]]) -> Counted:
    """Return how many nodes count, and how many rows would if they were real."""
    found = list(hits)
    real = {node for node, mine in found if mine}
    return len(real), sum(not mine for _, mine in found), 1


def _rows(g: Look, area: str, *types: str) -> list[Edge]:
    below = g.below(area)
    return [e for e in g.now(*types) if e.b in below]


def _states(g: Look, node: str) -> list[Mapping[str, Any]]:
    return [e.values for e in g.now("STATE") if e.a == node] or [{}]


def _mine(e: Edge, synthetic: bool) -> bool:
    return synthetic or not e.get("synthetic")


def _areas(g: Look, area: str, rule: Mapping[str, Any], synthetic: bool) -> Counted:
    hit = made = listed = 0
    for x in g.below(area) - {area}:
        above = [s.get("kind") for e in g.now("PART_OF") if e.a == x for s in _states(g, e.b)]
        under = not rule["under"] or bool(set(above) & set(rule["under"]))
        states = [e for e in g.now("STATE") if e.a == x]
        fits = {_mine(e, synthetic) for e in states if e.get("kind") in rule["kinds"]}
        hit += under and True in fits
        made += under and False in fits
        real = not states or any(_mine(e, synthetic) for e in states)
        listed += g.labels[x] == rule["label"] and real
    return hit, made, listed


def _plain(types: tuple[str, ...], labels: tuple[str, ...], fits: Any) -> Any:
    """Count the nodes of some labels that some rows join to the area, by state and row."""

    def count(g: Look, area: str, rule: Mapping[str, Any], synthetic: bool) -> Counted:
        return _tally(
            (e.a, _mine(e, synthetic))
            for e in _rows(g, area, *types)
            for s in _states(g, e.a)
            if g.labels[e.a] in labels and fits(g, rule, e, s)
        )

    return count


def _kind(rule: Mapping[str, Any], kind: Any) -> bool:
    return not rule["kinds"] or kind in rule["kinds"]


def _members(g: Look, area: str, rule: Mapping[str, Any], synthetic: bool) -> Counted:
    known, fake = [], 0
    for branch in {e.a for e in _rows(g, area, "LOCATED_IN")} & g.label("Branch"):
        mine = [e for e in g.now("STATE") if e.a == branch and e.get("kind") in rule["kinds"]]
        told = [e.get("members") for e in mine if _mine(e, synthetic)]
        known += [max(n for n in told if n is not None)] if set(told) - {None} else []
        fake += any(not _mine(e, synthetic) for e in mine)
    return (sum(known) if known else None), fake, len(known) + fake


def _checked(g: Look, area: str, rule: Mapping[str, Any], synthetic: bool) -> Counted:
    known, fake = [], 0
    for edges in groups(((e.a, e.b), e) for e in _rows(g, area, "CHECKED_IN")).values():
        mine = [e for e in edges if e.get("kind") in rule["kinds"]]
        told = [e.get("members") for e in mine if _mine(e, synthetic)]
        known += [max(n for n in told if n is not None)] if set(told) - {None} else []
        fake += any(not _mine(e, synthetic) for e in mine)
    return (sum(known) if known else None), fake, len(known) + fake


def _sides(g: Look, area: str, rule: Mapping[str, Any], synthetic: bool) -> Counted:
    serving = [e.a for e in _rows(g, area, "SERVES") if g.labels[e.a] == "Committee"]
    return _tally(
        (m.a, _mine(m, synthetic))
        for k in serving
        for s in _states(g, k)
        for m in g.now("MEMBER_OF")
        if m.b == k and s.get("kind") in rule["kinds"]
    )


def _lenders(g: Look, area: str, rule: Mapping[str, Any], synthetic: bool) -> Counted:
    return _tally(
        (o.a, _mine(o, synthetic))
        for e in _rows(g, area, "LOCATED_IN")
        for s in _states(g, e.a)
        for o in g.now("OFFERS")
        for n in _states(g, o.a)
        if g.labels[e.a] == "Resource"
        and not n.get("several")
        and o.b == e.a
        and rule["named"] in (s.get("name") or "")
    )


def _managers(g: Look, area: str, rule: Mapping[str, Any], synthetic: bool) -> Counted:
    return _tally(
        (h.a, _mine(h, synthetic))
        for e in _rows(g, area, "MANAGES")
        for h in g.now("BELONGS_TO")
        if h.b == e.a and g.labels[h.a] == "Branch" and e.get("red")
    )


COUNTS: Mapping[str, Callable[[Look, str, Mapping[str, Any], bool], Counted]] = {
    "areas": _areas, "members": _members, "sides": _sides, "lenders": _lenders,
    "managers": _managers, "checked": _checked,
    "committees": _plain(
        ("SERVES",), ("Committee",), lambda g, rule, e, s: _kind(rule, s.get("kind"))
        and not s.get("several"),
    ),
    "branches": _plain(
        ("LOCATED_IN", "COVERS"), ("Branch",),
        lambda g, rule, e, s: s.get("kind") in rule["kinds"]
        and (not rule["under"] or (g.labels[e.b] in rule["under"] and e.type == "COVERS")),
    ),
    "works": _plain(
        ("LOCATED_IN",), ("Venue", "Team", "Initiative", "Project"),
        lambda g, rule, e, s: g.labels[e.a] == rule["label"] and _kind(rule, s.get("kind"))
        and not s.get("several")
        and (not rule["named"] or rule["named"] in (s.get("name") or "")),
    ),
    "joined": _plain(
        ("CO_BUILDS", "PAIRED_WITH", "CHECKED_IN"), ("Unit", "Enterprise", "Branch"),
        lambda g, rule, e, s: e.type == rule["label"] and g.labels[e.a] in rule["under"]
        and not s.get("several") and _kind(rule, e.get("kind") or s.get("kind")),
    ),
    "posts": _plain(
        ("POST_OF",), ("Post",),
        lambda g, rule, e, s: s.get("seat") in rule["kinds"] and s.get("status") != "空缺",
    ),
}  # fmt: skip
