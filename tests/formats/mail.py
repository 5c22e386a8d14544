"""What the mail server got: one mail in clear and two over TLS, each to one person, each readable."""
import email
import email.policy
import pathlib
import sys

import icalendar

for folder, tls in zip(sys.argv[1:], ["False", "True", "True"]):
    files = list(pathlib.Path(folder).iterdir())
    assert len(files) == 1, files
    mail = email.message_from_bytes(files[0].read_bytes(), policy=email.policy.default)
    assert not mail.defects, mail.defects
    assert (mail["X-To"], mail["X-Tls"]) == ("ana@example.com", tls)
    assert [a.addr_spec for a in mail["To"].addresses] == ["ana@example.com"]
    assert mail["To"].addresses[0].display_name == "Ana Ruiz" and mail["Subject"] == "What we agreed: Ana Ruiz"
    assert mail["Bcc"] is None and mail["Date"].datetime.date().isoformat() == "2026-11-20"
    text = mail.get_body(("plain",)).get_content()
    assert "Whose names do you know now" in text and "hostile" not in text
    assert "<h1>" in mail.get_body(("html",)).get_content()
    [plan] = mail.iter_attachments()
    assert plan.get_content_type() == "text/calendar"
    content = plan.get_content()
    events = [c for c in icalendar.Calendar.from_ical(content).walk() if c.name == "VEVENT"]
    assert len(events) == 4, content
print("ok: the plan arrives, in clear on this machine and over TLS, begun later or at once, and nowhere else")
