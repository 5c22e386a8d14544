//! Every page and every form of the site, in one table.

use super::answer::Visit;
use super::form::Form;
use super::message::{Request, Response};
use super::pages::{due, enter, files, log, me, people, plan, reports, session, waiting};
use super::site::Site;
use crate::error::Result;

/// Who may use a route, and what it does.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    Anyone(fn(&Site, &Request, &Form, &Form) -> Result<Response>),
    Device(fn(&mut Visit<'_>) -> Result<Response>),
}

pub(crate) struct Route {
    pub method: &'static str,
    /// `*` stands for a handle or an id.
    pub path: &'static str,
    pub run: Run,
    /// Whether it changes the journal, which one request does at a time.
    pub writes: bool,
}

const fn page(path: &'static str, run: fn(&mut Visit<'_>) -> Result<Response>) -> Route {
    Route { method: "GET", path, run: Run::Device(run), writes: false }
}

const fn act(path: &'static str, run: fn(&mut Visit<'_>) -> Result<Response>) -> Route {
    Route { method: "POST", path, run: Run::Device(run), writes: true }
}

/// Changes the devices, and no record.
const fn own(path: &'static str, run: fn(&mut Visit<'_>) -> Result<Response>) -> Route {
    Route { writes: false, ..act(path, run) }
}

const fn open(
    method: &'static str,
    path: &'static str,
    run: fn(&Site, &Request, &Form, &Form) -> Result<Response>,
) -> Route {
    Route { method, path, run: Run::Anyone(run), writes: false }
}

const ROUTES: &[Route] = &[
    open("GET", "/enter", enter::page),
    open("POST", "/enter", enter::sign_in),
    open("GET", "/static/style.css", files::style),
    open("GET", "/static/icon.svg", files::icon),
    open("GET", "/static/enter.js", files::enter_script),
    open("GET", "/static/coach.js", files::script),
    open("GET", "/static/coach.webmanifest", files::manifest),
    open("GET", "/worker.js", files::worker),
    open("GET", "/offline", waiting::offline),
    open("GET", "/waiting", waiting::page),
    page("/", due::home),
    page("/due", due::page),
    page("/due/*", due::item),
    act("/due/*", due::answer),
    act("/undo", due::undo),
    page("/log", log::page),
    act("/log", log::save),
    page("/people", people::page),
    page("/people/*", people::person),
    page("/people/*/plan", plan::page),
    page("/people/*/plan.ics", plan::calendar),
    page("/session/*", session::page),
    act("/session/*/take-back", session::take_back),
    page("/reports", reports::page),
    page("/me", me::page),
    own("/me/sign-out", me::sign_out),
    own("/me/code", me::code),
    own("/me/devices/*/sign-out", me::revoke),
    #[cfg(debug_assertions)]
    page("/test/panic", |_| panic!("a panic that a test asked for")),
];

/// Every route: its method, its path, and whether anybody may use it without signing in.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    ROUTES.iter().map(|route| (route.method, route.path, matches!(route.run, Run::Anyone(_))))
}

pub(crate) enum Found {
    Route(&'static Route, Vec<String>),
    OtherMethod,
    Nothing,
}

pub(crate) fn find(method: &str, path: &str) -> Found {
    let method = if method == "HEAD" { "GET" } else { method };
    let mut is_known = false;
    for route in ROUTES {
        let Some(parts) = fits(route.path, path) else { continue };
        if route.method == method {
            return Found::Route(route, parts);
        }
        is_known = true;
    }
    if is_known { Found::OtherMethod } else { Found::Nothing }
}

/// Whether the request changes the journal.
pub(crate) fn writes(method: &str, path: &str) -> bool {
    matches!(find(method, path), Found::Route(route, _) if route.writes)
}

/// Whether this is a page of the site, to which a browser may be sent.
pub(crate) fn is_page(path: &str) -> bool {
    matches!(find("GET", path), Found::Route(route, _) if matches!(route.run, Run::Device(_)))
}

/// The open parts of a path. Only letters, digits and dashes fill one, so no encoded text does.
fn fits(pattern: &str, path: &str) -> Option<Vec<String>> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut parts = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(parts),
            (Some("*"), Some(part)) if !part.is_empty() && part.len() <= 64 && part.chars().all(is_plain) => {
                parts.push(part.to_string());
            }
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_site_are_places_to_go_to() {
        for path in ["/due", "/people/ana/plan", "/session/k3f9m2qxtp", "/"] {
            assert!(is_page(path), "{path}");
        }
        for path in [
            "",
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/due/../..//evil.example",
            "/enter",
            "/due\r\nset-cookie: x",
            "/undo",
            "javascript:alert(1)",
            "/due?x",
            "/%2f/evil.example",
            "/people//evil.example",
        ] {
            assert!(!is_page(path), "{path}");
        }
    }
}
