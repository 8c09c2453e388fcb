#!/bin/bash
# Lets Safari on this Mac reach the fixtures' names and trust their certificates, and puts
# everything back. It needs no more than macOS has: bash 3.2, BSD tools and openssl.
set -euo pipefail

BEGIN='# >>> gingersnap'
END='# <<< gingersnap'
HOSTS="${GINGERSNAP_HOSTS_FILE:-/etc/hosts}"
KEYCHAIN=/Library/Keychains/System.keychain

usage() {
    cat <<'USAGE'
usage: ci/reach-macos.sh up STATE PAC_URL [NAMES [ROOT_PEM]]
       ci/reach-macos.sh down STATE

up    sets the system's automatic proxy to PAC_URL. With NAMES, a file with lines `ADDRESS NAME…`,
      it also adds the names to the hosts file, and their addresses to the loopback interface. With
      ROOT_PEM, the certificate of an authority, everybody on this Mac trusts that authority.
down  puts back what the folder STATE remembers. It does nothing where nothing was set.

All but the proxy needs sudo without a password: run `sudo -v` before.
USAGE
}

# Prints the network service of the default route, such as "Ethernet".
service() {
    local device
    device="$(route -n get default 2>/dev/null | awk '$1 == "interface:" { print $2 }')"
    networksetup -listnetworkserviceorder | awk -v device="$device" '
        /^\([0-9*]+\) / { name = $0; sub(/^\([0-9*]+\) /, "", name) }
        /^\(Hardware Port: / {
            own = $0; sub(/^.*Device: /, "", own); sub(/\).*$/, "", own)
            if (own == device) { found = name; exit }
            if (device == "" && found == "") found = name
        }
        END { if (found != "") print found }'
}

# Runners let their user set the network; elsewhere it takes sudo.
set_network() { networksetup "$@" || sudo -n networksetup "$@"; }

# Prints the hosts file without our lines.
without_block() {
    awk -v begin="$BEGIN" -v end="$END" '
        $0 == begin { skip = 1 } !skip { print } $0 == end { skip = 0 }' "$HOSTS"
}

write_hosts() {
    sudo -n cp "$1" "$HOSTS"
    sudo -n dscacheutil -flushcache || true
    sudo -n killall -HUP mDNSResponder || true
}

remove_addresses() {
    local address
    [ -e "$1/addresses" ] || return 0
    while read -r address; do sudo -n ifconfig lo0 -alias "$address" || true; done <"$1/addresses"
}

# The folder gets the certificate first: `down` then finds it, wherever `up` was killed.
trust_root() {
    cp "$2" "$1/root.pem"
    sudo -n security add-trusted-cert -d -r trustRoot -k "$KEYCHAIN" "$1/root.pem"
    touch "$1/trusted"
}

distrust_root() {
    local hash
    [ -e "$1/root.pem" ] || return 0
    # Where it was never trusted, or is no more, that is no failure.
    sudo -n security remove-trusted-cert -d "$1/root.pem" || [ ! -e "$1/trusted" ]
    rm -f "$1/trusted"
    hash="$(openssl x509 -noout -fingerprint -sha1 -in "$1/root.pem" | sed 's/^.*=//; s/://g')"
    sudo -n security delete-certificate -Z "$hash" "$KEYCHAIN" || true
    rm -f "$1/root.pem"
}

up() {
    local state="$1" pac="$2" names="${3-}" root="${4-}" svc address attempt
    if [ -n "$names" ] && ! sudo -n true; then
        echo "the hosts file needs the administrator's rights: run \`sudo -v\` before" >&2
        exit 1
    fi
    svc="$(service)"
    if [ -z "$svc" ]; then
        echo "no network service has the default route" >&2
        exit 1
    fi
    mkdir -p "$state"
    # A second `up` must not take what the first has set for the state to put back.
    if [ ! -e "$state/service" ]; then
        networksetup -getautoproxyurl "$svc" >"$state/autoproxy"
        printf '%s\n' "$svc" >"$state/service"
    fi
    svc="$(cat "$state/service")"
    distrust_root "$state"
    [ -z "$root" ] || trust_root "$state" "$root"
    set_network -setautoproxyurl "$svc" "$pac"
    set_network -setautoproxystate "$svc" on
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        if scutil --proxy | grep -qF "ProxyAutoConfigURLString : $pac"; then break; fi
        if [ "$attempt" = 10 ]; then
            echo "the system did not take $pac as its automatic proxy" >&2
            exit 1
        fi
        sleep 1
    done
    [ -n "$names" ] || return 0
    # Where a killed run has left its lines, the file cannot be had as it was.
    if [ ! -e "$state/hosts" ] && ! grep -qxF "$BEGIN" "$HOSTS"; then cp "$HOSTS" "$state/hosts"; fi
    remove_addresses "$state"
    awk '{ print $1 }' "$names" | { grep -v -e ':' -e '^127\.0\.0\.1$' || true; } | sort -u \
        >"$state/addresses"
    while read -r address; do
        sudo -n ifconfig lo0 alias "$address" netmask 255.255.255.255
    done <"$state/addresses"
    { without_block; echo "$BEGIN"; cat "$names"; echo "$END"; } >"$state/hosts.new"
    write_hosts "$state/hosts.new"
}

down() {
    local state="$1" svc url
    [ -e "$state/service" ] || return 0
    svc="$(cat "$state/service")"
    url="$(awk '$1 == "URL:" { print $2 }' "$state/autoproxy")"
    if [ -n "$url" ] && [ "$url" != "(null)" ]; then set_network -setautoproxyurl "$svc" "$url"; fi
    if grep -qx 'Enabled: Yes' "$state/autoproxy"; then
        set_network -setautoproxystate "$svc" on
    else
        set_network -setautoproxystate "$svc" off
    fi
    if grep -qxF "$BEGIN" "$HOSTS"; then
        without_block >"$state/hosts.new"
        # Where nobody else has changed the file meanwhile, it gets its last line end back, or none.
        if [ -e "$state/hosts" ] && awk 1 "$state/hosts" | cmp -s - "$state/hosts.new"; then
            cp "$state/hosts" "$state/hosts.new"
        fi
        write_hosts "$state/hosts.new"
    fi
    remove_addresses "$state"
    distrust_root "$state"
    rm -f "$state/service" "$state/autoproxy" "$state/addresses" "$state/hosts" "$state/hosts.new"
}

case "${1-}" in
    up)
        { [ $# -ge 3 ] && [ $# -le 5 ]; } || { usage >&2; exit 2; }
        shift
        up "$@"
        ;;
    down)
        [ $# -eq 2 ] || { usage >&2; exit 2; }
        shift
        down "$@"
        ;;
    -h | --help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
