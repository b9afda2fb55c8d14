//! The secret of a browser: 32 random bytes in a cookie. Only its hash is stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::seal::random;

use super::people::Person;

/// The field of each form that is bound to the browser.
pub(super) const FORM_TOKEN: &str = "form";

const BYTES: usize = 32;

/// The secret of a browser. It is never printed.
#[derive(Clone)]
pub(super) struct Token([u8; BYTES]);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

impl Token {
    /// A new one, which nobody can guess.
    pub(super) fn new() -> Token {
        Token(random())
    }

    /// Reads the value of a cookie.
    pub(super) fn parse(text: &str) -> Option<Token> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Token)
    }

    /// The value of a cookie.
    pub(super) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored. The database alone lets nobody in.
    pub(super) fn hash(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0))
    }

    /// What each form for this browser contains. It follows from the secret, so it need not be stored, and the secret
    /// does not follow from it. After a dot comes what follows from the curator who is logged in. By this, a form of an
    /// earlier login of the same curator is known.
    pub(super) fn of_forms(&self, person: Option<&Person>) -> String {
        let mut text = URL_SAFE_NO_PAD.encode(self.mac().finalize().into_bytes());
        if let Some(person) = person {
            text.push('.');
            URL_SAFE_NO_PAD.encode_string(mac_of_person(person).finalize().into_bytes(), &mut text);
        }
        text
    }

    /// Whether a form was made for this browser. The comparison takes the same time for every wrong text.
    pub(super) fn is_of_forms(&self, sent: &str) -> bool {
        let sent = sent.split_once('.').map_or(sent, |(of_browser, _)| of_browser);
        URL_SAFE_NO_PAD.decode(sent).is_ok_and(|sent| self.mac().verify_slice(&sent).is_ok())
    }

    fn mac(&self) -> Hmac<Sha256> {
        mac(&self.0, b"feedgate desk form")
    }
}

/// Whether a form was made for any login of a curator, since the password was set.
pub(super) fn is_form_of(person: &Person, sent: &str) -> bool {
    let Some((_, of_person)) = sent.split_once('.') else { return false };
    URL_SAFE_NO_PAD.decode(of_person).is_ok_and(|sent| mac_of_person(person).verify_slice(&sent).is_ok())
}

/// The hash of the password is known to nobody else, and it contains a salt, so the password does not follow from this.
fn mac_of_person(person: &Person) -> Hmac<Sha256> {
    mac(person.hash.as_bytes(), b"feedgate desk curator")
}

fn mac(key: &[u8], what: &[u8]) -> Hmac<Sha256> {
    let mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.chain_update(what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_back_and_never_shown() {
        let token = Token::new();
        let again = Token::parse(&token.text()).expect("a secret");
        assert_eq!(again.hash(), token.hash());
        assert_ne!(Token::new().hash(), token.hash());
        assert!(!format!("{token:?} {} {}", token.hash(), token.of_forms(None)).contains(&token.text()));
        for wrong in ["", "short", &"A".repeat(44), &format!("{}=", token.text())] {
            assert!(Token::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_form_belongs_to_one_browser() {
        let (one, other) = (Token::new(), Token::new());
        let person = |hash: &str| Person { id: 1, name: "Eva".into(), hash: hash.into(), since: 0 };
        let (eva, leo) = (person("of Eva"), person("of Leo"));
        assert!(one.is_of_forms(&one.of_forms(None)) && one.is_of_forms(&one.of_forms(Some(&eva))));
        for wrong in [&other.of_forms(None), "", "x", ".", &one.text(), &one.of_forms(None)[1..]] {
            assert!(!one.is_of_forms(wrong), "{wrong}");
        }
        assert!(!other.is_of_forms(&one.of_forms(Some(&eva))));
        // An earlier login of the same curator is known, and nothing else.
        assert!(is_form_of(&eva, &one.of_forms(Some(&eva))));
        for wrong in [&one.of_forms(Some(&leo)), &one.of_forms(None), "", ".", "x."] {
            assert!(!is_form_of(&eva, wrong), "{wrong}");
        }
    }
}
