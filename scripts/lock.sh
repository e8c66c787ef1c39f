#!/bin/sh
# Writes requirements/*.lock from pyproject.toml. With UPGRADE=1 takes the newest versions, otherwise keeps those locked.
set -eu
cd "$(dirname "$0")/.."
PATH=".venv/bin:$PATH"

lock() { # lock FILE [OPTION…]
    file=$1
    shift
    uv pip compile --quiet ${UPGRADE:+--upgrade} --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header \
        --output-file "requirements/$file" "$@"
}

# setuptools builds the package itself once the rest is installed: pip --no-build-isolation.
lock run.lock --extra demo pyproject.toml requirements/build.in
lock acme2certifier.lock requirements/acme2certifier.in
lock canaille.lock requirements/canaille.in
lock dev.lock --extra dev --extra demo pyproject.toml requirements/build.in --constraint requirements/run.lock
lock bench.lock --extra bench pyproject.toml requirements/build.in --constraint requirements/dev.lock
