"""Which body a row of a clerk's register means: by code, else by name in its own area."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.errors import RefusedInput
from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.names import normal, same_name
from graph.schema import NODES
from graph.text import Text
from graph.time import Span
from loaders.clean import OneOf
from loaders.codes import credit_code
from loaders.context import RowContext
from loaders.form import Column

CODE_AUTHORITY = "统一社会信用代码"
NAME_AUTHORITY = "地区内名称"
_BETWEEN = re.compile(r"[、，,;；\n]+")
_KINDS = (  # the longer ending first
    ("联合党支部", "联合党支部"), ("总支部委员会", "总支"), ("党总支", "总支"), ("总支", "总支"),
    ("支部委员会", "支部"), ("党支部", "支部"), ("支部", "支部"), ("党工委", "党工委"),
    ("工作委员会", "党工委"), ("党小组", "党小组"), ("党组", "党组"), ("党委", "党委"),
    ("委员会", "党委"),
)  # fmt: skip

STREET = Column("street", ("所属街道", "街道", "街道（乡镇）"), optional_heading=True,
                example="迎新路街道")  # fmt: skip
COMMUNITY = Column("area", ("所属社区", "社区", "所属社区（村）"), example="锦绣社区")
CREDIT_CODE = Column(
    "code", ("统一社会信用代码", "信用代码", "单位代码"), clean=credit_code, optional_heading=True,
    example="911501057013012345",
)  # fmt: skip
NOTE = Column("note", ("备注", "说明"), optional_heading=True)


def area_of(ctx: RowContext, street: str = "street", column: str = "area") -> Node | None:
    """Return the area of a row: a code, a path, or a name within the street beside it.

    Without a community the street itself. None where both are empty or it was refused.
    """
    above, name = ctx.row[street], ctx.row[column]
    if name is None:
        return ctx.area(street) if above else None
    if above is None or name.isdigit() or "/" in name:
        return ctx.area(column)
    try:
        return ctx.places.area(f"{above}/{name}")
    except RefusedInput as error:
        ctx.unknown(column, error)
        return None


def body_near(ctx: RowContext, column: str, area: Node | None) -> Node | None:
    """Return the body that a cell names; of several of one name, the one in the area."""
    reference = ctx.row[column]
    return near(ctx, column, reference, area) if reference else None


def near(ctx: RowContext, column: str, reference: str, area: Node | None) -> Node | None:
    """Return the body of a name or number; refused where it is unknown or still unclear."""
    try:
        return ctx.places.body(reference, near=area)
    except RefusedInput as error:
        ctx.unknown(column, error)
        return None


def bodies_in(ctx: RowContext, column: str, area: Node | None) -> list[Node]:
    """Return the bodies of a cell that lists several: 甲、乙."""
    text: str | None = ctx.row[column]
    if not text:
        return []
    names = [text] if ctx.places.knows(text) else [n.strip() for n in _BETWEEN.split(text)]
    found = [near(ctx, column, name, area) for name in names if name]
    return [node for node in found if node is not None]


def known_or_new(ctx: RowContext, label: str, area: Node | None) -> Node | None:
    """Return the body that a row registers: known by its code or its name here, or new.

    None after a refusal.
    """
    name, code = ctx.row["name"], ctx.row["code"]
    if code:
        known = ctx.places.numbered(code)
        if known is not None and known.label != label:
            caption = NODES[known.label].caption
            ctx.refuse(
                "code", "number-once",
                Text(f"代码 {code} 已是{caption.zh}“{known.name}”",
                     f"{code} is the {caption.en} {known.name!r} already"),
                Text("核对代码和性质", "check the code and the kind"),
            )  # fmt: skip
            return None
        if known is not None:
            return known
    return named(ctx, label, name, code or "", area)


def named(
    ctx: RowContext, label: str, name: str, code: str, area: Node | None, column: str = "name"
) -> Node | None:
    """Return the body of a name here, or a new one; refused where several are called so."""
    decided = ctx.places.same_here(name, area, (label,))
    apart = ctx.places.other_than(name, area, (label,))
    same = [decided] if decided else [
        node for node in ctx.places.called(name, (label,))
        if node.id not in apart and ctx.places.may_be_in(node, area)
        and not (code and node.code and code != node.code)
    ]  # fmt: skip
    first = node_id(label, NAME_AUTHORITY, f"{area.id if area else ''}/{normal(name)}")
    same = [node for node in same if node.id == first] or same  # registered here under this name
    if len(same) > 1:
        listed = "；".join(f"{node.name}（{node.code or node.id}）" for node in same)
        ctx.refuse(
            column, "known-reference",
            Text(f"“{name}”有 {len(same)} 个：{listed}", f"{name!r} means {len(same)}: {listed}"),
            Text(f"填统一社会信用代码，或判定：gongjian names decide '{name}' NODE same",
                 f"give the credit code, or decide: gongjian names decide '{name}' NODE same"),
            open_=True,
        )  # fmt: skip
        return None
    if same:
        node = same[0]
    elif code:
        node = Node(label, node_id(label, CODE_AUTHORITY, code), name, code)
    else:
        node = Node(label, first, name)
    ctx.places.add_body(node, code, *([] if decided else [name]))
    ctx.places.put_in(node, area)
    return node


def official(ctx: RowContext, node: Node, area: Node | None, span: Span | None) -> list[Fact]:
    """Return that a name is another form of a node's name, where a person decided so."""
    if own_name(ctx, node, area) == ctx.row["name"]:
        return []
    return ctx.fact("NAMED", node, node, span, {"name": ctx.row["name"]})


def own_name(ctx: RowContext, node: Node, area: Node | None) -> str:
    """Return the name that a row gives a body: its registered one where it is decided to mean it.

    A person decided what the name means, and not that the body is called so.
    """
    name: str = ctx.row["name"]
    decided = ctx.places.same_here(name, area, (node.label,))
    return node.name if decided is not None and not same_name(name, node.name) else name


def branch_of(
    ctx: RowContext, column: str, host: Node | None, area: Node | None, span: Span | None
) -> tuple[Node | None, list[Fact]]:
    """Return the party organisation that a cell names, and what makes it known if it is new."""
    name: str | None = ctx.row[column]
    if not name:
        return None, []
    decided = ctx.places.same_here(name, area, ("Branch",))
    apart = ctx.places.other_than(name, area, ("Branch",))
    known = [decided] if decided else ctx.places.called(name, ("Branch",))
    here = [
        node for node in known
        if decided or (node.id not in apart and ctx.places.may_be_in(node, area))
    ]  # fmt: skip
    if len(here) == 1:
        return here[0], []
    node = named(ctx, "Branch", name, "", area, column)
    if node is None:
        return None, []
    facts = ctx.state(node, {"name": name, "kind": kind_of_branch(name)}, span)
    if host is not None:
        facts += ctx.fact("BELONGS_TO", node, host, span)
    if area is not None:
        facts += ctx.fact("LOCATED_IN", node, area, span)
    return node, facts


def kind_of_branch(name: str) -> str:
    """Return the kind that the name of a party organisation ends with, or 未载明."""
    plain = normal(name)
    return next((kind for ending, kind in _KINDS if plain.endswith(ending)), "未载明")


def placed(ctx: RowContext, node: Node, area: Node | None, span: Span | None) -> Iterator[Fact]:
    """Yield where a body is, where a row says so."""
    if area is not None:
        yield from ctx.fact("LOCATED_IN", node, area, span)


def words(zh: str, en: str, *choices: str, **also: str) -> OneOf:
    """Return a cleaner of a few words and other words for them."""
    return OneOf(Text(zh, en), choices, (), also)
