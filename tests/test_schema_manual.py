"""docs/schema.md is what the declaration says, with an example of everything."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.schema import EDGES, NODES, check_edge
from graph.schema.examples import EDGE_EXAMPLES, NODE_EXAMPLES
from graph.schema.manual import manual

PAGE = Path(__file__).parent.parent / "docs" / "schema.md"


def test_the_manual_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == manual(), "run: python tools/docs.py"


def test_everything_has_an_example() -> None:
    assert set(NODE_EXAMPLES) == set(NODES)
    assert set(EDGE_EXAMPLES) == set(EDGES)


@pytest.mark.parametrize("type_", EDGE_EXAMPLES)
def test_an_example_is_what_the_schema_allows(type_: str) -> None:
    example = EDGE_EXAMPLES[type_]
    check_edge(type_, example.start, example.end, example.values)


# The model as it was decided, written out once more on purpose.
LABELS = {
    "City", "District", "Street", "Community", "Grid", "Site", "Building", "Unit",
    "Enterprise", "Holder", "Branch", "Committee", "Post", "Team", "Agreement", "Resource",
    "Need", "Project", "Venue", "Initiative", "Activity", "Figure", "Batch", "Source", "Chunk",
    "Assertion", "Ledger",
}  # fmt: skip
TYPES = {
    "STATE", "NAMED", "PART_OF", "LOCATED_IN", "BELONGS_TO", "REPORTS_TO", "SERVES",
    "SUCCEEDS", "POST_OF", "CO_BUILDS", "SIGNED", "MEMBER_OF", "JOINTLY_APPOINTED", "HOLDS",
    "COVERS", "PAIRED_WITH", "CHECKED_IN", "MANAGES", "OFFERS", "RAISES", "ANSWERS", "USES",
    "UNDERTAKES", "HAS_ITEM", "HELD", "RUNS", "TAKES_PART", "ABOUT", "DISPUTED", "DECIDED",
}  # fmt: skip


def test_every_node_and_relationship_of_the_model_is_declared() -> None:
    assert set(NODES) == LABELS
    assert set(EDGES) == TYPES
