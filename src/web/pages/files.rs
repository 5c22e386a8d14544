//! The style, the icon and the scripts, which are part of the program.

use std::sync::LazyLock;

use crate::error::Result;
use crate::output::html::STYLE;
use crate::web::form::Form;
use crate::web::message::{Request, Response};
use crate::web::sign_in::hashed;
use crate::web::site::Site;

const PAGES: &str = include_str!("../static/pages.css");
const ICON: &str = include_str!("../static/icon.svg");
const ENTER: &str = include_str!("../static/enter.js");
const SCRIPT: &str = include_str!("../static/coach.js");
const WORKER: &str = include_str!("../static/worker.js");
const MANIFEST: &str = include_str!("../static/coach.webmanifest");

/// Changes with every file, so that a browser never shows a page with the script of another version.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let files = [STYLE, PAGES, ICON, SCRIPT, WORKER, env!("CARGO_PKG_VERSION")];
    hashed(&files.concat()).chars().take(12).collect()
});

pub(crate) fn style_path() -> String {
    format!("/static/style.css?{}", *VERSION)
}

pub(crate) fn script_path() -> String {
    format!("/static/coach.js?{}", *VERSION)
}

pub(crate) fn style(_: &Site, request: &Request, _: &Form, _: &Form) -> Result<Response> {
    Ok(file(request, "text/css; charset=utf-8", &format!("{STYLE}{PAGES}")))
}

pub(crate) fn enter_script(_: &Site, request: &Request, _: &Form, _: &Form) -> Result<Response> {
    Ok(file(request, "text/javascript; charset=utf-8", ENTER))
}

pub(crate) fn script(_: &Site, request: &Request, _: &Form, _: &Form) -> Result<Response> {
    Ok(file(request, "text/javascript; charset=utf-8", SCRIPT))
}

pub(crate) fn icon(_: &Site, request: &Request, _: &Form, _: &Form) -> Result<Response> {
    Ok(file(request, "image/svg+xml", ICON))
}

pub(crate) fn manifest(_: &Site, request: &Request, _: &Form, _: &Form) -> Result<Response> {
    Ok(file(request, "application/manifest+json", MANIFEST))
}

/// The service worker. It is at the root, because a worker serves only pages below its own folder.
pub(crate) fn worker(_: &Site, _: &Request, _: &Form, _: &Form) -> Result<Response> {
    let text = WORKER.replace("VERSION", &VERSION);
    Ok(Response::new(200, "text/javascript; charset=utf-8", text.into_bytes()))
}

/// A file. A browser may keep it for good if its address has the version.
fn file(request: &Request, kind: &str, text: &str) -> Response {
    let kept = if request.query == *VERSION { "max-age=31536000, immutable" } else { "max-age=300" };
    Response::new(200, kind, text.as_bytes().to_vec()).with("cache-control", kept)
}
