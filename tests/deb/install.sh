#!/bin/sh
# Within overlay.sh: a bare install answers nobody and complains about nothing;
# a configuration survives remove and upgrade; purge leaves the user only.
set -eu
fail() {
	echo "FAILED: $*"
	exit 1
}
as_user() { runuser -u _backsoon -- "$@"; }

dpkg -i /tmp/backsoon.deb
mode=$(stat -c '%A %U %G' /var/lib/backsoon)
[ "$mode" = 'drwxrws--- _backsoon _backsoon' ] || fail "$mode"
[ -L /etc/systemd/system/timers.target.wants/backsoon-prune.timer ] ||
	fail "the timer is not enabled"
as_user backsoon check-config
as_user backsoon prune --all
as_user backsoon config show --origin | grep '^shared-state' ||
	fail "shared-state is not in effect"

# Nobody is answered, and the mail system is told nothing.
sink=/tmp/sink
printf '#!/bin/sh\necho sent >>%s\n' $sink >/usr/sbin/sendmail
chmod 755 /usr/sbin/sendmail
mail() {
	printf '%s\n' 'Return-Path: <alice@example.net>' "Date: $(date -R)" \
	    'From: alice@example.net' 'To: desk@example.org' \
	    'Message-ID: <1@example.net>' 'Subject: Hello' '' 'Hello.'
}
touch $sink
chmod 666 $sink
said=$(mail | as_user backsoon --mailbox desk@example.org 2>&1) ||
	fail "status $?"
[ -z "$said" ] || fail "$said"
[ ! -s $sink ] || fail "a bare install has answered"

# With a mailbox it does answer: the example works as it stands.
cat >/etc/backsoon/mailboxes.d/desk@example.org.conf <<'END'
[mailbox]
from         = desk@example.org
template     = /usr/share/backsoon/templates/away.en.txt
sender-check = off
END
mail | as_user backsoon --mailbox desk@example.org
[ "$(wc -l <$sink)" = 1 ] || fail "not answered"

echo '# mine' >>/etc/backsoon/backsoon.conf
dpkg -i /tmp/backsoon.deb
dpkg --remove backsoon
grep -q mine /etc/backsoon/backsoon.conf || fail "a conffile is gone"
[ -e /etc/backsoon/mailboxes.d/desk@example.org.conf ] || fail "mailbox gone"
dpkg -i /tmp/backsoon.deb
mail | as_user backsoon --mailbox desk@example.org
[ "$(wc -l <$sink)" = 1 ] || fail "the history is gone: answered twice"

mkdir -p /var/lib/systemd/timers
touch /var/lib/systemd/timers/stamp-backsoon-prune.timer
dpkg --purge backsoon
getent passwd _backsoon >/dev/null || fail "the user is gone"
# What may differ from before: accounts, the books of dpkg, what this script
# put there itself, and two empty directories of apparmor that the snippet of
# dh_apparmor removes.
known='etc/(passwd|group|shadow|gshadow)-?|etc/\.pwd\.lock'
known="$known|var/(lib|cache)/(dpkg|man)/.*|var/log/(dpkg|alternatives)\.log"
known="$known|usr/sbin/(sendmail|policy-rc\.d)|etc/apparmor.d/(disable|local)"
left=$(cd /tmp/upper && find . ! -type d)
left=$(echo "$left" | grep -vE "^\./($known)$") || left=
[ -z "$left" ] || fail "left: $left"
left=$(cd /tmp/upper && find . -type d | while read -r dir; do
	[ -d "/tmp/lower/$dir" ] || case $dir in
	./var/lib/systemd/timers | ./var/cache/man*) ;;
	*) echo "$dir" ;;
	esac
done)
[ -z "$left" ] || fail "left: $left"
echo "all is well"
