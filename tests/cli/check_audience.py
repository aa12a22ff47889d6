#!/usr/bin/env python3
"""Colleagues, known correspondents and others: each their own text, or none."""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World, cases_of, main, message  # noqa: E402

TEXTS = {"internal": "Ask Carol, extension 12.", "known": "Call me at home.",
         "others": "I am away."}
FILES = {"internal": "/internal.txt", "known": "/friends.txt",
         "others": "/away.txt"}
SENDERS = {"internal": "dave@mail.example.com", "known": "erin@example.net",
           "others": "alice@example.net"}


class _Circles(World):
    def __init__(self, build, **settings):
        super().__init__(build, internal_domains=".example.com",
                         known_correspondents="known.txt",
                         template_internal="internal.txt",
                         template_known="friends.txt", **settings)
        (self.dir / "internal.txt").write_text(TEXTS["internal"] + "\n")
        (self.dir / "friends.txt").write_text(TEXTS["known"] + "\n")
        self.known = self.dir / "known.txt"
        self.known.write_text("Erin@example.net  # from school\n")

    def told(self, circle):
        sender = SENDERS[circle]
        return self.explain(message(
            Return_Path=f"<{sender}>", From=sender,
            Message_ID=f"<{circle}@example.net>"))


def each_circle_gets_its_own_text(build):
    with _Circles(build) as w:
        for circle, text in TEXTS.items():
            told = w.told(circle)
            body = told["response"]["message"]
            assert told["wording"]["circle"] == circle, told
            assert told["wording"]["template"].endswith(FILES[circle]), told
            assert text in body, body
            for other in TEXTS.values():
                assert other == text or other not in body, body


def a_circle_that_is_not_named_gets_silence(build):
    for answered in TEXTS:
        with _Circles(build, audience=answered) as w:
            for circle in TEXTS:
                told = w.told(circle)
                if circle == answered:
                    assert told["verdict"] == "respond", told
                else:
                    assert told["rule"] == "audience", told
                    assert f"({circle})" in told["evidence"], told


def a_list_that_cannot_be_trusted_is_silence(build):
    with _Circles(build) as w:
        os.chmod(w.known, 0o666)
        told = w.told("others")
        assert told["verdict"] == "undecided", told
        assert "chmod go-w" in told["evidence"], told
        # nobody looks at the list for a colleague
        assert w.told("internal")["verdict"] == "respond"
        w.known.unlink()
        assert "No such file" in w.told("others")["evidence"]
        for command in ("check-config", "doctor"):
            done = w.run(command)
            assert done.returncode in (2, 78), done
            assert f": known-correspondents: {w.known}: ".encode() in \
                done.stdout, done


def every_text_is_checked_before_it_is_needed(build):
    with _Circles(build) as w:
        (w.dir / "friends.txt").write_text("${nobody}\n")
        done = w.run("check-config", str(w.config), config=False)
        assert done.returncode == 78, done
        assert b"friends.txt:1: ${nobody}: unknown variable" in done.stdout


def a_text_of_a_circle_is_answered_once(build):
    with _Circles(build) as w:
        mail = message(Return_Path="<erin@example.net>",
                       From="erin@example.net")
        again = message(Return_Path="<erin@example.net>",
                        From="erin@example.net", Message_ID="<2@example.net>")
        assert w.respond(mail) == 0 and w.respond(again) == 0
        assert len(w.responses()) == 1, w.log_lines()
        assert TEXTS["known"] in w.responses()[0].read_text()


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
