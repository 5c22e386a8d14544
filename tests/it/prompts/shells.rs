//! Completion in real shells: each text that Tab inserts has to come back as exactly the value, and
//! nothing in a file or a file's name may run. A shell that is missing is skipped, and the test says so.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::prompts::terminal::{ENTER, Home, Person};

const TODAY: &str = "2026-11-21";
const TAB: &str = "\t";
const CTRL_U: &str = "\x15";

/// A shell at a terminal, and a `coach` that writes down what it gets.
struct Shell {
    name: &'static str,
    home: Home,
    person: Person,
    got: PathBuf,
}

impl Shell {
    fn start(name: &'static str, prepare: impl FnOnce(&Home)) -> Option<Shell> {
        if !std::env::split_paths(&std::env::var_os("PATH").unwrap())
            .any(|folder| folder.join(name).is_file())
        {
            eprintln!("!! {name} is missing: completion in {name} is NOT tested");
            return None;
        }
        let home = Home::new(TODAY);
        prepare(&home);
        let got = home.home.join(".got");
        let bin = home.home.join(".bin");
        std::fs::create_dir(&bin).unwrap();
        let script = format!(
            "#!/bin/sh\nif [ -n \"$COACH_COMPLETE\" ] || [ \"$1\" = completions ]; then exec '{}' \"$@\"; fi\n\
             printf '%s\\0' \"$@\" > '{got}.new'\nmv '{got}.new' '{got}'\n",
            env!("CARGO_BIN_EXE_coach"),
            got = got.display()
        );
        std::fs::write(bin.join("coach"), script).unwrap();
        std::fs::set_permissions(bin.join("coach"), std::fs::Permissions::from_mode(0o755)).unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let (options, source): (&[&str], _) = match name {
            "bash" => (&["--norc", "--noprofile", "-i"], "PS1='$ '; source <(coach completions bash)"),
            "zsh" => (
                &["-f", "-i"],
                "autoload -Uz compinit; compinit -u -d ~/.dump; source <(coach completions zsh)",
            ),
            _ => (&["--no-config", "-i"], "coach completions fish | source"),
        };
        let mut command = home.command(name);
        command.args(options).env("PATH", path).env("LC_ALL", "C.UTF-8").env("SHELL", name);
        let mut person = Home::seat(command, 80);
        person.enters(source).enters("echo rea''dy").sees("ready");
        Some(Shell { name, home, person, got })
    }

    /// What `coach` gets after these keys and Enter.
    #[track_caller]
    fn gets(&mut self, keys: &str) -> Vec<OsString> {
        let _ = std::fs::remove_file(&self.got);
        self.person.types(keys).types(ENTER);
        let begin = Instant::now();
        let mut screen = String::new();
        while !self.got.exists() {
            screen.push_str(&self.person.looks());
            let waited = begin.elapsed();
            assert!(waited < Duration::from_secs(20), "{}: {keys:?} ran no coach: {screen:?}", self.name);
            std::thread::sleep(Duration::from_millis(5));
        }
        let told = std::fs::read(&self.got).unwrap();
        assert!(!self.home.home.join("INJECTED").exists(), "{}: {keys:?} ran a command", self.name);
        let words = told.strip_suffix(b"\0").unwrap_or_default().split(|byte| *byte == 0);
        words.map(|word| OsString::from_vec(word.to_vec())).collect()
    }
}

const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

/// Names of files that mean something to a shell or a terminal.
const NAMES: &[&[u8]] = &[
    b"sp ace.csv",
    b"  two  spaces  .csv",
    b"it's 'q'.csv",
    b"double\"quote.csv",
    b"x$(touch INJECTED).csv",
    b"x`touch INJECTED`.csv",
    b"x;touch INJECTED;.csv",
    b"$HOME${HOME}.csv",
    b"line\nbreak.csv",
    b"line\n$(touch INJECTED)\n.csv",
    b"-dash.csv",
    b"--note.csv",
    b"~tilde~.csv",
    b"~",
    b"glob*?[a-c].csv",
    b"{brace,s}.csv",
    b"#hash #.csv",
    b"ex!cl!!.csv",
    b"!event",
    b"back\\slash\\.csv",
    b"clear\x1b[2J\x07.csv",
    b"c1 \xc2\x9b2J.csv",
    "\u{fc}ml\u{e4}ut \u{202e}txt.csv".as_bytes(),
    "\u{2019}curly\u{2018}.csv".as_bytes(),
    b"not \xff\xfe utf-8.csv",
    b"=equals=x",
    b"co:l:on@at.csv",
    b"per%cent^caret.csv",
    b"a<b>c|d&e.csv",
    b"(paren)s.csv",
    b"?",
];

#[test]
fn a_file_name_comes_back_as_it_is() {
    for name in SHELLS {
        let Some(mut shell) = Shell::start(name, |_| {}) else { continue };
        for (n, file) in NAMES.iter().enumerate() {
            let folder = shell.home.home.join(format!("f{n}"));
            std::fs::create_dir(&folder).unwrap();
            std::fs::write(folder.join(OsStr::from_bytes(file)), "").unwrap();
            let inside = [format!("f{n}/").as_bytes(), file].concat();
            let told = format!("{name}: {:?}", String::from_utf8_lossy(file));
            let got = shell.gets(&format!("coach import f{n}/{TAB}"));
            assert_eq!(got, ["import".into(), OsString::from_vec(inside)], "{told}");
            // In its own folder a name must not become a flag, nor the home folder.
            let is_taken = file.starts_with(b"-") || file.starts_with(b"~");
            let alone = if is_taken { [b"./", *file].concat() } else { file.to_vec() };
            shell.person.enters(&format!("cd f{n}"));
            // fish offers a name with a dot before it once the dot is typed.
            let begun = if is_taken && name == "fish" { "./" } else { "" };
            let got = shell.gets(&format!("coach import -- {begun}{TAB}"));
            assert_eq!(got, ["import".into(), "--".into(), OsString::from_vec(alone)], "{told}");
            shell.person.enters("cd ..");
        }
    }
}

/// What was typed before Tab, in each way to quote: `raw` as it is typed, and what the word begins with.
const BEGUN: [(&str, &str); 14] = [
    ("sp", ""),
    ("sp\\ a", ""),
    ("sp\\ ace\\ \\$", ""),
    ("'sp", ""),
    ("'sp ace $", ""),
    ("\"sp", ""),
    ("\"sp ace ", ""),
    ("s'p a'", ""),
    ("\"sp\"\\ a", ""),
    ("--output=sp", "--output="),
    ("--output=", "--output="),
    ("--output='sp a", "--output="),
    ("-o \"sp", ""),
    ("-- sp", ""),
];

#[test]
fn a_word_that_was_begun_in_quotes_goes_on_in_them() {
    let file = "sp ace $(touch INJECTED)'`\"!q.csv";
    for name in SHELLS {
        let Some(mut shell) = Shell::start(name, |_| {}) else { continue };
        std::fs::write(shell.home.home.join(file), "").unwrap();
        for (raw, before) in BEGUN {
            let command =
                if raw.starts_with("-o") || raw.starts_with("--o") { "export json" } else { "import" };
            let got = shell.gets(&format!("coach {command} {raw}{TAB}"));
            let last = got.last().unwrap().to_string_lossy().into_owned();
            assert_eq!(last, format!("{before}{file}"), "{name}: {raw:?}");
        }
        shell.person.types(CTRL_U);
    }
}

/// What colleagues wrote: a `coach sync` brings it, and no Tab may run it.
const RECORDS: &[(&str, &str)] = &[
    (
        "people/xana.toml",
        "handle = \"xana\"\nname = \"$(touch INJECTED)\\u001b[2J`touch INJECTED`\"\nteam = \"xteam\"\n",
    ),
    ("people/bad.toml", "handle = \"xbad$(touch INJECTED)\"\n"),
    ("people/team.toml", "handle = \"xben\"\nteam = \"xt$(touch INJECTED)\"\n"),
    ("objectives/x.toml", "handle = \"xgoal\"\ntitle = \"';touch INJECTED;'\"\n"),
    ("objectives/bad.toml", "handle = \"xg`touch INJECTED`\"\n"),
    (
        "templates/x.toml",
        "handle = \"xform\"\ntitle = \"$(touch INJECTED)\"\n[[field]]\nkey = \"goal\"\nprompt = \"\\n$(touch INJECTED)\"\n",
    ),
    ("templates/bad.toml", "handle = \"xbad\"\n[[field]]\nkey = \"$(touch INJECTED)\"\nprompt = \"x\"\n"),
    (
        "sessions/xana/x.toml",
        "id = \"xkf9m2qxtp\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"xana\"]\nminutes = 45\ntopics = [\"xtopic\"]\n\
         [[action]]\nid = \"x2qxw7tp4r\"\nwhat = \"$(touch INJECTED)\\n`touch INJECTED`\\t;touch INJECTED\"\nowner = \"xana\"\n\
         [[conflict]]\nid = \"a1b2c3d4$(touch INJECTED)\"\nfield = \"minutes\"\nvalue = 30\n\
         [[conflict]]\nid = \"a1b2c3d4\"\nfield = \"action.$(touch INJECTED)\"\nvalue = \"`touch INJECTED`\"\n",
    ),
    (
        "sessions/xana/bad.toml",
        "id = \"x$(touch I)\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"xana\"]\n",
    ),
    (
        "sessions/xana/topic.toml",
        "id = \"yyf9m2qxtp\"\ndate = 2026-11-20\ncoach = \"jo\"\nwith = [\"xana\"]\ntopics = [\"xt$(touch INJECTED)\"]\n",
    ),
];

#[test]
fn what_a_colleague_wrote_is_inserted_and_never_run() {
    for name in SHELLS {
        let prepare = |home: &Home| {
            home.ran(&["init"]);
            for (path, text) in RECORDS {
                let path = home.journal().join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
        };
        let Some(mut shell) = Shell::start(name, prepare) else { continue };
        let told = shell.home.ran(&["list", "conflicts", "--json"]);
        let minutes = told.split("\"id\": \"").skip(1).find(|row| row.contains("\"minutes\"")).unwrap()[..8]
            .to_string();
        assert!(minutes.bytes().all(|byte| byte.is_ascii_hexdigit()), "{minutes}");
        for (typed, gets) in [
            ("resolve a1", "resolve a1b2c3d4"),
            (&format!("resolve {}", &minutes[..5]), &format!("resolve {minutes}")),
            ("prep xa", "prep xana"),
            // Their record has a team that is none, so it cannot be read.
            ("prep xb", "prep xb"),
            ("done x2", "done x2qx"),
            ("show xk", "show xkf9"),
            ("log --topic xt", "log --topic xtopic"),
            ("log --topic=xt", "log --topic=xtopic"),
            ("due --team xt", "due --team xteam"),
            ("log --objective xg", "log --objective xgoal"),
            ("log --template xf", "log --template xform"),
            ("log --template xform --set g", "log --template xform --set goal="),
            ("config get me", "config get me"),
        ] {
            let got = shell.gets(&format!("coach {typed}{TAB}"));
            let got: Vec<_> = got.iter().map(|word| word.to_str().unwrap()).collect();
            assert_eq!(got.join(" "), gets, "{name}: {typed}");
        }
        // Lists of them, and what is cycled through.
        for typed in
            ["resolve ", "prep ", "done ", "show ", "log --topic ", "log --objective ", "log --template "]
        {
            // fish takes the first Enter for the choice from its list.
            shell.gets(&format!("coach {typed}{TAB}{TAB}{ENTER}"));
        }
    }
}
