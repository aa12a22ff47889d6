#!/usr/bin/env python3
"""on, off, status, stop, resume: what a person types to be away and back."""
import fcntl
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Skip, World, cases_of, main, message  # noqa: E402

YEAR = time.gmtime().tm_year + 1
BEGAN = time.time() - 3 * 86400
FROM, UNTIL = time.strftime("%Y-%m-%d", time.gmtime(BEGAN)), f"{YEAR}-12-31"


class _Person:
    """Somebody with a home of their own: the password file of a mount
    namespace names it."""
    ID = 54321

    def __init__(self, build):
        self.program = str(Path(build).resolve() / "backsoon")
        self.dir = Path(tempfile.mkdtemp(prefix="backsoon-person-"))
        self.dir.chmod(0o755)
        self.home = self.dir / "home"
        self.home.mkdir()
        self.config = self.home / ".config/backsoon/backsoon.conf"
        root = os.geteuid() == 0
        self.id = self.ID if root else os.geteuid()
        if root:
            os.chown(self.home, self.ID, self.ID)
        passwd = self.dir / "passwd"
        passwd.write_text(f"me:x:{self.id}:{self.id}::{self.home}:/bin/sh\n")
        become = (f"exec setpriv --reuid={self.ID} --regid={self.ID} "
                  "--clear-groups" if root else "exec")
        space = [] if root else ["-U", "--map-current-user", "--keep-caps"]
        self.before = ["unshare", *space, "-m", "sh", "-c",
                       f'mount --bind "$0" /etc/passwd && {become} "$@"',
                       str(passwd)]
        if subprocess.run([*self.before, "true"], check=False,
                          stderr=subprocess.DEVNULL).returncode != 0:
            shutil.rmtree(self.dir)
            raise Skip("no mount namespace can be made here")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir)

    def run(self, *args, mail=b""):
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        return subprocess.run([*self.before, self.program, *args], input=mail,
                              env=env, cwd=self.home, timeout=60,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def _says(done, *texts):
    told = (done.stdout + done.stderr).decode()
    for text in texts:
        assert text in told, (text, told)


def one_command_makes_a_configuration_and_answers(build):
    with _Person(build) as p:
        done = p.run("on", "--mailbox", "me@example.org", "--until", UNTIL,
                     "--message", "I am away.")
        assert done.returncode == 0, done
        _says(done, "me@example.org: answers", f"until          {UNTIL}",
              "no .forward here calls backsoon")
        assert _mode(p.config.parent) == 0o700
        assert _mode(p.config) == 0o600
        text = p.config.parent / "message.txt"
        assert text.read_text() == "I am away.\n"
        assert _mode(text) == 0o600
        with p.config.open("a") as config:
            config.write("sender-check = off\n")
        done = p.run("explain", "--sender", "alice@example.net",
                     mail=b"To: me@example.org\n\nHi\n")
        _says(done, "response to alice@example.net", "I am away.")
        (p.home / ".forward").write_text('\\me, "|backsoon"\n')
        assert b"hint" not in p.run("on").stdout


def the_five_minutes_of_the_readme_work_as_printed(build):
    page = (ROOT / "README.md").read_text()
    part = page.partition("## A person, in five minutes")[2].partition(
        "\n## ")[0]
    # the days of the page go by, those of a test must not
    part = re.sub(r"\b20\d\d-(\d\d-\d\d)\b", rf"{YEAR}-\1", part)
    blocks = re.findall(r"(?:^    .*\n|^\n(?=    ))+", part, re.M)
    text = re.search(r"^```text\n(.*?)^```", part, re.M | re.S)[1]
    with _Person(build) as p:
        for name in ("cur", "new"):
            (p.home / "Maildir" / name).mkdir(parents=True)
        (p.home / "message.eml").write_bytes(
            message(To="bob@example.org"))
        ran = []
        for block in blocks:
            block = "\n".join(li[4:] for li in block.strip("\n").split("\n"))
            if block.startswith("\\bob"):
                (p.home / ".forward").write_text(block + "\n")
                continue
            path = Path(p.program).parent
            done = subprocess.run(
                [*p.before, "sh", "-ec", "cd; " + block],
                env={"PATH": f"{path}:/usr/bin:/bin", "HOME": str(p.home)},
                timeout=120, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            ran.append(done)
            if len(ran) == 1:
                (p.config.parent / "away.txt").write_text(text)
                with p.config.open("a") as config:
                    config.write("sender-check = off\n")
        assert len(ran) == 3 and all(d.returncode == 0 for d in ran), ran
        assert b"I am away and read my mail" in ran[1].stdout
        assert b"hint" in ran[0].stdout and b"hint" not in ran[2].stdout
        assert (p.home / ".local/state/backsoon/stop").exists()


def without_a_configuration_it_says_what_to_type(build):
    with _Person(build) as p:
        for command in ("on", "off"):
            done = p.run(command)
            assert done.returncode == 78, done
            _says(done, "backsoon on --mailbox you@example.org")
        assert p.run("status").returncode == 78
        assert list(p.home.iterdir()) == []


def a_person_stops_and_resumes_before_any_mail_has_come(build):
    with _Person(build) as p:
        p.run("on", "--mailbox", "me@example.org")
        assert p.run("stop", "--reason", "loop?").returncode == 0
        state = p.home / ".local/state/backsoon"
        assert (state / "stop").read_text() == "loop?\n"
        assert _mode(state) == 0o700
        done = p.run("status")
        assert done.returncode == 1, done
        _says(done, f"does not answer: stopped by {state}/stop: loop?")
        assert p.run("resume").returncode == 0
        assert p.run("status").returncode == 0


ODD = (b"; mine\r\n[mailbox]\r\n\taddress = bob@example.org  ; me\r\n"
       b"aliases=a@example.org, \\\r\n  b@example.org\r\n\r\n"
       b"# the rest\r\nlog = \"%s\"\r\nstate=%s\r\n"
       b"submit = maildir:%s\r\nsender-check = off ; x")


def _odd(w):
    w.config.write_bytes(ODD % tuple(
        str(p).encode() for p in (w.log, w.state, w.outbox)))
    return w.config.read_bytes()


def on_and_off_keep_every_other_octet(build):
    with World(build) as w:
        before = _odd(w)
        assert w.run("off").returncode == 0
        assert w.config.read_bytes() == before + b"\r\nenabled = no"
        off = w.config.read_bytes()
        for _ in range(3):
            done = w.run("on", "--from", FROM, "--until", UNTIL)
            assert done.returncode == 0, done
            on = w.config.read_bytes()
            assert on.startswith(off[:-2] + b"yes\r\n")
            assert on[len(off) + 1:].split() == [
                b"absent-from", b"=", FROM.encode(),
                b"absent-until", b"=", UNTIL.encode()], on
            w.run("off")
            done = w.run("on")
            _says(done, "the dates of the last absence are gone")
            assert w.run("off").returncode == 0
            assert w.config.read_bytes() == off
        assert w.run("off").returncode == 0


def what_is_said_twice_does_not_touch_the_file(build):
    with World(build) as w:
        w.run("off")
        before = w.config.stat()
        done = w.run("off")
        assert done.returncode == 0, done
        after = w.config.stat()
        assert (before.st_ino, before.st_mtime_ns) == (
            after.st_ino, after.st_mtime_ns)


def a_file_that_somebody_else_changes_now_is_left_alone(build):
    with World(build) as w:
        before = w.tree()
        held = os.open(w.dir, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        for command in ("on", "off"):
            done = w.run(command)
            assert done.returncode == 75, done
            _says(done, "somebody else is changing it now")
        assert w.tree() == before
        os.close(held)
        assert w.run("off").returncode == 0


def a_message_lies_beside_and_never_on_what_somebody_wrote(build):
    with World(build) as w:
        w.config = w.config.rename(w.dir / "desk.conf")
        done = w.run("on", "--message", "-", mail=b"Subject: Away\n\nBye.\n")
        assert done.returncode == 0, done
        text = w.dir / "desk.message.txt"
        assert text.read_text() == "Subject: Away\n\nBye.\n"
        assert _mode(text) == _mode(w.config)
        assert (w.dir / "away.txt").read_text().startswith("I am away.")
        assert w.respond(message()) == 0
        assert b"\nSubject: Away" in w.responses()[0].read_bytes()


def a_template_is_taken_from_where_one_is(build):
    with World(build) as w:
        other = w.dir / "a #1.txt"
        other.write_text("Another text.\n")
        done = w.run("on", "--template", str(other))
        assert done.returncode == 0, done
        assert "Another text." in w.explain(message())["response"]["message"]
        assert f'template = "{other}"' in w.config.read_text()


def mistakes_change_nothing(build):
    with World(build) as w:
        before = w.tree()
        for status, args in (
                (64, ["--until", "soon"]), (64, ["--until", "2020-01-01"]),
                (64, ["--from", UNTIL, "--until", FROM]),
                (64, ["--message", ""]), (64, ["--message", "${nonsense}"]),
                (64, ["--message", "x", "--template", "y"]),
                (64, ["--message", "x" * 17000]), (64, ["word"]),
                (64, ["--template", ""]),
                (78, ["--mailbox", "other@example.com"]),
                (78, ["--template", "/a'b\"#"])):
            done = w.run("on", *args)
            assert done.returncode == status, (args, done)
            assert done.stderr.startswith(b"backsoon: "), done
            assert w.tree() == before, args
        w.config.write_text("[mailbox]\naddress = bob@example.org\n"
                            "interval = soon\n")
        before = w.tree()
        done = w.run("on")
        assert done.returncode == 78
        _says(done, f"{w.config}:3: interval: ")
        assert w.tree() == before


def an_absence_can_begin_and_end_at_a_time_of_day(build):
    with World(build) as w:
        done = w.run("on", "--from", f"{YEAR}-12-24 17:00", "--until",
                     f"{YEAR}-12-31 09:00")
        assert done.returncode == 0, done
        _says(done, "bob@example.org: does not answer: ",
              f"from           {YEAR}-12-24 17:00\n",
              f"until          {YEAR}-12-31 09:00\n")
        mail = message(Date=None, Received=None)
        for when, verdict in (("24T16:59:59", "suppress"),
                              ("24T17:00:00", "respond"),
                              ("31T08:59:59", "respond"),
                              ("31T09:00:00", "suppress")):
            told = w.explain(mail, "--at", f"{YEAR}-12-{when}")
            assert told["verdict"] == verdict, (when, told)


def an_absence_can_end_on_the_day_it_begins(build):
    with World(build) as w:
        day = f"{YEAR}-12-24"
        for begin, end, status in (
                (day, day, 0), (f"{day} 09:00", day, 0),
                (day, f"{day} 09:00", 0), (f"{day} 09:00", f"{day} 17:00", 0),
                (f"{day} 09:00", f"{day} 09:00", 64),
                (f"{day} 09:00", f"{YEAR}-12-23", 64)):
            done = w.run("on", "--from", begin, "--until", end)
            assert done.returncode == status, (begin, end, done)


def a_message_that_the_settings_would_not_send_is_refused(build):
    for key, value in (("languages", "en, de"), ("html", "yes"),
                       ("mime", "yes")):
        with World(build) as w:
            assert w.run("on", "--message", "Before.").returncode == 0
            w.config.write_text(w.config.read_text() + f"{key} = {value}\n")
            before = w.tree()
            done = w.run("on", "--message", "After.")
            assert done.returncode == 78, (key, done)
            _says(done, f"--message: one plain text, and {key} ")
            assert w.tree() == before


def a_message_that_tells_a_day_needs_one(build):
    with World(build) as w:
        before = w.tree()
        text = "Back on ${until_words}."
        done = w.run("on", "--message", text)
        assert done.returncode == 78, done
        _says(done, "--message:1: ${until_words} has no value; ")
        assert w.tree() == before
        done = w.run("on", "--until", UNTIL, "--message", text)
        assert done.returncode == 0, done
        assert w.explain(message())["verdict"] == "respond"


def a_text_that_is_missing_or_wrong_is_refused(build):
    with World(build) as w:
        (w.dir / "bad.txt").write_text("Hi ${nobody}.\n")
        before = w.tree()
        for name, why in (("none.txt", "No such file"),
                          ("bad.txt", "bad.txt:1: ${nobody}: ")):
            done = w.run("on", "--template", str(w.dir / name))
            assert done.returncode == 78, done
            _says(done, name, why)
            assert w.tree() == before
        (w.dir / "away.txt").unlink()
        assert w.run("on").returncode == 78
        assert w.run("off").returncode == 0
        assert w.run("on", "--message", "Away.").returncode == 0


def status_tells_who_was_answered_since(build):
    with World(build) as w:
        w.respond(message())
        w.respond(message(Return_Path="<carol@example.com>",
                          Message_ID="<m2@example.com>"))
        done = w.run("status")
        assert done.returncode == 0, done
        _says(done, "bob@example.org: answers", "2 senders since ",
              "in 7d", "no end date", str(w.config))
        told = json.loads(w.run("status", "--json").stdout)
        assert (told["active"], told["answered"]) == (True, 2), told
        assert told["last"] < told["again"], told
        assert told["warnings"] == [
            "no end date: it answers until somebody says backsoon off"]
        w.configure(absent_until=UNTIL, absent_from=FROM)
        told = json.loads(w.run("status", "--json").stdout)
        assert (told["from"], told["until"]) == (FROM, UNTIL), told
        assert told["answered"] == 2, told
        w.configure(enabled="no")
        done = w.run("status")
        assert done.returncode == 1
        _says(done, "does not answer: enabled = no")
        w.configure(enabled="perhaps")
        assert w.run("status").returncode == 78


def status_names_the_text_that_is_sent_now(build):
    with World(build) as w:
        (w.dir / "now.txt").write_text("Just now.\n")
        w.configure(absences=f"{FROM} to {UNTIL} with now.txt")
        told = json.loads(w.run("status", "--json").stdout)
        assert told["template"] == str(w.dir / "now.txt"), told
        _says(w.run("status"), str(w.dir / "now.txt"))


def status_warns_of_a_text_for_another_absence(build):
    with World(build, absent_from=FROM, absent_until=UNTIL) as w:
        text = w.dir / "away.txt"
        for days, old in ((20, False), (40, True)):
            os.utime(text, (BEGAN - days * 86400,) * 2)
            told = json.loads(w.run("status", "--json").stdout)
            assert any("written long before" in t
                       for t in told["warnings"]) == old, told
    # of several languages, that of the default one
    with World(build, absent_from=FROM, languages="nl, de") as w:
        for language, days in (("nl", 40), ("de", 20)):
            text = w.dir / f"away.{language}.txt"
            text.write_text("Text\n")
            os.utime(text, (BEGAN - days * 86400,) * 2)
        told = json.loads(w.run("status", "--json").stdout)
        assert told["template"] == str(w.dir / "away.nl.txt"), told
        assert any("written long before" in t
                   for t in told["warnings"]), told


def stop_and_resume_are_for_all_or_for_one(build):
    with World(build) as w:
        w.state.mkdir()
        for args, whose in (([], "all mailboxes"),
                            (["--mailbox", "bob@example.org"],
                             "bob@example.org")):
            done = w.run("stop", *args, "--reason", "a \x1b loop")
            assert done.returncode == 0, done
            _says(done, f"stopped: {whose}: {w.state}/")
            told = w.explain(message())
            assert told["rule"] == "switched-off", told
            assert told["evidence"].endswith("/stop: a loop"), told
            assert w.respond(message()) == 0
            assert w.responses() == []
            _says(w.run("stop", *args), "already stopped")
            _says(w.run("stop", *args, "--reason", "new"), "stopped: ")
            assert w.explain(message())["evidence"].endswith("/stop: new")
            done = w.run("resume", *args)
            assert done.returncode == 0
            _says(done, f"resumed: {whose}")
            assert w.explain(message())["verdict"] == "respond"
            _says(w.run("resume", *args), "not stopped")
        w.respond(message())
        assert len(w.responses()) == 1


def resume_tells_of_the_other_switch(build):
    with World(build) as w:
        w.state.mkdir()
        w.run("stop")
        w.run("stop", "--mailbox", "bob@example.org")
        done = w.run("resume")
        _says(done, "still stopped: bob@example.org: ")
        assert w.explain(message())["rule"] == "switched-off"
        w.run("stop")
        done = w.run("resume", "--mailbox", "bob@example.org")
        _says(done, "still stopped: all mailboxes: ")


def stop_works_where_the_configuration_does_not(build):
    with World(build, interval="soon") as w:
        w.state.mkdir()
        done = w.run("stop")
        assert done.returncode == 0, done
        _says(done, "note: ", "interval", "stopped: all")
        assert (w.state / "stop").exists()
        done = w.run("stop", "--config", str(w.dir / "none.conf"),
                     config=False)
        assert done.returncode == 78, done


def stop_refuses_a_directory_that_others_can_write_to(build):
    with World(build) as w:
        w.state.mkdir()
        w.state.chmod(0o777)
        done = w.run("stop")
        assert done.returncode == 75, done
        _says(done, "writable by others")
        w.state.rmdir()
        w.state.symlink_to(w.dir)
        assert w.run("stop").returncode == 75
        assert not (w.dir / "stop").exists()


CAROL = ["--mailbox", "carol@example.org"]


def _site(w, **settings):
    """Turns the world into a site with a directory for its mailboxes."""
    for key in ("address", "aliases", "from", "template"):
        w.settings.pop(key)
    w.configure(**settings)
    (w.dir / "mailboxes.d").mkdir(mode=0o755)
    return w.dir / "mailboxes.d" / "carol@example.org.conf"


def an_admin_makes_and_changes_one_of_many(build):
    with World(build) as w:
        carol = _site(w)
        w.config.chmod(0o640)
        mail = message(To="carol@example.org")
        assert w.explain(mail, *CAROL)["rule"] == "switched-off"
        done = w.run("status", *CAROL)
        assert done.returncode == 1
        _says(done, "carol@example.org: does not answer: no mailbox: ")
        done = w.run("on", *CAROL, "--message", "Carol is away.")
        assert done.returncode == 0, done
        _says(done, "carol@example.org: answers", str(carol))
        assert carol.read_text() == (
            "[mailbox]\nenabled = yes\n"
            "template = carol@example.org.message.txt\n")
        assert _mode(carol) == 0o640
        told = w.explain(mail, *CAROL)
        assert "Carol is away." in told["response"]["message"], told
        before = carol.read_text()
        done = w.run("off", "--mailbox", "carol+x@example.org")
        assert done.returncode == 0, done
        assert carol.read_text() == before.replace("yes", "no")
        assert sorted(p.name for p in carol.parent.iterdir()) == [
            "carol@example.org.conf", "carol@example.org.message.txt"]


def a_new_mailbox_is_read_by_whoever_reads_the_site(build):
    if os.geteuid() != 0:
        raise Skip("only root can give files away")
    with World(build) as w:
        carol = _site(w)
        os.chown(w.config, 0, _Person.ID)
        w.config.chmod(0o640)
        done = w.run("on", *CAROL, "--message", "Carol is away.")
        assert done.returncode == 0, done
        for path in carol.parent.iterdir():
            assert path.stat().st_gid == _Person.ID, path
            assert _mode(path) == 0o640, path


def without_dates_it_answers_now_whatever_is_planned(build):
    for planned in ({"absences": "2096-12-24 to 2097-01-02"},
                    {"hours": "Mon-Sun 00:00-24:00"}):
        with World(build, **planned) as w:
            assert w.explain(message())["rule"] == "outside-schedule"
            done = w.run("on")
            assert done.returncode == 0, done
            assert b"bob@example.org: answers: absence since " in \
                done.stdout, done
            assert w.explain(message())["verdict"] == "respond"
            text = w.config.read_bytes()
            done = w.run("on")
            assert done.returncode == 0 and b"are gone" not in done.stdout
            assert w.config.read_bytes() == text
    # a desk is on when it keeps to its hours
    with World(build, hours="Mon-Sun 00:00-24:00",
               **{"class": "acknowledge"}) as w:
        assert w.run("on").returncode == 0
        assert "absent-from" not in w.config.read_text()
    with World(build) as w:
        _site(w, hours="Mon-Sun 00:00-24:00")
        done = w.run("on", *CAROL)
        assert done.returncode == 0, done
        assert b"carol@example.org: answers: absence since " in done.stdout


def a_file_with_an_address_is_a_mailbox_alone(build):
    """Also where directories of a site lie beside it."""
    with World(build) as w:
        (w.dir / "mailboxes.d").mkdir(mode=0o755)
        for more in ([], ["--mailbox", "bob@example.org"]):
            done = w.run("off", *more)
            assert done.returncode == 0, done
            assert "enabled = no\n" in w.config.read_text()
            done = w.run("on", *more)
            assert done.returncode == 0, done
            assert "enabled = yes\n" in w.config.read_text()
        assert w.run("on", "--mailbox", "eve@example.org").returncode == 78
        assert not list((w.dir / "mailboxes.d").iterdir())


def an_admin_has_to_name_the_mailbox(build):
    with World(build) as w:
        carol = _site(w)
        before = w.config.read_text()
        for command in ("on", "off"):
            done = w.run(command)
            assert done.returncode == 78, done
            _says(done, "has many mailboxes; expected --mailbox ADDRESS")
            done = w.run("off", *CAROL)
            assert done.returncode == 78, done
            done = w.run("on", "--mailbox", "../../x@example.org/")
            assert done.returncode != 0, done
        assert w.config.read_text() == before
        assert list(carol.parent.iterdir()) == []


def what_a_site_has_locked_is_not_changed(build):
    with World(build) as w:
        carol = _site(w, locked="template, interval")
        done = w.run("on", *CAROL, "--message", "Carol is away.")
        assert done.returncode == 78, done
        _says(done, f"{carol}:3: template: locked in {w.config}:")
        assert list(carol.parent.iterdir()) == []
        assert w.run("on", *CAROL).returncode == 0
        assert carol.read_text() == "[mailbox]\nenabled = yes\n"


def stop_silences_a_site_and_its_mailboxes(build):
    with World(build) as w:
        _site(w)
        w.state.mkdir()
        w.run("on", *CAROL)
        mail = message(To="carol@example.org")
        assert w.run("stop").returncode == 0
        _says(w.run("status", *CAROL), f"stopped by {w.state}/stop")
        assert w.explain(mail, *CAROL)["rule"] == "switched-off"
        w.run("resume")
        w.run("stop", *CAROL)
        assert w.explain(mail, *CAROL)["rule"] == "switched-off"
        w.run("resume", *CAROL)
        assert w.explain(mail, *CAROL)["verdict"] == "respond"


def the_switch_of_a_site_is_for_mailboxes_with_a_state_of_their_own(build):
    with World(build) as w:
        carol = _site(w)
        w.state.mkdir()
        w.run("on", *CAROL)
        carol.write_text(carol.read_text() + f"state = {w.dir}/own\n")
        mail = message(To="carol@example.org")
        assert w.explain(mail, *CAROL)["verdict"] == "respond"
        assert w.run("stop").returncode == 0
        told = w.explain(mail, *CAROL)
        assert told["rule"] == "switched-off", told
        assert f"stopped by {w.state}/stop" in told["evidence"], told
        assert w.run("resume").returncode == 0
        assert w.explain(mail, *CAROL)["verdict"] == "respond"


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
