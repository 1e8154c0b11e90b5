"""Holdings: who holds what part of an enterprise, as a shareholders' list states it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.holder import HIDDEN, masked, nameless, pseudonym
from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.names import normal
from graph.schema import BODY_LABELS
from graph.schema.codes import STAKE_KIND
from graph.text import Text
from graph.time import OPEN_END, UNKNOWN_START, PartialDate, Span, overlaps, span
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.personal import without
from loaders.registers.common import END, EVIDENCE, START
from loaders.shares import BadShare, Share, share

CODE_AUTHORITY = "统一社会信用代码"
NAME_AUTHORITY = "持股登记名称"
HOLDERS = ("企业", "单位", "自然人", "未具名", "其他")

_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_LABEL_OF = {"企业": "Enterprise", "单位": "Unit"}


def make_holding(ctx: RowContext) -> Iterator[Fact]:
    """A row: the holding, and the names of those at its ends that nobody has registered yet."""
    company = _body(ctx, "company", "company_code", "Enterprise")
    if company is None:
        return
    holder = _holder(ctx, company)
    stated, span_ = _share(ctx), _span(ctx)
    if holder is None or stated is None or span_ is None:
        return
    kind = ctx.row["kind"] or "资本"
    if not _alone(ctx, (holder.id, company.id, kind), span_):
        return
    yield from _named(ctx, company, {})
    holder_kind = ctx.row["holder_kind"]
    yield from _named(ctx, holder, {"kind": holder_kind} if holder.label == "Holder" else {})
    values = {
        "kind": kind, "low": stated.low, "high": stated.high,
        "share_text": ctx.row["share"] or "",
    }  # fmt: skip
    yield from ctx.fact("HOLDS", holder, company, span_, values)


def _holder(ctx: RowContext, company: Node) -> Node | None:
    kind = ctx.row["holder_kind"]
    name: str = ctx.row["holder"]
    if kind == "自然人":
        return _person(ctx, company, name)
    if kind == "未具名":
        # 其他股东 of one company are not those of another.
        return Node("Holder", node_id("Holder", NAME_AUTHORITY, f"{company.id} {name}"), name)
    if kind == "其他":
        return Node("Holder", node_id("Holder", NAME_AUTHORITY, normal(name)), name)
    return _body(ctx, "holder", "holder_code", _LABEL_OF.get(kind or "", ""))


def _person(ctx: RowContext, company: Node, name: str) -> Node:
    """Return a person under a key: the code tells persons apart, else the company does.

    Two companies may each have a shareholder of one name; without a code they stay two.
    """
    code: str = ctx.row["holder_code"] or ""
    key = ctx.load.holder_key()
    parts = ("代码", _plain(code)) if code else ("姓名", normal(name), company.id)
    id_ = pseudonym(key, *parts)
    ctx.hide({name: ctx.shown(name)} | ({code: HIDDEN} if code else {}))
    return Node("Holder", id_, masked(name) if ctx.masked else nameless(id_))


def _body(ctx: RowContext, column: str, code_column: str, label: str) -> Node | None:
    """Return the body at one end: by its code, else of exactly its name, else a new one.

    `label` is empty where the row does not say what the holder is.
    """
    allowed = (label,) if label else ("Enterprise", "Unit")
    name: str = ctx.row[column]
    code = _plain(ctx.row[code_column] or "")
    new = label or "Enterprise"
    if code:
        return _by_code(ctx, code_column, code, Node(new, "", name, code), allowed)
    known = _memory(ctx)
    found = known.named.get(normal(name), [])
    fitting = [node for node in found if node.label in allowed]
    if len(fitting) > 1:
        several = "；".join(f"{n.name}（{n.code or n.id}）" for n in fitting)
        ctx.refuse(
            column, "known-reference",
            Text(
                f"同名的有 {len(fitting)} 个：{several}", f"{len(fitting)} of this name: {several}"
            ),
            Text("请填代码", "give its code"),
        )  # fmt: skip
        return None
    if found and not fitting:
        ctx.refuse(
            column, "may-hold",
            Text(
                f"“{name}”已登记为 {found[0].label}，不能是 {'、'.join(allowed)}",
                f"{name!r} is registered as {found[0].label}, not as {' or '.join(allowed)}",
            ),
            Text("核对持股方类型，或填代码", "check the kind of holder, or give the code"),
        )  # fmt: skip
        return None
    if fitting:
        return fitting[0]
    node = Node(new, node_id(new, NAME_AUTHORITY, normal(name)), name)
    ctx.places.add_body(node, "")
    known.named[normal(name)] = [node]
    known.by_name[normal(name)] = ctx.row.number
    return node


def _by_code(
    ctx: RowContext, column: str, code: str, new: Node, allowed: tuple[str, ...]
) -> Node | None:
    memory = _memory(ctx)
    known = memory.numbered.get(code)
    if known is not None and known.label in allowed:
        return known
    if known is None and without(code) != code:
        ctx.refuse(
            column, "code-of-a-person",
            Text("这像是身份证号，不读入", "this looks like an identity number and is not read"),
            Text("持股方类型写“自然人”，或改填统一社会信用代码",
                 "say 自然人 as the kind of holder, or give a credit code"),
        )  # fmt: skip
        return None
    if known is not None or not _CREDIT_CODE.fullmatch(code):
        ctx.refuse(
            column, "credit-code",
            Text(
                f"“{code}”不是统一社会信用代码（18 位），也不是已登记企业的编号",
                f"{code!r} is neither a credit code (18 signs) nor the number of an enterprise",
            ),
            Text("对照营业执照填写，或留空", "copy it from the licence, or leave it empty"),
        )  # fmt: skip
        return None
    earlier = memory.by_name.get(normal(new.name))
    if earlier is not None:
        ctx.refuse(
            column, "code-in-every-row",
            Text(
                f"第 {earlier} 行提到“{new.name}”时没有代码，无法确定是否同一家",
                f"row {earlier} names {new.name!r} without a code: it may be another one",
            ),
            Text("每一行都填代码", "give the code in every row"),
        )  # fmt: skip
        return None
    node = Node(new.label, node_id(new.label, CODE_AUTHORITY, code), new.name, code)
    ctx.places.add_body(node, code)
    memory.numbered[code] = node
    memory.named.setdefault(normal(node.name), []).append(node)
    return node


def _share(ctx: RowContext) -> Share | None:
    try:
        return share(ctx.row["share"] or "")
    except BadShare as error:
        ctx.refuse("share", error.rule, error.what, error.todo)
        return None


def _span(ctx: RowContext) -> Span | None:
    """Return the dates: a stake lasts until something says that it ended.

    Without any date it counts on every day, and ``holding-problems`` says so.
    """
    row = ctx.row
    start: PartialDate | None = row["start"]
    end: PartialDate | None = row["end"]
    reported: PartialDate | None = row["reported"]
    if start is None and end is None and reported is None:
        return Span(UNKNOWN_START, UNKNOWN_START, OPEN_END, OPEN_END)
    if start is not None and end is not None and end.last < start.first:
        return ctx.span()  # which refuses it
    return span(start, end, lasting=end is None, listed_on=reported)


def _alone(ctx: RowContext, holding: tuple[str, str, str], span_: Span) -> bool:
    """Tell whether a holding stands in one row only; the second is refused."""
    seen = _memory(ctx).rows.setdefault(holding, [])
    for other, number in seen:
        if overlaps(other, span_):
            ctx.refuse(
                "share", "one-row-per-holding",
                Text(
                    f"与第 {number} 行是同一笔持股，日期重叠",
                    f"row {number} states the same holding, and their dates overlap",
                ),
                Text(
                    "合并为一行；先后变化的写明具体起止日；同名的不同自然人填代码",
                    "add them up into one row; for a change give the days; for two persons of "
                    "one name their codes",
                ),
            )  # fmt: skip
            return False
    seen.append((span_, ctx.row.number))
    return True


def _named(ctx: RowContext, node: Node, facets: dict[str, str]) -> Iterator[Fact]:
    """State a name once a file, unless another register speaks for the node."""
    ours = node.label == "Holder" or node.id in (
        node_id(node.label, NAME_AUTHORITY, normal(node.name)),
        node_id(node.label, CODE_AUTHORITY, node.code),
    )
    told = _memory(ctx).told
    if not ours or node.id in told:
        return
    told.add(node.id)
    values = {"name": node.name, **({"code": node.code} if node.code else {}), **facets}
    yield from ctx.state(node, values, span(None, lasting=True, listed_on=ctx.row["reported"]))


@dataclass
class _Memory:
    """What is known while one file is read: the bodies there are, and what its rows brought."""

    named: dict[str, list[Node]] = field(default_factory=dict)
    numbered: dict[str, Node] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    rows: dict[tuple[str, str, str], list[tuple[Span, int]]] = field(default_factory=dict)


def _memory(ctx: RowContext) -> _Memory:
    known = ctx.load.seen.get(ctx.source.id)
    if not isinstance(known, _Memory):
        known = ctx.load.seen[ctx.source.id] = _Memory()
        for node in ctx.places:
            if node.label in BODY_LABELS:
                known.named.setdefault(normal(node.name), []).append(node)
                if node.code:
                    known.numbered[node.code] = node
    return known


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


HOLDINGS = Register(
    name="holdings",
    title=Text("持股登记", "holdings"),
    about=Text("每行一笔持股；比例为百分数", "a row is one holding; shares are percentages"),
    columns=(
        Column("holder", ("持股方", "股东", "股东名称"), required=True),
        Column("company", ("被持股企业", "企业名称", "被投资企业"), required=True),
        Column("share", ("持股比例", "出资比例", "表决权比例")),
        Column("holder_code", ("持股方代码",), optional_heading=True, person=True),
        Column("company_code", ("被持股企业代码",), optional_heading=True),
        Column(
            "holder_kind", ("持股方类型",),
            clean=clean.one_of_words("持股方类型", "kind of holder", HOLDERS),
            optional_heading=True,
        ),
        Column("kind", ("类型",), clean=clean.one_of(STAKE_KIND), optional_heading=True),
        Column("start", START.headings, clean=clean.day, optional_heading=True),
        Column("end", END.headings, clean=clean.day, optional_heading=True),
        *EVIDENCE,
    ),
    make=make_holding,
)  # fmt: skip
