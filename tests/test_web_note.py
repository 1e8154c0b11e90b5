"""A page says what no row means, where that is not "none"; on both engines."""

from __future__ import annotations

from api.app import create_app
from api.web.urls import API
from graph.store import Store
from tests.web_support import serve


def test_no_list_of_areas_is_unknown_and_not_zero(demo: Store) -> None:
    asked = "coverage-rate?area=小店区&level=Community"
    with serve(create_app(store=demo)) as web:
        page = web.get(f"/questions/{asked}")
        assert page.status_code == 200
        assert "不知道，不是 0" in page.text
        assert "没有符合的行" not in page.text
        english = web.get(f"/questions/{asked}&lang=en").text
        assert "coverage is unknown, not 0" in english
        assert web.get(f"{API}/questions/{asked}").json()["note"].endswith("不是 0")
