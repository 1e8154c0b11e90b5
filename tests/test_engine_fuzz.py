"""Kills and stops at random: never two servers, never an orphan, nothing acknowledged lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.engines import EngineName, LocalAddress, attach, stop
from tests.engine_campaign import campaign
from tests.engines_support import servers_of, short

ROOT = Path(__file__).parent.parent
ENGINES: list[EngineName] = ["arcadedb", "neo4j"]

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are a matter of POSIX")


def test_some_kills_and_stops_lose_nothing(tmp_path: Path) -> None:
    report = campaign(tmp_path, "arcadedb", rounds=3)
    assert not report.faults, report
    assert report.acknowledged


@pytest.mark.fuzz
@pytest.mark.parametrize("engine", ENGINES)
def test_three_hundred_kills_and_stops_lose_nothing(tmp_path: Path, engine: EngineName) -> None:
    report = campaign(tmp_path, engine, rounds=300)
    assert not report.faults, report
    print(report.told())


@pytest.mark.fuzz
@pytest.mark.parametrize("engine", ENGINES)
def test_a_hundred_ask_at_once(engine: EngineName) -> None:
    # In a process of its own: this one has threads, and may not fork.
    words = [sys.executable, "-m", "tests.engine_campaign", engine, "--crowd", "100"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.fuzz
@pytest.mark.parametrize("engine", ENGINES)
def test_neither_server_connects_out_over_minutes(tmp_path: Path, engine: EngineName) -> None:
    """ArcadeDB's registration thread and Neo4j's usage report begin some time after the start."""
    seen: set[str] = set()
    settings = short(tmp_path)
    with attach(LocalAddress(tmp_path / "db"), engine=engine, settings=settings):
        (server,) = servers_of(tmp_path / "db")
        ends = time.monotonic() + 300
        while time.monotonic() < ends:
            for link in server.net_connections(kind="inet"):
                if link.raddr:
                    seen.add(link.raddr.ip.removeprefix("::ffff:"))
            time.sleep(0.05)
    stop(tmp_path / "db", settings=settings)
    assert seen <= {"127.0.0.1"}
