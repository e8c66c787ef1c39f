#!/bin/sh
# system-packages.sh peers|browser|database|compiler …: makes sure of what comes from the system. Root on Debian: installs
# it. Others: names the line.
set -eu

packages=
for group; do
    case $group in
    peers) # what the tests and the benchmark talk to: an SBC, SIP clients, a scanner, and what runs the other recipes
        packages="$packages kamailio kamailio-extra-modules kamailio-json-modules kamailio-secsipid-modules kamailio-tls-modules kamailio-utils-modules openssl sip-tester sipsak"
        packages="$packages secsipidx sipvicious lua5.4 curl pebble dovecot-imapd"
        programs="${programs:-} kamailio secsipidx sipp sipsak svmap"
        ;;
    browser) # looks at the console's pages; systemd checks the units of deploy/
        packages="$packages chromium systemd"
        programs="${programs:-} chromium"
        ;;
    database) # the office's other database; tests start clusters of their own, the service itself is not used
        packages="$packages postgresql"
        PATH="$PATH:$(echo /usr/lib/postgresql/*/bin | tr ' ' ':')" # where Debian keeps initdb and postgres
        programs="${programs:-} initdb"
        ;;
    compiler) # for the compiled build; a Python that was built from source brings its own Python.h
        header=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("include") + "/Python.h")')
        packages="$packages gcc libc6-dev"
        [ -e "$header" ] || packages="$packages python3-dev"
        programs="${programs:-} cc"
        ;;
    esac
done
if ! command -v dpkg-query >/dev/null 2>&1; then
    absent=
    for program in $programs; do
        command -v "$program" >/dev/null 2>&1 || absent="$absent $program"
    done
    [ -z "$absent" ] || { echo "bellwarden: please install:$absent" >&2; exit 1; }
    exit 0
fi

wanted=
for package in $packages; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || wanted="$wanted $package"
done
[ -n "$wanted" ] || exit 0
if [ "$(id -u)" != 0 ]; then
    echo "bellwarden: packages of the system are missing. As root:  apt install$wanted" >&2
    exit 1
fi
echo "Installing$wanted"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --no-install-recommends --yes $wanted >/dev/null
