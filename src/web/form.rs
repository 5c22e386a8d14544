//! The fields of a form, or of a query.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// More fields than any form of coach has.
pub(crate) const MOST_FIELDS: usize = 500;

/// Names and values, in the order in which the browser sent them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Form(Vec<(String, String)>);

impl Form {
    /// Parses `application/x-www-form-urlencoded`. `None` if there are too many fields.
    pub(crate) fn parse(text: &str) -> Option<Form> {
        let pairs: Vec<&str> =
            text.split('&').filter(|pair| !pair.is_empty()).take(MOST_FIELDS + 1).collect();
        let field = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        (pairs.len() <= MOST_FIELDS).then(|| Form(pairs.into_iter().map(field).collect()))
    }

    /// The first value of a field, without the space around it; empty if the field is absent.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.values(name).next().unwrap_or_default()
    }

    /// The first value of a field that says something.
    pub(crate) fn said(&self, name: &str) -> Option<&str> {
        self.values(name).find(|value| !value.is_empty())
    }

    pub(crate) fn values<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let values: Vec<&'a str> =
            self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.trim()).collect();
        values.into_iter()
    }

    /// The values of a field that say something.
    pub(crate) fn lines(&self, name: &str) -> Vec<String> {
        self.values(name).filter(|value| !value.is_empty()).map(str::to_string).collect()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    pub(crate) fn add(&mut self, name: &str, value: String) {
        self.0.push((name.to_string(), value));
    }

    /// The fields as a browser would send them.
    pub(crate) fn encoded(&self) -> String {
        let pair = |(name, value): &(String, String)| format!("{}={}", encoded(name), encoded(value));
        self.0.iter().map(pair).collect::<Vec<_>>().join("&")
    }
}

pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Browsers end the lines of a text with CRLF.
fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().replace("\r\n", "\n").replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_browsers_write_it() {
        let form = Form::parse("a=1+2&b=%C3%A9%0D%0Ax&a=&c&d=%ff").unwrap();
        assert_eq!((form.get("a"), form.get("b"), form.get("c")), ("1 2", "é\nx", ""));
        assert_eq!(form.lines("a"), ["1 2"]);
        assert_eq!(form.get("d"), "\u{fffd}");
        assert_eq!(Form::parse(&form.encoded()).unwrap(), form);
    }

    #[test]
    fn too_many_fields_are_refused() {
        assert!(Form::parse(&"a=1&".repeat(MOST_FIELDS)).is_some());
        assert!(Form::parse(&"a=1&".repeat(MOST_FIELDS + 1)).is_none());
    }
}
