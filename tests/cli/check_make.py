#!/usr/bin/env python3
"""The targets of the Makefile that people and packagers use."""
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Skip, cases_of, main  # noqa: E402


def _make(build, *args):
    name = os.path.relpath(build, ROOT)
    done = subprocess.run(["make", "--no-print-directory", f"BUILD={name}",
                           "-o", f"{name}/backsoon", "-o", "all", *args],
                          cwd=ROOT, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    return done.stdout


def install_and_uninstall_are_each_others_opposite(build):
    with tempfile.TemporaryDirectory() as top:
        args = [f"DESTDIR={top}", "PREFIX=/usr"]
        _make(build, "install", *args)
        files = {str(p.relative_to(top)) for p in Path(top).rglob("*")
                 if p.is_file()}
        for name in ("usr/bin/backsoon", "usr/share/man/man1/backsoon.1",
                     "usr/share/man/man5/backsoon.conf.5",
                     "usr/libexec/backsoon/backsoon-sender",
                     "usr/libexec/backsoon/backsoon-calendar",
                     "usr/share/backsoon/templates/away.en.txt",
                     "usr/share/bash-completion/completions/backsoon",
                     "usr/share/zsh/vendor-completions/_backsoon",
                     "usr/share/doc/backsoon/COPYING"):
            assert name in files, (name, files)
        told = subprocess.run([f"{top}/usr/bin/backsoon", "--version"],
                              stdout=subprocess.PIPE, check=True)
        assert told.stdout.startswith(b"backsoon ")
        told = subprocess.run(
            [f"{top}/usr/bin/backsoon", "sender-check", "--sender",
             "a@example.net", "--dns-server", "127.0.0.1:1", "--json"],
            stdout=subprocess.PIPE, check=True)
        assert json.loads(told.stdout)["died"] is None, told.stdout
        _make(build, "uninstall", *args)
        left = [p for p in Path(top).rglob("*") if p.is_file()]
        assert left == [], left


def help_names_every_target_for_people(build):
    told = _make(build, "help")
    page = (ROOT / "CONTRIBUTING.md").read_text()
    for target in ("demo", "install", "uninstall", "deps-test", "clean",
                   *re.findall(r"^    make (\S+)", page, re.M)):
        assert re.search(rf"\b{target}\b", told), target


def dist_holds_what_git_holds(build):
    if not (ROOT / ".git").exists():
        raise Skip("not a checkout")
    _make(build, "dist")
    archive = next(Path(build).glob("backsoon-*.tar.gz"))
    with tarfile.open(archive) as tar:
        names = {n.split("/", 1)[1] for n in tar.getnames() if "/" in n}
    archive.unlink()
    for name in ("Makefile", "README.md", "src/cli/main.c", "COPYING"):
        assert name in names, name


def the_demo_runs_twice_and_leaves_nothing(build):
    env = dict(os.environ, BACKSOON=str(Path(build).resolve() / "backsoon"))
    with tempfile.TemporaryDirectory() as tmp:
        env["TMPDIR"] = tmp
        for _ in range(2):
            done = subprocess.run(
                ["sh", ROOT / "tests/demo/run.sh"], env=env, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            assert done.returncode == 0, done.stdout
            lines = done.stdout.splitlines()[:6]
            for line, want in zip(lines, (
                    "verdict=respond", "rule=recently-answered",
                    "rule=list-field", "rule=null-sender",
                    "rule=auto-submitted", "rule=spf")):
                assert want in line and "exit 0" in line, line
            assert "\nAuto-Submitted: auto-replied" in done.stdout
            assert os.listdir(tmp) == []


def the_program_is_position_independent_and_hardened(build):
    for program in ("backsoon-sender", "backsoon-calendar", "backsoon"):
        told = subprocess.run(["readelf", "-hdW", f"{build}/{program}"],
                              stdout=subprocess.PIPE, check=True, text=True)
        assert "DYN" in told.stdout and "BIND_NOW" in told.stdout, told.stdout
    needed = [line for line in told.stdout.splitlines() if "NEEDED" in line]
    for library in ("etpan", "iniparser", "libdb", "spf2", "cares",
                    "seccomp", "ical"):
        assert not any(library in line for line in needed), needed


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
