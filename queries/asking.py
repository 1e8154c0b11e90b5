"""Ask a question: parameters in, one read transaction, rows out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from graph.errors import EngineError, Misuse, RefusedInput, StatementRefused
from graph.garbage import few_searches
from graph.ledger.read import known_at, synthetic_data
from graph.store import Rows, Store, Transaction
from graph.text import Lang, Text
from graph.time import parse_date, today
from queries.answer import Answer
from queries.catalogue import find
from queries.following import EVERYTHING, chains_of, first_step, read_chains
from queries.methods import calculate
from queries.question import LIMIT, Parameter, Question, refuse
from queries.resolve import Found, begin, chosen
from queries.rules import rule_set

MOST_ROWS = 100_000
# A server that knows that few rows are wanted holds and sends no more. Of many, ArcadeDB keeps the
# first in a list that it goes through for each row: 10,000 of 77,000 took it 42 s, all of them 4.
_FEW = 2_001
NODES = {"area": "area", "body": "body", "bodies": "body"}  # type of a parameter → of its nodes
_BETWEEN = re.compile(r"[,，;；、\s]+")
_LINE = re.compile(r"\bline (\d+)(?:, column|:)")  # Neo4j; ArcadeDB
T = TypeVar("T")
_KINDS = {
    "integer": Text("整数", "a whole number"), "date": Text("日期", "a day"),
    "boolean": Text("是或否", "true or false"), "strings": Text("一列文字", "a list of texts"),
    "string": Text("文字", "a text"),
}  # fmt: skip
_SUCH = {"integer": "12", "date": "2023-04-20", "boolean": "是", "strings": "甲,乙", "string": "甲"}


@few_searches()
def ask(
    store: Store,
    name: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    as_of: date | str | None = None,
    tick: int | date | None = None,
    scope: Sequence[str] = (),
    most: int = MOST_ROWS,
    lang: Lang = "zh",
) -> Answer:
    """Ask a question of the library.

    Parameters
    ----------
    store : Store
        The database.
    name : str
        Name of the question.
    parameters : mapping, optional
        Values as a person types them: areas by code, name or path.
    as_of : date or str, optional
        Valid day; today in Shanghai unless given.
    tick : int or date, optional
        As known at this batch, or at the end of this day; the newest unless given.
    scope : sequence of str
        Ids of the areas that the asker may see; empty for all.
    most : int
        Rows to return at most; the answer says when there are more.
    lang : {"zh", "en"}
        Of the sentences that a method writes. Stored words and codes stay as they are.

    Returns
    -------
    Answer

    Raises
    ------
    Misuse
        Unknown question, parameter, area or tick; or a parameter of the wrong type.
    """
    question = find(name)
    day = _day(as_of)
    given = _given(question, parameters or {})

    def work(tx: Transaction) -> tuple[int, dict[str, Any], dict[str, Found], Rows, bool]:
        at, values, nodes, synthetic = _understood(tx, question, given, tick, scope)
        # A method needs all that it reads; otherwise one row more tells that there are more.
        fetched = None if question.method else most + 1
        bound = _bound(question, values, at, day, scope)
        found = _found(tx, question, bound, fetched, beginning=beginning)
        return at, bound, nodes, found, synthetic

    beginning = not question.method and most < _FEW
    at, values, nodes, found, synthetic = _sent(store, question, work, beginning=beginning)
    # One engine names no columns where there are no rows.
    if found.columns != question.returned and (found.rows or found.columns):
        raise EngineError(
            Text(f"返回的列 {found.columns} 与声明不同", f"returned columns {found.columns}"),
            where=question.path.name,
        )
    rows = found.rows
    if question.method:
        rows = calculate(question.method, found.rows, values, nodes=nodes, lang=lang)
    truncated = len(rows) > most
    _identify(question, rows[:most])
    return Answer(question, given, day, at, rows[:most], truncated, synthetic)


def explain(
    store: Store,
    name: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    as_of: date | str | None = None,
    tick: int | date | None = None,
    scope: Sequence[str] = (),
) -> str:
    """Return how the database would find the answer to a question, in its own words.

    Parameters and errors as for :func:`ask`; the question itself is not asked.
    """
    question = find(name)
    day = _day(as_of)
    given = _given(question, parameters or {})

    def work(tx: Transaction) -> str:
        at, values, _, _ = _understood(tx, question, given, tick, scope)
        return tx.plan(
            question.statement,
            {**_bound(question, values, at, day, scope), **first_step(question, values)},
        )

    return _sent(store, question, work, beginning=False)


def _found(
    tx: Transaction,
    question: Question,
    bound: Mapping[str, Any],
    most: int | None,
    *,
    beginning: bool,
) -> Rows:
    """Send the statement: once, or step by step along chains."""
    following = chains_of(question, bound)
    if following is None:
        bound = {**bound, **(EVERYTHING if question.chains else {})}
        if beginning:
            return tx.run(question.beginning, {**bound, LIMIT: most})
        return tx.run(question.statement, bound, most=most)
    columns: tuple[str, ...] = ()

    def step(where: Mapping[str, list[str] | None]) -> list[tuple[Any, ...]]:
        nonlocal columns
        rows = tx.run(question.statement, {**bound, **where})
        columns = rows.columns or columns
        return rows.rows

    found = read_chains(question, *following, step)
    return Rows(columns, found)


def _understood(
    tx: Transaction,
    question: Question,
    given: Mapping[str, Any],
    tick: int | date | None,
    scope: Sequence[str],
) -> tuple[int, dict[str, Any], dict[str, Found], bool]:
    """Return the tick, what the parameters mean, their nodes, and the mark of generated data."""
    named = [
        (p, reference)
        for p in question.parameters
        if p.type in NODES
        for reference in _references(p, given[p.name])
    ]
    at, synthetic, meant = begin(tx, [(reference, NODES[p.type]) for p, reference in named])
    if tick is not None:
        at = known_at(tx, tick)
        synthetic = synthetic_data(tx, at)
    values = {p.name: _value(p, given[p.name]) for p in question.parameters}
    nodes: dict[str, Found] = {}
    for (parameter, reference), rows in zip(named, meant, strict=True):
        found = chosen(tx, reference, NODES[parameter.type], at, rows, scope=scope)
        nodes[found.id] = found
        if parameter.type == "bodies":
            values[parameter.name] = [*(values[parameter.name] or ()), found.id]
        else:
            values[parameter.name] = found.id
    return at, values, nodes, synthetic


def _references(parameter: Parameter, given: Any) -> list[str]:
    """Return what was typed for the nodes of a parameter."""
    if given in (None, ""):
        return []
    return _listed(given) if parameter.type == "bodies" else [str(given)]


def _listed(given: Any) -> list[str]:
    listed = _BETWEEN.split(given) if isinstance(given, str) else given
    return [str(item) for item in listed if item]


def _bound(
    question: Question, values: Mapping[str, Any], tick: int, day: date, scope: Sequence[str]
) -> dict[str, Any]:
    """Return all that the statement is sent with."""
    rules = rule_set(question.rules) if question.rules else []
    return {**values, "tick": tick, "as_of": day, "scope": list(scope), "rules": rules}


def _sent(
    store: Store, question: Question, work: Callable[[Transaction], T], *, beginning: bool
) -> T:
    """Read; a statement that the server does not take is a fault of the question's file."""
    try:
        return store.read(work)
    except StatementRefused as error:
        told = _LINE.search(error.what.en)
        line = question.line_of(int(told[1]) if told else 1, beginning=beginning)
        raise refuse(question.path, error.what.zh, error.what.en, line) from error


def _day(as_of: date | str | None, *, where: str = "") -> date:
    if as_of is None:
        return today()
    if isinstance(as_of, date):
        return as_of.date() if isinstance(as_of, datetime) else as_of
    try:
        partial = parse_date(as_of)
    except RefusedInput as error:  # a slip of the asker, no register that is refused
        raise Misuse(error.what, where=where, todo=error.todo) from error
    if partial.first != partial.last:
        raise Misuse(
            Text(f"请给出具体的一天：“{as_of}”", f"name one day: {as_of!r}"),
            where=where,
            todo=Text("例如 2023-04-20", "such as 2023-04-20"),
        )
    return partial.first


def _given(question: Question, parameters: Mapping[str, Any]) -> dict[str, Any]:
    known = {p.name for p in question.parameters}
    surplus = sorted(set(parameters) - known)
    if surplus:
        raise Misuse(
            Text(
                f"“{question.name}”没有参数 {'、'.join(surplus)}",
                f"{question.name} takes no {', '.join(surplus)}",
            ),
            todo=Text(
                "可用：" + ("、".join(sorted(known)) or "无"),
                "known: " + (", ".join(sorted(known)) or "none"),
            ),
        )
    given = {p.name: parameters.get(p.name, p.default) for p in question.parameters}
    missing = [p for p in question.parameters if p.required and given[p.name] in (None, "")]
    if missing:
        lacking = missing[0]
        raise Misuse(
            Text(f"缺少参数 {lacking.name}（{lacking.title.zh}）", f"{lacking.name} is missing"),
            todo=Text(f"加上 {lacking.name}=…", f"add {lacking.name}=…"),
        )
    return given


def _value(parameter: Parameter, value: Any) -> Any:
    if value is None or value == "":
        return None
    if parameter.choices and value not in parameter.choices:
        raise Misuse(
            Text(f"{parameter.name} 不能是“{value}”", f"{parameter.name} cannot be {value!r}"),
            todo=Text(
                "可填：" + "、".join(parameter.choices), "one of: " + ", ".join(parameter.choices)
            ),
        )
    try:
        match parameter.type:
            case "integer":
                return int(value)
            case "date":
                return _day(value, where=parameter.name)
            case "boolean":
                return {"true": True, "false": False, "是": True, "否": False}[str(value).lower()]
            case "string":
                return str(value)
            case "strings":
                return _listed(value)
    except (TypeError, ValueError, KeyError) as error:
        kind = _KINDS[parameter.type]
        raise Misuse(
            Text(
                f"{parameter.name} 应为{kind.zh}，得到“{value}”",
                f"{parameter.name} must be {kind.en}, got {value!r}",
            ),
            where=parameter.name,
            todo=Text(f"例如 {parameter.name}={_SUCH[parameter.type]}",
                      f"such as {parameter.name}={_SUCH[parameter.type]}"),
        ) from error  # fmt: skip


def _identify(question: Question, rows: Sequence[tuple[Any, ...]]) -> None:
    """Refuse rows that repeat an identity: a fan-out that would make counts wrong."""
    identities = {tuple(row[i] for i in question.identity) for row in rows}
    if len(identities) != len(rows):
        raise EngineError(
            Text(
                f"“{question.name}”的标识列出现重复行，结果不可信",
                f"{question.name} returned two rows of one identity; the answer is withheld",
            ),
            where=question.path.name,
            todo=Text("请报告这个问题", "please report this"),
        )
