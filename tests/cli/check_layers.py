#!/usr/bin/env python3
"""A site with many mailboxes: which one a message is for, and what a run
opens."""
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import bench  # noqa: E402
from harness import Site, Skip, cases_of, is_sanitized, main  # noqa: E402
from harness import message  # noqa: E402


def the_recipient_chooses_the_mailbox(build):
    with Site(build) as w:
        assert w.respond(message(), "--mailbox", "bob@example.org") == 0
        assert len(w.responses()) == 1
        text = w.responses()[0].read_text()
        assert "From: Bob <bob@example.org>" in text, text
        assert "I am away." in text, text
        assert "mailbox=bob@example.org" in w.log_lines()[-1]
        mail = message(Return_Path="<carol@example.com>",
                       Message_ID="<m2@example.net>")
        assert w.respond(mail, env={"RECIPIENT": "Bob+x@example.org"}) == 0
        assert len(w.responses()) == 2, w.log_lines()


def a_mailbox_without_a_file_is_silent_and_says_so(build):
    with Site(build) as w:
        for recipient, said in (
                ("eve@example.org", "verdict=suppress rule=switched-off"),
                ("../bob@example.org", "verdict=suppress rule=switched-off"),
                ("x" * 400, "no mailbox is named")):
            assert w.respond(message(), "--on-failure", "75", "--mailbox",
                             recipient) == 0
            assert said in w.log_lines()[-1], w.log_lines()
            assert not w.state.exists(), w.tree()
        told = w.explain(message(), "--mailbox", "eve@example.org")
        assert told["rule"] == "switched-off", told
        assert told["evidence"] == (
            f"no mailbox: {w.dir}/mailboxes.d/eve@example.org.conf "
            "does not exist"), told
        assert not w.responses()


def no_header_chooses_a_mailbox(build):
    with Site(build) as w:
        mail = message(Delivered_To="bob@example.org",
                       X_Original_To="bob@example.org",
                       Envelope_To="bob@example.org")
        assert w.respond(mail, "--on-failure", "75") == 0
        assert not w.responses()
        done = w.run("explain", mail=mail)
        assert done.returncode == 2, done
        assert b"no mailbox is named; expected --mailbox" in done.stderr, done


def a_fault_in_a_layer_is_logged_with_its_place(build):
    with Site(build) as w:
        w.domain("example.org", interval="soon")
        assert w.respond(message(), "--mailbox", "bob@example.org",
                         "--on-failure", "75") == 0
        assert not w.responses()
        # in the site's log, which is as it should be
        assert "domains.d/example.org.conf:2: interval: " in \
            w.log_lines()[-1], w.log_lines()
        done = w.run("explain", "--mailbox", "bob@example.org",
                     mail=message())
        assert f"{w.dir}/domains.d/example.org.conf:2: interval: " in \
            done.stderr.decode(), done
        # a neighbour under another domain does not mind
        w.mailbox("amy@example.net", template="../away.txt")
        assert w.respond(message(To="amy@example.net"), "--mailbox",
                         "amy@example.net") == 0
        assert len(w.responses()) == 1, w.log_lines()


def a_text_cannot_say_what_the_site_has_locked(build):
    for locked, verdict in (("log", "respond"), ("log, from", "undecided")):
        with Site(build, locked=locked) as w:
            w.mailbox("bob@example.org", template="../away.txt",
                      absences="2020-01-01 to 2099-12-31 with ../boss.txt")
            (w.dir / "boss.txt").write_text(
                "From: Boss <boss@example.org>\n\nI am away.\n")
            told = w.explain(message(), "--mailbox", "bob@example.org")
            assert told["verdict"] == verdict, told
            if verdict == "undecided":
                assert '"From:" says what the site has locked' in \
                    told["evidence"], told
                done = w.run("check-config", str(w.config), config=False)
                assert done.returncode == 78, done


def a_history_belongs_to_one_mailbox_of_the_site(build):
    with Site(build) as w:
        w.respond(message(), "--mailbox", "bob@example.org")
        for name, lines in (("bob@example.org", 1), ("BOB+x@example.org", 1),
                            ("eve@example.org", 0)):
            done = w.run("history", "list", "--mailbox", name)
            assert done.returncode == 0, done
            assert done.stdout.count(b"alice@example.net") == lines, done
        done = w.run("history", "stats", "--mailbox", "_site")
        assert done.returncode == 0, done
        done = w.run("history", "list")
        assert done.returncode == 78 and b"--mailbox" in done.stderr, done


def a_sender_check_needs_no_mailbox(build):
    with Site(build) as w:
        done = w.run("sender-check", "--sender", "", "--json")
        assert done.returncode == 0, done
        w.mailbox("bob@example.org", dns_timeout="1y")
        done = w.run("sender-check", "--sender", "", "--mailbox",
                     "bob@example.org")
        assert done.returncode == 78 and b"dns-timeout" in done.stderr, done


def _opened(w, *args):
    """Our files that a run opens, by strace, as often as it does."""
    trace = w.dir / "trace"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=openat,open", "-o", trace,
         w.program, "--config", w.config, *args], input=message(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60,
        env={"PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, done
    return re.findall(rf'"{w.dir}/([^"]*\.(?:conf|txt))"',
                      trace.read_text())


def one_run_opens_four_small_files(build):
    if is_sanitized(build):
        raise Skip("a sanitizer cannot be traced")
    with Site(build) as w:
        for n in range(50):
            w.mailbox(f"user{n}@example.org")
            w.domain(f"d{n}.example.org")
        seen = _opened(w, "--mailbox", "bob+a+b@example.org")
        if not seen:
            raise Skip("no right to trace")
        assert len(w.responses()) == 1, w.log_lines()
        assert seen[:3] == ["backsoon.conf", "domains.d/example.org.conf",
                            "mailboxes.d/bob@example.org.conf"], seen
        assert len(seen) == 4 and seen[3].endswith("away.txt"), seen


def ten_thousand_mailboxes_cost_a_run_no_more_than_ten(build):
    if is_sanitized(build):
        raise Skip("a sanitizer does not run under valgrind")
    with Site(build) as w:
        env = bench.without_limits(w.dir)[0]
        bench.grow(w, 10)
        few = bench.suppressed(w, env)
        if few == 0:
            raise Skip("valgrind counts nothing here")
        bench.grow(w, 10000)
        many = bench.suppressed(w, env)
        print(f"instructions: {few} of 10, {many} of 10000")
        assert abs(many - few) < few / 200, (few, many)


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
