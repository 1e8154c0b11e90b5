"""A view as files that other programs read: GraphML, GEXF, Parquet, CSV for ``neo4j-admin``.

GraphML and GEXF know text, numbers and truth values: a day is written in ISO form, a list as
JSON. In both the name stands under ``label``, where programs look for what to print, and the
label of the node and the type of the edge under ``kind_of`` (GEXF keeps ``type`` to itself).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

import networkx as nx

from graph.dump.admin_csv import OPTIONS, of_one_type, write_csv
from graph.dump.columns import Row, pairs_of, schema_of, table_of
from graph.errors import Conflict
from graph.interop.view import View
from graph.text import Text

FileFormat = Literal["graphml", "gexf", "parquet", "neo4j-csv"]
FILE_FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)
KIND = "kind_of"
SYNTHETIC = "SYNTHETIC DATA 合成数据"


def write_view(view: View, target: Path, form: FileFormat) -> list[Path]:
    """Write a view for another program.

    Parameters
    ----------
    view : View
    target : Path
        A new file (``graphml``, ``gexf``) or a new folder (``parquet``, ``neo4j-csv``).
    form : {"graphml", "gexf", "parquet", "neo4j-csv"}

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    Conflict
        Something is there already.
    """
    if target.exists():
        raise Conflict(
            Text("已存在，不覆盖", "it exists already and is not written over"),
            where=str(target),
            todo=Text("换一个新的名字", "choose a new name"),
        )
    writers: Mapping[str, Callable[[View, Path], list[Path]]] = {
        "graphml": _graphml, "gexf": _gexf, "parquet": _parquet, "neo4j-csv": _csv,
    }  # fmt: skip
    return writers[form](view, target)


def _graphml(view: View, target: Path) -> list[Path]:
    nx.write_graphml(_plain_graph(view), target)
    return [target]


def _gexf(view: View, target: Path) -> list[Path]:
    nx.write_gexf(_plain_graph(view), target)
    return [target]


def _plain_graph(view: View) -> nx.MultiDiGraph[str]:
    """Return a graph whose values are text, numbers and truth values alone."""
    about = {
        "as_of": view.as_of.isoformat() if view.as_of else "", "tick": view.tick,
        "synthetic": view.synthetic, "name": SYNTHETIC if view.synthetic else "",
    }  # fmt: skip
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(about)
    for id_, values in view.nodes.items():
        own = {name: _scalar(v) for name, v in values.items() if name != "label"}
        graph.add_node(id_, label=str(values.get("name", id_)), **{KIND: values["label"]}, **own)
    for edge in view.edges:
        own = {name: _scalar(v) for name, v in edge.properties.items()}
        graph.add_edge(edge.start, edge.end, key=edge.key, **{KIND: edge.type}, **own)
    return graph


def _scalar(value: Any) -> str | int | float | bool:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str | int | float | bool):
        return value
    return str(value)


def _tables(view: View) -> Iterable[tuple[str, tuple[str, ...], list[list[str]], list[Row]]]:
    """Yield name, headings of the ends, ends and properties of each label and type of edge."""
    nodes: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for id_, values in view.nodes.items():
        nodes[str(values["label"])].append(
            (id_, {name: v for name, v in values.items() if name != "label"})
        )
    for label, rows in sorted(nodes.items()):
        yield f"nodes-{label}", ("@id",), [[id_] for id_, _ in rows], [row for _, row in rows]
    edges: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for edge in view.edges:
        ends = str(view.nodes[edge.start]["label"]), str(view.nodes[edge.end]["label"])
        edges[edge.type, *ends].append(edge)
    for (type_, start, end), found in sorted(edges.items()):
        yield (
            f"edges-{type_}-{start}-{end}",
            ("@start", "@end"),
            [[e.start, e.end] for e in found],
            [{"key": e.key, **e.properties} for e in found],
        )


def _parquet(view: View, target: Path) -> list[Path]:
    import pyarrow.parquet as pq

    target.mkdir(parents=True)
    about = {"as_of": str(view.as_of or ""), "tick": str(view.tick),
             "synthetic": str(view.synthetic)}  # fmt: skip
    written = []
    for name, headings, ends, rows in _tables(view):
        table = table_of(schema_of(headings, pairs_of(rows)), ends, rows)
        # People read these with pandas: plain names, unless one has values of two types.
        table = table.rename_columns(_readable(table.schema.names))
        path = target / f"{name}.parquet"
        pq.write_table(table.replace_schema_metadata(about), path, compression="zstd")
        written.append(path)
    return written


def _readable(headings: list[str]) -> list[str]:
    names = [heading.strip("@").rpartition("@")[0] or heading.strip("@") for heading in headings]
    return [n if names.count(n) == 1 else h for n, h in zip(names, headings, strict=True)]


def _csv(view: View, target: Path) -> list[Path]:
    """Write what ``neo4j-admin database import full`` reads; how, stands in ``README.txt``."""
    target.mkdir(parents=True)
    written, options = [], []
    for name, headings, ends, rows in _tables(view):
        what, _, labels = name.partition("-")
        if what == "nodes":
            first, option = [f"id:ID({labels})"], f"--nodes={labels}"
        else:
            type_, start, end = labels.split("-")
            first = [f":START_ID({start})", f":END_ID({end})"]
            option = f"--relationships={type_}"
        table = table_of(schema_of(headings, pairs_of(rows)), ends, rows)
        pieces = [some for _, some in of_one_type(table, len(first)) if some.num_rows]
        for n, some in enumerate(pieces):
            path = target / (f"{name}-{n}.csv" if n else f"{name}.csv")
            write_csv(path, first, some)
            written.append(path)
            options.append(f"{option}={path.name}")
    readme = target / "README.txt"
    note = f"{SYNTHETIC}\n" if view.synthetic else ""
    command = ["neo4j-admin database import full neo4j", *OPTIONS, *options]
    readme.write_text(note + " \\\n  ".join(command) + "\n", encoding="utf-8")
    return [*written, readme]
