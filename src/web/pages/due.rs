//! What is due, with an answer for each item, and beside it the preparation for one person.

use maud::{Markup, html};

use super::{
    Place, day, fault, form_id, item, left_out, people, resources, saved_at, shown, status, wrong_clock,
};
use crate::environment::Environment;
use crate::error::{Cause, Error, Result};
use crate::journal::edit::close_items::MissedFollowUp;
use crate::journal::query::journal::{Item, Journal};
use crate::journal::query::report_filter::ReportFilter;
use crate::journal::records::follow_up::Outcome;
use crate::journal::values::handle::Handle;
use crate::journal::values::id::Id;
use crate::ops::close::{self, Done};
use crate::ops::{parse, undo as ops_undo};
use crate::store::load::LoadScope;
use crate::store::write::edits::Edits;
use crate::views::due::{Due, DueItem, DueKind, Scope, USUAL_DAYS, Undated};
use crate::views::wording;
use crate::web::answer::Visit;
use crate::web::form::{Form, encoded};
use crate::web::message::Response;
use crate::web::submit::{self, Sent};

/// The answers, and what the page says after each.
const ANSWERS: [(&str, &str); 6] = [
    ("done", "Done."),
    ("partly", "Done in part."),
    ("missed", "Missed. The next follow-up is in the list."),
    ("later", "Moved."),
    ("drop", "Dropped."),
    ("note", "The note is in the session."),
];

/// The items that one page shows.
const MOST: usize = 50;

pub(crate) fn home(_: &mut Visit<'_>) -> Result<Response> {
    Ok(Response::go_to("/due"))
}

pub(crate) fn page(visit: &mut Visit<'_>) -> Result<Response> {
    let journal = visit.desk.now()?;
    let today = visit.desk.world.today;
    let shows_all = visit.query.has("all");
    let within = if shows_all { None } else { Some(USUAL_DAYS) };
    let scope = Scope {
        records: ReportFilter::everything(today),
        within,
        me: Some(visit.desk.me.clone()),
        own: None,
    };
    let due = Due::of(&journal, &scope.or_own(&journal), today);
    let beside = beside(&journal, &visit.query, &due);
    let prep = beside.map(|person| people::prep(visit, &person, true)).transpose()?;
    let from: usize = visit.query.get("from").parse().unwrap_or(0);
    let (shown, undated) = (at_once(&due.items, from, MOST), undated_at_once(&due, from));
    let parts = [
        ("Overdue", shown.iter().filter(|item| item.days_late > 0).collect::<Vec<_>>()),
        ("Today", shown.iter().filter(|item| item.days_late == 0).collect()),
        ("Coming", shown.iter().filter(|item| item.days_late < 0).collect()),
    ];
    let mut lists = Vec::new();
    for (title, items) in parts.iter().filter(|(_, items)| !items.is_empty()) {
        lists.push(list(visit, title, items)?);
    }
    let undo = undo_button(visit)?;
    let body = html! {
        h1 { "Due" }
        (undo)
        (result_form(visit)?)
        (suggested(visit)?)
        (wrong_clock(&visit.query))
        div.beside {
            div {
                @if due.items.is_empty() { p.empty { "Nothing is due in the next days." } }
                @for list in &lists { (list) }
                (others(&due, undated, shows_all))
                (further(&due, from, shows_all))
                @if journal.is_contested() {
                    p.note { "Some records have conflicts. In a terminal: " code { "coach list conflicts" } }
                }
                (left_out(&due.problems))
            }
            @if let Some(prep) = prep { aside.wide aria-label="Preparation" { (prep) } }
        }
    };
    Ok(visit.page(200, "Due", Place::Due, body))
}

/// The part of a list that one page shows.
fn at_once<T>(all: &[T], from: usize, most: usize) -> &[T] {
    let from = from.min(all.len());
    &all[from..(from + most).min(all.len())]
}

/// The actions without a due date that this page shows, after the items with one.
fn undated_at_once(due: &Due, from: usize) -> &[Undated] {
    let before = at_once(&due.items, from, MOST).len();
    at_once(&due.undated, from.saturating_sub(due.items.len()), MOST - before)
}

/// The way to the other items.
fn further(due: &Due, from: usize, shows_all: bool) -> Markup {
    let next = from.saturating_add(MOST);
    let all = if shows_all { "all&" } else { "" };
    let left = (due.items.len() + due.undated.len()).saturating_sub(next);
    html! {
        @if left > 0 {
            p { a.button href={ "/due?" (all) "from=" (next) } { "The next items" } " " span.note { (left) " more" } }
        }
    }
}

/// The person whose preparation is beside the list.
fn beside(journal: &Journal, query: &Form, due: &Due) -> Option<Handle> {
    let asked = query.said("with").and_then(|with| with.parse::<Handle>().ok());
    let person = asked.or_else(|| due.items.first().map(|item| item.person.clone()))?;
    journal.people.contains_key(&person).then_some(person)
}

fn list(visit: &mut Visit<'_>, title: &str, items: &[&DueItem]) -> Result<Markup> {
    let mut rows = Vec::new();
    for item in items {
        rows.push((item, form_id(visit)?));
    }
    Ok(html! {
        section {
            h2 { (title) }
            ul.cards {
                @for (item, id) in rows {
                    li.card id=(item.id) {
                        p.what { a href={ "/due/" (item.id) } { (shown(&item.text)) } }
                        (about(item))
                        form.line method="post" action={ "/due/" (item.id) } data-outbox {
                            (id)
                            input type="hidden" name="answer" value="done";
                            button type="submit" { "Done" span.unseen { ": " (shown(&item.text)) } }
                            a.button href={ "/due/" (item.id) } {
                                "Other answers" span.unseen { ": " (shown(&item.text)) }
                            }
                        }
                    }
                }
            }
        }
    })
}

/// Whose item it is, and when it is due.
pub(crate) fn about(item: &DueItem) -> Markup {
    let late = wording::lateness(item.days_late);
    let class = if item.days_late > 0 { "late" } else { "state" };
    html! {
        p.note {
            @if item.kind == DueKind::FollowUp { "ask " }
            a href={ "/people/" (item.person) } { (item.person) }
            " · " span class=(class) { @if item.days_late < -1 { (day(item.due)) } @else { (late) } }
            (wording::moved(&item.moved).words())
        }
    }
}

fn others(due: &Due, undated: &[Undated], shows_all: bool) -> Markup {
    html! {
        @if !undated.is_empty() {
            section {
                h2 { "No due date" }
                ul.cards {
                    @for action in undated {
                        li.card {
                            p.what { a href={ "/due/" (action.id) } { (shown(&action.text)) } }
                            p.note { a href={ "/people/" (action.person) } { (action.person) } }
                        }
                    }
                }
            }
        }
        @if !due.quiet.is_empty() {
            section {
                h2 { "Quiet" }
                ul.plain {
                    @for quiet in &due.quiet {
                        li {
                            a.target href={ "/people/" (quiet.person) } { (quiet.person) }
                            " " span.note { "last session " (day(quiet.last)) }
                        }
                    }
                }
            }
        }
        @if !due.requests.is_empty() {
            section {
                h2 { "Requests that wait for an answer" }
                ul.plain { @for request in &due.requests { li { (shown(&request.what)) } } }
            }
        }
        @if !due.policies.is_empty() {
            section {
                h2 { "Policies to review" }
                ul.plain {
                    @for policy in &due.policies {
                        li { (shown(&policy.title)) " " span.note { "by " (day(policy.review)) } }
                    }
                }
            }
        }
        @if !due.answers.is_empty() {
            section {
                h2 { "Answers to your requests" }
                ul.plain {
                    @for answer in &due.answers {
                        li {
                            (shown(&answer.what)) " "
                            span.note { (answer.decision) ": " (shown(&answer.because)) }
                        }
                    }
                }
            }
        }
        p { @if shows_all { a.target href="/due" { "Only the next days" } }
            @else { a.target href="/due?all" { "Everything that is open" } } }
    }
}

/// What the last answer did, and the button that takes it back.
fn undo_button(visit: &mut Visit<'_>) -> Result<Markup> {
    let did = visit.query.get("did").to_string();
    if did == "undone" {
        return Ok(status("Taken back."));
    }
    let Some((_, said)) = ANSWERS.iter().find(|(word, _)| *word == did) else { return Ok(html! {}) };
    let commit = visit.query.get("undo").to_string();
    let id = form_id(visit)?;
    Ok(html! {
        (status(said))
        @if is_commit(&commit) {
            form.line method="post" action="/undo" {
                (id)
                input type="hidden" name="commit" value=(commit);
                button type="submit" { "Undo" }
            }
        }
    })
}

/// The question for the result of an item that was closed without one.
fn result_form(visit: &mut Visit<'_>) -> Result<Markup> {
    let (did, item) = (visit.query.get("did").to_string(), visit.query.get("of").to_string());
    if !["done", "partly"].contains(&did.as_str()) || item.parse::<Id>().is_err() {
        return Ok(html! {});
    }
    let id = form_id(visit)?;
    Ok(html! {
        form.line method="post" action={ "/due/" (item) } data-outbox {
            (id)
            input type="hidden" name="answer" value=(did);
            label for="result" { "What came of it?" }
            input #result name="result" type="text" required autocomplete="off";
            button type="submit" { "Save the result" }
        }
    })
}

/// After a miss, the resources that may help the person of the item.
fn suggested(visit: &Visit<'_>) -> Result<Markup> {
    let id = visit.query.get("of");
    if visit.query.get("did") != "missed" {
        return Ok(html! {});
    }
    let of_item = visit.desk.with_session_of(id)?;
    let person = match of_item.item(id) {
        Ok(Item::Action(_, action)) => &action.owner,
        Ok(Item::FollowUp(session, ask)) => session.record.asked(ask),
        _ => return Ok(html! {}),
    };
    Ok(resources::suggested(&visit.desk.with_latest_of(person)?, person, visit.desk.world.today))
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && text.chars().all(|c| c.is_ascii_digit() || ('a'..='f').contains(&c))
}

pub(crate) fn item(visit: &mut Visit<'_>) -> Result<Response> {
    let form = Form::default();
    item::page(visit, 200, &form, html! {})
}

/// The forms of an item with what was typed before the sign-in ended.
pub(crate) fn again(visit: &mut Visit<'_>) -> Result<Response> {
    let typed = visit.form.clone();
    let said = status("You are signed in. Look through your answer, then send it.");
    item::page(visit, 200, &typed, said)
}

pub(crate) fn answer(visit: &mut Visit<'_>) -> Result<Response> {
    let form = visit.form.clone();
    let answer = form.get("answer").to_string();
    let (item, is_own) = (visit.part(0).to_string(), visit.site.is_own);
    let sent = submit::id(&form).and_then(|id| {
        let people = item::concerned(visit, &item)?;
        let scope = people.as_deref().map_or(LoadScope::Whole, LoadScope::About);
        submit::once(visit, &id, scope, |edits, world, _| {
            decide(edits, world, &item, &form, is_own).map(|_| ())
        })
    });
    match sent {
        Ok(Sent::Now { commit, .. } | Sent::Before { commit }) => {
            let undo = commit.filter(|id| is_commit(id)).map(|id| format!("&undo={id}")).unwrap_or_default();
            let asks_result = ["done", "partly"].contains(&answer.as_str()) && form.said("result").is_none();
            let is_named = answer == "missed" || asks_result;
            let of = if is_named { format!("&of={}", encoded(&item)) } else { String::new() };
            Ok(saved_at(visit, &format!("/due?did={}{undo}{of}", encoded(&answer))))
        }
        Err(error) if error.cause == Cause::NotFound => Err(error),
        Err(error) => {
            let said = fault::above(&error, item::label(error.field));
            // If even the item cannot be read, the page says only why.
            item::page(visit, fault::status(&error), &form, said).map_err(|_| error)
        }
    }
}

/// Applies the answer in the form to the item with this id.
fn decide<'j>(
    edits: &mut Edits<'j>,
    world: &Environment,
    id: &str,
    form: &Form,
    is_own: bool,
) -> Result<close::Changed<'j>> {
    item::find(edits.journal, id)?;
    let (ids, today) = ([id.to_string()], world.today);
    let calendar = parse::calendar(world, edits.journal);
    let on = form.said("on").map(|text| parse::past_day(&calendar, "on", text)).transpose()?;
    match form.get("answer") {
        "done" | "partly" => {
            let outcome = (form.get("answer") == "partly").then_some(Outcome::Partly);
            let with_actions = form.has("close-action");
            let result = form.said("result");
            close::done(edits, &Done { ids: &ids, on, result, outcome, with_actions }, today)
        }
        "missed" => {
            let obstacle = form
                .get("obstacle")
                .parse()
                .map_err(|_| Error::usage("choose what got in the way").in_field("obstacle"))?;
            let next =
                form.said("next").map(|text| parse::coming_day(&calendar, "next", text)).transpose()?;
            let (on, obstacle_text) = (on.unwrap_or(today), form.said("obstacle-text"));
            close::missed(edits, id, &MissedFollowUp { on, obstacle, obstacle_text, next, reported_by: None })
        }
        "later" => {
            let typed = form.said("quick").or(form.said("due"));
            let typed = typed.ok_or_else(|| Error::usage("say to which day").in_field("due"))?;
            close::snooze(edits, &ids, parse::coming_day(&calendar, "due", typed)?, today)
        }
        "drop" => {
            let why = parse::text("reason", form.get("reason"))?;
            close::drop(edits, id, on.unwrap_or(today), why)
        }
        "note" if edits.journal.settings.notes_are_private() && !is_own => Err(super::not_here()),
        "note" => close::note(edits, world, id, parse::text("note", form.get("note"))?),
        _ => Err(Error::usage("this form has no answer that coach knows")),
    }
}

/// Takes the last answer back, if nothing came after it.
pub(crate) fn undo(visit: &mut Visit<'_>) -> Result<Response> {
    let id = submit::id(&visit.form)?;
    let commit = visit.form.get("commit").to_string();
    let (root, me) = (visit.desk.root.clone(), visit.desk.me.clone());
    submit::once(visit, &id, LoadScope::Whole, |edits, _, _| {
        ops_undo::undo_commit(edits, &root, &me, &commit).map(|_| ())
    })?;
    Ok(Response::go_to("/due?did=undone"))
}
