//! A `.gitattributes` of a colleague's that has git convert the records: coach writes them byte for byte,
//! runs no filter, and names the line.

use crate::sync::team::{Team, agree};

/// A line, how the error names it, and what takes the records out of the rule.
const CONVERT: &[(&str, &str, &str)] = &[
    ("*.toml filter=lfs", ".gitattributes, line 3 (`*.toml filter=lfs`)", "*.toml -filter"),
    ("[attr]big filter=x\npeople/* big", ".gitattributes, line 3 (`[attr]big filter=x`)", "*.toml -filter"),
    (
        "people/** working-tree-encoding=UTF-16LE",
        ".gitattributes, line 3 (`people/** working-tree-encoding=UTF-16LE`)",
        "*.toml -working-tree-encoding",
    ),
    ("*.toml text eol=crlf", ".gitattributes, line 3 (`*.toml text eol=crlf`)", "*.toml -text -eol"),
    ("* ident", ".gitattributes, line 3 (`* ident`)", "*.toml -ident"),
];

#[test]
fn attributes_that_convert_records_stay_out_and_their_line_is_named() {
    for (line, named, way_out) in CONVERT {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.sync();
        kim.sync();
        let ours = kim.text(".gitattributes");
        kim.put(".gitattributes", &format!("{ours}{line}\n"));
        kim.git(&["commit", "-qm", "attributes", "--", ".gitattributes"]);
        kim.git(&["push", "-q"]);
        jo.ok(&["log", "ben", "5m"]);
        let before = jo.state();
        for command in [&["sync", "--dry-run"] as &[&str], &["sync"]] {
            let ended = jo.run(command);
            ended.stopped(1, named);
            ended.stopped(1, &format!("add `{way_out}` below it"));
            assert_eq!(jo.state(), before, "{line}");
        }
        // Later commands work.
        jo.ok(&["log", "ben", "5m"]);
        jo.ok(&["due"]);
        // The way out.
        kim.put(".gitattributes", &format!("{ours}{line}\n{way_out}\n"));
        kim.git(&["commit", "-qm", "no records", "--", ".gitattributes"]);
        kim.git(&["push", "-q"]);
        jo.sync();
        kim.git(&["checkout", "-q", "--", "."]);
        agree(&[jo, kim]);
    }
}

#[test]
fn attributes_that_leave_the_records_alone_come_in() {
    for line in ["* text=auto", "docs/** filter=lfs", "*.png filter=lfs ident", "*.toml filter=lfs -filter"] {
        let (_team, coaches) = Team::of(&["kim"]);
        let [jo, kim] = &coaches[..] else { panic!() };
        jo.sync();
        let ours = kim.text(".gitattributes");
        kim.put(".gitattributes", &format!("{ours}{line}\n"));
        kim.git(&["commit", "-qm", "attributes", "--", ".gitattributes"]);
        kim.git(&["push", "-q"]);
        jo.sync();
        jo.ok(&["log", "ben", "5m"]);
        jo.sync();
        agree(&[jo, kim]);
    }
}

#[test]
fn after_a_plain_pull_log_keeps_the_text_and_names_the_way_out() {
    let (_team, coaches) = Team::of(&["kim"]);
    let [jo, kim] = &coaches[..] else { panic!() };
    jo.sync();
    kim.put(".gitattributes", &format!("{}*.toml filter=lfs\n", kim.text(".gitattributes")));
    kim.git(&["commit", "-qm", "attributes", "--", ".gitattributes"]);
    kim.git(&["push", "-q"]);
    jo.git(&["pull", "-q", "--no-edit", "--no-rebase"]);
    let ended = jo.run(&["log", "ben", "5m", "--note", "Kept for later"]);
    ended.stopped(3, "filter=lfs in .gitattributes");
    ended.stopped(3, "echo '*.toml -filter' >> .gitattributes");
    ended.stopped(3, "coach log --resume");
    jo.put(".gitattributes", &format!("{}*.toml -filter\n", jo.text(".gitattributes")));
    jo.ok(&["log", "--resume"]);
    assert!(jo.ok(&["show", "ben"]).contains("Kept for later"));
}
