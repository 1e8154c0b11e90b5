"""Types of what goes into a question and of what comes out."""

from __future__ import annotations

from typing import Literal

# "area" and "body" take a code, an id, a name or a path, and become the id of a node.
# "bodies" and "strings" take a list, or texts set apart by commas or blanks.
ParameterType = Literal["area", "body", "bodies", "string", "strings", "integer", "date", "boolean"]

# "certainty" is one of: 确定, 可能, 否 (certainly, possibly, not).
ColumnType = Literal[
    "id", "string", "integer", "number", "share", "date", "boolean", "certainty", "sources"
]
