#include "test_history.h"

#include "../../src/world/history_octets.h"
#include "../../src/world/history_record.h"

static void
sums_are_the_same_on_every_host(void **state)
{
	static const char text[] = "123456789abcdefghijklmno";
	uint64_t sum;

	(void)state;
	/* The check value of CRC-32C. */
	assert_int_equal(octets_crc(0, "123456789", 9), 0xe3069283);
	assert_int_equal(octets_crc(octets_crc(0, "1234", 4), "56789", 5),
	    0xe3069283);
	sum = octets_sum(1, text, 24);
	assert_true(sum == octets_sum(octets_sum(1, text, 16), text + 16, 8));
	assert_true(sum != octets_sum(1, text, 23));
	assert_true(sum != octets_sum(2, text, 24));
	assert_true(octets_sum(1, "\0", 1) != octets_sum(1, "\0\0", 2));
	assert_true(sum == UINT64_C(0xda45d14072731725));
}

static void
numbers_are_big_endian(void **state)
{
	static const uint8_t want[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	uint8_t got[8];

	(void)state;
	octets_put64(got, UINT64_C(0x0102030405060708));
	assert_memory_equal(got, want, 8);
	assert_true(octets_get64(want) == UINT64_C(0x0102030405060708));
	octets_put32(got, 0x01020304);
	assert_memory_equal(got, want, 4);
	assert_int_equal(octets_get32(want), 0x01020304);
}

static const struct record_name alice = { 'S', "bob@example.org",
	"alice@example.com", "away" };

static void
a_record_is_always_the_same_octets(void **state)
{
	static const uint8_t want[40] = { 1, 'S', 1, 0, 0, 0, 0, 0, 0, 0, 0, 1,
		0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 5, 0,
		0, 0, 0, 0, 0, 0, 6 };
	struct record r = { 'S', true, 1, 2, 3, 4, 5, 6 }, back;
	uint8_t value[RECORD_VALUE];
	struct record_key key;
	size_t i;

	(void)state;
	record_key(&key, &alice, false);
	assert_int_equal(key.len, 5 + 15 + 1 + 17 + 1 + 4);
	assert_memory_equal(key.octets + 4,
	    "Sbob@example.org\0alice@example.com\0away", 39);
	record_encode(value, &key, &r);
	assert_memory_equal(value, want, 40);
	assert_int_equal(record_decode(&back, &key, value, RECORD_VALUE), 0);
	assert_true(back.tripped && back.first == 1 && back.last == 2 &&
	    back.interval == 3 && back.count == 4 && back.previous == 5 &&
	    back.token == 6);
	for (i = 0; i < RECORD_VALUE; i++) {
		value[i] ^= 4;
		assert_int_equal(record_decode(&back, &key, value,
				     RECORD_VALUE),
		    -1);
		value[i] ^= 4;
	}
	assert_int_equal(record_decode(&back, &key, value, RECORD_VALUE - 1),
	    -1);
	key.octets[10] ^= 1;
	assert_int_equal(record_decode(&back, &key, value, RECORD_VALUE), -1);
}

static void
a_key_says_what_it_is_about(void **state)
{
	struct record_name back;
	struct record_key key;
	size_t len;

	(void)state;
	record_key(&key, &alice, false);
	assert_int_equal(record_name(&back, &key), 0);
	assert_int_equal(back.kind, 'S');
	assert_string_equal(back.mailbox, alice.mailbox);
	assert_string_equal(back.subject, alice.subject);
	assert_string_equal(back.text, alice.text);
	for (len = key.len; len-- > 0;) {
		key.len = len;
		if (len <= 5 + 15 + 1 + 17)
			assert_int_equal(record_name(&back, &key), -1);
	}
	record_key(&key, &alice, false);
	key.octets[4] = 'X';
	assert_int_equal(record_name(&back, &key), -1);
}

static void
no_key_outgrows_its_room(void **state)
{
	static char longest[5000];
	struct record_name name = { 'S', longest, longest, longest };
	struct record_key key;
	size_t len;

	(void)state;
	for (len = 0; len < sizeof longest - 1; len++) {
		longest[len] = 'x';
		record_key(&key, &name, false);
		assert_true(key.len <= RECORD_KEY);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_are_the_same_on_every_host),
		cmocka_unit_test(numbers_are_big_endian),
		cmocka_unit_test(a_record_is_always_the_same_octets),
		cmocka_unit_test(a_key_says_what_it_is_about),
		cmocka_unit_test(no_key_outgrows_its_room),
	};

	return cmocka_run_group_tests_name("history record", tests, NULL, NULL);
}
