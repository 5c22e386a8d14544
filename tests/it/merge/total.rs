//! No text and no TOML brings the merge down, and what it knows nothing of is not lost either.

use coach::journal::merge::{conflicts, merge, resolve};
use coach::journal::text::editable_record::RecordText;
use proptest::prelude::*;

use crate::merge::arbitrary::{documents, noise};
use crate::merge::values::{all, placed};
use crate::merge::{both, cases, merged, text};

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_toml_is_merged_and_nothing_lost([o, x, y] in documents()) {
        let m = both(&o, &x, &y);
        for side in [&x, &y] {
            let added: Vec<_> = placed(side).difference(&placed(&o)).cloned().collect();
            let lost: Vec<_> = added.iter().filter(|value| !all(&m).contains(value)).collect();
            prop_assert!(lost.is_empty(), "{:?}\n--- base\n{}--- one\n{}--- other\n{}--- merged\n{}", lost, o, x, y, m);
        }
        prop_assert_eq!(&both(&x, &m, &x), &m);
        for conflict in conflicts(&m) {
            for take in [false, true] {
                let mut record = RecordText::parse(&m).unwrap();
                if resolve(&mut record, &conflict.id, take).is_ok() {
                    prop_assert!(RecordText::parse(&record.render()).is_ok(), "{}", record.render());
                }
            }
        }
    }

    #[test]
    fn without_a_base_any_toml_is_merged([_, x, y] in documents()) {
        let m = text(merged(None, Some(&x), Some(&y)));
        for side in [&x, &y] {
            let lost: Vec<_> = placed(side).difference(&all(&m)).cloned().collect();
            prop_assert!(lost.is_empty(), "{:?}\n--- one\n{}--- other\n{}--- merged\n{}", lost, x, y, m);
        }
    }

    #[test]
    fn no_text_brings_it_down(o in noise(), x in noise(), y in noise()) {
        for base in [None, Some(o.as_str())] {
            for (ours, theirs) in [(Some(x.as_str()), Some(y.as_str())), (None, Some(y.as_str()))] {
                let _ = merge(base, ours, theirs);
                let _ = conflicts(&y);
            }
        }
    }
}

#[test]
fn deep_and_wide_texts_are_merged_or_refused() {
    let deep = format!("a = {}1{}\n", "[".repeat(60), "]".repeat(60));
    let dotted = format!("{} = 1\n", vec!["a"; 60].join("."));
    let header = format!("[{}]\nx = 1\n", vec!["a"; 60].join("."));
    let wide: String = (0..4000).map(|n| format!("k{n} = {n} # {n}\n# same\n")).collect();
    let items: String = (0..2000).map(|n| format!("[[action]]\nid = \"i{n}\"\n# {n}\n")).collect();
    let alike = "[[action]]\n".repeat(4000);
    let endless = format!("a = {}\n", "[".repeat(100_000));
    for one in [&deep, &dotted, &header, &wide, &items, &alike, &endless] {
        for other in [&deep, &dotted, &header, &wide, &items, &alike, &endless] {
            let _ = merge(Some("b = 1\n"), Some(one), Some(other));
            let _ = merge(Some(one), Some(&format!("{one}\n")), Some(other));
        }
    }
}
