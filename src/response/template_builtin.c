#include "response/template.h"

#define AUTOMATIC                                                            \
	"This is an automatic response. Nobody gets it more than once in a " \
	"while, so\n"                                                        \
	"further messages may stay without one.\n"                           \
	"\n"                                                                 \
	"${name}\n"

/* The same octets as the files templates/NAME.en.txt, so that a mailbox
 * without a template and one that names the file answer alike. */
const char *template_builtin(enum mailbox_class class)
{
	static const char *const texts[] = {
		[CLASS_ABSENCE] =
		    "Content-Language: en\n"
		    "\n"
		    "Hello,\n"
		    "\n"
		    "thank you for your message. I am away at the moment and "
		    "will read it when\n"
		    "I am back.\n"
		    "\n" AUTOMATIC,
		[CLASS_ACKNOWLEDGE] =
		    "Subject: Auto: We have received your message\n"
		    "Content-Language: en\n"
		    "\n"
		    "Hello,\n"
		    "\n"
		    "thank you for your message. It has reached ${recipient}, "
		    "and a person\n"
		    "will read it. There is no need to send it again.\n"
		    "\n" AUTOMATIC,
		[CLASS_LEAVER] =
		    "Subject: Auto: This mailbox is no longer read\n"
		    "Content-Language: en\n"
		    "\n"
		    "Hello,\n"
		    "\n"
		    "thank you for your message. The person you wrote to at "
		    "${recipient}\n"
		    "is no longer with us, and nobody reads this mailbox. "
		    "Please write to\n"
		    "somebody else here.\n"
		    "\n" AUTOMATIC,
	};

	return texts[class];
}
