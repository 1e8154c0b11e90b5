"""Collect everything for a machine without network: `make bundle`, `make bundle ARGS=FILE.tar`.

One tar with what is committed, every locked wheel (to run and to test) and the jars of Neo4j, for
machines of this kind and this version of Python. There, `make demo` and `make test` find them in
bundle/ and ask no network. Every file is compared with the hash of its lock here, and again there.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LOCKS = ("build", "runtime", "dev")


def main(arguments: list[str]) -> int:
    from graph.engines.jars import BUNDLE, fetch
    from graph.engines.settings import read_settings

    (version,) = _head("describe", "--always", "--dirty")
    if version.endswith("-dirty"):
        print("只收入已提交的内容 / what is not committed is left out", file=sys.stderr)
    name = f"gongjian-{version.removesuffix('-dirty')}"
    target = Path(arguments[0] if arguments else ROOT / "dist" / f"{name}.tar").absolute()
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory(prefix="bundle-", dir=target.parent) as folder:
        wheels = Path(folder)
        for lock in LOCKS:
            _download(ROOT / "locks" / f"{lock}.txt", wheels)
        jars = fetch(read_settings(os.environ), os.environ, lambda told: print(told, flush=True))
        with tarfile.open(part, "w") as out:
            _add_committed(out, name)
            for wheel in sorted(wheels.iterdir()):
                out.add(wheel, f"{name}/{BUNDLE.name}/wheels/{wheel.name}")
            for jar in jars:
                out.add(jar, f"{name}/{BUNDLE.name}/{jar.parent.name}/{jar.name}")
            count = len(out.getnames())
    part.replace(target)
    size = target.stat().st_size / 1e6
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    print(
        f"{target}\n{count} 个文件，{size:,.0f} MB；用于同类机器与 Python {python}："
        f"解开后 make demo 或 make test\n"
        f"{count} files, {size:,.0f} MB; for machines of this kind with Python {python}: "
        "unpack, then make demo or make test"
    )
    return 0


def _head(*words: str) -> list[str]:
    return subprocess.run(  # noqa: S603 - our own words
        ["git", *words], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()


def _download(lock: Path, folder: Path) -> None:
    command = [
        sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet",
        "--require-hashes", "--only-binary", ":all:", "--dest", str(folder),
        "--requirement", str(lock),
    ]  # fmt: skip
    subprocess.run(command, check=True)  # noqa: S603 - our own words


def _add_committed(out: tarfile.TarFile, name: str) -> None:
    """Copy what git has at HEAD; nothing else of this folder goes along."""
    packed = subprocess.run(  # noqa: S603 - our own words
        ["git", "archive", "--format=tar", f"--prefix={name}/", "HEAD"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as committed:
        for member in committed:
            out.addfile(member, committed.extractfile(member) if member.isfile() else None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
