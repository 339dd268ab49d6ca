#!/bin/sh
# Makes an environment: everything pinned by hash, the build backend included, and the project itself in place.
# The Makefile and the Dockerfile both call this, so that what is tested is what is shipped.
#
#   requirements/install.sh FOLDER REQUIREMENTS
set -eu
folder=$1 requirements=$2 python=${PYTHON:-python3}
"$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' || {
    echo "cargoscope needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv); set PYTHON=..." >&2
    exit 1
}
test -x "$folder/bin/python" || "$python" -m venv "$folder"
install="$folder/bin/python -m pip install --quiet --disable-pip-version-check"
$install --require-hashes -r "$requirements"
$install --no-deps --no-build-isolation -e .
touch "$folder/installed"
