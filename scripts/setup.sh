#!/bin/sh
# Sets up .venv from requirements/NAME.lock. Says what is missing on this machine, with the line that installs it.
set -eu
cd "$(dirname "$0")/.."
name=$1

missing() {
    echo "bellwarden: $1" >&2
    echo "  Debian, Ubuntu:  apt install $2" >&2
    echo "  macOS:           brew install $3" >&2
    exit 1
}

new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

command -v git >/dev/null 2>&1 || [ "$name" = run ] || missing "git is needed: the house tests ask it for the files" git git
if ! [ -x .venv/bin/python ]; then
    for python in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if new_enough "$python"; then break; fi
        python=
    done
    [ -n "$python" ] || missing "Python 3.11 or newer is needed (PYTHON=/path/to/python3 names one)" "python3" "python"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || missing "Python's venv module is needed" "python3-venv" "python"
    echo "Setting up .venv with $("$python" --version) (once, about half a minute)"
    "$python" -m venv .venv
fi

pip() { .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"; }

pip install --require-hashes --requirement "requirements/$name.lock"
pip install --no-deps --no-build-isolation --editable .
touch ".venv/$name.stamp"
