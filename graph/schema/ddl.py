"""Constraints and indexes, derived from the declaration; the same text on every engine."""

from __future__ import annotations

from graph.schema.edges import EDGES
from graph.schema.nodes import AREA_LABELS, BODY_LABELS, HOLDER_LABELS, NODES

# Bump when a stored database must be changed to fit; see docs/decisions.
SCHEMA_VERSION = 1


def statements() -> list[str]:
    """Return the statements that bring an empty or older database to this schema.

    Returns
    -------
    list of str
        One uniqueness constraint for each label and each relationship type (it brings its
        index), and the few range indexes that look-ups by code, name and key need. Each may be
        run again without effect.
    """
    nodes = [
        f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        for label in NODES
    ]
    edges = [
        f"CREATE CONSTRAINT {type_.lower()}_row IF NOT EXISTS "
        f"FOR ()-[e:{type_}]-() REQUIRE e.id IS UNIQUE"
        for type_ in EDGES
    ]
    looked_up = [(label, "name") for label in (*AREA_LABELS, *BODY_LABELS, *HOLDER_LABELS)]
    looked_up += [("Assertion", "key"), ("Batch", "tick")]
    looked_up += [("Assertion", "of_list"), ("Assertion", "absent_from")]
    indexes = [
        f"CREATE INDEX {label.lower()}_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"
        for label, name in looked_up
    ]
    # Names and codes in time are found on the edges that state them; decisions, wherever they are.
    named = [
        f"CREATE INDEX {type_.lower()}_{name} IF NOT EXISTS FOR ()-[e:{type_}]-() ON (e.{name})"
        for type_, name in (
            ("STATE", "name"),
            ("NAMED", "name"),
            ("STATE", "code"),
            ("DECIDED", "verdict"),
        )
    ]
    return nodes + edges + indexes + named
