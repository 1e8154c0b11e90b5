"""Read the chains of holdings that a question is about, step by step, and no other holding.

Where chains lead is known only when they are walked, and one statement that unfolds all paths
would take exponential time on rings. The statement is therefore sent once a step, in the same
transaction: with ``$companies``, whose holders it returns, and with ``$holders``, whose companies
it returns with all of their holders (shares of a company mean something only together). With null
for both it returns everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from queries.question import Chains, Question

Row = tuple[Any, ...]
HELD = "Enterprise"
"""Only an enterprise has holders."""
Step = Callable[[Mapping[str, list[str] | None]], Sequence[Row]]
EVERYTHING: Mapping[str, list[str] | None] = {"companies": None, "holders": None}


def chains_of(question: Question, values: Mapping[str, Any]) -> tuple[Chains, list[str]] | None:
    """Return which chains a question follows, and the ids where they begin.

    Parameters
    ----------
    question : Question
    values : mapping
        Its parameters, bodies as ids.

    Returns
    -------
    tuple of (Chains, list of str), or None
        None where everything has to be read.
    """
    for chains in question.chains:
        start = [values[name] for name in chains.start if values[name]]
        if start:
            return chains, start
    return None


def first_step(question: Question, values: Mapping[str, Any]) -> Mapping[str, list[str] | None]:
    """Return what the statement of a question is first sent with, beside its parameters."""
    following = chains_of(question, values)
    if following is None:
        return EVERYTHING if question.chains else {}
    chains, start = following
    down = chains.along.startswith("down")
    return {"companies": [] if down else start, "holders": start if down else []}


def read_chains(question: Question, chains: Chains, start: Iterable[str], step: Step) -> list[Row]:
    """Return all holdings on the chains that begin at some nodes.

    Parameters
    ----------
    question : Question
        Reads at least ``holder``, ``holder_label`` and ``company``.
    chains : Chains
    start : iterable of str
        Ids.
    step : callable
        Sends the statement with ``companies`` and ``holders``.

    Returns
    -------
    list of tuple
        Rows of the statement. As many steps as the longest shortest chain has; every company is
        asked about once.
    """
    holder, label, company = map(question.reads.index, ("holder", "holder_label", "company"))
    found: dict[str, list[Row]] = {}
    begin = list(dict.fromkeys(start))
    frontier, walked = begin, set(begin)
    while frontier and chains.along.startswith("down"):
        rows = step({"companies": [], "holders": frontier})
        _gather(found, rows, company)
        frontier = [id_ for id_ in dict.fromkeys(r[company] for r in rows) if id_ not in walked]
        walked.update(frontier)
    if chains.along != "down":
        frontier = [*begin, *_above(found.values(), holder, label)]
    frontier = [id_ for id_ in dict.fromkeys(frontier) if id_ not in found]
    asked = set(frontier)
    while frontier:
        rows = step({"companies": frontier, "holders": []})
        _gather(found, rows, company)
        frontier = [i for i in _above([rows], holder, label) if i not in found and i not in asked]
        asked.update(frontier)
    return [row for rows in found.values() for row in rows]


def _above(groups: Iterable[Sequence[Row]], holder: int, label: int) -> list[str]:
    """Return the holders that others may hold, each once."""
    found = (r[holder] for rows in groups for r in rows if r[label] == HELD)
    return list(dict.fromkeys(found))


def _gather(found: dict[str, list[Row]], rows: Sequence[Row], company: int) -> None:
    """Keep the rows by company; a company that came before brings the same rows again."""
    fresh: dict[str, list[Row]] = {}
    for row in rows:
        if row[company] not in found:
            fresh.setdefault(row[company], []).append(row)
    found |= fresh
