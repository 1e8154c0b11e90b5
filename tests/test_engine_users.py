"""Another user of the machine, in flesh: reads nothing, stops nothing, gets no server of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from graph.engines import Endpoint, EngineName, LocalAddress, attach, stop
from tests.engines_support import ask, keepers_of, servers_of, short

ENGINES: list[EngineName] = ["arcadedb", "neo4j"]
OTHER = 65534  # "nobody": no file is its, no group lets it in

# Only the standard library: the other user cannot read our packages either.
SPY = """
import json, os, signal, sys
root, pids = sys.argv[1], json.loads(sys.argv[2])
seen = {"read": [], "listed": [], "wrote": [], "killed": [], "environments": []}
for name in json.loads(sys.argv[3]):
    path = os.path.join(root, name)
    for way, act in (
        ("read", lambda: open(path, "rb").read(1)),
        ("listed", lambda: os.listdir(path)),
        ("wrote", lambda: open(path, "ab").write(b"x")),
    ):
        try:
            act()
        except OSError:
            continue
        seen[way].append(name)
for pid in pids:
    try:
        os.kill(pid, 0)
        seen["killed"].append(pid)
    except PermissionError:
        pass
    try:
        open(f"/proc/{pid}/environ", "rb").read(1)
        seen["environments"].append(pid)
    except OSError:
        pass
seen["uid"] = os.getuid()
seen["commands"] = " ".join(
    open(f"/proc/{pid}/cmdline").read().replace("\\0", " ") for pid in pids
)
print(json.dumps(seen))
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0,
    reason="only root can become another user for a test; as root (CI) this always runs",
)


@pytest.fixture(scope="module", params=ENGINES)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    home = tmp_path_factory.mktemp("ours")
    with attach(LocalAddress(home / "db"), engine=request.param, settings=short(home)) as endpoint:
        yield endpoint
    stop(home / "db", settings=short(home))


def test_another_user_of_the_machine_sees_nothing(running: Endpoint) -> None:
    root = running.folder
    assert root is not None
    # The way to the folder is open, as in a home with a lax mask: only its own modes protect it.
    for place in root.parents[:3]:
        place.chmod(0o755)
    names = ["", *(str(path.relative_to(root)) for path in root.rglob("*"))]
    assert {"endpoint.json", "secrets/writer", "engine.json", "keeper.log"} <= set(names)
    pids = [process.pid for process in [*servers_of(root), *keepers_of(root)]]
    assert len(pids) == 2
    said = subprocess.run(
        ["/usr/bin/env", "python3", "-c", SPY, str(root), json.dumps(pids), json.dumps(names)],
        user=OTHER,
        group=OTHER,
        extra_groups=[],
        cwd="/",
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    seen = json.loads(said)
    assert seen["uid"] == OTHER
    assert [seen[way] for way in ("read", "listed", "wrote", "killed", "environments")] == [[]] * 5
    assert running.writer.password not in seen["commands"]
    assert running.reader.password not in seen["commands"]
    assert ask(running, "RETURN 1") == [(1,)]
