//! Logging in and out, and a new password.

use crate::store::StoreError;
use crate::words::Value;

use super::figures::LoginRefusal;
use super::kept::KeptForm;
use super::password::{LEAST_CHARACTERS, Password};
use super::people::{Person, person_name};
use super::request::{DeskReply, DeskRequest, Posted};
use super::shared::{Desk, Tables};
use super::token::{FORM_TOKEN, Token};
use super::view::{ButtonView, FieldView, GroupView, PageView, ProblemView, RowView};
use super::visitor::{Curator, Visitor};

/// How long a curator should wait if too many passwords are being checked.
const BUSY_SECS: u64 = 5;

/// The name of the cookie. Browsers accept one with this prefix only over HTTPS.
pub(super) fn cookie_name(desk: &Desk) -> &'static str {
    if desk.options.is_https { "__Secure-feedgate-desk" } else { "feedgate-desk" }
}

/// The cookie with the secret of a browser. Scripts cannot read it, and no other site can have it sent. It lasts until
/// the browser is closed, and the server forgets it sooner.
pub(super) fn cookie(desk: &Desk, token: &Token) -> String {
    format!("{}={}{}", cookie_name(desk), token.text(), attributes(desk))
}

fn no_cookie(desk: &Desk) -> String {
    format!("{}=; Max-Age=0{}", cookie_name(desk), attributes(desk))
}

fn attributes(desk: &Desk) -> &'static str {
    match desk.options.is_https {
        true => "; Path=/desk; HttpOnly; SameSite=Strict; Secure",
        false => "; Path=/desk; HttpOnly; SameSite=Strict",
    }
}

/// The page on which curators log in.
///
/// It carries what somebody typed into another form before.
pub(super) fn form(
    visitor: &Visitor<'_>,
    status: u16,
    problem: Option<String>,
    kept: Option<&KeptForm>,
) -> DeskReply {
    let field = |name: &str, message: &str, kind, autocomplete| FieldView {
        name: name.to_owned(),
        label: visitor.say(message),
        kind,
        is_required: true,
        autocomplete,
        ..FieldView::default()
    };
    let name = FieldView {
        value: match visitor.request.path == "/desk/login" {
            true => visitor.request.posted().get("name").to_owned(),
            // That is a field of another form.
            false => String::new(),
        },
        ..field("name", "desk-name", "line", "username")
    };
    let fields = vec![name, field("password", "desk-password", "password", "current-password")];
    let view = PageView {
        heading: visitor.say("desk-log-in"),
        problems: problem.map(ProblemView::new).into_iter().collect(),
        action: Some("/desk/login".to_owned()),
        hidden: kept.map(KeptForm::hidden).unwrap_or_default(),
        groups: vec![group(fields)],
        buttons: vec![ButtonView { step: "log-in", label: visitor.say("desk-log-in"), is_quiet: false }],
        ..PageView::default()
    };
    DeskReply { cookie: Some(cookie(visitor.desk, &visitor.token)), ..visitor.page(status, &view) }
}

fn group(fields: Vec<FieldView>) -> GroupView {
    let row = |field| RowView { label: None, fields: vec![field] };
    GroupView { rows: fields.into_iter().map(row).collect(), ..GroupView::default() }
}

/// Checks a name and a password. A login gets a secret of its own, so one that somebody planted before is worth nothing.
/// Otherwise the reply is the form again, and it still carries what is kept.
pub(super) async fn log_in(
    visitor: &Visitor<'_>,
    tables: &Tables,
    posted: &Posted,
    kept: Option<&KeptForm>,
) -> Result<Result<(Person, Token), DeskReply>, StoreError> {
    let form = |status, why: String| form(visitor, status, Some(why), kept);
    let (desk, client) = (visitor.desk, visitor.request.client);
    if !visitor.token.is_of_forms(posted.get(FORM_TOKEN)) {
        return Ok(Err(form(403, visitor.say("desk-login-expired"))));
    }
    // Nobody has a name that is none, but guessing it costs the same.
    let name = person_name(posted.get("name")).unwrap_or_default();
    let now = visitor.now.unix();
    let attempt = desk.slow_down().attempt(name, client, now);
    if let Err(wait) = attempt {
        tracing::warn!(%client, "logins at the desk are slowed down after wrong passwords");
        desk.counters.refused(LoginRefusal::Wait);
        let why = visitor.words().tell("desk-slow-down", &[("count", Value::Number(wait))]);
        return Ok(Err(DeskReply { retry_after_secs: Some(wait), ..form(429, why) }));
    }
    let person = tables.people.find(name).await?;
    let hash = person.as_ref().map(|person| person.hash.clone());
    let Some(is_right) = desk.is_password(posted.get("password").to_owned(), hash).await else {
        desk.counters.refused(LoginRefusal::Busy);
        let why = visitor.say("desk-busy-logins");
        return Ok(Err(DeskReply { retry_after_secs: Some(BUSY_SECS), ..form(503, why) }));
    };
    let session = match person.filter(|_| is_right) {
        Some(person) => tables.sessions.begin(&person, now).await?.map(|token| (person, token)),
        None => None,
    };
    let Some(logged_in) = session else {
        desk.counters.refused(LoginRefusal::Password);
        tracing::warn!(%client, "a login at the desk failed");
        return Ok(Err(form(403, visitor.say("desk-wrong-password"))));
    };
    desk.slow_down().succeeded(name, client);
    tables.sessions.end(&visitor.token).await?;
    desk.counters.logged_in();
    tracing::info!(curator = name, "a curator logged in");
    Ok(Ok(logged_in))
}

/// Ends the session.
pub(super) async fn log_out(visitor: &Visitor<'_>, tables: &Tables) -> Result<DeskReply, StoreError> {
    tables.sessions.end(&visitor.token).await?;
    Ok(DeskReply { cookie: Some(no_cookie(visitor.desk)), ..DeskReply::see("/desk/login") })
}

/// The page on which a curator changes the password, and the change. It ends all other sessions of the curator.
pub(super) async fn change_password(curator: Curator<'_>) -> Result<DeskReply, StoreError> {
    let Some(posted) = curator.posted else { return Ok(password_form(&curator, 200, None)) };
    let (client, now) = (curator.request.client, curator.now.unix());
    let name = &curator.person.name;
    let attempt = curator.desk.slow_down().attempt(name, client, now);
    if let Err(wait) = attempt {
        let why = curator.words().tell("desk-slow-down", &[("count", Value::Number(wait))]);
        let reply = password_form(&curator, 429, Some(("password", why)));
        return Ok(DeskReply { retry_after_secs: Some(wait), ..reply });
    }
    let hash = Some(curator.person.hash.clone());
    match curator.desk.is_password(posted.get("password").to_owned(), hash).await {
        Some(true) => curator.desk.slow_down().succeeded(name, client),
        Some(false) => {
            let why = curator.say("desk-wrong-old-password");
            return Ok(password_form(&curator, 422, Some(("password", why))));
        }
        None => return Ok(busy(&curator)),
    }
    let password = match Password::new(posted.get("new")) {
        Ok(password) => password,
        Err(_) => {
            let count = Value::Number(LEAST_CHARACTERS as u64);
            let why = curator.words().tell("desk-weak-password", &[("count", count)]);
            return Ok(password_form(&curator, 422, Some(("new", why))));
        }
    };
    if posted.get("new") != posted.get("again") {
        let why = curator.say("desk-passwords-differ");
        return Ok(password_form(&curator, 422, Some(("again", why))));
    }
    let Some(hash) = curator.desk.hash(password).await else {
        return Ok(busy(&curator));
    };
    curator.tables.people.set_password(name, &hash, now).await?;
    let person = curator.tables.people.find(name).await?;
    let token = match person {
        Some(person) => curator.tables.sessions.begin(&person, now).await?,
        None => None,
    };
    let Some(token) = token else { return Ok(DeskReply::see("/desk/login")) };
    Ok(DeskReply { cookie: Some(cookie(curator.desk, &token)), ..DeskReply::see("/desk?done=password") })
}

/// Too many passwords are being hashed.
fn busy(curator: &Curator<'_>) -> DeskReply {
    let reply = password_form(curator, 503, Some(("password", curator.say("desk-busy-logins"))));
    DeskReply { retry_after_secs: Some(BUSY_SECS), ..reply }
}

fn password_form(curator: &Curator<'_>, status: u16, wrong: Option<(&str, String)>) -> DeskReply {
    let field = |(name, message, autocomplete): (&str, &str, &'static str)| FieldView {
        name: name.to_owned(),
        label: curator.say(message),
        kind: "password",
        is_required: true,
        autocomplete,
        errors: wrong.iter().filter(|(field, _)| *field == name).map(|(_, why)| why.clone()).collect(),
        ..FieldView::default()
    };
    let fields = [
        ("password", "desk-old-password", "current-password"),
        ("new", "desk-new-password", "new-password"),
        ("again", "desk-new-password-again", "new-password"),
    ];
    let problem = |(field, why): &(&str, String)| ProblemView {
        field: Some((*field).to_owned()),
        ..ProblemView::new(why.clone())
    };
    let view = PageView {
        heading: curator.say("desk-change-password"),
        lead: vec![curator.say("desk-change-password-what")],
        problems: wrong.iter().map(problem).collect(),
        action: Some("/desk/password".to_owned()),
        groups: vec![group(fields.map(field).into())],
        buttons: vec![ButtonView {
            step: "write",
            label: curator.say("desk-change-password"),
            is_quiet: false,
        }],
        ..PageView::default()
    };
    curator.page(status, &view)
}

/// The secret that a browser sent, or a new one.
pub(super) fn token(desk: &Desk, request: &DeskRequest) -> Token {
    request.cookie(cookie_name(desk)).and_then(Token::parse).unwrap_or_else(Token::new)
}
