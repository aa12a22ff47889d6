"""The suites of SPF as the package golang-blitiri-go-spf-dev has them: tests
with the DNS they need, put to the command over real DNS."""
import os
import re
import sys
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from ask import ask, asker  # noqa: E402
from dns import wire  # noqa: E402
from dns.server import Server  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import Skip  # noqa: E402

SUITES = Path("/usr/share/gocode/src/blitiri.com.ar/go/spf/testdata")
SYSTEM = "/usr/bin/python3"
ALL_TYPES = set(wire.TYPES) - {"OPT", "ANY"}
NAMED = re.compile(r"(?<![\w.])(?:include:|redirect=)([^\s%]+)", re.I)
EXPLAINS = re.compile(r"(?<![\w.])exp=([^\s%]+)", re.I)
SPECIAL = re.compile(rb'[\0-\x20"\\;]')

Outcome = namedtuple("Outcome", "id wanted got told asked zone")


def load(name):
    """The scenarios of a suite."""
    path = SUITES / f"{name}-tests.yml"
    if not path.exists():
        raise Skip(f"{path.name} is not installed")
    try:
        import yaml
    except ImportError as why:
        if sys.executable != SYSTEM and os.path.exists(SYSTEM):
            os.execv(SYSTEM, [SYSTEM, *sys.argv])
        raise Skip("python3-yaml is not installed") from why
    with open(path, "rb") as file:
        return [s for s in yaml.safe_load_all(file) if s]


def as_list(value):
    return value if isinstance(value, list) else [value]


def octets(text):
    return text.encode("latin-1")


def txt(strings):
    cut = [s[i:i + 255] for s in map(octets, as_list(strings))
           for i in range(0, len(s) or 1, 255)]
    return wire.txt_data(cut)


def records_of(entries):
    """Types and values of one name.  A record of type SPF is one of TXT where
    the name has none of that type, RFC 7208 section 3.1."""
    pairs = [pair for entry in entries if isinstance(entry, dict)
             for pair in entry.items()]
    has_txt = any(kind == "TXT" for kind, _ in pairs)
    for kind, value in pairs:
        if kind == "TXT" and value != "NONE" or kind == "SPF" and not has_txt:
            yield "TXT", txt(value)
        elif kind == "MX":
            yield "MX", octets(f"{value[0]} {value[1] or '.'}")
        elif kind in ("A", "AAAA", "PTR", "CNAME"):
            yield kind, octets(value or ".")


def is_marked(entries, mark):
    return any(entry == mark or isinstance(entry, dict) and mark in entry
               for entry in entries)


def zone_of(zonedata):
    """What times out is told as SERVFAIL: a resolver would say that, and the
    test need not wait."""
    zone = Zone()
    for name, entries in zonedata.items():
        owner = SPECIAL.sub(lambda m: b"\\%03d" % m[0][0], octets(name))
        present = set()
        for kind, value in records_of(entries):
            zone.add(owner, kind, value)
            present.add(kind)
        if is_marked(entries, "TIMEOUT") or is_marked(entries, "SERVFAIL"):
            zone.add(owner, "SERVFAIL", " ".join(ALL_TYPES - present))
        if is_marked(entries, "CNAMELOOP"):
            zone.add(owner, "CNAME", owner)
    return zone


def texts_of(zonedata):
    return [(name.lower(), octets("".join(as_list(value))).decode("latin-1"))
            for name, entries in zonedata.items() for entry in entries
            if isinstance(entry, dict) for kind, value in entry.items()
            if kind in ("TXT", "SPF")]


def explanations(zonedata, test):
    """Names that only an explanation would be fetched from."""
    texts = [text for _, text in texts_of(zonedata)]
    named = {name.lower() for text in texts for name in NAMED.findall(text)}
    named |= {(test.get("mailfrom") or "").rpartition("@")[2].lower(),
              (test.get("helo") or "").lower()}
    return {name.lower().rstrip(".") for text in texts
            for name in EXPLAINS.findall(text)} - named


def run_test(world, dns, name, test, scenario):
    dns.load(zone_of(scenario["zonedata"]))
    told = ask(world, dns.address, test["host"], test.get("helo") or "",
               test.get("mailfrom") or "")
    return Outcome(name, as_list(test["result"]), told["spf"], told,
                   list(dns.questions), (scenario["zonedata"], test))


def run(build, suite):
    """The outcome of every test; ids are unique within a suite but for the
    numbered ones, which get their place."""
    scenarios = load(suite)  # which may start another interpreter
    outcomes, seen = [], set()
    with asker(build) as world, Server() as dns:
        for place, scenario in enumerate(scenarios, 1):
            for name, test in scenario["tests"].items():
                name = f"{name}.{place}" if name in seen else name
                seen.add(name)
                outcomes.append(run_test(world, dns, name, test, scenario))
    return outcomes
