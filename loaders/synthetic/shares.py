"""Holdings among the enterprises of a street, rings included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.holder import pseudonym
from graph.identity import node_id
from graph.ledger import Fact, Node
from loaders.synthetic.bodies import roster
from loaders.synthetic.places import Place, dice
from loaders.synthetic.seats import KEY
from loaders.synthetic.telling import AUTHORITY, MARK, Teller, since

BILLION = 1_000_000_000
SURNAMES = "王李张刘陈杨赵黄周吴"


def _person(key: str, surname: str) -> Node:
    id_ = node_id("Holder", AUTHORITY, pseudonym(KEY, key))
    return Node("Holder", id_, f"{surname}＊{MARK}", synthetic=True)


def tell_holdings(places: Sequence[Place], t: Teller) -> Iterator[Fact]:
    """Yield who holds what: persons, parents, and one ring of three in every street."""
    first = places[0]
    rng = dice(first.seed, first.street.code, "holdings")
    firms = [b.node for p in places for b in roster(p).bodies if b.node.label == "Enterprise"]
    ring = firms[:3]
    for holder, held in zip(ring, [*ring[1:], ring[0]], strict=True):
        yield from _hold(t, holder, held, 30 * BILLION // 100, "30%")
    yield from _hold(t, firms[4], firms[5], 12 * BILLION // 100, "12%")  # and two hold each other
    yield from _hold(t, firms[5], firms[4], 8 * BILLION // 100, "8%")
    for number, firm in enumerate(firms):
        if number % 3 == 0:
            person = _person(f"{first.street.code}/{number}", rng.choice(SURNAMES))
            line = t.line(person.name)
            yield from line.state(person, kind="自然人")
            yield from _hold(t, person, firm, 51 * BILLION // 100, "51%")
        elif number > 5 and rng.random() < 0.3:
            parent = firms[rng.randrange(number)]
            share = rng.choice((10, 19, 35))
            yield from _hold(t, parent, firm, share * BILLION // 100, f"{share}%")


def _hold(t: Teller, holder: Node, firm: Node, share: int, text: str) -> Iterator[Fact]:
    line = t.line(holder.name, firm.name, text)
    yield from line.fact(
        "HOLDS", holder, firm, since("2020", t.reported), kind="资本", low=share, high=share,
        share_text=text,
    )  # fmt: skip
