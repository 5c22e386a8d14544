//! Changes the user's own handle in the settings of this account.

use crate::environment::Environment;
use crate::error::Result;
use crate::journal::values::handle::Handle;
use crate::store::config::Config;
use crate::store::private;

/// Makes this the user's handle, and moves the private notes and drafts of the old one to it.
pub(crate) fn take(world: &Environment, old: &Handle, new: &Handle) -> Result<()> {
    Config::write(&world.places.config, Some(new), None)?;
    private::adopt(world, old)
}
