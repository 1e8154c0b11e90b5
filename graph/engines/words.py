"""What ArcadeDB says of a statement: in production mode only its log has the words."""

from __future__ import annotations

import re
import time
from contextlib import suppress

from graph.engines.folder import Folder

CONCEALED = "Check the server log"  # what it answers instead
_LOG_END = 64 * 1024  # bytes of a log that are looked at
_JUST_NOW = 10.0  # seconds; a log that has been silent for longer does not speak of this error
_REFUSAL = re.compile(
    r"^(?:\S+ \S+ \S+ +\[BoltNetworkExecutor\] BOLT: (.+?)(?: \(concealed from .+\))?"
    r"|(?:Caused by: )?[\w.$]+(?:Exception|Error): (.+))$",
    re.MULTILINE,
)


def last_words(folder: Folder) -> str:
    """Return what the server has just written to its log about a statement, or nothing.

    Another statement that failed at the same moment may have written what is found.
    """
    found: list[tuple[str, str]] = []
    with suppress(OSError, IndexError):  # no log, or one that is just being put away
        log = folder.logs[-1]
        if time.time() - log.stat().st_mtime < _JUST_NOW:
            with log.open("rb") as file:
                file.seek(max(0, log.stat().st_size - _LOG_END))
                found = _REFUSAL.findall(file.read().decode(errors="replace"))
    return "".join(found[-1]) if found else ""
