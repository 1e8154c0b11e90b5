"""Areas: the statistical division list, and what other sources say about areas."""

from __future__ import annotations

from collections.abc import Iterator

from graph.identity import node_id
from graph.ledger import Fact, Node
from graph.names import normal, same_name
from graph.schema.codes import AREA_KIND
from graph.text import Text
from loaders import clean
from loaders.context import RowContext
from loaders.declare import Column, Register
from loaders.places import CODE_AUTHORITY, PATH_AUTHORITY
from loaders.registers.common import END, EVIDENCE, REPORTED, START, USAGE

LABEL_OF_LENGTH = {4: "City", 6: "District", 9: "Street", 12: "Community"}
LABEL_OF_KIND = {
    "市": "City", "区县": "District", "街道": "Street", "镇": "Street", "乡": "Street",
    "功能区": "Street", "社区": "Community", "村": "Community", "网格": "Grid",
    "专属网格": "Grid", "微网格": "Grid", "小区": "Site", "商圈": "Site", "园区": "Site",
    "市场": "Site", "街巷": "Site", "楼宇": "Building", "楼栋": "Building",
}  # fmt: skip
# Kinds whose level the code tells: a 功能区 may stand beside districts or beside streets.
KINDS_BY_CODE = ("功能区", "未载明")

# A kind is read from the name, never from the code: real 街道 carry codes of other ranges.
KIND_OF_ENDING = {
    "Street": (("街道", "街道"), ("街道办事处", "街道"), ("镇", "镇"), ("乡", "乡"),
               ("区", "功能区"), ("创业园", "功能区")),
    "Community": (("村委会", "村"), ("村民委员会", "村"), ("村", "村"), ("社区", "社区"),
                  ("居委会", "社区"), ("居民委员会", "社区")),
}  # fmt: skip


def kind_of(label: str, name: str) -> str:
    """Return the kind that a listed name ends with, or 未载明 where it says none."""
    if label == "City":
        return "市"
    if label == "District":
        return "功能区" if normal(name).endswith("开发区") else "区县"
    plain = normal(name).split("(")[0]
    for ending, kind in KIND_OF_ENDING[label]:
        if plain.endswith(ending):
            return "未载明" if kind == "功能区" and plain.endswith("生活区") else kind
    return "未载明"


def make_listed(ctx: RowContext) -> Iterator[Fact]:
    """A row of the list: the area, its name and kind, and what it is part of."""
    row = ctx.row
    code: str = row["code"]
    label = LABEL_OF_LENGTH[len(code)]
    node = Node(label, node_id(label, CODE_AUTHORITY, code), row["name"], code)
    above = ctx.places.coded(row["parent"])
    if above is None:
        ctx.refuse(
            "parent", "parent-known",
            Text(f"上级“{row['parent']}”不在清单中", f"the parent {row['parent']} is not listed"),
            Text("先登记上级区域", "enter the parent first"),
        )  # fmt: skip
        return
    if not _code_under(ctx, above, above.code):
        return
    ctx.places.add_area(node, above)
    kind = kind_of(label, row["name"])
    yield from ctx.state(node, {"name": row["name"], "code": code, "kind": kind}, ctx.span())
    yield from ctx.fact("PART_OF", node, above, ctx.exact_span())


def make_stated(ctx: RowContext) -> Iterator[Fact]:
    """A row about an area that a source names: a new area, another name, another parent."""
    row = ctx.row
    above = ctx.area("parent")
    if (row["parent"] and above is None) or not _kind_fits(ctx):
        return
    # A source may name another street than the list does; a code never crosses districts.
    if above is not None and not _code_under(ctx, above, above.code[:6]):
        return
    listed = ctx.places.coded(row["code"]) if row["code"] else None
    node = listed or _new_area(ctx, above)
    ctx.places.add_area(node, above, row["name"])
    span = ctx.span()
    if listed is None or row["usage"] == "正式":
        facets = {"name": row["name"], "code": row["code"], "kind": row["kind"]}
        yield from ctx.state(node, facets, span)
    elif not same_name(row["name"], node.name):
        yield from ctx.fact("NAMED", node, node, span, {"name": row["name"]})
    if above is not None:
        yield from ctx.fact("PART_OF", node, above, ctx.exact_span())


def _code_under(ctx: RowContext, above: Node, prefix: str) -> bool:
    """Tell whether the code of the row begins as that of its parent must; refuse it otherwise."""
    code: str | None = ctx.row["code"]
    if not code or code.startswith(prefix):
        return True
    place = ctx.places.path(above)
    ctx.refuse(
        "parent", "code-under-parent",
        Text(f"代码 {code} 不在上级“{place}”（{above.code}）之下",
             f"the code {code} does not lie under its parent {place} ({above.code})"),
        Text("核对代码和上级：二者必有一误", "check code and parent: one of them is wrong"),
    )  # fmt: skip
    return False


def _label(kind: str, code: str | None) -> str | None:
    """Return the label of a kind of area; None where only a code could tell."""
    if code and kind in KINDS_BY_CODE:
        return LABEL_OF_LENGTH[len(code)]
    return LABEL_OF_KIND.get(kind)


def _kind_fits(ctx: RowContext) -> bool:
    """Tell whether kind and code of a row speak of one level; refuse the kind otherwise."""
    kind, code = ctx.row["kind"], ctx.row["code"]
    label = _label(kind, code)
    if label is None:
        ctx.refuse(
            "kind", "kind-or-code",
            Text(f"类别“{kind}”且没有区划代码，不知是哪一级",
                 f"of kind {kind} and without a code: its level is not known"),
            Text("填写类别或区划代码", "give its kind or its code"),
        )  # fmt: skip
        return False
    if not code or label == LABEL_OF_LENGTH[len(code)]:
        return True
    ctx.refuse(
        "kind", "kind-fits-code",
        Text(f"{len(code)} 位的代码 {code} 不是“{kind}”的代码",
             f"{code}, of {len(code)} digits, is no code of a {kind}"),
        Text("核对代码和类别：二者必有一误", "check code and kind: one of them is wrong"),
    )  # fmt: skip
    return False


def _new_area(ctx: RowContext, above: Node | None) -> Node:
    row = ctx.row
    label = _label(row["kind"], row["code"]) or ""
    if row["code"]:
        return Node(label, node_id(label, CODE_AUTHORITY, row["code"]), row["name"], row["code"])
    path = f"{ctx.places.path(above)}/{row['name']}" if above else row["name"]
    found = ctx.places.named_in(above, row["name"], label)
    return found or Node(label, node_id(label, PATH_AUTHORITY, path), row["name"])


LISTED = Register(
    name="areas-2021",
    title=Text("统计用区划清单", "statistical division list"),
    about=Text(
        "每行一个区县、街道（乡镇）或社区（村）", "a row is a district, street or community"
    ),
    columns=(
        Column("code", ("code", "区划代码"), required=True, clean=clean.area_code),
        Column("name", ("name", "名称"), required=True),
        Column("parent", ("parent", "上级代码"), required=True, clean=clean.area_code),
        REPORTED,
    ),
    make=make_listed,
    precedence=20,
)

STATED = Register(
    name="areas",
    title=Text("区域登记", "areas"),
    about=Text(
        "每行是某来源对一个区域的说法：新区域、名称、上级",
        "a row is what a source says of an area: that it exists, its name, its parent",
    ),
    columns=(
        Column("code", ("区划代码",), clean=clean.area_code),
        Column("name", ("名称",), required=True),
        USAGE,
        Column("kind", ("类别",), required=True, clean=clean.one_of(AREA_KIND)),
        Column("parent", ("上级",)),
        START,
        END,
        *EVIDENCE,
    ),
    make=make_stated,
)
