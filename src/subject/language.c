#include "subject/language.h"

#include "base/text.h"

#include <string.h>

/* Ranges of a field that are looked at; nobody speaks more. */
#define RANGES_MAX 32
/* Quality in thousandths, RFC 3282 section 3. */
#define QUALITY_FULL 1000

struct range {
	const char *at;
	size_t len;
	int quality;
};

static bool
is_alpha(char c)
{
	return text_is_alnum((unsigned char)c) && (c < '0' || c > '9');
}

/* Octets of the subtag at s. */
static size_t
subtag(const char *s, size_t len)
{
	size_t n = 0;

	while (n < len && text_is_alnum((unsigned char)s[n]))
		n++;
	return n;
}

bool
language_is_tag(const char *s, size_t len)
{
	size_t at, n = subtag(s, len), i;

	if (len >= LANGUAGE_MAX || n < 2 || n > 8)
		return false;
	for (i = 0; i < n; i++)
		if (!is_alpha(s[i]))
			return false;
	for (at = n; at < len; at += 1 + n) {
		n = s[at] == '-' ? subtag(s + at + 1, len - at - 1) : 0;
		/* A single one announces those behind it. */
		if (n == 0 || n > 8 || (n == 1 && at + 1 + n == len))
			return false;
	}
	return true;
}

bool
language_in_range(const char *tag, const char *range, size_t len)
{
	size_t n = strlen(tag);

	return len > 0 && n >= len && (tag[len] == '\0' || tag[len] == '-') &&
	    strncasecmp(tag, range, len) == 0;
}

static const char *
skip_blanks(const char *p)
{
	while (text_is_blank(*p))
		p++;
	return p;
}

/* "0.5", "1": thousandths, or -1 where it is no quality. */
static int
take_quality(const char *p, const char *end)
{
	int quality, unit;

	if (p == end || (*p != '0' && *p != '1'))
		return -1;
	quality = *p == '1' ? QUALITY_FULL : 0;
	if (++p < end && *p == '.')
		for (p++, unit = 100;
		     p < end && *p >= '0' && *p <= '9' && unit > 0;
		     p++, unit /= 10)
			quality += (*p - '0') * unit;
	return p == end && quality <= QUALITY_FULL ? quality : -1;
}

/* A range with what stands behind it; false where it is none. */
static bool
take_range(struct range *r, const char *p, const char *end)
{
	p = skip_blanks(p);
	while (end > p && text_is_blank(end[-1]))
		end--;
	r->at = p;
	while (p < end &&
	    (*p == '*' || *p == '-' || text_is_alnum((unsigned char)*p)))
		p++;
	r->len = (size_t)(p - r->at);
	r->quality = QUALITY_FULL;
	p = skip_blanks(p);
	if (r->len == 0 || r->len >= LANGUAGE_MAX)
		return false;
	if (p >= end)
		return true;
	if (*p != ';')
		return false;
	p = skip_blanks(p + 1);
	if (text_lower(*p) != 'q')
		return false;
	p = skip_blanks(p + 1);
	if (*p != '=')
		return false;
	r->quality = take_quality(skip_blanks(p + 1), end);
	return r->quality >= 0;
}

static size_t
take_ranges(struct range ranges[RANGES_MAX], const char *body)
{
	const char *p = body, *end;
	size_t n = 0;

	while (n < RANGES_MAX) {
		end = p + strcspn(p, ",");
		if (take_range(&ranges[n], p, end))
			n++;
		if (*end == '\0')
			break;
		p = end + 1;
	}
	return n;
}

/* How exactly a range means a tag; 0 where it does not. */
static size_t
exactness(const struct range *r, const char *tag)
{
	size_t n = strlen(tag);

	if (language_in_range(tag, r->at, r->len))
		return LANGUAGE_MAX + r->len;
	/* RFC 4647 section 3.4; but "not de-AT" is not "not de" */
	if (r->quality > 0 && r->len > n && r->at[n] == '-' &&
	    strncasecmp(r->at, tag, n) == 0)
		return 1 + n;
	return r->len == 1 && *r->at == '*';
}

/* The range that decides on a tag, or NULL. */
static const struct range *
deciding(const struct range *ranges, size_t n, const char *tag)
{
	const struct range *best = NULL;
	size_t i, most = 0, now;

	for (i = 0; i < n; i++) {
		now = exactness(&ranges[i], tag);
		if (now <= most)
			continue;
		most = now;
		best = &ranges[i];
	}
	return best;
}

int
language_accepted(const char *body, char *const *tags, size_t count)
{
	struct range ranges[RANGES_MAX];
	const struct range *best = NULL, *r;
	size_t n = take_ranges(ranges, body), i;
	int found = -1;

	for (i = 0; i < count; i++) {
		r = deciding(ranges, n, tags[i]);
		if (r == NULL || r->quality == 0)
			continue;
		if (best != NULL &&
		    (r->quality < best->quality ||
			(r->quality == best->quality && r >= best)))
			continue;
		best = r;
		found = (int)i;
	}
	return found;
}

int
language_spoken(const char *body, char *const *tags, size_t count)
{
	struct range ranges[RANGES_MAX];
	size_t n = take_ranges(ranges, body), i, k;

	for (i = 0; i < n; i++)
		for (k = 0; k < count; k++)
			if (exactness(&ranges[i], tags[k]) > 1)
				return (int)k;
	return -1;
}
