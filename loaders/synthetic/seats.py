"""Committees of streets and communities: members, posts, joint appointments, vacancies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graph.holder import pseudonym
from graph.ledger import Fact, Node
from loaders.synthetic.bodies import Body, committee_of_street, roster
from loaders.synthetic.places import Place, dice
from loaders.synthetic.telling import Teller, made, term

KEY = b"generated data: nobody stands behind these persons"
SEATS = (("书记", False), ("副书记", True), ("专职委员", False))  # seat, goes with another office
STREET_SEATS = (("书记", False), ("副书记", False))
PART_TIME = {"支部": (1, 2), "总支": (2, 3), "党委": (3, 5)}  # rule by place, section 1


def committee(place: Place) -> Node:
    """Return the 大党委 of a community."""
    return made("Committee", f"{place.community.code}/大党委", f"{place.short}社区大党委")


def street_committee(place: Place) -> Node:
    """Return the 大工委 of a street."""
    name = place.street.name.removesuffix("办事处")
    return made("Committee", f"{place.street.code}/大工委", f"{name}大工委")


def has_committee(place: Place) -> bool:
    """Tell whether the community has set its committee up: most have."""
    return dice(place.seed, place.community.code, "committee").random() < 0.9


def tell_committee(place: Place, t: Teller, *, later: bool) -> Iterator[Fact]:
    """Yield the roster of a community's committee; a year later some seats have changed."""
    if not has_committee(place):
        return
    rng, here, node = place.dice("seats"), roster(place), committee(place)
    line = t.line(node.name)
    began = f"{rng.randint(2019, 2022)}.{rng.randint(1, 12)}"
    ends = term(f"{began}至今", "", t.reported)
    yield from line.state(node, ends, kind="大党委")
    yield from line.fact("SERVES", node, place.community, ends)
    yield from _seats(place, t, node, SEATS)
    least, most = PART_TIME[here.host_kind]
    # Now and then one too many: an even number of seats is a finding.
    wanted = rng.randint(least, most + (rng.random() < 0.25))
    partners = [body for body in here.bodies if body.branch is not None][:9]
    for number, body in enumerate(partners):
        line = t.line(node.name, body.node.name)
        yield from line.fact("MEMBER_OF", body.node, node, ends)
        if number < wanted:
            yield from _appointed(place, t, node, body, number, later=later)


def _seats(
    place: Place, t: Teller, node: Node, seats: Sequence[tuple[str, bool]]
) -> Iterator[Fact]:
    roll = place.dice(f"posts/{node.id}")
    for number, (seat, ex_officio) in enumerate(seats):
        post = made("Post", f"{node.id}/{seat}", f"{seat}")
        line = t.line(node.name, seat)
        vacant = roll.random() < 0.12
        held: dict[str, Any] = {} if vacant else {"holder": pseudonym(KEY, node.id, str(number))}
        yield from line.state(
            post, kind="专职", seat=seat, required=True, ex_officio=ex_officio,
            status="空缺" if vacant else "正常",
            basis="社区民警任副书记" if ex_officio else "大党委组成办法", **held,
        )  # fmt: skip
        yield from line.fact("POST_OF", post, node)


def _appointed(
    place: Place, t: Teller, node: Node, body: Body, number: int, *, later: bool
) -> Iterator[Fact]:
    """Yield a part-time seat and, unless it is vacant, who sits there beside another office."""
    rng = dice(place.seed, node.id, str(number))
    post = made("Post", f"{node.id}/兼职{number}", f"兼职委员{number + 1}")
    line = t.line(node.name, post.name, body.node.name)
    vacant, moved = rng.random() < 0.1, rng.random() < 0.06
    # Sometimes the same person sits in the street's committee and in the community's: a finding.
    same = node.id == committee(place).id or rng.random() < 0.8
    holder = pseudonym(KEY, body.node.id, "负责人" if same else "副职")
    yield from line.state(
        post, kind="兼职", seat="兼职委员", required=False, ex_officio=False,
        status="空缺" if vacant else "正常", basis="大党委组成办法",
    )  # fmt: skip
    yield from line.fact("POST_OF", post, node)
    if vacant or (later and moved):
        return
    year = rng.randint(2019, 2023)
    dates = term(
        rng.choice(("三年", "五年", "", "长期")), f"{year}.{rng.randint(1, 12)}", t.reported
    )
    yield from line.fact(
        "JOINTLY_APPOINTED", body.node, node, dates, text=f"{year}起",
        post=post.name, home_post="负责人", basis="兼职委员", holder=holder, seat=post.id,
    )  # fmt: skip


def tell_street_committee(places: list[Place], t: Teller) -> Iterator[Fact]:
    """Yield the committee of a street, with seats for bodies of its communities."""
    first = places[0]
    node, above = street_committee(first), committee_of_street(first)
    line = t.line(node.name)
    yield from line.state(node, kind="大工委")
    yield from line.fact("SERVES", node, first.street)
    rng = dice(first.seed, first.street.code, "seats")
    yield from _seats(first, t, node, STREET_SEATS)
    for number in range(rng.randint(3, 5)):
        place = places[number % len(places)]
        body = roster(place).bodies[number * 2 + 1]
        line = t.line(node.name, body.node.name)
        yield from line.fact("MEMBER_OF", body.node, node)
        yield from _appointed(place, t, node, body, number, later=False)
    yield from line.fact(
        "JOINTLY_APPOINTED", roster(first).bodies[4].node, above, post="党工委副书记",
        home_post="派出所所长", basis="派驻", holder=pseudonym(KEY, above.id, "所长"),
    )  # fmt: skip
