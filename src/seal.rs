//! Tokens that only a gateway of this collection can make: cursors, and other values that a client must return
//! unchanged. And random numbers for those that it remembers.
//!
//! A token holds bytes and a signature (HMAC-SHA256, RFC 2104, cut to 16 bytes). The signature also covers the
//! collection, the purpose and the context of the token, such as a query. A token that is shortened, altered, or
//! used in another context is refused. The server stores nothing, so every replica can read every token.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use ring::rand::{SecureRandom, SystemRandom};
use sha2::Sha256;

use crate::collection::About;

/// A secret that tokens are signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct SealKey(Box<[u8]>);

/// Never prints the secret.
impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    /// A shorter secret could be guessed.
    pub const LEAST_BYTES: usize = 32;

    /// From a secret of at least [`SealKey::LEAST_BYTES`].
    pub fn new(secret: &[u8]) -> Option<SealKey> {
        (secret.len() >= Self::LEAST_BYTES).then(|| SealKey(secret.into()))
    }
}

/// Makes and reads tokens for one purpose.
pub(crate) struct Seal {
    mac: Hmac<Sha256>,
}

/// A signature of this length cannot be guessed over the network.
const TAG_BYTES: usize = 16;

impl Seal {
    /// Makes a seal for a purpose, such as `cursor`, and for the texts that its tokens are bound to, in order.
    ///
    /// Without a key, one is derived from the collection's id. Every replica derives the same, and so can anybody
    /// who reads this code. That is enough only for tokens that nobody gains from forging.
    pub(crate) fn new<T: AsRef<str>>(
        key: Option<&SealKey>,
        about: &About,
        purpose: &str,
        bound_to: impl IntoIterator<Item = T>,
    ) -> Seal {
        let usual = || format!("feedgate {purpose} of {}", about.tag_prefix()).into_bytes();
        let key = key.map_or_else(usual, |key| key.0.to_vec());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes a key of any length");
        // The length comes before each text, so that two lists of texts never give the same bytes.
        let mut bind = |text: &str| {
            mac.update(&(text.len() as u64).to_be_bytes());
            mac.update(text.as_bytes());
        };
        bind(&format!("feedgate {purpose} 1"));
        bind(&about.tag_prefix());
        bound_to.into_iter().for_each(|text| bind(text.as_ref()));
        bind("");
        Seal { mac }
    }

    /// A token that holds some bytes; safe in any part of a URL.
    pub(crate) fn seal(&self, content: &[u8]) -> String {
        let tag = self.tag(content).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode([content, &tag[..TAG_BYTES]].concat())
    }

    /// The bytes of a token that this seal made; `None` for anything else.
    pub(crate) fn open(&self, token: &str) -> Option<Vec<u8>> {
        let mut content = URL_SAFE_NO_PAD.decode(token).ok()?;
        let tag = content.split_off(content.len().checked_sub(TAG_BYTES)?);
        self.tag(&content).verify_truncated_left(&tag).ok()?;
        Some(content)
    }

    fn tag(&self, content: &[u8]) -> Hmac<Sha256> {
        self.mac.clone().chain_update(content)
    }
}

/// So many random bytes from the operating system, which nobody can guess.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system has random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::collection::{self, Collection};

    fn collection(id: &str) -> Collection {
        let file =
            format!(r#"{{"id": "{id}", "authority": "example.org,2023", "title": "T", "reports": []}}"#);
        collection::parse(file.into_bytes()).expect("a good collection")
    }

    fn key(byte: u8) -> SealKey {
        SealKey::new(&[byte; 32]).expect("long enough")
    }

    #[test]
    fn a_token_is_read_only_where_it_belongs() {
        let (rivers, lakes) = (collection("rivers"), collection("lakes"));
        let seal = Seal::new(Some(&key(1)), &rivers.about, "cursor", ["q", "asylum"]);
        let token = seal.seal(b"content");
        assert_eq!(seal.open(&token), Some(b"content".to_vec()));
        for (why, other) in [
            ("another key", Seal::new(Some(&key(2)), &rivers.about, "cursor", ["q", "asylum"])),
            ("no key", Seal::new(None, &rivers.about, "cursor", ["q", "asylum"])),
            ("another collection", Seal::new(Some(&key(1)), &lakes.about, "cursor", ["q", "asylum"])),
            ("another purpose", Seal::new(Some(&key(1)), &rivers.about, "receipt", ["q", "asylum"])),
            ("another query", Seal::new(Some(&key(1)), &rivers.about, "cursor", ["qa", "sylum"])),
            ("more", Seal::new(Some(&key(1)), &rivers.about, "cursor", ["q", "asylum", ""])),
        ] {
            assert_eq!(other.open(&token), None, "{why}");
        }
    }

    #[test]
    fn every_change_of_a_token_is_noticed() {
        let rivers = collection("rivers");
        let seal = Seal::new(None, &rivers.about, "cursor", [""; 0]);
        let token = seal.seal(b"the mark of a report");
        for at in 0..token.len() {
            assert_eq!(seal.open(&token[..at]), None, "shortened to {at}");
            for other in ["A", "b", "-", "9"] {
                let altered = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                assert!(altered == token || seal.open(&altered).is_none(), "{altered}");
            }
        }
        for forged in [format!("{token}A"), format!("{token}="), format!("A{token}"), String::new()] {
            assert_eq!(seal.open(&forged), None, "{forged}");
        }
    }

    #[test]
    fn a_key_is_long_and_never_printed() {
        assert_eq!(SealKey::new(&[7; 31]), None);
        assert_eq!(format!("{:?}", key(7)), "SealKey");
    }
}
