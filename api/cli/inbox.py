"""An inbox: files that are put there are loaded and filed away, each beside its receipt."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.session import Session
from graph.errors import Conflict, GongjianError
from graph.text import Text
from graph.time import SHANGHAI

if TYPE_CHECKING:
    from graph.store import Store
    from loaders.checks import Rules
    from loaders.inputs import Input

DONE, RETURNED = "已载入", "退回"
SETTLED = 2.0  # seconds without a change: a file that is still being copied is left alone
PAUSE = 2.0

Read = Callable[[Path], "list[Input]"]


def watch(
    session: Session, store: Store, folder: Path, read: Read, *, who: str, rules: Rules
) -> None:  # fmt: skip
    """Load what comes into a folder until the person stops it."""
    session.say(Text(f"守候 {folder}，Ctrl+C 结束", f"watching {folder}; Ctrl+C ends it"))
    while True:
        if not sweep(session, store, folder, read, who=who, rules=rules):
            time.sleep(PAUSE)


def sweep(
    session: Session, store: Store, folder: Path, read: Read, *, who: str,
    rules: Rules | None = None,
) -> int:  # fmt: skip
    """Load every settled file of a folder once; return how many were filed away.

    Each file is a batch of its own: a bad one keeps no other out. Done and returned files go
    to folders of their own, each with a receipt; a returned one with the marked workbook too.
    """
    from loaders.files.book import ENDINGS

    now = time.time()
    files = [
        file
        for file in sorted(folder.iterdir())
        if file.is_file() and file.suffix.lower() in ENDINGS
        and not file.name.startswith((".", "~$")) and now - file.stat().st_mtime >= SETTLED
    ]  # fmt: skip
    for file in files:
        _take(session, store, folder, file, read, who, rules or {})
    return len(files)


def _take(
    session: Session, store: Store, folder: Path, file: Path, read: Read, who: str, rules: Rules
) -> None:  # fmt: skip
    from api.cli import receipts, reporting
    from api.cli.pace import in_turn
    from loaders.load import load
    from loaders.problems import RefusedRegister

    inputs: list[Input] = []
    try:
        inputs = read(file)
        in_turn(session, store)
        done = load(store, inputs, who=who, rules=rules)
    except GongjianError as error:
        if error.exit_code == 3 or isinstance(error, Conflict):
            raise  # of the database, or of another writer: nothing can be said of the file
        place = _place(folder / RETURNED, file)
        if isinstance(error, RefusedRegister):
            table = reporting.problems(error.problems, session.lang)
            reporting.keep_refusals(
                place.with_name(f"{place.stem}-问题.xlsx"), table, inputs, error.problems, session
            )
        why = error.render(session.lang)
        _file(file, place, receipts.receipt(file, inputs, None, why), session)
        session.say(Text(f"退回：{file.name}", f"returned: {file.name}"))
        return
    place = _place(folder / DONE, file)
    if done.refused:
        table = reporting.problems(done.refused, session.lang)
        reporting.keep_refusals(
            place.with_name(f"{place.stem}-问题.xlsx"), table, inputs, done.refused, session
        )
    said = receipts.receipt(file, inputs, done)
    _file(file, place, said, session)
    state = receipts.STATES[said["state"]]
    session.say(Text(f"{state.zh}：{file.name}", f"{state.en}: {file.name}"))


def _place(folder: Path, file: Path) -> Path:
    """Return where a file goes: a name that came before keeps its file."""
    folder.mkdir(exist_ok=True)
    stamp = datetime.now(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    place, number = folder / f"{stamp}-{file.name}", 1
    while place.exists():
        number += 1
        place = folder / f"{stamp}-{number}-{file.name}"
    return place


def _file(file: Path, place: Path, said: dict[str, Any], session: Session) -> None:
    """Write the receipt, then move the file: one that is still there will be taken again."""
    from api.cli import receipts

    receipts.write(place, said, session.lang)
    shutil.move(file, place)
