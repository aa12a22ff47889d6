/* Recipients on their way to a file's name: whatever an address is, its file
 * lies in the one directory, is not hidden, and has one name. */
#include "../../src/world/config_parts.h"

#include "base/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define DIR "/s/" CONFIG_MAILBOXES "/"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const char *path, const char *address)
{
	const char *file = path + strlen(DIR);
	char name[ADDR_MAX];
	char *again;

	if (strncmp(path, DIR, strlen(DIR)) != 0 || *file == '.' ||
	    strchr(file, '/') != NULL || strlen(file) > NAME_MAX ||
	    !text_ends(file, ".conf"))
		abort();
	if (!config_name_of(name, address))
		abort();
	again = config_mailbox_path("/s/b.conf", name);
	if (again == NULL || strcmp(again, path) != 0)
		abort();
	free(again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *address = malloc(size + 1), *path, *name;

	if (address == NULL)
		abort();
	if (size > 0)
		memcpy(address, data, size);
	address[size] = '\0';
	path = config_mailbox_path("/s/b.conf", address);
	if (path != NULL)
		check(path, address);
	free(path);
	/* a domain's, too, whatever it is */
	name = config_name_path("/s/b.conf", CONFIG_MAILBOXES, address);
	if (name != NULL && strchr(name + strlen(DIR), '/') != NULL)
		abort();
	free(name);
	free(address);
	return 0;
}
