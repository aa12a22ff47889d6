#!/usr/bin/env python3
"""Whether the store keeps its word whatever happens to it.

usage: store.py [--size ci|full] [--only WORD]

Prints a line for each experiment and, last, "N passed, N failed".
"""

import argparse
import concurrent.futures
import os
import subprocess
import sys
import time
import traceback

import crowd
import garbage
import interrupt
import power
from rig import CLAIM, INJECT, TRACE, Skip

ALL = interrupt.SCENES
QUICK = (interrupt.creation, interrupt.ordinary, interrupt.split,
         interrupt.healing)

# Name, function, arguments in CI, arguments at full size.
EXPERIMENTS = (
    ("one-key", crowd.same_key, (3, 50), (200, 50)),
    ("many-keys", crowd.many_keys, (2, 50), (200, 50)),
    ("random-kill", crowd.random_kills, (12, 16), (1500, 16)),
    ("churn", crowd.churn, (800,), (20000,)),
    ("kill", interrupt.kills, (False, 1), (False, 1, ALL, 12)),
    ("kill-half", interrupt.kills, (True, 2), (True, 2, ALL, 12)),
    ("error-once", interrupt.errors, (False, 3, QUICK), (False, 3)),
    ("error-sticky", interrupt.errors, (True, 4, QUICK), (True, 4)),
    ("power-512", power.cuts, (512, 150, 5), (512, 3000, 5)),
    ("power-4096", power.cuts, (4096, 150, 6), (4096, 3000, 6)),
    ("power-churn-512", power.cuts, (512, 100, 7, "churn"),
     (512, 2000, 7, "churn")),
    ("power-churn-4096", power.cuts, (4096, 60, 8, "churn"),
     (4096, 1000, 8, "churn")),
    ("power-wrap", power.cuts, (512, 100, 15, "wrap"),
     (512, 2000, 15, "wrap")),
    ("power-prune", power.cuts, (512, 100, 9, "prune"),
     (512, 2000, 9, "prune")),
    ("power-create", power.cuts, (512, 100, 10, "create"),
     (512, 1000, 10, "create")),
    ("full-disk", crowd.full_disk, (300,), (3000,)),
    ("garbage-db", garbage.mutate, ("rate.db", 340, 11),
     ("rate.db", 4000, 11)),
    ("garbage-journal", garbage.mutate, ("rate.jnl", 340, 12),
     ("rate.jnl", 4000, 12)),
    ("garbage-lock", garbage.mutate, ("rate.lock", 320, 13),
     ("rate.lock", 2000, 13)),
    ("garbage-summed", garbage.mutate, ("summed", 100, 14),
     ("summed", 4000, 14)),
)


def perform(name, function, args):
    begin = time.monotonic()
    try:
        result = function(*args)
        line, good = result.line(), not result.wrong
    except Skip as why:
        line, good = "skipped: %s: %s" % (name, why), None
    except Exception:
        line, good = "FAILED %s\n%s" % (name, traceback.format_exc()), False
    return "%s (%.0f s)" % (line, time.monotonic() - begin), good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", choices=("ci", "full"), default="ci")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    if not all(os.path.exists(p) for p in (CLAIM, INJECT, TRACE)):
        subprocess.run([os.path.join(os.path.dirname(
            os.path.abspath(__file__)), "build.sh")], check=True)
    passed = failed = 0
    chosen = [e for e in EXPERIMENTS if options.only in e[0]]
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        jobs = [pool.submit(perform, name, function,
                            ci if options.size == "ci" else full)
                for name, function, ci, full in chosen]
        for job in concurrent.futures.as_completed(jobs):
            line, good = job.result()
            print(line, flush=True)
            passed += good is True
            failed += good is False
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
