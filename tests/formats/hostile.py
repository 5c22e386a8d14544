"""The example journal with a session in it that tries to break out of every format."""
import pathlib
import shutil
import sys

to = pathlib.Path(sys.argv[1])
shutil.copytree("examples/journal", to)
SAID = (
    '=HYPERLINK(\\"http://x\\") +1 @a \\u001b[2J \\u202e ]]> </script><script>alert(1)</script>'
    "\\r\\nEND:VCALENDAR\\nBEGIN:VEVENT; a, b\\\\ " + "水é😀 " * 60
)
(to / "sessions" / "hostile.toml").write_text(
    f'''id = "hbbbbbbbbb"
date = 2026-11-19
start = 23:30:00
minutes = 45
coach = "jo"
with = ["ana"]
notes = "{SAID}"
feedback = {{ score = 3, text = "{SAID}" }}
[answers]
template = "oskar"
outcome = "{SAID}"
affirm = ["{SAID}", "-1+1"]
scaling = 7
review = 2026-12-01
[[action]]
id = "hccccccccc"
what = "{SAID}"
owner = "ana"
due = 2026-12-31
[[follow_up]]
id = "hddddddddd"
due = 2026-12-31
ask = "{SAID}"
[[conflict]]
id = "9f3a12c0"
field = "date"
value = 2026-11-18
'''
)
(to / "templates").mkdir()
(to / "templates" / "hostile.toml").write_text(
    f'''handle = "hostile"
title = "{SAID}"
[[field]]
key = "a"
prompt = "{SAID}"
kind = "scale"
lowest = -1
private = true
[[conflict]]
id = "9f3a12c1"
field = "source"
value = [2026-11-18, inf, {{ "$toml" = "{SAID}", x = 1 }}, {{ y = [], z = {{ on = 2026-11-18, at = 09:05:00 }} }}]
[[conflict]]
id = "9f3a12c2"
field = "title"
removed = true
'''
)
(to / "templates" / "programme.toml").write_text(
    f'''handle = "programme"
[[action]]
key = "b"
what = "{SAID}"
due = "2 weeks"
[[follow_up]]
action = "b"
ask = "{SAID}"
due = "day 30"
'''
)
(to / "standards").mkdir()
(to / "standards" / "icf.toml").write_text(
    f'''handle = "icf"
title = "{SAID}"
as_of = 2026-11-18
source = "{SAID}"
kinds = ["coaching", "moment"]
relationships = ["internal", "external", "peer"]
needs_consent = true
largest_group = 15
[[level]]
name = "{SAID}"
hours = 100
[[conflict]]
id = "9f3a12c3"
field = "as_of"
value = 2026-11-17
'''
)
(to / "people" / "hostile.toml").write_text(f'handle = "hostile"\nname = "{SAID}"\nemail = "{SAID}"\n')
