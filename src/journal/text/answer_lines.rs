//! Writes answers as the lines of one table cell, and parses them again: `goal: …` for each answer. Further
//! lines of an answer begin with two spaces, and the items of a list with a dash.

use super::new_record::written;
use crate::journal::records::answers::{Answer, Answers, TEMPLATE};
use crate::journal::records::template::Template;
use crate::journal::records::template_field::{Kind, TemplateField};
use crate::journal::values::handle::Handle;

const INSIDE: &str = "\n  ";

/// Returns all answers, each on one line or more. Leaves out empty answers.
pub(crate) fn lines(answers: &Answers) -> String {
    let each = answers.given.iter().filter_map(|(key, answer)| {
        let said = match answer {
            Answer::List(items) => {
                let item = |item: &String| format!("{INSIDE}- {}", item.replace('\n', "\n    "));
                items.iter().map(item).collect::<String>()
            }
            one => match one.to_string().replace('\n', INSIDE) {
                said if said.is_empty() || said.starts_with('\n') => said,
                said => format!(" {said}"),
            },
        };
        (!said.is_empty()).then(|| format!("{key}:{said}"))
    });
    each.collect::<Vec<_>>().join("\n")
}

/// Parses the answers from such lines. If the caller passes the template as `form`, the kinds of its fields
/// decide the type of each answer. Fails for a repeated key, which would have two answers, and for
/// `template`, which has a column of its own.
pub(crate) fn read(text: &str, template: Handle, form: Option<&Template>) -> Result<Answers, String> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    let lines = text.trim_end().split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
    for (number, line) in (1..).zip(lines) {
        let more = line.strip_prefix("  ").or(Some(line).filter(|line| line.is_empty()));
        let is_above = |key: &str| found.iter().any(|(known, _)| *known == key);
        let is_again = line.split_once(':').is_some_and(|(key, _)| is_above(key.trim()));
        match (more, found.last_mut(), line.split_once(':')) {
            (Some(more), Some((_, said)), _) => said.push(more),
            (None, _, Some((key, _))) if key.trim() == TEMPLATE => {
                return Err(format!(
                    "line {number} of the answers has the key `template`: use the column `template`"
                ));
            }
            (None, _, Some(_)) if is_again => {
                return Err(format!("line {number} of the answers repeats a key"));
            }
            (None, _, Some((key, said))) if !key.trim().is_empty() => {
                found.push((key.trim(), vec![said.strip_prefix(' ').unwrap_or(said)]));
            }
            (Some(""), None, _) => {}
            _ => return Err("expected a line such as `goal: …` for each answer".into()),
        }
    }
    let given = found.into_iter().filter_map(|(key, said)| {
        let answer = answer(&said, form.and_then(|form| form.field(key)))?;
        Some((key.to_string(), answer))
    });
    Ok(Answers { template, given: given.collect() })
}

fn answer(said: &[&str], field: Option<&TemplateField>) -> Option<Answer> {
    if let ("", [first, ..]) = (*said.first()?, &said[1..])
        && first.starts_with('-')
    {
        return Some(Answer::List(items(&said[1..])));
    }
    let text = written(&said.join("\n"));
    let number = || text.parse::<i64>().ok().filter(|number| number.to_string() == text);
    Some(match field.map(|field| field.kind) {
        _ if text.is_empty() => return None,
        Some(Kind::List) => Answer::List(text.lines().map(str::to_string).collect()),
        None | Some(Kind::Scale) => number().map_or_else(|| Answer::text(&text), Answer::Number),
        Some(Kind::Text | Kind::Date) => Answer::text(&text),
    })
}

fn items(lines: &[&str]) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in lines {
        match (line.strip_prefix('-'), items.last_mut()) {
            (Some(item), _) => items.push(item.strip_prefix(' ').unwrap_or(item).to_string()),
            (None, Some(item)) => {
                item.push('\n');
                item.push_str(line.strip_prefix("  ").unwrap_or(line));
            }
            (None, None) => {}
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::records::template;

    fn back(given: Vec<(&str, Answer)>, form: Option<&Template>) {
        let given = given.into_iter().map(|(key, answer)| (key.to_string(), answer)).collect();
        let answers = Answers { template: "grow".parse().unwrap(), given };
        let cell = lines(&answers);
        assert_eq!(read(&cell, answers.template.clone(), form).as_ref(), Ok(&answers), "{cell}");
    }

    #[test]
    fn what_was_answered_stands_in_lines_and_comes_back() {
        let answers = vec![
            ("goal", Answer::Text("One: two\n\n  three\n- four\n".into())),
            ("options", Answer::List(vec!["a".into(), "- b\n  c".into(), String::new(), ": d".into()])),
            ("will", Answer::Number(-7)),
            ("when", Answer::Day("2026-11-28".parse().unwrap())),
        ];
        let given = answers.iter().map(|(key, answer)| (key.to_string(), answer.clone())).collect();
        let all = Answers { template: "grow".parse().unwrap(), given };
        assert_eq!(
            lines(&all),
            "goal: One: two\n  \n    three\n  - four\noptions:\n  - a\n  - - b\n      c\n  - \n  - : d\nwill: -7\nwhen: 2026-11-28"
        );
        back(answers, None);
    }

    #[test]
    fn the_template_says_what_a_number_is() {
        let forms = template::built_in();
        let form = |name: &str| &forms[&name.parse::<Handle>().unwrap()].record;
        back(vec![("goal", Answer::Text("7".into()))], Some(form("grow")));
        back(vec![("scaling", Answer::Number(7))], Some(form("oskar")));
        back(vec![("other", Answer::Text("007".into()))], None);
    }

    #[test]
    fn what_is_no_such_line_is_refused() {
        let read = |text| read(text, "grow".parse().unwrap(), None);
        assert!(read("a word").is_err() && read("  goal: x").is_err() && read(": x").is_err());
        for text in ["goal: a\n template : dare", "goal: a\nwill: b\n goal: c", "template:"] {
            let why = read(text).unwrap_err();
            assert!(why.starts_with(&format!("line {} of the answers", text.lines().count())), "{why}");
        }
        assert_eq!(read("goal:\nreality:   \n").unwrap().given, []);
        assert_eq!(
            read("goal: a\r\n  b\r\n").unwrap().given,
            [("goal".into(), Answer::Text("a\nb\n".into()))]
        );
    }
}
