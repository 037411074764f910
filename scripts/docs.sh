#!/bin/sh
# Builds the documentation site into var/site, strictly, in an environment of its own, and looks that no page of it
# fetches anything from elsewhere.
set -eu
cd "$(dirname "$0")/.."
uv=$(scripts/uv.sh)
. scripts/uv_home.sh
export UV_PROJECT_ENVIRONMENT="$PWD/var/docs-venv"

mkdir -p var
"$uv" sync --quiet --frozen --only-group docs
# Not --quiet: with it mkdocs does not count the warnings that --strict is there to refuse.
export NO_MKDOCS_2_WARNING=1
if ! "$UV_PROJECT_ENVIRONMENT/bin/mkdocs" build --strict --clean >var/docs.log 2>&1; then
    cat var/docs.log >&2
    exit 1
fi
"$UV_PROJECT_ENVIRONMENT/bin/python" scripts/site_check.py var/site
echo "var/site/index.html"
