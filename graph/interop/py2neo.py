"""A door to py2neo, for notebooks and scripts that were written for it.

py2neo has ended upstream; nothing of this project stands on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import py2neo
from py2neo.bulk import create_nodes, create_relationships

from graph.engines import Endpoint
from graph.interop.view import View


@contextmanager
def py2neo_graph(endpoint: Endpoint, *, write: bool = False) -> Iterator[Any]:
    """Open a `py2neo.Graph` of a database, and close its connections afterwards.

    Parameters
    ----------
    endpoint : Endpoint
        Where the server listens.
    write : bool
        With the account that may write; whoever writes past the ledger breaks its promises, and
        ``gongjian check`` will say so. For a database of one's own, then.

    Yields
    ------
    py2neo.Graph
    """
    login = endpoint.writer if write else endpoint.reader
    graph = py2neo.Graph(
        endpoint.uri, auth=(login.user, login.password), name=endpoint.database or None
    )
    try:
        yield graph
    finally:
        graph.service.connector.close()


def subgraph(view: View) -> Any:
    """Return a view as a `py2neo.Subgraph` that belongs to no database.

    Parameters
    ----------
    view : View

    Returns
    -------
    py2neo.Subgraph
    """
    nodes = {
        id_: py2neo.Node(values["label"], id=id_, **_own(values))
        for id_, values in view.nodes.items()
    }
    edges = [
        py2neo.Relationship(nodes[e.start], e.type, nodes[e.end], key=e.key, **e.properties)
        for e in view.edges
    ]
    return py2neo.Subgraph(nodes.values(), edges)


def bulk_write(graph: Any, view: View, *, size: int = 5_000) -> tuple[int, int]:
    """Write a view into an empty database of one's own with ``py2neo.bulk``.

    Parameters
    ----------
    graph : py2neo.Graph
    view : View
    size : int
        Rows of one statement.

    Returns
    -------
    tuple of int
        Nodes and edges written.
    """
    nodes: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for id_, values in view.nodes.items():
        nodes[values["label"]].append({"id": id_, **_own(values)})
    for label, rows in nodes.items():
        for i in range(0, len(rows), size):
            create_nodes(graph.auto(), rows[i : i + size], labels={label})
    edges: dict[tuple[str, str, str], list[tuple[str, dict[str, Any], str]]] = defaultdict(list)
    for e in view.edges:
        ends = view.nodes[e.start]["label"], view.nodes[e.end]["label"]
        edges[e.type, *ends].append((e.start, {"key": e.key, **e.properties}, e.end))
    for (type_, start, end), joined in edges.items():
        for i in range(0, len(joined), size):
            create_relationships(
                graph.auto(), joined[i : i + size], type_,
                start_node_key=(start, "id"), end_node_key=(end, "id"),
            )  # fmt: skip
    return len(view.nodes), len(view.edges)


def _own(values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "label"}
