"""One area with everything that its page shows, and the lists that lead to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from api.web.asked import Asked
from api.web.contexts import Area, AreaContext, AreasContext, Branch, Document, Step
from api.web.evidence import evidence
from graph.names import spellings
from graph.schema import EDGES

STATE, PART_OF = EDGES["STATE"], EDGES["PART_OF"]
AREA_ROWS = 100  # the question page has the rest
TREE_ROWS = 2_000
LIST_ROWS = 200
SHORTEST_PART = 2  # characters; one would fit half the list


def find_area(asked: Asked, reference: str) -> tuple[str, Document]:
    """Return the id of an area, and its place in the tree.

    Parameters
    ----------
    asked : Asked
    reference : str
        Its id, code or name, or a path of names.

    Raises
    ------
    Misuse
        Nothing is called so, or several are.
    """
    tree = asked.document("area-tree", {"area": reference}, most=TREE_ROWS)
    return _path(tree)[-1]["area_id"], tree


def area_context(asked: Asked, tree: Document) -> AreaContext:
    """Return the area at the end of the path of `tree`, with its tables."""
    path = _path(tree)
    here = {"area": path[-1]["area_id"]}
    states = asked.document("area-states", here, most=AREA_ROWS)
    tables = {
        "states": states,
        "disputes": asked.document("area-disputes", here, most=AREA_ROWS),
        "children": asked.document("area-children", here, most=AREA_ROWS),
        "network": asked.document("area-network", here, most=AREA_ROWS),
        "grids": asked.document("grid-coverage", here, most=AREA_ROWS),
        "figures": asked.document("reported-and-counted", here, most=AREA_ROWS),
    }
    return AreaContext(
        view=asked.view(*tables.values()),
        area=_area(path[-1], states),
        path=tuple(Step(id=row["area_id"], name=row["name"]) for row in path),
        tree=_tree(tree, path[0]),
        evidence=evidence(asked, *tables.values()),
        **tables,
    )


def areas_context(asked: Asked, q: str) -> AreasContext:
    """Return the areas that fit a search, or those at the top where nothing is searched.

    Parameters
    ----------
    asked : Asked
    q : str
        A name, a former or other name, a code; part of a name where nothing fits the whole.
    """
    wanted = q.strip()
    if not wanted:
        found = asked.document("area-roots", {}, most=LIST_ROWS)
    else:
        names = {"names": [*spellings(wanted), wanted]}
        found = asked.document("area-search", names, most=LIST_ROWS)
        if not found.rows and len(wanted) >= SHORTEST_PART:
            found = asked.document("area-search", {**names, "part": wanted}, most=LIST_ROWS)
    below = None
    if found.rows and not wanted:
        first = {"area": found.rows[0]["area_id"]}
        below = asked.document("area-children", first, most=LIST_ROWS)
    documents = [found, below] if below else [found]
    return AreasContext(
        view=asked.view(*documents),
        q=wanted,
        areas=found,
        below=below,
        evidence=evidence(asked, *documents),
    )


def _path(tree: Document) -> list[Mapping[str, Any]]:
    """Return the rows from the top down to the area that was asked for."""
    by_above: dict[str, Mapping[str, Any]] = {
        row["above_id"]: row for row in tree.rows if row["on_path"]
    }
    ids = {row["area_id"] for row in by_above.values()}
    path = [row for above, row in by_above.items() if above not in ids]
    while path[-1]["area_id"] in by_above:
        path.append(by_above[path[-1]["area_id"]])
    return path


def _tree(tree: Document, root: Mapping[str, Any]) -> Branch:
    below: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in tree.rows:
        below[row["above_id"]].append(row)

    def branch(row: Mapping[str, Any]) -> Branch:
        return Branch(
            id=row["area_id"],
            code=row["code"],
            name=row["name"],
            kind=row["kind"] or row["level"],
            children=row["children"],
            on_path=row["on_path"],
            below=tuple(map(branch, below[row["area_id"]])),
        )

    return branch(root)


def _area(row: Mapping[str, Any], states: Document) -> Area:
    own = [r for r in states.rows if r["aspect"] == STATE.caption.zh]
    now = [r for r in own if r["in_force"] != "否"]
    names = _distinct((r["name"] for r in now), row["name"])
    others = [r["name"] for r in states.rows if r["aspect"] != PART_OF.caption.zh]
    return Area(
        id=row["area_id"],
        names=names,
        other_names=tuple(n for n in dict.fromkeys(others) if n and n not in names),
        codes=_distinct((r["code"] for r in now), row["code"]),
        kinds=_distinct((r["kind"] for r in now), row["level"]),
        statuses=_distinct(r["status"] for r in now),
        there=bool(now),
    )


def _distinct(values: Iterable[str], otherwise: str = "") -> tuple[str, ...]:
    found = tuple(dict.fromkeys(value for value in values if value))
    return found or ((otherwise,) if otherwise else ())
