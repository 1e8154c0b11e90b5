"""The interface for programs, and what every answer of the server carries, on both engines."""

from __future__ import annotations

import csv
import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest
from httpx import Client, Response

from api.app import create_app
from api.web import serving, urls
from api.web.guard import HEADERS
from api.web.problems import STATUS, status_of
from graph.engines import Endpoint, LocalAddress, Login
from graph.errors import Conflict, EngineError, Misuse, OutcomeUnknown, RefusedInput
from graph.store import Store
from graph.text import Text
from queries import catalogue
from queries.asking import ask
from tests.web_support import read, serve

API = urls.API
DAY = "2025-01-01"
NOWHERE = Endpoint("bolt://127.0.0.1:9", None, "remote", Login("a", "b"), Login("a", "b"), None)


@pytest.fixture
def web(demo: Store) -> Iterator[Client]:
    with serve(create_app(store=demo)) as client:
        # What is refused below is refused by a server that answers otherwise.
        assert client.get(f"{API}/areas/150103").status_code == 200
        yield client


def problem(response: Response) -> dict[str, object]:
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, object] = response.json()
    assert found["status"] == response.status_code
    return found


# ---- answers ----


def test_an_answer_is_the_document_of_the_contract(web: Client, demo: Store) -> None:
    sent = web.get(
        f"{API}/questions/grid-coverage", params={"area": "兴康社区", "as_of": DAY}
    ).json()
    assert sent == ask(demo, "grid-coverage", {"area": "兴康社区"}, as_of=DAY).document("zh")
    assert list(sent)[:4] == ["question", "parameters", "as_of", "tick"]
    assert len(sent["rows"]) == 15


def test_every_question_of_the_library_answers_here(web: Client) -> None:
    needed = {
        "area": "回民区", "committee": "航苑小区联合党组织", "names": "回民区", "ids": "1",
        "company": "日富物业公司", "holder": "二旺机车俱乐部", "share": "10%",
        "body": "日富物业公司", "since": "2020-01-01", "until": "2030-01-01",
    }  # fmt: skip
    listed = web.get(f"{API}/questions").json()["questions"]
    assert [entry["name"] for entry in listed] == list(catalogue())
    for entry in listed:
        given = {p["name"]: needed.get(p["name"], "") for p in entry["parameters"] if p["required"]}
        sent = web.get(f"{API}/questions/{entry['name']}", params=given)
        assert sent.status_code == 200, (entry["name"], sent.text)
        assert [c["name"] for c in sent.json()["columns"]] == [c["name"] for c in entry["columns"]]


def test_captions_follow_the_language_and_values_do_not(web: Client) -> None:
    zh, en = (
        web.get(f"{API}/questions/area-roots", params={"lang": lang}).json()
        for lang in ("zh", "en")
    )
    assert (zh["columns"][2]["title"], en["columns"][2]["title"]) == ("区域", "area")
    assert zh["rows"] == en["rows"]


@pytest.mark.parametrize("asked_for", [{"format": "csv"}, {}])
def test_csv_has_the_rows_of_the_json(web: Client, asked_for: dict[str, str]) -> None:
    address = f"{API}/questions/area-children"
    given = {"area": "150103", "as_of": DAY}
    accept = {} if asked_for else {"accept": "text/csv"}
    sent = web.get(address, params=given | asked_for, headers=accept)
    assert sent.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="area-children.csv"' in sent.headers["content-disposition"]
    text = sent.content.decode("utf-8")
    assert text.startswith("\ufeff"), "Excel needs the mark"
    table = list(csv.DictReader(io.StringIO(text[1:])))
    rows = web.get(address, params=given).json()["rows"]
    assert [row["name"] for row in table] == [row["name"] for row in rows]
    assert [row["sources"].split(";") for row in table] == [row["sources"] for row in rows]


def test_an_area_comes_with_its_tables_and_the_evidence_of_each_row(web: Client) -> None:
    area = web.get(f"{API}/areas/150105001019", params={"as_of": "2020-07-01"}).json()
    assert (area["area"]["names"], area["area"]["codes"]) == (["兴康社区居委会"], ["150105001019"])
    assert [step["name"] for step in area["path"]][::3] == ["呼和浩特市", "兴康社区居委会"]
    assert {row["covered"] for row in area["grids"]["rows"]} == {"可能"}
    named = {
        id_ for table in ("states", "children", "grids", "figures", "network", "disputes")
        for row in area[table]["rows"] for id_ in row["sources"]
    }  # fmt: skip
    assert named == set(area["evidence"])
    cited = next(e for e in area["evidence"].values() if e["file"] == "coverage.csv")
    assert "¶" in cited["citation"]
    assert cited["cells"]["覆盖对象"].endswith("网格")


def test_all_tables_of_one_area_are_taken_at_one_batch(web: Client) -> None:
    area = web.get(f"{API}/areas/150103", params={"known_at": "1"}).json()
    tables = [value for value in area.values() if isinstance(value, dict) and "rows" in value]
    assert len(tables) == 6
    assert {t["tick"] for t in tables} == {area["view"]["tick"]} == {1}
    assert {t["as_of"] for t in tables} == {area["view"]["as_of"]}


def test_an_area_is_found_by_path_as_well(web: Client) -> None:
    area = web.get(f"{API}/areas/赛罕区/锦绣社区").json()
    assert area["area"]["codes"] == ["150105006034"]


# ---- what every answer carries ----


def test_the_policy_is_on_every_answer(web: Client) -> None:
    for address in ("/", "/areas/150103", "/questions", "/nowhere", "/static/style.css",
                    "/static/icon.svg", f"{API}/areas", f"{API}/nothing", urls.OPEN_API,
                    "/areas?q=x&lang=xx"):  # fmt: skip
        sent = web.get(address)
        for name, value in HEADERS.items():
            assert sent.headers[name] == value, (address, name)
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in policy
    assert "script-src" not in policy


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200), ("localhost", 200), ("LOCALHOST:1", 200), ("[::1]:8000", 200),
        ("evil.example", 400), ("127.0.0.1.evil.example:8000", 400), ("localhost.evil", 400),
        ("[::2]", 400), ("169.254.0.1", 400), ("", 400),
    ],
)  # fmt: skip
def test_only_names_of_this_machine_are_answered(web: Client, host: str, status: int) -> None:
    page = web.get("/questions", headers={"host": host})
    assert page.status_code == status
    if status == 400 and host:
        assert "呼和浩特" not in page.text
        assert problem(web.get(f"{API}/areas", headers={"host": host}))["title"]


def test_an_answer_that_the_reader_has_is_not_sent_again(web: Client) -> None:
    address = f"{API}/areas/150103"
    first = web.get(address, params={"as_of": DAY})
    tag = first.headers["etag"]
    same = web.get(address, params={"as_of": DAY}, headers={"if-none-match": f'"x", W/{tag}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    for other in ({"as_of": "2024-01-01"}, {"as_of": DAY, "lang": "en"}):
        again = web.get(address, params=other, headers={"if-none-match": tag})
        assert again.status_code == 200
        assert again.headers["etag"] != tag
    assert "etag" not in web.get(f"{API}/areas/没有").headers


def test_the_interface_describes_itself_without_pages_from_elsewhere(web: Client) -> None:
    described = web.get(urls.OPEN_API).json()
    assert {f"{API}/areas", f"{API}/areas/{{reference}}", f"{API}/enterprises",
            f"{API}/enterprises/{{reference}}", f"{API}/names", f"{API}/questions",
            f"{API}/questions/{{name}}"} == set(described["paths"])  # fmt: skip
    ids = [o["operationId"] for path in described["paths"].values() for o in path.values()]
    assert len(set(ids)) == len(ids)
    assert {"AreaContext", "Document", "Problem", "Citation"} <= set(
        described["components"]["schemas"]
    )
    assert [web.get(address).status_code for address in ("/docs", "/redoc")] == [404, 404]


def test_no_question_calls_a_parameter_what_the_address_needs() -> None:
    for question in catalogue().values():
        assert not {p.name for p in question.parameters} & set(urls.RESERVED), question.name


# ---- the server itself ----

SERVE = """
import sys
from pathlib import Path
from api.web.serving import serve
from graph.engines import LocalAddress
serve(LocalAddress(Path(sys.argv[1])), port=0, ready=lambda url: print(url, flush=True))
print("ended")
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_the_server_answers_on_loopback_and_ends_when_told(
    demo: Store, told: signal.Signals
) -> None:
    assert demo.endpoint.folder
    command = [sys.executable, "-c", SERVE, str(demo.endpoint.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
        try:
            assert server.stdout
            home = server.stdout.readline().decode().strip()
            assert home.startswith("http://127.0.0.1:")
            page = httpx.get(home, trust_env=False)
            assert "呼和浩特市" in page.text
            assert "server" not in page.headers
            (listening,) = [
                c for c in psutil.Process(server.pid).net_connections() if c.status == "LISTEN"
            ]
            assert listening.laddr.ip == "127.0.0.1"
            server.send_signal(told)
            said, failed = server.communicate(timeout=30)
        finally:
            server.kill()
    assert (server.returncode, said.decode().strip(), failed.decode()) == (0, "ended", "")
    assert demo.query("RETURN 1").rows == [(1,)], "the database itself goes on"


def test_a_port_in_use_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Misuse, match=str(port)):
            serving.serve(LocalAddress(tmp_path / "db"), port=port)
    assert not (tmp_path / "db").exists()


# ---- errors ----


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("questions/nothing-such", 404, "没有“nothing-such”这个问题"),
        ("areas/没有这个地方", 404, "没有叫“没有这个地方”的区域"),
        ("questions/grid-coverage?area=没有这个地方", 404, "没有叫“没有这个地方”的区域"),
        ("areas/锦绣社区", 400, "“锦绣社区”有 2 个"),
        ("questions/grid-coverage", 400, "缺少参数 area（区域）"),
        ("questions/grid-coverage?area=150103&colour=red", 400, "没有参数 colour"),
        ("questions/grid-coverage?area=150103&area=150104", 400, "参数 area 给了两次"),
        ("questions/area-coverage?area=150103&level=Planet", 400, "level 不能是“Planet”"),
        ("questions/area-roots?as_of=2023-02-30", 422, "没有这一天"),
        ("questions/area-roots?as_of=2023", 400, "请给出具体的一天"),
        ("questions/area-roots?known_at=77", 400, "批次 77 从未发布"),
        ("questions/area-roots?known_at=1999-01-01", 400, "1999-01-01 之前还没有任何批次"),
        ("questions/area-roots?lang=fr", 400, "没有“fr”这种语言"),
        ("questions/area-roots?format=docx", 400, "请求有误"),
        ("nothing", 404, "没有这个页面"),
    ],
)
def test_what_is_wrong_is_said_with_the_right_status(
    web: Client, path: str, status: int, says: str
) -> None:
    sent = web.get(f"{API}/{path}")
    told = problem(sent)
    assert sent.status_code == status
    assert says in str(told["detail"])


def test_an_ambiguous_name_lists_its_candidates(web: Client) -> None:
    told = web.get(f"{API}/areas/锦绣社区").json()["candidates"]
    assert [entry["code"] for entry in told] == ["150102007003", "150105006034"]


def test_nothing_can_be_written(web: Client) -> None:
    for address in ("/", f"{API}/areas"):
        sent = web.post(address)
        assert sent.status_code == 405
        assert sent.headers["allow"]
    assert problem(web.delete(f"{API}/areas"))["detail"] == "这里只能读取"


def test_one_table_gives_every_error_its_status() -> None:
    text = Text("甲", "a")
    assert [
        status_of(error)
        for error in (
            Misuse(text), RefusedInput(text), Conflict(text), EngineError(text),
            OutcomeUnknown(text), RuntimeError("?"),
        )
    ] == [400, 422, 409, 503, 503, 500]  # fmt: skip
    kinds = [kind for kind, _ in STATUS]
    for place, kind in enumerate(kinds):
        assert not any(issubclass(kind, wider) for wider in kinds[:place]), "it is never reached"


def test_a_server_that_is_gone_is_told_as_such() -> None:
    with Store(NOWHERE, retry_seconds=0.1) as gone, serve(create_app(store=gone)) as web:
        page = web.get("/areas/150103")
        assert page.status_code == 503
        assert "连不上数据库" in read(page).all("section", class_="problem")[0].text
        assert (
            problem(web.get(f"{API}/areas/150103", headers={"accept-language": "en"}))["title"]
            == "The database cannot be reached"
        )


def test_a_failure_of_our_own_tells_nothing_of_the_inside(
    demo: Store, caplog: pytest.LogCaptureFixture
) -> None:
    broken = create_app(store=demo)
    with serve(broken) as web:
        broken.state.store = replace(NOWHERE)  # no store at all: the code fails, not the database
        sent = web.get(f"{API}/areas")
        assert sent.status_code == 500
        assert problem(sent)["detail"] == "程序出错，没有完成"
        assert "Traceback" not in sent.text
        assert "AttributeError" not in sent.text
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        broken.state.store = demo
        assert web.get(f"{API}/areas").status_code == 200
    assert "AttributeError" in caplog.text
