#!/bin/sh
# Builds the two Python environments from their lock files: `.` (Python 3.12) and `bot` (Python 3.10).
# Usage: scripts/sync.sh FOLDER...
set -eu
cd "$(dirname "$0")/.."
uv=$(scripts/uv.sh)
. scripts/uv_home.sh

for folder in "$@"; do
    version=$(cat "$folder/.python-version")
    echo "installing $folder (Python $version) ..." >&2
    # Bytecode now, once: where Python may not write it later, every start would compile a thousand files again.
    if ! "$uv" sync --quiet --frozen --compile-bytecode --directory "$folder"; then
        echo "" >&2
        echo "The environment of $folder could not be built. It needs Python $version: uv looks for python$version on" >&2
        echo "PATH and in pyenv, and downloads one where it may. Install it (pyenv install $version, or your system's" >&2
        echo "package), or see above for what else went wrong." >&2
        exit 1
    fi
    touch "$folder/.venv/installed"
done
