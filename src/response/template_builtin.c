#include "response/template.h"

/* The same octets as templates/away.txt, so that a mailbox without a template
 * and one that names the file answer alike. */
const char template_builtin[] =
    "Hello,\n"
    "\n"
    "thank you for your message. I am away at the moment and will read it when\n"
    "I am back.\n"
    "\n"
    "This is an automatic response. Nobody gets it more than once in a while, so\n"
    "further messages may stay without one.\n"
    "\n"
    "${name}\n";
