"""Grids, compounds and buildings of a community, who covers and who manages them."""

from __future__ import annotations

from collections.abc import Iterator

from graph.ledger import Fact, Node
from loaders.synthetic.bodies import roster
from loaders.synthetic.places import Place
from loaders.synthetic.telling import Teller, made, since

GRIDS, SITES = 4, 2
NUMERALS = "一二三四五六七八九"


def grid(place: Place, number: int) -> Node:
    """Return a grid of a community, by its number from 0."""
    code = f"{place.community.code}{number + 1:03d}"
    return made("Grid", code, f"{place.short}第{NUMERALS[number]}网格", code)


def site(place: Place, number: int) -> Node:
    """Return a compound of a community, by its number from 0."""
    return made("Site", f"{place.community.code}/小区{number}", f"{place.short}{number + 1}号小区")


def tell_ground(place: Place, t: Teller) -> Iterator[Fact]:
    """Yield the register of grids and that of compounds."""
    rng, here = place.dice("ground"), roster(place)
    branch: Node | None = None
    for number in range(GRIDS):
        node = grid(place, number)
        line = t.line(node.name)
        yield from line.state(node, code=node.code, kind="网格", households=rng.randint(300, 500))
        yield from line.part_of(node, place.community)
        sort = rng.choice(("支部", "支部", "党小组", "接上", "无"))
        if sort == "无" or (sort == "接上" and branch is None):
            continue
        began = since(f"{rng.randint(2019, 2022)}.{rng.randint(1, 12)}", t.reported)
        if sort != "接上":  # one branch may span two grids
            word = "网格党支部" if sort == "支部" else "网格党小组"
            branch = made(
                "Branch", f"{node.code}/党组织", f"{place.short}第{NUMERALS[number]}{word}"
            )
            yield from line.state(branch, began, kind=sort)
            yield from line.fact("REPORTS_TO", branch, here.host, began)
            yield from line.fact("LOCATED_IN", branch, place.community, began)
        if branch is not None:
            yield from line.fact("COVERS", branch, node, began, mode="组织", share="单独")
        head = made("Post", f"{node.code}/网格长", f"{node.name.split('（')[0]}网格长")
        yield from line.state(
            head, kind="专职", seat="网格长", required=True,
            status="空缺" if rng.random() < 0.08 else "正常",
        )  # fmt: skip
        yield from line.fact("POST_OF", head, node)
    for number in range(SITES):
        node = site(place, number)
        line = t.line(node.name)
        yield from line.state(
            node, kind="小区", households=rng.randint(200, 1500),
            owners=rng.choice(("有", "有", "筹备", "无")),
        )  # fmt: skip
        yield from line.part_of(node, place.community)
        if rng.random() < 0.85:
            began = since(f"{rng.randint(2015, 2023)}.{rng.randint(1, 12)}", t.reported)
            red = here.manager.branch is not None and rng.random() < 0.6
            yield from line.fact("MANAGES", here.manager.node, node, began, kind="物业", red=red)
        for block in range(2):
            name = f"{place.short}{number + 1}号小区{block + 1}号楼"
            building = made("Building", f"{place.community.code}/楼{number}-{block}", name)
            yield from line.state(building, kind="楼栋")
            yield from line.part_of(building, node)
