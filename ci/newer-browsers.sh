#!/usr/bin/env bash
# Plays the core on the newest Firefox and WebKitGTK that Debian has, without installing them.
set -euo pipefail

usage() {
    cat <<'USAGE'
usage: ci/newer-browsers.sh [--record] [--profile NAME] [--out DIRECTORY] [firefox|webkitgtk]…
           [-- ARGUMENT…]

Plays the core on Debian's unstable Firefox and WebKitGTK, or on the one that is named, and compares
it with the snapshots of the profile of its version, firefox:159 or webkitgtk:2.54. With --profile
it is another one: `default` shows what changed since the version that is recorded there. With
--record, snapshots are written in place of compared. Each gets a run in DIRECTORY,
target/gingersnap/newer. Other arguments go to `cargo xtask run-matrix`.

The browsers and all their libraries are kept in target/newer/root, about 2 GB, and nothing there
is installed on this machine: the programs of target/newer see that folder as the root of the file
system, with this project and /tmp in it, where DIRECTORY must be. It is made once; remove it to
have newer ones. Making it needs root, or sudo.

Needs Debian or Ubuntu, for debootstrap and bubblewrap, and what run-matrix needs of Debian's own
Firefox and WebKitGTK: geckodriver, Xvfb, glib-networking.

The exit code is 0 if each run ended and each of its cells was played. With --profile, cells that
differ from the snapshots are what it is played for; without it they make the exit code 100.
USAGE
}

out=target/gingersnap/newer
profile=
mode=--check
browsers=()
while [ $# -gt 0 ]; do
    case "$1" in
        -h | --help) usage; exit 0 ;;
        --out) out="${2:?--out needs a directory}"; shift ;;
        --profile) profile="${2:?--profile needs a name}"; shift ;;
        --record) mode=--accept ;;
        --) shift; break ;;
        firefox | webkitgtk) browsers+=("$1") ;;
        *) usage >&2; exit 2 ;;
    esac
    shift
done
[ ${#browsers[@]} -gt 0 ] || browsers=(firefox webkitgtk)

cd "$(dirname "${BASH_SOURCE[0]}")/.."
source ci/toolchain.sh
folder="$PWD/target/newer"
root="$folder/root"

# Makes $root hold Debian's unstable browsers.
install_browsers() {
    local as_root=() mirror=http://deb.debian.org/debian packages
    [ ! -e "$folder/ready" ] || return 0
    [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
    apt_install debootstrap bubblewrap debian-archive-keyring
    # debootstrap does not find the bus that dconf needs by itself.
    packages=firefox,webkitgtk-webdriver,glib-networking,procps,dbus-x11
    mkdir -p "$folder"
    "${as_root[@]}" rm -rf "$root"
    echo "fetching Debian's unstable Firefox and WebKitGTK into $root" >&2
    "${as_root[@]}" debootstrap --variant=minbase --include="$packages" sid "$root" "$mirror" \
        >"$folder/debootstrap.log" || {
        echo "debootstrap failed: see $folder/debootstrap.log" >&2
        exit 1
    }
    touch "$folder/ready"
}

# Prints the upstream part of the version of a package in $root: 2.54.2 of 1:2.54.2-1.
version_of() {
    local version
    version="$(dpkg-query --admindir="$root/var/lib/dpkg" --show --showformat='${Version}' "$1")"
    version="${version#*:}"
    echo "${version%%[-+~]*}"
}

# Writes a program of $folder that runs one of $root; it says what it is when asked for it. It sees
# this project too, whose runs have folders for browsers, and what the fourth argument adds.
write_program() {
    local name="$1" inside="$2" said="$3" seen="${4:-}"
    cat >"$folder/$name" <<PROGRAM
#!/bin/sh
if [ "\${1:-}" = --version ]; then
    echo "$said"
    exit
fi
exec bwrap --die-with-parent --bind "$root" / --dev-bind /dev /dev --proc /proc \\
    --bind /tmp /tmp --bind "$PWD" "$PWD" $seen "$inside" "\$@"
PROGRAM
    chmod +x "$folder/$name"
}

# Prints the programs of a browser as run-matrix takes them.
programs_of() {
    local version soup driver browser
    case "$1" in
        firefox)
            driver="$PWD/target/tools/bin/geckodriver"
            [ -x "$driver" ] || driver="$(command -v geckodriver)" || {
                echo "no geckodriver: cargo xtask run-matrix --install --browser firefox" >&2
                return 1
            }
            write_program firefox /usr/bin/firefox "Mozilla Firefox $(version_of firefox)"
            echo "$folder/firefox,$driver"
            ;;
        webkitgtk)
            version="$(version_of webkitgtk-webdriver)"
            soup="$(version_of libsoup-3.0-0)"
            browser="$(find "$root/usr/lib" -name MiniBrowser -print -quit)"
            browser="${browser#"$root"}"
            write_program MiniBrowser "$browser" "WebKitGTK $version (libsoup $soup)"
            # The driver starts the browser by the path that run-matrix names.
            write_program WebKitWebDriver /usr/bin/WebKitWebDriver "WebKitWebDriver $version" \
                "--ro-bind \"$root$browser\" \"$folder/MiniBrowser\""
            echo "$folder/MiniBrowser,$folder/WebKitWebDriver"
            ;;
    esac
}

# Prints the profile of the versions that Debian's unstable distribution has.
own_profile() {
    case "$1" in
        firefox) echo 159 ;;
        webkitgtk) echo 2.54 ;;
    esac
}

install_browsers
incomplete=() changed=()
for browser in "${browsers[@]}"; do
    programs="$(programs_of "$browser")"
    code=0
    cargo xtask run-matrix --browser "$browser:${profile:-$(own_profile "$browser")}=$programs" \
        "$mode" --out "$out/$browser" "$@" || code=$?
    case "$code" in
        0) ;;
        100) changed+=("$browser") ;;
        130) exit 130 ;;
        *) incomplete+=("$browser (exit code $code)") ;;
    esac
done
if [ ${#incomplete[@]} -gt 0 ]; then
    printf 'not played whole: %s\n' "${incomplete[@]}" >&2
    exit 1
fi
# What differs from another version's snapshots is no failure.
[ ${#changed[@]} -eq 0 ] || [ -n "$profile" ] || exit 100
