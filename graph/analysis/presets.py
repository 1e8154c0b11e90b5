"""Thresholds of the law, read from ``presets.toml``: with source, date and confidence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np

from graph.analysis.control import Rule
from graph.analysis.holdings import Basis
from graph.analysis.rows import FULL, Bools, Floats
from graph.errors import Misuse
from graph.text import Text


@dataclass(frozen=True)
class Preset:
    """One threshold.

    Attributes
    ----------
    name : str
        Key in the file.
    title, source, note : Text
        What it is, the rule it comes from, what it does not cover.
    measure : {"stake", "control"}
        An integrated stake is compared, or control is followed.
    basis : {"capital", "votes"}
        For `graph.analysis.holdings.build`.
    share : int
        Parts per billion.
    strict : bool
        More than `share`, or `share` suffices.
    since : date
        First day of application.
    confidence : {"checked", "general"}
        Whether the wording was read, or is general knowledge.
    treasury : {"count", "excluded"}
        Whether own shares count among the votes.
    """

    name: str
    title: Text
    source: Text
    note: Text
    measure: Literal["stake", "control"]
    basis: Basis
    share: int
    strict: bool
    since: date
    confidence: Literal["checked", "general"]
    treasury: Literal["count", "excluded"]

    @property
    def rule(self) -> Rule:
        """The rule of control with this threshold."""
        return Rule(self.share, self.strict, self.treasury)

    def reached(self, stake: Floats) -> Bools:
        """Return which stakes (fractions) reach the threshold.

        Stakes are floating-point sums: within half a part per billion of the threshold they
        count as equal to it.
        """
        parts = stake * FULL
        if self.strict:
            return np.asarray(parts > self.share + 0.5, dtype=np.bool_)
        return np.asarray(parts >= self.share - 0.5, dtype=np.bool_)


@cache
def presets() -> dict[str, Preset]:
    """Return all thresholds by name."""
    text = files("graph.analysis").joinpath("presets.toml").read_text(encoding="utf-8")
    return {name: _read(name, entry) for name, entry in tomllib.loads(text).items()}


def preset(name: str) -> Preset:
    """Return one threshold.

    Raises
    ------
    Misuse
        No threshold has this name.
    """
    known = presets()
    if name not in known:
        raise Misuse(
            Text(f"没有名为 {name} 的控制口径", f"no preset is called {name}"),
            todo=Text("可选：" + "、".join(known), "One of: " + ", ".join(known)),
        )
    return known[name]


def _read(name: str, entry: dict[str, Any]) -> Preset:
    def text(key: str) -> Text:
        return Text(entry[f"{key}_zh"], entry[f"{key}_en"])

    return Preset(
        name,
        Text(entry["zh"], entry["en"]),
        text("source"),
        text("note"),
        entry["measure"],
        entry["basis"],
        int(Decimal(entry["share"]) * FULL / 100),
        entry["strict"],
        entry["since"],
        entry["confidence"],
        entry.get("treasury", "count"),
    )
