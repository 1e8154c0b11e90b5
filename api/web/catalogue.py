"""The library of questions, as page and interface list it."""

from __future__ import annotations

from api.web.contexts import CatalogueContext, Entry, Field, Heading
from api.web.problems import Missing
from graph.errors import Misuse
from graph.text import Lang
from queries import Question, catalogue, find


def catalogue_context(lang: Lang) -> CatalogueContext:
    """Return all questions; this needs no database."""
    return CatalogueContext(questions=tuple(entry(q, lang) for q in catalogue().values()))


def question(name: str) -> Question:
    """Return a question by its name.

    Raises
    ------
    Missing
        There is none; the nearest names are offered.
    """
    try:
        return find(name)
    except Misuse as error:
        raise Missing(error.what, where=error.where, todo=error.todo) from error


def entry(asked: Question, lang: Lang) -> Entry:
    """Return a question with its captions in one language."""
    return Entry(
        name=asked.name,
        family=asked.family,
        title=asked.title[lang],
        about=asked.about[lang],
        parameters=tuple(
            Field(
                name=p.name,
                type=p.type,
                title=p.title[lang],
                required=p.required,
                default=p.default,
                choices=p.choices,
            )
            for p in asked.parameters
        ),
        columns=tuple(
            Heading(name=c.name, type=c.type, unit=c.unit, title=c.title[lang])
            for c in asked.columns
        ),
    )
