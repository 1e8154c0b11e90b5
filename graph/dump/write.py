"""A database becomes a folder of Parquet files, while people go on reading it.

No other writer is let in meanwhile (the lock of the ledger), so that all files tell of one state;
readers notice nothing. Rows are streamed: memory depends on the length of a page alone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from graph.dump.columns import EDGE_ENDS, NODE_ENDS, Pair, Row, pairs_of, schema_of, table_of
from graph.dump.manifest import FORMAT, NAME, Manifest, Part, digest
from graph.engines.folder import translated
from graph.errors import Conflict
from graph.ledger.checksum import Checksum
from graph.ledger.lock import Fence, acquire, release
from graph.ledger.read import now
from graph.ledger.version import prepare
from graph.schema import DAYS, EDGES, NODES, SCHEMA_VERSION
from graph.store import Store, Transaction
from graph.text import Text
from graph.time import SHANGHAI

if TYPE_CHECKING:
    import pyarrow.parquet as pq

HOLDER_KEY = "holder.key"
PAGE = 20_000

# Who holds the lock, and the counters of the lock, belong to the place and not to the data.
_OF_THE_PLACE = frozenset({"owner", "expires"})

_NODES = "MATCH (n:{name}) RETURN n.id, properties(n)"
# The days of an edge come as text: four values of a class of the driver's own cost a client more
# than the rest of the row (benchmarks: `engines`).
_EDGES = (
    "MATCH (a)-[e:{name}]->(b) RETURN labels(a)[0], a.id, labels(b)[0], b.id, "
    "e{{.*, " + ", ".join(f"{day}: toString(e.{day})" for day in DAYS) + "}}"
)

Told = Callable[[str, int], None]


def dump(
    store: Store,
    folder: Path,
    *,
    holder_key: bytes | None = None,
    progress: Told | None = None,
) -> Manifest:
    """Write a whole database to a new folder.

    Parameters
    ----------
    store : Store
        The database; nobody else may write to it meanwhile.
    folder : Path
        Must not exist yet. It appears only when everything is in it.
    holder_key : bytes, optional
        The key of the pseudonyms, to go along in a file of its own. Without it the pseudonyms
        stay what they are, but no new name can be found among them.
    progress : callable, optional
        Called with a label or type and the rows of it written so far.

    Returns
    -------
    Manifest

    Raises
    ------
    Conflict
        The folder exists, somebody else is writing, or an unfinished batch is in the database.
    """
    if folder.exists():
        raise Conflict(
            Text("文件夹已存在", "the folder exists already"),
            where=str(folder),
            todo=Text("换一个新的名字", "choose a new name"),
        )
    prepare(store)
    with translated(folder), _alone(store) as fence, _whole_or_nothing(folder) as growing:
        _refuse_unfinished(store)
        tick, synthetic = store.read(now)
        found = Checksum(tick)  # of what passes by: nothing is read twice
        parts = [
            part
            for what, names in (("nodes", NODES), ("edges", EDGES))
            for name in names
            for part in _one(store, fence, growing, what, name, found, progress)  # type: ignore[arg-type]  # literals
        ]
        if holder_key is not None:
            secret(growing / HOLDER_KEY, holder_key)
        manifest = Manifest(
            FORMAT, SCHEMA_VERSION, store.agent(),
            datetime.now(SHANGHAI).isoformat(timespec="seconds"), tick,
            str(found), synthetic, holder_key is not None, tuple(parts),
        )  # fmt: skip
        store.write(fence.check)  # nobody took over while we read
        (growing / NAME).write_text(manifest.as_json(), encoding="utf-8")
    return manifest


@contextmanager
def _alone(store: Store) -> Iterator[Fence]:
    fence = acquire(store)
    try:
        yield fence
    finally:
        release(store, fence)


@contextmanager
def _whole_or_nothing(folder: Path) -> Iterator[Path]:
    """Give a folder beside the wanted one, and rename it when all went well."""
    growing = folder.with_name(f"{folder.name}.partial-{os.getpid()}")
    growing.mkdir(parents=True)
    try:
        yield growing
        growing.rename(folder)
    except BaseException:
        with suppress(OSError):
            shutil.rmtree(growing)
        raise


def _refuse_unfinished(store: Store) -> None:
    row = store.query(
        "MATCH (b:Batch) WHERE b.state IN ['open', 'sweeping'] RETURN b.tick LIMIT 1"
    ).one()
    if row:
        raise Conflict(
            Text(f"批次 {row[0]} 没有写完", f"batch {row[0]} was never finished"),
            where=store.endpoint.uri,
            todo=Text("重新载入同一份文件，再转储", "load the same files again, then dump"),
        )


def _one(
    store: Store,
    fence: Fence,
    folder: Path,
    what: Literal["nodes", "edges"],
    name: str,
    found: Checksum,
    progress: Told | None,
) -> list[Part]:
    """Write the files of one label or type, and count its visible rows in the checksum."""
    ends = NODE_ENDS if what == "nodes" else EDGE_ENDS
    statement = (_NODES if what == "nodes" else _EDGES).format(name=name)
    files = _Files(folder, what, name, ends)
    before = found.total

    def take(page: list[tuple[Any, ...]]) -> None:
        files.add(page)
        _hear(found, what, name, page)

    def written(taken: Future[None] | None) -> None:
        if taken:
            taken.result()
            if progress:
                progress(name, files.written)

    def work(tx: Transaction) -> None:
        files.begin()
        found.total = before
        rows = tx.stream(statement)
        # A page is written while the server sends the next one.
        with ThreadPoolExecutor(1, "dump") as beside:
            taken: Future[None] | None = None
            while page := list(islice(rows, PAGE)):
                written(taken)
                taken = beside.submit(take, page)
                store.write(fence.check)
            written(taken)

    store.read(work)
    return files.close()


def _hear(found: Checksum, what: str, name: str, page: list[tuple[Any, ...]]) -> None:
    """Let the checksum look at a page: assertions come with the nodes, and so before any edge."""
    if what == "edges":
        for *ends, properties in page:
            if found.visible(properties):
                found.add((name, *ends), properties)
    elif name == "Assertion":
        for _, properties in page:
            found.hear(properties)


@dataclass
class _Files:
    """The files of one label or type; another is begun where a column is missing."""

    folder: Path
    what: Literal["nodes", "edges"]
    name: str
    ends: tuple[str, ...]
    pairs: set[Pair] = field(default_factory=set)
    written: int = 0
    rows: list[int] = field(default_factory=list)
    open: pq.ParquetWriter | None = None

    def begin(self) -> None:
        """Begin anew: a read that was cut off is done again from the start."""
        self._shut()
        self.pairs, self.written, self.rows = set(), 0, []

    def add(self, page: list[tuple[Any, ...]]) -> None:
        import pyarrow.parquet as pq

        ends = [[str(end) for end in row[:-1]] for row in page]
        values: list[Row] = [self._own(row[-1]) for row in page]
        days = DAYS if self.what == "edges" else ()
        pairs = {(n, "day") if n in days else (n, kind) for n, kind in pairs_of(values)}
        if self.open is None or not pairs <= self.pairs:
            self._shut()
            self.pairs |= pairs
            self.rows.append(0)
            path = self.folder / self._path(len(self.rows))
            path.parent.mkdir(exist_ok=True)
            schema = schema_of(self.ends, self.pairs)
            self.open = pq.ParquetWriter(path, schema, compression="zstd")
        self.open.write_table(table_of(self.open.schema, ends, values, iso_days=days))
        self.rows[-1] += len(page)
        self.written += len(page)

    def _own(self, row: Row) -> Row:
        if self.name == "Ledger":
            return {k: v for k, v in row.items() if k not in _OF_THE_PLACE}
        return row

    def _path(self, number: int) -> str:
        return f"{self.what}/{self.name}-{number}.parquet"

    def _shut(self) -> None:
        if self.open is not None:
            self.open.close()
        self.open = None

    def close(self) -> list[Part]:
        self._shut()
        paths = [self._path(number) for number in range(1, len(self.rows) + 1)]
        return [
            Part(path, self.what, self.name, rows, digest(self.folder / path))
            for path, rows in zip(paths, self.rows, strict=True)
        ]


def secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, from its first byte on.

    Parameters
    ----------
    path : Path
        Must not exist.
    content : bytes
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
