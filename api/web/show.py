"""How the columns of an answer are shown: which ones, as what, with which link.

Identity columns make links instead of text, the four dates become one term, coded values get
their caption from the schema. The values themselves stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal

from api.captions import CODED, called
from api.web.contexts import Document, Heading
from api.web.urls import Urls
from api.web.words import say
from graph.schema import AREA_LABELS, BODY_LABELS, NODES
from graph.text import Lang
from graph.time import Span, display, display_day
from queries import catalogue

Kind = Literal[
    "text", "coded", "number", "share", "date", "yesno", "certainty", "term", "sources"
]  # fmt: skip
TERM = ("from_min", "from_max", "to_min", "to_max")

# Which column an id names. The first of the names that the answer has becomes the link.
AREA_IDS: Mapping[str, tuple[str, ...]] = {
    "area_id": ("area_name", "name", "area"),
    "above_id": ("above",),
    "grid_id": ("grid",),
}
BODY_IDS: Mapping[str, tuple[str, ...]] = {"branch_id": ("branch",)}
HOLDER_IDS: Mapping[str, tuple[str, ...]] = {
    "body_id": ("name",), "owner": ("owner_name",), "holder": ("holder_name",),
    "company": ("company_name",), "controller": ("controller_name",),
    "holder_id": ("holder",), "company_id": ("company",), "other_id": ("other",),
}  # fmt: skip
ITEMS = {
    "end": "end_of_edge", "dates": "dates_item", "kind": "kind",
    "环": "mark_cycle", "未登记": "mark_bare", "未展开": "mark_cut",
    "未知": "twig_unknown",
}  # fmt: skip
BODY_MEMBERS = "committee-members"
OWNERSHIP, UNKNOWN = "ownership", "unknown"
BOUNDS = ("low", "high")  # a share without them is unknown, not none
CODE_OF_FINDING = "problem"  # for programs; people read the finding beside it
EXACT_DIGITS = 7  # parts per billion
STAKE_DIGITS = 4  # 33.3333 % of a company is not 33.3 %


@dataclass(frozen=True, slots=True)
class Field:
    """One shown column.

    Parameters
    ----------
    name : str
        The column whose value is shown.
    title : str
    kind : Kind
    about : str
        What the heading leaves unsaid; may be empty.
    area, body, enterprise : str
        The column with the id of an area, of a body that has members, or of an enterprise or
        holder that the value names; empty for none.
    digits : int
        Decimals of a percentage.
    """

    name: str
    title: str
    kind: Kind
    about: str = ""
    area: str = ""
    body: str = ""
    enterprise: str = ""
    digits: int = 1


def fields(document: Document, lang: Lang, *, terse: bool = False) -> list[Field]:
    """Return the columns to show, in order.

    Parameters
    ----------
    document : Document
    lang : {"zh", "en"}
    terse : bool
        Leave out columns that say nothing in any row; of a share, nothing is "unknown".
    """
    names = [column.name for column in document.columns]
    areas, bodies = _links(AREA_IDS, names), _links(BODY_IDS, names)
    if document.question == "area-network":
        bodies["name"] = "node_id"
    if document.question == "area-disputes":
        areas["subject"] = bodies["subject"] = "subject_id"
    owned = catalogue()[document.question].family == OWNERSHIP
    holders = _links(HOLDER_IDS, names) if owned else {}
    whole_term = set(TERM) <= set(names)
    abouts = {c.name: c.about[lang] for c in catalogue()[document.question].columns if c.about}
    shown = []
    for column in document.columns:
        if column.type == "id" or (whole_term and column.name in TERM[1:]):
            continue
        if column.name == CODE_OF_FINDING and "finding" in names:
            continue
        if whole_term and column.name == TERM[0]:
            shown.append(Field(TERM[0], say(lang, "term"), "term"))
            continue
        title = f"{column.title}（{column.unit}）" if column.unit else column.title
        shown.append(
            Field(
                column.name, title, _kind(column), abouts.get(column.name, ""),
                areas.get(column.name, ""), bodies.get(column.name, ""),
                holders.get(column.name, ""), _digits(column) if owned else 1,
            )
        )  # fmt: skip
    # Who it is stands before how much.
    shown.sort(key=lambda field: not field.enterprise)
    if terse:
        shown = [
            f for f in shown
            if f.kind == "share" or any(row[f.name] not in ("", None) for row in document.rows)
        ]  # fmt: skip
    return shown


def _links(ids: Mapping[str, tuple[str, ...]], names: list[str]) -> dict[str, str]:
    found = {}
    for id_, candidates in ids.items():
        shown = next((name for name in candidates if name in names), None)
        if id_ in names and shown:
            found[shown] = id_
    return found


def _digits(column: Heading) -> int:
    # Control at 50.0000001 % of the votes must not look like half of them.
    return EXACT_DIGITS if column.name == "votes" else STAKE_DIGITS


def _kind(column: Heading) -> Kind:
    match column.type:
        case "integer" | "number":
            return "number"
        case "boolean":
            return "yesno"
        case "share" | "date" | "certainty" | "sources":
            return column.type
    return "coded" if column.name in CODED else "text"


def link(field: Field, row: Mapping[str, Any], urls: Urls) -> str:
    """Return where a value leads; empty for nowhere."""
    label = row.get("level", "") if field.area and field.body else ""
    if field.area and row[field.area] and (not label or label in AREA_LABELS):
        return urls.area(row[field.area])
    # "unknown", "closed_group:…" and "concert:…" are no nodes.
    if field.enterprise and row[field.enterprise] and row[field.enterprise].isalnum():
        return "" if row[field.enterprise] == UNKNOWN else urls.enterprise(row[field.enterprise])
    # An agreement has parties, a post its holder: no members.
    memberless = row.get("kind") == NODES["Agreement"].caption.zh or label not in ("", *BODY_LABELS)
    if field.body and row[field.body] and not memberless:
        return urls.question(BODY_MEMBERS, {"committee": row[field.body]})
    return ""


def term(row: Mapping[str, Any], lang: Lang) -> str:
    """Return the four dates of a row in words."""
    days = (row[name] for name in TERM)
    span = Span(*(d if isinstance(d, date) else date.fromisoformat(d) for d in days))
    return display(span, lang)


def day(value: str | date, lang: Lang) -> str:
    """Return a day in words."""
    return display_day(value if isinstance(value, date) else date.fromisoformat(value), lang)


def number(value: float | int) -> str:
    """Return a number without needless decimals, long ones in groups of three digits."""
    # Four digits are often a year.
    text = f"{value:,.2f}" if abs(value) >= 10_000 else f"{value:.2f}"
    return text.rstrip("0").rstrip(".")


def share(value: float, digits: int = 1) -> str:
    """Return a fraction as a percentage; what is not all or nothing never rounds to it."""
    step = 10.0**-digits
    percent = round(100 * value, digits)
    if value < 1:
        percent = min(percent, 100 - step)
    if value > 0 and digits > 1:
        percent = max(percent, step)
    text = f"{percent:.{digits}f}"
    return f"{text.rstrip('0').rstrip('.')} %"


def between(low: float, high: float, lang: Lang) -> str:
    """Return a share that is known between two ends."""
    ends = share(low, STAKE_DIGITS), share(high, STAKE_DIGITS)
    if ends[0] == ends[1]:
        return ends[0]
    if low == 0:
        return say(lang, "share_at_most", ends[1])
    return f"{ends[0].removesuffix(' %')}–{ends[1]}"


_CHINESE = re.compile(
    r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f]+"
    r"(?:[\s\d.,%*＊—–→+=()-]*[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60\u3000-\u303f]+)*"
)


def spans(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the pieces of a text, and whether each is Chinese: a sentence may quote names."""
    end = 0
    for found in _CHINESE.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    if end < len(text):
        yield text[end:], False


def choice(value: str, lang: Lang) -> str:
    """Return what a value that a parameter may take is called in the reader's language."""
    # The forms of ownership alone need it, and it brings numpy.
    from graph.analysis.presets import presets

    law = presets().get(value)
    return law.title[lang] if law else caption(value, lang)


def caption(value: str, lang: Lang) -> str:
    """Return what a stored value is called in the reader's language."""
    if value in ITEMS:
        return say(lang, ITEMS[value])
    return called(value, lang)


def figures(document: Document) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield each reported figure with the counts beside it; those that have any come first."""
    ordered = sorted(document.rows, key=lambda row: row["figure_id"])
    groups = [list(rows) for _, rows in groupby(ordered, key=lambda row: row["figure_id"])]
    place = {row["figure_id"]: i for i, row in reversed(list(enumerate(document.rows)))}
    groups.sort(key=lambda rows: (not rows[0]["definition"], place[rows[0]["figure_id"]]))
    for rows in groups:
        yield rows[0], [row for row in rows if row["definition"]]


def grids_summary(document: Document) -> dict[str, int]:
    """Return how many grids there are, and how many are covered certainly and possibly."""
    best: dict[str, set[str]] = {}
    for row in document.rows:
        best.setdefault(row["grid_id"], set()).add(row["covered"])
    certain = sum("确定" in covered for covered in best.values())
    possible = sum(bool({"确定", "可能"} & covered) for covered in best.values())
    return {"grids": len(best), "certain": certain, "possible": possible}
