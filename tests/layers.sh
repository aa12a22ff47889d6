#!/bin/sh
# The architecture, as a test: who may include whom, which library's header
# stands where, and which rooms do no I/O.
cd "$(dirname "$0")/.." || exit 2
failed=0
bad() {
	echo "not ok - $*"
	failed=1
}

# Lowest first.  A module may include its own layer and those before it.
layers='base/mem base/text base/log base/ip base/exact base/sanitized / base/box /
	subject/addr subject/scan subject/field subject/date /
	subject/spf_result subject/language subject/subject subject/message subject/key subject/parts /
	subject/signs subject/envelope subject/hop subject/auth / subject/reader /
	sender/record / sender/answer sender/reverse sender/macro /
	sender/resolve sender/screen / sender/term sender/domain sender/listing /
	sender/spf / sender/main /
	policy/mailbox policy/civil /
	policy/audience policy/client policy/zone policy/hours policy/absence /
	policy/testimony / policy/facts / policy/schedule /
	policy/wording /
	response/base64 response/encode response/day response/template /
	response/response response/probe response/notice / policy/rule policy/rules /
	policy/policy / world/spawn world/newfile world/tzdata world/mailstore /
	calendar/record calendar/lines calendar/moment / calendar/found / calendar/event /
	calendar/events / calendar/main /
	world/history world/tally world/submit world/config world/machine world/helper world/caller /
	world/sender world/calendar world/correspondents world/stop / world/agenda world/metrics
	world/once world/stores world/digest /
	journey/respond / journey/aftermath / supervise/board supervise/process /
	supervise/intake / supervise/supervise /
	cli/options cli/load cli/place cli/outlook cli/ports cli/findings cli/json cli/sender cli/explain cli/commands / cli/main'

rank() {
	n=0
	for w in $layers; do
		[ "$w" = / ] && n=$((n + 1))
		case $1 in
		"$w" | "$w"_*) echo $n && return ;;
		esac
	done
	case $1 in cli/*) echo $((n - 1)) ;; *) echo 99 ;; esac
}

# The files of one noun (config, config_scan, ...) are one module.
family() {
	n=${1##*/}
	case $n in rule | rule_*) n=rules ;; esac
	echo "${1%/*}/${n%%_*}"
}

edges=$(mktemp) || exit 2
trap 'rm -f "$edges"' EXIT
for f in src/*/*.[ch] include/*/*.h; do
	m=${f#*/}
	m=${m%.*}
	[ "$(rank "$m")" != 99 ] || bad "$f has no layer"
	own=${f%/*}
	includes=$(sed -n 's/^#include "\(.*\)\.h"/\1/p' "$f")
	for i in $includes; do
		case $i in */*) ;; *) i=${own#*/}/$i ;; esac
		[ "$(rank "$i")" -le "$(rank "$m")" ] ||
		    bad "$f includes $i.h from a higher layer"
		a=$(family "$m") b=$(family "$i")
		[ "$a" = "$b" ] || echo "$a $b" >>"$edges"
	done
done
loops=$(sort -u "$edges" | tsort 2>&1 >/dev/null)
[ -z "$loops" ] || bad "cycle: $loops"

one() { # a library's header, the only files that may include it
	files=$(grep -l "#include <$1" src/*/*.[ch] include/*/*.h | tr '\n' ' ')
	files=${files% }
	[ "$files" = "$2" ] || bad "<$1> in: $files, expected: $2"
}
one libetpan/ "src/response/response_field.c src/subject/message.c"
one db.h src/world/history_tree.c
one iniparser/ src/world/config_ini.c
one jansson.h "src/cli/json_history.c src/cli/json_sender.h src/cli/json_text.h"
one spf2/ src/sender/spf.c
one ares.h "src/sender/answer.c src/sender/resolve.c"
one seccomp.h src/base/box.c
one libical/ src/calendar/moment.h

# Time, randomness, files and the environment belong to the edges.
for f in src/subject/*.c src/policy/*.c src/response/*.c src/journey/*.c; do
	grep -nE '#include <(syslog|fcntl|netdb|spawn|poll|sys/.*)\.h>|[^_]getenv\(|[^_]time\(NULL' "$f" &&
	    bad "$f must do no I/O"
done
[ $failed = 0 ] && echo "ok - includes point downwards, each library has its place"
exit $failed
