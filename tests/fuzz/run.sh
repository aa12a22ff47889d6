#!/bin/sh
# Runs each fuzzer of a build directory for a number of seconds, on a copy of
# its seeds.  A finding fails the run and is kept in that directory.
cd "$(dirname "$0")" || exit 2
build=../../$1
seconds=$2
passed=0 failed=0
for source in fuzz_*.c; do
	name=${source%.c}
	corpus=$build/corpus/$name
	mkdir -p "$corpus"
	seeds=seeds/${name#fuzz_}
	[ -d "$seeds" ] && cp -n "$seeds"/* "$corpus"/
	if "$build/fuzz/$name" -max_total_time="$seconds" -timeout=5 \
	    -rss_limit_mb=1024 -artifact_prefix="$build/$name-" \
	    -print_final_stats=1 "$corpus" >"$build/$name.log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		tail -n 30 "$build/$name.log"
	fi
	printf '%s: %s executions\n' "$name" \
	    "$(sed -n 's/.*number_of_executed_units: *//p' "$build/$name.log")"
done
echo "$passed passed, $failed failed"
[ $failed = 0 ]
