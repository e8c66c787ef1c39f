#!/bin/sh
# peer.sh NAME…: sets up programs in Python that tests/e2e/ asks, apart from .venv, each in build/peers/NAME, by
# requirements/NAME.lock: acme2certifier (test_acme.py), canaille (office/test_openid.py).
set -eu
cd "$(dirname "$0")/.."
for name; do
    folder=build/peers/$name
    stamp=$folder/stamp
    if [ -e "$stamp" ] && [ ! "requirements/$name.lock" -nt "$stamp" ]; then continue; fi
    echo "Setting up $name (once)"
    rm -rf "$folder"
    .venv/bin/python -m venv "$folder"
    "$folder/bin/python" -m pip --disable-pip-version-check --quiet install --require-hashes \
        --requirement "requirements/$name.lock"
    touch "$stamp"
done
