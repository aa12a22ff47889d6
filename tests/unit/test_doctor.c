#include "../../src/cli/doctor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MIB (1u << 20)

static const struct {
	unsigned long block, blocks, files, inodes;
	enum doctor_severity want;
	const char *found;
} spaces[] = {
	{ 4096, 1000000, 1000000, 900000, DOCTOR_OK,
	    "3906 MiB and 900000 inodes free" },
	{ MIB, 64, 5000, 1000, DOCTOR_OK, "64 MiB and 1000 inodes free" },
	{ MIB, 63, 5000, 1000, DOCTOR_WARNING, "63 MiB and 1000 inodes free" },
	{ MIB, 64, 5000, 999, DOCTOR_WARNING, "64 MiB and 999 inodes free" },
	{ MIB, 1, 5000, 1000, DOCTOR_WARNING, "1 MiB and 1000 inodes free" },
	{ MIB, 0, 5000, 1000, DOCTOR_ERROR, "0 MiB and 1000 inodes free" },
	{ MIB, 64, 5000, 15, DOCTOR_ERROR, "64 MiB and 15 inodes free" },
	{ MIB, 64, 5000, 0, DOCTOR_ERROR, "64 MiB and 0 inodes free" },
	/* btrfs */
	{ MIB, 64, 0, 0, DOCTOR_OK, "64 MiB free, inodes are not counted" },
	{ MIB, 0, 0, 0, DOCTOR_ERROR, "0 MiB free, inodes are not counted" },
};

static void
little_space_is_told_before_there_is_none(void **state)
{
	char found[200];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof spaces / sizeof *spaces; i++) {
		const struct statvfs fs = { .f_frsize = spaces[i].block,
			.f_bavail = spaces[i].blocks,
			.f_files = spaces[i].files,
			.f_favail = spaces[i].inodes };

		assert_int_equal(doctor_space(&fs, found), spaces[i].want);
		assert_string_equal(found, spaces[i].found);
	}
}

static void
file_systems_that_forget_or_are_elsewhere_are_known(void **state)
{
	static const struct {
		uint64_t kind;
		const char *wrong; /* its beginning; NULL = none */
	} rows[] = {
		{ 0x01021994, "tmpfs: " }, { 0x6969, "NFS: " },
		{ 0xff534d42, "CIFS: " },
		/* as a signed number of 32 bits */
		{ 0xffffffffff534d42, "CIFS: " }, { 0x65735546, "FUSE: " },
		{ 0xef53, NULL },     /* ext4 */
		{ 0x9123683e, NULL }, /* btrfs */
		{ 0x58465342, NULL }, /* XFS */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *wrong = doctor_file_system(rows[i].kind);

		if (rows[i].wrong == NULL) {
			assert_null(wrong);
			continue;
		}
		assert_non_null(wrong);
		assert_memory_equal(wrong, rows[i].wrong,
		    strlen(rows[i].wrong));
	}
}

static void
a_mail_system_is_known_by_where_its_sendmail_is(void **state)
{
	static const struct {
		const char *real;
		const char *name; /* NULL = not known */
	} rows[] = {
		/* as the packages of Debian have them */
		{ "/usr/sbin/exim4", "Exim" },
		{ "/usr/sbin/smtpctl", "OpenSMTPD" },
		{ "/usr/bin/msmtp", "msmtp" },
		{ "/usr/sbin/dma", "dma" },
		{ "/usr/sbin/ssmtp", "ssmtp" },
		{ "/usr/bin/esmtp", "esmtp" },
		{ "/usr/libexec/sendmail/sendmail", "sendmail" },
		{ "/usr/lib/sm.bin/sendmail", "sendmail" },
		{ "/var/lib/qmail/bin/sendmail", "qmail" },
		{ "/bin/busybox", "busybox" },
		/* nothing beside them here */
		{ "/usr/sbin/sendmail", NULL },
		{ "/usr/local/bin/sender", NULL },
		{ "", NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *name = doctor_flavour("/nonexistent", rows[i].real);

		if (rows[i].name == NULL)
			assert_null(name);
		else
			assert_string_equal(name, rows[i].name);
	}
}

static void
the_worst_finding_counts(void **state)
{
	struct doctor d = { .check = "x" };

	(void)state;
	mailbox_init(&d.mailbox);
	assert_int_equal(doctor_worst(&d), DOCTOR_OK);
	doctor_ok(&d, "all is %s", "well");
	assert_int_equal(doctor_worst(&d), DOCTOR_OK);
	doctor_tell(&d, DOCTOR_ERROR, "do\nthis", "bad \x1b[1m\n%s", "line");
	doctor_tell(&d, DOCTOR_WARNING, "that", "strange");
	assert_int_equal(doctor_worst(&d), DOCTOR_ERROR);
	assert_int_equal(d.count, 3);
	assert_string_equal(d.findings[0].remedy, "");
	assert_string_equal(d.findings[1].found, "bad [1m line");
	assert_string_equal(d.findings[1].remedy, "do this");
	doctor_release(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(little_space_is_told_before_there_is_none),
		cmocka_unit_test(
		    file_systems_that_forget_or_are_elsewhere_are_known),
		cmocka_unit_test(
		    a_mail_system_is_known_by_where_its_sendmail_is),
		cmocka_unit_test(the_worst_finding_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
