"""A dump becomes a database again, on either engine, and is compared before anybody sees it.

The node of the ledger is written last: until then a reader finds no watermark, hence nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.dump.columns import EDGE_ENDS, NODE_ENDS, Row, rows_of
from graph.dump.manifest import Manifest, Part, read_manifest, verify
from graph.errors import Conflict, RefusedInput
from graph.ledger.checksum import checksum
from graph.ledger.read import watermark
from graph.schema import EDGES, NODES, SCHEMA_VERSION
from graph.store import Store, Transaction
from graph.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

PAGE = 5_000
LEDGER = "Ledger"

_EMPTY = "OPTIONAL MATCH (n) WITH n LIMIT 1 RETURN n IS NULL OR n:Ledger"
_LEDGER_ALONE = "OPTIONAL MATCH (l:Ledger) RETURN coalesce(max(l.last_tick), 0)"
_COUNT_NODES = "MATCH (n:{name}) RETURN count(n)"
_COUNT_EDGES = "MATCH ()-[e:{name}]->() RETURN count(e)"

Told = Callable[[str, int], None]


def restore(store: Store, folder: Path, *, progress: Told | None = None) -> Manifest:
    """Fill an empty database from a dump and see that it says the same.

    Parameters
    ----------
    store : Store
        An empty database, of either engine.
    folder : Path
        What `dump` wrote.
    progress : callable, optional
        Called with a label or type and the rows of it written so far.

    Returns
    -------
    Manifest

    Raises
    ------
    RefusedInput
        The dump is cut short, altered, unfinished, or of a newer version; nothing was written.
    Conflict
        The database is not empty, or what arrived differs from what was dumped.
    """
    manifest = whole(folder)
    _refuse_full(store)
    store.apply_schema()
    last = [part for part in manifest.parts if part.name == LEDGER]
    for part in [part for part in manifest.parts if part.name != LEDGER]:
        _load(store, folder, part, progress)
    _compare_counts(store, manifest)
    for part in last:
        _load(store, folder, part, progress)
    compare(store, manifest)
    return manifest


def whole(folder: Path) -> Manifest:
    """Return the manifest of a dump that is whole and of this version.

    Raises
    ------
    RefusedInput
        It is not.
    """
    manifest = read_manifest(folder)
    _refuse_other_version(folder, manifest)
    verify(folder, manifest)
    return manifest


def compare(store: Store, manifest: Manifest) -> None:
    """See that a database holds what was dumped.

    Raises
    ------
    Conflict
        Something is missing, too much, or different.
    """
    _compare_counts(store, manifest)
    found = store.read(lambda tx: checksum(tx, watermark(tx)))
    if found != manifest.checksum:
        raise _differs(store, "checksum", manifest.checksum, found)


def own_ledger(row: Row) -> dict[str, Any]:
    """Return the properties of the ledger's node in a new place, where nobody holds its lock."""
    return {**row, "owner": "", "expires": 0}


def _refuse_other_version(folder: Path, manifest: Manifest) -> None:
    unknown = {p.name for p in manifest.parts} - set(NODES) - set(EDGES)
    if manifest.schema_version == SCHEMA_VERSION and not unknown:
        return
    raise RefusedInput(
        Text(
            f"转储的模型版本是 {manifest.schema_version}，本程序用 {SCHEMA_VERSION}",
            f"the dump has schema version {manifest.schema_version}, this program uses "
            f"{SCHEMA_VERSION}",
        ),
        where=str(folder),
        todo=Text(
            "用写它的版本恢复，再运行 gongjian upgrade",
            "restore it with the version that wrote it, then run `gongjian upgrade`",
        ),
    )


def _refuse_full(store: Store) -> None:
    """Refuse a database with anything in it but an untouched ledger, which is taken away."""
    empty = store.query(_EMPTY).rows[0][0] and not store.query(_LEDGER_ALONE).rows[0][0]
    if empty:
        nodes = store.query("MATCH (n) RETURN count(n)").rows[0][0]
        empty = nodes <= 1
    if not empty:
        raise Conflict(
            Text("数据库不是空的", "the database is not empty"),
            where=store.endpoint.uri,
            todo=Text("恢复到一个新的文件夹或空的数据库", "restore into a new folder or database"),
        )
    store.run_write("MATCH (l:Ledger) DELETE l")


def _load(store: Store, folder: Path, part: Part, progress: Told | None) -> None:
    import pyarrow.parquet as pq

    done = 0
    with pq.ParquetFile(folder / part.path) as file:
        for batch in file.iter_batches(PAGE):
            for statement, rows in _statements(part, batch):
                store.write(lambda tx, s=statement, r=rows: _write(tx, s, r))  # type: ignore[misc]  # mypy and defaults of a lambda
            done += batch.num_rows
            if progress:
                progress(part.name, done)


def _write(tx: Transaction, statement: str, rows: list[dict[str, Any]]) -> None:
    tx.run(statement, {"rows": rows})


def _statements(part: Part, batch: pa.RecordBatch) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield what writes a page, one statement for each pair of labels that edges join."""
    if part.what == "nodes":
        rows = [{"p": values} for _, values in rows_of(batch, len(NODE_ENDS))]
        if part.name == LEDGER:
            rows = [{"p": own_ledger(row["p"])} for row in rows]
        yield f"UNWIND $rows AS r CREATE (n:{part.name}) SET n = r.p", rows
        return
    joined: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for (start_label, start, end_label, end), values in rows_of(batch, len(EDGE_ENDS)):
        joined[start_label, end_label].append({"a": start, "b": end, "p": values})
    for (start_label, end_label), rows in joined.items():
        if start_label not in NODES or end_label not in NODES:
            continue  # counted, and so found missing
        yield (
            f"UNWIND $rows AS r MATCH (a:{start_label} {{id: r.a}}) "
            f"MATCH (b:{end_label} {{id: r.b}}) CREATE (a)-[e:{part.name}]->(b) SET e = r.p",
            rows,
        )


def _compare_counts(store: Store, manifest: Manifest) -> None:
    """See that as many rows arrived as were dumped; the ledger's own node comes later."""
    counts = manifest.counts()
    for names, statement in ((NODES, _COUNT_NODES), (EDGES, _COUNT_EDGES)):
        for name in names:
            if name == LEDGER:
                continue
            (found,) = store.query(statement.format(name=name)).rows[0]
            if found != counts.get(name, 0):
                raise _differs(store, name, counts.get(name, 0), found)


def _differs(store: Store, what: str, wanted: object, found: object) -> Conflict:
    return Conflict(
        Text(
            f"恢复的内容与转储不同：{what} 应为 {wanted}，得到 {found}",
            f"what arrived differs from the dump: {what} should be {wanted}, is {found}",
        ),
        where=store.endpoint.uri,
        todo=Text("不要使用这个数据库；清空后再恢复", "do not use this database; empty it first"),
    )
