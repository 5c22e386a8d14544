#!/usr/bin/env python3
"""Measures `coach serve` with a large journal, and with many clients at once.

    python3 benches/serve.py pages [--sessions 100000]     CPU time, memory and size of the pages
    python3 benches/serve.py clients [--clients 50 --each 20]     submissions beside `coach sync` and `git commit`

pages: the journal is that of benches/measure.py. The server runs alone, and answers every page three times before the
measurement. The CPU time is that of the server process (user and system, all threads, /proc/PID/stat), over 20 requests
for each page, one after the other; a background look at the files may fall into it. "after a write" saves a session
before each request, and leaves the CPU time of saving out. Memory is VmHWM and VmRSS after all pages.

clients: each client logs sessions one after the other, with a person, a connection and ids of its own, while
`coach sync` and a plain `git commit` run again and again in the same folder. If the server ends the connection or
answers 503, the client sends the same form again, as a browser does. Each session has to be there once. The time of an
answer includes these retries.
Everything lies in target/bench.
"""
import argparse, gzip, http.client, os, pathlib, random, re, shutil, statistics, subprocess, sys, threading, time, urllib.parse

from measure import BENCH, ENV, HOME, build, journal, run

LETTERS = "bcdfghjkmnpqrstvwxyz23456789"
FORM = "application/x-www-form-urlencoded"


def new_id():
    return "".join(random.choice(LETTERS) for _ in range(10))


class Server:
    """A running server, and the cookie of one browser."""
    def __init__(self, coach, folder, more=()):
        env = {**ENV, "COACH_JOURNAL": str(folder), "XDG_DATA_HOME": str(HOME / "data")}
        command = [coach, "serve", "--port", "0", *more]
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
        lines = {}
        while "code" not in lines:
            words = self.process.stdout.readline().split()
            if len(words) == 2:
                lines[words[0]] = words[1]
        self.host = lines["address"].removeprefix("http://")
        response = self.ask("POST", "/enter", {"code": lines["code"]})
        self.cookie = response.getheader("set-cookie").split(";")[0]

    cookie = ""

    def ask(self, method, path, fields=None, connection=None):
        connection = connection or http.client.HTTPConnection(self.host, timeout=60)
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        if method == "POST":
            headers["Content-Type"] = FORM
        connection.request(method, path, urllib.parse.urlencode(fields or {}) or None, headers)
        response = connection.getresponse()
        response.text = response.read()
        return response

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, name):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024

    def log(self, who, note, connection=None):
        """Returns how often the form was sent."""
        fields = {"id": new_id(), "who": who, "length": "45m", "note": note, "action": "Call back by friday"}
        for tries in range(1, 10):
            try:
                response = self.ask("POST", "/log", fields, connection)
            except (http.client.HTTPException, OSError):
                connection = None
                continue
            if response.status == 303:
                return tries
            if response.status != 503:
                sys.exit(f"{response.status}: {response.text.decode()[:2000]}")
        sys.exit("the session was not saved in ten tries")

    def end(self):
        self.process.terminate()
        self.process.wait()


def pages(coach, built, sessions):
    server = Server(coach, journal(sessions, built))
    text = server.ask("GET", "/people").text.decode()
    person = re.search(r'href="/people/([a-z0-9-]+)"', text)[1]
    session = re.search(r'href="/session/([a-z0-9]+)"', server.ask("GET", f"/due?with={person}").text.decode())
    paths = ["/due", f"/people/{person}", f"/people/{person}/plan", "/people", f"/log?who={person}"]
    for path in paths * 3:
        server.ask("GET", path)
    print(f"coach serve with {sessions} sessions, CPU of the server for one page")
    print("| page | ms | after a write, ms | KB gzipped |\n|---|---|---|---|")
    rounds = 20
    for path in paths:
        started = server.cpu()
        for _ in range(rounds):
            response = server.ask("GET", path)
        warm = (server.cpu() - started) / rounds
        written = 0
        for number in range(3):
            server.log(person, f"Round {number}")
            started = server.cpu()
            server.ask("GET", path)
            written += (server.cpu() - started) / 3
        size = len(gzip.compress(response.text)) / 1024
        print(f"| {path} | {1000 * warm:.0f} | {1000 * written:.0f} | {size:.1f} |", flush=True)
    print(f"memory: {server.memory('VmRSS'):.0f} MiB, at most {server.memory('VmHWM'):.0f} MiB")
    server.end()


def clients(coach, built, count, each):
    folder, remote = BENCH / "clients", BENCH / "clients.git"
    for old in (folder, remote, HOME / "data"):
        shutil.rmtree(old, ignore_errors=True)
    run([built["generate"], str(folder), "--sessions", "200", "--from", "2026-01-05"])
    run(["git", "init", "-q", "."], folder)
    run(["git", "add", "-A"], folder)
    run(["git", "commit", "-qm", "all"], folder)
    run(["git", "init", "-q", "--bare", str(remote)])
    run([coach, "--journal", str(folder), "sync", "--remote", str(remote)])
    files = lambda: sum(1 for _ in (folder / "sessions").rglob("*.toml"))
    before, ended, took, beside = files(), threading.Event(), [], {"sync": 0, "commit": 0}
    server = Server(coach, folder)
    people = re.findall(r'href="/people/([a-z0-9-]+)"', server.ask("GET", "/people").text.decode())
    retries = []

    def client(person):
        connection = http.client.HTTPConnection(server.host, timeout=60)
        for number in range(each):
            started = time.perf_counter()
            retries.append(server.log(person, f"Session {number}", connection) - 1)
            took.append(time.perf_counter() - started)

    def sync():
        while not ended.wait(0.5):
            beside["sync"] += run([coach, "--journal", str(folder), "sync"], check=False).returncode == 0

    def commit():
        while not ended.wait(0.2):
            (folder / "plain.txt").write_text(str(time.time()))
            added = run(["git", "add", "plain.txt"], folder, check=False)
            done = run(["git", "commit", "-qm", "by hand"], folder, check=False)
            beside["commit"] += added.returncode == done.returncode == 0

    others = [threading.Thread(target=one) for one in (sync, commit)]
    started = time.perf_counter()
    all_clients = [threading.Thread(target=client, args=[people[n % len(people)]]) for n in range(count)]
    for thread in others + all_clients:
        thread.start()
    for thread in all_clients:
        thread.join()
    whole = time.perf_counter() - started
    ended.set()
    for thread in others:
        thread.join()
    server.end()
    saved = files() - before
    run(["git", "fsck", "--strict", "--no-dangling"], folder)
    took.sort()
    print(f"{count} clients x {each} submissions in {whole:.1f} s: {saved} sessions, git fsck is clean, "
          f"{beside['sync']} syncs and {beside['commit']} commits beside them")
    print(f"an answer took {1000 * statistics.median(took):.0f} ms (median), at most {took[-1]:.2f} s, with "
          f"{sum(retries)} retries; the load of the machine was {os.getloadavg()[0]:.1f}")
    if saved != count * each or took[-1] > 5:
        sys.exit("NOT as it has to be")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("what", choices=["pages", "clients"])
    options.add_argument("--sessions", type=int, default=100_000)
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--each", type=int, default=20)
    options = options.parse_args()
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / ".gitconfig").write_text("[user]\n name = jo\n email = jo@example.com\n[init]\n defaultBranch = main\n")
    built = build()
    if options.what == "pages":
        pages(built["coach"], built, options.sessions)
    else:
        clients(built["coach"], built, options.clients, options.each)


main()
