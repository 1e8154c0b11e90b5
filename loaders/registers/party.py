"""Party organisations, the grids that they cover, pairing and 双报到."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.schema.codes import BRANCH_KIND, BRANCH_SETTING, STATUS
from graph.schema.work_codes import CHECK_IN_KIND, PAIRING_KIND
from graph.text import Text
from loaders import clean
from loaders.codes import credit_code
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.places import CODE_AUTHORITY, PATH_AUTHORITY
from loaders.quantities import counted
from loaders.registers.common import END, REPORTED, TERM, kept
from loaders.registers.near import (
    COMMUNITY,
    CREDIT_CODE,
    NOTE,
    STREET,
    area_of,
    bodies_in,
    body_near,
    branch_of,
    known_or_new,
    official,
    own_name,
    placed,
    words,
)

_BRANCHES = {
    "611": "党委", "621": "总支", "631": "支部", "632": "联合党支部", "党总支": "总支",
    "党支部": "支部", "功能型党支部": "功能型", "临时党支部": "临时", "911": "临时", "921": "临时",
    "931": "临时", "932": "临时",
}  # fmt: skip
_GRIDS = {"综合": "网格", "综合网格": "网格", "基础网格": "网格", "专属": "专属网格",
          "微": "微网格"}  # fmt: skip


def make_branch(ctx: RowContext) -> Iterator[Fact]:
    """A row: a party organisation, its kind, its superior, its host and its members."""
    row, area = ctx.row, area_of(ctx)
    node = known_or_new(ctx, "Branch", area)
    if node is None:
        return
    span = ctx.span()
    facets: dict[str, Any] = {
        "name": own_name(ctx, node, area), "kind": row["kind"], "code": row["code"],
        "status": row["status"],
        "members": members_of(ctx), "setting": row["setting"],
    }  # fmt: skip
    yield from ctx.state(node, facets, span)
    if row["short"] and row["short"] != row["name"]:
        ctx.places.add_body(node, None, row["short"])
        yield from ctx.fact("NAMED", node, node, span, {"name": row["short"]})
    yield from official(ctx, node, area, span)
    yield from placed(ctx, node, area, span)
    host = ctx.row["host_code"] if ctx.places.numbered(row["host_code"] or "") else ""
    for column, type_ in (("host", "BELONGS_TO"), ("above", "REPORTS_TO")):
        body = ctx.places.numbered(host) if column == "host" and host else None
        body = body or body_near(ctx, column, area)
        if body is not None:
            yield from ctx.fact(type_, node, body, span)


def members_of(ctx: RowContext) -> int | None:
    """Return the members of a party organisation: as stated, else full and probationary ones.

    None where one of the two is missing: half of a sum is no total.
    """
    row = ctx.row
    total: int | None = row["members"]
    if total is None and None not in (row["full"], row["probation"]):
        total = row["full"] + row["probation"]
    return total


def make_grid(ctx: RowContext) -> Iterator[Fact]:
    """A row: a grid of a community, and the party organisation that covers it."""
    row, area = ctx.row, area_of(ctx)
    if area is None:
        return
    node = _grid(ctx, area)
    ctx.places.add_area(node, area)
    span = ctx.span()
    facets = {"name": row["name"], "code": row["code"], "kind": row["kind"] or "网格",
              "households": row["households"]}  # fmt: skip
    yield from ctx.state(node, facets, span)
    yield from ctx.fact("PART_OF", node, area, ctx.exact_span())
    branch, facts = branch_of(ctx, "branch", None, area, span)
    yield from facts
    if branch is not None:
        yield from ctx.fact("COVERS", branch, node, span, {"mode": "组织", "share": "未载明"})
    for body in bodies_in(ctx, "paired", area):
        yield from ctx.fact("PAIRED_WITH", body, node, span, {"kind": "包联"})


def _grid(ctx: RowContext, area: Node) -> Node:
    """Return the grid of a row: by its code, else by its name in its community."""
    name, code = ctx.row["name"], ctx.row["code"]
    known = ctx.places.coded(code) if code else ctx.places.named_in(area, name, "Grid")
    if known is not None:
        return known
    if code:
        return Node("Grid", node_id("Grid", CODE_AUTHORITY, code), name, code)
    path = f"{ctx.places.path(area)}/{name}"
    return Node("Grid", node_id("Grid", PATH_AUTHORITY, path), name)


def make_pairing(ctx: RowContext) -> Iterator[Fact]:
    """A row: a body is responsible for an area."""
    area = area_of(ctx)
    body = body_near(ctx, "body", None)
    if area is not None and body is not None:
        values = {"kind": ctx.row["kind"] or "包联"}
        yield from ctx.fact("PAIRED_WITH", body, area, ctx.span(), values)


def make_check_in(ctx: RowContext) -> Iterator[Fact]:
    """A row: a unit, or a number of its members, reported to a community."""
    row, area = ctx.row, area_of(ctx)
    body = body_near(ctx, "body", area)
    if area is None or body is None:
        return
    kind = row["kind"] or ("在职党员报到" if row["members"] is not None else "单位报到")
    values = {"kind": kind, "members": row["members"], "services": row["services"]}
    yield from ctx.fact("CHECKED_IN", body, area, ctx.span(), values)


BRANCHES = Register(
    name="branches",
    title=Text("党组织信息表", "party organisations"),
    about=Text("每行一个党组织", "a row is a party organisation"),
    titles=("党组织台账", "党组织信息", "党组织花名册"),
    columns=(
        Column("code", ("党组织代码",), optional_heading=True, example="150102007003001"),
        Column("name", ("党组织全称", "党组织名称"), required=True, example="锦绣社区党支部"),
        Column("short", ("简称", "党组织简称"), optional_heading=True),
        Column("kind", ("党组织类别", "类别"), required=True,
               clean=clean.one_of(BRANCH_KIND, _BRANCHES), example="支部"),
        Column("above", ("上级党组织", "上级党组织名称"), example="迎新路街道党工委"),
        kept("belongs", "隶属关系", example="街道"),
        Column("host", ("所在单位", "所属单位"), optional_heading=True),
        Column("host_code", ("单位代码", "所在单位代码"), clean=credit_code, optional_heading=True,
               example=CREDIT_CODE.example),
        Column("setting", ("建立党组织情况", "组建方式"), clean=clean.one_of(BRANCH_SETTING),
               optional_heading=True),
        kept("joined", "联合单位名单", "联合单位", example="第一小学、人民医院"),
        STREET, Column("area", COMMUNITY.headings, optional_heading=True),
        Column("members", ("党员数", "党员总数"), clean=counted, optional_heading=True,
               example="23"),
        Column("full", ("正式党员数", "正式党员"), clean=counted, optional_heading=True,
               example="21"),
        Column("probation", ("预备党员数", "预备党员"), clean=counted, optional_heading=True,
               example="2"),
        kept("seats", "委员数", "班子成员数", clean=counted, example="3"),
        kept("branches", "下辖支部数", clean=counted, example="0"),
        kept("groups", "党小组数", clean=counted, example="2"),
        Column("start", ("批准建立日期", "成立日期", "成立时间"), clean=clean.day,
               optional_heading=True),
        kept("ground", "审批文号", "批准文号", example="某党发〔2024〕1号"),
        kept("elected", "换届日期", "换届时间", clean=clean.day, example="2021年6月"),
        kept("expires", "届满日期", "届满时间", clean=clean.day, example="2026年6月"),
        kept("address", "地址", "党组织地址"),
        Column("status", ("状态",), clean=clean.one_of(STATUS), optional_heading=True),
        REPORTED, NOTE,
    ),
    make=make_branch,
)  # fmt: skip

GRIDS = Register(
    name="grids",
    title=Text("网格台账", "grids"),
    about=Text("每行一个网格及覆盖它的党支部或党小组", "a row is a grid and what covers it"),
    titles=("网格台账", "网格一览", "网格党支部"),
    columns=(
        Column("code", ("网格编码", "网格代码", "网格编号"), optional_heading=True,
               example="150102007003001"),
        Column("name", ("网格名称", "网格"), required=True, example="第一网格"),
        Column("kind", ("类型", "网格类型"),
               clean=words("网格类型", "kind of grid", "网格", "专属网格", "微网格", **_GRIDS),
               optional_heading=True),
        STREET, Column("area", COMMUNITY.headings, required=True, example="锦绣社区"),
        Column("households", ("户数",), clean=counted, optional_heading=True, example="420"),
        kept("bounds", "四至范围", "网格范围"),
        kept("compounds", "小区名称", "覆盖小区", example="航苑小区"),
        kept("buildings", "楼栋数", clean=counted, example="8"),
        kept("stairways", "单元数", clean=counted, example="24"),
        kept("people", "人口", "人口数", clean=counted, example="1100"),
        kept("members", "党员数", clean=counted, example="23"),
        Column("branch", ("网格党支部/党小组", "网格党支部", "网格党组织"),
               example="锦绣社区第一网格党支部"),
        Column("paired", ("包联单位",), optional_heading=True, example="市统计局"),
        kept("sent", "下沉党员数", clean=counted, example="5"),
        kept("manager", "物业", "物业公司", example="安居物业公司"),
        kept("owners", "业委会", example="有"),
        REPORTED, NOTE,
    ),
    make=make_grid,
)  # fmt: skip

PAIRINGS = Register(
    name="pairings",
    title=Text("包联台账", "pairings"),
    about=Text("每行一个单位包联、结对、联系或挂点一个社区",
               "a row: a body is responsible for a community"),
    titles=("包联", "包联社区", "结对共建"),
    columns=(
        Column("body", ("包联单位", "结对单位", "挂点单位"), required=True, example="市统计局"),
        STREET,
        Column("area", ("包联社区", "结对社区", "挂点社区", "包联街道"), required=True,
               example="锦绣社区"),
        Column("kind", ("包联方式", "结对类别"), clean=clean.one_of(PAIRING_KIND),
               optional_heading=True),
        Column("start", ("包联时间", "起始日期", "开始时间"), clean=clean.day,
               optional_heading=True),
        Column("end", END.headings, clean=clean.day, optional_heading=True),
        TERM,
        kept("level", "单位级别", "单位层级", example="市"),
        kept("members", "在职党员数", clean=counted, example="40"),
        kept("checked_in", "报到党员数", clean=counted, example="35"),
        kept("checked_on", "报到时间", clean=clean.day),
        kept("claimed", "认领岗位"),
        kept("hours", "服务时长", example="120小时"),
        kept("assessed", "评价", example="好"),
        REPORTED, NOTE,
    ),
    make=make_pairing,
)  # fmt: skip

CHECK_INS = Register(
    name="check-ins",
    title=Text("双报到台账", "check-ins"),
    about=Text("每行一个单位在一个社区的报到；党员只计人数",
               "a row: a unit checked in at a community; members are counted only"),
    titles=("双报到", "在职党员报到", "单位报到"),
    columns=(
        Column("body", ("报到单位", "单位"), required=True, example="市统计局"),
        STREET,
        Column("area", ("报到社区", "居住社区"), required=True, example="锦绣社区"),
        Column("kind", ("报到类别",), clean=clean.one_of(CHECK_IN_KIND), optional_heading=True),
        Column("start", ("报到日期", "报到时间"), clean=clean.day, optional_heading=True),
        Column("members", ("报到人数", "报到党员数"), clean=counted, optional_heading=True,
               example="35"),
        Column("services", ("服务次数",), clean=counted, optional_heading=True, example="4"),
        kept("claimed", "签订协议/认领项目", "签订协议", "认领项目"),
        *(kept(name, heading, f"{heading}次数", clean=counted, example="4") for name, heading in (
            ("registered", "登记"), ("written_up", "纪实"), ("fed_back", "反馈"),
            ("mutual", "双向评价"))),
        kept("assessed", "评价", example="好"),
        REPORTED, NOTE,
    ),
    make=make_check_in,
)  # fmt: skip
