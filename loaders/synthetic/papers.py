"""Agreements over six years: several parties, renewals, vague and missing terms, the lists."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from graph.ledger import Fact, Node
from loaders.synthetic.bodies import Body, roster
from loaders.synthetic.places import Place, dice
from loaders.synthetic.telling import Teller, made, since, term
from loaders.synthetic.works import offers

PAPERS = 100  # agreements of a community
FIRST, LAST = date(2019, 1, 1), date(2024, 12, 31)
SIDES = ("甲方", "乙方", "丙方", "丁方")
THEMES = ("党建共建", "结对共建", "资源共享", "志愿服务", "文明创建", "平安联创")
LISTS = ("组织联建", "活动联办", "资源联享", "党员联训", "事务联商", "服务联做")
NEEDS = ("环境", "养老", "助学", "医疗", "文体", "治安", "就业")


@dataclass(frozen=True, slots=True)
class Paper:
    """An agreement as its register will write it.

    Parameters
    ----------
    node : Node
    number : str
    signed : date
    stated : str
        The day of signing as the cell has it; empty where it is missing.
    term : str
        The term as the cell has it.
    parties : tuple of Body
        Beside the community's own party organisation.
    before : Node or None
        The agreement that it renews.
    late : bool
        Entered a year after the list that should have held it.
    mended : str
        The term as the list is corrected later; empty where it was right.
    """

    node: Node
    number: str
    signed: date
    stated: str
    term: str
    parties: tuple[Body, ...]
    before: Node | None
    late: bool
    mended: str


def papers(place: Place) -> Iterator[Paper]:
    """Yield the agreements of a community in the order of their numbers."""
    rng, here = place.dice("papers"), roster(place)
    # One community in eight has not signed yet.
    count = 0 if rng.random() < 1 / 8 else PAPERS
    before: Node | None = None
    for number in range(count):
        signed = FIRST + timedelta(days=rng.randrange((LAST - FIRST).days + 1))
        stated, how_long = _dates(rng, signed)
        sides = rng.choices((1, 2, 3), (75, 20, 5))[0]
        parties = tuple(rng.sample(here.bodies, sides))
        code = f"{place.community.code[-8:]}-{signed.year}-{number + 1:03d}"
        name = f"{place.short}{rng.choice(THEMES)}协议{number + 1}"
        node = made("Agreement", f"{place.community.code}/{number}", name)
        renews = before if rng.random() < 0.12 else None
        yield Paper(
            node, code, signed, stated, how_long, parties, renews,
            late=rng.random() < 0.05 and signed.year < LAST.year,
            mended=f"{signed}至{signed + timedelta(days=500)}" if rng.random() < 0.02 else "",
        )  # fmt: skip
        before = node


def _dates(rng: random.Random, signed: date) -> tuple[str, str]:
    """Return the day of signing and the term, written as registers write them."""
    years = rng.choice((1, 1, 2, 3))
    last = signed + timedelta(days=365 * years)
    stated = rng.choices(
        (signed.isoformat(), f"{signed.year}.{signed.month}", f"{signed.year}", ""), (70, 20, 6, 4)
    )[0]
    how_long = rng.choices(
        (
            f"{signed}至{last}", f"{signed.year}.{signed.month}-{last.year}.{last.month}",
            f"{'一二三'[years - 1]}年" if stated else "", "长期", "",
        ),
        (50, 20, 15, 5, 10),
    )[0]  # fmt: skip
    if stated == f"{signed.year}":  # a bare year beside an exact term would contradict neither
        how_long = ""
    return stated, how_long


def tell_papers(place: Place, t: Teller, *, phase: str) -> Iterator[Fact]:
    """Yield the agreements of a register: ``first``, ``later`` or ``mended``."""
    for paper in papers(place):
        early = paper.signed.year < LAST.year and not paper.late
        wanted = {"first": early, "later": not early, "mended": early and bool(paper.mended)}
        if wanted[phase]:
            how_long = paper.mended if phase == "mended" else paper.term
            stated = paper.signed.isoformat() if phase == "mended" else paper.stated
            yield from _agreement(place, t, paper, stated, how_long)
            if phase != "mended":
                yield from _lists(place, t, paper)


def _agreement(place: Place, t: Teller, paper: Paper, stated: str, how_long: str) -> Iterator[Fact]:
    here, node = roster(place), paper.node
    dates = term(how_long, "" if "至" in how_long or "-" in how_long else stated, t.reported)
    text = how_long or stated
    line = t.line(paper.number, node.name, stated, how_long, *(b.node.name for b in paper.parties))
    yield from line.state(
        node, dates, text=text, number=paper.number, form="书面协议", review="已通过"
    )
    signers = [here.host, *(body.node for body in paper.parties)]
    for side, signer in zip(SIDES, signers, strict=False):
        yield from line.fact("SIGNED", signer, node, dates, text=text, side=side)
    for body in paper.parties:
        yield from line.fact(
            "CO_BUILDS", body.node, place.community, dates, text=text,
            agreement=node.id, host_body=here.host.id,
        )  # fmt: skip
    if paper.before is not None:
        yield from line.fact("SUCCEEDS", node, paper.before, since(str(paper.signed), t.reported),
                             kind="续签")  # fmt: skip


def _lists(place: Place, t: Teller, paper: Paper) -> Iterator[Fact]:
    """Yield the three lists under some of the agreements."""
    rng = dice(place.seed, paper.number, "lists")
    if rng.random() > 0.3:
        return
    party, key, short = paper.parties[0], paper.number, paper.node.name.split("协议")[0]
    lasting = since(paper.signed.isoformat(), t.reported)
    due = paper.signed + timedelta(days=rng.randint(30, 300))
    fate = rng.choices(("完成", "进行中", "撤销", "结转"), (80, 12, 4, 4))[0]
    done = (due + timedelta(days=rng.randint(-25, 20))).isoformat() if fate == "完成" else None
    project = made("Project", key, f"{short}项目")
    line = t.line(key, project.name, due.isoformat(), done or "")
    yield from line.state(project, lasting, kind=rng.choice(LISTS), outcome=fate, code=key)
    yield from line.fact(
        "HAS_ITEM", paper.node, project, lasting, list="项目清单", number=key,
        due=due.isoformat(), done=done,
    )  # fmt: skip
    yield from line.fact("UNDERTAKES", party.node, project, lasting, part="牵头")
    yield from line.fact("LOCATED_IN", project, place.community, lasting)
    kind = rng.choice(NEEDS)
    need = made("Need", key, f"{place.short}{kind}需求")
    yield from line.state(need, lasting, kind=kind, urgency=rng.choice(("紧急", "一般", "一般")))
    yield from line.fact("RAISES", place.community, need, lasting)
    yield from line.fact("HAS_ITEM", paper.node, need, lasting, list="需求清单", number=key)
    if fate != "撤销":
        yield from line.fact("ANSWERS", project, need, lasting)
    offer = rng.choice(offers(place)).node
    yield from line.fact("HAS_ITEM", paper.node, offer, lasting, list="资源清单", number=key)
    if fate == "完成":
        yield from line.fact("USES", project, offer, lasting)
