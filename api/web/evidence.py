"""The citations behind the rows of a page, by one question."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from api.web.contexts import Citation, Document

if TYPE_CHECKING:
    from api.web.asked import Asked


def evidence(asked: Asked, *documents: Document) -> dict[str, Citation]:
    """Return what stands behind the rows, by id of the assertion.

    Parameters
    ----------
    asked : Asked
    *documents : Document
        Their columns of type "sources" are looked at.
    """
    ids = sorted({id_ for document in documents for id_ in source_ids(document)})
    if not ids:
        return {}
    answer = asked.ask("evidence", {"ids": ids}, most=len(ids))
    return {
        row["assertion_id"]: Citation(
            citation=row["citation"] or "",
            register_name=row["register"] or "",
            file=row["file"],
            sheet=row["sheet"],
            row=row["row"] or 0,
            cells=json.loads(row["cells"] or "{}"),
            dates_text=row["dates_text"],
            batch=row["batch"],
        )
        for row in answer.records()
    }


def source_ids(document: Document) -> list[str]:
    """Return the assertions that the rows of an answer name, with repetitions."""
    names = [column.name for column in document.columns if column.type == "sources"]
    return [id_ for row in document.rows for name in names for id_ in row[name] or ()]
