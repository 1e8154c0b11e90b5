"""Headings as people print them, and the lines above a table that say who reports for when."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from loaders.files.text import trim
from loaders.form import Form

GROUP = "/"  # between the two rows of a head, as in 负责人/电话

_BRACKETS = re.compile(r"\((?:[^()]*)\)$")
_AROUND = " *:·、.。"
_DIGIT = re.compile("[0-9]")
_PARTED = re.compile(r"[(（/]")  # what a heading may lose: a bracket, the group above it

# label → what it says; the first group of a pattern is the value.
_LABELS = {
    "unit": ("填报单位", "填报部门", "报送单位", "填报街道", "填报社区"),
    "period": ("报告期", "统计期", "统计时间", "统计周期", "数据截至", "截止时间", "所属期"),
    "filled": ("填报时间", "填报日期", "填表时间", "填表日期", "制表时间", "报送时间", "制表日期"),
    "by": ("填表人", "填报人", "制表人", "经办人"),
    "checked": ("审核人", "审签人", "复核人"),
}
_LABEL_OF = {word: name for name, words in _LABELS.items() for word in words}
_WORDS = sorted(_LABEL_OF, key=len, reverse=True)
_LABELLED = re.compile(
    r"({0})(?:\([^()]*\))?\s*[::]\s*(.*?)(?=\s*(?:{0}|联系电话|单位负责人|负责人)"
    r"(?:\([^()]*\))?\s*[::]|\s{{2,}}|$)".format("|".join(_WORDS))
)
_BARE = re.compile(rf"({'|'.join(_WORDS)})(?:\([^()]*\))?\s*[::]?")
PERIOD = re.compile(
    r"([0-9〇零一二三四五六七八九]{4}\s*年\s*(?:第?\s*[一二三四1-4]\s*季度?|上半年|下半年|"
    r"[0-9一二三四五六七八九十]{1,2}\s*月份?|度)?|[0-9]{4}[.\-/][0-9]{1,2}(?![0-9]))"
)


@dataclass(frozen=True, slots=True)
class HeadLines:
    """What stands above (and below) a table; empty where it says nothing.

    Parameters
    ----------
    title : str
        The title of the table.
    unit, period, filled, by, checked : str
        填报单位, 报告期, 填报时间, 填表人, 审核人, as printed.
    """

    title: str = ""
    unit: str = ""
    period: str = ""
    filled: str = ""
    by: str = ""
    checked: str = ""


def head_lines(lines: Sequence[Sequence[str]]) -> HeadLines:
    """Return what the lines above a table say.

    Parameters
    ----------
    lines : sequence of sequence of str
        Cells, line by line.
    """
    found: dict[str, str] = {}
    title = ""
    for cells in lines:
        told = [trim(cell) for cell in cells if trim(cell)]
        line = unicodedata.normalize("NFKC", "   ".join(told))
        labelled = _LABELLED.findall(line)
        for word, value in labelled:
            found.setdefault(_LABEL_OF[word], trim(value))
        for one, following in itertools.pairwise(told):
            match = _BARE.fullmatch(unicodedata.normalize("NFKC", one))
            if match and not _BARE.match(unicodedata.normalize("NFKC", following)):
                found[_LABEL_OF[match[1]]] = following
        if not labelled and not title and told:
            title = told[0]
    if "period" not in found and title:
        match = PERIOD.search(unicodedata.normalize("NFKC", title))
        if match:
            found["period"] = "".join(match[0].split())
    return HeadLines(title=title, **found)


@lru_cache(maxsize=20_000)
def key(heading: str) -> str:
    """Return a heading as it is compared: without blanks, marks and variants of width."""
    return "".join(unicodedata.normalize("NFKC", heading).split()).strip(_AROUND)


@lru_cache(maxsize=20_000)
def variants(heading: str) -> tuple[str, ...]:
    """Return the forms under which a printed heading may be known, the fullest first.

    ``负责人/电话(办公)`` is 负责人电话(办公), 负责人电话, 电话(办公) and 电话.
    """
    group, _, leaf = heading.rpartition(GROUP)
    forms: list[str] = [key(heading)]
    for whole in (group + leaf, leaf) if group else (heading,):
        full = key(whole)
        forms += [full, _BRACKETS.sub("", full).strip(_AROUND)]
    return tuple(dict.fromkeys(form for form in forms if form))


@dataclass(frozen=True)
class Vocabulary:
    """All headings that one or several registers know."""

    words: frozenset[str]
    _ascii: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _digits: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ascii", tuple(w for w in self.words if w.isascii()))
        object.__setattr__(self, "_digits", any(map(_DIGIT.search, self.words)))

    @classmethod
    def of(cls, forms: Iterable[Form]) -> Vocabulary:
        """Return the headings of registers."""
        return cls(frozenset(
            key(heading) for form in forms for column in form.columns
            for heading in column.headings
        ))  # fmt: skip

    def knows_exactly(self, heading: str) -> bool:
        """Tell whether a heading is one of them as it stands, brackets and all."""
        return key(heading) in self.words

    def knows(self, heading: str) -> bool:
        """Tell whether a printed heading is one of them."""
        return not self._cannot_be(heading) and any(
            form in self.words for form in variants(heading)
        )

    def _cannot_be(self, heading: str) -> bool:
        """Tell at a glance that a cell is none of them, as almost all cells of a file are."""
        if heading.isascii():
            return not any(word in heading for word in self._ascii)
        return not self._digits and bool(_DIGIT.search(heading)) and not _PARTED.search(heading)
