#!/usr/bin/env python3
"""User instructions of whole runs, counted by callgrind over all processes,
beside an empty program and, where they are installed, the peers.  Figures of
one run stand in one table; times are measured of the sender check only, which
waits for others (bench_sender.py)."""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import bench_sender  # noqa: E402
from harness import Site, World, message  # noqa: E402

TOTAL = re.compile(r"^(?:summary|totals): (\d+)", re.M)


def count(out, command, mail, env=None):
    """Instructions of a command and of every process it forks.  A child takes
    its parent's count along, so a dump before each fork empties that."""
    for old in out.glob("cg.*"):
        old.unlink()
    subprocess.run(
        ["valgrind", "--tool=callgrind", "--trace-children=yes",
         "--trace-children-skip=*/sendmail,/bin/sh", "-q",
         "--dump-before=*fork*", "--dump-before=*spawn*",
         f"--callgrind-out-file={out}/cg.%p", *map(str, command)],
        input=mail, check=False, cwd=out, timeout=300,
        env=dict({"PATH": "/usr/sbin:/usr/bin:/bin", "LC_ALL": "C",
                  "HOME": str(out)},
                 **(env or {})),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return sum(int(TOTAL.findall(f.read_text())[-1])
               for f in out.glob("cg.*") if TOTAL.search(f.read_text()))


def empty(out):
    (out / "empty.c").write_text("int main(void) { return 0; }\n")
    subprocess.run(["gcc", "-O2", "-o", out / "empty", out / "empty.c"],
                   check=True)
    return [out / "empty"]


def without_limits(out):
    """The environment in which the reader's limits do not stop valgrind, and
    what the library for that adds to a run."""
    (out / "limits.c").write_text(
        "int setrlimit(int r, const void *l) { return !r && !l; }\n")
    subprocess.run(["gcc", "-shared", "-fPIC", "-w", "-o", out / "limits.so",
                    out / "limits.c"], check=True)
    env = {"LD_PRELOAD": str(out / "limits.so")}
    program = empty(out)
    return env, count(out, program, b"", env) - count(out, program, b"")


def ours(build, rows):
    with World(build, submit="sendmail", sendmail="/bin/true -i -f '' --",
               deadline="60s") as w:
        command = [w.program, "--config", w.config]
        env, extra = without_limits(w.dir)
        true = count(w.dir, ["/bin/true"], b"")
        for name, off, mail, told in (
                ("Auto-Submitted", 0, message(Auto_Submitted="auto-replied"),
                 "rule=auto-submitted"),
                ("first response, new store", true, message(),
                 "verdict=respond"),
                ("recently answered", 0,
                 message(Message_ID="<m2@example.net>"),
                 "rule=recently-answered"),
                ("response, store there", true,
                 message(Return_Path="<carol@example.com>",
                         Message_ID="<m3@example.net>"), "verdict=respond")):
            total = count(w.dir, command, mail, env) - off - extra
            rows.append((f"backsoon: {name}", total))
            assert told in w.log_lines()[-1], w.log_lines()


def suppressed(site, env, recipient="bob@example.org"):
    """A message to one mailbox of a site that its header suppresses."""
    total = count(site.dir, [site.program, "--config", site.config,
                             "--mailbox", recipient],
                  message(Auto_Submitted="auto-replied"), env)
    assert "rule=auto-submitted" in site.log_lines()[-1], site.log_lines()
    return total


def grow(site, mailboxes):
    """So many mailboxes, and a hundredth of that of domains."""
    for n in range(mailboxes):
        site.mailbox(f"user{n}@d{n // 100}.example.org", template="../away.txt")
        if n % 100 == 0:
            site.domain(f"d{n // 100}.example.org", interval="9d")


def sites(build, rows):
    with Site(build) as site:
        env, extra = without_limits(site.dir)
        for mailboxes in (10, 10000):
            grow(site, mailboxes)
            rows.append((f"backsoon: one of {mailboxes} mailboxes",
                         suppressed(site, env) - extra))


def vacation(build, rows):
    program = shutil.which("vacation", path="/usr/bin:/usr/sbin")
    if program is None:
        print("vacation(1) is not installed: not measured")
        return
    with World(build) as w:
        home, user = w.dir, "root" if os.geteuid() == 0 else os.getlogin()
        (home / ".vacation.msg").write_text("Subject: away\n\nAway.\n")
        base = [program, "-m", home / ".vacation.msg",
                "-f", home / ".vacation"]
        subprocess.run([*map(str, base), "-i"], env={"HOME": str(home),
                       "PATH": "/usr/bin"}, check=False,
                       stdin=subprocess.DEVNULL)
        command = [*base, "-a", "bob", "-j", user]
        mbox = b"From alice@example.net Tue Nov 24 10:00:00 2026\n"
        for name, mail in (
                ("vacation: Precedence",
                 mbox + message(Precedence="bulk")),
                ("vacation: first response", mbox + message()),
                ("vacation: recently answered", mbox + message())):
            rows.append((name, count(w.dir, command, mail)))


def mailbot(build, rows):
    program = shutil.which("mailbot", path="/usr/bin:/usr/sbin")
    if program is None:
        print("mailbot is not installed: not measured")
        return
    with World(build) as w:
        (w.dir / "text").write_text("Away.\n")
        command = [program, "-t", w.dir / "text", "-d", w.dir / "db", "-A",
                   "From: bob@example.org", "/bin/true"]
        env = {"SENDER": "alice@example.net"}
        rows.append(("mailbot: Precedence", count(
            w.dir, command, message(Precedence="bulk"), env)))
        # It becomes sendmail when it responds, and its count is lost.
        subprocess.run(list(map(str, command)), input=message(), cwd=w.dir,
                       env=dict(env, PATH="/usr/bin"), check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        rows.append(("mailbot: recently answered", count(
            w.dir, command, message(), env)))


def main():
    build = sys.argv[1]
    rows = []
    with World(build) as w:
        rows.append(("empty C program", count(w.dir, empty(w.dir), b"")))
    ours(build, rows)
    sites(build, rows)
    vacation(build, rows)
    mailbot(build, rows)
    floor = rows[0][1]
    figures = dict(rows)
    peer = figures.get("vacation: Precedence")
    print(f"{'run':38} {'instructions':>12} {'x empty':>8} {'x vacation':>10}")
    for name, total in rows:
        ratio = f"{total / peer:10.2f}" if peer else " " * 10
        print(f"{name:38} {total:12} {total / floor:8.2f} {ratio}")
    bench_sender.main(build, count, floor)
    ours_auto = figures["backsoon: Auto-Submitted"]
    if peer and ours_auto > peer:
        print("suppression by a header costs more than vacation(1)'s")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
