//! What takes longer than a second says so, on standard error, and only on a terminal: indicatif
//! draws it, and nobody else calls it. It is gone before anything else is said.
#![expect(clippy::disallowed_methods, reason = "the one file that draws progress")]

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Before this nothing is worth a word.
const PATIENCE: Duration = Duration::from_secs(1);

const TICK: Duration = Duration::from_millis(120);

/// Whether progress is shown at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    shows: bool,
}

/// Something under way, until it is dropped.
#[derive(Default)]
pub struct ProgressStep(Option<ProgressLine>);

struct ProgressLine {
    bar: ProgressBar,
    done: Option<Sender<()>>,
    watch: Option<JoinHandle<()>>,
}

impl Progress {
    /// `is_terminal`: whether standard error is one that can redraw a line.
    pub fn new(is_terminal: bool) -> Progress {
        Progress { shows: is_terminal }
    }

    /// Does something of which nobody knows how many parts it has.
    pub fn during<T>(self, doing: &'static str, work: impl FnOnce() -> T) -> T {
        let _step = self.begin(doing, 0);
        work()
    }

    /// Begins something of so many parts; of 0 where nobody knows how many.
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
    /// One part is done.
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
