//! Passwords: a text in, a hash out, and whether a text is the password of a hash.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

use crate::seal::random;

/// A shorter password could be guessed by somebody who has the database.
pub const LEAST_CHARACTERS: usize = 12;
/// Nobody types more, and hashing takes time.
const MOST_BYTES: usize = 1_024;

/// A password that a curator may have. It is never printed.
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

/// Why a text cannot be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)]
pub enum PasswordRefusal {
    #[error("the password must have at least {LEAST_CHARACTERS} characters")]
    TooShort,
    #[error("the password must have at most {MOST_BYTES} bytes")]
    TooLong,
    #[error("the password must not have a line break or another control character")]
    Control,
    #[error("the password must not be one character again and again")]
    OneCharacter,
}

impl Password {
    /// Accepts a new password. Its length matters most, so it may have any letters.
    ///
    /// # Errors
    /// It is too short, too long, or cannot be typed into a form.
    pub fn new(text: &str) -> Result<Password, PasswordRefusal> {
        let mut characters = text.chars();
        let first = characters.next();
        if text.chars().count() < LEAST_CHARACTERS {
            return Err(PasswordRefusal::TooShort);
        }
        if text.len() > MOST_BYTES {
            return Err(PasswordRefusal::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(PasswordRefusal::Control);
        }
        if characters.all(|other| Some(other) == first) {
            return Err(PasswordRefusal::OneCharacter);
        }
        Ok(Password(text.to_owned()))
    }

    /// Its hash, with a salt of its own. This takes some milliseconds and 19 MB of memory.
    pub fn hash(&self) -> String {
        hash(self.0.as_bytes())
    }
}

fn hash(password: &[u8]) -> String {
    let salt = SaltString::encode_b64(&random::<16>()).expect("a salt of 16 bytes is long enough");
    // The defaults are those that OWASP advises: argon2id, 19 MiB, two passes.
    let hash = Argon2::default().hash_password(password, &salt);
    hash.expect("the defaults and a short password are within bounds").to_string()
}

/// Whether a typed text is the password of a hash. Without a hash, because nobody has the name, this takes as long, so
/// that the time does not tell which names there are.
pub(super) fn is_password(typed: &str, hash: Option<&str>) -> bool {
    static NOBODY: LazyLock<String> = LazyLock::new(|| self::hash(b"nobody"));
    // A longer text is nobody's password. It must not cost more than others.
    let typed = if typed.len() > MOST_BYTES { "" } else { typed };
    let is_right = |hash: &str| {
        let hash = PasswordHash::new(hash);
        hash.is_ok_and(|hash| Argon2::default().verify_password(typed.as_bytes(), &hash).is_ok())
    };
    match hash {
        Some(hash) => is_right(hash),
        None => {
            is_right(&NOBODY);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_and_no_other_text_is() {
        let password = Password::new("correct horse battery").expect("a password");
        let (one, other) = (password.hash(), password.hash());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other, "each has a salt of its own");
        assert!(
            is_password("correct horse battery", Some(&one))
                && is_password("correct horse battery", Some(&other))
        );
        assert!(!is_password("correct horse batterz", Some(&one)) && !is_password("", Some(&one)));
        assert!(!is_password("nobody", None) && !is_password("", None));
        assert!(!is_password("correct horse battery", Some("no hash")));
    }

    #[test]
    fn a_weak_password_is_refused() {
        for (text, why) in [
            ("short", PasswordRefusal::TooShort),
            ("ääääääääääb", PasswordRefusal::TooShort),
            ("aaaaaaaaaaaaaaaa", PasswordRefusal::OneCharacter),
            ("with a\ttabulator", PasswordRefusal::Control),
        ] {
            assert_eq!(Password::new(text).expect_err(text), why);
        }
        assert_eq!(Password::new(&"ab".repeat(600)).expect_err("long"), PasswordRefusal::TooLong);
        assert!(Password::new("日本語のとても長い合言葉です").is_ok());
        assert_eq!(format!("{:?}", Password::new("correct horse battery")), "Ok(Password)");
    }
}
