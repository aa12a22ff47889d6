"""What the tests of the whole program share: a mailbox in a directory of its
own, messages, and cases that report in TAP."""
import email.utils
import json
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PERSON = {
    "Return-Path": "<alice@example.net>",
    "Received": "from mx.example.net by mail.example.org; {date}",
    "Date": "{date}",
    "From": "Alice <alice@example.net>",
    "To": "bob@example.org",
    "Subject": "Hello",
    "Message-ID": "<m1@example.net>",
}


class Skip(Exception):
    """Raised with the reason why a case cannot be tried here."""


def fork_terminal():
    """pty.fork(), where this machine has a terminal to give."""
    try:
        return pty.fork()
    except OSError as why:
        raise Skip("no terminal to be had") from why


def is_sanitized(build):
    """A sanitizer makes system calls of its own, and ends where it gets no
    memory; numbers of calls then mean nothing."""
    return "asan" in Path(build).name


def message(body="Hi Bob.\n", **fields):
    """A person's mail; a field given replaces one, None removes it, a list
    repeats it.  Underscores in names stand for hyphens."""
    header = dict(PERSON)
    for name, value in fields.items():
        name = name.replace("_", "-")
        if value is None:
            header.pop(name, None)
        else:
            header[name] = value
    lines = []
    for name, values in header.items():
        for value in values if isinstance(values, list) else [values]:
            lines.append(f"{name}: {value}".replace(
                "{date}", email.utils.formatdate(time.time())))
    return ("\n".join(lines) + "\n\n" + body).encode()


class World:
    """One mailbox, bob@example.org, that answers into a Maildir.  Nothing
    is asked of any DNS, unless the world has a server, see tests/dns."""

    def __init__(self, build, dns=None, **settings):
        self.program = str(Path(build).resolve() / "backsoon")
        self.dir = Path(tempfile.mkdtemp(prefix="backsoon-test-"))
        os.chmod(self.dir, 0o755)
        self.config = self.dir / "backsoon.conf"
        self.log = self.dir / "log"
        self.state = self.dir / "state"
        self.outbox = self.dir / "outbox"
        (self.dir / "away.txt").write_text("I am away.\n\n-- \nBob\n")
        self.settings = {
            "address": "bob@example.org",
            "aliases": "robert@example.org, *@bob.example.org",
            "from": "Bob <bob@example.org>",
            "template": "away.txt",
            "interval": "7d",
            "state": str(self.state),
            "submit": f"maildir:{self.outbox}",
            "log": str(self.log),
        }
        if dns:
            self.settings["dns-server"] = dns.address
        else:
            self.settings["sender-check"] = "off"
        self.configure(**settings)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        reports = [p.read_text() for p in self.dir.glob("sanitizer.*")]
        shutil.rmtree(self.dir, ignore_errors=True)
        if kind is None:
            assert not reports, reports[0]

    def configure(self, **settings):
        for key, value in settings.items():
            key = key.replace("_", "-")
            if value is None:
                self.settings.pop(key, None)
            else:
                self.settings[key] = value
        self.config.write_text("[mailbox]\n" + "".join(
            f"{k} = {v}\n" for k, v in self.settings.items()))
        os.chmod(self.config, 0o644)

    def stub(self, name, script):
        path = self.dir / name
        path.write_text("#!/bin/sh\n" + script)
        os.chmod(path, 0o755)
        return path

    def run(self, *args, mail=b"", env=None, timeout=30, config=True):
        args = list(args)
        if config:
            args += ["--config", str(self.config)]
        # Nothing is printed in pipe mode, so sanitizers report to files.
        base = {"PATH": "/usr/bin:/bin",
                "ASAN_OPTIONS": f"log_path={self.dir}/sanitizer"}
        return subprocess.run([self.program, *args], input=mail,
                              env=dict(base, **(env or {})), timeout=timeout,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def respond(self, mail, *args, **more):
        """Pipe mode: returns the status, having checked the silence."""
        done = self.run(*args, mail=mail, **more)
        assert done.stdout == b"", done.stdout
        assert done.stderr == b"", done.stderr
        return done.returncode

    def explain(self, mail, *args, **more):
        done = self.run("explain", "--json", *args, mail=mail, **more)
        told = json.loads(done.stdout)
        told["status"] = done.returncode
        return told

    def responses(self):
        return sorted((self.outbox / "new").glob("*"))

    def log_lines(self):
        return self.log.read_text().splitlines() if self.log.exists() else []

    def tree(self):
        """Every path below the directory with its size and times."""
        return {str(p): (s.st_size, s.st_mtime_ns, s.st_ino)
                for p in self.dir.rglob("*") for s in [p.lstat()]}


class Site(World):
    """The same mailbox, bob@example.org, as one of a site's."""

    def __init__(self, build, **settings):
        super().__init__(build, address=None, aliases=None, template=None,
                         **{"from": None}, **settings)
        self.mailbox("bob@example.org",
                     **{"from": "Bob <bob@example.org>",
                        "template": "../away.txt"})
        self.domain("example.org")

    def layer(self, folder, name, settings):
        path = self.dir / folder / f"{name}.conf"
        path.parent.mkdir(exist_ok=True)
        path.parent.chmod(0o755)
        path.write_text("[mailbox]\n" + "".join(
            f"{k.replace('_', '-')} = {v}\n" for k, v in settings.items()))
        path.chmod(0o644)
        return path

    def mailbox(self, address, **settings):
        return self.layer("mailboxes.d", address, settings)

    def domain(self, name, **settings):
        return self.layer("domains.d", name, settings)


def main(cases, build=None):
    """Runs each case, a function of the build directory."""
    build = build or sys.argv[1]
    failed = 0
    for number, case in enumerate(cases, 1):
        name = f"{number} - {case.__name__.replace('_', ' ')}"
        try:
            case(build)
            print(f"ok {name}", flush=True)
        except Skip as why:
            print(f"skipped: {case.__name__}: {why}")
            print(f"ok {name} # skip {why}", flush=True)
        except Exception:  # a test reports everything
            failed += 1
            print(f"not ok {name}", flush=True)
            traceback.print_exc(file=sys.stdout)
    return 1 if failed else 0


def cases_of(module):
    """The functions of a module, in their order, whose names are sentences."""
    return [f for n, f in vars(module).items()
            if callable(f) and not n.startswith("_")
            and getattr(f, "__module__", None) == module.__name__]
