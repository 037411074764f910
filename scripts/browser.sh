#!/bin/sh
# Brings Chromium for the browser tests where apt-get may install it; without it those tests are skipped, and say so.
set -eu
if [ -x /usr/bin/chromium ]; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing Chromium ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; then
        exit 0
    fi
fi
echo "no Chromium: the browser tests will be skipped (apt-get install chromium)" >&2
