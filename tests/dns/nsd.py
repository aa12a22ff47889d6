"""nsd(8) with a configuration of its own on a loopback port: a DNS server
that many people run, beside the one of these tests."""
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from dns import client, wire
from dns.server import LOOPBACK, sockets_on

PROGRAM = shutil.which("nsd", path="/usr/sbin:/usr/bin:/sbin")
SOA = ". SOA . . 1 3600 600 86400 60\n. NS ns.invalid.\n"
CONFIG = """server:
    ip-address: 127.0.0.1@{port}
    server-count: 1
    username: ""
    chroot: ""
    zonesdir: "{dir}"
    database: ""
    pidfile: "{dir}/pid"
    xfrdfile: "{dir}/xfrd"
    xfrdir: "{dir}"
    zonelistfile: "{dir}/zonelist"
    logfile: "{dir}/log"
    rrl-ratelimit: 0
    rrl-whitelist-ratelimit: 0
remote-control:
    control-enable: no
zone:
    name: "."
    zonefile: "root.zone"
"""


def generic(data):
    """Record data as RFC 3597 writes it, which fits every type."""
    writer = wire.Writer()
    for part in data:
        if isinstance(part, tuple):
            writer.seen = {}
            writer.name(part)
        else:
            writer.octets += part
    octets = bytes(writer.octets)
    return f"\\# {len(octets)} {octets.hex()}"


def master_file(zone):
    """A zone of these tests as RFC 1035 section 5 writes it; all of it is
    one zone, the root."""
    lines = ["$TTL 60"]
    for name, node in zone.nodes.items():
        owner = wire.text_of(name).rstrip(".") + "."
        for kind, values in node.records.items():
            if kind == "SOA" and name:
                continue
            number = wire.TYPES[kind]
            lines += [f"{owner} IN TYPE{number} {generic(data)}"
                      for data in values]
    return "\n".join(lines) + "\n"


class Nsd:
    """Serves a zone that has the record SOA of the root."""

    def __init__(self, zone):
        self.zone = zone

    def __enter__(self):
        self.dir = Path(tempfile.mkdtemp(prefix="backsoon-nsd-"))
        (self.dir / "root.zone").write_text(master_file(self.zone))
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        for sock in (opened := sockets_on(0, LOOPBACK[:1])):
            self.port = sock.getsockname()[1]
        for sock in opened:
            sock.close()
        self.address = f"127.0.0.1:{self.port}"
        config = self.dir / "nsd.conf"
        config.write_text(CONFIG.format(port=self.port, dir=self.dir))
        self.process = subprocess.Popen(
            [PROGRAM, "-d", "-c", str(config)], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while (answer := client.ask(self.port, ".", "SOA",
                                    patience=0.1)) is None:
            if self.process.poll() is not None or time.monotonic() > until:
                break
            time.sleep(0.02)
        if answer is None or not answer.answers:
            raise RuntimeError((self.dir / "log").read_text()[-2000:])

    def __exit__(self, *_):
        if hasattr(self, "process"):
            self.process.terminate()
            self.process.wait(30)
        shutil.rmtree(self.dir, ignore_errors=True)
