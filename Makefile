# backsoon: make demo, make check.  CFLAGS, CPPFLAGS, LDFLAGS are the packager's.

VERSION = 0.1.0
BUILD   = build
PREFIX  = /usr/local
DESTDIR =

# What the build needs, and what tests and lint need on top of it.
DEPS      = gcc make libc6-dev libetpan-dev libiniparser-dev libdb5.3-dev \
	    libjansson-dev libidn2-0 libunistring2
DEPS_TEST = libcmocka-dev python3 db5.3-util libdb5.3 valgrind strace \
	    clang libclang-rt-14-dev clang-format clang-tidy cppcheck \
	    shellcheck mandoc util-linux git

CC       = gcc
CFLAGS   = -O2 -g
CPPFLAGS = -D_FORTIFY_SOURCE=2
WARN     = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla \
	   -Wundef -Wimplicit-fallthrough
HARDEN   = -fPIE -fstack-protector-strong
ALL_CPPFLAGS = -D_GNU_SOURCE -Iinclude -DBACKSOON_VERSION='"$(VERSION)"' \
	   $(CPPFLAGS)
ALL_CFLAGS   = -std=c11 $(WARN) $(HARDEN) $(CFLAGS)
ALL_LDFLAGS  = -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(LDFLAGS)

# Static, because a dynamic libetpan and libdb cost 6 M instructions a start
# (docs/architecture.md, "Linking and cost").  pkg-config is not asked: its
# answer for libetpan turns PIE off.
LIBS = -Wl,-Bstatic -letpan -liniparser -ldb-5.3 -ljansson -Wl,-Bdynamic -lpthread

SRC  := $(sort $(wildcard src/*/*.c))
MAIN := src/cli/main.c
OBJ  := $(SRC:%.c=$(BUILD)/%.o)
LIB  := $(BUILD)/libbacksoon.a
UNIT := $(sort $(wildcard tests/unit/test_*.c))
TESTS := $(UNIT:tests/unit/%.c=$(BUILD)/unit/%)

all: $(BUILD)/backsoon

$(BUILD)/backsoon: $(BUILD)/src/cli/main.o $(LIB)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(LIB): $(filter-out $(BUILD)/$(MAIN:.c=.o),$(OBJ))
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/unit/%: $(BUILD)/tests/unit/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $< $(LIB) -lcmocka $(LIBS)

unit: $(TESTS)
	@set -e; for t in $(TESTS); do $$t; done

clean:
	rm -rf $(BUILD)

.PHONY: all unit clean
.SECONDARY:
-include $(OBJ:.o=.d) $(UNIT:%.c=$(BUILD)/%.d)
