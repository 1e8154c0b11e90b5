"""A batch cut into chunks, the next of which is planned while one is being written."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from graph.ledger.planning import Plan, plan_chunk
from graph.ledger.settle import Group
from graph.ledger.spool import Spool, turn
from graph.store import Store


def in_order(groups: Iterable[Group]) -> Iterable[Group]:
    """Return groups in the order of writing."""
    if isinstance(groups, Spool):
        return groups
    return sorted(groups, key=lambda g: (*turn(g.type, g.start), g.id))


@dataclass(frozen=True, slots=True)
class Survey:
    """What is known of a plan before it is written.

    Parameters
    ----------
    digest : str
        What makes two plans the same: an unfinished batch is resumed with the same one only.
    total : int
        Statements that come or go.
    synthetic : bool
        True where it brings generated data.
    """

    digest: str
    total: int
    synthetic: bool


def survey(groups: Iterable[Group], most: int) -> Survey:
    """Go through a plan once; `most` is as for :func:`planned`."""
    hasher = hashlib.blake2b(str(most).encode(), digest_size=16)  # the same chunks, too
    total, synthetic = 0, False
    if isinstance(groups, Spool):
        for group, id_, generated in groups.ids():
            hasher.update(f"{group} {id_}\n".encode())
            total += 1
            synthetic = synthetic or generated
        return Survey(hasher.hexdigest(), total, synthetic)
    for one in groups:
        names = (one.id, *(a.statement.id for a in one.said), *sorted(one.withdrawn))
        hasher.update(";".join(names).encode())
        total += _size(one)
        synthetic = synthetic or any(a.statement.synthetic for a in one.said)
    return Survey(hasher.hexdigest(), total, synthetic)


@dataclass(frozen=True, slots=True)
class Planned:
    """One chunk: its number from 1, its size, and its plan; None where it stands already."""

    ordinal: int
    size: int
    plan: Plan | None


def planned(
    store: Store, groups: Iterable[Group], tick: int, *, done: int, most: int
) -> Generator[Planned]:
    """Yield the chunks of a batch; the next is planned while one is written.

    Parameters
    ----------
    store : Store
    groups : iterable of Group
        In the order of writing.
    tick : int
        Number of the batch.
    done : int
        Chunks that stand already.
    most : int
        Statements in a chunk.
    """
    numbered = enumerate(_chunks(groups, most), start=1)

    def following() -> Planned | None:
        for ordinal, chunk in numbered:
            plan = plan_chunk(store, chunk, tick) if ordinal > done else None
            return Planned(ordinal, sum(map(_size, chunk)), plan)
        return None

    with ThreadPoolExecutor(1, "plan") as beside:
        ready = beside.submit(following)
        while (one := ready.result()) is not None:
            ready = beside.submit(following)
            yield one


def _size(group: Group) -> int:
    return len(group.said) + len(group.withdrawn)


def _chunks(groups: Iterable[Group], most: int) -> Iterator[list[Group]]:
    chunk: list[Group] = []
    size = 0
    for group in groups:
        chunk.append(group)
        size += _size(group)
        if size >= most:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
