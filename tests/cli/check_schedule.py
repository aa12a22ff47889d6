#!/usr/bin/env python3
"""When answers are due: the command that shows it, calendars, and what comes
of a calendar that cannot be read."""
import json
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World, cases_of, main, message  # noqa: E402

MEBI = 1 << 20


def _ics(*events):
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//y//",
                        *events, "END:VCALENDAR", ""])


def _event(*lines):
    return "\r\n".join(["BEGIN:VEVENT", "UID:1@example.org", *lines,
                        "END:VEVENT"])


DAILY = ("DTSTART;TZID=Europe/Berlin:20260101T120000", "DURATION:PT1H",
         "RRULE:FREQ=DAILY")
CHRISTMAS = ("DTSTART;VALUE=DATE:19001225", "DURATION:P2D",
             "RRULE:FREQ=YEARLY", "TRANSP:TRANSPARENT")


def _write(w, name, text, mode=0o644):
    path = w.dir / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.chmod(path, mode)
    return path


def _ask(w, at, *args):
    done = w.run("schedule", "--json", "--at", at, *args)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def without_a_schedule_answers_are_due(build):
    with World(build) as w:
        told = _ask(w, "2026-12-24")
        assert (told["due"], told["why"]) == (True, "no schedule is set")
        assert told["windows"] == told["changes"] == []


def windows_are_shown_in_the_zone_and_in_utc(build):
    with World(build, time_zone="America/St_Johns",
               absences="2026-12-24 to 2027-01-02 with x.txt") as w:
        told = _ask(w, "2026-12-20 12:00")
        assert told["now"] == "2026-12-20T15:30:00Z"
        assert not told["due"]
        window, = told["windows"]
        assert window == {
            "source": "absence", "begins": "2026-12-24T03:30:00Z",
            "begins-local": "2026-12-24 00:00",
            "ends": "2027-01-03T03:30:00Z",
            "ends-local": "2027-01-03 00:00",
            "template": str(w.dir / "x.txt"), "open": False}
        assert [(c["at"], c["due"]) for c in told["changes"]] == [
            ("2026-12-24T03:30:00Z", True), ("2027-01-03T03:30:00Z", False)]
        text = w.run("schedule", "--at", "2026-12-20 12:00").stdout.decode()
        for part in ("due        no", "2026-12-24 00:00  2026-12-24T03:30:00Z",
                     "next       2026-12-24 00:00", ": answers\n"):
            assert part in text, (part, text)


def a_time_is_of_the_mailboxs_zone_unless_it_says_otherwise(build):
    with World(build, time_zone="Asia/Kathmandu") as w:
        for at, utc in (("2026-07-01 05:45", "2026-07-01T00:00:00Z"),
                        ("2026-07-01T05:45:30", "2026-07-01T00:00:30Z"),
                        ("2026-07-01T05:45Z", "2026-07-01T05:45:00Z"),
                        ("2026-07-01", "2026-06-30T18:15:00Z"),
                        ("@1782864000", "2026-07-01T00:00:00Z")):
            assert _ask(w, at)["now"] == utc, at
        for at in ("2026-02-30", "2026-07-01 24:01", "2026-07-01Z", "@",
                   "@-1", "@99999999999999", "2026-07-01 05:45+01:00", ""):
            assert w.run("schedule", "--at", at).returncode == 64, at


def a_callers_zone_does_not_count(build):
    with World(build, absent_from="2026-12-24", time_zone="Etc/UTC") as w:
        w.settings.pop("time-zone")
        w.configure()
        for env in ({}, {"TZ": "Asia/Tokyo"}, {"TZ": "XXX-9:17"},
                    {"TZDIR": "/nonexistent"}):
            done = w.run("schedule", "--json", "--at", "2026-12-20", env=env)
            assert json.loads(done.stdout) == _ask(w, "2026-12-20"), env


def days_say_how_far_to_look(build):
    with World(build, absences="2026-12-24, 2028-01-01") as w:
        assert len(_ask(w, "2026-12-20")["windows"]) == 1
        assert len(_ask(w, "2026-12-20", "--days", "800")["windows"]) == 2
        for days in ("0", "801", "x", "-1", "1.5", ""):
            done = w.run("schedule", "--days", days)
            assert done.returncode == 64, days
            assert b"--days: expected a number" in done.stderr


def explain_tells_whether_answers_are_due(build):
    with World(build, absences="2026-12-24 to 2026-12-26 with other.txt",
               max_age="0", time_zone="Europe/Berlin") as w:
        (w.dir / "other.txt").write_text("Merry Christmas, until ${until}.\n")
        told = w.explain(message(), "--at", "2026-12-23 12:00")
        assert (told["verdict"], told["rule"]) == (
            "suppress", "outside-schedule")
        assert told["evidence"] == told["schedule"]["why"] == \
            "no absence: next 2026-12-24 to 2026-12-26"
        told = w.explain(message(), "--at", "2026-12-26 12:00")
        assert told["verdict"] == "respond", told["evidence"]
        assert told["schedule"]["due"]
        assert "Merry Christmas, until 2026-12-26." in \
            told["response"]["message"]
        assert "Date: Sat, 26 Dec 2026 12:00:00 +0100" in \
            told["response"]["message"]
        text = w.run("explain", "--at", "2026-12-26 12:00",
                     mail=message()).stdout.decode()
        assert "schedule\n  due          yes\n  why          absence " in text


def outside_of_the_schedule_nobody_is_answered(build):
    with World(build, absent_until="2020-01-01") as w:
        assert w.respond(message()) == 0
        assert not w.responses()
        line, = w.log_lines()
        assert "rule=outside-schedule" in line, line


def events_of_a_calendar_are_absences(build):
    with World(build, absence_calendar="me.ics",
               time_zone="Europe/Berlin") as w:
        _write(w, "me.ics", _ics(_event(*DAILY)))
        told = _ask(w, "2026-07-01 12:30", "--days", "2")
        assert told["due"], told
        assert told["why"] == ("absence-calendar 2026-07-01 12:00 to "
                               "2026-07-01 13:00")
        assert [c["at"] for c in told["changes"]] == [
            "2026-07-01T11:00:00Z", "2026-07-02T10:00:00Z",
            "2026-07-02T11:00:00Z", "2026-07-03T10:00:00Z"]
        assert not _ask(w, "2026-07-01 13:00")["due"]


def on_holidays_hours_do_not_count(build):
    with World(build, hours="Mon-Sun 00:00-24:00",
               holiday_calendar="holidays.ics",
               time_zone="Europe/Berlin") as w:
        _write(w, "holidays.ics", _ics(_event(*CHRISTMAS)))
        told = _ask(w, "2026-12-25 00:00")
        assert told["due"]
        assert told["why"] == "holiday-calendar 2026-12-25 to 2026-12-26"
        assert not _ask(w, "2026-12-24 23:59")["due"]
        assert not _ask(w, "2026-12-27 00:00")["due"]


def a_transparent_event_is_no_absence(build):
    with World(build, absence_calendar="me.ics") as w:
        _write(w, "me.ics", _ics(_event(*CHRISTMAS)))
        assert not _ask(w, "2026-12-25 12:00")["due"]


# A file, and what is told of it.
UNUSABLE = {
    "an END is missing": _ics(_event(*DAILY)).replace("END:VCALENDAR", ""),
    "no iCalendar file": "I am away.\n",
    "it holds a NUL": _ics(_event(*DAILY)).replace("x//y", "x\0y"),
    "too many components within each other":
        "BEGIN:VCALENDAR\r\n" * 30000 + "END:VCALENDAR\r\n" * 30000,
    "an event that recurs too often":
        _ics(_event("DTSTART:20200101T000000Z", "DURATION:PT1S",
                    "RRULE:FREQ=SECONDLY")),
    "too many events": _ics(*[
        _event("DTSTART:20260101T000000Z", "DURATION:PT900H",
               "RRULE:FREQ=HOURLY")] * 10),
    "an unknown time zone: ../../etc/passwd":
        _ics(_event("DTSTART;TZID=../../etc/passwd:20260101T000000",
                    "DURATION:PT1H")),
    "an event that cannot be read":
        _ics(_event(*DAILY, "RRULE:FREQ=SOMETIMES")),
    "too large; expected at most 1048576 octets":
        _ics(_event(*DAILY)) + " " * MEBI,
}


def a_calendar_that_cannot_be_read_means_silence(build):
    for cause, text in UNUSABLE.items():
        with World(build, absence_calendar="me.ics", absent_from="2020-01-01",
                   time_zone="Europe/Berlin") as w:
            path = _write(w, "me.ics", text)
            assert w.respond(message()) == 0
            assert not w.responses(), cause
            line, = w.log_lines()
            assert "verdict=undecided" in line and cause in line, line
            done = w.run("schedule", "--at", "2026-07-01")
            assert done.returncode == 65, (cause, done)
            assert f"{path}: {cause}".encode() in done.stderr, done.stderr
            done = w.run("check-config")
            assert done.returncode == 78, (cause, done.stdout)
            assert cause.encode() in done.stdout, done.stdout
            assert cause.encode() in w.run("doctor").stdout, cause


def a_large_calendar_is_read(build):
    events = [_event(f"DTSTART:20260101T{h:02}0000Z", "DURATION:PT1H",
                     "RRULE:FREQ=YEARLY", "DESCRIPTION:" + "x" * 70)
              for h in range(24)]
    text = _ics(*events)
    text = _ics(*events * ((MEBI - 200) // len(text)))
    assert MEBI * 0.9 < len(text) <= MEBI
    with World(build, absence_calendar="me.ics") as w:
        _write(w, "me.ics", text)
        assert _ask(w, "2027-01-01 12:30", "--days", "1")["due"]


def a_calendar_of_somebody_else_is_refused(build):
    with World(build, absence_calendar="me.ics") as w:
        path = _write(w, "me.ics", _ics(_event(*DAILY)), 0o666)
        done = w.run("schedule")
        assert b"writable by group or others" in done.stderr
        path.rename(w.dir / "real.ics")
        path.symlink_to(w.dir / "real.ics")
        assert b"symbolic link" in w.run("schedule").stderr
        path.unlink()
        assert b"No such file" in w.run("schedule").stderr


# A stub in the place of the program that reads calendars.
BROKEN = {
    "kill -SEGV $$": "the calendar reader died of signal 11",
    "exit 3": "the calendar reader ended with 3",
    "exit 0": "the calendar reader's answer cannot be used",
    "cat >/dev/null; head -c 50000 /dev/zero": "cannot be used",
    "cat >/dev/null; head -c 50000 /dev/urandom": "cannot be used",
    "exec sleep 60": "the calendar reader did not answer in time",
}


def a_reader_that_fails_means_silence_and_a_cause_in_the_log(build):
    for script, cause in BROKEN.items():
        with World(build, absence_calendar="me.ics",
                   absent_from="2020-01-01", deadline="2s") as w:
            _write(w, "me.ics", _ics(_event(*DAILY)))
            home = w.dir / "bin"
            home.mkdir()
            shutil.copy(w.program, home / "backsoon")
            w.program = str(home / "backsoon")
            (home / "backsoon-calendar").write_text(
                "#!/bin/sh\n" + script + "\n")
            os.chmod(home / "backsoon-calendar", 0o755)
            assert w.respond(message()) == 0
            assert not w.responses(), script
            line, = w.log_lines()
            assert "verdict=undecided" in line and cause in line, line


def check_config_warns_of_absences_that_are_over(build):
    with World(build, absences="2020-12-24 to 2021-01-02") as w:
        done = w.run("check-config")
        assert done.returncode == 0
        assert b"all absences are over" in done.stdout
        w.configure(absences="2020-12-24, 2098-12-24")
        assert b"are over" not in w.run("check-config").stdout
        w.configure(absences="2098-12-24 with nothing.txt")
        done = w.run("check-config")
        assert done.returncode == 78
        assert b"nothing.txt: the template: No such file" in done.stdout


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
