#!/usr/bin/env bash
# Plays the lane of Safari where there is no Mac: a driver that behaves as safaridriver does stands
# in front of WebKitGTK, and scripts stand in for the commands of macOS. Its results say nothing
# about Safari, and no snapshot takes them.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ci/safari-stand-in.sh [FAULT[,FAULT]…|none] [ARGUMENT]…

A FAULT is one of port-shut, already-paired, timed-out, session-lost, proxy-ignored. All arguments
go to `cargo xtask run-matrix --check`. What happened is counted at the end.
USAGE
}

case "${1-}" in
    -h | --help) usage; exit 0 ;;
esac
faults="${1-none}"
[ $# -eq 0 ] || shift

cd "$(dirname "${BASH_SOURCE[0]}")/.."
cargo build --quiet --package stand-ins --package xtask
GINGERSNAP_STAND_IN_FOLDER="$(mktemp -d)"
trap 'rm -rf "$GINGERSNAP_STAND_IN_FOLDER"' EXIT
export GINGERSNAP_STAND_IN_FOLDER
export GINGERSNAP_STAND_IN_FAULTS="${faults#none}"
export GINGERSNAP_HOSTS_FILE="$GINGERSNAP_STAND_IN_FOLDER/hosts"
export PATH="$PWD/crates/stand-ins/tools:$PATH"
echo '127.0.0.1 localhost' >"$GINGERSNAP_HOSTS_FILE"

driver="$PWD/target/debug/safaridriver-stand-in"
code=0
target/debug/xtask run-matrix --check --browser "safari=$driver,$driver" "$@" || code=$?
sort "$GINGERSNAP_STAND_IN_FOLDER/driver.journal" | uniq -c
[ "$(cat "$GINGERSNAP_HOSTS_FILE")" = '127.0.0.1 localhost' ] || echo 'the hosts file is left' >&2
[ ! -e "$GINGERSNAP_STAND_IN_FOLDER/pac" ] || echo 'the automatic proxy is left' >&2
exit "$code"
