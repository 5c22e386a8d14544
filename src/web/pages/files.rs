//! The style, the icon and the script, which are part of the program.

use crate::error::Result;
use crate::output::html::STYLE;
use crate::web::form::Form;
use crate::web::message::{Request, Response};
use crate::web::site::Site;

const PAGES: &str = include_str!("../static/pages.css");
const ICON: &str = include_str!("../static/icon.svg");
const ENTER: &str = include_str!("../static/enter.js");

pub(crate) const STYLE_PATH: &str = "/static/style.css";

pub(crate) fn style(_: &Site, _: &Request, _: &Form, _: &Form) -> Result<Response> {
    Ok(file("text/css; charset=utf-8", format!("{STYLE}{PAGES}")))
}

pub(crate) fn enter_script(_: &Site, _: &Request, _: &Form, _: &Form) -> Result<Response> {
    Ok(file("text/javascript; charset=utf-8", ENTER.to_string()))
}

pub(crate) fn icon(_: &Site, _: &Request, _: &Form, _: &Form) -> Result<Response> {
    Ok(file("image/svg+xml", ICON.to_string()))
}

fn file(kind: &str, text: String) -> Response {
    Response::new(200, kind, text.into_bytes()).with("cache-control", "max-age=300")
}
