#include "world/tzdata.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

/* 2026-01-15 and 2026-07-15, noon in UTC */
#define WINTER INT64_C(1768478400)
#define SUMMER INT64_C(1784116800)

static const struct {
	const char *name;
	bool known;
} names[] = {
	{ "Europe/Berlin", true },
	{ "UTC", true },
	{ "Etc/GMT+5", true },
	{ "America/Argentina/Buenos_Aires", true },
	{ "America/Port-au-Prince", true },
	{ "", false },
	{ "Europe", false },
	{ "Europe/", false },
	{ "Europe//Berlin", false },
	{ "Europe/Atlantis", false },
	{ "europe/berlin", false },
	{ "/usr/share/zoneinfo/Europe/Berlin", false },
	{ "../zoneinfo/Europe/Berlin", false },
	{ "Europe/../Europe/Berlin", false },
	{ "../../../etc/localtime", false },
	{ "right/Europe/Berlin", false },
	{ "posix/Europe/Berlin", false },
	{ "tzdata.zi", false },
	{ "zone.tab", false },
	{ "localtime", false },
	{ "CET-1CEST", false },
	{ ":Europe/Berlin", false },
	{ "Europe/Berlin\n", false },
	{ "A12345678901234567890123456789012345678901234567890123456789012"
	  "34567890",
	    false },
};

static void
only_names_of_the_database_are_zones(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		print_message("%s\n", names[i].name);
		assert_int_equal(tzdata_has(names[i].name), names[i].known);
	}
}

static void
a_zone_knows_its_offsets(void **state)
{
	static const struct {
		const char *name;
		int32_t winter, summer;
	} rows[] = {
		{ "Europe/Berlin", 3600, 7200 },
		{ "America/St_Johns", -12600, -9000 },
		{ "Australia/Lord_Howe", 39600, 37800 },
		{ "Asia/Kathmandu", 20700, 20700 },
		{ "UTC", 0, 0 },
	};
	struct zone z;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		tzdata_open(&z, rows[i].name);
		assert_string_equal(z.name, rows[i].name);
		assert_int_equal(z.offset(z.arg, WINTER), rows[i].winter);
		assert_int_equal(z.offset(z.arg, SUMMER), rows[i].summer);
	}
}

static void
a_callers_zone_does_not_count(void **state)
{
	struct zone z;
	int32_t system;

	(void)state;
	tzdata_open(&z, "");
	system = z.offset(z.arg, WINTER);
	setenv("TZ", "XXX-9:17", 1);
	setenv("TZDIR", "/nonexistent", 1);
	tzset();
	tzdata_open(&z, "");
	assert_int_equal(z.offset(z.arg, WINTER), system);
	setenv("TZDIR", "/nonexistent", 1);
	tzdata_open(&z, "Asia/Kathmandu");
	assert_int_equal(z.offset(z.arg, WINTER), 20700);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_names_of_the_database_are_zones),
		cmocka_unit_test(a_zone_knows_its_offsets),
		cmocka_unit_test(a_callers_zone_does_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
