#!/usr/bin/env python3
"""explain, rules, check-config: what people and scripts read."""
import json
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World, cases_of, main, message  # noqa: E402

EXAMPLE = """[mailbox]
address  = bob@example.org
aliases  = robert@example.org, *@bob.example.org
from     = Bob <bob@example.org>
template = away.txt          ; relative to the file that names it
interval = 7d
state    = {state}           ; default
submit   = maildir:{outbox}  ; or sendmail
sendmail = /usr/sbin/sendmail -i -f '' --
trusted-authserv-id = mx.example.org ; read by the sender check
sender-check = off
"""


def the_example_configuration_is_taken_as_it_is(build):
    with World(build) as w:
        w.config.write_text(EXAMPLE.format(state=w.state, outbox=w.outbox))
        done = w.run("check-config", str(w.config), config=False)
        assert done.returncode == 0, done.stdout
        told = w.explain(message())
        assert told["verdict"] == "respond", told
        assert told["mailbox"] == "bob@example.org"


def status_is_0_1_or_2_and_json_has_the_stable_names(build):
    with World(build) as w:
        told = w.explain(message())
        assert (told["status"], told["verdict"], told["rule"]) == (
            0, "respond", None), told
        assert told["sender"] == "alice@example.net"
        assert told["mailbox"] == "bob@example.org"
        assert told["key"] == "alice@example.net"
        told = w.explain(message(Auto_Submitted="auto-replied"))
        assert (told["status"], told["verdict"], told["rule"],
                told["evidence"]) == (
            1, "suppress", "auto-submitted",
            "Auto-Submitted: auto-replied"), told
        w.configure(interval="soon")
        told = w.explain(message())
        assert (told["status"], told["verdict"]) == (2, "undecided"), told
        assert f"{w.config}:" in told["evidence"]


def explain_leaves_no_trace(build):
    with World(build) as w:
        before = w.tree()
        for mail in (message(), message(Auto_Submitted="x")):
            for args in ([], ["--all"]):
                w.explain(mail, *args)
        assert w.tree() == before
        w.respond(message())
        before = w.tree()
        told = w.explain(message(Message_ID="<m2@example.net>"))
        assert told["rule"] == "recently-answered", told
        assert w.tree() == before


def explain_and_respond_agree(build):
    for fields in ({}, {"Precedence": "bulk"}, {"To": "x@example.com"},
                   {"Return_Path": "<>"}, {"Return_Path": None},
                   {"Return_Path": "<noreply@example.net>"}):
        with World(build) as w:
            told = w.explain(message(**fields))
            w.respond(message(**fields))
            line = w.log_lines()[0]
            assert f"verdict={told['verdict']}" in line, (told, line)
            if told["rule"]:
                assert f"rule={told['rule']} " in line, (told, line)


def all_tries_every_rule(build):
    with World(build) as w:
        mail = message(Auto_Submitted="auto-replied", Precedence="bulk")
        told = w.explain(mail)
        outcomes = {r["name"]: r["outcome"] for r in told["rules"]}
        assert outcomes["auto-submitted"] == "matched"
        assert outcomes["precedence"] == "not reached"
        told = w.explain(mail, "--all")
        outcomes = {r["name"]: r["outcome"] for r in told["rules"]}
        assert outcomes["precedence"] == "matched"
        assert outcomes["flood"] == "passed"
        assert told["rule"] == "auto-submitted"


def at_moves_the_clock(build):
    with World(build) as w:
        w.respond(message())
        mail = message(Message_ID="<m2@example.net>", Date=None,
                       Received=None)
        week = int(time.time()) + 7 * 86400
        assert w.explain(mail, "--at", f"@{week - 60}")["status"] == 1
        assert w.explain(mail, "--at", f"@{week + 60}")["status"] == 0
        later = time.strftime("%Y-%m-%d", time.localtime(week + 2 * 86400))
        for text in (later, later + " 17:00", later + "T17:00:00Z"):
            assert w.explain(mail, "--at", text)["status"] == 0, text


def people_read_envelope_rules_verdict_claim_and_response(build):
    with World(build) as w:
        done = w.run("explain", mail=message())
        text = done.stdout.decode()
        for part in ("alice@example.net  (from Return-Path)", "RFC 3834",
                     "verdict\n  respond", "key          alice@example.net",
                     "response to alice@example.net",
                     "\nAuto-Submitted: auto-replied", "I am away."):
            assert part in text, (part, text)
        assert "\r" not in text


def each_source_of_the_envelope_is_named(build):
    bare = message(Return_Path=None)
    with World(build) as w:
        for args, env, mail, source in (
                (["--sender", "a@b.example"], {}, bare, "--sender"),
                ([], {"SENDER": "a@b.example"}, bare, "SENDER"),
                ([], {"RPLINE": "Return-Path: <a@b.example>\n"}, bare,
                 "RPLINE"),
                ([], {}, b"From a@b.example Tue Nov 24 10:00:00 2026\n" +
                 bare, "From "),
                ([], {}, message(Return_Path="<a@b.example>"),
                 "Return-Path")):
            told = w.explain(mail, *args, env=env)
            assert told["sender"] == "a@b.example", told
            assert source.strip() in told["sender-source"], told


def the_environment_never_beats_a_differing_return_path(build):
    with World(build) as w:
        told = w.explain(message(Return_Path="<o'hara@b.example.net>"),
                         env={"SENDER": "o_hara@b.example.net"})
        assert told["sender"] == "o'hara@b.example.net", told
        told = w.explain(message(), env={"SENDER": "mallory@example.com"})
        assert told["rule"] == "no-sender", told


def usage_errors_are_64_with_one_line(build):
    with World(build) as w:
        for args in (["explain", "--bogus"], ["explain", "--at", "soon"],
                     ["explain", "word"], ["rules", "--xml"],
                     ["history"], ["history", "frobnicate"],
                     ["history", "show"], ["check-config", "a", "b"]):
            done = w.run(*args, config=False)
            assert done.returncode == 64, (args, done)
            assert done.stdout == b"", done
            assert done.stderr.count(b"\n") == 1, done.stderr


def an_option_of_another_command_is_named(build):
    """Not its value, which stands behind it."""
    with World(build) as w:
        for args in (["rules", "--config", "x"], ["resume", "--reason", "x"],
                     ["off", "--reason=x"], ["off", "--json"]):
            done = w.run(*args, config=False)
            name = args[1].partition("=")[0]
            assert done.returncode == 64, done
            assert f"{args[0]}: {name}: unknown option; " in \
                done.stderr.decode(), done


def help_and_version_speak(build):
    with World(build) as w:
        done = w.run("--help", config=False)
        assert done.returncode == 0
        for word in (b"respond", b"explain", b"history", b"--on-failure"):
            assert word in done.stdout
        done = w.run("--version", config=False)
        assert done.stdout.startswith(b"backsoon ")


def rules_are_listed_for_people_and_scripts(build):
    with World(build) as w:
        rules = json.loads(w.run("rules", "--json", config=False).stdout)
        text = w.run("rules", config=False).stdout.decode()
        assert len(rules) >= 23
        for rule in rules:
            assert rule["name"] in text and rule["says"] in text
            assert rule["force"] in ("MUST", "SHOULD", "MAY")
            assert rule["source"]


def each_must_rule_refuses_to_be_disabled_and_each_other_obeys(build):
    # a person's own rule, not-addressed, is a MUST in the other classes
    with World(build, **{"class": "acknowledge"}) as w:
        rules = json.loads(w.run("rules", "--json", config=False).stdout)
        for rule in rules:
            w.configure(disable=rule["name"])
            done = w.run("check-config", str(w.config), config=False)
            if rule["force"] == "MUST":
                assert done.returncode == 78, rule
                text = done.stdout.decode()
                assert rule["name"] in text and "disable" in text, text
                assert f"{w.config}:12: disable" in text, text
            else:
                assert done.returncode == 0, (rule, done.stdout)


def check_config_tells_file_line_key_and_expectation(build):
    with World(build) as w:
        w.config.write_text("[mailbox]\naddress = bob\nintervall = 7d\n"
                            "interval = 7x\n")
        done = w.run("check-config", str(w.config), config=False)
        assert done.returncode == 78
        text = done.stdout.decode()
        assert f"{w.config}:2: address: " in text, text
        assert f"{w.config}:3: intervall: " in text, text
        assert f"{w.config}:4: interval: " in text, text


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
