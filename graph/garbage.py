"""Python's search for cycles, which looks at all that a large batch or answer holds, in vain."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = 50_000  # new objects between two searches; Python's own default is below 2,000

_lock = threading.Lock()
_inside = 0
_before = gc.get_threshold()


@contextmanager
def few_searches() -> Iterator[None]:
    """Search for cycles seldom in the body; also a decorator.

    Facts and rows come by the hundred thousand, stay for long and refer to each other in no
    cycle. With Python's own threshold a third of a writer's time went into finding that out
    (docs/benchmarks.md). What a person has switched off stays off.
    """
    global _inside, _before
    with _lock:
        if _inside == 0:
            _before = gc.get_threshold()
            if 0 < _before[0] < _SELDOM:
                gc.set_threshold(_SELDOM, *_before[1:])
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                gc.set_threshold(*_before)
