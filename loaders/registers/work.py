"""What bodies do together: the three lists, meetings and activities, venues and teams."""

from __future__ import annotations

from collections.abc import Iterator

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.names import normal
from graph.schema.codes import STATUS
from graph.schema.work_codes import (
    ACTIVITY_KIND,
    ITEM_OUTCOME,
    NEED_KIND,
    RESOURCE_KIND,
    TEAM_KIND,
    URGENCY,
    VENUE_KIND,
)
from graph.text import Text
from graph.time import PartialDate, Span
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.quantities import counted, measured
from loaders.registers.common import DONE, REPORTED, TERM, kept
from loaders.registers.near import COMMUNITY, NOTE, STREET, area_of, bodies_in, body_near

NUMBER = Column("number", ("清单编号", "编号"), optional_heading=True, example="Z-2024-001")
_AREA = Column("area", COMMUNITY.headings, optional_heading=True, example="锦绣社区")


def _item(ctx: RowContext, label: str, holder: Node) -> Node:
    """Return an item of a list: by its number, else by its name on the list of its holder."""
    number: str | None = ctx.row["number"]
    if number:
        return Node(label, node_id(label, "清单编号", number), ctx.row["name"], number)
    key = f"{holder.id}/{normal(ctx.row['name'])}"
    return Node(label, node_id(label, "清单内名称", key), ctx.row["name"])


def _iso(day: PartialDate | None) -> str | None:
    """Return a due day as text: its last day, by which it must be done."""
    return day.last.isoformat() if day else None


def make_resource(ctx: RowContext) -> Iterator[Fact]:
    """A row: what a body offers."""
    row, area = ctx.row, area_of(ctx)
    owner, span = body_near(ctx, "owner", area), ctx.span()
    if owner is None:
        return
    node = _item(ctx, "Resource", area or owner)
    yield from ctx.state(node, {
        "name": row["name"], "code": row["number"], "kind": row["kind"],
        "quantity": row["quantity"], "unit": row["unit"], "opening": row["opening"],
    }, span)  # fmt: skip
    yield from ctx.fact("OFFERS", owner, node, span)
    if area is not None:
        yield from ctx.fact("LOCATED_IN", node, area, span)
    values = {"list": "资源清单", "number": row["number"]}
    yield from ctx.fact("HAS_ITEM", area or owner, node, span, values)


def make_need(ctx: RowContext) -> Iterator[Fact]:
    """A row: what a community or a body needs."""
    row, area = ctx.row, area_of(ctx)
    if area is None:
        return
    span, node = ctx.span(), _item(ctx, "Need", area)
    facets = {"name": row["name"], "code": row["number"], "kind": row["kind"],
              "urgency": row["urgency"]}  # fmt: skip
    yield from ctx.state(node, facets, span)
    yield from ctx.fact("RAISES", area, node, span)
    values = {"list": "需求清单", "number": row["number"]}
    yield from ctx.fact("HAS_ITEM", area, node, span, values)


def make_project(ctx: RowContext) -> Iterator[Fact]:
    """A row: a project, who leads, assists and claimed it, until when, and what became of it."""
    row, area = ctx.row, area_of(ctx)
    leads, span = bodies_in(ctx, "lead", area), ctx.span()
    holder = area or (leads[0] if leads else None)
    if holder is None:
        ctx.refuse(
            "lead",
            "listed-by-whom",
            Text("既无所属社区，又无牵头单位", "neither a community nor a leading body"),
        )
        return
    node = _item(ctx, "Project", holder)
    yield from ctx.state(
        node, {"name": row["name"], "code": row["number"], "outcome": row["outcome"]}, span
    )
    for column, part in (("lead", "牵头"), ("helpers", "配合"), ("claimed", "认领")):
        for body in leads if column == "lead" else bodies_in(ctx, column, area):
            yield from ctx.fact("UNDERTAKES", body, node, span, {"part": part})
    if area is not None:
        yield from ctx.fact("LOCATED_IN", node, area, span)
    values = {"list": "项目清单", "number": row["number"], "due": _iso(row["due"]),
              "done": _iso(row["done"])}  # fmt: skip
    yield from ctx.fact("HAS_ITEM", holder, node, span, values)
    if row["need"]:
        need = Node("Need", node_id("Need", "清单编号", row["need"]), row["need"], row["need"])
        yield from ctx.fact("ANSWERS", node, need, span)


def make_activity(ctx: RowContext) -> Iterator[Fact]:
    """A row: a meeting or activity on a day, who called it and who took part."""
    row, area = ctx.row, area_of(ctx)
    held, span = body_near(ctx, "held", area), ctx.span()
    if held is None:
        return
    day: PartialDate = row["start"]
    key = f"{held.id}/{day.first.isoformat()}/{row['name']}"
    node = Node("Activity", node_id("Activity", "召集单位与日期", key), row["name"])
    facets = {"name": row["name"], "kind": row["kind"] or _kind_of(row["name"]),
              "decided": row["decided"]}  # fmt: skip
    yield from ctx.state(node, facets, span)
    yield from ctx.fact("HELD", held, node, span)
    # Without a place of its own it is where the committee that called it works.
    where = area or (ctx.places.whereabouts(held) if held.label == "Committee" else None)
    if where is not None:
        yield from ctx.fact("LOCATED_IN", node, where, span)
    for body in bodies_in(ctx, "parties", area):
        yield from ctx.fact("TAKES_PART", body, node, span)
    charged = bodies_in(ctx, "charged", area)
    if row["decided"] and charged:
        yield from _decided(ctx, node, where, charged, span)


def _kind_of(name: str) -> str:
    """Return the kind of meeting that a name ends with, or 其他."""
    return next((kind for kind in ("联席会议", "议事会") if kind in name), "其他")


def _decided(
    ctx: RowContext, meeting: Node, area: Node | None, charged: list[Node], span: Span | None
) -> Iterator[Fact]:
    """State what a meeting decided as a project: who is charged with it, and until when."""
    row = ctx.row
    name: str = row["decided"]
    node = Node("Project", node_id("Project", "议定事项", f"{meeting.id}/{normal(name)}"), name)
    yield from ctx.state(node, {"name": name, "outcome": row["outcome"]}, span)
    for body in charged:
        yield from ctx.fact("UNDERTAKES", body, node, span, {"part": "责任"})
    if area is not None:
        yield from ctx.fact("LOCATED_IN", node, area, span)
    yield from ctx.fact("HAS_ITEM", meeting, node, span, {
        "list": "责任清单", "due": _iso(row["due"]),
    })  # fmt: skip


def make_venue(ctx: RowContext) -> Iterator[Fact]:
    """A row: a venue, where it is and who it belongs to."""
    row, area = ctx.row, area_of(ctx)
    if area is None:
        return
    node = Node("Venue", node_id("Venue", "地区内名称", f"{area.id}/{row['name']}"), row["name"])
    span = ctx.span()
    yield from ctx.state(node, {
        "name": row["name"], "kind": row["kind"], "square_metres": row["size"],
        "opening": row["opening"], "status": row["status"],
    }, span)  # fmt: skip
    yield from ctx.fact("LOCATED_IN", node, area, span)
    host = body_near(ctx, "host", area)
    if host is not None:
        yield from ctx.fact("BELONGS_TO", node, host, span)


def make_team(ctx: RowContext) -> Iterator[Fact]:
    """A row: a team, where it works, who it belongs to and how many are in it."""
    row, area = ctx.row, area_of(ctx)
    if area is None:
        return
    node = Node("Team", node_id("Team", "地区内名称", f"{area.id}/{row['name']}"), row["name"])
    span = ctx.span()
    yield from ctx.state(
        node,
        {"name": row["name"], "kind": row["kind"], "staff": row["size"], "status": row["status"]},
        span,
    )
    yield from ctx.fact("LOCATED_IN", node, area, span)
    host = body_near(ctx, "host", area)
    if host is not None:
        yield from ctx.fact("BELONGS_TO", node, host, span)


def make_venue_or_team(ctx: RowContext) -> Iterator[Fact]:
    """A row of a list of both: its kind tells which."""
    return (make_team if ctx.row["kind"] in TEAM_KIND.values() else make_venue)(ctx)


def _day(*headings: str) -> Column:
    return Column("start", headings, clean=clean.day, optional_heading=True)


_CHARGE = kept("charge", "负责岗位", example="社区党委副书记")
_STATUS = Column("status", ("状态",), clean=clean.one_of(STATUS, {"在用": "正常", "启用": "正常"}),
                 optional_heading=True)  # fmt: skip
# 其他 is a kind of both and tells nothing here.
_EITHER = tuple(k for k in dict.fromkeys(c.value for c in (*VENUE_KIND.codes, *TEAM_KIND.codes))
                if k != "其他")  # fmt: skip


RESOURCES = Register(
    name="resources",
    title=Text("资源清单", "list of resources"),
    about=Text("每行一项可共用的资源", "a row is something that a body offers"),
    columns=(
        NUMBER, STREET, _AREA,
        Column("owner", ("单位", "提供单位", "资源单位"), required=True, example="第一小学"),
        Column("kind", ("资源类别",), required=True, clean=clean.one_of(RESOURCE_KIND)),
        Column("name", ("资源名称", "资源内容"), required=True, example="操场"),
        Column("quantity", ("数量/面积", "数量", "面积"), clean=measured, optional_heading=True),
        Column("unit", ("计量单位",), optional_heading=True),
        Column("opening", ("开放时间",), optional_heading=True),
        TERM, REPORTED, NOTE,
    ),
    make=make_resource,
)  # fmt: skip

NEEDS = Register(
    name="needs",
    title=Text("需求清单", "list of needs"),
    about=Text("每行一项社区的需求", "a row is something that a community needs"),
    columns=(
        NUMBER, STREET,
        Column("area", COMMUNITY.headings, required=True, example="锦绣社区"),
        Column("kind", ("需求类别",), required=True, clean=clean.one_of(NEED_KIND)),
        Column("name", ("需求内容", "需求名称"), required=True, example="放学后托管"),
        kept("for_whom", "受益对象", "服务对象", example="双职工家庭"),
        Column("urgency", ("紧急程度",), clean=clean.one_of(URGENCY, {"急": "紧急"}),
               optional_heading=True),
        _day("提出时间", "提出日期"), REPORTED, NOTE,
    ),
    make=make_need,
)  # fmt: skip

PROJECTS = Register(
    name="projects",
    title=Text("项目清单", "list of projects"),
    about=Text("每行一个共建项目", "a row is a project"),
    columns=(
        NUMBER, STREET, _AREA,
        Column("name", ("项目名称", "共建项目"), required=True, example="放学后托管班"),
        Column("lead", ("牵头单位", "责任单位"), example="第一小学"),
        Column("helpers", ("配合单位",), optional_heading=True),
        Column("claimed", ("认领单位",), optional_heading=True),
        _day("启动时间", "启动日期"),
        Column("due", ("完成时限", "计划完成时间"), clean=clean.day),
        Column("done", ("实际完成", "实际完成时间"), clean=clean.day, optional_heading=True),
        kept("progress", "进展", "进展情况", example="已开班"),
        Column("outcome", ("完成情况", "是否完成"), clean=clean.one_of(ITEM_OUTCOME, DONE),
               optional_heading=True),
        kept("satisfied", "满意度", "群众满意度", example="98%"),
        Column("need", ("对应需求", "需求编号"), optional_heading=True, example="X-2024-001"),
        REPORTED, NOTE,
    ),
    make=make_project,
)  # fmt: skip

ACTIVITIES = Register(
    name="activities",
    title=Text("联席会议与活动台账", "meetings and activities"),
    about=Text("每行一次会议或活动", "a row is a meeting or an activity"),
    titles=("联席会议", "活动台账"),
    columns=(
        Column("start", ("日期", "召开日期", "活动日期"), required=True, clean=clean.day),
        Column("held", ("召集单位", "主办单位"), required=True, example="锦绣社区大党委"),
        Column("name", ("会议或活动名称", "会议名称", "活动名称"), required=True,
               example="第三季度联席会议"),
        Column("kind", ("活动类别",), clean=clean.one_of(ACTIVITY_KIND), optional_heading=True),
        STREET, Column("area", COMMUNITY.headings, optional_heading=True),
        Column("parties", ("参加单位", "参会单位"), example="第一小学、人民医院"),
        Column("decided", ("议定事项", "决议事项"), optional_heading=True, example="操场周末开放"),
        Column("charged", ("责任单位", "落实单位"), optional_heading=True, example="第一小学"),
        Column("due", ("完成时限", "落实时限"), clean=clean.day, optional_heading=True),
        Column("outcome", ("完成情况", "落实情况"), clean=clean.one_of(ITEM_OUTCOME, DONE),
               optional_heading=True),
        REPORTED, NOTE,
    ),
    make=make_activity,
)  # fmt: skip

VENUES = Register(
    name="venues",
    title=Text("阵地台账", "venues"),
    about=Text("每行一个党群服务中心、驿站、议事站或工作室", "a row is a venue"),
    columns=(
        Column("name", ("阵地名称",), required=True, example="锦绣驿站"),
        Column("kind", ("阵地类别",), required=True, clean=clean.one_of(VENUE_KIND)),
        STREET, Column("area", COMMUNITY.headings, required=True, example="锦绣社区"),
        Column("host", ("依托单位",), optional_heading=True),
        Column("size", ("面积", "面积（平方米）"), clean=counted, optional_heading=True),
        _day("启用日期", "启用时间"),
        Column("opening", ("开放时间",), optional_heading=True),
        _CHARGE, _STATUS, REPORTED, NOTE,
    ),
    make=make_venue,
)  # fmt: skip

TEAMS = Register(
    name="teams",
    title=Text("队伍台账", "teams"),
    about=Text("每行一支志愿队、小分队或义警", "a row is a team"),
    columns=(
        Column("name", ("队伍名称",), required=True, example="锦绣志愿队"),
        Column("kind", ("队伍类别",), required=True, clean=clean.one_of(TEAM_KIND)),
        STREET, Column("area", COMMUNITY.headings, required=True, example="锦绣社区"),
        Column("host", ("依托单位",), optional_heading=True),
        Column("size", ("人数", "队伍人数"), clean=counted, optional_heading=True),
        _day("成立日期", "成立时间"),
        _CHARGE, _STATUS, REPORTED, NOTE,
    ),
    make=make_team,
)  # fmt: skip

VENUES_AND_TEAMS = Register(
    name="venues-and-teams",
    title=Text("阵地、队伍台账", "venues and teams"),
    about=Text("每行一处阵地或一支队伍，看类别", "a row is a venue or a team, as its kind says"),
    titles=("阵地队伍", "阵地和队伍"),
    columns=(
        Column("name", ("名称",), required=True, example="锦绣驿站"),
        Column("kind", ("类别",), required=True,
               clean=clean.OneOf(Text("阵地或队伍类别", "kind of venue or team"), _EITHER)),
        STREET, Column("area", (*COMMUNITY.headings, "所属街道、社区"), required=True,
                       example="锦绣社区"),
        Column("host", ("依托单位",), optional_heading=True),
        Column("size", ("面积或人数",), clean=counted),
        _day("启用或成立日期"),
        Column("opening", ("开放时间",), optional_heading=True),
        _CHARGE, _STATUS, REPORTED, NOTE,
    ),
    make=make_venue_or_team,
)  # fmt: skip
