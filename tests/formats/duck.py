"""Runs the DuckDB query of docs/reports.md and compares it with the report that it is said to agree with.

    duck.py COACH JOURNAL TODAY FOLDER

Compares the journal, and random ones that tests/recount.py draws. FOLDER is for the tables.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

import duckdb

sys.path.insert(0, "tests")
import recount  # noqa: E402

RANDOM_JOURNALS = 12

coach, journal, today, folder = sys.argv[1:]
coach = os.path.abspath(coach)
with open("docs/reports.md", encoding="utf-8") as file:
    query = re.search(r"```sql\n(.*?)```", file.read(), re.DOTALL).group(1)


def compare(journal, today):
    """How many months of teams are the same in the query and in the report."""
    def run(*arguments):
        environment = {**os.environ, "COACH_TODAY": today}
        command = [coach, "--journal", journal, *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    for what in ["sessions", "actions", "people"]:
        with open(f"{what}.csv", "w", encoding="utf-8", newline="") as file:
            file.write(run("export", "csv", "--what", what))
    found = duckdb.sql(query.replace("current_date", f"DATE '{today}'")).fetchall()
    asked = {(team, month): (done, of, share) for team, month, done, of, share in found if team}
    reported = {}
    for team in sorted({team for team, _ in asked}):
        said = json.loads(run("report", "follow-through", "--team", team, "--group-by", "month", "--json"))
        for row in said["follow_through"]["rows"]:
            of = row["done"] + row["overdue"] + row["dropped"]
            reported[team, row["month"]] = (row["done"], of, row["done_share"])
    assert asked == reported, f"{journal}\n" + "\n".join(
        f"{key}: {asked.get(key)} by the query, {reported.get(key)} by the report"
        for key in sorted(set(asked) | set(reported)) if asked.get(key) != reported.get(key)
    )
    return len(asked)


journal = os.path.abspath(journal)
os.chdir(folder)
months = compare(journal, today)
for seed in range(1, RANDOM_JOURNALS + 1):
    with tempfile.TemporaryDirectory() as drawn:
        people, records = recount.draw(seed)
        # A table without a row has no types.
        if any(record["actions"] for record in records):
            recount.write(drawn, people, records)
            months += compare(drawn, str(recount.TODAY))
print(f"ok: DuckDB agrees with the report on {months} months of teams in {RANDOM_JOURNALS + 1} journals")
