#!/usr/bin/env python3
"""docs/operations.md: every command of the page is run, in its order, on a
machine that is made up: its directories lie in a scratch directory, programs
that change a system only note that they were called."""
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dns.server import Server  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import ROOT, Skip, World, main  # noqa: E402

PAGE = ROOT / "docs" / "operations.md"
ZONE = """
example.org MX 10 mx.example.org
mx.example.org A 192.0.2.20
example.net MX 10 mx.example.net
example.net TXT "v=spf1 ip4:192.0.2.10 -all"
mx.example.net A 192.0.2.10
example.com MX 10 mx.example.com
example.com TXT "v=spf1 -all"
mx.example.com A 192.0.2.30
"""
MOVED = ("/etc/backsoon", "/var/lib/backsoon", "/var/log/backsoon",
         "/var/lib/prometheus", "/etc/systemd/system")
# What would change this machine. runuser and install do their work without
# another user.
STUBS = {
    "useradd": "", "userdel": "", "systemctl": "",
    "runuser": 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"\n',
    "install": """
for word; do
    shift
    case $word in -o | -g) skip=yes ;; *)
        [ "$skip" = yes ] || set -- "$@" "$word"
        skip= ;;
    esac
done
exec /usr/bin/install "$@"
""",
    # The site's file stands elsewhere than the default one.
    "backsoon": """
case " $* " in
*" --version "* | *" --config "* | *" check-template "*) exec "$PROGRAM" "$@" ;;
*) exec "$PROGRAM" "$@" --config "$SITE" ;;
esac
""",
}


class _Machine(World):
    def __init__(self, build):
        super().__init__(build)
        self.dns = Server(Zone(ZONE)).__enter__()
        self.root = self.dir / "machine"
        self.bin = self.dir / "bin"
        self.bin.mkdir()
        for name, script in STUBS.items():
            path = self.stub(f"bin/{name}", script)
            text = path.read_text()
            path.write_text(text.replace(
                "#!/bin/sh\n", f'#!/bin/sh\necho {name} "$@" '
                f">>{self.dir}/called\n", 1))
        self.sent = self.dir / "sent"
        self.sendmail = self.stub("sendmail", f"cat >>{self.sent}\n")
        for path in MOVED:
            (self.root / path[1:]).parent.mkdir(parents=True, exist_ok=True)
        (self.root / "etc/systemd/system").mkdir()
        (self.dir / "work").mkdir()
        self.help = self.run("--help", config=False).stdout.decode()
        self.site = self.root / "etc/backsoon/backsoon.conf"

    def close(self):
        self.dns.__exit__(None, None, None)
        self.__exit__(None)

    def shell(self, text):
        for path in MOVED:
            text = text.replace(path, f"{self.root}{path}")
        for old, new in (
                ("/usr/local/share/backsoon/templates", ROOT / "templates"),
                ("/usr/sbin/sendmail", self.sendmail),
                ("dns-server = 127.0.0.1", f"dns-server = {self.dns.address}")):
            text = text.replace(old, str(new))
        env = {"PATH": f"{self.bin}:/usr/bin:/bin", "LC_ALL": "C.UTF-8",
               "PROGRAM": self.program, "SITE": str(self.site),
               "ASAN_OPTIONS": f"log_path={self.dir}/sanitizer"}
        return subprocess.run(
            ["/bin/sh", "-euc", "umask 022\n" + text], env=env, text=True,
            cwd=self.dir / "work", stdin=subprocess.DEVNULL, timeout=60,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def _blocks():
    """(heading, text) of each block of shell commands."""
    found, heading = [], ""
    for head, block in re.findall(r"^## ([^\n]*)$|^```sh\n(.*?)^```",
                                  PAGE.read_text(), re.M | re.S):
        if head:
            heading = head
        else:
            found.append((heading, block))
    return found


def _is_lacking(w, text):
    """Commands and settings that this program does not have."""
    known = set(re.findall(r"^  ([a-z][a-z-]*)  ", w.help, re.M))
    used = set(re.findall(r"\bbacksoon ([a-z][a-z-]*)", text))
    manual = (ROOT / "man" / "backsoon.conf.5").read_text()
    files = re.findall(r"^cat >.*/backsoon/.*conf <<'END'\n(.*?)^END", text,
                       re.M | re.S)
    settings = set(re.findall(r"^([a-z-]+) += ", "".join(files), re.M))
    return sorted(used - known) + sorted(
        s for s in settings if not re.search(rf"^\.It Ic {s}\b", manual, re.M))


# What a block must have led to, by its heading and its number below it.
def _rehearsed(w, said):
    assert "verdict\n  respond" in said, said


def _previewed(w, said):
    assert "Subject: Auto: We have received your message" in said, said
    assert "auto-replied" in said, said


def _simulated(w, said):
    assert "alice@example.net" in said, said


def _switched_on(w, said):
    assert "submit" not in w.site.read_text().split("[mailbox]")[1].replace(
        "locked     = submit", "")
    assert "Probe of backsoon" in w.sent.read_text()


def _answered(w, said):
    assert "Auto: We have received your message" in w.sent.read_text()
    assert "verdict=respond" in said, said


def _listed(w, said):
    assert "alice@example.net" in said, said
    table = (w.dir / "work/desk.csv").read_bytes()
    assert b'"alice@example.net"' in table and table.endswith(b"\r\n"), table


def _counted(w, said):
    assert re.search(r"not-addressed +.*1", said), said
    assert re.search(r'^backsoon_suppressed_total\{rule="not-addressed"\} 1$',
                     said, re.M), said


def _shown(w, said):
    assert "alice@example.net" in said and "count 1" in said, said


def _forgotten(w, said):
    assert re.search(r"^forgotten [1-9]", said, re.M), said


def _not_answered(w, said):
    assert "nobody of that name was answered" in said, said
    assert "spf          fail" in said, said


def _planned(w, said):
    assert "2096-12-24" in said and "2097-07-22" in said, said


def _turned_on_and_off(w, said):
    text = (w.site.parent / "mailboxes.d/bob@example.org.conf").read_text()
    assert "enabled = no\n" in text and "absences = 2096-12-24 to" in text
    assert "bob@example.org" in said, said


def _stopped(w, said):
    assert "switched-off" in said and "loop with example.net?" in said, said


def _generated(w, said):
    names = {p.name for p in w.site.parent.glob("mailboxes.d/*")}
    assert names == {f"{n}@example.org.conf" for n in (
        "desk", "info", "sales", "jobs")}, names
    assert "0 errors" in said or " ok" in said, said


def _origin(w, said):
    assert re.search(r'from *= .*Sales, Europe', said), said


def _saved(w, said):
    names = {p.name for p in (w.dir / "work/backup").iterdir()}
    assert {"desk@example.org.jsonl", "_site.jsonl", "etc.tar"} <= names
    assert (w.dir / "work/backup/desk@example.org.jsonl").stat().st_size


def _restored(w, said):
    assert re.search(r"^imported [1-9]", said, re.M), said


def _removed(w, said):
    assert not (w.root / "etc/backsoon").exists()
    assert not (w.root / "var/lib/backsoon").exists()


EFFECTS = {
    ("Hundreds of mailboxes", 1): _generated,
    ("Hundreds of mailboxes", 2): _origin,
    ("Rehearse", 1): _rehearsed,
    ("Rehearse", 2): _previewed,
    ("Rehearse", 3): _simulated,
    ("Switch on", 1): _switched_on,
    ("Watch", 1): _answered,
    ("Watch", 2): _listed,
    ("Watch", 4): _counted,
    ('"I got no answer"', 2): _shown,
    ('"I got no answer"', 3): _forgotten,
    ('"You answered spam"', 1): _not_answered,
    ("The holidays, planned ahead", 1): _planned,
    ("The holidays, planned ahead", 2): _turned_on_and_off,
    ("Stop everything, now", 1): _stopped,
    ("Backup and restore", 1): _saved,
    ("Backup and restore", 2): _restored,
    ("Remove", 1): _removed,
}


def _case(machine, heading, number, text):
    def case(build):
        w = machine(build)
        lacking = _is_lacking(w, text)
        if lacking:
            raise Skip(f"not here: {', '.join(lacking)}")
        done = w.shell(text)
        assert done.returncode == 0, (text, done.stdout)
        if (heading, number) in EFFECTS:
            EFFECTS[heading, number](w, done.stdout)

    words = re.sub(r"[^a-z]+", "_", heading.lower()).strip("_")
    case.__name__ = f"{words}_{number}"
    return case


def _every_effect_has_its_block(names):
    def every_effect_that_is_looked_for_has_its_block(_):
        assert set(EFFECTS) <= names, set(EFFECTS) - names

    return every_effect_that_is_looked_for_has_its_block


def _run():
    made, numbers, cases = [], {}, []

    def machine(build):
        if not made:
            made.append(_Machine(build))
        return made[0]

    for heading, text in _blocks():
        numbers[heading] = numbers.get(heading, 0) + 1
        cases.append(_case(machine, heading, numbers[heading], text))
    names = {(h, n) for h, last in numbers.items() for n in range(1, last + 1)}
    try:
        return main([_every_effect_has_its_block(names), *cases])
    finally:
        for w in made:
            w.close()


if __name__ == "__main__":
    sys.exit(_run())
