#!/usr/bin/env python3
"""The documents say what the program does: check_docs.py BUILD"""
import json
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import rules_md  # noqa: E402
from harness import ROOT, Site, World, cases_of, main, message  # noqa: E402

MANUAL = ROOT / "man" / "backsoon.1"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
TEXTS = [*PAGES, *sorted(ROOT.glob("man/*.[1-8]")), ROOT / "NEWS",
         ROOT / "COPYING"]


def _program(build, *args, **more):
    return subprocess.run([Path(build).resolve() / "backsoon", *args],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=30, **more)


def _help(build):
    return _program(build, "--help").stdout


def _same(got, want):
    assert got == want, f"missing: {sorted(want - got)}, " \
                        f"too many: {sorted(got - want)}"


def the_page_of_rules_is_current(build):
    page = (ROOT / "docs" / "rules.md").read_text()
    assert page == rules_md.render(str(Path(build).resolve() / "backsoon")), \
        "make it anew: tests/docs/rules_md.py"


def options_of_help_and_manual_are_the_same(build):
    told = {"--help", "--version",
            *re.findall(r"(?<!\S)--[a-z-]+[a-z]", _help(build))}
    listed = set()
    for line in MANUAL.read_text().splitlines():
        if re.search(r"\bFl\b", line):
            listed |= {"-" + o for o in re.findall(r"(?<= )-[a-z][a-z-]*",
                                                   line)}
    _same(listed, told)
    for option in listed - {"--help", "--version"}:
        assert f".It Fl {option[1:]}" in MANUAL.read_text(), option


def commands_of_help_and_manual_are_the_same(build):
    text = MANUAL.read_text()
    part = text.partition(".Ss Commands\n")[2].partition("\n.Ss")[0]
    told = set(re.findall(r"^  ([a-z][a-z-]*)  ", _help(build), re.M))
    _same(set(re.findall(r"^\.It Ic ([a-z-]+)", part, re.M)), told)
    part = text.partition(".Ss Subcommands")[2].partition("\n.Ss")[0]
    told = re.search(r"^  history .*: (.+)$", _help(build), re.M)[1]
    _same(set(re.findall(r"^\.It Ic ([a-z-]+)", part, re.M)),
          set(told.split()))


def the_synopsis_has_every_command_with_its_options(_):
    source = (ROOT / "src/cli/commands.c").read_text()
    message_too = re.search(r"define MESSAGE((?:.*\\\n)*.*)", source)[1]
    table = [(row[1], row[2].replace(" MESSAGE", message_too))
             for row in re.finditer(r'^\t\{ "([a-z-]+)", \w+_command,(.*?)\},'
                                    r'$', source, re.M | re.S)]
    part = MANUAL.read_text().partition(".Sh SYNOPSIS")[2].partition(
        "\n.Sh")[0].split(".Nm\n")[1:-1]
    assert len(part) == len(table)
    for (name, options), told in zip(table, part):
        assert re.match(rf"\.(Op )?Cm {name}\b", told), (name, told)
        want = {o.lower().replace("_", "-")
                for o in re.findall(r"O\(([A-Z_]+)\)", options)}
        _same(set(re.findall(r"Fl -([a-z-]+)", told)), want)


def checks_of_doctor_and_manual_are_the_same(_):
    part = MANUAL.read_text().partition(".Ss Checks of doctor")[2]
    named = re.findall(r"^\.It (Em .*)$", part.partition("\n.Ss")[0], re.M)
    source = (ROOT / "src" / "cli" / "doctor.c").read_text()
    _same({w for line in named for w in re.findall(r"Em ([a-z-]+)", line)},
          set(re.findall(r'\{ "([a-z-]+)", doctor_', source)))


def every_rule_a_document_names_exists(build):
    rules = {r["name"] for r in json.loads(
        _program(build, "rules", "--json").stdout)}
    body = MANUAL.read_text().partition(".Sh DESCRIPTION")[2]
    named = set(re.findall(r"^\.Cm ([a-z-]+)", body, re.M))
    assert named, "the manual names no rule"
    assert named <= rules, named - rules
    architecture = (ROOT / "docs" / "architecture.md").read_text()
    table = architecture.partition("## The rules")[2].partition("\n## ")[0]
    listed = re.findall(r"^\d+\. `([a-z-]+)`", table, re.M)
    assert listed == [r["name"] for r in json.loads(
        _program(build, "rules", "--json").stdout)], listed


def _check_config(build, text):
    with World(build) as w:
        text = text.replace("/etc/backsoon/", f"{w.dir}/")
        w.config.write_text(text)
        if not re.search(r"^address", text, re.M):  # of a site
            (w.dir / "mailboxes.d").mkdir(mode=0o755)
            text = text.replace("../", "")
            w.config.write_text(text)
        for name in re.findall(r"^(?:template[a-z-]*|known-[a-z]+) *= *(\S+)",
                               text, re.M):
            (w.dir / name).write_text("I am away.\n")
        return w.run("check-config", str(w.config), config=False)


def every_configuration_in_the_documents_is_valid(build):
    blocks = [b for p in PAGES
              for b in re.findall(r"^```ini\n(.*?)^```", p.read_text(),
                                  re.M | re.S)]
    assert len(blocks) >= 3, "configurations are fenced as ini"
    for block in blocks:
        done = _check_config(build, block)
        assert done.returncode == 0, done.stdout.decode() + block


def _as_postfix(page, w, sender):
    """The command of master.cf, one argument a word; a macro can be empty."""
    words = re.search(r"argv=\S+((?:.|\n +)*)\n", page)[1].split()
    values = {"${original_recipient}": "bob@example.org",
              "${client_address}": "192.0.2.1", "${client_helo}": "",
              "${sender}": sender}
    return ["--config", str(w.config),
            *(values.get(word, word) for word in words)]


def the_command_for_postfix_answers_a_person_and_no_bounce(build):
    page = (ROOT / "README.md").read_text()
    mail = message(Return_Path=None)
    with World(build) as w:
        for sender in ("", "-oQ/tmp@example.net"):
            words = _as_postfix(page, w, sender)
            assert w.respond(mail, *words, config=False) == 0
            assert w.responses() == [], sender
        words = _as_postfix(page, w, "alice@example.net")
        assert w.respond(mail, *words, config=False) == 0
        assert len(w.responses()) == 1


# What goes with the example, by how it begins.
FORMS = {
    "Subject:": ({}, {"away.txt": None}),
    "Content-Type:": ({"mime": "yes"}, {"away.txt": None}),
    "<p>": ({"html": "yes"}, {"away.txt": "Away.\n", "away.html": None}),
}


def the_site_of_the_readme_answers_for_its_mailbox(build):
    page = (ROOT / "README.md").read_text().partition(
        "## Shared mailboxes")[2].partition("\n## ")[0]
    site, own = re.findall(r"^```ini\n(.*?)^```", page, re.M | re.S)
    name = re.search(r"mailboxes\.d/(\S+)\.conf`", page)[1]
    with Site(build) as w:
        here = "".join(f"{k} = {w.settings[k]}\n" for k in
                       ("state", "submit", "log", "sender-check"))
        w.config.write_text(site + here)
        path = w.mailbox(name)
        own = own.replace("/etc/backsoon", str(ROOT / "templates"))
        path.write_text(own)
        said = ""
        for words in re.findall(
                r"^    backsoon ((?:check-config|config|doctor)\b.*)$", page,
                re.M):
            done = w.run(*words.split())
            said += done.stdout.decode()
            assert done.returncode in ((0, 1) if words.startswith("doctor")
                                       else (0,)), done
        assert f"class = acknowledge ; {path}:2\n" in said, said
        words = [word.replace("bob@example.org", name)
                 for word in _as_postfix(page, w, "alice@example.net")]
        mail = message(Return_Path=None, To="support@example.org")
        assert w.respond(mail, *words, config=False) == 0
        assert len(w.responses()) == 1, w.log_lines()
        assert "From: Service desk" in w.responses()[0].read_text()
        assert w.respond(message(To="eve@example.org"), "--mailbox",
                         "eve@example.org") == 0
        assert len(w.responses()) == 1, w.log_lines()
        path.write_text(own + "log = syslog\n")
        done = w.run("check-config")
        assert b"locked in " in done.stdout and done.returncode == 78, done


def every_template_in_the_documents_is_valid(build):
    page = (ROOT / "README.md").read_text()
    texts = re.findall(r"^```text\n(Subject:.*?)^```", page, re.M | re.S)
    manual = (ROOT / "man" / "backsoon-template.5").read_text()
    texts += re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", manual,
                        re.M | re.S)
    assert len(texts) == 5
    for text in texts:
        settings, files = next(form for start, form in FORMS.items()
                               if text.startswith(start))
        with World(build, absent_from="2020-12-24",
                   absent_until="2098-12-31", **settings) as w:
            for name, other in files.items():
                (w.dir / name).write_text(other or text)
            told = w.explain(message())
            assert told["verdict"] == "respond", told["evidence"]
            assert "${" not in told["response"]["message"]
            assert b": ok" in w.run("check-template").stdout


def every_explanation_of_a_variable_is_there(_):
    manual = (ROOT / "man" / "backsoon-template.5").read_text()
    source = (ROOT / "src/response/template_expand.c").read_text()
    _same(set(re.findall(r"^\.It Ic ([a-z_]+)", manual, re.M)),
          set(re.findall(r'\.name = "([a-z_]+)"', source)))


def _lines(done):
    return done.stdout.decode().splitlines()


# What each example does, in the order of the manual.
def _would_answer(w, done):
    assert done.returncode == 0, done
    assert "  respond" in _lines(done)
    assert w.responses() == []


def _is_a_bounce(w, done):
    assert done.returncode == 1, done
    assert any(li.startswith("  suppress: null-sender")
               for li in _lines(done)), done


def _answers(w, done):
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert len(w.responses()) == 1


def _lists(w, done):
    assert done.returncode == 0
    assert [li.split()[:2] for li in _lines(done)] == [
        ["S", "alice@example.net"]]


def _exports(w, done):
    assert done.returncode == 0
    lines = (w.dir / "history.jsonl").read_text().splitlines()
    assert lines and all(json.loads(li) for li in lines)


def _imports(w, done):
    count = len((w.dir / "history.jsonl").read_text().splitlines())
    assert done.returncode == 0
    assert _lines(done) == [f"imported {count}"], done


def _forgets(w, done):
    assert done.returncode == 0
    assert re.fullmatch(r"forgotten [1-9]\d*", _lines(done)[0])
    again = message(Message_ID="<m2@example.net>")
    assert w.explain(again)["verdict"] == "respond"


def _verifies(w, done):
    assert done.returncode == 0
    assert ", 0 damaged" in _lines(done)[0]


def _finds_no_error(w, done):
    assert done.returncode == 0, done
    assert "error:" not in done.stdout.decode()


def _is_on(w, done):
    assert done.returncode == 0, done
    assert "bob@example.org: answers" in done.stdout.decode(), done
    told = w.explain(message(Message_ID="<m3@example.net>"))
    assert "Back in the new year." in told["response"]["message"]


def _answers_still(w, done):
    assert done.returncode == 0, done
    assert "  until          2096-12-31" in _lines(done)


def _previews(w, done):
    assert done.returncode == 0, done
    assert b"\nTo: alice@example.net\n" in done.stdout
    assert b"Back in the new year." in done.stdout


def _simulates(w, done):
    assert done.returncode == 0, done
    assert [li.split() for li in _lines(done)[-3:]] == [
        ["messages", "1"], ["answered", "1"], ["suppressed", "0"]], done
    assert "  alice@example.net  " in _lines(done)[0]


def _is_off(w, done):
    assert done.returncode == 0, done
    assert "enabled = no\n" in w.config.read_text()
    assert w.run("status").returncode == 1


def _is_stopped(w, done):
    assert done.returncode == 0, done
    assert w.explain(message())["evidence"].endswith(
        "/stop: loop with example.net?")


def _is_resumed(w, done):
    assert done.returncode == 0, done
    assert w.explain(message())["evidence"] == "enabled = no"


def _looks(w, done):
    assert done.returncode in (0, 1, 2), done
    assert done.stdout.decode().splitlines()[-1].count(",") == 2, done
    assert b" configuration " in done.stdout, done


def _finds_a_good_template(w, done):
    assert done.returncode == 0, done
    assert _lines(done) == ["away.txt: ok"], done


def _completes(w, done):
    assert done.returncode == 0, done
    subprocess.run(["bash", "-n", w.dir / "backsoon.bash"], check=True)


def _counts(w, done):
    assert done.returncode == 0, done
    assert any(re.fullmatch(r"responses recorded +\d+", li)
               for li in _lines(done)), done


def _prunes(w, done):
    assert done.returncode == 0 and done.stderr == b"", done
    assert re.fullmatch(r"stores [1-9]\d*, pruned \d+", _lines(done)[-1])


def _shows_when(w, done):
    assert done.returncode == 0, done
    lines = dict(li.split(maxsplit=1) for li in _lines(done))
    assert lines["now"].startswith("2026-12-24 17:00"), done
    assert lines["due"] in ("yes", "no")


EFFECTS = [_would_answer, _is_a_bounce, _answers, _lists, _exports, _imports,
           _forgets, _verifies, _finds_no_error, _is_on, _answers_still,
           _previews, _simulates, _is_off, _is_stopped, _is_resumed, _looks,
           _finds_a_good_template, _completes, _counts,
           _prunes, _shows_when]


def every_example_of_the_manual_does_what_it_says(build):
    part = MANUAL.read_text().partition(".Sh EXAMPLES")[2].partition(
        "\n.Sh")[0]
    examples = [li.replace("\\-", "-")
                for li in re.findall(r"^\.Dl (.*)$", part, re.M)]
    assert len(examples) == len(EFFECTS), examples
    with World(build) as w:
        (w.dir / "message.eml").write_bytes(message())
        for name in ("cur", "new"):
            (w.dir / "Maildir" / name).mkdir(parents=True)
        (w.dir / "Maildir/new/1.eml").write_bytes(message())
        for example, effect in zip(examples, EFFECTS):
            line = example.replace("/etc/backsoon/desk.conf", str(w.config))
            line = re.sub(r"^backsoon\b", w.program, line)
            assert effect(w, subprocess.run(
                line, shell=True, cwd=w.dir, timeout=30,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE)) is None


def every_link_between_documents_leads_somewhere(_):
    for page in PAGES:
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            if re.match(r"[a-z]+:", link):
                continue
            path = link.partition("#")[0]
            assert not path or (page.parent / path).exists(), (page, link)


def every_file_a_document_names_exists(_):
    for page in PAGES:
        for name in re.findall(r"`((?:src|tests|include|docs|man|templates)/"
                               r"[\w./-]+)`", page.read_text()):
            assert (ROOT / name).exists(), (page.name, name)


def no_document_names_a_path_of_the_machine_it_was_written_on(_):
    for text in TEXTS:
        found = re.search(r"(?<![\w.~])/(?:home|root|work|tmp)\b",
                          text.read_text())
        assert not found, (text.name, found)


def the_contract_is_printed(_):
    page = " ".join((ROOT / "README.md").read_text().split())
    assert "*At most one response per (mailbox, sender, interval)" in page
    assert "the exit status is 0, or 75 where you ask for it.*" in page


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
