"""The library: every question file, read and checked once."""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path

from graph.errors import Misuse
from graph.text import Text
from queries.lint import check
from queries.question import Question, read_question, refuse

LIBRARY = Path(__file__).parent / "library"
_NAME = re.compile(r"[a-z0-9-]+")


def read_library(folder: Path) -> dict[str, Question]:
    """Read every question below a folder.

    Parameters
    ----------
    folder : Path
        Holds ``FAMILY/NAME.cypher``.

    Returns
    -------
    dict of str to Question
        By name, sorted by family and name.

    Raises
    ------
    Misuse
        A file is wrong; with file, line and reason.
    """
    questions: dict[str, Question] = {}
    for path in sorted(folder.rglob("*.cypher")):
        question = _checked(path)
        if question.name in questions:
            raise refuse(path, f"重名：{question.name}", f"a second {question.name}")
        questions[question.name] = question
    return questions


def _checked(path: Path) -> Question:
    question = read_question(path)
    if (path.parent.name, path.stem) != (question.family, question.name):
        raise refuse(
            path, "文件名、文件夹与 name、family 不同", "its name and family are not its path"
        )
    check(question)
    return question


@cache
def catalogue() -> dict[str, Question]:
    """Return the questions that come with the product."""
    return read_library(LIBRARY)


@cache
def find(name: str) -> Question:
    """Return a question by its name; of the files, only that one is read.

    Raises
    ------
    Misuse
        There is none; the nearest names are offered.
    """
    paths = list(LIBRARY.glob(f"*/{name}.cypher")) if _NAME.fullmatch(name) else []
    if len(paths) == 1:
        return _checked(paths[0])
    known = catalogue()
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.4)
    raise Misuse(
        Text(f"没有“{name}”这个问题", f"there is no question {name!r}"),
        todo=Text(
            f"是不是：{'、'.join(near)}？" if near else "运行 gongjian ask 查看全部",
            f"did you mean {', '.join(near)}?" if near else "`gongjian ask` lists them all",
        ),
    )
