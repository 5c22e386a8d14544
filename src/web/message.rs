//! A whole request, and the response to it.

/// A request, of which everything has arrived.
pub(crate) struct Request {
    pub method: String,
    /// Without the query, as it was sent.
    pub path: String,
    pub query: String,
    /// The names are in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    /// The value of a header. `None` if it is absent, or came more than once.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        match (found.next(), found.next()) {
            (Some((_, value)), None) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known == name)
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.headers.iter().filter(|(known, _)| known == "cookie");
        let pairs = cookies.flat_map(|(_, value)| value.split(';'));
        let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether it asks only for a page. Every other request changes something.
    pub(crate) fn only_reads(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

pub(crate) struct Response {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub(crate) fn html(status: u16, page: maud::Markup) -> Response {
        Response::new(status, "text/html; charset=utf-8", page.into_string().into_bytes())
    }

    pub(crate) fn text(status: u16, text: &str) -> Response {
        Response::new(status, "text/plain; charset=utf-8", format!("{text}\n").into_bytes())
    }

    pub(crate) fn new(status: u16, kind: &str, body: Vec<u8>) -> Response {
        Response { status, headers: vec![("content-type", kind.to_string())], body }
    }

    /// Sends the browser to another page of this site.
    pub(crate) fn go_to(path: &str) -> Response {
        Response { status: 303, headers: vec![("location", path.to_string())], body: Vec::new() }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Response {
        self.headers.push((name, value.into()));
        self
    }
}
