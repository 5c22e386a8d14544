//! strace: what calls a command makes, and the command run with one of them failing or killing it.

use std::collections::BTreeMap;
use std::process::Command;

use crate::faults::changes::CHANGES;
use crate::faults::home::Home;
use crate::home::COACH;

/// One call of a run: its name, and the how-manieth of that name it is.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub name: String,
    pub number: usize,
    /// Whether it changes what is on the disk or what others see. A process that dies at another
    /// call leaves what it leaves at the next of these.
    pub changes: bool,
    /// What it was given, and gave, with the paths of its files.
    pub text: String,
}

/// What strace runs. Only coach itself is traced: a git that it started lives on, as it does when
/// coach is killed.
pub(crate) fn traced(home: &Home, options: &[&str], line: &[&str]) -> Command {
    let mut command = home.command("strace");
    command.arg("-qq").args(options).arg(COACH).args(line);
    command
}

/// The calls of a run from the first that has to do with the home, in their order; nothing where
/// strace does not work.
pub(crate) fn calls(home: &Home, line: &[&str]) -> Option<Vec<Call>> {
    calls_ending_with(home, line, 0)
}

/// The same of a run that ends with this code.
pub(crate) fn calls_ending_with(home: &Home, line: &[&str], code: i32) -> Option<Vec<Call>> {
    let out = home.home.join("trace");
    let run = traced(home, &["-y", "-o", out.to_str()?], line).output().ok()?;
    if run.status.code() != Some(code) {
        // A case that fails by itself would skip all the others.
        let works = home.command("strace").args(["-qq", "-o", "/dev/null", "true"]).status();
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(
            !works.is_ok_and(|status| status.success()),
            "{line:?} ends otherwise without a fault: {said}"
        );
        return None;
    }
    let text = String::from_utf8_lossy(&std::fs::read(&out).ok()?).into_owned();
    let here = format!("AT_FDCWD<{}>", home.home.display());
    let (mut numbers, mut begun, mut calls) = (BTreeMap::<&str, usize>::new(), false, Vec::new());
    for call in text.lines() {
        let Some((name, rest)) = call.split_once('(') else { continue };
        let number = numbers.entry(name).or_default();
        *number += 1;
        begun |= name != "execve" && rest.replace(&here, "").contains(home.home.to_str()?);
        let changes = CHANGES.contains(&name) || (name.starts_with("open") && rest.contains("O_CREAT"));
        // strace can refuse to close, and so the pipe stays open; Linux closes and then may complain.
        let is_pipe = name == "close" && rest.contains("<pipe:");
        if begun && !is_pipe {
            calls.push(Call { name: name.into(), number: *number, changes, text: rest.into() });
        }
    }
    Some(calls)
}

/// At most so many, spread over all.
pub(crate) fn spread<T: Clone>(all: &[T], most: usize) -> Vec<T> {
    let count = all.len().min(most);
    (0..count).map(|step| all[(step * all.len() + all.len() / 2) / count].clone()).collect()
}
