//! Where a part of an answer ends and the next begins, in a form that only a gateway can make.
//!
//! A cursor holds a side and the mark of a report, and is bound to the query and the collection that
//! it was made for: sent with another query, shortened or altered it is refused. It names a place between
//! reports and no number, so it stays where it is while others join.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::collection::About;
use crate::query::Query;
use crate::search::Side;

/// What cursors are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct CursorKey(Box<[u8]>);

/// Nothing of it, wherever it is printed.
impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey")
    }
}

impl CursorKey {
    /// Fewer bytes could be guessed.
    pub const LEAST_BYTES: usize = 32;

    /// From a secret of at least [`CursorKey::LEAST_BYTES`].
    pub fn new(secret: &[u8]) -> Option<CursorKey> {
        (secret.len() >= Self::LEAST_BYTES).then(|| CursorKey(secret.into()))
    }
}

/// Makes and reads the cursors of one query to one collection.
pub(super) struct Seal {
    mac: Hmac<Sha256>,
}

/// So many bytes of a signature cannot be guessed over the network.
const TAG_BYTES: usize = 16;

impl Seal {
    /// Without a key of its own a collection has the one that its id makes: every replica comes to the same,
    /// and so can anybody who reads this. All that can be won by it is another place in a public answer.
    pub(super) fn new(key: Option<&CursorKey>, about: &About, query: &Query) -> Seal {
        let usual = || format!("feedgate cursor of {}", about.tag_prefix()).into_bytes();
        let key = key.map_or_else(usual, |key| key.0.to_vec());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
        let mut bind = |text: &str| {
            mac.update(&(text.len() as u64).to_be_bytes());
            mac.update(text.as_bytes());
        };
        bind("feedgate cursor 1");
        bind(&about.tag_prefix());
        for (name, value) in query.parameters() {
            bind(name);
            bind(&value);
        }
        bind("");
        Seal { mac }
    }

    /// A cursor.
    pub(super) fn write(&self, side: Side, mark: &[u8]) -> String {
        let mut bytes = Vec::with_capacity(1 + mark.len() + TAG_BYTES);
        bytes.push(match side {
            Side::After => b'n',
            Side::Before => b'p',
        });
        bytes.extend(mark);
        let tag = self.tag(&bytes);
        bytes.extend(tag.finalize().into_bytes().iter().take(TAG_BYTES));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Side and mark of a cursor that was made for this query to this collection.
    pub(super) fn read(&self, cursor: &str) -> Option<(Side, Vec<u8>)> {
        let mut bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let tag = bytes.split_off(bytes.len().checked_sub(TAG_BYTES)?);
        self.tag(&bytes).verify_truncated_left(&tag).ok()?;
        let side = match bytes.first()? {
            b'n' => Side::After,
            b'p' => Side::Before,
            _ => return None,
        };
        Some((side, bytes.split_off(1)))
    }

    fn tag(&self, bytes: &[u8]) -> Hmac<Sha256> {
        self.mac.clone().chain_update(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::collection::{self, Collection};

    fn collection(id: &str) -> Collection {
        let file =
            format!(r#"{{"id": "{id}", "authority": "example.org,2023", "title": "T", "reports": []}}"#);
        collection::parse(file.into_bytes()).expect("a good collection")
    }

    fn query(pairs: &[(&'static str, &'static str)]) -> Query {
        let pairs: Vec<_> =
            pairs.iter().map(|(key, value)| (Cow::Borrowed(*key), Cow::Borrowed(*value))).collect();
        Query::read(&pairs).expect("a query")
    }

    fn key(byte: u8) -> CursorKey {
        CursorKey::new(&[byte; 32]).expect("long enough")
    }

    #[test]
    fn what_is_written_is_read_back_and_nothing_else_is() {
        let rivers = collection("rivers");
        let asylum = query(&[("q", "asylum"), ("topic", "women")]);
        let seal = Seal::new(Some(&key(1)), &rivers.about, &asylum);
        for side in [Side::After, Side::Before] {
            let cursor = seal.write(side, b"mark");
            assert_eq!(seal.read(&cursor), Some((side, b"mark".to_vec())));
            for (why, other) in [
                ("another key", Seal::new(Some(&key(2)), &rivers.about, &asylum)),
                ("no key", Seal::new(None, &rivers.about, &asylum)),
                ("another collection", Seal::new(Some(&key(1)), &collection("lakes").about, &asylum)),
                ("another query", Seal::new(Some(&key(1)), &rivers.about, &query(&[("q", "asylum women")]))),
                (
                    "another order",
                    Seal::new(
                        Some(&key(1)),
                        &rivers.about,
                        &asylum.clone().sorted(crate::query::Sort::Title),
                    ),
                ),
            ] {
                assert_eq!(other.read(&cursor), None, "{why}");
            }
        }
    }

    #[test]
    fn every_change_of_a_cursor_is_noticed() {
        let rivers = collection("rivers");
        let seal = Seal::new(None, &rivers.about, &Query::default());
        let cursor = seal.write(Side::After, b"the mark of a report");
        for at in 0..cursor.len() {
            assert_eq!(seal.read(&cursor[..at]), None, "shortened to {at}");
            for other in ["A", "b", "-", "9"] {
                let altered = format!("{}{other}{}", &cursor[..at], &cursor[at + 1..]);
                assert!(altered == cursor || seal.read(&altered).is_none(), "{altered}");
            }
        }
        for forged in [format!("{cursor}A"), format!("{cursor}="), format!("A{cursor}"), String::new()] {
            assert_eq!(seal.read(&forged), None, "{forged}");
        }
    }

    #[test]
    fn a_key_is_long_and_never_printed() {
        assert_eq!(CursorKey::new(&[7; 31]), None);
        assert_eq!(format!("{:?}", key(7)), "CursorKey");
    }
}
