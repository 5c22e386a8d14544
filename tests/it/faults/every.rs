//! Every command that the program has, and lines to try each with. The list comes from the program:
//! one that is not here fails `every_command_is_tried`.

use std::collections::BTreeSet;

use crate::faults::home::Home;
use crate::faults::hostile::SAID;

/// The page of a command in the manual, and lines for it. `SAID` stands for a hostile text that is
/// typed, `OUT` for a folder that is looked into afterwards.
pub(crate) const EVERY: &[(&str, &[&str])] = &[
    ("action", &["action ana SAID", "action ana Call --objective SAID", "action SAID Call"]),
    (
        "benefit",
        &["benefit c3bcdfghjk --before 1 --after 2 --unit SAID", "benefit SAID", "benefit c2bc --remove"],
    ),
    ("benefit-confirm", &["benefit confirm c2bc", "benefit confirm SAID"]),
    ("check", &["check"]),
    (
        "completions",
        &[
            "completions bash",
            "completions zsh",
            "completions fish",
            "completions powershell",
            "completions elvish",
            "completions SAID",
        ],
    ),
    ("config-get", &["config get me", "config get SAID"]),
    ("config-list", &["config list"]),
    ("config-path", &["config path"]),
    (
        "config-set",
        &["config set me jo", "config set me SAID", "config set git SAID", "config set journal SAID"],
    ),
    ("demo", &["demo OUT/demo", "demo"]),
    (
        "done",
        &[
            "done c5bc --result SAID",
            "done f4bc --outcome partly --result SAID",
            "done SAID",
            "done c5 --on SAID",
        ],
    ),
    (
        "feedback-add",
        &["feedback add k2bc 4 SAID", "feedback add k2bc SAID", "feedback add c5bc 4", "feedback add SAID 4"],
    ),
    (
        "feedback-form",
        &[
            "feedback form ana",
            "feedback form ana --mailto",
            "feedback form SAID",
            "feedback form ana --session SAID",
        ],
    ),
    ("drop", &["drop c5bc --reason SAID", "drop c2bc --reason x", "drop f4bc"]),
    (
        "due",
        &["due", "due --all", "due ana", "due --count", "due --within 1y", "due --team SAID", "due SAID", ""],
    ),
    ("delete", &["delete k2bc", "delete c5bc --yes", "delete k2bc --yes", "delete SAID", "delete ana"]),
    (
        "edit",
        &[
            "edit k2bc",
            "edit ana",
            "edit k2bc --private",
            "edit SAID",
            "edit reduce-churn",
            "edit q4bc",
            "edit s2bc",
            "edit k2bc --minutes 25 --topic SAID",
            "edit k2bc --with ben --on yesterday",
            "edit k2bc --minutes SAID",
        ],
    ),
    (
        "export",
        &[
            "export",
            "export json",
            "export jsonl",
            "export xlsx -o OUT/x.xlsx",
            "export markdown",
            "export markdown --person ana",
            "export html -o OUT/x.html",
            "export html",
            "export ics",
            "export ics --todos --sessions --home https://example.com",
            "export taskwarrior",
            "export todo.txt",
            "export icf",
            "export icf --letter",
            "export emcc",
            "export xapi",
            "export xapi --home SAID",
            "export SAID",
            "export json -o OUT/x.json",
        ],
    ),
    ("find", &["find the", "find SAID", "find u", "find HYPER"]),
    ("follow-up", &["follow-up ana SAID", "follow-up c5bc SAID --every 2w", "follow-up ana x --every SAID"]),
    (
        "history",
        &[
            "history",
            "history k2bc",
            "history ana",
            "history reduce-churn",
            "history q2bc",
            "history s2bc",
            "history SAID",
            "history coach.toml",
        ],
    ),
    (
        "import",
        &[
            "import mine.json",
            "import mine.json --dry-run",
            "import bad.json",
            "import SAID",
            "import sheet.csv",
            "import sheet.csv --dry-run --with ana --map SAID=topics",
            "import sheet.csv --map SAID",
            "import jrnl.json --dry-run",
            "import jrnl.json --with SAID",
            "import tasks.json --dry-run",
            "import tasks.json --with ana",
        ],
    ),
    ("init", &["init OUT/new", "init OUT/SAID", "init --me SAID", "init OUT/from --from SAID"]),
    ("jot", &["jot ana 45m: SAID", "jot SAID", "jot ana 5m: x --dry-run"]),
    ("template-list", &["template list", "template list --all SAID"]),
    ("template-new", &["template new fresh", "template new SAID", "template new other --copy SAID"]),
    ("template-show", &["template show debrief", "template show welcome", "template show SAID"]),
    (
        "assign",
        &[
            "assign welcome ana --start 2026-11-23 --dry-run",
            "assign welcome max --start mon",
            "assign SAID ana",
            "assign welcome SAID",
            "assign welcome ana --start SAID",
        ],
    ),
    (
        "list",
        &[
            "list sessions",
            "list actions",
            "list follow-ups",
            "list people",
            "list objectives --all",
            "list requests",
            "list stories",
            "list policies",
            "list resources --all",
            "list conflicts",
            "list SAID",
            "list sessions --topic SAID",
            "list sessions --since SAID",
        ],
    ),
    (
        "log",
        &[
            "log ana 5m --note SAID --action SAID --follow-up SAID --private SAID",
            "log ana 5m --topic SAID",
            "log ana --kind SAID",
            "log ana 5m --feedback 4:SAID",
            "log ana --resume",
            "log team 5m",
            "log ana --note-file SAID",
            "log ana 5m --template debrief --set learned=SAID --set mine=SAID",
            "log ana 5m --template SAID",
            "log ana 5m --template debrief --set SAID",
            "log ana 5m --template debrief --set next-call=SAID",
            "log SAID",
        ],
    ),
    ("man", &["man OUT/man"]),
    ("missed", &["missed f4bc --obstacle time:SAID", "missed f4bc --obstacle SAID", "missed f4bc"]),
    ("objective-add", &["objective add new --title SAID", "objective add SAID"]),
    ("objective-close", &["objective close ship-on-time --reason SAID"]),
    ("objective-list", &["objective list"]),
    ("objective-measure", &["objective measure ship-on-time 9", "objective measure ship-on-time SAID"]),
    (
        "objective-set",
        &[
            "objective set reduce-churn --measure SAID --unit SAID",
            "objective set reduce-churn --reason SAID",
        ],
    ),
    ("person-add", &["person add new --name SAID --email SAID", "person add SAID"]),
    (
        "person-export",
        &["person export ana", "person export ana -o OUT/ana.md", "person export max", "person export SAID"],
    ),
    (
        "person-forget",
        &[
            "person forget ana --dry-run",
            "person forget ana --yes",
            "person forget max --yes --texts",
            "person forget SAID",
        ],
    ),
    ("person-merge", &["person merge max ana", "person merge max SAID"]),
    ("person-list", &["person list"]),
    ("person-rename", &["person rename ana anna", "person rename ana SAID"]),
    (
        "person-set",
        &[
            "person set ana --name SAID",
            "person set max --email SAID",
            "person set ana --team SAID",
            "person set ana --manager none",
        ],
    ),
    (
        "plan",
        &[
            "plan ana",
            "plan ana --markdown",
            "plan ana --html",
            "plan ana --ics",
            "plan ana --mailto",
            "plan ana --mail --yes",
            "plan ana --html -o OUT/plan.html",
            "plan SAID",
        ],
    ),
    (
        "policy-add",
        &["policy add new SAID --text SAID", "policy add new Title --owner SAID", "policy add SAID Title"],
    ),
    ("policy-agree", &["policy agree paid-time --by ana,SAID", "policy agree SAID"]),
    ("policy-list", &["policy list"]),
    ("policy-show", &["policy show paid-time", "policy show SAID"]),
    ("prep", &["prep ana", "prep ana --markdown", "prep team", "prep SAID"]),
    ("private-list", &["private list"]),
    ("private-note", &["private note k2bc SAID", "private note SAID x"]),
    ("private-path", &["private path"]),
    ("private-pull", &["private pull"]),
    ("private-push", &["private push"]),
    ("private-remote", &["private remote", "private remote SAID"]),
    ("reopen", &["reopen c2bc", "reopen c4bc f3bc", "reopen SAID"]),
    (
        "report",
        &[
            "report",
            "report overview",
            "report follow-through",
            "report follow-through --explain",
            "report objectives",
            "report obstacles",
            "report needs",
            "report coverage",
            "report coaching",
            "report feedback",
            "report programmes",
            "report alignment",
            "report resources",
            "report activity",
            "report sprint",
            "report wins",
            "report gap",
            "report hours",
            "report person ana",
            "report SAID",
            "report follow-through --group-by SAID",
            "report hours --table SAID",
        ],
    ),
    ("request-acknowledge", &["request acknowledge q3bcdfghjk", "request acknowledge SAID"]),
    ("request-add", &["request add SAID --requested-by kim", "request add x --requested-by SAID"]),
    ("request-list", &["request list"]),
    ("request-answer", &["request answer q4bc no --reason SAID", "request answer q4bc SAID"]),
    ("request-why", &["request why q4bc --why SAID", "request why q4bc"]),
    (
        "resource-add",
        &[
            "resource add new SAID --link https://example.com/a",
            "resource add new Title --link SAID",
            "resource add new Title --topic SAID --obstacle SAID",
            "resource add SAID Title",
        ],
    ),
    (
        "resource-give",
        &["resource give price-once k2bc", "resource give SAID k2bc", "resource give price-once SAID"],
    ),
    ("resource-list", &["resource list --all"]),
    ("resource-retire", &["resource retire price-once", "resource retire SAID"]),
    ("resource-show", &["resource show price-once", "resource show SAID"]),
    (
        "resolve",
        &[
            "resolve",
            "resolve 77aa0006 --keep",
            "resolve 77aa0006 --take",
            "resolve 9f3a12c0 --take",
            "resolve 77aa0003 --take",
            "resolve --finish",
            "resolve SAID --keep",
        ],
    ),
    ("review", &["review", "review ana", "review SAID"]),
    ("serve-devices", &["serve devices"]),
    (
        "serve-revoke",
        &["serve revoke SAID", "serve revoke k2bc", "serve --origin SAID", "serve --listen SAID"],
    ),
    (
        "show",
        &[
            "show k2bc",
            "show ana",
            "show team",
            "show reduce-churn",
            "show q2bc",
            "show s2bc",
            "show k2bc --private",
            "show forgotten-fyq5rv",
            "show SAID",
        ],
    ),
    ("snooze", &["snooze c5bc fri", "snooze c5bc SAID"]),
    ("story", &["story c3bc --quote SAID", "story c3bc --consent SAID", "story c5bc"]),
    ("sync", &["sync", "sync --dry-run", "sync --remote SAID", "sync --branch SAID"]),
    ("undo", &["undo"]),
];

/// The commands by the names of their pages in the manual; those that only lead to others left out.
fn of_the_program() -> BTreeSet<String> {
    let home = Home::new();
    home.ok(&["man", "pages"]);
    let pages = std::fs::read_dir(home.home.join("pages")).unwrap();
    let names: BTreeSet<String> = pages
        .map(|page| page.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some(name.strip_prefix("coach-")?.strip_suffix(".1")?.to_string()))
        .collect();
    let leads = |name: &str| {
        names.range(format!("{name}-")..).next().is_some_and(|next| next.starts_with(&format!("{name}-")))
    };
    // `coach benefit` records a benefit itself, and leads to `confirm` too.
    let acts = |name: &str| name == "benefit" || !leads(name);
    // The pages of `coach help TOPIC` are no commands.
    let topics = ["dates", "files", "settings"];
    names.iter().filter(|name| acts(name) && !topics.contains(&name.as_str())).cloned().collect()
}

#[test]
fn every_command_is_tried() {
    let here: BTreeSet<String> = EVERY.iter().map(|(name, _)| name.to_string()).collect();
    let there = of_the_program();
    assert_eq!(here, there, "give the new command its lines in EVERY");
}

/// What a list of the program names: the first word of each line that is not indented.
fn named(home: &Home, command: &str) -> Vec<String> {
    let lines = home.ok(&[command]);
    let first = |line: &str| Some(line.split_whitespace().next()?.to_string());
    lines.lines().filter(|line| !line.starts_with(' ')).filter_map(first).collect()
}

#[test]
fn every_format_and_every_report_is_tried() {
    let home = Home::with_every_record();
    for command in ["export", "report"] {
        let (_, lines) = EVERY.iter().find(|(name, _)| *name == command).unwrap();
        for name in named(&home, command) {
            let tried = lines.iter().any(|line| line.split(' ').nth(1) == Some(&name)) || name == "csv";
            assert!(tried, "`{command} {name}` has no line in EVERY");
        }
    }
}

/// One line as arguments.
pub(crate) fn arguments(line: &str, out: &str) -> Vec<String> {
    let words = line.split(' ').filter(|word| !word.is_empty());
    words.map(|word| word.replace("SAID", SAID).replace("OUT", out)).collect()
}

/// Every line of every command, and each again in every shape that its help names.
pub(crate) fn lines() -> Vec<String> {
    let home = Home::new();
    let mut all = vec!["--version".to_string(), "SAID".into(), "--SAID".into(), "--journal SAID due".into()];
    for (page, lines) in EVERY {
        let words: Vec<&str> = lines[0].split(' ').collect();
        let depth = page.split('-').zip(&words).take_while(|(part, word)| part == *word).count().max(1);
        let help = home.ok(&[&words[..depth], &["--help"]].concat());
        all.push(format!("{} --help", words[..depth].join(" ")));
        for line in *lines {
            all.push(line.to_string());
            all.push(format!("{line} --color always"));
            for (flag, given) in
                [("--json", "--json"), ("--csv", "--csv"), ("--html ", "--html -o OUT/page.html")]
            {
                if help.contains(flag) && !line.contains("--html") {
                    all.push(format!("{line} {given}"));
                }
            }
        }
    }
    let kinds = ["sessions", "actions", "follow-ups", "people", "objectives"];
    for what in kinds.into_iter().chain(["requests", "stories", "policies", "resources"]) {
        all.extend([format!("export csv --what {what}"), format!("export csv --what {what} --verbatim")]);
        all.push(format!("export json --what {what}"));
    }
    all
}
