//! Links to the files of records, for terminals that support OSC 8: an invisible address before a text. An
//! address consists of the journal's folder and a record's path, never of text from a file. Every byte that
//! could end the escape sequence is percent-encoded.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// The ASCII characters to percent-encode in the path of an address.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// The address of a journal's folder, `file://HOST/FOLDER`. The address names the machine, so that a
/// terminal on another machine does not open a file of its own.
#[derive(Debug)]
pub(super) struct Links(String);

impl Links {
    pub(super) fn into(folder: &Path, host: &str) -> Links {
        Links(format!("file://{}{}", encoded(host.as_bytes()), encoded(&bytes(folder))))
    }

    /// Writes the escape sequence that links the following text to this record, or ends a link.
    pub(super) fn lead(&self, line: &mut String, record: Option<&str>) {
        line.push_str("\u{1b}]8;;");
        if let Some(record) = record {
            line.push_str(&self.0);
            line.push('/');
            line.push_str(&encoded(record.as_bytes()));
        }
        line.push_str("\u{1b}\\");
    }
}

fn encoded(bytes: &[u8]) -> String {
    percent_encode(bytes, ENCODED).to_string()
}

#[cfg(unix)]
fn bytes(folder: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(folder.as_os_str()).to_vec()
}

/// The bytes of the folder's path in an address: `C:\\coaching` is `/C%3A/coaching`.
#[cfg(not(unix))]
fn bytes(folder: &Path) -> Vec<u8> {
    format!("/{}", folder.display().to_string().replace('\\', "/")).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_can_end_the_address() {
        let links = Links::into(Path::new("/home/jo/50% café"), "jo's\u{7}mac");
        let mut line = String::new();
        links.lead(&mut line, Some("sessions/ana/\u{1b}\\ ;?#.toml"));
        let address = "file://jo%27s%07mac/home/jo/50%25%20caf%C3%A9/sessions/ana/%1B%5C%20%3B%3F%23.toml";
        assert_eq!(line, format!("\u{1b}]8;;{address}\u{1b}\\"));
    }
}
