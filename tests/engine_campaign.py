"""Kills and stops at random, and a crowd that wants a server at once: ``make fuzz``, or in slices

    python -m tests.engine_campaign ENGINE --seconds 300 [--rounds N] [--seed N]

Clients write all the time; a number counts as acknowledged only after its commit was answered.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from graph.engines import EngineName, LocalAddress, Settings, attach, status, stop
from graph.errors import EngineError
from tests.engines_support import ask, keepers_of, servers_of, short, until

CLIENT = """
import os, sys, time
from pathlib import Path
from neo4j import GraphDatabase
from graph.engines import LocalAddress, attach
root, name, engine = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
number = 0
while True:
    try:
        with attach(LocalAddress(root), engine=engine) as e:
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

VICTIMS = ("keeper", "server", "both", "client", "stop")


@dataclass
class Report:
    """What a campaign saw; `faults` is empty when all held."""

    engine: EngineName
    seed: int
    rounds: int = 0
    done: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    back: list[float] = field(default_factory=list)  # seconds until the server could be used
    faults: list[str] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        back = self.back or [0.0]
        return {
            "engine": self.engine,
            "seed": self.seed,
            "rounds": self.rounds,
            "done": dict(self.done),
            "acknowledged": self.acknowledged,
            "faults": self.faults,
            "back_median_s": round(statistics.median(back), 2),
            "back_worst_s": round(max(back), 2),
        }


def campaign(
    home: Path, engine: EngineName, *, rounds: int, seconds: float = 1e9, seed: int | None = None
) -> Report:
    """Kill and stop at random while two clients write; then look what is there."""
    root, settings = home / "db", short(home)
    seed = random.randrange(2**32) if seed is None else seed
    chance, report = random.Random(seed), Report(engine, seed)
    acknowledged = home / "acknowledged"
    clients: list[subprocess.Popen[bytes]] = []
    ends = time.monotonic() + seconds
    try:
        while report.rounds < rounds and time.monotonic() < ends:
            _enough(clients, root, engine, acknowledged, f"{report.rounds}-{chance.random()}")
            before = acknowledged.stat().st_size
            began = time.monotonic()
            with attach(LocalAddress(root), engine=engine, settings=settings):
                report.back.append(time.monotonic() - began)
            # Work has to be under way, or there is nothing to lose.
            if not until(lambda: acknowledged.stat().st_size > before, 180):  # noqa: B023 - called at once
                report.faults.append(f"round {report.rounds}: nobody can write")
            time.sleep(chance.uniform(0, 1.0))
            _count(root, report)
            victim = chance.choice(VICTIMS)
            _strike(victim, root, clients, chance, settings)
            report.done[victim] += 1
            report.rounds += 1
    finally:
        for client in clients:
            client.kill()
            client.wait()
    _look(root, acknowledged, settings, report)
    return report


def _enough(
    clients: list[subprocess.Popen[bytes]], root: Path, engine: str, told: Path, name: str
) -> None:
    with told.open("ab") as out:
        while len(clients) < 2:
            words = [sys.executable, "-c", CLIENT, str(root), f"{name}-{len(clients)}", engine]
            clients.append(subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL))


def _count(root: Path, report: Report) -> None:
    if len(servers_of(root)) > 1:
        report.faults.append(f"round {report.rounds}: two servers")
    if len(keepers_of(root)) > 3:  # one keeps; those of the clients may just be told "busy"
        report.faults.append(f"round {report.rounds}: a crowd of keepers")


def _strike(
    victim: str,
    root: Path,
    clients: list[subprocess.Popen[bytes]],
    chance: random.Random,
    settings: Settings,
) -> None:
    match victim:
        case "keeper":
            _kill(keepers_of(root))
        case "server":
            _kill(servers_of(root))
        case "both":
            _kill(keepers_of(root) + servers_of(root))
        case "client":
            one = clients.pop(chance.randrange(len(clients)))
            one.kill()
            one.wait()
        case _:
            try:
                stop(root, force=True, settings=settings)
            except EngineError:  # the clients had it started again meanwhile
                if status(root).state not in ("starting", "running"):
                    raise


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _look(root: Path, acknowledged: Path, settings: Settings, report: Report) -> None:
    written = set(acknowledged.read_text(encoding="ascii").split())
    report.acknowledged = len(written)
    with attach(LocalAddress(root), settings=settings) as endpoint:
        found = [row[0] for row in ask(endpoint, "MATCH (m:Mark) RETURN m.id")]
    if lost := written - set(found):
        report.faults.append(f"lost: {len(lost)}, such as {sorted(lost)[:3]}")
    if len(found) != len(set(found)):
        report.faults.append(f"twice: {len(found) - len(set(found))}")
    stop(root, force=True, settings=settings)
    if not until(lambda: not servers_of(root) + keepers_of(root), 60):
        report.faults.append("something was left running")


def crowd(home: Path, engine: EngineName, count: int) -> Report:
    """Let so many processes want the server in one moment; there must be one, for all of them."""
    root, settings = home / "db", short(home)
    report = Report(engine, 0)
    go, start = os.pipe()
    answers, answer = os.pipe()
    children = []
    for _ in range(count):
        child = os.fork()
        if child == 0:
            code = 1
            with suppress(BaseException):
                os.close(start)
                os.read(go, 1)  # until the door is opened for all
                began = time.monotonic()
                with attach(LocalAddress(root), engine=engine, settings=settings) as endpoint:
                    took = time.monotonic() - began
                os.write(answer, f"{endpoint.uri} {took:.2f}\n".encode())
                code = 0
            os._exit(code)
        children.append(child)
    os.close(go)
    os.close(answer)
    os.close(start)
    with os.fdopen(answers) as said:
        lines = [line.split() for line in said]
    codes = [os.waitpid(child, 0)[1] for child in children]
    report.rounds, report.back = count, [float(seconds) for _, seconds in lines]
    if any(codes) or len(lines) != count:
        report.faults.append(f"{count - len(lines)} came away without a server")
    if len({uri for uri, _ in lines}) != 1 or len(servers_of(root)) != 1:
        report.faults.append("more than one server")
    stop(root, force=True, settings=settings)
    if not until(lambda: not servers_of(root) + keepers_of(root), 60):
        report.faults.append("something was left running")
    return report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.engine_campaign")
    parser.add_argument("engine", choices=("arcadedb", "neo4j"))
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--rounds", type=int, default=300)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--crowd", type=int, metavar="N", help="concurrent starts instead")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
        if asked.crowd:
            report = crowd(Path(folder), asked.engine, asked.crowd)
        else:
            report = campaign(
                Path(folder), asked.engine,
                rounds=asked.rounds, seconds=asked.seconds, seed=asked.seed,
            )  # fmt: skip
    print(json.dumps(report.told()))
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
