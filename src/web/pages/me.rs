//! The devices of the coach: signs them out, and makes a code for another one.

use maud::html;

use super::{Place, day, enter, status};
use crate::error::{Cause, Error, Result};
use crate::web::answer::Visit;
use crate::web::message::Response;

pub(crate) fn page(visit: &mut Visit<'_>) -> Result<Response> {
    let today = visit.desk.world.today;
    let mut devices = visit.site.state.devices(today)?;
    devices.retain(|device| device.coach == visit.desk.me);
    let body = html! {
        h1 { "Me" }
        @if visit.query.get("did") == "revoked" { (status("The device is signed out.")) }
        p { "You are " strong { (visit.desk.me) } " here. Everything that you save is a commit in your name." }
        form #sign-out method="post" action="/me/sign-out" { button type="submit" { "Sign this device out" } }
        p { a.target href="/waiting" { "What waits on this device" } }
        section {
            h2 { "Your devices" }
            ul.cards {
                @for device in &devices {
                    li.card {
                        p { strong { (device.name) } @if device.id == visit.device.id { " (this device)" } }
                        p.note { "signed in on " (day(device.since)) ", last used on " (day(device.seen)) }
                        @if device.id != visit.device.id {
                            form method="post" action={ "/me/devices/" (device.id) "/sign-out" } {
                                button type="submit" { "Sign out" span.unseen { " " (device.name) } }
                            }
                        }
                    }
                }
            }
        }
        section {
            h2 { "Another device" }
            p { "A code signs one device in. It works once, for 15 minutes." }
            form method="post" action="/me/code" { button type="submit" { "Make a code" } }
        }
    };
    Ok(visit.page(200, "Me", Place::Me, body))
}

pub(crate) fn sign_out(visit: &mut Visit<'_>) -> Result<Response> {
    visit.site.state.remove(&visit.device.id, visit.desk.world.today)?;
    let gone = Response::go_to("/enter").with("set-cookie", enter::cookie(visit.site, "", 0));
    // The script asks to keep what the browser has not sent yet.
    let cleared = if visit.form.has("keep") { "\"cache\"" } else { "\"cache\", \"storage\"" };
    Ok(gone.with("clear-site-data", cleared))
}

/// Signs another device of the same coach out.
pub(crate) fn revoke(visit: &mut Visit<'_>) -> Result<Response> {
    let today = visit.desk.world.today;
    let devices = visit.site.state.devices(today)?;
    let device = devices.iter().find(|device| device.id.as_str() == visit.part(0));
    let Some(device) = device.filter(|device| device.coach == visit.desk.me) else {
        return Err(Error::cannot("no such device is signed in").because(Cause::NotFound));
    };
    visit.site.state.remove(&device.id, today)?;
    Ok(Response::go_to("/me?did=revoked"))
}

pub(crate) fn code(visit: &mut Visit<'_>) -> Result<Response> {
    let code = visit.site.codes.make(&visit.desk.me)?;
    let body = html! {
        h1 { "A code for another device" }
        p { "On the other device, open " strong { (visit.site.address()) } " and type this code:" }
        p.code { code { (code) } }
        p { "It works once, for 15 minutes." }
        p { a.button href="/me" { "Back" } }
    };
    Ok(visit.page(200, "A code", Place::Me, body))
}
