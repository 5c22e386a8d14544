//! Counts habits that make text hard to read, per 1,000 words. CONTRIBUTING.md has the rule: the subject is coach, the
//! reader or a named thing, and the verb says what it does.

use std::fs;
use std::path::Path;

use crate::markdown::{lines, pages, read, root};

/// The most of each habit on a page, per 1,000 words.
const PAGE: f64 = 2.0;
/// A page with fewer words is too short to measure.
const SHORT: usize = 100;

/// A habit: its name, and whether it begins at this word of a sentence.
struct Habit(&'static str, fn(&Sentence, usize) -> bool);

const HABITS: &[Habit] = &[
    Habit("a clause in place of a noun (`what came in`, `whoever`)", is_clause),
    Habit("a passive that hides the actor (`is said`, `was told`)", is_hidden),
    Habit("`stands` or `lies` for `is`", |sentence, at| {
        ["stand", "stands", "lie", "lies"].contains(&sentence.word(at))
    }),
    Habit("`nobody` or `somebody`", |sentence, at| ["nobody", "somebody"].contains(&sentence.word(at))),
];

/// The verbs that turn `what` and `who` into the subject of a clause.
const VERBS: &[&str] = &[
    "is", "was", "are", "were", "has", "had", "can", "cannot", "could", "may", "does", "did", "comes",
    "came", "goes", "stands", "lies", "falls", "fell", "takes", "makes", "holds", "follows", "needs",
    "nobody", "somebody", "one",
];
const BE: &[&str] = &["is", "are", "was", "were", "be", "been"];
const PARTICIPLES: &[&str] = &[
    "said",
    "told",
    "made",
    "kept",
    "known",
    "asked",
    "named",
    "taken",
    "counted",
    "shown",
    "meant",
    "understood",
    "read",
    "held",
    "given",
];

struct Sentence {
    words: Vec<String>,
    is_question: bool,
}

impl Sentence {
    fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }
}

/// `whoever`, or `what is …` outside a question.
fn is_clause(sentence: &Sentence, at: usize) -> bool {
    match sentence.word(at) {
        "whoever" | "whatever" => true,
        "what" => !sentence.is_question && VERBS.contains(&sentence.word(at + 1)),
        // A relative clause has its noun before it: `people who are …`.
        "who" => {
            let before = at.checked_sub(1).map_or("", |at| sentence.word(at));
            let is_relative =
                !["", "by", "of", "for", "to", "and", "or", "says", "from", "with"].contains(&before);
            !sentence.is_question && !is_relative && VERBS.contains(&sentence.word(at + 1))
        }
        _ => false,
    }
}

/// `is said`, without `by`.
fn is_hidden(sentence: &Sentence, at: usize) -> bool {
    BE.contains(&sentence.word(at))
        && PARTICIPLES.contains(&sentence.word(at + 1))
        && sentence.word(at + 2) != "by"
}

fn sentences(text: &str) -> Vec<Sentence> {
    let ends = |letter: char| ['.', '?', '!', ':', ';'].contains(&letter);
    let mut found = Vec::new();
    for paragraph in text.split("\n\n") {
        for part in paragraph.split_inclusive(ends) {
            let letters = part.to_lowercase().replace('\u{2019}', "'");
            let words = letters.split(|letter: char| !letter.is_alphanumeric() && letter != '\'');
            let words: Vec<String> = words.filter(|word| !word.is_empty()).map(String::from).collect();
            found.push(Sentence { words, is_question: part.ends_with('?') });
        }
    }
    found
}

/// The words of a text, and how often it has each habit.
struct Count {
    words: usize,
    habits: Vec<usize>,
    places: Vec<String>,
}

impl Count {
    fn of(text: &str) -> Count {
        let sentences = sentences(text);
        let mut count = Count { words: 0, habits: vec![0; HABITS.len()], places: Vec::new() };
        for sentence in &sentences {
            count.words += sentence.words.len();
            for at in 0..sentence.words.len() {
                for (habit, found) in HABITS.iter().zip(&mut count.habits) {
                    if habit.1(sentence, at) {
                        *found += 1;
                        let around = &sentence.words[at.saturating_sub(2)..sentence.words.len().min(at + 5)];
                        count.places.push(around.join(" "));
                    }
                }
            }
        }
        count
    }

    fn rate(&self, habit: usize) -> f64 {
        1000.0 * self.habits[habit] as f64 / self.words.max(1) as f64
    }

    /// The habits above these limits, with their places.
    fn above(&self, limits: &[f64]) -> Option<String> {
        let above = (0..HABITS.len()).filter(|habit| self.rate(*habit) > limits[*habit]);
        let above: Vec<String> = above
            .map(|habit| format!("{:.1} of {}, at most {}", self.rate(habit), HABITS[habit].0, limits[habit]))
            .collect();
        let places =
            || self.places.iter().take(12).map(|place| format!("\n    … {place} …")).collect::<String>();
        (!above.is_empty()).then(|| format!("{}{}", above.join("\n  "), places()))
    }
}

/// The prose of a page: no code, no tables, and of a link its text.
fn prose(text: &str) -> String {
    let is_prose = |line: &&String| !line.starts_with('|');
    let lines = lines(text).into_iter().map(|(_, line)| line);
    let lines = lines.collect::<Vec<_>>();
    let lines = lines.iter().filter(is_prose).map(|line| {
        let starts = line.trim_start();
        // Each heading and each item of a list is a sentence of its own.
        let gap = if starts.starts_with(['#', '-', '*']) { "\n\n" } else { "" };
        format!("{gap}{}", without_targets(line))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn without_targets(line: &str) -> String {
    let mut parts = line.split("](");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |text, part| text + part.split_once(')').map_or(part, |(_, rest)| rest))
}

#[test]
fn pages_are_in_plain_english() {
    let mut faults = Vec::new();
    // The text of this page is the help, which has its own limit.
    for page in pages().into_iter().filter(|page| page != "docs/reference/commands.md") {
        let count = Count::of(&prose(&read(&page)));
        if count.words >= SHORT {
            faults.extend(count.above(&[PAGE; 4]).map(|why| format!("{page}:\n  {why}")));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

fn help(command: &mut clap::Command, text: &mut String) {
    *text += &format!("{}\n\n", command.render_long_help());
    for sub in command.get_subcommands_mut().filter(|sub| !sub.is_hide_set()) {
        help(sub, text);
    }
}

#[test]
fn the_help_is_in_plain_english() {
    let mut coach = coach::command_line();
    coach.build();
    let mut text = String::new();
    help(&mut coach, &mut text);
    let count = Count::of(&text);
    assert!(count.words > 5000, "{}", count.words);
    let above = count.above(&[0.5; 4]);
    assert!(above.is_none(), "\n{}\n", above.unwrap_or_default());
}

fn comments(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            comments(&path, text);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            for line in fs::read_to_string(&path).unwrap().lines() {
                match line.trim_start().strip_prefix("//") {
                    Some(comment) => *text += &format!("{}\n", comment.trim_start_matches(['/', '!'])),
                    None if !text.ends_with("\n\n") => *text += "\n",
                    None => {}
                }
            }
        }
    }
}

#[test]
fn comments_are_in_plain_english() {
    let mut text = String::new();
    comments(&root().join("src"), &mut text);
    let count = Count::of(&text);
    assert!(count.words > 20_000, "{}", count.words);
    let above = count.above(&[0.5, 1.0, 0.5, 0.5]);
    assert!(above.is_none(), "\n{}\n", above.unwrap_or_default());
}

/// The texts in the source with at least this many words are messages.
const MESSAGE: usize = 3;

/// Appends the literals of the source, without its tests: each is a paragraph.
fn messages(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("tests") {
            messages(&path, text);
        } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
            let source = fs::read_to_string(&path).unwrap();
            let source = source.split("#[cfg(test)]").next().unwrap_or_default();
            let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code = code.collect::<Vec<_>>().join("\n").replace("\\\"", "'");
            for literal in code.split('"').skip(1).step_by(2) {
                if literal.split_whitespace().count() >= MESSAGE {
                    *text += &format!("{literal}\n\n");
                }
            }
        }
    }
}

#[test]
fn messages_are_in_plain_english() {
    let mut text = String::new();
    messages(&root().join("src"), &mut text);
    let count = Count::of(&text);
    assert!(count.words > 10_000, "{}", count.words);
    // `cannot be read` is the second habit to this check, and needs no actor.
    let above = count.above(&[0.5, 1.5, 0.5, 0.5]);
    assert!(above.is_none(), "\n{}\n", above.unwrap_or_default());
}

#[test]
fn habits_are_found_and_plain_sentences_are_not() {
    for (text, habits) in [
        ("coach prints what came in.", [1, 0, 0, 0]),
        ("Whoever leads is told who was renamed.", [1, 1, 0, 0]),
        ("It lists people who are away. What is due?", [0, 0, 0, 0]),
        ("The list is kept by coach and lies there.", [0, 0, 1, 0]),
        ("Nobody can read it; somebody could.", [0, 0, 0, 2]),
        ("coach prints the incoming changes and names the person.", [0, 0, 0, 0]),
    ] {
        assert_eq!(Count::of(text).habits, habits, "{text}");
    }
    assert_eq!(prose("# A\n| b |\n```\nc\n```\nd `e` [f](g)\n"), "\n\n# A\nd `` [f\n".trim_end());
}
