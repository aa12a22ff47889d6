#!/usr/bin/env python3
"""Templates in the whole program: languages, HTML, entities, and what
check-template tells: check_template.py BUILD"""
import email
import email.policy
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import ROOT, Site, World, cases_of, main, message  # noqa: E402

READY = ROOT / "templates"
LANGUAGES = "en de fr es nl zh".split()


def _write(w, **files):
    for name, text in files.items():
        (w.dir / name.replace("_", ".")).write_text(text)


def _response(w, **fields):
    told = w.explain(message(**fields))
    assert told["verdict"] == "respond", told["evidence"]
    return email.message_from_string(told["response"]["message"],
                                     policy=email.policy.default)


def _texts(w, **fields):
    """The parts of a response, each with its type and language."""
    return [(p.get_content_subtype(), p["Content-Language"],
             p.get_content().replace("\r\n", "\n"))
            for p in _response(w, **fields).walk() if not p.is_multipart()]


def _families(w):
    _write(w, away_en_txt="Away.\n", away_de_txt="Abwesend.\n")
    w.configure(languages="en, de", language_domains=".de=de, example.com=de")


def a_response_is_in_the_language_that_the_message_accepts(build):
    with World(build) as w:
        _families(w)
        english, german = [("plain", "en", "Away.\n")], \
            [("plain", "de", "Abwesend.\n")]
        assert _texts(w) == english
        assert _texts(w, Accept_Language="de-AT, en;q=0.5") == german
        assert _texts(w, Accept_Language="de;q=0.1, en") == english
        assert _texts(w, Content_Language="de") == german
        assert _texts(w, Accept_Language="en", Content_Language="de") \
            == english
        assert _texts(w, Return_Path="<a@example.com>") == german
        assert _texts(w, Accept_Language="\x1b[2J", Content_Language="x" * 500
                      ) == english


def another_language_is_no_second_response(build):
    with World(build) as w:
        _families(w)
        assert w.respond(message(Accept_Language="de")) == 0
        assert w.respond(message(Message_ID="<m2@example.net>",
                                 Accept_Language="en")) == 0
        assert len(w.responses()) == 1
        assert b"Abwesend." in w.responses()[0].read_bytes()


def both_languages_can_stand_in_one_response(build):
    with World(build, both_languages="body") as w:
        _families(w)
        assert _texts(w) == [("plain", "en", "Away.\n")]
        [(_, tags, text)] = _texts(w, Accept_Language="de")
        assert tags == "de, en"
        assert text.startswith("Abwesend.\n\n---")
        assert text.endswith("---\n\nAway.\n")
        w.configure(both_languages="alternative")
        assert _texts(w, Accept_Language="de") == [
            ("plain", "en", "Away.\n"), ("plain", "de", "Abwesend.\n")]


def html_comes_behind_the_text(build):
    with World(build, html="yes", echo_subject="always") as w:
        _write(w, away_txt="Away: ${subject}\n",
               away_html="<p>Away: ${subject}</p>\n")
        assert _texts(w, Subject="<b>\"&'") == [
            ("plain", None, "Away: <b>\"&'\n"),
            ("html", None, "<p>Away: &lt;b&gt;&quot;&amp;&#39;</p>\n")]
        (w.dir / "away.html").unlink()
        told = w.explain(message())
        assert told["verdict"] != "respond", told
        _families(w)
        w.configure(both_languages="alternative")
        _write(w, away_en_html="<p>Away.</p>\n",
               away_de_html="<p>Abwesend.</p>\n")
        assert [t[:2] for t in _texts(w, Accept_Language="de")] == [
            ("plain", "en"), ("html", "en"), ("plain", "de"), ("html", "de")]


def long_lines_can_flow(build):
    words = "word " * 40
    with World(build, flowed="yes") as w:
        _write(w, away_txt=f"{words.strip()}\n\n> no quote\n-- \nBob\n")
        got = _response(w)
        assert got["Content-Type"].params["format"] == "flowed"
        lines = got.get_content().replace("\r\n", "\n").split("\n")
        assert max(map(len, lines)) <= 76
        assert "".join(lines[:3]) == words.strip()
        assert lines[3:] == ["", " > no quote", "-- ", "Bob", ""]


def an_entity_is_sent_as_it_is(build):
    with World(build, mime="yes", subject="Away: ${name}") as w:
        _write(w, away_txt='MIME-Version: 1.0\n'
                           'Content-Type: multipart/mixed;\n boundary="b"\n\n'
                           '--b\nContent-Type: text/plain\n\n${name}\n'
                           '--b\nContent-Type: text/html\n\n<b>x</b>\n--b--\n')
        got = _response(w)
        assert got["Subject"] == "Away: Bob"
        assert got.get_all("MIME-Version") == ["1.0"]
        assert got.get_content_type() == "multipart/mixed"
        assert [p.get_content() for p in got.iter_parts()] == [
            "${name}", "<b>x</b>"]


def who_is_not_verified_gets_another_text(build):
    with World(build, text_for_unverified="short.txt") as w:
        _write(w, away_txt="Away until Friday.\n", short_txt="Received.\n")
        assert _texts(w) == [("plain", None, "Received.\n")]
        passed = "mail.example.org; spf=pass smtp.mailfrom=alice@example.net"
        w.configure(trusted_authserv_id="mail.example.org",
                    trusted_hosts="mail.example.org")
        # above our own Received, as the server that we trust adds it
        mail = (f"Authentication-Results: {passed}\n".encode() + message())
        told = w.explain(mail)
        assert "Away until Friday." in told["response"]["message"], told
        # it is the same response
        assert w.respond(message()) == 0
        assert w.respond(mail.replace(b"<m1@", b"<m2@")) == 0
        assert len(w.responses()) == 1
        assert b"Received.\r\n" in w.responses()[0].read_bytes() or \
            b"Received.\n" in w.responses()[0].read_bytes()


def a_template_can_name_its_author(build):
    with World(build) as w:
        _write(w, away_txt="From: Desk <desk@example.com>\n\nAsk ${name}, "
                           "${address}.\n")
        got = _response(w)
        assert got["From"] == "Desk <desk@example.com>"
        assert got["X-Loop"] == "bob@example.org"
        assert got["Message-ID"].endswith("@example.org>")
        assert got.get_content() == "Ask Desk, desk@example.com.\r\n"
        # and does not talk to itself
        told = w.explain(message(Return_Path="<desk@example.com>"))
        assert told["verdict"] != "respond", told
        assert w.respond(message(Return_Path="<desk@example.com>")) == 0
        assert w.responses() == []


def _check(w, *args, config=False):
    done = w.run("check-template", *args, config=config)
    assert done.stderr == b"", done.stderr
    return done.returncode, done.stdout.decode().splitlines()


def every_mistake_is_told_with_its_line(build):
    with World(build) as w:
        path = str(w.dir / "t.txt")
        rows = [
            (b"Away.\n", ""),
            (b"${from} ${until_words}\n", ""),
            (b"a\n${x}\n", ":2: ${x}: unknown variable"),
            (b"a\n\n\xff\n", ":3: not UTF-8"),
            (b"a\x07\n", ":1: a control character"),
            (b"a" * 901 + b"\n", ":1: a line over 900 octets"),
            (b"a\n" * 8193, ": the template: too large"),
            (b"Subject: a\nTo: b\n\nc\n", ":2: not a header field"),
            (b"From: a\n\nc\n", ":1: \"From:\""),
            (b"Content-Language: ?\n\nc\n", ":1: \"Content-Language:\""),
        ]
        for text, told in rows:
            Path(path).write_bytes(text)
            status, lines = _check(w, path)
            assert len(lines) == 1, lines
            if told:
                assert status == 78 and lines[0].startswith(path + told), lines
            else:
                assert (status, lines) == (0, [path + ": ok"])
        Path(path).chmod(0o666)
        status, lines = _check(w, path)
        assert status == 78 and lines[0].startswith(path + ": "), lines


def a_long_text_is_only_warned_of(build):
    with World(build) as w:
        path = w.dir / "t.txt"
        path.write_text("a\n" * 2048)
        assert _check(w, str(path)) == (0, [f"{path}: ok"])
        path.write_text("a\n" * 2049)
        status, lines = _check(w, str(path))
        assert status == 0 and lines == [
            f"{path}: warning: over 4 KiB; expected a brief text (RFC 3834 "
            "section 3.2)", f"{path}: ok"], lines


def siblings_are_checked_too(build):
    with World(build) as w:
        _write(w, t_txt="a\n", t_de_txt="${x}\n", t_old_txt="${x}\n",
               t_en_txt="a\n", t_html="<script>\n", t_en_html="<p>a\n")
        status, lines = _check(w, str(w.dir / "t.txt"))
        assert status == 78
        assert [li.rpartition("/")[2].partition(": ")[0] for li in lines] == [
            "t.de.txt:1", "t.en.txt", "t.html:1"], lines
        (w.dir / "t.txt").unlink()
        (w.dir / "t.de.txt").unlink()
        status, lines = _check(w, str(w.dir / "t.txt"))
        assert (status, lines) == (0, [str(w.dir / "t.en.txt") + ": ok"])
        status, lines = _check(w, str(w.dir / "none.txt"))
        assert status == 78 and "No such file" in lines[0], lines


def what_the_configuration_names_is_checked(build):
    with World(build) as w:
        assert _check(w, config=True) == (0, [str(w.dir / "away.txt") +
                                              ": ok"])
        _families(w)
        w.configure(text_for_unverified="short.txt")
        _write(w, away_de_txt="${until}\n", short_en_txt="a\n")
        status, lines = _check(w, config=True)
        assert status == 78
        assert [li.rpartition("/")[2].partition(": ")[0] for li in lines] == [
            "away.en.txt", "away.de.txt:1", "short.en.txt",
            "short.de.txt"], lines
        w.configure(template=None, languages=None, language_domains=None,
                    text_for_unverified=None)
        assert _check(w, config=True) == (0, ["built-in text: ok"])
        w.config.write_text("[mailbox]\nx = y\n")
        done = w.run("check-template")
        assert done.returncode == 78 and done.stdout == b"", done
        assert b"unknown setting" in done.stderr


def the_templates_of_one_of_many_mailboxes_are_checked(build):
    with Site(build) as w:
        done = w.run("check-template", "--mailbox", "bob@example.org")
        assert done.returncode == 0, done
        assert done.stdout.endswith(b"/away.txt: ok\n"), done
        done = w.run("check-template")
        assert done.returncode == 78, done
        assert b"expected --mailbox ADDRESS" in done.stderr


def each_class_has_a_text(build):
    for word, text in (("absence", "away at the moment"),
                       ("acknowledge", "a person"),
                       ("leaver", "no longer with us")):
        with World(build, template=None) as w:
            w.configure(**{"class": word})
            [(_, tag, told)] = _texts(w)
            assert tag == "en" and text in told, told


def the_ready_templates_are_good_and_serve_as_they_are(build):
    for kind in ("away", "acknowledge", "leaver"):
        with World(build) as w:
            for language in LANGUAGES:
                name = f"{kind}.{language}.txt"
                _write(w, **{name: (READY / name).read_text()})
            w.configure(template=f"{kind}.txt", languages=", ".join(LANGUAGES))
            status, lines = _check(w, config=True)
            assert status == 0 and len(lines) == 6, lines
            for language in LANGUAGES:
                [(_, tag, text)] = _texts(w, Accept_Language=language)
                assert tag == language
                body = (READY / f"{kind}.{language}.txt").read_text()
                body = body.partition("\n\n")[2]
                assert text == body.replace("${name}", "Bob").replace(
                    "${recipient}", "bob@example.org"), text
    names = {p.name for p in READY.iterdir()}
    assert names == {f"{k}.{lang}.txt" for k in (
        "away", "acknowledge", "leaver") for lang in LANGUAGES}, names


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
