#!/bin/sh
# Builds the programs of the fault tests into $BUILD/fault; the library must
# be there.  For working alone: make does the same.
set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$top/build}
mkdir -p "$build/fault"
cd "$top"
${CC:-cc} -D_GNU_SOURCE -Iinclude -std=c11 -Wall -Wextra -O2 -g -fPIE -pie \
	-o "$build/fault/claim" tests/fault/claim.c "$build/libbacksoon.a" \
	-Wl,-Bstatic -ldb-5.3 -Wl,-Bdynamic -lpthread
for name in inject trace; do
	${CC:-cc} -D_GNU_SOURCE -std=c11 -Wall -Wextra -O2 -g -fPIC -shared \
		-o "$build/fault/$name.so" "tests/fault/$name.c" -ldl
done
