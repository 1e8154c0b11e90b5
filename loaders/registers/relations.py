"""Relations between bodies: joint appointments, co-building agreements, coverage."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.names import normal
from graph.schema.codes import AGREEMENT_FORM, APPOINTMENT_BASIS, COVERAGE_MODE, COVERAGE_SHARE
from graph.schema.work_codes import ITEM_OUTCOME, REVIEW
from graph.text import Text
from graph.time import PartialDate, display_partial
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.quantities import counted
from loaders.registers.common import DONE, END, EVIDENCE, START, TERM, kept
from loaders.registers.near import COMMUNITY, CREDIT_CODE, STREET, area_of, body_near, words

SIDES = (("party_a", "甲方"), ("party_b", "乙方"), ("party_c", "丙方"), ("party_d", "丁方"))


def make_appointment(ctx: RowContext) -> Iterator[Fact]:
    """A row: an office holder of one body also sits in another."""
    row = ctx.row
    home, there = ctx.body("home"), ctx.body("there")
    if home is None or there is None:
        return
    values = {
        "post": row["post"], "home_post": row["home_post"], "ground": row["ground"],
        "basis": row["basis"] or "未载明",
    }  # fmt: skip
    yield from ctx.fact("JOINTLY_APPOINTED", home, there, ctx.span(), values)


def make_agreement(ctx: RowContext) -> Iterator[Fact]:
    """A row: the agreement, who signed it and when, and the co-building that one hop answers.

    A unit may sign through its party organisation. With a host area every party co-builds with
    it; without one the parties co-build pairwise.
    """
    row, area, span = ctx.row, area_of(ctx), ctx.span()
    parties = [(side, body_near(ctx, column, area)) for column, side in SIDES if row[column]]
    of_unit = ""  # the side of the unit that the row is about
    if row["unit"] or row["code"]:
        unit = _unit(ctx, area)
        of_unit = next((side for side, body in parties if body and unit and body.id == unit.id), "")
        # Whoever keeps the list signs as 甲方; the unit is the other side unless it stands there.
        if not of_unit:
            free = next((side for column, side in SIDES[1:] if not row[column]), "其他")
            of_unit = free if row["party_a"] else SIDES[0][1]
            parties.append((of_unit, unit))
    if any(body is None for _, body in parties) or (row["area"] and area is None):
        return
    known = [(side, body) for side, body in parties if body is not None]
    if len(known) < 2 and area is None:
        ctx.refuse(
            "party_b", "two-sides",
            Text("协议至少要有两方，或一方和共建地区", "two parties, or one party and a host area"),
        )  # fmt: skip
        return
    node = _agreement(ctx, area, [body for _, body in known])
    facets = {"name": row["name"], "number": row["number"], "form": row["form"],
              "review": row["review"]}  # fmt: skip
    yield from ctx.state(node, facets, span)
    signed = display_partial(row["signed"], "en") if row["signed"] else None
    for side, body in known:
        through = row["branch"] if side == of_unit and body.label != "Branch" else None
        values = {"side": side, "through": through, "signed": signed}
        yield from ctx.fact("SIGNED", body, node, span, values)
    if area is not None:
        for _, body in known:
            yield from ctx.fact("CO_BUILDS", body, area, span, {"agreement": node.id})
        return
    for (_, one), (_, other) in itertools.combinations(known, 2):
        yield from ctx.fact("CO_BUILDS", one, other, span, {"agreement": node.id})


def _agreement(ctx: RowContext, area: Node | None, parties: Sequence[Node]) -> Node:
    """Return the agreement of a row: by its number, else by who signed it here under its name."""
    row = ctx.row
    if row["number"]:
        return Node("Agreement", node_id("Agreement", "协议编号", row["number"]), row["name"])
    ends = sorted(node.id for node in (*parties, *([area] if area else [])))
    began: PartialDate | None = ctx.start or (row["term"].start if row["term"] else None)
    # Signed again under the same name it is another one, so that its start tells them apart.
    key = "/".join([normal(row["name"]), *ends, began.first.isoformat() if began else ""])
    return Node("Agreement", node_id("Agreement", "名称与签约方", key), row["name"])


def _unit(ctx: RowContext, area: Node | None) -> Node | None:
    """Return the unit that a row of a list of partners names, by its code first."""
    known = ctx.places.numbered(ctx.row["code"] or "")
    return known or body_near(ctx, "unit" if ctx.row["unit"] else "code", area)


def make_coverage(ctx: RowContext) -> Iterator[Fact]:
    """A row: a party organisation covers a grid, site or unit, certainly or possibly."""
    row = ctx.row
    branch = ctx.body("branch")
    covered = ctx.place("covered")
    if branch is None or covered is None:
        return
    values = {"mode": row["mode"], "share": row["share"] or "未载明"}
    span = ctx.span(possible_only=row["certainty"] == "可能")
    yield from ctx.fact("COVERS", branch, covered, span, values)


APPOINTMENTS = Register(
    name="appointments",
    title=Text("交叉任职与兼职", "joint appointments"),
    about=Text("每行一个兼任职务，不登记人员", "a row is a post held beside another; no persons"),
    columns=(
        Column("home", ("本职组织",), required=True),
        Column("home_post", ("本职职务",)),
        Column("there", ("兼任组织",), required=True),
        Column("post", ("兼任职务",), required=True),
        Column("basis", ("方式",), clean=clean.one_of(APPOINTMENT_BASIS)),
        Column("ground", ("依据",), optional_heading=True),
        START,
        END,
        *EVIDENCE,
    ),
    make=make_appointment,
)

AGREEMENTS = Register(
    name="agreements",
    title=Text("共建协议台账", "co-building agreements"),
    about=Text("每行一份协议", "a row is one agreement"),
    columns=(
        Column("number", ("协议编号",), optional_heading=True, example="HX-2024-01"),
        Column("name", ("协议名称",), required=True, example="操场共享"),
        Column("form", ("形式",), clean=clean.one_of(AGREEMENT_FORM), optional_heading=True),
        STREET,
        Column(
            "area", ("共建地区", *COMMUNITY.headings), optional_heading=True, example="锦绣社区"
        ),
        Column("unit", ("共建单位名称", "共建单位"), optional_heading=True, example="第一小学"),
        CREDIT_CODE,
        kept("unit_kind", "单位性质", example="学校"),
        kept("level", "隶属关系", example="区县"),
        kept("address", "单位地址"),
        kept("branch", "单位党组织名称", "单位党组织", example="第一小学党支部"),
        kept("branch_kind", "党组织类别", example="支部"),
        kept("staff", "单位人数", clean=counted, example="86"),
        kept("members", "党员人数", "党员数", clean=counted, example="23"),
        Column("party_a", ("甲方",), optional_heading=True, example="锦绣社区党委"),
        Column("party_b", ("乙方",), optional_heading=True, example="第一小学"),
        Column("party_c", ("丙方",), optional_heading=True),
        Column("party_d", ("丁方",), optional_heading=True),
        Column("signed", ("签订日期", "签订时间"), clean=clean.day, optional_heading=True),
        Column("start", START.headings, clean=clean.day, optional_heading=True),
        Column("end", END.headings, clean=clean.day, optional_heading=True),
        TERM,
        kept("content", "共建内容", "共建项目", example="操场周末开放"),
        kept("resources", "资源清单", example="操场"),
        kept("needs", "需求清单", example="放学后托管"),
        kept("projects", "项目清单", example="放学后托管班"),
        kept("claimed", "认领单位", example="第一小学"),
        kept("due", "完成时限", clean=clean.day),
        kept("outcome", "完成情况", "是否完成", clean=clean.one_of(ITEM_OUTCOME, DONE)),
        kept(
            "status",
            "协议状态",
            "状态",
            clean=words(
                "协议状态",
                "state of an agreement",
                "正常",
                "到期",
                "终止",
                履行中="正常",
                有效="正常",
                已到期="到期",
                已终止="终止",
            ),
        ),
        Column(
            "review",
            ("审核状态",),
            clean=clean.one_of(REVIEW, {"通过": "已通过", "退回": "已退回"}),
            optional_heading=True,
        ),
        *EVIDENCE,
    ),
    make=make_agreement,
)

COVERAGE = Register(
    name="coverage",
    title=Text("党组织覆盖", "coverage by party organisations"),
    about=Text("每行一个党组织覆盖一个网格、小区或单位", "a row: who covers what"),
    columns=(
        Column("branch", ("党组织",), required=True),
        Column("covered", ("覆盖对象",), required=True),
        Column("mode", ("覆盖方式",), required=True, clean=clean.one_of(COVERAGE_MODE)),
        Column("share", ("单独或联合",), clean=clean.one_of(COVERAGE_SHARE)),
        Column(
            "certainty", ("把握",), required=True,
            clean=clean.one_of_words("把握", "certainty", ("确定", "可能")),
        ),
        START,
        END,
        *EVIDENCE,
    ),
    make=make_coverage,
)  # fmt: skip
