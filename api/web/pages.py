"""The pages; each is useful without a script."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.web.area import area_context, areas_context, find_area
from api.web.asked import Asked, AskedNow, caching, own_parameters, unchanged
from api.web.catalogue import catalogue_context, entry, question
from api.web.contexts import Candidate, View
from api.web.evidence import evidence
from api.web.problems import problem_of
from api.web.templating import page
from graph.errors import EngineError, GongjianError
from graph.names import same_name
from queries import Question
from queries.asking import explain

PAGE_ROWS = 300

router = APIRouter(include_in_schema=False)
METHODS = ["GET", "HEAD"]


@router.api_route("/", methods=METHODS)
def home(request: Request, asked: AskedNow) -> Response:
    """The areas at the top, and the questions."""
    if same := unchanged(request, asked):
        return same
    context = areas_context(asked, "")
    library = catalogue_context(asked.lang)
    return _page(request, asked, "home.html", context.view, context=context, library=library)


@router.api_route("/areas", methods=METHODS)
def areas(request: Request, asked: AskedNow, q: Annotated[str, Query()] = "") -> Response:
    """The areas that fit a search."""
    if not q.strip():
        return RedirectResponse(asked.urls.home(), 307)
    if same := unchanged(request, asked):
        return same
    context = areas_context(asked, q)
    return _page(request, asked, "areas.html", context.view, context=context)


@router.api_route("/areas/{reference:path}", methods=METHODS)
def area(request: Request, asked: AskedNow, reference: str) -> Response:
    """One area; a code or a name leads on to the address with its id."""
    if same := unchanged(request, asked):
        return same
    id_, tree = find_area(asked, reference)
    if id_ != reference:
        return RedirectResponse(asked.urls.area(id_), 307)
    context = area_context(asked, tree)
    return _page(request, asked, "area.html", context.view, context=context)


@router.api_route("/questions", methods=METHODS)
def questions(request: Request, asked: AskedNow) -> Response:
    """The library."""
    if same := unchanged(request, asked):
        return same
    library = catalogue_context(asked.lang)
    return _page(request, asked, "questions.html", asked.view(), library=library)


@router.api_route("/questions/{name}", methods=METHODS)
def one_question(request: Request, asked: AskedNow, name: str) -> Response:
    """A form, and below it the answer once there is something to ask with."""
    wanted = question(name)
    if same := unchanged(request, asked):
        return same
    given = own_parameters(request)
    values: dict[str, Any] = {
        "entry": entry(wanted, asked.lang), "given": given, "answer": None, "evidence": {},
        "problem": None, "status": 200, "command": _command(asked, name, given),
        "plan": "", "explained": asked.urls.question(name, {**given, "explain": "1"}),
        "retry": lambda candidate: _retry(asked, wanted, given, candidate),
    }  # fmt: skip
    # A form that nobody has filled in yet is not wrong.
    if given or not any(p.required for p in wanted.parameters):
        try:
            values["answer"] = asked.document(name, given, most=PAGE_ROWS)
            values["evidence"] = evidence(asked, values["answer"])
            if request.query_params.get("explain"):
                values["plan"] = explain(
                    asked.store, name, given, as_of=asked.day, tick=asked.tick or None
                )
        except EngineError:
            raise
        except GongjianError as error:
            values["problem"] = problem_of(error, asked.lang)
            values["status"] = values["problem"].status
    answers = [values["answer"]] if values["answer"] else []
    return _page(request, asked, "question.html", asked.view(*answers), **values)


def _command(asked: Asked, name: str, given: Mapping[str, str]) -> str:
    """Return the command line that asks the same."""
    words = ["gongjian", "ask", name]
    words += [_quoted(f"{n}={v}") for n, v in given.items() if v]
    words += ["--as-of", asked.day.isoformat()]
    if asked.urls.known_at:
        words += ["--known-at", _quoted(asked.urls.known_at)]
    return " ".join(words)


def _quoted(word: str) -> str:
    """Return a word as a shell takes it; Chinese needs no quotes, whatever shlex thinks."""
    return word if re.fullmatch(r"[\w@%+=:,./-]+", word) else shlex.quote(word)


def _retry(asked: Asked, wanted: Question, given: Mapping[str, str], found: Candidate) -> str:
    """Return the same question with a name replaced by one of those that it may mean."""
    named = [p.name for p in wanted.parameters if p.type in ("area", "body") and given.get(p.name)]
    meant = found.path.split("/")[-1]
    fits = [n for n in named if same_name(given[n].split("/")[-1], meant)] or named
    return asked.urls.question(wanted.name, {**given, fits[0]: found.code or found.id})


def _page(request: Request, asked: Asked, template: str, view: View, **values: Any) -> Response:
    status = values.pop("status", 200)
    headers = caching(request, asked) if status == 200 else {"Cache-Control": "no-store"}
    return page(
        request, template, view.lang, asked.urls, status=status, headers=headers,
        view=view, **values,
    )  # fmt: skip
