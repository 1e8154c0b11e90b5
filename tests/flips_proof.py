"""The tests that must notice when a time predicate is wrong: the quickest of them first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from graph.engines import Endpoint, Login
from graph.ledger.version import initialise
from graph.store import Store
from tests import (
    test_derive_borders,
    test_derive_properties,
    test_ledger,
    test_ledger_bounds,
    test_ledger_sweep,
)
from tests.parity import empty
from tests.test_ledger_model import play

FEW, HISTORIES, STEPS = 8, 40, 10

settings.register_profile(
    "flips", deadline=None, database=None, max_examples=150, derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),  # a slow machine has noticed nothing
)  # fmt: skip


PURE = ("absence", "derive", "settle")  # where no database is asked
SUMS = ("check", "checksum", "read")  # that histories look at in the end only


def first_failure(endpoint: Mapping[str, Any], module: str) -> str | None:
    """Return the name of the first test that fails; None where all pass.

    Parameters
    ----------
    endpoint : mapping
        Of a server whose database may be emptied.
    module : str
        Where the predicate is that was turned.
    """
    settings.load_profile("flips")
    writer, reader = (Login(*endpoint[name]) for name in ("writer", "reader"))
    place = Endpoint(
        endpoint["uri"], endpoint["database"], endpoint["engine"], writer, reader, None
    )
    with Store(place, retry_seconds=5.0) as store:
        for name, test in _tests(store, module):
            try:
                test()
            except BaseException:  # so are what pytest raises, and a writer's death in a test
                return name
    return None


def _tests(store: Store, module: str) -> Iterator[tuple[str, Callable[[], object]]]:
    thorough = module in SUMS
    if module in PURE:
        yield from _of(test_derive_borders)  # worked out by hand, and the quickest
        yield from _of(test_derive_properties)
    yield "histories", lambda: play(store, FEW, STEPS, thorough=thorough)
    for name, test in (*_of(test_ledger_bounds), *_of(test_ledger_sweep), *_of(test_ledger)):
        wanted = set(inspect.signature(test).parameters) - {"store", "monkeypatch"}
        for values in _values(test):
            if wanted == set(values):
                yield name, partial(_afresh, store, test, values)
    yield "more histories", lambda: play(store, HISTORIES, STEPS, thorough=thorough)


def _afresh(store: Store, test: Callable[..., object], values: Mapping[str, Any]) -> None:
    """Run a test on an empty database."""
    empty(store)
    initialise(store)
    wanted = inspect.signature(test).parameters
    given = {"store": store} if "store" in wanted else {}
    with pytest.MonkeyPatch.context() as patch:
        test(**given, **values, **({"monkeypatch": patch} if "monkeypatch" in wanted else {}))


def _values(test: Callable[..., object]) -> list[dict[str, Any]]:
    """Return what a test is to be called with: once, or once for each set of its parameters."""
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            names, sets = mark.args
            return [dict(zip(names, each, strict=True)) for each in sets]
    return [{}]


def _of(module: Any) -> list[tuple[str, Callable[..., object]]]:
    return [(n, f) for n, f in vars(module).items() if n.startswith("test_") and callable(f)]
