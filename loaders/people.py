"""A cell that should hold the name of one person: two names are refused, a post is no name."""

from __future__ import annotations

import re

from graph.text import Text
from loaders.clean import BadCell
from loaders.form import Cleaned
from loaders.tidy import tidy

_SEVERAL = re.compile(r"[、，,;；/\n]|(?<=[\u3400-\u9fff]{2}) +(?=[\u3400-\u9fff]{2})")
_POST = re.compile(
    r".*(?:所长|局长|处长|科长|书记|主任|校长|院长|行长|站长|队长|会长|经理|董事长|委员|主席|干部|"
    r"负责人|代表|园长|馆长|镇长|乡长)"
)
_SHORTEST_POST = 3  # signs: 王书记 is a person of unknown name, and no name either


def person_name(text: str) -> str | Cleaned:
    """Return the name of a person; nothing where the cell names a post.

    Raises
    ------
    BadCell
        Two persons in one cell.
    """
    tidied, rule = tidy(text)
    if _SEVERAL.search(text.rstrip("、，,;；")):
        raise BadCell(
            "one-person",
            Text("一格里有几个人的姓名", "several persons in one cell"),
            Text("每人一行", "write each of them into a row"),
        )
    plain = "".join(tidied.split())
    if len(plain) >= _SHORTEST_POST and _POST.fullmatch(plain):
        return Cleaned(None, "post-not-name")
    return plain if plain == text else Cleaned(plain, rule or "inner-blanks")
