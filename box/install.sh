#!/bin/sh
# Sets cargoscope up on this machine from what lies beside this file, as a user of its own. No network is used. The same
# again, from a newer bundle, is the upgrade; settings and everything that is kept stay.
#
#   ./install.sh                # as root: a box
#   ./install.sh --station      # a scanner's computer: the program, and what sends scans to a box; no service
#   ./install.sh --no-systemd   # where something else starts services, such as in an image
set -eu
umask 022
cd "$(dirname "$0")"

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

role=box systemd=yes
for said; do
    case "$said" in
        --station) role=station ;;
        --no-systemd) systemd=no ;;
        *) fail "$said is not understood; there are only --station and --no-systemd" ;;
    esac
done
[ "$(id -u)" = 0 ] || fail "only root can set this up; run: sudo ./install.sh"
sha256sum --check --quiet SHA256SUMS || fail "the bundle is not as it was made; unpack it again, or fetch it again"
python=${PYTHON:-python3} wanted=$(cat PYTHON)
# The number alone does not tell two bundles apart; what is in them does.
version=$(cat VERSION)-$(sha256sum SHA256SUMS | cut -c 1-12)
"$python" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" ||
    fail "this bundle needs Python $wanted, and $python is not one; PYTHON=... names another one"
if [ $systemd = yes ] && [ ! -d /run/systemd/system ]; then
    fail "systemd does not run here; with --no-systemd all but the units is set up"
fi

install_program() {
    place=/opt/cargoscope/$version
    if [ -e "$place/installed" ]; then
        echo "cargoscope $version is here already"
        return
    fi
    rm -rf "$place"
    mkdir -p /opt/cargoscope
    # Debian keeps pip, and what venv needs to put it there, in packages of their own: the bundle's is run from its wheel.
    "$python" -m venv --without-pip "$place"
    pip="$place/bin/python $(echo wheels/pip-*.whl)/pip --disable-pip-version-check"
    setpriv --reuid=cargoscope --regid=cargoscope --init-groups -- "$place/bin/python" -c "" || fail \
        "the user cargoscope cannot run $("$python" -c 'import sys; print(sys.executable)'); PYTHON=... names another one"
    $pip install --quiet --no-index --no-deps --require-hashes --find-links wheels -r requirements.txt
    $pip check > /dev/null || fail "what was installed does not fit together"
    install -m 0644 guide-box.md guide-station.md LICENSE "$place"
    touch "$place/installed"
}

switch_to_program() {
    before=$(readlink /opt/cargoscope/current || true)
    if [ -n "$before" ] && [ "$before" != "$version" ]; then
        ln -sfn "$before" /opt/cargoscope/previous
    fi
    ln -sfn "$version" /opt/cargoscope/next
    mv -T /opt/cargoscope/next /opt/cargoscope/current
    install -m 0755 cargoscope /usr/local/bin/cargoscope
}

# Settings that are there stay.
settle() {
    settings=/etc/cargoscope/$1
    if [ ! -e "$settings" ]; then
        secret=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
        (umask 077 && sed "s/^CARGOSCOPE_SECRET=.*/CARGOSCOPE_SECRET=$secret/" "$1" > "$settings.new")
        chown root:cargoscope "$settings.new"
        chmod 0640 "$settings.new"
        mv "$settings.new" "$settings"
    fi
    install -m 0644 "$1" "$settings.example"
}

add_units() {
    install -m 0644 "$@" /etc/systemd/system
    systemctl daemon-reload
    systemctl enable --quiet "${1%.service}"
    # A machine may be a box and a station; both go on with this program.
    for unit in cargoscope cargoscope-station; do
        ! systemctl is-active --quiet $unit || systemctl restart $unit
    done
}

getent passwd cargoscope > /dev/null ||
    useradd --system --user-group --home-dir /var/lib/cargoscope --no-create-home --shell /usr/sbin/nologin cargoscope
install -d -m 0750 -o root -g cargoscope /etc/cargoscope
install_program
switch_to_program

if [ $role = station ]; then
    settle station.env
    [ $systemd = no ] || add_units cargoscope-station.service
    echo "cargoscope $version is set up; its settings: /etc/cargoscope/station.env, then: systemctl restart cargoscope-station"
    exit
fi

install -d -m 0750 -o cargoscope -g cargoscope /var/lib/cargoscope
settle cargoscope.env
if [ ! -e /var/lib/cargoscope/cargoscope.sqlite ]; then
    password=$(/usr/local/bin/cargoscope account add admin --role admin)
    echo "The account admin was made. Its password is shown this once: $password"
fi
if [ $systemd = yes ]; then
    add_units cargoscope.service cargoscope-backup.service cargoscope-backup.timer
    systemctl start cargoscope
    echo "cargoscope $version runs; to see how it is: cargoscope doctor"
else
    echo "cargoscope $version is set up; to run it: cargoscope serve"
fi
