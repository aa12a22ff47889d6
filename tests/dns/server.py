#!/usr/bin/env python3
"""A DNS server on loopback, for tests and the demo.

    with Server(zone) as dns:
        ... dns.address, dns.questions ...

    python3 tests/dns/server.py ZONEFILE... [--port N]

prints "ready PORT" and answers until its standard input ends, so that it
cannot outlive whoever started it.  Without zone files everything is unknown.
"""
import heapq
import itertools
import os
import selectors
import socket
import struct
import sys
import threading
import time
from collections import Counter, namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dns import faults, wire  # noqa: E402
from dns.zone import Zone  # noqa: E402

Question = namedtuple("Question", "name type transport")
LOOPBACK = (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")
LARGEST = 4096  # octets of a datagram, whatever a client offers


def bound(family, kind, address, port):
    sock = socket.socket(family, kind)
    try:
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == socket.SOCK_STREAM:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        if kind == socket.SOCK_STREAM:
            sock.listen(64)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def has_ipv6():
    try:
        bound(socket.AF_INET6, socket.SOCK_DGRAM, "::1", 0).close()
    except OSError:
        return False
    return True


def sockets_on(port, families):
    """UDP and TCP on one port of every address, or OSError."""
    opened = []
    try:
        for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
            for family, address in families:
                opened.append(bound(family, kind, address, port))
                port = port or opened[0].getsockname()[1]
    except OSError:
        for sock in opened:
            sock.close()
        raise
    return opened


def closed_port():
    """A port where nobody listens."""
    with bound(socket.AF_INET, socket.SOCK_DGRAM, "127.0.0.1", 0) as sock:
        return sock.getsockname()[1]


class Connection:
    """One TCP client and what it has sent so far."""

    def __init__(self, sock):
        self.sock = sock
        self.received = b""

    def messages(self):
        while len(self.received) >= 2:
            length = struct.unpack_from("!H", self.received)[0]
            if len(self.received) < 2 + length:
                return
            yield self.received[2:2 + length]
            self.received = self.received[2 + length:]


class Server:
    def __init__(self, zone=None, port=0):
        self.zone = zone or Zone()
        self.wanted = port
        self.questions = []
        self.tries = Counter()
        self.later = []  # heap of (when, order, what to do)
        self.order = itertools.count()
        self.ending = False
        self.broken = None

    # -- life ---------------------------------------------------------------

    def __enter__(self):
        self.ipv6 = has_ipv6()
        families = LOOPBACK if self.ipv6 else LOOPBACK[:1]
        for attempt in range(20):
            try:
                self.sockets = sockets_on(self.wanted, families)
                break
            except OSError:
                # A port that is free for UDP may be taken for TCP.
                if self.wanted or attempt == 19:
                    raise
        self.port = self.sockets[0].getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.address6 = f"[::1]:{self.port}"
        self.selector = selectors.DefaultSelector()
        for sock in self.sockets:
            serve = self._datagram if sock.type == socket.SOCK_DGRAM \
                else self._accept
            self.selector.register(sock, selectors.EVENT_READ, serve)
        self.wake, waker = socket.socketpair()
        self.selector.register(waker, selectors.EVENT_READ, lambda s: None)
        self.sockets += [self.wake, waker]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending = True
        self.wake.send(b".")
        self.thread.join()
        for key in list(self.selector.get_map().values()):
            key.fileobj.close()
        for sock in self.sockets:
            sock.close()
        self.selector.close()
        if self.broken:
            raise self.broken

    def load(self, zone):
        """Serves another zone, and forgets what was asked."""
        self.zone, self.questions, self.tries = zone, [], Counter()

    def names(self):
        """What was asked for, each once."""
        return {question.name for question in self.questions}

    def _serve(self):
        while not self.ending:
            for key, _ in self.selector.select(self._patience()):
                self._try(lambda k=key: k.data(k.fileobj), key.fileobj)
            while self.later and self.later[0][0] <= time.monotonic():
                self._try(heapq.heappop(self.later)[2])

    def _try(self, what, sock=None):
        """A client that has gone is no error; a mistake in here fails the
        test at its end, and not the server now."""
        try:
            what()
        except OSError:
            if sock:
                self._forget(sock)
        except Exception as why:
            self.broken = why

    def _patience(self):
        if not self.later:
            return None
        return max(0, self.later[0][0] - time.monotonic())

    def _after(self, milliseconds, what):
        if milliseconds <= 0:
            what()
        else:
            heapq.heappush(self.later, (
                time.monotonic() + milliseconds / 1000, next(self.order),
                what))

    # -- transports ---------------------------------------------------------

    def _datagram(self, sock):
        octets, client = sock.recvfrom(65535)
        for reply, answer in self._replies(octets, False):
            self._after(reply.delay,
                        lambda a=answer: sock.sendto(a, client))

    def _accept(self, listener):
        sock, _ = listener.accept()
        sock.setblocking(False)
        connection = Connection(sock)
        self.selector.register(sock, selectors.EVENT_READ,
                               lambda s: self._stream(connection))

    def _forget(self, sock):
        if sock not in self.sockets and sock.fileno() != -1:
            self.selector.unregister(sock)
            sock.close()

    def _stream(self, connection):
        octets = connection.sock.recv(65535)
        if not octets:
            self._forget(connection.sock)
            return
        connection.received += octets
        for question in connection.messages():
            for reply, answer in self._replies(question, True):
                self._send(connection.sock, reply,
                           struct.pack("!H", len(answer)) + answer)

    def _send(self, sock, reply, octets):
        if reply.closes:
            self._forget(sock)
        elif reply.cut:
            sock.send(octets[:reply.cut])
            self._forget(sock)
        elif reply.drip:
            for n in range(len(octets)):
                self._after(reply.delay + n * reply.drip,
                            lambda n=n: sock.send(octets[n:n + 1]))
        else:
            self._after(reply.delay, lambda: self._pour(sock, octets))

    def _pour(self, sock, octets):
        """Sends as much as fits, and the rest soon."""
        try:
            sent = sock.send(octets)
        except BlockingIOError:
            sent = 0
        if sent < len(octets):
            self._after(1, lambda: self._pour(sock, octets[sent:]))

    # -- answers ------------------------------------------------------------

    def _replies(self, octets, tcp):
        """The replies to one question with their octets: none, one, or a
        faulty one and the right one."""
        try:
            query = wire.read_query(octets)
        except wire.Malformed:
            return
        question = Question(wire.text_of(query.name).lower(), query.type,
                            "tcp" if tcp else "udp")
        self.questions.append(question)
        self.tries[question] += 1
        found = self.zone.lookup(query.name, query.type)
        limit = 65535 if tcp else min(max(query.edns or 0, 512), LARGEST)
        rounds = [found.faults]
        if any(fault.first for fault in found.faults):
            rounds.append([f for f in found.faults if not f.first])
        for bad in rounds:
            reply = faults.Reply(query, found, tcp, self.tries[question])
            answer = self._octets(reply, bad, limit)
            if not reply.silent:
                yield reply, answer

    @staticmethod
    def _octets(reply, bad, limit):
        for fault in bad:
            if fault.kind in faults.OF_REPLY:
                faults.OF_REPLY[fault.kind](reply, fault.amount)
        octets = reply.octets(limit)
        for fault in bad:
            if fault.kind in faults.OF_OCTETS:
                octets = faults.OF_OCTETS[fault.kind](octets, fault.amount)
        return octets


def main(args):
    port = 0
    if "--port" in args:
        at = args.index("--port")
        port = int(args[at + 1])
        del args[at:at + 2]
    with Server(Zone.load(*args), port) as dns:
        print("ready", dns.port, flush=True)
        while os.read(0, 4096):
            pass
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
