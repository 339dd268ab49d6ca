#!/bin/sh
# Makes one archive from which a box without any network is set up: hashed wheels for this platform and this Python, the
# release that ships (it is within the wheel), units for systemd, example settings, and install.sh.
#
#   box/bundle.sh PYTHON FOLDER     # PYTHON of an environment that install.sh of requirements/ made
set -eu
cd "$(dirname "$0")/.."
python=$1 out=$2
version=$("$python" -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')
platform=$("$python" -c 'import platform, sys; print(f"{platform.machine()}-python{sys.version_info[0]}.{sys.version_info[1]}")')
made=$out/making
rm -rf "$made"
mkdir -p "$made/wheels"
pip="$python -m pip -qq --disable-pip-version-check"
$pip download --require-hashes --only-binary :all: --dest "$made/wheels" -r requirements/cpu.txt -r requirements/bundle.txt
$pip wheel --no-deps --no-build-isolation --wheel-dir "$made/wheels" .
own=$(cd "$made/wheels" && sha256sum cargoscope-*.whl | cut -d ' ' -f 1)
{ cat requirements/cpu.txt; echo "cargoscope==$version --hash=sha256:$own"; } > "$made/requirements.txt"
cp box/install.sh box/cargoscope box/*.env box/*.service box/*.timer docs/guide-box.md docs/guide-station.md LICENSE "$made"
echo "$version" > "$made/VERSION"
"$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")' > "$made/PYTHON"
(cd "$made" && find . -type f ! -name SHA256SUMS | LC_ALL=C sort | xargs sha256sum > SHA256SUMS)
# Of all that is in it: two bundles with one version number are still two.
digits=$(sha256sum "$made/SHA256SUMS" | cut -c 1-12)
name=cargoscope-$version-$digits-$platform
rm -rf "${out:?}/$name"
mv "$made" "$out/$name"
tar --sort=name --owner=0 --group=0 --numeric-owner -C "$out" -cf "$out/$name.tar" "$name"
rm -rf "${out:?}/$name"
echo "$out/$name.tar"
