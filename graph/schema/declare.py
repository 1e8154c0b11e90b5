"""The forms in which the schema is declared: properties, code lists, nodes, edges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph.text import Text

PropertyType = Literal["string", "integer", "number", "boolean", "date", "strings"]

PYTHON_TYPES: Mapping[PropertyType, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "date": (),  # filled by check.py, which knows both date classes
    "strings": (list, tuple),
}


@dataclass(frozen=True, slots=True)
class Code:
    """One value of a code list.

    Parameters
    ----------
    value : str
        What is stored: the term that the field itself uses.
    en : str
        English caption; the Chinese caption is the value.
    flags : frozenset of str
        What follows from this value, for example ``counts_as_organisation``.
    """

    value: str
    en: str
    flags: frozenset[str] = frozenset()

    @property
    def caption(self) -> Text:
        return Text(self.value, self.en)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of values, each with captions in both languages."""

    name: str
    caption: Text
    codes: tuple[Code, ...]
    _values: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_values", frozenset(code.value for code in self.codes))

    def values(self) -> frozenset[str]:
        return self._values

    def flagged(self, flag: str) -> tuple[str, ...]:
        """Return the values that carry a flag, in declared order."""
        return tuple(code.value for code in self.codes if flag in code.flags)


def code_list(name: str, zh: str, en: str, *codes: tuple[str, ...]) -> CodeList:
    """Return a code list from (value, English caption, flags …) of each code."""
    return CodeList(
        name, Text(zh, en), tuple(Code(value, cap, frozenset(f)) for value, cap, *f in codes)
    )


@dataclass(frozen=True, slots=True)
class Property:
    """A named value on an edge.

    Parameters
    ----------
    name : str
        Property name in the graph.
    type : PropertyType
        Stored type.
    caption : Text
        Heading for people.
    codes : CodeList, optional
        The closed list the value must come from.
    unit : str
        Unit of a number; empty where it has none.
    """

    name: str
    type: PropertyType
    caption: Text
    codes: CodeList | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class NodeType:
    """A label. What can change about such a node stands on its STATE edge.

    Parameters
    ----------
    label : str
        The one label of the node.
    caption : Text
        What people call it.
    state : tuple of Property
        Facets that its STATE edge may carry.
    ledger : bool
        True for the book-keeping nodes, which carry no facts.
    """

    label: str
    caption: Text
    state: tuple[Property, ...] = ()
    ledger: bool = False


@dataclass(frozen=True, slots=True)
class EdgeType:
    """A relationship type: what it may join, what it says, and what tells two facts apart.

    Parameters
    ----------
    type : str
        Relationship type.
    caption, reverse : Text
        How it reads from its start, and from its end.
    joins : mapping of str to tuple of str
        Start label to the end labels it may point at.
    properties : tuple of Property
        Values beside the dates and the book-keeping that every edge has.
    role : tuple of str
        Properties that belong to the identity of the fact: two facts between the same nodes
        with other roles are two facts.
    exact : bool
        True for structural edges, whose dates carry no doubt.
    single : bool
        True where a start node has at most one such edge at a time: a new one ends the old one.
    """

    type: str
    caption: Text
    reverse: Text
    joins: Mapping[str, tuple[str, ...]]
    properties: tuple[Property, ...] = ()
    role: tuple[str, ...] = ()
    exact: bool = False
    single: bool = False
    by_name: Mapping[str, Property] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {p.name: p for p in self.properties})
        unknown = set(self.role) - set(self.by_name)
        if unknown:
            raise ValueError(f"{self.type}: role names undeclared properties {sorted(unknown)}")
