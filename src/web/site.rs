//! One running server: its addresses, its state and its journal. Whom it serves is a question of each request.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::background_sync::SyncState;
use super::sign_in::Codes;
use super::submit::Ledger;
use crate::environment::{Environment, Rng};
use crate::error::{Error, Result};
use crate::journal::query::journal::Journal;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::progress::Progress;
use crate::store::load::warm::WarmJournal;
use crate::store::load::{self, LoadScope};
use crate::store::serve_state::ServeState;
use crate::views::prep;

/// How long after a page the server still looks at each file of the journal.
const IN_USE: Duration = Duration::from_secs(20);

/// The address that people type: `https://coach.example.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin(String);

impl Origin {
    /// Parses the value of `--origin`.
    pub(crate) fn parse(typed: &str) -> Result<Origin> {
        let refused = |why: &str| {
            Error::usage(format!("`{typed}` {why}"))
                .in_field("origin")
                .hint("for instance --origin https://laptop.example.com")
        };
        let lower = typed.trim().trim_end_matches('/').to_lowercase();
        let Some(host) = lower.strip_prefix("https://") else {
            return Err(refused("does not begin with https://"));
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
        if host.is_empty() || !host.chars().all(is_plain) {
            return Err(refused("is not an address: it has a name and at most a port after https://"));
        }
        Ok(Origin(format!("https://{}", host.strip_suffix(":443").unwrap_or(host))))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    fn host(&self) -> &str {
        self.0.strip_prefix("https://").unwrap_or_default()
    }
}

pub(crate) struct Site {
    /// The values of `Host` that are ours, and the values of `Origin`.
    hosts: Vec<String>,
    origins: Vec<String>,
    /// Whether people reach it over https.
    pub is_secure: bool,
    /// Whether only the account's own machine reaches it, so that it may show private notes.
    pub is_own: bool,
    pub cookie: String,
    pub state: ServeState,
    pub codes: Codes,
    pub(super) root: PathBuf,
    pub sync: SyncState,
    folder: PathBuf,
    journal: Option<PathBuf>,
    reread: fn(PathBuf) -> Result<Environment>,
    ledger: Mutex<Ledger>,
    warm: Arc<WarmJournal>,
    turns: Arc<Semaphore>,
    /// When a page last read the journal.
    read: Mutex<Option<Instant>>,
}

impl Site {
    /// A site for the journal at `root`. Without an origin it is for this machine.
    pub(crate) fn new(
        world: &Environment,
        root: PathBuf,
        state: ServeState,
        listens: SocketAddr,
        origin: Option<&Origin>,
    ) -> Result<Site> {
        let port = listens.port();
        let loopback = || [listens.to_string(), format!("localhost:{port}")];
        let hosts = match origin {
            None => loopback().to_vec(),
            Some(origin) => vec![origin.host().to_string(), format!("{}:443", origin.host())],
        };
        let origins = match origin {
            None => loopback().map(|host| format!("http://{host}")).to_vec(),
            Some(origin) => vec![origin.as_str().to_string()],
        };
        // Cookies know no ports, so on this machine the name has it. WebKit keeps no secure cookie there.
        let cookie = if origin.is_some() { "__Host-coach".to_string() } else { format!("coach-{port}") };
        let ledger = Mutex::new(Ledger::new(state.submissions(world.today)?));
        let warm = Arc::new(WarmJournal::new(&root));
        Ok(Site {
            hosts,
            origins,
            is_secure: origin.is_some(),
            is_own: origin.is_none(),
            cookie,
            state,
            codes: Codes::default(),
            root,
            sync: SyncState::default(),
            folder: world.folder.clone(),
            journal: world.journal.clone(),
            reread: world.reread,
            ledger,
            warm,
            turns: Arc::new(Semaphore::new(1)),
            read: Mutex::default(),
        })
    }

    pub(crate) fn is_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    pub(crate) fn is_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| known == origin)
    }

    /// The address to open in a browser.
    pub(crate) fn address(&self) -> &str {
        self.origins.first().map_or("", String::as_str)
    }

    /// Waits until no other request writes. The first that came is the first that writes.
    pub(crate) async fn turn_to_write(&self) -> Option<OwnedSemaphorePermit> {
        self.turns.clone().acquire_owned().await.ok()
    }

    /// The ledger of submissions. Whoever holds it is the only one who writes.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The outside world at this moment.
    pub(crate) fn world(&self) -> Result<Environment> {
        let world = (self.reread)(self.folder.clone())?;
        Ok(Environment {
            journal: self.journal.clone(),
            progress: Progress::new(false),
            chance: Rng::Random,
            ..world
        })
    }

    /// The journal as this coach works with it.
    pub(crate) fn desk(&self, coach: &Handle) -> Result<Desk> {
        let world = Environment { acting: Some(coach.clone()), ..self.world()? };
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(Desk { world, root: self.root.clone(), me: coach.clone(), warm: self.warm.clone() })
    }

    /// Looks at each file of the journal, so that the pages need not. Does nothing while nobody reads pages.
    pub(crate) fn look(&self) {
        let read = *self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.is_some_and(|read| read.elapsed() < IN_USE)
            && let Ok(world) = self.world()
        {
            self.warm.look(&world);
        }
    }
}

/// The journal, and the coach who works with it.
pub(crate) struct Desk {
    pub world: Environment,
    pub root: PathBuf,
    pub me: Handle,
    warm: Arc<WarmJournal>,
}

impl Desk {
    /// The open and the latest sessions without notes, and all other records.
    pub(crate) fn now(&self) -> Result<Arc<Journal>> {
        self.warm.now(&self.world)
    }

    /// The same, with the latest sessions of a person and their notes.
    pub(crate) fn with_latest_of(&self, person: &Handle) -> Result<Journal> {
        self.warm.with_latest_of(&self.world, person, prep::LATEST)
    }

    /// The same, with the session that has this id, or an item with it, and its notes.
    pub(crate) fn with_session_of(&self, id: &str) -> Result<Journal> {
        self.warm.with_session_of(&self.world, id)
    }

    /// Whether a session, an action or a follow-up has this id.
    pub(crate) fn knows(&self, id: &Id) -> Result<bool> {
        self.warm.knows(&self.world, id)
    }

    pub(crate) fn load(&self, scope: LoadScope<'_>) -> Result<Journal> {
        load::load(&self.root, &self.world, scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_name_behind_https() {
        let is = |typed: &str| Origin::parse(typed).map(|origin| origin.0).ok();
        assert_eq!(is("https://Laptop.Example.com/").as_deref(), Some("https://laptop.example.com"));
        assert_eq!(is("https://x:443").as_deref(), Some("https://x"));
        assert_eq!(is("https://[::1]:8443").as_deref(), Some("https://[::1]:8443"));
        for typed in ["http://x", "x", "https://", "https://x/y", "https://a@b", "https://x?y", "https://x y"]
        {
            assert_eq!(is(typed), None, "{typed}");
        }
    }
}
