//! What was said, from a file or from standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};
use crate::world::World;

/// The most that is read: above any journal's export, and less than would fill a machine's memory.
const MOST: u64 = 64 * 1024 * 1024;

/// The text of a file; `-` is standard input. One without an end, such as a device, is not read on.
pub fn read(world: &mut World, file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = match file.to_str() {
        Some("-") => (&mut world.stdin).take(MOST + 1).read_to_end(&mut bytes),
        _ => File::open(world.folder.join(file)).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes)),
    };
    read.map_err(|error| Error::io("cannot read", file, &error))?;
    if bytes.len() as u64 > MOST {
        let most = MOST / 1024 / 1024;
        return Err(Error::cannot(format!("{} holds more than {most} MiB: it was not read", file.display())));
    }
    String::from_utf8(bytes).map_err(|_| Error::cannot(format!("{} is no UTF-8 text", file.display())))
}
