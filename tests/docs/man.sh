#!/bin/sh
# The manuals under mandoc's eye, installed side by side with a stand-in for
# sendmail(8), so that every reference between them can be found.
set -eu
cd "$(dirname "$0")/../.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
mkdir "$dir/man1" "$dir/man5" "$dir/man8"
cp man/*.1 "$dir/man1/"
cp man/*.5 "$dir/man5/"
cat >"$dir/man8/sendmail.8" <<'end'
.Dd January 1, 2026
.Dt SENDMAIL 8
.Os
.Sh NAME
.Nm sendmail
.Nd hand over mail
end
PATH=$PATH:/usr/sbin makewhatis "$dir"
MANPATH=$dir mandoc -Tlint -W style man/*.[1-8]
