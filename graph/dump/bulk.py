"""A dump goes into a new local Neo4j by its bulk importer, past all transactions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.dump.admin_csv import OPTIONS, alternatives, csv_lines, taken
from graph.dump.columns import EDGE_ENDS, NODE_ENDS, Pair, Row, pair_of, rows_of
from graph.dump.manifest import Manifest, Part
from graph.dump.restore import LEDGER, PAGE, own_ledger
from graph.engines import Settings
from graph.engines.folder import DATABASE
from graph.engines.neo4j import offline


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
    import pyarrow.parquet as pq

    nodes = part.what == "nodes"
    ends = len(NODE_ENDS if nodes else EDGE_ENDS)
    stem = Path(part.path).stem
    begun: set[str] = set()
    with pq.ParquetFile(source / part.path) as file:
        pairs = [pair_of(heading) for heading in file.schema_arrow.names[ends:]]
        if part.name == LEDGER:
            pairs += [("owner", "text"), ("expires", "integer")]
        if nodes:  # the id is the key of the import and a property at once
            pairs.remove(("id", "text"))
        several = alternatives(pairs)
        for batch in file.iter_batches(PAGE):
            groups: dict[tuple[tuple[str, ...], frozenset[Pair]], list[tuple[list[str], Row]]]
            groups = defaultdict(list)
            for end, values in rows_of(batch, ends):
                labels: tuple[str, ...] = () if nodes else (end[0], end[2])
                groups[labels, taken(values, several)].append((end, values))
            for (joined, some), rows in groups.items():
                words = (stem, *joined, *sorted(kind for _, kind in some))
                path = workspace / ("-".join(words) + ".csv")
                columns = [pair for pair in pairs if pair not in several or pair in some]
                lines = iter(
                    csv_lines(_heads(part.name, joined), *_split(part.name, nodes, rows), columns)
                )
                head = next(lines)
                with path.open("a", encoding="utf-8", newline="") as out:
                    if path.name not in begun:
                        begun.add(path.name)
                        out.write(head)
                        yield f"--{'nodes' if nodes else 'relationships'}={part.name}={path}"
                    out.writelines(lines)


def _heads(name: str, labels: tuple[str, ...]) -> list[str]:
    if not labels:
        return [f"id:ID({name})"]
    return [f":START_ID({labels[0]})", f":END_ID({labels[1]})"]


def _split(
    name: str, nodes: bool, rows: list[tuple[list[str], Row]]
) -> tuple[list[list[str]], list[dict[str, Any]]]:
    """Return what stands in the first columns, and the properties."""
    ends = [end if nodes else [end[1], end[3]] for end, _ in rows]
    return ends, [own_ledger(values) if name == LEDGER else dict(values) for _, values in rows]
