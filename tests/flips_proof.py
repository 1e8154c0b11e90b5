"""The tests that must notice when a time predicate is wrong: histories against the model first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from hypothesis import Phase, settings

from graph.engines import Endpoint, Login
from graph.ledger.version import initialise
from graph.store import Store
from tests import test_derive_properties, test_ledger, test_ledger_sweep
from tests.parity import empty
from tests.test_ledger_model import play

HISTORIES, STEPS = 40, 10

settings.register_profile(
    "flips", deadline=None, database=None, max_examples=150, derandomize=True,
    phases=(Phase.explicit, Phase.generate),
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
            except Exception:
                return name
    return None


def _tests(store: Store, module: str) -> Iterator[tuple[str, Callable[[], object]]]:
    thorough = module in SUMS
    if module in PURE:
        # Those worked out by hand come last in the file, and are the quickest.
        for name, test in reversed(_of(test_derive_properties)):
            yield name, test
    yield "histories", lambda: play(store, HISTORIES, STEPS, thorough=thorough)
    for name, test in (*_of(test_ledger_sweep), *_of(test_ledger)):
        wanted = set(inspect.signature(test).parameters)
        if wanted <= {"store", "monkeypatch"}:

            def afresh(
                test: Callable[..., object] = test, patched: bool = "monkeypatch" in wanted
            ) -> None:
                empty(store)
                initialise(store)
                with pytest.MonkeyPatch.context() as patch:
                    test(store, **({"monkeypatch": patch} if patched else {}))

            yield name, afresh


def _of(module: Any) -> list[tuple[str, Callable[..., object]]]:
    return [(n, f) for n, f in vars(module).items() if n.startswith("test_") and callable(f)]
