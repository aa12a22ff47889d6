#!/usr/bin/env python3
"""doctor: a healthy installation, and every single defect of it."""
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dns.server import Server  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import Skip, World, cases_of, main, message  # noqa: E402

ZONE = """
example.org MX 10 mx.example.org
mx.example.org A 192.0.2.10
"""
LIES = ZONE + "*.invalid A 192.0.2.1\n"
SILENT = "** DROP\n"
MASTER = """smtp inet n - y - - smtpd
backsoon unix - n n - 10 pipe
  flags=RhuX user=_backsoon null_sender=
  argv=/usr/local/bin/backsoon --config /etc/backsoon/desk.conf
    --mailbox ${original_recipient} --client-ip ${client_address}
    --helo ${client_helo} --sender -- ${sender}
"""
MAIN = "backsoon_destination_recipient_limit = 1\n"


class _Clinic(World):
    """A world that lacks nothing, with a root directory of its own in which
    mail systems are found."""

    def __init__(self, build, zone=ZONE):
        self.dns = Server(Zone(zone)).__enter__()
        super().__init__(build, dns=self.dns)
        self.root = self.dir / "root"
        home = pwd.getpwuid(os.geteuid()).pw_dir
        self.home = Path(f"{self.root}{home}")
        self.home.mkdir(parents=True)
        self.put("etc/postfix/master.cf", MASTER)
        self.put("etc/postfix/main.cf", MAIN)
        self.put("etc/localtime", "TZif2")
        self.sendmail = self.stub("sendmail", f"cat >{self.dir}/sent\n"
                                  f'printf "%s\\n" "$@" >{self.dir}/args\n')
        self.configure(submit="sendmail",
                       sendmail=f"{self.sendmail} -i -f '' --")
        self.state.mkdir(mode=0o700)

    def __exit__(self, *what):
        self.dns.__exit__(None, None, None)
        super().__exit__(*what)

    def put(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def look(self, *args, **more):
        done = self.run("doctor", "--json", "--root", str(self.root), *args,
                        **more)
        assert done.stderr == b"", done.stderr
        told = json.loads(done.stdout)
        assert told["status"] == done.returncode, done
        return told

    def store(self, name="bob@example.org"):
        return next(self.state.glob(f"??/{name}"))

    def answer(self):
        """One response, made and sent."""
        assert self.respond(message(Return_Path="<bob2@example.org>")) == 0
        assert (self.dir / "sent").exists(), self.log_lines()


def _bad(told):
    return [f for f in told["findings"] if f["severity"] != "ok"]


def a_healthy_installation_has_no_finding(build):
    with _Clinic(build) as w:
        before = w.tree()
        told = w.look()
        assert _bad(told) == [] and told["status"] == 0, _bad(told)
        assert {"configuration", "directories", "state", "stop", "store",
                "log", "clock", "sendmail", "helpers", "dns", "trust",
                "callers"} == {f["check"] for f in told["findings"]}
        assert w.tree() == before, "it only looks"
        w.answer()
        assert _bad(w.look()) == []


def json_has_the_same_members_everywhere(build):
    with _Clinic(build) as w:
        w.state.chmod(0o777)
        told = w.look()
        assert set(told) == {"configuration", "status", "findings"}
        assert told["configuration"] == str(w.config)
        for f in told["findings"]:
            assert set(f) == {"severity", "check", "found", "remedy"}, f
            assert f["severity"] in ("ok", "warning", "error"), f
            assert (f["remedy"] is None) == (f["severity"] == "ok"), f
            assert f["found"] and "\n" not in f["found"], f


def text_and_json_say_the_same(build):
    with _Clinic(build) as w:
        w.state.chmod(0o777)
        told = w.look()
        done = w.run("doctor", "--root", str(w.root))
        text = done.stdout.decode()
        assert done.returncode == told["status"] == 2
        for f in told["findings"]:
            if f["check"] != "clock":
                assert f["found"] in text, f
                assert f["remedy"] is None or \
                    f"remedy: {f['remedy']}\n" in text, f
        assert text.endswith(", 0 warnings, 1 error\n"), text


def _edit(path, old, new):
    text = path.read_text()
    assert old in text, (path, old)
    path.write_text(text.replace(old, new))


def _master(old, new):
    return lambda w: _edit(w.root / "etc/postfix/master.cf", old, new)


def _beside(name, text):
    return lambda w: w.put(name, text)


def _at_home(name, text):
    return lambda w: (w.home / name).write_text(text)


def _configure(**settings):
    return lambda w: w.configure(**settings)


def _arguments(text):
    return lambda w: w.configure(sendmail=f"{w.sendmail} {text}")


def _stop(w):
    (w.state / "stop").touch()


def _stop_one(w):
    w.answer()
    (w.store() / "stop").touch()


def _leave(name):
    def make(w):
        w.answer()
        path = w.store() / name
        path.touch()
        path.chmod(0o600)
    return make


def _damage(w):
    w.answer()
    path = w.store() / "rate.db"
    data = bytearray(path.read_bytes())
    for at in range(4096 + 64, len(data), 97):
        data[at] ^= 0x55
    path.write_bytes(data)


def _import(change):
    def make(w):
        w.answer()
        lines = w.run("history", "export").stdout.decode().splitlines()
        record = json.loads(next(li for li in lines if '"kind":"S"' in li))
        change(record)
        done = w.run("history", "import", mail=json.dumps(record).encode())
        assert done.returncode == 0, done
    return make


def _from_the_future(record):
    record["subject"] = "carol@example.net"
    record["last"] = int(time.time()) + 30 * 86400


def _mute(record):
    record.update(kind="U", subject="bob@example.org", text="", interval=0,
                  last=int(time.time()) + 3600)


def _link_to_sendmail(name):
    def make(w):
        w.stub(name, "exit 0\n")
        link = w.dir / "mta"
        link.symlink_to(w.dir / name)
        w.configure(sendmail=f"{link} -i -f '' --")
    return make


def _verifier(w):
    w.put("etc/opendmarc.conf", "")


def _template_directory(w):
    (w.dir / "texts").mkdir()
    (w.dir / "texts" / "away.txt").write_text("I am away.\n")
    (w.dir / "texts").chmod(0o777)
    w.configure(template="texts/away.txt")


def _file_in_place_of_state(w):
    w.state.rmdir()
    w.state.touch()


def _link_in_place_of_state(w):
    w.state.rmdir()
    (w.dir / "elsewhere").mkdir(mode=0o700)
    w.state.symlink_to(w.dir / "elsewhere")


def _no_master(text="smtp inet n - y - - smtpd\n"):
    return _beside("etc/postfix/master.cf", text)


# What is done to a healthy installation; severity, check, and what the only
# finding and its remedy must say, as patterns.
DEFECTS = {
    "a wrong setting": (
        _configure(interval="soon"), 2, "configuration",
        r"backsoon.conf:\d+: interval: ", r"backsoon check-config"),
    "a template that is missing": (
        lambda w: (w.dir / "away.txt").unlink(), 2, "configuration",
        r"away.txt: the template: No such file", r"^edit .*away.txt"),
    "a configuration that others can write": (
        lambda w: w.config.chmod(0o666), 2, "configuration",
        r"writable by group or others", r"check-config"),
    "a directory that others can write": (
        _template_directory, 2, "directories",
        r"texts is writable by group or others", r"^chmod go-w .*texts$"),
    "a state directory for everybody": (
        lambda w: w.state.chmod(0o777), 2, "state", r"writable by others",
        r"^chmod go-w .*state$"),
    "a state directory for a group": (
        lambda w: w.state.chmod(0o770), 2, "state", r"writable by its group",
        r"^chmod go-w .*state$"),
    "a file in the place of state": (
        _file_in_place_of_state, 2, "state", r"is no directory", r"state ="),
    "every mailbox stopped": (
        _stop, 1, "stop", r"every mailbox stands still since 20\d\d-",
        r"^backsoon resume --config \S+$"),
    "one mailbox stopped": (
        _stop_one, 1, "stop", r"^bob@example.org stands still",
        r"^backsoon resume --config \S+ --mailbox bob@example.org$"),
    "a store that could not be read": (
        _leave("rate.bad"), 1, "store", r"rate.bad of 20.*puts it right",
        r"history verify"),
    "a store that was set aside": (
        _leave("rate.damaged"), 1, "store", r"rate.damaged of 20",
        r"rm .*/rate.damaged$"),
    "a damaged store": (
        _damage, 2, "store", r"damaged", r"history verify|export"),
    "a mute store": (
        _import(_mute), 1, "store", r"answers nobody until", r"^wait until"),
    "a record of the future": (
        _import(_from_the_future), 2, "clock", r"somebody was answered at",
        r"timedatectl set-ntp"),
    "a log that cannot be made": (
        lambda w: w.configure(log=str(w.dir / "none/log")), 2, "log",
        r"none/log cannot be made", r"^install -d -o \S+ -m 755 .*/none$"),
    "a directory in the place of the log": (
        lambda w: w.log.mkdir(), 2, "log", r"log is no file", r"log ="),
    "a link in the place of the log": (
        lambda w: w.log.symlink_to(w.dir / "away.txt"), 2, "log",
        r"log is a symbolic link", r"log ="),
    "a log that others can write": (
        lambda w: (w.log.touch(), w.log.chmod(0o666)), 1, "log",
        r"log is writable by others", r"^chmod o-w .*log$"),
    "metrics that cannot be made": (
        lambda w: w.configure(metrics_file=str(w.dir / "none/b.prom")), 2,
        "log", r"none/b.prom cannot be made", r"^install -d -o \S+ .*/none$"),
    "no time zone": (
        lambda w: (w.root / "etc/localtime").unlink(), 1, "clock",
        r"localtime cannot be read", r"timedatectl set-timezone"),
    "no sendmail": (
        lambda w: w.sendmail.unlink(), 2, "sendmail",
        r"sendmail: No such file", r"^apt-get install postfix, or sendmail ="),
    "a sendmail that cannot be run": (
        lambda w: w.sendmail.chmod(0o644), 2, "sendmail",
        r"no program that can be run", r"^chmod a\+x"),
    "a sendmail that others can write": (
        lambda w: w.sendmail.chmod(0o777), 2, "sendmail",
        r"writable by group or others", r"^chmod go-w"),
    "an unknown sendmail": (
        _link_to_sendmail("sender"), 1, "sendmail", r"none that is known",
        r"doctor --probe"),
    "dma": (
        _link_to_sendmail("dma"), 2, "sendmail", r"is that of dma, which",
        r"apt-get install postfix"),
    "responses into a Maildir": (
        _configure(submit="maildir:/var/mail/out"), 1, "sendmail",
        r"nobody gets one", r"^submit = sendmail$"),
    "no -f": (_arguments("-i --"), 2, "sendmail", r"^no -f",
              r"-i -f '' --$"),
    "-f with an address": (
        _arguments("-i -f bob@example.org --"), 2, "sendmail",
        r"^-f with an address", r"-i -f '' --$"),
    "no -i": (_arguments("-f '' --"), 2, "sendmail", r"^no -i",
              r"-i -f '' --$"),
    "-t": (_arguments("-t -i -f '' --"), 2, "sendmail", r"^-t: ",
           r"-i -f '' --$"),
    "no dashes": (_arguments("-i -f ''"), 2, "sendmail", r"^no -- at the end",
                  r"-i -f '' --$"),
    "no sender check": (
        _configure(sender_check="off"), 1, "dns", r"not checked",
        r"^sender-check = on$"),
    "a name server that lies": (
        lambda w: None, 2, "dns", r"the server lies",
        r"^dns-server = ", LIES),
    "a name server that is silent": (
        lambda w: None, 2, "dns", r"no answer in 3 seconds", r"dns-server = ",
        SILENT),
    "a domain that takes no mail": (
        _configure(address="bob@example.com"), 1, "dns",
        r"the own domain example.com is nxdomain", r"MX record"),
    "a list that lists everything": (
        _configure(dns_lists="ip.example"), 2, "dns-lists",
        r"127.0.0.1 is listed, expected clean", r"take ip.example out",
        ZONE + "*.ip.example A 127.0.0.2\n"),
    "a verifier that is not used": (
        _verifier, 1, "trust", r"^OpenDMARC is here",
        r"^trusted-authserv-id = "),
    "a trusted name of nobody": (
        _configure(trusted_authserv_id="mx.example.net"), 1, "trust",
        r"mx.example.net is no name of this machine",
        r"^trusted-hosts = mx.example.net"),
    "nobody calls": (
        _no_master(), 1, "callers", r"calls backsoon$", r"docs/callers.md"),
    "no user=": (
        _master("user=_backsoon ", ""), 2, "callers",
        r"master.cf:4: pipe\(8\) runs no command", r"^user="),
    "no null_sender=": (
        _master(" null_sender=", ""), 1, "callers", r"MAILER-DAEMON",
        r"^null_sender="),
    "a sender without dashes": (
        _master("--sender --", "--sender"), 2, "callers",
        r"master.cf:4: an empty sender", r"^--sender -- \$\{sender\}"),
    "several recipients at once": (
        _beside("etc/postfix/main.cf", "x = y\n"), 2, "callers",
        r"several mailboxes at once",
        r"^postconf -e backsoon_destination_recipient_limit=1$"),
    "a mailbox_command": (
        _beside("etc/postfix/main.cf",
                MAIN + "mailbox_command = /usr/local/bin/backsoon\n"),
        2, "callers", r"main.cf:2: messages go to backsoon",
        r"second recipient"),
    "an alias that is the only delivery": (
        _beside("etc/aliases", 'bob: "|/usr/local/bin/backsoon"\n'), 2,
        "callers", r"aliases:1: the message itself is delivered nowhere",
        r"second destination"),
    "vacation beside": (
        _beside("etc/aliases", 'bob: \\bob, "|/usr/bin/vacation bob"\n'), 1,
        "callers", r"aliases:1: .*vacation.*both answer", r"take one"),
    "a tainted argument for Exim": (
        _beside("etc/exim4/conf.d/transport/30_vac",
                "vac:\n  driver = pipe\n  return_path_add\n  timeout_defer\n"
                "  temp_errors = *\n"
                "  command = /usr/bin/backsoon --sender $sender_address\n"),
        2, "callers", r"30_vac:6: Exim refuses", r"without \$sender_address"),
    "a Sieve script that executes": (
        _beside("etc/dovecot/vac.sieve", 'execute "backsoon";\n'), 2,
        "callers", r"vac.sieve:1: execute", r"pipe :copy :try"),
    "a forward that is the only delivery": (
        _at_home(".forward", '"|/usr/local/bin/backsoon"\n'), 2, "callers",
        r".forward:1: the message itself", r"\\bob"),
    "a forward that retries": (
        _at_home(".forward",
                 '\\bob, "|/usr/local/bin/backsoon --on-failure 75"\n'), 2,
        "callers", r"each retry stores one more copy",
        r"without --on-failure 75"),
    "a recipe without c": (
        _at_home(".procmailrc", ":0\n| /usr/local/bin/backsoon --mailbox x\n"),
        2, "callers", r".procmailrc:2: without the flag c", r"^:0 c$"),
    "xfilter in maildrop": (
        _at_home(".mailfilter",
                 'xfilter "/usr/local/bin/backsoon --mailbox x"\n'), 2,
        "callers", r".mailfilter:1: xfilter", r"^cc "),
}
DEFECTS["a link in the place of state"] = (
    _link_in_place_of_state, 2, "state", r"is a symbolic link", r"state =")


def _has_finding(w, name, severity, check, found, remedy):
    told = w.look()
    bad = _bad(told)
    assert len(bad) == 1, (name, bad)
    f, = bad
    assert told["status"] == severity, (name, told["status"])
    assert f["severity"] == ("warning", "error")[severity - 1], (name, f)
    assert f["check"] == check, (name, f)
    assert re.search(found, f["found"]), (name, f)
    assert re.search(remedy, f["remedy"]), (name, f)


def each_defect_is_the_only_finding_and_has_its_remedy(build):
    failed = []
    for name, (defect, *want) in DEFECTS.items():
        zone = want.pop() if len(want) == 5 else ZONE
        with _Clinic(build, zone) as w:
            defect(w)
            try:
                _has_finding(w, name, *want)
            except AssertionError as why:
                failed.append(str(why))
    assert not failed, "\n".join(failed)


def without_a_configuration_the_rest_is_looked_at(build):
    with _Clinic(build) as w:
        w.config.unlink()
        told = w.look()
        f, = _bad(told)
        assert f["check"] == "configuration", f
        assert "No such file" in f["found"], f
        assert {"helpers", "clock", "callers"} <= {
            f["check"] for f in told["findings"]}


class _Office(_Clinic):
    """A site with three mailboxes."""

    def __init__(self, build):
        super().__init__(build)
        self.configure(address=None, aliases=None, template=None,
                       **{"from": None})
        (self.dir / "mailboxes.d").mkdir(mode=0o755)
        for name in ("bob", "desk", "sales"):
            self.mailbox(f"{name}@example.org")

    def mailbox(self, address, more=""):
        path = self.dir / "mailboxes.d" / f"{address}.conf"
        path.write_text(f"[mailbox]\nfrom = X <{address}>\n"
                        f"template = ../away.txt\n{more}")
        path.chmod(0o644)
        return path


def a_site_is_looked_at_with_all_its_mailboxes(build):
    with _Office(build) as w:
        told = w.look()
        assert _bad(told) == [], _bad(told)
        assert "no mistake, 3 mailboxes" in told["findings"][0]["found"]
        w.mailbox("desk@example.org", "interval = soon\n")
        f, = _bad(w.look())
        assert "desk@example.org.conf:4: interval" in f["found"], f
        assert _bad(w.look("--mailbox", "bob@example.org")) == []
        f, = _bad(w.look("--mailbox", "desk@example.org"))
        assert f["check"] == "configuration", f


def a_setting_of_what_is_checked_elsewhere_is_told(build):
    with _Clinic(build) as w:
        text = w.config.read_text()
        for key, value in (("state", "here"), ("sendmail", "sendmail -i")):
            w.config.write_text(re.sub(rf"(?m)^{key} *=.*\n", "", text) +
                                f"{key} = {value}\n")
            done = w.run("doctor")
            assert done.returncode == 2, done
            assert f": {key}: ".encode() in done.stdout, done
    with _Office(build) as w:
        w.mailbox("desk@example.org", "state = here\n")
        f, = [f for f in _bad(w.look()) if f["severity"] == "error"]
        assert "desk@example.org.conf:4: state: " in f["found"], f


def a_text_that_on_put_beside_a_mailbox_is_no_finding(build):
    with _Office(build) as w:
        done = w.run("on", "--mailbox", "bob@example.org", "--until",
                     "2096-12-31", "--message", "Away.")
        assert done.returncode == 0, done
        assert list((w.dir / "mailboxes.d").glob("*.message.txt"))
        assert _bad(w.look()) == []
        done = w.run("check-config")
        assert b": ok\n" in done.stdout, done.stdout
        (w.dir / "mailboxes.d" / "notes.txt").touch()
        f, = _bad(w.look())
        assert "notes.txt" in f["found"], f


def one_stopped_mailbox_of_a_site_is_told(build):
    with _Office(build) as w:
        done = w.run("stop", "--mailbox", "sales@example.org")
        assert done.returncode == 0, done
        f, = _bad(w.look())
        assert f["found"].startswith("sales@example.org stands still"), f
        assert _bad(w.look("--mailbox", "bob@example.org")) == []
        # The remedy is one.
        words = f["remedy"].split()
        assert words[0] == "backsoon"
        assert w.run(*words[1:], config=False).returncode == 0
        assert _bad(w.look()) == []


def a_mistake_of_the_site_is_told_once(build):
    with _Office(build) as w:
        w.configure(max_per_hour="0")
        f, = _bad(w.look())
        assert "max-per-hour" in f["found"], f


def a_mailbox_that_is_missing_is_told(build):
    with _Office(build) as w:
        f, = _bad(w.look("--mailbox", "eve@example.org"))
        assert f["severity"] == "error" and "is not there" in f["found"], f
        assert f["remedy"].startswith("backsoon on --mailbox eve@"), f
        for path in (w.dir / "mailboxes.d").iterdir():
            path.unlink()
        f, = _bad(w.look())
        assert "no mailbox that can be used" in f["found"], f


def several_defects_are_several_findings(build):
    with _Clinic(build) as w:
        w.sendmail.chmod(0o777)
        w.state.chmod(0o777)
        _stop(w)
        told = w.look()
        assert [(f["check"], f["severity"]) for f in _bad(told)] == [
            ("state", "error"), ("stop", "warning"),
            ("sendmail", "error")], _bad(told)
        assert told["status"] == 2


def _with_programs(w):
    """A copy of the programs, for another user or to be changed."""
    home = w.dir / "bin"
    home.mkdir()
    for name in ("backsoon", "backsoon-sender", "backsoon-calendar"):
        shutil.copy(Path(w.program).parent / name, home / name)
    w.program = str(home / "backsoon")
    return home


def a_checker_that_is_missing_or_open_is_told(build):
    with _Clinic(build) as w:
        home = _with_programs(w)
        assert _bad(w.look()) == []
        (home / "backsoon-sender").chmod(0o777)
        f, = _bad(w.look())
        assert f["check"] == "helpers" and "writable" in f["found"], f
        (home / "backsoon-sender").unlink()
        f, = _bad(w.look())
        assert f["check"] == "helpers", f
        assert "No such file" in f["found"], f
        assert f["remedy"] == "make install", f
        (home / "backsoon-calendar").chmod(0o777)
        _, f = _bad(w.look())
        assert "backsoon-calendar is writable" in f["found"], f


def links_of_others_are_not_followed_and_that_is_told(build):
    with _Clinic(build) as w:
        outside = w.dir / "outside"
        outside.write_text('\\bob, "|/usr/local/bin/backsoon"\n')
        (w.home / ".forward").symlink_to(outside)
        f, = _bad(w.look())
        assert f["check"] == "callers" and "not read" in f["found"], f
        (w.home / ".forward").unlink()
        inside = w.put("etc/forwards/bob", outside.read_text())
        (w.home / ".forward").symlink_to(inside)
        told = w.look()
        assert _bad(told) == []
        assert any(".forward:1: " in f["found"] for f in told["findings"])


def hostile_lines_are_cleaned(build):
    with _Clinic(build) as w:
        (w.home / ".forward").write_bytes(
            b'\\bob, "|/usr/bin/backsoon \x1b[2J\xff\x00"\n')
        done = w.run("doctor", "--root", str(w.root))
        assert b"\x1b" not in done.stdout and b"\0" not in done.stdout
        assert b".forward:1: " in done.stdout, done.stdout


def a_probe_is_sent_only_where_it_is_asked_for(build):
    with _Clinic(build) as w:
        w.look()
        assert not (w.dir / "sent").exists()
        told = w.look("--probe")
        assert told["status"] == 0, _bad(told)
        assert [f["check"] for f in told["findings"]].count("probe") == 1
        sent = (w.dir / "sent").read_bytes()
        args = (w.dir / "args").read_text().split("\n")
        assert args == ["-i", "-f", "", "--", "bob@example.org", ""], args
        assert b"\nAuto-Submitted: auto-generated\n" in sent, sent
        assert b"\nTo: bob@example.org\n" in sent, sent
        # Whoever gets it, nobody answers it.
        judged = w.explain(b"Return-Path: <alice@example.net>\n" + sent)
        assert judged["verdict"] == "suppress", judged
        assert judged["rule"] in ("own-address", "auto-submitted",
                                  "mail-loop"), judged["rule"]


def a_probe_that_is_refused_is_an_error(build):
    with _Clinic(build) as w:
        w.stub("sendmail", "exit 67\n")
        f, = _bad(w.look("--probe"))
        assert (f["check"], f["severity"]) == ("probe", "error"), f
        assert "exit status 67" in f["found"], f


def _as_nobody(w, *args):
    return subprocess.run(
        [w.program, "doctor", "--json", "--root", str(w.root), "--config",
         str(w.config), *args], user=65534, group=65534, extra_groups=[],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30,
        env={"PATH": "/usr/bin:/bin",
             "ASAN_OPTIONS": f"log_path={w.dir}/sanitizer"})


def what_belongs_to_another_user_is_told(build):
    if os.geteuid() != 0:
        raise Skip("it takes root to be two users")
    with _Clinic(build) as w:
        _with_programs(w)
        told = json.loads(_as_nobody(w).stdout)
        bad = {f["check"]: f for f in _bad(told)}
        assert set(bad) >= {"state"}, told
        assert bad["state"]["remedy"].startswith("chown nobody "), bad
        assert bad["log"]["remedy"].startswith("install -d -o nobody "), bad
        os.chown(w.state, 65534, 65534)
        w.log.touch()
        os.chown(w.log, 65534, 65534)
        told = json.loads(_as_nobody(w).stdout)
        assert _bad(told) == [], _bad(told)
        f, = _bad(w.look())
        assert f["check"] == "state" and f["severity"] == "warning", f
        assert f["remedy"].startswith("runuser -u nobody -- "), f


def its_command_line_is_checked(build):
    with _Clinic(build) as w:
        for args in (["--nonsense"], ["word"], ["--root"]):
            done = w.run("doctor", *args, config=False)
            assert done.returncode == 64, done
            assert done.stdout == b"" and b"doctor: " in done.stderr, done


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
