"""What is in a community: 驻区单位, 两新组织, and what watches over compounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.names import normal
from graph.schema.codes import (
    ENTERPRISE_KIND,
    OWNERS_COMMITTEE,
    STATUS,
    UNIT_KIND,
    UNIT_LEVEL,
)
from graph.text import Text
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.form import Cleaned
from loaders.places import PATH_AUTHORITY
from loaders.quantities import counted
from loaders.registers.common import REPORTED, TERM, kept
from loaders.registers.near import (
    COMMUNITY,
    CREDIT_CODE,
    NAME_AUTHORITY,
    NOTE,
    STREET,
    area_of,
    branch_of,
    known_or_new,
    named,
    official,
    own_name,
    placed,
    words,
)

_ALSO = {
    "事业": "事业单位", "党政机关": "机关", "行政机关": "机关", "国有企业": "国企", "央企": "国企",
    "非公": "非公企业", "民营企业": "非公企业", "私营企业": "非公企业", "民企": "非公企业",
    "社团": "社会组织", "社会团体": "社会组织", "民办非企业": "社会组织", "物业公司": "物业",
    "派出所": "公安", "公安机关": "公安", "军队": "部队",
}  # fmt: skip
BODY_KIND = clean.OneOf(
    Text("单位性质", "kind of body"),
    tuple(dict.fromkeys(c.value for c in (*UNIT_KIND.codes, *ENTERPRISE_KIND.codes))),
    also=_ALSO,
)
_LEVELS = {"区": "区县", "旗": "区县", "县": "区县", "省": "自治区", "区级": "区县", "市级": "市",
           "自治区级": "自治区", "街道级": "街道", "央企": "中央", "中央级": "中央"}  # fmt: skip
_STATES = {"在营": "正常", "存续": "正常", "歇业": "停业", "吊销": "注销", "僵尸": "空壳"}
_OWNERS = {"已成立": "有", "筹备中": "筹备", "未成立": "无"}
STATE_OF = clean.one_of(STATUS, _STATES)
_SHOULD = words("应签或不应签", "should or need not sign", "应签", "不应签",
                是="应签", 应="应签", 否="不应签", 不应="不应签",
                **{"√": "应签", "×": "不应签"})  # fmt: skip


def should(text: str) -> Cleaned:
    """Return whether a unit should sign an agreement."""
    found = _SHOULD(text)
    value = found.value if isinstance(found, Cleaned) else found
    return Cleaned(value == "应签", "" if value == text else "other-word")


def label_of(kind: str) -> str:
    """Return the label of a kind of body."""
    return "Enterprise" if kind in ENTERPRISE_KIND.values() - UNIT_KIND.values() else "Unit"


def make_unit(ctx: RowContext) -> Iterator[Fact]:
    """A row: a unit that lies in a community, as the denominator of coverage counts it."""
    row, area = ctx.row, area_of(ctx)
    kind: str = row["kind"]
    node = known_or_new(ctx, label_of(kind), area)
    if node is None:
        return
    span = ctx.span()
    facets: dict[str, Any] = {
        "name": own_name(ctx, node, area), "kind": kind, "code": row["code"],
        "status": row["status"], "staff": row["staff"], "members": row["members"],
        "should_sign": row["should"],
    }  # fmt: skip
    if node.label == "Unit":
        facets["level"] = row["level"]
    yield from ctx.state(node, facets, span)
    yield from official(ctx, node, area, span)
    yield from placed(ctx, node, area, span)
    _, facts = branch_of(ctx, "branch", node, area, span)
    yield from facts


def make_new_body(ctx: RowContext) -> Iterator[Fact]:
    """A row: an enterprise or social organisation, and which party organisation covers it."""
    row, area = ctx.row, area_of(ctx)
    node = known_or_new(ctx, label_of(row["kind"]), area)
    if node is None:
        return
    span = ctx.span()
    facets: dict[str, Any] = {
        "name": own_name(ctx, node, area), "kind": row["kind"], "code": row["code"],
        "status": row["status"], "staff": row["staff"], "members": row["members"],
        "should_organise": row["should"],
    }  # fmt: skip
    if node.label == "Enterprise":
        facets["above_size"] = row["above_size"]
    yield from ctx.state(node, facets, span)
    yield from official(ctx, node, area, span)
    yield from placed(ctx, node, area, span)
    mode = _mode(ctx)
    if not mode:
        return
    own = mode == "组织" and row["setting"] == "单独"
    branch, facts = branch_of(ctx, "branch", node if own else None, area, span)
    yield from facts
    if branch is None:
        ctx.refuse(
            "branch", "covered-by-whom",
            Text("写了覆盖，没有写由哪个党组织覆盖",
                 "covered, but not by which party organisation"),
            Text("填党组织名称（工作覆盖填派出指导员的党组织）；没有就填“未覆盖”",
                 "give the party organisation, or write 未覆盖"),
        )  # fmt: skip
        return
    share = {"单独": "单独", "联合": "联合"}.get(row["setting"] or "", "未载明")
    yield from ctx.fact("COVERS", branch, node, span, {"mode": mode, "share": share})


def _mode(ctx: RowContext) -> str:
    """Return how a body is covered; empty for not at all, or where nothing is said."""
    said = {"组织覆盖": "组织", "工作覆盖": "工作"}.get(ctx.row["coverage"] or "", "")
    if ctx.row["established"] and said != "工作":
        return "组织"
    return said


def make_site(ctx: RowContext) -> Iterator[Fact]:
    """A row: a compound, its households, who manages it, its owners' committee and its branch."""
    row, area = ctx.row, area_of(ctx)
    if area is None:
        return
    known = ctx.places.named_in(area, row["name"], "Site")
    node = known or Node("Site", _site_id(ctx, area), row["name"])
    ctx.places.add_area(node, area)
    span = ctx.span()
    facets = {"name": row["name"], "kind": row["kind"] or "小区", "households": row["households"],
              "owners": row["owners"]}  # fmt: skip
    yield from ctx.state(node, facets, span)
    yield from ctx.fact("PART_OF", node, area, ctx.exact_span())
    if row["manager"]:
        manager = named(ctx, "Unit", row["manager"], "", area, "manager")
        if manager is not None:
            yield from ctx.state(manager, {"name": row["manager"], "kind": "物业"}, span)
            yield from ctx.fact("MANAGES", manager, node, span, {"kind": "物业", "red": row["red"]})
    branch, facts = branch_of(ctx, "branch", None, area, span)
    yield from facts
    if branch is not None:
        yield from ctx.fact("COVERS", branch, node, span, {"mode": "组织", "share": "未载明"})
    yield from _owners(ctx, node)


def _owners(ctx: RowContext, site: Node) -> Iterator[Fact]:
    """State the owners' committee of a compound: its term, its seats, and members among them."""
    row = ctx.row
    told = ("owners_start", "owners_end", "owners_term", "seats", "party")
    if row["owners"] != "有" or all(row[column] is None for column in told):
        return
    name = f"{row['name']}业委会"
    node = Node("Unit", node_id("Unit", NAME_AUTHORITY, f"{site.id}/{normal(name)}"), name)
    ctx.places.add_body(node, None, name)
    ctx.places.put_in(node, site)
    span = ctx.span(of="owners_")
    facets = {"name": name, "kind": "业委会", "staff": row["seats"], "members": row["party"]}
    yield from ctx.state(node, facets, span)
    yield from ctx.fact("LOCATED_IN", node, site, span)


def _site_id(ctx: RowContext, area: Node) -> str:
    return node_id("Site", PATH_AUTHORITY, f"{ctx.places.path(area)}/{ctx.row['name']}")


_NAME = Column("name", ("单位名称", "共建单位名称", "驻区单位名称", "企业名称", "组织名称"),
               required=True, example="第一小学")  # fmt: skip
_STAFF = Column("staff", ("在职人数", "单位人数", "从业人数", "职工人数"), clean=counted,
                optional_heading=True, example="86")  # fmt: skip
_MEMBERS = Column("members", ("党员数", "党员人数", "党员总数"), clean=counted,
                  optional_heading=True, example="23")  # fmt: skip
_STATUS = Column("status", ("状态", "经营状态"), clean=STATE_OF, optional_heading=True)

UNITS = Register(
    name="units",
    title=Text("驻区单位底册", "units of an area"),
    about=Text("每行一个驻区单位，是共建覆盖的分母",
               "a row is a unit of a community: the denominator of coverage"),
    titles=("驻区单位", "共建单位台账", "单位底册"),
    columns=(
        STREET, COMMUNITY, _NAME, CREDIT_CODE,
        Column("kind", ("单位性质", "单位类型", "性质"), required=True, clean=BODY_KIND,
               example="学校"),
        Column("level", ("隶属关系", "层级", "单位层级"), clean=clean.one_of(UNIT_LEVEL, _LEVELS),
               optional_heading=True),
        _STAFF, _MEMBERS,
        Column("branch", ("单位党组织", "单位党组织名称"), optional_heading=True,
               example="第一小学党支部"),
        Column("should", ("是否应签共建协议", "是否应签"), clean=should, optional_heading=True,
               example="应签"),
        kept("why_not", "不应签原因", "不签原因"),
        kept("address", "地址", "单位地址"),
        # Of an office, never of a person: mobile numbers are left out of it too.
        kept("office", "办公电话", "单位电话", "值班电话", example="0471-0000000"),
        _STATUS, REPORTED, NOTE,
    ),
    make=make_unit,
)  # fmt: skip

NEW_BODIES = Register(
    name="new-bodies",
    title=Text("两新组织台账", "new enterprises and social organisations"),
    about=Text("每行一家非公企业或社会组织，及覆盖它的党组织",
               "a row is an enterprise or social organisation, and what covers it"),
    titles=("两新", "两个覆盖", "两企三新", "非公企业", "社会组织台账"),
    columns=(
        STREET, COMMUNITY, _NAME, CREDIT_CODE,
        Column("kind", ("类型", "单位类型", "单位性质"), required=True, clean=BODY_KIND,
               example="非公企业"),
        kept("trade", "行业", "所属行业", example="零售"),
        kept("registered", "注册地址"),
        kept("works_at", "实际经营地址", "经营地址"),
        kept("within", "所在楼宇/商圈/园区", "所在楼宇", "所在商圈", "所在园区"),
        kept("founded", "成立时间", "企业成立时间", clean=clean.day, example="2019年5月"),
        kept("capital", "注册资金", "注册资本", example="100万元"),
        kept("turnover", "年营业收入", "年营收", example="2600万元"),
        _STAFF, _MEMBERS,
        kept("at_home", "组织关系在本单位", "其中: 组织关系在本单位", clean=counted, example="20"),
        Column("should", ("是否应建党组织", "应建", "是否“三有”", "是否三有"), clean=clean.yes_no,
               optional_heading=True),
        Column("above_size", ("是否规上", "规模以上"), clean=clean.yes_no, optional_heading=True),
        Column("established", ("是否建立党组织", "是否已建党组织"), clean=clean.yes_no),
        Column("setting", ("组建方式", "建立党组织情况"),
               clean=words("组建方式", "way it was set up", "单独", "联合", "区域", "行业", "挂靠",
                           "未建", 单独组建="单独", 联合组建="联合"),
               optional_heading=True),
        Column("branch", ("党组织名称", "所属党组织"), example="红星公司党支部"),
        Column("coverage", ("覆盖方式", "覆盖情况"),
               clean=words("覆盖方式", "mode of coverage", "组织覆盖", "工作覆盖", "未覆盖"),
               optional_heading=True),
        kept("organised_on", "党组织成立时间", "成立时间（2）", clean=clean.day),
        kept("guided_by", "指导员单位", "党建指导员单位", example="锦绣社区党委"),
        kept("unions", "工会/团/妇联", "群团组织", example="工会"),
        kept("why_not", "未建原因", "未建党组织原因"),
        kept("planned", "拟建时间", clean=clean.day),
        _STATUS, REPORTED, NOTE,
    ),
    make=make_new_body,
)  # fmt: skip

SITES = Register(
    name="sites",
    title=Text("小区治理台账", "compounds"),
    about=Text("每行一个小区：物业、业委会、党组织", "a row is a compound and who runs it"),
    titles=("小区治理", "小区台账", "红色物业"),
    columns=(
        STREET, Column("area", COMMUNITY.headings, required=True, example="锦绣社区"),
        Column("name", ("小区", "小区名称"), required=True, example="航苑小区"),
        Column("kind", ("类别",), optional_heading=True,
               clean=words("类别", "kind", "小区", "商圈", "园区", "市场", "街巷")),
        Column("households", ("户数", "总户数"), clean=counted, optional_heading=True),
        Column("manager", ("物业公司", "物业", "物业服务企业"), optional_heading=True,
               example="安居物业公司"),
        Column("red", ("是否“红色物业”", "是否红色物业", "红色物业"), clean=clean.yes_no,
               optional_heading=True),
        Column("owners", ("业委会", "业委会情况"),
               clean=clean.one_of(OWNERS_COMMITTEE, _OWNERS),
               optional_heading=True),
        Column("owners_start", ("成立日期", "业委会成立日期"), clean=clean.day,
               optional_heading=True),
        Column("owners_end", ("届满日期", "业委会届满日期"), clean=clean.day,
               optional_heading=True),
        Column("owners_term", ("任期", "业委会任期"), clean=clean.term, optional_heading=True,
               example=TERM.example),
        Column("seats", ("委员数", "业委会委员数"), clean=counted, optional_heading=True,
               example="7"),
        Column("party", ("其中党员", "党员委员数"), clean=counted, optional_heading=True,
               example="4"),
        kept("chair", "主任是否小区党支部书记", clean=clean.yes_no),
        kept("manager_branch", "物业党组织", clean=words(
            "物业党组织", "party organisation of the manager", "单独", "联合", "无")),
        kept("four", "四方议事", "四方议事（社区/网格支部/业委会/物业）", example="社区、物业"),
        Column("branch", ("小区党支部", "小区党组织"), optional_heading=True,
               example="航苑小区党支部"),
        REPORTED, NOTE,
    ),
    make=make_site,
)  # fmt: skip
