"""The tests that must notice when a time predicate is wrong: histories against the model first."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import Phase, settings

from graph.engines import Endpoint, Login
from graph.ledger.version import initialise
from graph.store import Store
from tests import test_derive_properties, test_ledger, test_ledger_model
from tests.parity import empty

HISTORIES, STEPS = 60, 10

settings.register_profile(
    "flips", deadline=None, database=None, max_examples=150, derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)  # fmt: skip


def first_failure(endpoint: Mapping[str, Any], pure: bool) -> str | None:
    """Return the name of the first test that fails; None where all pass.

    Parameters
    ----------
    endpoint : mapping
        Of a server whose database may be emptied.
    pure : bool
        Where no database is asked: properties of what is derived come before histories.
    """
    settings.load_profile("flips")
    login = {name: Login(*endpoint[name]) for name in ("writer", "reader")}
    place = Endpoint(
        endpoint["uri"], endpoint["database"], endpoint["engine"], **login, folder=None
    )
    with Store(place, retry_seconds=5.0) as store:
        for name, test in _tests(store, pure):
            try:
                test()
            except Exception:
                return name
    return None


def _tests(store: Store, pure: bool) -> Iterator[tuple[str, Callable[[], object]]]:
    if pure:
        # Those worked out by hand come last in the file, and are the quickest.
        for name, test in reversed(_of(test_derive_properties)):
            yield name, test
    yield "histories", lambda: test_ledger_model._play(store, HISTORIES, STEPS)
    for name, test in _of(test_ledger):
        if list(inspect.signature(test).parameters) == ["store"]:

            def afresh(test: Callable[[Store], object] = test) -> None:
                empty(store)
                initialise(store)
                test(store)

            yield name, afresh


def _of(module: Any) -> list[tuple[str, Callable[..., object]]]:
    return [(n, f) for n, f in vars(module).items() if n.startswith("test_") and callable(f)]
