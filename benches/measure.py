#!/usr/bin/env python3
"""Measures whole processes side by side, and prints a table.

    python3 benches/measure.py [--rounds 9] [--sizes 1000,10000,100000] [--only WORD]
    python3 benches/measure.py --plot docs/development/growth.svg    how it grows, as one picture

Each line of the table compares two commands that are run in turn, A B A B ..., in one go, so that
whatever else the machine does falls on both; medians, and their ratio. The file cache is warm.
Peers that are not installed are named and left out. Everything lies in target/bench.
"""
import argparse, json, os, pathlib, shutil, statistics, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BENCH = ROOT / "target" / "bench"
HOME = BENCH / "home"
ENV = {"PATH": os.environ["PATH"], "HOME": str(HOME), "USER": "jo", "COACH_TODAY": "2026-11-20",
       "XDG_CACHE_HOME": str(HOME / "cache"), "LC_ALL": "C.UTF-8", "TASKRC": str(HOME / "taskrc"),
       "TASKDATA": str(HOME / "task"), "DSTASK_GIT_REPO": str(HOME / "dstask")}


def run(command, cwd=None, check=True, stdin=None, env=None):
    return subprocess.run(command, cwd=cwd, check=check, input=stdin, text=True, env={**ENV, **(env or {})},
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def once(command, cwd=None, env=None):
    started = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env={**ENV, **(env or {})}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    took = time.perf_counter() - started
    if done.returncode != 0:
        sys.exit(f"{command}: {done.stderr.decode(errors='replace')[:400]}")
    return took


class Side:
    """A command, what has to happen before each run of it, and what it is called."""
    def __init__(self, name, command, cwd=None, env=None, before=None):
        self.name, self.command, self.cwd, self.env, self.before = name, command, cwd, env, before

    def time(self):
        if self.before:
            self.before()
        command = self.command() if callable(self.command) else self.command
        return once(command, self.cwd, self.env)


def compare(work, ours, theirs, bound, rounds):
    for side in (ours, theirs):  # warm
        side.time()
    pairs = [(ours.time(), theirs.time()) for _ in range(rounds)]
    a, b = (statistics.median(side) for side in zip(*pairs))
    print(f"| {work} | {1000 * a:.1f} | {theirs.name} | {1000 * b:.1f} | {a / b:.2f} x | {bound} |", flush=True)
    return a, b


def journal(size, built):
    folder = BENCH / str(size)
    if not (folder / ".git").exists():
        shutil.rmtree(folder, ignore_errors=True)
        run([built["generate"], str(folder), "--sessions", str(size), "--from", "2017-01-02"])
        run(["git", "init", "-q", "."], folder)
        run(["git", "add", "-A"], folder)
        run(["git", "commit", "-qm", "all"], folder)
        time.sleep(3)  # what is younger than two seconds is not kept
    return folder


def build():
    cargo = {**os.environ}
    lines = subprocess.run(["cargo", "build", "--release", "--locked", "--message-format=json", "--bins", "--benches",
                            "--example", "generate"], cwd=ROOT, env=cargo, stdout=subprocess.PIPE, check=True, text=True)
    built = {}
    for line in lines.stdout.splitlines():
        message = json.loads(line)
        if message.get("executable") and message["target"]["kind"][0] in ("bin", "bench", "example"):
            built[message["target"]["name"]] = message["executable"]
    return built


def tasks(built, folder):
    """Its actions and follow-ups as Taskwarrior's own JSON."""
    out = []
    for what, text in (("actions", "what"), ("follow-ups", "ask")):
        rows = json.loads(run([built["coach"], "--journal", str(folder), "list", what, "--json"]).stdout)
        for number, row in enumerate(rows):
            day = lambda value: value.replace("-", "") + "T120000Z"
            task = {"uuid": f"{number:08x}-0000-4000-8000-{0 if what == 'actions' else 1:012x}",
                    "description": row[text], "entry": day(row["date"] if "date" in row else row["due"] or "2026-01-01"),
                    "status": "pending"}
            if row.get("due"):
                task["due"] = day(row["due"])
            closed = row.get("done") or row.get("dropped")
            if closed:
                task.update(status="completed", end=day(closed))
            out.append(task)
    return out


def missing(name, rows):
    if shutil.which(name, path=ENV["PATH"]):
        return False
    rows.append(f"{name} is not installed: not compared")
    return True


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--sizes", default="1000,10000,100000")
    options.add_argument("--only", default="")
    options.add_argument("--plot", type=pathlib.Path, help="measure growth alone, and draw it here")
    options = options.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    HOME.mkdir(parents=True, exist_ok=True)
    (HOME / ".gitconfig").write_text("[user]\n name = jo\n email = jo@example.com\n[init]\n defaultBranch = main\n")
    (HOME / "taskrc").write_text("confirmation=no\nverbose=nothing\nhooks=off\n")
    built = build()
    coach = built["coach"]
    if options.plot:
        return options.plot.write_text(growth(built, options.rounds))
    journals = {size: journal(size, built) for size in sizes}
    notes = []

    def ask(size, *words, **more):
        return Side("coach " + words[0], [coach, "--journal", str(journals[size]), *words], **more)

    def line(work, ours, theirs, bound, rounds=options.rounds):
        if options.only in work:
            return compare(work, ours, theirs, bound, rounds)

    print("| work | coach ms | against | ms | ratio | asked |\n|---|---|---|---|---|---|")
    for size in sizes:
        status = Side("`git status`", ["git", "status", "--short"], cwd=journals[size])
        line(f"`due`, {size:,} sessions", ask(size, "due"), status, "at most 1.0 x" if size >= 10000 else "")
    big = sizes[-1]
    stats = Side("asking the system for each file alone", [built["parse"], str(journals[big]), "--stats"])
    line(f"`due --count`, {big:,}", ask(big, "due", "--count"), status, "")
    line(f"`due --count`, {big:,}", ask(big, "due", "--count"), stats, "")
    small = sizes[0]
    line(f"`due`, {small:,}", ask(small, "due"), Side("`coach --version`", [coach, "--version"]), "at most 5 ms more")

    record = next((journals[big] / "sessions").glob("*/*.toml"))
    text = record.read_text()

    def edit(turn=[0]):
        turn[0] += 1
        record.write_text(text + f"# {turn[0]}\n")

    try:
        line(f"`due --count` after one record changed, {big:,}", ask(big, "due", "--count", before=edit),
             Side("unchanged since", [coach, "--journal", str(journals[big]), "due", "--count"]), "at most 1.2 x")
    finally:
        record.write_text(text)

    person = record.parent.name
    log = lambda size, turn=[0]: Side("coach log", lambda: turn.__setitem__(0, turn[0] + 1) or [
        coach, "--journal", str(journals[size]), "log", person, "20m", "--note", f"Measured {time.time_ns()}",
        "--action", "Try it by fri"])
    other = journals[big] / "sessions" / person / "measured.toml"
    commit = Side("`git add` and `git commit`", ["sh", "-c", f"git add {other} && git commit -qm measured"], cwd=journals[big],
                  before=lambda: other.write_text(text.replace(text.split('"')[1], "bbbbbbbbbb") + f"# {time.time_ns()}\n"))
    line(f"`log`, {big:,}", log(big), commit, "at most 0.5 x")
    line(f"`log`, {big:,}", log(big), Side(f"`log`, {small:,}", log(small).command), "at most 1.5 x, index apart")
    line(f"`log`, {big:,}", log(big), Side("`git update-index --force-write-index`", [
        "git", "update-index", "--force-write-index"], cwd=journals[big]), "the index part")
    line(f"`report follow-through`, {big:,}", ask(big, "report", "follow-through"),
         Side("`git status`", ["git", "status", "--short"], cwd=journals[big]), "")
    line(f"first run without a cache, {big:,}",
         ask(big, "due", "--count", before=lambda: shutil.rmtree(HOME / "cache", ignore_errors=True)),
         Side("reading and parsing alone", [built["parse"], str(journals[big])]), "at most 1.2 x", rounds=3)

    if not missing("hledger", notes):
        ledger = BENCH / f"{big}.journal"
        if not ledger.exists():
            with open(ledger, "w") as file:
                for n in range(big):
                    file.write(f"{2017 + n % 9}-{1 + n % 12:02}-{1 + n % 28:02} * session {n}\n"
                               f"    people:p{n % 60}   {20 + n % 40}\n    coach:c{n % 12}\n\n")
        line(f"`report follow-through`, {big:,}", ask(big, "report", "follow-through"),
             Side("`hledger balance`, as many transactions", ["hledger", "-f", str(ledger), "balance"]), "ahead by 5 x", rounds=3)
    middle = sizes[min(1, len(sizes) - 1)]
    peers = tasks(built, journals[middle])
    if not missing("task", notes):
        if not (HOME / "task").exists():
            (HOME / "task").mkdir()
            run(["task", "import", "-"], stdin=json.dumps(peers))
        line(f"`due`, {middle:,}", ask(middle, "due"), Side(f"`task next`, {len(peers):,} tasks", ["task", "next"]), "ahead by 3 x", rounds=5)
        line(f"`due --all`, {middle:,}", ask(middle, "due", "--all"),
             Side(f"`task list`, {len(peers):,} tasks", ["task", "list"]), "ahead by 3 x", rounds=5)
        line(f"`report follow-through`, {middle:,}", ask(middle, "report", "follow-through"),
             Side(f"`task export`, {len(peers):,} tasks", ["task", "export"]), "ahead by 5 x", rounds=5)
    if not missing("dstask", notes):
        if not (HOME / "dstask").exists():
            (HOME / "dstask").mkdir()
            run(["git", "init", "-q", "."], HOME / "dstask")
            run(["dstask", "import-tw"], stdin=json.dumps(peers))
        line(f"`due`, {middle:,}", ask(middle, "due"), Side("`dstask next`", ["dstask", "next"]), "ahead by 3 x", rounds=5)
    if not missing("jrnl", notes):
        book = BENCH / "jrnl.txt"
        if not book.exists():
            with open(book, "w") as file:
                for n in range(middle):
                    file.write(f"[{2017 + n % 9}-{1 + n % 12:02}-{1 + n % 28:02} 10:00] Session {n}. What was said in it.\n\n")
            config = HOME / "jrnl.yaml"
            config.write_text(f"colors:\n  body: none\n  date: none\n  tags: none\n  title: none\ndefault_hour: 9\ndefault_minute: 0\n"
                              f"editor: ''\nencrypt: false\nhighlight: true\nindent_character: '|'\njournals:\n  default:\n    journal: {book}\n"
                              f"linewrap: 79\ntagsymbols: '@'\ntemplate: false\ntimeformat: '%Y-%m-%d %H:%M'\nversion: v4.2\n")
        line(f"`due`, {middle:,}", ask(middle, "due"),
             Side("`jrnl -10`", ["jrnl", "--config-file", str(HOME / "jrnl.yaml"), "-10"]), "ahead by 3 x", rounds=5)

    peak = run(["/usr/bin/env", "python3", "-c", "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
                "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)", coach, "--journal", str(journals[big]), "due"])
    print(f"\npeak memory of `due` at {big:,}: {int(peak.stdout) / 1024:.0f} MiB")
    print(f"the program: {os.path.getsize(coach) / 1e6:.1f} MB")
    for note in notes:
        print(note)


def growth(built, rounds):
    """Medians over the size of the journal, in turn as above, both axes logarithmic."""
    sizes = [1000, 3000, 10000, 30000, 100000]
    lines = {"coach due": [], "coach due --count": [], "coach log": [], "git status": []}
    for size in sizes:
        folder = journal(size, built)
        person = next((folder / "sessions").glob("*/*.toml")).parent.name
        ask = lambda *words: Side(words[0], [built["coach"], "--journal", str(folder), *words])
        log = Side("log", lambda: [built["coach"], "--journal", str(folder), "log", person, "20m", "--note",
                                   f"Measured {time.time_ns()}", "--action", "Try it by fri"])
        sides = [ask("due"), ask("due", "--count"), log, Side("git", ["git", "status", "--short"], cwd=folder)]
        for side in sides:  # warm
            side.time()
        taken = zip(*[[side.time() for side in sides] for _ in range(rounds)])
        for (name, points), times in zip(lines.items(), taken):
            points.append((size, 1000 * statistics.median(times)))
            print(f"{name}, {size:,}: {points[-1][1]:.1f} ms", flush=True)
    return drawn(lines, sizes)


def drawn(lines, sizes):
    import math
    left, top, width, height = 70, 30, 560, 300
    least, most = 1, 1000  # milliseconds
    x = lambda size: left + width * math.log10(size / sizes[0]) / math.log10(sizes[-1] / sizes[0])
    y = lambda ms: top + height * (1 - math.log10(max(ms, least) / least) / math.log10(most / least))
    looks = ["#2f6f4f", "#2f6f4f;stroke-dasharray:6 3", "#8a4fbf", "#777;stroke-dasharray:2 3"]
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 390" font-family="sans-serif" font-size="13" role="img">',
             "<title>Time of a command over the size of the journal</title>",
             '<rect width="800" height="390" fill="#fff"/>']
    for ms in (1, 10, 100, 1000):
        parts.append(f'<line x1="{left}" y1="{y(ms):.1f}" x2="{left + width}" y2="{y(ms):.1f}" stroke="#ddd"/>'
                     f'<text x="{left - 8}" y="{y(ms) + 4:.1f}" text-anchor="end">{ms} ms</text>')
    for size in sizes:
        parts.append(f'<text x="{x(size):.1f}" y="{top + height + 20}" text-anchor="middle">{size:,}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{top + height + 42}" text-anchor="middle">sessions, each with two actions and two follow-ups</text>')
    ends = []
    for (name, points), look in zip(lines.items(), looks):
        path = " ".join(f"{x(size):.1f},{y(ms):.1f}" for size, ms in points)
        parts.append(f'<polyline points="{path}" style="fill:none;stroke-width:2;stroke:{look}"/>')
        ends.append([y(points[-1][1]) + 4, f"{name}, {points[-1][1]:.0f} ms"])
    ends.sort()
    for above, end in zip(ends, ends[1:]):  # so that no name covers another
        end[0] = max(end[0], above[0] + 15)
    parts += [f'<text x="{left + width + 8}" y="{at:.1f}">{name}</text>' for at, name in ends]
    return "\n".join(parts) + "\n</svg>\n"


if __name__ == "__main__":
    main()
