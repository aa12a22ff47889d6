"""Power cuts, as a model: a write is durable only after a later sync of its
file; at the cut any subset of the sectors that were pending, in any order,
has reached the disk; then the boot is another."""

import os
import shutil
import struct

from rig import DAY, HANG, NOW, TRACE, WEEK, Place, Result

BOOT = "2" * 36


def load(path):
    events, at = [], 0
    with open(path, "rb") as f:
        raw = f.read()
    while at < len(raw):
        kind = raw[at:at + 1].decode()
        name_len, number, size = struct.unpack_from("<HQI", raw, at + 1)
        at += 15
        name = raw[at:at + name_len].decode()
        data = raw[at + name_len:at + name_len + size]
        at += name_len + size
        if "ackfile" not in name or kind == "A":
            events.append((kind, name, number, data))
    return events


def apply(disk, name, change):
    kind, at, data = change
    if kind == "W":
        octets = disk.setdefault(name, bytearray())
        if len(octets) < at + len(data):
            octets.extend(bytes(at + len(data) - len(octets)))
        octets[at:at + len(data)] = data
    elif kind == "T":
        octets = disk.setdefault(name, bytearray())
        if len(octets) > at:
            del octets[at:]
        else:
            octets.extend(bytes(at - len(octets)))
    elif kind == "C":
        disk[name] = bytearray()
    elif kind == "U":
        disk.pop(name, None)


def sectors(at, data, size):
    done = 0
    while done < len(data):
        n = min(size - (at + done) % size, len(data) - done)
        yield "W", at + done, data[done:done + n]
        done += n


def disk_at(events, until, before, size, random):
    """What is on the disk, and who was told of a claim, at an event."""
    disk = {name: bytearray(octets) for name, octets in before.items()}
    pending, claimed = {}, []
    for kind, name, number, data in events[:until]:
        if kind == "A":
            claimed.append(data.decode().split())
            continue
        changes = pending.setdefault(name, [])
        if kind == "W":
            changes.extend(sectors(number, data, size))
        elif kind in "TCU":
            changes.append((kind, number, data))
        elif kind == "R":
            # A directory is taken to be in order, as journals keep it.
            to = data.decode()
            pending[to] = pending.pop(name)
            if name in disk:
                disk[to] = disk.pop(name)
        elif kind == "S":
            for change in changes:
                apply(disk, name, change)
            pending[name] = []
    mode = random.random()
    for name, changes in pending.items():
        likely = random.choice((0.1, 0.5, 0.9, 0, 1))
        if mode < 0.2:
            likely = 0 if mode < 0.1 else 1
        for change in changes:
            if random.random() < likely:
                apply(disk, name, change)
    return disk, claimed


class Traffic:
    """What is traced, and what must hold after a cut."""

    def __init__(self, place, kind):
        self.place = place
        self.kind = kind
        self.trace = os.path.join(place.top, "trace-ackfile")
        self.interval = DAY if kind == "churn" else WEEK
        self.step = 3600 if kind == "churn" else 0
        self.old = []
        self.before = {}

    def claim(self, sender, now, traced=True):
        env = {"LD_PRELOAD": TRACE, "TRACE": self.trace} if traced else {}
        self.place.must(0, "reserve", self.place.store, sender, now=now,
                        interval=self.interval, **env)

    def prepare(self):
        place = self.place
        if self.kind == "create":
            return
        for _ in range(3):
            s = place.sender(90)
            self.old.append((s, NOW))
            self.claim(s, NOW, traced=False)
        if self.kind == "prune":
            for _ in range(200):
                place.must(0, "reserve", place.store, place.sender(230),
                           now=NOW - 30 * DAY, CAPS=None)
        for name in os.listdir(place.store):
            with open(os.path.join(place.store, name), "rb") as f:
                self.before[name] = f.read()
        place.forget_acks()

    def go(self, claims):
        if self.kind == "prune":
            self.place.must(0, "prune", self.place.store,
                            LD_PRELOAD=TRACE, TRACE=self.trace)
        for i in range(claims):
            self.claim(self.place.sender(230 if self.step else 90),
                       NOW + i * self.step)
        return load(self.trace)

    def expected(self, claimed):
        """(sender, when it is asked) that must be suppressed."""
        now = int(claimed[-1][1]) if claimed else NOW
        pairs = [(s, int(at)) for s, at in claimed]
        pairs += [] if self.step else self.old
        live = [s for s, at in pairs if now - at < self.interval - 3600]
        chosen = live[-4:] + self.place.random.sample(live,
                                                      min(3, len(live)))
        self.place.random.shuffle(chosen)
        return chosen, now


def after_wraps(events):
    """Just after the journal began anew."""
    wraps = [i for i, e in enumerate(events)
             if e[0] == "W" and e[1] == "rate.jnl" and e[2] == 0]
    return [i + n for i in wraps for n in range(2, 6)
            if i + n <= len(events)]


def cuts(size, samples, seed, kind="plain"):
    result = Result("power cut, %s, sectors of %d" % (kind, size))
    with Place(seed) as place:
        traffic = Traffic(place, kind)
        traffic.prepare()
        events = traffic.go(8 if kind == "create" else
                            40 if kind == "prune" else 90)
        result.figures["events"] = len(events)
        if kind == "prune" and not any(e[0] == "T" for e in events):
            result.fail("the file was never cut")
        moments = range(1, len(events) + 1)
        if kind == "wrap":
            moments = after_wraps(events)
        for _ in range(samples):
            until = place.random.choice(moments)
            disk, claimed = disk_at(events, until, traffic.before, size,
                                    place.random)
            shutil.rmtree(place.work, ignore_errors=True)
            os.mkdir(place.work, 0o700)
            for name, octets in disk.items():
                path = os.path.join(place.work, name)
                with open(path, "wb") as f:
                    f.write(octets)
                os.chmod(path, 0o600)
            result.add("samples")
            check(result, traffic, claimed, until)
    return result


def check(result, traffic, claimed, until):
    place = traffic.place
    chosen, now = traffic.expected(claimed)
    for operation in ("peek", "reserve"):
        for s in chosen:
            rc = place.run(operation, place.work, s, now=now,
                           interval=traffic.interval, BOOTID=BOOT)
            if rc != 1:
                what = "hangs" if rc == HANG else "gives %s" % rc
                result.fail("event %d: %s of a claimed sender %s" %
                            (until, operation, what))
                return
            chosen = chosen[:4]
    rc = place.run("reserve", place.work, "new@x.example", now=now,
                   BOOTID=BOOT)
    if rc != 0:
        result.fail("event %d: a new sender gives %s" % (until, rc))
    if place.run("verify", place.work, BOOTID=BOOT) != 0:
        result.fail("event %d: not sound" % until)
