#!/usr/bin/env bash
# The nightly run: every cell on each engine of this system but Lightpanda, compared with the
# committed snapshots.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ci/nightly.sh [ARGUMENT]…

Installs what is missing, plays all values of every suite, and compares with the committed snapshots
without writing any. Where something differs, a cell of each difference is played again alone: the
run fails only if one differs then too. Linux plays chromium, firefox and webkitgtk, macOS plays
safari and chromium, and both play reference.

With --core, only the core is played: of profiles other than the defaults little more is recorded.
With --record, snapshots are written in place of compared: of engines that were never recorded.

Other arguments go to `cargo xtask run-matrix`; paths are relative to the project's folder.
--browser replaces the engines above, and --out the directory of the run,
target/gingersnap/nightly/<time>.
The exit code is that of the run.
USAGE
}

engines_given=no
out=
mode=--check
scope=(--full)
arguments=()
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --core) scope=(); shift; continue ;;
        --record) mode=--accept; shift; continue ;;
        --browser | --browser=*) engines_given=yes ;;
        --out) out="${2-}" ;;
        --out=*) out="${1#--out=}" ;;
    esac
    arguments+=("$1")
    shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source ci/toolchain.sh

if [ "$engines_given" = no ]; then
    # They are named rather than found: one that is missing must not pass for one that agrees.
    case "$(uname -s)" in
        Linux) arguments+=(--browser chromium --browser firefox --browser webkitgtk) ;;
        # Chromium's default profile is Debian's package. Chrome has another default cookie policy,
        # so its profile is named.
        Darwin) arguments+=(--browser safari --browser chromium:third-party-blocked) ;;
        *) echo "no browser is known to run on $(uname -s): name one with --browser" >&2; exit 96 ;;
    esac
    arguments+=(--browser reference)
fi
if [ -z "$out" ]; then
    out="target/gingersnap/nightly/$(date -u +%Y-%m-%dT%H%M%SZ)"
    arguments+=(--out "$out")
fi

code=0
cargo xtask run-matrix --install "${scope[@]}" "$mode" "${arguments[@]}" || code=$?

# The run that found differences exits with this.
CHANGED=100

# Prints the profile and the cell of each difference that a run has found.
differences() {
    awk -F'"' '$2 == "browser" { profile = $4 } $2 == "example" { print profile, $4 }' \
        "$out/findings.json" | sort -u
}

if [ "$code" = "$CHANGED" ] && [ "$mode" = --check ]; then
    code=0
    number=0
    while read -r profile cell; do
        number=$((number + 1))
        echo "$profile differs in $cell, which is played alone" >&2
        cargo xtask run-matrix "${scope[@]}" --check --isolate --browser "$profile" \
            --cells "$cell" --out "$out/alone/$number" </dev/null || code=$?
    done < <(differences)
    # A difference without a cell to play is none that passes.
    [ "$number" -gt 0 ] || code=$CHANGED
fi
echo "the nightly run ended with exit code $code, its directory is $out" >&2
exit "$code"
