#!/bin/sh
# Six messages through the real program, the real store and a Maildir, with a
# name server on loopback.  BACKSOON names the program.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${BACKSOON:=$here/../../build/backsoon}"
umask 077
dir=$(mktemp -d)
trap 'exec 9>&-; rm -rf "$dir"' EXIT INT TERM

# It ends when its stdin does.
mkfifo "$dir/hold"
python3 "$here/../dns/server.py" "$here/demo.zone" <"$dir/hold" >"$dir/dns" &
exec 9>"$dir/hold"
tries=0
until grep -q ready "$dir/dns" 2>/dev/null; do
	tries=$((tries + 1))
	[ $tries -lt 100 ] || exit 1
	sleep 0.1
done
port=$(sed -n 's/^ready //p' "$dir/dns")
sed "s|@DIR@|$dir|; s|@DNS@|127.0.0.1:$port|" "$here/backsoon.conf" \
    >"$dir/backsoon.conf"
cp "$here/away.txt" "$dir/away.txt"
chmod 600 "$dir/away.txt"

for mail in "$here"/*.eml; do
	sed "s|@DATE@|$(date -R)|" "$mail" >"$dir/mail"
	status=0
	client=192.0.2.10
	case $mail in *forged*) client=203.0.113.66 ;; esac
	"$BACKSOON" --config "$dir/backsoon.conf" --client-ip $client \
	    <"$dir/mail" || status=$?
	line=$(tail -n 1 "$dir/log")
	printf '%-24s exit %s  %s\n' "$(basename "$mail" .eml)" "$status" \
	    "verdict=${line#*verdict=}"
done

printf '\nWhy the first one would be answered, rule by rule (a new store):\n\n'
sed "s|^state .*|state = $dir/empty|" "$dir/backsoon.conf" >"$dir/new.conf"
sed "s|@DATE@|$(date -R)|" "$here/1-person.eml" |
    "$BACKSOON" explain --config "$dir/new.conf" --client-ip 192.0.2.10 |
    sed -n '/^envelope/,/^claim/p' | sed '$d'

printf '\nThe response as it left:\n\n'
set -- "$dir"/outbox/new/*
if [ $# != 1 ] || [ ! -f "$1" ]; then
	echo "expected exactly one response" >&2
	exit 1
fi
cat "$1"
