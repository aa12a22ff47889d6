#include "subject/scan.h"

#include "base/text.h"

#include <string.h>

bool
scan_comment(struct scan *s)
{
	size_t depth = 0;

	for (; s->at < s->end; s->at++) {
		if (*s->at == '\\' && s->end - s->at > 1) {
			s->at++;
		} else if (*s->at == '(') {
			depth++;
		} else if (*s->at == ')' && --depth == 0) {
			s->at++;
			return true;
		}
	}
	return false;
}

bool
scan_cfws(struct scan *s)
{
	while (s->at < s->end) {
		if (text_is_blank(*s->at))
			s->at++;
		else if (*s->at != '(')
			break;
		else if (!scan_comment(s))
			return false;
	}
	return true;
}

bool
scan_char(struct scan *s, char c)
{
	if (s->at == s->end || *s->at != c)
		return false;
	s->at++;
	return true;
}

size_t
scan_token(struct scan *s, const char **token)
{
	static const char tspecials[] = "()<>@,;:\\\"/[]?=";

	*token = s->at;
	while (s->at<s->end && * s->at> ' ' && *s->at < 127 &&
	    strchr(tspecials, *s->at) == NULL)
		s->at++;
	return (size_t)(s->at - *token);
}

bool
scan_quoted(struct scan *s)
{
	for (s->at++; s->at < s->end; s->at++) {
		if (*s->at == '\\' && s->end - s->at > 1) {
			s->at++;
		} else if (*s->at == '"') {
			s->at++;
			return true;
		}
	}
	return false;
}

bool
scan_is_atext(char c)
{
	return text_is_alnum(c) ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

bool
scan_is_dot_atom(const char *s, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!scan_is_atext(s[i]) &&
		    (s[i] != '.' || i == 0 || s[i - 1] == '.'))
			return false;
	return len > 0 && s[len - 1] != '.';
}
