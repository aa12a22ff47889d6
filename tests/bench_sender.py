"""The sender check: time and questions against a DNS server on loopback, and
what the start of its helper costs.  The time is that of the whole command, the
middle of many runs; it is a figure of this machine, for comparison within one
table."""
import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from dns.server import Server, closed_port  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import World  # noqa: E402

ZONE = """
mail.example    A 192.0.2.9
mail.example    TXT "v=spf1 a -all"
one.example     TXT "v=spf1 ip4:192.0.2.1 -all"
one.example     MX 10 mail.example
seven.example   TXT "v=spf1 include:a.example include:b.example "
    "a:c.example mx -all"
seven.example   MX 10 mail7.example
mail7.example   A 192.0.2.1
a.example       TXT "v=spf1 ip4:203.0.113.1 ?all"
b.example       TXT "v=spf1 include:a.example ip4:203.0.113.2 ?all"
c.example       A 203.0.113.3
long.example    TXT "v=spf1 ""ip4:203.0.113.\\# "*200"ip4:192.0.2.1 -all"
long.example    MX 10 mail.example
dead.example    DROP
"""
# Name, sender, DNS server, budget in seconds, result, runs.
RUNS = [
    ("one record", "alice@one.example", "own", 5, "pass", 51),
    ("includes, a and mx", "alice@seven.example", "own", 5, "pass", 51),
    ("a record over TCP", "alice@long.example", "own", 5, "pass", 51),
    ("nobody listens", "alice@one.example", "none", 5, "temperror", 11),
    ("silence, budget 1 s", "alice@dead.example", "own", 1, "temperror", 3),
    ("silence, budget 2 s", "alice@dead.example", "own", 2, "temperror", 3),
]


def run(world, address, sender, budget):
    """Milliseconds around the command, and what it told."""
    start = time.perf_counter()
    done = world.run("sender-check", "--json", "--client-ip", "192.0.2.1",
                     "--helo", "mail.example", "--sender", sender,
                     "--dns-server", address, "--dns-timeout", f"{budget}s",
                     config=False)
    return 1000 * (time.perf_counter() - start), json.loads(done.stdout)


def measure(world, dns):
    none = f"127.0.0.1:{closed_port()}"
    for name, sender, server, budget, result, times in RUNS:
        address = dns.address if server == "own" else none
        runs = [run(world, address, sender, budget) for _ in range(times)]
        told = runs[-1][1]
        assert told["spf"] == result, told
        yield (name, statistics.median(ms for ms, _ in runs),
               statistics.median(t["milliseconds"] for _, t in runs),
               told["asked"], len(runs))


def has_command(build):
    with World(build) as world:
        done = world.run("sender-check", config=False)
        return b"unknown command" not in done.stderr


def table(build):
    print(f"\n{'sender check':30} {'ms':>8} {'own ms':>8} {'questions':>10} "
          f"{'runs':>5}")
    with World(build) as world, Server(Zone(ZONE)) as dns:
        for name, ms, own, asked, times in measure(world, dns):
            print(f"{name:30} {ms:8.1f} {own:8.0f} {asked:10} {times:5}")


def main(build, count, floor):
    """count() is that of bench.py, floor what an empty program costs."""
    helper = Path(build).resolve() / "backsoon-sender"
    if not helper.exists() or not has_command(build):
        print("there is no sender check: not measured")
        return
    table(build)
    with World(build) as world:
        total = count(world.dir, [helper], b"")
        print(f"{'start of backsoon-sender':30} {total:12} instructions, "
              f"{total / floor:.2f} x empty")
