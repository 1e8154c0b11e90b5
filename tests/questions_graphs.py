"""Small graphs over the whole model, drawn by Hypothesis: every type, odd dates, old ticks."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from graph.schema import AREA_LABELS, EDGES
from tests.questions_model import OPEN, Edge

OPEN_TICK = 2**53 - 1
UNKNOWN = date(1, 1, 1)
DAYS = (date(2023, 12, 1), date(2024, 1, 31), date(2024, 3, 1), date(2024, 6, 1))
NODES: Mapping[str, str] = {
    "city": "City", "d1": "District", "s1": "Street", "s2": "Street",
    "c1": "Community", "c2": "Community", "c3": "Community", "g1": "Grid", "g2": "Grid",
    "x1": "Site", "b1": "Building", "u1": "Unit", "u2": "Unit", "e1": "Enterprise",
    "e2": "Enterprise", "o1": "Branch", "o2": "Branch", "o3": "Branch", "k1": "Committee",
    "k2": "Committee", "p1": "Post", "p2": "Post", "p3": "Post", "a1": "Agreement",
    "a2": "Agreement", "r1": "Resource", "n1": "Need", "n2": "Need", "j1": "Project",
    "j2": "Project", "y1": "Activity", "y2": "Activity", "v1": "Venue", "t1": "Team",
    "i1": "Initiative", "h1": "Holder", "f1": "Figure", "f2": "Figure", "f3": "Figure",
}  # fmt: skip
TREE = (
    ("d1", "city"), ("s1", "d1"), ("s2", "d1"), ("c1", "s1"), ("c2", "s1"), ("c3", "s2"),
    ("g1", "c1"), ("g2", "c1"), ("x1", "c1"), ("b1", "x1"),
)  # fmt: skip
AREAS = ("city", "d1", "s1", "c1")
BODIES = ("u1", "u2", "e1", "o1", "k1")

# What each value may be; the empty one is silence.
VALUES: Mapping[str, tuple[Any, ...]] = {
    "agreement": ("a1", "a2", "a1", "none"), "side": ("甲方", "乙方", None),
    "post": ("委员", "书记"), "holder": ("one", "two", None), "basis": ("兼职委员", "网格", None),
    "mode": ("组织", "工作", "组织"), "share": ("单独", "联合"), "members": (1, 60, 120, None),
    "services": (2, 5, None), "low": (510_000_000, None), "high": (600_000_000, None),
    "list": ("项目清单", "资源清单"), "number": ("1", "2"), "part": ("牵头", "配合"),
    "due": ("2024-01-15", "2024-05-01", None), "done": ("2024-01-10", None, None),
    "red": (True, False, None), "indicator": ("社区网格", "另一指标", "率"), "value": (1, 2, 5),
    "outcome": ("完成", "进行中", "撤销"), "status": ("正常", "空缺", "停业", None),
    "should_sign": (True, True, False, None), "should_organise": (True, False),
    "required": (True, False, None), "ex_officio": (True, False), "staff": (5, 200),
    "seat": ("书记", "网格长", "兼职委员"), "owners": ("有", "无", None), "level": ("市",),
    "name": ("甲", "乙甲", None, None), "code": ("900", None), "several": (3, None, None, None),
    "fact": ("k000", "k001", "k003", "none"), "fact_type": ("STATE", "PART_OF"),
    "about": ("kind", "end"), "says": ("支部",), "stands": ("党委",),
    "synthetic": (True, True, False),
}  # fmt: skip
KINDS: Mapping[str, tuple[str, ...]] = {
    "Unit": ("学校", "机关", "公安", "业委会"), "Enterprise": ("非公企业", "非公企业", "国企"),
    "Branch": ("支部", "联合党支部", "党委", "党小组", "党组"),
    "Committee": ("大工委", "大党委"), "Post": ("专职", "兼职"), "Resource": ("场地", "人才"),
    "Need": ("环境",), "Project": ("活动联办",), "Activity": ("联席会议", "活动"),
    "Venue": ("驿站",), "Team": ("志愿队",), "Initiative": ("品牌",), "Site": ("小区",),
    "PAIRED_WITH": ("包联", "结对"), "CHECKED_IN": ("单位报到", "在职党员报到"),
    "Street": ("街道", "镇"), "Community": ("社区",),
    "HOLDS": ("资本",), "SUCCEEDS": ("续签", "拆分"), "MANAGES": ("物业",),
}  # fmt: skip

_BORDERS = (UNKNOWN, *DAYS, OPEN)
SPANS = [
    dates
    for dates in itertools.product(_BORDERS, repeat=4)
    if dates[0] <= dates[1] and dates[2] <= dates[3] and dates[0] < dates[3]
    and dates[0] < OPEN and dates[3] > UNKNOWN
]  # fmt: skip
ALWAYS = (UNKNOWN, UNKNOWN, OPEN, OPEN)
CERTAIN = [dates for dates in SPANS if dates[1] < dates[2]]
TICKS = ((1, OPEN_TICK), (1, OPEN_TICK), (1, 2), (1, 3), (2, OPEN_TICK), (2, 3), (3, OPEN_TICK))
ENDS = {
    type_: [
        (a, b)
        for a, b in itertools.product(NODES, NODES)
        if NODES[b] in edge.joins.get(NODES[a], ())
        and (a == b) == (type_ in ("STATE", "NAMED"))
        and (type_ != "PART_OF" or NODES[a] != NODES[b])  # an area is never above itself
    ]
    for type_, edge in EDGES.items()
}  # fmt: skip
# What makes a city: without these most questions have nothing to say.
COMMON = {
    "CO_BUILDS": [(x, c) for x in ("u1", "u2", "e1", "o1") for c in ("c1", "c2", "c3", "s1")],
    "LOCATED_IN": [p for p in ENDS["LOCATED_IN"] if p[1] in ("c1", "c2", "s1")],
    "SERVES": [("k1", "c1"), ("k2", "s1"), ("k2", "c2")],
    "POST_OF": [
        ("p1", "k1"),
        ("p2", "k1"),
        ("p3", "k2"),
        ("p1", "g1"),
        ("p2", "x1"),
        ("p3", "o1"),
    ],
    "COVERS": [(o, x) for o in ("o1", "o2", "o3") for x in ("g1", "e1", "u1")],
    "OFFERS": [("u1", "r1"), ("u2", "r1"), ("e1", "r1")],
    "MANAGES": [("u1", "x1"), ("e1", "x1"), ("e1", "b1")],
    "BELONGS_TO": [
        ("o1", "u1"),
        ("o2", "e1"),
        ("o1", "c1"),
        ("o3", "s1"),
        ("t1", "g1"),
        ("v1", "g1"),
    ],
    "ABOUT": [(f, a) for f in ("f1", "f2", "f3") for a in ("city", "d1", "s1", "c1")],
    "JOINTLY_APPOINTED": [(h, k) for h in ("u1", "u2") for k in ("k1", "k2", "o1", "o2")],
    "SIGNED": [(x, a) for x in ("u1", "u2", "e1", "o1") for a in ("a1", "a2")],
}


def _properties(type_: str, start: str, choose: Callable[[Any], Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    label = NODES[start]
    declared = EDGES[type_].by_name
    if type_ == "STATE":
        from graph.schema import NODES as LABELS

        declared = {p.name: p for p in LABELS[label].state}
    for name in (*declared, "synthetic"):
        choices = KINDS.get(label if type_ == "STATE" else type_) if name == "kind" else None
        choices = choices or VALUES.get(name)
        if choices is not None:
            value = choose(choices)
            if value is not None:
                values[name] = value
    return values


@st.composite
def graphs(draw: Any, types: Sequence[str]) -> list[Edge]:
    """Draw the rows of a small graph, of the types that some questions read."""
    edges: list[Edge] = []

    def add(type_: str, a: str, b: str, dates: Any, known: Any) -> None:
        values = _properties(type_, a, lambda choices: draw(st.sampled_from(choices)))
        edges.append(Edge(type_, a, b, values, f"k{len(edges):03d}", known, dates))

    for a, b in TREE:
        if draw(st.integers(0, 4)):
            add("PART_OF", a, b, ALWAYS, (1, OPEN_TICK))
        else:
            add("PART_OF", a, b, draw(st.sampled_from(CERTAIN)), draw(st.sampled_from(TICKS)))
    for type_ in draw(st.lists(st.sampled_from(types), min_size=15, max_size=45)):
        pairs = COMMON.get(type_, ENDS[type_]) if draw(st.integers(0, 4)) else ENDS[type_]
        a, b = draw(st.sampled_from(pairs))
        how = draw(st.integers(0, 5))
        dates = ALWAYS if how < 2 else draw(st.sampled_from(CERTAIN if how < 4 else SPANS))
        add(type_, a, b, dates, draw(st.sampled_from(TICKS)) if how % 2 else (1, OPEN_TICK))
    return edges


# Few areas, so that what is drawn meets there.
NEAR = {"city", "d1", "s1", "c1", "c2", "g1", "x1", "b1"}
NEAR_ENDS = {
    type_: [p for p in pairs if all(n in NEAR or NODES[n] not in AREA_LABELS for n in p)]
    for type_, pairs in ENDS.items()
}
LATE_TICK, MIDDLE = 2, DAYS[2]


def crowded(
    types: Sequence[str],
    rng: Random,
    *,
    often: float = 0.2,
    terms: float = 0.5,
    alike: bool = False,
) -> list[Edge]:
    """Return a graph in which much meets, as seen on `MIDDLE` at `LATE_TICK`.

    A part of its rows begins or ends just then, in one of the ways that a predicate can miss; a
    part of the others has a term, or one that is over. With `alike` half of the kinds of value are
    the same wherever they occur, so that questions about one kind find it.
    """
    favoured: dict[tuple[Any, ...], Any] = {}

    def choose(choices: Sequence[Any]) -> Any:
        found = favoured.setdefault(tuple(choices), (rng.random() < 0.5, rng.choice(choices)))
        return found[1] if alike and found[0] else rng.choice(choices)

    day, after, before = MIDDLE, MIDDLE + timedelta(days=1), MIDDLE - timedelta(days=1)
    edges: list[Edge] = []

    soon, late = date(2024, 5, 15), date(2024, 1, 15)

    def add(type_: str, a: str, b: str, often: float) -> None:
        known, dates = (1, OPEN_TICK), ALWAYS
        if alike and type_ == "ABOUT":  # a figure speaks for a day of its own, or for none
            own = rng.choice((late, day, OPEN))
            dates = (UNKNOWN, own, OPEN, OPEN)
        elif rng.random() < terms * (0.3 * alike if type_ == "PART_OF" else 1):
            dates = rng.choice(((UNKNOWN, UNKNOWN, soon, soon), (UNKNOWN, UNKNOWN, late, late)))
        if rng.random() < often:
            known = rng.choice(((2, OPEN_TICK), (1, 2), (3, OPEN_TICK)))
        elif rng.random() < often:
            dates = rng.choice(
                (
                    (day, day, OPEN, OPEN), (UNKNOWN, day, OPEN, OPEN),
                    (UNKNOWN, after, OPEN, OPEN),
                    (UNKNOWN, UNKNOWN, day, day), (UNKNOWN, UNKNOWN, day, after),
                    (UNKNOWN, UNKNOWN, before, OPEN),
                )
            )  # fmt: skip
        values = _properties(type_, a, choose)
        if alike and type_ == "STATE" and NODES[a] == "Figure" and rng.random() < 0.7:
            values["indicator"] = VALUES["indicator"][int(a[1:]) - 1]
        edges.append(Edge(type_, a, b, values, f"k{len(edges):03d}", known, dates))

    by_label: dict[str, list[str]] = {}
    for node, label in NODES.items():
        by_label.setdefault(label, []).append(node)
    few = {n for nodes in by_label.values() for n in rng.sample(nodes, min(len(nodes), 2))} | NEAR
    for a, b in TREE:
        add("PART_OF", a, b, often)
    for type_ in dict.fromkeys(types):
        pairs = NEAR_ENDS[type_]
        if alike:  # few nodes, so that rows of several types meet
            pairs = [p for p in pairs if few.issuperset(p)] or pairs
        common = [p for p in COMMON.get(type_, ()) if p in pairs]
        if type_ == "STATE":
            chosen = [*pairs, *rng.choices(pairs, k=8)]
        else:
            chosen = rng.choices(pairs, k=10) + rng.choices(common or pairs, k=6)
        for a, b in chosen:
            add(type_, a, b, often)
    return edges


looks: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "tick": st.sampled_from((1, 2, 3)),
        "day": st.sampled_from(DAYS),
        # None or two: Neo4j plans a statement anew for each magnitude of a list.
        "scope": st.sampled_from(((), (), ("s1", "g2"), ("c1", "x1"), ("c2", "s2"))),
    }
)
parameters: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "area": st.sampled_from(AREAS),
        "body": st.sampled_from(BODIES),
        "other": st.sampled_from(DAYS),
        "choice": st.integers(0, 7),
    }
)
