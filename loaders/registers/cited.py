"""What an article tells of: works of every kind, and ties between a body and a piece of ground.

Clerks keep a register for each kind; an article names one of each, in passing. Each row cites its
paragraph. Where an article states only how many there are, one row stands for all of them, and
`several` says how many: they are never counted as one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.schema.declare import CodeList
from graph.schema.work_codes import (
    ACTIVITY_KIND,
    INITIATIVE_KIND,
    LIST_KIND,
    PAIRING_KIND,
    PROJECT_KIND,
    RESOURCE_KIND,
    TEAM_KIND,
    VENUE_KIND,
)
from graph.text import Text
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.registers.common import END, EVIDENCE, SEVERAL, START
from loaders.registers.near import bodies_in


@dataclass(frozen=True, slots=True)
class Work:
    """How one kind of work is held in the graph.

    Parameters
    ----------
    label : str
        Label of its node.
    kinds : CodeList
        What its kind may be.
    by : str
        Relationship that joins the body behind it; from the work where `outward` is true.
    outward : bool
    joined : str
        Relationship from each other body that takes part.
    """

    label: str
    kinds: CodeList
    by: str
    outward: bool = False
    joined: str = ""


WORKS: Mapping[str, Work] = {
    "阵地": Work("Venue", VENUE_KIND, "BELONGS_TO", outward=True, joined="USES"),
    "队伍": Work("Team", TEAM_KIND, "BELONGS_TO", outward=True),
    "活动": Work("Activity", ACTIVITY_KIND, "HELD", joined="TAKES_PART"),
    "机制": Work("Initiative", INITIATIVE_KIND, "RUNS", joined="TAKES_PART"),
    "资源": Work("Resource", RESOURCE_KIND, "OFFERS", joined="USES"),
    "项目": Work("Project", PROJECT_KIND, "UNDERTAKES", joined="UNDERTAKES"),
}
_PAIRED = tuple(code.value for code in PAIRING_KIND.codes)
_CHECKED = ("单位报到", "在职党员报到")
_MANAGED = ("物业", "托管")


def make_work(ctx: RowContext) -> Iterator[Fact]:
    """A row: the work, where it is, who is behind it and who takes part."""
    row = ctx.row
    work = WORKS[row["class"]]
    node = _node(ctx, work)
    area, span = ctx.area("area"), ctx.span()
    if node is None or (row["area"] and area is None):
        return
    yield from ctx.state(node, _facets(ctx, work), span)
    if area is not None:
        yield from ctx.fact("LOCATED_IN", node, area, span)
    if row["list"]:
        values = {"list": row["list"], "number": row["number"]}
        holder = area or ctx.body("by")
        if holder is not None:
            yield from ctx.fact("HAS_ITEM", holder, node, span, values)
    lead = {"part": "牵头"} if work.by == "UNDERTAKES" else {}
    for body in bodies_in(ctx, "by", area):
        one, other = (node, body) if work.outward else (body, node)
        yield from ctx.fact(work.by, one, other, span, lead)
    part = {"part": "配合"} if work.joined == "UNDERTAKES" else {}
    for body in bodies_in(ctx, "others", area):
        if not work.joined:
            ctx.refuse(
                "others", "takes-part",
                Text(f"{row['class']}没有参加方", f"nobody takes part in a {work.label}"),
                Text("清空此格", "leave it empty"),
            )  # fmt: skip
            return
        yield from ctx.fact(work.joined, body, node, span, part)
    if row["above"]:
        above = Node("Initiative", _id("Initiative", row["above"]), row["above"], row["above"])
        yield from ctx.fact("BELONGS_TO", node, above, span)


def _id(label: str, number: str) -> str:
    return node_id(label, "事项编号", number)


def _node(ctx: RowContext, work: Work) -> Node | None:
    row = ctx.row
    if row["kind"] and row["kind"] not in work.kinds.values():
        allowed = "、".join(code.value for code in work.kinds.codes)
        ctx.refuse(
            "kind", "one-of",
            Text(f"“{row['kind']}”不是{work.kinds.caption.zh}",
                 f"{row['kind']} is no {work.kinds.caption.en}"),
            Text(f"可填：{allowed}", f"one of: {allowed}"),
        )  # fmt: skip
        return None
    if row["above"] and work.label != "Initiative":
        ctx.refuse(
            "above", "part-of-initiative",
            Text("只有机制可以是另一个机制的组成", "only an initiative is part of another"),
            Text("清空此格", "leave it empty"),
        )  # fmt: skip
        return None
    return Node(work.label, _id(work.label, row["number"]), row["name"], row["number"])


def _facets(ctx: RowContext, work: Work) -> dict[str, object]:
    row = ctx.row
    facets: dict[str, object] = {
        "name": row["name"], "code": row["number"], "kind": row["kind"] or None,
    }  # fmt: skip
    if work.label in ("Venue", "Team"):
        facets["several"] = row["several"]
    if work.label == "Team":
        facets["staff"] = row["size"]
    return facets


def make_tie(ctx: RowContext) -> Iterator[Fact]:
    """A row: a body is responsible for an area, checked in there, or manages a compound."""
    row = ctx.row
    body, area, span = ctx.body("body"), ctx.area("area"), ctx.span()
    if body is None or area is None:
        return
    tie: str = row["tie"]
    if tie in _PAIRED:
        yield from ctx.fact("PAIRED_WITH", body, area, span, {"kind": tie})
    elif tie in _CHECKED:
        values = {"kind": tie, "members": row["members"]}
        yield from ctx.fact("CHECKED_IN", body, area, span, values)
    else:
        yield from ctx.fact("MANAGES", body, area, span, {"kind": tie, "red": row["red"]})


WORKS_TOLD = Register(
    name="works",
    title=Text("阵地、队伍、活动、机制（附出处）", "works, each with its source"),
    about=Text("每行一处阵地、一支队伍、一项活动、机制、资源或项目，附文章与段落",
               "a row is a venue, team, activity, initiative, resource or project of a text"),
    columns=(
        Column("number", ("编号",), required=True, example="W001"),
        Column("name", ("名称",), required=True, example="锦绣驿站"),
        Column("class", ("大类",), required=True, example="阵地",
               clean=clean.one_of_words("大类", "class", tuple(WORKS))),
        Column("kind", ("类别",), example="驿站"),
        Column("area", ("所在地区",), example="150102007003"),
        Column("by", ("主体",), optional_heading=True),
        Column("others", ("参加",), optional_heading=True),
        Column("above", ("组成于",), optional_heading=True),
        Column("list", ("清单",), clean=clean.one_of(LIST_KIND), optional_heading=True),
        SEVERAL,
        Column("size", ("人数",), clean=clean.count, optional_heading=True),
        START, END, *EVIDENCE,
    ),
    make=make_work,
)  # fmt: skip

TIES_TOLD = Register(
    name="ties",
    title=Text("包联、报到与物业（附出处）", "pairing, check-in and management, with sources"),
    about=Text("每行一个单位与一个地区的关系，附文章与段落",
               "a row: a body is tied to an area, as a text says"),
    columns=(
        Column("body", ("主体",), required=True, example="市统计局"),
        Column("tie", ("关系",), required=True, example="包联",
               clean=clean.one_of_words("关系", "tie", (*_PAIRED, *_CHECKED, *_MANAGED))),
        Column("area", ("对象地区",), required=True, example="150102007003"),
        Column("members", ("人数",), clean=clean.count, optional_heading=True),
        Column("red", ("红色物业",), clean=clean.yes_no, optional_heading=True),
        START, END, *EVIDENCE,
    ),
    make=make_tie,
)  # fmt: skip
