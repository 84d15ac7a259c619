#!/bin/sh
# Make .venv with the locked dependencies. Nothing is assumed but Python 3.11: on a fresh Debian 12
# neither pip nor the venv module is there. As root, what is missing is installed with apt;
# otherwise the one command to run is named.
#
#   tools/bootstrap.sh              what the software needs
#   tools/bootstrap.sh --dev        and the tools of the developer
#   tools/bootstrap.sh --programs   and LibreOffice, Tesseract, fonts (Debian packages)
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
lock=requirements.lock
programs=no
for option in "$@"; do
    case "$option" in
        --dev) lock=requirements-dev.lock ;;
        --programs) programs=yes ;;
        *) echo "Option inconnue : $option" >&2; exit 2 ;;
    esac
done

PACKAGES="libreoffice-writer libreoffice-calc python3-uno tesseract-ocr tesseract-ocr-fra tesseract-ocr-osd poppler-utils fonts-dejavu fonts-liberation fonts-crosextra-carlito samba smbclient smbnetfs dovecot-imapd openssl"

say() { printf '%s\n' "$*" >&2; }

has_apt() { command -v apt-get >/dev/null 2>&1; }

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y -q --no-install-recommends "$@" >/dev/null 2>&1 && return 0
    apt-get update -q >/dev/null || return 1
    apt-get install -y -q --no-install-recommends "$@" >/dev/null
}

need() {  # need WHY PACKAGE…: install as root, or name the command and stop
    why=$1
    shift
    if [ "$(id -u)" = 0 ] && has_apt; then
        say "Installation de : $* ($why)…"
        if install_packages "$@"; then return 0; fi
    fi
    say "Il manque : $* ($why)."
    say "Lancez cette commande, puis recommencez :"
    say "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    exit 1
}

is_311() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in "${PYTHON:-python3.11}" python3.11 python3 /usr/bin/python3.11 /usr/bin/python3; do
        if command -v "$name" >/dev/null 2>&1 && is_311 "$name"; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

make_environment() {
    python=$(find_python) || { need "Python 3.11" python3; python=$(find_python) || {
        say "Python 3.11 est introuvable : ce logiciel est éprouvé avec cette version-là."; exit 1; }; }
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        need "environnement Python" python3-venv
    fi
    rm -rf .venv
    "$python" -m venv .venv
}

digest_of() { sha256sum <"$1" | cut -d' ' -f1; }

install_locked() {
    # Nothing is asked of the network when the lock file has not changed.
    if grep -qs "$(digest_of "$lock")" .venv/.installed; then return 0; fi
    say "Installation des bibliothèques ($lock)… (une à trois minutes la première fois)"
    .venv/bin/python -m pip install -qq --disable-pip-version-check --no-input \
        --require-hashes --no-deps -r "$lock"
    # What the developer's lock installs holds what the software's does.
    { digest_of "$lock"; digest_of requirements.lock; } >.venv/.installed
}

make_importable() {
    # A path file and a starter instead of an editable install: no build tool has to be fetched.
    site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
    printf '%s\n' "$root" >"$site/candidatures.pth"
    printf '#!/bin/sh\nexec "%s/.venv/bin/python" -m pipeline "$@"\n' "$root" >.venv/bin/candidatures
    chmod +x .venv/bin/candidatures
}

missing_packages() {
    for package in $PACKAGES; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' \
            || printf '%s ' "$package"
    done
}

[ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' >/dev/null 2>&1 || make_environment
install_locked
make_importable

if [ "$programs" = yes ]; then
    if command -v dpkg-query >/dev/null 2>&1; then
        missing=$(missing_packages)
        # shellcheck disable=SC2086  # a list of words, one package each
        if [ -n "$missing" ]; then need "essais" $missing; fi
    else
        for name in soffice tesseract; do
            command -v "$name" >/dev/null 2>&1 || say "Attention : $name est introuvable, des essais échoueront."
        done
    fi
fi
