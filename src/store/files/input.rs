//! Reads text from a file or from standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::journal::records::Problem;

/// The input limit in bytes: above the size of any journal's export, and too small to fill a machine's
/// memory.
const MOST: u64 = 64 * 1024 * 1024;

/// The text of a file; `-` is standard input. Stops at the limit, so that an endless device fails.
pub(crate) fn read(world: &mut Environment, file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = match file.to_str() {
        Some("-") => (&mut world.stdin).take(MOST + 1).read_to_end(&mut bytes),
        _ => File::open(world.folder.join(file)).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|error| Error::io("cannot read", file, &error))?;
    if bytes.len() as u64 > MOST {
        let most = MOST / 1024 / 1024;
        return Err(Error::cannot(format!(
            "{} is larger than {most} MiB: coach did not read it",
            file.display()
        )));
    }
    String::from_utf8(bytes).map_err(|_| Error::cannot(format!("{} is not UTF-8 text", file.display())))
}

/// Detects files that are not UTF-8 text: a workbook, or UTF-16 or UTF-32, where Latin letters have NUL
/// bytes next to them. Returns a description and a hint for converting the file.
fn otherwise(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let begin = &bytes[..bytes.len().min(64)];
    let is_wide = begin.iter().filter(|byte| **byte == 0).count() * 4 > begin.len();
    match begin {
        [b'P', b'K', 3, 4, ..] => {
            Some(("is a workbook or an archive, not text", "save its sheet as \"CSV UTF-8\""))
        }
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some(("is UTF-32, not UTF-8", UTF_8)),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some(("is UTF-16, not UTF-8", UTF_16)),
        _ if is_wide => Some(("is UTF-16 or not text", UTF_16)),
        _ => None,
    }
}

const UTF_8: &str = "save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet)";
const UTF_16: &str =
    "save it as UTF-8 (\"CSV UTF-8\" in a spreadsheet), or convert it with `iconv -f UTF-16 -t UTF-8 FILE`";

/// The bytes of a file; `-` is standard input. If the file system reports a size above `most`, fails before
/// reading.
pub(crate) fn bytes_at_most(world: &mut Environment, file: &Path, most: u64) -> Result<Vec<u8>> {
    let too_large = || {
        Error::cannot(format!("{} is larger than {} MiB, the limit for one file", file.display(), most >> 20))
            .hint("split it, then import each part, in any order")
    };
    let mut bytes = Vec::new();
    let read = match file.to_str() {
        Some("-") => (&mut world.stdin).take(most + 1).read_to_end(&mut bytes),
        _ => File::open(world.folder.join(file)).and_then(|opened| {
            if opened.metadata()?.len() > most {
                Ok(usize::MAX)
            } else {
                opened.take(most + 1).read_to_end(&mut bytes)
            }
        }),
    };
    let length = read.map_err(|error| Error::io("cannot read", file, &error))?;
    if length as u64 > most {
        return Err(too_large());
    }
    Ok(bytes)
}

/// The text of these bytes of the file. Rejects workbooks, UTF-16 and NUL bytes with a hint.
pub(crate) fn text(file: &Path, bytes: Vec<u8>) -> Result<String> {
    let at = |bytes: &[u8], byte: usize, why: &str| {
        let start = String::from_utf8_lossy(&bytes[..byte]).into_owned();
        let problem = Problem::at(&file.display().to_string(), &start, start.len(), why);
        Error::cannot(format!("{}  {}", problem.place(), problem.message))
    };
    if let Some((what, way)) = otherwise(&bytes) {
        return Err(Error::cannot(format!("{} {what}", file.display())).hint(way));
    }
    if let Some(byte) = bytes.iter().position(|byte| *byte == 0) {
        return Err(at(&bytes, byte, "this is a NUL byte").hint("delete it: text files have none"));
    }
    String::from_utf8(bytes).map_err(|error| {
        at(error.as_bytes(), error.utf8_error().valid_up_to(), "these bytes are not UTF-8").hint(UTF_8)
    })
}
