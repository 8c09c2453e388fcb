#!/usr/bin/env bash
# Visits Safari as people have it, without safaridriver. It has never been run on a Mac.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ci/visit-safari.sh BROWSER DIRECTORY [ARGUMENT]…

Has `gingersnap visit` open BROWSER, such as safari:before-26-2, and play the core of `mechanisms`.
DIRECTORY gets what was seen: `visit.txt` in words, and `visit.json` cell by cell. Other arguments
go to `gingersnap visit`. The exit code is that of the visit.

It needs macOS, sudo without a password, and that Safari does not run.
USAGE
}

case "${1-}" in
    -h | --help) usage; exit 0 ;;
esac
[ $# -ge 2 ] || { usage >&2; exit 2; }
browser="$1"
directory="$2"
shift 2

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source ci/toolchain.sh
mkdir -p "$directory"
# Windows of before would be opened beside the visit's.
if [ "$(uname -s)" = Darwin ]; then
    defaults write com.apple.Safari AlwaysRestoreSessionAtLaunch -bool false || true
fi
cargo build --package gingersnap
code=0
target/debug/gingersnap visit --browser "$browser" --suite mechanisms \
    --out "$directory/visit.json" "$@" >"$directory/visit.txt" || code=$?
cat "$directory/visit.txt"
exit "$code"
