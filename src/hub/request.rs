//! What a subscriber asks of the hub: the form that it posts (W3C WebSub §5.1).

use percent_encoding::percent_decode;
use url::Url;

use super::callback::Callback;
use super::options::Options;

/// A request of a subscriber.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HubRequest {
    /// What it asks for.
    pub mode: HubMode,
    /// The address of the feed, as the subscriber wrote it.
    pub topic: String,
    /// Where it wants to receive.
    pub callback: Callback,
}

/// What a subscriber asks for.
#[derive(Clone, PartialEq, Eq)]
pub enum HubMode {
    /// A subscription.
    Subscribe {
        /// The seconds that it lasts.
        lease: u64,
        /// What deliveries are signed with.
        secret: Option<String>,
    },
    /// The end of a subscription.
    Unsubscribe,
}

/// Never prints the secret.
impl std::fmt::Debug for HubMode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            HubMode::Subscribe { lease, secret } => {
                write!(f, "Subscribe {{ lease: {lease}, signed: {} }}", secret.is_some())
            }
            HubMode::Unsubscribe => f.write_str("Unsubscribe"),
        }
    }
}

/// The longest topic that is stored. Indexes of PostgreSQL take no more than 2,700 bytes.
const MOST_OF_TOPIC: usize = 2_000;
/// A secret must have less than 200 bytes (§5.1).
const MOST_OF_SECRET: usize = 199;

impl HubRequest {
    /// Reads a form. Parameters that are not known are ignored.
    ///
    /// # Errors
    /// What is wrong, as a sentence for the subscriber.
    pub fn read(form: &[u8], options: &Options) -> Result<HubRequest, String> {
        let form = Form::read(form)?;
        let callback = Callback::read(form.required("hub.callback")?, &options.callbacks)?;
        let topic = form.required("hub.topic")?.to_owned();
        if topic.len() > MOST_OF_TOPIC {
            return Err(format!("hub.topic must have at most {MOST_OF_TOPIC} bytes"));
        }
        if Url::parse(&topic).is_err() {
            return Err("hub.topic must be the address of a feed".to_owned());
        }
        let mode = match form.required("hub.mode")? {
            "subscribe" => HubMode::Subscribe { lease: form.lease(options)?, secret: form.secret()? },
            "unsubscribe" => HubMode::Unsubscribe,
            "publish" => {
                return Err("this hub notices changes by itself, so nobody needs to publish here".to_owned());
            }
            other => return Err(format!("hub.mode must be subscribe or unsubscribe, not {other:?}")),
        };
        Ok(HubRequest { mode, topic, callback })
    }
}

/// The known parameters of a form.
struct Form(Vec<(&'static str, String)>);

const KNOWN: [&str; 5] = ["hub.callback", "hub.mode", "hub.topic", "hub.lease_seconds", "hub.secret"];

impl Form {
    /// Unlike browsers' own reader of forms, this one refuses bytes that are not UTF-8: replaced ones would make another
    /// secret.
    fn read(form: &[u8]) -> Result<Form, String> {
        let mut known = Vec::new();
        for pair in form.split(|byte| *byte == b'&') {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let name = halves.next().unwrap_or_default();
            let Some(name) = KNOWN.into_iter().find(|known| decoded(name).is_ok_and(|name| name == *known))
            else {
                continue;
            };
            let value = decoded(halves.next().unwrap_or_default());
            let value = value.map_err(|()| format!("{name} must be UTF-8"))?;
            if known.iter().any(|(earlier, _)| *earlier == name) {
                return Err(format!("{name} must be given once"));
            }
            known.push((name, value));
        }
        Ok(Form(known))
    }

    fn value(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| *known == name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    fn required(&self, name: &str) -> Result<&str, String> {
        self.value(name).ok_or_else(|| format!("{name} is missing"))
    }

    fn lease(&self, options: &Options) -> Result<u64, String> {
        let asked = match self.value("hub.lease_seconds") {
            None => None,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(digits.parse().unwrap_or(u64::MAX))
            }
            Some(other) => {
                return Err(format!("hub.lease_seconds must be a number of seconds, not {other:?}"));
            }
        };
        Ok(options.leases.granted(asked))
    }

    fn secret(&self) -> Result<Option<String>, String> {
        match self.value("hub.secret") {
            Some(secret) if secret.len() > MOST_OF_SECRET => {
                Err("hub.secret must have less than 200 bytes".to_owned())
            }
            // PostgreSQL stores no NUL in a text.
            Some(secret) if secret.contains('\0') => Err("hub.secret must not contain NUL".to_owned()),
            secret => Ok(secret.map(str::to_owned)),
        }
    }
}

fn decoded(text: &[u8]) -> Result<String, ()> {
    let text: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let text = percent_decode(&text).decode_utf8().map_err(|_| ())?;
    Ok(text.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::FromSettings;

    const GOOD: &str = "hub.mode=subscribe&hub.topic=https%3A%2F%2Fe.example%2Ffeed.atom&\
                        hub.callback=https%3A%2F%2Fs.example%2Fc%3Fk%3Da%2520b";

    fn read(form: &str) -> Result<HubRequest, String> {
        HubRequest::read(form.as_bytes(), &Options::defaults())
    }

    fn subscription(form: &str) -> (u64, Option<String>) {
        match read(form).expect("a good form").mode {
            HubMode::Subscribe { lease, secret } => (lease, secret),
            HubMode::Unsubscribe => panic!("it subscribes"),
        }
    }

    #[test]
    fn a_subscription_has_a_lease_and_may_have_a_secret() {
        let request = read(GOOD).expect("a good form");
        assert_eq!(request.topic, "https://e.example/feed.atom");
        assert_eq!(request.callback.url().as_str(), "https://s.example/c?k=a%20b");
        assert_eq!(subscription(GOOD), (864_000, None));
        let all = format!("{GOOD}&hub.lease_seconds=7200&hub.secret=s%26%C3%A9+t");
        assert_eq!(subscription(&all), (7200, Some("s&é t".to_owned())));
        assert_eq!(subscription(&format!("{GOOD}&hub.lease_seconds=99999999999999999999999")).0, 2_592_000);
        assert_eq!(subscription(&format!("{GOOD}&hub.lease_seconds=0")).0, 3_600);
    }

    #[test]
    fn parameters_that_are_not_known_are_ignored() {
        let more = format!("{GOOD}&hub.verify=sync&hub.verify_token=x&foo=%FF&&=");
        assert_eq!(read(&more), read(GOOD));
    }

    #[test]
    fn a_secret_has_less_than_200_bytes() {
        assert!(read(&format!("{GOOD}&hub.secret={}", "s".repeat(199))).is_ok());
        assert!(read(&format!("{GOOD}&hub.secret={}", "s".repeat(200))).is_err());
        assert!(read(&format!("{GOOD}&hub.secret={}", "%C3%A9".repeat(100))).is_err(), "bytes, not letters");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (form, word) in [
            ("", "hub.callback is missing"),
            ("hub.callback=https%3A%2F%2Fs.example%2F", "hub.topic is missing"),
            (&GOOD.replace("hub.mode=subscribe&", ""), "hub.mode is missing"),
            (&GOOD.replace("subscribe", "retrieve"), "\"retrieve\""),
            (&GOOD.replace("subscribe", "publish"), "by itself"),
            (&format!("{GOOD}&hub.lease_seconds=ten"), "hub.lease_seconds"),
            (&format!("{GOOD}&hub.lease_seconds=-1"), "hub.lease_seconds"),
            (&format!("{GOOD}&hub.secret=%FF"), "UTF-8"),
            (&format!("{GOOD}&hub.secret=a%00b"), "NUL"),
            (&GOOD.replace("feed.atom", &format!("feed.atom?q={}", "a".repeat(2000))), "2000 bytes"),
            (&format!("{GOOD}&hub.mode=unsubscribe"), "once"),
            (&GOOD.replace("https%3A%2F%2Fe.example%2Ffeed.atom", "feed.atom"), "hub.topic"),
        ] {
            let refused = read(form).expect_err(form);
            assert!(refused.contains(word), "{form}: {refused}");
        }
    }

    #[test]
    fn a_secret_is_not_printed() {
        let printed = format!("{:?}", read(&format!("{GOOD}&hub.secret=hidden")).expect("a good form"));
        assert!(!printed.contains("hidden"), "{printed}");
    }
}
