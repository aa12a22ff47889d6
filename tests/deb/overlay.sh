#!/bin/sh
# overlay.sh DIR PACKAGE SOURCE SCRIPT: runs SCRIPT in an overlay of this
# machine's root, with the package as /tmp/backsoon.deb and the source as
# /tmp/source.  Started in a mount and PID namespace; what it writes is gone
# with them.  The overlay's own files can be seen in /tmp/upper.
set -eu
dir=$1 package=$2 source=$3 script=$4
mount --make-rprivate /
mount -t tmpfs tmpfs "$dir"
mkdir "$dir/upper" "$dir/work" "$dir/root"
mount -t overlay -o "lowerdir=/,upperdir=$dir/upper,workdir=$dir/work" \
    overlay "$dir/root"
root=$dir/root
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir "$root/tmp/source" "$root/tmp/upper" "$root/tmp/lower"
cp "$package" "$root/tmp/backsoon.deb"
cp "$script" "$root/tmp/script"
cp -R "$source/debian" "$source/tests" "$root/tmp/source/"
mount --bind "$dir/upper" "$root/tmp/upper"
mount --bind / "$root/tmp/lower"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
exec chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive HOME=/root sh /tmp/script
