#!/bin/sh
# Five messages through the real program, the real store and a Maildir.
# BACKSOON names the program.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${BACKSOON:=$here/../../build/backsoon}"
umask 077
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
sed "s|@DIR@|$dir|" "$here/backsoon.conf" >"$dir/backsoon.conf"
cp "$here/away.txt" "$dir/away.txt"
chmod 600 "$dir/away.txt"

for mail in "$here"/*.eml; do
	sed "s|@DATE@|$(date -R)|" "$mail" >"$dir/mail"
	status=0
	"$BACKSOON" --config "$dir/backsoon.conf" <"$dir/mail" || status=$?
	line=$(tail -n 1 "$dir/log")
	printf '%-24s exit %s  %s\n' "$(basename "$mail" .eml)" "$status" \
	    "verdict=${line#*verdict=}"
done

printf '\nWhy the first one would be answered, rule by rule (a new store):\n\n'
sed "s|^state .*|state = $dir/empty|" "$dir/backsoon.conf" >"$dir/new.conf"
sed "s|@DATE@|$(date -R)|" "$here/1-person.eml" |
    "$BACKSOON" explain --config "$dir/new.conf" |
    sed -n '/^envelope/,/^claim/p' | sed '$d'

printf '\nThe response as it left:\n\n'
set -- "$dir"/outbox/new/*
if [ $# != 1 ] || [ ! -f "$1" ]; then
	echo "expected exactly one response" >&2
	exit 1
fi
cat "$1"
