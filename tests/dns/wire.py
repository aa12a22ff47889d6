"""DNS messages as octets: RFC 1035 section 4, and the OPT record of RFC 6891.

A name is a tuple of labels, the root is empty.  Record data is a tuple of
parts, each octets or a name.
"""
import ipaddress
import re
import struct
from collections import namedtuple

TYPES = {"A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15,
         "TXT": 16, "AAAA": 28, "OPT": 41, "SPF": 99, "ANY": 255}
NUMBERS = {number: name for name, number in TYPES.items()}
RCODES = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"]
QR, AA, TC, RD, RA = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080

Record = namedtuple("Record", "name type data klass", defaults=[1])
Query = namedtuple("Query", "id flags name type number question edns")
Message = namedtuple("Message",
                     "id flags rcode question answers authority size")


class Malformed(ValueError):
    """What was received is no DNS message."""


# -- text -------------------------------------------------------------------

def unescape(text, number=0):
    r"""\DDD is an octet, \# the number of a repetition, \X is X itself."""
    def octet(match):
        what = match[1]
        if len(what) == 3:
            return bytes([int(what)])
        return str(number).encode() if what == b"#" else what
    return re.sub(rb"\\(\d{3}|.)", octet, text, flags=re.S)


def name_of(text):
    """The name that a text stands for, with or without the dot at its end."""
    if isinstance(text, str):
        text = text.encode("latin-1")
    labels = re.findall(rb"(?:[^.\\]|\\\d{3}|\\.)+", text, re.S)
    return tuple(unescape(label) for label in labels)


def text_of(name):
    """A name as name_of() reads it, without the dot at its end."""
    def plain(label):
        return "".join(chr(c) if 33 <= c < 127 and chr(c) not in '.\\";()@$'
                       else f"\\{c:03}" for c in label)
    return ".".join(map(plain, name)) or "."


def lower(name):
    return tuple(label.lower() for label in name)


PIECE = re.compile(rb'"((?:[^"\\]|\\.)*)"(?:\*(\d+))?(\s*)', re.S)


def strings_of(text):
    r"""The strings of a TXT record.  "..."*N repeats a piece; pieces without
    a space between them are one string, cut after 255 octets."""
    strings, joined, at = [], False, 0
    while at < len(text) and text[at:at + 1] != b";":
        piece = PIECE.match(text, at)
        if piece is None:
            raise ValueError(f"no quoted string: {text[at:at + 40]!r}")
        octets = b"".join(unescape(piece[1], n)
                          for n in range(int(piece[2] or 1)))
        if joined:
            octets = strings.pop() + octets
        strings.append(octets)
        joined, at = not piece[3], piece.end()
    return [s[i:i + 255] for s in strings for i in range(0, len(s) or 1, 255)]


def txt_data(strings):
    return (b"".join(bytes([len(s)]) + s for s in strings),)


def data_of(kind, text):
    """Record data of what stands behind the type in a zone file."""
    if kind == "TXT":
        return txt_data(strings_of(text))
    words = text.split(b";")[0].split()
    if kind in ("A", "AAAA"):
        return (ipaddress.ip_address(words[0].decode()).packed,)
    if kind == "MX":
        return struct.pack("!H", int(words[0])), name_of(words[1])
    if kind == "SOA":
        return (name_of(words[0]), name_of(words[1]),
                struct.pack("!5I", *map(int, words[2:7])))
    return (name_of(words[0]),)


# -- writing ----------------------------------------------------------------

class Writer:
    """Octets of one message; equal endings of names are written once."""

    def __init__(self, octets=b""):
        self.octets = bytearray(octets)
        self.seen = {}

    def name(self, labels):
        for n in range(len(labels)):
            rest = labels[n:]
            if rest in self.seen:
                self.octets += struct.pack("!H", 0xC000 | self.seen[rest])
                return
            if len(self.octets) < 0x4000:
                self.seen[rest] = len(self.octets)
            self.octets += bytes([len(labels[n])]) + labels[n]
        self.octets += b"\0"

    def record(self, record, ttl=60):
        self.name(record.name)
        number = TYPES.get(record.type, record.type)
        self.octets += struct.pack("!HHIH", number, record.klass, ttl, 0)
        start = len(self.octets)
        for part in record.data:
            if isinstance(part, tuple):
                self.name(part)
            else:
                self.octets += part
        struct.pack_into("!H", self.octets, start - 2,
                         len(self.octets) - start)


def message(ident, flags, question, answers=(), authority=(), size=None):
    """A whole message; question is (name, number) or None, size what an OPT
    record offers."""
    writer = Writer(struct.pack("!6H", ident, flags, question is not None,
                                len(answers), len(authority),
                                size is not None))
    if question:
        writer.name(question[0])
        writer.octets += struct.pack("!HH", question[1], 1)
    for record in (*answers, *authority):
        writer.record(record)
    if size is not None:
        writer.octets += struct.pack("!BHHIH", 0, TYPES["OPT"], size, 0, 0)
    return bytes(writer.octets)


# -- reading ----------------------------------------------------------------

def read_name(octets, at):
    """A name and the place behind it."""
    labels, end = [], None
    for _ in range(128):
        if at >= len(octets):
            break
        length = octets[at]
        if length >= 0xC0:
            end = end or at + 2
            at = struct.unpack_from("!H", octets, at)[0] & 0x3FFF
        elif length:
            labels.append(bytes(octets[at + 1:at + 1 + length]))
            at += 1 + length
        else:
            return tuple(labels), end or at + 1
    raise Malformed("name")


def read_question(octets, at):
    name, at = read_name(octets, at)
    number, _ = struct.unpack_from("!HH", octets, at)
    return name, number, at + 4


def read_query(octets):
    """What a client asks, and the size of answer it offers, None without
    EDNS."""
    try:
        ident, flags, count, _, _, extra = struct.unpack_from("!6H", octets)
        name, number, at = read_question(octets, 12)
        edns = None
        if extra:
            kind, size = struct.unpack_from("!HH", octets, at + 1)
            edns = size if kind == TYPES["OPT"] else None
    except (struct.error, IndexError) as why:
        raise Malformed(str(why)) from why
    if flags & QR or count != 1:
        raise Malformed("no question")
    return Query(ident, flags, name, NUMBERS.get(number, f"TYPE{number}"),
                 number, octets[12:at], edns)


def text_of_data(octets, at, length, number):
    kind, data = NUMBERS.get(number), octets[at:at + length]
    if kind in ("A", "AAAA"):
        return str(ipaddress.ip_address(data))
    if kind == "TXT":
        strings, i = [], 0
        while i < length:
            strings.append(data[i + 1:i + 1 + data[i]])
            i += 1 + data[i]
        return b"".join(strings).decode("latin-1")
    if kind == "MX":
        return f"{data[0] << 8 | data[1]} " + text_of(
            read_name(octets, at + 2)[0])
    if kind in ("CNAME", "NS", "PTR"):
        return text_of(read_name(octets, at)[0])
    return data.hex()


def read_records(octets, at, count):
    records = []
    for _ in range(count):
        name, at = read_name(octets, at)
        number, _, _, length = struct.unpack_from("!HHIH", octets, at)
        at += 10
        if at + length > len(octets):
            raise Malformed("record data")
        records.append((text_of(name), NUMBERS.get(number, str(number)),
                        text_of_data(octets, at, length, number)))
        at += length
    return records, at


def read_message(octets):
    """An answer; records are (name, type, text)."""
    try:
        ident, flags, asked, answers, authority, extra = struct.unpack_from(
            "!6H", octets)
        question, at = None, 12
        if asked:
            name, number, at = read_question(octets, 12)
            question = text_of(name), NUMBERS.get(number, str(number))
        found, at = read_records(octets, at, answers)
        soa, at = read_records(octets, at, authority)
        size = None
        if extra:
            kind, offered = struct.unpack_from("!HH", octets, at + 1)
            size = offered if kind == TYPES["OPT"] else None
    except (struct.error, IndexError) as why:
        raise Malformed(str(why)) from why
    return Message(ident, flags, RCODES[flags & 15], question, found, soa,
                   size)
