"""A dump becomes a local database: filled beside its place, compared, then switched in."""

from __future__ import annotations

import os
import shutil
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.dump.bulk import bulk_import
from graph.dump.manifest import Manifest
from graph.dump.restore import Told, compare, restore, whole
from graph.dump.write import HOLDER_KEY, secret
from graph.engines import EngineName, LocalAddress, Settings, attach, status, stop
from graph.engines.folder import translated
from graph.errors import Conflict
from graph.store import Store
from graph.text import Text
from graph.time import SHANGHAI


def restore_folder(
    source: Path,
    target: Path,
    *,
    settings: Settings,
    engine: EngineName | None = None,
    replace: bool = False,
    progress: Told | None = None,
) -> tuple[Manifest, Path | None]:
    """Make a local database from a dump.

    Parameters
    ----------
    source : Path
        What `dump` wrote.
    target : Path
        Folder of the database.
    settings : Settings
        How local servers are run.
    engine : {"arcadedb", "neo4j"}, optional
        Of the new database.
    replace : bool
        Put it in the place of one that is there, which is kept beside it.
    progress : callable, optional
        As in `restore`.

    Returns
    -------
    tuple of (Manifest, Path or None)
        What was restored, and where the database that stood there before is now.

    Raises
    ------
    Conflict
        Something is in the folder and `replace` is not given.
    RefusedInput
        The dump is not whole; nothing was touched.
    """
    target = target.absolute()
    there = target.exists() and (not target.is_dir() or any(target.iterdir()))
    if there and (not replace or status(target).state == "absent"):
        raise Conflict(
            Text("那里已有内容", "something is there already"),
            where=str(target),
            todo=Text(
                "换一个文件夹；若要换下那里的数据库，加上 --replace（旧的会保留在旁边）",
                "choose another folder, or add --replace: the old database is kept beside it",
            ),
        )
    manifest = whole(source)
    growing = target.with_name(f"{target.name}.restoring-{os.getpid()}")
    with translated(target):
        try:
            if engine == "neo4j":
                with TemporaryDirectory(prefix=f"{growing.name}-", dir=growing.parent) as workspace:
                    bulk_import(source, manifest, growing, settings, Path(workspace))
            with (
                attach(LocalAddress(growing), engine=engine, settings=settings) as endpoint,
                Store(endpoint) as store,
            ):
                if engine == "neo4j":
                    store.apply_schema()
                    compare(store, manifest)
                else:
                    restore(store, source, progress=progress)
            stop(growing, settings=settings)
            if manifest.holder_key:
                secret(growing / "secrets" / HOLDER_KEY, (source / HOLDER_KEY).read_bytes())
            before = _set_aside(target, settings) if there else None
            if target.exists():
                target.rmdir()  # empty
            growing.rename(target)
        except BaseException:
            if growing.exists():
                stop(growing, force=True, settings=settings)
                shutil.rmtree(growing)
            raise
    return manifest, before


def _set_aside(target: Path, settings: Settings) -> Path:
    """Stop the database that stands there and give its folder another name."""
    stop(target, settings=settings)
    moment = datetime.now(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    aside = target.with_name(f"{target.name}.before-{moment}")
    target.rename(aside)
    return aside
