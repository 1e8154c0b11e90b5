"""Answers as data frames, for notebooks: units and provenance travel in ``attrs``.

>>> from queries import ask
>>> frame = ask("coverage-rate", area="呼和浩特市", db=".gongjian/demo")  # doctest: +SKIP
>>> frame.attrs["units"], frame.attrs["tick"]  # doctest: +SKIP
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from graph.engines import LocalAddress, attach, locate, read_settings
from graph.engines.folder import holds_nothing
from graph.errors import Misuse, no_data
from graph.ledger.read import watermark
from graph.store import Store
from graph.text import Text
from queries.answer import Answer
from queries.asking import MOST_ROWS
from queries.asking import ask as ask_store
from queries.citations import cited_by
from queries.types import ColumnType

Library = Literal["pandas", "polars"]
CERTAINTY = ("否", "可能", "确定")  # in this order: no, possibly, certainly

_PANDAS: Mapping[ColumnType, str] = {
    "integer": "Int64", "number": "Float64", "share": "Float64", "boolean": "boolean",
}  # fmt: skip
_POLARS: Mapping[ColumnType, str] = {
    "integer": "Int64", "number": "Float64", "share": "Float64", "boolean": "Boolean",
    "date": "Date",
}  # fmt: skip


def ask(
    question: str,
    parameters: Mapping[str, Any] | None = None,
    /,
    *,
    db: Store | Path | str | None = None,
    as_of: date | str | None = None,
    known_at: int | date | None = None,
    scope: Sequence[str] = (),
    most: int = MOST_ROWS,
    frame: Library = "pandas",
    **named: Any,
) -> Any:
    """Ask a question of the library, and get a data frame.

    Parameters
    ----------
    question : str
        Name of the question; ``queries.catalogue()`` has them all.
    parameters : mapping, optional
        Values as a person types them: areas by code, name or path. They may be given by keyword
        too; one whose name is taken here (`as_of`, `scope` …) only in this mapping.
    db : Store, Path or str, optional
        An open store, the folder of a database, or an address; as ``--db`` of the command line
        unless given. What was opened for the question is closed after it.
    as_of : date or str, optional
        Valid day; today in Shanghai unless given.
    known_at : int or date, optional
        As known at this batch, or at the end of this day; the newest unless given.
    scope : sequence of str
        Ids of the areas that the asker may see; empty for all.
    most : int
        Rows at most; a warning says when there are more.
    frame : {"pandas", "polars"}
        Which library. Polars is an extra: ``pip install 'gongjian[polars]'``.

    Returns
    -------
    pandas.DataFrame or polars.DataFrame
        One column for each of the question. Whole numbers, numbers and truth values keep what
        is unknown as missing; days are days, the sentinels 0001-01-01 (start unknown) and
        9999-12-31 (open end) included; certainties are ordered: 否 < 可能 < 确定. Rows that may
        rest on generated data carry a column ``synthetic``.

        ``attrs`` says what is needed to repeat and defend the rows: ``question``, ``title``,
        ``parameters``, ``as_of``, ``tick``, ``database``, ``cypher``, ``titles``, ``units`` and
        ``types`` by column, ``identity``, ``truncated``, ``synthetic``, ``note`` (what it means
        that there is no row), and ``citations``, by the ids in columns of type sources. Polars
        has no such attribute: there it is set on the frame that is returned, and not carried on.

    Raises
    ------
    Misuse
        Unknown question, parameter, area or tick; no data yet; a library that is not there.
    """
    make = {"pandas": _pandas, "polars": _polars}.get(frame)
    if make is None:
        raise Misuse(
            Text(f"没有“{frame}”这种数据框", f"there is no frame {frame!r}"),
            todo=Text("可用：pandas、polars", "one of: pandas, polars"),
        )
    library = _library(frame)
    given = _together(parameters or {}, named)
    with _opened(db) as store:
        answer = ask_store(
            store, question, given, as_of=as_of, tick=known_at, scope=scope, most=most
        )
        attributes = _attributes(store, answer)
    if answer.truncated:
        warnings.warn(
            str(
                Text(f"只取了前 {most} 行，还有更多", f"only the first {most} rows, there are more")
            ),
            stacklevel=2,
        )
    made = make(library, answer)
    made.attrs = attributes
    return made


def _together(parameters: Mapping[str, Any], named: Mapping[str, Any]) -> dict[str, Any]:
    twice = sorted(set(parameters) & set(named))
    if twice:
        raise Misuse(Text(f"参数 {twice[0]} 给了两次", f"{twice[0]} is given twice"))
    return {**parameters, **named}


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise Misuse(
            Text(f"没有安装 {name}", f"{name} is not installed"),
            todo=Text(f"pip install {name}", f"pip install {name}"),
        ) from error


@contextmanager
def _opened(db: Store | Path | str | None) -> Iterator[Store]:
    if isinstance(db, Store):
        yield db
        return
    address = locate(None if db is None else str(db), os.environ)
    if isinstance(address, LocalAddress) and holds_nothing(address.folder):
        raise no_data(str(address.folder))
    with ExitStack() as stack:
        endpoint = stack.enter_context(attach(address, settings=read_settings(os.environ)))
        store = stack.enter_context(Store(endpoint))
        if store.read(watermark) == 0:
            raise no_data(endpoint.uri)
        yield store


def _attributes(store: Store, answer: Answer) -> dict[str, Any]:
    """Return what stands behind an answer, as plain values, so that frames stay comparable."""
    columns = answer.question.columns
    return {
        "question": answer.question.name,
        "title": str(answer.question.title),
        "parameters": {name: str(v) for name, v in answer.parameters.items() if v is not None},
        "as_of": answer.as_of.isoformat(),
        "tick": answer.tick,
        "database": str(store.endpoint.folder or store.endpoint.uri),
        "cypher": answer.question.cypher,
        "titles": {c.name: str(c.title) for c in columns},
        "units": {c.name: c.unit for c in columns if c.unit},
        "types": {c.name: c.type for c in columns},
        "identity": [c.name for c in columns if c.identity],
        "truncated": answer.truncated,
        "synthetic": answer.synthetic,
        "note": str(answer.note or ""),
        "citations": {id_: cited.text() for id_, cited in cited_by(store, answer).items()},
    }


def _columns(answer: Answer) -> Iterator[tuple[str, ColumnType, list[Any]]]:
    for place, column in enumerate(answer.question.columns):
        yield column.name, column.type, [row[place] for row in answer.rows]
    if answer.synthetic:
        yield "synthetic", "boolean", [True] * len(answer.rows)


def _pandas(pd: Any, answer: Answer) -> Any:
    import numpy as np

    def series(type_: ColumnType, values: list[Any]) -> Any:
        if type_ == "date":  # in seconds: nanoseconds end in 2262
            return pd.Series(np.array(values, dtype="datetime64[D]").astype("datetime64[s]"))
        if type_ == "certainty":
            return pd.Series(pd.Categorical(values, categories=CERTAINTY, ordered=True))
        return pd.Series(values, dtype=_PANDAS.get(type_, "object"))

    return pd.DataFrame({name: series(type_, values) for name, type_, values in _columns(answer)})


def _polars(pl: Any, answer: Answer) -> Any:
    def series(name: str, type_: ColumnType, values: list[Any]) -> Any:
        if type_ == "certainty":
            kind = pl.Enum(CERTAINTY)
        elif type_ == "sources":
            kind = pl.List(pl.String)
        else:
            kind = getattr(pl, _POLARS.get(type_, "String"))
        return pl.Series(name, values, dtype=kind)

    return pl.DataFrame([series(*column) for column in _columns(answer)])
