//! What is stored, found again, changed and decided.

use serde_json::{Value, json};
use tokio::runtime::Handle;

use super::*;
use crate::settings::FromSettings;
use crate::store::Database;

/// An inbox with a database of its own, which goes with its folder.
fn inbox(change: impl FnOnce(&mut Options)) -> (tempfile::TempDir, Inbox) {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = beside(&folder, "tag:example.org,2023:rivers/", change);
    (folder, inbox)
}

fn beside(folder: &tempfile::TempDir, collection: &str, change: impl FnOnce(&mut Options)) -> Inbox {
    let mut options = Options::defaults();
    change(&mut options);
    Inbox::new(Database::File(folder.path().join("f.db")), collection.to_owned(), options, Handle::current())
}

fn one(fields: Value) -> NewSuggestion {
    let Value::Object(fields) = fields else { panic!("an object") };
    NewSuggestion { fields, note: Some("because".to_owned()) }
}

fn sending(suggestions: Vec<NewSuggestion>) -> NewSending {
    let sender = Sender {
        name: Some("Ana".to_owned()),
        email: Some("ana@example.org".to_owned()),
        organization: Some("Rivers United".to_owned()),
    };
    NewSending { sender, suggestions }
}

/// A suggestion that no other one is the same as.
fn nth(nth: usize) -> NewSending {
    sending(vec![one(json!({ "title": format!("T{nth}"), "url": format!("https://example.org/{nth}") }))])
}

async fn state_of(inbox: &Inbox, id: i64) -> SuggestionState {
    inbox.get(id).await.expect("it works").expect("it is there").state
}

async fn done(inbox: &Inbox, id: i64) -> Vec<(String, String)> {
    let history = inbox.history(id).await.expect("it works");
    history.into_iter().map(|event| (event.who, event.what)).collect()
}

#[tokio::test]
async fn what_is_received_is_found_with_its_private_address_and_with_no_other() {
    let (folder, inbox) = inbox(|_| {});
    let receipt = inbox.submit(nth(1), None, 100).await.expect("it is stored");
    assert_eq!(receipt.token.len(), 32);
    let sent = inbox.find(&receipt.token).await.expect("it works").expect("it is there");
    assert_eq!(sent.sender, nth(1).sender);
    assert_eq!(sent.received_at, 100);
    assert_eq!(sent.suggestions.len(), 1);
    assert_eq!(sent.suggestions[0].title(), "T1");
    assert_eq!(sent.suggestions[0].state, SuggestionState::Received);
    for other in ["", "x", &receipt.token[1..], &receipt.token.to_lowercase()] {
        assert_eq!(inbox.find(other).await.expect("it works"), None, "{other}");
    }
    // Another process finds it, and the inbox of another collection does not.
    let again = beside(&folder, "tag:example.org,2023:rivers/", |_| {});
    assert_eq!(again.find(&receipt.token).await.expect("it works"), Some(sent));
    let other = beside(&folder, "tag:example.org,2023:lakes/", |_| {});
    assert_eq!(other.find(&receipt.token).await.expect("it works"), None);
    assert_eq!(other.list(InboxFilter::default()).await.expect("it works"), []);
}

#[tokio::test]
async fn nothing_is_created_by_looking() {
    let (folder, inbox) = inbox(|_| {});
    assert_eq!(inbox.list(InboxFilter::default()).await.expect("it works"), []);
    assert_eq!(inbox.find("x").await.expect("it works"), None);
    assert!(matches!(inbox.take_back("x", 1, 0).await, Err(InboxError::NotThere)));
    assert!(!folder.path().join("f.db").exists());
}

#[tokio::test]
async fn the_private_address_is_not_in_the_database() {
    let (folder, inbox) = inbox(|_| {});
    let receipt = inbox.submit(nth(1), Some("0123456789abcdef-key"), 100).await.expect("it is stored");
    inbox.close().await;
    let bytes = std::fs::read(folder.path().join("f.db")).expect("the database");
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("Rivers United"), "the test no longer reads the database");
    assert!(!has(&receipt.token) && !has("0123456789abcdef-key"));
}

#[tokio::test]
async fn the_same_request_gets_the_same_receipt() {
    let (folder, inbox) = inbox(|_| {});
    let key = Some("0123456789abcdef");
    let first = inbox.submit(nth(1), key, 100).await.expect("it is stored");
    let again = beside(&folder, "tag:example.org,2023:rivers/", |_| {});
    let second = again.submit(nth(1), key, 200).await.expect("it is known");
    assert_eq!((&second.token, &second.suggestions), (&first.token, &first.suggestions));
    assert!(second.is_repeated && !first.is_repeated);
    assert!(matches!(inbox.submit(nth(2), key, 100).await, Err(InboxError::Contradicts)));
    assert_eq!(inbox.list(InboxFilter::default()).await.expect("it works").len(), 1);
}

#[tokio::test]
async fn the_same_report_is_received_once() {
    let (_folder, inbox) = inbox(|_| {});
    let long = "A title that says enough to be sure";
    let with = |fields: Value| sending(vec![one(fields)]);
    let first = with(json!({ "title": long, "url": "https://example.org/1", "doi": "10.1234/a" }));
    let first = inbox.submit(first, None, 1).await.expect("it is stored");
    for fields in [
        json!({ "title": "x", "url": "http://www.example.org/1/" }),
        json!({ "title": "x", "doi": "10.1234/A" }),
        json!({ "title": long.to_uppercase(), "url": "https://example.org/2" }),
    ] {
        let refused = inbox.submit(with(fields.clone()), None, 1).await;
        assert!(matches!(refused, Err(InboxError::Known { nth: 0, .. })), "{fields}: {refused:?}");
    }
    // Reports with other DOIs are others, whatever their titles.
    let other = with(json!({ "title": long, "url": "https://example.org/3", "doi": "10.1234/b" }));
    inbox.submit(other, None, 1).await.expect("another report");
    // What was declined or taken back may be suggested again.
    let (token, id) = (&first.token, first.suggestions[0]);
    inbox.take_back(token, id, 2).await.expect("it is taken back");
    inbox.submit(with(json!({ "title": "x", "doi": "10.1234/a" })), None, 3).await.expect("it is free");
}

#[tokio::test]
async fn of_many_all_are_stored_or_none() {
    let (_folder, inbox) = inbox(|options| options.waiting = 3);
    let report =
        |n: usize| one(json!({ "title": format!("T{n}"), "url": format!("https://example.org/{n}") }));
    let twice = inbox.submit(sending(vec![report(1), report(2), report(1)]), None, 1).await;
    assert!(matches!(twice, Err(InboxError::Known { nth: 2, .. })), "{twice:?}");
    assert_eq!(inbox.list(InboxFilter::default()).await.expect("it works"), []);
    let stored = inbox.submit(sending(vec![report(1), report(2)]), None, 1).await.expect("they are stored");
    assert_eq!(stored.suggestions.len(), 2);
    let too_many = inbox.submit(sending(vec![report(3), report(4)]), None, 1).await;
    assert!(matches!(too_many, Err(InboxError::Full)), "{too_many:?}");
    inbox.submit(nth(3), None, 1).await.expect("there is room for one");
    assert!(matches!(inbox.submit(nth(4), None, 1).await, Err(InboxError::Full)));
}

#[tokio::test]
async fn a_sender_corrects_and_takes_back_until_somebody_decides() {
    let (_folder, inbox) = inbox(|_| {});
    let receipt = inbox.submit(nth(1), None, 1).await.expect("it is stored");
    let (token, id) = (receipt.token.as_str(), receipt.suggestions[0]);
    let better = one(json!({ "title": "Better", "url": "https://example.org/1" }));
    inbox.revise(token, id, better.clone(), 2).await.expect("it is revised");
    let found = inbox.get(id).await.expect("it works").expect("it is there");
    assert_eq!((found.title(), found.changed_at, found.received_at), ("Better", 2, 1));
    let other = inbox.submit(nth(2), None, 1).await.expect("it is stored");
    // Neither with the address of another sending, nor into what is suggested already.
    assert!(matches!(inbox.revise(&other.token, id, better.clone(), 3).await, Err(InboxError::NotThere)));
    assert!(matches!(inbox.take_back(&other.token, id, 3).await, Err(InboxError::NotThere)));
    let same = nth(2).suggestions.remove(0);
    assert!(matches!(inbox.revise(token, id, same, 3).await, Err(InboxError::Known { .. })));
    inbox.take_back(token, id, 4).await.expect("it is taken back");
    assert!(matches!(inbox.revise(token, id, better, 5).await, Err(InboxError::AlreadyDecided)));
    assert!(matches!(inbox.take_back(token, id, 5).await, Err(InboxError::AlreadyDecided)));
    let sender = |what: &str| ("sender".to_owned(), what.to_owned());
    assert_eq!(done(&inbox, id).await, ["received", "revised", "taken-back"].map(sender));
}

#[tokio::test]
async fn one_curator_decides_and_it_can_be_undone() {
    let (_folder, inbox) = inbox(|_| {});
    let id = inbox.submit(nth(1), None, 1).await.expect("it is stored").suggestions[0];
    let Value::Object(fields) = json!({ "id": "t1", "title": "T1, corrected" }) else { panic!("an object") };
    let accept = Decision::Accept { report: "t1".to_owned(), fields };
    inbox.decide(id, accept.clone(), "Berta", 2).await.expect("it is decided");
    assert_eq!(state_of(&inbox, id).await, SuggestionState::Accepted { report: "t1".to_owned() });
    let decline = Decision::Decline { words: "not about rivers".to_owned() };
    for decision in [accept, decline.clone()] {
        assert!(matches!(inbox.decide(id, decision, "Carlos", 3).await, Err(InboxError::AlreadyDecided)));
    }
    assert!(matches!(inbox.submit(nth(1), None, 3).await, Err(InboxError::Known { .. })), "it is accepted");
    inbox.reopen(id, "Carlos", 4).await.expect("it is undone");
    assert!(matches!(inbox.reopen(id, "Carlos", 4).await, Err(InboxError::AlreadyDecided)));
    inbox.decide(id, decline, "Carlos", 5).await.expect("it is decided");
    let declined = SuggestionState::Declined { words: "not about rivers".to_owned() };
    assert_eq!(state_of(&inbox, id).await, declined);
    let events = done(&inbox, id).await;
    let events: Vec<(&str, &str)> = events.iter().map(|(who, what)| (&**who, &**what)).collect();
    assert_eq!(
        events,
        [("sender", "received"), ("Berta", "accepted"), ("Carlos", "reopened"), ("Carlos", "declined"),]
    );
    assert!(matches!(
        inbox.decide(99, Decision::Decline { words: String::new() }, "x", 1).await,
        Err(InboxError::NotThere)
    ));
}

#[tokio::test]
async fn lists_go_on_where_they_ended() {
    let (_folder, inbox) = inbox(|_| {});
    for n in 0..5 {
        inbox.submit(nth(n), None, 1).await.expect("it is stored");
    }
    let first = inbox.list(InboxFilter { most: 3, ..InboxFilter::default() }).await.expect("it works");
    let after = first.last().expect("three").id;
    let rest =
        inbox.list(InboxFilter { after: Some(after), ..InboxFilter::default() }).await.expect("it works");
    let titles: Vec<&str> = first.iter().chain(&rest).map(Suggestion::title).collect();
    assert_eq!(titles, ["T0", "T1", "T2", "T3", "T4"]);
    let declined = InboxFilter { state: Some("declined"), ..InboxFilter::default() };
    assert_eq!(inbox.list(declined).await.expect("it works"), []);
    inbox.count().await.expect("it works");
    assert_eq!((inbox.figures().waiting, inbox.figures().oldest_waiting), (5, Some(1)));
}

#[tokio::test]
async fn a_deleted_address_is_in_no_file_of_the_database() {
    let (folder, inbox) = inbox(|_| {});
    let mut sending = nth(1);
    sending.sender.email = Some("somebody.rare@example.org".to_owned());
    let receipt = inbox.submit(sending, None, 0).await.expect("it is stored");
    let holding = || {
        let files = std::fs::read_dir(folder.path()).expect("a folder");
        let holds = |path: &std::path::Path| {
            let bytes = std::fs::read(path).expect("a file");
            bytes.windows(13).any(|part| part == b"somebody.rare")
        };
        files.filter(|file| file.as_ref().is_ok_and(|file| holds(&file.path()))).count()
    };
    assert!(holding() > 0, "it is stored somewhere");
    assert!(inbox.forget(&receipt.token).await.expect("it works"));
    assert_eq!(holding(), 0);
}

#[tokio::test]
async fn senders_are_forgotten_on_request_and_after_a_time() {
    let (_folder, inbox) = inbox(|options| options.forget_sender_days = 2);
    let first = inbox.submit(nth(1), None, 0).await.expect("it is stored");
    let second = inbox.submit(nth(2), None, 100_000).await.expect("it is stored");
    let third = inbox.submit(nth(3), None, 100_000).await.expect("it is stored");
    assert_eq!(inbox.forget_mail(2 * 86_400 + 1).await.expect("it works"), 1);
    assert!(inbox.forget(&third.token).await.expect("it works"));
    let mut known = Vec::new();
    for receipt in [first, second, third] {
        let sent = inbox.find(&receipt.token).await.expect("it works").expect("it is there");
        assert_eq!(sent.sender.organization.as_deref(), Some("Rivers United"));
        known.push((sent.sender.name.is_some(), sent.sender.email.is_some()));
    }
    assert_eq!(known, [(false, false), (true, true), (false, false)]);
}

#[tokio::test]
async fn requests_at_once_are_stored_once() {
    let (folder, inbox) = inbox(|_| {});
    let second = beside(&folder, "tag:example.org,2023:rivers/", |_| {});
    let mut tasks = Vec::new();
    for n in 0..40 {
        let inbox = if n % 2 == 0 { inbox.clone() } else { second.clone() };
        // Each suggestion comes four times: twice as the same request, and twice as another.
        let key = format!("0123456789abcdef-{}", n / 2);
        tasks.push(tokio::spawn(async move { submit_with_patience(&inbox, nth(n / 4), &key).await }));
    }
    let (mut receipts, mut known) = (0, 0);
    for task in tasks {
        match task.await.expect("no panic") {
            Ok(_) => receipts += 1,
            Err(InboxError::Known { .. }) => known += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!((receipts, known), (20, 20));
    assert_eq!(inbox.list(InboxFilter::default()).await.expect("it works").len(), 10);
}

/// Sends again what the inbox had no time for, as a sender does: on a slow disk, the last of many are told to come again.
async fn submit_with_patience(inbox: &Inbox, new: NewSending, key: &str) -> Result<Receipt, InboxError> {
    const TRIES: usize = 20;
    for _ in 1..TRIES {
        match inbox.submit(new.clone(), Some(key), 1).await {
            Err(InboxError::Store(_)) => {}
            answer => return answer,
        }
    }
    inbox.submit(new, Some(key), 1).await
}
