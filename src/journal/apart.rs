//! What is told along with a session and is not part of its record: a private note, and what was
//! ticked off. While the session is a draft it stands in the same text.

use super::confidential;
use super::text::RecordText;

const DONE: &str = "done";
const MISSED: &str = "missed";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Apart {
    pub private: String,
    /// Actions and follow-ups that are done, by their ids.
    pub done: Vec<String>,
    /// The same that were missed, each with what got in the way.
    pub missed: Vec<(String, String)>,
}

impl Apart {
    pub fn is_empty(&self) -> bool {
        *self == Apart::default()
    }

    /// Puts it beside the session.
    pub fn put_into(&self, text: &mut RecordText) {
        let missed: Vec<String> = self.missed.iter().map(|(id, said)| format!("{id}: {said}")).collect();
        let mut root = text.root();
        root.set_text(confidential::KEY, &self.private);
        root.set_list(DONE, &self.done).set_list(MISSED, &missed);
    }

    /// Takes it away from beside the session.
    ///
    /// # Errors
    /// What cannot be read as a list of texts, in words.
    pub fn take_from(text: &mut RecordText) -> Result<Apart, String> {
        let mut root = text.root();
        let private = root.text(confidential::KEY).unwrap_or_default().to_string();
        let words = |key| root.texts(key).ok_or_else(|| format!("`{key}` is no list of texts"));
        let done = words(DONE)?;
        let missed = words(MISSED)?;
        let missed = missed.iter().map(|said| match said.split_once(':') {
            Some((id, said)) => Ok((id.trim().to_string(), said.trim().to_string())),
            None => Err(format!("`{said}` under `{MISSED}` is not ID: KIND")),
        });
        let missed = missed.collect::<Result<_, _>>()?;
        for key in [confidential::KEY, DONE, MISSED] {
            root.remove(key);
        }
        Ok(Apart { private, done, missed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_beside_a_session_is_taken_away_whole() {
        let apart = Apart {
            private: "She may leave".into(),
            done: vec!["m2qk3f9xtp".into()],
            missed: vec![("p4nk3f9xtp".into(), "time: the quarter's end: again".into())],
        };
        let mut text = RecordText::parse("id = \"x\"\n[[action]]\nwhat = \"call\"\n").unwrap();
        apart.put_into(&mut text);
        assert!(text.render().contains("done = [\"m2qk3f9xtp\"]"), "{}", text.render());
        assert_eq!(Apart::take_from(&mut text).unwrap(), apart);
        assert_eq!(text.render(), "id = \"x\"\n[[action]]\nwhat = \"call\"\n");
        let mut wrong = RecordText::parse("missed = [\"p4n\"]\n").unwrap();
        assert!(Apart::take_from(&mut wrong).unwrap_err().contains("ID: KIND"));
    }
}
