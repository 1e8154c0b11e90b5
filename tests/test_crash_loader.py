"""A loader killed at any moment loses nothing, doubles nothing, and shows nothing by half."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from graph.errors import Conflict
from graph.ledger import batch, batches
from graph.ledger.lock import acquire, release
from graph.store import Store
from tests.crash_loader import MOMENTS, STREAMS, load
from tests.crash_support import (
    CHUNK,
    LOCK_SECONDS,
    Campaign,
    Loaders,
    Undisturbed,
    afresh,
    reader,
    undisturbed,
)

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 and fork are POSIX")

BATCHES = 4


@pytest.fixture(scope="module")
def loaders() -> Iterator[Loaders]:
    forks = Loaders()
    yield forks
    forks.close()


@pytest.fixture(scope="module")
def peace() -> dict[int, Undisturbed]:
    """Undisturbed runs by their number of batches; the engine that comes first makes them."""
    return {}


def campaign_of(
    store: Store, loaders: Loaders, peace: dict[int, Undisturbed], batches: int
) -> Campaign:
    if batches not in peace:
        peace[batches] = undisturbed(store, batches)
        afresh(store)
    return Campaign(store, peace[batches], loaders)


@pytest.fixture
def campaign(store: Store, loaders: Loaders, peace: dict[int, Undisturbed]) -> Campaign:
    return campaign_of(store, loaders, peace, BATCHES)


# In each phase a loader dies at the first moment, the next one at the second.
PHASES = {
    "lock": ("locking", "locked"),
    "first chunk": ("opening", "first chunk"),
    "mid-chunk": ("mid-chunk", "mid-chunk, superseding"),
    "between chunks": ("end of a chunk", "between chunks"),
    "publish": ("before publish", "publishing"),
    "refresh": ("after publish", "refreshing"),
    "release": ("releasing", "released"),
}


def test_every_moment_is_in_a_phase() -> None:
    apart = {"statement", "sweeping"}  # tested below
    assert {m for moments in PHASES.values() for m in moments} == set(MOMENTS) - apart


@pytest.mark.parametrize("phase", PHASES)
def test_a_loader_killed_in_this_phase_can_simply_be_run_again(
    campaign: Campaign, phase: str
) -> None:
    with reader(campaign.store.endpoint, campaign.expected) as reads:
        assert campaign.load("甲").loaded == [0]
        for moment in PHASES[phase]:
            assert campaign.load("甲", moment=moment).killed
            campaign.look()
        assert campaign.load("甲").loaded == [1]
    assert reads[0]
    campaign.finish()
    assert "swept" not in {entry.state for entry in batches(campaign.store)}, "it can be resumed"


def test_a_loader_killed_while_it_sweeps_leaves_nothing_to_resume(campaign: Campaign) -> None:
    campaign.load("甲")
    assert campaign.load("甲", moment="end of a chunk", nth=3).killed
    for nth in (1, 4):  # after the first rows are gone, and late
        assert campaign.load("乙", moment="sweeping", nth=nth).killed
        campaign.look()
    assert campaign.load("甲").loaded == [1]
    assert campaign.load("乙").loaded == [0]
    campaign.finish()


@pytest.mark.parametrize(
    ("kills", "seed"),
    [(4, 1), *(pytest.param(20, seed, marks=pytest.mark.fuzz) for seed in range(2026, 2036))],
)
def test_loaders_killed_at_random(
    store: Store, loaders: Loaders, peace: dict[int, Undisturbed], kills: int, seed: int
) -> None:
    lot = random.Random(seed)
    campaign = campaign_of(store, loaders, peace, max(BATCHES, kills // 3))
    stream = STREAMS[0]
    with reader(store.endpoint, campaign.expected) as reads:
        while campaign.kills < kills:
            if lot.random() < 0.2:  # the other one sweeps what lies about; the same resumes it
                stream = lot.choice(STREAMS)
            if lot.random() < 0.4:
                campaign.load(stream, after=lot.uniform(0.0, 0.6))
            else:
                campaign.load(stream, moment="statement", nth=lot.randint(1, 130))
            campaign.look()
            if campaign.kills and campaign.kills % 10 == 0:
                campaign.verify()
                print(f"seed {seed}: {campaign.kills} kills", flush=True)
    assert reads[0]
    campaign.finish()
    print(f"{campaign.kills} kills, {reads[0]} reads, {campaign.standing} batches stand")


def test_a_writer_that_lost_its_lock_in_mid_batch_cannot_go_on(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "CHUNK_FACTS", CHUNK)
    store = campaign.store
    rival: list[int] = []

    def sleep_too_long(written: int, total: int) -> None:
        if not rival:
            rival.append(written)
            time.sleep(0.3)
            # It finds the batch, and resumes it.
            assert load(store, "甲", 0, lock_seconds=LOCK_SECONDS) == 1

    with pytest.raises(Conflict, match="taken the lock over"):
        load(store, "甲", 0, lock_seconds=0.1, progress=sleep_too_long)
    campaign.acknowledged["甲"] = 1
    campaign.finish()


def test_the_lock_of_a_dead_writer_runs_out_and_not_before(store: Store) -> None:
    acquire(store, seconds=600)  # and never released
    _minutes_pass(store, 9)
    with pytest.raises(Conflict, match="another writer is at work"):
        load(store, "甲", 0, lock_seconds=LOCK_SECONDS)
    _minutes_pass(store, 2)
    assert load(store, "甲", 0, lock_seconds=LOCK_SECONDS) == 1
    release(store, acquire(store))


def _minutes_pass(store: Store, minutes: int) -> None:
    """Let the lock be so much older: waiting would hang on how fast the machine is."""
    gone = {"gone": minutes * 60_000}
    store.run_write("MATCH (l:Ledger {id: 'ledger'}) SET l.expires = l.expires - $gone", gone)
