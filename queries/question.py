"""A question: one ``.cypher`` file that can be pasted into Neo4j Browser, with a typed head.

The head stands in the comments at the top, as TOML. What the text of the statement does must
agree with it, or the file is refused when it is read.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, get_args

from graph.errors import RefusedInput
from graph.text import Text
from queries.types import ColumnType, ParameterType

STEPS = ("companies", "holders")
"""Built-in parameters of a statement that is asked along chains (`Chains`): one step of them."""
BUILT_IN = frozenset({"tick", "as_of", "scope", "rules", *STEPS})
LIMIT = "limit"
"""Parameter that is added to a statement: rows that the server hands over at most."""
FIRST = "// first: "
"""Begins a line that is part of the statement only where the first rows are all that is wanted."""
_HEAD_KEYS = {
    "name", "family", "title", "about", "rules", "any_time", "own_day", "parameters", "columns",
    "examples", "method", "reads", "chains", "empty",
}  # fmt: skip
_PARAMETER_KEYS = {"name", "type", "title", "default", "required", "choices"}
_COLUMN_KEYS = {"name", "type", "title", "unit", "identity", "about"}
_EXAMPLE_KEYS = {"parameters", "as_of", "columns", "rows", "some"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question asks for.

    Parameters
    ----------
    name : str
        Name after the ``$``.
    type : ParameterType
        How what a person types is understood.
    title : Text
        Label of the form field.
    default : Any
        Value when nothing is given; None with `required` False means "all".
    required : bool
        True where nothing can stand in.
    choices : tuple of str
        The values it may take; empty for any.
    """

    name: str
    type: ParameterType
    title: Text
    default: Any = None
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """What a question returns in one column."""

    name: str
    type: ColumnType
    title: Text
    unit: str = ""
    identity: bool = False
    about: Text | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A call and the rows that it gives on the demo, worked out by hand.

    Parameters
    ----------
    parameters : mapping
        As a person types them.
    as_of : date or None
        Valid day; None for today.
    rows : tuple of tuple
        Rows, in the order of the answer.
    columns : tuple of str
        Which columns they show.
    some : bool
        True where the answer has more rows than these.
    """

    parameters: Mapping[str, Any]
    as_of: date | None
    rows: tuple[tuple[Any, ...], ...]
    columns: tuple[str, ...]
    some: bool = False


Along = Literal["up", "down", "down-up"]


@dataclass(frozen=True, slots=True)
class Chains:
    """How far a question about some nodes reads along chains of holdings.

    Parameters
    ----------
    start : tuple of str
        Parameters that name where the chains begin; they are followed where one is given.
    along : {"up", "down", "down-up"}
        To the holders, to what is held, or to what is held and from there to all holders.
    """

    start: tuple[str, ...]
    along: Along


@dataclass(frozen=True)
class Question:
    """One question of the library.

    Parameters
    ----------
    name, family : str
        Name on the command line, and the group it is listed under.
    title, about : Text
        What it asks, in a line and in a paragraph.
    parameters : tuple of Parameter
        Beside the built-in ``tick``, ``as_of``, ``scope`` and ``rules``.
    columns : tuple of Column
        In the order of the RETURN clause.
    cypher : str
        The whole file, head included: what people paste.
    path : Path
        Where it stands.
    rules : str
        Name of the rule set that fills ``$rules``; empty for none.
    any_time : mapping of str to str
        Edge types that it reads whatever the day, with the reason.
    own_day : str
        Why some edges are taken on a ``day`` that the statement binds itself; empty for none.
    examples : tuple of Example
    method : str
        Name in ``queries.methods`` of what is calculated from the rows that the statement
        returns; empty where they are the answer.
    reads : tuple of str
        Columns that the statement returns, where a method turns them into the answer.
    chains : tuple of Chains
        The first of which a parameter is given says what is read; without any, everything is.
    empty : Text, optional
        What it means that there is no row, where that is not "none".
    """

    name: str
    family: str
    title: Text
    about: Text
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    cypher: str
    path: Path
    rules: str = ""
    any_time: Mapping[str, str] | None = None
    own_day: str = ""
    examples: tuple[Example, ...] = ()
    method: str = ""
    reads: tuple[str, ...] = ()
    chains: tuple[Chains, ...] = ()
    empty: Text | None = None

    @property
    def returned(self) -> tuple[str, ...]:
        """Names of the columns of the RETURN clause, in its order."""
        return self.reads if self.method else tuple(column.name for column in self.columns)

    @cached_property
    def statement(self) -> str:
        """The statement without its comments: what is sent."""
        return "\n".join(line for _, line in self._lines(beginning=False))

    @cached_property
    def beginning(self) -> str:
        """The statement for the first ``$limit`` rows alone.

        Its line ``// first: WITH … ORDER BY …`` puts the rows in the order of the answer before
        the rest of each is looked up, so that it is looked up for those rows only.
        """
        lines = [
            f"{line.removeprefix(FIRST)} LIMIT ${LIMIT}" if line.startswith(FIRST) else line
            for _, line in self._lines(beginning=True)
        ]
        return "\n".join((*lines, f"LIMIT ${LIMIT}"))

    def line_of(self, sent: int, *, beginning: bool) -> int:
        """Return where in the file a line of the statement, or of its beginning, stands."""
        numbers = [number for number, _ in self._lines(beginning=beginning)]
        return numbers[min(sent, len(numbers)) - 1]

    def _lines(self, *, beginning: bool) -> list[tuple[int, str]]:
        lines = [
            (number, line)
            for number, line in enumerate(self.cypher.rstrip().splitlines(), 1)
            if not line.startswith("//") or (beginning and line.startswith(FIRST))
        ]
        return list(itertools.dropwhile(lambda entry: not entry[1].strip(), lines))

    @cached_property
    def identity(self) -> tuple[int, ...]:
        """Places of the columns that tell two rows apart."""
        return tuple(i for i, column in enumerate(self.columns) if column.identity)


class WrongQuestion(RefusedInput):
    """A question file that breaks a rule; with file, line and reason."""


def read_question(path: Path) -> Question:
    """Read a question from its file, without looking at the statement.

    Raises
    ------
    WrongQuestion
        It cannot be read; the head is missing, is not TOML, or lacks or misspells an entry;
        with file and line.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise refuse(path, f"不是 UTF-8：{error}", f"not UTF-8: {error}", line) from error
    except OSError as error:
        raise refuse(path, f"读不了：{error}", f"it cannot be read: {error}") from error
    text = text.replace("\r\n", "\n")
    head = _head(path, text)
    unknown = sorted(set(head) - _HEAD_KEYS)
    if unknown:
        raise refuse(
            path, f"文件头有不认识的项 {unknown}", f"unknown entries {unknown}",
            _line_of(text, unknown),
        )  # fmt: skip
    try:
        question = Question(
            name=head["name"],
            family=head["family"],
            title=_text(head["title"]),
            about=_text(head["about"]),
            parameters=tuple(_parameter(p) for p in head.get("parameters", ())),
            columns=tuple(_column(c) for c in head["columns"]),
            cypher=text,
            path=path,
            rules=head.get("rules", ""),
            any_time=head.get("any_time", {}),
            own_day=head.get("own_day", ""),
            method=head.get("method", ""),
            reads=tuple(head.get("reads", ())),
            chains=tuple(_chains(c) for c in head.get("chains", ())),
            empty=_text(head["empty"]) if "empty" in head else None,
            examples=tuple(_example(e) for e in head.get("examples", ())),
        )
        for example in question.examples:
            _fits(example, question)
        return question
    except KeyError as error:
        raise refuse(path, f"文件头缺少 {error}", f"the head lacks {error}") from error
    except (AttributeError, TypeError, ValueError) as error:
        line = _line_of(text, re.findall(r"'([^']+)'", str(error)))
        raise refuse(path, f"文件头有误：{error}", f"the head is wrong: {error}", line) from error


def refuse(path: Path, zh: str, en: str, line: int = 1) -> WrongQuestion:
    """Return the error for a question file that is wrong."""
    return WrongQuestion(
        Text(f"问题文件不合格：{zh}", f"the question file is refused: {en}"),
        where=f"{path.name}:{line}",
        todo=Text("改正文件；规则见 CONTRIBUTING", "mend the file; CONTRIBUTING has the rules"),
    )


def _line_of(text: str, words: Iterable[str]) -> int:
    """Return the line of the head on which one of some words first stands; else the first."""
    found = [i for w in words for i, line in enumerate(text.splitlines(), 1)
             if line.startswith("//") and w in line]  # fmt: skip
    return min(found, default=1)


def _head(path: Path, text: str) -> dict[str, Any]:
    lines = []
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        lines.append(line.removeprefix("//").removeprefix(" "))
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))  # a line of the head is one of the file
        raise refuse(
            path, f"文件头不是 TOML：{error}", f"the head is not TOML: {error}",
            int(found[1]) if found else len(lines),
        ) from error  # fmt: skip


def _text(value: Any) -> Text:
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise TypeError(f"a text needs zh and en: {value!r}")
    return Text(value["zh"], value["en"])


def _known(entry: object, keys: set[str]) -> None:
    if not isinstance(entry, Mapping):
        raise TypeError(f"[[…]] needs two brackets: {entry!r}")
    unknown = sorted(set(entry) - keys)
    if unknown:
        raise ValueError(f"unknown entries {unknown} in {entry.get('name', 'an example')!r}")


def _parameter(entry: Mapping[str, Any]) -> Parameter:
    _known(entry, _PARAMETER_KEYS)
    if entry["type"] not in get_args(ParameterType):
        raise ValueError(f"parameter type {entry['type']!r}")
    choices = tuple(entry.get("choices", ()))
    if choices and entry.get("default", choices[0]) not in choices:
        raise ValueError(f"the default of {entry['name']} is not one of its choices")
    return Parameter(
        entry["name"],
        entry["type"],
        _text(entry["title"]),
        entry.get("default"),
        entry.get("required", False),
        choices,
    )


def _chains(entry: Mapping[str, Any]) -> Chains:
    _known(entry, {"start", "along"})
    if entry["along"] not in get_args(Along):
        raise ValueError(f"chains run along {get_args(Along)}, not {entry['along']!r}")
    return Chains(tuple(entry["start"]), entry["along"])


def _column(entry: Mapping[str, Any]) -> Column:
    _known(entry, _COLUMN_KEYS)
    if entry["type"] not in get_args(ColumnType):
        raise ValueError(f"column type {entry['type']!r}")
    about = entry.get("about")
    return Column(
        entry["name"],
        entry["type"],
        _text(entry["title"]),
        entry.get("unit", ""),
        entry.get("identity", False),
        _text(about) if about else None,
    )


def _example(entry: Mapping[str, Any]) -> Example:
    _known(entry, _EXAMPLE_KEYS)
    as_of = entry.get("as_of")
    if as_of is not None and (not isinstance(as_of, date) or isinstance(as_of, datetime)):
        raise ValueError(f"as_of of an example is no day: {as_of!r}")
    return Example(
        entry.get("parameters", {}),
        as_of,
        tuple(tuple(row) for row in entry["rows"]),
        tuple(entry["columns"]),
        entry.get("some", False),
    )


def _fits(example: Example, question: Question) -> None:
    """Refuse an example that names what the question does not have."""
    unknown = set(example.parameters) - {p.name for p in question.parameters}
    unknown |= set(example.columns) - {c.name for c in question.columns}
    if unknown:
        raise ValueError(f"an example names {sorted(unknown)}")
    if any(len(row) != len(example.columns) for row in example.rows):
        raise ValueError("a row of an example has another length than its columns")
