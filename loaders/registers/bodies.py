"""Bodies: units, enterprises, party organisations, committees, and who belongs to them."""

from __future__ import annotations

from collections.abc import Iterator

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.schema import NODES
from graph.schema.codes import BRANCH_KIND, COMMITTEE_KIND, ENTERPRISE_KIND, POST_KIND, UNIT_KIND
from graph.text import Text
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.registers.common import END, EVIDENCE, SEVERAL, START, USAGE

LABEL_OF_CLASS = {"单位": "Unit", "企业": "Enterprise", "党组织": "Branch"}
KINDS_OF_CLASS = {"单位": UNIT_KIND, "企业": ENTERPRISE_KIND, "党组织": BRANCH_KIND}
CLASS = clean.one_of_words("大类", "class", tuple(LABEL_OF_CLASS))
FOUNDED = Column("start", ("成立日期",), clean=clean.day)


def make_organisation(ctx: RowContext) -> Iterator[Fact]:
    """A row: the body with its name and kind, where it is, its host and its superior."""
    row = ctx.row
    label = LABEL_OF_CLASS[row["class"]]
    node = _body(ctx, label)
    if node is None:
        return
    kinds = KINDS_OF_CLASS[row["class"]]
    if row["kind"] not in kinds.values():
        allowed = "、".join(code.value for code in kinds.codes)
        ctx.refuse(
            "kind", "one-of",
            Text(
                f"“{row['kind']}”不是{kinds.caption.zh}", f"{row['kind']} is no {kinds.caption.en}"
            ),
            Text(f"可填：{allowed}", f"one of: {allowed}"),
        )  # fmt: skip
        return
    span = ctx.span()
    several = {"several": row["several"]} if label == "Unit" else {}
    yield from _named(ctx, node, {"kind": row["kind"], "code": row["number"], **several})
    for column, type_ in (("area", "LOCATED_IN"), ("host", "BELONGS_TO"), ("above", "REPORTS_TO")):
        end = ctx.area(column) if column == "area" else ctx.body(column)
        if end is not None:
            yield from ctx.fact(type_, node, end, span)


def _body(ctx: RowContext, label: str) -> Node | None:
    """Return the body of a row, known from now on by its number; None after a refusal."""
    number: str = ctx.row["number"]
    known = ctx.places.numbered(number)
    if known is not None and known.label != label:
        ctx.refuse(
            "number", "number-once",
            Text(f"编号 {number} 已是{NODES[known.label].caption.zh}“{known.name}”",
                 f"{number} is the {NODES[known.label].caption.en} {known.name!r} already"),
            Text("给它另一个编号", "give it a number of its own"),
        )  # fmt: skip
        return None
    node = Node(label, node_id(label, "组织编号", number), ctx.row["name"], number)
    ctx.places.add_body(node, number)
    return node


def _named(ctx: RowContext, node: Node, facets: dict[str, object]) -> Iterator[Fact]:
    """State what the node is, under its official name or under one that is merely used for it."""
    name = ctx.row["name"]
    if ctx.row["usage"] == "简称":
        yield from ctx.fact("NAMED", node, node, ctx.span(), {"name": name})
    else:
        facets = {"name": name, **facets}
    yield from ctx.state(node, facets, ctx.span())


def make_committee(ctx: RowContext) -> Iterator[Fact]:
    """A row: the committee and the area it serves."""
    row = ctx.row
    node = _body(ctx, "Committee")
    if node is None:
        return
    span = ctx.span()
    facets = {"kind": row["kind"], "code": row["number"], "several": row["several"]}
    yield from _named(ctx, node, facets)
    area = ctx.area("area")
    if area is not None:
        yield from ctx.fact("SERVES", node, area, span)


def make_member(ctx: RowContext) -> Iterator[Fact]:
    """A row: one body is a member of a committee."""
    committee, member = ctx.body("committee"), ctx.body("member")
    if committee is not None and member is not None:
        yield from ctx.fact("MEMBER_OF", member, committee, ctx.span())


def make_post(ctx: RowContext) -> Iterator[Fact]:
    """A row: a post in a body; never a person."""
    row = ctx.row
    body = ctx.body("body")
    if body is None:
        return
    node = Node("Post", node_id("Post", "职务编号", row["number"]), row["name"])
    span = ctx.span()
    facets = {"name": row["name"], "kind": row["kind"], "basis": row["basis"]}
    yield from ctx.state(node, facets, span)
    yield from ctx.fact("POST_OF", node, body, span)


ORGANISATIONS = Register(
    name="organisations",
    title=Text("单位与党组织登记", "organisations"),
    about=Text("每行一个单位、企业或党组织", "a row is a unit, enterprise or party organisation"),
    columns=(
        Column("number", ("编号",), required=True),
        Column("name", ("名称", "单位名称", "党组织名称"), required=True),
        USAGE,
        Column("class", ("大类",), required=True, clean=CLASS),
        Column("kind", ("类别", "单位性质", "党组织类别"), required=True),
        Column("area", ("所在地区",)),
        Column("host", ("所属",)),
        Column("above", ("上级党组织",)),
        FOUNDED,
        SEVERAL,
        *EVIDENCE,
    ),
    make=make_organisation,
)

COMMITTEES = Register(
    name="committees",
    title=Text("大工委、大党委等议事协调机构", "committees"),
    about=Text("每行一个机构及其服务区域", "a row is a committee and the area it serves"),
    columns=(
        Column("number", ("编号",), required=True),
        Column("name", ("名称",), required=True),
        USAGE,
        Column("kind", ("类别",), required=True, clean=clean.one_of(COMMITTEE_KIND)),
        Column("area", ("服务地区",)),
        Column("above", ("上级",), optional_heading=True),  # kept with the evidence
        FOUNDED,
        SEVERAL,
        *EVIDENCE,
    ),
    make=make_committee,
)

MEMBERS = Register(
    name="members",
    title=Text("成员单位", "members"),
    about=Text("每行一个成员单位", "a row is one member body of a committee"),
    columns=(
        Column("committee", ("委员会",), required=True),
        Column("member", ("成员", "成员单位"), required=True),
        START,
        END,
        *EVIDENCE,
    ),
    make=make_member,
)

POSTS = Register(
    name="posts",
    title=Text("职务与席位", "posts"),
    about=Text("每行一个职务，不登记人员", "a row is a post; persons are not entered"),
    columns=(
        Column("number", ("编号",), required=True),
        Column("name", ("名称",), required=True),
        Column("body", ("所在组织",), required=True),
        Column("kind", ("性质",), clean=clean.one_of(POST_KIND)),
        Column("basis", ("依据",)),
        *EVIDENCE,
    ),
    make=make_post,
)
