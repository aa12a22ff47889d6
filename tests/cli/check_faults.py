#!/usr/bin/env python3
"""Processes that die half way: killed by strace at a chosen system call."""
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import (Skip, World, cases_of, is_sanitized, main,  # noqa: E402
                     message)


def _struck(w, inject, mail, *args):
    """Runs under strace; returns the status and whether the fault struck."""
    trace = w.dir / "trace"
    # LeakSanitizer cannot work under a tracer.
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), "-e", f"inject={inject}",
         "-E", "ASAN_OPTIONS=detect_leaks=0", w.program, "--config",
         str(w.config), *args], input=mail, timeout=60,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    text = trace.read_text() if trace.exists() else ""
    if "ptrace" in done.stderr.decode() and "execve" not in text:
        raise Skip("no right to trace a process")
    assert done.stdout == b"", done.stdout
    return done.returncode, "INJECTED" in text or "killed by" in text


def a_killed_reader_is_silence_and_may_be_tried_again(build):
    if is_sanitized(build):
        raise Skip("a sanitizer asks for limits, too")
    with World(build) as w:
        # libc asks for one limit and the supervisor sets one, the reader more
        status, struck = _struck(w, "prlimit64:signal=KILL:when=3", message(),
                                 "--on-failure", "75")
        assert struck and status == 75, (status, w.log_lines())
        assert "the message could not be read" in w.log_lines()[0]
        assert w.respond(message()) == 0
        assert len(w.responses()) == 1


def a_responder_killed_before_it_submits_gives_its_claim_back(build):
    # Numbers that the mender, which is struck as well, does not reach before
    # the mailbox has its claim back.
    for inject in ("fdatasync:signal=KILL:when=2",
                   "flock:signal=KILL:when=3",
                   "flock:signal=KILL:when=4"):
        with World(build) as w:
            w.respond(message(Return_Path="<first@other.example>",
                              Message_ID="<first@other.example>"))
            status, struck = _struck(w, inject, message(), "--on-failure",
                                     "75")
            assert struck, inject
            assert status == 75, (inject, w.log_lines())
            assert "signal 9" in w.log_lines()[-1], w.log_lines()
            assert len(w.responses()) == 1, inject
            assert w.respond(message()) == 0
            assert len(w.responses()) == 2, (inject, w.log_lines())
            w.respond(message(Message_ID="<again@example.net>"))
            assert len(w.responses()) == 2, inject


def a_responder_killed_anywhere_never_answers_twice(build):
    answered = 0
    for call in ("read", "openat", "fstat", "flock", "pread64", "pwrite64",
                 "fdatasync", "fsync", "renameat", "rename", "write", "close",
                 "mkdir", "getrandom"):
        for when in (1, 2, 3, 5, 8, 13):
            with World(build) as w:
                status, struck = _struck(
                    w, f"{call}:signal=KILL:when={when}", message(),
                    "--on-failure", "75")
                if not struck:
                    break
                # -9: the supervisor itself met the fault
                assert status in (0, 75, -9, 137), (call, when, status)
                w.respond(message())
                w.respond(message(Message_ID="<again@example.net>"))
                count = len(w.responses())
                assert count <= 1, (call, when, w.log_lines())
                answered += count
    assert answered > 20, answered


def errors_of_the_system_are_silence(build):
    for call, error in (("fdatasync", "EIO"), ("fdatasync", "ENOSPC"),
                        ("pwrite64", "EDQUOT"), ("flock", "EINTR"),
                        ("fork", "EAGAIN"), ("clone", "EAGAIN"),
                        ("pipe2", "EMFILE"), ("mmap", "ENOMEM"),
                        ("getrandom", "EINTR")):
        for when in ("1", "2", "1+"):
            if call == "mmap" and (when != "1+" or is_sanitized(build)):
                continue  # the loader's own, and the sanitizer's
            with World(build) as w:
                if call == "mmap":
                    when = "30+"
                status, _ = _struck(
                    w, f"{call}:error={error}:when={when}", message(),
                    "--on-failure", "75")
                assert status in (0, 75), (call, error, when, status)
                count = len(w.responses())
                assert count <= 1
                w.respond(message())
                w.respond(message(Message_ID="<again@example.net>"))
                assert len(w.responses()) == 1, (call, error, when,
                                                 w.log_lines())


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
