"""What no statement can calculate: rows in, rows out, by the name that a question gives.

The modules behind the names are imported when they are first asked for: they bring numpy.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from graph.errors import Misuse
from graph.text import Text

# method → module below queries.methods; the function there has the method's name with "_".
MODULES: Mapping[str, str] = {
    "ultimate-owners": "ownership",
    "integrated-ownership": "ownership",
    "closed-groups": "ownership",
    "holding-problems": "ownership",
    "what-if-holding": "ownership",
    "controllers": "ownership_control",
    "ultimate-controllers": "ownership_control",
    "control-groups": "ownership_control",
    "explain-ownership": "ownership_explain",
    "ownership-tree": "ownership_tree",
    "legal-thresholds": "ownership_presets",
}


def calculate(
    name: str, rows: Sequence[tuple[Any, ...]], values: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """Return the rows that a method makes of the rows of a statement.

    Parameters
    ----------
    name : str
        Name of the method.
    rows : sequence of tuple
        What the statement returned, in the order of the question's ``reads``.
    values : mapping
        The question's parameters, areas and bodies as ids.

    Returns
    -------
    list of tuple
        In the order of the question's columns.

    Raises
    ------
    Misuse
        There is no such method.
    """
    if name not in MODULES:
        raise Misuse(Text(f"没有“{name}”这种算法", f"there is no method {name!r}"))
    module = importlib.import_module(f"queries.methods.{MODULES[name]}")
    answer: list[tuple[Any, ...]] = getattr(module, name.replace("-", "_"))(rows, values)
    return answer
