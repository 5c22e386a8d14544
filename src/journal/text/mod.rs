//! Records as text: parsed, written, edited with comments kept, compared and searched.

pub(crate) mod answer_lines;
pub mod confidential;
pub(crate) mod conflict_json;
pub(crate) mod did_you_mean;
pub(crate) mod draft_extras;
pub mod editable_record;
pub(crate) mod editor_form;
pub(crate) mod erase_values;
pub(crate) mod fingerprint;
pub(crate) mod fold;
pub(crate) mod missing_keys;
pub mod new_record;
pub(crate) mod parse_errors;
pub(crate) mod record_diff;
pub(crate) mod shift_days;
pub(crate) mod word_positions;
