"""What the text of a question must be: checked when the library is read, not when it is asked."""

from __future__ import annotations

import re

from graph.schema import EDGES
from queries.pattern import Relationship, blank, relationships, split
from queries.question import BUILT_IN, FIRST, LIMIT, STEPS, Question, refuse
from queries.rules import EVERY, RULES

_PARAMETER = re.compile(r"\$(\w+)")
_ALIAS = re.compile(r"\bAS\s+(\w+)\s*$", re.IGNORECASE)
_WRITES = re.compile(
    r"(?<![.\w$])(?:CREATE|INSERT|MERGE|DELETE|DETACH|SET|REMOVE|DROP|LOAD\s+CSV|FOREACH)\b"
    r"|\bCALL\b(?!\s*[({])(?:\s*[\w.`]*)",
    re.IGNORECASE,
)
_FIRST = re.compile(r"WITH \w+(?:, \w+)* ORDER BY [\w.,'() ]+")  # keeps every row as it is
_NAME_AND_TYPES = re.compile(r"(\w+)\s*:\s*(\w+(?:\s*\|\s*\w+)*)\s*(?:\{[^}]*\}\s*)?\*?[\d.\s]*")


def check(question: Question) -> None:
    """Refuse a question whose statement and head disagree.

    Raises
    ------
    Misuse
        Undeclared or unused parameters; other columns than declared; a relationship without its
        time predicates, without a name or type, or of an unknown type; an unbounded path; a
        clause that writes. With file, line and reason.
    """
    text = blank(question.cypher)
    found = list(relationships(text))
    _columns_declared(question)
    _nothing_written(question, text)
    for relationship in found:
        _relationship(question, relationship, _line(text, relationship.offset))
    types = {type_ for relationship in found for type_ in _name_and_types(relationship)[1]}
    _any_time(question, types)
    _parameters(question, text, types)
    _returned(question, text)
    _first(question)


def _line(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _columns_declared(question: Question) -> None:
    names = [column.name for column in question.columns]
    if len(set(names)) != len(names):
        raise refuse(question.path, "列名重复", "a column is declared twice")
    if not question.identity:
        raise refuse(question.path, "没有标明标识列", "no identity column is declared")


def _nothing_written(question: Question, text: str) -> None:
    found = _WRITES.search(text)
    if found:
        raise refuse(
            question.path, f"不得写入：{found[0]}", f"it must not write: {found[0]}",
            _line(text, found.start()),
        )  # fmt: skip


def _parameters(question: Question, text: str, types: set[str]) -> None:
    used = set(_PARAMETER.findall(text))
    names = [p.name for p in question.parameters]
    declared = set(names)
    taken = BUILT_IN | {LIMIT}
    if len(declared) != len(names) or declared & taken:
        raise refuse(
            question.path, f"参数重名，或与固有参数 {sorted(taken)} 同名",
            f"a parameter is declared twice, or has the name of one of {sorted(taken)}",
        )  # fmt: skip
    needed = {"tick", "scope"} | ({"rules"} if question.rules else set())
    needed |= set(STEPS) if question.chains else set()
    strange = {name for chains in question.chains for name in chains.start} - declared
    if strange:
        raise refuse(
            question.path, f"chains 从未声明的参数 {sorted(strange)} 出发",
            f"chains start from {sorted(strange)}, which is not declared",
        )  # fmt: skip
    if used & set(STEPS) and not question.chains:
        raise refuse(question.path, f"用了 {sorted(used & set(STEPS))} 却没有声明 chains",
                     f"{sorted(used & set(STEPS))} without chains")  # fmt: skip
    if not types or not types <= set(question.any_time or {}):
        needed |= {"as_of"}
    undeclared = used - declared - BUILT_IN
    # What a method alone needs need not stand in the statement.
    unused = (needed if question.method else declared | needed) - used
    if undeclared:
        first = next(m for m in _PARAMETER.finditer(text) if m[1] in undeclared)
        raise refuse(
            question.path, f"未声明的参数 {sorted(undeclared)}",
            f"undeclared: {sorted(undeclared)}", _line(text, first.start()),
        )  # fmt: skip
    if unused:
        raise refuse(
            question.path, f"声明了却未使用的参数 {sorted(unused)}", f"unused: {sorted(unused)}"
        )
    if "rules" in used and not question.rules:
        raise refuse(question.path, "用了 $rules 却没有声明规则集", "$rules without a rule set")
    known = {"", EVERY, *(path.stem for path in RULES.glob("*.toml"))}
    if question.rules not in known:
        raise refuse(question.path, f"没有规则集 {question.rules}", f"no rule set {question.rules}")


def _any_time(question: Question, types: set[str]) -> None:
    surplus = sorted(set(question.any_time or {}) - types)
    if surplus:
        raise refuse(
            question.path, f"any_time 列了没有读取的关系 {surplus}",
            f"any_time names types that it does not read: {surplus}",
        )  # fmt: skip


def _returned(question: Question, text: str) -> None:
    before, *clauses = re.split(r"\bRETURN\b", text, flags=re.IGNORECASE)
    clause = clauses[-1] if clauses else ""
    line = _line(text, len(text) - len(clause)) if clauses else _line(before, len(before))
    cut = re.search(r"\b(?:LIMIT|SKIP|OFFSET)\b", clause, re.IGNORECASE)
    if cut:
        raise refuse(
            question.path, f"不写 {cut[0]}：要多少行由提问者定，截断时会说明",
            f"no {cut[0]}: who asks says how many rows, and is told of more",
            line + clause.count("\n", 0, cut.start()),
        )  # fmt: skip
    clause = re.split(r"\bORDER\s+BY\b", clause, flags=re.IGNORECASE)[0]
    clause = re.sub(r"^\s*DISTINCT\b", "", clause, flags=re.IGNORECASE)
    names = []
    for item in split(clause, ","):
        alias = _ALIAS.search(item.strip())
        names.append(alias[1] if alias else item.strip())
    declared = list(question.returned)
    if names != declared:
        raise refuse(
            question.path,
            f"RETURN 的列 {names} 与声明的 {declared} 不同",
            f"RETURN gives {names}, declared are {declared}",
            line,
        )


def _first(question: Question) -> None:
    lines = question.cypher.splitlines()
    found = [n for n, line in enumerate(lines, 1) if line.startswith(FIRST.rstrip())]
    for n in found:
        line = lines[n - 1]
        if len(found) > 1 or not line.startswith(FIRST) or not _FIRST.fullmatch(line, len(FIRST)):
            raise refuse(
                question.path,
                f"“{FIRST.strip()}”只能有一行，写成 {FIRST}WITH 名称, … ORDER BY …",
                f"one line such as {FIRST}WITH names, … ORDER BY …, and no other",
                n,
            )


def _name_and_types(relationship: Relationship) -> tuple[str, tuple[str, ...]]:
    found = _NAME_AND_TYPES.fullmatch(relationship.head.strip())
    if found is None:
        return "", ()
    return found[1], tuple(type_.strip() for type_ in found[2].split("|"))


def _relationship(question: Question, relationship: Relationship, line: int) -> None:
    name, types = _name_and_types(relationship)
    if not name:
        head = relationship.head.strip()[:40]
        raise refuse(
            question.path, f"关系要有名字和类型：[{head}]",
            f"a relationship needs a name and a type: [{head}]", line,
        )  # fmt: skip
    unknown = sorted(set(types) - set(EDGES))
    if unknown:
        raise refuse(question.path, f"没有这种关系 {unknown}", f"unknown types {unknown}", line)
    if not relationship.bounded:
        raise refuse(question.path, "路径长度没有上限", "an unbounded path", line)
    if relationship.repeated:
        # One of the engines ignores whatever stands inside the brackets of the short form.
        raise refuse(
            question.path, f"多步路径要写成 (()-[{name}:…]->()){{…}}",
            f"write a path of several steps as (()-[{name}:…]->()){{…}}", line,
        )  # fmt: skip
    if f"{name}.known_from <= $tick < {name}.known_to" not in relationship.where:
        raise refuse(
            question.path, f"{name} 缺少批次谓词（known_from、known_to）",
            f"{name} lacks the predicate on recorded time", line,
        )  # fmt: skip
    if set(types) <= set(question.any_time or {}):
        return
    if not _dated(question, relationship, name):
        raise refuse(
            question.path, f"{name} 缺少日期谓词（确定或可能在效）",
            f"{name} lacks the predicate on valid time", line,
        )  # fmt: skip


def _dated(question: Question, relationship: Relationship, name: str) -> bool:
    """Tell whether a relationship says on which day it must be in force."""
    days = ("$as_of", "day") if question.own_day else ("$as_of",)
    return any(
        f"{name}.{first} <= {day} < {name}.{last}" in relationship.where
        for day in days
        for first, last in (("from_max", "to_min"), ("from_min", "to_max"))
    )
