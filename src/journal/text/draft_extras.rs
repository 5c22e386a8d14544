//! The parts of a session that coach stores outside its record: a private note, the items that it closes, and
//! the names of new people. A draft holds them in the same text.

use super::confidential;
use super::editable_record::RecordText;
use crate::journal::values::handle::Handle;

const DONE: &str = "done";
const MISSED: &str = "missed";
const NAMES: &str = "names";

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct DraftExtras {
    pub private: String,
    /// The ids of done actions and follow-ups, each with its result if there is one: `ID: RESULT`.
    pub done: Vec<String>,
    /// The ids of missed ones, each with its obstacle.
    pub missed: Vec<(String, String)>,
    /// The handles and names of new people.
    pub names: Vec<(Handle, String)>,
}

impl DraftExtras {
    /// Whether it has nothing worth a session. Names do not count.
    pub(crate) fn is_empty(&self) -> bool {
        self.private.is_empty() && self.done.is_empty() && self.missed.is_empty()
    }

    /// Writes the extras into the text of the session.
    pub(crate) fn put_into(&self, text: &mut RecordText) {
        let missed: Vec<String> = self.missed.iter().map(|(id, said)| format!("{id}: {said}")).collect();
        let names: Vec<String> =
            self.names.iter().map(|(handle, name)| format!("{handle}: {name}")).collect();
        let mut root = text.root();
        root.set_text(confidential::KEY, &self.private);
        root.set_list(DONE, &self.done).set_list(MISSED, &missed).set_list(NAMES, &names);
    }

    /// Removes the extras from the text of the session, and returns them.
    ///
    /// # Errors
    /// Fails if a key is not a list of texts, or one of its texts has the wrong form.
    pub(crate) fn take_from(text: &mut RecordText) -> Result<DraftExtras, String> {
        let mut root = text.root();
        let private = root.text(confidential::KEY).unwrap_or_default().to_string();
        let words = |key| root.texts(key).ok_or_else(|| format!("`{key}` is not a list of texts"));
        let done = words(DONE)?;
        let missed = words(MISSED)?;
        let missed = missed.iter().map(|said| match said.split_once(':') {
            Some((id, said)) => Ok((id.trim().to_string(), said.trim().to_string())),
            None => Err(format!("`{said}` under `{MISSED}` is not in the form ID: KIND")),
        });
        let missed = missed.collect::<Result<_, _>>()?;
        let names = words(NAMES)?;
        let names = names.iter().map(|said| {
            let pair =
                said.split_once(':').and_then(|(handle, name)| Some((handle.trim().parse().ok()?, name)));
            let pair = pair.map(|(handle, name)| (handle, name.trim().to_string()));
            pair.ok_or_else(|| format!("`{said}` under `{NAMES}` is not in the form HANDLE: NAME"))
        });
        let names = names.collect::<Result<_, _>>()?;
        for key in [confidential::KEY, DONE, MISSED, NAMES] {
            root.remove(key);
        }
        Ok(DraftExtras { private, done, missed, names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_beside_a_session_is_taken_away_whole() {
        let apart = DraftExtras {
            private: "She may leave".into(),
            done: vec!["m2qk3f9xtp".into(), "r7tk3f9xtp: two of three: yes".into()],
            missed: vec![("p4nk3f9xtp".into(), "time: the quarter's end: again".into())],
            names: vec![("ana-ruiz".parse().unwrap(), "Ana Ruiz: PCC".into())],
        };
        let mut text = RecordText::parse("id = \"x\"\n[[action]]\nwhat = \"call\"\n").unwrap();
        apart.put_into(&mut text);
        assert!(text.render().contains("done = [\"m2qk3f9xtp\", "), "{}", text.render());
        assert_eq!(DraftExtras::take_from(&mut text).unwrap(), apart);
        assert_eq!(text.render(), "id = \"x\"\n[[action]]\nwhat = \"call\"\n");
        let mut wrong = RecordText::parse("missed = [\"p4n\"]\n").unwrap();
        assert!(DraftExtras::take_from(&mut wrong).unwrap_err().contains("ID: KIND"));
        let mut wrong = RecordText::parse("names = [\"Ana Ruiz\"]\n").unwrap();
        assert!(DraftExtras::take_from(&mut wrong).unwrap_err().contains("HANDLE: NAME"));
    }
}
