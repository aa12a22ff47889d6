#!/usr/bin/env python3
"""The Debian package: what is in it, what lintian and blhc say, whether it is
built twice alike, and what is left of it after installing and purging it.

    python3 tests/deb/check.py build

builds it into build/deb first.  Not a part of "make check": too slow.  It is
installed into an overlay of this machine's own root, in namespaces, which
takes root."""
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Skip, cases_of, main  # noqa: E402

HERE = Path(__file__).resolve().parent
PROGRAMS = ("usr/bin/backsoon", "usr/libexec/backsoon/backsoon-sender",
            "usr/libexec/backsoon/backsoon-calendar")
# dpkg has known this field since 1.21.3 and copies it into the package of
# debug symbols, where no override can be put; lintian 2.116 does not know it.
ACCEPTED = {"W: backsoon-dbgsym: unknown-field Static-Built-Using"}
LIMIT = 1200  # seconds for one program


def _run(*args, status=0, **more):
    done = subprocess.run([str(a) for a in args], text=True, timeout=LIMIT,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **more)
    assert done.returncode == status, (args, done.returncode, done.stdout)
    return done.stdout


def _one(build, pattern):
    found = list((Path(build) / "deb").glob(pattern))
    assert len(found) == 1, (pattern, found)
    return found[0].resolve()


def _package(build):
    return _one(build, "backsoon_*.deb")


def _members(build):
    data = subprocess.run(["dpkg-deb", "--fsys-tarfile", _package(build)],
                          stdout=subprocess.PIPE, check=True).stdout
    with tarfile.open(fileobj=BytesIO(data)) as tar:
        return {m.name.removeprefix("./"): m for m in tar.getmembers()}


def it_builds_from_a_clean_export(build):
    _run("make", "--no-print-directory", "-s", f"BUILD={build}", "deb-build",
         cwd=ROOT)
    assert _package(build).exists()


def lintian_finds_nothing_that_is_not_explained(build):
    told = _run("lintian", "-I", "--fail-on", "none", "--allow-root",
                _one(build, "*.changes"))
    lines = {line for line in told.splitlines()
             if re.match(r"[EWI]: ", line)}
    assert lines <= ACCEPTED, lines - ACCEPTED


def every_call_of_the_compiler_has_the_flags_of_dpkg(build):
    _run("blhc", "--all", _one(build, "build.log"))


def the_programs_are_hardened(build):
    with tempfile.TemporaryDirectory() as top:
        _run("dpkg-deb", "-x", _package(build), top)
        for name in PROGRAMS:
            told = _run("readelf", "-hldW", f"{top}/{name}")
            for word in ("DYN (Position-Independent", "GNU_RELRO", "BIND_NOW",
                         "NOW PIE"):
                assert word in told, (name, word)
            stack = re.search(r"GNU_STACK.*", told)[0]
            assert " RWE " not in stack, (name, stack)
            symbols = _run("readelf", "--dyn-syms", "-W", f"{top}/{name}")
            for symbol in ("__stack_chk_fail", "__snprintf_chk"):
                assert symbol in symbols, (name, symbol)


def files_have_their_places_owners_and_modes(build):
    members = _members(build)
    for name in (*PROGRAMS, "etc/backsoon/backsoon.conf",
                 "etc/backsoon/mailboxes.d", "etc/backsoon/domains.d",
                 "etc/apparmor.d/usr.libexec.backsoon",
                 "lib/systemd/system/backsoon-prune.timer",
                 "lib/systemd/system/backsoon-prune.service",
                 "usr/lib/sysusers.d/backsoon.conf",
                 "usr/lib/tmpfiles.d/backsoon.conf",
                 "usr/share/bash-completion/completions/backsoon",
                 "usr/share/zsh/vendor-completions/_backsoon",
                 "usr/share/man/man1/backsoon.1.gz",
                 "usr/share/man/man5/backsoon.conf.5.gz",
                 "usr/share/man/man5/backsoon-template.5.gz",
                 "usr/share/doc/backsoon/changelog.gz",
                 "usr/share/doc/backsoon/copyright",
                 *(str(p.relative_to(ROOT)).replace("templates",
                   "usr/share/backsoon/templates", 1)
                   for p in (ROOT / "templates").iterdir())):
        assert name in members, name
    for name, m in members.items():
        want = 0o755 if m.isdir() or name in PROGRAMS else 0o644
        assert m.mode == want, (name, oct(m.mode))
        assert (m.uid, m.gid) == (0, 0) and not m.issym(), name
        assert not name.startswith(("usr/local", "var")), name


def what_is_linked_statically_is_named_with_its_version(build):
    field = _run("dpkg-deb", "-f", _package(build), "Static-Built-Using")
    linked = set()
    for library in re.findall(r"-l(\w+)", " ".join(re.findall(
            r"-Bstatic(.*?)-Wl,-Bdynamic", (ROOT / "Makefile").read_text()
            .replace("db-5.3", "db5_3").replace("\\\n", " ")))):
        linked.add({"etpan": "libetpan", "db5_3": "db5.3", "cares": "c-ares",
                    "spf2": "libspf2", "seccomp": "libseccomp"}
                   .get(library, library))
    assert set(re.findall(r"(\S+) \(= [^)]+\)", field)) == linked, (
        field, linked)


def the_profile_of_apparmor_and_the_units_can_be_read(build):
    with tempfile.TemporaryDirectory() as top:
        _run("dpkg-deb", "-x", _package(build), top)
        _run("apparmor_parser", "-Q",
             f"{top}/etc/apparmor.d/usr.libexec.backsoon")
        with open(f"{top}/lib/systemd/system/backsoon-prune.service",
                  encoding="utf-8") as f:
            unit = f.read().replace("/usr/bin/", f"{top}/usr/bin/")
        copy = Path(top) / "backsoon-prune.service"
        copy.write_text(unit)
        shutil.copy(f"{top}/lib/systemd/system/backsoon-prune.timer", top)
        told = _run("systemd-analyze", "verify", "--man=no", copy,
                    f"{top}/backsoon-prune.timer")
        assert "backsoon" not in told, told


def a_second_build_elsewhere_is_the_same_to_the_octet(build):
    """Another path, time zone, umask, locale, and two jobs."""
    first = _package(build)
    with tempfile.TemporaryDirectory(prefix="elsewhere-") as top:
        _run("dpkg-source", "-x", _one(build, "*.dsc"), f"{top}/some-where")
        env = dict(os.environ, TZ="Asia/Kathmandu", LC_ALL="C.UTF-8",
                   DEB_BUILD_OPTIONS="nocheck parallel=2")
        _run("sh", "-c", "umask 027 && exec dpkg-buildpackage -b -us -uc",
             cwd=f"{top}/some-where", env=env)
        _run("cmp", first, f"{top}/{first.name}")


def _overlay(build, script, *args):
    if os.geteuid() != 0:
        raise Skip("needs root")
    with tempfile.TemporaryDirectory(prefix="overlay-") as top:
        probe = subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "t",
                                top], stderr=subprocess.DEVNULL, check=False)
        if probe.returncode != 0:
            raise Skip("no namespaces here")
        return _run("unshare", "-mpf", "--kill-child", "sh",
                    HERE / "overlay.sh", top, _package(build), ROOT,
                    HERE / script, *args)


def installed_it_answers_nobody_and_purged_only_its_user_is_left(build):
    told = _overlay(build, "install.sh")
    assert told.endswith("all is well\n"), told


def the_autopkgtest_answers_a_message_through_postfix(build):
    told = _overlay(build, "autopkgtest.sh")
    assert told.endswith("all is well\n"), told
    assert "answered once, and nobody else" in told, told


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
