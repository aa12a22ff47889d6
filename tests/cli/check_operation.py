#!/usr/bin/env python3
"""What is done when the verdict stands: log, counts, metrics, copies,
notices; and prune."""
import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import (Skip, World, cases_of, is_sanitized, main,  # noqa: E402
                     message)

DAY = 86400
OWNER = "owner@example.org"


def _mail(number, **fields):
    return message(Return_Path=f"<a{number}@d{number}.example.net>",
                   Message_ID=f"<{number}@d{number}.example.net>", **fields)


def _list_mail(number=0):
    return _mail(number, List_Id="<l.example.net>")


def _stats(w, *args):
    done = w.run("history", "stats", "--json", *args)
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def _events(w, event):
    return [li for li in w.log_lines() if f"event={event} " in li]


def _tallies(w):
    return sorted(w.state.rglob("tally"))


def _notices(w):
    return [p for p in w.responses() if f"To: {OWNER}" in p.read_text()]


def _of_site(w, address, **settings):
    """Makes the world a site, and a mailbox of it."""
    w.configure(address=None, aliases=None, **{"from": None})
    path = w.dir / "mailboxes.d" / f"{address}.conf"
    path.parent.mkdir(exist_ok=True, mode=0o755)
    path.write_text("[mailbox]\n" + "".join(
        f"{k.replace('_', '-')} = {v}\n" for k, v in settings.items()))
    path.chmod(0o644)


def _days_ago(days):
    return time.strftime("%Y-%m-%d", time.localtime(time.time() - days * DAY))


# -- the log ----------------------------------------------------------------

def each_line_of_json_is_an_object_with_the_names_of_the_text(build):
    hostile = message(
        Message_ID='<a"b\\c@example.net>', List_Id="<\x1b[2J\x7f\"},{>",
        Return_Path='<"a\\"b"@example.net>')
    for mail in (message(), _list_mail(), hostile, b"\xff\xfe\n\n"):
        told = {}
        for form in ("text", "json"):
            with World(build, log_format=form) as w:
                assert w.respond(mail) == 0
                told[form] = w.log_lines()
        assert len(told["json"]) == len(told["text"]) == 1
        got = json.loads(told["json"][0])
        names = re.findall(r"(?:^| )([a-z-]+)=",
                           re.sub(r'"[^"]*"', '""', told["text"][0]))
        assert list(got)[3:] == names, (got, names)
        assert got["ms"] == int(got["ms"]) and got["pid"] > 1
        assert got["level"] in ("info", "error")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", got["time"])


def a_line_that_does_not_fit_leaves_no_half_of_it(build):
    for form in ("text", "json"):
        with World(build, log_format=form) as w:
            assert w.respond(_list_mail()) == 0
            whole = w.log.read_bytes()
            for more in (1, 30, 100):
                limit = len(whole) + more
                done = subprocess.run(
                    [w.program, "--config", str(w.config)],
                    input=_list_mail(), stdout=subprocess.PIPE,
                    preexec_fn=lambda size=limit: resource.setrlimit(
                        resource.RLIMIT_FSIZE, (size, size)))
                assert (done.returncode, done.stdout) == (0, b"")
                assert w.log.read_bytes() == whole
            assert w.respond(_list_mail()) == 0
            assert w.log.read_bytes().count(b"list-field") == 2
            if form == "json":
                assert len([json.loads(li) for li in w.log_lines()]) == 2


def the_line_of_a_dead_responder_is_json_too(build):
    with World(build, log_format="json", submit="sendmail", deadline="2s") as w:
        w.configure(sendmail=str(w.stub("hang", "trap '' TERM\nsleep 60\n")))
        assert w.respond(message()) == 0
        assert all(json.loads(line) for line in w.log_lines())


def without_a_journal_the_mail_is_answered_all_the_same(build):
    with World(build, log="journal") as w:
        assert w.respond(message()) == 0
        assert len(w.responses()) == 1


# -- statistics -------------------------------------------------------------

def nothing_is_counted_unless_asked_for(build):
    with World(build) as w:
        w.respond(message())
        before = w.tree()
        w.respond(_list_mail())
        changed = {p for p, s in w.tree().items() if before.get(p) != s}
        assert changed <= {str(w.log)}, changed
        assert _tallies(w) == []
        assert _stats(w)["statistics"] is None


def stats_tell_what_became_of_messages_by_rule_and_day(build):
    with World(build, statistics="yes") as w:
        w.respond(message())
        for number in range(3):
            w.respond(_list_mail(number))
        w.respond(_mail(9, Auto_Submitted="auto-replied"))
        told = _stats(w)
        counted = told["statistics"]
        assert counted["runs"] == 5
        assert counted["responded"] == 1
        assert counted["suppressed"] == {"list-field": 3, "auto-submitted": 1}
        assert counted["failed"] == {}
        days = counted["days"]
        assert sum(d["responded"] for d in days) == 1
        assert sum(d["suppressed"].get("list-field", 0) for d in days) == 3
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", d["day"]) for d in days)
        assert _stats(w, "--mailbox", "_site")["statistics"]["runs"] == 5
        text = w.run("history", "stats").stdout.decode()
        assert re.search(r"^\d{4}-\d\d-\d\d  list-field +3$", text, re.M), text
        assert all(p.stat().st_mode & 0o777 == 0o600 for p in _tallies(w))
        assert len({p.stat().st_size for p in _tallies(w)}) == 1


def failures_are_counted_by_their_kind(build):
    with World(build, statistics="yes", submit="sendmail") as w:
        w.configure(sendmail=str(w.stub("refuse", "exit 69\n")))
        w.respond(message())
        w.configure(sendmail=str(w.stub("crash", "kill -9 $$\n")))
        w.respond(_mail(1))
        w.configure(template="missing.txt")
        w.respond(_mail(2))
        assert _stats(w)["statistics"]["failed"] == {
            "refused": 1, "unknown": 1, "undecided": 1}


def no_message_is_lost_without_a_word_where_many_come_at_once(build):
    with World(build, statistics="yes") as w:
        runs = []
        for number in range(40):
            run = subprocess.Popen([w.program, "--config", str(w.config)],
                                   stdin=subprocess.PIPE)
            run.stdin.write(_list_mail(number))
            run.stdin.close()
            runs.append(run)
        assert [run.wait(60) for run in runs] == [0] * 40
        skipped = len(_events(w, "statistics"))
        for args in ((), ("--mailbox", "_site")):
            runs = _stats(w, *args)["statistics"]["runs"]
            assert 40 - skipped <= runs <= 40, (runs, skipped)


def a_tally_that_is_no_file_of_ours_changes_no_verdict(build):
    with World(build, statistics="yes") as w:
        w.respond(_list_mail())
        victim = w.dir / "victim"
        victim.write_text("dear\n")
        for tally in _tallies(w):
            tally.unlink()
            tally.symlink_to(victim)
        assert w.respond(message(), "--on-failure", "75") == 0
        assert len(w.responses()) == 1
        warned = _events(w, "statistics")
        assert len(warned) == 1 and "is a symbolic link" in warned[0], warned
        assert victim.read_text() == "dear\n"


def a_full_disk_costs_the_count_and_nothing_else(build):
    with World(build, statistics="yes") as w:
        done = subprocess.run(
            ["prlimit", "--fsize=8192", w.program, "--config", str(w.config),
             "--on-failure", "75"], input=_list_mail(), timeout=30,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert "rule=list-field" in w.log_lines()[0]
        assert len(_events(w, "statistics")) == 1, w.log_lines()
        w.respond(_list_mail())
        assert _stats(w)["statistics"]["runs"] == 1


def a_mailbox_that_is_not_there_gets_no_directory(build):
    with World(build, statistics="yes") as w:
        _of_site(w, "bob@example.org")
        w.respond(message(), "--mailbox", "eve@example.org")
        assert "no mailbox" in w.log_lines()[0], w.log_lines()
        assert [p.parent.name for p in _tallies(w)] == ["_site"]
        w.respond(message(), "--mailbox", "bob@example.org")
        told = _stats(w, "--mailbox", "_site")["statistics"]
        assert (told["runs"], told["responded"]) == (2, 1), told


# -- metrics ----------------------------------------------------------------

SAMPLE = re.compile(
    r'([a-z_]+)(?:\{([a-z]+)="((?:[^"\\\n]|\\[\\"n])*)"\})? (\d+(?:\.\d+)?)')


def _parse(text):
    """The text format of Prometheus, strictly: each name has its HELP and
    TYPE right before its samples, no sample comes twice."""
    assert text.endswith("\n"), text[-80:]
    samples, family = {}, None
    lines = text.splitlines()
    while lines:
        line = lines.pop(0)
        if line.startswith("# HELP "):
            family = line.split()[2]
            kind = re.fullmatch(rf"# TYPE {family} (counter|gauge|summary)",
                                lines.pop(0))[1]
            continue
        name, label, value, number = SAMPLE.fullmatch(line).groups()
        bare = re.sub("_(sum|count)$", "", name) if kind == "summary" else name
        assert bare == family, line
        assert (name, label, value) not in samples, line
        samples[name, label, value] = float(number)
    return samples


def metrics_are_written_for_all_mailboxes(build):
    with World(build) as w:
        prom = w.dir / "backsoon.prom"
        w.configure(metrics_file=str(prom))
        w.respond(_list_mail())
        w.configure(address="carol@example.org", **{"from": None})
        os.utime(prom, (0, 0))
        w.respond(message(To="carol@example.org"))
        got = _parse(prom.read_text())
        rules = {r["name"] for r in json.loads(
            w.run("rules", "--json", config=False).stdout)}
        assert got["backsoon_responses_total", None, None] == 1
        name = "backsoon_suppressed_total"
        assert {k[2] for k in got if k[0] == name} == rules
        assert got[name, "rule", "list-field"] == 1
        assert got["backsoon_failures_total", "reason", "refused"] == 0
        assert got["backsoon_elapsed_seconds_count", None, None] == 2
        assert abs(got["backsoon_last_run_timestamp_seconds", None, None]
                   - time.time()) < 100
        assert prom.stat().st_mode & 0o777 == 0o644
        assert [p.name for p in w.dir.glob("backsoon.prom*")] == [prom.name]


def metrics_are_not_written_with_every_message(build):
    with World(build) as w:
        prom = w.dir / "backsoon.prom"
        w.configure(metrics_file=str(prom))
        w.respond(_list_mail(1))
        inode = prom.stat().st_ino
        os.utime(prom)  # just written, whatever the machine did meanwhile
        w.respond(_list_mail(2))
        assert prom.stat().st_ino == inode
        done = w.run("prune")
        assert done.returncode == 0, done
        got = _parse(prom.read_text())
        assert got["backsoon_suppressed_total", "rule", "list-field"] == 2


def nobody_ever_reads_half_a_file(build):
    with World(build) as w:
        prom = w.dir / "backsoon.prom"
        w.configure(metrics_file=str(prom))
        w.respond(_list_mail())
        over, read = threading.Event(), []

        def read_on():
            while not over.is_set():
                read.append(prom.read_text())
                os.utime(prom, (0, 0))

        reader = threading.Thread(target=read_on)
        reader.start()
        runs = []
        for number in range(40):
            run = subprocess.Popen([w.program, "--config", str(w.config)],
                                   stdin=subprocess.PIPE)
            run.stdin.write(_list_mail(number))
            run.stdin.close()
            runs.append(run)
        assert [run.wait(60) for run in runs] == [0] * 40
        over.set()
        reader.join()
        assert len(set(read)) > 1
        for text in set(read):
            assert _parse(text)["backsoon_responses_total", None, None] == 0


def metrics_that_cannot_be_written_are_logged(build):
    with World(build, metrics_file="/nonexistent/backsoon.prom") as w:
        assert w.respond(message(), "--on-failure", "75") == 0
        assert len(w.responses()) == 1
        assert "No such file" in _events(w, "metrics-file")[0]


# -- copies -----------------------------------------------------------------

def a_copy_is_the_response_octet_for_octet(build):
    with World(build) as w:
        copies = w.dir / "copies"
        w.configure(fcc=str(copies))
        w.respond(_list_mail())
        assert not copies.exists()
        w.respond(message())
        w.respond(message(Message_ID="<again@example.net>"))
        kept = list((copies / "new").glob("*"))
        assert [p.read_bytes() for p in kept] == [
            p.read_bytes() for p in w.responses()]
        assert len(kept) == 1
        for path in (copies, copies / "new", copies / "cur", copies / "tmp"):
            assert path.stat().st_mode & 0o777 == 0o700, path
        assert not list((copies / "tmp").glob("*"))


def a_copy_that_fails_neither_bounces_nor_sends_again(build):
    with World(build) as w:
        (w.dir / "copies").write_text("no directory\n")
        (w.dir / "link").symlink_to(w.dir)
        for number, path in enumerate((
                "/dev/null/copies", "/dev/full", str(w.dir / "copies"),
                str(w.dir / "link"))):
            w.configure(fcc=path)
            assert w.respond(_mail(number), "--on-failure", "75") == 0
            assert w.respond(_mail(number), "--on-failure", "75") == 0
            assert len(w.responses()) == number + 1, path
            assert len(_events(w, "fcc")) == number + 1, path
            assert path in _events(w, "fcc")[-1]


def what_was_refused_is_not_kept(build):
    with World(build, submit="sendmail") as w:
        copies = w.dir / "copies"
        w.configure(fcc=str(copies), sendmail=str(w.stub("no", "exit 69\n")))
        w.respond(message())
        assert not copies.exists()


# -- notices ----------------------------------------------------------------

def a_breaker_is_told_once_a_window_and_never_answered(build):
    with World(build, max_per_day="1", notify=OWNER,
               notify_on="breaker") as w:
        for number in range(4):
            assert w.respond(_mail(number)) == 0
        told = _notices(w)
        assert len(told) == 1 and len(w.responses()) == 2
        text = told[0].read_text()
        assert text.startswith("Return-Path: <>\n")
        assert "max-per-day" in text
        assert len(_events(w, "notice")) == 1
        mail = told[0].read_bytes().replace(b"Return-Path: <>\n", b"", 1)
        for args, rule in (((), "null-sender"),
                           (("--sender", "bob@example.com"),
                            "auto-submitted")):
            with World(build, address=OWNER, aliases=None,
                       **{"from": OWNER}) as owner:
                got = owner.explain(
                    b"Return-Path: <>\n" * (not args) + mail, *args)
                assert (got["verdict"], got["rule"]) == ("suppress", rule)


def strangers_cannot_have_the_owner_told_one_by_one(build):
    for cap, of_each in (("max_per_sender_day", "sender"),
                         ("max_per_domain_day", "domain")):
        with World(build, notify=OWNER, notify_on="breaker", interval="0",
                   **{"class": "acknowledge", cap: "1"}) as w:
            for number in range(6):
                assert w.respond(_mail(f"{number // 2}")) == 0
                assert w.respond(message(
                    Return_Path=f"<a@d{number}.example.com>",
                    Message_ID=f"<{number}@example.com>")) == 0
                assert w.respond(message(
                    Return_Path=f"<a@d{number}.example.com>",
                    Message_ID=f"<again{number}@example.com>")) == 0
            assert len(_events(w, "breaker")) > 3
            told = _notices(w)
            assert len(told) == 1, (of_each, len(told))
            assert f"max-per-{of_each}-day reached" in told[0].read_text()


def the_cap_is_named_where_another_rule_spoke(build):
    with World(build, max_per_hour="1", notify=OWNER,
               notify_on="breaker") as w:
        assert w.respond(message()) == 0
        assert w.respond(message(Message_ID="<m2@example.net>")) == 0
        assert "rule=recently-answered" in w.log_lines()[1]
        assert "max-per-hour reached: 1 of 1" in _events(w, "breaker")[0]
        assert "max-per-hour reached: 1 of 1" in _notices(w)[0].read_text()


def nobody_is_told_by_default(build):
    for settings in ({}, {"notify": OWNER}, {"notify_on": "breaker, ended"}):
        with World(build, max_per_day="1", **settings) as w:
            for number in range(3):
                w.respond(_mail(number))
            w.configure(absent_until=_days_ago(2))
            w.respond(_mail(4))
            assert len(w.responses()) == 1, settings


def the_end_of_an_absence_is_told_once_by_whatever_comes_first(build):
    for first in ("message", "prune"):
        with World(build, statistics="yes") as w:
            w.respond(_mail(1))
            w.respond(_list_mail(2))
            exported = w.run("history", "export").stdout.decode()
            w.run("history", "forget", "--all")
            past = str(int(time.time()) - 5 * DAY)
            w.run("history", "import", mail=re.sub(
                r'"last": ?\d+', f'"last":{past}', exported).encode())
            w.configure(absent_from=_days_ago(9), absent_until=_days_ago(2),
                        notify=OWNER, notify_on="ended")
            if first == "message":
                w.respond(_list_mail(3))
            else:
                assert w.run("prune").returncode == 0
            w.respond(_list_mail(4))
            w.run("prune")
            told = _notices(w)
            assert len(told) == 1, first
            text = told[0].read_text()
            assert f"from {_days_ago(9)} ended with {_days_ago(2)}" in text
            assert "a1@d1.example.net" in text, text


def an_end_is_told_when_no_absence_is_open(build):
    absences = f"{_days_ago(9)} to {_days_ago(5)}, "
    for more, told in (("", 5), (f"{_days_ago(4)} to {_days_ago(2)}, ", 2),
                       (f"{_days_ago(4)} to {_days_ago(-2)}, ", None)):
        with World(build, absences=(absences + more).rstrip(", "),
                   notify=OWNER, notify_on="ended") as w:
            w.respond(_list_mail(1))
            w.respond(_list_mail(2))
            texts = [p.read_text() for p in _notices(w)]
            assert len(texts) == (told is not None), (more, texts)
            assert told is None or f"ended with {_days_ago(told)}." in texts[0]


def prune_of_a_site_tells_each_mailbox_of_its_end(build):
    with World(build, notify=OWNER, notify_on="ended") as w:
        for name, until in (("bob", 2), ("carol", 3), ("dave", -5)):
            address = f"{name}@example.org"
            _of_site(w, address, absent_until=_days_ago(until))
            w.respond(message(To=address), "--mailbox", address)
        for path in w.responses():
            path.unlink()
        for mark in w.state.rglob("once.*"):
            mark.unlink()
        for _ in range(2):
            done = w.run("prune", "--all")
            assert done.returncode == 0 and done.stderr == b"", done
            assert sorted(re.search("of (.*) ended", p.read_text())[1]
                          for p in _notices(w)) == [
                "bob@example.org", "carol@example.org"]


def an_absence_that_ended_long_ago_or_not_yet_is_not_told(build):
    for until in (_days_ago(40), _days_ago(0), _days_ago(-3), None):
        with World(build, absent_until=until, notify=OWNER,
                   notify_on="ended") as w:
            w.respond(_list_mail())
            assert w.responses() == [], until


def nothing_leaves_while_a_kill_switch_is_set(build):
    with World(build, absent_until=_days_ago(2), notify=OWNER,
               notify_on="ended") as w:
        w.state.mkdir(mode=0o700)
        for args in ((), ("--mailbox", "bob@example.org")):
            assert w.run("stop", *args).returncode == 0
            w.respond(_list_mail(1))
            w.run("prune")
            assert w.responses() == [], args
            assert w.run("resume", *args).returncode == 0
        w.respond(_list_mail(2))
        assert len(_notices(w)) == 1


def a_notice_that_was_refused_is_not_tried_again(build):
    with World(build, absent_until=_days_ago(2), notify=OWNER,
               notify_on="ended", submit="sendmail") as w:
        w.configure(sendmail=str(w.stub(
            "refuse", f"echo \"$*\" >>{w.dir}/calls\nexit 69\n")))
        for number in range(3):
            assert w.respond(_list_mail(number), "--on-failure", "75") == 0
        assert (w.dir / "calls").read_text() == OWNER + "\n"
        assert "exit status 69" in _events(w, "notice")[0]


def an_absence_without_an_end_is_told_after_its_period(build):
    with World(build, notify=OWNER, notify_on="endless") as w:
        w.respond(_mail(1))
        mark = next(w.state.rglob("once.endless"))
        old = time.time() - 31 * DAY
        os.utime(mark, (old, old))
        w.respond(_mail(2))
        assert _notices(w) == [], "the configuration is new"
        os.utime(w.config, (old, old))
        w.respond(_list_mail(3))
        assert _notices(w) == [], "it did not answer"
        w.respond(_mail(4))
        assert len(_notices(w)) == 1
        w.respond(_mail(5))
        assert len(_notices(w)) == 1
        w.configure(absent_until=_days_ago(-3))
        os.utime(mark, (old, old))
        os.utime(w.config, (old, old))
        w.respond(_mail(6))
        assert len(_notices(w)) == 1, "it has an end now"


def a_notice_that_hangs_ends_at_the_deadline_and_changes_nothing(build):
    with World(build, absent_until=_days_ago(2), notify=OWNER, deadline="3s",
               notify_on="ended", submit="sendmail") as w:
        w.configure(sendmail=str(w.stub(
            "hang", f"trap '' TERM\n[ \"$1\" != {OWNER} ] || sleep 60\n")))
        begun = time.monotonic()
        assert w.respond(_list_mail(), "--on-failure", "75") == 0
        assert time.monotonic() - begun < 20
        lines = w.log_lines()
        assert "rule=list-field" in lines[0], lines
        assert "event=notice" in lines[1] and "killed" in lines[1], lines


def _struck(w, inject, mail):
    trace = w.dir / "trace"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), "-e", f"inject={inject}",
         "-E", "ASAN_OPTIONS=detect_leaks=0", w.program, "--config",
         str(w.config), "--on-failure", "75"], input=mail, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    text = trace.read_text() if trace.exists() else ""
    if "ptrace" in done.stderr.decode() and "execve" not in text:
        raise Skip("no right to trace a process")
    return done.returncode, "INJECTED" in text or "killed by" in text


def a_death_in_the_aftermath_changes_neither_status_nor_line(build):
    if is_sanitized(build):
        raise Skip("a sanitizer makes system calls of its own")
    for inject in ("pwrite64:signal=KILL:when=1", "pwrite64:signal=KILL:when=2",
                   "fallocate:signal=KILL:when=1",
                   "ftruncate:signal=KILL:when=1"):
        with World(build, statistics="yes") as w:
            w.configure(metrics_file=str(w.dir / "b.prom"))
            status, struck = _struck(w, inject, _list_mail())
            assert struck, inject
            assert status == 0, (inject, status)
            lines = w.log_lines()
            assert len(lines) == 1 and "rule=list-field" in lines[0], lines
            w.respond(_list_mail())
            assert _stats(w)["statistics"]["runs"] in (1, 2)
            _parse((w.dir / "b.prom").read_text())


def a_death_around_a_notice_never_sends_it_twice(build):
    if is_sanitized(build):
        raise Skip("a sanitizer makes system calls of its own")
    sent = 0
    for call in ("openat", "fsync", "renameat", "write", "close"):
        for when in (1, 2, 3, 5, 8, 13, 21):
            with World(build, absent_until=_days_ago(2), notify=OWNER,
                       notify_on="ended") as w:
                status, struck = _struck(
                    w, f"{call}:signal=KILL:when={when}", _list_mail())
                if not struck:
                    break
                assert status in (0, 75, -9, 137), (call, when, status)
                w.respond(_list_mail(1))
                w.respond(_list_mail(2))
                assert len(_notices(w)) <= 1, (call, when)
                sent += len(_notices(w))
    assert sent > 5, sent


# -- prune ------------------------------------------------------------------

def prune_drops_what_has_expired(build):
    with World(build, interval="1h") as w:
        w.respond(message())
        old = w.run("history", "export").stdout.decode().replace(
            str(int(time.time()))[:5], str(int(time.time()) - 10 ** 8)[:5])
        w.run("history", "forget", "--all")
        w.run("history", "import", mail=old.encode())
        done = w.run("prune")
        assert done.returncode == 0, done
        assert re.fullmatch(r"bob@example\.org: pruned [1-9]\d*\n",
                            done.stdout.decode()), done
        assert w.run("history", "list").stdout == b""
        w.run("history", "import", mail=old.encode())
        lines = w.run("prune", "--all").stdout.decode().splitlines()
        assert len(lines) == 2 and lines[0].startswith("bob@example.org: ")
        assert re.fullmatch(r"stores 2, pruned [1-9]\d*", lines[1]), lines


def prune_of_all_finds_every_store_and_skips_what_is_none(build):
    with World(build) as w:
        for name in ("bob", "carol", '"d e"', '"../x"'):
            address = f"{name}@example.org"
            w.configure(address=address, **{"from": "bob@example.org"})
            w.respond(message(To=address), "--mailbox", address)
        stores = len(list(w.state.rglob("rate.db")))
        (w.state / "lost+found").mkdir()
        (w.state / "b.prom").write_text("")
        (w.state / "00").mkdir(exist_ok=True)
        (w.state / "00" / "nobody@example.org").mkdir()
        done = w.run("prune", "--all")
        assert done.returncode == 0, done
        assert done.stdout.decode() == f"stores {stores}, pruned 0\n", done
        skipped = done.stderr.decode()
        # what lies beside the shelves may well be there: no word every day
        assert skipped.count("skipped") == 1, skipped
        assert "/00/nobody@example.org: skipped" in skipped, skipped
        assert len(list(w.state.rglob("rate.db"))) == stores


def prune_shows_no_octets_that_steer_a_terminal(build):
    with World(build) as w:
        for name in ("\x1b[31mx@example.org", "a%1B%5B31m@example.org"):
            (w.state / "ab" / name).mkdir(parents=True, exist_ok=True)
        (w.state / "\x1b]0;hi\x07").mkdir()
        for args in (("--all",), ("--mailbox", "\x1b[31m@example.org")):
            done = w.run("prune", *args)
            assert b"\x1b" not in done.stdout + done.stderr, done
        assert b"\\x1b[31m@" in done.stdout + done.stderr, done
        w.state.chmod(0o777)
        done = w.run("prune", "--mailbox", "\x1b[31m@example.org")
        assert b"\x1b" not in done.stdout + done.stderr, done


def prune_tells_a_store_that_it_cannot_use(build):
    with World(build) as w:
        w.respond(message())
        store = next(p.parent for p in w.state.rglob("rate.db")
                     if "_site" not in str(p))
        os.chmod(store, 0o777)
        for args in ((), ("--all",)):
            done = w.run("prune", *args)
            assert done.returncode == 75, done
            assert b"is writable by others" in done.stderr
        assert w.run("prune", "--all", "--mailbox", "x@example.org"
                     ).returncode == 64


def prune_of_nothing_makes_nothing(build):
    with World(build) as w:
        for args in ((), ("--all",)):
            done = w.run("prune", *args)
            assert done.returncode == 0 and done.stderr == b"", done
        assert not w.state.exists()


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
