//! No output of any command, in any shape, nor any error, nor any file that is exported, holds a
//! character of a file's that a terminal or a reader would act on.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;

use crate::faults::every::{arguments, lines};
use crate::faults::home::Home;
use crate::faults::hostile::{self, acts};
use crate::home::{COACH, Ended};

/// Our own colours.
const COLOURS: &[&str] = &["0", "1", "2", "4", "31", "32", "33", "35", "36"];

/// The first characters that act, with what stands around them.
fn acting(bytes: &[u8], coloured: bool, crlf: bool) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("no UTF-8".into()) };
    let mut text = text.to_string();
    if coloured {
        for colour in COLOURS {
            text = text.replace(&format!("\u{1b}[{colour}m"), "");
        }
    }
    if crlf {
        text = text.replace("\r\n", "\n");
    }
    let at = text.char_indices().find(|(_, c)| acts(*c))?.0;
    let around: String = text[..at].chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    Some(format!("{around:?}, then {:?}", text[at..].chars().take(20).collect::<String>()))
}

/// Every file that a command left in the folder it was given, by name.
fn written(folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        match path.is_dir() {
            // A journal that was begun or copied is a journal, not an answer.
            true if !path.join("coach.toml").exists() && name != ".git" => written(&path, found),
            true => {}
            false => drop(found.insert(name, fs::read(&path).unwrap())),
        }
    }
}

/// The texts of a workbook, which is a packed folder; nothing where nobody here can unpack it.
fn unpacked(path: &Path) -> Option<Vec<u8>> {
    let script = "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nfor n in z.namelist(): sys.stdout.buffer.write(z.read(n).replace(b'\\r\\n', b'\\n'))";
    let output = Command::new("python3").args(["-c", script]).arg(path).output().ok()?;
    output.status.success().then_some(output.stdout)
}

struct Tried {
    problems: Vec<String>,
    statuses: BTreeMap<Option<i32>, usize>,
}

fn try_line(home: &Home, line: &str, tried: &Mutex<Tried>) {
    let out = home.home.join("out");
    fs::create_dir_all(&out).unwrap();
    let words = arguments(line, out.to_str().unwrap());
    let mut command = home.command(COACH);
    command.env("EDITOR", home.home.join("editor")).env("COLUMNS", "60");
    let output = command.args(&words).output().unwrap();
    let coloured = line.contains("--color");
    let mut problems = Vec::new();
    let streams = [
        ("standard output", &output.stdout, coloured, line.contains("ics")),
        ("standard error", &output.stderr, false, false),
    ];
    for (name, bytes, coloured, crlf) in streams {
        problems.extend(acting(bytes, coloured, crlf).map(|what| format!("{line}: {name}: {what}")));
    }
    let mut files = BTreeMap::new();
    written(&out, &mut files);
    for (name, bytes) in &files {
        let bytes = if name.ends_with(".xlsx") { unpacked(&out.join(name)) } else { Some(bytes.clone()) };
        match bytes {
            Some(bytes) => {
                problems.extend(acting(&bytes, false, false).map(|what| format!("{line}: {name}: {what}")))
            }
            None => eprintln!("SKIPPED: nobody here can unpack a workbook"),
        }
    }
    if !matches!(output.status.code(), Some(0..=3)) {
        problems.push(format!("{line}: {:?}", Ended::new(&output)));
    }
    let mut tried = tried.lock().unwrap();
    tried.problems.extend(problems);
    *tried.statuses.entry(output.status.code()).or_default() += 1;
}

/// A stamp of all that lies in the home but what was written for us.
fn state(home: &Home) -> Vec<u8> {
    let mut find = home.command("find");
    find.args([
        ".",
        "(",
        "-path",
        "./out",
        "-o",
        "-path",
        "./.cache",
        "-o",
        "-name",
        "lock",
        ")",
        "-prune",
        "-o",
        "-type",
        "f",
        "-printf",
        "%p %s %T@\n",
    ]);
    find.output().unwrap().stdout
}

#[test]
fn no_command_lets_a_character_through_that_acts() {
    let template = hostile::home();
    let lines = lines();
    let tried = Mutex::new(Tried { problems: Vec::new(), statuses: BTreeMap::new() });
    std::thread::scope(|scope| {
        for half in lines.chunks(lines.len().div_ceil(2)) {
            let (template, tried) = (&template, &tried);
            scope.spawn(move || {
                let mut home = template.again();
                let mut before = state(&home);
                for line in half {
                    try_line(&home, line, tried);
                    let _ = fs::remove_dir_all(home.home.join("out"));
                    if state(&home) != before {
                        home = template.again();
                        before = state(&home);
                    }
                }
            });
        }
    });
    let tried = tried.into_inner().unwrap();
    println!("{} lines, by exit status: {:?}", lines.len(), tried.statuses);
    assert!(tried.problems.is_empty(), "{}:\n{}", tried.problems.len(), tried.problems.join("\n"));
    assert!(tried.statuses[&Some(0)] > 250, "{:?}: the journal is too broken to try much", tried.statuses);
}

/// What a shell is told for each tab.
#[test]
fn no_completion_does_either() {
    let home = hostile::home();
    let mut seen = 0;
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        for line in [
            "show",
            "done",
            "due",
            "log --topic",
            "log --objective",
            "prep",
            "report",
            "due --team",
            "resolve",
            "story",
            "request why",
            "person set",
        ] {
            let mut command = home.command(COACH);
            command.env("COACH_COMPLETE", shell);
            match shell {
                "bash" => command.args(["63", "", "--"]).arg(format!("coach {line} ")),
                _ => command.args(["--", "coach"]).args(line.split(' ')).arg(""),
            };
            let output = command.output().unwrap();
            for bytes in [&output.stdout, &output.stderr] {
                assert_eq!(acting(bytes, false, false), None, "{shell}: {line}");
            }
            seen += output.stdout.len();
        }
    }
    assert!(seen > 2000, "{seen} bytes of completions");
}
