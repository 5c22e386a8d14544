//! Progress of steps that take longer than a second, on standard error and only on a terminal. indicatif
//! draws it, and only this file calls indicatif. Progress is erased before anything else is printed.
#![expect(clippy::disallowed_methods, reason = "the one file that draws progress")]

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// The delay before progress appears.
const PATIENCE: Duration = Duration::from_secs(1);

const TICK: Duration = Duration::from_millis(120);

/// Whether coach shows progress at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    shows: bool,
}

/// A step in progress, until it is dropped.
#[derive(Default)]
pub struct ProgressStep(Option<ProgressLine>);

struct ProgressLine {
    bar: ProgressBar,
    done: Option<Sender<()>>,
    watch: Option<JoinHandle<()>>,
}

impl Progress {
    /// `is_terminal`: whether standard error is a terminal that can redraw a line.
    pub fn new(is_terminal: bool) -> Progress {
        Progress { shows: is_terminal }
    }

    /// Runs a step with an unknown number of parts.
    pub fn during<T>(self, doing: &'static str, work: impl FnOnce() -> T) -> T {
        let _step = self.begin(doing, 0);
        work()
    }

    /// Begins a step with this many parts; 0 if the number is unknown.
    pub fn begin(self, doing: &'static str, parts: usize) -> ProgressStep {
        if !self.shows {
            return ProgressStep(None);
        }
        let bar = ProgressBar::with_draw_target(Some(parts as u64), ProgressDrawTarget::hidden());
        let style =
            if parts == 0 { "{spinner} {msg} …" } else { "{spinner} {msg}: {human_pos} of {human_len}" };
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
        bar.set_message(doing);
        let (done, waits) = channel();
        let shown = bar.clone();
        let watch = thread::spawn(move || {
            if waits.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        ProgressStep(Some(ProgressLine { bar, done: Some(done), watch: Some(watch) }))
    }
}

impl ProgressStep {
    /// Counts one part as done.
    pub fn one(&self) {
        if let Some(shown) = &self.0 {
            shown.bar.inc(1);
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(watch) = self.watch.take() {
            let _ = watch.join();
        }
        self.bar.finish_and_clear();
    }
}
