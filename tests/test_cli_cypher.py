"""One's own statements: what reads is answered, on both engines; what does more is refused."""

from __future__ import annotations

import json
import os

import pytest

from api.gate import reading_only
from graph.errors import Misuse
from graph.store import Store
from tests.cli_support import Call, caller, door
from tests.hostile_statements import QUICK

READING = [
    "MATCH (n:District) RETURN n.name",
    "match (n) where n.name = 'CREATE (x)' return n;",
    'MATCH (n) WHERE n.name CONTAINS "DELETE // it" RETURN n // SET nothing',
    "MATCH (n) /* MERGE */ RETURN n.name AS `settled`",
    "OPTIONAL MATCH (n:City) RETURN count(n)",
    "UNWIND [1, 2] AS x RETURN x",
    "WITH date('2024-01-01') AS day RETURN day.year",
    "CALL { MATCH (n) RETURN count(n) AS n } RETURN n",
    "MATCH (n) RETURN n.offset, n.created, n.dataset",
    "RETURN 'it\\'s' AS a, date.truncate('year', date()) AS b",
]

REFUSED = [
    "", ";", "  // nothing",
    "CREATE (n:X)", "MATCH (n) SET n.x = 1", "MATCH (n) DETACH DELETE n", "MATCH (n) REMOVE n.x",
    "MERGE (n:X)", "DROP INDEX x", "INSERT (n)", "MATCH (n) FOREACH (x IN [1] | SET n.a = x)",
    "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
    "MATCH (n) LOAD/**/CSV FROM 'file:///etc/passwd' AS l RETURN l",
    "UNWIND [1] AS x LOAD\nCSV FROM 'https://example.org/' AS l RETURN l",
    "CALL db.labels()", "CALL  dbms.components() YIELD name RETURN name",
    "CALL { CREATE (n) } IN TRANSACTIONS", "CALL `db`.`labels`()",
    "MATCH (n) RETURN apoc.load.json('file:///x')",
    "MATCH (n) RETURN 1; MATCH (n) DELETE n",
    "USE system MATCH (n) RETURN n", "SHOW USERS", "EXPLAIN MATCH (n) RETURN n",
    "PROFILE MATCH (n) RETURN n", "ALTER USER x SET PASSWORD 'y'",
    # What looks like a string or a comment, and is not one:
    "MATCH (n) // it's\nSET n.x = 1 // '\nRETURN n",
    "MATCH (n) WHERE n.a = '/*' SET n.x = 1 /* '*/ RETURN n",
    "MATCH (n) WHERE n.a = 'x\\\\' SET n.x = 1 RETURN '",
    "MATCH (n) WHERE n.a = '\\u0027 SET n.x = 1 RETURN n //'",
    "\\u0043REATE (n:X)", "MATCH (n:`\\u0060) SET n.x = 1 //`) RETURN n",
    "MATCH (n) WHERE n.a = 'open RETURN n", "MATCH (n) /* open RETURN n",
]  # fmt: skip


@pytest.mark.parametrize("statement", READING)
def test_a_reading_statement_passes_the_gate_unchanged(statement: str) -> None:
    assert reading_only(statement) == statement.rstrip(";")


@pytest.mark.parametrize("statement", [*REFUSED, *QUICK])
def test_anything_else_is_refused_with_a_reason(statement: str) -> None:
    with pytest.raises(Misuse) as error:
        reading_only(statement)
    assert error.value.what.zh
    assert error.value.todo


@pytest.fixture
def call(demo: Store, capsys: pytest.CaptureFixture[str]) -> Call:
    return caller(capsys, {**os.environ, **door(demo), "GONGJIAN_LANG": "zh"})


def test_a_statement_of_ones_own_is_answered(call: Call) -> None:
    words = ("cypher", "MATCH (n:District) WHERE n.code STARTS WITH '1501' RETURN n.name AS 区 "
                       "ORDER BY n.code")  # fmt: skip
    said = call(*words)
    assert said.code == 0
    assert "新城区" in said.out.split()
    rows = json.loads(call(*words, "--format", "json").out)["rows"]
    assert {"区": "回民区"} in rows


def test_nodes_edges_and_paths_become_objects(call: Call) -> None:
    said = call("cypher", "MATCH p = (n:District {code: '150102'})-[r:PART_OF]->(m) "
                          "RETURN n, r, p LIMIT 1", "--format", "json")  # fmt: skip
    (row,) = json.loads(said.out)["rows"]
    assert row["n"]["labels"] == ["District"]
    assert row["n"]["properties"]["name"] == "新城区"
    assert row["r"]["type"] == "PART_OF"
    assert len(row["p"]["nodes"]) == 2


def test_rows_are_bounded_and_it_is_said(call: Call) -> None:
    said = call("cypher", "MATCH (n:Community) RETURN n.id", "--most", "5", "--format", "json")
    assert len(json.loads(said.out)["rows"]) == 5
    assert json.loads(said.out)["truncated"] is True
    assert "只取了前 5 行" in said.err


def test_a_statement_that_writes_is_refused_and_changes_nothing(call: Call, demo: Store) -> None:
    before = demo.query("MATCH (n) RETURN count(n)").one()
    said = call("cypher", "MATCH (n) SET n.name = 'x' RETURN n")
    assert said.code == 2
    assert "只接受只读语句" in said.err
    assert demo.query("MATCH (n) RETURN count(n)").one() == before


def test_the_account_refuses_what_the_gate_would_miss(
    demo: Store, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.gate.reading_only", lambda statement: statement)
    said = call("cypher", "MATCH (n:City) SET n.name = 'x' RETURN n.name")
    assert said.code in (2, 3)
    assert demo.query("MATCH (n:City {name: 'x'}) RETURN count(n)").one() == (0,)


def test_a_statement_with_a_mistake_is_told_as_one(call: Call) -> None:
    said = call("cypher", "MATCH (n RETURN n")
    assert said.code in (2, 3)
    assert "Traceback" not in said.err
    call("cypher", "RETURN 1")
