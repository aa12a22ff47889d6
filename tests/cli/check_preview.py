#!/usr/bin/env python3
"""preview: the response as it would leave, for a message nobody wrote."""
import email
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World, cases_of, main, message  # noqa: E402


def it_is_what_would_leave(build):
    with World(build) as w:
        done = w.run("preview", "--sender", "alice@example.net")
        assert done.returncode == 0, done
        assert b"\r" not in done.stdout and done.stderr == b"", done
        shown = email.message_from_bytes(done.stdout)
        w.respond(message())
        sent = email.message_from_bytes(w.responses()[0].read_bytes())
        assert shown.get_payload() == sent.get_payload()
        assert set(sent.keys()) - set(shown.keys()) <= {
            "Return-Path", "Delivered-To"}
        for name in ("From", "To", "Auto-Submitted", "Precedence"):
            assert shown[name] == sent[name], name


def the_time_is_the_one_asked_for(build):
    with World(build) as w:
        (w.dir / "away.txt").write_text("Away on ${date}.\n")
        done = w.run("preview", "--at", "2026-12-24T12:00:00Z")
        assert done.returncode == 0, done
        assert done.stdout.startswith(b"Date: Thu, 24 Dec 2026 ")
        assert b"2026" in done.stdout.partition(b"\n\n")[2]


def the_language_is_the_one_asked_for(build):
    with World(build, languages="en, de") as w:
        (w.dir / "away.txt").rename(w.dir / "away.en.txt")
        (w.dir / "away.de.txt").write_text("Ich bin weg.\n")
        for language, text in (("de", b"Ich bin weg."),
                               ("de-AT", b"Ich bin weg."),
                               ("fr", b"I am away.")):
            done = w.run("preview", "--language", language)
            assert done.returncode == 0 and text in done.stdout, done


def it_leaves_no_trace_and_asks_nobody(build):
    with World(build, sender_check="on", dns_server="192.0.2.1:1",
               dns_timeout="30s") as w:
        before = w.tree()
        done = w.run("preview", timeout=20)
        assert done.returncode == 0, done
        assert b"\nTo: somebody@example.net\n" in done.stdout
        assert w.tree() == before


def an_environment_of_a_delivery_is_not_looked_at(build):
    with World(build) as w:
        done = w.run("preview", env={"SENDER": "", "RECIPIENT": "x@y.example",
                                     "RPLINE": "Return-Path: <>\n"})
        assert done.returncode == 0, done
        assert b"\nFrom: Bob <bob@example.org>\n" in done.stdout


def a_mailbox_that_is_off_is_shown_with_a_note(build):
    with World(build, enabled="no") as w:
        done = w.run("preview")
        assert done.returncode == 0 and b"I am away." in done.stdout
        assert done.stderr == b"backsoon: note: enabled = no\n", done


def what_cannot_be_composed_is_told(build):
    with World(build) as w:
        (w.dir / "away.txt").write_text("${nonsense}\n")
        done = w.run("preview")
        assert done.returncode == 2, done
        assert b"away.txt:1: ${nonsense}" in done.stderr, done
        w.configure(interval="soon")
        assert w.run("preview").returncode == 78


def mistakes_of_the_command_line_are_64(build):
    with World(build) as w:
        for args in (["--sender", ""], ["--sender", "-x@example.net"],
                     ["--sender", "a@b.example\nBcc: <c@d.example>"],
                     ["--language", ""], ["--language", "de\nX: y"],
                     ["--language", "d" * 36], ["word"]):
            done = w.run("preview", *args)
            assert done.returncode == 64, (args, done)
            assert done.stdout == b"", args
        assert w.run("preview", "--language", "pt-BR").returncode == 0


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
