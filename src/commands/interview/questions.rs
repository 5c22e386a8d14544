//! The questions of `coach log`, one by one: each puts its answer into what was told.

use super::{Interview, Step, Turn};
use crate::cli::{self, Context};
use crate::commands::missed;
use crate::error::Result;
use crate::journal::action::Action;
use crate::journal::day::Day;
use crate::journal::handle::Handle;
use crate::journal::journal::{Item, Journal};
use crate::journal::phrase::{Asked, Calendar};
use crate::journal::private::paragraphs;
use crate::journal::time::{minutes, spoken};
use crate::prompt::{self, Answer, By};
use crate::report::page::{Text, Tone};
use crate::report::whom::whom;
use crate::store::draft::Draft;

impl Interview {
    pub(super) fn ask(&mut self, context: &mut Context<'_>, journal: &Journal) -> Result<Turn> {
        let calendar = cli::calendar(context.world, journal);
        let date = self.told.day(&calendar)?;
        let language = context.world.language;
        let on = move |day: Day| language.day(day.date());
        let calendar = Calendar { today: date.unwrap_or(calendar.today), ..calendar };
        match self.step {
            Step::Who => self.who(context, journal),
            Step::Length => self.length(),
            Step::Open => self.open(context, journal),
            Step::Topics => self.topics(),
            Step::Fields => self.field(journal, calendar, language),
            Step::Notes => self.notes(context),
            Step::Actions => {
                let read = |typed: &str| {
                    calendar.action(typed).map(|(what, due)| match due {
                        Some(due) => format!("{what}, due {}", on(due)),
                        None => format!("{what}, without a day (\"by fri\" at the end sets one)"),
                    })
                };
                let mut said = std::mem::take(&mut self.told.actions);
                let turn = several(
                    &mut said,
                    self.unfinished("actions"),
                    Asking::Lines("What will be done?", ACTION),
                    read,
                );
                self.told.actions = said;
                turn
            }
            Step::FollowUps => {
                let read = |typed: &str| {
                    calendar.ask(typed).map(|Asked { ask, due, every }| {
                        let due = due.map_or("in a week".to_string(), |due| format!("on {}", on(due)));
                        let every = every.map(|every| format!(", every {every}")).unwrap_or_default();
                        format!("{ask}  {due}{every}")
                    })
                };
                let mut said = std::mem::take(&mut self.told.follow_ups);
                let question = Asking::Lines("What will you ask, and when?", ASK);
                let turn = several(&mut said, self.unfinished("follow-ups"), question, read);
                self.told.follow_ups = said;
                turn
            }
            Step::Save => self.last(context),
        }
    }

    fn who(&mut self, context: &Context<'_>, journal: &Journal) -> Result<Turn> {
        let known = whom(journal, context.world.today);
        if !known.is_empty() {
            let mut lines: Vec<String> = known.iter().map(|(_, line)| line.clone()).collect();
            lines.push("someone new, or several".into());
            let help = "type some letters of a handle or a name · Esc leaves · Ctrl-C stops";
            match prompt::choose("Who was it with?", help, &lines, prompt::Last::Always)? {
                Answer::Given(at) if at < known.len() => {
                    self.told.people = vec![known[at].0.clone()];
                    return Ok(Turn::On);
                }
                Answer::Given(_) => {}
                Answer::Back => return Ok(Turn::Back),
                Answer::Stop => return Ok(Turn::Stop),
            }
        }
        let help = "handles such as ana, with spaces between several · Esc leaves";
        let typed = self.line(
            "who",
            "Who was it with?",
            help,
            "",
            |_| None,
            |typed| match people(journal, typed) {
                Ok(people) if people.is_empty() => Err("nobody is named".into()),
                Ok(_) => Ok(()),
                Err(error) => Err(error.message),
            },
        )?;
        match typed {
            Answer::Given(typed) => {
                self.told.people = people(journal, &typed)?;
                Ok(Turn::On)
            }
            Answer::Back if known.is_empty() => Ok(Turn::Back),
            Answer::Back => self.who(context, journal),
            Answer::Stop => Ok(Turn::Stop),
        }
    }

    fn length(&mut self) -> Result<Turn> {
        let before = self.told.minutes.map(|minutes| format!("{minutes}m")).unwrap_or_default();
        let check = |typed: &str| match typed {
            "" => Ok(()),
            _ => minutes(typed).map(|_| ()).ok_or_else(|| "no length: try 45m, 1h or 1h30".to_string()),
        };
        let live = |typed: &str| minutes(typed.trim()).map(spoken);
        let help = "45m, 1h30 · Enter leaves it out · Esc goes back";
        let typed = self.line("length", "How long?", help, &before, live, check)?;
        Ok(turn(typed, |typed| self.told.minutes = minutes(&typed)))
    }

    /// What is open from before, one at a time: ticked off, missed or left, one key each.
    fn open(&mut self, context: &mut Context<'_>, journal: &Journal) -> Result<Turn> {
        let concerns = |owner: &Handle| {
            self.told.people.iter().any(|person| person == owner || journal.is_in(owner, person))
        };
        let mut open: Vec<_> =
            journal.actions().filter(|(_, action)| action.is_open() && concerns(&action.owner)).collect();
        // Ticks of somebody who was named before another was chosen are no longer asked about.
        let is_asked = |id: &String| open.iter().any(|(_, action)| action.id.as_str() == id);
        self.told.done.retain(is_asked);
        self.told.missed.retain(|(id, _)| is_asked(id));
        if open.is_empty() {
            return Ok(Turn::Through);
        }
        open.sort_by_key(|(_, action)| (action.due.is_none(), action.due));
        let next = open.iter().find(|(_, action)| !self.decided.iter().any(|id| action.id.as_str() == id));
        let Some((session, action)) = next else {
            self.decided.clear();
            return Ok(Turn::On);
        };
        let item = Item::Action(session, action);
        let id = action.id.to_string();
        let can_miss = missed::follow_up_of(item).is_ok();
        let help = self.show_open(context, action, can_miss);
        let chosen = match prompt::key(&help, if can_miss { &['d', 'm', ' '] } else { &['d', ' '] })? {
            Answer::Given('d') => {
                self.untick(&id);
                self.told.done.push(id.clone());
                "done"
            }
            Answer::Given('m') => match missed::ask_obstacle()? {
                Answer::Given(said) => {
                    self.untick(&id);
                    self.told.missed.push((id.clone(), said));
                    "missed"
                }
                Answer::Back => return Ok(Turn::Again),
                Answer::Stop => return Ok(Turn::Stop),
            },
            Answer::Given(_) => {
                self.untick(&id);
                "left open"
            }
            Answer::Back if self.decided.pop().is_some() => return Ok(Turn::Again),
            Answer::Back => return Ok(Turn::Back),
            Answer::Stop => return Ok(Turn::Stop),
        };
        context.notes.say(&format!("  {chosen}: {}", action.what));
        self.decided.push(id);
        Ok(Turn::Again)
    }

    /// Shows an open action; gives what was chosen for it before, and the keys there are.
    fn show_open(&self, context: &mut Context<'_>, action: &Action, can_miss: bool) -> String {
        let line = Text::new().with(Tone::Faint, "open  ").plain(action.what.as_str());
        context.out.page(&cli::sentence(match action.due {
            Some(due) => line.with(Tone::Faint, ", due ").day(Tone::Faint, due),
            None => line,
        }));
        let id = action.id.as_str();
        let before = match () {
            () if self.told.done.iter().any(|done| done == id) => "so far: done · ",
            () if self.told.missed.iter().any(|(missed, _)| missed == id) => "so far: missed · ",
            () => "",
        };
        let missed = if can_miss { " · m missed" } else { "" };
        format!("  {before}d done{missed} · space leave")
    }

    fn untick(&mut self, id: &str) {
        self.told.done.retain(|done| done != id);
        self.told.missed.retain(|(missed, _)| missed != id);
    }

    fn topics(&mut self) -> Result<Turn> {
        let split = |typed: &str| -> Vec<String> {
            let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.filter_map(|part| Handle::near(part).map(|topic| topic.to_string())).collect()
        };
        let live = move |typed: &str| Some(split(typed).join(", ")).filter(|shown| !shown.is_empty());
        let check = move |typed: &str| match typed.trim().is_empty() || !split(typed).is_empty() {
            true => Ok(()),
            false => Err("no topic: letters and digits make one".to_string()),
        };
        let help = "topics, with commas between · Enter leaves it out · Esc goes back";
        let before = self.told.topics.join(", ");
        let typed = self.line("topics", "What was it about?", help, &before, live, check)?;
        Ok(turn(typed, |typed| self.told.topics = split(&typed)))
    }

    fn notes(&mut self, context: &mut Context<'_>) -> Result<Turn> {
        let mut parts: Vec<String> = self
            .told
            .note
            .split("\n\n")
            .map(|part| part.trim().to_string())
            .filter(|part| !part.is_empty())
            .collect();
        let help = "a paragraph each · Enter alone goes on · Ctrl-O opens your editor · Esc goes back";
        let begun = self.unfinished("notes");
        let asking = Asking::Paragraphs("What was said?", help);
        let answered = several(&mut parts, begun, asking, |_| Ok(String::new()))?;
        if let Turn::Editor = answered {
            parts.append(self.unfinished("notes"));
        }
        self.told.note = paragraphs(parts.iter().map(String::as_str));
        match answered {
            Turn::Editor => self.note_in_editor(context),
            turn => Ok(turn),
        }
    }

    /// The note alone, as a text; the questions go on behind it.
    fn note_in_editor(&mut self, context: &mut Context<'_>) -> Result<Turn> {
        // One that is there is of somebody who writes elsewhere, or of a machine that died.
        let draft = match Draft::kept(context.world, NOTE) {
            None => Draft::begin(context.world, NOTE, &self.told.note)?,
            Some(_) => Draft::beside(context.world, "note", &self.told.note)?,
        };
        let edited = draft.edit(context.world);
        // Whatever became of the editor: what it wrote is taken, and where that is no text it stays there.
        let written = draft.text().map(|text| {
            self.told.note = text.trim().to_string();
            draft.done();
        });
        match edited.and(written) {
            Ok(()) => Ok(Turn::On),
            Err(error) => {
                context.notes.report(&error);
                Ok(Turn::Again)
            }
        }
    }

    fn last(&mut self, context: &mut Context<'_>) -> Result<Turn> {
        context.notes.say(&self.told.summary());
        let help = "  Enter saves · e goes on in the editor · Esc goes back · Ctrl-C keeps it for later";
        Ok(match prompt::key(help, &[' ', 'e'])? {
            Answer::Given('e') => Turn::Editor,
            Answer::Given(_) => Turn::On,
            Answer::Back => Turn::Back,
            Answer::Stop => Turn::Stop,
        })
    }
}

pub(super) fn turn<T>(answer: Answer<T>, given: impl FnOnce(T)) -> Turn {
    match answer {
        Answer::Given(value) => {
            given(value);
            Turn::On
        }
        Answer::Back => Turn::Back,
        Answer::Stop => Turn::Stop,
    }
}

/// A note while it is in the editor.
const NOTE: &str = "note.txt";
const ACTION: &str = "such as: rewrite the script by fri · Enter alone goes on · Esc goes back";
const ASK: &str = "such as: how did it go on 5 dec · Enter alone goes on · Esc goes back";

/// A name that is known stands for its handle.
fn people(journal: &Journal, typed: &str) -> Result<Vec<Handle>> {
    if let Some(known) = journal.known_as(typed) {
        return Ok(vec![known.clone()]);
    }
    let words = typed.split([' ', ',']).filter(|word| !word.is_empty());
    words.map(|word| cli::handle("a person", word)).collect()
}

/// A question with several answers, and its help.
#[derive(Clone, Copy)]
pub(super) enum Asking<'a> {
    /// An answer a line, also where several are pasted.
    Lines(&'a str, &'a str),
    /// Paragraphs: what is pasted stays as it is, and the editor is offered.
    Paragraphs(&'a str, &'a str),
}

impl Asking<'_> {
    fn ask(
        self,
        initial: &str,
        read: &dyn Fn(&str) -> std::result::Result<String, String>,
    ) -> Result<(Answer<By>, String)> {
        let lines = |typed: &str| typed.lines().filter(|line| !line.trim().is_empty()).count();
        match self {
            Asking::Lines(question, help) => {
                let live = |typed: &str| match lines(typed) {
                    0 => None,
                    1 => read(typed.trim()).ok().filter(|shown| !shown.is_empty()),
                    several => Some(format!("{several} of them, one a line")),
                };
                let check = |typed: &str| apart(typed).try_for_each(|line| read(line).map(|_| ()));
                prompt::line(question, help, initial, live, check)
            }
            Asking::Paragraphs(question, help) => {
                let live = |typed: &str| match lines(typed) {
                    0 | 1 => None,
                    several => Some(format!("{several} lines; Enter takes them as they are")),
                };
                prompt::long(question, help, initial, live)
            }
        }
    }

    fn answers(self, typed: String) -> Vec<String> {
        match self {
            _ if typed.is_empty() => Vec::new(),
            Asking::Lines(..) => apart(&typed).map(str::to_string).collect(),
            Asking::Paragraphs(..) => vec![typed],
        }
    }
}

fn apart(typed: &str) -> impl Iterator<Item = &str> {
    typed.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// One after the other, until one is empty. Esc takes the last one up again, and the one before, and
/// goes back with all of them as they were; a line that is emptied is taken away. What was begun and
/// not given, or can no longer be read, stays `begun`.
pub(super) fn several(
    said: &mut Vec<String>,
    begun: &mut Vec<String>,
    asking: Asking<'_>,
    read: impl Fn(&str) -> std::result::Result<String, String>,
) -> Result<Turn> {
    // Below these are the ones taken up again, the last of them in the line.
    let mut new = begun.len();
    let ended = loop {
        let initial = begun.last().cloned().unwrap_or_default();
        let (ended, typed) = asking.ask(&initial, &read)?;
        if ended == Answer::Given(By::Enter) {
            if typed.is_empty() && begun.is_empty() {
                break ended;
            }
            begun.pop();
            new = new.min(begun.len());
            said.extend(asking.answers(typed));
            continue;
        }
        match begun.last_mut() {
            Some(line) => *line = typed,
            None if typed.is_empty() => {}
            None => {
                begun.push(typed);
                new = 1;
            }
        }
        match if ended == Answer::Back { said.pop() } else { None } {
            Some(last) => begun.push(last),
            None => break ended,
        }
    };
    while begun.len() > new
        && let Some(line) = begun.pop_if(|line| read(line).is_ok())
    {
        said.extend(Some(line).filter(|line| !line.is_empty()));
    }
    Ok(match ended {
        Answer::Given(By::Editor) => Turn::Editor,
        ended => turn(ended, |_| ()),
    })
}
