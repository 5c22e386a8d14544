//! Completion for zsh, fish and PowerShell. zsh and fish quote inserted text; PowerShell does not, so coach
//! does. No script evaluates typed text or an answer.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use clap_complete::engine::CompletionCandidate;

use super::{shell_quote, typed_line};
use crate::escape::visible;

/// The script for zsh. Each answer begins with a character that tells what to append: a `/`, nothing, or a
/// space. By the first line zsh recognizes the file in a folder of functions.
const ZSH: &str = r#"#compdef coach
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }
_coach() {
    local word=$PREFIX answer
    [[ $compstate[quote] == \' ]] || word=${(Q)PREFIX}
    local -a answers folders keys values
    answers=("${(@0)$(COACH_COMPLETE=zsh coach 0 -- "${(@Q)words[1,CURRENT-1]}" "$word" 2>/dev/null)}")
    for answer in "${answers[@]}"; do
        case $answer in
            '/'*) folders+=("${answer:1}") ;;
            '='*) keys+=("${answer:1}") ;;
            ?*) values+=("${answer:1}") ;;
        esac
    done
    # zsh would quote the `~` that it is to replace.
    if [[ -z $compstate[quote] ]] && compset -P '\~/'; then
        folders=("${(@)folders#\~/}") values=("${(@)values#\~/}")
    fi
    [[ -n $folders ]] && _describe -V 'values' folders -S '/' -r '/'
    [[ -n $keys ]] && _describe -V 'values' keys -S ''
    [[ -n $values ]] && _describe -V 'values' values
}
compdef _coach coach
"#;

const FISH: &str = r#"complete --keep-order --exclusive --command coach --arguments "(COACH_COMPLETE=fish coach 0 -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token --cut-at-cursor) | string split0)"
"#;

/// The script for PowerShell. Each word has the prefix `=`, because PowerShell drops empty arguments.
const POWERSHELL: &str = r#"Register-ArgumentCompleter -Native -CommandName coach -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = @()
    $current = '='
    foreach ($element in $commandAst.CommandElements) {
        if ($element.Extent.StartOffset -ge $cursorPosition) { break }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $text = $element.Value
        } else {
            $text = $element.Extent.Text
        }
        if ($element.Extent.EndOffset -ge $cursorPosition) {
            $current = "=$text"
        } else {
            $typed += "=$text"
        }
    }
    $typed += $current
    $before = $env:COACH_COMPLETE
    $env:COACH_COMPLETE = 'powershell'
    try { $answers = & coach -- @typed } finally { $env:COACH_COMPLETE = $before }
    $answers | Where-Object { $_ } | ForEach-Object {
        $inserted, $shown, $about = $_.Split("`t")
        [System.Management.Automation.CompletionResult]::new($inserted, $shown, 'ParameterValue', $about)
    }
}
"#;

/// A shell that receives a value and its description separately.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shell {
    Zsh,
    Fish,
    Powershell,
}

impl Shell {
    pub(super) fn named(name: &str) -> Option<Shell> {
        Some(match name {
            "zsh" => Shell::Zsh,
            "fish" => Shell::Fish,
            "powershell" => Shell::Powershell,
            _ => return None,
        })
    }

    pub(super) fn script(self) -> &'static str {
        match self {
            Shell::Zsh => ZSH,
            Shell::Fish => FISH,
            Shell::Powershell => POWERSHELL,
        }
    }

    /// The unquoted words; the last one is at the cursor.
    pub(super) fn words(self, typed: &[OsString]) -> Vec<OsString> {
        let mut words = typed.to_vec();
        match self {
            Shell::Zsh => {}
            Shell::Fish => {
                if let Some(last) = words.last_mut() {
                    *last = OsString::from_vec(typed_line::fish(last.as_bytes()));
                }
            }
            Shell::Powershell => {
                for word in &mut words {
                    let text = word.as_bytes();
                    *word = OsStr::from_bytes(text.strip_prefix(b"=").unwrap_or(text)).to_os_string();
                }
            }
        }
        words
    }

    /// The answers, each followed by `end`. Leaves out an answer that the shell cannot take.
    pub(super) fn answers(self, found: &[CompletionCandidate], end: u8) -> Vec<u8> {
        let mut answers = Vec::new();
        for one in found {
            let about = one.get_help().map(ToString::to_string).unwrap_or_default();
            let about = about.lines().next().unwrap_or_default();
            let answer = self.answer(one.get_value().as_bytes(), about);
            if let Some(answer) = answer.filter(|answer| !answer.contains(&end)) {
                answers.extend(answer);
                answers.push(end);
            }
        }
        answers
    }

    fn answer(self, value: &[u8], about: &str) -> Option<Vec<u8>> {
        let beside = |sign: &str| if about.is_empty() { String::new() } else { format!("{sign}{about}") };
        match self {
            Shell::Zsh => {
                let escaped = |text: &[u8], of: &[u8]| {
                    let each = text.iter();
                    let escape = |byte: &u8| if of.contains(byte) { vec![b'\\', *byte] } else { vec![*byte] };
                    each.flat_map(escape).collect::<Vec<u8>>()
                };
                let (kind, value) = match (value.strip_suffix(b"/"), value.ends_with(b"=")) {
                    (Some(folder), _) if !folder.is_empty() => (b'/', folder),
                    (_, true) => (b'=', value),
                    _ => (b' ', value),
                };
                let about = escaped(beside(":").as_bytes(), b"\\");
                Some([&[kind], escaped(value, b"\\:").as_slice(), about.as_slice()].concat())
            }
            Shell::Fish => {
                let is_whole = !value.contains(&b'\t');
                is_whole.then(|| [value, beside("\t").as_bytes()].concat())
            }
            Shell::Powershell => {
                let value =
                    std::str::from_utf8(value).ok().filter(|text| shell_quote::is_visible(text.as_ref()))?;
                let about = if about.is_empty() { value } else { about };
                Some(format!("{}\t{value}\t{}", shell_quote::powershell(value), visible(about)).into_bytes())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(shell: Shell, value: &str, about: Option<&'static str>) -> String {
        let found = CompletionCandidate::new(value).help(about.map(Into::into));
        String::from_utf8(shell.answers(&[found], 0)).unwrap()
    }

    #[test]
    fn each_shell_gets_a_value_as_it_reads_it() {
        assert_eq!(answers(Shell::Fish, "a\nb", Some("what")), "a\nb\twhat\0");
        assert_eq!(answers(Shell::Fish, "a\tb", None), "");
        assert_eq!(answers(Shell::Zsh, "a:b\\c", Some("x:\\y")), " a\\:b\\\\c:x:\\\\y\0");
        assert_eq!(answers(Shell::Zsh, "a:b/", None), "/a\\:b\0");
        assert_eq!(answers(Shell::Zsh, "goal=", Some("G?")), "=goal=:G?\0");
        assert_eq!(answers(Shell::Powershell, "x$(y)", None), "'x$(y)'\tx$(y)\tx$(y)\0");
        assert_eq!(answers(Shell::Powershell, "x\u{1b}[2J", None), "");
    }

    #[test]
    fn no_script_evaluates_a_text() {
        for shell in [Shell::Zsh, Shell::Fish, Shell::Powershell] {
            let script = shell.script().to_lowercase();
            for evaluates in ["invoke-expression", "iex ", "eval", "(e)"] {
                assert!(!script.contains(evaluates), "{evaluates}");
            }
        }
    }
}
