"""Which real areas the generated city stands on."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import Misuse
from graph.identity import node_id
from graph.ledger import Node
from graph.names import stem
from graph.text import Text
from loaders.places import CODE_AUTHORITY

WHOLE = 1_000  # communities at scale 1
TOGETHER = 4  # of one street, before the next street has its turn
LABEL = {4: "City", 6: "District", 9: "Street", 12: "Community"}


@dataclass(frozen=True, slots=True)
class Place:
    """A community with the areas above it.

    Parameters
    ----------
    community, street, district : Node
        Real areas.
    short : str
        Its name without the ending, for the names of what stands there.
    seed : int
        Of the whole city.
    """

    community: Node
    street: Node
    district: Node
    short: str
    seed: int

    def dice(self, topic: str) -> random.Random:
        """Return the dice of one topic here: the same whatever else is generated."""
        return dice(self.seed, self.community.code, topic)


def dice(seed: int, *about: str) -> random.Random:
    """Return dice that depend on the seed and on what is generated, on nothing else."""
    return random.Random("/".join((str(seed), *about)))  # noqa: S311  made-up data, no secrets


def area(code: str, name: str) -> Node:
    """Return the node of a listed area, the same that the real list gives."""
    label = LABEL[len(code)]
    return Node(label, node_id(label, CODE_AUTHORITY, code), name, code)


Rows = dict[str, tuple[str, str]]  # code → name, code of the parent


def read_areas(path: Path) -> Rows:
    """Return the areas of a division list (code, name, parent)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["code"]: (row["name"], row["parent"]) for row in csv.DictReader(file)}


def choose(rows: Rows, scale: float, seed: int) -> list[Place]:
    """Return the communities of a scale, street by street; more of them keep the fewer.

    Raises
    ------
    Misuse
        The list is too short for the scale, or the scale is none.
    """
    wanted = round(WHOLE * scale)
    streets: dict[str, list[str]] = defaultdict(list)
    for code in sorted(rows):
        if LABEL.get(len(code)) == "Community":
            streets[rows[code][1]].append(code)
    turns = [
        # Streets of communities before towns of villages.
        (number // TOGETHER, "街道" not in rows[street][0], dice(seed, street).random(), code)
        for street, codes in streets.items()
        for number, code in enumerate(codes)
    ]
    if not 1 <= wanted <= len(turns):
        raise Misuse(
            Text(
                f"规模 {scale:g} 需要 {wanted} 个社区，清单有 {len(turns)} 个",
                f"scale {scale:g} takes {wanted} communities, the list has {len(turns)}",
            ),
            todo=Text("换一个规模，或用 --areas 指明更大的区划清单",
                      "another scale, or a longer division list by --areas"),
        )  # fmt: skip
    chosen = sorted(code for *_, code in sorted(turns)[:wanted])
    return [_place(rows, code, seed) for code in chosen]


def _place(rows: Rows, code: str, seed: int) -> Place:
    name, street = rows[code]
    street_name, district = rows[street]
    return Place(
        area(code, name), area(street, street_name), area(district, rows[district][0]),
        stem(name)[0], seed,
    )  # fmt: skip


def subset(rows: Rows, places: Sequence[Place]) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of the list that these places need, from the top down."""
    codes = {n.code for p in places for n in (p.community, p.street, p.district)}
    for code in sorted(codes, key=lambda code: (len(code), code)):
        yield (code, *rows[code])
