#!/usr/bin/env python3
"""The DNS server of the tests is believed as nsd(8) is, and the other way
round: the same zone gives the same answers whoever serves it."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from ask import ask, asker  # noqa: E402
from dns import nsd  # noqa: E402
from dns.server import Server  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import Skip, cases_of, main  # noqa: E402

ZONE = Path(__file__).resolve().parent / "servers.zone"
HELO = "mail.d.example"
SENDERS = [
    ("192.0.2.1", "alice@d.example", "pass", "good"),
    ("192.0.2.2", "alice@d.example", "fail", "good"),
    ("2001:db8::1", "alice@d.example", "pass", "good"),
    ("192.0.2.1", "alice@include.example", "pass", "good"),
    ("192.0.2.3", "alice@include.example", "softfail", "good"),
    ("192.0.2.1", "alice@redirect.example", "pass", "no-address"),
    ("192.0.2.1", "alice@alias.example", "pass", "good"),
    ("192.0.2.1", "alice@a.wild.example", "neutral", "good"),
    ("192.0.2.1", "alice@long.example", "pass", "no-address"),
    ("192.0.2.1", "alice@open.example", "pass", "no-address"),
    ("192.0.2.1", "alice@two.example", "permerror", "no-address"),
    ("192.0.2.1", "alice@void.example", "permerror", "no-address"),
    ("192.0.2.1", "alice@ptr.example", "pass", "no-address"),
    ("192.0.2.2", "alice@ptr.example", "fail", "no-address"),
    ("192.0.2.1", "alice@exists.example", "pass", "no-address"),
    ("192.0.2.1", "alice@null.example", "none", "null-mx"),
    ("192.0.2.1", "alice@mixed.example", "none", "null-mx"),
    ("192.0.2.1", "alice@dead.example", "none", "dead-mx"),
    ("192.0.2.1", "alice@implicit.example", "none", "good"),
    ("192.0.2.1", "alice@between.example", "none", "no-address"),
    ("192.0.2.1", "alice@nowhere.example", "none", "nxdomain"),
    ("192.0.2.1", "", "pass", None),
]


def _told_by(build, address):
    with asker(build) as world:
        return [ask(world, address, ip, HELO, sender)
                for ip, sender, _, _ in SENDERS]


def _what_matters(told):
    """Records of one answer come in any order."""
    kept = {key: value for key, value in told.items()
            if key not in ("milliseconds", "questions")}
    kept["questions"] = sorted((q["name"], q["type"], q["status"])
                               for q in told["questions"])
    return kept


def our_server_gives_the_answers_that_are_expected(build):
    with Server(Zone.load(ZONE)) as dns:
        for (ip, sender, spf, domain), told in zip(
                SENDERS, _told_by(build, dns.address)):
            assert told["spf"] == spf, (ip, sender, told)
            assert domain in (None, told["domain"]), (ip, sender, told)


def nsd_gives_the_same_answers(build):
    if nsd.PROGRAM is None:
        raise Skip("nsd is not installed")
    zone = Zone.load(ZONE)
    with Server(zone) as dns:
        ours = _told_by(build, dns.address)
    with nsd.Nsd(zone) as other:
        theirs = _told_by(build, other.address)
    for asked, one, two in zip(SENDERS, ours, theirs):
        assert _what_matters(one) == _what_matters(two), (asked, one, two)


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
