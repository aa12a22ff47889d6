#!/usr/bin/env python3
"""Pipe mode: what every caller relies on, whatever happens."""
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Skip, World, cases_of, main, message  # noqa: E402


def a_person_is_answered_once(build):
    with World(build) as w:
        assert w.respond(message()) == 0
        assert len(w.responses()) == 1, w.log_lines()
        assert w.respond(message(Message_ID="<m2@example.net>")) == 0
        assert len(w.responses()) == 1
        first, second = w.log_lines()
        assert "verdict=respond" in first and "rule=" not in first
        assert "verdict=suppress rule=recently-answered" in second


def the_log_line_tells_verdict_rule_evidence_and_whom(build):
    with World(build) as w:
        w.respond(message(Auto_Submitted="auto-replied"))
        line = w.log_lines()[0]
        for part in ("verdict=suppress", "rule=auto-submitted",
                     'evidence="Auto-Submitted: auto-replied"',
                     "mailbox=bob@example.org", "sender=alice@example.net",
                     "message-id=<m1@example.net>", "ms="):
            assert part in line, line


def foreign_bytes_stay_on_one_line(build):
    with World(build) as w:
        w.respond(message(
            Auto_Submitted="auto\x1b[31m\x07;\\x\u202e\n verdict=respond"))
        assert len(w.log_lines()) == 1
        line = w.log.read_bytes().rstrip(b"\n")
        assert all(32 <= c < 127 for c in line), line


def the_null_sender_option_is_silence(build):
    with World(build) as w:
        assert w.respond(message(Return_Path=None), "--sender", "") == 0
        assert "rule=null-sender" in w.log_lines()[0]
        assert w.respond(message(Return_Path=None), "--sender=") == 0
        assert "rule=null-sender" in w.log_lines()[1]


def sender_after_two_dashes_is_no_option(build):
    with World(build) as w:
        mail = message(Return_Path=None)
        assert w.respond(mail, "--config", str(w.config), "--sender", "--",
                         "alice@example.net", config=False) == 0
        assert len(w.responses()) == 1
        assert w.respond(mail, "--sender", "-oQ/tmp@example.net") == 0
        assert "rule=malformed-sender" in w.log_lines()[1]
        assert w.respond(mail, "--config", str(w.config), "--sender", "--",
                         "", config=False) == 0
        assert "rule=null-sender" in w.log_lines()[2]


def stdin_is_drained_whatever_the_verdict(build):
    big = b"x" * 79 + b"\n"
    for mail in (message(), message(Auto_Submitted="auto-replied"),
                 b"no header at all\n", b"\n"):
        with World(build) as w:
            run = subprocess.Popen([w.program, "--config", str(w.config)],
                                   stdin=subprocess.PIPE)
            run.stdin.write(mail)
            for _ in range(5 * 1024 * 1024 // 80):
                run.stdin.write(big)  # raises where nobody reads
            run.stdin.close()
            assert run.wait(30) == 0


def a_usage_error_is_drained_and_forgiven(build):
    with World(build) as w:
        for args in (["--bogus"], ["respond", "--at", "now"], ["--config"],
                     ["--on-failure", "1"], ["respond", "extra"]):
            done = w.run(*args, mail=b"x" * 1000000, config=False)
            assert (done.returncode, done.stdout, done.stderr) == (
                0, b"", b""), (args, done)


def a_first_word_that_is_no_command_never_bounces_a_message(build):
    with World(build) as w:
        done = w.run("bob", mail=message(), config=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        done = w.run("bob", config=False)
        assert done.returncode == 64
        assert done.stderr.count(b"\n") == 1 and b"bob" in done.stderr


def failures_exit_0_or_75_as_the_caller_asked(build):
    with World(build) as w:
        w.configure(interval="7 parsecs")  # no retry mends that
        assert w.respond(message(), "--on-failure", "75") == 0
        w.config.unlink()
        assert w.respond(message(), "--on-failure", "75") == 0
    with World(build) as w:
        w.state.mkdir()
        os.chmod(w.state, 0o777)
        assert w.respond(message()) == 0
        assert w.respond(message(), "--on-failure", "0") == 0
        assert w.respond(message(), "--on-failure", "75") == 75
    with World(build, submit="sendmail", sendmail="/nonexistent -i --") as w:
        assert w.respond(message(), "--on-failure", "75") == 75
        assert w.respond(message()) == 0
        # the claim was given back, so the retry may answer
        w.configure(submit=f"maildir:{w.outbox}")
        assert w.respond(message()) == 0
        assert len(w.responses()) == 1, w.log_lines()


def a_verdict_is_never_75(build):
    with World(build) as w:
        for fields in ({}, {}, {"Auto_Submitted": "auto-replied"},
                       {"Return_Path": None}):
            assert w.respond(message(**fields), "--on-failure", "75") == 0


def sendmails_status_never_passes_upwards(build):
    with World(build, submit="sendmail") as w:
        for status in (1, 64, 67, 70, 73, 77, 78, 100, 111, 126, 127, 255):
            stub = w.stub("sendmail", f"cat >/dev/null; exit {status}\n")
            w.configure(sendmail=f"{stub} -i -f '' --")
            assert w.respond(message()) == 0
            assert "verdict=undecided" in w.log_lines()[-1]


def a_sendmail_that_fails_for_now_may_be_tried_again(build):
    with World(build, submit="sendmail") as w:
        stub = w.stub("sendmail", "cat >/dev/null; exit 75\n")
        w.configure(sendmail=f"{stub} -i -f '' --")
        assert w.respond(message(), "--on-failure", "75") == 75
        w.configure(submit=f"maildir:{w.outbox}")
        assert w.respond(message(), "--on-failure", "75") == 0
        assert len(w.responses()) == 1, w.log_lines()


def sendmail_gets_exactly_its_arguments(build):
    with World(build, submit="sendmail") as w:
        stub = w.stub("sendmail", f"""
            for a in "$@"; do printf '[%s]' "$a"; done >{w.dir}/argv
            env >{w.dir}/env
            cat >{w.dir}/stdin
            echo noise; echo noise >&2
            """)
        w.configure(sendmail=f"{stub} -i -f '' --")
        assert w.respond(message(), env={"LD_X": "1", "SENDER":
                                         "alice@example.net"}) == 0
        argv = (w.dir / "argv").read_text()
        assert argv == "[-i][-f][][--][alice@example.net]", argv
        assert "LD_X" not in (w.dir / "env").read_text()
        sent = (w.dir / "stdin").read_bytes()
        assert b"\r" not in sent
        assert b"\nAuto-Submitted: auto-replied" in sent


def a_hung_sendmail_ends_with_the_deadline_and_is_never_repeated(build):
    with World(build, submit="sendmail", deadline="3s") as w:
        stub = w.stub("sendmail", f"""
            cat >/dev/null; echo $$ >>{w.dir}/pids
            sleep 60 & echo $! >>{w.dir}/pids; wait
            """)
        w.configure(sendmail=f"{stub} --")
        start = time.monotonic()
        assert w.respond(message(), "--on-failure", "75") == 0
        assert time.monotonic() - start < 15
        pids = (w.dir / "pids").read_text().split()
        assert len(pids) == 2
        for pid in pids:
            assert not _alive(int(pid)), pid
        assert w.respond(message(Message_ID="<m2@x.example>")) == 0
        assert "rule=recently-answered" in w.log_lines()[-1]


def _alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1]
    except FileNotFoundError:
        return False
    return state.split()[0] != "Z"


def a_responder_killed_while_sendmail_runs_is_silent_and_keeps_its_claim(
        build):
    with World(build, submit="sendmail") as w:
        stub = w.stub("sendmail", "kill -9 $PPID\ncat >/dev/null\n")
        w.configure(sendmail=f"{stub} --")
        assert w.respond(message(), "--on-failure", "75") == 0
        assert "signal 9" in w.log_lines()[-1]
        w.configure(submit=f"maildir:{w.outbox}")
        assert w.respond(message(Message_ID="<m2@x.example>")) == 0
        assert w.responses() == []


def closed_and_strange_descriptors_do_no_harm(build):
    with World(build) as w:
        for closing in ("0<&-", "1>&-", "2>&-", "0<&- 1>&- 2>&-", "</dev/null",
                        "1>&- 2>&- 3</dev/zero 9</dev/zero"):
            run = subprocess.run(
                ["sh", "-c", f'"$0" --config "$1" {closing}', w.program,
                 str(w.config)], input=message(), timeout=30)
            assert run.returncode == 0, closing


def ignored_signals_of_the_caller_do_no_harm(build):
    def ignore():
        for sig in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT,
                    signal.SIGTERM, signal.SIGUSR1, signal.SIGCHLD):
            signal.signal(sig, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD,
                                                  signal.SIGALRM})
    with World(build) as w:
        run = subprocess.run([w.program, "--config", str(w.config)],
                             input=message(), preexec_fn=ignore, timeout=30)
        assert run.returncode == 0
        assert len(w.responses()) == 1, w.log_lines()


def an_empty_environment_is_enough(build):
    with World(build) as w:
        run = subprocess.run(["env", "-i", w.program, "--config",
                              str(w.config)], input=message(), cwd="/proc",
                             timeout=30)
        assert run.returncode == 0
        assert len(w.responses()) == 1, w.log_lines()


def a_relative_config_is_meant_from_the_callers_directory(build):
    with World(build) as w:
        run = subprocess.run([w.program, "--config", "backsoon.conf"],
                             input=message(), cwd=w.dir, timeout=30)
        assert run.returncode == 0
        assert len(w.responses()) == 1, w.log_lines()


def a_caller_that_stops_writing_is_not_waited_for_for_ever(build):
    with World(build) as w:
        run = subprocess.Popen([w.program, "--config", str(w.config)],
                               stdin=subprocess.PIPE)
        run.stdin.write(message()[:40])
        run.stdin.flush()
        assert run.wait(40) == 0
        assert w.responses() == []


def signals_of_an_impatient_caller_end_it_with_0(build):
    for sig in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM,
                signal.SIGUSR1):
        with World(build) as w:
            run = subprocess.Popen([w.program, "--config", str(w.config)],
                                   stdin=subprocess.PIPE)
            run.stdin.write(message())
            run.stdin.flush()
            while "Name:\tbacksoon" not in Path(
                    f"/proc/{run.pid}/status").read_text() or \
                    not _blocks(run.pid, sig):
                time.sleep(0.01)
            run.send_signal(sig)
            run.stdin.close()
            assert run.wait(30) == 0, sig


def _blocks(pid, sig):
    status = Path(f"/proc/{pid}/status").read_text()
    mask = int(status.split("SigBlk:")[1].split()[0], 16)
    return mask >> (sig - 1) & 1


def a_change_of_case_makes_no_strangers(build):
    with World(build) as w:
        w.respond(message())
        w.configure(address="Bob@Example.org")
        w.respond(message(Message_ID="<m2@example.net>"))
        assert len(w.responses()) == 1, w.log_lines()


def a_shared_state_directory_is_taken_where_it_is_configured(build):
    with World(build, shared_state="yes") as w:
        w.state.mkdir()
        os.chmod(w.state, 0o2775)
        done = w.run("check-config", str(w.config), config=False)
        assert done.returncode == 0, done.stdout
        w.respond(message())
        assert len(w.responses()) == 1, w.log_lines()


def a_message_that_comes_slowly_is_answered_all_the_same(build):
    with World(build, deadline="2s") as w:
        run = subprocess.Popen([w.program, "--config", str(w.config)],
                               stdin=subprocess.PIPE)
        mail = message()
        for part in (mail[:50], mail[50:100], mail[100:]):
            run.stdin.write(part)
            run.stdin.flush()
            time.sleep(1)
        run.stdin.close()
        assert run.wait(30) == 0
        assert len(w.responses()) == 1, w.log_lines()


def kill_switches_stop_all_or_one(build):
    with World(build) as w:
        w.state.mkdir(mode=0o700)
        (w.state / "stop").touch()
        w.respond(message())
        assert "rule=switched-off" in w.log_lines()[0]
        (w.state / "stop").unlink()
        w.respond(message())
        box = next(p for p in w.state.rglob("rate.db")
                   if "_site" not in str(p)).parent
        (box / "stop").touch()
        w.respond(message())
        assert "rule=switched-off" in w.log_lines()[2]


def a_tripped_cap_is_one_breaker_line(build):
    with World(build, max_per_hour="2") as w:
        for i in range(6):
            w.respond(message(Return_Path=f"<a{i}@d{i}.example.net>",
                              Message_ID=f"<{i}@d.example.net>"))
        assert len(w.responses()) == 2
        lines = w.log_lines()
        assert sum("rule=flood" in line for line in lines) == 4
        assert sum("event=breaker" in line for line in lines) == 1, lines


def site_caps_bind_all_mailboxes_of_a_state_directory(build):
    with World(build, max_site_day="1") as w:
        w.respond(message())
        w.configure(address="carol@example.org", **{"from": "Carol "
                                                    "<carol@example.org>"})
        w.respond(message(To="carol@example.org",
                          Return_Path="<dan@other.example>"))
        assert len(w.responses()) == 1
        assert "rule=flood" in w.log_lines()[1]
        assert "max-site-day" in w.log_lines()[1]


def a_second_copy_of_a_message_is_not_answered_again(build):
    with World(build, disable="recently-answered") as w:
        w.respond(message())
        w.respond(message())
        assert len(w.responses()) == 1
        assert "rule=duplicate-message" in w.log_lines()[1]
        w.respond(message(Message_ID="<m2@example.net>"))
        assert len(w.responses()) == 2, w.log_lines()


def a_state_directory_of_others_is_refused_with_a_reason(build):
    with World(build) as w:
        w.state.mkdir()
        os.chmod(w.state, 0o777)
        assert w.respond(message()) == 0
        assert w.responses() == []
        assert "verdict=undecided" in w.log_lines()[0]
        assert str(w.state) in w.log_lines()[0], w.log_lines()
    with World(build) as w:
        (w.dir / "elsewhere").mkdir(mode=0o700)
        w.state.symlink_to(w.dir / "elsewhere")
        w.respond(message())
        assert w.responses() == [], w.log_lines()
    if os.geteuid() != 0:
        raise Skip("giving a directory to somebody else needs root")
    with World(build) as w:
        w.state.mkdir(mode=0o700)
        os.chown(w.state, 12345, 12345)
        w.respond(message())
        assert w.responses() == [], w.log_lines()


def a_config_file_that_others_may_write_is_refused(build):
    with World(build) as w:
        os.chmod(w.config, 0o666)
        assert w.respond(message(), "--on-failure", "75") == 0
        assert w.responses() == []


def fifty_at_once_give_one_response(build):
    with World(build) as w:
        runs = [subprocess.Popen([w.program, "--config", str(w.config)],
                                 stdin=subprocess.PIPE) for _ in range(50)]
        for i, run in enumerate(runs):
            run.stdin.write(message(Message_ID=f"<c{i}@example.net>"))
            run.stdin.close()
        assert [run.wait(60) for run in runs] == [0] * 50
        assert len(w.responses()) == 1


def stderr_speaks_only_on_a_terminal(build):
    with World(build) as w:
        try:
            master, slave = pty.openpty()
        except OSError as why:
            raise Skip("no terminal to be had") from why
        run = subprocess.run([w.program, "--config", str(w.config)],
                             input=message(), stdout=subprocess.PIPE,
                             stderr=slave, timeout=30)
        os.close(slave)
        assert (run.returncode, run.stdout) == (0, b"")
        assert b"verdict=respond" in os.read(master, 4096)
        os.close(master)


def syslog_gets_the_line_with_facility_mail(build):
    script = r"""
mount -t tmpfs none /dev 2>/dev/null || { echo SKIP; exit 0; }
mknod -m 666 /dev/null c 1 3; mknod -m 666 /dev/urandom c 1 9
python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("/dev/log"); s.settimeout(20)
print("ready", flush=True)
print(s.recv(4096).decode(), flush=True)' >"$3/got" 2>&1 &
while ! grep -q ready "$3/got" 2>/dev/null; do :; done
"$1" --config "$2" <"$3/mail"
wait; cat "$3/got"
"""
    with World(build, log=None) as w:
        (w.dir / "mail").write_bytes(message())
        run = subprocess.run(
            ["unshare", "-m", "sh", "-c", script, "sh", w.program,
             str(w.config), str(w.dir)], timeout=60, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if run.returncode != 0 and "unshare" in run.stdout or \
                "SKIP" in run.stdout:
            raise Skip("no right to make a mount namespace")
        assert "<22>" in run.stdout, run.stdout  # mail.info
        assert "verdict=respond" in run.stdout, run.stdout


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
