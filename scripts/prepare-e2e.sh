#!/usr/bin/env bash
# Installs what the e2e tests need beside the toolchain, inside the project: .venv (packages from PyPI) and
# .e2e/bin (promtool). Does nothing where it is there. On Debian and Ubuntu it also installs missing system
# packages; elsewhere it says which programs to install.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

update_package_lists() {
  [ -z "${updated:-}" ] || return 0
  as_root apt-get update -qq || { sleep 5; as_root apt-get update -qq; }
  updated=yes
}

# need PROGRAM PACKAGE...: PROGRAM on PATH, else from Debian's PACKAGEs
need() {
  ! command -v "$1" >/dev/null || return 0
  command -v apt-get >/dev/null || { echo "$1 is not on PATH; install it with your package manager" >&2; exit 1; }
  install_package "${@:2}"
}

install_package() {
  update_package_lists
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$@"
}

python_packages() {
  local stamp=.venv/.requirements
  cmp -s tests/e2e/requirements.txt "$stamp" && return
  # Debian's python3 has no pip for a venv before python3-venv is there.
  python3 -c 'import ensurepip' 2>/dev/null || install_package python3-venv
  python3 -m venv --clear .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check -r tests/e2e/requirements.txt
  cp tests/e2e/requirements.txt "$stamp"
}

# From Debian's package prometheus, unpacked and not installed: installing it would start a server.
install_promtool() {
  if command -v promtool >/dev/null || [ -x .e2e/bin/promtool ]; then return; fi
  command -v apt-get >/dev/null || { echo "promtool is not on PATH; install Prometheus' release" >&2; exit 1; }
  update_package_lists
  local folder
  folder=$(mktemp -d)
  # apt-get drops its rights for a download, and the user _apt must be able to write.
  chmod 777 "$folder"
  (cd "$folder" && apt-get download -qq prometheus && dpkg-deb --extract prometheus_*.deb unpacked)
  mkdir -p .e2e/bin
  install -m 755 "$folder/unpacked/usr/bin/promtool" .e2e/bin/promtool
  rm -rf "$folder"
}

need python3 python3
need openssl openssl
need curl curl
need xz xz-utils
# It brings no font of its own.
need chromium chromium fonts-dejavu-core
python_packages
install_promtool
PATH=$PWD/.e2e/bin:$PWD/.venv/bin:$PATH
yamllint --version
ruff --version
promtool --version 2>&1 | sed -n 1p
