//! What waits in the inbox as an Atom feed. Feed readers cannot log in, so the address of the feed is a secret.
//!
//! The feed has no names, no addresses of senders and no notes, because feed readers copy what they read to other places.

use atom_syndication::{Entry, Feed, FixedDateTime, Link, Person, Text};
use serde_json::Value;

use crate::collection::Instant;
use crate::inbox::{Inbox, InboxFilter, Suggestion};
use crate::store::StoreError;

use super::request::DeskReply;
use super::visitor::Visitor;

/// More entries are not in the feed. The inbox has all of them.
const MOST_ENTRIES: i64 = 100;
/// The parameter with the secret part of the address.
const KEY: &str = "key";

/// The path of the feed, with its secret.
pub(super) async fn path(inbox: &Inbox) -> Result<String, StoreError> {
    Ok(format!("/desk/inbox.atom?{KEY}={}", inbox.feed_token().await?))
}

/// The feed of what waits, the latest first.
pub(super) async fn answer(visitor: &Visitor<'_>, inbox: &Inbox) -> Result<DeskReply, StoreError> {
    if !inbox.is_feed_token(visitor.request.parameters().get(KEY)).await? {
        return Ok(visitor.refusal(403, "desk-refused", visitor.say("desk-inbox-feed-secret")));
    }
    let filter = InboxFilter { is_latest_first: true, most: MOST_ENTRIES, ..InboxFilter::default() };
    let body = feed(visitor, &inbox.list(filter).await?).write_to(Vec::new());
    let body = body.expect("writing to memory cannot fail");
    let media_type = "application/atom+xml; charset=utf-8";
    Ok(DeskReply { status: 200, media_type, body, ..DeskReply::default() })
}

fn feed(visitor: &Visitor<'_>, suggestions: &[Suggestion]) -> Feed {
    let about = &visitor.snapshot.collection().about;
    let prefix = about.tag_prefix();
    let host = visitor.request.origin.host.as_deref().unwrap_or("localhost");
    let scheme = if visitor.desk.options.is_https { "https" } else { "http" };
    let link = |path: &str| Link {
        href: format!("{scheme}://{host}{path}"),
        rel: "alternate".to_owned(),
        ..Link::default()
    };
    let updated = suggestions.iter().map(|one| one.changed_at).max();
    let entry = |one: &Suggestion| Entry {
        title: Text::plain(match one.title() {
            "" => visitor.say("desk-inbox-untitled"),
            title => title.to_owned(),
        }),
        id: format!("{prefix}suggestions/{}", one.id),
        updated: date(one.changed_at),
        published: Some(date(one.received_at)),
        links: vec![link(&format!("/desk/inbox/{}", one.id))],
        summary: one.fields.get("url").and_then(Value::as_str).map(Text::plain),
        ..Entry::default()
    };
    let name = about.title.to_string();
    Feed {
        title: Text::plain(format!("{} · {name}", visitor.say("desk-inbox"))),
        id: format!("{prefix}suggestions"),
        updated: updated.map_or_else(|| date(visitor.now.unix()), date),
        authors: vec![Person { name, ..Person::default() }],
        links: vec![link("/desk/inbox")],
        entries: suggestions.iter().map(entry).collect(),
        ..Feed::default()
    }
}

fn date(seconds: i64) -> FixedDateTime {
    let at = Instant::from_unix(seconds).map(|at| at.to_string()).unwrap_or_default();
    at.parse().unwrap_or_default()
}
