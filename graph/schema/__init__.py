"""What may stand in the graph: one declaration, from which everything else is derived."""

from graph.schema.check import check_edge, check_node
from graph.schema.codes import CODE_LISTS
from graph.schema.ddl import SCHEMA_VERSION, statements
from graph.schema.edges import COMMON, DAYS, EDGES
from graph.schema.nodes import AREA_LABELS, BODY_LABELS, FACT_LABELS, HOLDER_LABELS, NODES

__all__ = [
    "AREA_LABELS",
    "BODY_LABELS",
    "CODE_LISTS",
    "COMMON",
    "DAYS",
    "EDGES",
    "FACT_LABELS",
    "HOLDER_LABELS",
    "NODES",
    "SCHEMA_VERSION",
    "check_edge",
    "check_node",
    "statements",
]
