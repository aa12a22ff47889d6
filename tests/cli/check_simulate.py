#!/usr/bin/env python3
"""simulate: who would have been answered among stored messages."""
import json
import os
import sys
import time
from email.utils import formatdate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World, cases_of, fork_terminal, main, message  # noqa: E402

DAY = 86400
START = 1790000000  # in September 2026


def _mail(when, number, **fields):
    """A person's mail that came at this time."""
    date = formatdate(when)
    return message(**{"Date": date, "Message_ID": f"<{number}@example.net>",
                      "Received": "from mx.example.net by mail.example.org; "
                      + date, **fields})


# day, fields, what comes of it
STORED = [
    (0, {}, None),
    (1, {}, "recently-answered"),
    (2, {"Return_Path": "<carol@example.com>"}, None),
    (3, {"Return_Path": "<>"}, "null-sender"),
    (4, {"List_Id": "<l.example.com>"}, "list-field"),
    (6, {}, "recently-answered"),
    (7, {}, None),
    (8, {"To": "else@example.com"}, "not-addressed"),
    (9, {"Return_Path": None}, "no-sender"),
]


def _maildir(w, stored=STORED):
    top = w.dir / "Maildir"
    for name in ("cur", "new", "tmp"):
        (top / name).mkdir(parents=True, exist_ok=True)
    for number, (day, fields, _) in enumerate(reversed(stored)):
        when = START + day * DAY
        (top / ("cur" if number % 2 else "new") /
         f"{when}.M{number}.host").write_bytes(_mail(when, number, **fields))
    return top


def _mbox(w, stored=STORED):
    path = w.dir / "mbox"
    with path.open("wb") as out:
        for number, (day, fields, _) in enumerate(stored):
            when = START + day * DAY
            date = time.strftime("%a %b %d %H:%M:%S %Y", time.gmtime(when))
            sender = fields.get("Return_Path") or "<alice@example.net>"
            out.write(f"From {sender[1:-1] or 'MAILER-DAEMON'} {date}\n"
                      .encode())
            out.write(_mail(when, number, **fields) + b">From me\n\n")
    return path


def _run(w, source, *args, status=0):
    done = w.run("simulate", "--json", *args, str(source))
    assert done.returncode == status, done
    return json.loads(done.stdout)


def _expect(told, stored):
    rules = [rule for _, _, rule in stored]
    assert told["messages"] == len(stored), told
    assert told["answered"] == rules.count(None), told
    for rule, count in told["rules"].items():
        assert count == rules.count(rule), (rule, told)


def each_message_is_judged_as_of_its_delivery(build):
    with World(build) as w:
        told = _run(w, _maildir(w))
        _expect(told, STORED)
        assert [r["time"] for r in told["list"]] == [
            time.strftime("%Y-%m-%dT%H:%M:%SZ",
                          time.gmtime(START + day * DAY))
            for day in (0, 2, 7)]
        for row in told["list"]:
            assert row["verdict"] == "respond" and row["rule"] is None
            assert row["subject"] == "Hello"


def the_from_line_of_an_mbox_is_a_sender_like_any_other(build):
    with World(build) as w:
        _expect(_run(w, _mbox(w)),
                STORED[:-1] + [(9, {}, "recently-answered")])


def nothing_is_left_behind(build):
    with World(build) as w:
        top = _maildir(w)
        before = w.tree()
        _run(w, top)
        _run(w, top, "--all")
        assert w.tree() == before
        # and what is in the real history does not count
        w.respond(message())
        _expect(_run(w, top), STORED)


def it_says_what_respond_would_have_done(build):
    with World(build) as w:
        told = _run(w, _maildir(w), "--all")
        assert [r["rule"] for r in told["list"]] == [r for *_, r in STORED]
        assert told["list"][3]["sender"] == "<>"
        assert told["list"][-1]["sender"] == "-"


def caps_hold_over_the_whole_run(build):
    stored = [(0, {"Return_Path": f"<s{i}@d{i}.example>"}, None)
              for i in range(8)]
    with World(build, max_per_day=5) as w:
        told = _run(w, _maildir(w, stored))
        assert (told["answered"], told["rules"]["flood"]) == (5, 3), told
        w.configure(max_per_day=None, max_site_day=4)
        told = _run(w, w.dir / "Maildir")
        assert (told["answered"], told["rules"]["flood"]) == (4, 4), told


def since_leaves_out_what_came_before(build):
    with World(build) as w:
        told = _run(w, _maildir(w), "--since", f"@{START + 3 * DAY}")
        assert told["messages"] == 6, told
        assert told["list"][0]["sender"] == "alice@example.net"
        done = w.run("simulate", "--since", "then", str(w.dir / "Maildir"))
        assert done.returncode == 64, done


def people_read_a_table_and_counts(build):
    with World(build) as w:
        top = _maildir(w)
        (top / "cur" / "link").symlink_to("nowhere")
        done = w.run("simulate", str(top))
        lines = done.stdout.decode().splitlines()
        assert lines[0].split() == [
            time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START)),
            "alice@example.net", "Hello"], lines
        assert len([li for li in lines if "  Hello" in li]) == 3
        for words in (["messages", "9"], ["answered", "3"],
                      ["suppressed", "6"], ["skipped", "1"],
                      ["recently-answered", "2"]):
            assert any(li.split() == words for li in lines), (words, lines)
        assert done.stderr == b"", done
        done = w.run("simulate", "--all", str(top))
        assert b"  null-sender            <>" in done.stdout, done


def a_hostile_subject_reaches_no_terminal(build):
    stored = [(0, {"Subject": "a\x1b[2Jb", "Return_Path":
                   '<"x\x1b"@example.net>'}, None)]
    with World(build) as w:
        done = w.run("simulate", "--all", str(_maildir(w, stored)))
        assert done.returncode == 0 and b"\x1b" not in done.stdout, done


def a_mailbox_that_is_off_is_taken_as_on(build):
    with World(build, enabled="no") as w:
        w.state.mkdir()
        w.run("stop")
        done = w.run("simulate", "--json", str(_maildir(w)))
        assert json.loads(done.stdout)["answered"] == 3
        assert b"note: enabled = no" in done.stderr


def the_schedule_counts_unless_it_is_to_be_ignored(build):
    with World(build, absent_from="2100-01-01") as w:
        top = _maildir(w)
        done = w.run("simulate", "--json", str(top))
        told = json.loads(done.stdout)
        assert told["answered"] == 0, told
        assert told["rules"]["outside-schedule"] > 0, told
        assert b"--ignore-schedule" in done.stderr, done
        told = _run(w, top, "--ignore-schedule")
        _expect(told, STORED)


def a_calendar_is_asked_about_the_time_of_each_message(build):
    begin, end = (time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(when))
                  for when in (START - 3600, START + 2.5 * DAY))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//EN",
             "BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z",
             f"DTSTART:{begin}", f"DTEND:{end}", "SUMMARY:Away",
             "END:VEVENT", "END:VCALENDAR", ""]
    with World(build, absence_calendar="me.ics") as w:
        (w.dir / "me.ics").write_text("\r\n".join(lines))
        (w.dir / "me.ics").chmod(0o644)
        told = _run(w, _maildir(w))
        assert [r["sender"] for r in told["list"]] == [
            "alice@example.net", "carol@example.com"], told
        assert told["rules"]["outside-schedule"] > 0, told
        assert told["undecided"] == 0, told
        told = json.loads(w.run("status", "--json").stdout)
        assert not told["active"] and "schedule:" not in told["why"], told


def what_is_no_store_is_66(build):
    with World(build) as w:
        (w.dir / "letter").write_text("Dear Bob\n")
        (w.dir / "empty").mkdir()
        for name, text in (("letter", "From line"), ("empty", "cur and new"),
                           ("none", "No such file")):
            done = w.run("simulate", str(w.dir / name))
            assert done.returncode == 66 and text in done.stderr.decode(), \
                (name, done)
        for args in ([], ["a", "b"], [""]):
            assert w.run("simulate", *args).returncode == 64
        w.configure(interval="soon")
        assert w.run("simulate", str(_maildir(w))).returncode == 78


def an_empty_store_is_no_mistake(build):
    with World(build) as w:
        told = _run(w, _maildir(w, []))
        assert (told["messages"], told["list"]) == (0, []), told


def a_bar_is_drawn_on_a_terminal_only(build):
    with World(build) as w:
        top = _maildir(w)
        pid, terminal = fork_terminal()
        if pid == 0:
            out = os.open(os.devnull, os.O_WRONLY)
            os.dup2(out, 1)
            os.execl(w.program, w.program, "simulate", "--config",
                     str(w.config), str(top))
        drawn = b""
        try:
            while chunk := os.read(terminal, 4096):
                drawn += chunk
        except OSError:  # a terminal that nobody has open any more
            pass
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        assert b"100%  9 of 9" in drawn, drawn
        assert drawn.endswith(b"\r\x1b[K"), drawn


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
