#!/bin/sh
# Write locks/ anew from pyproject.toml, then see that every pinned package has a wheel
# wherever the project runs. `make lock` calls it; sh tools/lock.sh --upgrade takes newer versions.

set -eu
cd "$(dirname "$0")/.."
export PYTHONUTF8=1 UV_CUSTOM_COMPILE_COMMAND='make lock'
uv=.tools/bin/uv

# One version for all Pythons (fewest), so that everybody computes with the same numpy.
compile() {
    lock=$1
    shift
    "$uv" --quiet pip compile --universal --python-version 3.11 --fork-strategy fewest \
        --generate-hashes --no-emit-index-url --no-emit-find-links --output-file "$lock" "$@"
}
compile locks/runtime.txt pyproject.toml ${1+"$1"}
compile locks/build.txt --group build ${1+"$1"}
compile locks/dev.txt --group dev --constraint locks/runtime.txt ${1+"$1"}
compile locks/tools.txt --group tools ${1+"$1"}

target=$(mktemp -d)
trap 'rm -rf "$target"' EXIT
for platform in x86_64-manylinux_2_34 aarch64-manylinux_2_34 aarch64-apple-darwin x86_64-pc-windows-msvc; do
    for version in 3.11 3.12 3.13 3.14; do
        for lock in build runtime dev; do
            "$uv" --quiet pip install --dry-run --target "$target" --python .tools/bin/python \
                --python-platform "$platform" --python-version "$version" \
                --only-binary :all: --require-hashes --requirements "locks/$lock.txt"
        done
        echo "wheels: $platform, Python $version"
    done
done
