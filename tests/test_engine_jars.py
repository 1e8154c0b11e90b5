"""The jars of Neo4j: only what the lock names, and only with its hash."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from graph.engines import jars
from graph.errors import EngineError
from tests.engines_support import short

FILES = {f"org/example/part{n}/1.{n}/part{n}-1.{n}.jar": bytes([n]) * 5000 * n for n in range(1, 5)}


@dataclass
class Mirror:
    """A repository of our own on loopback."""

    address: str
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)  # paths whose first answer ends half-way


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix("/")
            start = int(self.headers.get("Range", "bytes=0-")[6:-1])
            own.asked.append(f"{path}@{start}")
            if path not in own.files:
                self.send_error(404)
                return
            body = own.files[path][start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if path in own.cut:
                own.cut.remove(path)
                body = body[: len(body) // 2]
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    own = Mirror(f"http://127.0.0.1:{server.server_port}", dict(FILES))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield own
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    entries = []
    for path, body in FILES.items():
        *group, artifact, version, _ = path.split("/")
        entries.append(
            f'[[dependencies]]\ngroupId = "{".".join(group)}"\nartifactId = "{artifact}"\n'
            f'version = "{version}"\nsha256 = "{hashlib.sha256(body).hexdigest()}"\n'
        )
    file = tmp_path / "lock.toml"
    file.write_text("\n".join(entries), encoding="utf-8")
    return file


def fetch(mirror: Mirror, lock: Path, cache: Path) -> list[Path]:
    settings = short(cache, cache=cache, maven=mirror.address)
    return jars.fetch(settings, {}, lambda _: None, lock=lock)


def test_the_committed_lock_names_every_jar_with_a_hash_and_no_host() -> None:
    locked = jars.read_lock()
    assert (locked[0].group, locked[0].artifact, locked[0].version) == (
        "org.neo4j",
        "neo4j",
        "5.26.30",
    )
    assert len(locked) == len({jar.name for jar in locked}) == 216
    assert all(len(jar.sha256) == 64 for jar in locked)
    assert "://" not in jars.LOCK.read_text(encoding="utf-8")


def test_a_second_use_needs_no_network(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    found = fetch(mirror, lock, tmp_path / "cache")
    assert [file.read_bytes() for file in found] == list(FILES.values())
    before = len(mirror.asked)
    assert fetch(mirror, lock, tmp_path / "cache") == found
    assert len(mirror.asked) == before == 4


def test_a_cut_download_goes_on_where_it_stopped(
    mirror: Mirror, lock: Path, tmp_path: Path
) -> None:
    path = list(FILES)[2]
    mirror.cut.add(path)
    found = fetch(mirror, lock, tmp_path / "cache")
    assert found[2].read_bytes() == FILES[path]
    assert f"{path}@{len(FILES[path]) // 2}" in mirror.asked


def test_a_forged_jar_is_never_used(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    path = next(iter(FILES))
    mirror.files[path] = b"forged" + FILES[path]
    with pytest.raises(EngineError, match="SHA-256"):
        fetch(mirror, lock, tmp_path / "cache")
    assert not list((tmp_path / "cache").rglob("part1-1.1.jar*"))


def test_a_jar_that_was_altered_in_the_cache_is_fetched_again(
    mirror: Mirror, lock: Path, tmp_path: Path
) -> None:
    found = fetch(mirror, lock, tmp_path / "cache")
    found[3].write_bytes(b"altered")
    assert fetch(mirror, lock, tmp_path / "cache")[3].read_bytes() == list(FILES.values())[3]
    assert len(mirror.asked) == 5


def test_a_mirror_that_lacks_a_jar(mirror: Mirror, lock: Path, tmp_path: Path) -> None:
    del mirror.files[list(FILES)[1]]
    with pytest.raises(EngineError, match="GONGJIAN_MAVEN") as refused:
        fetch(mirror, lock, tmp_path / "cache")
    assert "part2-1.2.jar" in str(refused.value)
