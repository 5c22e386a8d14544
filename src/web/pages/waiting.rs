//! What waits on a device, and the page that a browser shows without a connection. Neither has a text of the
//! journal: the script fills them from the device.

use maud::html;

use super::{Frame, Place, layout, log_form};
use crate::error::Result;
use crate::web::answer::signed_in;
use crate::web::form::Form;
use crate::web::message::{Request, Response};
use crate::web::site::Site;

pub(crate) fn page(site: &Site, request: &Request, _: &Form, _: &Form) -> Result<Response> {
    let device = signed_in(site, request)?;
    let body = html! {
        h1 { "Waiting" }
        p { "Sessions and answers that coach has not saved yet. They are only on this device." }
        noscript { p { "This page needs JavaScript. Without it, nothing waits on this device." } }
        div #waiting {}
        section {
            h2 { "Without a connection" }
            p.help #offline {}
            p {
                "A browser may delete what waits when it is not used for a week. Add coach to the home screen of the \
                 device: then it keeps it, and opens like an app."
            }
        }
    };
    let frame = Frame { coach: device.as_ref().map(|device| &device.coach), ..Frame::default() };
    Ok(Response::html(200, layout("Waiting", Place::Me, &frame, body)))
}

/// The page that the service worker keeps.
pub(crate) fn offline(_: &Site, _: &Request, _: &Form, _: &Form) -> Result<Response> {
    let body = html! {
        h1 { "Log a session" }
        div.fault role="alert" {
            p { strong { "No answer from coach." } }
            p { "You can log a session here. It waits on this device until coach answers." }
            p { a.target #again href="/due" { "Try again" } }
        }
        (log_form::offline())
        section { h2 { "Waiting" } div #waiting {} }
    };
    Ok(Response::html(200, layout("Log a session", Place::Log, &Frame::default(), body)))
}
