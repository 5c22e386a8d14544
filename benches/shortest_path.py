"""How long the shortest way to a session with one action takes: its keys, counted, and the program's
own time, measured at a pseudo terminal, from the Enter of the command to its end.

    python3 benches/shortest_path.py target/release/coach

A person's share is estimated by the keystroke-level model (Card, Moran and Newell, 1980): 0.28 s a
key for somebody who types 40 words a minute, and 1.35 s to think before the line, or before each answer. What is
said about the session comes on top: 0.28 s for each of its letters.
"""
import os
import pty
import select
import statistics
import subprocess
import sys
import tempfile
import time

KEY, THOUGHT, RUNS = 0.28, 1.35, 20
SAID = ["jot", "ana 20m + call by fri"]
# what a question with a line of its own begins with, once
AGAIN = "\x1b[?2004h"
# the question that is waited for, and the keys of its answer; Enter alone leaves out
ASKED = [("Who was it with?", "\r"), ("How long?", "20m\r"), ("space leave", " "), ("What was it about?", "\r"),
         ("What was said?", "\r"), ("What will be done?", "call by fri\r"), (AGAIN, ""), ("What will be done?", "\r"),
         (AGAIN, ""), ("What will you ask", "\r"), ("Enter saves", "\r")]


def new_home(program):
    """A home in which ana was seen before, and one of her actions is open."""
    home = tempfile.TemporaryDirectory()
    env = {"HOME": home.name, "PATH": os.environ["PATH"], "USER": "jo", "TERM": "xterm", "COACH_TODAY": "2026-11-21"}
    subprocess.run([program, "log", "ana", "--action", "Rewrite the opening by fri"], env=env, capture_output=True, check=True)
    return home, env


def interview(program, env):
    """Seconds the program takes for all of `coach log`, answered at once, and the keys typed."""
    began = time.perf_counter()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(program, ["coach", "log"], env)
    typed, screen, answers = 0, b"", list(ASKED)
    while True:
        if not select.select([terminal], [], [], 10)[0]:
            sys.exit(f"waited in vain for {answers[:1]}: {screen[-300:]!r}")
        try:
            read = os.read(terminal, 4096)
        except OSError:
            read = b""
        if not read:
            break
        screen += read
        # a question is drawn whole before it is answered
        while answers and answers[0][0].encode() in screen:
            screen = screen[screen.index(answers[0][0].encode()) + len(answers[0][0]):]
            keys = answers.pop(0)[1]
            typed += len(keys)
            os.write(terminal, keys.encode())
    status = os.waitpid(child, 0)[1]
    if status or answers:
        sys.exit(f"it did not end well ({status}), unanswered: {answers}; {screen[-500:].decode()}")
    return time.perf_counter() - began, typed


def line(program, env):
    began = time.perf_counter()
    subprocess.run([program, *SAID], env=env, capture_output=True, check=True)
    return time.perf_counter() - began, len(f'coach {SAID[0]} "{SAID[1]}"\r')


def main(program):
    program = os.path.realpath(program)
    for name, way, before, thoughts in [("coach log, asked", interview, len("coach log\r"), 1 + sum(bool(keys) for _, keys in ASKED)),
                                        ("coach jot, one line", line, 0, 1)]:
        times = []
        for _ in range(RUNS):
            home, env = new_home(program)
            took, keys = way(program, env)
            times.append(took)
            home.cleanup()
        keys += before
        own = statistics.median(times)
        print(f"{name:20} {keys} keys, {thoughts} thoughts, program {own * 1000:.0f} ms "
              f"(slowest {max(times) * 1000:.0f}): {keys * KEY + thoughts * THOUGHT + own:.0f} s")


main(sys.argv[1])
