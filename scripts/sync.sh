#!/bin/sh
# Builds the two Python environments from their lock files: `.` (Python 3.12) and `bot` (Python 3.10).
# Usage: scripts/sync.sh FOLDER...
set -eu
cd "$(dirname "$0")/.."
uv=$(scripts/uv.sh)

# A read-only home folder: keep the caches here. A uv that works must not need to write anywhere else.
if ! { mkdir -p "${HOME:-/nonexistent}/.cache/uv" && [ -w "$HOME/.cache/uv" ]; } 2>/dev/null; then
    export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/var/cache/uv}" UV_PYTHON_INSTALL_DIR="${UV_PYTHON_INSTALL_DIR:-$PWD/var/python}"
fi
# Another project's active environment must not be taken for ours; nor an index of its own.
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT PYTHONPATH PYTHONHOME 2>/dev/null || true

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
