"""Small registers for the tests of the loader, as files and without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from graph.ledger import Fact, Source
from loaders.context import Context, Row, RowContext
from loaders.form import Cleaned
from loaders.load import Input, register
from loaders.places import Places
from loaders.problems import Problem, RefusedRegister
from loaders.read import match_columns, read_table
from loaders.registers import REGISTERS

Edge = tuple[str, str, str]


def write(folder: Path, name: str, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def given(folder: Path, kind: str, *lines: str) -> Input:
    """Return a file of a register as an input of a load."""
    return Input(write(folder, f"{kind}.csv", *lines), register(kind))


class Small:
    """A load without a database: rows in, facts and refusals out."""

    def __init__(self) -> None:
        self.context = Context(Places())
        self.facts: list[Fact] = []
        self.problems: list[Problem] = []
        self.row = 1

    def take(self, name_: str, /, **values: str | None) -> list[Fact]:
        """Clean one row, given by column names, and make its facts."""
        declared = REGISTERS[name_]
        columns = {column.name: column for column in declared.columns}
        assert set(values) <= set(columns), sorted(set(values) - set(columns))
        lacking = [c.name for c in declared.columns if c.required and not values.get(c.name)]
        assert not lacking, lacking
        clean = {
            name: _value(columns[name].clean(text) if columns[name].clean else text)  # type: ignore[misc]  # looked at in the condition
            for name, text in values.items()
            if text
        }
        cells = {columns[name].headings[0]: text or "" for name, text in values.items()}
        self.row += 1
        source = Source(f"source-{name_}", f"{name_}.csv", declared.title.zh, name_, "sha")
        ctx = RowContext(self.context, declared, source, Row(self.row, clean, cells))
        made = list(declared.make(ctx))
        self.facts += made
        self.problems += ctx.problems
        return made

    def rules(self) -> list[str]:
        return [problem.rule for problem in self.problems]


def _value(value: Any) -> Any:
    return value.value if isinstance(value, Cleaned) else value


def edges(facts: Sequence[Fact]) -> set[Edge]:
    return {(f.type, f.start.name, f.end.name) for f in facts}


def values(facts: Sequence[Fact], type_: str) -> list[Mapping[str, object]]:
    return [
        {name: value for name, value in f.values.items() if value is not None}
        for f in facts
        if f.type == type_
    ]


def refused(path: Path, kind: str = "members") -> Problem:
    """Return the only problem of reading a file and matching its columns."""
    with pytest.raises(RefusedRegister) as error:
        match_columns(read_table(path, [register(kind)]), register(kind))
    (problem,) = error.value.problems
    return problem
