"""The machine: Python, wheels, packages, terminal, network of its own.

Only the standard library is imported, so that this still speaks where an installation is
broken.
"""

from __future__ import annotations

import codecs
import importlib
import importlib.metadata
import locale
import platform
import re
import socket
import struct
import sys
import sysconfig
import warnings
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from api.doctor.check import SET_UP, Check, same
from graph.text import Text

OLDEST, BEYOND = (3, 11), (3, 15)
GLIBC = (2, 34)  # of the wheel arcadedb-embedded
PLATFORMS = {
    ("Linux", "x86_64"),
    ("Linux", "aarch64"),
    ("Darwin", "arm64"),
    ("Windows", "AMD64"),
}
SAMPLE = "共建：街道─社区│—"  # what tables are drawn with

USE_URI = Text(
    "请使用 Neo4j 地址：--db neo4j://主机:7687", "use a Neo4j URI: --db neo4j://HOST:7687"
)


def check_python(
    version: tuple[int, int] = (sys.version_info.major, sys.version_info.minor),
    implementation: str = sys.implementation.name,
) -> Check:
    """Is this one of the Pythons that the wheels are made for."""
    value = f"{implementation} {version[0]}.{version[1]} ({sys.executable})"
    fits = OLDEST <= version < BEYOND and implementation == "cpython"
    threads = " 无 GIL" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    if fits and not threads and struct.calcsize("P") == 8:
        return Check(Text("Python", "Python"), "ok", same(value))
    todo = Text(
        "安装 64 位 CPython 3.11–3.14，再运行 make setup PYTHON=路径",
        "install a 64-bit CPython 3.11-3.14, then: make setup PYTHON=PATH",
    )
    return Check(Text("Python", "Python"), "bad", same(value + threads), todo)


def check_platform(
    system: str | None = None, machine: str | None = None, libc: tuple[str, str] | None = None
) -> Check:
    """Is there a wheel of the embedded database for this machine.

    Parameters
    ----------
    system, machine : str, optional
        As `platform.system` and `platform.machine` say.
    libc : tuple of str, optional
        Name and version, as `platform.libc_ver` says; of interest on Linux.
    """
    name = Text("平台", "platform")
    system = system or platform.system()
    machine = machine or platform.machine()
    library = " ".join(libc or platform.libc_ver()).strip() if system == "Linux" else ""
    value = " ".join(part for part in (system, machine, library) if part)
    if (system, machine) not in PLATFORMS:
        return Check(
            name,
            "warn",
            Text(f"{value}：没有内置数据库", f"{value}: no embedded database"),
            USE_URI,
        )
    if system == "Linux":
        found = re.fullmatch(r"glibc (\d+)\.(\d+).*", library)
        if not found or (int(found[1]), int(found[2])) < GLIBC:
            need = ".".join(map(str, GLIBC))
            return Check(
                name,
                "warn",
                Text(
                    f"{value or 'Linux'}：内置数据库需要 glibc {need} 或更新",
                    f"{value or 'Linux'}: the embedded database needs glibc {need} or later",
                ),
                USE_URI,
            )
    return Check(
        name, "ok", Text(f"{value}：有内置数据库", f"{value}: embedded database available")
    )


def check_packages(
    required: list[str] | None = None, load: Callable[[str], object] = importlib.import_module
) -> Check:
    """Can everything that this project declares be imported.

    Parameters
    ----------
    required : list of str, optional
        Requirements as the installed metadata of this project states them.
    load : callable
        Imports a module by its name.
    """
    name = Text("依赖包", "packages")
    if required is None:
        try:
            required = importlib.metadata.requires("gongjian") or []
        except importlib.metadata.PackageNotFoundError:
            return Check(
                name, "unknown", Text("本项目未安装", "not installed as a package"), SET_UP
            )
    versions: dict[str, str] = {}
    broken: list[str] = []
    modules = _modules()
    for requirement in required:
        package = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        optional = ";" in requirement  # made for some platforms only: check_platform tells
        try:
            versions[package] = importlib.metadata.version(package)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for module in modules.get(_normal(package), ()):
                    load(module)
        except importlib.metadata.PackageNotFoundError:
            if not optional:
                broken.append(package)
        except Exception as error:  # a wheel for another machine fails in many ways
            broken.append(f"{package} ({type(error).__name__}: {error})")
    if broken:
        listed = ", ".join(broken)
        return Check(name, "bad", Text(f"不能使用：{listed}", f"not usable: {listed}"), SET_UP)
    shown = ", ".join(
        f"{package} {versions[package]}"
        for package in ("arcadedb-embedded", "neo4j", "numpy", "pydantic", "rustworkx", "scipy")
        if package in versions
    )
    count = len(versions)
    return Check(name, "ok", Text(f"{count} 个可用：{shown}", f"{count} usable: {shown}"))


def _normal(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


def _modules() -> dict[str, list[str]]:
    """Return the importable modules of every installed package, without running any."""
    found: dict[str, list[str]] = {}
    for module, packages in importlib.metadata.packages_distributions().items():
        # Packages with parts of C at the top (mypyc) list names that are no modules of theirs.
        if module.isidentifier() and not module.startswith("_"):
            for package in packages:
                found.setdefault(_normal(package), []).append(module)
    return found


def check_encoding(encoding: str | None = None, expected: str | None = None) -> Check:
    """Can the terminal be sent Chinese, and does it take what we send.

    Parameters
    ----------
    encoding : str, optional
        In which this process prints.
    expected : str, optional
        What the locale says that terminals here expect; the C locale (ASCII) says nothing.
    """
    name = Text("终端编码", "terminal encoding")
    encoding = encoding or getattr(sys.stdout, "encoding", None) or "ascii"
    # A Windows console is written to past its code page.
    expected = expected or ("utf-8" if sys.platform == "win32" else locale.getencoding())
    try:
        SAMPLE.encode(encoding)
        wanted = codecs.lookup(expected).name
    except (LookupError, UnicodeEncodeError):
        value = Text(f"{encoding}：不能完整显示中文", f"{encoding}: cannot show Chinese")
        todo = Text(
            "设置 PYTHONUTF8=1，或把语言环境改为 UTF-8（export LC_ALL=C.UTF-8）",
            "set PYTHONUTF8=1, or use a UTF-8 locale (export LC_ALL=C.UTF-8)",
        )
        return Check(name, "warn", value, todo)
    if wanted not in ("ascii", codecs.lookup(encoding).name):
        value = Text(
            f"输出为 {encoding}，语言环境为 {wanted}：可能是乱码",
            f"we print {encoding}, the locale says {wanted}: may look garbled",
        )
        todo = Text(
            f"让终端使用 UTF-8，或设置 PYTHONIOENCODING={wanted}",
            f"switch the terminal to UTF-8, or set PYTHONIOENCODING={wanted}",
        )
        return Check(name, "warn", value, todo)
    return Check(name, "ok", same(encoding))


def check_proxies(env: Mapping[str, str]) -> Check:
    """Which proxies stand between this machine and the package index.

    Servers on this machine are reached past them. Passwords in them are not shown.
    """
    name = Text("代理", "proxies")
    found: dict[str, str] = {}
    for variable in ("https_proxy", "http_proxy", "all_proxy"):
        address = env.get(variable) or env.get(variable.upper())
        if address:
            parts = urlsplit(address if "//" in address else f"//{address}")
            host = parts.netloc.rpartition("@")[2]
            found[variable] = f"{parts.scheme}://{host}" if parts.scheme else host
    if not found:
        return Check(name, "ok", Text("没有设置", "none set"))
    listed = ", ".join(f"{variable}={address}" for variable, address in found.items())
    if any(address.startswith("socks") for address in found.values()):
        todo = Text(
            "取包工具不经 SOCKS；请另设 https_proxy=http://…",
            "the installer does not speak SOCKS; set https_proxy=http://...",
        )
        return Check(name, "warn", same(listed), todo)
    return Check(
        name, "ok", Text(f"{listed}（本机服务不经代理）", f"{listed} (not used for this machine)")
    )


def check_loopback() -> Check:
    """Can a server listen on 127.0.0.1 and be reached there."""
    name = Text("本机端口", "loopback ports")
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=5).close()
    except OSError as error:
        todo = Text(
            "请检查防火墙或容器的网络设置：127.0.0.1 必须可用",
            "check the firewall or the container's network: 127.0.0.1 must work",
        )
        return Check(name, "bad", same(f"127.0.0.1: {error}"), todo)
    return Check(name, "ok", Text("127.0.0.1 可用", "127.0.0.1 works"))
