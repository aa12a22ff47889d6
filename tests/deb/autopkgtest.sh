#!/bin/sh
# Within overlay.sh: the package's autopkgtest, in a network of its own.
set -eu
apt-get -qq update
apt-get -qq -y --no-install-recommends install postfix >/dev/null
dpkg -i /tmp/backsoon.deb
cd /tmp/source
unshare -n sh -c 'ip link set lo up && debian/tests/postfix'
echo "all is well"
