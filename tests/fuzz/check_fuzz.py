#!/usr/bin/env python3
"""The fuzzers of what strangers send to the other programs, and of the files of
others, for a short time in each check; make fuzz runs all of them for as long
as one likes."""
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Skip, main  # noqa: E402

SECONDS = 60  # for each fuzzer; BACKSOON_FUZZ_SECONDS makes it less
AT_ONCE = 2
STARTED = 300  # seconds for a build, and what a run may take beyond its time
TARGETS = ("screen", "answer", "sender", "trace", "edit", "caller",
           "language", "mbox", "template", "tally",
           "log", "calendar")
BUILD = ROOT / "build-fuzz"
SEEDS = ROOT / "tests" / "fuzz" / "seeds"


def _seconds():
    asked = os.environ.get("BACKSOON_FUZZ_SECONDS", "")
    return max(1, min(SECONDS, int(asked))) if asked.isdigit() else SECONDS


def _targets():
    return [name for name in TARGETS
            if (ROOT / "tests" / "fuzz" / f"fuzz_{name}.c").exists()]


def _make():
    """Builds as make fuzz does; returns what it said where it failed."""
    env = {k: v for k, v in os.environ.items()
           if k not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
    done = subprocess.run(
        ["make", "--no-print-directory", "-s", f"-j{AT_ONCE}",
         f"BUILD={BUILD.name}", "CC=clang", "CPPFLAGS=",
         "CFLAGS=$(SAN) -fsanitize=fuzzer-no-link",
         *(f"{BUILD.name}/fuzz/fuzz_{name}" for name in _targets())],
        cwd=ROOT, env=env, text=True, timeout=STARTED,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def _run(name):
    """Runs a fuzzer on a copy of its seeds; returns its status and words."""
    corpus = BUILD / "corpus" / f"fuzz_{name}"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in (SEEDS / name).glob("*"):
        shutil.copy(seed, corpus)
    done = subprocess.run(
        [str(BUILD / "fuzz" / f"fuzz_{name}"),
         f"-max_total_time={_seconds()}", "-timeout=5",
         "-rss_limit_mb=1024", f"-artifact_prefix={BUILD}/fuzz_{name}-",
         "-print_final_stats=1", str(corpus)],
        text=True, errors="replace", timeout=_seconds() + STARTED,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


pool = ThreadPoolExecutor(AT_ONCE)
runs = {}  # name: what will be its status and words


def the_fuzzers_have_a_build_of_their_own(build):
    if Path(build).name != "build":
        raise Skip("it takes no other build than its own")
    _make()
    runs.update((name, pool.submit(_run, name)) for name in _targets())


def _case(name):
    def case(_):
        if name not in runs:
            raise Skip("it was not built")
        status, said = runs[name].result()
        told = re.search(r"number_of_executed_units: *(\d+)", said)
        count = int(told[1]) if told else 0
        print(f"figure: fuzz_{name}: {count} executions in "
              f"{_seconds()} seconds")
        assert status == 0 and count > 0, said[-4000:]

    case.__name__ = f"nothing_is_found_by_fuzz_{name}"
    return case


if __name__ == "__main__":
    with pool:
        sys.exit(main([the_fuzzers_have_a_build_of_their_own,
                       *map(_case, _targets())]))
