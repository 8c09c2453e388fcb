# shellcheck shell=bash
# Sourced by scripts that run on bare machines: puts rustup's cargo on the PATH and installs a C
# compiler where there is none. Rust links with it, and ring and zstd compile C.

source ci/apt.sh

cargo_home=~/.cargo
PATH="$PATH:${CARGO_HOME:-$cargo_home}/bin"
if ! command -v cargo >/dev/null; then
    echo "cargo is missing: install Rust from https://rustup.rs" >&2
    exit 127
fi
if ! command -v cc >/dev/null; then
    if ! command -v apt-get >/dev/null; then
        echo "a C compiler is missing: put \`cc\` on the PATH (macOS: xcode-select --install)" >&2
        exit 127
    fi
    apt_install gcc libc6-dev
fi
