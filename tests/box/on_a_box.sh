#!/bin/sh
# What is done on a box that was just unpacked: set up, run, looked at, backed up, restored, brought up to a newer version,
# and back. What the guide says is done as it is typed there. Run by test_bundle.py, in a world of its own that is thrown
# away: no network, and an overlay over the file system.
#
#   on_a_box.sh BUNDLE.tar NEWER.tar PYTHON
set -eux
# It removes and changes files of the system: never outside of that world.
test "$(stat -f -c %T /)" = overlayfs || { echo "on_a_box.sh runs in an overlay only; see test_bundle.py" >&2; exit 2; }
here=$(dirname "$0") bundle=$1 newer=$2
export PYTHON=$3
export PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset PYTHONPATH PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_FIND_LINKS || true
rm -rf /etc/pip.conf /etc/xdg/pip /root/.config/pip /root/.pip
# Where this Python lies may be closed to others; on a real box it is the system's.
folder=$(dirname "$("$PYTHON" -c 'import os, sys; print(os.path.realpath(sys.executable))')")
while [ "$folder" != / ]; do
    chmod o+x "$folder"
    folder=$(dirname "$folder")
done
# Debian has these in packages of their own, which a box need not have.
library=$("$PYTHON" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
rm -rf "$library/ensurepip" "$library/distutils" /usr/share/python-wheels
install -m 0755 "$here/systemctl" "$here/sudo" /usr/local/bin
# What is kept is on a disk of its own, and so are backups.
mkdir /var/lib/cargoscope /srv/cargoscope-backup
mount -t tmpfs tmpfs /var/lib/cargoscope
mkdir /var/lib/cargoscope/lost+found
mount -t tmpfs tmpfs /srv/cargoscope-backup

test "$(ls /sys/class/net 2>/dev/null | grep -cv '^lo$')" = 0 || ip -brief link
ip link set lo up
test -z "$(ip route)"

unpack() {
    mkdir "$2"
    tar -xf "$1" -C "$2" --strip-components 1
    cd "$2"
}

typed() {
    awk -v words="$1" '/^```/ { if (within && index(text, words)) printf "%s", text; within = !within; text = ""; next }
        within { text = text $0 "\n" }' guide-box.md > /typed.sh
    test -s /typed.sh
    sh -eux /typed.sh
}

eventually() {
    for _ in $(seq 600); do
        if "$@"; then return; fi
        sleep 0.5
    done
    return 1
}

running() {
    tr '\0' '\n' < "/proc/$(cat /cargoscope.pid)/cmdline" | grep -q "^/opt/cargoscope/$1/"
}

unpack "$bundle" /bundle
./install.sh && exit 3
echo tampered >> VERSION
./install.sh --no-systemd && exit 4
sed -i '/tampered/d' VERSION

# A scanner's computer gets the program, and nothing of a box.
./install.sh --station --no-systemd
test "$(stat -c %U:%G:%a /etc/cargoscope/station.env)" = root:cargoscope:640
test ! -e /etc/cargoscope/cargoscope.env
test "$(ls -A /var/lib/cargoscope)" = lost+found

./install.sh --no-systemd > /installed.txt
grep -q 'The account admin was made. Its password is shown this once: .' /installed.txt
cp -p /etc/cargoscope/cargoscope.env /before.env
first=$(readlink /opt/cargoscope/current)
expr "$(basename "$bundle")" : "cargoscope-$first-"

test "$(stat -c %U:%G:%a /var/lib/cargoscope)" = cargoscope:cargoscope:750
test "$(stat -c %U:%G:%a /etc/cargoscope/cargoscope.env)" = root:cargoscope:640
test "$(stat -c %U /var/lib/cargoscope/cargoscope.sqlite)" = cargoscope

key=$(cargoscope station add gate-1)
systemctl start cargoscope
KEY=$key /opt/cargoscope/current/bin/python "$here/send_one.py"
test "$(stat -c %U "/proc/$(cat /cargoscope.pid)")" = cargoscope
running "$first"
cargoscope doctor
cargoscope store verify

# This machine is a station, too; its scanner writes a file that is another scan.
sed -i "s|_URL=.*|_URL=http://127.0.0.1:8420|; s|_KEY=.*|_KEY=$key|" /etc/cargoscope/station.env
install -d -m 2775 -g cargoscope /srv/scans
{ cat "$(find /var/lib/cargoscope/originals -type f)"; echo; } > /srv/scans/truck.tif
systemctl start cargoscope-station
eventually test -e /srv/scans/taken/truck.tif
eventually sh -c 'test -z "$(ls -A /var/lib/cargoscope-station/scans)"'
systemctl stop cargoscope-station
cargoscope store verify | grep '^2 originals,.* no problems'
cp -p /etc/cargoscope/station.env /before-station.env

typed 'cargoscope backup'

# The database is damaged: the backup comes back, on the same disk.
dd if=/dev/zero of=/var/lib/cargoscope/cargoscope.sqlite bs=4096 count=4 conv=notrunc status=none
cargoscope doctor && exit 6
typed 'cargoscope restore'
cargoscope store verify | grep '^2 originals,.* no problems'
systemctl stop cargoscope

# The same bundle again changes nothing: settings and store stay.
./install.sh --no-systemd | grep 'is here already'
cmp /before.env /etc/cargoscope/cargoscope.env
test ! -e /opt/cargoscope/previous
cargoscope store verify
cargoscope doctor && exit 5

# A newer one has the same version number, and another program.
unpack "$newer" /newer
./install.sh --station --no-systemd
cmp /before-station.env /etc/cargoscope/station.env
./install.sh --no-systemd
second=$(readlink /opt/cargoscope/current)
test "$second" != "$first"
test "$(readlink /opt/cargoscope/previous)" = "$first"
cmp /before.env /etc/cargoscope/cargoscope.env
systemctl start cargoscope
running "$second"
cargoscope doctor
cargoscope store verify | grep '^2 originals,.* no problems'

# And back, though the newer one was killed and has left what it had not yet brought into its database.
kill -KILL "$(cat /cargoscope.pid)"
test -s /var/lib/cargoscope/cargoscope.sqlite-wal
copy=$(cd /var/lib/cargoscope && echo cargoscope.before-*.sqlite)
sed -i "s/cargoscope\.before-[0-9]*\.sqlite/$copy/" guide-box.md
typed 'opt/cargoscope/previous'
running "$first"
test "$(stat -c %U:%G:%a /var/lib/cargoscope/cargoscope.sqlite)" = cargoscope:cargoscope:640
KEY=$key /opt/cargoscope/current/bin/python "$here/send_one.py"
cargoscope store verify

# What needs no settings runs as anybody, with their own key and folder.
install -d -o nobody -m 0755 /try
anybody() { (cd /try && setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME=/try CARGOSCOPE_STATION_KEY="$key" "$@"); }
anybody cargoscope station check http://127.0.0.1:8420
printf 'name = "try"\nseed = 1\nscans = 1\nfiles = ["columns"]\n' > /try/try.toml
anybody cargoscope simulate try.toml --out try
test "$(find /try/try/originals -name '*.columns' | wc -l)" = 1
anybody cargoscope doctor && exit 7
systemctl stop cargoscope
echo "the box is sound"
