"""Rule sets: what counts as what, by place, with source and date. Data, never code."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from graph.text import Text

RULES = Path(__file__).parent
EVERY = "all"  # the rules of all sets, for a question that lists them
_OUTSIDE = {
    "what": "outside",
    "label": "",
    "kinds": [],
    "under": [],
    "complete": False,
    "place": "",
}
_COMMON = ("name", "place", "says", "source", "url", "dated")


@cache
def rule_set(name: str) -> list[dict[str, Any]]:
    """Return the rules of a set, as a list of flat maps for ``$rules``.

    Parameters
    ----------
    name : str
        File name below ``queries/rules`` without its ending; or `EVERY`, for what all rules of
        all sets have in common, each with its `set` and an `id` (set and number in it).
    """
    if name == EVERY:
        return [
            {"id": f"{path.stem}/{i}", "set": path.stem, "sure": rule.get("sure", False),
             **{key: rule.get(key, "") for key in _COMMON},
             "name": rule.get("name") or rule.get("indicator") or rule.get("kind", "")}
            for path in sorted(RULES.glob("*.toml"))
            for i, rule in enumerate(_read(path)["rule"], start=1)
        ]  # fmt: skip
    read = _read(RULES / f"{name}.toml")
    rules: list[dict[str, Any]] = read["rule"]
    defined = {rule.get("indicator") for rule in rules}
    # Why there is no definition is no rule; a question of figures says it where it counts nothing.
    return rules + [
        {**_OUTSIDE, "indicator": indicator, "says": reason["says"]}
        for reason in read.get("outside", [])
        for indicator in reason["indicators"]
        if indicator not in defined
    ]


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def captions() -> dict[str, Text]:
    """Return the texts of all rule sets in both languages, by the Chinese one.

    A rule that has ``says`` and ``says_en`` gives a pair; so does any other name.
    """
    found: dict[str, Text] = {}
    for path in sorted(RULES.glob("*.toml")):
        read = _read(path)
        for rule in (*read["rule"], *read.get("outside", [])):
            for name, english in rule.items():
                chinese = rule.get(name.removesuffix("_en"))
                if name.endswith("_en") and isinstance(chinese, str):
                    found[chinese] = Text(chinese, english)
    return found
