//! Signs a device in with a code.

use maud::{Markup, html};

use super::{Frame, Place, due, layout, log, status};
use crate::error::Result;
use crate::journal::values::handle::Handle;
use crate::store::serve_state::Device;
use crate::web::answer::{Visit, signed_in};
use crate::web::form::{Form, encoded};
use crate::web::message::{Request, Response};
use crate::web::routes::{self, Found};
use crate::web::sign_in::{Tried, device_name, hashed, token};
use crate::web::site::Site;

pub(crate) fn page(site: &Site, request: &Request, query: &Form, _: &Form) -> Result<Response> {
    if signed_in(site, request)?.is_some() {
        return Ok(Response::go_to(next(query)));
    }
    Ok(Response::html(200, form(html! {}, next(query), "")))
}

/// The page that the browser goes to after the sign-in.
fn next(form: &Form) -> &str {
    let next = form.get("next");
    if routes::is_page(next) { next } else { "/due" }
}

fn form(said: Markup, next: &str, kept: &str) -> Markup {
    let body = html! {
        h1 { "Sign this device in" }
        (said)
        form #enter method="post" action="/enter" {
            label for="code" { "Code" }
            p.help #code-help {
                "The terminal that runs " code { "coach serve" } " shows a code. A device that is signed in \
                 makes another one on its page " em { "Me" } "."
            }
            input #code name="code" type="text" required autocomplete="one-time-code" autocapitalize="none"
                spellcheck="false" aria-describedby="code-help" maxlength="40";
            input type="hidden" name="next" value=(next);
            @if !kept.is_empty() { input type="hidden" name="kept" value=(kept); }
            button.main type="submit" { "Sign in" }
        }
    };
    layout("Sign in", Place::Outside, &Frame::default(), body)
}

/// The answer to a request without a device: a way to the code, with everything that was typed.
pub(crate) fn signed_out(site: &Site, request: &Request, typed: &Form) -> Response {
    let response = if request.only_reads() {
        let next = if routes::is_page(&request.path) { encoded(&request.path) } else { String::new() };
        Response::go_to(&format!("/enter?next={next}"))
    } else {
        let said =
            status("You are signed out, so nothing was saved. What you typed comes back after the code.");
        Response::html(401, form(said, back_to(&request.path), &typed.encoded()))
    };
    if request.cookie(&site.cookie).is_some() {
        response.with("set-cookie", cookie(site, "", 0))
    } else {
        response
    }
}

/// The page that shows the form that was sent here.
fn back_to(path: &str) -> &str {
    if routes::is_page(path) { path } else { "/due" }
}

pub(crate) fn sign_in(site: &Site, request: &Request, _: &Form, form: &Form) -> Result<Response> {
    let kept = form.get("kept");
    let again = |code, said: &str| {
        let said = html! { div.fault role="alert" { p { strong { (said) } } } };
        Ok(Response::html(code, self::form(said, next(form), kept)))
    };
    match site.codes.take(form.get("code")) {
        Tried::Right(coach) => entered(site, request, &coach, form),
        Tried::Wrong => again(
            403,
            "That is not a valid code. A code works once, for 15 minutes. After five wrong codes, start \
             `coach serve` again for a new one.",
        ),
        Tried::TooMany => again(429, "Too many codes were tried. Wait a minute, then try again."),
    }
}

/// Signs the device in with a new token, whatever cookie it had.
fn entered(site: &Site, request: &Request, coach: &Handle, form: &Form) -> Result<Response> {
    let desk = site.desk(coach)?;
    let mut world = desk.world;
    let token = token()?;
    let today = world.today;
    let device = Device {
        id: world.chance.id(|_| false)?,
        name: device_name(request.header("user-agent").unwrap_or_default()),
        coach: coach.clone(),
        hash: hashed(&token),
        since: today,
        seen: today,
    };
    site.state.add(device.clone())?;
    site.state.remove_opening();
    let next = next(form);
    let kept = form.said("kept").and_then(Form::parse);
    // Nobody reads what another coach typed.
    let kept = kept.filter(|kept| kept.said("sender").is_none_or(|sender| sender == coach.as_str()));
    let response = match (kept, routes::find("GET", next)) {
        (Some(kept), Found::Route(route, parts)) if ["/log", "/due/*"].contains(&route.path) => {
            let (desk, query) = (site.desk(coach)?, Form::default());
            let is_clock_wrong = false;
            let mut visit = Visit { site, parts, query, form: kept, device, desk, today, is_clock_wrong };
            if route.path == "/log" { log::again(&mut visit)? } else { due::again(&mut visit)? }
        }
        _ => Response::go_to(next),
    };
    Ok(response.with("set-cookie", cookie(site, &token, 400 * 24 * 60 * 60)))
}

/// The cookie of a device. `seconds` 0 removes it.
pub(crate) fn cookie(site: &Site, token: &str, seconds: u32) -> String {
    let secure = if site.is_secure { "; Secure" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", site.cookie)
}
