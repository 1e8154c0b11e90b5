"""Keeper and server killed while a loader writes: what was acknowledged stands afterwards."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from graph.engines import EngineName, LocalAddress, attach, status, stop
from graph.ledger.version import prepare
from graph.store import Store
from tests.crash_loader import STREAMS
from tests.crash_support import Campaign, Loaders, Undisturbed, afresh, undisturbed
from tests.engines_support import keepers_of, servers_of, short

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork are POSIX")

VICTIMS = ("server", "keeper", "both")
AT_ONCE = 2  # batches that a loader writes in one go


@pytest.fixture(scope="module")
def loaders() -> Iterator[Loaders]:
    forks = Loaders()
    yield forks
    forks.close()


@pytest.fixture(scope="module")
def peace() -> dict[int, Undisturbed]:
    """Undisturbed runs by number of rounds; the engine that comes first makes them."""
    return {}


@contextmanager
def opened(root: Path, engine: EngineName) -> Iterator[Store]:
    """Attach to the server of a folder, which is started when nobody did so before."""
    settings = short(root.parent)
    with (
        attach(LocalAddress(root), engine=engine, settings=settings) as endpoint,
        Store(endpoint, retry_seconds=60.0) as store,
    ):
        yield store


def kill(root: Path, victim: str) -> None:
    """Kill one or both, keeper first: it would start the server again."""
    now = status(root)
    for name, pid in (("keeper", now.pid), ("server", now.server_pid)):
        if pid and victim in (name, "both"):
            with contextlib.suppress(psutil.NoSuchProcess):
                psutil.Process(pid).send_signal(signal.SIGKILL)


@pytest.mark.parametrize(
    ("rounds", "seed"), [(2, 1), pytest.param(24, 2026, marks=pytest.mark.fuzz)]
)
def test_a_load_outlives_the_end_of_its_server(
    engine: EngineName,
    tmp_path: Path,
    loaders: Loaders,
    peace: dict[int, Undisturbed],
    rounds: int,
    seed: int,
) -> None:
    lot, root = random.Random(seed), tmp_path / "db"
    try:
        with opened(root, engine) as store:
            prepare(store)
            if rounds not in peace:
                peace[rounds] = undisturbed(store, AT_ONCE * rounds)
                afresh(store)
            campaign = Campaign(store, peace[rounds], loaders)
        for number in range(rounds):
            victim, stream = VICTIMS[number % len(VICTIMS)], lot.choice(STREAMS)
            delay = lot.uniform(0.0, 1.5)

            def meanwhile(victim: str = victim, delay: float = delay) -> None:
                time.sleep(delay)
                kill(root, victim)

            with opened(root, engine) as campaign.store:
                # A killed server comes back where it was; one without keeper does so elsewhere.
                campaign.retry_seconds = 30.0 if victim == "server" else 2.0
                run = campaign.load(stream, batches=AT_ONCE, meanwhile=meanwhile)
                assert not run.killed
                if victim == "server":
                    assert run.failed is None or "Unknown" not in run.failed[0], run.failed
            with opened(root, engine) as campaign.store:
                campaign.compare()
                if number % 8 == 7:
                    campaign.verify()
        with opened(root, engine) as campaign.store:
            campaign.load(STREAMS[0])  # all may have died before they wrote anything
            campaign.finish()
            assert sum(campaign.standing.values()) > 0
        print(f"{engine}: {rounds} rounds, {campaign.standing} batches stand")
        assert len(keepers_of(root)) == len(servers_of(root)) == 1
    finally:
        stop(root, force=True, settings=short(tmp_path))
    assert servers_of(root) == []
