"""Reads what coach exported with other people's parsers, and compares it with the records."""
import csv
import datetime
import json
import pathlib
import sys
import tomllib

import icalendar
import jsonschema
import openpyxl
import pytodotxt
import vobject

folder = pathlib.Path(sys.argv[1])
document = json.loads((folder / "json").read_text("utf-8"))
schema = json.loads(pathlib.Path("schema/export.json").read_text("utf-8"))

actions = {a["id"]: (s, a) for s in document["sessions"] for a in s["action"]}
asks = {f["id"]: (s, f) for s in document["sessions"] for f in s["follow_up"]}


def is_open(one):
    return one["done"] is None and one.get("dropped") is None


open_items = {i: a["due"] for i, (_, a) in actions.items() if is_open(a)}
open_items |= {i: f["due"] for i, (_, f) in asks.items() if is_open(f)}


# The lists of a document, and the noun of one record in each.
NOUNS = {
    "people": "person",
    "objectives": "objective",
    "sessions": "session",
    "requests": "request",
    "stories": "story",
    "policies": "policy",
    "resources": "resource",
    "templates": "template",
    "standards": "standard",
}


def calendar():
    raw = (folder / "ics").read_bytes()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n")), "a line of more than 75 octets"
    assert b"\n" not in raw.replace(b"\r\n", b""), "a line that ends otherwise"
    for line in raw.split(b"\r\n"):
        line.decode("utf-8")
    events = [c for c in icalendar.Calendar.from_ical(raw).walk() if c.name == "VEVENT"]
    found = {str(e["UID"]).removesuffix("@coach"): e for e in events}
    assert set(found) == {i for i, due in open_items.items() if due}, "other events than what is open"
    for item, event in found.items():
        due = datetime.date.fromisoformat(open_items[item])
        assert event.decoded("DTSTART") == due and event.decoded("DTEND") == due + datetime.timedelta(1)
        assert not event.errors, event.errors
    hostile = str(found["hccccccccc"]["SUMMARY"])
    assert "END:VCALENDAR BEGIN:VEVENT; a, b\\ 水é😀" in hostile, hostile
    assert "METHOD" not in raw.decode()
    read = vobject.readOne(raw.decode("utf-8"))
    assert {e.uid.value.removesuffix("@coach"): e.summary.value for e in read.vevent_list} == {
        i: str(e["SUMMARY"]) for i, e in found.items()
    }
    print(f"ok: icalendar and vobject read {len(found)} events alike")

    raw = (folder / "todos.ics").read_bytes()
    parts = list(icalendar.Calendar.from_ical(raw).walk())
    todos = {str(c["UID"]).removesuffix("@coach"): c for c in parts if c.name == "VTODO"}
    meetings = {str(c["UID"]).removesuffix("@coach"): c for c in parts if c.name == "VEVENT"}
    assert set(todos) == set(actions) | set(asks)
    # Items that were agreed between sessions are no meeting.
    assert set(meetings) == {s["id"] for s in document["sessions"] if s["kind"] != "agreed"}
    for item, todo in todos.items():
        assert (str(todo["STATUS"]) == "NEEDS-ACTION") == (item in open_items)
    assert meetings["hbbbbbbbbb"].decoded("DTEND") == datetime.datetime(2026, 11, 20, 0, 15)
    assert len(list(vobject.readOne(raw.decode("utf-8")).vtodo_list)) == len(todos)
    print(f"ok: {len(todos)} to-dos and {len(meetings)} sessions")


def rows_of(kind):
    with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def tables():
    book = openpyxl.load_workbook((folder / "xlsx").open("rb"))
    kinds = ["sessions", "actions", "follow-ups", "people", "objectives", "requests", "stories", "policies", "resources"]
    assert book.sheetnames == kinds, book.sheetnames
    for kind in kinds:
        sheet = book[kind]
        rows = rows_of(kind)
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref, kind
        assert (sheet.max_row, sheet.max_column) == (len(rows), len(rows[0])), kind
        for cells, row in zip(sheet.iter_rows(), rows):
            for cell, text in zip(cells, row):
                assert cell.data_type != "f", "a formula"
                value = cell.value
                if isinstance(value, datetime.datetime):
                    value = value.date().isoformat()
                elif isinstance(value, datetime.time):
                    value = value.strftime("%H:%M")
                elif isinstance(value, bool):
                    value = str(value).lower()
                elif isinstance(value, (int, float)):
                    value, text = float(value), float(text)
                elif value is not None and text.startswith("'"):
                    text = text[1:]
                assert (value if value is not None else "") == text, (kind, value, text)
    sessions = book["sessions"]
    head = [cell.value for cell in sessions[1]]
    assert isinstance(sessions.cell(2, head.index("date") + 1).value, datetime.datetime)
    assert isinstance(sessions.cell(2, head.index("minutes") + 1).value, (int, float))
    for field, kind in [("start", datetime.time), ("paid", bool)]:
        column = [row[head.index(field)].value for row in sessions.iter_rows(min_row=2)]
        assert all(value is None or isinstance(value, kind) for value in column), field
        assert any(value is not None for value in column), field
    texts = [cell for kind in kinds for row in rows_of(kind) for cell in row]
    numbers = [c for c in texts if c.startswith("-")]
    assert all(c.lstrip("-").replace(".", "").isdigit() for c in numbers), numbers
    assert not [c for c in texts if c.startswith(("=", "+", "@", "\t", "\r"))]
    print(f"ok: openpyxl reads {len(kinds)} sheets, and they say what the tables say")


def lines():
    tasks = [pytodotxt.Task(line) for line in (folder / "todo.txt").read_text("utf-8").splitlines()]
    found = {task.attributes["coach"][0]: task for task in tasks}
    assert set(found) == set(open_items)
    for item, task in found.items():
        assert task.attributes.get("due", [None])[0] == open_items[item], task
        assert list(task.attributes) in (["due", "coach"], ["coach"]), task.attributes
        assert task.projects == ["coaching"] and len(task.contexts) == 1, task
        assert not task.is_completed
    print(f"ok: pytodotxt reads {len(found)} tasks")
    records = [json.loads(line) for line in (folder / "jsonl").read_text("utf-8").split("\n") if line]
    assert records[0] == {"format": "coach", "version": 1}
    again = {key: [] for key in NOUNS}
    lists = {noun: key for key, noun in NOUNS.items()}
    for record in records[1:]:
        again[lists[record.pop("record")]].append(record)
    assert again == {key: document[key] for key in again}
    print(f"ok: {len(records)} lines of jsonl say what the json says")


def shape():
    check = jsonschema.Draft202012Validator(schema)
    names = ["json"] + [f"{kind}.json" for kind in ("sessions", "actions", "follow-ups", "people", "objectives", "requests", "stories", "policies", "resources")]
    for name in names:
        for error in check.iter_errors(json.loads((folder / name).read_text("utf-8"))):
            sys.exit(f"{name}: {error.json_path}: {error.message}")
    print(f"ok: the schema knows {len(names)} documents")
    for broken in ({"format": "coach", "version": 1}, {**document, "version": 2}, {**document, "more": []}):
        assert not check.is_valid(broken), broken
    toml = document["templates"][0]["conflict"][0]["value"]
    assert toml[1] == {"$toml": "inf"} and "$toml" in toml[2], toml
    for wrong in ({"$toml": 7}, {"$toml": "1", "more": 1}, [None]):
        odd = json.loads(json.dumps(document))
        odd["templates"][0]["conflict"][0]["value"] = wrong
        assert not check.is_valid(odd), wrong
    for kind, key in [("people", "name"), ("sessions", "notes"), ("objectives", "reading"), ("stories", "consent"), ("templates", "field"), ("standards", "as_of")]:
        without = json.loads(json.dumps(document))
        del without[kind][0][key]
        assert not check.is_valid(without), (kind, key)


def files():
    number = 0
    for kind, noun in NOUNS.items():
        check = jsonschema.Draft202012Validator(json.loads(pathlib.Path(f"schema/{noun}.json").read_text("utf-8")))
        for file in sorted((pathlib.Path(sys.argv[2]) / kind).rglob("*.toml")):
            # As editors see it: a day is a text to a schema.
            record = json.loads(json.dumps(tomllib.loads(file.read_text("utf-8")), default=lambda day: day.isoformat()))
            for error in check.iter_errors(record):
                sys.exit(f"{file}: {error.json_path}: {error.message}")
            known = set(check.schema["properties"])
            assert set(record) <= known, (file, set(record) - known)
            wrong = {**record, "id": "x", "handle": "A B"}
            assert not check.is_valid(wrong), file
            number += 1
    check = jsonschema.Draft202012Validator(json.loads(pathlib.Path("schema/coach.json").read_text("utf-8")))
    for file in [pathlib.Path(sys.argv[2]) / "coach.toml", pathlib.Path("tests/formats/v1/journal/coach.toml")]:
        record = json.loads(json.dumps(tomllib.loads(file.read_text("utf-8")), default=lambda day: day.isoformat()))
        for error in check.iter_errors(record):
            sys.exit(f"{file}: {error.json_path}: {error.message}")
        assert set(record) <= set(check.schema["properties"]), file
        for wrong in ({"format": 2}, {"commit": "never"}, {"cadence": -1}, {"pool": 2}, {"sprint": {"weeks": 5}}):
            assert not check.is_valid({**record, **wrong}), wrong
        number += 1
    # What comes with the program is such a file too.
    for kind, noun in [("templates", "template"), ("standards", "standard")]:
        check = jsonschema.Draft202012Validator(json.loads(pathlib.Path(f"schema/{noun}.json").read_text("utf-8")))
        for file in sorted(pathlib.Path("src/journal", kind).glob("*.toml")):
            record = json.loads(json.dumps(tomllib.loads(file.read_text("utf-8")), default=lambda day: day.isoformat()))
            for error in check.iter_errors(record):
                sys.exit(f"{file}: {error.json_path}: {error.message}")
            number += 1
    assert number > 150, number
    print(f"ok: the schemas of the files know {number} records")


calendar()
tables()
lines()
shape()
files()
