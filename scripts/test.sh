#!/bin/sh
# Every test in both environments, then one closing line for each. Fails when either fails, after running both.
set -u
cd "$(dirname "$0")/.." || exit 1
mkdir -p var
status=0

run() { # run NAME COMMAND...
    name=$1
    shift
    echo "== tests of the $name"
    "$@" 2>&1 | { tee "var/test-$name.log" || cat; }
}

# The exit code of the left side of a pipe, without bash: pytest's last line says how it went.
closing() { # closing NAME CODE-FILE
    code=$(cat "$2")
    [ "$code" = 0 ] || status=1
    printf '%-8s %s\n' "$1" "$(grep -E '(passed|failed|error|no tests ran)' "var/test-$1.log" | tail -n 1)"
}

run gateway sh -c '.venv/bin/python -m pytest; echo $? > var/test-gateway.code'
run bot sh -c 'bot/.venv/bin/python -m pytest -c bot/pyproject.toml --rootdir . tests/bot; echo $? > var/test-bot.code'
echo "== closing"
closing gateway var/test-gateway.code
closing bot var/test-bot.code
exit $status
