//! Files that a test writes. `SNAPSHOTS=overwrite` writes them; otherwise the test compares them.

use std::path::Path;

/// Compares a file with what `make` returns for its present text. `tests` is the filter that runs the test.
pub(crate) fn is_written(path: &str, tests: &str, make: impl Fn(&str) -> String) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let present = std::fs::read_to_string(&place).unwrap_or_default();
    let wanted = make(&present);
    if std::env::var("SNAPSHOTS").is_ok_and(|word| word == "overwrite") {
        return std::fs::write(&place, &wanted).unwrap();
    }
    assert!(present == wanted, "{path} is out of date: SNAPSHOTS=overwrite cargo test --test it {tests}");
}

/// Replaces everything after the mark, which ends the part that people write.
pub(crate) fn below(mark: &str, present: &str, generated: &str) -> String {
    let (by_hand, _) = present.split_once(mark).expect("the mark above the generated part");
    format!("{by_hand}{mark}{generated}")
}
