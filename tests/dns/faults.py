"""What a bad server does instead of answering.

A zone file has the name of a fault in the place of a record's type:

    NAME FAULT [AMOUNT] [first] [TYPE...]

It holds for questions of the types named, or for all.  With the word "first"
the right answer follows the faulty one.
"""
import random
import struct
from collections import namedtuple

from dns import wire

Fault = namedtuple("Fault", "kind amount first types")
STRANGER = (b"stranger", b"invalid")


class Reply:
    """An answer on its way out."""

    def __init__(self, query, found, tcp, tries):
        self.query, self.tcp, self.tries = query, tcp, tries
        self.id = query.id
        self.rcode = found.rcode
        self.question = (query.name, query.number)
        self.answers = list(found.answers)
        self.authority = list(found.authority)
        self.silent = self.truncated = self.closes = False
        self.delay = self.drip = 0  # milliseconds
        self.edns = query.edns is not None
        self.cut = None  # octets after which the connection ends

    def refuse(self, rcode):
        self.rcode = wire.RCODES.index(rcode)
        self.answers, self.authority = [], []

    def octets(self, limit):
        """The message; TC instead of answers where it is over the limit."""
        flags = wire.QR | wire.RD & self.query.flags | wire.RA | self.rcode
        size = 4096 if self.edns else None
        if not self.truncated:
            whole = wire.message(self.id, flags, self.question, self.answers,
                                 self.authority, size)
            if len(whole) <= limit:
                return whole
        return wire.message(self.id, flags | wire.TC, self.question,
                            size=size)


def refusing(rcode):
    return lambda reply, amount: reply.refuse(rcode)


def drop(reply, amount):
    reply.silent = True


def flaky(reply, amount):
    reply.silent = reply.tries <= (amount or 1)


def delay(reply, amount):
    reply.delay = amount


def late(reply, amount):
    """Late when it is asked for the first time only."""
    if reply.tries == 1:
        reply.delay = amount


def truncate(reply, amount):
    reply.truncated = not reply.tcp


def tcp_silent(reply, amount):
    truncate(reply, amount)
    reply.silent = reply.tcp


def tcp_drip(reply, amount):
    truncate(reply, amount)
    reply.drip = amount or 100


def tcp_close(reply, amount):
    truncate(reply, amount)
    reply.closes = reply.tcp


def tcp_cut(reply, amount):
    truncate(reply, amount)
    reply.cut = amount or 20


def no_edns(reply, amount):
    """A server from before RFC 6891: the answer has no OPT record either."""
    if reply.edns:
        reply.edns = False
        reply.refuse("FORMERR")


def wrong_id(reply, amount):
    reply.id ^= 0x5555


def wrong_question(reply, amount):
    reply.question = (STRANGER, reply.query.number)


def no_question(reply, amount):
    reply.question = None


def wrong_name(reply, amount):
    reply.answers = [r._replace(name=STRANGER) for r in reply.answers]


def wrong_type(reply, amount):
    """The same data as type 99, which nobody asks for."""
    reply.answers = [r._replace(type="SPF") for r in reply.answers]


def wrong_class(reply, amount):
    reply.answers = [r._replace(klass=3) for r in reply.answers]


def huge(reply, amount):
    """So many records of the type that was asked for."""
    def data(n):
        host = (b"h%d" % n, b"huge", b"invalid")
        return {"A": (struct.pack("!I", 0xCB007100 + n % 256),),
                "AAAA": (b"\x20\x01\x0d\xb8" + struct.pack("!3I", 0, 0, n),),
                "TXT": wire.txt_data([b"number %d " % n + b"x" * 180]),
                "MX": (struct.pack("!H", n % 65536), host),
                }.get(reply.query.type, (host,))
    owner = reply.query.name
    reply.answers += [wire.Record(owner, reply.query.type, data(n))
                      for n in range(amount or 200)]


def garbage(octets, amount):
    """A header that fits, and noise."""
    noise = random.Random(amount).randbytes(amount or 200)
    return octets[:2] + b"\x81\x80" + noise


def short(octets, amount):
    return octets[:amount or len(octets) * 2 // 3]


def empty(octets, amount):
    return b""


def echo(octets, amount):
    """The question itself comes back."""
    return octets[:2] + b"\1\0" + octets[4:6] + bytes(6) + octets[12:]


def loop_name(octets, amount):
    """One record whose name is a pointer to itself."""
    name, number, end = wire.read_question(octets, 12)
    return (octets[:6] + struct.pack("!3H", 1, 0, 0) + octets[12:end]
            + struct.pack("!HHHIH", 0xC000 | end, number, 1, 60, 4)
            + bytes(4))


def overlong(octets, amount):
    """One record that claims more data than follow."""
    name, number, end = wire.read_question(octets, 12)
    return (octets[:6] + struct.pack("!3H", 1, 0, 0) + octets[12:end]
            + struct.pack("!HHHIH", 0xC00C, number, 1, 60, 60000)
            + b"\xffv=spf1 +all")


# Faults that change the reply, and faults that change its octets.
OF_REPLY = {
    "DROP": drop, "FLAKY": flaky, "DELAY": delay, "LATE": late,
    "SERVFAIL": refusing("SERVFAIL"), "REFUSED": refusing("REFUSED"),
    "FORMERR": refusing("FORMERR"), "NOTIMP": refusing("NOTIMP"),
    "NXDOMAIN": refusing("NXDOMAIN"),
    "TRUNCATE": truncate, "TCPSILENT": tcp_silent, "TCPDRIP": tcp_drip,
    "TCPCLOSE": tcp_close, "TCPCUT": tcp_cut, "NOEDNS": no_edns,
    "WRONGID": wrong_id, "WRONGQUESTION": wrong_question,
    "NOQUESTION": no_question, "WRONGNAME": wrong_name,
    "WRONGTYPE": wrong_type, "WRONGCLASS": wrong_class, "HUGE": huge,
}
OF_OCTETS = {
    "GARBAGE": garbage, "SHORT": short, "EMPTY": empty, "ECHO": echo,
    "LOOPNAME": loop_name, "OVERLONG": overlong,
}
KINDS = OF_REPLY.keys() | OF_OCTETS.keys()


def fault_of(kind, words):
    amount = next((int(w) for w in words if w.isdigit()), 0)
    types = {w for w in words if w in wire.TYPES}
    strange = [w for w in words if not w.isdigit() and w != "first"
               and w not in types]
    if strange:
        raise ValueError(f"{kind}: {strange[0]}")
    return Fault(kind, amount, "first" in words, types)
