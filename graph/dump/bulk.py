"""A dump goes into a new local Neo4j by its bulk importer, past all transactions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from graph.dump.admin_csv import OPTIONS, of_one_type, write_csv
from graph.dump.columns import EDGE_ENDS, NODE_ENDS, column_name
from graph.dump.manifest import Manifest, Part
from graph.dump.restore import LEDGER, own_ledger
from graph.engines import Settings
from graph.engines.folder import DATABASE
from graph.engines.neo4j import offline

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 100_000  # of a file that are in memory at once


def bulk_import(
    source: Path, manifest: Manifest, root: Path, settings: Settings, workspace: Path
) -> None:
    """Fill the folder of a Neo4j that was never started.

    Parameters
    ----------
    source : Path
        A dump whose files were verified.
    manifest : Manifest
    root : Path
        Folder of the new database.
    settings : Settings
    workspace : Path
        An empty folder for the CSV files, on a disk with room for them.
    """
    options = [o for part in manifest.parts for o in _files(source, part, workspace)]
    words = ["database", "import", "full", "--verbose", DATABASE, *OPTIONS, *options]
    offline(root, settings, words, lambda _: None)


def _files(source: Path, part: Part, workspace: Path) -> Iterator[str]:
    """Write the CSV files of a part and yield the option that names each of them."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    what, split = ("nodes", _nodes) if part.what == "nodes" else ("relationships", _edges)
    begun: set[Path] = set()
    with pq.ParquetFile(source / part.path) as file:
        for batch in file.iter_batches(_ROWS):
            for words, first, table in split(part, pa.Table.from_batches([batch])):
                for kinds, some in of_one_type(table, len(first)):
                    if not some.num_rows:
                        continue
                    path = workspace / ("-".join([Path(part.path).stem, *words, *kinds]) + ".csv")
                    write_csv(path, first, some)
                    if path not in begun:
                        begun.add(path)
                        yield f"--{what}={part.name}={path}"


Piece = tuple[tuple[str, ...], list[str], "pa.Table"]  # words for the file's name, headings, rows


def _nodes(part: Part, table: pa.Table) -> Iterator[Piece]:
    """Yield the nodes; their id is the key of the import and a property at once."""
    import pyarrow as pa

    table = table.drop_columns([column_name(("id", "text"))])
    if part.name == LEDGER:
        for name, value in own_ledger({}).items():
            kind = "text" if isinstance(value, str) else "integer"
            table = table.append_column(column_name((name, kind)), pa.array([value]))
    yield (), [f"{NODE_ENDS[0].lstrip('@')}:ID({part.name})"], table


def _edges(_: Part, table: pa.Table) -> Iterator[Piece]:
    """Yield the edges of each pair of labels that they join."""
    import pyarrow.compute as pc

    labels = [EDGE_ENDS[0], EDGE_ENDS[2]]
    for joined in table.group_by(labels).aggregate([]).to_pylist():
        start, end = (joined[label] for label in labels)
        wanted = pc.and_(pc.equal(table[labels[0]], start), pc.equal(table[labels[1]], end))
        rows = table.filter(wanted).drop_columns(labels)
        yield (start, end), [f":START_ID({start})", f":END_ID({end})"], rows
