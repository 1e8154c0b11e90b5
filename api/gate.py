"""The gate for statements that a person writes: reading clauses only.

It is the second lock, not the first: the account that reads cannot write on ArcadeDB, and the
session is in READ mode, which Neo4j enforces. But reading files and calling procedures are reads
for both, so the gate refuses what is not plainly a question to the graph.
"""

from __future__ import annotations

import re

from graph.errors import Misuse
from graph.text import Text

# One pass from the left, so that a quote in a comment opens no string, nor the reverse.
_LITERAL = re.compile(
    r"""
      '(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*"   # strings
    | //[^\n]* | /\*.*?\*/                    # comments
    | `(?P<name>(?:[^`]|``)*)`                # names in backticks are looked at like any other
    """,
    re.VERBOSE | re.DOTALL,
)
_BEGINS = re.compile(
    r"\s*(?:(?:MATCH|OPTIONAL\s+MATCH|WITH|UNWIND|RETURN)\b|CALL\s*[({])", re.IGNORECASE
)
_REFUSED = re.compile(
    r"\b(CREATE|INSERT|MERGE|DELETE|DETACH|NODETACH|SET|REMOVE|DROP|FOREACH|LOAD|USE|YIELD|SHOW"
    r"|TRANSACTIONS?|TERMINATE|GRANT|ALTER)\b|\bCALL\s+[\w.]+|\b(apoc|dbms|db|gds|genai)\s*\.\s*\w",
    re.IGNORECASE,
)  # fmt: skip


def reading_only(statement: str) -> str:
    """Return a statement that only reads the graph, without the semicolon at its end.

    Parameters
    ----------
    statement : str
        Cypher as a person wrote it.

    Raises
    ------
    Misuse
        It writes, calls a procedure, reads a file, holds several statements, or hides what it
        does behind escapes.
    """
    plain = statement.strip().rstrip(";").strip()
    if not plain:
        raise _refuse("语句是空的", "the statement is empty", "")
    if "\\u" in plain or "\\U" in plain:
        # Some servers read these before anything else: they can spell any word.
        raise _refuse("不接受 \\u 转义", "\\u escapes are not taken", "\\u")
    bare = _LITERAL.sub(lambda found: f" {found['name'] or '0'} ", plain)
    unclosed = next((mark for mark in ("'", '"', "`", "/*") if mark in bare), None)
    if unclosed:
        raise _refuse("引号或注释没有结束", "a quote or comment is not closed", unclosed)
    if ";" in bare:
        raise _refuse("一次只接受一条语句", "one statement at a time", ";")
    found = _REFUSED.search(bare)
    if found:
        raise _refuse(f"不得使用 {found[0]}", f"{found[0]} is not allowed", found[0])
    if not _BEGINS.match(bare):
        begin = bare.split(None, 1)[0]
        raise _refuse(f"不能以 {begin} 开头", f"it cannot begin with {begin}", begin)
    return plain


def _refuse(zh: str, en: str, where: str) -> Misuse:
    return Misuse(
        Text(f"只接受只读语句：{zh}", f"only reading statements: {en}"),
        where=where,
        todo=Text("以 MATCH 开头，以 RETURN 结束", "begin with MATCH and end with RETURN"),
    )
