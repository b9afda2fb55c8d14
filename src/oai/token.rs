//! Resumption tokens (§3.5): all that the next page of a list needs, sealed.

use serde::{Deserialize, Serialize};

use crate::collection::About;
use crate::seal::{Seal, SealKey};

use super::verb::Verb;

/// Where a list goes on, and what is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Resumption {
    /// The prefix of the format.
    pub(super) prefix: String,
    /// The first and the last second to list, as Unix times.
    pub(super) from: Option<i64>,
    pub(super) until: Option<i64>,
    /// The slug of a topic.
    pub(super) set: Option<String>,
    /// The date in the file, as a Unix time, and the id of the last record that was sent.
    pub(super) after: (i64, String),
    /// How many records were sent so far.
    pub(super) sent: u64,
}

impl Resumption {
    pub(super) fn seal(&self, verb: Verb, key: Option<&SealKey>, about: &About) -> String {
        let content = serde_json::to_vec(self).expect("it has only texts and numbers");
        tokens(verb, key, about).seal(&content)
    }

    /// Reads a token that a gateway of this collection made for this verb.
    pub(super) fn open(token: &str, verb: Verb, key: Option<&SealKey>, about: &About) -> Option<Resumption> {
        let content = tokens(verb, key, about).open(token)?;
        serde_json::from_slice(&content).ok()
    }
}

fn tokens(verb: Verb, key: Option<&SealKey>, about: &About) -> Seal {
    Seal::new(key, about, "resumption token", [verb.name()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collection;

    fn about() -> About {
        let file = br#"{"id": "rivers", "authority": "example.org,2023", "title": "T", "reports": []}"#;
        collection::parse(file.to_vec()).expect("a good collection").about
    }

    fn resumption() -> Resumption {
        Resumption {
            prefix: "oai_dc".into(),
            from: Some(1_717_243_200),
            until: None,
            set: Some("dams".into()),
            after: (1_717_243_199, "old-dams".into()),
            sent: 500,
        }
    }

    #[test]
    fn a_token_holds_all_and_belongs_to_its_verb() {
        let about = about();
        let token = resumption().seal(Verb::ListRecords, None, &about);
        assert_eq!(Resumption::open(&token, Verb::ListRecords, None, &about), Some(resumption()));
        assert_eq!(Resumption::open(&token, Verb::ListIdentifiers, None, &about), None);
        assert!(token.len() < 1_000, "it fits into a URL and a form");
    }

    #[test]
    fn a_million_made_up_tokens_are_refused() {
        let about = about();
        let token = resumption().seal(Verb::ListRecords, None, &about);
        let mut made_up = token.clone().into_bytes();
        // Walks through the tokens that differ in a few places.
        let mut state: u64 = 20_230_724;
        for _ in 0..1_000_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let place = (state >> 33) as usize % made_up.len();
            made_up[place] =
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[(state >> 58) as usize];
            let made_up = std::str::from_utf8(&made_up).expect("ASCII");
            let opened = Resumption::open(made_up, Verb::ListRecords, None, &about);
            assert!(opened.is_none() || made_up == token, "{made_up}");
        }
    }
}
