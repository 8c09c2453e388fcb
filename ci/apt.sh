# shellcheck shell=bash
# Sourced: installs Debian packages, as root or through sudo. While another apt-get holds the lock,
# as the daily upgrade of a fresh machine does, it waits up to five minutes.

apt_install() {
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
    echo "installing: $*" >&2
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes \
        --no-install-recommends --option DPkg::Lock::Timeout=300 "$@"
}
