#!/bin/sh
# fuzz.sh SECONDS [OPTION…]: runs every tests/fuzz/fuzz_*.py for so long; inputs that reach new code gather in build/fuzz/.
# fuzz.sh keep: writes the best of what was gathered to tests/fuzz/corpus/, which `make test` replays.
set -eu
cd "$(dirname "$0")/.."
if [ "$1" = keep ]; then
    exec .venv/bin/python -m tests.fuzz.kept keep
fi
seconds=$1
shift

.venv/bin/python -c 'import atheris' 2>/dev/null || { echo "bellwarden: atheris runs on Linux x86-64 only" >&2; exit 1; }
.venv/bin/python -m tests.fuzz.kept unpack
for target in tests/fuzz/fuzz_*.py; do
    name=$(basename "$target" .py)
    corpus="build/fuzz/$name"
    mkdir -p "$corpus"
    echo "== $name, $seconds s"
    .venv/bin/python "$target" "$corpus" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=2048 -max_len=4096 \
        -artifact_prefix="$corpus-" -print_final_stats=1 -verbosity=0 "$@"
done
