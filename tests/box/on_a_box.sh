#!/bin/sh
# What is done on a box that was just unpacked: set up, run, looked at. Run by test_bundle.py, in a world of its own that
# is thrown away: no network, and an overlay over the file system.
#
#   on_a_box.sh BUNDLE.tar PYTHON
set -eux
# It removes and changes files of the system: never outside of that world.
test "$(stat -f -c %T /)" = overlayfs || { echo "on_a_box.sh runs in an overlay only; see test_bundle.py" >&2; exit 2; }
bundle=$1
export PYTHON=$2
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset PYTHONPATH PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS || true
rm -rf /etc/pip.conf /etc/xdg/pip /root/.config/pip /root/.pip
# Where this Python lies may be closed to others; on a real box it is the system's.
folder=$(dirname "$("$PYTHON" -c 'import os, sys; print(os.path.realpath(sys.executable))')")
while [ "$folder" != / ]; do
    chmod o+x "$folder"
    folder=$(dirname "$folder")
done

test "$(ls /sys/class/net 2>/dev/null | grep -cv '^lo$')" = 0 || ip -brief link
ip link set lo up
test -z "$(ip route)"

mkdir /bundle
tar -xf "$bundle" -C /bundle --strip-components 1
cd /bundle
./install.sh && exit 3
echo tampered >> VERSION
./install.sh --no-systemd && exit 4
sed -i '/tampered/d' VERSION
./install.sh --no-systemd > /installed.txt
grep -q 'The account admin was made. Its password is shown this once: .' /installed.txt
cp -p /etc/cargoscope/cargoscope.env /before.env

test "$(stat -c %U:%G:%a /var/lib/cargoscope)" = cargoscope:cargoscope:750
test "$(stat -c %U:%G:%a /etc/cargoscope/cargoscope.env)" = root:cargoscope:640
test "$(stat -c %U /var/lib/cargoscope/cargoscope.sqlite)" = cargoscope

key=$(cargoscope station add gate-1)
cargoscope serve > /served.txt 2>&1 &
served=$!
KEY=$key /opt/cargoscope/current/bin/python "$(dirname "$0")/send_one.py"
test "$(stat -c %U "/proc/$served")" = cargoscope
cargoscope doctor
cargoscope store verify
mkdir -m 700 /backup
chown cargoscope /backup
cargoscope backup /backup
kill -INT $served
wait $served

# The same again is an upgrade to the same version: settings and store stay.
./install.sh --no-systemd | grep 'is here already'
cmp /before.env /etc/cargoscope/cargoscope.env
cargoscope store verify
cargoscope doctor && exit 5
echo "the box is sound"
