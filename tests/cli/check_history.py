#!/usr/bin/env python3
"""history: the commands on a live store."""
import csv
import io
import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import World, cases_of, main, message  # noqa: E402


def _history(w, *args, mail=b"", status=0):
    done = w.run("history", *args, mail=mail)
    assert done.returncode == status, (args, done)
    return done.stdout.decode()


def _answer(w, *senders):
    for sender in senders:
        w.respond(message(Return_Path=f"<{sender}>",
                          Message_ID=f"<{sender}.{time.time_ns()}@x.example>"))


def _records(text):
    return [json.loads(line) for line in text.splitlines()]


def an_empty_history_is_no_error(build):
    with World(build) as w:
        for action in ("list", "stats", "export", "verify", "prune"):
            _history(w, action)
        _history(w, "show", "alice@example.net", status=1)
        assert not w.state.exists()


def list_shows_who_was_answered(build):
    with World(build) as w:
        _answer(w, "alice@example.net", "Carol+x@example.com")
        text = _history(w, "list")
        assert "alice@example.net" in text
        assert "carol@example.com" in text
        assert len(text.splitlines()) == 2
        told = _records(_history(w, "list", "--json", "--all"))
        assert {r["kind"] for r in told} == set("SADMI"), told


def _table(text):
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def list_as_csv_is_what_list_as_json_says(build):
    with World(build) as w:
        _answer(w, "alice@example.net", "carol@example.com")
        text = w.run("history", "list", "--csv", "--all").stdout.decode()
        assert text.count("\r\n") == text.count("\n") > 4, text
        told = _records(_history(w, "list", "--json", "--all"))
        rows = _table(text)
        assert [(r["kind"], r["who"], r["text"], r["count"]) for r in rows] \
            == [(r["kind"], r["subject"], r["text"], str(r["count"]))
                for r in told], rows
        for row, record in zip(rows, told):
            assert row["last"] == time.strftime(
                "%Y-%m-%dT%H:%M:%SZ", time.gmtime(record["last"])), row
            assert row["sound"] == "yes" and row["tripped"] == "no", row


def no_cell_of_csv_is_a_formula(build):
    with World(build) as w:
        _answer(w, "=cmd|1@example.net", "@x@example.net", "bob2@example.net")
        names = {r["who"] for r in _table(_history(w, "list", "--csv"))}
        assert "'=cmd|1@example.net" in names, names
        assert "bob2@example.net" in names, names
        assert not any(n[0] in "=+-@" for n in names), names


def csv_of_an_empty_history_has_its_names(build):
    with World(build) as w:
        done = w.run("history", "list", "--csv")
        assert done.stdout.count(b"\r\n") == 1, done.stdout
        assert done.stdout.startswith(b'"kind","who","text"'), done.stdout
        for args in (["list", "--csv", "--json"], ["stats", "--csv"],
                     ["export", "--csv"]):
            done = w.run("history", *args)
            assert done.returncode == 64 and not done.stdout, done
            assert b"--csv goes with list" in done.stderr, done


def show_takes_any_spelling(build):
    with World(build) as w:
        _answer(w, "alice@example.net")
        for spelling in ("alice@example.net", "ALICE+x@Example.NET",
                         "prvs=1234abcdef=alice@example.net"):
            assert "alice@example.net" in _history(w, "show", spelling)
        _history(w, "show", "dave@example.net", status=1)
        _history(w, "show", "not an address", status=64)


def forget_lets_a_sender_be_answered_again(build):
    with World(build) as w:
        _answer(w, "alice@example.net", "carol@example.com")
        assert len(w.responses()) == 2
        _history(w, "forget", "alice@example.net")
        _answer(w, "alice@example.net", "carol@example.com")
        assert len(w.responses()) == 3
        _history(w, "forget", "dave@example.net", status=1)
        _history(w, "forget", status=64)
        _history(w, "forget", "--all")
        assert _history(w, "list") == ""


def import_of_export_is_the_identity(build):
    with World(build) as w:
        _answer(w, *(f"a{i}@d{i % 3}.example.net" for i in range(20)))
        exported = _history(w, "export")
        assert len(exported.splitlines()) >= 20 * 3
        with World(build) as other:
            told = _history(other, "import", mail=exported.encode())
            assert told == f"imported {len(exported.splitlines())}\n", told
            again = _history(other, "export")
            assert again == exported
            _answer(other, "a1@d1.example.net")
            assert other.responses() == []
            assert "recently-answered" in other.log_lines()[0]


def import_tells_the_line_and_keeps_the_rest(build):
    with World(build) as w:
        _answer(w, "alice@example.net")
        good = _history(w, "export").splitlines()[0]
        with World(build) as other:
            for bad in ("{", "[]", "{}", good.replace('"kind":"', '"kind":"X'),
                        good.replace('"count":', '"count":-'),
                        good.replace('"last":', '"last":"a","x":')):
                done = other.run("history", "import",
                                 mail=f"{bad}\n{good}\n".encode())
                assert done.returncode == 1, bad
                assert b"stdin:1: " in done.stderr, done.stderr
                assert b"expected" in done.stderr, done.stderr
                assert done.stdout == b"imported 1\n", done.stdout


def stats_count(build):
    with World(build) as w:
        _answer(w, "a@x.example.net", "b@x.example.net", "c@y.example.net")
        text = _history(w, "stats")
        lines = dict(line.rsplit(None, 1) for line in text.splitlines())
        assert lines["senders and texts"] == "3", text
        assert lines["sender domains"] == "2", text
        assert lines["responses recorded"] == "3", text
        assert lines["damaged records"] == "0", text
        assert "set statistics = yes" in text


def verify_tells_a_damaged_store(build):
    with World(build) as w:
        _answer(w, *(f"a{i}@d{i}.example.net" for i in range(40)))
        assert " 0 damaged" in _history(w, "verify")
        db = next(p for p in w.state.rglob("rate.db")
                  if "_site" not in str(p))
        data = bytearray(db.read_bytes())
        for at in range(4096 + 2000, len(data), 512):
            data[at] ^= 0x55
        db.write_bytes(data)
        done = w.run("history", "verify")
        assert done.returncode in (1, 75), done
        w.respond(message(Message_ID="<again@example.net>"))
        w.respond(message(Return_Path="<a1@d1.example.net>",
                          Message_ID="<again2@example.net>"))
        # answered before the damage: never a second time
        assert len(w.responses()) <= 41


def prune_drops_only_what_has_expired(build):
    with World(build, interval="1h") as w:
        _answer(w, "alice@example.net")
        assert _history(w, "prune") == "pruned 0\n"
        old = _history(w, "export").replace(
            str(int(time.time()))[:5], str(int(time.time()) - 10 ** 8)[:5])
        with World(build, interval="1h") as other:
            _history(other, "import", mail=old.encode())
            assert _history(other, "prune") != "pruned 0\n"
            assert _history(other, "list") == ""


def every_action_works_on_a_live_store(build):
    with World(build, max_per_hour="1000", max_per_domain_day="1000") as w:
        runs = []
        for i in range(60):
            run = subprocess.Popen([w.program, "--config", str(w.config)],
                                   stdin=subprocess.PIPE)
            run.stdin.write(message(Return_Path=f"<a{i}@d{i}.example.net>",
                                    Message_ID=f"<{i}@d{i}.example.net>"))
            run.stdin.close()
            runs.append(run)
            if i % 5 == 0:
                for action in ("list", "export", "stats", "verify", "prune"):
                    _history(w, action)
                _history(w, "forget", "nobody@example.com", status=1)
        assert [run.wait(60) for run in runs] == [0] * 60
        assert len(w.responses()) == 60, w.log_lines()[-5:]
        assert len(_history(w, "list").splitlines()) == 60
        assert " 0 damaged" in _history(w, "verify")


def the_site_store_can_be_seen(build):
    with World(build) as w:
        _answer(w, "alice@example.net")
        told = _records(_history(w, "export", "--mailbox", "_site"))
        assert {r["kind"] for r in told} == set("DM"), told


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
