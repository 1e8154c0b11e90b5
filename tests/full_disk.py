"""A small disk that becomes full: ``python -m tests.full_disk ENGINE DISK`` after `mounted`.

The tests start it in a mount name space of its own, where DISK is a tmpfs of some megabytes. It
prints one line of JSON for each thing that it saw, and the test judges.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

# Leaves for a name space of its own, as its own root where we are not root, mounts, and becomes
# the command. Ends with 125 where the system allows neither.
MOUNTED = """
import ctypes, os, subprocess, sys
NEWNS, NEWUSER = 0x00020000, 0x10000000
uid, gid = os.getuid(), os.getgid()
libc = ctypes.CDLL(None)
if libc.unshare(NEWNS | (NEWUSER if uid else 0)):
    sys.exit(125)
if uid:
    for name, line in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"), ("gid_map", f"0 {gid} 1")):
        open(f"/proc/self/{name}", "w").write(line)
size, disk = sys.argv[1:3]
libc.mount(b"none", b"/", None, 0x44000, None)  # what is mounted here stays here
if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk]).returncode:
    sys.exit(125)
if len(sys.argv) > 3:
    os.execvp(sys.argv[3], sys.argv[3:])
"""


def mounted(size: str, disk: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command where `disk` is a small disk."""
    words = [sys.executable, "-c", MOUNTED, size, str(disk), *command]
    return subprocess.run(words, capture_output=True, check=False, text=True)


def main(engine: str, disk: Path) -> None:
    from graph.dump import dump
    from graph.engines import LocalAddress, attach, logs, stop
    from graph.errors import GongjianError
    from graph.ledger import batch
    from graph.ledger.check import check
    from graph.ledger.version import prepare
    from graph.store import Store
    from loaders.load import load, read_manifest
    from tests.engines_support import short
    from tests.parity import EXAMPLES

    settings, manifest = short(disk), EXAMPLES / "hohhot" / "manifest.toml"
    filler = disk / "filler"

    def fill(left: int) -> None:
        with filler.open("ab", buffering=0) as out, suppress(OSError):
            while (free := shutil.disk_usage(disk).free) > left:
                out.write(b"\0" * min(1 << 20, free - left))

    def tell(what: str, **seen: Any) -> None:
        print(json.dumps({"what": what, **seen}), flush=True)

    def refused(what: str, error: BaseException | None) -> None:
        ours = isinstance(error, GongjianError)
        todo = str(error.todo) if isinstance(error, GongjianError) else ""
        tell(what, refused=error is not None, ours=ours, said=str(error), todo=todo)

    def tried(what: str, work: Any) -> None:
        try:
            work()
        except Exception as error:
            refused(what, error)
        else:
            refused(what, None)

    def free() -> None:
        filler.unlink(missing_ok=True)

    def full_at_publishing(*words: Any, **named: Any) -> None:
        fill(0)
        publish(*words, **named)

    address, kept = LocalAddress(disk / "db"), 0
    publish = batch._publish
    fill(60 << 20)
    tried("starting", lambda: attach(address, engine=engine, settings=settings).__enter__())  # type: ignore[arg-type]  # one of two
    free()
    with attach(address, engine=engine, settings=settings) as endpoint, Store(endpoint) as store:  # type: ignore[arg-type]  # one of two
        prepare(store)
        fill(3 << 20)  # room to begin
        with suppress(GongjianError):
            while kept < 1000:
                text = os.urandom(20_000).hex()
                row = {"id": f"kept {kept}", "name": text}
                store.run_write("CREATE (:Source {id: $id, name: $name})", row)
                kept += 1
        tried("loading", lambda: load(store, read_manifest(manifest), who="tests"))
        free()
    # A server that ran into a full disk may have to be started anew; people are told so.
    stop(disk / "db", force=True, settings=settings)
    try:
        attach(address, settings=settings).__enter__()
    except GongjianError:
        print("\n".join(logs(disk / "db", 60)), file=sys.stderr)
        raise
    with attach(address, settings=settings) as endpoint, Store(endpoint) as store:
        kept_rows = "MATCH (s:Source) WHERE s.id STARTS WITH 'kept ' "
        (found,) = store.query(kept_rows + "RETURN count(s)").rows[0]
        tell("after", acknowledged=kept, found=found)
        store.run_write(kept_rows + "DELETE s")
        store.run_write("MATCH (l:Ledger) SET l.expires = 0")  # as after 120 s, see below
        batch._publish = full_at_publishing  # the real one, on a disk that is full by then
        tried("publishing", lambda: load(store, read_manifest(manifest), who="tests"))
        batch._publish = publish
        free()
    stop(disk / "db", force=True, settings=settings)
    with attach(address, settings=settings) as endpoint, Store(endpoint) as store:
        # Who held the lock of the ledger could not even write that it lets go: others wait for
        # 120 s from then on, and here they have passed.
        store.run_write("MATCH (l:Ledger) SET l.expires = 0")
        load(store, read_manifest(manifest), who="tests")
        seen = check(store)
        tell("loaded", tick=seen.tick, checksum=seen.checksum, violations=len(seen.violations))
        fill(0)
        tried("dumping", lambda: dump(store, disk / "dump"))
        tell("partial", names=sorted(p.name for p in disk.iterdir() if p.name.startswith("dump")))
        free()
    stop(disk / "db", force=True, settings=settings)
    with attach(address, settings=settings) as endpoint, Store(endpoint) as store:
        store.run_write("MATCH (l:Ledger) SET l.expires = 0")  # the dump may have held it, too
        tell("dumped", checksum=dump(store, disk / "dump").checksum)
    stop(disk / "db", force=True, settings=settings)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
