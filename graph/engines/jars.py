"""The jars of Neo4j: exactly those of the lock, each with the hash of the lock.

`jgo` made `jgo.lock.toml` from the coordinates of Neo4j; it never verifies that lock, so
we do. The lock names no host; the address of Maven Central is jgo's own default.
"""

from __future__ import annotations

import hashlib
import os
import ssl
import time
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from graph.engines.folder import translated
from graph.engines.locks import take
from graph.engines.settings import Settings
from graph.errors import EngineError
from graph.text import Text

LOCK = Path(__file__).with_name("jgo.lock.toml")
BUNDLE = Path(__file__).resolve().parents[2] / "bundle"  # what `make bundle` brought along
_TRIES = 4
_WORKERS = 6


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked file."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def name(self) -> str:
        """File name, as Maven repositories have it."""
        tail = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{tail}.jar"

    @property
    def path(self) -> str:
        """Path below the base address of a repository."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.name}"


def read_lock(path: Path = LOCK) -> list[Jar]:
    """Read the lock.

    Returns
    -------
    list[Jar]
        In the order of the file; the first is Neo4j itself.
    """
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Jar(
            entry["groupId"],
            entry["artifactId"],
            entry["version"],
            entry.get("classifier", ""),
            entry["sha256"],
        )
        for entry in data["dependencies"]
    ]


def fetch(
    settings: Settings,
    env: Mapping[str, str],
    progress: Callable[[str], None],
    *,
    lock: Path = LOCK,
    bundle: Path = BUNDLE,
) -> list[Path]:
    """Bring all jars into the cache and verify every one of them.

    An interrupted run goes on where it stopped; a complete cache needs no network, nor does a
    bundle that came with the program.

    Parameters
    ----------
    settings : Settings
        Cache folder, mirror.
    env : Mapping[str, str]
        Where proxies and certificate bundles are named.
    progress : callable
        Told in words how far it is.
    lock : Path
        The lock file.
    bundle : Path
        Folder where they may lie already.

    Returns
    -------
    list[Path]

    Raises
    ------
    EngineError
        No network, a file that does not match its hash, a full disk, an unwritable cache.
    """
    jars = read_lock(lock)
    name = f"neo4j-{jars[0].version}"
    if (bundle / name).is_dir() and all(_good(bundle / name / jar.name, jar) for jar in jars):
        return [bundle / name / jar.name for jar in jars]
    folder = settings.cache / name
    with translated(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if any(not _good(folder / jar.name, jar) for jar in jars):
            _bring(folder, jars, settings, env, progress)
        return [folder / jar.name for jar in jars]


def _bring(
    folder: Path,
    jars: list[Jar],
    settings: Settings,
    env: Mapping[str, str],
    progress: Callable[[str], None],
) -> None:
    lock = take(folder / "fetch.lock", timeout=600)
    if lock is None:
        raise EngineError(
            Text("另一个进程一直在下载 Neo4j", "another process keeps fetching Neo4j"),
            where=str(folder),
            todo=Text("请等它结束再试", "wait for it, then try again"),
        )
    try:
        missing = [jar for jar in jars if not _good(folder / jar.name, jar)]
        base = _base(settings)
        done = len(jars) - len(missing)
        with (
            httpx.Client(verify=_trust(env), timeout=60, follow_redirects=True) as web,
            ThreadPoolExecutor(_WORKERS) as pool,
        ):
            try:
                told = 0.0
                for _ in pool.map(lambda jar: _download(web, base, jar, folder), missing):
                    done += 1
                    if done == len(jars) or time.monotonic() - told > 1:
                        told = time.monotonic()
                        progress(f"Neo4j {done}/{len(jars)}")
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    finally:
        lock.release()


def _base(settings: Settings) -> str:
    if settings.maven:
        return settings.maven.rstrip("/")
    from jgo.constants import MAVEN_CENTRAL_URL  # slow to import, and needed only here

    return str(MAVEN_CENTRAL_URL).rstrip("/")


def _trust(env: Mapping[str, str]) -> ssl.SSLContext:
    """Trust what the machine's own settings name, else the bundle of certifi."""
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        if env.get(name):
            return ssl.create_default_context(cafile=env[name])
    return httpx.create_ssl_context()


def _download(web: httpx.Client, base: str, jar: Jar, folder: Path) -> None:
    target = folder / jar.name
    part = folder / f"{jar.name}.part"
    for attempt in range(1, _TRIES + 1):
        try:
            _stream(web, f"{base}/{jar.path}", part)
        except httpx.HTTPError as error:
            if attempt == _TRIES or _hopeless(error):
                raise EngineError(
                    Text(f"下载 {jar.name} 失败", f"{jar.name} could not be fetched: {error}"),
                    where=jar.path,
                    todo=Text(
                        "请检查网络与代理；国内可用 GONGJIAN_MAVEN 指明一个 Maven 镜像。"
                        "已下载的部分会保留，再运行一次即可继续",
                        "check network and proxy; GONGJIAN_MAVEN may name a mirror. What is "
                        "there is kept: run it again to go on",
                    ),
                ) from error
            time.sleep(2.0 ** (attempt - 1) / 2)
            continue
        if _sha256(part) == jar.sha256:
            os.replace(part, target)
            return
        part.unlink()  # a broken resumption, or a forgery: once more from the start
    raise EngineError(
        Text(
            f"{jar.name} 的 SHA-256 与锁文件不符",
            f"{jar.name} does not match the SHA-256 of the lock",
        ),
        where=jar.path,
        todo=Text(
            "文件未被使用。请检查代理或镜像是否改动了下载内容",
            "it was not used; see whether a proxy or mirror alters what it passes on",
        ),
    )


def _hopeless(error: httpx.HTTPError) -> bool:
    """Tell whether the repository will say the same again."""
    if not isinstance(error, httpx.HTTPStatusError):
        return False
    return error.response.status_code in (400, 401, 403, 404, 410)


def _stream(web: httpx.Client, url: str, part: Path) -> None:
    have = part.stat().st_size if part.exists() else 0
    headers = {"Range": f"bytes={have}-"} if have else {}
    with web.stream("GET", url, headers=headers) as answer:
        if answer.status_code == 416:  # it was complete
            return
        answer.raise_for_status()
        with part.open("ab" if answer.status_code == 206 else "wb") as out:
            for chunk in answer.iter_bytes():
                out.write(chunk)


def _good(path: Path, jar: Jar) -> bool:
    return path.exists() and _sha256(path) == jar.sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
