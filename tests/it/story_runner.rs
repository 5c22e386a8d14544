//! The runner of stories, on stories of its own: one that should fail does.

use std::fs;
use std::path::Path;

use crate::story;
use crate::story::compare::{keep_wildcards, matches};
use crate::story::parse::Story;

/// Tells a story in a checkout of its own; the file as it is afterwards beside what came of it.
fn tell(text: &str, overwrite: bool) -> (Result<(), String>, String) {
    let checkout = tempfile::tempdir().unwrap();
    fs::create_dir_all(checkout.path().join("examples/journal/people")).unwrap();
    fs::write(checkout.path().join("examples/journal/coach.toml"), "format = 1\n").unwrap();
    let path = checkout.path().join("first-week.md");
    fs::write(&path, text).unwrap();
    let told = story::tell(&path, checkout.path(), overwrite);
    (told, fs::read_to_string(&path).unwrap())
}

fn console(lines: &str) -> String {
    format!("# A story\n\n```console\n{lines}\n```\n")
}

fn passes(lines: &str) {
    let (told, _) = tell(&console(lines), false);
    assert_eq!(told, Ok(()), "{lines}");
}

/// Why the story fails; the file is as it was.
fn fails(lines: &str) -> String {
    let text = console(lines);
    let (told, after) = tell(&text, false);
    assert_eq!(after, text);
    told.unwrap_err()
}

#[test]
fn what_is_printed_must_be_what_is_shown() {
    passes("$ echo one; echo two\none\ntwo\n\n$ true");
    passes("$ echo one >&2; echo two; echo three >&2\none\ntwo\nthree");
    passes("$ printf 'no newline'\nno newline");
    passes("$ printf 'a\\n\\nb\\n'\na\n\nb");
    let why = fails("$ echo one\ntwo\n$ echo three\nfour");
    for line in ["first-week.md", "one", "two", "three", "four"] {
        assert!(why.contains(line), "{why}");
    }
    fails("$ echo one");
    fails("$ true\none");
    fails("$ echo one\n  one");
}

#[test]
fn the_exit_status_counts() {
    passes("$ false\n? 1");
    passes("$ echo gone; exit 3\n? 3\ngone");
    passes("$ true\n? 0");
    fails("$ false");
    fails("$ true\n? 1");
    fails("$ exit 2\n? 1");
    fails("$ no-such-program\n? 127");
}

#[test]
fn a_command_goes_on_over_lines() {
    passes("$ echo one \\\n>   two\none two");
    passes("$ for n in 1 2\n> do echo $n\n> done\n1\n2");
}

#[test]
fn wildcards_match_within_a_line_and_over_lines() {
    assert!(matches(&["a [..] c", "...", "z"], &["a b c", "x", "y", "z"]));
    assert!(matches(&["...", "foo"], &["foo", "bar", "foo"]));
    assert!(matches(&["...", "b", "...", "d"], &["b", "c", "b", "d"]));
    assert!(matches(&["..."], &[]));
    assert!(matches(&["[..]"], &[""]));
    assert!(matches(&["x[..]b[..]b"], &["xab-b-b"]));
    assert!(!matches(&["[..]"], &[]));
    assert!(!matches(&["[..]"], &["a", "b"]));
    assert!(!matches(&["ab[..]ba"], &["aba"]));
    assert!(!matches(&["...", "foo"], &["foo", "bar"]));
    assert!(!matches(&["a"], &["a", "b"]));
    assert!(!matches(&["a", "b"], &["a"]));
    passes("$ echo \"$HOME\"\n[..]/home");
}

#[test]
fn overwriting_keeps_what_still_matches() {
    assert_eq!(keep_wildcards(&["id [..]", "old"], &["id x7", "new"]), ["id [..]", "new"]);
    assert_eq!(keep_wildcards(&["...", "last"], &["a", "b", "last"]), ["...", "last"]);
    let (told, after) = tell(&console("$ echo id 7; echo new; exit 2\nid [..]\nold\n\n$ true\nmuch"), true);
    assert_eq!(told, Ok(()));
    assert_eq!(after, console("$ echo id 7; echo new; exit 2\n? 2\nid [..]\nnew\n\n$ true"));
    // What begins like a continuation is kept apart from the command, and reads back the same.
    let (told, after) = tell(&console("$ echo '> quoted'"), true);
    assert_eq!((told, &after), (Ok(()), &console("$ echo '> quoted'\n? 0\n> quoted")));
    assert_eq!(tell(&after, false).0, Ok(()));
}

#[test]
fn a_panic_fails_even_when_overwriting() {
    let panic = "$ echo \"thread 'main' panicked at src/x.rs\"\n[..]";
    assert!(fails(panic).contains("panicked"));
    let (told, after) = tell(&console(panic), true);
    assert!(told.is_err());
    assert_eq!(after, console(panic));
}

#[test]
fn blocks_share_one_folder_and_nothing_else_is_run() {
    let text = "```console\n$ echo kept > file\n```\n\n```sh\nexit 9\n```\n\n````md\n```console\n$ false\n```\n\
                ````\n\n```console\n$ cat file; pwd\nkept\n[..]/work\n$ mkdir in\n$ cd in\n$ pwd\n[..]/work/in\n```\n";
    assert_eq!(tell(text, false).0, Ok(()));
}

#[test]
fn the_environment_is_the_storys_own() {
    passes(
        "$ echo $COACH_SEED $COLUMNS $LANG $TZ $USER [$EDITOR$XDG_CONFIG_HOME$CARGO_HOME]\n\
            first-week 80 C.UTF-8 UTC jo []",
    );
    passes(
        "$ git config user.name; git config user.email; git config init.defaultBranch\n\
            Jo Marsh\njo@example.com\nmain",
    );
    passes("$ COACH_TODAY=2026-03-11 sh -c 'echo $COACH_TODAY'\n2026-03-11");
    passes("$ command -v coach\n/[..]/coach");
    let text = "<!-- no git identity -->\n```console\n$ git config user.name\n? 1\n$ echo [$COACH_TODAY]\n[]\n```\n\
                <!-- today 2026-11-21 -->\n```console\n$ echo $COACH_TODAY\n2026-11-21\n```\n\
                <!-- today 2026-11-22 -->\n```console\n$ echo $COACH_TODAY\n2026-11-22\n```\n";
    assert_eq!(tell(text, false).0, Ok(()));
}

#[test]
fn the_journal_of_the_examples_is_a_copy() {
    let text = "<!-- from examples/journal -->\n```console\n$ ls journal; touch journal/x examples/journal/y\n\
                coach.toml\npeople\n```\n";
    let (told, _) = tell(text, false);
    assert_eq!(told, Ok(()));
    let why = tell("<!-- from examples/gone -->\n```console\n$ true\n```\n", false).0.unwrap_err();
    assert!(why.contains("examples/gone"), "{why}");
}

#[test]
fn what_readers_run_in_the_checkout_runs_here() {
    for command in ["cargo run -- due", "cargo run --release -- due"] {
        let story = Story::parse(&console(&format!("$ COACH_TODAY=2026-11-20 {command} --all"))).unwrap();
        assert_eq!(story.steps[0].command, "COACH_TODAY=2026-11-20 coach due --all");
    }
}

#[test]
fn a_file_that_is_no_story_is_refused() {
    for (text, why) in [
        ("# Nothing\n".to_string(), "without a single command"),
        ("```sh\n$ true\n```\n".to_string(), "without a single command"),
        ("```console\n$ true\n".to_string(), "nothing closes"),
        ("- item\n  ```console\n  $ true\n  ```\n".to_string(), "margin"),
        ("<!-- today -->\n```console\n$ true\n```\n".to_string(), "misspelt"),
        ("```console\n$ true\n```\n<!-- from examples/journal -->\n".to_string(), "after the first"),
        (console("output before any command"), "expected `$ command`"),
        (console("$ true\n? one"), "no exit status"),
        (console("$ git clone https://example.com/coach"), "```sh"),
        (console("$ cd coach && cargo test"), "```sh"),
        (console("$ RUSTFLAGS=-g cargo install coach"), "```sh"),
    ] {
        let refused = Story::parse(&text).expect_err(&text);
        assert!(refused.contains(why), "{text}: {refused}");
    }
    assert!(Story::parse(&console("$ git clone --bare journal there.git")).is_ok());
}

#[test]
fn what_a_story_cannot_hold_is_refused() {
    assert!(fails("$ echo '$ true'").contains("cannot hold"));
    assert!(tell(&console("$ echo '```'"), true).0.is_err());
    assert!(Path::new(env!("CARGO_BIN_EXE_coach")).exists());
}
