"""Recounts the reports of random journals by the rules of docs/reports.md, without coach's code.

    python3 tests/recount.py COACH [JOURNALS [FIRST]]

Writes each journal as TOML files, asks COACH for reports as JSON, counts the same figures from its own values, and
stops at the first difference. A journal is named by its seed, so that it can be made again.
"""

import datetime
import json
import os
import random
import subprocess
import sys
import tempfile

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 20)
# Records can be dated by mistake on a day that is still to come. Those after tomorrow do not count.
LATEST = TODAY + 2 * DAY
COACHES = ["jo", "kim", "ana"]
PEOPLE = ["ana", "ben", "cleo", "dee", "eva", "finn"]
TEAMS = ["sales", "service"]
TOPICS = ["pricing", "calls"]
OBJECTIVES = ["churn", "speed"]
SPONSORS = {"churn": "helen", "speed": "omar"}
POOL = 3
OBSTACLES = ["time", "skill", "tools"]
LETTERS = "bcdfghjkmnpqrstvwxyz23456789"


def draw(seed):
    """A random journal: people, objectives and records, as plain values."""
    chance = random.Random(seed)

    def day(low, high):
        return TODAY + DAY * chance.randint(low, high)

    def maybe(part, make):
        return make() if chance.random() < part else None

    def new_id():
        return "".join(chance.choice(LETTERS) for _ in range(10))

    people = {}
    # Somebody may have no record.
    for name in sorted(set(PEOPLE + COACHES) - set(maybe(0.3, lambda: ["finn"]) or [])):
        people[name] = {
            "team": maybe(0.7, lambda: chance.choice(TEAMS)),
            "cadence": maybe(0.3, lambda: chance.choice([0, 14, 40])),
            "left": maybe(0.1, lambda: day(-60, 20)),
            "members": [],
        }
    people["crew"] = {"team": maybe(0.5, lambda: "sales"), "cadence": None, "left": None, "members": PEOPLE[:3]}
    records = []
    for _ in range(chance.randint(0, 14)):
        group = maybe(0.25, lambda: "crew")
        size = chance.randint(2, 4) if group else chance.choice([1, 1, 1, 2])
        record = {
            "id": new_id(),
            "date": day(-120, 0) if chance.random() < 0.9 else day(0, 2),
            "minutes": maybe(0.8, lambda: chance.choice([5, 20, 45, 50, 90])),
            "kind": chance.choice(["coaching", "coaching", "moment", "agreed"]),
            "coach": chance.choice(COACHES),
            "group": group,
            "topics": chance.sample(TOPICS, chance.randint(0, 2)),
            "objectives": chance.choice([[], ["none"], ["churn"], ["churn", "speed"]]),
            "actions": [],
            "asks": [],
        }
        record["with"] = chance.sample([name for name in PEOPLE if name != record["coach"]], size)

        def agreed():
            on = record["date"] + DAY * chance.randint(0, 9)
            return on if record["date"] < on <= LATEST and chance.random() < 0.3 else None

        def moves(due, since):
            found, on, now = [], since, due
            while now and chance.random() < 0.25:
                on += DAY * chance.choice([0, chance.randint(0, 12)])
                if on > LATEST:
                    break
                found.append((on, now))
                now = on + DAY * chance.randint(0, 20)
            return found, now

        for _ in range(chance.choice([0, 1, 1, 2])):
            since = agreed()
            began = since or record["date"]
            first = maybe(0.8, lambda: began + DAY * chance.randint(0, 30))
            moved, due = moves(first, began)
            closed = began + DAY * chance.randint(0, 40)
            state = chance.choice(["open", "done", "done", "dropped"]) if closed <= LATEST else "open"
            owner = chance.choice(record["with"] + [record["coach"]] + (["crew"] if group or chance.random() < 0.4 else []))
            record["actions"].append({
                "id": new_id(), "owner": owner, "agreed": since, "due": due, "moved": moved,
                "done": closed if state == "done" else None, "dropped": closed if state == "dropped" else None,
                "objectives": chance.choice([[], [], ["speed"], ["none"]]),
            })
        about = [None] + [action["id"] for action in record["actions"]]
        for _ in range(chance.choice([0, 1, 2, 4])):
            since = agreed()
            due = (since or record["date"]) + DAY * chance.randint(0, 40)
            closed = due + DAY * chance.randint(-3, 9)
            is_open = closed > LATEST or closed < (since or record["date"]) or chance.random() < 0.3
            outcome = chance.choice(["applied", "partly", "missed", "missed", "dropped"])
            is_miss = outcome in ("missed", "partly")
            record["asks"].append({
                "id": new_id(), "action": chance.choice(about), "agreed": since, "due": due,
                "ask": chance.choice(["How?", "And now?"]), "done": None if is_open else closed,
                "outcome": None if is_open else outcome,
                "obstacle": chance.choice(OBSTACLES) if not is_open and is_miss and chance.random() < 0.8 else None,
            })
        records.append(record)
    records.sort(key=lambda record: (record["date"], record["id"]))
    return people, records


def toml(value):
    if isinstance(value, list):
        return "[" + ", ".join(toml(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def table(values):
    return "".join(f"{key} = {toml(value)}\n" for key, value in values if value is not None and value != [])


def write(folder, people, records):
    def put(path, text):
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    put("coach.toml", f"format = 1\ncadence = 28\npool = {POOL}\n")
    for handle, person in people.items():
        put(f"people/{handle}.toml", table([("handle", handle)] + list(person.items())))
    for handle in OBJECTIVES:
        put(f"objectives/{handle}.toml", table([("handle", handle), ("title", handle), ("sponsor", SPONSORS[handle])]))
    for record in records:
        keys = ["id", "date", "minutes", "kind", "coach", "with", "group", "topics", "objectives"]
        text = table([(key, record[key]) for key in keys])
        for action in record["actions"]:
            text += "\n[[action]]\n" + table([("id", action["id"]), ("what", "Do it"), ("owner", action["owner"])])
            text += table([(key, action[key]) for key in ["agreed", "due", "objectives", "done", "dropped"]])
            if action["dropped"]:
                text += 'why = "It moved"\n'
            if action["moved"]:
                moved = ", ".join(f"{{ on = {on}, due = {due} }}" for on, due in action["moved"])
                text += f"moved = [{moved}]\n"
        for ask in record["asks"]:
            keys = ["id", "action", "agreed", "due", "ask", "done", "outcome", "obstacle"]
            text += "\n[[follow_up]]\n" + table([(key, ask[key]) for key in keys])
            if ask["outcome"] == "dropped":
                text += 'why = "Enough"\n'
        put(f"sessions/x/{record['id']}.toml", text)


# Days and records


def day_agreed(item, record):
    return item["agreed"] or record["date"]


def as_of(people, records, day):
    """The journal as it stood at the end of a day."""
    def by(date):
        return date if date and date <= day else None

    people = {handle: {**person, "left": by(person["left"])} for handle, person in people.items()}
    kept = []
    for record in records:
        if record["date"] > day:
            continue
        actions, asks = [], []
        for action in record["actions"]:
            if day_agreed(action, record) <= day:
                # By day; the moves of one day stand in their order.
                later = sorted((move for move in action["moved"] if move[0] > day), key=lambda move: move[0])
                actions.append({
                    **action, "done": by(action["done"]), "dropped": by(action["dropped"]),
                    "due": later[0][1] if later else action["due"],
                    "moved": [move for move in action["moved"] if move[0] <= day],
                })
        for ask in record["asks"]:
            if day_agreed(ask, record) <= day:
                gone = {} if by(ask["done"]) else {"done": None, "outcome": None, "obstacle": None}
                asks.append({**ask, **gone})
        kept.append({**record, "actions": actions, "asks": asks})
    return people, kept


def late_after(action):
    passed = [due for on, due in action["moved"] if due < on]
    return min(passed) if passed else action["due"]


def objectives_of(action, record):
    return action["objectives"] or record["objectives"]


def named_in(record):
    """The objectives that a record or one of its actions names."""
    return record["objectives"] + [name for action in record["actions"] for name in action["objectives"]]


def owners(record, owner):
    return record["with"] if owner == record["group"] else [owner]


def action_about(record, ask):
    return next((action for action in record["actions"] if action["id"] == ask["action"]), None)


def is_promise(record, action):
    return action["owner"] == record["coach"] and action["owner"] not in record["with"]


def is_answered(ask):
    return ask["done"] is not None and ask["outcome"] not in (None, "dropped")


# The filters


class Selection:
    def __init__(self, people, records, asked):
        self.people, self.records, self.asked = people, records, asked

    def team(self, handle):
        person = self.people.get(handle)
        return person["team"] if person and not person["members"] else None

    def is_gone(self, handle):
        """Whether somebody has left, or everyone who is in a group."""
        person = self.people.get(handle)
        if person is None:
            return False
        has_left = person["left"] is not None and person["left"] <= self.asked["today"]
        return has_left or bool(person["members"]) and all(self.is_gone(one) for one in person["members"])

    def has_team(self, handle):
        return self.asked["team"] is None or self.team(handle) == self.asked["team"]

    def spans(self, day):
        since = self.asked["since"]
        return (since is None or day >= since) and day <= self.asked["last"]

    def people_in(self, record):
        person = self.asked["person"]
        return {
            one for one in record["with"]
            if (person is None or person == one or person == record["group"]) and self.has_team(one)
        }

    def people_of(self, record, action):
        person = self.asked["person"]
        return {
            one for one in owners(record, action["owner"])
            if (person is None or person == one or person == record["group"]) and self.has_team(one)
        }

    def takes_record(self, record):
        person = self.asked["person"]
        is_with = person is None or person in record["with"] or person == record["group"]
        return is_with and (self.asked["team"] is None or bool(self.people_in(record)))

    def takes_coach(self, record):
        return self.asked["coach"] in (None, record["coach"])

    def takes_owner(self, record, owner):
        person, group = self.asked["person"], record["group"]
        if group is not None and owner == group:
            return bool(self.people_of(record, {"owner": owner}))
        is_theirs = person is None or owner == person or (group is not None and group == person) or (
            group is not None and owner == group and person in record["with"])
        return is_theirs and any(self.has_team(one) for one in owners(record, owner))

    def takes_objective(self, names):
        return self.asked["objective"] is None or self.asked["objective"] in names

    def all_records(self):
        for record in self.records:
            if self.takes_coach(record) and self.takes_record(record) and self.takes_objective(named_in(record)):
                yield record

    def sessions(self):
        return [record for record in self.all_records() if record["kind"] != "agreed"]

    def actions(self):
        for record in self.records:
            for action in record["actions"]:
                if (self.takes_coach(record) and self.takes_owner(record, action["owner"])
                        and self.takes_objective(objectives_of(action, record))):
                    yield record, action

    def promises(self):
        for record in self.records:
            for action in record["actions"]:
                if (is_promise(record, action) and self.takes_coach(record)
                        and (self.takes_record(record) or self.takes_owner(record, action["owner"]))
                        and self.takes_objective(objectives_of(action, record))):
                    yield record, action

    def asks(self):
        for record in self.records:
            for ask in record["asks"]:
                action = action_about(record, ask)
                names = objectives_of(action, record) if action else named_in(record)
                is_theirs = self.takes_owner(record, action["owner"]) if action else self.takes_record(record)
                if self.takes_coach(record) and is_theirs and self.takes_objective(names):
                    yield record, ask


# The reports


def median(values):
    values = sorted(values)
    if not values:
        return None
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def share(part, whole):
    return round(part / whole + 1e-12, 4) if whole else None


def pooled(groups, size):
    """The groups of a table with a total, as others may read them, and whether nothing may be said of them."""
    few = [name for name, of in groups.items() if size(of) < POOL]
    if not few:
        return groups, False
    shown = {name: of for name, of in groups.items() if name not in few}
    together = [one for name in few for one in groups[name]]
    while size(together) < POOL and shown:
        together += shown.pop(min(shown, key=lambda name: size(shown[name])))
    return {**shown, "(pooled)": together}, size(together) < POOL


def told(rows, total, is_secret):
    if not is_secret:
        return rows, total
    silent = {name: dict.fromkeys(row) for name, row in rows.items()}
    return silent, dict.fromkeys(total)


def rows_of(selection, record, action, by):
    people = [action["owner"]] if is_promise(record, action) else selection.people_of(record, action)
    names = {
        "person": people,
        "coach": [record["coach"]],
        "team": [selection.team(one) or "(none)" for one in people],
        "objective": [name for name in objectives_of(action, record) if name != "none"],
        "topic": record["topics"],
        "month": [f"{day_agreed(action, record):%Y-%m}"],
    }[by]
    return {name for name in names if name} or {"(none)"}


def follow_through(selection, by):
    today = selection.asked["today"]

    def counts(pairs):
        found = dict.fromkeys(["on_time", "late", "overdue", "dropped", "open", "left", "moved"], 0)
        days = []
        for record, action in pairs:
            found["moved"] += len(action["moved"])
            limit = late_after(action)
            if action["done"]:
                found["late" if limit and action["done"] > limit else "on_time"] += 1
                days.append(max((action["done"] - day_agreed(action, record)).days, 0))
            elif action["dropped"]:
                found["dropped"] += 1
            elif all(selection.is_gone(one) for one in owners(record, action["owner"])):
                found["left"] += 1
            else:
                found["overdue" if limit and limit < today else "open"] += 1
        done = found["on_time"] + found["late"]
        return {
            "agreed": len(pairs), "done": done, **found, "median_days": median(days),
            "done_share": share(done, done + found["overdue"] + found["dropped"]),
        }

    def answers(pairs):
        found = dict.fromkeys(["applied", "partly", "missed", "none_asked"], 0)
        for record, action in pairs:
            asked = [ask for ask in record["asks"] if ask["action"] == action["id"] and is_answered(ask)]
            asked.sort(key=lambda ask: ask["done"])
            found[asked[-1]["outcome"].replace("-", "_") if asked else "none_asked"] += 1
        return {"agreed": len(pairs), **found}

    def made(pairs, count):
        rows = {}
        for record, action in pairs:
            for name in rows_of(selection, record, action, by):
                rows.setdefault(name, []).append((record, action))
        counted = {name: count(of) for name, of in rows.items()}
        if not (by == "topic" and selection.asked["pooled"]):
            return counted, count(pairs)

        def people(of):
            owned = [[action["owner"]] if is_promise(record, action) else selection.people_of(record, action)
                     for record, action in of]
            return len({one for people in owned for one in people})

        # The upper row of the table comes first.
        sums = {name: counts(of) for name, of in rows.items()}
        order = sorted(rows, key=lambda name: (-sums[name]["overdue"], -sums[name]["agreed"], name))
        groups, is_secret = pooled({name: rows[name] for name in order}, people)
        # An action of two topics counts once.
        unique = {name: list({action["id"]: (record, action) for record, action in of}.values()) for name, of in groups.items()}
        return told({name: count(of) for name, of in unique.items()}, count(pairs), is_secret)

    def in_period(pairs):
        return [(record, action) for record, action in pairs if selection.spans(day_agreed(action, record))]

    agreed = [pair for pair in in_period(selection.actions()) if not is_promise(*pair)]
    return {
        "follow_through": made(agreed, counts),
        "answers": made(agreed, answers),
        "own": made(in_period(selection.promises()), counts),
    }


def activity(selection, by):
    until = selection.asked["until"]
    rows, everyone = {}, {}

    def place(day):
        if by == "month":
            return 0 if selection.spans(day) else None
        return max((until - day).days, 0) // 28 if day <= selection.asked["last"] and (until - day).days < 56 else None

    def add(record, action, day, key, value):
        """Counts what happened on a day, in every row that it is in."""
        at = place(day)
        if at is None:
            return
        there = selection.people_of(record, action) if action else selection.people_in(record)
        names = {
            "coach": {record["coach"]: there},
            "month": {f"{day:%Y-%m}": there},
            "topic": {name: there for name in record["topics"]},
            "person": {name: {name} for name in there},
            "team": {},
        }
        for name in there:
            names["team"].setdefault(selection.team(name) or "(none)", set()).add(name)
        named = objectives_of(action, record) if action else named_in(record)
        names["objective"] = {name: there for name in named if name != "none"}
        for name, people in (names[by] or {"(none)": there}).items():
            rows.setdefault(name, {}).setdefault((key, at), []).append(people if key == "people" else value)
        everyone.setdefault((key, at), []).append(there if key == "people" else value)

    for record in selection.sessions():
        add(record, None, record["date"], "sessions", 1)
        add(record, None, record["date"], "minutes", record["minutes"] or 0)
        add(record, None, record["date"], "people", None)
    for record, action in selection.actions():
        if action["done"]:
            add(record, action, action["done"], "done", 1)
    for record, ask in selection.asks():
        if is_answered(ask):
            add(record, action_about(record, ask), ask["done"], "followed_up", 1)

    def row(window):
        made = {}
        for at, end in enumerate([""] if by == "month" else ["", "_before"]):
            for key in ["done", "followed_up", "sessions"]:
                made[key + end] = len(window.get((key, at), []))
            made["people" + end] = len(set().union(*window.get(("people", at), [])))
            # To the hundredth of an hour, a half away from zero.
            made["hours" + end] = (sum(window.get(("minutes", at), [])) * 200 // 60 + 1) // 2 / 100
        return made

    return {"activity": ({name: row(window) for name, window in rows.items()}, row(everyone))}


def coverage(selection):
    asked, today = selection.asked, min(selection.asked["until"], selection.asked["today"])
    there = {one for record in selection.all_records() if record["date"] <= asked["last"] for one in record["with"]}
    narrowed = asked["coach"] or asked["objective"]
    held = [record for record in selection.records if record["date"] <= asked["last"]]
    met = {
        one for record in held if record["group"] == asked["person"] and record["kind"] != "agreed"
        for one in record["with"]
    }
    unknown = {"team": None, "cadence": None, "left": None, "members": []}
    named = {one: unknown for record in held for one in record["with"]}
    rows = {}
    for handle, person in {**named, **selection.people}.items():
        wanted = asked["person"] in (None, handle) or (asked["person"] and handle in met)
        is_coached = handle in there or (not narrowed and (person["cadence"] or 0) > 0)
        is_gone = person["left"] is not None and person["left"] <= asked["today"]
        if person["members"] or is_gone or not is_coached or not wanted or not selection.has_team(handle):
            continue
        days = [record["date"] for record in selection.sessions()
                if handle in record["with"] and record["date"] <= asked["last"]]
        due = []
        for record, ask in selection.asks():
            action = action_about(record, ask)
            asked_of = owners(record, action["owner"]) if action else record["with"]
            if ask["done"] is None and handle in asked_of and day_agreed(ask, record) <= asked["last"]:
                due.append(ask["due"])
        last, cadence = max(days, default=None), 28 if person["cadence"] is None else person["cadence"]
        to_come = [day for day in due if day >= today]
        if cadence == 0 or (last and (today - last).days <= cadence):
            state = None
        elif last is None:
            state = "never"
        else:
            state = "quiet" if to_come else "stalled"
        # Of two records of one day, the later one in the order of the journal counts.
        held_with = [record for record in selection.all_records() if handle in record["with"]]
        coached = [one for one in held_with if one["date"] <= asked["last"] and one["coach"] != handle]
        latest = max(coached, key=lambda one: (one["kind"] != "agreed", one["date"], one["id"]), default=None)
        rows[handle] = {
            "manager": None, "coach": latest and latest["coach"],
            "team": person["team"], "sessions": sum(selection.spans(day) for day in days),
            "last": last and str(last), "days": None if last is None else max((today - last).days, 0),
            "next": str(min(to_come)) if to_come else None, "overdue": len(due) - len(to_come),
            "state": state,
        }
    well = sum(row["state"] is None for row in rows.values())
    in_time = {len(rows): {"in_time": well, "in_time_share": share(well, len(rows))}} if rows else {}
    return {"coverage": (rows, None), "in_time": (in_time, None)}


def spells_of(selection):
    subjects = {}
    for record, ask in selection.asks():
        if ask["done"]:
            key = (record["id"], ("action", ask["action"]) if ask["action"] else ("ask", ask["ask"]))
            subjects.setdefault(key, (record, []))[1].append(ask)
    spells = []
    for record, asks in subjects.values():
        asks.sort(key=lambda ask: ask["done"])
        action = action_about(record, asks[0])
        running = {}
        closing = None
        if action and (action["done"] or action["dropped"]):
            closing = (action["done"] or action["dropped"], "ended" if action["done"] else "dropped")

        def end(spell, day, how):
            spell.update(end=day, how=how)

        def close(before):
            """The action was closed before this day."""
            for name, spell in list(running.items()):
                if closing and spell["began"] <= closing[0] and (before is None or closing[0] < before):
                    end(running.pop(name), *closing)

        for ask in asks:
            close(ask["done"])
            is_miss = ask["outcome"] in ("missed", "partly") and ask["obstacle"]
            if is_miss:
                if ask["obstacle"] not in running:
                    spell = {"obstacle": ask["obstacle"], "began": ask["done"], "end": None, "how": "running"}
                    people = selection.people_of(record, action) if action else selection.people_in(record)
                    spell["people"] = set(people)
                    spell["objectives"] = objectives_of(action, record) if action else named_in(record)
                    running[ask["obstacle"]] = spell
                    spells.append(spell)
            elif ask["outcome"] in ("applied", "partly") or (ask["outcome"] == "dropped" and not action):
                how = "dropped" if ask["outcome"] == "dropped" else "ended"
                for name in list(running):
                    end(running.pop(name), ask["done"], how)
        close(None)
    return [spell for spell in spells if selection.spans(spell["began"])]


def obstacles(selection):
    today, spells = selection.asked["today"], spells_of(selection)

    def row(of):
        def days(how):
            return [max(((spell["end"] or today) - spell["began"]).days, 0) for spell in of if spell["how"] == how]

        return {
            "spells": len(of), "people": len(set().union(*[spell["people"] for spell in of])),
            "ended": len(days("ended")), "dropped": len(days("dropped")), "running": len(days("running")),
            "median_days_ended": median(days("ended")), "median_days_running": median(days("running")),
        }

    kinds = {}
    for spell in spells:
        kinds.setdefault(spell["obstacle"], []).append(spell)
    if not selection.asked["pooled"]:
        return {"obstacles": ({kind: row(of) for kind, of in kinds.items()}, row(spells))}
    order = sorted(kinds, key=lambda kind: (-len(kinds[kind]), ["time", "tools", "skill"].index(kind)))
    groups, is_secret = pooled(
        {kind: kinds[kind] for kind in order}, lambda of: len(set().union(*[spell["people"] for spell in of])))
    return {"obstacles": told({kind: row(of) for kind, of in groups.items()}, row(spells), is_secret)}


def items(selection):
    """Sessions, actions and obstacles of the period, each with its people, its objectives, and whether it is open."""
    found = []
    for record in selection.sessions():
        if selection.spans(record["date"]):
            found.append(("sessions", selection.people_in(record), named_in(record), False))
    for record, action in selection.actions():
        if selection.spans(day_agreed(action, record)) and not is_promise(record, action):
            is_gone = all(selection.is_gone(one) for one in owners(record, action["owner"]))
            is_open = not action["done"] and not action["dropped"] and not is_gone
            found.append(("actions", selection.people_of(record, action), objectives_of(action, record), is_open))
    for spell in spells_of(selection):
        found.append(("obstacles", spell["people"], spell["objectives"], False))
    return [(kind, people, set(names) - {"none"}, is_open) for kind, people, names, is_open in found]


def alignment(selection):
    def row(sponsor, of):
        coached = [people for kind, people, _, _ in of if kind != "obstacles"]
        count = {kind: sum(one[0] == kind for one in of) for kind in ["sessions", "actions", "obstacles"]}
        return {"sponsor": sponsor, "people": len(set().union(*coached)), "requests": 0,
                "open": sum(one[3] for one in of), **count}

    there = items(selection)
    asked = selection.asked["objective"]
    rows = {name: row(SPONSORS[name], [one for one in there if name in one[2]])
            for name in OBJECTIVES if asked in (None, name)}
    nothing = [one for one in there if not one[2]]
    if nothing:
        rows["(none)"] = row("(none)", nothing)

    any_objective = items(Selection(selection.people, selection.records, {**selection.asked, "objective": None}))
    of = {name: [one for one in any_objective if name in one[2] and one[0] != "obstacles"] for name in OBJECTIVES}
    both = set.intersection(*[set().union(*[one[1] for one in of[name]]) for name in OBJECTIVES])
    count = {name: {kind: sum(one[0] == kind and bool(one[1] & both) for one in of[name]) for kind in ["sessions", "actions"]}
             for name in OBJECTIVES}
    pair = {"sponsor": "helen", "other_sponsor": "omar", "other_objective": "speed", "people": len(both),
            "sessions": count["churn"]["sessions"], "other_sessions": count["speed"]["sessions"],
            "actions": count["churn"]["actions"], "other_actions": count["speed"]["actions"]}
    return {"alignment": (rows, row("all", there)), "competing": ({"churn": pair} if both else {}, None)}


# Comparing


def questions(chance, people):
    """Reports to ask for, with the filters that they are asked with."""
    teams = sorted({person["team"] for person in people.values() if person["team"]})
    for report in ["follow-through", "activity", "coverage", "obstacles", "alignment"]:
        for _ in range(3):
            asked = dict.fromkeys(["since", "until", "as_of", "person", "coach", "team", "objective"])
            by = chance.choice(["person", "coach", "team", "objective", "topic", "month"])
            if report == "activity" and by == "month":
                asked["since"] = TODAY - DAY * chance.randint(40, 110)
            elif chance.random() < 0.5 and report != "activity":
                asked["since"] = TODAY - DAY * chance.randint(40, 110)
            if chance.random() < 0.5:
                asked["until"] = TODAY - DAY * chance.randint(0, 39)
            if chance.random() < 0.4:
                asked["as_of"] = TODAY if asked["until"] else TODAY - DAY * chance.randint(0, 20)
            name = chance.choice(["person", "coach", "team", "objective", None, None])
            if name:
                known = {"person": [one for one in PEOPLE if one in people] + ["crew"], "coach": COACHES, "team": teams or [None], "objective": OBJECTIVES}
                asked[name] = chance.choice(known[name])
            has_topics = report == "obstacles" or (report == "follow-through" and by == "topic")
            asked["pooled"] = has_topics and chance.random() < 0.5
            yield report, asked, by


def expected(report, people, records, asked, by):
    until = asked["until"] or asked["as_of"] or TODAY
    today = asked["as_of"] or min(until, TODAY)
    people, records = as_of(people, records, today if today < TODAY else TODAY + DAY)
    last = until if asked["until"] or asked["as_of"] else TODAY + DAY
    selection = Selection(people, records, {**asked, "until": until, "last": last, "today": today})
    if report == "follow-through":
        return follow_through(selection, by)
    if report == "activity":
        return activity(selection, by)
    return {"coverage": coverage, "obstacles": obstacles, "alignment": alignment}[report](selection)


def figures(table, first):
    """A table of the JSON as rows by their first column, and its total."""
    rows = {row[first]: {key: value for key, value in row.items() if key != first} for row in table["rows"]}
    assert len(rows) == len(table["rows"]), "two rows of one name"
    total = table["total"] and {key: value for key, value in table["total"].items() if key != first}
    return rows, total


def main():
    coach, journals = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 12
    first_seed, compared = int(sys.argv[3]) if len(sys.argv) > 3 else 1, 0
    for seed in range(first_seed, first_seed + journals):
        people, records = draw(seed)
        with tempfile.TemporaryDirectory() as folder:
            write(folder, people, records)
            environment = {"PATH": os.environ["PATH"], "HOME": folder, "COACH_TODAY": str(TODAY), "USER": "jo"}
            for report, asked, by in questions(random.Random(seed), people):
                command = [coach, "--journal", folder, "report", report, "--json"]
                command += ["--pooled"] if asked["pooled"] else []
                for key, value in asked.items():
                    if key == "pooled":
                        continue
                    command += [f"--{key.replace('_', '-')}", str(value)] if value else []
                command += ["--group-by", by] if report in ("follow-through", "activity") else []
                ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
                assert ended.returncode == 0, f"journal {seed}: {' '.join(command)}\n{ended.stderr}"
                said = json.loads(ended.stdout)
                assert said["left_out"] == [], said["left_out"]
                first = {"follow-through": by, "activity": by, "coverage": "person", "obstacles": "obstacle", "alignment": "objective"}
                for key, (rows, total) in expected(report, people, records, asked, by).items():
                    name = "people" if key == "in_time" else first[report]
                    there, total_there = figures(said[key], name)
                    total = total if total_there is not None else None
                    if (there, total_there) != (rows, total):
                        print(f"journal {seed}: {' '.join(command)}\n{key}:")
                        for row in sorted(set(there) | set(rows), key=str):
                            if there.get(row) != rows.get(row):
                                print(f"  {row}\n    coach   {there.get(row)}\n    recount {rows.get(row)}")
                        print(f"  total\n    coach   {total_there}\n    recount {total}")
                        sys.exit(1)
                    compared += sum(len(row) for row in rows.values()) + len(total or {})
    print(f"ok: {compared} figures of {journals} random journals are as docs/reports.md has them")


if __name__ == "__main__":
    main()
