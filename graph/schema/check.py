"""Refuse an edge of the wrong kind, or with wrong values, before it reaches the database."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from graph.errors import RefusedInput
from graph.schema.declare import PYTHON_TYPES, CodeList, Property
from graph.schema.edges import EDGES
from graph.schema.nodes import FACT_LABELS, NODES
from graph.text import Text


def check_node(label: str) -> None:
    """Refuse a label that the schema does not declare.

    Raises
    ------
    RefusedInput
        The label is unknown, or belongs to the ledger.
    """
    if label not in FACT_LABELS:
        raise RefusedInput(
            Text(f"没有“{label}”这种节点", f"there is no node type {label!r}"),
            todo=Text("可用：" + "、".join(FACT_LABELS), "known: " + ", ".join(FACT_LABELS)),
        )


def check_edge(type_: str, start: str, end: str, values: Mapping[str, object]) -> None:
    """Refuse an edge that the schema does not allow.

    Parameters
    ----------
    type_ : str
        Relationship type.
    start, end : str
        Labels of its two nodes.
    values : mapping
        The edge's own values, without dates and book-keeping.

    Raises
    ------
    RefusedInput
        Unknown type, labels it may not join, an undeclared value, a wrong type, or a value
        outside its code list.
    """
    edge = EDGES.get(type_)
    if edge is None:
        raise RefusedInput(
            Text(f"没有“{type_}”这种关系", f"there is no relationship type {type_!r}"),
            todo=Text("可用：" + "、".join(EDGES), "known: " + ", ".join(EDGES)),
        )
    ends = edge.joins.get(start, ())
    if end not in ends:
        allowed = "; ".join(f"{a} → {'|'.join(b)}" for a, b in edge.joins.items())
        raise RefusedInput(
            Text(
                f"{type_}（{edge.caption.zh}）不能从 {start} 指向 {end}",
                f"{type_} cannot join {start} to {end}",
            ),
            todo=Text(f"它只能连接：{allowed}", f"it may join: {allowed}"),
        )
    facets = _facets(start) if type_ == "STATE" else edge.by_name
    for name, value in values.items():
        declared = facets.get(name)
        if declared is None or value is not None:
            _check_value(type_, name, declared, value)


@cache
def _facets(label: str) -> Mapping[str, Property]:
    return {p.name: p for p in NODES[label].state}


def _check_value(type_: str, name: str, declared: Property | None, value: object) -> None:
    if (
        type(value) is str
        and declared is not None
        and declared.type == "string"
        and (declared.codes is None or value in declared.codes.values())
    ):
        return  # as most are
    where = f"{type_}.{name}"
    if declared is None:
        raise RefusedInput(
            Text(f"{where} 未在模型中声明", f"{where} is not declared in the schema")
        )
    if not _fits(declared, value):
        raise RefusedInput(
            Text(
                f"{where} 应为 {declared.type}，得到 {value!r}",
                f"{where} must be {declared.type}, got {value!r}",
            )
        )
    if declared.codes is not None and value not in declared.codes.values():
        raise _not_in_list(where, declared.codes, value)


def _fits(declared: Property, value: object) -> bool:
    types = PYTHON_TYPES[declared.type] or (date,)
    if not isinstance(value, types):
        return False
    match value:
        case bool():  # an integer to Python
            return bool in types
        case datetime():  # a date to Python
            return False
        case float():
            return math.isfinite(value)
        case list() | tuple():
            return all(isinstance(item, str) for item in value)
        case _:
            return True


def _not_in_list(where: str, codes: CodeList, value: object) -> RefusedInput:
    return RefusedInput(
        Text(
            f"{where} 的值“{value}”不在“{codes.caption.zh}”中",
            f"{where}: {value!r} is not a {codes.caption.en}",
        ),
        todo=Text(
            "可用：" + "、".join(c.value for c in codes.codes),
            "known: " + ", ".join(f"{c.value} ({c.en})" for c in codes.codes),
        ),
    )
