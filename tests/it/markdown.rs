//! The Markdown pages of the checkout, and their parts: prose, headings and links.

use std::path::{Path, PathBuf};

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The pages that people read, relative to the checkout.
pub(crate) fn pages() -> Vec<String> {
    let mut found: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map(|name| root().join(name)).into();
    add_pages(&root().join("docs"), true, &mut found);
    for folder in ["examples", "benches", "src"] {
        add_pages(&root().join(folder), false, &mut found);
    }
    let name = |path: &PathBuf| path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
    let mut names: Vec<String> = found.iter().filter(|path| path.exists()).map(name).collect();
    names.sort();
    names
}

fn add_pages(folder: &Path, with_folders: bool, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if with_folders {
                add_pages(&path, true, found);
            }
        } else if path.extension().is_some_and(|kind| kind == "md") {
            found.push(path);
        }
    }
}

pub(crate) fn read(page: &str) -> String {
    std::fs::read_to_string(root().join(page)).unwrap()
}

/// The lines outside code blocks and HTML comments, with their numbers. Code within a line is gone.
pub(crate) fn lines(text: &str) -> Vec<(usize, String)> {
    let mut fence = None;
    let mut is_comment = false;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let start = line.trim_start();
        let ticks: String = start.chars().take_while(|letter| *letter == '`').collect();
        if ticks.len() >= 3 || fence.is_some() {
            match &fence {
                None => fence = Some(ticks),
                Some(open) if ticks.len() >= open.len() && start[ticks.len()..].trim().is_empty() => {
                    fence = None
                }
                Some(_) => {}
            }
            continue;
        }
        is_comment |= start.starts_with("<!--");
        if !is_comment && !line.starts_with("    ") {
            found.push((number + 1, without_code(line)));
        }
        is_comment &= !line.contains("-->");
    }
    found
}

fn without_code(line: &str) -> String {
    // A backtick without its partner is text.
    if line.matches('`').count() % 2 == 1 {
        return line.to_string();
    }
    line.split('`').step_by(2).collect::<Vec<_>>().join("``")
}

/// The targets of links and images.
pub(crate) fn targets(line: &str) -> Vec<&str> {
    let inline = line.match_indices("](").filter_map(|(at, open)| {
        let rest = &line[at + open.len()..];
        rest.find(')').map(|end| rest[..end].split(' ').next().unwrap_or_default())
    });
    let tags = ["src=\"", "href=\""].into_iter().flat_map(|attribute| {
        line.match_indices(attribute).filter_map(|(at, open)| line[at + open.len()..].split('"').next())
    });
    let definition =
        line.strip_prefix('[').and_then(|line| line.split_once("]: ")).map(|(_, target)| target.trim());
    inline.chain(tags).chain(definition).collect()
}

/// The anchors of the headings, as forges and mdBook name them.
pub(crate) fn anchors(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut fence = false;
    for line in text.lines() {
        fence ^= line.trim_start().starts_with("```");
        let Some(title) = line.strip_prefix('#').filter(|_| !fence) else { continue };
        let anchor = anchor(title.trim_start_matches('#').trim());
        let repeats = found.iter().filter(|known| is_repeat(known, &anchor)).count();
        found.push(if repeats == 0 { anchor } else { format!("{anchor}-{repeats}") });
    }
    found
}

fn is_repeat(known: &str, anchor: &str) -> bool {
    let number = known.strip_prefix(anchor).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
    number.is_some_and(|number| number.chars().all(|digit| digit.is_ascii_digit()))
}

fn anchor(title: &str) -> String {
    let letters = title.to_lowercase();
    let letters =
        letters.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
    letters.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[test]
fn links_and_anchors_are_found() {
    assert_eq!(
        targets("See [a](b.md#c), ![d](e.png \"f\") and <img src=\"g.svg\">"),
        ["b.md#c", "e.png", "g.svg"]
    );
    assert_eq!(targets("[a]: b.md"), ["b.md"]);
    assert_eq!(anchors("# `coach log`\n## A, b\n```\n# no\n```\n## A b\n"), ["coach-log", "a-b", "a-b-1"]);
    assert_eq!(lines("a `[x](y)` b\n```\n[c](d)\n```\n<!-- e\nf -->\ng").len(), 2);
}
