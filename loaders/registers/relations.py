"""Relations between bodies: joint appointments, co-building agreements, coverage."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.schema.codes import AGREEMENT_FORM, APPOINTMENT_BASIS, COVERAGE_MODE, COVERAGE_SHARE
from graph.text import Text
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.registers.common import END, EVIDENCE, START

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
    """A row: the agreement, who signed it, and the co-building that one hop answers.

    With a host area every party co-builds with it; without one the parties co-build pairwise.
    """
    row = ctx.row
    node = Node("Agreement", node_id("Agreement", "协议编号", row["number"]), row["name"])
    parties = [(side, ctx.body(column)) for column, side in SIDES if row[column]]
    area, span = ctx.area("area"), ctx.span()
    if any(body is None for _, body in parties) or (row["area"] and area is None):
        return
    known = [(side, body) for side, body in parties if body is not None]
    if len(known) < 2 and area is None:
        ctx.refuse(
            "party_b", "two-sides",
            Text("协议至少要有两方，或一方和共建地区", "two parties, or one party and a host area"),
        )  # fmt: skip
        return
    facets = {"name": row["name"], "number": row["number"], "form": row["form"]}
    yield from ctx.state(node, facets, span)
    for side, body in known:
        yield from ctx.fact("SIGNED", body, node, span, {"side": side})
    if area is not None:
        for _, body in known:
            yield from ctx.fact("CO_BUILDS", body, area, span, {"agreement": node.id})
        return
    for (_, one), (_, other) in itertools.combinations(known, 2):
        yield from ctx.fact("CO_BUILDS", one, other, span, {"agreement": node.id})


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
        Column("number", ("协议编号",), required=True),
        Column("name", ("协议名称",), required=True),
        Column("form", ("形式",), clean=clean.one_of(AGREEMENT_FORM), optional_heading=True),
        Column("party_a", ("甲方",), required=True),
        Column("party_b", ("乙方",)),
        Column("party_c", ("丙方",), optional_heading=True),
        Column("party_d", ("丁方",), optional_heading=True),
        Column("area", ("共建地区", "所属社区")),
        Column("signed", ("签订日期",), clean=clean.day),
        START,
        END,
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
