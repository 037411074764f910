# Sourced by the scripts that call uv, from the root of the repository.

# A read-only home folder: keep the caches here. A uv that works must not need to write anywhere else.
if ! { mkdir -p "${HOME:-/nonexistent}/.cache/uv" && [ -w "$HOME/.cache/uv" ]; } 2>/dev/null; then
    export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/var/cache/uv}" UV_PYTHON_INSTALL_DIR="${UV_PYTHON_INSTALL_DIR:-$PWD/var/python}"
fi
# Another project's active environment must not be taken for ours; nor an index of its own.
unset VIRTUAL_ENV UV_PROJECT_ENVIRONMENT PYTHONPATH PYTHONHOME 2>/dev/null || true
