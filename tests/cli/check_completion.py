#!/usr/bin/env python3
"""completion: what the shells themselves make of it."""
import os
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from harness import Skip, World, cases_of, fork_terminal, main  # noqa: E402

PATIENCE = 60  # seconds until a shell that does not answer is broken


def _commands(w):
    text = w.run("--help", config=False).stdout.decode()
    return set(re.findall(r"^  ([a-z][a-z-]*)  ", text, re.M))


def _bash(w, *words):
    """What bash offers for the last of the words."""
    script = w.dir / "completion.bash"
    script.write_bytes(w.run("completion", "bash", config=False).stdout)
    ask = ('source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '
           'f=$(complete -p backsoon); f=${f#*-F }; "${f%% *}"; '
           'printf "%s\\n" "${COMPREPLY[@]}"')
    done = subprocess.run(
        ["bash", "--norc", "-c", ask, str(script), "backsoon", *words],
        cwd=w.dir, timeout=PATIENCE, check=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE)
    assert done.stderr == b"", done
    return set(done.stdout.decode().split("\n")) - {""}


def bash_offers_every_command(build):
    with World(build) as w:
        assert _bash(w, "") == _commands(w)
        assert _bash(w, "re") == {c for c in _commands(w)
                                  if c.startswith("re")}
        assert {"--help", "--version", "--config"} <= _bash(w, "--")


def bash_offers_the_options_that_a_command_takes_and_no_other(build):
    with World(build) as w:
        told = re.findall(r"^  (--[a-z-]+)( \S+)?  ", w.run(
            "--help", config=False).stdout.decode(), re.M)
        assert len(told) > 10
        for command in _commands(w) - {"respond"}:  # it says nothing at all
            offered = _bash(w, command, "--")
            for option, value in told:
                word = option + "=x" if value else option
                # the last word is a mistake, so that nothing is done
                done = w.run(command, word, "--nonsense", config=False)
                assert done.returncode == 64, done
                taken = f"{option}: unknown" not in done.stderr.decode()
                assert (option in offered) == taken, (command, option, done)
        assert "--on-failure" in _bash(w, "respond", "--")
        assert _bash(w, "--config", "x", "--cl") == {"--client-ip"}


def bash_offers_words_and_files_where_they_belong(build):
    with World(build) as w:
        assert {"list", "show", "export"} <= _bash(w, "history", "")
        assert _bash(w, "history", "ver") == {"verify"}
        assert _bash(w, "history", "show", "") == set()
        assert _bash(w, "completion", "") == {"bash", "zsh"}
        assert _bash(w, "--on-failure", "") == {"0", "75"}
        assert _bash(w, "status", "--mailbox", "") == set()
        (w.dir / "a b.txt").touch()
        for words in (["on", "--template", "a"], ["check-config", "a"],
                      ["simulate", "a"]):
            assert _bash(w, *words) == {"away.txt", "a b.txt"}, words


def the_scripts_are_without_faults(build):
    with World(build) as w:
        for shell, check in (("bash", ["shellcheck", "-s", "bash"]),
                             ("bash", ["bash", "-n"]),
                             ("zsh", ["zsh", "-n"])):
            script = w.dir / shell
            script.write_bytes(w.run("completion", shell,
                                     config=False).stdout)
            if shutil.which(check[0]) is None:
                continue
            done = subprocess.run([*check, script], stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT)
            assert done.returncode == 0, done.stdout


def _read_until(terminal, what):
    seen = b""
    while what not in seen:
        ready, _, _ = select.select([terminal], [], [], PATIENCE)
        assert ready, seen
        try:
            chunk = os.read(terminal, 4096)
        except OSError:
            chunk = b""
        if not chunk:
            break
        seen += chunk
    return seen


def _zsh(w, typed):
    """The command line after the completion of what is typed."""
    (w.dir / "_backsoon").write_bytes(
        w.run("completion", "zsh", config=False).stdout)
    result = w.dir / "buffer"
    pid, terminal = fork_terminal()
    if pid == 0:
        os.chdir(w.dir)
        os.environ.update(TERM="xterm", HOME=str(w.dir))
        os.execvp("zsh", ["zsh", "-f", "-i"])
    setup = ("PS1='' PS2=''; unsetopt ZLE_BRACKETED_PASTE; "
             "fpath=($PWD $fpath); autoload -U compinit; compinit -u -D; "
             "look() { zle complete-word; "
             f"print -rn -- $BUFFER >{result}; zle accept-line; exit }}; "
             "zle -N look; bindkey '^T' look; print REA''DY\n")
    os.write(terminal, setup.encode())
    _read_until(terminal, b"READY")
    os.write(terminal, typed.encode() + b"\x14")
    _read_until(terminal, b"never printed")
    os.close(terminal)
    os.waitpid(pid, 0)
    return result.read_text()


def zsh_completes_commands_options_words_and_files(build):
    if shutil.which("zsh") is None:
        raise Skip("there is no zsh")
    with World(build) as w:
        (w.dir / "unique.conf").touch()
        for typed, want in (
                ("backsoon simu", "backsoon simulate "),
                ("backsoon explain --al", "backsoon explain --all "),
                ("backsoon history exp", "backsoon history export "),
                ("backsoon check-config uni",
                 "backsoon check-config unique.conf "),
                ("backsoon on --template uni",
                 "backsoon on --template unique.conf "),
                ("backsoon --on-failure 7", "backsoon --on-failure 75 "),
                ("backsoon --client", "backsoon --client-ip ")):
            got = _zsh(w, typed)
            assert got.rstrip() == want.rstrip(), (typed, got)


def another_shell_is_a_mistake(build):
    with World(build) as w:
        for args in ([], ["fish"], ["bash", "zsh"], ["--json"]):
            done = w.run("completion", *args, config=False)
            assert (done.returncode, done.stdout) == (64, b""), (args, done)


if __name__ == "__main__":
    sys.exit(main(cases_of(sys.modules[__name__])))
