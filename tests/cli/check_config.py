#!/usr/bin/env python3
"""config show and check-config, for one mailbox and for a site."""
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from harness import Site, World, cases_of, main, message  # noqa: E402

# One of each kind of value: quotes, comments, paths, lists, commands.
KINDS = {
    "from": '"Ob, Bob; \\"x\\" #1" <bob@example.org>',
    "aliases": '"a,b"@example.org, *@example.net',
    "handle": '"a:b"',
    "template": '"away.txt"',
    "sendmail": "/bin/true -f 'a b' --",
    "submit": '"maildir:out;box"',
    "detail-separators": '"+#"',
    "deny": "x@example.com, \\\n  *@example.com",
    "max-age": "48h",
    "absences": "2026-12-24 to 2027-01-02 with away.txt,"
                "2027-02-01 08:00 to 2027-02-05",
    "enabled": "on",
    "class": "acknowledge",
}


def _show(w, *args, **more):
    done = w.run("config", "show", *args, **more)
    assert done.returncode == 0 and done.stderr == b"", done
    return done.stdout.decode()


def _settings(w, *args):
    return json.loads(_show(w, "--json", *args))


def what_is_shown_loads_again_and_is_the_same(build):
    with World(build) as w:
        w.settings.update(KINDS)
        w.configure()
        shown = _show(w)
        # texts would be equal, their files not
        assert f"2027-01-02 with {w.dir}/away.txt, 2027" in shown, shown
        assert f'maildir:{w.dir}/out;box"' in shown, shown
        origins = _show(w, "--origin")
        told = w.explain(message(To="*@example.net"))
        for text in shown, origins:
            copy = w.dir / "elsewhere" / "copy.conf"
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(text)
            copy.chmod(0o644)
            again = w.run("config", "show", "--config", str(copy),
                          config=False)
            assert again.stderr == b"", again
            assert again.stdout.decode() == shown
            same = json.loads(w.run(
                "explain", "--json", "--config", str(copy), config=False,
                mail=message(To="*@example.net")).stdout)
            assert same["rule"] == told["rule"], (same, told)


def a_mailbox_of_a_site_loads_again_as_one_file(build):
    with Site(build) as w:
        w.domain("example.org", **{"reply-to": "desk@example.org",
                                   "interval": "30d"})
        w.mailbox("bob@example.org", template="../away.txt",
                  **{"reply-to": "", "from": "Bob <bob@example.org>"})
        shown = _show(w, "--mailbox", "bob@example.org")
        assert "interval = 30d\n" in shown, shown
        assert f"template = {w.dir}/mailboxes.d/../away.txt\n" in shown
        assert "# reply-to =\n" in shown, shown
        w.config.write_text(shown)
        assert _show(w) == shown


def origins_are_told(build):
    with Site(build) as w:
        w.configure(locked="log, deadline", interval="1h")
        w.domain("example.org", max_per_day="7")
        told = _settings(w, "--mailbox", "bob@example.org")
        site, domain = str(w.config), str(w.dir / "domains.d/example.org.conf")
        line = w.config.read_text().split("\n").index("locked = "
                                                      "log, deadline") + 1
        assert told["max-per-day"] == {
            "value": "7", "default": "500", "locked": None,
            "origin": {"file": domain, "line": 2}}, told["max-per-day"]
        assert told["log"]["locked"] == {"file": site, "line": line}
        assert told["deadline"]["origin"] is None
        assert told["deadline"]["locked"] == {"file": site, "line": line}
        # what holds, not what was asked for
        assert told["interval"]["value"] == "1d", told["interval"]
        assert told["interval"]["origin"]["file"] == site
        assert told["address"]["value"] == "bob@example.org"
        assert told["reply-to"]["value"] is None
        text = _show(w, "--mailbox", "bob@example.org", "--origin")
        assert f"max-per-day = 7 ; {domain}:2\n" in text, text
        assert f"deadline = 8s ; default, locked in {site}:{line}\n" in text
        assert f"log = {w.log} ; {site}:" in text, text


def a_site_shows_what_holds_for_all(build):
    with Site(build) as w:
        w.configure(max_per_hour="4")
        told = _settings(w)
        assert told["max-per-hour"]["value"] == "4"
        assert told["address"]["value"] is None
        done = w.run("config", "show", "--mailbox", "eve@example.org")
        assert done.returncode == 78 and done.stdout == b"", done
        assert b"eve@example.org.conf does not exist" in done.stderr, done
        w.configure(max_per_hour="x")
        done = w.run("config", "show")
        assert done.returncode == 78 and done.stdout == b"", done
        assert f"{w.config}:".encode() in done.stderr


def config_wants_its_word(build):
    with World(build) as w:
        for words in (), ("list",), ("show", "x"):
            done = w.run("config", *words)
            assert done.returncode == 64, done
            assert done.stderr.count(b"\n") == 1, done


def _check(w, *args):
    done = w.run("check-config", *args)
    return done.returncode, done.stdout.decode().splitlines()


def a_site_is_checked_with_all_its_mailboxes(build):
    with Site(build) as w:
        status, lines = _check(w)
        assert (status, lines[-1]) == (
            0, f"{w.config}: 1 mailbox, 1 domain: ok"), lines
        w.mailbox("amy@example.org", interval="soon", template="../away.txt")
        w.mailbox("eve@example.net", deny="a b", **{
            "from": "Eve <eve@example.net>", "template": "../no.txt"})
        w.domain("example.org", log="relative")
        w.domain("example.com", retry="1h")
        status, lines = _check(w)
        assert status == 78
        here = f"{w.dir}/"
        for want in (f"{here}domains.d/example.com.conf:2: retry: unknown",
                     f"{here}domains.d/example.org.conf:2: log: ",
                     f"{here}mailboxes.d/amy@example.org.conf:2: interval: ",
                     f"{here}mailboxes.d/eve@example.net.conf:2: deny: ",
                     f"{here}mailboxes.d/../no.txt: "):
            # once, however many mailboxes the fault belongs to
            assert sum(line.startswith(want) for line in lines) == 1, lines
        assert lines[-1] == (
            f"{w.config}: 3 mailboxes, 2 domains: 5 errors, "
            "1 warning"), lines
        status, lines = _check(w, "--mailbox", "amy@example.org")
        assert status == 78 and len(lines) == 4, lines
        assert lines[-1] == f"{w.config}: 2 errors, 1 warning", lines
        status, lines = _check(w, "--mailbox", "x@example.org")
        assert status == 78 and any("x@example.org.conf does not exist" in s
                                    for s in lines), lines


def names_that_are_no_mailboxes_are_told(build):
    with Site(build) as w:
        folder = w.dir / "mailboxes.d"
        for name in (".amy@example.org.conf", "amy@example.org",
                     "Amy@example.org.conf", "amy.conf",
                     "a/b@example.org.conf".replace("/", "%2f"),
                     "amy@example.org.conf.dpkg-old"):
            (folder / name).write_text("nonsense")
        (w.dir / "domains.d" / "amy@example.org.conf").write_text("nonsense")
        status, lines = _check(w)
        assert status == 0, lines
        assert sum("warning: " in line for line in lines) == 7, lines
        assert lines[-1].endswith("1 mailbox, 1 domain: 0 errors, "
                                  "7 warnings"), lines
        os.chmod(folder, 0o777)
        status, lines = _check(w)
        assert status == 78 and f"{folder}: writable by group" in lines[0]
        assert lines[-1].endswith("1 error, 1 warning"), lines


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
