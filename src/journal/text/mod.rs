//! Records as text: parsed, written, edited with comments kept, compared and searched.

pub mod answer_lines;
pub mod confidential;
pub mod conflict_json;
pub mod did_you_mean;
pub mod draft_extras;
pub mod editable_record;
pub mod editor_form;
pub(crate) mod erase_values;
pub(crate) mod fingerprint;
pub mod fold;
pub mod missing_keys;
pub mod new_record;
pub(crate) mod parse_errors;
pub mod record_diff;
pub mod shift_days;
pub(crate) mod word_positions;
