//! The entry point: turns arguments, environment, clock, terminal and random numbers into an
//! [`Environment`], and returns the exit code. Decides nothing else.
#![expect(clippy::disallowed_methods, reason = "the one place that reads the world outside")]

use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Local, NaiveTime, Offset, TimeZone};
use coach::environment::{Environment, GitEnvironment, PagerChoice, Rng, Terminal, UserFolders};
use coach::error::{Error, Result, Stderr};
use coach::journal::values::day::Day;
use coach::journal::values::id::Id;
use coach::locale::Language;
use coach::progress::Progress;
use directories::ProjectDirs;

fn main() -> ExitCode {
    outlive_a_limit_on_files();
    let (mut out, mut err) = (io::stdout(), io::stderr());
    let code = match world() {
        Ok(mut world) => coach::run(env::args_os(), &mut world, &mut out, &mut err),
        Err(error) => {
            Stderr::new(&mut err).report(&error);
            error.kind.exit_code()
        }
    };
    ExitCode::from(code)
}

/// Handles SIGXFSZ. Beyond `ulimit -f` the system sends this signal, which ends the process without a
/// message by default. If the signal is handled, the write fails with an error instead.
fn outlive_a_limit_on_files() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Default::default());
}

/// An environment variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

fn path_variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn world() -> Result<Environment> {
    let folder = env::current_dir()
        .map_err(|_| Error::machine("the current folder no longer exists").hint("`cd` to another folder"))?;
    world_in(folder)
}

fn world_in(folder: PathBuf) -> Result<Environment> {
    let (today, now) = clock()?;
    Ok(Environment {
        today,
        now,
        clock: Local::now().timestamp(),
        local_time: |moment| Local.from_utc_datetime(&moment).naive_local(),
        folder,
        places: places()?,
        journal: path_variable("COACH_JOURNAL"),
        git: path_variable("COACH_GIT"),
        git_environment: git_environment(),
        mail_password: variable("COACH_MAIL_PASSWORD"),
        notifier: variable("COACH_NOTIFIER"),
        pager: PagerChoice {
            own: env::var("COACH_PAGER").ok(),
            usual: env::var("PAGER").ok(),
            settings: ["LESS", "LV"]
                .into_iter()
                .filter_map(|name| Some((name, env::var(name).ok()?)))
                .collect(),
        },
        completing: variable("COACH_COMPLETE"),
        program: env::current_exe().unwrap_or_else(|_| "coach".into()),
        editor: variable("VISUAL").or_else(|| variable("EDITOR")),
        acting: None,
        reread: world_in,
        user: ["USER", "LOGNAME", "USERNAME"]
            .iter()
            .find_map(|name| variable(name))
            .unwrap_or_else(|| "me".into()),
        host: host(),
        stdin: Box::new(io::stdin()),
        terminal: terminal(),
        language: ["LC_ALL", "LC_TIME", "LANG"]
            .iter()
            .find_map(|name| variable(name))
            .map_or(Language::ENGLISH, |locale| Language::of(&locale)),
        progress: Progress::new(io::stderr().is_terminal() && !is_dumb()),
        chance: match variable("COACH_SEED") {
            Some(seed) => Rng::Seeded(seeded(&seed)),
            None => Rng::Random,
        },
    })
}

fn git_environment() -> GitEnvironment {
    let of = |role: &str| (variable(&format!("GIT_{role}_NAME")), variable(&format!("GIT_{role}_EMAIL")));
    let settings =
        ["GIT_CONFIG", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"];
    let is_off = |value: &str| ["0", "false", "no", "off"].contains(&value.to_lowercase().as_str());
    GitEnvironment {
        author: of("AUTHOR"),
        committer: of("COMMITTER"),
        email: variable("EMAIL"),
        has_settings: settings.iter().any(|name| env::var_os(name).is_some()),
        no_system: variable("GIT_CONFIG_NOSYSTEM").is_some_and(|value| !is_off(&value)),
    }
}

/// Today, and the timestamp of commits. `COACH_TODAY` sets both, to noon of that day.
fn clock() -> Result<(Day, (i64, i32))> {
    let now = Local::now();
    let now = match env::var_os("COACH_TODAY") {
        None => now,
        Some(text) => {
            let text = text.to_string_lossy();
            let day: Day = text.parse().map_err(|()| {
                Error::usage(format!("COACH_TODAY is `{text}`, which is not a date such as 2026-11-28"))
            })?;
            noon(day)
                .ok_or_else(|| Error::usage(format!("COACH_TODAY: {day} has no 12:00 in this time zone")))?
        }
    };
    let today = Day::from_date(now.date_naive())
        .ok_or_else(|| Error::machine("the system clock shows an impossible year").hint("set the clock"))?;
    Ok((today, (now.timestamp(), now.offset().fix().local_minus_utc() / 60)))
}

fn noon(day: Day) -> Option<DateTime<Local>> {
    let noon = day.date().and_time(NaiveTime::from_hms_opt(12, 0, 0)?);
    Local.from_local_datetime(&noon).earliest()
}

/// The user's folders. `COACH_CONFIG` names the config file. Otherwise the config folder is
/// `$XDG_CONFIG_HOME/coach` or `~/.config/coach` if it exists, on every system, else the system's own
/// folder.
fn places() -> Result<UserFolders> {
    let nowhere = || Error::machine("cannot find your home folder").hint("set HOME to its path");
    let system = ProjectDirs::from("", "", "coach").ok_or_else(nowhere)?;
    let home = directories::BaseDirs::new().ok_or_else(nowhere)?;
    let xdg = path_variable("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let dot_config = xdg.unwrap_or_else(|| home.home_dir().join(".config")).join("coach");
    let folder = if dot_config.is_dir() { dot_config } else { system.config_dir().to_path_buf() };
    let expanded = |named: PathBuf| match named.strip_prefix("~") {
        Ok(inside) => home.home_dir().join(inside),
        Err(_) => named,
    };
    Ok(UserFolders {
        home: home.home_dir().to_path_buf(),
        config: path_variable("COACH_CONFIG").map_or_else(|| folder.join("config.toml"), expanded),
        data: system.data_dir().to_path_buf(),
        cache: (variable("COACH_CACHE").as_deref() != Some("off")).then(|| system.cache_dir().to_path_buf()),
    })
}

fn host() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    let name = variable("COMPUTERNAME").unwrap_or_default();
    if name.is_empty() { "localhost".into() } else { name }
}

fn terminal() -> Terminal {
    let said = |name| variable(name).and_then(|text| text.parse::<usize>().ok());
    let size = terminal_size::terminal_size().map(|(width, height)| (width.0.into(), height.0.into()));
    let width = said("COLUMNS").or_else(|| size.map(|(width, _)| width));
    let height = said("LINES").or_else(|| size.map(|(_, height)| height));
    let is_dumb = is_dumb();
    let (stdin, stdout) = (io::stdin().is_terminal(), io::stdout().is_terminal());
    let stderr = io::stderr().is_terminal();
    Terminal {
        stdin,
        stdout,
        stderr,
        asks: stdin && stdout && stderr && !is_dumb,
        width: width.filter(|width| *width > 0),
        height: height.filter(|height| *height > 0),
        dumb: is_dumb,
        colour: variable("NO_COLOR").is_none() && !is_dumb,
        links: supports_hyperlinks::supports_hyperlinks(),
    }
}

/// Whether the terminal cannot redraw a line.
fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The first number for `COACH_SEED`. It depends on the arguments too, so that two commands with the same
/// seed get different ids.
fn seeded(seed: &str) -> u64 {
    let arguments: Vec<_> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let mut parts = vec![seed];
    parts.extend(arguments.iter().map(String::as_str));
    Id::derived(&parts).as_str().bytes().fold(0, |number, byte| number * 29 + u64::from(byte % 29))
}
