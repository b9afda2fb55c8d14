//! Mail: a message → the mail server of the operator, over SMTP.
//!
//! The connection is safe (TLS) before a password or a message is sent. Without TLS, mail goes only to this machine and to
//! private networks, and only if the address of the server says so.

use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use tokio::time::timeout;
use url::Url;

use super::address::{Reach, is_private};
use super::client::Options;
use super::connect::{CheckedConnector, host_of};
use super::error::RequestError;

/// The longest time for one message. A server that scans mail takes some seconds.
const WHOLE: Duration = Duration::from_secs(25);
/// The longest time until one address of the server answers.
const CONNECT: Duration = Duration::from_secs(7);
/// How long the server may take to say goodbye. The message is with it already.
const GOODBYE: Duration = Duration::from_secs(1);
/// How many addresses of the server are tried.
const MOST_TRIES: usize = 3;

/// A mail server, how to connect to it, and with which password.
#[derive(Clone, PartialEq, Eq)]
pub struct MailServer {
    host: String,
    port: u16,
    safety: Safety,
    login: Option<(String, String)>,
}

/// How a connection is made safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Safety {
    /// TLS from the first byte (RFC 8314 §3.3).
    Tls,
    /// TLS after STARTTLS, or no mail (RFC 3207).
    StartTls,
    /// Not at all.
    Plain,
}

/// Who sends mail, or gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailAddress(Mailbox);

/// A message in plain text, to one address.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Who sends it.
    pub from: MailAddress,
    /// Who gets it.
    pub to: MailAddress,
    /// What it is about. Control characters become spaces.
    pub subject: String,
    /// The message. Control characters that are no line feeds become spaces.
    pub text: String,
    /// The part of its id before the `@`: letters, digits and hyphens. A message that is sent again has the same.
    pub id: String,
    /// When it was written.
    pub at: SystemTime,
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum MailError {
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error("{host} is at {address}, which is not in a private network, so it needs a safe connection (TLS)")]
    Unsafe { host: String, address: IpAddr },
    #[error("no message can be made")]
    Message { source: lettre::error::Error },
    #[error("cannot send mail through {host}")]
    Server { host: String, source: smtp::Error },
    #[error("{host} did not take the message within {} seconds", WHOLE.as_secs())]
    Time { host: String },
    /// The server will not take this message, however often it is sent.
    #[error("{host} refused the message")]
    Refused { host: String, source: smtp::Error },
}

impl MailServer {
    /// Reads an address: `smtps://user:password@host:465`, `smtp://host:587` for STARTTLS, or `smtp://host:25?tls=none`.
    ///
    /// # Errors
    /// It is no such address. The error does not repeat it, because it may contain a password.
    pub fn parse(text: &str) -> Result<MailServer, String> {
        let wrong = || "must be an address such as smtps://user:password@mail.example.org".to_owned();
        let url = Url::parse(text).map_err(|_| wrong())?;
        let safety = match (url.scheme(), url.query()) {
            ("smtps", None) => Safety::Tls,
            ("smtp", None) => Safety::StartTls,
            ("smtp", Some("tls=none")) => Safety::Plain,
            ("smtp" | "smtps", Some(_)) => {
                return Err("may only end in `?tls=none`, which is for smtp:// alone".to_owned());
            }
            _ => return Err(wrong()),
        };
        let host = url.host_str().map(|host| host_of(host).to_owned()).filter(|host| !host.is_empty());
        let host = host.filter(|_| matches!(url.path(), "" | "/") && url.fragment().is_none());
        let usual = match safety {
            Safety::Tls => 465,
            Safety::StartTls => 587,
            Safety::Plain => 25,
        };
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().map(String::from).ok();
        let login = match url.password() {
            None if url.username().is_empty() => None,
            None => return Err("has a user name but no password".to_owned()),
            Some(password) => Some(decoded(url.username()).zip(decoded(password)).ok_or_else(wrong)?),
        };
        Ok(MailServer { host: host.ok_or_else(wrong)?, port: url.port().unwrap_or(usual), safety, login })
    }
}

/// Prints neither the password nor the user name.
impl fmt::Debug for MailServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MailServer({}:{}, {:?})", self.host, self.port, self.safety)
    }
}

impl MailAddress {
    /// Reads an address, which may come after a name: `Reports <reports@example.org>`.
    ///
    /// # Errors
    /// It is none.
    pub fn parse(text: &str) -> Result<MailAddress, String> {
        text.parse().map(MailAddress).map_err(|_| format!("{text:?} is not an email address"))
    }

    /// The address without the name.
    pub fn address(&self) -> &str {
        self.0.email.as_ref()
    }
}

impl MailError {
    /// Whether the server will never take the message.
    pub fn is_final(&self) -> bool {
        matches!(self, MailError::Refused { .. } | MailError::Message { .. })
    }

    /// The error with its causes, in one line.
    pub fn in_a_line(&self) -> String {
        if let MailError::Request(error) = self {
            return error.in_a_line();
        }
        // What the library says repeats its own causes.
        let cause = std::error::Error::source(self).map(|cause| format!(": {cause}"));
        one_line(&format!("{self}{}", cause.unwrap_or_default()))
    }
}

impl Mail {
    /// The bytes of the message, and who gets it from whom.
    fn message(&self) -> Result<Message, lettre::error::Error> {
        let domain = self.from.0.email.domain();
        let auto =
            HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned());
        let builder: MessageBuilder = Message::builder()
            .from(self.from.0.clone())
            .to(self.to.0.clone())
            .subject(one_line(&self.subject))
            .date(self.at)
            .message_id(Some(format!("<{}@{domain}>", self.id)))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(auto);
        let lines: Vec<String> = self.text.split('\n').map(one_line).collect();
        builder.body(lines.join("\r\n"))
    }
}

/// A text without control characters, so that it cannot begin a line of its own.
fn one_line(text: &str) -> String {
    let is_break = |sign: char| sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}');
    text.chars().map(|sign| if is_break(sign) { ' ' } else { sign }).collect()
}

/// Sends mail through one server.
#[derive(Clone)]
pub struct Mailer {
    server: MailServer,
    connector: CheckedConnector,
    roots: Vec<Certificate>,
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer({:?})", self.server)
    }
}

impl Mailer {
    /// The operator gave the server, so it may be in a private network.
    pub fn new(server: MailServer, options: Options) -> Mailer {
        let connector = CheckedConnector::new(Reach::Private, options.names, CONNECT);
        let read = |root: &[u8]| Certificate::from_der(root.to_vec()).ok();
        let roots = options.mail_roots.iter().filter_map(|root| read(root)).collect();
        Mailer { server, connector, roots }
    }

    /// Sends a message. When this returns, the server has it.
    ///
    /// # Errors
    /// The server does not have it. Only an error that [is final](MailError::is_final) makes another attempt useless.
    ///
    /// # Cancellation
    /// The connection is closed, and the server may have the message or not.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = mail.message().map_err(|source| MailError::Message { source })?;
        let host = || self.server.host.clone();
        let sending = async {
            let mut connection = self.connect(mail.from.0.email.domain()).await?;
            let sent = connection.send(message.envelope(), &message.formatted()).await;
            sent.map_err(|source| match source.is_permanent() {
                true => MailError::Refused { host: host(), source },
                false => MailError::Server { host: host(), source },
            })?;
            Ok::<_, MailError>(connection)
        };
        let sent = timeout(WHOLE, sending).await;
        let mut connection = sent.map_err(|_| MailError::Time { host: host() })??;
        let _ = timeout(GOODBYE, connection.quit()).await;
        Ok(())
    }

    /// A connection that is safe, if it has to be, and logged in. `own` is the name that feedgate says it has.
    async fn connect(&self, own: &str) -> Result<AsyncSmtpConnection, MailError> {
        let MailServer { host, safety, login, .. } = &self.server;
        let failed = |source| MailError::Server { host: host.clone(), source };
        let addresses = self.connector.checked_addresses(host).await?;
        if *safety == Safety::Plain
            && let Some(address) = addresses.iter().find(|address| !is_private(**address))
        {
            return Err(MailError::Unsafe { host: host.clone(), address: *address });
        }
        let own = ClientId::Domain(own.to_owned());
        let mut connection = self.open(&addresses, &own).await.map_err(failed)?;
        if *safety == Safety::StartTls {
            connection.starttls(self.tls().map_err(failed)?, &own).await.map_err(failed)?;
        }
        if let Some((user, password)) = login {
            let credentials = Credentials::new(user.clone(), password.clone());
            connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await.map_err(failed)?;
        }
        Ok(connection)
    }

    /// Tries one address after the other.
    async fn open(&self, addresses: &[IpAddr], own: &ClientId) -> Result<AsyncSmtpConnection, smtp::Error> {
        let (first, others) = addresses.split_first().expect("a name that was found has an address");
        let mut opened = self.open_at(*first, own).await;
        for address in others.iter().take(MOST_TRIES - 1) {
            if opened.is_err() {
                opened = self.open_at(*address, own).await;
            }
        }
        opened
    }

    async fn open_at(&self, address: IpAddr, own: &ClientId) -> Result<AsyncSmtpConnection, smtp::Error> {
        let tls = if self.server.safety == Safety::Tls { Some(self.tls()?) } else { None };
        let to = (address, self.server.port);
        AsyncSmtpConnection::connect_tokio1(to, Some(CONNECT), own, tls, None).await
    }

    fn tls(&self) -> Result<TlsParameters, smtp::Error> {
        let builder = TlsParameters::builder(self.server.host.clone());
        let add = |builder: smtp::client::TlsParametersBuilder, root: &Certificate| {
            builder.add_root_certificate(root.clone())
        };
        self.roots.iter().fold(builder, add).build_rustls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(text: &str) -> MailServer {
        MailServer::parse(text).expect(text)
    }

    #[test]
    fn an_address_says_how_to_connect_and_with_which_password() {
        let safe = server("smtps://eva%40example.org:p%3Ass@mail.example.org");
        assert_eq!((safe.port, safe.safety), (465, Safety::Tls));
        assert_eq!(safe.login, Some(("eva@example.org".to_owned(), "p:ss".to_owned())));
        let printed = format!("{safe:?}");
        assert!(!printed.contains("p:ss") && !printed.contains("eva"), "{printed}");
        let upgraded = server("smtp://mail.example.org");
        assert_eq!((upgraded.port, upgraded.safety, upgraded.login), (587, Safety::StartTls, None));
        let plain = server("smtp://[::1]:2525?tls=none");
        assert_eq!((&*plain.host, plain.port, plain.safety), ("::1", 2525, Safety::Plain));
    }

    #[test]
    fn another_address_is_refused_and_never_repeated() {
        for text in [
            "mail.example.org",
            "https://eva:hidden@mail.example.org",
            "smtps://eva:hidden@mail.example.org?tls=none",
            "smtp://eva:hidden@mail.example.org?tls=maybe",
            "smtp://mail.example.org/hidden",
            "smtp://hidden@mail.example.org",
            "smtp://eva:hidden@",
        ] {
            let refused = MailServer::parse(text).expect_err(text);
            assert!(!refused.contains("hidden"), "{refused}");
        }
    }

    #[test]
    fn no_text_of_a_stranger_becomes_a_header() {
        let address = |text: &str| MailAddress::parse(text).expect("an address");
        let mail = Mail {
            from: address("Ríos <reports@example.org>"),
            to: address("eva@example.org"),
            subject: "A\r\nBcc: victim@example.org\r\n\r\nB\u{2028}ü".to_owned(),
            text: "One\r\nTwo\n.\nFrom x\u{0}".to_owned(),
            id: "suggestions-1".to_owned(),
            at: SystemTime::UNIX_EPOCH,
        };
        let message = mail.message().expect("a message");
        assert_eq!(message.envelope().to().len(), 1);
        let text = String::from_utf8(message.formatted()).expect("text");
        let (head, _) = text.split_once("\r\n\r\n").expect("a header");
        let is_name = |line: &&str| !line.starts_with(' ');
        let names: Vec<&str> =
            head.lines().filter(is_name).map(|line| line.split(':').next().expect("one")).collect();
        let expected = [
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Content-Type",
            "Auto-Submitted",
            "Content-Transfer-Encoding",
        ];
        assert_eq!(
            {
                let mut names = names;
                names.sort_unstable();
                names
            },
            {
                let mut all = expected;
                all.sort_unstable();
                all
            }
        );
        assert!(head.contains("Message-ID: <suggestions-1@example.org>"), "{head}");
    }
}
