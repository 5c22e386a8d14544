//! coach's own exports, `json` and `jsonl`, read back without loss.

pub(crate) mod located_json;
pub(crate) mod loose_items;
pub(crate) mod read;
pub(crate) mod renamed_and_forgotten;
pub(crate) mod to_toml;
