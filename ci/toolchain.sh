# Sourced by what runs on bare machines: finds rustup's cargo, and gets a C compiler where there is none, as Rust cannot link without
# one and two dependencies (ring, zstd) are C in part.
# shellcheck shell=bash

PATH="$PATH:${CARGO_HOME:-$(echo ~)/.cargo}/bin"
if ! command -v cargo >/dev/null; then
    echo "cargo is missing: install Rust from https://rustup.rs" >&2
    exit 127
fi
if ! command -v cc >/dev/null; then
    if ! command -v apt-get >/dev/null; then
        echo "a C compiler is missing: install one, so that \`cc\` is on the PATH (on macOS: xcode-select --install)" >&2
        exit 127
    fi
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
    echo "installing: gcc, as there is no C compiler" >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends gcc libc6-dev
fi
