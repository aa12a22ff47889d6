#!/usr/bin/env python3
"""What a sender's DNS can do to us, one zone a file in zones/.

A zone tells in its comments what is asked and what must come out:

    ;; a sentence that is true when the test passes
    ;; helo NAME                 for the questions that follow
    ;; with --OPTION VALUE ...   the same; "with" alone takes them back
    ;; config SETTING = VALUE    a configuration, and this setting in it
    ;; ask CLIENT SENDER         <> is the null sender
    ;; want spf=fail|none evidence!=pass asked<=12 ...
    ;; never NAME ...            names that must not be asked for
    ;; seen NAME ...             names that must be

Whatever is asked, the answer is sound, in time and within the limit of
questions (see ask.py).
"""
import re
import sys
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from ask import MOST_QUESTIONS, ask, ask_or_refused  # noqa: E402
from dns.server import Server, closed_port  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import Skip, World, main  # noqa: E402

ZONES = Path(__file__).resolve().parent / "zones"
TRIES = 3  # how often one question may be sent
WANTED = re.compile(r"([a-z-]+)(!=|<=|=)(\S+)")

Ask = namedtuple("Ask", "client sender helo options config checks")


def read(path):
    """The sentence of a zone file and what it asks."""
    sentence, asks, config, options = None, [], {}, []
    helo = "mail.example.net"
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith(";; "):
            continue
        word, _, rest = line[3:].partition(" ")
        if sentence is None:
            sentence = line[3:]
        elif word == "helo":
            helo = rest
        elif word == "with":
            options = rest.split()
        elif word == "config":
            name, _, value = rest.partition(" = ")
            config = dict(config, **{name: value})
        elif word == "ask":
            client, _, sender = rest.partition(" ")
            asks.append(Ask(client, "" if sender == "<>" else sender, helo,
                            options, config, []))
        elif word in ("want", "never", "seen"):
            asks[-1].checks.append((word, rest.split()))
        else:
            raise ValueError(f"{path}: {line}")
    assert asks and all(a.checks for a in asks), path
    return sentence, asks


def values(told, key):
    """What an answer has under a key; a list has those of all its items."""
    value = told[key]
    if isinstance(value, list):
        return {str(v) for item in value for v in (
            item.values() if isinstance(item, dict) else [item])}
    return {str(value).lower() if isinstance(value, bool) else str(value)}


def is_wanted(told, wanted):
    found = WANTED.fullmatch(wanted)
    assert found, wanted
    key, relation, value = found.groups()
    if relation == "<=":
        return told[key] <= int(value)
    return bool(values(told, key) & set(value.split("|"))) == (
        relation == "=")


def check(dns, told, word, what):
    if word == "want":
        for wanted in what:
            assert is_wanted(told, wanted), wanted
    else:
        for name in what:
            assert (name in dns.names()) == (word == "seen"), (word, name)


def try_one(build, dns, asked):
    address = None if asked.config else dns.address
    with World(build, dns=dns, **asked.config) as world:
        told = ask(world, address, asked.client, asked.helo, asked.sender,
                   *asked.options, config=bool(asked.config))
    try:
        assert len(set(q[:2] for q in dns.questions)) <= told["asked"]
        assert len(dns.questions) <= MOST_QUESTIONS * TRIES
        for word, what in asked.checks:
            check(dns, told, word, what)
    except AssertionError as why:
        raise AssertionError(f"{asked[:4]}: {why}\n{told}\n"
                             f"{dns.questions[:60]}") from why


def case_of(path):
    sentence, asks = read(path)

    def case(build):
        zone = Zone.load(path)
        with Server() as dns:
            for asked in asks:
                dns.load(zone)
                try_one(build, dns, asked)
    case.__name__ = f"{path.stem}: {sentence}"
    return case


# -- what no zone can tell --------------------------------------------------

RECORD = ('d.example TXT "v=spf1 ip4:192.0.2.1 -all"\n'
          "d.example MX 10 mail.d.example\n"
          "mail.d.example A 192.0.2.1\n")


def a_port_where_nobody_listens_is_no_answer(build):
    with World(build) as world:
        told = ask(world, f"127.0.0.1:{closed_port()}", "192.0.2.1",
                   "mail.example.net", "alice@d.example")
    assert (told["spf"], told["domain"]) == ("temperror",) * 2, told


def a_server_is_asked_over_IPv6_as_well(build):
    with World(build) as world, Server(Zone(RECORD)) as dns:
        if not dns.ipv6:
            raise Skip("no IPv6 on loopback")
        told = ask(world, dns.address6, "192.0.2.1", "mail.example.net",
                   "alice@d.example")
    assert (told["spf"], told["domain"]) == ("pass", "good"), told


def a_server_of_the_configuration_is_asked(build):
    with Server(Zone(RECORD)) as dns:
        with World(build, dns=dns) as world:
            told = ask(world, None, "192.0.2.1", "mail.example.net",
                       "alice@d.example", config=True)
    assert (told["spf"], told["domain"]) == ("pass", "good"), told


def questions_are_told_as_they_were_asked(build):
    with World(build) as world, Server(Zone(RECORD)) as dns:
        told = ask(world, dns.address, "192.0.2.1", "mail.example.net",
                   "alice@d.example")
        assert told["asked"] == len(told["questions"]), told
        assert {(q["name"].lower().rstrip("."), q["type"])
                for q in told["questions"]} == {
                    (q.name, q.type) for q in dns.questions}, told
        for question in told["questions"]:
            assert {"name", "type", "status", "answer", "ms"} <= \
                question.keys(), question


def the_same_is_asked_once(build):
    with World(build) as world, Server(Zone(RECORD)) as dns:
        ask(world, dns.address, "192.0.2.2", "mail.example.net",
            "alice@d.example")
        again = [q for q in dns.questions if dns.questions.count(q) > 1]
        assert again == [], again


def record_and_line_tell_what_was_found(build):
    with World(build) as world, Server(Zone(RECORD)) as dns:
        told = ask(world, dns.address, "192.0.2.1", "mail.example.net",
                   "alice@d.example")
        assert told["record"] == "v=spf1 ip4:192.0.2.1 -all", told
        line = told["received-spf"].lower()
        assert line.startswith("received-spf: pass"), line
        assert "client-ip=192.0.2.1" in line, line
        told = ask(world, dns.address, "192.0.2.1", "mail.example.net",
                   "alice@nowhere.example")
        assert told["record"] is None, told


def nothing_of_a_sender_or_a_name_breaks_the_line(build):
    with World(build) as world, Server(Zone(RECORD)) as dns:
        for helo, sender in (
                ("a\r\nX-Evil: 1", "alice@d.example"),
                ("a;b=\"c\"", "\"al\r\n ice\"@d.example"),
                ("\u00fc" * 300, "a;client-ip=1@d.example"),
                ("x" * 3000, "x" * 3000 + "@d.example"),
                ("", "alice@" + "d." * 600 + "example"),
                ("..", "@"), ("[192.0.2.1]", "alice"),
                ("mail.example.net", "alice@d.example@d.example")):
            ask_or_refused(world, dns.address, "192.0.2.1", helo, sender)


def a_client_that_is_no_address_gives_no_evidence(build):
    with World(build) as world, Server(Zone(RECORD)) as dns:
        for client in ("unknown", "", "192.0.2", "192.0.2.1.5", "300.1.1.1",
                       "mail.example.net", "192.0.2.1/32", "::g", "x" * 300):
            told = ask_or_refused(world, dns.address, client,
                                  "mail.example.net", "alice@d.example")
            assert told is None or told["evidence"] == "absent", (client, told)


CASES = [a_port_where_nobody_listens_is_no_answer,
         a_server_is_asked_over_IPv6_as_well,
         a_server_of_the_configuration_is_asked,
         questions_are_told_as_they_were_asked,
         the_same_is_asked_once,
         record_and_line_tell_what_was_found,
         nothing_of_a_sender_or_a_name_breaks_the_line,
         a_client_that_is_no_address_gives_no_evidence]

if __name__ == "__main__":
    sys.exit(main(CASES + [case_of(p) for p in sorted(ZONES.glob("*.zone"))]))
