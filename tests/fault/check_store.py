#!/usr/bin/env python3
"""The fault tests of the store, at the size that fits every run."""
import os
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
os.environ["BUILD"] = str(Path(sys.argv[1]).resolve())
os.execv(sys.executable, [sys.executable, str(here / "store.py"),
                          "--size", "ci"])
