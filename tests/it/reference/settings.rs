//! `docs/reference/settings.md` is written by hand. It names every environment variable that the program reads, and
//! every key of the user's settings.

use std::fs;
use std::path::{Path, PathBuf};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn page() -> String {
    read("docs/reference/settings.md")
}

/// The text literals of Rust code.
fn literals(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2)).collect()
}

fn is_variable(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|letter: char| letter.is_ascii_uppercase())
        && text.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_environment_variable_is_in_the_reference() {
    let (page, main) = (page(), read("src/main.rs"));
    // The roles of GIT_AUTHOR_NAME and its siblings.
    let roles = ["AUTHOR", "COMMITTER"];
    let mut names: Vec<String> =
        literals(&main).into_iter().filter(|word| is_variable(word)).map(String::from).collect();
    names.retain(|name| !roles.contains(&name.as_str()));
    names.extend(roles.iter().flat_map(|role| ["NAME", "EMAIL"].map(|part| format!("GIT_{role}_{part}"))));
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let own = literals(&text).into_iter().filter(|word| word.starts_with("COACH_") && is_variable(word));
        names.extend(own.map(String::from));
    }
    let missing: Vec<_> = names.iter().filter(|name| !page.contains(&format!("`{name}`"))).collect();
    assert!(names.len() > 20 && missing.is_empty(), "docs/reference/settings.md lacks {missing:?}");
    let topic = read("src/cli/help_topics/settings.txt");
    let missing: Vec<_> =
        names.iter().filter(|name| name.starts_with("COACH_") && !topic.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "`coach help settings` lacks {missing:?}");
}

/// The keys of a struct, as its source declares them.
fn keys<'a>(source: &'a str, name: &str) -> Vec<&'a str> {
    let (_, body) = source.split_once(&format!("struct {name} {{")).unwrap();
    let (body, _) = body.split_once("\n}").unwrap();
    body.lines()
        .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'))
        .map(|(key, _)| key)
        .collect()
}

#[test]
fn every_key_of_the_users_settings_is_in_the_reference() {
    let (config, mail) = (read("src/store/config/mod.rs"), read("src/store/programs/mail.rs"));
    let mut all: Vec<String> = keys(&config, "Config").into_iter().map(String::from).collect();
    all.retain(|key| key != "mail");
    all.extend(keys(&mail, "MailSettings").into_iter().map(|key| format!("mail.{key}")));
    let page = page();
    let missing: Vec<_> = all.iter().filter(|key| !page.contains(&format!("`{key}`"))).collect();
    assert!(all.len() > 8 && missing.is_empty(), "docs/reference/settings.md lacks {missing:?}");
}
