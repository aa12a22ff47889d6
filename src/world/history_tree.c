#include "history_tree.h"

#include "base/mem.h"
#include "base/sanitized.h"
#include "history_guard.h"

#include <db.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* 64 pages; a claim touches about ten. */
#define CACHE (256u << 10)
/* Little-endian on every host, so that a store can be moved. */
#define ORDER 1234

#define VERIFY_SECONDS 10
#define VERIFY_MEMORY (1u << 30)

struct tree {
	DB *db;
	struct pages *pages;
};

struct tree_cursor {
	struct tree *tree;
	DBC *dbc;
	struct record_key from;
	bool started;
};

/* libdb prints to stdout unless told otherwise. */
static void
say_error(const DB_ENV *env, const char *prefix, const char *text)
{
	(void)env;
	(void)prefix;
	(void)text;
}

static void
say_message(const DB_ENV *env, const char *text)
{
	(void)env;
	(void)text;
}

/* libdb would wait 12 seconds in all for a full disk to become empty. */
static int
do_not_wait(u_long seconds, u_long microseconds)
{
	(void)seconds;
	(void)microseconds;
	return 0;
}

static void
hooks_set(struct pages *p)
{
	pages_attach(p);
	db_env_set_func_open(page_hook_open);
	db_env_set_func_close(page_hook_close);
	db_env_set_func_pread(page_hook_pread);
	db_env_set_func_pwrite(page_hook_pwrite);
	db_env_set_func_read(page_hook_read);
	db_env_set_func_write(page_hook_write);
	db_env_set_func_seek(page_hook_seek);
	db_env_set_func_fsync(page_hook_fsync);
	db_env_set_func_ftruncate(page_hook_ftruncate);
	db_env_set_func_exists(page_hook_exists);
	db_env_set_func_ioinfo(page_hook_ioinfo);
	db_env_set_func_rename(page_hook_rename);
	db_env_set_func_unlink(page_hook_unlink);
}

static void
hooks_unset(void)
{
	db_env_set_func_open(NULL);
	db_env_set_func_close(NULL);
	db_env_set_func_pread(NULL);
	db_env_set_func_pwrite(NULL);
	db_env_set_func_read(NULL);
	db_env_set_func_write(NULL);
	db_env_set_func_seek(NULL);
	db_env_set_func_fsync(NULL);
	db_env_set_func_ftruncate(NULL);
	db_env_set_func_exists(NULL);
	db_env_set_func_ioinfo(NULL);
	db_env_set_func_rename(NULL);
	db_env_set_func_unlink(NULL);
	pages_attach(NULL);
}

static DB *
handle_new(void)
{
	int major, minor, patch;
	DB *db;

	/* The file format belongs to the library that was compiled in. */
	(void)db_version(&major, &minor, &patch);
	if (major != DB_VERSION_MAJOR || minor != DB_VERSION_MINOR) {
		errno = ENOSYS;
		return NULL;
	}
	if ((errno = db_create(&db, NULL, 0)) != 0)
		return NULL;
	db->set_errcall(db, say_error);
	db->set_msgcall(db, say_message);
	return db;
}

int
tree_create(const char *path)
{
	mode_t mask = umask(077);
	DB *db = handle_new();
	int rc = db == NULL ? errno : 0;

	db_env_set_func_yield(do_not_wait);
	if (db != NULL) {
		rc = db->set_pagesize(db, PAGE_OCTETS);
		if (rc == 0)
			rc = db->set_lorder(db, ORDER);
		if (rc == 0)
			rc = db->open(db, NULL, path, NULL, DB_BTREE,
			    DB_CREATE | DB_EXCL, 0600);
		if (rc == 0)
			rc = db->sync(db, 0);
		(void)db->close(db, DB_NOSYNC);
	}
	db_env_set_func_yield(NULL);
	umask(mask);
	errno = rc > 0 ? rc : EIO;
	return rc == 0 ? 0 : -1;
}

static int
verify_here(const char *path)
{
	struct rlimit memory = { VERIFY_MEMORY, VERIFY_MEMORY };
	DB *db;

	signal(SIGALRM, SIG_DFL);
	alarm(VERIFY_SECONDS);
	/* A sanitizer's shadow is larger than any limit. */
	if (!SANITIZED)
		(void)setrlimit(RLIMIT_AS, &memory);
	db = handle_new();
	return db == NULL ? -1 : db->verify(db, path, NULL, NULL, 0);
}

/* A child that dies says nothing about the tree. */
enum tree_status
tree_verify(const char *path)
{
	pid_t child = fork();
	int status, rc;

	if (child == 0) {
		rc = verify_here(path);
		_exit(rc == 0 ? 0 : rc == DB_VERIFY_BAD ? 1 : 2);
	}
	if (child == -1)
		return TREE_FAILED;
	while (waitpid(child, &status, 0) == -1) {
		if (errno != EINTR)
			return TREE_FAILED;
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return TREE_OK;
	errno = ECHILD;
	return WIFEXITED(status) && WEXITSTATUS(status) == 1 ? TREE_DAMAGED
							     : TREE_FAILED;
}

/* What libdb returned, seen together with what the hooks saw. */
static enum tree_status
verdict(const struct tree *t, int rc)
{
	if (rc == 0)
		return TREE_OK;
	if (t->pages->error != 0) {
		errno = t->pages->error;
		return TREE_FAILED;
	}
	if (t->pages->damaged)
		return TREE_DAMAGED;
	if (rc == DB_NOTFOUND || rc == DB_KEYEMPTY)
		return TREE_NONE;
	if (t->pages->refused || rc == ENOMEM || rc == ENOSYS) {
		errno = rc > 0 ? rc : EFBIG;
		return TREE_FAILED;
	}
	return TREE_DAMAGED;
}

enum tree_status
tree_open(struct tree **tree, struct pages *p, int dir)
{
	struct tree *t = xcalloc(1, sizeof *t);
	enum tree_status status;
	int rc;

	t->pages = p;
	guard_enter(dir);
	hooks_set(p);
	t->db = handle_new();
	rc = t->db == NULL ? ENOSYS : t->db->set_cachesize(t->db, 0, CACHE, 1);
	if (rc == 0)
		rc = t->db->open(t->db, NULL, "rate.db", NULL, DB_BTREE, 0, 0);
	/* The name is only for messages: page_hook_open() knows the file. */
	status = verdict(t, rc);
	if (status == TREE_NONE)
		status = TREE_DAMAGED;
	if (status == TREE_OK) {
		*tree = t;
		return status;
	}
	tree_close(t);
	*tree = NULL;
	return status;
}

void
tree_close(struct tree *t)
{
	int saved = errno;

	if (t == NULL)
		return;
	if (t->db != NULL)
		(void)t->db->close(t->db, DB_NOSYNC);
	hooks_unset();
	guard_leave();
	free(t);
	errno = saved;
}

enum tree_status
tree_flush(struct tree *t)
{
	int rc = t->db->sync(t->db, 0);

	return verdict(t, rc == 0 && t->pages->refused ? EFBIG : rc);
}

static DBT
borrow(const void *octets, size_t len)
{
	DBT dbt;
	/* libdb's DBT has no const member. */
	union {
		const void *in;
		void *out;
	} u = { .in = octets };

	memset(&dbt, 0, sizeof dbt);
	dbt.data = u.out;
	dbt.size = (u_int32_t)len;
	return dbt;
}

static DBT
room(void *octets, size_t size)
{
	DBT dbt = borrow(octets, 0);

	dbt.ulen = (u_int32_t)size;
	dbt.flags = DB_DBT_USERMEM;
	return dbt;
}

enum tree_status
tree_get(struct tree *t, const struct record_key *key,
    uint8_t value[RECORD_VALUE], size_t *len)
{
	DBT k = borrow(key->octets, key->len);
	DBT v = room(value, RECORD_VALUE);
	int rc = t->db->get(t->db, NULL, &k, &v, 0);

	*len = v.size;
	return rc == DB_BUFFER_SMALL ? TREE_OK : verdict(t, rc);
}

enum tree_status
tree_put(struct tree *t, const struct record_key *key,
    const uint8_t value[RECORD_VALUE])
{
	DBT k = borrow(key->octets, key->len);
	DBT v = borrow(value, RECORD_VALUE);

	return verdict(t, t->db->put(t->db, NULL, &k, &v, 0));
}

enum tree_status
tree_delete(struct tree *t, const struct record_key *key)
{
	DBT k = borrow(key->octets, key->len);

	return verdict(t, t->db->del(t->db, NULL, &k, 0));
}

struct tree_cursor *
tree_seek(struct tree *t, const struct record_key *from)
{
	struct tree_cursor *c = xmalloc(sizeof *c);

	c->tree = t;
	c->started = false;
	c->from.len = from->len;
	memcpy(c->from.octets, from->octets, from->len);
	if (t->db->cursor(t->db, NULL, &c->dbc, 0) != 0)
		c->dbc = NULL;
	return c;
}

enum tree_status
tree_next(struct tree_cursor *c, bool backwards, struct record_key *key,
    uint8_t value[RECORD_VALUE], size_t *len)
{
	u_int32_t how = backwards ? DB_PREV : DB_NEXT;
	DBT k = room(key->octets, RECORD_KEY);
	DBT v = room(value, RECORD_VALUE);
	int rc;

	if (c->dbc == NULL)
		return TREE_FAILED;
	if (!c->started) {
		how = c->from.len == 0 ? DB_FIRST : DB_SET_RANGE;
		memcpy(key->octets, c->from.octets, c->from.len);
		k.size = (u_int32_t)c->from.len;
		c->started = true;
	}
	rc = c->dbc->get(c->dbc, &k, &v, how);
	/* A key or value that no record of ours has. */
	if (rc == DB_BUFFER_SMALL)
		return TREE_DAMAGED;
	key->len = k.size;
	*len = v.size;
	return verdict(c->tree, rc);
}

void
tree_cursor_close(struct tree_cursor *c)
{
	if (c->dbc != NULL)
		(void)c->dbc->close(c->dbc);
	free(c);
}
