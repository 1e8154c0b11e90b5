"""The page of names: what people decided, and entries that may be one; also as JSON.

Read only, as every page: beside each line stands the command that decides or takes back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.web.asked import Asked, AskedNow, caching, unchanged
from api.web.contexts import Context, View
from api.web.data import FAILURES
from api.web.pages import METHODS
from api.web.problems import problem_of
from api.web.templating import page
from api.web.urls import API
from graph.errors import EngineError, GongjianError
from graph.time import SHANGHAI
from loaders.names.decisions import UNSURE, Decision, decisions
from loaders.names.duplicates import Pair, duplicates
from loaders.places import Places

EVERYWHERE = "all"
MOST_PAIRS = 300

router = APIRouter(include_in_schema=False)
api = APIRouter(prefix=API, responses=FAILURES)

Within = Annotated[str, Query(max_length=100, description="区域；all 为全部 / area, or all")]


class Decided(Context):
    """A decision that stands; `open` where the person was not sure."""

    key: str
    name: str
    area: str
    verdict: str
    open: bool
    node: str
    other: str
    who: str
    at: str
    batch: int
    because: str
    undo: str


class Alike(Context):
    """Two entries that may be one, why, and the command that decides."""

    reason: str
    one: str
    one_in: str
    other: str
    other_in: str
    decide: str


class NamesContext(Context):
    """Decisions, and the proposals for an area; None where nobody asked for any."""

    view: View
    decided: tuple[Decided, ...]
    within: str
    alike: tuple[Alike, ...] | None
    truncated: bool


def names_context(asked: Asked, within: str) -> NamesContext:
    """Return what is decided now, the unsure ones first, and what may be one in an area.

    Raises
    ------
    RefusedInput
        There is no such area, or there are several.
    """
    found = sorted(decisions(asked.store), key=lambda d: (d.verdict != UNSURE, -d.batch, d.key))
    pairs = _pairs(asked, within) if within else None
    named = [d.node for d in found] + [n for p in pairs or () for n in (p.one, p.other)]
    synthetic = any(node.synthetic for node in named)
    return NamesContext(
        view=View(lang=asked.lang, as_of=asked.day, tick=asked.tick, synthetic=synthetic),
        decided=tuple(map(_decided, found)),
        within=within,
        alike=None if pairs is None else tuple(_alike(asked, p) for p in pairs[:MOST_PAIRS]),
        truncated=len(pairs or ()) > MOST_PAIRS,
    )


def _pairs(asked: Asked, within: str) -> list[Pair]:
    places = Places.of(asked.store)
    return duplicates(places, None if within == EVERYWHERE else places.area(within))


def _decided(d: Decision) -> Decided:
    at = datetime.fromtimestamp(d.at / 1000, SHANGHAI).isoformat(" ", "minutes") if d.at else ""
    return Decided(
        key=d.key, name=d.name, area=d.area.name if d.area else "", verdict=d.verdict,
        open=d.verdict == UNSURE, node=d.node.name, other=d.other.name if d.other else "",
        who=d.who, at=at, batch=d.batch, because=d.because, undo=f"gongjian names undo {d.key}",
    )  # fmt: skip


def _alike(asked: Asked, p: Pair) -> Alike:
    return Alike(
        reason=p.reason[asked.lang], one=p.one.name, one_in=p.where_one, other=p.other.name,
        other_in=p.where_other,
        decide=f"gongjian names decide {p.one.id} {p.other.id} same|different|unsure",
    )  # fmt: skip


@router.api_route("/names", methods=METHODS)
def names(request: Request, asked: AskedNow, within: Within = "") -> Response:
    """Decisions, and proposals for an area once one is named."""
    if same := unchanged(request, asked):
        return same
    values: dict[str, Any] = {"problem": None, "status": 200}
    try:
        values["context"] = names_context(asked, within.strip())
    except EngineError:
        raise
    except (
        GongjianError
    ) as error:  # an area that is not there: the decisions are shown all the same
        values["context"] = names_context(asked, "")
        values["problem"] = problem_of(error, asked.lang)
        values["status"] = values["problem"].status
    status = values.pop("status")
    headers = caching(request, asked) if status == 200 else {"Cache-Control": "no-store"}
    return page(
        request, "names.html", asked.lang, asked.urls, status=status, headers=headers,
        view=values["context"].view, within=within.strip(), **values,
    )  # fmt: skip


@api.get("/names", response_model=NamesContext, summary="名称判定 / decisions about names")
def names_data(request: Request, asked: AskedNow, within: Within = "") -> Response:
    """Return the decisions that stand, and entries that may be one in an area."""
    if same := unchanged(request, asked):
        return same
    context = names_context(asked, within.strip())
    return JSONResponse(context.model_dump(mode="json"), headers=caching(request, asked))
