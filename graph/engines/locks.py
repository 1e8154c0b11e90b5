"""Advisory locks on files: they vanish with the process, whatever ended it.

A lock file is never deleted: whoever deletes one while another waits on it ends up with
two holders of "the same" lock.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path

_SPAN = 0x3FFFFFFF  # bytes that stand for "all holders" on Windows


@dataclass(slots=True)
class Lock:
    """A lock that is held until `release` or the end of the process."""

    fd: int

    def release(self) -> None:
        """Give the lock back; more than once does no harm."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1


def take(path: Path, *, shared: bool = False, timeout: float = 0.0) -> Lock | None:
    """Take a lock, waiting if need be.

    Parameters
    ----------
    path : Path
        The lock file; made when it does not exist.
    shared : bool
        Many may hold it shared; only one, and nobody beside, exclusively.
    timeout : float
        Seconds to wait.

    Returns
    -------
    Lock or None
        None when others held it the whole time.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    deadline = time.monotonic() + timeout
    while not _try(fd, shared=shared):
        if time.monotonic() >= deadline:
            os.close(fd)
            return None
        time.sleep(0.02)
    return Lock(fd)


def is_held(path: Path) -> bool:
    """Tell whether anybody holds the lock exclusively.

    Parameters
    ----------
    path : Path
        The lock file.

    Returns
    -------
    bool
    """
    if not path.exists():
        return False
    lock = take(path, shared=True)
    if lock is None:
        return True
    lock.release()
    return False


if sys.platform == "win32":
    import msvcrt

    def _try(fd: int, *, shared: bool) -> bool:
        """Emulate shared locks: a sharer locks one byte by lot, an owner all of them."""
        first, length = (secrets.randbelow(_SPAN), 1) if shared else (0, _SPAN)
        os.lseek(fd, first, os.SEEK_SET)
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, length)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(fd: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
