"""A stranger's first minutes, with the real locks: `make bootstrap`.

A clone of what is committed, in a folder with a Chinese name and a space, with an empty home,
under LC_ALL=C. The first run needs the package index; the second must not.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = [
    pytest.mark.bootstrap,
    pytest.mark.skipif(os.name != "posix", reason="make and sh are needed"),
]
DEMO = ".gongjian/demo"

# A person's own settings, without which some machines reach no package index.
NETWORK = ("PIP_", "SSL_", "REQUESTS_", "HTTP_", "HTTPS_", "ALL_", "NO_", "http", "all_", "no_")


def make(clone: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name.startswith(NETWORK)}
    base = {"PATH": os.environ["PATH"], "HOME": str(clone.parent / "home"), "LC_ALL": "C"}
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=clone,
        env={**base, **kept, **env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("stranger") / "共建 试一试"
    subprocess.run(["git", "clone", "-q", "--no-hardlinks", str(ROOT), str(folder)], check=True)
    (folder.parent / "home").mkdir()
    yield folder
    if (folder / ".gongjian").exists():
        gongjian = str(folder / ".venv" / "bin" / "gongjian")
        subprocess.run([gongjian, "engine", "stop", "--db", DEMO], cwd=folder, check=True)


def test_the_clone_builds_and_the_machine_is_found_able(clone: Path) -> None:
    done = make(clone, "setup")
    assert done.returncode == 0, done.stdout + done.stderr
    program = "from api.doctor import checks\nfor c in checks(): print(c.state, c.name.en)"
    said = subprocess.run(
        [str(clone / ".venv" / "bin" / "python"), "-c", program],
        cwd=clone.parent,
        env={"PATH": os.environ["PATH"], "HOME": str(clone.parent / "home"), "LC_ALL": "C"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    assert "ok packages" in said.splitlines()
    assert {line.split()[0] for line in said.splitlines()} <= {"ok", "warn"}


def test_two_words_after_the_clone_the_city_answers(clone: Path) -> None:
    first = make(clone, "demo")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "街道" in first.stdout
    assert "gongjian ask" in first.stdout
    assert (clone / DEMO).is_dir()

    begin = time.monotonic()
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9")
    second = make(clone, "demo", **nowhere)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "街道" in second.stdout
    assert time.monotonic() - begin < 20.0
    assert not list((clone.parent / "home").rglob("*gongjian*"))
