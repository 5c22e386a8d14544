//! Author and committer of a commit: the identity that git itself would use (`git var GIT_AUTHOR_IDENT`),
//! else that of the person in the journal, else that of the user account.
//!
//! libgit2 reads neither `[author]`, `[committer]` nor `user.useConfigOnly`, so coach applies git's rules
//! to the settings itself. It asks the git program for them only if they may contain what libgit2 cannot
//! read: a process costs about 2 ms, and few people have such settings.

use std::collections::BTreeMap;
use std::path::Path;

use git2::{ConfigLevel, Signature};

use super::git_program::GitCall;
use super::log;
use super::repository::{Repo, git};
use crate::environment::{Environment, GitEnvironment};
use crate::error::Result;
use crate::journal::query::journal::Journal;
use crate::store::private::owner;

/// The identity to use if git's settings have none.
#[derive(Clone, Debug)]
pub struct FallbackIdentity {
    /// The name from the person's record.
    name: Option<String>,
    email: Option<String>,
    /// Name and address of the author, if the coach who acts is not the user of the account. Git's settings
    /// are not theirs.
    author: Option<(String, String)>,
    /// The name of the user account, and an email address that coach builds from account and host.
    account: (String, String),
}

impl FallbackIdentity {
    pub fn account(user: &str, host: &str) -> FallbackIdentity {
        FallbackIdentity {
            name: None,
            email: None,
            author: None,
            account: (user.into(), format!("{user}@{host}")),
        }
    }

    /// The user's identity from their person record in this journal, with the account as fallback.
    pub fn at(world: &Environment, journal: Option<&Journal>) -> FallbackIdentity {
        let me = owner::me(world).ok();
        let person = journal.and_then(|journal| journal.people.get(me.as_ref()?)).map(|filed| &filed.record);
        let name = person.and_then(|person| person.name.clone());
        let email = person.and_then(|person| person.email.clone());
        let other =
            world.acting.clone().filter(|acting| owner::of_account(world).ok().as_ref() != Some(acting));
        let author = other.map(|handle| {
            let address = format!("{handle}@{}", world.host);
            (name.clone().unwrap_or_else(|| handle.to_string()), email.clone().unwrap_or(address))
        });
        FallbackIdentity { name, email, author, ..FallbackIdentity::account(&world.user, &world.host) }
    }
}

/// The two identities that a commit names.
#[derive(Clone, Copy, Debug)]
enum CommitRole {
    Author,
    Committer,
}

/// The source of a name or an email address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum IdentitySource {
    Git,
    Journal,
    Account,
}

/// Author and committer of one commit.
pub enum Identity {
    Known {
        author: Signature<'static>,
        committer: Signature<'static>,
        /// Whether coach had to use the account for a name or an address.
        is_made_up: bool,
    },
    /// `user.useConfigOnly` forbids the account, and git and the journal have no name or no address.
    /// Holds the error message.
    Forbidden(String),
}

/// Git's settings about identity and signatures, by lower-case key. The last value of a key counts.
/// `None` is a key without a value.
#[derive(Debug, Default)]
pub struct IdentitySettings(BTreeMap<String, Option<String>>);

impl IdentitySettings {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref().filter(|value| !value.is_empty())
    }

    fn is_on(&self, name: &str) -> bool {
        match self.0.get(name).map(|value| value.as_deref().map(str::to_lowercase)) {
            None => false,
            Some(None) => true,
            Some(Some(value)) => match value.as_str() {
                "true" | "yes" | "on" => true,
                other => other.parse::<i64>().is_ok_and(|number| number != 0),
            },
        }
    }

    fn may_not_guess(&self) -> bool {
        self.is_on("user.useconfigonly")
    }
}

/// A name or an address by git's own rules; `None` if git has none.
fn of_git(
    settings: &IdentitySettings,
    environment: &GitEnvironment,
    role: CommitRole,
    what: What,
) -> Option<String> {
    let (role_is, (name, email)) = match role {
        CommitRole::Author => ("author", &environment.author),
        CommitRole::Committer => ("committer", &environment.committer),
    };
    let (key, given) = match what {
        What::Name => ("name", name),
        What::Email => ("email", email),
    };
    let set = || settings.text(&format!("{role_is}.{key}")).or_else(|| settings.text(&format!("user.{key}")));
    let mail = || environment.email.clone().filter(|_| what == What::Email && !settings.may_not_guess());
    given.clone().or_else(|| set().map(str::to_string)).or_else(mail)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Name,
    Email,
}

/// A name or an address, and its source.
fn resolved(
    settings: &IdentitySettings,
    environment: &GitEnvironment,
    who: &FallbackIdentity,
    role: CommitRole,
    what: What,
) -> (String, IdentitySource) {
    if let (CommitRole::Author, Some((name, email))) = (role, &who.author) {
        let value = if what == What::Name { name } else { email };
        return (without_marks(value), IdentitySource::Journal);
    }
    let (journal, account) = match what {
        What::Name => (&who.name, &who.account.0),
        What::Email => (&who.email, &who.account.1),
    };
    match (of_git(settings, environment, role, what), journal) {
        (Some(given), _) => (without_marks(&given), IdentitySource::Git),
        (None, Some(known)) => (without_marks(known), IdentitySource::Journal),
        (None, None) => (account.clone(), IdentitySource::Account),
    }
}

/// Removes the characters that end a name or an address in a commit. Git removes them too, and libgit2
/// rejects them.
fn without_marks(text: &str) -> String {
    text.replace(['<', '>', '\n'], "")
}

impl Repo {
    /// The author and the committer of a commit at `time`.
    pub fn identity(&self, time: (i64, i32), who: &FallbackIdentity) -> Result<Identity> {
        let (settings, environment) = (self.settings(), self.program.environment());
        let time = git2::Time::new(time.0, time.1);
        let mut is_made_up = false;
        let mut signature = |role| {
            let (name, by_name) = resolved(settings, environment, who, role, What::Name);
            let (email, by_email) = resolved(settings, environment, who, role, What::Email);
            is_made_up |= by_name == IdentitySource::Account || by_email == IdentitySource::Account;
            // libgit2 rejects a name of which git would keep no letter. Then the account takes its place.
            let made = Signature::new(&name, &email, &time);
            made.or_else(|_| {
                is_made_up = true;
                Signature::new(&who.account.0, &who.account.1, &time)
            })
        };
        let failed = |error: git2::Error| git("could not set the commit's author", &error);
        let author = signature(CommitRole::Author).map_err(failed)?;
        let committer = signature(CommitRole::Committer).map_err(failed)?;
        if is_made_up && settings.may_not_guess() {
            return Ok(Identity::Forbidden(
                "git does not know your name or email address, and user.useConfigOnly forbids a guess \
                 (set one with `git config user.email ADDRESS`)"
                    .into(),
            ));
        }
        Ok(Identity::Known { author, committer, is_made_up })
    }

    /// Whether git's settings ask for signed commits.
    pub fn wants_signatures(&self) -> bool {
        self.settings().is_on("commit.gpgsign")
    }

    /// The settings that a git process needs to commit under the same identity as coach.
    pub fn missing_identity(&self, who: &FallbackIdentity) -> Vec<String> {
        let (settings, environment) = (self.settings(), self.program.environment());
        let is_missing = |what| {
            let lacks = |role| of_git(settings, environment, role, what).is_none();
            lacks(CommitRole::Author) || lacks(CommitRole::Committer)
        };
        let may = |source| source == IdentitySource::Journal || !settings.may_not_guess();
        let given = |key: &str, what| {
            let (value, source) = resolved(
                &IdentitySettings::default(),
                &GitEnvironment::default(),
                who,
                CommitRole::Committer,
                what,
            );
            (is_missing(what) && may(source)).then(|| format!("user.{key}={value}"))
        };
        given("name", What::Name).into_iter().chain(given("email", What::Email)).collect()
    }

    fn settings(&self) -> &IdentitySettings {
        self.identity_settings.get_or_init(|| {
            let (own, is_whole) = self.settings_by_libgit2();
            if is_whole { own } else { self.settings_by_git().unwrap_or(own) }
        })
    }

    /// The settings as libgit2 reads them, and whether the git program would read the same settings.
    fn settings_by_libgit2(&self) -> (IdentitySettings, bool) {
        let environment = self.program.environment();
        let (mut found, mut is_whole) = (IdentitySettings::default(), !environment.has_settings);
        let Ok(config) = self.git.config() else { return (found, false) };
        let Ok(mut entries) = config.entries(None) else { return (found, false) };
        while let Some(entry) = entries.next() {
            let Ok(entry) = entry else { return (found, false) };
            let Ok(name) = entry.name() else { continue };
            if environment.no_system
                && matches!(entry.level(), ConfigLevel::System | ConfigLevel::ProgramData)
            {
                continue;
            }
            is_whole &= is_read_by_libgit2(name);
            if is_asked(name) {
                let value =
                    entry.has_value().then(|| String::from_utf8_lossy(entry.value_bytes()).into_owned());
                found.0.insert(name.to_string(), value);
            }
        }
        (found, is_whole)
    }

    /// The settings as the git program reads them; `None` if it cannot run or fails.
    fn settings_by_git(&self) -> Option<IdentitySettings> {
        let pattern = "^(user|author|committer|commit)\\.";
        let arguments = ["config", "--null", "--get-regexp", pattern];
        let ended = self.program.run(&self.work.full(""), GitCall::at(self.git.path(), &arguments)).ok()?;
        // Git fails without a message if no setting matches.
        (ended.well || ended.err.trim().is_empty()).then(|| {
            let entries = ended.out.split('\0').filter(|entry| !entry.is_empty());
            let pairs = entries.map(|entry| match entry.split_once('\n') {
                Some((name, value)) => (name.to_string(), Some(value.to_string())),
                None => (entry.to_string(), None),
            });
            IdentitySettings(pairs.filter(|(name, _)| is_asked(name)).collect())
        })
    }
}

fn is_asked(name: &str) -> bool {
    let section = name.split('.').next().unwrap_or_default();
    name == "commit.gpgsign" || ["user", "author", "committer"].contains(&section)
}

/// Whether libgit2 evaluates this setting. Only the git program supports other conditions for including a
/// file, such as `hasconfig:`.
fn is_read_by_libgit2(name: &str) -> bool {
    match name.strip_prefix("includeif.") {
        None => true,
        Some(condition) => {
            ["gitdir:", "gitdir/i:", "onbranch:"].iter().any(|known| condition.starts_with(known))
        }
    }
}

/// The file in coach's folder inside `.git` that holds the last address that coach warned about.
const TOLD: &str = "identity-told";

/// Name and address of the latest commit's author, if coach has not yet warned about them in this clone
/// and the author has no earlier commit. Records the address as warned about. Call it after a commit with
/// a made-up identity.
pub(crate) fn to_be_told(root: &Path) -> Option<(String, String)> {
    let repo = Repo::around(root).ok()??;
    let latest = repo.git.head().and_then(|head| head.peel_to_commit()).ok()?;
    let author = latest.author();
    let (name, email) = (author.name().ok()?.to_string(), author.email().ok()?.to_string());
    let own = repo.own_files();
    let was_told = own.read(TOLD).is_ok_and(|told| told.as_deref() == Some(email.as_bytes()));
    if was_told || log::is_known_author(&latest) {
        return None;
    }
    // If the write fails, coach warns once more.
    let _ = own.write(TOLD, email.as_bytes());
    Some((name, email))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> IdentitySettings {
        IdentitySettings(
            pairs.iter().map(|(name, value)| (name.to_string(), Some(value.to_string()))).collect(),
        )
    }

    fn both(
        settings: &IdentitySettings,
        environment: &GitEnvironment,
        role: CommitRole,
    ) -> (Option<String>, Option<String>) {
        (of_git(settings, environment, role, What::Name), of_git(settings, environment, role, What::Email))
    }

    #[test]
    fn the_environment_comes_before_the_role_and_the_role_before_the_user() {
        let set = settings(&[("user.name", "Jo"), ("user.email", "jo@x"), ("author.name", "Writer")]);
        let is = |name: &str, email: &str| (Some(name.to_string()), Some(email.to_string()));
        let none = GitEnvironment { email: Some("mail@x".into()), ..Default::default() };
        assert_eq!(both(&set, &none, CommitRole::Author), is("Writer", "jo@x"));
        assert_eq!(both(&set, &none, CommitRole::Committer), is("Jo", "jo@x"));
        let given = GitEnvironment { author: (Some("Given".into()), None), ..none.clone() };
        assert_eq!(both(&set, &given, CommitRole::Author), is("Given", "jo@x"));
        assert_eq!(
            both(&IdentitySettings::default(), &none, CommitRole::Author),
            (None, Some("mail@x".into()))
        );
        let only = settings(&[("user.useconfigonly", "true")]);
        assert_eq!(both(&only, &none, CommitRole::Author), (None, None));
    }

    #[test]
    fn a_switch_is_read_as_git_reads_it() {
        for (value, is_on) in [
            ("true", true),
            ("Yes", true),
            ("on", true),
            ("1", true),
            ("", false),
            ("off", false),
            ("0", false),
        ] {
            assert_eq!(settings(&[("commit.gpgsign", value)]).is_on("commit.gpgsign"), is_on, "{value}");
        }
        assert!(IdentitySettings([("commit.gpgsign".to_string(), None)].into()).is_on("commit.gpgsign"));
        assert!(!IdentitySettings::default().is_on("commit.gpgsign"));
    }

    #[test]
    fn a_condition_that_libgit2_does_not_know_is_seen() {
        for (name, known) in [
            ("includeif.gitdir:~/work/.path", true),
            ("includeif.gitdir/i:~/Work/.path", true),
            ("includeif.onbranch:main.path", true),
            ("includeif.hasconfig:remote.*.url:https://x/**.path", false),
            ("include.path", true),
            ("user.name", true),
        ] {
            assert_eq!(is_read_by_libgit2(name), known, "{name}");
        }
    }
}
