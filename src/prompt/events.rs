//! Waits for the events of the terminal. crossterm never returns from the end of a terminal that was closed, and
//! uses a whole core, if the process ignores SIGHUP (`nohup`). So coach waits itself, and asks crossterm only
//! while the terminal is there.

use std::io;
use std::time::{Duration, Instant};

use crossterm::event::{self, Event};

/// How often coach checks for events other than input, such as a new size of the window.
const PAUSE: Duration = Duration::from_millis(100);

/// The next event. Fails if the terminal is gone.
pub(super) fn next() -> io::Result<Event> {
    loop {
        if is_there()? {
            return event::read();
        }
        wait_for_input(PAUSE)?;
    }
}

/// Whether an event comes within this time.
pub(super) fn come_within(time: Duration) -> bool {
    let until = Instant::now() + time;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match is_there() {
            Ok(false) if !left.is_zero() => {}
            there => return there.unwrap_or(false),
        }
        if wait_for_input(left).is_err() {
            return false;
        }
    }
}

/// Whether crossterm has an event, perhaps one that it read before.
fn is_there() -> io::Result<bool> {
    wait_for_input(Duration::ZERO)?;
    // crossterm looks for nothing if it has no time.
    event::poll(Duration::from_millis(1))
}

/// Waits until there is input, a signal comes, or the time has passed. Fails if the terminal is gone.
#[cfg(unix)]
fn wait_for_input(time: Duration) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    let keyboard = io::stdin();
    let mut polled = [PollFd::new(&keyboard, PollFlags::IN)];
    let time = Timespec::try_from(time).map_err(io::Error::other)?;
    match poll(&mut polled, Some(&time)) {
        Err(rustix::io::Errno::INTR) | Ok(0) => Ok(()),
        Err(error) => Err(error.into()),
        Ok(_) if polled[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) => {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        Ok(_) => Ok(()),
    }
}

#[cfg(not(unix))]
fn wait_for_input(time: Duration) -> io::Result<()> {
    event::poll(time).map(drop)
}
