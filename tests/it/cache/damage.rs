//! A cache that is damaged, foreign or half there is as good as none, and says nothing of it.

use super::*;

#[test]
fn a_damaged_cache_is_made_anew_in_silence() {
    let home = Home::new();
    home.assert_same("the first reading");
    let whole = fs::read(home.file()).unwrap();
    let asked = [QUESTIONS[1], QUESTIONS[5]];
    let expected = asked.map(|question| home.say(question, false));
    let tried = |bytes: &[u8], what: &str| {
        fs::write(home.file(), bytes).unwrap();
        for (question, expected) in asked.iter().zip(&expected) {
            assert_eq!(&home.say(question, true), expected, "{what}");
        }
    };
    // a bit at sixty places, the head closely
    for n in 0..60 {
        let at = if n < 30 { n * 5 } else { whole.len() / 60 * n };
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (n % 8);
        tried(&bytes, &format!("a bit at {at} of {}", whole.len()));
    }
    for n in 0..20 {
        let length = whole.len() / 20 * n;
        tried(&whole[..length], &format!("only {length} of {}", whole.len()));
    }
    tried(&[&whole[..], b"more"].concat(), "more than there should be");
    tried(&vec![0xff; 4096], "nothing but ones");
    tried(b"", "nothing");
}

#[test]
fn a_cache_that_cannot_be_written_is_done_without() {
    let home = Home::new();
    let before = home.say(QUESTIONS[1], false);
    fs::create_dir_all(home.cache.parent().unwrap()).unwrap();
    fs::write(&home.cache, "in the way").unwrap();
    assert_eq!(home.say(QUESTIONS[1], true), before);
    fs::remove_file(&home.cache).unwrap();
    assert_eq!(home.say(QUESTIONS[1], true), before);
    // A folder where the cache should be.
    let file = home.file();
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    assert_eq!(home.say(QUESTIONS[1], true), before);
}

#[test]
fn several_at_once_say_the_same() {
    let home = Home::new();
    let expected = home.say(QUESTIONS[1], false);
    for round in 0..4 {
        if round % 2 == 0 {
            let _ = fs::remove_dir_all(&home.cache);
        }
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| home.say(QUESTIONS[1], true))).collect();
            for one in all {
                assert_eq!(one.join().unwrap(), expected, "round {round}");
            }
        });
    }
    home.assert_same("eight at once");
    let left: Vec<_> = fs::read_dir(&home.cache).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 1, "nothing else is left: {left:?}");
}

#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.say(QUESTIONS[0], true);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&home.cache), mode(&home.file())), (0o700, 0o600));
}
