"""Units, enterprises and party organisations of a community, by the thresholds of the statutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph.ledger import Fact, Node
from loaders.synthetic.places import Place, dice
from loaders.synthetic.telling import Teller, made, since

UNITS, ENTERPRISES = 24, 36
# What a unit is called, its kind, its level, how many people work there.
UNIT_SORTS = (
    ("小学", "学校", "区县", 60), ("中学", "学校", "市", 140), ("卫生服务站", "医院", "区县", 30),
    ("医院", "医院", "市", 260), ("派出所", "公安", "区县", 35), ("税务所", "机关", "区县", 40),
    ("管理局", "机关", "市", 120), ("研究所", "事业单位", "自治区", 90),
    ("公益协会", "社会组织", "其他", 12), ("文化馆", "事业单位", "区县", 28),
    ("消防救援站", "部队", "中央", 45), ("业主委员会", "业委会", "其他", 7),
)  # fmt: skip
TRADES = ("餐饮", "物流", "科技", "商贸", "建筑", "传媒", "超市", "药房", "快递", "物业")
BRANCH_OF = ((100, "党委"), (50, "总支"), (3, "支部"))  # members at least, kind
LISTED_LATER = "2024-12-31"
FIVE = 5  # units that share a joint branch, at most


@dataclass(frozen=True, slots=True)
class Body:
    """A unit or enterprise.

    Parameters
    ----------
    node : Node
    kind, level : str
    staff, members : int
    branch : Node or None
        Its own party organisation, or the joint one that it shares.
    alone : bool
        The organisation is its own.
    gone : bool
        The list of a year later no longer names it.
    """

    node: Node
    kind: str
    level: str
    staff: int
    members: int
    branch: Node | None
    alone: bool
    gone: bool

    @property
    def should_organise(self) -> bool:
        return self.members >= BRANCH_OF[-1][0]


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is in a community: its own party organisation, its bodies, its property manager."""

    host: Node
    host_kind: str
    bodies: tuple[Body, ...]
    manager: Body


def committee_of_street(place: Place) -> Node:
    """Return the party working committee of the street: the superior of all below."""
    name = place.street.name.removesuffix("办事处")
    return made("Branch", f"{place.street.code}/党工委", f"{name}党工委")


@lru_cache(maxsize=64)
def roster(place: Place) -> Roster:
    """Return who is in a community; the same at every call."""
    rng, code = place.dice("bodies"), place.community.code
    bodies: list[Body] = []
    waiting: list[Body] = []  # with too few members for an organisation of their own
    for number in range(UNITS + ENTERPRISES):
        body = _body(place, number, rng.random(), rng.random(), rng.random())
        if 0 < body.members < BRANCH_OF[-1][0]:
            waiting.append(body)
        bodies.append(body)
    joint: dict[str, Node] = {}
    for group in range(0, len(waiting) // 2, FIVE):  # half of them are still without
        key = f"{code}/联合{group // FIVE + 1}"
        branch = made("Branch", key, f"{place.short}第{group // FIVE + 1}联合党支部")
        joint |= {body.node.id: branch for body in waiting[group : group + FIVE]}
    bodies = [_joined(body, joint.get(body.node.id)) for body in bodies]
    members = sum(body.members for body in bodies) // 2
    kind = next(kind for least, kind in BRANCH_OF if members >= least)
    host = made("Branch", f"{code}/社区", f"{place.short}社区{_word(kind)}")
    manager = next(body for body in bodies if body.kind == "物业")
    return Roster(host, kind, tuple(bodies), manager)


def _word(kind: str) -> str:
    return {"总支": "党总支", "支部": "党支部"}.get(kind, kind)


def _body(place: Place, number: int, size: float, red: float, fate: float) -> Body:
    code = place.community.code
    if number < UNITS:
        sort, kind, level, usual = UNIT_SORTS[number % len(UNIT_SORTS)]
        label, name = "Unit", f"{place.short}第{number // len(UNIT_SORTS) + 1}{sort}"
        staff, members = round(usual * (0.5 + size)), round(usual * (0.5 + size) * red * 0.6)
    else:
        trade = TRADES[number % len(TRADES)]
        label, kind, level = "Enterprise", "国企" if number % 9 == 0 else "非公企业", "其他"
        kind = "物业" if trade == "物业" else kind
        name = f"{place.short}{trade}{number - UNITS + 1}公司"
        staff = round(4 + 120 * size**3)
        members = round(staff * 0.25 * red)
    if fate < 0.01:  # a slip that registers do have: more members than people at work
        members = staff + 3
    node = made(label, f"{code}/{number}", name, f"S{code}{number:03d}")
    # One in twelve of those that must have an organisation has none: a gap to be found.
    alone = members >= BRANCH_OF[-1][0] and fate > 1 / 12
    branch = None
    if alone:
        own = next(kind for least, kind in BRANCH_OF if members >= least)
        branch = made("Branch", f"{code}/{number}/党组织", f"{name}{_word(own)}")
    return Body(node, kind, level, staff, members, branch, alone, gone=fate > 0.98)


def _joined(body: Body, branch: Node | None) -> Body:
    if branch is None or body.branch is not None:
        return body
    return Body(
        body.node, body.kind, body.level, body.staff, body.members, branch, False, body.gone
    )


def tell_bodies(place: Place, t: Teller, *, later: bool) -> Iterator[Fact]:
    """Yield the base list of bodies: who is here, how large, what duty; a year later again."""
    rng = dice(place.seed, place.community.code, "duty")
    for body in roster(place).bodies:
        duty, ends = rng.random() < 0.8, rng.random() < 0.03
        if later and body.gone:
            continue
        line = t.line(body.node.name, body.kind, str(body.staff))
        facets: dict[str, Any] = {
            "code": body.node.code, "staff": body.staff, "members": body.members,
            "should_sign": duty, "should_organise": body.should_organise,
            "status": "停业" if later and ends else "正常",
        }  # fmt: skip
        if body.node.label == "Unit":
            facets |= {"kind": body.kind, "level": body.level}
        else:
            facets |= {
                "kind": "国企" if body.kind == "国企" else "非公企业",
                "above_size": body.staff >= BRANCH_OF[0][0],
            }
        yield from line.state(body.node, **facets)
        yield from line.fact("LOCATED_IN", body.node, place.community)


def tell_branches(place: Place, t: Teller) -> Iterator[Fact]:
    """Yield the party organisations of a community, whom they cover, and their superiors."""
    rng, here = place.dice("branches"), roster(place)
    line = t.line(here.host.name)
    began = since(f"{rng.randint(2008, 2018)}年{rng.randint(1, 12)}月", t.reported)
    members = sum(body.members for body in here.bodies) // 2
    yield from line.state(here.host, began, kind=here.host_kind, members=members, setting="单独")
    yield from line.fact("LOCATED_IN", here.host, place.community, began)
    yield from line.fact("BELONGS_TO", here.host, place.community, began)
    yield from line.fact("REPORTS_TO", here.host, committee_of_street(place), began)
    told: set[str] = set()
    for body in here.bodies:
        began = since(f"{rng.randint(2012, 2022)}.{rng.randint(1, 12)}", t.reported)
        by_work = rng.random()
        if body.branch is None:
            # Work coverage: the community's organisation looks after a third of those without.
            if body.node.label == "Enterprise" and by_work < 1 / 3:
                line = t.line(body.node.name, "工作覆盖")
                yield from line.fact("COVERS", here.host, body.node, began, mode="工作")
            continue
        line = t.line(body.branch.name, body.node.name)
        if body.branch.id not in told:
            told.add(body.branch.id)
            own = next((k for least, k in BRANCH_OF if body.members >= least), "支部")
            yield from line.state(
                body.branch, began, kind=own if body.alone else "联合党支部",
                setting="单独" if body.alone else "联合",
                **({"members": body.members} if body.alone else {}),
            )  # fmt: skip
            yield from line.fact("LOCATED_IN", body.branch, place.community, began)
            yield from line.fact("REPORTS_TO", body.branch, here.host, began)
        if body.alone:
            yield from line.fact("BELONGS_TO", body.branch, body.node, began)
        yield from line.fact(
            "COVERS", body.branch, body.node, began,
            mode="组织", share="单独" if body.alone else "联合",
        )  # fmt: skip
    if rng.random() < 0.3:  # a leading group signs and never counts
        unit = here.bodies[6].node
        group = made("Branch", f"{place.community.code}/党组", f"{place.short}管理局党组")
        line = t.line(group.name)
        yield from line.state(group, kind="党组")
        yield from line.fact("BELONGS_TO", group, unit)
        yield from line.fact("LOCATED_IN", group, place.community)


def tell_street(place: Place, t: Teller) -> Iterator[Fact]:
    """Yield the party working committee of a street."""
    node = committee_of_street(place)
    line = t.line(node.name)
    yield from line.state(node, kind="党工委")
    yield from line.fact("LOCATED_IN", node, place.street)
    yield from line.fact("BELONGS_TO", node, place.street)
