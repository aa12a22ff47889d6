#!/usr/bin/env python3
"""Real mail: the directory a message lies in is the verdict it must get.

respond/ holds what must be answered, every other directory is named after the
rule that must be silent.  NAME.zone beside NAME.eml is what the DNS says,
people.zone where there is none.  NAME.json beside NAME.eml gives what a case needs:
settings, files beside the configuration, args, env, before (mails
delivered first), and rule, sender, key,
evidence, and facts of the trace, that explain must tell; verified means that
the subject may be echoed.
"""
import email
import email.header
import email.policy
import email.utils
import json
import os
import re
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dns.server import Server  # noqa: E402
from dns.zone import Zone  # noqa: E402
from harness import World, main  # noqa: E402

HERE = Path(__file__).resolve().parent


def read(path):
    now = email.utils.formatdate(time.time()).encode()
    return path.read_bytes().replace(b"@DATE@", now)


def options_of(path):
    beside = path.with_suffix(".json")
    return json.loads(beside.read_text()) if beside.exists() else {}


def zone_of(path):
    beside = path.with_suffix(".zone")
    return Zone.load(beside if beside.exists() else HERE / "people.zone")


def explains_as_expected(w, mail, wanted, options):
    args, env = options.get("args", []), options.get("env")
    tree = w.tree()
    told = w.explain(mail, *args, env=env)
    assert w.tree() == tree, "explain changed something"
    if wanted == "respond":
        assert (told["verdict"], told["status"]) == ("respond", 0), told
    else:
        rule = options.get("rule", wanted)
        assert (told["verdict"], told["rule"], told["status"]) == (
            "suppress", rule, 1), told
        assert told["evidence"], told
    for name in ("sender", "key"):
        if name in options:
            assert told[name] == options[name], (name, told)
    for name, value in options.get("trace", {}).items():
        assert told["trace"][name] == value, (name, told["trace"])
    assert options.get("evidence", "") in (told["evidence"] or ""), told


def subject_of(mail):
    """The subject as people read it, and as it stands."""
    header = mail.split(b"\n\n", 1)[0].replace(b"\r", b"")
    found = re.search(rb"^subject[ \t]*:(.*(?:\n[ \t].*)*)", header,
                      re.I | re.M)
    raw = found[1].strip() if found else b""
    text = raw.decode("ascii", "replace")
    try:
        read_by_people = str(email.header.make_header(
            email.header.decode_header(text)))
    except (LookupError, UnicodeError, email.errors.HeaderParseError):
        read_by_people = text
    return raw, read_by_people


def tells_nothing_of_the_subject_message(response, mail, verified):
    header, _, body = response.partition(b"\n\n")
    parsed = email.message_from_bytes(response, policy=email.policy.default)
    raw, text = subject_of(mail)
    answer = str(parsed["Subject"])
    if raw and verified:
        assert answer == "Auto: " + text, answer
    elif raw:
        own, _ = subject_of(header + b"\n\n")
        assert raw not in own and text not in answer, answer
    shown = parsed.get_body().get_content()
    stranger = mail.replace(b"\r", b"").partition(b"\n\n")[2]
    stranger = re.sub(rb"\s+", b" ", stranger)
    told = re.sub(rb"\s+", b" ", body + b" " + shown.encode())
    for at in range(len(told) - 11):
        assert told[at:at + 12] not in stranger, told[at:at + 12]


def answers_as_expected(w, mail, wanted, options):
    had = set(w.responses())
    assert w.respond(mail, *options.get("args", []),
                     env=options.get("env")) == 0
    new = set(w.responses()) - had
    if wanted != "respond":
        assert not new, w.log_lines()
        return
    assert len(new) == 1, w.log_lines()
    tells_nothing_of_the_subject_message(new.pop().read_bytes(), mail,
                                         options.get("verified", False))


def case_of(path):
    wanted, options = path.parent.name, options_of(path)

    def case(build):
        mail = read(path)
        with Server(zone_of(path)) as dns, \
                World(build, dns=dns, **options.get("settings", {})) as w:
            for name, text in options.get("files", {}).items():
                (w.dir / name).write_text(text)
            for name in options.get("before", []):
                before = path.parent / name
                assert w.respond(read(before), *options.get("args", []),
                                 env=options.get("env")) == 0
            explains_as_expected(w, mail, wanted, options)
            answers_as_expected(w, mail, wanted, options)
    case.__name__ = str(path.relative_to(HERE))
    return case


def every_rule_has_a_directory_with_at_least_two_mails(build):
    with World(build) as w:
        told = json.loads(w.run("rules", "--json", config=False).stdout)
    names = {rule["name"] for rule in told}
    found = {d.name for d in HERE.iterdir() if d.is_dir()} - {"respond"}
    found.discard("__pycache__")
    assert names == found, names ^ found
    for name in names:
        assert len(list((HERE / name).glob("*.eml"))) >= 2, name


def the_corpus_is_as_large_as_it_says(build):
    human = list(HERE.glob("respond/*.eml"))
    machine = set(HERE.glob("*/*.eml")) - set(human)
    assert len(human) >= 40 and len(machine) >= 80, (len(human), len(machine))
    for beside in [*HERE.glob("*/*.json"), *HERE.glob("*/*.zone")]:
        assert beside.with_suffix(".eml").exists(), beside


CASES = [every_rule_has_a_directory_with_at_least_two_mails,
         the_corpus_is_as_large_as_it_says]

if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    sys.exit(main(CASES + [case_of(p) for p in sorted(HERE.glob("*/*.eml"))]))
