"""Entries that may be one body: proposed with reasons, never merged and never kept apart by a rule.

Compared are only those that share something: the name, its core without a legal form, its sound,
or all but one character. Names alike in one community are the likeliest; the same name in two
communities is often one unit that both list, and as often two.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from graph.ledger import Node
from graph.names import normal, party_form
from graph.schema import BODY_LABELS
from graph.text import Text
from loaders.candidates import sound
from loaders.places import Places

MOST_ALIKE = 50  # bodies of one key that are compared with each other; 党支部 alone is no name
_LEGAL = re.compile(r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|公司|集团)$")
_SHORTEST = 3
_CREDIT_CODE = 18  # signs; numbers that registers give by themselves tell nothing apart


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one.

    Parameters
    ----------
    rank : int
        The smaller the likelier.
    one, other : Node
    where_one, where_other : str
        Paths of the areas they lie in; empty where nothing is known.
    reason : Text
    """

    rank: int
    one: Node
    other: Node
    where_one: str
    where_other: str
    reason: Text


def duplicates(places: Places, area: Node | None = None) -> list[Pair]:
    """Return pairs of bodies that may be one, the likeliest first.

    Parameters
    ----------
    places : Places
    area : Node, optional
        Only pairs of which one lies there.

    Returns
    -------
    list of Pair
        Without those that a person decided, whatever the verdict.
    """
    bodies = [node for node in places if node.label in BODY_LABELS and node.name]
    found: dict[frozenset[str], Pair] = {}
    for rank, reason, key_of in _KEYS:
        groups: dict[tuple[str, str], list[Node]] = defaultdict(list)
        for node in bodies:
            for key in key_of(node):
                groups[node.label, key].append(node)
        for alike in groups.values():
            if not 2 <= len(alike) <= MOST_ALIKE:
                continue
            for one, other in itertools.combinations(alike, 2):
                both = frozenset((one.id, other.id))
                if both in found or len(both) < 2 or _told_apart(places, one, other):
                    continue
                pair = _pair(places, rank, reason, one, other)
                if pair and (area is None or _touches(places, pair, area)):
                    found[both] = pair
    return sorted(found.values(), key=lambda p: (p.rank, p.one.name, p.one.id, p.other.id))


def _told_apart(places: Places, one: Node, other: Node) -> bool:
    """Tell whether two credit codes, or a person, settled it already."""
    codes = [code for code in (one.code, other.code) if len(code) == _CREDIT_CODE]
    return len(set(codes)) > 1 or frozenset((one.id, other.id)) in places.decided.pairs


def _pair(places: Places, rank: int, reason: Text, one: Node, other: Node) -> Pair | None:
    here, there = places.whereabouts(one), places.whereabouts(other)
    apart = here is not None and there is not None and here.id != there.id
    if apart and rank >= _WITHIN:
        return None  # alike names in two places are two bodies as a rule
    zh, en = reason.zh, reason.en
    if apart:
        zh, en = f"{zh}，在两个社区", f"{en}, in two communities"
    first, second = sorted((one, other), key=lambda n: n.id)
    paths = [places.path(p) if (p := places.whereabouts(n)) else "" for n in (first, second)]
    return Pair(rank + 10 * apart, first, second, paths[0], paths[1], Text(zh, en))


def _touches(places: Places, pair: Pair, area: Node) -> bool:
    return any(
        where is not None and (where.id == area.id or places.lies_in(where, area))
        for where in (places.whereabouts(pair.one), places.whereabouts(pair.other))
    )


def _name(node: Node) -> Iterator[str]:
    yield party_form(node.name) if node.label == "Branch" else normal(node.name)


def _core(node: Node) -> Iterator[str]:
    core = _LEGAL.sub("", normal(node.name))
    if len(core) >= _SHORTEST - 1:
        yield core


def _sound(node: Node) -> Iterator[str]:
    plain = normal(node.name)
    if len(plain) >= _SHORTEST:
        yield sound(plain)


def _one_off(node: Node) -> Iterator[str]:
    """Yield a name without each of its characters: two names that share one differ by one."""
    plain = normal(node.name)
    if len(plain) > _SHORTEST and not re.search(r"[0-9一二三四五六七八九十]", plain):
        yield plain
        yield from {plain[:n] + plain[n + 1 :] for n in range(len(plain))}


_WITHIN = 2
_KEYS = (
    (0, Text("同名", "the same name"), _name),
    (1, Text("只差公司形式", "but for the legal form"), _core),
    (2, Text("同音", "the same sound"), _sound),
    (3, Text("差一个字", "one character differs"), _one_off),
)
