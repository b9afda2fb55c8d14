//! Signs what is delivered, so that subscribers know that it comes from this hub (W3C WebSub §7.1).

use std::fmt::Write;

use ring::hmac;

/// The hash of a signature. The Recommendation knows these four (§8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SignatureMethod {
    Sha1,
    #[default]
    Sha256,
    Sha384,
    Sha512,
}

impl SignatureMethod {
    /// Each by its name, as in `sha256=…`.
    pub(super) const NAMES: [(&str, SignatureMethod); 4] = [
        ("sha1", SignatureMethod::Sha1),
        ("sha256", SignatureMethod::Sha256),
        ("sha384", SignatureMethod::Sha384),
        ("sha512", SignatureMethod::Sha512),
    ];

    fn name(self) -> &'static str {
        let own = SignatureMethod::NAMES.into_iter().find(|(_, method)| *method == self);
        own.expect("every method has a name").0
    }

    fn algorithm(self) -> hmac::Algorithm {
        match self {
            SignatureMethod::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            SignatureMethod::Sha256 => hmac::HMAC_SHA256,
            SignatureMethod::Sha384 => hmac::HMAC_SHA384,
            SignatureMethod::Sha512 => hmac::HMAC_SHA512,
        }
    }

    /// The value of `X-Hub-Signature`: the HMAC of exactly the body that is sent.
    pub fn sign(self, secret: &str, body: &[u8]) -> String {
        let key = hmac::Key::new(self.algorithm(), secret.as_bytes());
        let mut value = format!("{}=", self.name());
        for byte in hmac::sign(&key, body).as_ref() {
            write!(value, "{byte:02x}").expect("writing to memory cannot fail");
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231 §4.3 (test case 2) for SHA-2, RFC 2202 §3 (test case 2) for SHA-1.
    #[test]
    fn signatures_are_those_of_the_rfcs() {
        let sign = |method: SignatureMethod| method.sign("Jefe", b"what do ya want for nothing?");
        assert_eq!(sign(SignatureMethod::Sha1), "sha1=effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
        assert_eq!(
            sign(SignatureMethod::Sha256),
            "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            sign(SignatureMethod::Sha384),
            "sha384=af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e\
             8e2240ca5e69e2c78b3239ecfab21649"
        );
        assert_eq!(
            sign(SignatureMethod::Sha512),
            "sha512=164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554\
             9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        );
    }
}
