#!/usr/bin/env python3
"""Reads responses as a strict stranger would and demands no defect.

Reads every golden file; a FILE.txt beside FILE.eml is the text that a reader
must show.
"""
import email
import email.policy
import pathlib
import sys

ALLOWED = """
    Date From To Reply-To Subject Message-ID In-Reply-To References
    Auto-Submitted Precedence X-Auto-Response-Suppress X-Loop
    MIME-Version Content-Type Content-Language Content-Transfer-Encoding
""".lower().split()
REQUIRED = """
    Date From To Subject Message-ID Auto-Submitted X-Auto-Response-Suppress
    X-Loop MIME-Version Content-Type
""".lower().split()
# Whose fields the owner of a template wrote, in an order of his own.
OWN = "entity*.eml"


def bytes_complaints(raw):
    if not raw.endswith(b"\r\n"):
        yield "does not end with CRLF"
    if b"\r" in raw.replace(b"\r\n", b"") or b"\n" in raw.replace(b"\r\n", b""):
        yield "a CR or LF stands alone"
    if any(octet > 126 or octet < 32 and octet not in b"\t\r\n"
           for octet in raw):
        yield "an octet is no printable ASCII"
    header = True
    for number, line in enumerate(raw.split(b"\r\n"), 1):
        header = header and line != b""
        # A line over 78 octets is right only where it has no blank to fold at.
        name, colon, body = line.partition(b": ")
        run = body if colon and not line.startswith(b" ") else line.strip()
        if len(line) > 998 or len(line) > 78 and (not header or b" " in run):
            yield f"line {number} has {len(line)} octets"
        if header and b"=?" in line and len(line) > 76:
            yield f"line {number} with an encoded word has over 76 octets"
        if header and (line != line.rstrip() or not line.strip()):
            yield f"line {number} ends with a blank"
        if not header and line.startswith(b"From "):
            yield f"line {number} is a mbox line"


def header_complaints(message, own):
    names = [name.lower() for name in message.keys()]
    for name in set(names):
        if names.count(name) > 1:
            yield f"{name} stands more than once"
        if name not in ALLOWED:
            yield f"{name} must not be there"
    for name in REQUIRED:
        if name not in names:
            yield f"{name} is missing"
    if not own and names != [name for name in ALLOWED if name in names]:
        yield "the order of the fields is not ours"
    for name, body in message.items():
        for defect in body.defects:
            yield f"{name}: {defect!r}"
        if any(ord(char) < 32 for char in str(body)):
            yield f"{name}: a control character is shown"
    if len(message["To"].addresses) != 1:
        yield "To names not exactly one"
    if len(message["References"] or "") + len("References: ") > 998:
        yield "References is too long"
    if len((message["References"] or "").split()) > 20:
        yield "References has over 20 ids"


def text_of(part):
    return part.get_content().replace("\r\n", "\n")


def structure_complaints(message, own):
    """One text, or alternatives of which the first is plain."""
    parts = list(message.iter_parts())
    if message.is_multipart():
        if message.get_content_type() != "multipart/alternative":
            yield "is neither text nor alternatives"
        if len(parts) < 2:
            yield "one alternative is none"
        if message["Content-Transfer-Encoding"] and not own:
            yield "a multipart is encoded"
        if message["Content-Language"]:
            yield "the language is said of all parts at once"
    parts = parts or [message]
    if parts[0].get_content_type() != "text/plain":
        yield "the first part is not text/plain"
    for part in parts:
        if part.get_content_type() not in ("text/plain", "text/html"):
            yield "is not text"
        if not own and not part["Content-Transfer-Encoding"]:
            yield "a text has no encoding"
        charset = "us-ascii" if text_of(part).isascii() else "utf-8"
        if not own and part.get_content_charset() != charset:
            yield f"charset is not {charset}"
        if part.get_param("format") not in (None, "flowed"):
            yield "an unknown format"


def shown(message):
    if not message.is_multipart():
        return text_of(message)
    return "".join(f"== {part.get_content_subtype()} "
                   f"{part['Content-Language']}\n{text_of(part)}"
                   for part in message.iter_parts())


def complaints(path):
    raw = path.read_bytes()
    yield from bytes_complaints(raw)
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        for defect in part.defects:
            yield f"part: {defect!r}"
    yield from header_complaints(message, path.match(OWN))
    yield from structure_complaints(message, path.match(OWN))
    text = shown(message)
    expected = path.with_suffix(".txt")
    if expected.exists() and text != expected.read_text(encoding="utf-8"):
        yield f"shows {text!r}"


def main():
    paths = sorted(pathlib.Path(__file__).resolve().parent.glob("*.eml"))
    failed = 0
    for path in paths:
        found = list(complaints(path))
        failed += bool(found)
        for complaint in found:
            print(f"{path}: {complaint}")
    print(f"{len(paths) - failed} passed, {failed} failed")
    return 1 if failed or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
