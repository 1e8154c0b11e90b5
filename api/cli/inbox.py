"""An inbox: files that are put there are loaded and filed away, each beside its receipt."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.cli.session import Session
from graph.errors import GongjianError, RefusedInput
from graph.text import Text
from graph.time import SHANGHAI

if TYPE_CHECKING:
    from graph.store import Store
    from loaders.inputs import Input

DONE, RETURNED = "已载入", "退回"
SETTLED = 2.0  # seconds without a change: a file that is still being copied is left alone
PAUSE = 2.0

Read = Callable[[Path], "list[Input]"]


def watch(session: Session, store: Store, folder: Path, read: Read, *, who: str) -> None:
    """Load what comes into a folder until the person stops it."""
    session.say(Text(f"守候 {folder}，Ctrl+C 结束", f"watching {folder}; Ctrl+C ends it"))
    while True:
        if not sweep(session, store, folder, read, who=who):
            time.sleep(PAUSE)


def sweep(session: Session, store: Store, folder: Path, read: Read, *, who: str) -> int:
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
        _take(session, store, folder, file, read, who)
    return len(files)


def _take(
    session: Session, store: Store, folder: Path, file: Path, read: Read, who: str
) -> None:  # fmt: skip
    from api.cli import reporting
    from loaders.load import load
    from loaders.problems import RefusedRegister

    inputs: list[Input] = []
    try:
        inputs = read(file)
        done = load(store, inputs, who=who)
    except RefusedInput as error:
        place = _place(folder / RETURNED, file)
        if isinstance(error, RefusedRegister):
            table = reporting.problems(error.problems, session.lang)
            reporting.keep_refusals(
                place.with_name(f"{place.stem}-问题.xlsx"), table, inputs, error.problems, session
            )
        _file(file, place, {"state": "returned", "why": error.render(session.lang)})
        session.say(Text(f"退回：{file.name}", f"returned: {file.name}"))
    except GongjianError as error:
        if error.exit_code == 3:
            raise  # without a database nothing can be said of the file
        place = _place(folder / RETURNED, file)
        _file(file, place, {"state": "returned", "why": error.render(session.lang)})
        session.say(Text(f"退回：{file.name}", f"returned: {file.name}"))
    else:
        head = next((item.table.head for item in inputs if item.table), None)
        _file(file, _place(folder / DONE, file), {
            "state": "loaded before" if done.skipped else "loaded",
            "unit": head.unit if head else "", "period": head.period if head else "",
            "batch": done.report.tick or None, "rows": dict(done.rows),
            "not_read": done.personal,
        })  # fmt: skip
        session.say(Text(f"已载入：{file.name}", f"loaded: {file.name}"))


def _place(folder: Path, file: Path) -> Path:
    """Return where a file goes: a name that came before keeps its file."""
    folder.mkdir(exist_ok=True)
    stamp = datetime.now(SHANGHAI).strftime("%Y%m%d-%H%M%S")
    place, number = folder / f"{stamp}-{file.name}", 1
    while place.exists():
        number += 1
        place = folder / f"{stamp}-{number}-{file.name}"
    return place


def _file(file: Path, place: Path, receipt: dict[str, Any]) -> None:
    """Write the receipt, then move the file: one that is still there will be taken again."""
    said = {"file": file.name, "at": datetime.now(SHANGHAI).isoformat(timespec="seconds"),
            **receipt}  # fmt: skip
    place.with_name(f"{place.name}.回执.json").write_text(
        json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    shutil.move(file, place)
