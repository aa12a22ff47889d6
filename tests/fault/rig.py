"""What every experiment needs: a place, a store, one process a call."""

import os
import random
import shutil
import struct
import subprocess
import tempfile

BUILD = os.environ.get("BUILD", os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "..", "..", "build"))
FAULT = os.path.join(os.path.abspath(BUILD), "fault")
CLAIM = os.path.join(FAULT, "claim")
INJECT = os.path.join(FAULT, "inject.so")
TRACE = os.path.join(FAULT, "trace.so")

MAILBOX = "me@example.org"
WEEK = 604800
DAY = 86400
NOW = 2000 * DAY
HANG = "hang"
KILLED = -9
FILES = ("rate.lock", "rate.db", "rate.jnl")


def crc32c(octets):
    crc = 0xffffffff
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


class Skip(Exception):
    """The experiment cannot be made here."""


class Result:
    """Figures of an experiment, and what went wrong."""

    def __init__(self, title):
        self.title = title
        self.figures = {}
        self.wrong = []

    def add(self, figure, count=1):
        self.figures[figure] = self.figures.get(figure, 0) + count

    def fail(self, what):
        self.wrong.append(str(what))

    def line(self):
        text = ", ".join("%s %s" % (n, f) for f, n in self.figures.items())
        word = "FAILED" if self.wrong else "ok"
        more = "".join("\n    " + w for w in self.wrong[:8])
        if len(self.wrong) > 8:
            more += "\n    and %d more" % (len(self.wrong) - 8)
        return "%-6s %s: %s%s" % (word, self.title, text, more)


class Place:
    """A temporary directory with a store in it, and copies of that."""

    def __init__(self, seed, mount=None):
        shm = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.top = mount or tempfile.mkdtemp(prefix="backsoon-", dir=shm)
        self.own = mount is None
        self.store = os.path.join(self.top, "store")
        self.work = os.path.join(self.top, "work")
        self.ack = os.path.join(self.top, "ackfile")
        self.counter = os.path.join(self.top, "calls-ackfile")
        self.random = random.Random(seed)
        self.serial = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if self.own:
            shutil.rmtree(self.top, ignore_errors=True)

    def sender(self, longest=60):
        self.serial += 1
        return "u%08x.%s@d%d.example" % (
            self.random.getrandbits(32), "x" * self.random.randrange(longest),
            self.serial % 64)

    def environment(self, more):
        env = {"ACKFILE": self.ack, "CAPS": "1", "BOOTID": "1" * 36}
        for name in ("LSAN_OPTIONS", "ASAN_OPTIONS", "PATH"):
            if name in os.environ:
                env[name] = os.environ[name]
        env.update(more)
        return {k: str(v) for k, v in env.items() if v is not None}

    def start(self, operation, where, sender, now=NOW, interval=WEEK, **env):
        return subprocess.Popen(
            [CLAIM, operation, where, MAILBOX, sender, str(interval),
             str(now)],
            env=self.environment(env), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def run(self, operation, where, sender="x@y.example", now=NOW,
            interval=WEEK, **env):
        child = self.start(operation, where, sender, now, interval, **env)
        try:
            return child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return HANG

    def must(self, want, operation, *args, **kw):
        got = self.run(operation, *args, **kw)
        if got != want:
            raise RuntimeError("%s gave %s, not %s" % (operation, got, want))

    def fresh_copy(self, clean=True):
        """The store as it is, in self.work; nothing acknowledged.  Where it
        is not clean it counts as moved and is replayed first."""
        shutil.rmtree(self.work, ignore_errors=True)
        if os.path.isdir(self.store):
            shutil.copytree(self.store, self.work)
            if clean:
                self.settle_state()
        self.forget_acks()

    def settle_state(self):
        """Tells the state block which file it is about now."""
        path = os.path.join(self.work, "rate.lock")
        inode = os.stat(os.path.join(self.work, "rate.db")).st_ino
        with open(path, "r+b") as f:
            state = bytearray(f.read(124))
            state[32:40] = struct.pack(">Q", inode)
            f.seek(0)
            f.write(state + struct.pack(">I", crc32c(state)))

    def forget_acks(self):
        for path in (self.ack, self.counter):
            if os.path.exists(path):
                os.unlink(path)

    def acks(self, sender=None):
        if not os.path.exists(self.ack):
            return 0 if sender else []
        with open(self.ack) as f:
            names = [line.split(" ")[0] for line in f]
        return names.count(sender) if sender else names

    def calls(self):
        if not os.path.exists(self.counter):
            return None
        with open(self.counter) as f:
            return int(f.read())
