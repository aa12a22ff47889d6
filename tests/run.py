#!/usr/bin/env python3
"""Runs every test on what a build directory holds and counts the outcome.

A test is a program.  It tells its cases in TAP ("ok", "not ok", "# skip"), or
closes with a line "N passed, N failed[, N skipped]"; a status other than 0
without a failed case counts as one failure.
"""
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COUNTS = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")
LIMIT = 1500  # seconds for one program


def programs(build):
    for program in sorted((build / "unit").glob("test_*")):
        if os.access(program, os.X_OK) and program.suffix == "":
            yield [str(program)]
    for script in sorted((ROOT / "tests").glob("*/check_*.py")):
        yield [sys.executable, str(script), str(build)]
    if build.name == "build":  # sanitizers have a price of their own
        yield [str(build / "worst")]
    yield ["sh", str(ROOT / "tests" / "layers.sh")]


def count(output, status):
    passed = failed = skipped = 0
    for line in output.splitlines():
        if re.match(r"^(not )?ok\b.*# ?skip", line, re.I):
            skipped += 1
        elif line.startswith("ok"):
            passed += 1
        elif line.startswith("not ok"):
            failed += 1
        elif (m := COUNTS.match(line)):
            passed += int(m[1])
            failed += int(m[2])
            skipped += int(m[3] or 0)
    if status != 0 and failed == 0:
        failed = 1
    if passed + failed + skipped == 0:
        failed = 1  # a test that tested nothing
    return passed, failed, skipped


def main():
    build = Path(sys.argv[1]).resolve()
    env = dict(os.environ, CMOCKA_MESSAGE_OUTPUT="tap", LC_ALL="C.UTF-8")
    total = [0, 0, 0]
    for command in programs(build):
        try:
            run = subprocess.run(command, env=env, cwd=ROOT, timeout=LIMIT,
                                 stdin=subprocess.DEVNULL, text=True,
                                 errors="replace", stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT)
            output, status = run.stdout, run.returncode
        except subprocess.TimeoutExpired as late:
            output, status = str(late), 1
        counts = count(output, status)
        total = [a + b for a, b in zip(total, counts)]
        name = os.path.relpath(command[-1 if len(command) < 3 else 1], ROOT)
        print(f"{name}: {counts[0]} passed, {counts[1]} failed"
              + (f", {counts[2]} skipped" if counts[2] else ""), flush=True)
        shown = output if counts[1] else "\n".join(
            line for line in output.splitlines()
            if line.startswith(("skipped:", "figure:")))
        if shown:
            print("\n".join("    " + line for line in shown.splitlines()[-60:]))
    print(f"{total[0]} passed, {total[1]} failed"
          + (f", {total[2]} skipped" if total[2] else ""))
    return 1 if total[1] else 0


if __name__ == "__main__":
    sys.exit(main())
