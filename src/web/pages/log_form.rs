//! The form of a session. It shows again what was typed into it.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::{hidden, log, resources, shown};
use crate::journal::query::journal::{Item, Journal};
use crate::journal::records::follow_up::Obstacle;
use crate::journal::records::session::Kind;
use crate::journal::records::template::Template;
use crate::journal::records::template_field::{self, TemplateField};
use crate::journal::values::handle::Handle;
use crate::views::due::with_people;
use crate::views::recent_people::whom;
use crate::web::answer::Visit;
use crate::web::form::{Form, encoded};

/// How many people have a button.
const RECENT: usize = 8;
/// Lines for actions and for follow-ups in a new form.
const LINES: usize = 2;

const SHARED: &str = "Everyone who has the journal can read this.";
const PRIVATE: &str = "Only you can read this. It stays on this machine, outside the journal.";

/// The label of the field that an error is about.
pub(crate) fn label(field: Option<&str>) -> &'static str {
    match field {
        Some("who") => "Who",
        Some("length") => "How long",
        Some("on") => "Day",
        Some("start") => "Began at",
        Some("topic") => "About",
        Some("action") => "Actions",
        Some("follow-up") => "To ask",
        Some("every") => "Ask again every",
        Some("feedback") => "Their feedback",
        Some("open") => "Open until now",
        Some("resource") => "Resources that they got",
        _ => "",
    }
}

pub(crate) fn markup(visit: &Visit<'_>, journal: &Journal, typed: &Form, id: &Markup) -> Markup {
    let world = &visit.desk.world;
    let template = typed.said("template").and_then(|typed| journal.form(typed).ok());
    html! {
        (recent(visit, journal, typed))
        form method="post" action="/log" data-outbox=(if typed.has("id") { "typed" } else { "" }) {
            (id)
            (who(visit, journal, typed))
            (length_and_day(typed, &world.today.to_string()))
            (open_items(visit, journal, typed))
            (topics(journal, typed))
            (note(typed, journal, visit.site.is_own))
            @if let Some(template) = template { (fields(template, typed, visit.site.is_own)) }
            (items(typed))
            (objectives(journal, typed))
            (resources::boxes(journal, typed, world.today))
            (more(visit.desk.me.as_str(), typed))
            @if visit.site.is_own && !journal.settings.demo { (private(typed)) }
            button.main type="submit" { "Save the session" }
        }
        p.help #offline {}
        noscript { p.help { "Without JavaScript, this page needs a connection." } }
        (templates(journal, typed))
    }
}

/// The form without any text of the journal, for a device that has no connection.
pub(crate) fn offline() -> Markup {
    let typed = Form::default();
    html! {
        form method="post" action="/log" data-outbox="new" {
            (hidden("", "", ""))
            (who_field(&typed))
            (length_and_day(&typed, ""))
            (topics(&Journal::begun(), &typed))
            (note(&typed, &Journal::begun(), false))
            (items(&typed))
            (more("you", &typed))
            button.main type="submit" { "Save the session" }
        }
    }
}

fn length_and_day(typed: &Form, today: &str) -> Markup {
    html! {
        label for="length" { "How long" }
        input #length name="length" type="text" list="lengths" value=(typed.get("length"))
            placeholder="45m or 1h30" autocomplete="off";
        datalist #lengths { @for length in ["15m", "30m", "45m", "1h", "1h30"] { option value=(length) {} } }
        label for="on" { "Day" }
        input #on name="on" type="text" value=(typed.said("on").unwrap_or(today)) placeholder="today"
            aria-describedby="on-help" autocomplete="off";
        p.help #on-help { "Such as yesterday, fri or 2026-11-27." }
    }
}

fn note(typed: &Form, journal: &Journal, is_own: bool) -> Markup {
    let readers = match (journal.settings.notes_are_private(), is_own) {
        (false, _) => SHARED,
        (true, true) => PRIVATE,
        (true, false) => "The team keeps notes private: write them with coach on your own machine.",
    };
    html! {
        label for="note" { "What was said" }
        textarea #note name="note" rows="5" aria-describedby="note-help" { (typed.get("note")) }
        p.help #note-help { (readers) }
    }
}

/// Actions and follow-ups.
fn items(typed: &Form) -> Markup {
    html! {
        (lines(
            "Actions", "action", typed,
            "Rewrite the script by friday",
            "What someone will do. A name before a colon owns it: “ben: call Kim by 1 dec”.",
        ))
        (lines(
            "To ask", "follow-up", typed,
            "How did it go? on 5 dec",
            "A question and its day, in a week unless you say one. “every 2 weeks” repeats it.",
        ))
    }
}

/// The latest people, as links that fill the form.
fn recent(visit: &Visit<'_>, journal: &Journal, typed: &Form) -> Markup {
    let people = whom(journal, visit.desk.world.today);
    html! {
        @if typed.get("who").is_empty() && !people.is_empty() {
            nav.recent aria-label="Recent people" {
                @for (handle, _) in people.iter().take(RECENT) {
                    a.button href={ "/log?who=" (handle) } { (handle) }
                }
            }
        }
    }
}

fn who(visit: &Visit<'_>, journal: &Journal, typed: &Form) -> Markup {
    let new = log::new_people(journal, &visit.desk.world, typed);
    let agreed = typed.lines("new");
    let is_here = |handle: &&Handle| !journal.is_gone(handle, visit.desk.world.today);
    html! {
        (who_field(typed))
        datalist #people { @for handle in journal.people.keys().filter(is_here) { option value=(handle) {} } }
        @for (handle, name) in &new {
            label.check {
                input type="checkbox" name="new" value=(handle) checked[agreed.iter().any(|a| a == handle.as_str())];
                " Add " strong { (name.as_deref().map_or_else(|| handle.to_string(), shown)) } " as a new person"
            }
        }
    }
}

fn who_field(typed: &Form) -> Markup {
    html! {
        label for="who" { "Who" }
        input #who name="who" type="text" required list="people" value=(typed.get("who"))
            aria-describedby="who-help" autocapitalize="none" autocomplete="off";
        p.help #who-help { "One or more people, such as ana and ben, or a group." }
    }
}

/// The open items of these people, to tick.
fn open_items(visit: &Visit<'_>, journal: &Journal, typed: &Form) -> Markup {
    let people: BTreeSet<&Handle> =
        journal.people.keys().filter(|handle| names(typed.get("who"), handle)).collect();
    if people.is_empty() {
        return html! {};
    }
    let open = with_people(journal, &people, visit.desk.world.today);
    let ids = open.due.iter().map(|item| &item.id).chain(&open.undated);
    let chosen: Vec<&str> = typed.values("open").collect();
    let items: Vec<Item<'_>> = ids.filter_map(|id| journal.items().find(|item| item.id() == id)).collect();
    html! {
        @if !items.is_empty() {
            fieldset {
                legend { "Open until now" }
                @for item in &items {
                    @let id = item.id();
                    label for={ "open-" (id) } { (shown(&item.gist())) }
                    select id={ "open-" (id) } name="open" {
                        option value={ (id) " open" } { "still open" }
                        @let done = format!("{id} done");
                        option value=(done) selected[chosen.contains(&done.as_str())] { "done" }
                        @for obstacle in Obstacle::ALL {
                            @let missed = format!("{id} {obstacle}");
                            option value=(missed) selected[chosen.contains(&missed.as_str())] {
                                "missed: " (obstacle)
                            }
                        }
                    }
                    @let said = format!("said-{id}");
                    input name=(said) type="text" value=(typed.get(&said)) autocomplete="off"
                        placeholder="What came of it, or what got in the way"
                        aria-label={ "What came of it, or what got in the way: " (shown(&item.gist())) };
                }
            }
        }
    }
}

/// Whether the line names this handle as a word.
fn names(line: &str, handle: &Handle) -> bool {
    line.to_lowercase().split(|c: char| c.is_whitespace() || c == ',').any(|word| word == handle.as_str())
}

fn topics(journal: &Journal, typed: &Form) -> Markup {
    html! {
        label for="topics" { "About" }
        input #topics name="topics" type="text" list="topic-list" value=(typed.get("topics"))
            placeholder="topics, separated by commas" autocomplete="off";
        datalist #topic-list { @for topic in journal.topics() { option value=(topic) {} } }
    }
}

/// Several lines of one kind, and a button for another.
fn lines(title: &str, name: &str, typed: &Form, example: &str, help: &str) -> Markup {
    let said = typed.lines(name);
    let extra = if typed.get("more") == name { LINES + 1 } else { LINES };
    let empty = extra.saturating_sub(if said.is_empty() { 0 } else { 1 });
    html! {
        fieldset {
            legend { (title) }
            p.help { (help) " " (SHARED) }
            @for (number, text) in said.iter().map(String::as_str).chain(std::iter::repeat_n("", empty)).enumerate() {
                input name=(name) type="text" value=(text) placeholder=(if number == 0 { example } else { "" })
                    aria-label={ (title) " " (number + 1) } autocomplete="off";
            }
            button type="submit" name="more" value=(name) formnovalidate { "Another line" }
        }
    }
}

fn objectives(journal: &Journal, typed: &Form) -> Markup {
    let chosen = typed.lines("objective");
    let open: Vec<_> =
        journal.objectives.values().map(|filed| &filed.record).filter(|one| one.closed.is_none()).collect();
    let is_chosen = |handle: &str| chosen.iter().any(|chosen| chosen == handle);
    html! {
        @if !open.is_empty() {
            details open[!chosen.is_empty()] {
                summary { "Objectives" }
                @for objective in &open {
                    label.check {
                        input type="checkbox" name="objective" value=(objective.handle)
                            checked[is_chosen(objective.handle.as_str())];
                        " " (shown(objective.title.as_deref().unwrap_or(objective.handle.as_str())))
                    }
                }
                label.check {
                    input type="checkbox" name="objective" value="none" checked[is_chosen("none")];
                    " None of them"
                }
            }
        }
    }
}

/// The fields that few sessions need.
fn more(me: &str, typed: &Form) -> Markup {
    let named = ["start", "coach", "paid", "every", "score", "feedback"];
    let has_kind = typed.said("kind").is_some_and(|kind| kind != Kind::default().as_str());
    let is_used = has_kind || named.iter().any(|name| typed.said(name).is_some());
    html! {
        details open[is_used] {
            summary { "More" }
            label for="start" { "Began at" }
            input #start name="start" type="text" value=(typed.get("start")) placeholder="14:30" autocomplete="off";
            label for="kind" { "Kind" }
            select #kind name="kind" {
                @for kind in Kind::ALL {
                    option value=(kind) selected[typed.get("kind") == kind.as_str()] { (kind) }
                }
            }
            label for="coach" { "Coach, if not " (me) }
            input #coach name="coach" type="text" value=(typed.get("coach")) autocapitalize="none" autocomplete="off";
            label for="paid" { "Paid" }
            select #paid name="paid" {
                option value="" { "not said" }
                option value="yes" selected[typed.get("paid") == "yes"] { "paid, or part of the job" }
                option value="no" selected[typed.get("paid") == "no"] { "pro bono" }
            }
            label for="every" { "Ask again every" }
            input #every name="every" type="text" value=(typed.get("every")) placeholder="2w" autocomplete="off";
            label for="score" { "Their feedback, from 1 (no use) to 5 (changed something)" }
            select #score name="score" {
                option value="" { "not said" }
                @for score in ["1", "2", "3", "4", "5"] {
                    option value=(score) selected[typed.get("score") == score] { (score) }
                }
            }
            label for="feedback" { "In their words" }
            input #feedback name="feedback" type="text" value=(typed.get("feedback"));
            p.help { (SHARED) }
        }
    }
}

fn private(typed: &Form) -> Markup {
    html! {
        label for="private" { "Private note" }
        textarea #private name="private" rows="2" aria-describedby="private-help" { (typed.get("private")) }
        p.help #private-help { (PRIVATE) }
    }
}

/// The fields of a template.
fn fields(template: &Template, typed: &Form, is_own: bool) -> Markup {
    html! {
        fieldset {
            legend { (shown(template.title.as_deref().unwrap_or(template.handle.as_str()))) }
            input type="hidden" name="template" value=(template.handle);
            @for field in template.fields.iter().filter(|field| is_own || !field.private) { (one(field, typed)) }
        }
    }
}

fn one(field: &TemplateField, typed: &Form) -> Markup {
    let name = format!("field-{}", field.key);
    let said = typed.get(&name);
    let help = match field.kind {
        template_field::Kind::Text => String::new(),
        template_field::Kind::List => "One item a line. ".into(),
        template_field::Kind::Scale => format!("From {} to {}. ", field.lowest(), field.highest()),
        template_field::Kind::Date => "A day, such as fri or 2026-12-05. ".into(),
    };
    let readers = if field.private { "Only you can read this." } else { SHARED };
    html! {
        label for=(name) { (shown(&field.question())) }
        @match field.kind {
            template_field::Kind::Text | template_field::Kind::List => {
                textarea id=(name) name=(name) rows="2" { (said) }
            }
            template_field::Kind::Scale => {
                input id=(name) name=(name) type="text" inputmode="numeric" value=(said);
            }
            template_field::Kind::Date => { input id=(name) name=(name) type="text" value=(said); }
        }
        p.help { (help) (readers) }
    }
}

/// Links to the forms that ask more. They keep the person.
fn templates(journal: &Journal, typed: &Form) -> Markup {
    let forms = journal.templates.values().map(|filed| &filed.record).filter(|one| !one.is_programme());
    let who = encoded(typed.get("who"));
    html! {
        section {
            h2 { "Use a form" }
            p.help { "A form asks more questions. Choose it first: what you typed above is not kept." }
            nav.recent aria-label="Forms" {
                @for form in forms {
                    a.button href={ "/log?who=" (who) "&template=" (form.handle) } { (form.handle) }
                }
            }
        }
    }
}
