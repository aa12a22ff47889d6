"""Asks a DNS server one question, to test the server."""
import socket
import struct
import time

from dns import wire


def query(name, kind, ident=1, size=None):
    return wire.message(ident, wire.RD, (wire.name_of(name),
                                         wire.TYPES[kind]), size=size)


def address_of(port, ipv6=False):
    if ipv6:
        return socket.AF_INET6, ("::1", port)
    return socket.AF_INET, ("127.0.0.1", port)


def datagrams(port, question, patience=0.3, ipv6=False, count=1):
    """So many answers as octets, or as many as come in time."""
    family, address = address_of(port, ipv6)
    answers = []
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.settimeout(patience)
        sock.connect(address)
        sock.send(question)
        try:
            while len(answers) < count:
                answers.append(sock.recv(65535))
        except (TimeoutError, ConnectionError):
            pass
    return answers


def receive(sock, length, until):
    octets = b""
    while len(octets) < length:
        sock.settimeout(max(0.001, until - time.monotonic()))
        more = sock.recv(length - len(octets))
        if not more:
            raise ConnectionError(f"ended after {len(octets)} octets")
        octets += more
    return octets


def stream(port, *questions, patience=5, ipv6=False):
    """The answers to questions in one connection, sent at once."""
    family, address = address_of(port, ipv6)
    until = time.monotonic() + patience
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(patience)
        sock.connect(address)
        sock.sendall(b"".join(struct.pack("!H", len(q)) + q
                              for q in questions))
        answers = []
        for _ in questions:
            length, = struct.unpack("!H", receive(sock, 2, until))
            answers.append(receive(sock, length, until))
        return answers


def ask(port, name, kind, tcp=False, size=None, patience=5, ipv6=False):
    """One message, or None where no answer came."""
    question = query(name, kind, size=size)
    if tcp:
        octets = stream(port, question, patience=patience, ipv6=ipv6)
    else:
        octets = datagrams(port, question, patience, ipv6)
    return wire.read_message(octets[0]) if octets else None
