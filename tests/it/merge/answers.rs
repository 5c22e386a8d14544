//! Answers of a session and fields of a template, edited on both sides.

use crate::merge::both;

const ANSWERED: &str = "id = \"k3f9m2qxtp\"\ndate = 2026-11-21\ncoach = \"jo\"\nwith = [\"ana\"]\n\n\
[answers]\ntemplate = \"grow\"\ngoal = \"Sells\"\nreality = \"\"\"\nOne\nTwo\nThree\n\"\"\"\nscaling = 3\n";

/// Each answer is a field of its own; a long one is merged line by line.
#[test]
fn answers_that_two_wrote_are_both_there() {
    let ours = ANSWERED.replace("\"Sells\"", "\"Sells more\"").replace("One", "Eins");
    let theirs =
        ANSWERED.replace("scaling = 3", "scaling = 5").replace("Three", "Drei") + "options = [\"Ask\"]\n";
    let expected = ANSWERED
        .replace("\"Sells\"", "\"Sells more\"")
        .replace("One\nTwo\nThree", "Eins\nTwo\nDrei")
        .replace("scaling = 3", "scaling = 5")
        + "options = [\"Ask\"]\n";
    assert_eq!(both(ANSWERED, &ours, &theirs), expected);
    let theirs = ANSWERED.replace("\"Sells\"", "\"Sells less\"");
    let found = both(ANSWERED, &ours, &theirs);
    assert!(found.contains("goal = \"Sells more\"") && found.contains("field = \"answers.goal\""), "{found}");
    assert!(found.contains("value = \"Sells less\""), "{found}");
}

const TEMPLATE: &str = "handle = \"x\"\n\n[[field]]\nkey = \"a\"\nprompt = \"A?\"\n\n[[field]]\nkey = \"b\"\n\
prompt = \"B?\"\nprivate = true\n";

/// The fields of a template are known by their keys, and what one side keeps private stays so.
#[test]
fn the_fields_of_a_template_are_merged_by_their_keys() {
    let ours = TEMPLATE.replace("A?", "And A?").replace("private = true", "private = false");
    let theirs = TEMPLATE.replace("B?", "And B?") + "\n[[field]]\nkey = \"c\"\nprompt = \"C?\"\n";
    let merged = both(TEMPLATE, &ours, &theirs);
    let read =
        coach::journal::records::read::<coach::journal::records::template::Template>("x", &merged).unwrap();
    let fields: Vec<(&str, &str, bool)> =
        read.fields.iter().map(|f| (f.key.as_str(), f.prompt.as_str(), f.private)).collect();
    assert_eq!(fields, [("a", "And A?", false), ("b", "And B?", true), ("c", "C?", false)]);
}
