"""Which of the two languages a reader wants."""

from __future__ import annotations

from typing import get_args

from graph.errors import Misuse
from graph.text import LANGS, Lang, Text

TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}


def asked_language(given: str) -> Lang | None:
    """Return the language that the address names, None where it names none.

    Raises
    ------
    Misuse
        It names one that we do not speak.
    """
    if not given:
        return None
    for lang in LANGS:
        if given == lang:
            return lang
    raise Misuse(
        Text(f"没有“{given}”这种语言", f"there is no language {given!r}"),
        todo=Text("可用：" + "、".join(get_args(Lang)), "one of: " + ", ".join(get_args(Lang))),
    )


def accepted_language(header: str) -> Lang:
    """Return the better of our languages for an ``Accept-Language`` header; Chinese first."""
    best: tuple[float, Lang] = (0.0, "zh")
    for entry in header.split(","):
        tag, _, weight = entry.strip().partition(";")
        name = tag.strip().lower().split("-")[0]
        for lang in LANGS:
            if name == lang:
                best = max(best, (_quality(weight), lang), key=lambda found: found[0])
    return best[1]


def _quality(weight: str) -> float:
    name, _, value = weight.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
