#!/bin/sh
# acme2certifier.sh: sets up the certification authority that tests/e2e/test_acme.py asks, apart from .venv, in build/peers/.
set -eu
cd "$(dirname "$0")/.."
folder=build/peers/acme2certifier
stamp=$folder/stamp
if [ -e "$stamp" ] && [ ! requirements/acme2certifier.lock -nt "$stamp" ]; then exit 0; fi
echo "Setting up acme2certifier (once)"
rm -rf "$folder"
.venv/bin/python -m venv "$folder"
"$folder/bin/python" -m pip --disable-pip-version-check --quiet install --require-hashes \
    --requirement requirements/acme2certifier.lock
touch "$stamp"
