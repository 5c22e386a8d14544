//! The line endings and the byte order mark of a record. The merge itself works on text without them, and the
//! result gets them back.

use toml_edit::DocumentMut;

const BOM: char = '\u{feff}';

/// The encoding of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Encoding {
    crlf: bool,
    bom: bool,
}

impl Encoding {
    /// The encoding of the result. If the sides differ, takes the encoding of the side that changed it.
    pub(super) fn merged(self, base: Option<Encoding>, other: Encoding) -> Encoding {
        let one = |base: Option<bool>, a: bool, b: bool| if a == b { a } else { base == Some(false) };
        Encoding {
            crlf: one(base.map(|base| base.crlf), self.crlf, other.crlf),
            bom: one(base.map(|base| base.bom), self.bom, other.bom),
        }
    }

    pub(super) fn apply(self, text: String) -> String {
        let text = if self.crlf { text.replace('\n', "\r\n") } else { text };
        if self.bom { format!("{BOM}{text}") } else { text }
    }
}

/// A record's file, parsed.
pub(super) struct EncodedFile {
    pub form: Encoding,
    /// The text with plain line endings and no byte order mark.
    pub body: String,
    pub document: DocumentMut,
}

impl EncodedFile {
    pub(super) fn parse(text: &str) -> Result<EncodedFile, String> {
        let body = text.strip_prefix(BOM).unwrap_or(text);
        let form = Encoding { crlf: body.contains("\r\n"), bom: body.len() < text.len() };
        let body = body.replace("\r\n", "\n");
        let document = body.parse::<DocumentMut>().map_err(|error| error.message().to_string())?;
        Ok(EncodedFile { form, body, document })
    }

    /// The size of a file. The larger file gives the layout.
    pub(super) fn weight(&self) -> (usize, &str) {
        (self.body.len(), &self.body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_changed_the_form_says_how_it_is() {
        let form = |crlf, bom| Encoding { crlf, bom };
        let (dos, unix) = (form(true, true), form(false, false));
        assert_eq!(dos.merged(Some(dos), unix), unix);
        assert_eq!(dos.merged(Some(unix), unix), dos);
        assert_eq!(unix.merged(Some(unix), dos), dos);
        assert_eq!(unix.merged(None, dos), unix);
        assert_eq!(dos.merged(Some(unix), dos), dos);
        assert_eq!(unix.merged(Some(dos), unix), unix);
        assert_eq!(dos.apply("a\nb".into()), "\u{feff}a\r\nb");
    }
}
