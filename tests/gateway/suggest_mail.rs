//! Notices of new suggestions by mail, through a mail server that nobody here wrote (aiosmtpd).

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use feedgate::config::Config;
use feedgate::gateway::Given;
use feedgate::inbox::{MailOptions, Webhook};
use feedgate::outgoing::{Mail, MailAddress, MailError, MailServer, Mailer, Options};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

use super::elsewhere::{Elsewhere, answer};
use super::outgoing::Names;
use super::read_back::python_with_readers;
use super::subscriber::received;
use super::suggesting::{Suggesting, good};
use super::support::{TestClock, root};
use super::tls::{Authority, NAME, PATIENCE};

const EVA: &str = "eva@example.org";
const LEO: &str = "leo@example.org";

/// A mail server. It ends when it is dropped.
struct Smtp {
    port: u16,
    process: Child,
    commands: ChildStdin,
    events: UnboundedReceiver<Value>,
}

impl Smtp {
    fn start(arguments: &[&str]) -> Smtp {
        let mut python = python_with_readers();
        python.arg(root().join("tests/readers/smtp.py")).args(arguments);
        python.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = python.spawn().expect("Python can be run");
        let commands = process.stdin.take().expect("it is piped");
        let mut lines = BufReader::new(process.stdout.take().expect("it is piped")).lines();
        let port = lines.next().expect("it starts").expect("UTF-8").parse().expect("a port");
        let (sender, events) = unbounded_channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let event = serde_json::from_str(&line).expect("JSON");
                if sender.send(event).is_err() {
                    break;
                }
            }
        });
        Smtp { port, process, commands, events }
    }

    /// From now on it answers an address with this code.
    async fn answer(&mut self, code: u16, address: &str) {
        writeln!(self.commands, "{code} {address}").expect("it reads");
        assert_eq!(self.next().await["event"], "heard");
    }

    async fn next(&mut self) -> Value {
        timeout(PATIENCE, self.events.recv()).await.expect("something comes").expect("it runs")
    }

    /// Whether nothing comes within a moment.
    async fn nothing_comes(&mut self) -> bool {
        timeout(Duration::from_millis(500), self.events.recv()).await.is_err()
    }

    /// The next event, which has to be a message to one address.
    async fn message(&mut self, to: &str) -> Value {
        let event = self.next().await;
        assert_eq!((&event["event"], &event["to"]), (&json!("message"), &json!([to])), "{event:#}");
        event
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn address(text: &str) -> MailAddress {
    MailAddress::parse(text).expect("an address")
}

fn mail_to(to: &[&str], server: &str) -> MailOptions {
    MailOptions {
        to: to.iter().map(|to| address(to)).collect(),
        from: address("Reports <reports@example.org>"),
        server: MailServer::parse(server).expect("a server"),
    }
}

fn id_of(message: &Value) -> String {
    message["headers"]["Message-ID"].as_str().expect("an id").to_owned()
}

fn another() -> Value {
    json!({ "title": "x", "doi": "10.1234/x" })
}

fn plain(smtp: &Smtp) -> String {
    format!("smtp://127.0.0.1:{}?tls=none", smtp.port)
}

// ── what is told ──

#[tokio::test]
async fn curators_are_told_by_mail_what_was_suggested_and_nothing_about_the_sender() {
    static CLOCK: TestClock = TestClock::new();
    let mut smtp = Smtp::start(&["plain"]);
    let server = plain(&smtp);
    let with_mail = |config: &mut Config| {
        config.inbox.mail = Some(mail_to(&[EVA, LEO], &server));
        config.inbox.desk_url = Some("https://desk.example.org/desk".to_owned());
    };
    let suggesting = Suggesting::with(|| CLOCK.now(), with_mail).await;
    let mut body = good();
    body["title"] = json!("Rivers\r\nBcc: victim@example.org\r\n\r\nof the north");
    body["sender"] =
        json!({ "name": "Ana Sender", "email": "ana@example.org", "organization": "Rivers United" });
    body["note"] = json!("A note for curators.");
    suggesting.send(&body).await.assert_status(201);
    let mut all = [smtp.next().await, smtp.next().await];
    all.sort_by_key(|event| event["to"].to_string());
    for (event, to) in all.iter().zip([EVA, LEO]) {
        assert_eq!((&event["to"], &event["sender"]), (&json!([to]), &json!("reports@example.org")));
        let subject = "Immigration: “Rivers Bcc: victim@example.org of the north” was suggested";
        for (name, value) in [
            ("Subject", subject),
            ("From", "Reports <reports@example.org>"),
            ("Auto-Submitted", "auto-generated"),
        ] {
            assert_eq!(event["headers"][name], value, "{event:#}");
        }
        assert_eq!(event["headers"].get("Bcc"), None, "{event:#}");
        let text = event["text"].as_str().expect("a text");
        for told in [
            "https://example.org/nobody",
            "https://desk.example.org/desk/inbox/1",
            "feedgate suggestions show",
        ] {
            assert!(text.contains(told), "{told} is not in {text}");
        }
        let content = event["content"].as_str().expect("a text");
        for private in ["Ana", "ana@", "Rivers United", "A note"] {
            assert!(!content.contains(private) && !text.contains(private), "{private} is in {content}");
        }
    }
    assert!(smtp.nothing_comes().await, "each is told once");
}

// ── again, or never again ──

#[tokio::test]
async fn who_is_not_reached_gets_the_same_mail_later_and_the_others_do_not() {
    static CLOCK: TestClock = TestClock::new();
    let mut smtp = Smtp::start(&["plain"]);
    smtp.answer(451, LEO).await;
    let server = plain(&smtp);
    let with_mail = |config: &mut Config| config.inbox.mail = Some(mail_to(&[LEO], &server));
    let suggesting = Suggesting::with(|| CLOCK.now(), with_mail).await;
    suggesting.send(&good()).await.assert_status(201);
    assert_eq!(smtp.next().await, json!({ "event": "refused", "address": LEO }));
    CLOCK.advance(60);
    assert_eq!(smtp.next().await, json!({ "event": "refused", "address": LEO }));
    smtp.answer(250, LEO).await;
    CLOCK.advance(600);
    let first = id_of(&smtp.message(LEO).await);
    assert!(first.starts_with("<suggestions-1-") && first.ends_with("@example.org>"), "{first}");
    CLOCK.advance(24 * 60 * 60);
    suggesting.send(&another()).await.assert_status(201);
    assert_ne!(id_of(&smtp.message(LEO).await), first);
    assert!(smtp.nothing_comes().await);
}

#[tokio::test]
async fn mail_that_is_refused_for_good_is_given_up_for_this_address_alone() {
    static CLOCK: TestClock = TestClock::new();
    let mut smtp = Smtp::start(&["plain"]);
    smtp.answer(550, LEO).await;
    let server = plain(&smtp);
    let with_mail = |config: &mut Config| config.inbox.mail = Some(mail_to(&[EVA, LEO], &server));
    let suggesting = Suggesting::with(|| CLOCK.now(), with_mail).await;
    suggesting.send(&good()).await.assert_status(201);
    let mut events = [smtp.next().await, smtp.next().await].map(|event| event["event"].clone());
    events.sort_by_key(Value::to_string);
    assert_eq!(events, [json!("message"), json!("refused")]);
    smtp.answer(250, LEO).await;
    CLOCK.advance(24 * 60 * 60);
    // This has everything sent that waits.
    suggesting.send(&another()).await.assert_status(201);
    let mut to = [smtp.next().await, smtp.next().await].map(|event| event["to"].clone());
    to.sort_by_key(Value::to_string);
    assert_eq!(to, [json!([EVA]), json!([LEO])]);
    assert!(smtp.nothing_comes().await);
}

#[tokio::test]
async fn a_webhook_that_fails_repeats_no_mail() {
    static CLOCK: TestClock = TestClock::new();
    let hook = Elsewhere::start(|_, _| answer("503 Service Unavailable", &[], "")).await;
    let mut smtp = Smtp::start(&["plain"]);
    let (server, url) = (plain(&smtp), hook.at("/hook").parse().expect("an address"));
    let with_both = |config: &mut Config| {
        config.inbox.mail = Some(mail_to(&[EVA], &server));
        config.inbox.webhook = Some(Webhook { url, secret: "0123456789abcdef0123456789abcdef".into() });
    };
    let suggesting = Suggesting::with(|| CLOCK.now(), with_both).await;
    suggesting.send(&good()).await.assert_status(201);
    smtp.message(EVA).await;
    for times in 1..4 {
        assert_eq!(received(&hook, "POST", times).await.len(), times);
        CLOCK.advance(3_600);
    }
    assert!(smtp.nothing_comes().await);
}

// ── safety ──

/// A certificate for `NAME` and its key, in files.
fn certificate(authority: &Authority, folder: &Path) -> [String; 2] {
    let (certificate, key) = authority.certify(NAME);
    let file = |name: &str, text: String| {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("it can be written");
        path.to_str().expect("UTF-8").to_owned()
    };
    [file("certificate.pem", certificate.pem()), file("key.pem", key.serialize_pem())]
}

fn here() -> Arc<Names> {
    Arc::new(Names(vec![(NAME, vec!["127.0.0.1".parse().expect("an address")])]))
}

#[tokio::test]
async fn a_password_is_sent_only_over_tls() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().expect("a folder"));
    let [certificate, key] = certificate(&authority, folder.path());
    for (mode, scheme) in [("starttls", "smtp"), ("tls", "smtps")] {
        let mut smtp = Smtp::start(&[mode, &certificate, &key]);
        let server = format!("{scheme}://eva:a%3Asecret@{NAME}:{}", smtp.port);
        let outgoing =
            Options { names: here(), mail_roots: vec![authority.root.der().clone()], ..Options::default() };
        let given = Given { outgoing, ..Given::default() };
        let with_mail = |config: &mut Config| config.inbox.mail = Some(mail_to(&[EVA], &server));
        let suggesting = Suggesting::given("../../config/collection.json", given, with_mail).await;
        suggesting.send(&good()).await.assert_status(201);
        let message = smtp.message(EVA).await;
        assert_eq!((&message["is_safe"], &message["user"]), (&json!(true), &json!("eva")), "{mode}");
        assert!(message["text"].to_string().contains("https://example.org/nobody"), "{message:#}");
    }
}

fn mail() -> Mail {
    Mail {
        from: address("reports@example.org"),
        to: address(EVA),
        subject: "A subject".into(),
        text: "A text".into(),
        id: "1".into(),
        at: SystemTime::UNIX_EPOCH,
    }
}

async fn sent(server: &str, options: Options) -> Result<(), MailError> {
    Mailer::new(MailServer::parse(server).expect("a server"), options).send(&mail()).await
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_that_is_not_safe_or_not_the_right_one() {
    let (authority, folder) = (Authority::new(), tempfile::tempdir().expect("a folder"));
    let [certificate, key] = certificate(&authority, folder.path());
    let (mut bare, mut safe) = (Smtp::start(&["plain"]), Smtp::start(&["tls", &certificate, &key]));
    let options =
        Options { names: here(), mail_roots: vec![authority.root.der().clone()], ..Options::default() };

    let refused = sent(&format!("smtp://eva:a%3Asecret@127.0.0.1:{}", bare.port), options.clone()).await;
    let refused = refused.expect_err("it has no STARTTLS");
    assert!(!refused.is_final() && refused.in_a_line().contains("STARTTLS"), "{}", refused.in_a_line());

    let unknown = Options { mail_roots: Vec::new(), ..options.clone() };
    let refused = sent(&format!("smtps://eva:a%3Asecret@{NAME}:{}", safe.port), unknown).await;
    let refused = refused.expect_err("nobody knows the authority").in_a_line();
    assert!(refused.contains("certificate"), "{refused}");

    let refused = sent(&format!("smtps://eva:wrong@{NAME}:{}", safe.port), options.clone()).await;
    let refused = refused.expect_err("the password is wrong");
    assert!(!refused.is_final() && refused.in_a_line().contains("535"), "{}", refused.in_a_line());
    assert_eq!(safe.next().await["event"], "wrong password");

    let public = Arc::new(Names(vec![("mail.example.org", vec!["1.1.1.1".parse().expect("an address")])]));
    let refused = sent("smtp://mail.example.org?tls=none", Options { names: public, ..options }).await;
    assert!(matches!(refused, Err(MailError::Unsafe { .. })), "{refused:?}");
    assert!(bare.nothing_comes().await && safe.nothing_comes().await);
}
