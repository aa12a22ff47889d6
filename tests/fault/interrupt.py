"""kill -9 and failing disks at every call that changes a file."""

import errno
import os

from rig import DAY, HANG, INJECT, KILLED, NOW, WEEK, Place, Result

ERRORS = (errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS)


class Scene:
    """One operation on a store that was prepared for it, again and again."""

    def __init__(self, place, operation, sender, live, now=NOW, muted=False,
                 **env):
        self.place = place
        self.operation = operation
        self.sender = sender
        self.live = live    # senders that must stay suppressed
        self.now = now
        self.muted = muted  # whatever happens nobody may be answered
        self.env = env


def creation(place):
    return Scene(place, "reserve", place.sender(), [])


def ordinary(place):
    live = [place.sender() for _ in range(5)]
    for s in live:
        place.must(0, "reserve", place.store, s)
    return Scene(place, "reserve", place.sender(), live)


def split(place):
    """Fills up until the next claim makes the file larger."""
    live = []
    path = os.path.join(place.store, "rate.db")
    sizes = []
    place.serial = 0
    state = place.random.getstate()
    for _ in range(60):
        live.append(place.sender(90))
        place.must(0, "reserve", place.store, live[-1])
        sizes.append(os.path.getsize(path))
    # The claim before which the tree last had its former size.
    last = max(i for i in range(1, 60) if sizes[i] > sizes[i - 1])
    for name in os.listdir(place.store):
        os.unlink(os.path.join(place.store, name))
    place.random.setstate(state)
    place.serial = 0
    again = [place.sender(90) for _ in range(last + 1)]
    for s in again[:-1]:
        place.must(0, "reserve", place.store, s)
    return Scene(place, "reserve", again[-1], again[:-1])


def expired(place):
    """A claim that also removes what is over."""
    old = [place.sender(200) for _ in range(40)]
    for s in old:
        place.must(0, "reserve", place.store, s, now=NOW - 30 * DAY)
    live = [place.sender() for _ in range(4)]
    for s in live:
        place.must(0, "reserve", place.store, s)
    return Scene(place, "reserve", place.sender(), live)


def prune(place):
    """Frees pages and cuts the file."""
    live = [place.sender(100) for _ in range(8)]
    for s in live:
        place.must(0, "reserve", place.store, s)
    for _ in range(160):
        place.must(0, "reserve", place.store, place.sender(230),
                   now=NOW - 30 * DAY, CAPS=None)
    return Scene(place, "prune", place.sender(), live)


def wrap(place):
    """The journal is full: the next frame begins it anew."""
    live = []
    header = b""
    path = os.path.join(place.store, "rate.jnl")
    for _ in range(80):
        before = header
        place.fresh_copy()
        live.append(place.sender())
        place.must(0, "reserve", place.store, live[-1])
        with open(path, "rb") as f:
            header = f.read(512)
        if before and header != before:
            break
    else:
        raise RuntimeError("the journal never wrapped")
    # The state before that claim.
    for name in os.listdir(place.work):
        os.replace(os.path.join(place.work, name),
                   os.path.join(place.store, name))
    return Scene(place, "reserve", live.pop(), live)


def healing(place):
    live = [place.sender() for _ in range(12)]
    for s in live:
        place.must(0, "reserve", place.store, s)
    with open(os.path.join(place.store, "rate.db"), "r+b") as f:
        f.write(b"\xff" * 4096)
    return Scene(place, "reserve", place.sender(), live, muted=True)


SCENES = (creation, ordinary, split, expired, prune, wrap, healing)


def aftermath(scene, result, where):
    """The invariants, whatever just happened to the operation."""
    place = scene.place
    claimed = place.acks(scene.sender)
    again = place.run("reserve", place.work, scene.sender, now=scene.now)
    if again not in (0, 1):
        result.fail("%s: then %s" % (where, again))
    if claimed and again == 0:
        result.fail("%s: claimed twice" % where)
    if scene.muted and (claimed or again == 0):
        result.fail("%s: claimed while mute" % where)
    if not claimed and again == 1:
        result.add("silent")
    for s in place.random.sample(scene.live, min(2, len(scene.live))):
        if place.run("peek", place.work, s, now=scene.now) != 1:
            result.fail("%s: %s forgotten" % (where, s))
    if place.run("verify", place.work) != 0:
        result.fail("%s: not sound" % where)
    after = scene.now + 2 * WEEK
    if place.run("reserve", place.work, "new@x.example", now=after) != 0:
        result.fail("%s: unusable" % where)


def kills(half, seed, scenes=SCENES, repeat=1):
    result = Result("kill -9 %s every changing call" %
                    ("in the middle of" if half else "before"))
    for make in scenes:
        for r in range(repeat):
            with Place(seed + r) as place:
                scene = make(place)
                for clean in (True, False):
                    kill_scene(scene, make.__name__, half, clean, result)
    if result.figures.get("points", 0) < 100:
        result.fail("too few points")
    return result


def kill_scene(scene, name, half, clean, result):
    place = scene.place
    for n in range(1, 2000):
        place.fresh_copy(clean)
        rc = place.run(scene.operation, place.work, scene.sender,
                       now=scene.now, LD_PRELOAD=INJECT, KILL_AT=n,
                       KILL_HALF=1 if half else None, **scene.env)
        if rc != KILLED:
            if rc not in (0, 1):
                result.fail("%s, undisturbed: %s" % (name, rc))
            return
        result.add("points")
        aftermath(scene, result, "%s, call %d" % (name, n))
    result.fail("%s: no end" % name)


def errors(sticky, seed, scenes=SCENES, numbers=ERRORS):
    result = Result("%s at every changing call, %s" %
                    ("/".join(errno.errorcode[e] for e in numbers),
                     "for good" if sticky else "once"))
    for make in scenes:
        with Place(seed) as place:
            scene = make(place)
            for number in numbers:
                for clean in (True, False):
                    error_scene(scene, make.__name__, sticky, number, clean,
                                result)
    if result.figures.get("points", 0) < 100:
        result.fail("too few points")
    return result


def error_scene(scene, name, sticky, number, clean, result):
    place = scene.place
    for n in range(1, 2000):
        place.fresh_copy(clean)
        rc = place.run(scene.operation, place.work, scene.sender,
                       now=scene.now, LD_PRELOAD=INJECT, FAIL_AT=n,
                       FAIL_ERRNO=number, FAIL_STICKY=1 if sticky else None,
                       COUNT_TO=place.counter, **scene.env)
        where = "%s, %s at call %d" % (name, errno.errorcode[number], n)
        if rc not in (0, 1, 75):
            result.fail("%s: %s" % (where, rc))
            if rc == HANG:
                return
        calls = place.calls()
        if calls is not None and calls < n:
            return
        result.add("points")
        aftermath(scene, result, where)
    result.fail("%s: no end" % name)
