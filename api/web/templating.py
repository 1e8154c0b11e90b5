"""The templates, and what they may use."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api.web import show
from api.web import urls as addresses
from api.web.language import TAGS
from api.web.urls import RESERVED, Urls
from api.web.words import family, say
from graph.text import LANGS, Lang
from queries import catalogue

HERE = Path(__file__).parent
STATIC = HERE / "static"
MARKS = {"确定": ("certain", "●"), "可能": ("possible", "◐"), "否": ("no", "○")}


@cache
def environment() -> Environment:
    """Return the templates; a name that does not exist is an error, never an empty place."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(show=show, marks=MARKS, addresses=addresses, catalogue=catalogue)
    return made


@cache
def style_digest() -> str:
    """Return a digest of the style sheet."""
    data = (STATIC / "style.css").read_bytes()
    return hashlib.blake2b(data, digest_size=6).hexdigest()


def page(
    request: Request,
    template: str,
    lang: Lang,
    urls: Urls,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Render a page.

    Parameters
    ----------
    request : Request
        The form of the two times and the language links stay on its address.
    template : str
        File name below ``templates``.
    lang : {"zh", "en"}
    urls : Urls
    status : int
    headers : dict, optional
        Beside those of every answer.
    **values
        For the template.
    """
    own = [(n, v) for n, v in request.query_params.multi_items() if n not in RESERVED]
    text = environment().get_template(template).render(
        lang=lang,
        tag=TAGS[lang],
        urls=urls,
        say=partial(say, lang),
        family=lambda name: family(name)[lang],
        languages=[(name, TAGS[name], _speaking(request, name)) for name in LANGS],
        here=request.url.path,
        own=own,
        style=Urls(style=style_digest()).stylesheet(),
        **values,
    )  # fmt: skip
    return HTMLResponse(text, status, headers)


def _speaking(request: Request, lang: Lang) -> str:
    """Return the present address in another language."""
    url = request.url.include_query_params(lang=lang)
    return f"{url.path}?{url.query}"
