"""Many processes at once, full disks, and years of traffic."""

import fcntl
import os
import subprocess
import time

from rig import DAY, NOW, Place, Result, Skip


def start_together(place, senders):
    """Starts one claim for each sender; all begin at the same moment."""
    barrier = os.path.join(place.top, "barrier-ackfile")
    with open(barrier, "w", encoding="ascii") as f:
        fcntl.flock(f, fcntl.LOCK_EX)
        children = [place.start("reserve", place.store, s, BARRIER=barrier)
                    for s in senders]
        # Until the last one waits too.
        time.sleep(0.01)
    return children


def together(place, senders):
    """Their statuses."""
    children = start_together(place, senders)
    statuses = []
    for child in children:
        try:
            statuses.append(child.wait(30))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            statuses.append("hang")
    return statuses


def same_key(rounds, processes):
    result = Result("%d processes with one key" % processes)
    with Place(21) as place:
        for r in range(rounds):
            place.forget_acks()
            got = together(place, ["one%d@x.example" % r] * processes)
            result.add("rounds")
            result.add("claims", len(place.acks()))
            if sorted(got) != [0] + [1] * (processes - 1):
                result.fail("round %d: %s" % (r, sorted(map(str, got))))
            if len(place.acks()) != 1:
                result.fail("round %d: %d claims" % (r, len(place.acks())))
        if place.run("verify", place.store) != 0:
            result.fail("not sound")
    return result


def many_keys(rounds, processes):
    result = Result("%d processes with as many keys" % processes)
    with Place(22) as place:
        for r in range(rounds):
            place.forget_acks()
            senders = ["many%d.%d@x.example" % (r, i)
                       for i in range(processes)]
            got = together(place, senders)
            result.add("rounds")
            result.add("claims", len(place.acks()))
            if got != [0] * processes:
                result.fail("round %d: %s" % (r, got))
            if sorted(place.acks()) != sorted(senders):
                result.fail("round %d: %d claims" % (r, len(place.acks())))
        if place.run("verify", place.store) != 0:
            result.fail("not sound")
    return result


def random_kills(rounds, processes):
    """Half of them with one hot key; most are killed at some moment."""
    result = Result("%d processes, killed at random" % processes)
    with Place(23) as place:
        for r in range(rounds):
            place.forget_acks()
            senders = ["hot%d@x.example" % r if i % 2 else place.sender()
                       for i in range(processes)]
            children = start_together(place, senders)
            for i in place.random.sample(range(processes),
                                         processes * 3 // 4):
                time.sleep(place.random.random() * 0.001)
                children[i].kill()
            for child in children:
                try:
                    rc = child.wait(30)
                except subprocess.TimeoutExpired:
                    child.kill()
                    rc = "hang"
                result.add("killed", rc == -9)
                if rc not in (0, 1, -9):
                    result.fail("round %d: %s" % (r, rc))
            names = place.acks()
            result.add("claims", len(names))
            if len(names) != len(set(names)):
                result.fail("round %d: claimed twice" % r)
            for s in place.random.sample(sorted(set(senders)), 5):
                rc = place.run("reserve", place.store, s)
                if rc not in (0, 1) or (rc == 0 and s in names):
                    result.fail("round %d: %s then %s" % (r, s, rc))
            if place.run("verify", place.store) != 0:
                result.fail("round %d: not sound" % r)
    if result.figures["killed"] < 3:
        result.fail("too few were killed")
    return result


def churn(claims):
    """A new sender every hour, remembered for a day: the store stays small."""
    result = Result("expiry churn")
    size = []
    with Place(24) as place:
        path = os.path.join(place.store, "rate.db")
        recent = []
        for i in range(claims):
            now = NOW + i * 3600
            s = place.sender(200)
            if place.run("reserve", place.store, s, now=now,
                         interval=DAY) != 0:
                result.fail("claim %d" % i)
            recent = (recent + [s])[-20:]
            size.append(os.path.getsize(path))
            if i % 20 == 19:
                result.add("checks")
                if place.run("peek", place.store,
                             place.random.choice(recent), now=now,
                             interval=DAY) != 1:
                    result.fail("claim %d: forgotten" % i)
        if place.run("verify", place.store) != 0:
            result.fail("not sound")
    result.figures["claims"] = claims
    result.figures["octets"] = size[-1]
    if size[-1] > size[claims // 2] * 3 // 2:
        result.fail("it grows: %d, then %d" % (size[claims // 2], size[-1]))
    return result


def full_disk(claims):
    """A real file system that is full, then larger."""
    result = Result("a disk that is full")
    with Place(25) as outer:
        mount = os.path.join(outer.top, "mount")
        os.mkdir(mount)
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=400k,mode=0700", "none",
             mount], stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise Skip("mounting is not permitted")
        try:
            fill(result, outer, Place(26, mount), claims)
        finally:
            subprocess.run(["umount", mount], check=True)
    return result


def fill(result, outer, place, claims):
    # What is acknowledged is not to fill the disk.
    place.ack = outer.ack
    for _ in range(claims):
        rc = place.run("reserve", place.store, place.sender(200))
        result.add("exit %s" % rc)
        if rc not in (0, 75):
            result.fail("while filling: %s" % rc)
        if result.figures.get("exit 75", 0) == 20:
            break
    known = place.acks()
    if len(known) < 20 or "exit 75" not in result.figures:
        result.fail("it was never full, or always")
    for s in known:
        if place.run("reserve", place.store, s) != 1:
            result.fail("full: %s forgotten" % s)
    subprocess.run(["mount", "-o", "remount,size=64m", place.top],
                   check=True)
    for s in known:
        if place.run("reserve", place.store, s) != 1:
            result.fail("larger: %s forgotten" % s)
    if place.run("reserve", place.store, "new@x.example") != 0:
        result.fail("unusable")
    if place.run("verify", place.store) != 0:
        result.fail("not sound")
