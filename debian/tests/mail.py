"""Sends three messages to the mailbox desk, and waits for what comes back."""
import email
import email.policy
import email.utils
import smtplib
import sys
import time
from pathlib import Path

LOG = Path("/var/lib/backsoon/log")
PATIENCE = 60  # seconds for one message to be delivered


def send(sender, client, number):
    with smtplib.SMTP("127.0.0.1", 25, local_hostname="mx.example.net") as smtp:
        smtp.ehlo()
        code, said = smtp.docmd(f"XCLIENT ADDR={client} NAME=mx.example.net")
        assert code == 220, said
        smtp.ehlo()
        smtp.sendmail(sender, ["desk@example.org"], "\r\n".join([
            f"From: <{sender or 'mailer-daemon@example.net'}>",
            "To: desk@example.org", f"Subject: number {number}",
            f"Date: {email.utils.formatdate()}",
            f"Message-ID: <{number}@example.net>", "", "Hello.", ""]))


def wait(what, found):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if (result := found()):
            return result
        time.sleep(0.2)
    sys.exit(f"not seen within {PATIENCE} s: {what}")


def inbox(user):
    return sorted(Path(f"/home/{user}/Maildir/new").glob("*"))


def judged(number):
    text = LOG.read_text() if LOG.exists() else ""
    return [line for line in text.splitlines()
            if f"<{number}@example.net>" in line]


def main():
    for number, (sender, client, verdict) in enumerate((
            ("alice@example.net", "192.0.2.10", "verdict=respond"),
            ("mallory@example.net", "203.0.113.66", "rule=spf"),
            ("", "192.0.2.10", "rule=null-sender")), 1):
        send(sender, client, number)
        line = wait(f"a verdict about {number}", lambda: judged(number))
        assert len(line) == 1 and verdict in line[0], line
        wait(f"message {number} in the mailbox itself",
             lambda: len(inbox("desk")) == number)
    got = wait("the response", lambda: inbox("alice"))
    assert len(got) == 1, got
    with open(got[0], "rb") as f:
        response = email.message_from_binary_file(f,
                                                  policy=email.policy.default)
    print(response)
    for name, value in (("Return-Path", "<>"),
                        ("Auto-Submitted", "auto-replied"),
                        ("In-Reply-To", "<1@example.net>"),
                        ("To", "alice@example.net"),
                        ("From", "Service desk <desk@example.org>")):
        assert response[name] == value, (name, response[name])
    assert inbox("mallory") == []
    assert len(inbox("desk")) == 3, inbox("desk")  # no bounce, no copy
    assert len(LOG.read_text().splitlines()) == 3
    print("answered once, and nobody else")


if __name__ == "__main__":
    main()
