#!/usr/bin/env bash
# What the release workflow does with the binaries that it built.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ci/release.sh try BINARY
       ci/release.sh pack TARGET VERSION DIRECTORY
       ci/release.sh notes VERSION

try    asks BINARY about a cookie, to check that it runs by itself.
pack   packs target/TARGET/release/gingersnap with its licences into DIRECTORY, with a checksum.
notes  prints the section of VERSION in CHANGELOG.md.
USAGE
}

checksum() {
    if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi
}

try() {
    local code=0
    "$1" explain --page https://www.example.com/ --request https://api.example.net/login \
        --credentials include --response-header 'Set-Cookie: id=1' || code=$?
    # 1 says that the cookie does not work: the right answer here.
    [ "$code" -eq 1 ] || { echo "expected exit code 1, got $code" >&2; return 1; }
}

pack() {
    local target="$1" name="gingersnap-$2-$1" directory="$3" binary archive
    binary="target/$target/release/gingersnap"
    [ -e "$binary" ] || binary="$binary.exe"
    mkdir -p "$directory/$name"
    cp "$binary" README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$directory/$name"
    cd "$directory"
    case "$target" in
        *-windows-*) archive="$name.zip"; 7z a -bso0 "$archive" "$name" ;;
        *) archive="$name.tar.gz"; tar -czf "$archive" "$name" ;;
    esac
    rm -r "$name"
    checksum "$archive" >"$archive.sha256"
}

notes() {
    local notes
    notes="$(awk -v heading="## ${1#v}" '
        /^## / { found = index($0 " ", heading " ") == 1; next }
        found { print }' CHANGELOG.md)"
    [ -n "$notes" ] || { echo "CHANGELOG.md has no section \`${1#v}\`" >&2; return 1; }
    printf '%s\n' "$notes"
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
case "${1-}-$#" in
    try-2) try "$2" ;;
    pack-4) pack "$2" "$3" "$4" ;;
    notes-2) notes "$2" ;;
    *) usage >&2; exit 2 ;;
esac
