//! What the inbox keeps. All SQL of the inbox is here.
//!
//! A suggestion and its state are one row. Each change of it adds an event in the same transaction. What makes a
//! suggestion known is in a table with one row for each mark, so that the database itself refuses a second one, however
//! many gateways receive suggestions at once.

use std::collections::HashMap;

use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::store::queue::{self, LEASE};
use crate::store::{Store, StoreError};

use super::known;
use super::suggestion::{
    Decision, Fields, InboxFilter, NewSending, NewSuggestion, Sender, Sent, Suggestion, SuggestionEvent,
    SuggestionState,
};

type Kept<T> = Result<T, StoreError>;

/// The rows of one collection.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) store: Store,
    pub(super) collection: String,
}

/// How a sending is found again: hashes of its private address, of what makes a repeated request the same one, and of
/// what it says.
#[derive(Clone, Debug)]
pub(super) struct Names {
    pub(super) token: String,
    pub(super) request: String,
    pub(super) content: String,
}

/// What became of something that was to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// It is stored, with these numbers.
    New(Vec<i64>),
    /// The same request was stored earlier.
    Repeated(Vec<i64>),
    /// The same request was stored earlier, and said something else.
    Contradicts,
    /// The nth suggestion is in the inbox already.
    Known(usize, EarlierSuggestion),
    /// There are too many suggestions.
    Full,
}

/// A notice that is to be sent.
#[derive(Clone, Debug)]
pub(super) struct NoticeRow {
    pub(super) id: i64,
    /// What it is about.
    pub(super) sending: i64,
    pub(super) attempts: u32,
    pub(super) failing_since: Option<i64>,
}

/// What became of a change of a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Changed {
    Yes,
    /// There is no such suggestion.
    NotThere,
    /// Its state allows this no more.
    Decided,
    /// Another suggestion says the same.
    Known(EarlierSuggestion),
}

/// A suggestion that says the same as a later one: the id of the report that it became, if it was accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EarlierSuggestion {
    /// The id of that report.
    pub report: Option<String>,
}

const COLUMNS: &str = "s.id, s.sending, s.fields, s.note, s.state, s.report, s.words, s.received_at, s.changed_at, \
                       f.name, f.email, f.organization";

impl State {
    /// The secret of the collection's inbox. The first who asks makes it of `new`.
    pub(super) async fn secret(&self, new: &str) -> Kept<String> {
        let sql = "INSERT INTO inbox_secret (collection, secret) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        sqlx::query(sql).bind(&self.collection).bind(new).execute(self.store.pool()).await?;
        let sql = "SELECT secret FROM inbox_secret WHERE collection = $1";
        Ok(sqlx::query_scalar(sql).bind(&self.collection).fetch_one(self.store.pool()).await?)
    }

    /// Stores what somebody sent, or finds that it is stored already.
    pub(super) async fn submit(
        &self,
        new: &NewSending,
        names: &Names,
        most_waiting: u64,
        ways: &[String],
        now: i64,
    ) -> Kept<Stored> {
        let mut transaction = self.store.begin().await?;
        // Writing first makes gateways that share the database wait for each other.
        let sql = "INSERT INTO inbox_sending (collection, token, request, content, name, email, organization, received_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING RETURNING id";
        let Sender { name, email, organization } = &new.sender;
        let query = sqlx::query_scalar::<_, i64>(sql).bind(&self.collection).bind(&names.token);
        let query = query.bind(&names.request).bind(&names.content).bind(name).bind(email);
        let sending = query.bind(organization).bind(now).fetch_optional(&mut *transaction).await?;
        let Some(sending) = sending else {
            transaction.rollback().await?;
            // `None` if it was deleted in between.
            return Ok(self.repeated(names).await?.unwrap_or(Stored::Contradicts));
        };
        if self.waiting(&mut transaction).await? + new.suggestions.len() as u64 > most_waiting {
            transaction.rollback().await?;
            return Ok(Stored::Full);
        }
        let mut ids = Vec::with_capacity(new.suggestions.len());
        for (nth, suggestion) in new.suggestions.iter().enumerate() {
            let sql = "INSERT INTO inbox_suggestion (collection, sending, fields, note, state, received_at, changed_at) \
                       VALUES ($1, $2, $3, $4, 'received', $5, $5) RETURNING id";
            let query = sqlx::query_scalar::<_, i64>(sql).bind(&self.collection).bind(sending);
            let query = query.bind(json(&suggestion.fields)).bind(&suggestion.note).bind(now);
            let id = query.fetch_one(&mut *transaction).await?;
            if let Some(earlier) = self.mark(&mut transaction, id, &suggestion.fields).await? {
                transaction.rollback().await?;
                return Ok(Stored::Known(nth, earlier));
            }
            self.tell(&mut transaction, id, now, SuggestionEvent::SENDER, "received", None).await?;
            ids.push(id);
        }
        for way in ways {
            let sql = "INSERT INTO inbox_notice (collection, sending, way, next_at) VALUES ($1, $2, $3, $4)";
            let query = sqlx::query(sql).bind(&self.collection).bind(sending).bind(way).bind(now);
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(Stored::New(ids))
    }

    /// What an earlier request with the same name became.
    pub(super) async fn repeated(&self, names: &Names) -> Kept<Option<Stored>> {
        let sql =
            "SELECT id, content FROM inbox_sending WHERE collection = $1 AND (request = $2 OR token = $3)";
        let query = sqlx::query(sql).bind(&self.collection).bind(&names.request).bind(&names.token);
        let Some(row) = query.fetch_optional(self.store.pool()).await? else { return Ok(None) };
        if row.try_get::<String, _>("content")? != names.content {
            return Ok(Some(Stored::Contradicts));
        }
        let sql = "SELECT id FROM inbox_suggestion WHERE sending = $1 ORDER BY id";
        let ids = sqlx::query_scalar(sql).bind(row.try_get::<i64, _>("id")?);
        Ok(Some(Stored::Repeated(ids.fetch_all(self.store.pool()).await?)))
    }

    async fn waiting(&self, transaction: &mut Transaction<'static, Any>) -> Kept<u64> {
        let sql = "SELECT COUNT(*) FROM inbox_suggestion WHERE collection = $1 AND state = 'received'";
        let count: i64 = sqlx::query_scalar(sql).bind(&self.collection).fetch_one(&mut **transaction).await?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// Writes what makes a suggestion known. Returns another one that is known by the same.
    async fn mark(
        &self,
        transaction: &mut Transaction<'static, Any>,
        id: i64,
        fields: &Fields,
    ) -> Kept<Option<EarlierSuggestion>> {
        for (mark, is_title) in known::marks(fields) {
            let sql = "INSERT INTO inbox_known (collection, mark, suggestion) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
            let query = sqlx::query(sql).bind(&self.collection).bind(&mark).bind(id);
            if query.execute(&mut **transaction).await?.rows_affected() > 0 {
                continue;
            }
            let sql = "SELECT s.id, s.fields, s.report FROM inbox_known k JOIN inbox_suggestion s ON s.id = k.suggestion \
                       WHERE k.collection = $1 AND k.mark = $2";
            let query = sqlx::query(sql).bind(&self.collection).bind(&mark);
            let Some(row) = query.fetch_optional(&mut **transaction).await? else { continue };
            let is_itself = row.try_get::<i64, _>("id")? == id;
            let is_other = is_title && known::differ(fields, &fields_of(&row)?);
            if !is_itself && !is_other {
                return Ok(Some(EarlierSuggestion { report: row.try_get("report")? }));
            }
        }
        Ok(None)
    }

    /// For each of some reports, the suggestion that says the same.
    pub(super) async fn earlier(&self, all: &[Fields]) -> Kept<Vec<Option<EarlierSuggestion>>> {
        /// SQLite and PostgreSQL both take more values in one query.
        const MOST_VALUES: usize = 500;
        let marks: Vec<Vec<(String, bool)>> = all.iter().map(known::marks).collect();
        let wanted: Vec<&String> = marks.iter().flatten().map(|(mark, _)| mark).collect();
        let mut found: HashMap<String, (Fields, EarlierSuggestion)> = HashMap::new();
        for part in wanted.chunks(MOST_VALUES) {
            let places: Vec<String> = (2..part.len() + 2).map(|number| format!("${number}")).collect();
            let sql = format!(
                "SELECT k.mark, s.fields, s.report FROM inbox_known k JOIN inbox_suggestion s ON s.id = k.suggestion \
                 WHERE k.collection = $1 AND k.mark IN ({})",
                places.join(", ")
            );
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(&self.collection);
            for mark in part {
                query = query.bind(*mark);
            }
            for row in query.fetch_all(self.store.pool()).await? {
                let earlier = EarlierSuggestion { report: row.try_get("report")? };
                found.insert(row.try_get("mark")?, (fields_of(&row)?, earlier));
            }
        }
        let of = |(marks, fields): (&Vec<(String, bool)>, &Fields)| {
            let same = marks.iter().find_map(|(mark, is_title)| {
                found.get(mark).filter(|(other, _)| !(*is_title && known::differ(fields, other)))
            });
            same.map(|(_, earlier)| earlier.clone())
        };
        Ok(marks.iter().zip(all).map(of).collect())
    }

    async fn unmark(&self, transaction: &mut Transaction<'static, Any>, id: i64) -> Kept<()> {
        let sql = "DELETE FROM inbox_known WHERE suggestion = $1";
        sqlx::query(sql).bind(id).execute(&mut **transaction).await?;
        Ok(())
    }

    async fn tell(
        &self,
        transaction: &mut Transaction<'static, Any>,
        id: i64,
        now: i64,
        who: &str,
        what: &str,
        detail: Option<&str>,
    ) -> Kept<()> {
        let sql = "INSERT INTO inbox_event (collection, suggestion, at, who, what, detail) VALUES ($1, $2, $3, $4, $5, $6)";
        let query = sqlx::query(sql).bind(&self.collection).bind(id).bind(now).bind(who).bind(what);
        query.bind(detail).execute(&mut **transaction).await?;
        Ok(())
    }

    // ── for the operator ──

    /// Takes a notice that is to be sent in this way now.
    pub(super) async fn due_notice(&self, way: &str, owner: &str, now: i64) -> Kept<Option<NoticeRow>> {
        let due = "collection = $2 AND way = $3 AND next_at <= $4";
        let until = now + i64::try_from(LEASE.as_secs()).unwrap_or(0);
        let sql =
            queue::claim(&self.store, "inbox_notice", due, until, 1, "id, sending, attempts, failing_since");
        let query = sqlx::query(sql).bind(owner).bind(&self.collection).bind(way).bind(now);
        let Some(row) = query.fetch_optional(self.store.pool()).await? else { return Ok(None) };
        Ok(Some(NoticeRow {
            id: row.try_get("id")?,
            sending: row.try_get("sending")?,
            attempts: u32::try_from(row.try_get::<i64, _>("attempts")?).unwrap_or(u32::MAX),
            failing_since: row.try_get("failing_since")?,
        }))
    }

    /// A notice is sent again later, or it is done with.
    pub(super) async fn settle(&self, notice: &NoticeRow, owner: &str, again_at: Option<i64>) -> Kept<()> {
        let Some(again_at) = again_at else {
            let sql = "DELETE FROM inbox_notice WHERE id = $1 AND owner = $2";
            sqlx::query(sql).bind(notice.id).bind(owner).execute(self.store.pool()).await?;
            return Ok(());
        };
        let sql = "UPDATE inbox_notice SET next_at = $1, owner = NULL, attempts = $2, failing_since = $3 \
                   WHERE id = $4 AND owner = $5";
        let query = sqlx::query(sql).bind(again_at).bind(i64::from(notice.attempts));
        let query = query.bind(notice.failing_since).bind(notice.id).bind(owner);
        query.execute(self.store.pool()).await?;
        Ok(())
    }

    /// Gives up notices that nobody has taken since a time, because the settings do not have their way any more.
    pub(super) async fn give_up_notices(&self, time: i64) -> Kept<()> {
        let sql = "DELETE FROM inbox_notice WHERE collection = $1 AND next_at < $2";
        sqlx::query(sql).bind(&self.collection).bind(time).execute(self.store.pool()).await?;
        Ok(())
    }

    /// What was sent together.
    pub(super) async fn of_sending(&self, sending: i64) -> Kept<Vec<Suggestion>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbox_suggestion s JOIN inbox_sending f ON f.id = s.sending \
             WHERE s.sending = $1 ORDER BY s.id"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(sending).fetch_all(self.store.pool()).await?;
        rows.iter().map(suggestion).collect()
    }

    // ── for the sender ──

    /// What was sent with a private address, by the hash of its token.
    pub(super) async fn find(&self, token: &str) -> Kept<Option<Sent>> {
        let sql = "SELECT id, name, email, organization, received_at FROM inbox_sending \
                   WHERE collection = $1 AND token = $2";
        let query = sqlx::query(sql).bind(&self.collection).bind(token);
        let Some(row) = query.fetch_optional(self.store.pool()).await? else { return Ok(None) };
        Ok(Some(Sent {
            sender: sender(&row)?,
            received_at: row.try_get("received_at")?,
            suggestions: self.of_sending(row.try_get("id")?).await?,
        }))
    }

    /// Replaces what a suggestion says, while nobody has decided.
    pub(super) async fn revise(&self, token: &str, id: i64, new: &NewSuggestion, now: i64) -> Kept<Changed> {
        let sql = "UPDATE inbox_suggestion SET fields = $1, note = $2, changed_at = $3 \
                   WHERE id = $4 AND collection = $5 AND state = 'received' \
                   AND sending IN (SELECT id FROM inbox_sending WHERE collection = $5 AND token = $6)";
        let mut transaction = self.store.begin().await?;
        let query = sqlx::query(sql).bind(json(&new.fields)).bind(&new.note).bind(now).bind(id);
        let query = query.bind(&self.collection).bind(token);
        if query.execute(&mut *transaction).await?.rows_affected() == 0 {
            transaction.rollback().await?;
            return self.why_not(token, id).await;
        }
        self.unmark(&mut transaction, id).await?;
        if let Some(earlier) = self.mark(&mut transaction, id, &new.fields).await? {
            transaction.rollback().await?;
            return Ok(Changed::Known(earlier));
        }
        self.tell(&mut transaction, id, now, SuggestionEvent::SENDER, "revised", None).await?;
        transaction.commit().await?;
        Ok(Changed::Yes)
    }

    /// Replaces who sent something. Returns whether there was something with this private address.
    pub(super) async fn revise_sender(&self, token: &str, new: &Sender) -> Kept<bool> {
        let sql = "UPDATE inbox_sending SET name = $1, email = $2, organization = $3 \
                   WHERE collection = $4 AND token = $5";
        let query = sqlx::query(sql).bind(&new.name).bind(&new.email).bind(&new.organization);
        let query = query.bind(&self.collection).bind(token);
        Ok(query.execute(self.store.pool()).await?.rows_affected() > 0)
    }

    /// Takes a suggestion back, while nobody has decided.
    pub(super) async fn take_back(&self, token: &str, id: i64, now: i64) -> Kept<Changed> {
        let sql = "UPDATE inbox_suggestion SET state = 'taken-back', changed_at = $1 \
                   WHERE id = $2 AND collection = $3 AND state = 'received' \
                   AND sending IN (SELECT id FROM inbox_sending WHERE collection = $3 AND token = $4)";
        let mut transaction = self.store.begin().await?;
        let query = sqlx::query(sql).bind(now).bind(id).bind(&self.collection).bind(token);
        if query.execute(&mut *transaction).await?.rows_affected() == 0 {
            transaction.rollback().await?;
            return self.why_not(token, id).await;
        }
        self.unmark(&mut transaction, id).await?;
        self.tell(&mut transaction, id, now, SuggestionEvent::SENDER, "taken-back", None).await?;
        transaction.commit().await?;
        Ok(Changed::Yes)
    }

    async fn why_not(&self, token: &str, id: i64) -> Kept<Changed> {
        let sent = self.find(token).await?;
        let is_there = sent.is_some_and(|sent| sent.suggestions.iter().any(|one| one.id == id));
        Ok(if is_there { Changed::Decided } else { Changed::NotThere })
    }

    /// Forgets who sent something. Returns whether there was something to forget it of.
    pub(super) async fn forget(&self, token: &str) -> Kept<bool> {
        let sql = "UPDATE inbox_sending SET name = NULL, email = NULL WHERE collection = $1 AND token = $2";
        let query = sqlx::query(sql).bind(&self.collection).bind(token);
        let forgotten = query.execute(self.store.pool()).await?.rows_affected() > 0;
        self.store.overwrite_deleted().await?;
        Ok(forgotten)
    }

    /// Forgets who sent what was received before a time. Returns how many senders are forgotten.
    pub(super) async fn forget_before(&self, time: i64) -> Kept<u64> {
        let sql = "UPDATE inbox_sending SET name = NULL, email = NULL WHERE collection = $1 AND received_at < $2 \
                   AND (name IS NOT NULL OR email IS NOT NULL)";
        let query = sqlx::query(sql).bind(&self.collection).bind(time);
        let forgotten = query.execute(self.store.pool()).await?.rows_affected();
        if forgotten > 0 {
            self.store.overwrite_deleted().await?;
        }
        Ok(forgotten)
    }

    // ── for curators ──

    pub(super) async fn list(&self, filter: &InboxFilter) -> Kept<Vec<Suggestion>> {
        let (after, order) = if filter.is_latest_first { ("<", "DESC") } else { (">", "") };
        let last = filter.after.unwrap_or(if filter.is_latest_first { i64::MAX } else { 0 });
        let sql = format!(
            "SELECT {COLUMNS} FROM inbox_suggestion s JOIN inbox_sending f ON f.id = s.sending \
             WHERE s.collection = $1 AND s.id {after} $2 AND (s.state = $3 OR $3 = '') \
             ORDER BY s.id {order} LIMIT $4"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&self.collection).bind(last);
        let query = query.bind(filter.state.unwrap_or_default()).bind(filter.most);
        query.fetch_all(self.store.pool()).await?.iter().map(suggestion).collect()
    }

    pub(super) async fn get(&self, id: i64) -> Kept<Option<Suggestion>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM inbox_suggestion s JOIN inbox_sending f ON f.id = s.sending \
             WHERE s.collection = $1 AND s.id = $2"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&self.collection).bind(id);
        query.fetch_optional(self.store.pool()).await?.as_ref().map(suggestion).transpose()
    }

    /// The number of suggestions that wait for a decision, and when the oldest of them was received.
    pub(super) async fn counts(&self) -> Kept<(u64, Option<i64>)> {
        let sql = "SELECT COUNT(*) AS many, MIN(received_at) AS oldest FROM inbox_suggestion \
                   WHERE collection = $1 AND state = 'received'";
        let row = sqlx::query(sql).bind(&self.collection).fetch_one(self.store.pool()).await?;
        Ok((u64::try_from(row.try_get::<i64, _>("many")?).unwrap_or(0), row.try_get("oldest")?))
    }

    /// Decides, unless somebody has decided already.
    pub(super) async fn decide(&self, id: i64, decision: &Decision, who: &str, now: i64) -> Kept<Changed> {
        let (state, report, words, fields) = match decision {
            Decision::Accept { report, fields } => ("accepted", Some(report), None, Some(json(fields))),
            Decision::Decline { words } => ("declined", None, Some(words), None),
        };
        let sql = "UPDATE inbox_suggestion SET state = $1, report = $2, words = $3, fields = COALESCE($4, fields), \
                   changed_at = $5 WHERE id = $6 AND collection = $7 AND state = 'received'";
        let mut transaction = self.store.begin().await?;
        let query = sqlx::query(sql).bind(state).bind(report).bind(words).bind(fields).bind(now);
        let query = query.bind(id).bind(&self.collection);
        if query.execute(&mut *transaction).await?.rows_affected() == 0 {
            transaction.rollback().await?;
            let is_there = self.get(id).await?.is_some();
            return Ok(if is_there { Changed::Decided } else { Changed::NotThere });
        }
        if state == "declined" {
            self.unmark(&mut transaction, id).await?;
        }
        let detail = report.or(words).map(String::as_str);
        self.tell(&mut transaction, id, now, who, state, detail).await?;
        transaction.commit().await?;
        Ok(Changed::Yes)
    }

    /// Notes under which id somebody is about to add the report, while nobody has decided.
    pub(super) async fn begin_to_accept(&self, id: i64, report: &str, who: &str, now: i64) -> Kept<Changed> {
        match self.get(id).await?.map(|suggestion| suggestion.state) {
            None => return Ok(Changed::NotThere),
            Some(SuggestionState::Received) => {}
            Some(_) => return Ok(Changed::Decided),
        }
        let mut transaction = self.store.begin().await?;
        let what = SuggestionEvent::ACCEPTING;
        self.tell(&mut transaction, id, now, who, what, Some(report)).await?;
        transaction.commit().await?;
        Ok(Changed::Yes)
    }

    /// Undoes a decision.
    pub(super) async fn reopen(&self, id: i64, who: &str, now: i64) -> Kept<Changed> {
        let sql = "UPDATE inbox_suggestion SET state = 'received', report = NULL, words = NULL, changed_at = $1 \
                   WHERE id = $2 AND collection = $3 AND state IN ('accepted', 'declined') RETURNING fields";
        let mut transaction = self.store.begin().await?;
        let query = sqlx::query(sql).bind(now).bind(id).bind(&self.collection);
        let Some(row) = query.fetch_optional(&mut *transaction).await? else {
            transaction.rollback().await?;
            let is_there = self.get(id).await?.is_some();
            return Ok(if is_there { Changed::Decided } else { Changed::NotThere });
        };
        self.unmark(&mut transaction, id).await?;
        if let Some(earlier) = self.mark(&mut transaction, id, &fields_of(&row)?).await? {
            transaction.rollback().await?;
            return Ok(Changed::Known(earlier));
        }
        self.tell(&mut transaction, id, now, who, "reopened", None).await?;
        transaction.commit().await?;
        Ok(Changed::Yes)
    }

    pub(super) async fn history(&self, id: i64) -> Kept<Vec<SuggestionEvent>> {
        let sql = "SELECT at, who, what, detail FROM inbox_event WHERE collection = $1 AND suggestion = $2 ORDER BY id";
        let rows = sqlx::query(sql).bind(&self.collection).bind(id).fetch_all(self.store.pool()).await?;
        let event = |row: &AnyRow| {
            Ok(SuggestionEvent {
                at: row.try_get("at")?,
                who: row.try_get("who")?,
                what: row.try_get("what")?,
                detail: row.try_get("detail")?,
            })
        };
        rows.iter().map(event).collect()
    }
}

fn json(fields: &Fields) -> String {
    serde_json::to_string(fields).expect("writing to memory cannot fail")
}

fn fields_of(row: &AnyRow) -> Kept<Fields> {
    let text: String = row.try_get("fields")?;
    serde_json::from_str(&text).map_err(|error| StoreError::Query(sqlx::Error::Decode(error.into())))
}

fn sender(row: &AnyRow) -> Kept<Sender> {
    Ok(Sender {
        name: row.try_get("name")?,
        email: row.try_get("email")?,
        organization: row.try_get("organization")?,
    })
}

fn suggestion(row: &AnyRow) -> Kept<Suggestion> {
    let state: String = row.try_get("state")?;
    let text = |name: &str| row.try_get::<Option<String>, _>(name).map(Option::unwrap_or_default);
    Ok(Suggestion {
        id: row.try_get("id")?,
        sending: row.try_get("sending")?,
        fields: fields_of(row)?,
        note: row.try_get("note")?,
        sender: sender(row)?,
        state: match state.as_str() {
            "accepted" => SuggestionState::Accepted { report: text("report")? },
            "declined" => SuggestionState::Declined { words: text("words")? },
            "taken-back" => SuggestionState::TakenBack,
            _ => SuggestionState::Received,
        },
        received_at: row.try_get("received_at")?,
        changed_at: row.try_get("changed_at")?,
    })
}
