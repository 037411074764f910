#!/bin/sh
# Prints the path of a uv that works, and brings one into var/tools when the machine has none.
# Needs any Python 3.9 or newer with venv or pip; downloads nothing when uv is on PATH.
set -eu
cd "$(dirname "$0")/.."
needed="0.8"
tools="var/tools"

works() { [ -n "$1" ] && "$1" --version >/dev/null 2>&1; }

is_new_enough() {
    found=$("$1" --version | awk '{print $2}')
    [ "$(printf '%s\n%s\n' "$needed" "$found" | sort -V | head -n 1)" = "$needed" ]
}

for candidate in "${UV:-}" "$(command -v uv || true)" "$PWD/$tools/bin/uv" "$PWD/$tools/lib/bin/uv"; do
    if works "$candidate" && is_new_enough "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done

say() { echo "$*" >&2; }

# A version manager's shim may be on PATH and yet find no Python here, so each one is tried, not only looked up.
find_python() {
    for name in python3 /usr/bin/python3 python3.13 python3.12 python3.11 python3.10 python3.9 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 9))' >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
}

python=$(find_python)
if [ -z "$python" ]; then
    say "Sunwai needs a Python 3.9 or newer to begin with (it brings uv by itself). Install one, for example:"
    say "  apt-get install python3 python3-venv"
    exit 1
fi

say "bringing uv into $tools ..."
mkdir -p "$tools"
if "$python" -m venv --clear "$tools" >/dev/null 2>&1 && "$tools/bin/python" -m pip install --quiet "uv>=$needed" >&2; then
    echo "$PWD/$tools/bin/uv"
elif "$python" -m pip install --quiet --target "$tools/lib" "uv>=$needed" >&2; then
    echo "$PWD/$tools/lib/bin/uv"
else
    say "uv could not be installed with $python. Install it yourself (https://docs.astral.sh/uv/), or give Python its"
    say "venv and pip (apt-get install python3-venv), and see that a package index can be reached."
    exit 1
fi
