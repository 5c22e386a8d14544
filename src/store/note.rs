//! What was said, from a file or from standard input.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};
use crate::world::World;

/// The text of a file; `-` is standard input.
pub fn read(world: &mut World, file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let read = match file.to_str() {
        Some("-") => world.stdin.read_to_end(&mut bytes),
        _ => File::open(world.folder.join(file)).and_then(|mut file| file.read_to_end(&mut bytes)),
    };
    read.map_err(|error| Error::io("cannot read", file, &error))?;
    String::from_utf8(bytes).map_err(|_| Error::cannot(format!("{} is no UTF-8 text", file.display())))
}
