"""Pairing, check-in, resources, meetings, venues, teams, and what somebody reported of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random

from graph.ledger import Fact, Node
from loaders.synthetic.bodies import Body, roster
from loaders.synthetic.places import Place, dice
from loaders.synthetic.seats import committee, has_committee
from loaders.synthetic.telling import Teller, made, on_day, since

BUREAUS = 130  # of the city, that look after communities
ROOMS = ("会议室", "篮球场", "报告厅", "培训教室", "停车场")
SKILLS = ("法律咨询", "义诊", "家电维修", "心理辅导")


def bureau(seed: int, number: int) -> Node:
    """Return an office of the city by its number."""
    return made("Unit", f"市直/{number}", f"市直第{number + 1}局", f"SZ{number + 1:03d}")


def tell_city(city: Node, t: Teller, seed: int, communities: int) -> Iterator[Fact]:
    """Yield the offices of the city, its party committees of trades and an alliance."""
    for number in range(min(BUREAUS, max(3, communities // 4))):
        node = bureau(seed, number)
        line = t.line(node.name)
        yield from line.state(
            node, code=node.code, kind="机关", level="市", staff=80, members=50,
            should_sign=True, should_organise=True, status="正常",
        )  # fmt: skip
        yield from line.fact("LOCATED_IN", node, city)
    for trade in ("物业", "快递", "餐饮"):
        node = made("Branch", f"行业/{trade}", f"{trade}行业党委")
        line = t.line(node.name)
        yield from line.state(node, kind="行业党委", setting="行业")
        yield from line.fact("LOCATED_IN", node, city)
    alliance = made("Committee", "联盟", "商圈党建联盟")
    line = t.line(alliance.name)
    yield from line.state(alliance, kind="联盟")
    yield from line.fact("SERVES", alliance, city)
    yield from line.fact("MEMBER_OF", bureau(seed, 0), alliance)


def tell_pairing(place: Place, t: Teller, communities: int) -> Iterator[Fact]:
    """Yield who looks after the community, and who has checked in there."""
    rng = place.dice("pairing")
    offices = min(BUREAUS, max(3, communities // 4))
    for number in sorted(rng.sample(range(offices), rng.randint(1, 2))):
        node = bureau(place.seed, number)
        line = t.line(node.name, place.community.name)
        began = since(f"{rng.randint(2020, 2023)}.{rng.randint(1, 12)}", t.reported)
        kind = rng.choice(("包联", "包联", "结对", "联系点"))
        yield from line.fact("PAIRED_WITH", node, place.community, began, kind=kind)
        yield from line.fact(
            "CHECKED_IN", node, place.community, began, kind="单位报到", services=rng.randint(0, 12)
        )
    for body in roster(place).bodies:
        if body.node.label == "Unit" and body.members and rng.random() < 0.3:
            line = t.line(body.node.name, place.community.name)
            yield from line.fact(
                "CHECKED_IN", body.node, place.community, kind="在职党员报到",
                members=rng.randint(1, body.members), services=rng.randint(0, 40),
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """What a body lends or gives: a room, or somebody with a skill."""

    body: Body
    node: Node
    room: bool
    quantity: int


@lru_cache(maxsize=64)
def offers(place: Place) -> tuple[Offer, ...]:
    """Return what bodies of a community offer; the same at every call."""
    return tuple(_offers(place, place.dice("resources")))


def _offers(place: Place, rng: Random) -> Iterator[Offer]:
    for number, body in enumerate(rng.sample(roster(place).bodies, 5)):
        room = number < 3
        name = f"{place.short}{rng.choice(ROOMS if room else SKILLS)}{number + 1}"
        node = made("Resource", f"{place.community.code}/{number}", name)
        yield Offer(body, node, room, rng.randint(40, 400) if room else rng.randint(1, 9))


def tell_resources(place: Place, t: Teller) -> Iterator[Fact]:
    """Yield what bodies lend or give, and the venues and teams of the community."""
    rng, here, code = place.dice("resources"), roster(place), place.community.code
    for offer in _offers(place, rng):
        line = t.line(offer.body.node.name, offer.node.name)
        yield from line.state(
            offer.node, kind="场地" if offer.room else "人才", status="正常", opening="工作日",
            quantity=offer.quantity, unit="平方米" if offer.room else "人",
        )  # fmt: skip
        yield from line.fact("OFFERS", offer.body.node, offer.node)
        yield from line.fact("LOCATED_IN", offer.node, place.community)
    venue = made("Venue", f"{code}/中心", f"{place.short}社区党群服务中心")
    line = t.line(venue.name)
    yield from line.state(
        venue, kind="党群服务中心", square_metres=rng.randint(300, 1500), status="正常"
    )
    yield from line.fact("LOCATED_IN", venue, place.community)
    yield from line.fact("RUNS", here.host, venue)
    if rng.random() < 0.4:
        team = made("Team", f"{code}/志愿队", f"{place.short}志愿队")
        line = t.line(team.name)
        yield from line.state(team, kind="志愿队", staff=rng.randint(8, 60), status="正常")
        yield from line.fact("LOCATED_IN", team, place.community)
        yield from line.fact("BELONGS_TO", team, place.community)
    if rng.random() < 0.2:
        plan = made("Initiative", f"{code}/品牌", f"{place.short}邻里品牌")
        line = t.line(plan.name)
        yield from line.state(plan, kind="品牌", status="正常")
        yield from line.fact("LOCATED_IN", plan, place.community)
        yield from line.fact("RUNS", here.host, plan)


def tell_meetings(place: Place, t: Teller, year: int) -> Iterator[Fact]:
    """Yield what the committee of a community held in a year; some exist and never meet."""
    if not has_committee(place):
        return
    rng = dice(place.seed, place.community.code, "meetings", str(year))
    node, here = committee(place), roster(place)
    attending = [body for body in here.bodies if body.branch is not None][:9]
    for number in range(rng.choices((0, 1, 2, 4), (25, 25, 35, 15))[0]):
        held = on_day(date(year, rng.randint(1, 12), rng.randint(1, 28)))
        key = f"{place.community.code}/{year}/{number}"
        meeting = made("Activity", key, f"{place.short}社区{year}年第{number + 1}次联席会议")
        line = t.line(meeting.name)
        yield from line.state(meeting, held, kind="联席会议", decided="研究项目清单")
        yield from line.fact("HELD", node, meeting, held)
        yield from line.fact("LOCATED_IN", meeting, place.community, held)
        for body in attending[: rng.randint(1, 5)]:
            yield from line.fact("TAKES_PART", body.node, meeting, held)


def tell_figures(places: Sequence[Place], t: Teller) -> Iterator[Fact]:
    """Yield what a street reports of itself: sometimes one more than there is."""
    first = places[0]
    rng = dice(first.seed, first.street.code, "figures")
    counted = sum(map(has_committee, places))
    for indicator, value in (
        ("社区“大党委”", counted + (rng.random() < 0.3)),
        ("网格", 4 * len(places) - (rng.random() < 0.2)),
    ):
        node = made("Figure", f"{first.street.code}/{indicator}/{t.reported.text}", indicator)
        line = t.line(first.street.name, indicator, str(value))
        yield from line.fact(
            "STATE", node, node, on_day(t.reported.last), indicator=indicator, value=int(value),
            value_text=str(int(value)), unit="个", qualifier="=", period_text=t.reported.text,
        )  # fmt: skip
        yield from line.fact("ABOUT", node, first.street, on_day(t.reported.last))
