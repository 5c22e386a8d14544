//! One request, one response: the guard, the route, the device, the page. It blocks, and it needs no network.

use std::panic::{AssertUnwindSafe, catch_unwind};

use maud::Markup;

use super::device_day::TypedOn;
use super::form::Form;
use super::guard;
use super::message::{Request, Response};
use super::pages::{Frame, Place, enter, fault, layout};
use super::routes::{self, Found, Run};
use super::sign_in::hashed;
use super::site::{Desk, Site};
use crate::error::Result;
use crate::journal::values::day::Day;
use crate::store::serve_state::Device;

/// A request of a signed-in device.
pub(crate) struct Visit<'a> {
    pub site: &'a Site,
    /// The parts of the path that the route leaves open.
    pub parts: Vec<String>,
    pub query: Form,
    pub form: Form,
    pub device: Device,
    /// Its day is the day on which the form was typed.
    pub desk: Desk,
    /// The day of the server.
    pub today: Day,
    /// Whether the clock of the device is wrong, so that the day is not the device's.
    pub is_clock_wrong: bool,
}

impl Visit<'_> {
    pub(crate) fn part(&self, at: usize) -> &str {
        self.parts.get(at).map_or("", String::as_str)
    }

    /// A whole page.
    pub(crate) fn page(&self, status: u16, title: &str, place: Place, body: Markup) -> Response {
        let frame = Frame { coach: Some(&self.device.coach), sync_failure: self.site.sync.failure() };
        Response::html(status, layout(title, place, &frame, body))
    }
}

/// The response to a request. A panic is a response too.
pub(crate) fn answer(site: &Site, request: &Request) -> Response {
    let answered = catch_unwind(AssertUnwindSafe(|| {
        guard::refused(site, request).unwrap_or_else(|| routed(site, request))
    }));
    guard::secured(site, answered.unwrap_or_else(|_| fault::crashed()))
}

fn routed(site: &Site, request: &Request) -> Response {
    let Some(form) = std::str::from_utf8(&request.body).ok().and_then(Form::parse) else {
        return Response::text(413, "The form has too many fields. Nothing was saved.");
    };
    let query = Form::parse(&request.query).unwrap_or_default();
    let (run, parts) = match routes::find(request.method.as_str(), &request.path) {
        Found::Route(route, parts) => (route.run, parts),
        Found::OtherMethod => return Response::text(405, "This page cannot be used that way."),
        Found::Nothing => return fault::not_found(),
    };
    let answered = match run {
        Run::Anyone(run) => run(site, request, &query, &form),
        Run::Device(run) => signed_in(site, request).and_then(|device| match device {
            None => Ok(enter::signed_out(site, request, &form)),
            Some(device) if form.said("sender").is_some_and(|sender| sender != device.coach.as_str()) => {
                Ok(fault::other_coach(form.get("sender"), &device.coach))
            }
            Some(device) => {
                let mut desk = site.desk(&device.coach)?;
                let today = desk.world.today;
                let typed = TypedOn::of(&form, &query, today);
                desk.world.today = typed.day;
                let is_clock_wrong = typed.is_clock_wrong;
                run(&mut Visit { site, parts, query, form, device, desk, today, is_clock_wrong })
            }
        }),
    };
    answered.unwrap_or_else(|error| fault::page(&error, site.is_own))
}

/// The device whose cookie came with the request.
pub(crate) fn signed_in(site: &Site, request: &Request) -> Result<Option<Device>> {
    let Some(token) = request.cookie(&site.cookie) else { return Ok(None) };
    let today = site.world()?.today;
    let hash = hashed(token);
    let device = site.state.devices(today)?.into_iter().find(|device| device.hash == hash);
    if let Some(device) = device.as_ref().filter(|device| device.seen < today) {
        // Only a note for `coach serve devices`; a full disk keeps nobody from reading.
        let _ = site.state.saw(&device.id, today);
    }
    Ok(device)
}
