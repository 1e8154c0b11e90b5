"""What stands behind a row: assertion ids become citations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.store import Store
    from queries.answer import Answer

_CITE = """
UNWIND $ids AS id
MATCH (x:Assertion {id: id})
OPTIONAL MATCH (s:Source {id: x.source})
RETURN x.id AS id, x.citation AS citation, x.register AS authority, x.sheet AS sheet,
       x.row AS row, s.file AS file
"""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something is stated.

    Parameters
    ----------
    id : str
        The assertion.
    citation : str
        Title and paragraph, or the register.
    authority : str
        Who vouches for it.
    file, sheet : str
        The file that was loaded; `sheet` is empty for a text file.
    row : int
        Line of the file, the first is 1.
    """

    id: str
    citation: str
    authority: str
    file: str
    sheet: str
    row: int

    def text(self) -> str:
        """Return the citation with the place in the file, for a person."""
        place = "/".join(part for part in (self.file, self.sheet) if part)
        return f"{self.citation}（{place}:{self.row}）" if place else self.citation


def citations(store: Store, ids: Iterable[str]) -> dict[str, Citation]:
    """Return the citations of assertions, in one query.

    Parameters
    ----------
    store : Store
    ids : iterable of str
        Values of columns of type "sources".

    Returns
    -------
    dict of str to Citation
        By assertion; an id that the graph does not know is left out.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    return {
        row["id"]: Citation(
            row["id"], row["citation"] or "", row["authority"] or "", row["file"] or "",
            row["sheet"] or "", int(row["row"] or 0),
        )
        for row in store.query(_CITE, {"ids": wanted}).dicts()
    }  # fmt: skip


def cited_by(store: Store, answer: Answer) -> dict[str, Citation]:
    """Return the citations behind the rows of an answer."""
    places = [i for i, column in enumerate(answer.question.columns) if column.type == "sources"]
    return citations(store, (id_ for row in answer.rows for i in places for id_ in row[i] or ()))
