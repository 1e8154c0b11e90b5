"""Doors to other tools: what is visible on a day, as they like to have it.

view.py       the graph on a day, at a tick: nodes with their state, edges with their dates
networkx.py   a MultiDiGraph, and back
files.py      GraphML, GEXF, Parquet, CSV for neo4j-admin
py2neo.py     a py2neo Graph, and bulk writing with it
"""

from graph.interop.view import Edge, View, take_view

__all__ = ["Edge", "View", "take_view"]
