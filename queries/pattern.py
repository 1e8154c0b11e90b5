"""The relationship patterns of a statement, found in its text.

No grammar: just enough structure (comments and strings, brackets, quantifiers) to check what
every pattern must say. Offsets are those of the file, so that a refusal can name its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OPAQUE = re.compile(
    r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|//[^\n]*|/\*.*?\*/", re.DOTALL
)
_START = re.compile(r"-\s*\[|-\s*-")
_ARROW = re.compile(r"\s*-\s*>?")
_QUANTIFIER = re.compile(r"\s*(?:[*+]|\{\s*\d*\s*(?P<comma>,)?\s*(?P<most>\d*)\s*\})")
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship pattern.

    Parameters
    ----------
    offset, end : int
        Where it begins in the text, and where its bracket has closed.
    head : str
        Name and types: what stands before WHERE.
    where : tuple of str
        What must hold inside the bracket, one condition each, blanks squeezed.
    repeated : bool
        True where it is itself quantified, without a group around it: ``-[…]->{1,3}``.
    bounded : bool
        False where nothing limits the number of steps, of itself or of a group.
    """

    offset: int
    end: int
    head: str
    where: tuple[str, ...]
    repeated: bool
    bounded: bool


def blank(text: str) -> str:
    """Return a text of the same length and lines, without comments and what strings say."""

    def hide(found: re.Match[str]) -> str:
        hidden = re.sub(r"[^\n]", " ", found[0])
        is_comment = found[0].startswith("/")
        return hidden if is_comment else found[0][0] + hidden[1:-1] + found[0][-1]

    return _OPAQUE.sub(hide, text)


def relationships(text: str) -> Iterator[Relationship]:
    """Yield every relationship pattern of a blanked text, one without brackets too."""
    for found in _START.finditer(text):
        if not found[0].endswith("["):
            yield Relationship(found.start(), found.end(), "", (), repeated=False, bounded=True)
            continue
        end = _closing(text, found.end() - 1)
        head, *where = split(text[found.end() : end - 1], r"\bWHERE\b", most=1)
        itself, *groups = _limits(text, found.start(), end)
        yield Relationship(
            found.start(), end, head,
            conditions(where[0]) if where else (),
            repeated=itself is not None,
            bounded=False not in (itself, *groups) and "*" not in head,
        )  # fmt: skip


def conditions(where: str) -> tuple[str, ...]:
    """Return the conditions that AND joins, with blanks squeezed; an OR stays inside one."""
    return tuple(" ".join(part.split()) for part in split(where, r"\bAND\b"))


def split(text: str, separator: str, *, most: int = 0) -> list[str]:
    """Split a text where a separator stands outside all brackets.

    Parameters
    ----------
    text : str
        Blanked text.
    separator : str
        Regular expression.
    most : int
        Splits at most; 0 for all.
    """
    parts: list[str] = []
    start = depth = 0
    for found in re.finditer(rf"[()\[\]{{}}]|(?:{separator})", text, re.IGNORECASE):
        depth += _DEPTH.get(found[0], 0)
        if found[0] not in _DEPTH and depth == 0 and (not most or len(parts) < most):
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


def _closing(text: str, opening: int) -> int:
    """Return the place after the bracket that closes the one at a place."""
    depth = 0
    for place in range(opening, len(text)):
        depth += _DEPTH.get(text[place], 0)
        if depth == 0:
            return place + 1
    return len(text)


def _limits(text: str, start: int, end: int) -> list[bool | None]:
    """Return for a relationship, and for each bracket around it, how often it is repeated.

    True up to a limit, False without one, None once.
    """
    arrow = _ARROW.match(text, end)
    places = [arrow.end() if arrow else end]
    depth = 0
    for place in range(start - 1, -1, -1):  # outwards, through round brackets only
        depth -= _DEPTH.get(text[place], 0)
        if depth < 0:
            if text[place] != "(":
                break
            places.append(_closing(text, place))
            depth = 0
    return [_limit(_QUANTIFIER.match(text, place)) for place in places]


def _limit(quantifier: re.Match[str] | None) -> bool | None:
    if quantifier is None:
        return None
    counted = "{" in quantifier[0]
    return counted and (quantifier["comma"] is None or bool(quantifier["most"]))
