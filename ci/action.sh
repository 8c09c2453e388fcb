#!/usr/bin/env bash
# What action.yml does: gets `gingersnap` unless it is installed, and checks CHECK_FILE with it.
#
# CHECK_VERSION is the tag of a release whose binary is downloaded; anything else is built from this
# checkout. CHECK_JUNIT is the file for results as JUnit XML, or empty.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
releases="${CHECK_RELEASES:-https://github.com/gingersnap/gingersnap/releases/download}"
folder="${RUNNER_TEMP:?}/gingersnap"

target() {
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) echo x86_64-unknown-linux-musl ;;
        Darwin-arm64) echo aarch64-apple-darwin ;;
        Darwin-x86_64) echo x86_64-apple-darwin ;;
    esac
}

download() {
    local name="gingersnap-$1-$2"
    curl --silent --show-error --fail --location --remote-name --output-dir "$folder" \
        "$releases/$1/$name.tar.gz" --next \
        --silent --show-error --fail --location --remote-name --output-dir "$folder" \
        "$releases/$1/$name.tar.gz.sha256"
    cd "$folder"
    if command -v sha256sum >/dev/null; then
        sha256sum --check --quiet "$name.tar.gz.sha256"
    else
        shasum -a 256 --check --quiet "$name.tar.gz.sha256"
    fi
    tar -xzf "$name.tar.gz"
    mv "$name/gingersnap" bin/
    cd - >/dev/null
}

if ! command -v gingersnap >/dev/null; then
    mkdir -p "$folder/bin"
    PATH="$folder/bin:$PATH"
    case "${CHECK_VERSION-}-$(target)" in
        v[0-9]*-*-*) download "$CHECK_VERSION" "$(target)" ;;
        *) cargo install --quiet --locked --path "$root/crates/gingersnap" --root "$folder" ;;
    esac
fi

arguments=(--github --summary "${GITHUB_STEP_SUMMARY:?}")
[ -z "${CHECK_JUNIT-}" ] || arguments+=(--junit "$CHECK_JUNIT")
gingersnap check "${CHECK_FILE:?}" "${arguments[@]}"
