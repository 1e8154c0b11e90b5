"""What the environment may change about the local servers.

Nothing here is read at import: callers make one `Settings` and pass it down. The keeper
process inherits the environment of whoever started it and so reaches the same values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from graph.errors import Misuse
from graph.text import Text

APP = "gongjian"


@dataclass(frozen=True, slots=True)
class Settings:
    """Places and limits of the local servers.

    Parameters
    ----------
    home : Path
        Folder that holds the databases a user did not place himself.
    cache : Path
        Folder for what can be fetched again (the jars of Neo4j).
    port : int
        Bolt port of a local server; 0 lets the system choose a free one.
    idle_seconds, start_seconds, stop_seconds : float
        Seconds without a client before a server stops; the longest wait for a start and
        for an orderly end.
    command_seconds : int
        Longest time a statement may run, enforced by the server itself.
    silence_seconds : float
        Seconds without a word from a server that owes an answer, after which the connection is
        given up; 0 takes half a minute more than a statement may run.
    heap_mb : int or None
        Java heap in MB; None takes a quarter of the memory, at most 1024.
    maven : str or None
        Base address of a mirror of Maven Central.
    java_options : str
        Further options of the servers' Java, separated by blanks; they come last and so win.
    """

    home: Path
    cache: Path
    port: int = 0
    idle_seconds: float = 900.0
    start_seconds: float = 120.0
    stop_seconds: float = 60.0
    command_seconds: int = 600
    silence_seconds: float = 0.0
    heap_mb: int | None = None
    maven: str | None = None
    java_options: str = ""

    @property
    def silence(self) -> float:
        """Seconds after which a silent server is given up."""
        return self.silence_seconds or self.command_seconds + 30.0


def read_settings(env: Mapping[str, str]) -> Settings:
    """Read the settings from the variables of an environment.

    Parameters
    ----------
    env : Mapping[str, str]
        Usually ``os.environ``.

    Returns
    -------
    Settings

    Raises
    ------
    Misuse
        A number cannot be read as one.
    """

    def folder(name: str, default: str) -> Path:
        return Path(env.get(name) or default).expanduser().absolute()

    heap = _number(env, "GONGJIAN_HEAP_MB", 0)
    return Settings(
        home=folder("GONGJIAN_HOME", platformdirs.user_data_dir(APP, appauthor=False)),
        cache=folder("GONGJIAN_CACHE", platformdirs.user_cache_dir(APP, appauthor=False)),
        port=int(_number(env, "GONGJIAN_PORT", 0)),
        idle_seconds=_number(env, "GONGJIAN_IDLE_SECONDS", 900.0),
        start_seconds=_number(env, "GONGJIAN_START_SECONDS", 120.0),
        stop_seconds=_number(env, "GONGJIAN_STOP_SECONDS", 60.0),
        command_seconds=max(1, int(_number(env, "GONGJIAN_COMMAND_SECONDS", 600))),
        silence_seconds=_number(env, "GONGJIAN_SILENCE_SECONDS", 0.0),
        heap_mb=int(heap) or None,
        maven=env.get("GONGJIAN_MAVEN") or None,
        java_options=env.get("GONGJIAN_JAVA_OPTIONS", ""),
    )


def as_environment(settings: Settings) -> dict[str, str]:
    """Write settings as the variables that `read_settings` reads, for a child process."""
    values = {
        "GONGJIAN_HOME": settings.home,
        "GONGJIAN_CACHE": settings.cache,
        "GONGJIAN_PORT": settings.port,
        "GONGJIAN_IDLE_SECONDS": settings.idle_seconds,
        "GONGJIAN_START_SECONDS": settings.start_seconds,
        "GONGJIAN_STOP_SECONDS": settings.stop_seconds,
        "GONGJIAN_COMMAND_SECONDS": settings.command_seconds,
        "GONGJIAN_SILENCE_SECONDS": settings.silence_seconds,
        "GONGJIAN_HEAP_MB": settings.heap_mb or "",
        "GONGJIAN_MAVEN": settings.maven or "",
        "GONGJIAN_JAVA_OPTIONS": settings.java_options,
    }
    return {name: str(value) for name, value in values.items()}


def _number(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e9:
        raise Misuse(
            Text(
                f"{name} 应为不小于 0 的数，现为“{text}”",
                f"{name} must be a number ≥ 0, not {text!r}",
            ),
            where=name,
        )
    return value
