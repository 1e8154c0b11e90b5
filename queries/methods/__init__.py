"""What no statement can calculate: rows in, rows out, by the name that a question gives.

The modules behind the names are imported when they are first asked for: they bring numpy.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.errors import Misuse
from graph.text import Lang, Text

if TYPE_CHECKING:  # listing the questions needs their captions, and no driver
    from queries.resolve import Found

# method → module below queries.methods; the function there has the method's name with "_".
MODULES: Mapping[str, str] = {
    "ultimate-owners": "ownership",
    "integrated-ownership": "ownership",
    "closed-groups": "ownership",
    "holding-problems": "ownership_problems",
    "what-if-holding": "ownership",
    "controllers": "ownership_control",
    "ultimate-controllers": "ownership_control",
    "control-groups": "ownership_control",
    "explain-ownership": "ownership_explain",
    "ownership-tree": "ownership_tree",
    "legal-thresholds": "ownership_presets",
}


def calculate(
    name: str,
    rows: Sequence[tuple[Any, ...]],
    values: Mapping[str, Any],
    *,
    nodes: Mapping[str, Found] | None = None,
    lang: Lang = "zh",
) -> list[tuple[Any, ...]]:
    """Return the rows that a method makes of the rows of a statement.

    Parameters
    ----------
    name : str
        Name of the method.
    rows : sequence of tuple
        What the statement returned, in the order of the question's ``reads``.
    values : mapping
        The question's parameters, areas and bodies as ids, and the built-in ones.
    nodes : mapping of str to Found
        What those ids are: one of them may stand in no row.
    lang : {"zh", "en"}
        Of the sentences in the answer: a method returns them as `Text`. Codes stay as they are
        stored, and get their captions where they are shown.

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
    answer: list[tuple[Any, ...]] = getattr(module, name.replace("-", "_"))(
        rows, values, nodes or {}
    )
    return [tuple(v[lang] if isinstance(v, Text) else v for v in row) for row in answer]
