"""The graph in other programs' hands: networkx, GraphML, GEXF, Parquet, neo4j-admin, py2neo."""

from __future__ import annotations

import csv
import os
import re
import shlex
from datetime import date
from pathlib import Path

import networkx as nx
import pyarrow.parquet as pq
import pytest

from graph.engines import LocalAddress, attach, stop
from graph.engines.folder import DATABASE
from graph.engines.neo4j import offline
from graph.errors import Conflict, Misuse
from graph.interop import Edge, View, take_view
from graph.interop.files import KIND, write_view
from graph.interop.networkx import from_networkx, to_networkx
from graph.interop.py2neo import bulk_write, py2neo_graph, subgraph
from graph.store import Store
from queries.asking import ask
from queries.resolve import find_any
from tests.cli_support import caller, door
from tests.engines_support import ask as query
from tests.engines_support import short

DAY = date(2023, 4, 20)


@pytest.fixture
def view(demo: Store) -> View:
    return take_view(demo, area=find_any(demo, "新城区").id)


def test_the_whole_graph_is_what_the_database_holds(demo: Store) -> None:
    found = take_view(demo)
    (areas,) = demo.query("MATCH (n:Community) RETURN count(n)").rows[0]
    assert sum(values["label"] == "Community" for values in found.nodes.values()) == areas
    for type_ in ("PART_OF", "CO_BUILDS", "COVERS"):
        (edges,) = demo.query(f"MATCH ()-[e:{type_}]->() RETURN count(e)").rows[0]
        assert sum(edge.type == type_ for edge in found.edges) == edges > 0
    assert (found.tick, found.synthetic, found.as_of) == (1, False, None)


def test_an_area_brings_what_touches_it_and_no_other_area(demo: Store, view: View) -> None:
    names = {values.get("name") for values in view.nodes.values()}
    assert {"新城区", "航苑小区", "航苑小区联合党组织"} <= names
    assert "赛罕区" not in names
    assert all(edge.start in view.nodes and edge.end in view.nodes for edge in view.edges)


def test_a_day_leaves_out_what_was_not_yet(demo: Store) -> None:
    area = find_any(demo, "昭乌达南路街道").id
    early = take_view(demo, as_of=date(2010, 1, 1)).nodes.get(area, {}).get("name")
    late = take_view(demo, as_of=date(2026, 1, 1)).nodes[area]["name"]
    assert late == "昭乌达南路街道" != early


def test_a_view_of_chosen_nodes_is_the_graph_of_an_answer(demo: Store) -> None:
    answer = ask(demo, "committee-members", {"committee": "航苑小区联合党组织"})
    ids = [c.name for c in answer.question.columns if c.type == "id"]
    committee = find_any(demo, "航苑小区联合党组织").id
    wanted = {str(row[name]) for row in answer.records() for name in ids} | {committee}
    found = take_view(demo, nodes=wanted)
    assert set(found.nodes) <= wanted
    assert sum(edge.type == "MEMBER_OF" for edge in found.edges) == len(answer.rows) == 4


def test_no_area_of_that_day_is_said_so(demo: Store) -> None:
    with pytest.raises(Misuse, match="no area nowhere"):
        take_view(demo, area="nowhere")


def test_networkx_and_back(view: View) -> None:
    graph = to_networkx(view)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (len(view.nodes), len(view.edges))
    back = from_networkx(graph)
    assert back.nodes == view.nodes
    by_key = {(e.type, e.start, e.end, e.key): e for e in view.edges}
    assert {(e.type, e.start, e.end, e.key): e for e in back.edges} == by_key
    assert (back.tick, back.as_of, back.synthetic) == (view.tick, view.as_of, view.synthetic)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_graph_files_are_read_back(view: View, tmp_path: Path, form: str) -> None:
    (path,) = write_view(view, tmp_path / f"图.{form}", form)  # type: ignore[arg-type]  # one of both
    read = nx.read_graphml(path, force_multigraph=True) if form == "graphml" else nx.read_gexf(path)
    assert set(read.nodes) == set(view.nodes)
    assert read.number_of_edges() == len(view.edges)
    for id_, values in read.nodes(data=True):
        assert values["label"] == view.nodes[id_].get("name", id_)
        assert values[KIND] == view.nodes[id_]["label"]
    kinds = sorted(values[KIND] for _, _, values in read.edges(data=True))
    assert kinds == sorted(edge.type for edge in view.edges)
    days = {values["from_min"] for _, _, values in read.edges(data=True)}
    assert days == {edge.properties["from_min"].isoformat() for edge in view.edges}


def test_parquet_has_days_as_days(view: View, tmp_path: Path) -> None:
    paths = write_view(view, tmp_path / "表", "parquet")
    rows = {path.stem: pq.read_table(path).to_pylist() for path in paths}
    assert sum(len(r) for name, r in rows.items() if name.startswith("nodes-")) == len(view.nodes)
    assert sum(len(r) for name, r in rows.items() if name.startswith("edges-")) == len(view.edges)
    part = next(r for name, r in rows.items() if name.startswith("edges-PART_OF"))
    assert isinstance(part[0]["from_min"], date)
    assert {row["id"] for row in rows["nodes-Site"]} <= set(view.nodes)


def test_csv_for_the_importer_names_its_options(view: View, tmp_path: Path) -> None:
    paths = write_view(view, tmp_path / "csv", "neo4j-csv")
    readme = paths[-1].read_text(encoding="utf-8")
    count = 0
    for path in paths[:-1]:
        assert path.name in readme
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert all(len(row) == len(head) for row in rows)
        assert head[0].startswith(("id:ID(", ":START_ID("))
        count += len(rows)
    assert count == len(view.nodes) + len(view.edges)
    with pytest.raises(Conflict, match="not written over"):
        write_view(view, tmp_path / "csv", "neo4j-csv")


@pytest.mark.fuzz
def test_the_csv_is_what_the_importer_of_neo4j_takes(view: View, tmp_path: Path) -> None:
    # Minutes on a busy machine: the importer and a Neo4j of its own.
    *_, readme = write_view(view, tmp_path / "csv", "neo4j-csv")
    words = shlex.split(readme.read_text(encoding="utf-8").replace("\\\n", " "))
    assert words[:5] == ["neo4j-admin", "database", "import", "full", "neo4j"]
    here = [re.sub(r"=([^=]+\.csv)$", rf"={tmp_path}/csv/\1", word) for word in words[5:]]
    settings, place = short(tmp_path), tmp_path / "db"
    offline(place, settings, ["database", "import", "full", DATABASE, *here], print)
    try:
        with attach(LocalAddress(place), engine="neo4j", settings=settings) as endpoint:
            assert query(endpoint, "MATCH (n) RETURN count(n)") == [(len(view.nodes),)]
            assert query(endpoint, "MATCH ()-[e]->() RETURN count(e)") == [(len(view.edges),)]
            names = {values.get("name") for values in view.nodes.values()}
            assert {n for (n,) in query(endpoint, "MATCH (n) RETURN n.name")} == names
            days = {edge.properties["from_min"] for edge in view.edges}
            found = query(endpoint, "MATCH ()-[e]->() RETURN DISTINCT e.from_min")
            assert {day.to_native() for (day,) in found} == days
    finally:
        stop(place, force=True, settings=settings)


def test_py2neo_reads_and_holds_a_view(demo: Store, view: View) -> None:
    with py2neo_graph(demo.endpoint) as graph:
        assert graph.evaluate("MATCH (n:Community) RETURN count(n)") == 1343
    held = subgraph(view)
    assert (len(held.nodes), len(held.relationships)) == (len(view.nodes), len(view.edges))


def test_py2neo_writes_in_bulk(demo: Store, view: View) -> None:
    # Labels and types of its own, taken away afterwards: the examples stay what they are.
    nodes = {id_: {**values, "label": f"X{values['label']}"} for id_, values in view.nodes.items()}
    edges = tuple(Edge(e.key, f"X_{e.type}", e.start, e.end, e.properties) for e in view.edges)
    try:
        with py2neo_graph(demo.endpoint, write=True) as graph:
            wrote = bulk_write(graph, View(nodes, edges, None, 1, False), size=50)
            assert wrote == (len(view.nodes), len(view.edges))
            for type_ in {e.type for e in edges}:
                count = graph.evaluate(f"MATCH ()-[e:{type_}]->() RETURN count(e)")
                assert count == sum(e.type == type_ for e in edges)
    finally:
        for label in {values["label"] for values in nodes.values()}:
            demo.run_write(f"MATCH (n:{label}) DETACH DELETE n")


def test_export_from_the_command_line(
    demo: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = caller(capsys, {**os.environ, **door(demo), "GONGJIAN_LANG": "zh"})
    file = tmp_path / "新城.graphml"
    said = call("export", str(file), "--area", "新城区", "--as-of", "2023-04-20")
    assert said.code == 0
    assert nx.read_graphml(file).number_of_nodes() > 0
    assert call("export", str(file)).code == 1
    assert call("export", str(tmp_path / "x.bmp")).code == 2
    assert call("export", str(tmp_path / "x.gexf"), "--area", "没有的地方").code == 2
