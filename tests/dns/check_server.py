#!/usr/bin/env python3
"""The DNS server of the tests: a test is worth no more than what it asks."""
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dns import client, faults, nsd, wire  # noqa: E402
from dns.server import Server, closed_port  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import Skip, cases_of, main  # noqa: E402

ZONE = nsd.SOA + r"""
example.org     SOA ns.example.org. root.example.org. 1 2 3 4 5
example.org     TXT "v=spf1 mx -all"        ; a comment
example.org     TXT "two " "strings; and \"quotes\" \\ \001\255"
example.org     MX 10 mail.example.org
example.org     MX 0 .
mail.example.org A 192.0.2.1
mail.example.org A 192.0.2.2
mail.example.org AAAA 2001:db8::1
1.2.0.192.in-addr.arpa PTR mail.example.org.
a.b.example.org A 192.0.2.3
*.wild.example.org A 192.0.2.4
there.wild.example.org TXT "no wildcard here"
alias.example.org CNAME other.example.org
other.example.org CNAME mail.example.org
lost.example.org CNAME nowhere.example.org
loop.example.org CNAME back.example.org
back.example.org CNAME loop.example.org
odd\046dot\032.example.org A 192.0.2.5
empty.example.org TXT ""
goes.example.org TXT "on"
    " and on"
"""
# Name, type, the code of the answer and its records as name=text.
ANSWERS = [
    ("example.org", "TXT", "NOERROR", [
        "example.org=v=spf1 mx -all",
        "example.org=two strings; and \"quotes\" \\ \x01\xff"]),
    ("example.org", "MX", "NOERROR", ["example.org=10 mail.example.org",
                                      "example.org=0 ."]),
    ("mail.example.org", "A", "NOERROR", ["mail.example.org=192.0.2.1",
                                          "mail.example.org=192.0.2.2"]),
    ("mail.example.org", "AAAA", "NOERROR", ["mail.example.org=2001:db8::1"]),
    ("1.2.0.192.in-addr.arpa", "PTR", "NOERROR",
     ["1.2.0.192.in-addr.arpa=mail.example.org"]),
    ("mail.example.org", "MX", "NOERROR", []),
    ("nowhere.example.org", "A", "NXDOMAIN", []),
    ("b.example.org", "A", "NOERROR", []),
    ("wild.example.org", "A", "NOERROR", []),
    ("x.wild.example.org", "A", "NOERROR", ["x.wild.example.org=192.0.2.4"]),
    ("y.x.wild.example.org", "A", "NOERROR",
     ["y.x.wild.example.org=192.0.2.4"]),
    ("x.wild.example.org", "TXT", "NOERROR", []),
    ("there.wild.example.org", "A", "NOERROR", []),
    ("x.there.wild.example.org", "A", "NXDOMAIN", []),
    ("alias.example.org", "A", "NOERROR", [
        "alias.example.org=other.example.org",
        "other.example.org=mail.example.org", "mail.example.org=192.0.2.1",
        "mail.example.org=192.0.2.2"]),
    ("alias.example.org", "TXT", "NOERROR", [
        "alias.example.org=other.example.org",
        "other.example.org=mail.example.org"]),
    ("lost.example.org", "A", "NXDOMAIN",
     ["lost.example.org=nowhere.example.org"]),
    (r"odd\.dot\032.example.org", "A", "NOERROR",
     [r"odd\046dot\032.example.org=192.0.2.5"]),
    ("empty.example.org", "TXT", "NOERROR", ["empty.example.org="]),
    ("goes.example.org", "TXT", "NOERROR", ["goes.example.org=on and on"]),
]
RECORD = 'x.example TXT "v=spf1 +all"\n'


def _serve(text):
    return Server(Zone(text))


def _told(answer):
    return sorted(f"{name}={text}" for name, _, text in answer.answers)


def records_are_found_as_they_were_written(build):
    with _serve(ZONE) as dns:
        for name, kind, rcode, wanted in ANSWERS:
            answer = client.ask(dns.port, name, kind)
            assert answer.rcode == rcode, (name, kind, answer)
            assert _told(answer) == sorted(wanted), (name, kind, answer)


def nsd_answers_the_same(build):
    if nsd.PROGRAM is None:
        raise Skip("nsd is not installed")
    zone = Zone(ZONE)
    with nsd.Nsd(zone) as other:
        for name, kind, rcode, wanted in ANSWERS:
            answer = client.ask(other.port, name, kind)
            assert answer.rcode == rcode, (name, kind, answer)
            assert _told(answer) == sorted(wanted), (name, kind, answer)


def a_loop_of_aliases_ends(build):
    with _serve(ZONE) as dns:
        answer = client.ask(dns.port, "loop.example.org", "A")
        assert _told(answer) == ["back.example.org=loop.example.org",
                                 "loop.example.org=back.example.org"]


def nothing_comes_with_the_zones_own_record(build):
    with _serve(ZONE) as dns:
        for name in ("nowhere.example.org", "b.example.org"):
            answer = client.ask(dns.port, name, "A")
            assert [r[:2] for r in answer.authority] == [
                ("example.org", "SOA")], answer


def a_question_comes_back_in_its_own_case(build):
    with _serve(ZONE) as dns:
        answer = client.ask(dns.port, "MaIl.ExAmPlE.oRg", "A")
        assert answer.question == ("MaIl.ExAmPlE.oRg", "A")
        assert answer.answers[0] == ("MaIl.ExAmPlE.oRg", "A", "192.0.2.1")
        assert dns.questions == [("mail.example.org", "A", "udp")]


def both_transports_and_both_families_answer(build):
    with _serve(ZONE) as dns:
        for ipv6 in (False, True) if dns.ipv6 else (False,):
            for tcp in (False, True):
                answer = client.ask(dns.port, "mail.example.org", "AAAA",
                                    tcp=tcp, ipv6=ipv6)
                assert answer.answers[0][2] == "2001:db8::1"
        questions = [client.query("mail.example.org", kind, ident)
                     for ident, kind in enumerate(("A", "AAAA", "TXT"))]
        answers = [wire.read_message(octets)
                   for octets in client.stream(dns.port, *questions)]
        assert [a.id for a in answers] == [0, 1, 2]


def what_does_not_fit_is_told_over_tcp(build):
    with _serve('x.example TXT "1"\n' + 'big.example TXT "x"*1000\n'
                'x.example HUGE 300 TXT\n') as dns:
        for size, fits in ((None, False), (512, False), (1232, True),
                           (4096, True)):
            answer = client.ask(dns.port, "big.example", "TXT", size=size)
            assert bool(answer.flags & wire.TC) is not fits, (size, answer)
            assert len(answer.answers) == fits
            assert (answer.size is None) == (size is None)
        answer = client.ask(dns.port, "big.example", "TXT", tcp=True)
        assert _told(answer) == ["big.example=" + "x" * 1000]
        whole = client.ask(dns.port, "x.example", "TXT", tcp=True)
        assert len(whole.answers) == 301


def strings_are_repeated_numbered_and_cut(build):
    with _serve(r'x.example TXT "v=spf1 "" ip4:192.0.2.\#"*3" -all"'
                '\ny.example TXT "a"*300 "b"\n'
                'z.example TXT\n') as dns:
        answer = client.ask(dns.port, "x.example", "TXT")
        assert answer.answers[0][2] == ("v=spf1  ip4:192.0.2.0 ip4:192.0.2.1"
                                        " ip4:192.0.2.2 -all")
        answer = client.datagrams(dns.port, client.query("y.example", "TXT"))
        assert b"\xff" + b"a" * 255 + b"\x2d" + b"a" * 45 + b"\1b" in answer[0]
        answer = client.ask(dns.port, "z.example", "TXT")
        assert len(answer.answers) == 1 and answer.answers[0][2] == ""


def what_is_no_record_is_refused(build):
    for line in ("x.example BOGUS 1", "x.example TXT unquoted",
                 "x.example DROP sometimes", "x.example A 192.0.2.256"):
        try:
            Zone(line)
        except ValueError:
            continue
        assert False, line


# -- faults -----------------------------------------------------------------

def _udp(dns, patience=0.2):
    return client.datagrams(dns.port, client.query("x.example", "TXT"),
                            patience)


def _read(dns):
    return wire.read_message(_udp(dns, 5)[0])


def _is_silent(dns):
    assert _udp(dns) == []


def _has_code(rcode):
    def check(dns):
        answer = _read(dns)
        assert (answer.rcode, answer.answers) == (rcode, []), answer
    return check


def _answers_the_second_time(dns):
    assert _udp(dns) == []
    assert _read(dns).answers[0][2] == "v=spf1 +all"


def _answers_after(milliseconds):
    def check(dns):
        start = time.monotonic()
        assert _read(dns).answers[0][2] == "v=spf1 +all"
        assert time.monotonic() - start >= milliseconds / 1000
    return check


def _is_whole_over_tcp_only(dns):
    answer = _read(dns)
    assert answer.flags & wire.TC and not answer.answers
    answer = client.ask(dns.port, "x.example", "TXT", tcp=True)
    assert answer.answers[0][2] == "v=spf1 +all"


def _tcp_ends_with(error):
    def check(dns):
        assert _read(dns).flags & wire.TC
        try:
            client.ask(dns.port, "x.example", "TXT", tcp=True, patience=0.3)
        except error:
            return
        assert False, "TCP answered"
    return check


def _knows_no_edns(dns):
    answer = client.ask(dns.port, "x.example", "TXT", size=1232)
    assert (answer.rcode, answer.answers) == ("FORMERR", [])
    assert answer.size is None
    assert client.ask(dns.port, "x.example", "MX").size is None
    assert _read(dns).answers


def _is(predicate):
    def check(dns):
        answer = _read(dns)
        assert predicate(answer), answer
    return check


def _is_malformed(dns):
    try:
        answer = _read(dns)
    except wire.Malformed:
        return
    assert False, answer


def _is_empty(dns):
    assert _udp(dns) == [b""]


def _is_no_response(dns):
    octets = _udp(dns)[0]
    assert not octets[2] & 0x80, octets


FAULTS = {
    "DROP": _is_silent,
    "FLAKY": _answers_the_second_time,
    "DELAY 150": _answers_after(150),
    "LATE 400": _answers_the_second_time,
    "SERVFAIL": _has_code("SERVFAIL"),
    "REFUSED": _has_code("REFUSED"),
    "FORMERR": _has_code("FORMERR"),
    "NOTIMP": _has_code("NOTIMP"),
    "NXDOMAIN": _has_code("NXDOMAIN"),
    "TRUNCATE": _is_whole_over_tcp_only,
    "TCPSILENT": _tcp_ends_with(TimeoutError),
    "TCPDRIP 200": _tcp_ends_with(TimeoutError),
    "TCPDRIP 1": _is_whole_over_tcp_only,
    "TCPCLOSE": _tcp_ends_with(ConnectionError),
    "TCPCUT": _tcp_ends_with(ConnectionError),
    "NOEDNS": _knows_no_edns,
    "WRONGID": _is(lambda a: a.id != 1 and a.answers),
    "WRONGQUESTION": _is(lambda a: a.question[0] == "stranger.invalid"
                         and a.answers[0][0] == "x.example"),
    "NOQUESTION": _is(lambda a: a.question is None and a.answers),
    "WRONGNAME": _is(lambda a: a.question[0] == "x.example"
                     and a.answers[0][0] == "stranger.invalid"),
    "WRONGTYPE": _is(lambda a: a.answers[0][1] == "SPF"),
    "WRONGCLASS": _is(lambda a: a.answers),
    "HUGE 5": _is(lambda a: a.flags & wire.TC or len(a.answers) == 6),
    "GARBAGE": _is_malformed,
    "SHORT": _is_malformed,
    "EMPTY": _is_empty,
    "ECHO": _is_no_response,
    "LOOPNAME": _is_malformed,
    "OVERLONG": _is_malformed,
}


def each_fault_is_what_it_says(build):
    assert {kind.split()[0] for kind in FAULTS} == faults.KINDS
    with Server() as dns:
        for fault, check in FAULTS.items():
            dns.load(Zone(RECORD + f"x.example {fault}\n"))
            try:
                check(dns)
            except AssertionError as why:
                raise AssertionError(f"{fault}: {why}") from why


def a_fault_can_be_for_some_types_only(build):
    with _serve(RECORD + "x.example SERVFAIL A MX\n") as dns:
        for kind, rcode in (("A", "SERVFAIL"), ("MX", "SERVFAIL"),
                            ("TXT", "NOERROR"), ("AAAA", "NOERROR")):
            assert client.ask(dns.port, "x.example", kind).rcode == rcode


def a_fault_of_every_name_or_behind_an_alias_is_met(build):
    with _serve(RECORD + "y.example CNAME x.example\n"
                "x.example REFUSED\n** NOTIMP MX\n") as dns:
        assert client.ask(dns.port, "y.example", "TXT").rcode == "REFUSED"
        assert client.ask(dns.port, "z.example", "MX").rcode == "NOTIMP"


def a_right_answer_can_follow_a_wrong_one(build):
    with _serve(RECORD + "x.example WRONGID first\n") as dns:
        answers = client.datagrams(dns.port, client.query("x.example", "TXT"),
                                   5, count=2)
        assert [a[:2] for a in answers] == [b"\x55\x54", b"\0\1"], answers


def what_is_no_question_is_not_answered(build):
    with _serve(ZONE) as dns:
        for octets in (b"", b"x", bytes(12), b"\0\1\x81\0" + bytes(20),
                       b"\0\1\1\0\0\1" + bytes(6) + b"\xc0\x0c"):
            assert client.datagrams(dns.port, octets, 0.1) == [], octets
        assert client.ask(dns.port, "mail.example.org", "A").answers


def another_zone_forgets_what_was_asked(build):
    with _serve(ZONE) as dns:
        client.ask(dns.port, "mail.example.org", "A")
        assert dns.names() == {"mail.example.org"}
        dns.load(Zone())
        assert dns.questions == []
        answer = client.ask(dns.port, "mail.example.org", "A")
        assert answer.rcode == "NXDOMAIN"


# -- the program ------------------------------------------------------------

def the_program_serves_until_its_standard_input_ends(build):
    program = Path(__file__).with_name("server.py")
    port = closed_port()
    for options in ([], ["--port", str(port)]):
        run = subprocess.Popen(
            [sys.executable, str(program), "/dev/stdin", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert run.stdout.read().startswith(b"ready ")
        assert run.wait(30) == 0
    run = subprocess.Popen([sys.executable, str(program), "--port",
                            str(port)], stdin=subprocess.PIPE,
                           stdout=subprocess.PIPE)
    assert run.stdout.readline() == b"ready %d\n" % port
    assert client.ask(port, "example.org", "A").rcode == "NXDOMAIN"
    run.stdin.close()
    assert run.wait(30) == 0
    assert client.ask(port, "example.org", "A", patience=0.2) is None
    run.stdout.close()


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
