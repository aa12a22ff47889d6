"""Asks "backsoon sender-check" and checks what holds for every answer."""
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World  # noqa: E402

RESULTS = {"pass", "fail", "softfail", "neutral", "none", "temperror",
           "permerror", "absent"}
DOMAINS = {"good", "exempt", "nxdomain", "null-mx", "no-address", "dead-mx",
           "bad-name", "temperror", "absent"}
KEYS = {"spf", "weak", "evidence", "domain", "spf-reason", "domain-reason",
        "record", "lists", "questions", "asked", "milliseconds",
        "received-spf", "died"}
MOST_QUESTIONS = 40
BUDGET = 5000  # milliseconds, unless --dns-timeout says otherwise
GRACE = 300


def budget_of(options):
    for name, value in zip(options, options[1:]):
        if name == "--dns-timeout":
            return int(value.removesuffix("s")) * 1000
    return BUDGET


def evidence_of(told):
    """What may follow from a result: never more than the result says."""
    if told["spf"] == "pass" and told["weak"]:
        return {"neutral", "absent"}
    return {told["spf"], "absent"}


def is_sound(told, options=()):
    """What holds whatever a sender's DNS says."""
    assert KEYS <= told.keys(), KEYS - told.keys()
    assert told["spf"] in RESULTS, told
    assert told["domain"] in DOMAINS, told
    assert told["evidence"] in evidence_of(told), told
    assert told["asked"] <= MOST_QUESTIONS, told
    assert len(told["questions"]) <= MOST_QUESTIONS, told
    assert told["milliseconds"] <= budget_of(options) + GRACE, told
    line = told["received-spf"]
    if line:
        assert line.startswith("Received-SPF: "), line
        assert all(32 <= ord(c) < 127 for c in line), line
    return told


def run(world, address, ip, helo, sender, *options, config=False):
    dns = ["--dns-server", address] if address else []
    return world.run("sender-check", "--json", "--client-ip", ip, "--helo",
                     helo, "--sender", sender, *dns, *options, config=config)


def ask(*args, **more):
    """The answer about one sender, from the DNS server at an address."""
    done = run(*args, **more)
    assert done.stderr == b"", done.stderr
    assert done.returncode == 0, done
    return is_sound(json.loads(done.stdout), args[5:])


def ask_or_refused(*args):
    """The same, or None where the options were refused in one line."""
    done = run(*args)
    if done.returncode != 64:
        return ask(*args)
    assert done.stdout == b"" and done.stderr.count(b"\n") == 1, done
    assert all(32 <= octet < 127 for octet in done.stderr[:-1]), done
    return None


def asker(build):
    """A World to ask in."""
    return World(build)
