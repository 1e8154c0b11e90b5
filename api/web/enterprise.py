"""One enterprise (or who holds shares of one), with everything that its page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.web.asked import Asked
from api.web.contexts import Citation, Context, Document, View
from api.web.evidence import evidence
from api.web.problems import Missing
from api.web.words import WORDS
from graph.names import spellings
from graph.text import Text

ROWS = 100  # the question page has the rest
LIST_ROWS = 300
SHORTEST_PART = 2  # characters; one would fit half the list
REASONS = 3


class Enterprise(Context):
    """Who it is; several names where the day leaves room for more than one."""

    id: str
    level: str
    names: tuple[str, ...]
    other_names: tuple[str, ...]
    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    statuses: tuple[str, ...]


class EnterpriseContext(Context):
    """One enterprise or holder; what only an enterprise has is None for a holder."""

    view: View
    enterprise: Enterprise
    states: Document
    tree: Document | None
    owners: Document | None
    control: Document | None
    ultimate: Document | None
    reasons: tuple[Document, ...]
    direct: Document
    stakes: Document
    controlled: Document
    doubts: Document
    evidence: dict[str, Citation]


class EnterprisesContext(Context):
    """Those that fit a search, or all that take part in a holding that day."""

    view: View
    q: str
    enterprises: Document
    evidence: dict[str, Citation]


@dataclass(frozen=True, slots=True)
class Twig:
    """A row of the tree, with the rows above it."""

    row: Mapping[str, Any]
    above: tuple[Twig, ...]


def find_enterprise(asked: Asked, reference: str) -> tuple[str, Document]:
    """Return the id of an enterprise, unit or holder, and its names and states.

    Parameters
    ----------
    asked : Asked
    reference : str
        Its id, code or name.

    Raises
    ------
    Misuse
        Nothing is called so, or several are.
    Missing
        It is something else, such as a committee.
    """
    states = asked.document("enterprise-states", {"company": reference}, most=ROWS)
    if not states.rows:
        what = WORDS["not_held"]
        raise Missing(
            Text(what.zh.format(reference), what.en.format(reference)), todo=WORDS["not_held_todo"]
        )
    return states.rows[0]["body_id"], states


def enterprise_context(asked: Asked, id_: str, states: Document) -> EnterpriseContext:
    """Return the enterprise with its tables; each is a question asked at one day and tick."""
    company = {"company": id_}
    enterprise = _enterprise(id_, states)
    held = enterprise.level == "Enterprise"

    def of_company(name: str, most: int = ROWS) -> Document | None:
        return asked.document(name, company, most=most) if held else None

    tree, owners = of_company("ownership-tree", LIST_ROWS), of_company("ultimate-owners")
    control, ultimate = of_company("controllers"), of_company("ultimate-controllers")
    direct = asked.document("direct-holdings", company, most=ROWS)
    stakes = asked.document("integrated-ownership", {"holder": id_}, most=ROWS)
    controlled = asked.document("controllers", {"controller": id_}, most=ROWS)
    doubts = asked.document("holding-problems", company, most=ROWS)
    shown = [tree, owners, control, ultimate, states, direct, stakes, controlled, doubts]
    return EnterpriseContext(
        view=asked.view(*(document for document in shown if document)),
        enterprise=enterprise,
        states=states,
        tree=tree,
        owners=owners,
        control=control,
        ultimate=ultimate,
        reasons=_reasons(asked, id_, ultimate),
        direct=direct,
        stakes=stakes,
        controlled=controlled,
        doubts=doubts,
        evidence=evidence(asked, states, direct, doubts),
    )


def enterprises_context(asked: Asked, q: str) -> EnterprisesContext:
    """Return those that fit a search, or all that take part in a holding.

    Parameters
    ----------
    asked : Asked
    q : str
        A name, a former or other name, a code; part of a name where nothing fits the whole.
    """
    wanted = q.strip()
    names = {"names": [*spellings(wanted), wanted]} if wanted else {}
    found = asked.document("enterprise-search", names, most=LIST_ROWS)
    if not found.rows and len(wanted) >= SHORTEST_PART:
        found = asked.document("enterprise-search", {**names, "part": wanted}, most=LIST_ROWS)
    return EnterprisesContext(
        view=asked.view(found), q=wanted, enterprises=found, evidence=evidence(asked, found)
    )


def twigs(tree: Document) -> tuple[Twig, ...]:
    """Return the rows of a tree as branches, from the holders of the company upwards."""
    above: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in tree.rows:
        above[row["place"].rpartition(".")[0]].append(row)

    def grown(place: str) -> tuple[Twig, ...]:
        return tuple(Twig(row, grown(row["place"])) for row in above[place])

    return grown("")


def _reasons(asked: Asked, id_: str, ultimate: Document | None) -> tuple[Document, ...]:
    """Return why each ultimate controller controls the company; a concert has no id to ask by."""
    found = [row["controller"] for row in ultimate.rows] if ultimate else []
    single = [who for who in found if who.isalnum() and who != id_][:REASONS]
    return tuple(
        asked.document("explain-ownership", {"holder": who, "company": id_}, most=ROWS)
        for who in single
    )


def _enterprise(id_: str, states: Document) -> Enterprise:
    own = [row for row in states.rows if row["aspect"] == "状况"]
    now = [row for row in own if row["in_force"] != "否"] or own
    names = _distinct(row["name"] for row in now)
    return Enterprise(
        id=id_,
        level=states.rows[0]["level"],
        names=names,
        other_names=tuple(n for n in _distinct(r["name"] for r in states.rows) if n not in names),
        codes=_distinct(row["code"] for row in now),
        kinds=_distinct(row["kind"] for row in now),
        statuses=_distinct(row["status"] for row in now),
    )


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))
