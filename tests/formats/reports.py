"""Every report's JSON is as schema/report.json says.

    reports.py COACH JOURNAL
"""

import json
import subprocess
import sys

from jsonschema import Draft202012Validator

coach, journal = sys.argv[1:]
schema = json.load(open("schema/report.json", encoding="utf-8"))
Draft202012Validator.check_schema(schema)
names = [one["$ref"].rsplit("/", 1)[1] for one in schema["oneOf"]]
asked = [[name, "ana"] if name == "person" else [name] for name in names]
asked += [["follow-through", "--group-by", by] for by in ["coach", "team", "objective", "topic", "month"]]
asked += [["activity", "--group-by", by] for by in ["person", "team", "objective", "topic", "month"]]
asked += [["coverage", "--group-by", "month"], ["overview", "--table", "wins"]]
for arguments in asked:
    command = [coach, "--journal", journal, "report", *arguments, "--json"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    one = {**schema, "$ref": f"#/$defs/{arguments[0]}"}
    one.pop("oneOf")
    errors = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(one).iter_errors(json.loads(said))]
    assert not errors, f"{arguments}: {errors[:3]}"
print(f"ok: {len(asked)} reports are as their schema says")
