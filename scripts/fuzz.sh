#!/bin/sh
# fuzz.sh SECONDS [OPTION…]: runs every tests/fuzz/fuzz_*.py for so long; inputs that reach new code are kept in build/fuzz/.
set -eu
cd "$(dirname "$0")/.."
seconds=$1
shift

.venv/bin/python -c 'import atheris' 2>/dev/null || { echo "bellwarden: atheris runs on Linux x86-64 only" >&2; exit 1; }
for target in tests/fuzz/fuzz_*.py; do
    name=$(basename "$target" .py)
    corpus="build/fuzz/$name"
    mkdir -p "$corpus"
    echo "== $name, $seconds s"
    .venv/bin/python "$target" "$corpus" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=4096 \
        -artifact_prefix="$corpus-" -print_final_stats=1 -verbosity=0 "$@"
done
