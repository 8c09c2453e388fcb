#!/usr/bin/env bash
# Installs ShellCheck from Debian and the linters of ci/requirements.txt into DIRECTORY.
set -euo pipefail
[ $# -eq 1 ] || { echo "usage: ci/linters.sh DIRECTORY" >&2; exit 2; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source ci/apt.sh

missing=()
command -v shellcheck >/dev/null || missing+=(shellcheck)
# Debian splits `ensurepip`, which makes a virtual environment useful, from Python itself.
python3 -c 'import ensurepip' 2>/dev/null || missing+=(python3-venv)
if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || { echo "missing: ${missing[*]}" >&2; exit 1; }
    apt_install "${missing[@]}"
fi

[ -e "$1/bin/pip" ] || python3 -m venv "$1"
"$1/bin/pip" install --quiet --disable-pip-version-check --requirement ci/requirements.txt
