"""Pages over no data, one register, and generated data; apart, so that the examples load once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from api.app import create_app
from api.web.urls import API
from graph.identity import node_id
from graph.ledger import Evidence, Fact, Node, Source, record
from graph.store import Store
from graph.time import PartialDate, span
from loaders.load import Input, load, register
from tests.web_support import read, serve

EXAMPLES = Path(__file__).parent.parent / "examples" / "hohhot"


def test_an_empty_database_says_what_to_do(store: Store) -> None:
    with serve(create_app(store=store)) as web:
        page = read(web.get("/"))
        assert "gongjian load" in page.all("section", class_="problem")[0].text
        assert web.get("/areas/1501").status_code == 404


def test_a_new_batch_makes_a_kept_page_stale(store: Store) -> None:
    with serve(create_app(store=store)) as web:
        before = web.get("/").headers["etag"]
        assert web.get("/", headers={"if-none-match": before}).status_code == 304
        load(store, [Input(EXAMPLES / "city.csv", register("areas"))], who="tests")
        after = web.get("/", headers={"if-none-match": before})
        assert after.status_code == 200
        assert read(after).all("a", class_="city")[0].text.startswith("呼和浩特市")


def test_generated_data_is_marked_on_page_and_answer(store: Store) -> None:
    city = Node("City", node_id("City", "测试", "1"), "假想市", "", synthetic=True)
    source = Source("s1", "made.csv", "生成", "test", "0" * 64)
    evidence = Evidence(source, "", 2, "test", "生成", PartialDate.of(date(2024, 1, 1)))
    values = {"name": "假想市", "kind": "市"}
    fact = Fact("STATE", city, city, values, span(None, listed_on=date(2024, 1, 1)), evidence)
    record(store, [fact], [source], who="tests", what="synthetic")
    with serve(create_app(store=store)) as web:
        assert web.get(f"{API}/areas").json()["view"]["synthetic"] is True
        for address in ("/", f"/areas/{city.id}", "/questions/area-roots"):
            banner = read(web.get(address)).all("p", class_="synthetic")
            assert "合成数据" in banner[0].text, address
