#!/usr/bin/env python3
"""Who a mailbox has written to, and that they are known afterwards."""
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World, cases_of, main, message  # noqa: E402

SENT = [
    dict(To="Alice <Alice+work@Example.net>, erin@example.net",
         Cc="dave@example.com, robert@example.org"),
    dict(To="alice@example.net", Bcc="=?utf-8?q?J=C3=BCrgen?= <j@example.de>"),
    dict(From="Robert <robert@example.org>", To="zoe@example.net"),
]
NOBODY = [
    # received, not sent: a stranger would make himself known
    dict(From="spam@example.com", To="bob@example.org, victim@example.com"),
    # our own response, kept by fcc
    dict(To="asked@example.net", Auto_Submitted="auto-replied (vacation)"),
    dict(To="-option@example.net, a..b@example.net, <>, x@localhost"),
]


def _sent(w, mails):
    folder = w.dir / "Sent"
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for n, fields in enumerate(mails):
        fields = {"From": "Bob <bob@example.org>", "Return_Path": None,
                  **fields}
        (folder / "cur" / f"{1700000000 + n}.{n}.host:2,S").write_bytes(
            message(**fields))
    return folder


def people_he_has_written_to_are_listed_once(build):
    with World(build) as w:
        done = w.run("correspondents", str(_sent(w, SENT + NOBODY)))
        assert done.returncode == 0, done
        assert done.stdout.decode().split() == [
            "alice@example.net", "dave@example.com", "erin@example.net",
            "j@example.de", "zoe@example.net"], done.stdout
        assert done.stderr == b"", done.stderr


def since_leaves_out_what_is_older(build):
    with World(build) as w:
        done = w.run("correspondents", "--since", "@1700000002",
                     str(_sent(w, SENT)))
        assert done.stdout == b"zoe@example.net\n", done.stdout


def what_is_listed_is_known(build):
    with World(build, audience="known", known_correspondents="known") as w:
        known = w.dir / "known"
        known.write_text("")
        os.chmod(known, 0o644)
        assert w.explain(message())["rule"] == "audience"
        known.write_bytes(w.run("correspondents",
                                str(_sent(w, SENT))).stdout)
        assert w.explain(message())["verdict"] == "respond"


def what_is_no_mail_store_is_told(build):
    with World(build) as w:
        for args, status in ((["/nowhere"], 66), ([], 64), (["a", "b"], 64)):
            done = w.run("correspondents", *args)
            assert done.returncode == status, done
            assert done.stdout == b"" and done.stderr.count(b"\n") == 1, done
        w.configure(enabled="nobody")
        assert w.run("correspondents", "/nowhere").returncode == 78


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
