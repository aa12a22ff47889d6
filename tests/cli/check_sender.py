#!/usr/bin/env python3
"""What happens when the checker does not do its work, and what is told of it
when it does."""
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dns.server import Server  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import World, cases_of, main, message  # noqa: E402

ZONE = """
example.net MX 10 mx.example.net
mx.example.net A 192.0.2.10
example.net TXT "v=spf1 mx -all"
"""
PASS, FAIL = ["--client-ip", "192.0.2.10"], ["--client-ip", "203.0.113.9"]

# A stub in the place of the checker, and what the log must say of it.
BROKEN = {
    "kill -9 $$": "the checker died of signal 9",
    "kill -SEGV $$": "the checker died of signal 11",
    "exit 3": "the checker ended with 3",
    "exit 0": "the checker's answer cannot be used",
    "cat >/dev/null; head -c 50000 /dev/zero": "cannot be used",
    "cat >/dev/null; head -c 50000 /dev/urandom": "cannot be used",
    "cat >/dev/null; printf short": "cannot be used",
    "exec sleep 60": "the checker did not answer in time",
    "while :; do :; done": "the checker did not answer in time",
    "exec 1>&-; exec sleep 60": "the checker",
}


def _with_checker(build, script):
    """A world whose program stands beside a checker of ours."""
    w = World(build, sender_check="on", dns_timeout="1s",
              dns_server="127.0.0.1:9")
    home = w.dir / "bin"
    home.mkdir()
    shutil.copy(w.program, home / "backsoon")
    w.program = str(home / "backsoon")
    if script is not None:
        stub = home / "backsoon-sender"
        stub.write_text("#!/bin/sh\n" + script + "\n")
        os.chmod(stub, 0o755)
    return w


def a_checker_that_fails_means_silence_and_a_cause_in_the_log(build):
    for script, cause in BROKEN.items():
        with _with_checker(build, script) as w:
            assert w.respond(message(), *PASS) == 0
            line, = w.log_lines()
            assert not w.responses(), script
            assert "verdict=suppress" in line and cause in line, (script, line)
            assert "temperror" in line, line


def without_a_checker_nobody_is_answered(build):
    with _with_checker(build, None) as w:
        assert w.respond(message(), *PASS) == 0
        line, = w.log_lines()
        assert not w.responses()
        assert "No such file" in line, line


def a_killed_checker_leaves_no_process_behind(build):
    with _with_checker(build, f"exec sleep 61.{os.getpid()}") as w:
        assert w.respond(message(), *PASS) == 0
        mine = f"61.{os.getpid()}".encode()
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                assert mine not in path.read_bytes(), path
            except OSError:
                pass


def the_log_tells_what_was_found(build):
    with Server(Zone(ZONE)) as dns, World(build, dns=dns) as w:
        assert w.respond(message(), *FAIL) == 0
        assert w.respond(message(Message_ID="<m2@example.net>"), *PASS) == 0
        fail, good = w.log_lines()
        assert "rule=spf" in fail and "spf=fail" in fail, fail
        assert "domain=good" in good and "spf=pass" in good, good
        assert len(w.responses()) == 1


def off_asks_nothing_and_says_so_in_every_line(build):
    with Server(Zone(ZONE)) as dns, \
            World(build, dns=dns, sender_check="off") as w:
        assert w.respond(message(), *FAIL) == 0
        assert w.respond(message(Auto_Submitted="x"), *FAIL) == 0
        for line in w.log_lines():
            assert "sender-check=off" in line, line
        assert len(w.responses()) == 1
        assert dns.questions == [], dns.questions


def what_a_cheaper_rule_suppresses_asks_nothing(build):
    with Server(Zone(ZONE)) as dns, World(build, dns=dns) as w:
        assert w.respond(message(Auto_Submitted="auto-replied"), *PASS) == 0
        assert w.respond(message(List_Id="<x.example>"), *PASS) == 0
        assert dns.questions == [], dns.questions
        assert w.respond(message(), *PASS) == 0
        assert dns.questions
        asked = len(dns.questions)
        assert w.respond(message(Message_ID="<m2@example.net>"), *PASS) == 0
        assert "recently-answered" in w.log_lines()[-1]
        assert len(dns.questions) == asked


def a_list_that_is_none_is_logged(build):
    zone = ZONE + "*.list.example A 203.0.113.1\n"
    with Server(Zone(zone)) as dns, \
            World(build, dns=dns, dns_lists="list.example") as w:
        assert w.respond(message(), *PASS) == 0
        assert any("event=dns-list" in line and "foreign" in line
                   for line in w.log_lines()), w.log_lines()
        assert len(w.responses()) == 1


def the_subject_is_echoed_only_to_a_verified_sender(build):
    with Server(Zone(ZONE)) as dns, World(build, dns=dns) as w:
        assert w.respond(message(), *PASS) == 0
        assert w.respond(message(Return_Path="<eve@example.net>",
                                 Message_ID="<m2@example.net>")) == 0
        subjects = {line for path in w.responses()
                    for line in path.read_text().splitlines()
                    if line.startswith(("Subject: ", "To: "))}
        assert "Subject: Auto: Hello" in subjects, subjects
        assert len(subjects) == 4, subjects


def lists_are_tested_for_what_they_must_have(build):
    good = "2.0.0.127.ip.example A 127.0.0.2\ntest.dbl.example A 127.0.0.2\n"
    bad = "*.ip.example A 127.0.0.2\n"
    for zone, status in ((good, 0), (bad, 1)):
        with Server(Zone(zone)) as dns, \
                World(build, dns=dns, dns_lists="ip.example",
                      dns_domain_lists="dbl.example") as w:
            done = w.run("sender-check", "--test-lists")
            assert done.returncode == status, done.stdout
            assert (b"BROKEN" in done.stdout) == (status == 1), done.stdout


def the_page_shows_what_the_command_prints(build):
    page = (Path(__file__).resolve().parents[2] / "docs" /
            "sender-check.md").read_text()
    shown = page.split("sender check of alice@example.net\n")[1]
    shown = shown.split("```")[0]
    with Server(Zone(ZONE)) as dns, World(build) as w:
        done = w.run("sender-check", "--client-ip", "192.0.2.10", "--helo",
                     "mx.example.net", "--sender", "alice@example.net",
                     "--dns-server", dns.address, config=False)
    told = done.stdout.decode().split("\n", 1)[1]
    words = [" ".join(w for w in text.split() if not w.isdigit())
             for text in (shown, told)]
    assert words[0] == words[1], told


def an_address_that_is_none_is_refused_with_a_reason(build):
    with World(build) as w:
        for args in (["--sender", "a@example.net", "--client-ip", "1.2.3"],
                     ["--client-ip", "192.0.2.1"],
                     ["--sender", "a@b.example", "--dns-server", "x"]):
            done = w.run("sender-check", *args, config=False)
            assert done.returncode in (64, 78), done
            assert b"expected" in done.stderr and not done.stdout, done


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
