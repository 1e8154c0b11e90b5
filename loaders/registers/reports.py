"""Reported figures, the articles that state them, and what was knowingly left out."""

from __future__ import annotations

from collections.abc import Iterator

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.schema.codes import QUALIFIER
from graph.text import Text
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.registers.common import EVIDENCE


def make_figure(ctx: RowContext) -> Iterator[Fact]:
    """A row: somebody reported this number about this place, as of this day."""
    row = ctx.row
    place = ctx.place("place")
    if place is None:
        return
    node = Node("Figure", node_id("Figure", "图号", row["number"]), row["indicator"])
    span = ctx.span()
    reported = row["reported"]
    facets = {
        "indicator": row["indicator"], "value": row["value"], "value_text": row["value_text"],
        "unit": row["unit"], "qualifier": row["qualifier"], "scope_note": row["scope"],
        "period_text": reported.text if reported else None,
    }  # fmt: skip
    yield from ctx.state(node, facets, span)
    yield from ctx.fact("ABOUT", node, place, span)


def make_article(ctx: RowContext) -> Iterator[Fact]:
    """A row names an article, so that later rows can cite its title."""
    row = ctx.row
    when = f"（{row['published'] or row['data_until'] or '日期未载明'}）"
    ctx.load.articles[row["number"]] = f"《{row['title']}》{when}"
    return iter(())


def make_left_out(ctx: RowContext) -> Iterator[Fact]:
    """A row names a stated relation or number that was knowingly not loaded, and why."""
    ctx.load.left_out.append((ctx.row["what"], ctx.row["reason"]))
    return iter(())


FIGURES = Register(
    name="figures",
    title=Text("上报与公开数字", "reported figures"),
    about=Text(
        "每行一个被报告的数字，从不当作清点结果", "a row is a reported number, never a count"
    ),
    columns=(
        Column("number", ("图号",), required=True),
        Column("place", ("地点",), required=True),
        Column("indicator", ("指标",), required=True),
        Column("value", ("数值",), clean=clean.number),
        Column("value_text", ("数值文本",), required=True),
        Column("unit", ("单位",)),
        Column("qualifier", ("限定",), required=True, clean=clean.one_of(QUALIFIER)),
        Column("reported", ("截至",), clean=clean.day),
        Column("scope", ("口径备注",), optional_heading=True),
        *(column for column in EVIDENCE if column.name != "reported"),
    ),
    make=make_figure,
)

ARTICLES = Register(
    name="articles",
    title=Text("来源文章", "articles"),
    about=Text("每行一篇公开文章", "a row is a published article"),
    columns=(
        Column("number", ("编号",), required=True),
        Column("title", ("题名",), required=True),
        Column("medium", ("媒体",)),
        Column("published", ("发布日期",)),
        Column("data_until", ("数据截至",)),
        Column("note", ("备注",), optional_heading=True),
    ),
    make=make_article,
)

LEFT_OUT = Register(
    name="left-out",
    title=Text("未载入的说法", "statements left out"),
    about=Text("每行一条有意不载入的说法及原因", "a row is a statement not loaded, and the reason"),
    columns=(
        Column("what", ("种类",), required=True),
        Column("number", ("序号",), required=True),
        Column("relation", ("关系或指标",)),
        Column("article", ("文章",)),
        Column("paragraph", ("段落",), clean=clean.count),
        Column("reason", ("原因",), required=True),
        Column("note", ("备注",), optional_heading=True),
    ),
    make=make_left_out,
)
