//! `coach review`: steps through the due items, with one key for each.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::item_changes::ItemChanges;
use crate::cli::record_filters::RecordFilters;
use crate::cli::{self, Context, ask_obstacle, ask_result};
use crate::environment::Environment;
use crate::error::{Error, ErrorKind, Result};
use crate::journal::dates::{Calendar, Direction, span_days};
use crate::journal::edit::close_items::{self, CloseInput, MissedFollowUp};
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records::follow_up::Outcome;
use crate::journal::text::editable_record::RecordText;
use crate::journal::values::day::Day;
use crate::journal::values::id::Id;
use crate::ops::{close, parse};
use crate::prompt::{self, PromptAnswer};
use crate::store::load;
use crate::store::write::batch;
use crate::store::write::edits::Edits;
use crate::views::due::{self, Due, Scope};
use crate::views::page::Block;
use crate::views::resource;
use crate::views::review::{self, ReviewTotals};

/// Go through due items one by one
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach review
  coach review ana --within 7d
  coach review --mine

Keys: d done, p partly (both ask for the result), m missed (asks for the obstacle), s snooze (asks for the \
date), x drop (asks for the reason), n note, space skip, u undo the last answer, q or Esc quit. coach saves each answer at once, and makes \
one commit of all answers at the end. After a crash, the next command that changes something commits \
them, and `coach reopen` takes them back instead of `coach undo`. After a miss, coach lists at most three \
resources that fit the obstacle or the topics of the session.")]
pub(crate) struct Args {
    /// The person or group, as --person
    #[arg(value_name = "PERSON", conflicts_with = "person")]
    pub of: Option<String>,
    /// How far ahead to look, such as 2w [default: only today]
    #[arg(long, value_name = "SPAN")]
    pub within: Option<String>,
    /// The items of every coach; a shared journal shows your own by default
    #[arg(long, conflicts_with_all = ["coach", "mine"])]
    pub everyone: bool,
    #[command(flatten, next_help_heading = "Filters")]
    pub filters: RecordFilters,
}

/// The next step after an answer.
enum Next {
    /// Go on to the next item, and count this word.
    Answered(&'static str, SavedTexts),
    Again,
    /// Repeat the question after adding a note.
    Noted(SavedTexts),
    Skip,
    /// Take back the last answer, and return to its item.
    Undo,
    Quit,
}

/// The answers of a round.
#[derive(Default)]
struct Answers {
    totals: ReviewTotals,
    /// The answers that `u` can take back.
    saved: Vec<SavedAnswer>,
    /// Whether a file waits for the commit of the round.
    is_begun: bool,
}

/// An answer that `u` can take back.
struct SavedAnswer {
    /// The position of the item in the round.
    at: usize,
    /// The word that counts it.
    word: &'static str,
    texts: SavedTexts,
}

/// The file of an item before and after an answer, as coach read and wrote it under the lock. Both are equal if the
/// answer is a private note.
struct SavedTexts {
    path: String,
    before: String,
    after: String,
}

impl Args {
    pub(crate) fn run(self, context: &mut Context<'_>) -> Result<()> {
        if !context.world.terminal.asks {
            return Err(Error::usage(context.world.terminal.asks_nobody()).hint(
                "list the items with `coach due`, then use `coach done ID`, `missed`, `snooze` or `drop`",
            ));
        }
        let root = context.root()?;
        let journal = context.load()?;
        let due = self.due(context, &journal)?;
        context.mention(&due.problems);
        if due.items.is_empty() {
            context.out.page(&cli::sentence("nothing is due"));
            return Ok(());
        }
        let notes = batch::begin(&root, context.world, &paths(&journal, &due))?;
        for note in &notes {
            context.notes.say(note);
        }
        let mut answers = Answers::default();
        let walked = walk(context, &root, &due, &mut answers);
        // Commits the answers, however the walk ended.
        if answers.is_begun {
            let summary = answers.totals.summary();
            let saved = batch::end(&root, context.world, &batch::message("review", &summary))?;
            context.mention_saved(&root, &[], saved.as_ref());
            if !answers.totals.is_empty() {
                context.out.page(&cli::sentence(format!("reviewed: {summary}")));
            }
        }
        walked
    }

    fn due(&self, context: &Context<'_>, journal: &Journal) -> Result<Due> {
        let within = self.within.as_deref().map(span_days).transpose();
        let within = within.map_err(|message| Error::usage(format!("--within: {message}")))?;
        let records = self.filters.clone().of_person(self.of.clone()).filter(context, journal, None)?;
        let scope = Scope { records, within: Some(within.unwrap_or(0)), me: context.me().ok(), own: None };
        let scope = if self.everyone { scope } else { scope.or_own(journal) };
        Ok(Due::of(journal, &scope, context.world.today))
    }
}

/// The files of the due items.
fn paths(journal: &Journal, due: &Due) -> Vec<String> {
    let path = |item: &due::DueItem| Some(journal.item(item.id.as_str()).ok()?.session().path.clone());
    let mut paths: Vec<String> = due.items.iter().filter_map(path).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}

fn walk(context: &mut Context<'_>, root: &Path, due: &Due, answers: &mut Answers) -> Result<()> {
    let of = due.items.len();
    let mut at = 0;
    while let Some(item) = due.items.get(at) {
        // An earlier answer or a colleague may have closed the item.
        let journal = load::load(root, context.world, load::LoadScope::Whole)?;
        let Some(now) = journal.item(item.id.as_str()).ok().filter(|now| is_open(*now)) else {
            at += 1;
            continue;
        };
        let mut page = review::page(&journal, item, (at + 1, of), &journal.prefixes());
        page.0.insert(0, Block::Blank);
        context.out.page(&page);
        at = loop {
            match step(context, root, (at, now), &journal, answers) {
                Ok(Step::To(at)) => break at,
                Ok(Step::Again) => {}
                Ok(Step::Quit) => return Ok(()),
                Err(error) if error.kind == ErrorKind::Machine => return Err(error),
                // This answer was not saved, so the user can answer again.
                Err(error) => context.notes.report(&error),
            }
        };
    }
    Ok(())
}

/// Where the walk goes after a key.
enum Step {
    /// To the item at this position.
    To(usize),
    Again,
    Quit,
}

/// Asks once about the item at a position.
fn step(
    context: &mut Context<'_>,
    root: &Path,
    (at, item): (usize, Item<'_>),
    journal: &Journal,
    answers: &mut Answers,
) -> Result<Step> {
    let can_undo = !answers.saved.is_empty();
    let mut keep = |word, texts| {
        answers.is_begun = true;
        answers.totals.count(word);
        answers.saved.push(SavedAnswer { at, word, texts });
    };
    Ok(match ask(context, root, item, journal, can_undo)? {
        Next::Answered(word, texts) => {
            keep(word, texts);
            Step::To(at + 1)
        }
        Next::Noted(texts) => {
            keep("noted", texts);
            Step::Again
        }
        Next::Skip => Step::To(at + 1),
        Next::Again => Step::Again,
        Next::Quit => Step::Quit,
        Next::Undo => {
            let Some(last) = answers.saved.pop() else { return Ok(Step::Again) };
            take_back(context, root, &last)?;
            answers.totals.uncount(last.word);
            Step::To(last.at)
        }
    })
}

/// Restores the file of an answer. Fails if something else changed it since, or if the answer is a private note.
fn take_back(context: &mut Context<'_>, root: &Path, answer: &SavedAnswer) -> Result<()> {
    let SavedTexts { path, before, after } = &answer.texts;
    if before == after {
        return Err(Error::cannot("the note is in your private notes, so it stays")
            .hint("`coach private list` shows its id; `coach private edit ID` changes it"));
    }
    context.change_in_round(root, |edits, _| {
        let text = edits.text(path)?;
        if text.render() != *after {
            return Err(Error::cannot(format!("{path} changed meanwhile, so the answer stays"))
                .hint("`coach history ID` shows the changes; `coach reopen ID` opens a closed item"));
        }
        *text = RecordText::parse(before).map_err(Error::cannot)?;
        Ok(())
    })?;
    context.out.page(&cli::sentence(format!("undone: {}", answer.word)));
    Ok(())
}

fn is_open(item: Item<'_>) -> bool {
    match item {
        Item::Session(_) => false,
        Item::Action(_, action) => action.is_open(),
        Item::FollowUp(_, ask) => ask.is_open(),
    }
}

/// Asks about one item, and applies the answer.
fn ask(
    context: &mut Context<'_>,
    root: &Path,
    item: Item<'_>,
    journal: &Journal,
    can_undo: bool,
) -> Result<Next> {
    let is_follow_up = matches!(item, Item::FollowUp(..));
    let can_miss = close_items::as_follow_up(item, context.world.today).is_ok();
    let mut keys = vec!['d', 's', 'x', 'n', ' ', 'q'];
    let mut shown = vec!["d done"];
    if is_follow_up {
        keys.push('p');
        shown.push("p partly");
    }
    if can_miss {
        keys.push('m');
        shown.push("m missed");
    }
    shown.extend(["s snooze", "x drop", "n note", "space skip"]);
    if can_undo {
        keys.push('u');
        shown.push("u undo");
    }
    shown.push("q or Esc quit");
    let help = format!("  {}", shown.join(" · "));
    let calendar = parse::calendar(context.world, journal);
    let id = item.id().clone();
    let key = match prompt::key(&help, &keys)? {
        PromptAnswer::Given(key) => key,
        PromptAnswer::Back | PromptAnswer::Stop => return Ok(Next::Quit),
    };
    let today = context.world.today;
    match key {
        'd' | 'p' => {
            let outcome = (key == 'p').then_some(Outcome::Partly);
            let Some(result) = given(ask_result::ask_result()?) else { return Ok(Next::Again) };
            let result = Some(result.trim()).filter(|result| !result.is_empty());
            let closing = CloseInput { on: today, result, outcome, reported_by: None };
            let word = if key == 'p' { "partly" } else { "done" };
            let saved =
                save(context, root, &id, |text, item| close_items::done(text, item, &closing).map(drop));
            saved.map(|texts| Next::Answered(word, texts))
        }
        'm' => miss(context, root, item, journal),
        's' => snooze(context, root, &id, calendar),
        'x' => give_up(context, root, &id, today),
        'n' => note(context, root, &id, journal),
        'u' => Ok(Next::Undo),
        ' ' => Ok(Next::Skip),
        _ => Ok(Next::Quit),
    }
}

/// Records a miss, and lists the resources that may help against the obstacle.
fn miss(context: &mut Context<'_>, root: &Path, item: Item<'_>, journal: &Journal) -> Result<Next> {
    let on = context.world.today;
    let Some(said) = given(ask_obstacle::ask_obstacle("Esc back")?) else { return Ok(Next::Again) };
    let (obstacle, words) = close_items::parse_obstacle(&said)?;
    let miss = MissedFollowUp { on, obstacle, obstacle_text: words, next: None, reported_by: None };
    let texts = save(context, root, item.id(), |text, item| {
        close_items::missed(text, close_items::as_follow_up(item, on)?, &miss).map(|_| ())
    })?;
    let session = &item.session().record;
    context.out.page(&resource::suggestions(journal, session, &BTreeSet::from([obstacle]), on));
    Ok(Next::Answered("missed", texts))
}

fn snooze(context: &mut Context<'_>, root: &Path, id: &Id, calendar: Calendar) -> Result<Next> {
    let day = move |typed: &str| match calendar.day(typed, Direction::Forward) {
        Ok(day) if day < calendar.today => Err(format!("{day} is in the past")),
        read => read,
    };
    let language = context.world.language;
    let live = move |typed: &str| day(typed).ok().map(|day| language.day(day.date()));
    let asked = prompt::text("Until when?", "mon, in 2 weeks, 28 nov · Esc back", "", live, move |typed| {
        day(typed).map(|_| ())
    })?;
    let Some(typed) = given(asked) else { return Ok(Next::Again) };
    let due = day(&typed).map_err(Error::usage)?;
    let saved = save(context, root, id, |text, item| close_items::snoozed(text, item, due, calendar.today));
    saved.map(|texts| Next::Answered("snoozed", texts))
}

fn give_up(context: &mut Context<'_>, root: &Path, id: &Id, on: Day) -> Result<Next> {
    let Some(why) = given(super::drop::ask_why("Esc back")?) else { return Ok(Next::Again) };
    let saved = save(context, root, id, |text, item| close_items::dropped(text, item, on, &why).map(drop));
    saved.map(|texts| Next::Answered("dropped", texts))
}

/// Adds a note to the session of the item. The item does not change.
fn note(context: &mut Context<'_>, root: &Path, id: &Id, journal: &Journal) -> Result<Next> {
    let help = if journal.settings.notes_are_private() {
        "added to your private note on its session · Esc back"
    } else {
        "added to the notes of its session · Esc back"
    };
    let asked = prompt::text(
        "What was said?",
        help,
        "",
        |_| None,
        |typed| match typed {
            "" => Err("the note is empty".into()),
            _ => Ok(()),
        },
    )?;
    let Some(said) = given(asked) else { return Ok(Next::Again) };
    let texts = save_with(context, root, id, |edits, world, _| {
        close::note(edits, world, id.as_str(), &said).map(drop)
    })?;
    Ok(Next::Noted(texts))
}

fn given<T>(answer: PromptAnswer<T>) -> Option<T> {
    match answer {
        PromptAnswer::Given(given) => Some(given),
        PromptAnswer::Back | PromptAnswer::Stop => None,
    }
}

/// Saves one answer, and prints the new state of the item.
fn save(
    context: &mut Context<'_>,
    root: &Path,
    id: &Id,
    act: impl Fn(&mut RecordText, Item<'_>) -> Result<()>,
) -> Result<SavedTexts> {
    save_with(context, root, id, |edits, _, item| act(edits.text(&item.session().path)?, item))
}

/// Like `save`, with all edits of the command. Also returns the texts of the item's file before and after the answer.
fn save_with(
    context: &mut Context<'_>,
    root: &Path,
    id: &Id,
    act: impl Fn(&mut Edits<'_>, &Environment, Item<'_>) -> Result<()>,
) -> Result<SavedTexts> {
    let (shown, texts) =
        context.change_in_round(root, |edits: &mut Edits<'_>, world: &mut Environment| {
            let item = edits.journal.item(id.as_str())?;
            let path = item.session().path.clone();
            let before = edits.text(&path)?.render();
            act(edits, world, item)?;
            let after = edits.text(&path)?.render();
            Ok((ItemChanges::after(edits, &[item])?, SavedTexts { path, before, after }))
        })?;
    shown.show(context, "saved", &[]);
    Ok(texts)
}
