//! `feedgate suggestions accept` and `decline`: decides about a suggestion, as curators do at the desk.

use std::cell::RefCell;
use std::process::ExitCode;

use serde_json::Value;
use serde_json::value::RawValue;
use tokio::runtime::Runtime;

use crate::address::Site;
use crate::collection;
use crate::config::Config;
use crate::edit::{NewMember, REPORT_ORDER, dated, draft_of, ids, slug};
use crate::gateway;
use crate::inbox::{Decision, Fields, Inbox, InboxError, Suggestion, SuggestionState, accepted_as};
use crate::store::StoreError;

use super::{Change, Refusal, exit_code, mode, path_of, try_to_edit};

/// Who decided, as the history of a suggestion shows it.
const WHO: &str = "operator";

/// Adds the report of a suggestion to the file and stores the decision. Without `write` it only shows the change.
pub fn accept(config: &Config, runtime: &Runtime, inbox: &Inbox, id: i64, write: bool) -> ExitCode {
    exit_code(try_to_accept(config, runtime, inbox, (id, write)))
}

/// Stores that a suggestion does not become part of the collection, and why.
pub fn decline(runtime: &Runtime, inbox: &Inbox, id: i64, words: &str) -> ExitCode {
    let decision = Decision::Decline { words: words.trim().to_owned() };
    let declined = runtime.block_on(inbox.decide(id, decision, WHO, gateway::now().unix()));
    let declined = declined.map(|()| true).map_err(|error| in_words(id, error));
    if declined.is_ok() {
        println!("declined suggestion {id}");
    }
    exit_code(declined)
}

fn try_to_accept(
    config: &Config,
    runtime: &Runtime,
    inbox: &Inbox,
    (id, write): (i64, bool),
) -> Result<bool, Refusal> {
    let store = |error: StoreError| Refusal::Other(error.in_a_line());
    let suggestion = runtime.block_on(inbox.get(id)).map_err(store)?;
    let suggestion = suggestion.ok_or_else(|| in_words(id, InboxError::NotThere))?;
    if suggestion.state != SuggestionState::Received {
        return Err(in_words(id, InboxError::AlreadyDecided));
    }
    let begun = runtime.block_on(inbox.begun(id)).map_err(store)?;
    let site = config.public_url.clone().map_or_else(nowhere, Site::new);
    let now = gateway::now();
    let report = RefCell::new(String::new());
    let path = path_of(config, None)?;
    let done = try_to_edit(path, config, mode(write), |text| {
        if let Some(known) = known(text, &suggestion, &begun, &site) {
            eprintln!("the file has this report already, as {known}");
            *report.borrow_mut() = known;
            return Ok(Change { draft: draft_of(text, &[], &[])?, done: String::new() });
        }
        let taken = ids(text)?;
        let new = slug(suggestion.title(), |id| taken.contains(id));
        if write {
            // If this process ends before the decision is stored, the next one finds the report by its id.
            let begun = inbox.begin_to_accept(id, &new, WHO, now.unix());
            runtime.block_on(begun).map_err(|error| in_words(id, error))?;
        }
        let mut members = members(&suggestion.fields, &new);
        if !members.iter().any(|member| member.name == "added") {
            members.push(dated("added", now));
        }
        let rank = |name: &str| REPORT_ORDER.iter().position(|known| *known == name);
        members.sort_by_key(|member| rank(&member.name).unwrap_or(REPORT_ORDER.len()));
        *report.borrow_mut() = new.clone();
        Ok(Change { draft: draft_of(text, &[members], &[])?, done: format!("added {new}") })
    })?;
    if write {
        let decision = Decision::Accept { report: report.into_inner(), fields: suggestion.fields };
        let decided = runtime.block_on(inbox.decide(id, decision, WHO, now.unix()));
        decided.map_err(|error| in_words(id, error))?;
        println!("accepted suggestion {id}");
    }
    Ok(done)
}

/// The id of the report that the suggestion has become already.
fn known(text: &str, suggestion: &Suggestion, begun: &[String], site: &Site) -> Option<String> {
    let collection = collection::parse(text.as_bytes().to_vec()).ok()?;
    accepted_as(&suggestion.fields, begun, &collection, site)
}

fn members(fields: &Fields, id: &str) -> Vec<NewMember> {
    let member = |name: &str, value: &Value| NewMember {
        name: name.to_owned(),
        value: RawValue::from_string(value.to_string()).expect("a value is JSON"),
    };
    let of_fields = fields.iter().filter(|(name, _)| *name != "id");
    let of_fields = of_fields.map(|(name, value)| member(name, value));
    [member("id", &Value::from(id))].into_iter().chain(of_fields).collect()
}

/// A site that no suggestion names.
fn nowhere() -> Site {
    Site::new("http://gateway.invalid/".parse().expect("a URL"))
}

fn in_words(id: i64, error: InboxError) -> Refusal {
    Refusal::Other(match error {
        InboxError::NotThere => format!("there is no suggestion {id}"),
        InboxError::AlreadyDecided => {
            format!("suggestion {id} was decided already, or its sender took it back")
        }
        InboxError::Store(error) => error.in_a_line(),
        error => error.to_string(),
    })
}
