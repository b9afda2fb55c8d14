//! Which subjects of a source are which topics of the collection. The curator says it once, in a file.

use std::collections::{BTreeMap, HashMap};

use toml::Value;

use crate::collection::nearest;

use super::known::KnownTopic;

/// What a subject becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// These topics.
    Topics(Vec<String>),
    /// A keyword.
    Keyword,
    /// Nothing.
    Nothing,
}

/// The subjects of a source and their meanings.
pub(super) struct Subjects {
    /// By the subject in lower case.
    meanings: HashMap<String, Meaning>,
    /// Subjects that nobody has said anything about yet, each with the number of its records.
    /// By the subject in lower case, with its first spelling.
    unknown: BTreeMap<String, (String, usize)>,
}

impl Subjects {
    /// Reads the file of subjects, and adds what needs no file: the titles and ids of topics. Without a file, `file` is
    /// empty.
    pub(super) fn of(file: &str, topics: &[KnownTopic]) -> Result<Subjects, String> {
        let mut meanings = HashMap::new();
        for topic in topics.iter().filter(|topic| topic.retired.is_none()) {
            let names = [Some(&topic.id), topic.title.as_ref()].into_iter().flatten().chain(&topic.aliases);
            for name in names {
                meanings.insert(folded(name), Meaning::Topics(vec![topic.id.clone()]));
            }
        }
        let table: toml::Table = file.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let mut said = HashMap::new();
        for (subject, value) in table {
            let meaning = meaning(&subject, &value, topics)?;
            let contradicts =
                said.insert(folded(&subject), meaning.clone()).is_some_and(|before| before != meaning);
            if contradicts {
                return Err(format!(
                    "{subject:?} stands there twice, in different capitals and with different values"
                ));
            }
        }
        meanings.extend(said);
        Ok(Subjects { meanings, unknown: BTreeMap::new() })
    }

    /// Puts subjects into topics and keywords. What is not known becomes a keyword, so that it is not lost.
    pub(super) fn sort(&mut self, subjects: Vec<String>) -> (Vec<String>, Vec<String>) {
        let (mut topics, mut keywords) = (Vec::new(), Vec::new());
        let add = |list: &mut Vec<String>, item: String| {
            if !list.contains(&item) {
                list.push(item);
            }
        };
        for subject in subjects {
            match self.meanings.get(&folded(&subject)) {
                Some(Meaning::Topics(known)) => {
                    known.iter().for_each(|topic| add(&mut topics, topic.clone()))
                }
                Some(Meaning::Keyword) => add(&mut keywords, subject),
                Some(Meaning::Nothing) => {}
                None => {
                    let known = self.unknown.entry(folded(&subject)).or_insert_with(|| (subject.clone(), 0));
                    known.1 += 1;
                    add(&mut keywords, subject);
                }
            }
        }
        (topics, keywords)
    }

    /// The subjects that nobody has said anything about, the most frequent first.
    pub(super) fn unknown(self) -> Vec<(String, usize)> {
        let mut unknown: Vec<(String, usize)> = self.unknown.into_values().collect();
        unknown.sort_by_key(|(_, records)| std::cmp::Reverse(*records));
        unknown
    }
}

fn folded(subject: &str) -> String {
    subject.trim().to_lowercase()
}

fn meaning(subject: &str, value: &Value, topics: &[KnownTopic]) -> Result<Meaning, String> {
    let topic = |id: &str| match topics
        .iter()
        .find(|topic| topic.id == id || topic.aliases.iter().any(|alias| alias == id))
    {
        Some(topic) => Ok(topic.id.clone()),
        None => {
            let near = nearest(id, topics.iter().map(|topic| topic.id.as_str()));
            let near = near.map(|near| format!("; did you mean {near:?}?")).unwrap_or_default();
            Err(format!("{subject:?} is to be the topic {id:?}, which the collection does not have{near}"))
        }
    };
    match value {
        Value::String(id) if id.trim().is_empty() => Ok(Meaning::Keyword),
        Value::String(id) => Ok(Meaning::Topics(vec![topic(id.trim())?])),
        Value::Array(ids) => {
            let ids = ids.iter().map(|id| id.as_str().ok_or(()).map_err(|()| wrong(subject)).and_then(topic));
            Ok(Meaning::Topics(ids.collect::<Result<_, _>>()?))
        }
        Value::Boolean(false) => Ok(Meaning::Nothing),
        _ => Err(wrong(subject)),
    }
}

fn wrong(subject: &str) -> String {
    format!("the value of {subject:?} must be the id of a topic, a list of them, \"\" or false")
}

/// The file of subjects with new ones at its end. What stands in it stays as it is.
pub fn with_subjects(file: &str, unknown: &[(String, usize)]) -> String {
    const HEAD: &str = "\
# The subjects of imported records, and the topics of this collection that they stand for.
# Write the id of a topic, or a list of ids, and import again: the reports are then filed under these topics.
#   \"\"      the subject becomes a keyword
#   false   the subject is left out
";
    let mut text = if file.trim().is_empty() { HEAD.to_owned() } else { file.to_owned() };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    for (subject, records) in unknown {
        let key = serde_json::Value::from(subject.as_str());
        let noun = if *records == 1 { "record" } else { "records" };
        text.push_str(&format!("{key} = \"\"  # {records} {noun}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topics() -> Vec<KnownTopic> {
        let topic = |id: &str, title: &str| KnownTopic {
            id: id.to_owned(),
            title: Some(title.to_owned()),
            aliases: vec![format!("{id}-old")],
            retired: None,
        };
        vec![topic("borders", "Borders & Walls"), topic("asylum", "Asylum")]
    }

    #[test]
    fn subjects_become_topics_by_name_or_by_the_file_and_keywords_otherwise() {
        let file = "\"Refugees\" = [\"asylum\", \"borders-old\"]\n'Walls' = \"\"\nrest = false\n";
        let mut subjects = Subjects::of(file, &topics()).expect("a good file");
        let sorted = subjects
            .sort(["borders & walls", "Refugees", "Walls", "rest", "New", "New"].map(str::to_owned).to_vec());
        assert_eq!(
            sorted,
            (vec!["borders".to_owned(), "asylum".to_owned()], vec!["Walls".to_owned(), "New".to_owned()])
        );
        assert_eq!(subjects.unknown(), [("New".to_owned(), 2)]);
    }

    #[test]
    fn a_wrong_file_is_told() {
        for (file, told) in [
            (
                "\"A\" = \"asylom\"",
                "\"A\" is to be the topic \"asylom\", which the collection does not have; did you mean \"asylum\"?",
            ),
            ("\"A\" = 3", "the value of \"A\" must be the id of a topic, a list of them, \"\" or false"),
            ("A =", "TOML parse error"),
        ] {
            let error = Subjects::of(file, &topics()).err().expect("a wrong file");
            assert!(error.starts_with(told), "{error}");
        }
    }

    #[test]
    fn new_subjects_are_written_at_the_end_and_read_again() {
        let unknown = [("Say \"x\"\\y = 1".to_owned(), 2), ("z".to_owned(), 1)];
        let written = with_subjects("", &unknown);
        let mut subjects = Subjects::of(&written, &topics()).expect("a good file");
        subjects.sort(unknown.iter().map(|(subject, _)| subject.clone()).collect());
        assert_eq!(subjects.unknown(), []);
        assert_eq!(
            with_subjects("a = 'asylum'", &[("z".to_owned(), 1)]),
            "a = 'asylum'\n\"z\" = \"\"  # 1 record\n"
        );
    }
}
