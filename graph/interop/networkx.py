"""A view as a networkx MultiDiGraph, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

import networkx as nx

from graph.interop.view import Edge, View


def to_networkx(view: View) -> nx.MultiDiGraph[str]:
    """Return a view as a MultiDiGraph.

    Parameters
    ----------
    view : View

    Returns
    -------
    networkx.MultiDiGraph
        Nodes by id with ``label`` and their state; edges by the key of their fact with ``type``,
        dates as `datetime.date` and their values. The graph carries ``as_of``, ``tick`` and
        ``synthetic``.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        as_of=view.as_of, tick=view.tick, synthetic=view.synthetic
    )
    for id_, properties in view.nodes.items():
        graph.add_node(id_, **properties)
    for edge in view.edges:
        graph.add_edge(edge.start, edge.end, key=edge.key, type=edge.type, **edge.properties)
    return graph


def from_networkx(graph: nx.MultiDiGraph[str]) -> View:
    """Return the view that a graph of `to_networkx` was made of.

    Parameters
    ----------
    graph : networkx.MultiDiGraph

    Returns
    -------
    View
    """
    edges = []
    values: dict[str, Any]
    for start, end, key, values in graph.edges(keys=True, data=True):
        properties = {name: value for name, value in values.items() if name != "type"}
        edges.append(Edge(key, values["type"], start, end, properties))
    as_of: date | None = graph.graph["as_of"]
    return View(
        {id_: dict(values) for id_, values in graph.nodes(data=True)}, tuple(edges),
        as_of, graph.graph["tick"], graph.graph["synthetic"],
    )  # fmt: skip
