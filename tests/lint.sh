#!/bin/sh
# Everything a machine can say about the sources.  Exits 1 at the end where
# anything was found.
cd "$(dirname "$0")/.." || exit 2
failed=0
step() {
	echo "lint: $1"
	shift
	"$@" || {
		echo "lint: FAILED: $*"
		failed=1
	}
}
sources=$(git ls-files 'src/*.c' 'tests/*.c')
headers=$(git ls-files 'src/*.h' 'include/*.h')
scripts=$(git ls-files '*.sh' '.ci/run' debian/tests/postfix debian/backsoon.postrm)
manuals=$(git ls-files 'man/*.[1-8]')

# Manuals refer to each other only where they are found side by side.
# shellcheck disable=SC2317 # called through step
mandoc_in() {
	(cd "$1" && mandoc -Tlint -W style ./*.[1-8])
}

# shellcheck disable=SC2086,SC2046 # lists of words are meant
{
	step "gcc" make --no-print-directory -s BUILD=build-lint-gcc CC=gcc \
	    CFLAGS='-O2 -g -Werror' all objects
	step "clang" make --no-print-directory -s BUILD=build-lint-clang \
	    CC=clang CFLAGS='-O2 -g -Werror -Wno-unused-command-line-argument' \
	    all objects
	step "clang-tidy" clang-tidy --quiet --warnings-as-errors='*' \
	    $(git ls-files 'src/*.c') -- -std=c11 -D_GNU_SOURCE -Iinclude \
	    '-DBACKSOON_VERSION="lint"' '-DBACKSOON_LIBEXEC="/lint"'
	step "cppcheck" cppcheck --quiet --error-exitcode=1 --std=c11 \
	    --enable=warning,performance,portability --inline-suppr \
	    --suppress=missingIncludeSystem -Iinclude -D_GNU_SOURCE \
	    '-DBACKSOON_VERSION="lint"' '-DBACKSOON_LIBEXEC="/lint"' src
	step "clang-format" clang-format --dry-run -Werror $sources $headers
	step "shellcheck" shellcheck $scripts
	[ -z "$manuals" ] ||
	    step "mandoc" mandoc_in man
	step "layers" sh tests/layers.sh
}
exit $failed
