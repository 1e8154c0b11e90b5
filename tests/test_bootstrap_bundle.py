"""A machine without network: unpack the bundle, `make demo`, `make test`. Part of `make bootstrap`.

Where the system allows it (root on Linux, as in CI) the words run in a network of their own that
has nothing but loopback; elsewhere every proxy and index named to them leads nowhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DEMO = ".gongjian/demo"

pytestmark = [
    pytest.mark.bootstrap,
    pytest.mark.skipif(os.name != "posix", reason="make and sh are needed"),
]

# Leaves for a network of its own, switches loopback on there, and becomes the command.
ALONE = """
import ctypes, fcntl, os, socket, struct, sys
NEWNET, SIOCSIFFLAGS, UP = 0x40000000, 0x8914, 0x1
if ctypes.CDLL(None).unshare(NEWNET):
    sys.exit(125)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
    fcntl.ioctl(link, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", UP))
if len(sys.argv) == 1:
    sys.exit(0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def wrapped() -> list[str]:
    """Return what stands before a command to take its network away, where that is allowed."""
    words = [sys.executable, "-c", ALONE]
    if sys.platform == "linux" and subprocess.run(words, check=False).returncode == 0:
        return words
    return []


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    nowhere = "http://127.0.0.1:9"
    names = ("http_proxy", "https_proxy", "all_proxy", "PIP_INDEX_URL", "GONGJIAN_MAVEN")
    return subprocess.run(
        [*wrapped(), "make", "--no-print-directory", *words],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder.parent / "home"),
            "LC_ALL": "C",
            "PYTHON": sys.executable,
            **dict.fromkeys(names, nowhere),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("no network")
    bundle = home / "共建.tar"
    # With the network, and the caches, of whoever runs this.
    done = subprocess.run(
        ["make", "--no-print-directory", "bundle", f"ARGS='{bundle}'"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with tarfile.open(bundle) as packed:
        packed.extractall(home / "离线 机器", filter="data")
    (home / "home").mkdir()
    (folder,) = (home / "离线 机器").iterdir()
    yield folder
    gongjian = str(folder / ".venv" / "bin" / "gongjian")
    subprocess.run([gongjian, "engine", "stop", "--db", DEMO], cwd=folder, check=True)


def test_the_bundle_holds_what_is_locked(unpacked: Path) -> None:
    wheels = {path.name for path in (unpacked / "bundle" / "wheels").iterdir()}
    assert any(name.startswith("arcadedb_embedded-") for name in wheels)
    assert any(name.startswith("pytest-") for name in wheels)
    assert all(name.endswith(".whl") for name in wheels)
    (jars,) = (unpacked / "bundle").glob("neo4j-*")
    assert len(list(jars.glob("*.jar"))) == 216
    assert not (unpacked / ".venv").exists()
    assert not (unpacked / ".git").exists()


def test_make_demo_asks_no_network(unpacked: Path) -> None:
    done = make(unpacked, "demo")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "街道" in done.stdout


def test_make_test_runs_on_both_engines_without_network(unpacked: Path) -> None:
    chosen = "tests/test_engine_address.py tests/test_engine_remote.py -k 'address or prepared'"
    done = make(unpacked, "test", f"ARGS={chosen} -q -p no:cacheprovider")
    assert done.returncode == 0, done.stdout + done.stderr
    for engine in ("arcadedb", "neo4j"):
        assert f"engine {engine}: 1 tests" in done.stdout, done.stdout
    assert not list((unpacked.parent / "home").rglob("*.jar"))  # read where they lay
