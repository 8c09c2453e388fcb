#!/bin/sh
# Puts the jar vectors to tough-cookie (npm) and cookie_store (cargo), and prints their scores:
# docs/measurements/cookie-jars.md. Needs node, npm and cargo. The list of public suffixes is the
# machine's, from Debian's package `publicsuffix`, or $PUBLIC_SUFFIX_LIST.
set -eu
cd "$(dirname "$0")/.."
out=target/cookie-jars
suffixes=${PUBLIC_SUFFIX_LIST:-/usr/share/publicsuffix/public_suffix_list.dat}
mkdir -p "$out"
cargo run --quiet --package jar-vectors --example jar_vectors >"$out/vectors.json"

npm install --silent --no-save --prefix "$out" tough-cookie@6.1.0
cp ci/cookie-jars/tough-cookie.mjs "$out"
for options in defaults like-a-browser; do
    node "$out/tough-cookie.mjs" "$out/vectors.json" "$options" >"$out/tough-cookie-$options.jsonl"
done

cargo build --quiet --manifest-path ci/cookie-jars/cookie-store/Cargo.toml \
    --target-dir "$out/cargo"
"$out/cargo/debug/cookie-store-answers" "$out/vectors.json" >"$out/cookie_store-no-list.jsonl"
"$out/cargo/debug/cookie-store-answers" "$out/vectors.json" "$suffixes" \
    >"$out/cookie_store-with-list.jsonl"

cargo run --quiet --package jar-vectors --example jar_vectors \
    "tough-cookie, defaults=$out/tough-cookie-defaults.jsonl" \
    "tough-cookie, like a browser=$out/tough-cookie-like-a-browser.jsonl" \
    "cookie_store, no list=$out/cookie_store-no-list.jsonl" \
    "cookie_store, with list=$out/cookie_store-with-list.jsonl"
