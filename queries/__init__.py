"""The questions one can ask, one ``.cypher`` file each.

``ask`` gives data frames, for analysts; `queries.asking.ask` gives the answer itself.

>>> from queries import ask
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from queries.answer import Answer
from queries.catalogue import catalogue, find
from queries.question import Question

if TYPE_CHECKING:
    from queries.frames import ask

__all__ = ["Answer", "Question", "ask", "catalogue", "find"]


def __getattr__(name: str) -> Any:
    # Listing the questions needs no database driver, which takes most of the start.
    if name == "ask":
        from queries.frames import ask

        return ask
    raise AttributeError(name)
