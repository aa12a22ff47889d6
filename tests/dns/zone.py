"""Zones from text files, one record a line:

    NAME TYPE VALUE                     ; A AAAA MX TXT PTR CNAME NS SOA
    NAME FAULT [AMOUNT] [first] [TYPE...]       ; see faults.py

Names are absolute; *.NAME is a wildcard of RFC 4592, ** means every name.
TXT takes quoted strings, \\DDD for an octet, "..."*N for a repetition, in
which \\# is its number; without any string the record is empty.  A line that
begins with a space goes on with the one before.
"""
from collections import namedtuple

from dns import faults, wire

Found = namedtuple("Found", "rcode answers authority faults")
NOERROR, NXDOMAIN = wire.RCODES.index("NOERROR"), wire.RCODES.index("NXDOMAIN")


class Node:
    """What one name has."""

    def __init__(self):
        self.records = {}
        self.faults = []


class Zone:
    def __init__(self, text=""):
        self.nodes = {(): Node()}
        self.everywhere = []
        self.read(text.encode("latin-1") if isinstance(text, str) else text)

    @classmethod
    def load(cls, *paths):
        zone = cls()
        for path in paths:
            with open(path, "rb") as file:
                zone.read(file.read())
        return zone

    def read(self, text):
        for line in text.replace(b"\n ", b" ").replace(b"\n\t",
                                                       b" ").split(b"\n"):
            if line.strip() and not line.lstrip().startswith(b";"):
                name, kind, *value = line.split(None, 2)
                self.add(name, kind.decode(), value[0] if value else b"")

    def add(self, name, kind, value=b""):
        """A record with its value as text or as data, or a fault."""
        if isinstance(value, str):
            value = value.encode("latin-1")
        if kind in faults.KINDS:
            words = value.split(b";")[0].decode().split()
            self._add_fault(name, faults.fault_of(kind, words))
        elif kind in wire.TYPES:
            if not isinstance(value, tuple):
                value = wire.data_of(kind, value)
            self.node(name).records.setdefault(kind, []).append(value)
        else:
            raise ValueError(f"neither type nor fault: {kind}")

    def _add_fault(self, name, fault):
        every = self.everywhere if name in (b"**", "**") else \
            self.node(name).faults
        every.append(fault)

    def node(self, name):
        """The node of a name, made with every one above it: what has names
        below it exists (RFC 8020)."""
        key = wire.lower(wire.name_of(name))
        for n in range(len(key), -1, -1):
            self.nodes.setdefault(key[n:], Node())
        return self.nodes[key]

    def find(self, name):
        """The node of a name or the wildcard for it (RFC 4592), or None."""
        key = wire.lower(name)
        if key in self.nodes:
            return self.nodes[key]
        above = next(key[n:] for n in range(1, len(key) + 1)
                     if key[n:] in self.nodes)
        return self.nodes.get((b"*", *above))

    def lookup(self, name, kind):
        """What a resolver finds: a chain of CNAME records and the records at
        its end, as far as this zone has them."""
        answers, seen, bad = [], set(), list(self.everywhere)
        rcode = NOERROR
        while wire.lower(name) not in seen:
            seen.add(wire.lower(name))
            node = self.find(name)
            if node is None:
                rcode = NXDOMAIN
                break
            bad += node.faults
            data = node.records.get(kind, [])
            alias = [] if data else node.records.get("CNAME", [])[:1]
            answers += [wire.Record(name, "CNAME" if alias else kind, d)
                        for d in data or alias]
            if not alias:
                break
            name = alias[0][0]
        complete = answers and answers[-1].type == kind
        return Found(rcode, answers, [] if complete else self._soa(name),
                     [f for f in bad if not f.types or kind in f.types])

    def _soa(self, name):
        key = wire.lower(name)
        for n in range(len(key) + 1):
            node = self.nodes.get(key[n:])
            if node and "SOA" in node.records:
                return [wire.Record(key[n:], "SOA", node.records["SOA"][0])]
        return []
