#!/usr/bin/env python3
"""Schedules in many zones, minute by minute over two years: what the program
says must be what a model of its own says, which looks at every minute's clock
through Python's zoneinfo and knows nothing of how the program computes."""
import datetime
import json
import random
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World, is_sanitized, main  # noqa: E402

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe",
         "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia",
         "Africa/Casablanca", "America/Havana", "Asia/Beirut",
         "Pacific/Chatham", "UTC"]
EPOCH = datetime.datetime(1970, 1, 1)
DAY = 1440  # minutes
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def _minutes(civil):
    return (civil - EPOCH) // datetime.timedelta(minutes=1)


def _text(minute, form="%Y-%m-%d %H:%M"):
    return (EPOCH + datetime.timedelta(minutes=minute)).strftime(form)


def _utc(minute):
    return _text(minute, "%Y-%m-%dT%H:%M:00Z")


class Clock:
    """What a clock in a zone shows at each minute of a range."""

    def __init__(self, zone, first, days, step):
        """At every change of the clock, a step of minutes begins."""
        self.zone, self.first, self.count = zone, first, days * DAY
        self.shown, self.changes, last = [], [], None
        info = ZoneInfo(zone)
        for at in range(first, first + self.count, step):
            offset = datetime.datetime.fromtimestamp(
                at * 60, info).utcoffset() // datetime.timedelta(minutes=1)
            if last not in (None, offset):
                self.changes.append((at, last, offset))
            last = offset
            self.shown += range(at + offset, at + offset + step)

    def first_not_before(self, civil):
        return next((self.first + i for i, c in enumerate(self.shown)
                     if c >= civil), None)

    def behind_last_before(self, civil):
        return next((self.first + i + 1
                     for i, c in zip(range(self.count - 1, -1, -1),
                                     reversed(self.shown)) if c < civil),
                    self.first)


def _is_within(hours, civil):
    day, time = civil // DAY, civil % DAY
    today = (day + 3) % 7  # 1970-01-01 was a Thursday
    for weekday, begins, ends in hours:
        if ends > begins:
            if weekday == today and begins <= time < ends:
                return True
        elif (weekday == today and time >= begins) or \
                ((weekday + 1) % 7 == today and time < ends):
            return True
    return False


def _due(clock, windows, hours):
    """For each minute of the range."""
    due = bytearray(clock.count)
    for begins, ends in windows:
        at = clock.first_not_before(begins) - clock.first
        end = clock.behind_last_before(ends) - clock.first
        due[at:end] = b"\1" * max(0, end - at)
    if hours:
        week = bytes(not _is_within(hours, m) for m in range(7 * DAY))
        free = bytes(week[civil % (7 * DAY)] for civil in clock.shown)
        due = bytes(map(int.__or__, due, free))
    return due


def _changes(clock, due):
    found, at = [], due.find(1 - due[0])
    while at != -1:
        found.append((_utc(clock.first + at), bool(due[at])))
        at = due.find(1 - due[at], at)
    return found


def _windows(clock, dice):
    """Around each change of the clock, and some anywhere."""
    edges = []
    for at, before, after in clock.changes:
        low = at + min(before, after)
        high = at + max(before, after)
        middle = (low + high) // 2
        edges += [(middle - 300, middle), (middle, middle + 1),
                  (middle, high + 45), (low, high), (low - 1, low)]
    whole = clock.first + 3 * DAY
    for _ in range(4):
        begins = whole + dice.randrange(clock.count - 20 * DAY)
        edges.append((begins, begins + dice.randrange(1, 10 * DAY)))
    return [(a, b) for a, b in edges if a < b]


def _hour_text(hours):
    def time(m):
        return f"{m // 60:02}:{m % 60:02}"
    return ", ".join(f"{WEEKDAYS[d]} {time(a)}-{time(b)}" for d, a, b in hours)


OFFICE = [(d, 540, 1020) for d in range(5)] + [(5, 600, 720)]
NIGHTS = [(6, 135, 165), (6, 1410, 150), (4, 1320, 360), (5, 0, 1440),
          (1, 1, 2)]
SCHEDULES = {"windows": ([], True), "office": (OFFICE, False),
             "nights": (NIGHTS, False), "both": (NIGHTS, True)}


def _ask(w, *args):
    done = w.run("schedule", "--json", *args)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _agree(build, clock, hours, with_windows, dice):
    windows = _windows(clock, dice) if with_windows else []
    due = _due(clock, windows, hours)
    settings = {"time_zone": clock.zone}
    if windows:
        settings["absences"] = ", ".join(
            f"{_text(a)} to {_text(b)}" for a, b in windows)
    if hours:
        settings["hours"] = _hour_text(hours)
    days = str(clock.count // DAY - 1)
    with World(build, **settings) as w:
        told = _ask(w, "--at", f"@{clock.first * 60}", "--days", days)
        got, state = [], bool(due[0])
        assert told["due"] == state, (clock.zone, settings)
        for change in told["changes"]:
            if change["due"] != state:
                state = change["due"]
                got.append((change["at"], state))
        end = _utc(clock.first + int(days) * DAY)
        want = [c for c in _changes(clock, due) if c[0] <= end]
        for g, v in zip(got + [None], want + [None]):
            assert g == v, (clock.zone, settings, g, v)
        for _ in range(6):
            i = dice.randrange(clock.count)
            second = (clock.first + i) * 60 + dice.randrange(60)
            now = _ask(w, "--at", f"@{second}", "--days", "1")
            assert now["due"] == bool(due[i]), (clock.zone, settings, second)
    return len(want)


def _case(zone, first, days, step=15):
    def case(build):
        dice = random.Random(zone)
        clock = Clock(zone, _minutes(first), days, step)
        told = [_agree(build, clock, hours, windows, dice)
                for hours, windows in SCHEDULES.values()]
        print(f"figure: {zone}: {len(told) * clock.count} minutes, "
              f"{sum(told)} changes, {len(clock.changes)} of the clock")

    case.__name__ = f"the_schedules_of_{zone}_from_{first:%Y}_are_right"
    return case


def _the_years(build):
    days = 60 if is_sanitized(build) else 730
    first = datetime.datetime(2026, 10 if days == 60 else 1, 1)
    return [_case(zone, first, days) for zone in ZONES]


if __name__ == "__main__":
    sys.exit(main([
        *_the_years(sys.argv[1]),
        # a day that was left out
        _case("Pacific/Apia", datetime.datetime(2011, 12, 1), 60),
        # a clock that was set back across midnight
        _case("America/St_Johns", datetime.datetime(2010, 10, 1), 60, 1),
    ]))
