"""Every address of the pages and of the interface; nothing else spells one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from graph.text import Lang

API = "/api/v1"
OPEN_API = f"{API}/openapi.json"
STATIC = "/static"
ENTERPRISES = "/enterprises"

# Names that say when and how, so no question may call a parameter so.
RESERVED = ("as_of", "known_at", "lang", "format", "explain")


@dataclass(frozen=True, slots=True)
class Urls:
    """Addresses that keep what the reader chose: the day, the batch, the language.

    Parameters
    ----------
    lang : {"zh", "en"} or None
        None while the browser's own language decides.
    as_of, known_at : str
        As given in the address; empty for today and for the newest.
    style : str
        Digest of the style sheet, so that a changed one is fetched anew.
    """

    lang: Lang | None = None
    as_of: str = ""
    known_at: str = ""
    style: str = ""

    def kept(self) -> dict[str, str]:
        """Return what the reader chose, as query parameters."""
        chosen = {"as_of": self.as_of, "known_at": self.known_at, "lang": self.lang or ""}
        return {name: value for name, value in chosen.items() if value}

    def speaking(self, lang: Lang) -> Urls:
        return replace(self, lang=lang)

    def home(self) -> str:
        return self._with("/")

    def areas(self, q: str = "") -> str:
        return self._with("/areas", {"q": q})

    def area(self, reference: str) -> str:
        return self._with(f"/areas/{quote(reference, safe='')}")

    def enterprises(self, q: str = "") -> str:
        return self._with(ENTERPRISES, {"q": q})

    def enterprise(self, reference: str) -> str:
        return self._with(f"{ENTERPRISES}/{quote(reference, safe='')}")

    def names(self, within: str = "") -> str:
        return self._with("/names", {"within": within})

    def questions(self) -> str:
        return self._with("/questions")

    def question(self, name: str, parameters: Mapping[str, Any] | None = None) -> str:
        return self._with(f"/questions/{quote(name, safe='')}", parameters)

    def stylesheet(self) -> str:
        return f"{STATIC}/style.css?v={self.style}"

    def api_areas(self, q: str = "") -> str:
        return self._with(f"{API}/areas", {"q": q})

    def api_area(self, reference: str) -> str:
        return self._with(f"{API}/areas/{quote(reference, safe='')}")

    def api_enterprises(self, q: str = "") -> str:
        return self._with(f"{API}/enterprises", {"q": q})

    def api_enterprise(self, reference: str) -> str:
        return self._with(f"{API}/enterprises/{quote(reference, safe='')}")

    def api_names(self, within: str = "") -> str:
        return self._with(f"{API}/names", {"within": within})

    def api_questions(self) -> str:
        return self._with(f"{API}/questions")

    def api_question(
        self, name: str, parameters: Mapping[str, Any] | None = None, *, csv: bool = False
    ) -> str:
        form = {"format": "csv"} if csv else {}
        return self._with(f"{API}/questions/{quote(name, safe='')}", {**(parameters or {}), **form})

    def _with(self, path: str, parameters: Mapping[str, Any] | None = None) -> str:
        given = {n: _text(v) for n, v in (parameters or {}).items() if v not in (None, "", [], ())}
        query = urlencode({**given, **self.kept()}, quote_via=quote)
        return f"{path}?{query}" if query else path


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
