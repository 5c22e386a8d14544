//! Refuses requests that do not come from our own pages, and sets the headers that every response has.

use super::message::{Request, Response};
use super::site::Site;

/// The largest body of a request. A record is smaller.
pub(crate) const LARGEST_BODY: usize = 300 * 1024;

/// Only our own files: no other site, no inline script or style, in no frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types coach";

/// Why a request goes no further. Needs only its head.
pub(crate) fn refused(site: &Site, request: &Request) -> Option<Response> {
    // A name that another site points at this machine would make its pages ours.
    if !request.header("host").is_some_and(|host| site.is_host(host)) {
        return Some(Response::text(421, "This is not the address of this server."));
    }
    if !request.only_reads() && request.method != "POST" {
        return Some(
            Response::text(405, "This server answers GET and POST.").with("allow", "GET, HEAD, POST"),
        );
    }
    if !is_from_here(site, request) {
        return Some(Response::text(403, "This request came from another site, so it was refused."));
    }
    wrong_body(request)
}

/// Whether one of our own pages sent the request, or, if it only reads, a person opened it.
fn is_from_here(site: &Site, request: &Request) -> bool {
    let sent_by = request.header("sec-fetch-site");
    if request.only_reads() {
        let is_opened = request.header("sec-fetch-mode") == Some("navigate")
            && request.header("sec-fetch-dest") == Some("document");
        return match sent_by {
            Some("same-origin" | "none") => true,
            Some(_) => is_opened,
            None => !request.has("sec-fetch-site"),
        };
    }
    match sent_by {
        Some(sent_by) => sent_by == "same-origin",
        // An older browser. It names at least the page's origin.
        None if !request.has("sec-fetch-site") => {
            request.header("origin").is_some_and(|origin| site.is_origin(origin))
        }
        None => false,
    }
}

/// Refuses a body that none of our forms sends.
fn wrong_body(request: &Request) -> Option<Response> {
    if request.has("transfer-encoding") {
        return Some(Response::text(411, "The request has to say how long it is."));
    }
    let length = request.header("content-length").map(str::parse::<usize>);
    match length {
        None if request.has("content-length") => return Some(Response::text(400, "Two lengths.")),
        Some(Err(_)) => return Some(Response::text(400, "The length is not a number.")),
        Some(Ok(length)) if length > LARGEST_BODY => return Some(too_large()),
        Some(Ok(length)) if length > 0 && request.only_reads() => {
            return Some(Response::text(400, "A request for a page has no body."));
        }
        _ => {}
    }
    if request.only_reads() {
        return None;
    }
    let kind = request.header("content-type").unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_form = kind.eq_ignore_ascii_case("application/x-www-form-urlencoded");
    let is_plain = !request.has("content-encoding");
    (!is_form || !is_plain).then(|| Response::text(415, "This server reads plain forms only."))
}

pub(crate) fn too_large() -> Response {
    Response::text(413, "That is longer than a session can be. Nothing was saved.")
}

/// Adds the headers that every response has.
pub(crate) fn secured(site: &Site, response: Response) -> Response {
    let keeps = response.headers.iter().any(|(name, _)| *name == "cache-control");
    let response = response
        .with("content-security-policy", POLICY)
        .with("x-content-type-options", "nosniff")
        .with("x-frame-options", "DENY")
        .with("referrer-policy", "same-origin")
        .with("cross-origin-opener-policy", "same-origin")
        .with("cross-origin-resource-policy", "same-origin")
        .with("permissions-policy", "camera=(), geolocation=(), microphone=()");
    let response = if response.status == 503 { response.with("retry-after", "5") } else { response };
    let response = if keeps { response } else { response.with("cache-control", "no-store") };
    if site.is_secure { response.with("strict-transport-security", "max-age=31536000") } else { response }
}
