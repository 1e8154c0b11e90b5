"""What a chunk touched, noted beside it: taking it back looks nowhere else.

Without it a sweep would look through every relationship type for the number of a batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from graph.store import Store, Transaction

# Its properties are lists of strings, because neither engine stores maps.
NOTE = """
CREATE (c:Chunk {id: $chunk, tick: $tick, made: $made, retired: $retired, moved: $moved,
                 starts: $starts, nodes: $nodes})
RETURN count(c)
"""

_CHUNKS = "MATCH (b:Batch {id: $id}) RETURN b.chunks"
_READ = "MATCH (c:Chunk {id: $id}) RETURN c.made, c.retired, c.moved, c.starts, c.nodes"
FORGET = "MATCH (c:Chunk {id: $id}) DELETE c"


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one chunk of a batch touched.

    Parameters
    ----------
    id : str
        Batch and number within it.
    made, retired, moved : sequence of str
        Ids of assertions.
    starts : sequence of str
        Where rows begin that it wrote or superseded: ``type label id``.
    nodes : sequence of str
        Nodes that it merged, whether they were new or not: ``label id``.
    """

    id: str
    made: Sequence[str]
    retired: Sequence[str]
    moved: Sequence[str]
    starts: Sequence[str]
    nodes: Sequence[str]

    def rows(self) -> Mapping[tuple[str, str], list[str]]:
        """Return the ids of start nodes by relationship type and label."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for entry in self.starts:
            type_, label, id_ = entry.split(" ", 2)
            found[type_, label].append(id_)
        return found

    def merged(self) -> Mapping[str, list[str]]:
        """Return the ids of nodes by label."""
        found: dict[str, list[str]] = defaultdict(list)
        for entry in self.nodes:
            label, id_ = entry.split(" ", 1)
            found[label].append(id_)
        return found


def name(tick: int, ordinal: int) -> str:
    """Return the id of a chunk."""
    return f"{tick}/{ordinal}"


def names(store: Store, tick: int) -> list[str]:
    """Return the ids of all chunks of a batch."""
    row = store.query(_CHUNKS, {"id": str(tick)}).one()
    return [name(tick, n) for n in range(1, row[0] + 1)] if row else []


def read(tx: Transaction, id_: str) -> Chunk | None:
    """Return what a chunk touched; None where it was swept."""
    row = tx.run(_READ, {"id": id_}).one()
    return Chunk(id_, *(entry or () for entry in row)) if row else None


def chunks(store: Store, tick: int) -> Iterator[Chunk]:
    """Yield what each chunk of a batch touched."""
    for id_ in names(store, tick):
        chunk = store.read(partial(read, id_=id_))
        if chunk is not None:
            yield chunk
