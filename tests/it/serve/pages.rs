//! What the pages show, and what they take.

use super::{Server, routes};
use crate::faults::home::Home;
use crate::faults::hostile::{self, acts};

/// Threats 8, 9, 37 and 43: every text of the journal is hostile, and so is the author's name.
#[test]
fn hostile_texts_are_shown_and_do_nothing() {
    let server = Server::of(hostile::home()).signed_in();
    let mut paths: Vec<String> =
        routes().into_iter().filter(|(method, ..)| *method == "GET").map(|(_, path, _)| path).collect();
    for more in ["/due?all", "/due/f4bcdfghjk", "/people/max", "/people/team", "/log?who=ana&template=grow"] {
        paths.push(more.into());
    }
    for report in [
        "overview",
        "obstacles",
        "objectives",
        "needs",
        "wins",
        "coverage",
        "coaching",
        "activity",
        "follow-through",
    ] {
        paths.push(format!("/reports?report={report}"));
    }
    paths
        .push("/log?who=%3Cscript%3E%1b%5B41m&note=%22%3E%3Cscript%3E&template=%22x&action=%E2%80%AE".into());
    paths.push("/due?did=%3Cscript%3E&undo=%22%3E%3Cscript%3E&with=%3Cscript%3E".into());
    paths.push("/due?did=done&of=%22%3E%3Cscript%3E".into());
    paths.push("/due?did=missed&of=%22%3E%3Cscript%3E".into());
    paths.push("/reports?report=%3Cscript%3E&since=%3Cscript%3E&team=%22onload%3D".into());
    for path in paths.iter().filter(|path| !path.starts_with("/static/")) {
        let page = server.get(path);
        assert!([200, 303, 404, 422, 500].contains(&page.status), "{path}: {page:?}");
        // A calendar is a file that no browser shows.
        assert!(path.ends_with(".ics") || !page.body.to_lowercase().contains("<script>"), "{path}");
        assert!(!page.body.contains("href=\"javascript:") && !page.body.contains("src=\"http"), "{path}");
        let acting: Vec<char> =
            page.body.chars().filter(|c| acts(*c) && !matches!(c, '\n' | '\r' | '\t')).collect();
        assert!(path.ends_with(".ics") || acting.is_empty(), "{path}: {acting:?}");
        for (name, value) in &page.headers {
            assert!(!value.chars().any(acts), "{path}: {name}: {value}");
        }
    }
    // A hostile browser, in the list that a terminal prints.
    let agent = [("User-Agent", "\x1b[41m\u{9b}31m<script> iPad")];
    let code = server.post("/me/code", &[]);
    let code = code.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_string();
    let entered = server.send("POST", "/enter", &agent, &super::form(&[("code", &code)]));
    assert!([303, 400].contains(&entered.status), "{entered:?}");
    assert!(!server.home.ok(&["serve", "devices"]).contains('\u{1b}'));
}

#[test]
fn an_item_that_is_done_without_a_result_asks_for_one() {
    let server = Server::new();
    let item = "/due/c5bcdfghjk";
    let id = server.get(item).id(item);
    let done = server.post(item, &[("id", &id), ("answer", "done")]);
    let page = server.get(done.is(303).header("location"));
    let id = page.has("What came of it?").id(item);
    let said = [("id", &*id), ("answer", "done"), ("result", "Two named a budget")];
    let page = server.post(item, &said);
    let page = server.get(page.is(303).header("location"));
    assert!(!page.body.contains("What came of it?"));
    assert!(server.home.ok(&["show", "c5bc"]).contains("result: Two named a budget"));
}

#[test]
fn resources_are_suggested_after_a_miss_and_recorded_with_a_session() {
    let home = Home::with_every_record();
    home.ok(&[
        "resource",
        "add",
        "diary",
        "Block time",
        "--obstacle",
        "time",
        "--link",
        "https://example.com/x",
    ]);
    home.ok(&["resource", "add", "drill", "Practise twice", "--obstacle", "skill"]);
    let server = Server::of(home).signed_in();
    let id = server.get("/due/c5bcdfghjk").id("/due/c5bcdfghjk");
    let missed = server.post("/due/c5bcdfghjk", &[("id", &id), ("answer", "missed"), ("obstacle", "time")]);
    let link =
        "<a class=\"target\" href=\"https://example.com/x\" rel=\"noopener noreferrer\">Block time</a>";
    let page = server.get(missed.is(303).header("location"));
    page.has("Resources that may help ana").has(link);
    assert!(!page.body.contains("Practise twice"), "{page:?}");
    // Nobody gets a resource twice, however long ago they got it.
    let (first, form) = (server.log_id(), server.get("/log?who=ana"));
    form.has("Resources that they got").has("value=\"diary\"");
    let said = [("id", &*first), ("who", "ana"), ("on", "2026-01-05"), ("resource", "diary")];
    server.post("/log", &said).is(303);
    for day in ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06", "2026-11-07"] {
        server.post("/log", &[("id", &server.log_id()), ("who", "ana"), ("on", day)]).is(303);
    }
    server.get(&format!("/session/{first}")).has("<dt>Resources</dt><dd>diary</dd>");
    let server = server.started_again();
    assert!(!server.get("/people/ana").body.contains("Block time"));
}

/// Threats 9 and 37: a name in a header, in a file name, in a commit.
#[test]
fn a_typed_name_is_one_line_of_plain_letters() {
    let server = Server::new();
    for who in
        ["zo\r\nSet-Cookie: x=y", "zo <zo@x>\nCoach-By: kim", "../../x", "a/b", "\u{202e}ana", "-x", "."]
    {
        let id = server.log_id();
        let fields = [
            ("id", &*id),
            ("who", who),
            ("note", "x"),
            ("new", who),
            ("new", "zo"),
            ("coach", "jo\nCoach-By: kim"),
        ];
        let answer = server.post("/log", &fields);
        assert_eq!(answer.status, 422, "{who:?}: {answer:?}");
        assert!(answer.header("set-cookie").is_empty());
    }
    let plan = server.get("/people/ana/plan.ics");
    assert_eq!(plan.is(200).header("content-disposition"), "attachment; filename=\"plan.ics\"");
}

#[test]
fn a_form_takes_everything_that_coach_log_takes() {
    let server = Server::new();
    let id =
        server.get("/log?who=ana&template=grow").is(200).has("Ask what a day without water costs").id("/log");
    let fields = [
        ("id", &*id),
        ("who", "ana"),
        ("length", "1h30"),
        ("on", "yesterday"),
        ("start", "14:30"),
        ("kind", "training"),
        ("topics", "Pricing, discovery calls"),
        ("objective", "reduce-churn"),
        ("paid", "no"),
        ("note", "One.\r\n\r\nTwo."),
        ("private", "She may leave by the summer"),
        ("action", "max: call Kim by friday"),
        ("action", ""),
        ("action", "Read the guide"),
        ("follow-up", "How did it go? on 5 dec every 2 weeks"),
        ("open", "c5bcdfghjk done"),
        ("said-c5bcdfghjk", "Two of nine: named a budget"),
        ("score", "4"),
        ("feedback", "Found my own answer"),
        ("template", "grow"),
        ("field-goal", "Two buyers name a budget"),
    ];
    let saved = server.post("/log", &fields);
    assert_eq!(saved.is(303).header("location"), format!("/session/{id}?did=logged&form={id}"));
    let shown = server.home.ok(&["show", &id]);
    for words in [
        "2026-11-20 14:30",
        "1 h 30",
        "training",
        "pricing, discovery-calls",
        "reduce-churn",
        "no, pro bono",
        "One.",
        "Two.",
        "call Kim",
        "2026-11-27",
        "Read the guide",
        "How did it go?",
        "every 2w",
        "4 of 5  Found my own answer",
        "Two buyers name a budget",
    ] {
        assert!(shown.contains(words), "no {words:?} in {shown}");
    }
    assert!(shown.contains("Private (only you see this)\n    She may leave by the summer"), "{shown}");
    let closed = server.home.ok(&["show", "c5bcdfghjk"]);
    assert!(
        closed.contains("done 2026-11-20") && closed.contains("result: Two of nine: named a budget"),
        "{closed}"
    );
    assert_eq!(server.subjects()[0], "log ana 2026-11-20: 2 actions, 1 follow-up, 1 done");
}

#[test]
fn a_mistake_keeps_what_was_typed_and_names_its_field() {
    let server = Server::new();
    let before = server.home.files();
    for (field, value, words) in [
        ("length", "soon", "How long: "),
        ("on", "2026-12-24", "Day: "),
        ("on", "blursday", "Day: "),
        ("action", "Call by 1 jan 2020", "Actions: "),
        ("score", "7", "Their feedback: "),
        ("start", "25:00", "Began at: "),
        ("who", "", "Who: "),
        ("who", "ana and 45m", "Who: "),
        ("kind", "chat", "kind"),
        ("open", "c9bcdfghjk done", "c9bcdfghjk"),
    ] {
        let id = server.log_id();
        let mut fields =
            vec![("id", &*id), ("who", "ana"), ("note", "Typed \"with\" care"), ("action", "One")];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let page = server.post("/log", &fields);
        assert!([409, 422].contains(&page.status), "{field} {value}: {page:?}");
        page.has(words)
            .has("Typed &quot;with&quot; care")
            .has(&format!("value=\"{id}\""))
            .has("role=\"alert\"");
        assert!(!page.body.contains("nothing was saved; nothing"), "{field}");
    }
    assert_eq!(server.home.files(), before);
}

#[test]
fn a_result_of_an_item_that_stays_open_is_refused_and_kept() {
    let server = Server::new();
    let before = server.home.files();
    let id = server.log_id();
    let open = [("open", "c5bcdfghjk open"), ("said-c5bcdfghjk", "All of it")];
    let fields = [[("id", &*id), ("who", "ana")], open].concat();
    server.post("/log", &fields).is(422).has("choose done or missed").has("value=\"All of it\"");
    assert_eq!(server.home.files(), before);
}

#[test]
fn a_new_person_is_added_after_a_question() {
    let server = Server::new();
    let id = server.log_id();
    let fields = [("id", &*id), ("who", "Nina Berg"), ("note", "x")];
    let asked = server.post("/log", &fields);
    let asked = asked.is(422).has("name=\"new\"").has("as a new person");
    let handle = asked.body.split("name=\"new\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(!server.home.journal().join(format!("people/{handle}.toml")).exists());
    let mut fields = fields.to_vec();
    fields.push(("new", handle));
    server.post("/log", &fields).is(303);
    assert!(server.home.journal().join(format!("people/{handle}.toml")).exists());
}

#[test]
fn another_line_saves_nothing() {
    let server = Server::new();
    let (id, before) = (server.log_id(), server.home.files());
    let fields = [("id", &*id), ("who", "ana"), ("action", "One"), ("action", "Two"), ("more", "action")];
    let page = server.post("/log", &fields);
    page.is(200).has("value=\"One\"").has("value=\"Two\"").has("aria-label=\"Actions 4\"");
    assert_eq!(server.home.files(), before);
}

#[test]
fn an_item_takes_every_answer() {
    for (fields, words) in [
        (
            vec![("answer", "done"), ("result", "Two did"), ("on", "yesterday")],
            vec!["done 2026-11-20", "Two did"],
        ),
        (vec![("answer", "later"), ("quick", "in 2 weeks")], vec!["due Sat 2026-12-05"]),
        (vec![("answer", "later"), ("due", "fri")], vec!["due Fri 2026-11-27"]),
        (vec![("answer", "drop"), ("reason", "It was withdrawn")], vec!["dropped", "It was withdrawn"]),
        (
            vec![
                ("answer", "missed"),
                ("obstacle", "time"),
                ("obstacle-text", "The quarter"),
                ("next", "in 2 weeks"),
            ],
            vec!["missed", "time", "The quarter", "2026-12-05"],
        ),
    ] {
        let server = Server::new();
        let item = "/due/c5bcdfghjk";
        let id = server.get(item).id(item);
        let mut all = vec![("id", &*id)];
        all.extend(&fields);
        server.post(item, &all).is(303);
        let session = server.home.ok(&["show", "k2bcdfghjk"]);
        for words in words {
            assert!(session.contains(words), "{fields:?}: no {words:?} in {session}");
        }
    }
    let server = Server::new();
    for fields in [
        vec![("answer", "missed")],
        vec![("answer", "missed"), ("obstacle", "rain")],
        vec![("answer", "later"), ("due", "yesterday")],
        vec![("answer", "later")],
        vec![("answer", "drop"), ("reason", " ")],
        vec![("answer", "done"), ("on", "tomorrow"), ("result", "Kept words")],
        vec![("answer", "dance")],
    ] {
        let item = "/due/c5bcdfghjk";
        let id = server.get(item).id(item);
        let mut all = vec![("id", &*id)];
        all.extend(&fields);
        let page = server.post(item, &all);
        page.is(422).has("role=\"alert\"");
        if fields.contains(&("result", "Kept words")) {
            page.has("Kept words");
        }
    }
    server.post("/due/c9bcdfghjk", &[("id", "bcdfghjkmn"), ("answer", "done")]).is(404);
}

/// A page of many items would be slow to read and to send.
#[test]
fn fifty_items_are_on_one_page() {
    let server = Server::new();
    let items: String = (0..60)
        .map(|number| {
            let id: String =
                [number / 10, number % 10].iter().map(|n| char::from(b"bcdfghjkmn"[*n])).collect();
            let due = if number < 55 { "due = 2026-11-20\n" } else { "" };
            format!("\n[[action]]\nid = \"{id}zzzzzzzz\"\nwhat = \"Do {number}.\"\nowner = \"zoe\"\n{due}")
        })
        .collect();
    server.home.put("people/zoe.toml", "handle = \"zoe\"\n");
    server.home.put(
        "sessions/zoe/many.toml",
        &format!("id = \"zzzzzzzzzz\"\ndate = 2026-11-19\ncoach = \"jo\"\nwith = [\"zoe\"]\n{items}"),
    );
    let shown = |path: &str| {
        let page = server.get(path).is(200).body.clone();
        let items = (0..60).filter(|number| page.contains(&format!(">Do {number}.</a>"))).collect::<Vec<_>>();
        (items, page)
    };
    let (first, page) = shown("/due?all");
    let (second, last) = shown("/due?all&from=50");
    assert!(page.contains("href=\"/due?all&amp;from=50\"") && !last.contains("The next items"), "{last}");
    assert_eq!(page.matches("<li class=\"card\"").count(), 50);
    let mut all: Vec<usize> = first.into_iter().chain(second).collect();
    all.sort_unstable();
    assert_eq!(all, (0..60).collect::<Vec<_>>());
    for path in ["/due?from=1000000", "/due?from=-1", "/due?from=18446744073709551615", "/due?all&from=x"] {
        server.get(path).is(200);
    }
}

#[test]
fn a_plan_can_be_mailed_printed_and_put_into_a_calendar() {
    let server = Server::new();
    let page = server.get("/people/ana/plan");
    page.is(200).has("Ask what a day without water costs").has("href=\"mailto:").has("plan.ics");
    assert!(!page.body.contains("real problem comes out"), "no note is in a plan");
    let calendar = server.get("/people/ana/plan.ics");
    calendar.is(200).has("BEGIN:VCALENDAR").has("Ask what a day");
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
}

#[test]
fn reports_are_those_of_the_command_line() {
    let server = Server::new();
    let page = server.get("/reports?report=follow-through&since=2026-09-01&until=2026-11-01");
    let table =
        |text: &str| text.split("<table>").nth(1).unwrap().split("</table>").next().unwrap().to_string();
    let arguments = ["report", "follow-through", "--since", "2026-09-01", "--until", "2026-11-01", "--html"];
    assert_eq!(table(&page.is(200).body), table(&server.home.ok(&arguments)));
    // Others may read the page, so it hides small groups as HTML does.
    let needs = server.get("/reports?report=needs");
    assert_eq!(
        table(&needs.is(200).has("(pooled)").body),
        table(&server.home.ok(&["report", "needs", "--html"]))
    );
    server.get("/reports?report=needs&person=ana").is(422);
    server.get("/reports?report=person").is(422);
    server.get("/reports?report=overview&since=2027-01-01").is(422);
    server.get("/reports?report=nothing").is(422);
    server.get("/reports?report=overview&team=nothing").is(409);
}

#[test]
fn a_conflict_is_named_with_the_way_to_settle_it() {
    let server = Server::new();
    assert!(server.home.ok(&["list", "conflicts"]).contains("ana"));
    server.get("/due").is(200).has("coach list conflicts");
    server.get("/people/ana").is(200).has("Conflicts");
}

#[test]
fn who_can_read_a_text_stands_beside_it() {
    let server = Server::of(Home::with_every_record()).signed_in();
    let page = server.get("/log");
    page.has("Everyone who has the journal can read this.").has("Only you can read this.");
}
