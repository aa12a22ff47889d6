"""Files of the store with octets changed at random."""

import os
import struct

from rig import FILES, HANG, NOW, WEEK, Place, Result

PAGE = 4096
MASK = (1 << 64) - 1
SEED = 0xbac500a100000002
SALT = 0x6a09e667f3bcc909
EXTREME = (0, 1, 0xffffffff, 0x80000000, 0xffff)
# What the guard says, and the supervisor turns into silence.
GUARDED = 70


def page_sum(page):
    """As src/world/history_page.c puts it into a page."""
    total = SEED ^ SALT
    body = page[4:]
    words = [w for w, in struct.iter_unpack("<Q", body[:-4])]
    tail = 4
    for octet in body[-4:]:
        tail = tail << 8 | octet
    for word in words + [tail]:
        total = (total ^ word) * 0x9e3779b97f4a7c15 & MASK
        total ^= total >> 32
    return struct.pack(">I", (total ^ SALT) >> 32)


def change(octets, random):
    """A bit of everything that a disk, a bug or an enemy could do."""
    octets = bytearray(octets)
    size = len(octets)
    count = random.randrange(1, 7)
    how = random.randrange(7)
    for _ in range(count):
        at = random.randrange(size)
        page = at - at % PAGE
        if how == 0:
            octets[at] = random.randrange(256)
        elif how == 1:
            octets[min(at - at % 512 + random.randrange(30), size - 1)] = \
                random.randrange(256)
        elif how == 2 and size > PAGE:
            other = random.randrange(size // PAGE) * PAGE
            octets[page:page + PAGE] = octets[other:other + PAGE]
        elif how == 3:
            octets[min(page + random.randrange(120), size - 1)] = \
                random.randrange(256)
        elif how == 4:
            at = min(at - at % 4, size - 4)
            octets[at:at + 4] = struct.pack("<I", random.choice(EXTREME))
        elif how == 5:
            del octets[at:]
            return octets
        else:
            octets[at:at + 200] = random.randbytes(len(octets[at:at + 200]))
    return octets


def restamp(octets):
    """Right sums, so that the change reaches libdb."""
    for at in range(0, len(octets) - PAGE + 1, PAGE):
        octets[at:at + 4] = page_sum(bytes(octets[at:at + PAGE]))
    return octets


def prepared(place):
    """A store, its known senders, and its files."""
    known = []
    for _ in range(60):
        known.append(place.sender())
        place.must(0, "reserve", place.store, known[-1])
    files = {}
    for name in FILES:
        with open(os.path.join(place.store, name), "rb") as f:
            files[name] = f.read()
    return known, files


def mutate(name, count, seed):
    result = Result("%s changed at random" % name)
    summed = name == "summed"
    with Place(seed) as place:
        known, files = prepared(place)
        target = "rate.db" if summed else name
        for i in range(count):
            changed = change(files[target], place.random)
            if summed:
                changed = restamp(changed)
            # Every other time what is in the journal is due.
            boot = "1" * 36 if i % 2 else "2" * 36
            place.fresh_copy(clean=i % 2 == 1)
            with open(os.path.join(place.work, target), "r+b") as f:
                f.truncate(len(changed))
                f.write(changed)
            result.add("files")
            probe(result, place, i, boot, known, summed)
    return result


def probe(result, place, i, boot, known, summed):
    allowed = (0, 1, 75, GUARDED) if summed else (0, 1, 75)
    for operation in ("peek", "reserve"):
        for s in place.random.sample(known, 2):
            rc = place.run(operation, place.work, s, BOOTID=boot)
            result.add("exit %s" % rc)
            if rc not in allowed:
                result.fail("%d: %s %s" % (i, operation, rc))
                if rc == HANG:
                    return
            if rc == 0 and not summed:
                result.fail("%d: %s: claimed twice" % (i, operation))
            elif rc == 0:
                result.add("missed")
    usable(result, place, i, boot)


def usable(result, place, i, boot):
    """A page that nobody read before may still be found damaged, which is
    an interval of silence more; then all must be well."""
    for weeks in (2, 4, 6):
        now = NOW + weeks * WEEK
        for _ in range(3):
            rc = place.run("reserve", place.work, "new@x.example", now=now,
                           BOOTID=boot)
            if rc == 0:
                return
            if rc == GUARDED:
                result.add("guarded")
    result.fail("%d: unusable, %s" % (i, rc))
    if "KEEP" in os.environ:
        os.rename(place.work, os.path.join(os.environ["KEEP"], str(i)))
