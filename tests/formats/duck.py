"""Runs the DuckDB query of docs/reports.md and compares it with the report that it is said to agree with.

    duck.py COACH JOURNAL TODAY FOLDER

FOLDER is for the tables.
"""

import json
import os
import re
import subprocess
import sys

import duckdb

coach, journal, today, folder = sys.argv[1:]
journal = os.path.abspath(journal)


def run(*arguments):
    return subprocess.run([coach, "--journal", journal, *arguments], check=True, capture_output=True, text=True).stdout


text = open("docs/reports.md", encoding="utf-8").read()
query = re.search(r"```sql\n(.*?)```", text, re.DOTALL).group(1).replace("current_date", f"DATE '{today}'")
os.chdir(folder)
for what in ["sessions", "actions", "people"]:
    with open(f"{what}.csv", "w", encoding="utf-8", newline="") as file:
        file.write(run("export", "csv", "--what", what))
asked = {(team, month): (done, of, share) for team, month, done, of, share in duckdb.sql(query).fetchall()}
reported = {}
for team in sorted({team for team, _ in asked if team}):
    said = json.loads(run("report", "follow-through", "--team", team, "--by", "month", "--json"))
    for row in said["follow_through"]["rows"]:
        of = row["done"] + row["not_done"] + row["dropped"]
        reported[team, row["month"]] = (row["done"], of, row["done_share"])
asked = {key: value for key, value in asked.items() if key[0]}
assert asked == reported, "\n".join(
    f"{key}: {asked.get(key)} by the query, {reported.get(key)} by the report"
    for key in sorted(set(asked) | set(reported)) if asked.get(key) != reported.get(key)
)
print(f"ok: DuckDB agrees with the report on {len(asked)} months of teams")
