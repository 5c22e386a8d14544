//! `coach import`: records from a file, all of them or none.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{NaiveDate, NaiveDateTime};

use crate::cli::{self, Context};
use crate::error::{Error, Result};
use crate::import::fate::Fate;
use crate::import::source::Source;
use crate::import::standing::{Here, Standing, clashes};
use crate::import::text::Text;
use crate::import::told::Difference;
use crate::import::{self, Asked, Came, Record, Refused, Row, What};
use crate::journal::day::Day;
use crate::journal::filled;
use crate::journal::form;
use crate::journal::handle::Handle;
use crate::journal::id::Id;
use crate::journal::journal::Journal;
use crate::journal::objective::Objective;
use crate::journal::person::Person;
use crate::journal::record::Problem;
use crate::journal::template::Template;
use crate::journal::text::RecordText;
use crate::report::page::Page;
use crate::report::reading::count;
use crate::store::edits::Edits;
use crate::store::{Guard, LARGEST, change, layout, note};
use crate::world::World;

/// Bring in another program's file, or what `coach export` wrote
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coach import journal.json --dry-run
  coach --journal old export jsonl | coach import -
  coach import sessions.csv                      as `coach export csv` writes it
  coach import sheet.csv --map \"Client Name=with\" --map \"When=date\" --date-format %d/%m/%Y
  coach import hours.csv                         ICF's client coaching log
  jrnl @ana --export json | coach import - --with ana
  task project:coaching export | coach import - --dry-run

Whose file it is shows in its first characters; --from says it. Fields of sessions: id, date, start,
minutes or hours, kind, coach, with, group, topics, objectives, paid, notes, programme, template,
answers, feedback_score, feedback_text, email. Of actions: id, session, date, coach, what, owner, due,
objectives, state, done, dropped, result, why and benefit_…. Of follow-ups: id, session, date, coach,
person, action, due, ask, every, series, state, done, outcome, obstacle, obstacle_text, result, why.
Names become handles; --dry-run shows which.

All of the file comes in, in one commit, or none of it. What is here already stays as it is, and
is told where the file says something else: a second import of the same file adds nothing. `coach undo` takes it back.")]
pub struct Args {
    /// The file (- is standard input)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only say what would come in
    #[arg(long)]
    pub dry_run: bool,
    /// Whose format it is: coach (json or jsonl), csv, jrnl or taskwarrior
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub from: Option<Source>,
    /// For csv: whether its rows are sessions, actions or follow-ups
    #[arg(long, value_name = "WHAT", hide_possible_values = true)]
    pub what: Option<What>,
    /// For csv and jrnl: whose column (or tag) is which field of ours; may be repeated
    #[arg(long, value_name = "THEIRS=OURS", value_parser = pair)]
    pub map: Vec<(String, String)>,
    /// Whom all of it is with; may be repeated for jrnl and for sessions
    #[arg(long, value_name = "PERSON")]
    pub with: Vec<String>,
    /// For csv: how days are written, such as %d/%m/%Y
    #[arg(long, value_name = "PATTERN")]
    pub date_format: Option<String>,
}

/// Problems that are told before the rest is only counted.
const TOLD: usize = 20;

/// More is not read at once: a hundred thousand sessions have some 150 MiB.
const MOST: u64 = 512 << 20;

/// `Client Name=with`: the last = parts them, for a column may have one.
fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.rsplit_once('=').map(|(theirs, ours)| (theirs.trim(), ours.trim()));
    let pair = pair.filter(|(theirs, ours)| !theirs.is_empty() && !ours.is_empty());
    let (theirs, ours) = pair.ok_or("it takes THEIRS=OURS, such as \"Client Name=with\"")?;
    Ok((theirs.into(), ours.into()))
}

/// What a decision is made of besides the journal.
struct Reading<'a> {
    text: &'a Text<'a>,
    source: Source,
    args: &'a Args,
    me: Handle,
    with: Vec<Handle>,
    local_day: fn(NaiveDateTime) -> NaiveDate,
    today: Day,
}

impl Args {
    pub fn run(self, context: &mut Context<'_>) -> Result<()> {
        let name = self.file.display().to_string();
        let read = self.read(context.world)?;
        let text = Text::new(&name, &read);
        let source = self.from.unwrap_or_else(|| Source::of(&text));
        self.fits(source)?;
        let reading = Reading {
            text: &text,
            source,
            args: &self,
            me: context.me()?,
            with: self.with.iter().map(|typed| cli::handle("a person", typed)).collect::<Result<_>>()?,
            local_day: context.world.local_day,
            today: context.world.today,
        };
        if self.dry_run {
            return dry_run(context, &reading);
        }
        let mut why = None;
        let done = context.change_or_begin(|edits, world: &mut World| {
            let _step = world.progress.begin("reading what comes in", 0);
            let guard = Guard::read(world)?;
            let (came, fate) = reading.came(edits.journal, &guard).map_err(|refusal| {
                why = Some(refusal);
                Error::cannot("")
            })?;
            put(edits, &came, &fate)?;
            Ok((came, fate))
        });
        let (came, fate) = done.map_err(|error| match why {
            None => error,
            Some(why) => refused(context, why),
        })?;
        tell(context, &text, &came, &fate, "came in");
        Ok(())
    }

    /// Nothing is drawn over what somebody types.
    fn read(&self, world: &mut World) -> Result<String> {
        let is_typed = self.file.as_os_str() == "-" && world.terminal.stdin;
        let _step = (!is_typed).then(|| world.progress.begin("reading what comes in", 0));
        note::read_at_most(world, &self.file, MOST)
    }

    /// An option that would change nothing is refused: it was meant to.
    fn fits(&self, source: Source) -> Result<()> {
        let wrong = [
            ("--what", self.what.is_some() && source != Source::Csv),
            ("--date-format", self.date_format.is_some() && source != Source::Csv),
            ("--map", !self.map.is_empty() && !matches!(source, Source::Csv | Source::Jrnl)),
            ("--with", !self.with.is_empty() && source == Source::Coach),
        ];
        if let Some((flag, _)) = wrong.iter().find(|(_, is_wrong)| *is_wrong) {
            return Err(Error::usage(format!("{flag} means nothing for a file of {source}"))
                .hint("`--from` says whose file it is, should it look like another's"));
        }
        if source == Source::Taskwarrior && self.with.len() > 1 {
            return Err(Error::usage("--with: an action has one owner")
                .hint("import the tasks of each by themselves"));
        }
        let is_tag = |(theirs, ours): &&(String, String)| {
            matches!(ours.as_str(), "with" | "topics") && !theirs.starts_with(char::is_alphanumeric)
        };
        if source == Source::Jrnl && self.map.iter().filter(is_tag).count() < self.map.len() {
            return Err(Error::usage("--map: for jrnl it says of a tag whether it is `with` or `topics`")
                .hint("`--map \"@calls=topics\"`"));
        }
        match self.date_format.as_deref().filter(|format| !import::is_date_format(format)) {
            None => Ok(()),
            Some(_) => Err(Error::usage("--date-format takes letters such as %d/%m/%Y")
                .hint("%d is the day, %m the month, %b its name, %Y the year and %y its last two digits")),
        }
    }
}

impl Reading<'_> {
    /// What the file holds, read beside this journal, and what becomes of it, or what keeps it from
    /// coming in.
    fn came(&self, journal: &Journal, guard: &Guard) -> Result<(Came, Fate), Refused> {
        let mut with = Vec::new();
        for handle in &self.with {
            with.push(journal.now_called(handle).unwrap_or(handle).clone());
        }
        let asked = Asked {
            journal,
            me: &self.me,
            today: self.today,
            with: &with,
            map: &self.args.map,
            what: self.args.what,
            date_format: self.args.date_format.as_deref(),
            local_day: self.local_day,
        };
        let came = self.source.read(self.text, &asked)?;
        let here = Here::new(journal);
        let fate = Fate::of(&came, journal, &here);
        let mut problems = clashes(self.text, &came.rows, &fate.standings, &here);
        let large = came.rows.iter().filter(|row| row.text.len() as u64 > LARGEST);
        problems.extend(large.map(|row| {
            let most = LARGEST / 1024;
            self.text
                .problem(row.at, format!("this would be larger than the {most} KiB that a record may have"))
        }));
        // A template that comes in with its sessions says as well what of them is private.
        let coming = fate.coming(&came.rows).filter_map(|row| match &row.record {
            Record::Template(one) => Some((&one.handle, &**one)),
            _ => None,
        });
        let coming: BTreeMap<&Handle, &Template> = coming.collect();
        let form = |handle: &Handle| {
            coming.get(handle).copied().or_else(|| journal.templates.get(handle).map(|filed| &filed.record))
        };
        let refused = |row: &Row| Some(self.text.problem(row.at, not_shared(row, &form, guard)?));
        problems.extend(fate.coming(&came.rows).filter_map(refused));
        if problems.is_empty() { Ok((came, fate)) } else { Err(Refused::Problems(problems)) }
    }
}

/// Why this is nothing for everyone with the journal to read.
fn not_shared<'a>(
    row: &Row,
    form: &impl Fn(&Handle) -> Option<&'a Template>,
    guard: &Guard,
) -> Option<String> {
    if let Some(id) = guard.note_in(&row.text) {
        return Some(format!(
            "this says what your private note {id} says: take it out here, or there (`coach edit {id} --private`)"
        ));
    }
    let key = filled::newly_shared_by(form, "", &row.text)?;
    Some(format!("the field `{key}` is private here, and everyone with the journal would read it"))
}

/// Says what would come in, and what would be refused as it is saved.
fn dry_run(context: &mut Context<'_>, reading: &Reading<'_>) -> Result<()> {
    let root = context.place()?;
    let journal = match context.root() {
        Ok(_) => context.load()?,
        Err(_) => Journal::begun(),
    };
    let came = context.world.progress.during("reading what comes in", || {
        Guard::read(context.world).map(|guard| reading.came(&journal, &guard))
    });
    let (came, fate) = came?.map_err(|why| refused(context, why))?;
    show(context, reading.text, &came, &fate);
    change::rehearse(&root, context.world, &journal, |edits, _| put(edits, &came, &fate))
}

/// Puts what is new into the journal, with whoever it names and nobody describes.
fn put(edits: &mut Edits<'_>, came: &Came, fate: &Fate) -> Result<()> {
    let here = Here::new(edits.journal);
    let mut made: BTreeMap<&Id, String> = BTreeMap::new();
    for row in fate.coming(&came.rows) {
        let path = match &row.record {
            Record::Person(one) => layout::person(&one.handle),
            Record::Objective(one) => layout::objective(&one.handle),
            Record::Session(one) => layout::session(one),
            Record::Agreed(one) => {
                let path =
                    here.session(&one.id).map(|filed| filed.path.clone()).or(made.get(&one.id).cloned());
                if let Some(path) = path {
                    let text = edits.text(&path)?;
                    one.actions.iter().for_each(|action| form::push_action(text, action));
                    one.follow_ups.iter().for_each(|ask| form::push_follow_up(text, ask));
                    continue;
                }
                made.insert(&one.id, layout::session(one));
                layout::session(one)
            }
            Record::Request(one) => layout::request(&one.id),
            Record::Story(one) => layout::story(&one.id),
            Record::Template(one) => layout::template(&one.handle),
            Record::Standard(one) => layout::standard(&one.handle),
        };
        let text = RecordText::parse(&row.text).map_err(|why| Error::cannot(format!("{path}: {why}")))?;
        edits.create(&path, text)?;
    }
    for handle in &fate.people {
        edits.create(&layout::person(handle), form::person(&Person::new(handle.clone())))?;
    }
    for handle in &fate.goals {
        edits.create(&layout::objective(handle), form::objective(&Objective::new(handle.clone())))?;
    }
    edits.message("import", &format!("import: {}", fate.brings(&came.rows)));
    Ok(())
}

/// What a dry run says: row by row, then in numbers.
fn show(context: &mut Context<'_>, text: &Text<'_>, came: &Came, fate: &Fate) {
    let line = |(row, standing): (&Row, &Standing)| {
        let word = match standing {
            Standing::New => "new",
            Standing::Same => "here already",
            Standing::Other(_) => "here, and says something else: stays",
        };
        let place = format!("{}:{}", text.path, text.line(row.at));
        let key = format!("{} {}", row.record.noun(), row.record.key());
        vec![place.into(), word.into(), key.into(), row.record.gist().into()]
    };
    let mut page = Page::new();
    page.table(0, &[], came.rows.iter().zip(&fate.standings).map(line).collect());
    context.out.page(&page);
    tell(context, text, came, fate, "would come in");
}

fn tell(context: &mut Context<'_>, text: &Text<'_>, came: &Came, fate: &Fate, verb: &str) {
    let (rows, standings) = (&came.rows, &fate.standings);
    let mut page = Page::new();
    let bare = fate.people.iter().map(|handle| ("person", handle));
    for (noun, handle) in bare.chain(fate.goals.iter().map(|handle| ("objective", handle))) {
        page.line(format!("new, with no more than its handle: {noun} {handle}"));
    }
    page.line(format!("{verb}: {}", fate.brings(rows)));
    let is_same = |one: &Standing| *one == Standing::Same;
    if standings.iter().any(is_same) {
        page.line(format!("here already: {}", fate.here(rows, is_same)));
    }
    let differing: Vec<Problem> = rows.iter().zip(standings).filter_map(|pair| differs(text, pair)).collect();
    if !differing.is_empty() {
        let others = fate.here(rows, |one| matches!(one, Standing::Other(_)));
        page.line(format!("here, and says something else: {others}: left as it is"));
    }
    context.out.page(&page);
    say(context, &differing, "more that differ");
    say(context, &came.told, "more like it");
    came.left_out.iter().take(TOLD).for_each(|said| context.notes.say(said));
    if came.left_out.len() > TOLD {
        context.notes.say(&format!("and {}", count(came.left_out.len() - TOLD, "more line")));
    }
}

/// In what a row differs from what is here, with its place.
fn differs(text: &Text<'_>, (row, standing): (&Row, &Standing)) -> Option<Problem> {
    let Standing::Other(differences) = standing else { return None };
    let name = format!("{} {}", row.record.noun(), row.record.key());
    Some(text.problem(row.at, format!("{name} differs: {}", Difference::in_words(differences))))
}

fn say(context: &mut Context<'_>, problems: &[Problem], noun: &str) {
    for problem in problems.iter().take(TOLD) {
        context.notes.say(&format!("{}  {}", problem.place(), problem.message));
    }
    if problems.len() > TOLD {
        context.notes.say(&format!("and {} {noun}", problems.len() - TOLD));
    }
}

/// Says each problem at its place, and that nothing came in.
fn refused(context: &mut Context<'_>, why: Refused) -> Error {
    let problems = match why {
        Refused::Asked(error) => return error,
        Refused::Problems(problems) => problems,
    };
    let more = if problems.len() == TOLD + 1 { "more problem" } else { "more problems" };
    say(context, &problems, more);
    Error::cannot(format!("{}: nothing came in", count(problems.len(), "problem")))
        .hint("correct the file and import it again: what came in before is known")
}
