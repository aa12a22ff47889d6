#include "addr_local.h"

#include "base/mem.h"
#include "base/text.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * Few senders need these libraries, and linked they would cost every start
 * more than everything else: so they are opened at the first octet beyond
 * ASCII, and a library that is not there means "cannot be converted".
 */
typedef int idn2_fn(const char *input, char **output, int flags);
typedef void idn2_free_fn(void *p);
typedef uint8_t *tolower_fn(const uint8_t *s, size_t n, const char *language,
    const void *form, uint8_t *result, size_t *len);

/*
 * From idn2.h, whose values are part of the library's ABI.  Never its
 * IDN2_USE_STD3_ASCII_RULES: that drops what it forbids, and what is left can
 * be somebody else's domain.
 */
#define IDN_NFC_INPUT 1
#define IDN_NONTRANSITIONAL 8

static struct {
	bool tried;
	idn2_fn *to_ascii;
	idn2_free_fn *release;
} idn;

static struct {
	bool tried;
	tolower_fn *tolower;
	const void *nfc;
} uni;

static bool
idn_load(void)
{
	void *lib;

	if (idn.tried)
		return idn.release != NULL;
	idn.tried = true;
	lib = dlopen("libidn2.so.0", RTLD_NOW | RTLD_LOCAL);
	if (lib == NULL)
		return false;
	idn.to_ascii = (idn2_fn *)dlsym(lib, "idn2_to_ascii_8z");
	if (idn.to_ascii != NULL)
		idn.release = (idn2_free_fn *)dlsym(lib, "idn2_free");
	return idn.release != NULL;
}

static bool
uni_load(void)
{
	void *lib;

	if (uni.tried)
		return uni.nfc != NULL;
	uni.tried = true;
	lib = dlopen("libunistring.so.2", RTLD_NOW | RTLD_LOCAL);
	if (lib == NULL)
		return false;
	uni.tolower = (tolower_fn *)dlsym(lib, "u8_tolower");
	if (uni.tolower != NULL)
		uni.nfc = dlsym(lib, "uninorm_nfc");
	return uni.nfc != NULL;
}

int
addr_idn(char *to, size_t size, const char *domain)
{
	char *out = NULL;
	int rc = -1;

	if (!idn_load())
		return -1;
	if (idn.to_ascii(domain, &out, IDN_NFC_INPUT | IDN_NONTRANSITIONAL) !=
	    0)
		return -1;
	if (out != NULL)
		rc = mem_copy(to, size, out);
	idn.release(out);
	return rc;
}

int
addr_fold(char *to, size_t size, const char *text)
{
	size_t i, n, len = strlen(text);
	uint8_t *out;
	int rc;

	if (text_is_ascii(text, len)) {
		if (mem_copy(to, size, text) == -1)
			return -1;
		for (i = 0; i < len; i++)
			to[i] = (char)text_lower(text[i]);
		return 0;
	}
	if (!text_is_utf8(text, len) || !uni_load())
		return -1;
	out = uni.tolower((const uint8_t *)text, len, NULL, uni.nfc, NULL, &n);
	if (out == NULL)
		return -1;
	rc = mem_copy_n(to, size, (const char *)out, n);
	free(out);
	return rc;
}
