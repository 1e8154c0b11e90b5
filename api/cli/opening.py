"""From `--db` to an open store."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from api.cli.session import Session
from graph.errors import no_data
from graph.text import Text

if TYPE_CHECKING:
    from graph.engines import EngineName
    from graph.store import Store


@contextlib.contextmanager
def opened(
    session: Session, db: str | None, *, create: bool = False, engine: EngineName | None = None
) -> Iterator[Store]:
    """Open the database that `--db` means, starting its server if need be.

    Parameters
    ----------
    session : Session
    db : str or None
        The option; None for the default.
    create : bool
        Make the database where there is none; otherwise that is an error, and no folder is made.
    engine : {"arcadedb", "neo4j"}, optional
        For a new folder.

    Yields
    ------
    Store

    Raises
    ------
    Misuse
        There is no database yet.
    EngineError
        It cannot be reached.
    """
    from graph.engines import LocalAddress, attach, locate, read_settings
    from graph.engines.folder import holds_nothing

    address = locate(db, session.env)
    if isinstance(address, LocalAddress) and not create and holds_nothing(address.folder):
        raise no_data(str(address.folder))
    with session.working(Text("连接数据库…", "Reaching the database…")) as told:
        stack = contextlib.ExitStack()
        with stack:
            endpoint = stack.enter_context(
                attach(address, engine=engine, progress=told, settings=read_settings(session.env))
            )
            store = stack.enter_context(_store()(endpoint))
            held = stack.pop_all()
    with held:
        yield store


def _store() -> type[Store]:
    """Import the store without numpy and pandas, which the driver would load if it could.

    Values of theirs are never sent, and they are most of the time that a question takes.
    """
    unwanted = [name for name in ("numpy", "pandas") if name not in sys.modules]
    for name in unwanted:
        sys.modules[name] = None  # type: ignore[assignment]  # documented: "not to be found"
    try:
        from graph.store import Store
    finally:
        for name in unwanted:
            del sys.modules[name]
    return Store
