"""Kills and stops at random: never two servers, never an orphan, nothing acknowledged lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import hypothesis
import psutil
import pytest

from graph.engines import LocalAddress, attach, status, stop
from graph.errors import EngineError
from tests.engines_support import ask, keepers_of, servers_of, short, until

# A number is printed only after its commit was acknowledged.
CLIENT = """
import os, sys, time
from pathlib import Path
from neo4j import GraphDatabase
from graph.engines import LocalAddress, attach
root, name = Path(sys.argv[1]), sys.argv[2]
number = 0
while True:
    try:
        with attach(LocalAddress(root)) as e:
            who = (e.writer.user, e.writer.password)
            with GraphDatabase.driver(e.uri, auth=who, max_transaction_retry_time=0) as driver:
                while True:
                    number += 1
                    driver.execute_query(
                        "CREATE (:Mark {id: $id})", {"id": f"{name}-{number}"}, database_="gongjian"
                    )
                    # One write each, or two clients would write into one line.
                    os.write(1, f"{name}-{number}\\n".encode())
    except Exception as error:
        time.sleep(0.1)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are a matter of POSIX")
@pytest.mark.hypothesis  # `make fuzz` picks its tests by this mark, and sets the profile
def test_kills_and_stops_at_random_lose_nothing(tmp_path: Path) -> None:
    rounds = 300 if hypothesis.settings().max_examples > 1000 else 3
    root, settings = tmp_path / "db", short(tmp_path)
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    acknowledged = tmp_path / "acknowledged"
    clients: list[subprocess.Popen[bytes]] = []
    slowest = 0.0
    try:
        for number in range(rounds):
            with acknowledged.open("ab") as out:
                while len(clients) < 2:
                    name = f"{number}-{len(clients)}-{chance.randrange(1000)}"
                    command = [sys.executable, "-c", CLIENT, str(root), name]
                    clients.append(subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL))
            before = acknowledged.stat().st_size
            began = time.monotonic()
            with attach(LocalAddress(root), settings=settings):
                slowest = max(slowest, time.monotonic() - began)
            # Work has to be under way, or there is nothing to lose.
            assert until(lambda: acknowledged.stat().st_size > before, 60), seed  # noqa: B023
            time.sleep(chance.uniform(0, 1.0))
            assert len(servers_of(root)) <= 1, seed
            assert len(keepers_of(root)) <= 2, seed  # one of them may just be told "busy"
            match chance.choice(["keeper", "server", "client", "stop", "both"]):
                case "keeper":
                    _kill(keepers_of(root))
                case "server":
                    _kill(servers_of(root))
                case "both":
                    _kill(keepers_of(root) + servers_of(root))
                case "client":
                    victim = clients.pop(chance.randrange(len(clients)))
                    victim.kill()
                    victim.wait()
                case _:
                    try:
                        stop(root, force=True, settings=settings)
                    except EngineError:  # the clients had it started again meanwhile
                        assert status(root).state in ("starting", "running")
    finally:
        for client in clients:
            client.kill()
            client.wait()
    written = set(acknowledged.read_text(encoding="ascii").split())
    assert written
    with attach(LocalAddress(root), settings=settings) as endpoint:
        found = [row[0] for row in ask(endpoint, "MATCH (m:Mark) RETURN m.id")]
    assert written <= set(found), seed
    assert len(found) == len(set(found)), seed  # nothing twice
    stop(root, force=True, settings=settings)
    assert until(lambda: not servers_of(root) + keepers_of(root)), seed
    print(f"seed {seed}, {len(written)} acknowledged, slowest attach {slowest:.1f} s")


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
