//! Shares the journal with the team while the server runs: at the start, every five minutes, and after each change.
//! No page waits for it. Its last failure is one line on every page and in the terminal.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;

use super::site::Site;
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::ops::own_handle;
use crate::store::load;
use crate::store::private::owner;
use crate::store::serve_state::ServeState;
use crate::store::sync::{self, SyncOptions, unsent_reminder};

const EVERY: Duration = Duration::from_secs(5 * 60);
/// How long a sync waits after a change, so that several changes in a row are shared together.
const AFTER_A_CHANGE: Duration = Duration::from_secs(2);

/// What pages and requests need of the sync.
#[derive(Default)]
pub(crate) struct SyncState {
    failure: Mutex<Option<String>>,
    changes: Mutex<Option<Sender<()>>>,
}

impl SyncState {
    /// Why the last sync failed.
    pub(crate) fn failure(&self) -> Option<String> {
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Says that the journal changed.
    pub(crate) fn changed(&self) {
        if let Some(changes) = &*self.changes.lock().unwrap_or_else(PoisonError::into_inner) {
            // Without a receiver the server ends.
            let _ = changes.send(());
        }
    }

    /// Keeps what became of a sync. Returns an error that is not the one before.
    fn keep(&self, outcome: Result<()>) -> Option<Error> {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let error = outcome.err();
        let is_new = error.as_ref().map(|error| &error.message) != failure.as_ref();
        *failure = error.as_ref().map(|error| error.message.clone());
        error.filter(|_| is_new)
    }
}

/// Syncs in a thread of its own, which ends with the process: a sync that dies is completed by the next command.
/// Sends each new failure to `failures`.
pub(crate) fn begin(site: Arc<Site>, failures: UnboundedSender<Error>) {
    let (sender, changes) = channel();
    *site.sync.changes.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
    thread::spawn(move || {
        loop {
            let outcome = site.world().and_then(|world| sync_once(&site.root, world));
            if let Some(error) = site.sync.keep(outcome)
                && failures.send(error).is_err()
            {
                return;
            }
            if !wait(&changes) {
                return;
            }
        }
    });
}

/// Waits for a change or the next time. Returns `false` if there is nothing left to wait for.
fn wait(changes: &Receiver<()>) -> bool {
    match changes.recv_timeout(EVERY) {
        Err(RecvTimeoutError::Timeout) => true,
        Err(RecvTimeoutError::Disconnected) => false,
        Ok(()) => {
            thread::sleep(AFTER_A_CHANGE);
            while changes.try_recv().is_ok() {}
            true
        }
    }
}

/// Does nothing for a journal that has no remote, or that nobody may share.
fn sync_once(root: &Path, mut world: Environment) -> Result<()> {
    if !unsent_reminder::may_be_shared(root) || load::settings(root)?.demo {
        return Ok(());
    }
    // Git must not ask for a password: the keyboard is for the person who started the server.
    world.terminal.stdin = false;
    let options = SyncOptions { remote: None, branch: None, dry_run: false, missing: None };
    let synced = sync::sync(root, &world, &options)?;
    for (was, now) in &synced.reassigned {
        // The device would write as the person who has the handle now.
        ServeState::open(&world)?.sign_out(was, world.today)?;
        if owner::me(&world)? == *was {
            own_handle::take(&world, was, now)?;
        }
    }
    synced.stopped.map_or(Ok(()), Err)
}
