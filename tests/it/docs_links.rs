//! Every relative link in the documentation points to a file or heading that exists.

use std::path::{Component, Path, PathBuf};

use crate::markdown::{anchors, lines, pages, read, root, targets};

fn is_elsewhere(target: &str) -> bool {
    target.contains("://") || target.starts_with("mailto:")
}

/// The path without `.` and `..`; `None` if it leaves the checkout.
fn settled(path: &Path) -> Option<PathBuf> {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => parts.push(name),
            Component::ParentDir if !parts.pop() => return None,
            Component::ParentDir | Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts)
}

/// Why the target of a link on this page is wrong.
fn fault(page: &str, text: &str, target: &str) -> Option<String> {
    let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
    if path.is_empty() {
        let own = anchor.unwrap_or_default();
        return (!anchors(text).iter().any(|known| known == own)).then(|| format!("no heading #{own}"));
    }
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let Some(file) = settled(&folder.join(path)) else { return Some("outside the checkout".into()) };
    if !root().join(&file).exists() {
        return Some("no such file".into());
    }
    let anchor = anchor.filter(|_| file.extension().is_some_and(|kind| kind == "md"))?;
    let other = std::fs::read_to_string(root().join(&file)).unwrap();
    (!anchors(&other).iter().any(|known| known == anchor)).then(|| format!("no heading #{anchor} there"))
}

#[test]
fn every_link_leads_somewhere() {
    let mut faults = Vec::new();
    let pages = pages();
    for page in &pages {
        let text = read(page);
        for (number, line) in lines(&text) {
            for target in targets(&line).into_iter().filter(|target| !is_elsewhere(target)) {
                faults.extend(
                    fault(page, &text, target).map(|why| format!("{page}:{number}: {target}: {why}")),
                );
            }
        }
    }
    assert!(pages.len() > 20);
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn the_book_has_every_page() {
    let summary = read("docs/SUMMARY.md");
    let listed: Vec<String> = summary
        .lines()
        .flat_map(targets)
        .filter_map(|target| settled(&Path::new("docs").join(target)))
        .map(|path| path.to_str().unwrap().replace('\\', "/"))
        .collect();
    let own = pages().into_iter().filter(|page| page.starts_with("docs/") && page != "docs/SUMMARY.md");
    let missing: Vec<String> = own.filter(|page| !listed.contains(page)).collect();
    assert!(missing.is_empty(), "docs/SUMMARY.md lacks {missing:?}");
}
