#!/usr/bin/env python3
"""The suites of RFC 7208, RFC 4408 and two implementations.

What comes out differently is listed with its reason, and nothing else may: a
change for better or worse shows.
"""
import functools
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import suite  # noqa: E402
from ask import MOST_QUESTIONS, ask, asker  # noqa: E402
from dns.server import closed_port  # noqa: E402
from harness import main  # noqa: E402

# How many tests there are, how many of them must be right, and which ones
# are not, with the reason.
RFC7208 = "rfc7208", 203, 203, {
}
# The suite of RFC 4408 tolerates what RFC 7208 changed (a record of type SPF,
# too many MX records), so its ids are those of the other suite.
RFC4408 = "rfc4408", 191, 191, {
}
PYSPF = "pyspf", 16, 14, {
    "default-modifier": "default= is no modifier of RFC 7208: neutral",
    "default-modifier-harsh": "the same; \"ambiguous\" is no result",
}
LABEL = "a single label is no domain of mail, RFC 7208 section 4.3: none"
BLITIRISPF = "blitirispf", 21, 14, {
    "resolution-with-10-lookups": "include:d11 has no dot: permerror",
    "mx-resolution-10-terms": LABEL,
    "mx-resolution-11-terms": LABEL,
    "one-mx-not-found": LABEL,
    "all-mx-not-found": LABEL,
    "include-not-found": LABEL,
    "redirect-not-found": LABEL,
}
ALL = RFC7208, RFC4408, PYSPF, BLITIRISPF


@functools.cache
def outcomes_of(build, name):
    return suite.run(build, name)


def right(outcome):
    return outcome.got in outcome.wanted


def gives_enough_right(build, name, total, least, differing):
    outcomes = outcomes_of(build, name)
    good = sum(map(right, outcomes))
    print(f"figure: {name}: {good} of {len(outcomes)} right, "
          f"{sum(len(o.asked) for o in outcomes)} questions, "
          f"{sum(o.told['milliseconds'] for o in outcomes)} ms")
    assert len(outcomes) == total, len(outcomes)
    assert good >= least, [o.id for o in outcomes if not right(o)]


def gives_no_pass_that_is_none(build, name, *_):
    false = [o.id for o in outcomes_of(build, name)
             if o.got == "pass" and "pass" not in o.wanted]
    assert false == [], false


def differs_where_it_is_said_to_and_nowhere_else(build, name, total, least,
                                                 differing):
    wrong = {o.id: f"{o.got}, not {'/'.join(o.wanted)}: "
             f"{o.told['spf-reason']}"
             for o in outcomes_of(build, name) if not right(o)}
    for test, what in wrong.items():
        if test not in differing:
            print(f"differs: {test}: {what}")
    for test in differing.keys() - wrong.keys():
        print(f"right by now: {test}")
    assert wrong.keys() == differing.keys(), wrong.keys() ^ differing.keys()


def fetches_no_explanation(build, name, *_):
    sought = 0
    for o in outcomes_of(build, name):
        targets = suite.explanations(*o.zone)
        sought += len(targets)
        asked = {q.name for q in o.asked if q.type == "TXT"}
        assert not asked & targets, (o.id, asked & targets)
    assert sought or not name.startswith("rfc"), "no exp= was seen"


def asks_at_most_forty_times(build, name, *_):
    for o in outcomes_of(build, name):
        assert len(o.asked) <= MOST_QUESTIONS, (o.id, len(o.asked))
        assert o.told["died"] is None, (o.id, o.told)


def without_DNS_nothing_is_found_out(build):
    """The tests would notice a command that guesses."""
    address = f"127.0.0.1:{closed_port()}"
    with asker(build) as world:
        for ip in ("192.0.2.1", "2001:db8::1"):
            told = ask(world, address, ip, "mail.example.org",
                       "alice@example.org")
            assert told["spf"] == told["evidence"] == "temperror", told
            assert told["domain"] == "temperror", told


def case_of(check, wanted):
    def case(build):
        check(build, *wanted)
    case.__name__ = f"{wanted[0]}_{check.__name__}"
    return case


CASES = [case_of(check, wanted) for wanted in ALL for check in (
    gives_enough_right, gives_no_pass_that_is_none,
    differs_where_it_is_said_to_and_nowhere_else, fetches_no_explanation,
    asks_at_most_forty_times)] + [without_DNS_nothing_is_found_out]

if __name__ == "__main__":
    sys.exit(main(CASES))
