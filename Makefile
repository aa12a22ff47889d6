# backsoon.  make demo shows it, make check proves it, make help lists the rest.
# CFLAGS, CPPFLAGS and LDFLAGS are the packager's.

VERSION = 0.1.0
BUILD   = build
PREFIX  = /usr/local
LIBEXEC = $(PREFIX)/libexec/backsoon
DESTDIR =
BASH_COMPLETION = $(PREFIX)/share/bash-completion/completions
ZSH_COMPLETION  = $(PREFIX)/share/zsh/vendor-completions

# What the build needs, and what tests and lint need on top of it: the only
# places where packages are named.
DEPS      = gcc make libc6-dev libetpan-dev libiniparser-dev libdb5.3-dev \
	    libjansson-dev libidn2-0 libunistring2 \
	    libspf2-dev libc-ares-dev libseccomp-dev \
	    libical-dev tzdata
# The demo asks a name server of its own.
DEPS_DEMO = python3
DEPS_TEST = libcmocka-dev python3 python3-yaml db5.3-util valgrind strace \
	    nsd golang-blitiri-go-spf-dev \
	    clang libclang-rt-14-dev clang-format clang-tidy cppcheck \
	    shellcheck mandoc util-linux git zsh
# Of the package, beside DEPS; and what looks at it.
DEPS_DEB  = build-essential debhelper dh-apparmor dpkg-dev fakeroot git \
	    libcmocka-dev apparmor blhc lintian python3 systemd \
	    iproute2 util-linux

CC       = gcc
CFLAGS   = -O2 -g
CPPFLAGS = -D_FORTIFY_SOURCE=2
WARN     = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla \
	   -Wundef -Wimplicit-fallthrough
HARDEN   = -fPIE -fstack-protector-strong
ALL_CPPFLAGS = -D_GNU_SOURCE -Iinclude -DBACKSOON_VERSION='"$(VERSION)"' \
	   -DBACKSOON_LIBEXEC='"$(LIBEXEC)"' \
	   $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 $(WARN) $(HARDEN) $(CFLAGS)
ALL_LDFLAGS  = -pie -Wl,-z,relro,-z,now,-z,pack-relative-relocs \
	   -Wl,--as-needed $(LDFLAGS)

# Static, because a dynamic libetpan and libdb cost millions of instructions a
# start (docs/architecture.md, "Linking and cost").  pkg-config is not asked:
# its answer for libetpan turns PIE off.
LIBS = -Wl,-Bstatic -letpan -liniparser -ldb-5.3 -ljansson -Wl,-Bdynamic \
       -lpthread

# Of the other programs only (docs/architecture.md, "The processes").
CALENDAR_LIBS = -Wl,-Bstatic -lseccomp -Wl,-Bdynamic -lical
SENDER_LIBS = -Wl,-Bstatic -lspf2 -lcares -lseccomp -Wl,-Bdynamic -lresolv

SAN = -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer \
      -fno-sanitize-recover=undefined

# src/sender and src/calendar are programs of their own; only their records
# belong to all.
RECORD := src/sender/record.c src/calendar/record.c
SRC   := $(sort $(RECORD) $(filter-out src/sender/% src/calendar/%, \
	 $(wildcard src/*/*.c)))
OBJ   := $(SRC:%.c=$(BUILD)/%.o)
LIB   := $(BUILD)/libbacksoon.a
SENDER_SRC := $(filter-out $(RECORD),$(sort $(wildcard src/sender/*.c)))
SENDER_OBJ := $(SENDER_SRC:%.c=$(BUILD)/%.o)
SENDER_LIB := $(BUILD)/libsender.a
CALENDAR_SRC := $(filter-out $(RECORD),$(sort $(wildcard src/calendar/*.c)))
CALENDAR_OBJ := $(CALENDAR_SRC:%.c=$(BUILD)/%.o)
CALENDAR_LIB := $(BUILD)/libcalendar.a
UNIT  := $(sort $(wildcard tests/unit/test_*.c))
TESTS := $(UNIT:tests/unit/%.c=$(BUILD)/unit/%)
FUZZ  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
MAN   := $(sort $(wildcard man/*.[1-8]))

all: $(BUILD)/backsoon $(BUILD)/backsoon-sender $(BUILD)/backsoon-calendar

$(BUILD)/backsoon: $(BUILD)/src/cli/main.o $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/backsoon-sender: $(BUILD)/src/sender/main.o $(SENDER_LIB) $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(SENDER_LIBS)

$(BUILD)/backsoon-calendar: $(BUILD)/src/calendar/main.o $(CALENDAR_LIB) $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(CALENDAR_LIBS)

# A source that is gone must leave its archive, too: that shows in the
# directory's time.
ROOMS := $(sort $(dir $(wildcard src/*/)))
$(CALENDAR_LIB): $(filter-out $(BUILD)/src/calendar/main.o,$(CALENDAR_OBJ))
$(SENDER_LIB): $(filter-out $(BUILD)/src/sender/main.o,$(SENDER_OBJ))
$(LIB): $(filter-out $(BUILD)/src/cli/main.o,$(OBJ))
$(CALENDAR_LIB) $(SENDER_LIB) $(LIB): $(ROOMS)
	@rm -f $@
	$(AR) rcs $@ $(filter %.o,$^)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(SENDER_LIB) $(CALENDAR_LIB) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(SENDER_LIB) \
	    $(CALENDAR_LIB) $(LIB) -lcmocka $(LIBS) $(SENDER_LIBS) \
	    $(CALENDAR_LIBS)

# The dearest messages, and what they cost: CPU time needs a plain build.
$(BUILD)/worst: $(BUILD)/tests/fuzz/worst.o $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# The store's fault tests: a program to strike, and what strikes it.
$(BUILD)/fault/claim: $(BUILD)/tests/fault/claim.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/fault/%.so: tests/fault/%.c
	@mkdir -p $(@D)
	$(CC) -D_GNU_SOURCE -std=c11 $(WARN) -O2 -g -fPIC -shared -o $@ $< -ldl

FAULT = $(BUILD)/fault/claim $(BUILD)/fault/inject.so $(BUILD)/fault/trace.so

fault-store: deps-test $(FAULT)
	@BUILD=$(BUILD) python3 tests/fault/store.py --size full

# Fuzzers are built apart: make fuzz SECONDS=600.
SECONDS = 20
$(BUILD)/fuzz/%: tests/fuzz/%.c $(SENDER_LIB) $(CALENDAR_LIB) $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer \
	    -o $@ $< $(SENDER_LIB) $(CALENDAR_LIB) $(LIB) $(LIBS) \
	    $(SENDER_LIBS) $(CALENDAR_LIBS)

fuzz-run: $(FUZZ:tests/fuzz/%.c=$(BUILD)/fuzz/%)
	@sh tests/fuzz/run.sh $(BUILD) $(SECONDS)

fuzz: deps-test
	@$(MAKE) --no-print-directory -s BUILD=build-fuzz CC=clang CPPFLAGS= \
	    CFLAGS='$(SAN) -fsanitize=fuzzer-no-link' SECONDS=$(SECONDS) fuzz-run

# Every object of every test, for lint.
objects: $(OBJ) $(SENDER_OBJ) $(CALENDAR_OBJ) $(UNIT:%.c=$(BUILD)/%.o)

# -- packages ---------------------------------------------------------------

deps:
	@sh tests/deps.sh $(DEPS)

deps-test: deps
	@sh tests/deps.sh $(DEPS_TEST)

# -- for people -------------------------------------------------------------

help:
	@echo 'make             build/backsoon and its two helpers'
	@echo 'make demo        six messages through the real program'
	@echo 'make check       every test'
	@echo 'make asan        every test under sanitizers'
	@echo 'make lint        compilers, linters, manuals, layout, layers'
	@echo 'make bench       instructions of whole runs'
	@echo 'make fuzz        each fuzzer for SECONDS=20'
	@echo 'make fault-store the store under faults, at full size'
	@echo 'make install     into PREFIX=/usr/local; uninstall undoes it'
	@echo 'make deps        the packages of the build; deps-test of the tests'
	@echo 'make deb         the Debian package of HEAD, in build/deb'
	@echo 'make check-deb   builds it twice, looks at it, installs and purges it'
	@echo 'make format, make dist, make clean'

demo: deps
	@sh tests/deps.sh $(DEPS_DEMO)
	@$(MAKE) --no-print-directory -s all
	@BACKSOON=$(abspath $(BUILD)/backsoon) sh tests/demo/run.sh

check: deps-test
	@$(MAKE) --no-print-directory -s test

# Everything that check runs, on whatever BUILD holds.
test: all $(TESTS) $(FAULT) $(BUILD)/worst
	@python3 tests/run.py $(BUILD)

asan: deps-test
	@$(MAKE) --no-print-directory -s BUILD=build-asan CC=clang \
	    CFLAGS='$(SAN)' CPPFLAGS= LDFLAGS='-fsanitize=address,undefined' \
	    test

lint: deps-test
	@sh tests/lint.sh

bench: deps-test all
	@python3 tests/bench.py $(BUILD)

# -- installing -------------------------------------------------------------

install: all
	install -d $(DESTDIR)$(PREFIX)/bin \
	    $(DESTDIR)$(PREFIX)/share/backsoon/templates \
	    $(DESTDIR)$(PREFIX)/share/doc/backsoon
	install -m 755 $(BUILD)/backsoon $(DESTDIR)$(PREFIX)/bin/backsoon
	install -d $(DESTDIR)$(LIBEXEC)
	install -m 755 $(BUILD)/backsoon-sender $(BUILD)/backsoon-calendar \
	    $(DESTDIR)$(LIBEXEC)/
	install -d $(DESTDIR)$(BASH_COMPLETION) $(DESTDIR)$(ZSH_COMPLETION)
	$(BUILD)/backsoon completion bash \
	    >$(DESTDIR)$(BASH_COMPLETION)/backsoon
	$(BUILD)/backsoon completion zsh \
	    >$(DESTDIR)$(ZSH_COMPLETION)/_backsoon
	chmod 644 $(DESTDIR)$(BASH_COMPLETION)/backsoon \
	    $(DESTDIR)$(ZSH_COMPLETION)/_backsoon
	install -m 644 COPYING README.md NEWS docs/*.md \
	    $(DESTDIR)$(PREFIX)/share/doc/backsoon/
	cp -R templates/. $(DESTDIR)$(PREFIX)/share/backsoon/templates/
	for m in $(MAN); do \
	    d=$(DESTDIR)$(PREFIX)/share/man/man$${m##*.}; \
	    install -d $$d && install -m 644 $$m $$d/ || exit 1; \
	done

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/backsoon \
	    $(DESTDIR)$(BASH_COMPLETION)/backsoon \
	    $(DESTDIR)$(ZSH_COMPLETION)/_backsoon
	rm -rf $(DESTDIR)$(LIBEXEC) $(DESTDIR)$(PREFIX)/share/backsoon \
	    $(DESTDIR)$(PREFIX)/share/doc/backsoon
	for m in $(MAN); do \
	    rm -f $(DESTDIR)$(PREFIX)/share/man/man$${m##*.}/$${m##*/}; \
	done

# debian/ is the packager's: it is not in the archive, as dpkg-source wants it.
dist:
	@mkdir -p $(BUILD)
	git archive --prefix=backsoon-$(VERSION)/ HEAD -- . ':!debian' | \
	    gzip -9n >$(BUILD)/backsoon-$(VERSION).tar.gz

# From a clean export of HEAD: what is not committed is not in the package.
DEB = $(BUILD)/deb
deb: deps
	@sh tests/deps.sh $(DEPS_DEB)
	@$(MAKE) --no-print-directory -s deb-build

deb-build: dist
	rm -rf $(DEB)
	mkdir -p $(DEB)
	mv $(BUILD)/backsoon-$(VERSION).tar.gz \
	    $(DEB)/backsoon_$(VERSION).orig.tar.gz
	tar -xzf $(DEB)/backsoon_$(VERSION).orig.tar.gz -C $(DEB)
	git archive HEAD debian | tar -xf - -C $(DEB)/backsoon-$(VERSION)
	cd $(DEB)/backsoon-$(VERSION) && env -u MAKEFLAGS -u MFLAGS \
	    -u MAKELEVEL -u MAKEOVERRIDES dpkg-buildpackage -us -uc \
	    >../build.log 2>&1 || { tail -n 30 ../build.log; exit 1; }
	ls $(DEB)/*.deb

check-deb: deps
	@sh tests/deps.sh $(DEPS_DEB)
	@python3 tests/deb/check.py $(BUILD)

clean:
	rm -rf build build-*

format:
	clang-format -i src/*/*.[ch] include/*/*.h tests/unit/*.c \
	    tests/fuzz/*.c tests/fault/*.c

.PHONY: all help fault-store fuzz fuzz-run objects deps deps-test demo \
	check test asan lint bench install uninstall dist deb deb-build \
	check-deb clean format
.SECONDARY:
-include $(OBJ:.o=.d) $(SENDER_OBJ:.o=.d) $(CALENDAR_OBJ:.o=.d) $(UNIT:%.c=$(BUILD)/%.d)
