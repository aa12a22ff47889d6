#!/usr/bin/env python3
"""Prints docs/rules.md with its table as the program has it:
rules_md.py PROGRAM >docs/rules.md.new"""
import json
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
MARKER = "<!-- From here on: backsoon rules, by tests/docs/rules_md.py. -->\n"
FORCES = {
    "MUST": "cannot be disabled",
    "SHOULD": "can be disabled by name",
    "MAY": "can be disabled by name",
}


def cell(text):
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def render(program):
    rules = json.loads(subprocess.run(
        [program, "rules", "--json"], check=True,
        stdout=subprocess.PIPE).stdout)
    by_hand, marker, _ = PAGE.read_text().partition(MARKER)
    if not marker:
        raise ValueError(f"{PAGE.name} has no marker line")
    lines = ["", "| | rule | says | force | source |",
             "| --- | --- | --- | --- | --- |"]
    for number, rule in enumerate(rules, 1):
        lines.append("| {} | `{}` | {} | {} | {} |".format(
            number, rule["name"], cell(rule["says"]), rule["force"],
            cell(rule["source"])))
    lines += ["", *(f"{force}: {what}.  " for force, what in FORCES.items())]
    return by_hand + MARKER + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(render(sys.argv[1]))
